/* SPDX-License-Identifier: MIT */
/* Sums of days, put together for a table. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include <backcare/timespan.h>

#define STATS_HOURS 24
/* The longest period by days, and by months. */
#define STATS_ROWS_MAX 31
#define STATS_LABEL_MAX 16

/* Of so many days on which something was observed. */
struct stats_sums {
	unsigned long days;
	usec_t seated_usec, standing_usec, away_usec, walk_usec;
	usec_t longest_usec;     /* the longest of all */
	usec_t longest_sum_usec; /* of the days, each its longest */
	unsigned long prompted, done, claimed, natural, skipped, expired, strength_sets;
	usec_t by_hour_usec[STATS_HOURS];
};

/* A line of the table. */
struct stats_row {
	char label[STATS_LABEL_MAX];
	struct stats_sums sums;
};

enum stats_period { STATS_DAY, STATS_WEEK, STATS_MONTH, STATS_YEAR, STATS_PERIOD_MAX };

/* "day", ...; STATS_PERIOD_MAX if it is none. */
enum stats_period stats_find_period(const char *word);

/* The first day of the period that ends on 'last': 1, 7 or 30 days, or 12 months of the calendar of
 * which the last may be half over. */
long stats_first_day(enum stats_period period, long last);

struct stats_table {
	enum stats_period period;
	long first, last; /* days since 1970-01-01 */
	struct stats_row rows[STATS_ROWS_MAX];
	size_t row_count;
	struct stats_sums total;
};

/* Days (the array of GetDays()) to rows: one a day or, of a year, one a month; also those of which
 * nothing is known. */
void stats_fill(struct stats_table *table, enum stats_period period, long last, json_object *days);

/* What one of them comes to on a day; 0 without days. */
usec_t stats_mean_usec(const struct stats_sums *sums, usec_t sum_usec);
