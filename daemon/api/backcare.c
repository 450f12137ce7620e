/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Backcare. Parameters were checked against the table before. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/protocol.h>

#include "api_internal.h"
#include "content.h"
#include "encode.h"
#include "jsonvalue.h"
#include "names.h"
#include "prompt_text.h"

#define EXPLAIN_DEFAULT 20

static int reply(struct varlink_call *call, int error, struct json_object *parameters)
{
	return error < 0 ? error : varlink_call_reply(call, parameters);
}

static enum core_result command(struct api *api, struct core_event *event)
{
	return api->ops->command(event, api->userdata);
}

/* -- status
 * ---------------------------------------------------------------------------------------------------
 */

/* What GetStatus and every event of Monitor have in common. */
static void add_state(int *error, struct json_object *object, const struct api *api,
	const struct api_snapshot *snapshot)
{
	const struct core_view *view = &snapshot->view;
	struct core_care_view care;

	json_add_usec(error, object, "timeUSec", snapshot->now.real_usec);
	json_add_string(error, object, "presence", names_presence[view->presence]);
	if (snapshot->presence_detail[0] != '\0') {
		json_add_string(error, object, "presenceDetail", snapshot->presence_detail);
	}
	json_add_string(error, object, "posture", names_posture[view->posture]);
	json_add_usec(error, object, "seatedUSec", view->seated_usec);
	if (view->next_kind < KIND_MAX) {
		json_add_string(error, object, "nextKind", names_kind[view->next_kind]);
	}
	json_add_usec(error, object, "nextUSec", view->next_real_usec);
	json_add_take(error, object, "holds", encode_holds(error, snapshot, api->pause_reason));
	json_add_take(error, object, "today", encode_today(error, view));
	api->ops->get_care(&care, api->userdata);
	json_add_string(error, object, "safety", names_care_level[care.level]);
	json_add_take(error, object, "sources", encode_sources(error, snapshot));
	json_add_take(error, object, "warnings", encode_warnings(error, snapshot));
}

static struct json_object *open_prompt(int *error, const struct api_snapshot *snapshot)
{
	return snapshot->view.prompt_open ? encode_prompt(error, snapshot, &snapshot->view.prompt)
					  : NULL;
}

