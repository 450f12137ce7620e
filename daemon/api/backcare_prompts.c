/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Backcare about prompts: what is answered to one, one that is
 * asked for, and what was decided about them. Parameters were checked against the table before. */
#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "api_internal.h"
#include "content.h"
#include "encode.h"
#include "jsonvalue.h"
#include "names.h"
#include "prompt_text.h"

#define EXPLAIN_DEFAULT 20

static int error_no_such_prompt(struct varlink_call *call, const char *id)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "id", id ? id : "");
	return error < 0 ? error : varlink_call_error(call, "NoSuchPrompt", object);
}

static int error_snooze_limit(struct varlink_call *call, const struct api_snapshot *snapshot)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_int(&error, object, "limit", snapshot->view.prompt.snoozes);
	return error < 0 ? error : varlink_call_error(call, "SnoozeLimitReached", object);
}

static int error_nothing_fits(struct varlink_call *call, const char *message)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "message", message);
	return error < 0 ? error : varlink_call_error(call, "NothingFits", object);
}

static int error_held_for_safety(struct api *api, struct varlink_call *call)
{
	AUTO_JSON struct json_object *object = NULL;
	struct core_care_view care;
	int error = 0;

	api->ops->get_care(&care, api->userdata);
	object = encode_held_for_safety(&error, care.level);
	return error < 0 ? error : varlink_call_error(call, "HeldForSafety", object);
}

static const enum outcome answer_outcome[ANSWER_MAX] = {
	[ANSWER_DONE] = OUTCOME_CLAIMED,
	[ANSWER_START] = OUTCOME_NONE,
	[ANSWER_FINISH] = OUTCOME_DONE,
	[ANSWER_SNOOZE] = OUTCOME_SNOOZED,
	[ANSWER_SKIP] = OUTCOME_SKIPPED,
	[ANSWER_CHOOSE] = OUTCOME_DONE,
};

static enum outcome outcome_of(const struct core_event *event, const struct prompt *prompt)
{
	if (prompt->cause != PROMPT_CAUSE_CARE) {
		return answer_outcome[event->answer.answer];
	}
	if (event->answer.answer == ANSWER_CHOOSE) {
		return prompt_choice_outcome(event->answer.choice);
	}
	/* A message that was read is done. */
	return event->answer.answer == ANSWER_DONE ? OUTCOME_DONE
						   : answer_outcome[event->answer.answer];
}

/* With "choose" the choice names the answer. False if the open prompt has no such choice. */
static bool find_answer(const struct varlink_params *params, const struct api_snapshot *snapshot,
	struct core_event *event)
{
	enum answer answer = (enum answer)varlink_params_enum(params, "answer");
	const char *choice = varlink_params_string(params, "choice");
	const struct prompt_choice *chosen;
	struct prompt_text text;

	event->answer.answer = answer;
	if (answer != ANSWER_CHOOSE || !choice) {
		return answer != ANSWER_CHOOSE && !choice;
	}
	prompt_text_get(snapshot->content, &snapshot->view.prompt, snapshot->view.snooze_offered,
		snapshot->emergency_number, &text);
	chosen = prompt_text_find_choice(&text, choice);
	if (!chosen) {
		return false;
	}
	event->answer.answer = chosen->answer;
	event->answer.choice = chosen->choice;
	return true;
}

