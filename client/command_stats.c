/* SPDX-License-Identifier: MIT */
/* stats: the sums of days. */
#include "commands.h"

#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "call.h"
#include "dates.h"
#include "field.h"
#include "jsonvalue.h"
#include "view_stats.h"

/* The day as the daemon has it: it does not change at midnight. */
static enum outcome read_today(struct client *client, long *ret_number)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome;
	const char *date;

	request_init(&request, "GetStatus");
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	date = field_string(field_object(reply.parameters, "today"), "date");
	if (!date || !dates_parse(date, ret_number)) {
		(void)fputs("The daemon does not say which day it is.\n", client->err);
		return OUTCOME_REFUSED;
	}
	return OUTCOME_DONE;
}

/* The hour of Day.Start; midnight if it is not told, since the chart is good with that too. */
static unsigned read_first_hour(void)
{
	AUTO_CONNECTION struct connection connection = CONNECTION_NULL;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	json_object *settings;

	if (connection_open(&connection) < 0 ||
		connection_call(&connection, "GetConfiguration", NULL, &reply) < 0) {
		return 0;
	}
	settings = field_array(reply.parameters, "settings");
	for (size_t i = 0; i < field_array_length(settings); i++) {
		json_object *setting = json_object_array_get_idx(settings, i);
		const char *name = field_string(setting, "name");
		const char *value = field_string(setting, "value");

		if (name && value && strcmp(name, "Day.Start") == 0) {
			return (unsigned)strtoul(value, NULL, 10) % STATS_HOURS;
		}
	}
	return 0;
}

/* DATE, today, yesterday; of "today" the daemon knows which it is. */
static enum outcome read_last(struct client *client, const char *word, long *ret_number)
{
	enum outcome outcome;

	if (word && dates_parse(word, ret_number)) {
		return OUTCOME_DONE;
	}
	if (word && strcmp(word, "today") != 0 && strcmp(word, "yesterday") != 0) {
		return command_misused(
			client, "stats", "that is no day. Write 2026-01-31, today or yesterday.");
	}
	outcome = read_today(client, ret_number);
	if (outcome == OUTCOME_DONE && word && word[0] == 'y') {
		*ret_number -= 1;
	}
	return outcome;
}

static enum outcome show(struct client *client, enum stats_period period, long last)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	char first_date[DATES_TEXT_MAX], last_date[DATES_TEXT_MAX];
	struct stats_table table;
	enum outcome outcome;

	/* A page of GetDays() has room for a year. */
	request_init(&request, PROTOCOL_HISTORY_INTERFACE ".GetDays");
	json_add_string(&request.error, request.parameters, "firstDate",
		dates_write(stats_first_day(period, last), first_date));
	json_add_string(
		&request.error, request.parameters, "lastDate", dates_write(last, last_date));
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	stats_fill(&table, period, last, field_array(reply.parameters, "days"));
	view_stats_write(
		client->out, &client->style, &table, period == STATS_DAY ? read_first_hour() : 0);
	return OUTCOME_DONE;
}

enum outcome command_stats(struct client *client, const struct arguments *arguments)
{
	const char *word = arguments->word_count > 0 ? arguments->words[0] : "week";
	enum stats_period period = stats_find_period(word);
	size_t used = 1;
	enum outcome outcome;
	long last;

	if (period == STATS_PERIOD_MAX) {
		/* Only a date: that day. */
		if (arguments->word_count > 1) {
			return command_misused(
				client, "stats", "it is day, week, month or year, and a date.");
		}
		period = STATS_DAY;
		used = 0;
	}
	outcome = read_last(
		client, arguments->word_count > used ? arguments->words[used] : NULL, &last);
	return outcome == OUTCOME_DONE ? show(client, period, last) : outcome;
}