int api_get_status(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	const struct core_view *view;
	int error = 0;

	(void)params;
	if (!snapshot) {
		return -ENOMEM;
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	view = &snapshot->view;
	object = json_new_object(&error);
	json_add_string(&error, object, "version", BACKCARE_VERSION);
	add_state(&error, object, api, snapshot);
	json_add_take(&error, object, "prompt", open_prompt(&error, snapshot));
	json_add_usec(&error, object, "seatedLimitUSec", view->seated_limit_usec);
	json_add_bool(&error, object, "seatedGrowing", view->seated_growing);
	json_add_usec(&error, object, "standingUSec", view->standing_usec);
	json_add_usec(&error, object, "standingLimitUSec", view->standing_limit_usec);
	json_add_usec(&error, object, "limitReachedUSec", view->limit_reached_real_usec);
	if (view->standard_offered) {
		json_add_take(&error, object, "offers", encode_offers(&error, snapshot));
	}
	return reply(call, error, object);
}

/* -- monitor
 * --------------------------------------------------------------------------------------------------
 */

static const char *const event_names[API_EVENT_MAX] = {
	[API_SNAPSHOT] = "snapshot",
	[API_PRESENCE] = "presence",
	[API_PROMPT_SHOWN] = "prompt_shown",
	[API_PROMPT_CLOSED] = "prompt_closed",
	[API_HOLD] = "hold",
	[API_SETTINGS] = "settings",
	[API_CARE] = "care",
	[API_DAY] = "day",
};

static struct json_object *encode_event(int *error, const struct api *api,
	const struct api_snapshot *snapshot, enum api_event event, const struct prompt *prompt,
	enum outcome outcome)
{
	struct json_object *object = json_new_object(error);

	json_add_string(error, object, "event", event_names[event]);
	json_add_int(error, object, "sequence", (int64_t)api->sequence);
	add_state(error, object, api, snapshot);
	json_add_take(error, object, "prompt",
		prompt ? encode_prompt(error, snapshot, prompt) : open_prompt(error, snapshot));
	if (outcome < OUTCOME_MAX) {
		json_add_string(error, object, "outcome", names_outcome[outcome]);
	}
	return object;
}

static struct api_follower *follower_free(struct api_follower *follower)
{
	list_remove(&follower->followers);
	free(follower);
	return NULL;
}

static void on_follower_closed(struct varlink_call *call, void *userdata)
{
	(void)call;
	(void)follower_free(userdata);
}

static const struct varlink_call_ops follower_ops = {.on_closed = on_follower_closed};

int api_monitor(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	struct api_follower *follower;
	int error = 0, r;

	(void)params;
	if (!snapshot) {
		return -ENOMEM;
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	object = encode_event(&error, api, snapshot, API_SNAPSHOT, NULL, OUTCOME_NONE);
	r = error < 0 ? error : varlink_call_notify(call, object);
	if (r < 0) {
		return r;
	}
	follower = malloc(sizeof(*follower));
	if (!follower) {
		return -ENOMEM;
	}
	*follower = (struct api_follower){.api = api, .call = call};
	list_append(&api->followers, &follower->followers);
	varlink_call_keep(call, &follower_ops, follower);
	return 0;
}

void api_publish(
	struct api *api, enum api_event event, const struct prompt *prompt, enum outcome outcome)
{
	AUTO_FREE struct api_snapshot *snapshot = NULL;
	AUTO_JSON struct json_object *object = NULL;
	struct api_follower *follower;
	int error = 0;

	api->sequence++;
	if (list_is_empty(&api->followers)) {
		return;
	}
	snapshot = malloc(sizeof(*snapshot));
	if (!snapshot) {
		return;
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	object = encode_event(&error, api, snapshot, event, prompt, outcome);
	if (error < 0) {
		return;
	}
	list_for_each (follower, &api->followers, followers) {
		/* One that does not read is dropped by the server. */
		(void)varlink_call_notify(follower->call, object);
	}
}

/* -- prompts
 * --------------------------------------------------------------------------------------------------
 */

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
	switch (command(api, &event)) {
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
	return reply(call, error, object);
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
	result = command(api, &event);
	if (result == CORE_HELD_FOR_SAFETY) {
		return error_held_for_safety(api, call);
	}
	if (result != CORE_OK) {
		return error_nothing_fits(call, "Nothing of that kind fits now: see the settings "
						"Prompt.Kinds and Tools.Own.");
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	json_add_take(&error, object, "prompt", open_prompt(&error, snapshot));
	return reply(call, error, object);
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
	object = json_new_object(&error);
	json_add_take(&error, object, "decisions", decisions);
	return reply(call, error, object);
}

/* -- holds and presence
 * --------------------------------------------------------------------------------------- */

int api_pause(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	const char *reason = varlink_params_string(params, "reason");
	bool has_length = varlink_params_has(params, "durationUSec");
	bool until_tomorrow = varlink_params_bool(params, "untilTomorrow");
	struct core_event event = {
		.type = CORE_PAUSE,
		.pause_usec = has_length ? (usec_t)varlink_params_int(params, "durationUSec", 0)
					 : USEC_INFINITY,
	};
	int error = 0;

	if (!snapshot) {
		return -ENOMEM;
	}
	if (has_length && until_tomorrow) {
		return varlink_call_error_invalid_parameter(call, "untilTomorrow");
	}
	if (until_tomorrow) {
		usec_t tomorrow_usec = api->ops->get_tomorrow(api->userdata);

		/* As any pause it then lasts as long as said, whatever happens to the clock. */
		api->ops->get_snapshot(snapshot, api->userdata);
		event.pause_usec = tomorrow_usec > snapshot->now.real_usec
					   ? tomorrow_usec - snapshot->now.real_usec
					   : 1;
	}
	(void)snprintf(api->pause_reason, sizeof(api->pause_reason), "%s", reason ? reason : "");
	(void)command(api, &event);
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	if (event.pause_usec != USEC_INFINITY) {
		json_add_usec(
			&error, object, "untilUSec", snapshot->now.real_usec + event.pause_usec);
	}
	return reply(call, error, object);
}

int api_resume(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	(void)params;
	(void)command(userdata, &(struct core_event){.type = CORE_RESUME});
	return varlink_call_reply(call, NULL);
}

int api_set_meeting(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct core_event event = {
		.type = CORE_MEETING,
		.meeting = {.active = varlink_params_bool(params, "active"),
			.length_usec = USEC_INFINITY},
	};

	if (varlink_params_has(params, "durationUSec")) {
		if (!event.meeting.active) {
			return varlink_call_error_invalid_parameter(call, "durationUSec");
		}
		event.meeting.length_usec = (usec_t)varlink_params_int(params, "durationUSec", 0);
	}
	(void)command(userdata, &event);
	return varlink_call_reply(call, NULL);
}

int api_set_posture(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {
		.type = CORE_POSTURE,
		.posture = {.posture = (enum posture)varlink_params_enum(params, "posture"),
			.valid_usec = USEC_INFINITY},
	};
	int error = 0;

	if (!snapshot) {
		return -ENOMEM;
	}
	if (varlink_params_has(params, "validUSec")) {
		event.posture.valid_usec = (usec_t)varlink_params_int(params, "validUSec", 0);
	}
	(void)command(api, &event);
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	json_add_string(&error, object, "posture", names_posture[snapshot->view.posture]);
	json_add_usec(&error, object, "untilUSec", snapshot->view.posture_until_real_usec);
	return reply(call, error, object);
}

int api_correct_presence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {
		.type = CORE_CORRECT,
		.correct = {.since_real_usec = (usec_t)varlink_params_int(params, "sinceUSec", 0),
			.until_real_usec = (usec_t)varlink_params_int(params, "untilUSec", 0),
			.span = (enum span)varlink_params_enum(params, "counts")},
	};
	enum core_result result;
	int error = 0;

	if (!snapshot) {
		return -ENOMEM;
	}
	if (event.correct.until_real_usec <= event.correct.since_real_usec) {
		return varlink_call_error_invalid_parameter(call, "untilUSec");
	}
	result = command(api, &event);
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	json_add_usec(&error, object, "seatedUSec", snapshot->view.seated_usec);
	json_add_bool(&error, object, "changed", result == CORE_OK);
	return reply(call, error, object);
}

int api_report_presence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	int r = api->ops->report_presence(varlink_params_string(params, "source"),
		(enum presence)varlink_params_enum(params, "presence"),
		(usec_t)varlink_params_int(
			params, "validUSec", (int64_t)PROTOCOL_REPORT_VALID_DEFAULT_USEC),
		api->userdata);

	switch (r) {
	case -EINVAL:
		return varlink_call_error_invalid_parameter(call, "source");
	case -ERANGE:
		return varlink_call_error_invalid_parameter(call, "validUSec");
	case -EACCES:
		return varlink_call_error_permission_denied(call);
	default:
		return r < 0 ? r : varlink_call_reply(call, NULL);
	}
}

/* -- settings
 * -------------------------------------------------------------------------------------------------
 */

int api_get_configuration(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct json_object *settings, *files;
	struct api_setting setting;
	const char *file;
	int error = 0;

	(void)params;
	settings = json_new_array(&error);
	files = json_new_array(&error);
	for (size_t i = 0; api->ops->get_setting(i, &setting, api->userdata); i++) {
		struct json_object *row = json_new_object(&error);

		json_add_string(&error, row, "name", setting.name);
		json_add_string(&error, row, "value", setting.value);
		json_add_string(&error, row, "defaultValue", setting.default_value);
		json_add_string(&error, row, "file", setting.file);
		if (setting.file && setting.line > 0) {
			json_add_int(&error, row, "line", setting.line);
		}
		json_add_string(&error, row, "problem", setting.problem);
		json_add_string(&error, row, "note", setting.note);
		json_append_take(&error, settings, row);
	}
	for (size_t i = 0; (file = api->ops->get_settings_file(i, api->userdata)); i++) {
		json_append_string(&error, files, file);
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "settings", settings);
	json_add_take(&error, object, "files", files);
	return reply(call, error, object);
}

int api_reload(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct api_problem problem;
	int error = 0;

	(void)params;
	if (api->ops->reload(&problem, api->userdata)) {
		return varlink_call_reply(call, NULL);
	}
	object = json_new_object(&error);
	json_add_string(&error, object, "file", problem.file);
	json_add_int(&error, object, "line", problem.line);
	json_add_string(&error, object, "message", problem.message);
	return error < 0 ? error : varlink_call_error(call, "BadConfiguration", object);
}
