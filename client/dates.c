/* SPDX-License-Identifier: MIT */
#include "dates.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECONDS_PER_DAY (24L * 60 * 60)
#define FORM "dddd-dd-dd"

static unsigned digits(const char *text, size_t count)
{
	unsigned value = 0;

	for (size_t i = 0; i < count; i++) {
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	return value;
}

bool dates_parse(const char *text, long *ret_number)
{
	char again[DATES_TEXT_MAX];

	if (strlen(text) != strlen(FORM)) {
		return false;
	}
	for (size_t i = 0; i < strlen(FORM); i++) {
		if (FORM[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != FORM[i]) {
			return false;
		}
	}
	struct tm tm = {.tm_year = (int)digits(text, 4) - 1900,
		.tm_mon = (int)digits(text + 5, 2) - 1,
		.tm_mday = (int)digits(text + 8, 2)};
	long number = (long)(timegm(&tm) / SECONDS_PER_DAY);
	/* What is no date became another one. */
	if (tm.tm_year < 70 || strcmp(dates_write(number, again), text) != 0) {
		return false;
	}
	*ret_number = number;
	return true;
}

struct dates_day dates_of(long number)
{
	time_t seconds = (time_t)number * SECONDS_PER_DAY;
	struct tm tm = {0};

	(void)gmtime_r(&seconds, &tm);
	return (struct dates_day){.year = tm.tm_year + 1900,
		.month = (unsigned)tm.tm_mon + 1,
		.day = (unsigned)tm.tm_mday,
		.weekday = (unsigned)tm.tm_wday};
}

const char *dates_write(long number, char buffer[DATES_TEXT_MAX])
{
	struct dates_day day = dates_of(number);

	(void)snprintf(buffer, DATES_TEXT_MAX, "%04u-%02u-%02u", (unsigned)day.year % 10000,
		day.month % 100, day.day % 100);
	return buffer;
}

const char *dates_write_name(long number, char buffer[DATES_NAME_MAX])
{
	struct dates_day day = dates_of(number);

	(void)snprintf(buffer, DATES_NAME_MAX, "%s %u %s %04u", dates_weekday_name(day.weekday),
		day.day % 100, dates_month_name(day.month), (unsigned)day.year % 10000);
	return buffer;
}

const char *dates_month_name(unsigned month)
{
	static const char *const names[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	return names[(month + 11) % 12];
}

const char *dates_weekday_name(unsigned weekday)
{
	static const char *const names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

	return names[weekday % 7];
}
