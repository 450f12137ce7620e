/* SPDX-License-Identifier: MIT */
/* Sums by day, kept as entries come. Whatever changes, the days that it touches are summed up again
 * from their entries, a few hundred rows: one way to count, which cannot drift from the entries,
 * and which does not know in what order they came. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "day_sum.h"
#include "entry.h"
#include "history_internal.h"

#define DAY_USEC ((int64_t)USEC_PER_DAY)
/* One step of summing up all of them. */
#define REBUILD_DAYS 20
/* Entries that last no longer are found near their day; the same as in the statements. */
#define SHORT_MAX_USEC DAY_USEC

static const char value_day_start[] = "day_start_usec";
static const char value_rebuild_next[] = "rebuild_next";

/* --- which days ------------------------------------------------------------------------------- */

void touched_days_clear(struct touched_days *touched)
{
	free(touched->numbers);
	*touched = (struct touched_days){0};
}

static int add_day(struct touched_days *touched, int64_t number)
{
	/* What comes in order touches the same day again and again. */
	if (touched->n > 0 && touched->numbers[touched->n - 1] == number) {
		return 0;
	}
	if (touched->n == touched->n_allocated) {
		size_t n = touched->n_allocated > 0 ? 2 * touched->n_allocated : 16;
		int64_t *numbers = reallocarray(touched->numbers, n, sizeof(*numbers));

		if (!numbers) {
			return -ENOMEM;
		}
		touched->numbers = numbers;
		touched->n_allocated = n;
	}
	touched->numbers[touched->n++] = number;
	return 0;
}

int touched_days_add(struct touched_days *touched, const struct history *history,
	enum history_type type, int64_t start_real_usec, int64_t duration_usec,
	int64_t utc_offset_usec)
{
	struct day_sum_entry entry = {
		.type = type,
		.start_real_usec = start_real_usec,
		.duration_usec = duration_usec,
		.utc_offset_usec = utc_offset_usec,
	};
	int64_t first, last;
	int r = 0;

	if (type != HISTORY_SPELL && type != HISTORY_PROMPT) {
		return 0;
	}
	day_sum_span(&entry, (int64_t)history->day_start_usec, &first, &last);
	for (int64_t number = first; number <= last && r == 0; number++) {
		r = add_day(touched, number);
	}
	return r;
}

/* --- summing up ------------------------------------------------------------------------------- */

struct row {
	struct day_sum_entry entry;
	char machine[HISTORY_WORD_MAX_BYTES + 1];
};

struct day_sum_entry days_sum_entry_of(const struct history_entry *entry)
{
	return (struct day_sum_entry){
		.type = entry->type,
		.start_real_usec = entry->start_real_usec,
		.duration_usec = entry->has_duration ? (int64_t)entry->duration_usec : 0,
		.what = entry->what,
		.kind = entry_get_detail(entry, HISTORY_DETAIL_KIND),
		.sets = entry_get_detail(entry, HISTORY_DETAIL_SETS),
		.shown = entry_get_detail(entry, HISTORY_DETAIL_SHOWN),
		.continues = entry_get_detail(entry, HISTORY_DETAIL_CONTINUES),
		.utc_offset_usec = entry->has_utc_offset ? entry->utc_offset_usec : 0,
	};
}

static void read_row(const struct history *history, sqlite3_stmt *statement, struct arena *arena,
	struct row *row)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	const char *machine = (const char *)sqlite->column_text(statement, 6);
	struct history_entry details = {0};

	/* Details that cannot be read count for nothing here; history_check_step() finds them. */
	(void)entry_decode_details(
		&details, arena, (const char *)sqlite->column_text(statement, 4));
	row->entry = (struct day_sum_entry){
		.type = (enum history_type)sqlite->column_int64(statement, 0),
		.start_real_usec = sqlite->column_int64(statement, 1),
		.duration_usec = sqlite->column_int64(statement, 2),
		.what = (const char *)sqlite->column_text(statement, 3),
		.kind = entry_get_detail(&details, HISTORY_DETAIL_KIND),
		.sets = entry_get_detail(&details, HISTORY_DETAIL_SETS),
		.counts = entry_get_detail(&details, HISTORY_DETAIL_COUNTS),
		.shown = entry_get_detail(&details, HISTORY_DETAIL_SHOWN),
		.continues = entry_get_detail(&details, HISTORY_DETAIL_CONTINUES),
		.utc_offset_usec = sqlite->column_int64(statement, 5),
		.is_other_machine = strncmp(row->machine, machine ? machine : "",
					    sizeof(row->machine) - 1) != 0,
	};
	row->machine[0] = '\0';
	strncat(row->machine, machine ? machine : "", sizeof(row->machine) - 1);
}

