/* SPDX-License-Identifier: MIT */
/* Days of the calendar, as numbers that can be counted with; no zone and no clock. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* "2026-01-31" with its NUL. */
#define DATES_TEXT_MAX 11
/* "Sat 31 Jan 2026" with its NUL. */
#define DATES_NAME_MAX 16

struct dates_day {
	int year;
	unsigned month;   /* from 1 */
	unsigned day;     /* from 1 */
	unsigned weekday; /* from 0, a Sunday */
};

/* Days since 1970-01-01 of a date of the years 1970 to 9999, written as above. False for all else,
 * also for the 30th of February. */
bool dates_parse(const char *text, long *ret_number);

struct dates_day dates_of(long number);

/* These write into the buffer and return it. */
const char *dates_write(long number, char buffer[DATES_TEXT_MAX]);
const char *dates_write_name(long number, char buffer[DATES_NAME_MAX]);

/* "Jan"; months from 1, weekdays from 0. */
const char *dates_month_name(unsigned month);
const char *dates_weekday_name(unsigned weekday);
