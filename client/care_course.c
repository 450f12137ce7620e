/* SPDX-License-Identifier: MIT */
/* plan: the massage course and the strength programme, begun, changed and ended. */
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "care.h"
#include "commands.h"
#include "dates.h"
#include "field.h"
#include "jsonvalue.h"
#include "view_care.h"
#include "whenarg.h"

#define EVERY_DAYS_MAX 90
#define SESSIONS_MAX 20

struct plan {
	const char *name; /* as in the interface */
	bool active;
	const char *date;  /* NULL: as it is, or today */
	long every, count; /* 0: likewise */
};

static enum outcome send_plan(struct client *client, const struct plan *plan)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".SetPlan");
	json_add_string(&request.error, request.parameters, "name", plan->name);
	json_add_bool(&request.error, request.parameters, "active", plan->active);
	json_add_string(&request.error, request.parameters, "startDate", plan->date);
	if (plan->every > 0) {
		json_add_int(&request.error, request.parameters, "everyDays", plan->every);
	}
	if (plan->count > 0) {
		json_add_int(&request.error, request.parameters, "count", plan->count);
	}
	return call_and_view(client, &request, view_care_write_plan);
}

/* 0 for what is no number from 1 to max. */
static long read_number(const char *text, long max)
{
	char *end;
	long number = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : 0;

	return number >= 1 && number <= max && *end == '\0' ? number : 0;
}

static enum outcome ask_number(struct client *client, const char *question, unsigned long standard,
	long max, long *ret_number)
{
	char answer[ASK_ANSWER_MAX], now[32];

	(void)snprintf(now, sizeof(now), "%lu", standard);
	for (;;) {
		enum outcome outcome = ask_text(client, question, now, false, answer);

		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		*ret_number = read_number(answer, max);
		if (*ret_number > 0) {
			return OUTCOME_DONE;
		}
		(void)fprintf(client->out, "Please answer with a number from 1 to %ld.\n", max);
	}
}

/* The course that there is; NULL. */
static json_object *find_course(json_object *care)
{
	json_object *plans = field_array(care, "plans");

	for (size_t i = 0; i < field_array_length(plans); i++) {
		json_object *plan = json_object_array_get_idx(plans, i);
		const char *name = field_string(plan, "name");

		if (name && strcmp(name, "massage_course") == 0) {
			return plan;
		}
	}
	return NULL;
}

static enum outcome ask_course(struct client *client)
{
	AUTO_REPLY struct reply care = REPLY_NULL;
	struct plan plan = {.name = "massage_course", .active = true};
	char date[ASK_ANSWER_MAX], today[DATES_TEXT_MAX];
	long number;
	enum outcome outcome = care_get(client, PROTOCOL_CARE_INTERFACE ".GetCare", &care);

	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	json_object *now = find_course(care.parameters);
	const char *start = field_string(now, "startDate");
	(void)text_write_wrapped(client->out, &client->style, 0, 0,
		"The plan is a suggestion that you can change at any time; no trial has tested "
		"this one.");
	(void)fputc('\n', client->out);
	outcome = ask_number(client, "How many days from one session to the next?",
		now ? field_count(now, "everyDays") : 14, EVERY_DAYS_MAX, &plan.every);
	if (outcome == OUTCOME_DONE) {
		outcome = ask_number(client, "How many sessions?",
			now ? field_count(now, "count") : 3, SESSIONS_MAX, &plan.count);
	}
	if (outcome == OUTCOME_DONE) {
		if (!start && whenarg_today(client, &number)) {
			start = dates_write(number, today);
		}
		outcome = care_ask_date(client, "On which day does it begin?", start, date);
	}
	plan.date = date;
	return outcome == OUTCOME_DONE ? send_plan(client, &plan) : outcome;
}

static enum outcome show(struct client *client)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_CARE_INTERFACE ".GetCare");
	return call_and_view(client, &request, view_care_write_plans);
}

static enum outcome set(struct client *client, const char *command,
	const struct arguments *arguments, struct plan *plan)
{
	const char *every = arguments->options[OPTION_EVERY];
	const char *count = arguments->options[OPTION_SESSIONS];

	plan->date = arguments->options[OPTION_DATE];
	plan->every = every ? read_number(every, EVERY_DAYS_MAX) : 0;
	plan->count = count ? read_number(count, SESSIONS_MAX) : 0;
	if (every && plan->every == 0) {
		return command_misused(client, command, "--every is 1 to 90 days.");
	}
	if (count && plan->count == 0) {
		return command_misused(client, command, "--sessions is 1 to 20.");
	}
	if (plan->date) {
		enum outcome outcome = care_check_date(client, command, plan->date);
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
	}
	return send_plan(client, plan);
}

static bool has_plan_option(const struct arguments *arguments)
{
	return arguments->options[OPTION_EVERY] || arguments->options[OPTION_SESSIONS] ||
	       arguments->options[OPTION_DATE];
}

enum outcome care_course(struct client *client, const char *command,
	const struct arguments *arguments, const char *verb)
{
	struct plan plan = {.name = "massage_course", .active = true};

	if (!verb && !has_plan_option(arguments)) {
		return show(client);
	}
	if (verb && strcmp(verb, "off") == 0 && !has_plan_option(arguments)) {
		plan.active = false;
		return send_plan(client, &plan);
	}
	if (!verb || strcmp(verb, "on") != 0) {
		return command_misused(client, command, "a plan is on or off.");
	}
	return ask_can(client) && !has_plan_option(arguments)
		       ? ask_course(client)
		       : set(client, command, arguments, &plan);
}

static enum outcome set_strength(
	struct client *client, const struct arguments *arguments, const char *verb)
{
	struct plan plan = {.name = "strength", .active = true};

	if (arguments->options[OPTION_EVERY] || arguments->options[OPTION_SESSIONS]) {
		return command_misused(
			client, "plan", "the twelve weeks of strength take a --date alone.");
	}
	if (!verb && !has_plan_option(arguments)) {
		return show(client);
	}
	if (verb && strcmp(verb, "off") == 0 && !has_plan_option(arguments)) {
		plan.active = false;
		return send_plan(client, &plan);
	}
	return verb && strcmp(verb, "on") == 0
		       ? set(client, "plan", arguments, &plan)
		       : command_misused(client, "plan", "a plan is on or off.");
}

enum outcome command_plan(struct client *client, const struct arguments *arguments)
{
	const char *which = arguments->word_count > 0 ? arguments->words[0] : NULL;
	const char *verb = arguments->word_count > 1 ? arguments->words[1] : NULL;

	if (!which && !has_plan_option(arguments)) {
		return show(client);
	}
	if (which && strcmp(which, "massage") == 0) {
		return care_course(client, "plan", arguments, verb);
	}
	if (which && strcmp(which, "strength") == 0) {
		return set_strength(client, arguments, verb);
	}
	return command_misused(client, "plan", "the plans are massage and strength.");
}
