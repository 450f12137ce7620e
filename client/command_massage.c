/* SPDX-License-Identifier: MIT */
/* massage: log a session, take it back, see where it stands. */
#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "care.h"
#include "commands.h"
#include "field.h"
#include "jsonvalue.h"
#include "timearg.h"
#include "timetext.h"
#include "view_care.h"

#define LENGTH_STANDARD "60min"

static const struct ask_choice by_choices[] = {
	{"professional", "a professional"},
	{"partner", "a partner"},
	{"own_hands", "your own hands"},
	{"ball", "a ball"},
	{"roller", "a foam roller"},
	{"massage_gun", "a massage gun"},
};

static const struct ask_choice pressure_choices[] = {
	{"light", "light"},
	{"medium", "medium"},
	{"firm", "firm"},
};

struct session {
	const char *by, *style, *pressure, *areas, *note; /* NULL: not given */
	usec_t length_usec;
	usec_t end_usec; /* USEC_INFINITY: now */
};

/* "neck,low-back" or "neck low-back" */
static void add_areas(struct request *request, const char *areas)
{
	json_object *array = json_new_array(&request->error);
	const char *at = areas;

	while (*at != '\0') {
		size_t length = strcspn(at, ", ");
		char area[64];

		if (length > 0) {
			(void)snprintf(area, sizeof(area), "%.*s", (int)length, at);
			json_append_string(&request->error, array, area);
		}
		at += length;
		at += strspn(at, ", ");
	}
	json_add_take(&request->error, request->parameters, "areas", array);
}

static enum outcome send_session(struct client *client, const struct session *session)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".LogMassage");
	json_add_string(&request.error, request.parameters, "by", session->by);
	json_add_usec(&request.error, request.parameters, "durationUSec", session->length_usec);
	json_add_usec(&request.error, request.parameters, "endUSec", session->end_usec);
	json_add_string(&request.error, request.parameters, "style", session->style);
	json_add_string(&request.error, request.parameters, "pressure", session->pressure);
	json_add_string(&request.error, request.parameters, "note", session->note);
	if (session->areas) {
		add_areas(&request, session->areas);
	}
	return call_and_view(client, &request, view_care_write_logged);
}

/* -- question by question
 * -------------------------------------------------------------------------------------
 */

static enum outcome ask_length(struct client *client, usec_t *ret_usec)
{
	char answer[ASK_ANSWER_MAX];

	for (;;) {
		enum outcome outcome =
			ask_text(client, "How long did it take?", LENGTH_STANDARD, false, answer);

		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		if (!timearg_is_bare_number(answer) && timespan_parse(answer, ret_usec) == 0 &&
			*ret_usec > 0) {
			return OUTCOME_DONE;
		}
		(void)fputs(
			"Please answer with a length such as 45min or 1h 30min.\n", client->out);
	}
}

static enum outcome ask_end(struct client *client, usec_t *ret_usec)
{
	char answer[ASK_ANSWER_MAX];
	enum outcome outcome;

	do {
		outcome = ask_text(client, "When did it end (as 15:30)?", "now", false, answer);
		if (outcome != OUTCOME_DONE || strcmp(answer, "now") == 0) {
			*ret_usec = USEC_INFINITY;
			return outcome;
		}
	} while (timearg_last_clock(client, "massage", answer, ret_usec) != OUTCOME_DONE);
	return OUTCOME_DONE;
}

static enum outcome ask_session(struct client *client)
{
	struct session session = {0};
	size_t by = 0, pressure = 0;
	char areas[ASK_ANSWER_MAX];
	enum outcome outcome = ask_choice(client, "Who or what worked on you?", by_choices,
		ELEMENTSOF(by_choices), ELEMENTSOF(by_choices), &by);

	if (outcome == OUTCOME_DONE) {
		outcome = ask_length(client, &session.length_usec);
	}
	if (outcome == OUTCOME_DONE) {
		outcome = ask_end(client, &session.end_usec);
	}
	if (outcome == OUTCOME_DONE) {
		outcome = ask_choice(client, "How firm was it?", pressure_choices,
			ELEMENTSOF(pressure_choices), 1, &pressure);
	}
	if (outcome == OUTCOME_DONE) {
		outcome = ask_text(client,
			"Which areas, such as neck or low-back? Enter leaves them out.", NULL, true,
			areas);
	}
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	session.by = by_choices[by].value;
	session.pressure = pressure_choices[pressure].value;
	session.areas = areas[0] != '\0' ? areas : NULL;
	(void)fputc('\n', client->out);
	return send_session(client, &session);
}

/* -- with options alone
 * ---------------------------------------------------------------------------------------
 */

/* Noon of the date, or 'clock' on it. */
static enum outcome end_on_date(
	struct client *client, const char *date, const char *clock, usec_t *ret_usec)
{
	struct tm local = {.tm_hour = 12, .tm_isdst = -1};
	enum outcome outcome = care_check_date(client, "massage", date);
	const char *end = "";
	time_t then;

	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	(void)strptime(date, "%Y-%m-%d", &local);
	if (clock) {
		end = strptime(clock, "%H:%M", &local);
	}
	local.tm_isdst = -1;
	then = end && *end == '\0' ? mktime(&local) : -1;
	if (then < 0) {
		return command_misused(client, "massage", "that is no time of day. Write 15:30.");
	}
	*ret_usec = (usec_t)then * USEC_PER_SEC;
	return OUTCOME_DONE;
}