/* What is not written yet follows on what its machine wrote, which was all added just now if
 * 'is_same_machine'. */
static void add_open(
	struct day_sum *sum, const struct history_days_query *query, bool is_same_machine)
{
	for (size_t i = 0; i < query->n_open; i++) {
		struct day_sum_entry entry = days_sum_entry_of(&query->open[i]);

		entry.is_other_machine = i == 0 && !is_same_machine;
		day_sum_add(sum, &entry);
	}
}

static bool is_of_open(const struct row *row, const struct history_days_query *query)
{
	const char *machine = query->n_open > 0 ? query->open[0].machine : NULL;

	return strcmp(row->machine, machine ? machine : "") == 0;
}

int days_sum_entries(
	struct history *history, struct day_sum *sum, const struct history_days_query *query)
{
	struct database *database = &history->database;
	int64_t begins = sum->day.number * DAY_USEC + sum->day_start_usec - HISTORY_OFFSET_MAX_USEC;
	int64_t ends =
		(sum->day.number + 1) * DAY_USEC + sum->day_start_usec + HISTORY_OFFSET_MAX_USEC;
	struct row row = {0};
	bool is_added = query->n_open == 0, was_of_open = false;
	sqlite3_stmt *statement;
	int r = database_bind(database, STATEMENT_DAY_ENTRIES, &statement, "iii",
		begins - SHORT_MAX_USEC, ends, begins - (int64_t)HISTORY_DURATION_MAX_USEC);

	if (r < 0) {
		return r;
	}
	while ((r = database_step(database, statement)) > 0) {
		struct arena arena = {0};

		read_row(history, statement, &arena, &row);
		if (!is_added && was_of_open && row.entry.is_other_machine) {
			add_open(sum, query, true);
			is_added = true;
		}
		day_sum_add(sum, &row.entry);
		was_of_open = is_of_open(&row, query);
		arena_clear(&arena);
	}
	if (!is_added) {
		add_open(sum, query, was_of_open);
	}
	return r;
}

/* The hours as the file keeps them, whatever the machine. */
static void encode_hours(const struct history_day *day, uint8_t to[HISTORY_HOURS * 8])
{
	for (size_t i = 0; i < HISTORY_HOURS; i++) {
		for (size_t byte = 0; byte < 8; byte++) {
			to[8 * i + byte] = (uint8_t)(day->seated_by_hour_usec[i] >> (8 * byte));
		}
	}
}

static int put_day(struct history *history, const struct history_day *day)
{
	uint8_t hours[HISTORY_HOURS * 8];

	encode_hours(day, hours);
	return database_run(&history->database, STATEMENT_DAY_PUT, "iiiiiiiiiiiiib", day->number,
		(int64_t)day->seated_usec, (int64_t)day->standing_usec, (int64_t)day->away_usec,
		(int64_t)day->longest_seated_usec, (int64_t)day->prompted, (int64_t)day->done,
		(int64_t)day->claimed, (int64_t)day->natural, (int64_t)day->skipped,
		(int64_t)day->expired, (int64_t)day->walk_usec, (int64_t)day->strength_sets, hours,
		sizeof(hours));
}

static int sum_up_day(struct history *history, int64_t number, bool *ret_is_empty)
{
	static const struct history_days_query nothing_open = {0};
	struct day_sum sum;
	int r;

	day_sum_begin(&sum, number, (int64_t)history->day_start_usec);
	r = days_sum_entries(history, &sum, &nothing_open);
	if (r == 0) {
		r = sum.is_empty
			    ? database_run(&history->database, STATEMENT_DAY_DELETE, "i", number)
			    : put_day(history, &sum.day);
	}
	if (r == 0) {
		*ret_is_empty = sum.is_empty;
	}
	return r;
}

