/* SPDX-License-Identifier: MIT */
/* All in local time that counts from the start of the days, so that day N is [N, N + 1) days. */
#include "day_sum.h"

#include <stdlib.h>
#include <string.h>

#define DAY_USEC ((int64_t)USEC_PER_DAY)
#define HOUR_USEC ((int64_t)USEC_PER_HOUR)

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a >= 0 ? a / b : -((-a + b - 1) / b);
}

static int64_t local_usec(const struct day_sum_entry *entry, int64_t day_start_usec)
{
	return entry->start_real_usec + entry->utc_offset_usec - day_start_usec;
}

void day_sum_span(const struct day_sum_entry *entry, int64_t day_start_usec, int64_t *ret_first,
	int64_t *ret_last)
{
	int64_t from = local_usec(entry, day_start_usec);
	/* What ends at a border has no part in the day after it. */
	int64_t last = entry->type == HISTORY_SPELL && entry->duration_usec > 0
			       ? from + entry->duration_usec - 1
			       : from;

	*ret_first = floor_divide(from, DAY_USEC);
	*ret_last = floor_divide(last, DAY_USEC);
}

void day_sum_begin(struct day_sum *sum, int64_t day_number, int64_t day_start_usec)
{
	*sum = (struct day_sum){
		.day.number = day_number,
		.day_start_usec = day_start_usec,
		.is_empty = true,
	};
}

static bool is(const char *text, const char *wanted)
{
	return text && strcmp(text, wanted) == 0;
}

/* 'from' and 'to' in local time since the start of days. */
static void add_hours(struct day_sum *sum, int64_t from, int64_t to)
{
	while (from < to) {
		int64_t wall = from + sum->day_start_usec;
		int64_t hour = floor_divide(wall, HOUR_USEC);
		int64_t end = (hour + 1) * HOUR_USEC - sum->day_start_usec;
		int64_t part_end = end < to ? end : to;

		sum->day.seated_by_hour_usec[hour -
					     floor_divide(hour, HISTORY_HOURS) * HISTORY_HOURS] +=
			(usec_t)(part_end - from);
		from = part_end;
	}
}

static void add_run(struct day_sum *sum, const struct day_sum_entry *entry, usec_t length_usec)
{
	int64_t gap = entry->start_real_usec - sum->run_end_real_usec;
	bool touches = gap <= (int64_t)DAY_SUM_TOUCH_USEC && gap >= -(int64_t)DAY_SUM_TOUCH_USEC;

	if (entry->is_other_machine || !(touches || is(entry->continues, "yes"))) {
		sum->run_usec = 0;
	}
	sum->run_usec += length_usec;
	sum->run_end_real_usec = entry->start_real_usec + entry->duration_usec;
	if (sum->run_usec > sum->day.longest_seated_usec) {
		sum->day.longest_seated_usec = sum->run_usec;
	}
}

static void add_spell(struct day_sum *sum, const struct day_sum_entry *entry)
{
	int64_t from = local_usec(entry, sum->day_start_usec);
	int64_t to = from + entry->duration_usec;
	int64_t day_from = sum->day.number * DAY_USEC;
	usec_t length_usec;

	if (from < day_from) {
		from = day_from;
	}
	if (to > day_from + DAY_USEC) {
		to = day_from + DAY_USEC;
	}
	if (from >= to) {
		return;
	}
	length_usec = (usec_t)(to - from);
	if (is(entry->what, "seated")) {
		sum->day.seated_usec += length_usec;
		add_hours(sum, from, to);
		add_run(sum, entry, length_usec);
	} else if (is(entry->what, "standing")) {
		sum->day.standing_usec += length_usec;
	} else if (is(entry->what, "away")) {
		sum->day.away_usec += length_usec;
	} else {
		return;
	}
	sum->is_empty = false;
}

/* Bounded, since it comes from files of others. */
static uint64_t count_sets(const char *sets)
{
	static const long sets_max = 100;
	char *end;
	long n = sets ? strtol(sets, &end, 10) : 0;

	return n > 0 && n <= sets_max && *end == '\0' ? (uint64_t)n : 0;
}

static void add_prompt(struct day_sum *sum, const struct day_sum_entry *entry)
{
	struct history_day *day = &sum->day;
	const struct {
		const char *what;
		uint64_t *count;
		bool moved;
	} rows[] = {
		{"done", &day->done, true},
		{"claimed", &day->claimed, true},
		{"natural", &day->natural, true},
		{"skipped", &day->skipped, false},
		{"expired", &day->expired, false},
	};
	int64_t first, last;

	day_sum_span(entry, sum->day_start_usec, &first, &last);
	if (first != day->number) {
		return;
	}
	sum->is_empty = false;
	day->prompted += !is(entry->shown, "no");
	if (is(entry->counts, "no")) {
		return;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!is(entry->what, rows[i].what)) {
			continue;
		}
		++*rows[i].count;
		if (rows[i].moved && is(entry->kind, "walk")) {
			day->walk_usec += (usec_t)entry->duration_usec;
		}
		if (rows[i].moved) {
			day->strength_sets += count_sets(entry->sets);
		}
	}
}

void day_sum_add(struct day_sum *sum, const struct day_sum_entry *entry)
{
	if (entry->type == HISTORY_SPELL) {
		add_spell(sum, entry);
	} else if (entry->type == HISTORY_PROMPT) {
		add_prompt(sum, entry);
	}
}
