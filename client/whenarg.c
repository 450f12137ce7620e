/* SPDX-License-Identifier: MIT */
#include "whenarg.h"

#include <string.h>
#include <time.h>

#include "dates.h"
#include "timearg.h"

/* The moment of this clock on this day; false if there is none. */
static bool moment(long number, int hour, int minute, usec_t *ret_real_usec)
{
	struct dates_day day = dates_of(number);
	struct tm local = {.tm_year = day.year - 1900,
		.tm_mon = (int)day.month - 1,
		.tm_mday = (int)day.day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_isdst = -1}; /* found out */
	time_t then = mktime(&local);

	if (then == (time_t)-1 && number > 0) {
		return false;
	}
	*ret_real_usec = then > 0 ? (usec_t)then * USEC_PER_SEC : 0;
	return true;
}

bool whenarg_day(long number, usec_t *ret_real_usec)
{
	return moment(number, 0, 0, ret_real_usec);
}

bool whenarg_today(const struct client *client, long *ret_number)
{
	time_t now = (time_t)(client->style.real_usec / USEC_PER_SEC);
	char date[DATES_TEXT_MAX];
	struct tm local;

	return localtime_r(&now, &local) && strftime(date, sizeof(date), "%Y-%m-%d", &local) > 0 &&
	       dates_parse(date, ret_number);
}

static bool read_day_word(const struct client *client, const char *text, long *ret_number)
{
	if ((strcmp(text, "today") != 0 && strcmp(text, "yesterday") != 0) ||
		!whenarg_today(client, ret_number)) {
		return false;
	}
	*ret_number -= text[0] == 'y' ? 1 : 0;
	return true;
}

/* "2026-01-31 14:05", also with a T between. */
static bool read_date_and_clock(const char *text, usec_t *ret_real_usec)
{
	char date[DATES_TEXT_MAX];
	struct tm clock = {0};
	const char *end;
	long number;

	if (strlen(text) < DATES_TEXT_MAX || !strchr(" T", text[DATES_TEXT_MAX - 1])) {
		return false;
	}
	memcpy(date, text, DATES_TEXT_MAX - 1);
	date[DATES_TEXT_MAX - 1] = '\0';
	end = strptime(text + DATES_TEXT_MAX, "%H:%M", &clock);
	return dates_parse(date, &number) && end && *end == '\0' &&
	       moment(number, clock.tm_hour, clock.tm_min, ret_real_usec);
}

enum outcome whenarg_read(struct client *client, const char *command, const char *text,
	enum whenarg_side side, usec_t *ret_real_usec)
{
	usec_t now_usec = client->style.real_usec, length_usec;
	long number;

	if (dates_parse(text, &number) || read_day_word(client, text, &number)) {
		number += side == WHENARG_END ? 1 : 0;
		if (whenarg_day(number, ret_real_usec)) {
			return OUTCOME_DONE;
		}
	} else if (read_date_and_clock(text, ret_real_usec)) {
		return OUTCOME_DONE;
	} else if (timearg_is_bare_number(text)) {
		return timearg_refuse_bare_number(client, command, text);
	} else if (timespan_parse(text, &length_usec) == 0) {
		*ret_real_usec = length_usec < now_usec ? now_usec - length_usec : 0;
		return OUTCOME_DONE;
	} else if (strchr(text, ':')) {
		return timearg_last_clock(client, command, text, ret_real_usec);
	}
	return command_misused(client, command,
		"that is no point in time. Write 2026-01-31, 14:05, yesterday or 3d (ago).");
}
