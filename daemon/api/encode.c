/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "encode.h"
#include "jsonvalue.h"
#include "names.h"
#include "prompt_text.h"
#include "reason.h"

#define STANDARD_OFFER                                                                        \
	"A week on light prompts: for a walk each half an hour, say 'backcarectl config set " \
	"Plan.Preset standard'; to stay as it is, the same with light."

void encode_id(const struct prompt_id *id, char *buffer)
{
	char *at = buffer;

	for (size_t i = 0; i < sizeof(id->bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10) {
			*at++ = '-';
		}
		at += snprintf(at, 3, "%02x", id->bytes[i]);
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool encode_parse_id(const char *text, struct prompt_id *ret_id)
{
	struct prompt_id id;

	if (strlen(text) != ENCODE_ID_MAX - 1) {
		return false;
	}
	for (size_t i = 0; i < sizeof(id.bytes); i++) {
		int high, low;

		if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-') {
			return false;
		}
		high = hex_digit(*text++);
		low = high < 0 ? -1 : hex_digit(*text++);
		if (low < 0) {
			return false;
		}
		id.bytes[i] = (uint8_t)(high << 4 | low);
	}
	*ret_id = id;
	return true;
}

static void add_name(int *error, struct json_object *object, const char *key,
	const char *const *names, size_t n_names, size_t value)
{
	if (value < n_names) {
		json_add_string(error, object, key, names[value]);
	}
}

static usec_t real_usec_at(const struct core_now *now, usec_t boot_usec)
{
	return now->real_usec + boot_usec - now->boot_usec;
}

static struct json_object *encode_texts(int *error, const char *const *texts, size_t n_texts)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < n_texts; i++) {
		json_append_string(error, array, texts[i]);
	}
	return array;
}

struct json_object *encode_prompt(
	int *error, const struct api_snapshot *snapshot, const struct prompt *prompt)
{
	struct json_object *object = json_new_object(error);
	struct json_object *steps = json_new_array(error);
	struct json_object *choices = json_new_array(error);
	struct json_object *carries = json_new_array(error);
	struct prompt_text text;
	char id[ENCODE_ID_MAX];

	prompt_text_get(snapshot->content, prompt, snapshot->view.snooze_offered,
		snapshot->emergency_number, &text);
	encode_id(&prompt->id, id);
	for (size_t i = 0; i < text.n_steps; i++) {
		json_append_string(error, steps, text.steps[i]);
	}
	for (size_t i = 0; i < text.n_choices; i++) {
		struct json_object *choice = json_new_object(error);

		json_add_string(error, choice, "id", text.choices[i].id);
		json_add_string(error, choice, "label", text.choices[i].label);
		json_append_take(error, choices, choice);
	}
	for (size_t i = 0; i < text.n_carried; i++) {
		json_append_string(error, carries, text.carried[i]);
	}
	json_add_string(error, object, "id", id);
	add_name(error, object, "kind", names_kind, KIND_MAX, prompt->kind);
	json_add_string(error, object, "entry", text.entry);
	json_add_string(error, object, "title", text.title);
	json_add_string(error, object, "body", text.body);
	json_add_take(error, object, "steps", steps);
	json_add_string(error, object, "urgency", text.critical ? "critical" : "normal");
	json_add_take(error, object, "choices", choices);
	if (prompt->started_real_usec > 0) {
		json_add_usec(error, object, "startedUSec", prompt->started_real_usec);
	}
	json_add_usec(error, object, "durationUSec", prompt->duration_usec);
	json_add_usec(error, object, "shownUSec", prompt->shown_real_usec);
	if (prompt_is_open(prompt)) {
		json_add_usec(error, object, "expiresUSec",
			real_usec_at(&snapshot->now, prompt->expires_boot_usec));
	}
	json_add_int(error, object, "snoozes", prompt->snoozes);
	json_add_string(error, object, "followUp", text.follow_up);
	if (text.n_sources > 0) {
		json_add_take(error, object, "sources",
			encode_texts(error, text.sources, text.n_sources));
	}
	json_add_take(error, object, "carries", carries);
	return object;
}

struct json_object *encode_open_prompt(int *error, const struct api_snapshot *snapshot)
{
	return snapshot->view.prompt_open ? encode_prompt(error, snapshot, &snapshot->view.prompt)
					  : NULL;
}

static const char *hold_detail(
	const struct api_snapshot *snapshot, enum hold_reason reason, const char *pause_reason)
{
	switch (reason) {
	case HOLD_PAUSED:
		return pause_reason[0] ? pause_reason : NULL;
	case HOLD_MEETING:
		return "as you said";
	case HOLD_QUIET_HOURS:
		return "setting Hours.Quiet";
	case HOLD_SPACING:
		return "settings Prompt.MinGap and Prompt.MaxPerHour";
	case HOLD_DO_NOT_DISTURB:
	case HOLD_MICROPHONE:
	case HOLD_FULLSCREEN:
	case HOLD_INHIBITOR:
		return snapshot->hold_details[reason];
	case HOLD_OFF_HOURS:
		return "setting Hours.Office";
	case HOLD_CHECKLIST:
		return "'backcarectl symptoms report' asks the questions";
	case HOLD_SAFETY:
		return "'backcarectl symptoms' tells what is noted";
	case HOLD_AWAY:
	case HOLD_LOCKED:
	case HOLD_ASLEEP:
	case HOLD_NO_SESSION:
	case HOLD_QUIET_UNTIL_UP:
	case HOLD_REASON_MAX:
		break;
	}
	return NULL;
}

