/* SPDX-License-Identifier: MIT */
#include "timetext.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const char *timetext_length(char *buffer, size_t size, usec_t length_usec)
{
	usec_t seconds = length_usec / USEC_PER_SEC;
	usec_t minutes = seconds / 60;

	if (minutes == 0) {
		(void)snprintf(buffer, size, "%" PRIu64 "s", seconds);
	} else if (minutes < 5 && seconds % 60 != 0) {
		(void)snprintf(
			buffer, size, "%" PRIu64 "min %02" PRIu64 "s", minutes, seconds % 60);
	} else {
		(void)timetext_minutes(buffer, size, length_usec);
	}
	return buffer;
}

const char *timetext_minutes(char *buffer, size_t size, usec_t length_usec)
{
	usec_t minutes = length_usec / USEC_PER_MINUTE;
	usec_t hours = minutes / 60;

	if (minutes == 0) {
		(void)snprintf(buffer, size, length_usec == 0 ? "0min" : "<1min");
	} else if (hours == 0) {
		(void)snprintf(buffer, size, "%" PRIu64 "min", minutes);
	} else if (hours < 48) {
		(void)snprintf(buffer, size, "%" PRIu64 "h %02" PRIu64 "min", hours, minutes % 60);
	} else {
		(void)snprintf(buffer, size, "%" PRIu64 "d %02" PRIu64 "h", hours / 24, hours % 24);
	}
	return buffer;
}

const char *timetext_minutes_left(char *buffer, size_t size, usec_t length_usec)
{
	usec_t rest_usec = length_usec % USEC_PER_MINUTE;

	if (rest_usec != 0 && length_usec < TIMESPAN_MAX_USEC) {
		length_usec += USEC_PER_MINUTE - rest_usec;
	}
	return timetext_minutes(buffer, size, length_usec);
}

/* False for a time that is none (year 10000 and later does not fit the columns either). */
static bool local_time(usec_t real_usec, struct tm *ret_local)
{
	time_t seconds = (time_t)(real_usec / USEC_PER_SEC);

	return localtime_r(&seconds, ret_local) && ret_local->tm_year < 8100;
}

/* Days since a fixed day, of the calendar date. */
static long day_number(const struct tm *local)
{
	struct tm noon = {.tm_year = local->tm_year,
		.tm_mon = local->tm_mon,
		.tm_mday = local->tm_mday,
		.tm_hour = 12};

	return (long)(timegm(&noon) / (24 * 60 * 60));
}

const char *timetext_clock(
	char *buffer, size_t size, const struct text_style *style, usec_t real_usec)
{
	static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	struct tm then;
	struct tm now;

	if (!local_time(real_usec, &then) || !local_time(style->real_usec, &now)) {
		(void)snprintf(buffer, size, "?");
		return buffer;
	}
	long days = day_number(&then) - day_number(&now);
	if (days == 0) {
		(void)snprintf(buffer, size, "%02d:%02d", then.tm_hour, then.tm_min);
	} else if (labs(days) < 7) {
		(void)snprintf(buffer, size, "%s %02d:%02d", weekdays[then.tm_wday], then.tm_hour,
			then.tm_min);
	} else {
		(void)strftime(buffer, size, "%Y-%m-%d %H:%M", &then);
	}
	return buffer;
}

const char *timetext_seconds(char *buffer, size_t size, usec_t real_usec)
{
	struct tm then;

	if (!local_time(real_usec, &then)) {
		(void)snprintf(buffer, size, "?");
		return buffer;
	}
	(void)snprintf(buffer, size, "%02d:%02d:%02d", then.tm_hour, then.tm_min, then.tm_sec);
	return buffer;
}