static int by_number(const void *a, const void *b)
{
	int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

	return (first > second) - (first < second);
}

int days_sum_up(struct history *history, struct touched_days *touched)
{
	int r = days_follow_start(history);
	bool is_empty;

	if (touched->n > 0) {
		qsort(touched->numbers, touched->n, sizeof(touched->numbers[0]), by_number);
	}
	for (size_t i = 0; i < touched->n && r == 0; i++) {
		if (i == 0 || touched->numbers[i] != touched->numbers[i - 1]) {
			r = sum_up_day(history, touched->numbers[i], &is_empty);
		}
	}
	return r;
}

/* --- another start of the day ----------------------------------------------------------------- */

void history_set_day_start(struct history *history, usec_t day_start_usec)
{
	if (history->day_start_usec != day_start_usec) {
		history->day_start_usec = day_start_usec;
		history->days_are_stale = true;
	}
}

int days_read_state(struct history *history)
{
	int64_t day_start_usec;
	int r = database_get_int(
		&history->database, STATEMENT_VALUE_GET, &day_start_usec, "t", value_day_start);

	if (r < 0) {
		return r;
	}
	history->days_are_stale = r == 0 || day_start_usec != (int64_t)history->day_start_usec;
	r = database_get_int(&history->database, STATEMENT_VALUE_GET, &history->rebuild_next, "t",
		value_rebuild_next);
	history->is_rebuilding = r > 0;
	return r < 0 ? r : 0;
}

/* The day in which the first entry from then on may begin, whatever its offset. Returns 0 if there
 * is none. */
static int find_next_day(struct history *history, int64_t from_real_usec, int64_t *ret_number)
{
	int64_t start_usec;
	int r = database_get_int(
		&history->database, STATEMENT_ENTRY_NEXT_START, &start_usec, "i", from_real_usec);

	if (r > 0) {
		struct day_sum_entry entry = {
			.start_real_usec = start_usec - HISTORY_OFFSET_MAX_USEC,
		};
		int64_t last;

		day_sum_span(&entry, (int64_t)history->day_start_usec, ret_number, &last);
	}
	return r;
}

int days_follow_start(struct history *history)
{
	struct database *database = &history->database;
	int64_t first;
	int r;

	if (!history->days_are_stale) {
		return 0;
	}
	r = find_next_day(history, INT64_MIN, &first);
	if (r > 0) {
		r = database_run(database, STATEMENT_VALUE_PUT, "ti", value_rebuild_next, first);
		history->is_rebuilding = true;
		history->rebuild_next = first;
	}
	if (r == 0) {
		r = database_run(database, STATEMENT_VALUE_PUT, "ti", value_day_start,
			(int64_t)history->day_start_usec);
	}
	if (r == 0) {
		history->days_are_stale = false;
	}
	return r;
}

/* Where nothing was observed, it goes on at the next entry. */
int days_rebuild_step(struct history *history)
{
	struct database *database = &history->database;
	int64_t number = history->rebuild_next;
	int r = 1;

	for (int i = 0; history->is_rebuilding && i < REBUILD_DAYS && r > 0; i++) {
		bool is_empty = false;
		int64_t next = number + 1;

		r = sum_up_day(history, number, &is_empty);
		if (r == 0) {
			r = 1;
		}
		if (r > 0 && is_empty) {
			r = find_next_day(history,
				next * DAY_USEC + (int64_t)history->day_start_usec -
					HISTORY_OFFSET_MAX_USEC,
				&next);
		}
		number = next > number ? next : number + 1;
	}
	if (r < 0) {
		return r;
	}
	history->rebuild_next = number;
	if (r == 0 || !history->is_rebuilding) {
		history->is_rebuilding = false;
		return database_run(database, STATEMENT_VALUE_DELETE, "t", value_rebuild_next);
	}
	return database_run(database, STATEMENT_VALUE_PUT, "ti", value_rebuild_next, number);
}
