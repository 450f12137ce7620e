/* SPDX-License-Identifier: MIT */
#include "timearg.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LENGTH_TEXT_MAX 128

bool timearg_is_bare_number(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789. ")] == '\0';
}

enum outcome timearg_refuse_bare_number(
	struct client *client, const char *command, const char *text)
{
	return command_misused(client, command,
		"%s of what? Write %smin for minutes, %ss for seconds.", text, text, text);
}

enum outcome timearg_length(struct client *client, const char *command, const char *const *words,
	size_t count, usec_t *ret_usec)
{
	char text[LENGTH_TEXT_MAX] = "";
	size_t size = 0;
	usec_t length_usec;

	for (size_t i = 0; i < count; i++) {
		int added = snprintf(
			text + size, sizeof(text) - size, "%s%s", i > 0 ? " " : "", words[i]);

		if (added < 0 || (size_t)added >= sizeof(text) - size) {
			return command_misused(client, command, "that is no length of time.");
		}
		size += (size_t)added;
	}
	if (timearg_is_bare_number(text)) {
		return timearg_refuse_bare_number(client, command, text);
	}
	if (timespan_parse(text, &length_usec) < 0) {
		return command_misused(client, command,
			"that is no length of time. Write 25min, \"1h 30min\" or 90s.");
	}
	if (length_usec == 0) {
		return command_misused(client, command, "that length of time is zero.");
	}
	*ret_usec = length_usec;
	return OUTCOME_DONE;
}

/* The moment of "15:30" on the local day of now, 'days' later. False if the text is none. */
static bool clock_on_day(const char *word, usec_t now_usec, int days, usec_t *ret_usec)
{
	time_t now = (time_t)(now_usec / USEC_PER_SEC);
	struct tm local;
	size_t hour_digits = strspn(word, "0123456789");

	if (hour_digits < 1 || hour_digits > 2 || word[hour_digits] != ':' ||
		strspn(word + hour_digits + 1, "0123456789") != 2 ||
		word[hour_digits + 3] != '\0' || !localtime_r(&now, &local)) {
		return false;
	}
	int hour = atoi(word);
	int minute = atoi(word + hour_digits + 1);
	if (hour > 23 || minute > 59) {
		return false;
	}
	local.tm_mday += days;
	local.tm_hour = hour;
	local.tm_min = minute;
	local.tm_sec = 0;
	local.tm_isdst = -1; /* found out: the day may be another than today */
	time_t then = mktime(&local);
	if (then < 0) {
		return false;
	}
	*ret_usec = (usec_t)then * USEC_PER_SEC;
	return true;
}

static enum outcome refuse_clock(struct client *client, const char *command)
{
	return command_misused(client, command, "that is no time of day. Write 15:30.");
}

enum outcome timearg_next_clock(
	struct client *client, const char *command, const char *word, usec_t *ret_real_usec)
{
	for (int days = 0; days <= 1; days++) {
		usec_t then_usec;

		if (!clock_on_day(word, client->style.real_usec, days, &then_usec)) {
			return refuse_clock(client, command);
		}
		if (then_usec > client->style.real_usec) {
			*ret_real_usec = then_usec;
			return OUTCOME_DONE;
		}
	}
	return refuse_clock(client, command);
}

enum outcome timearg_last_clock(
	struct client *client, const char *command, const char *word, usec_t *ret_real_usec)
{
	for (int days = 0; days >= -1; days--) {
		usec_t then_usec;

		if (!clock_on_day(word, client->style.real_usec, days, &then_usec)) {
			return refuse_clock(client, command);
		}
		if (then_usec <= client->style.real_usec) {
			*ret_real_usec = then_usec;
			return OUTCOME_DONE;
		}
	}
	return refuse_clock(client, command);
}

enum outcome timearg_from_arguments(struct client *client, const char *command,
	const struct arguments *arguments, size_t first, usec_t *ret_usec)
{
	const char *length = arguments->options[OPTION_FOR];
	const char *until = arguments->options[OPTION_UNTIL];
	size_t words = arguments->word_count > first ? arguments->word_count - first : 0;
	usec_t until_usec = 0;

	if (words == 2 && !until && strcmp(arguments->words[first], "until") == 0) {
		until = arguments->words[first + 1];
		words = 0;
	}
	if ((length ? 1 : 0) + (until ? 1 : 0) + (words > 0 ? 1 : 0) > 1) {
		return command_misused(client, command, "one time is enough.");
	}
	if (length) {
		return timearg_length(client, command, &length, 1, ret_usec);
	}
	if (words > 0) {
		return timearg_length(client, command, arguments->words + first, words, ret_usec);
	}
	*ret_usec = USEC_INFINITY;
	if (until) {
		enum outcome outcome = timearg_next_clock(client, command, until, &until_usec);
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		*ret_usec = until_usec - client->style.real_usec;
	}
	return OUTCOME_DONE;
}