int api_respond(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {.type = CORE_ANSWER};
	const char *id = varlink_params_string(params, "id");
	enum outcome outcome;
	int error = 0;

	if (!snapshot) {
		return -ENOMEM;
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	event.answer.id_given = id;
	if (!snapshot->view.prompt_open || (id && !encode_parse_id(id, &event.answer.id))) {
		return error_no_such_prompt(call, id);
	}
	if (!find_answer(params, snapshot, &event)) {
		return varlink_call_error_invalid_parameter(call, "choice");
	}
	if (varlink_params_has(params, "durationUSec")) {
		if (event.answer.answer != ANSWER_SNOOZE) {
			return varlink_call_error_invalid_parameter(call, "durationUSec");
		}
		event.answer.snooze_usec = (usec_t)varlink_params_int(params, "durationUSec", 0);
		if (event.answer.snooze_usec > USEC_PER_DAY) {
			return varlink_call_error_invalid_parameter(call, "durationUSec");
		}
	}
	switch (api_command(api, &event)) {
	case CORE_NO_SUCH_PROMPT:
		return error_no_such_prompt(call, id);
	case CORE_SNOOZE_LIMIT_REACHED:
		return error_snooze_limit(call, snapshot);
	case CORE_OK:
	case CORE_NOTHING_FITS:
	case CORE_NOTHING_TO_CORRECT:
	case CORE_CARE_REFUSED:
	case CORE_HELD_FOR_SAFETY:
	case CORE_RESULT_MAX:
		break;
	}
	object = json_new_object(&error);
	outcome = outcome_of(&event, &snapshot->view.prompt);
	if (outcome < OUTCOME_MAX) {
		json_add_string(&error, object, "outcome", names_outcome[outcome]);
	}
	return api_reply(call, error, object);
}

int api_prompt_now(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	const char *entry = varlink_params_string(params, "entry");
	int kind = varlink_params_enum(params, "kind"), error = 0;
	struct core_event event = {
		.type = CORE_PROMPT_NOW,
		.prompt_now = {.kind = kind < 0 ? KIND_NONE : (enum kind)kind,
			.entry = CATALOGUE_NO_ENTRY},
	};
	enum core_result result;

	if (!snapshot) {
		return -ENOMEM;
	}
	if (entry && kind >= 0) {
		return varlink_call_error_invalid_parameter(call, "entry");
	}
	if (entry) {
		event.prompt_now.entry = content_find(api->ops->get_content(api->userdata), entry);
		if (event.prompt_now.entry == CATALOGUE_NO_ENTRY) {
			return error_nothing_fits(call, "There is no such entry in the catalogue.");
		}
	}
	result = api_command(api, &event);
	if (result == CORE_HELD_FOR_SAFETY) {
		return error_held_for_safety(api, call);
	}
	if (result != CORE_OK) {
		return error_nothing_fits(call,
			"Nothing of that kind fits now: 'backcarectl massage' tells what holds, "
			"and see the settings Prompt.Kinds and Tools.Own.");
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	json_add_take(&error, object, "prompt", encode_open_prompt(&error, snapshot));
	return api_reply(call, error, object);
}

/* From before the daemon began, or so many that it forgot them. */
static void add_kept_decisions(int *error, struct api *api, const struct journal *journal,
	size_t limit, struct json_object *to)
{
	AUTO_FREE struct history_decision *decisions = NULL;
	int64_t before_usec =
		journal->n_decisions > 0
			? (int64_t)journal_get(journal, journal->n_decisions - 1)->real_usec
			: INT64_MAX;
	size_t n = 0;

	/* Where they cannot be read, status says why. */
	if (api->ops->list_decisions(before_usec, limit, &decisions, &n, api->userdata) < 0) {
		return;
	}
	for (size_t i = n; i > 0; i--) {
		json_append_take(error, to, encode_kept_decision(error, &decisions[i - 1]));
	}
}

int api_explain(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	const struct journal *journal = api->ops->get_journal(api->userdata);
	const struct content *content = api->ops->get_content(api->userdata);
	size_t limit = (size_t)varlink_params_int(params, "limit", EXPLAIN_DEFAULT);
	struct json_object *decisions;
	int error = 0;

	decisions = json_new_array(&error);
	for (size_t i = 0; i < limit && i < journal->n_decisions; i++) {
		json_append_take(&error, decisions,
			encode_decision(&error, content, journal_get(journal, i)));
	}
	if (limit > journal->n_decisions) {
		add_kept_decisions(&error, api, journal, limit - journal->n_decisions, decisions);
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "decisions", decisions);
	return api_reply(call, error, object);
}