static enum outcome read_end(
	struct client *client, const struct arguments *arguments, usec_t *ret_usec)
{
	const char *until = arguments->options[OPTION_UNTIL];
	const char *date = arguments->options[OPTION_DATE];

	if (date) {
		return end_on_date(client, date, until, ret_usec);
	}
	*ret_usec = USEC_INFINITY;
	return until ? timearg_last_clock(client, "massage", until, ret_usec) : OUTCOME_DONE;
}

static enum outcome log_named(struct client *client, const struct arguments *arguments)
{
	const char *by = arguments->options[OPTION_BY];
	const char *length = arguments->options[OPTION_FOR];
	const char *pressure = arguments->options[OPTION_PRESSURE];
	struct session session = {
		.style = arguments->options[OPTION_STYLE],
		.areas = arguments->options[OPTION_AREA],
		.note = arguments->options[OPTION_NOTE],
	};
	size_t which;
	enum outcome outcome;

	if (!by || !length) {
		return care_refuse_missing(client, "massage", by ? "--for" : "--by");
	}
	which = ask_find_choice(by_choices, ELEMENTSOF(by_choices), by);
	if (which == ELEMENTSOF(by_choices)) {
		return command_misused(client, "massage",
			"--by is professional, partner, own-hands, ball, roller or massage-gun.");
	}
	session.by = by_choices[which].value;
	if (pressure) {
		which = ask_find_choice(pressure_choices, ELEMENTSOF(pressure_choices), pressure);
		if (which == ELEMENTSOF(pressure_choices)) {
			return command_misused(
				client, "massage", "--pressure is light, medium or firm.");
		}
		session.pressure = pressure_choices[which].value;
	}
	outcome = timearg_length(client, "massage", &length, 1, &session.length_usec);
	if (outcome == OUTCOME_DONE) {
		outcome = read_end(client, arguments, &session.end_usec);
	}
	return outcome == OUTCOME_DONE ? send_session(client, &session) : outcome;
}

static bool has_log_option(const struct arguments *arguments)
{
	static const enum option options[] = {OPTION_AREA, OPTION_BY, OPTION_DATE, OPTION_FOR,
		OPTION_NOTE, OPTION_PRESSURE, OPTION_STYLE, OPTION_UNTIL};

	for (size_t i = 0; i < ELEMENTSOF(options); i++) {
		if (arguments->options[options[i]]) {
			return true;
		}
	}
	return false;
}

/* -- the others
 * ---------------------------------------------------------------------------------------------
 */

static void view_forgotten(FILE *out, const struct text_style *style, json_object *reply)
{
	(void)style;
	(void)reply;
	(void)fputs("Taken back, as if it had never been logged.\n", out);
}

static enum outcome forget(struct client *client, const char *id)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".ForgetMassage");
	json_add_string(&request.error, request.parameters, "id", id);
	return call_and_view(client, &request, view_forgotten);
}

/* 'sure': the person named it. */
static enum outcome forget_last(struct client *client, bool sure)
{
	AUTO_REPLY struct reply care = REPLY_NULL;
	enum outcome outcome = care_get(client, PROTOCOL_CARE_INTERFACE ".GetCare", &care);

	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	const char *id = field_string(field_object(care.parameters, "lastMassage"), "id");
	if (!id) {
		(void)fputs("No massage is logged.\n", client->err);
		return OUTCOME_REFUSED;
	}
	if (!sure) {
		view_care_write_massage(client->out, &client->style, care.parameters);
		outcome = ask_yes(client, "Take it back?", &sure);
	}
	return outcome == OUTCOME_DONE && sure ? forget(client, id) : outcome;
}

static enum outcome run_forget(struct client *client, const char *which)
{
	if (!which) {
		return ask_can(client) ? forget_last(client, false)
				       : care_refuse_missing(
						 client, "massage", "which one, its ID or last,");
	}
	return strcmp(which, "last") == 0 ? forget_last(client, true) : forget(client, which);
}

static void view_status(FILE *out, const struct text_style *style, json_object *care)
{
	view_care_write_massage(out, style, care);
	view_care_write_conditions(out, style, care);
	view_care_write_plans(out, style, care);
}

enum outcome command_massage(struct client *client, const struct arguments *arguments)
{
	const char *verb = arguments->word_count > 0 ? arguments->words[0] : "status";
	const char *word = arguments->word_count > 1 ? arguments->words[1] : NULL;

	if (strcmp(verb, "plan") == 0) {
		return arguments->word_count > 2
			       ? command_misused(client, "massage", "plan takes on or off.")
			       : care_course(client, "massage", arguments, word);
	}
	if (arguments->options[OPTION_EVERY] || arguments->options[OPTION_SESSIONS]) {
		return command_misused(client, "massage", "--every and --sessions belong to plan.");
	}
	if (strcmp(verb, "log") == 0 && !word) {
		return has_log_option(arguments) || !ask_can(client) ? log_named(client, arguments)
								     : ask_session(client);
	}
	if (has_log_option(arguments)) {
		return command_misused(client, "massage", "those options belong to log.");
	}
	if (strcmp(verb, "forget") == 0 && arguments->word_count <= 2) {
		return run_forget(client, word);
	}
	if (strcmp(verb, "status") == 0 && !word) {
		AUTO_REQUEST struct request request;

		request_init(&request, PROTOCOL_CARE_INTERFACE ".GetCare");
		return call_and_view(client, &request, view_status);
	}
	return command_misused(client, "massage", "it is log, forget, plan or status.");
}
