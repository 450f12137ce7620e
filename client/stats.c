/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "dates.h"
#include "field.h"
#include "jsonvalue.h"

#define MONTH_DAYS 30
#define YEAR_MONTHS 12
/* Figures of a day that cannot be are of no daemon; as many of them do not overflow. */
#define SUM_MAX ((usec_t)1 << 53)

enum stats_period stats_find_period(const char *word)
{
	static const char *const names[STATS_PERIOD_MAX] = {"day", "week", "month", "year"};
	enum stats_period period = STATS_DAY;

	while (period < STATS_PERIOD_MAX && strcmp(names[period], word) != 0) {
		period++;
	}
	return period;
}

/* Months since the year 0, from 0 on. */
static long month_number(long number)
{
	struct dates_day day = dates_of(number);

	return (long)day.year * 12 + (long)day.month - 1;
}

long stats_first_day(enum stats_period period, long last)
{
	long first;

	switch (period) {
	case STATS_DAY:
		return last;
	case STATS_WEEK:
		return last - 6;
	case STATS_MONTH:
		return last - (MONTH_DAYS - 1);
	case STATS_YEAR:
	case STATS_PERIOD_MAX:
		break;
	}
	first = last;
	while (month_number(last) - month_number(first - 1) < YEAR_MONTHS) {
		first--;
	}
	return first;
}

static void add_usec(usec_t *sum_usec, json_object *day, const char *name)
{
	usec_t value_usec = field_usec_or(day, name, 0);

	*sum_usec = value_usec < SUM_MAX - *sum_usec ? *sum_usec + value_usec : SUM_MAX;
}

static void add_count(unsigned long *sum, json_object *day, const char *name)
{
	usec_t value = *sum;

	add_usec(&value, day, name);
	*sum = (unsigned long)value;
}

static void add_day(struct stats_sums *sums, json_object *day)
{
	json_object *hours = field_array(day, "seatedByHourUSec");
	usec_t longest_usec = field_usec_or(day, "longestSeatedUSec", 0);

	sums->days++;
	add_usec(&sums->seated_usec, day, "seatedUSec");
	add_usec(&sums->standing_usec, day, "standingUSec");
	add_usec(&sums->away_usec, day, "awayUSec");
	add_usec(&sums->walk_usec, day, "walkUSec");
	add_usec(&sums->longest_sum_usec, day, "longestSeatedUSec");
	if (longest_usec > sums->longest_usec) {
		sums->longest_usec = longest_usec;
	}
	add_count(&sums->prompted, day, "prompted");
	add_count(&sums->done, day, "done");
	add_count(&sums->claimed, day, "claimed");
	add_count(&sums->natural, day, "natural");
	add_count(&sums->skipped, day, "skipped");
	add_count(&sums->expired, day, "expired");
	add_count(&sums->strength_sets, day, "strengthSets");
	for (size_t i = 0; i < field_array_length(hours) && i < STATS_HOURS; i++) {
		int64_t hour_usec = 0;

		if (json_get_int(json_object_array_get_idx(hours, i), &hour_usec) &&
			hour_usec > 0 && (usec_t)hour_usec < SUM_MAX - sums->by_hour_usec[i]) {
			sums->by_hour_usec[i] += (usec_t)hour_usec;
		}
	}
}

static size_t row_of(const struct stats_table *table, long number)
{
	return (size_t)(table->period == STATS_YEAR
				? month_number(number) - month_number(table->first)
				: number - table->first);
}

static void write_labels(struct stats_table *table)
{
	for (long number = table->first; number <= table->last; number++) {
		struct dates_day day = dates_of(number);
		char *label = table->rows[row_of(table, number)].label;

		if (table->period == STATS_YEAR) {
			(void)snprintf(label, STATS_LABEL_MAX, "%s %04u",
				dates_month_name(day.month), (unsigned)day.year % 10000);
		} else {
			(void)snprintf(label, STATS_LABEL_MAX, "%s %2u %s",
				dates_weekday_name(day.weekday), day.day % 100,
				dates_month_name(day.month));
		}
	}
}

void stats_fill(struct stats_table *table, enum stats_period period, long last, json_object *days)
{
	*table = (struct stats_table){
		.period = period, .first = stats_first_day(period, last), .last = last};
	table->row_count = row_of(table, last) + 1;
	assert(table->row_count <= STATS_ROWS_MAX);
	write_labels(table);
	for (size_t i = 0; i < field_array_length(days); i++) {
		json_object *day = json_object_array_get_idx(days, i);
		const char *date = field_string(day, "date");
		long number;

		if (date && dates_parse(date, &number) && number >= table->first &&
			number <= last) {
			add_day(&table->rows[row_of(table, number)].sums, day);
			add_day(&table->total, day);
		}
	}
}

usec_t stats_mean_usec(const struct stats_sums *sums, usec_t sum_usec)
{
	return sums->days > 0 ? sum_usec / sums->days : 0;
}