struct json_object *encode_holds(
	int *error, const struct api_snapshot *snapshot, const char *pause_reason)
{
	const struct core_view *view = &snapshot->view;
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < view->n_holds; i++) {
		const struct hold *hold = &view->holds[i];
		struct json_object *object = json_new_object(error);

		add_name(error, object, "reason", names_hold_reason, HOLD_REASON_MAX, hold->reason);
		json_add_usec(error, object, "untilUSec", hold->until_real_usec);
		json_add_string(
			error, object, "detail", hold_detail(snapshot, hold->reason, pause_reason));
		json_append_take(error, array, object);
	}
	return array;
}

static struct json_object *encode_targets(int *error, const struct targets *targets)
{
	struct json_object *object = json_new_object(error);

	json_add_int(error, object, "week", targets->week);
	json_add_usec(error, object, "upUSec", targets->up_usec);
	json_add_usec(error, object, "upGoalUSec", targets->up_goal_usec);
	json_add_usec(error, object, "walkUSec", targets->walk_usec);
	json_add_usec(error, object, "walkGoalUSec", targets->walk_goal_usec);
	json_add_int(error, object, "breaksOffered", targets->breaks_offered);
	json_add_int(error, object, "breaksTaken", targets->breaks_taken);
	json_add_int(error, object, "breaksGoal", targets->breaks_goal);
	return object;
}

struct json_object *encode_today(int *error, const struct core_view *view)
{
	const struct day_summary *day = &view->day;
	const struct day_counts *counts = &view->counts;
	struct json_object *object = json_new_object(error);
	const struct tally *tally = &day->tally;
	time_t at = (time_t)(day->number * 24 * 60 * 60);
	struct tm tm;
	char date[32] = "";

	if (gmtime_r(&at, &tm)) {
		(void)strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	}
	json_add_string(error, object, "date", date);
	json_add_usec(error, object, "seatedUSec", tally->seated_usec);
	json_add_usec(error, object, "standingUSec", tally->standing_usec);
	json_add_usec(error, object, "awayUSec", tally->away_usec);
	json_add_usec(error, object, "longestSeatedUSec", day->longest_seated_usec);
	json_add_usec(error, object, "asleepUSec", tally->asleep_usec);
	json_add_usec(error, object, "estimatedUSec", tally->estimated_usec);
	json_add_int(error, object, "prompted", counts->prompted);
	json_add_int(error, object, "done", counts->done);
	json_add_int(error, object, "claimed", counts->claimed);
	json_add_int(error, object, "natural", counts->natural);
	json_add_int(error, object, "skipped", counts->skipped);
	json_add_int(error, object, "expired", counts->expired);
	json_add_take(error, object, "targets", encode_targets(error, &view->targets));
	return object;
}

struct json_object *encode_sources(int *error, const struct api_snapshot *snapshot)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < snapshot->n_sources; i++) {
		const struct api_source *source = &snapshot->sources[i];
		struct json_object *object = json_new_object(error);

		json_add_string(error, object, "name", source->name);
		json_add_string(error, object, "state", source->state);
		json_add_string(error, object, "detail", source->detail[0] ? source->detail : NULL);
		json_append_take(error, array, object);
	}
	return array;
}

struct json_object *encode_warnings(int *error, const struct api_snapshot *snapshot)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < snapshot->n_warnings; i++) {
		json_append_string(error, array, snapshot->warnings[i]);
	}
	return array;
}

struct json_object *encode_offers(int *error, const struct api_snapshot *snapshot)
{
	struct json_object *array;

	if (!snapshot->view.standard_offered) {
		return NULL;
	}
	array = json_new_array(error);
	json_append_string(error, array, STANDARD_OFFER);
	return array;
}

struct json_object *encode_decision(
	int *error, const struct content *content, const struct decision *decision)
{
	struct json_object *object = json_new_object(error);
	char text[REASON_TEXT_MAX];

	reason_format(content, decision, text, sizeof(text));
	json_add_usec(error, object, "timeUSec", decision->real_usec);
	add_name(error, object, "kind", names_kind, KIND_MAX, decision->kind);
	add_name(error, object, "decision", names_decision, DECISION_TYPE_MAX, decision->type);
	json_add_string(error, object, "reason", text);
	return object;
}

struct json_object *encode_kept_decision(int *error, const struct history_decision *decision)
{
	struct json_object *object = json_new_object(error);

	json_add_usec(error, object, "timeUSec", (usec_t)decision->real_usec);
	if (decision->kind) {
		json_add_string(error, object, "kind", decision->kind);
	}
	json_add_string(error, object, "decision", decision->decision);
	json_add_string(error, object, "reason", decision->reason);
	return object;
}

struct json_object *encode_held_for_safety(int *error, enum care_level level)
{
	struct json_object *object = json_new_object(error);

	json_add_string(error, object, "level", names_care_level[level]);
	json_add_string(error, object, "message",
		level >= CARE_LEVEL_DOCTOR_FIRST
			? "This one waits until what you told of symptoms is cleared: "
			  "'backcarectl symptoms clear'."
			: "This one waits until the questions about symptoms are answered: "
			  "'backcarectl symptoms report'.");
	return object;
}
