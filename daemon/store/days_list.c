/* SPDX-License-Identifier: MIT */
/* Reading the sums of days, and those of what is not written yet. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "day_sum.h"
#include "history_internal.h"

struct days_request {
	const struct history_days_query *query;
	struct history_day *days; /* owned by the caller */
	size_t n, n_allocated;
};

static void decode_hours(struct history_day *day, const uint8_t *from)
{
	for (size_t i = 0; i < HISTORY_HOURS; i++) {
		day->seated_by_hour_usec[i] = 0;
		for (size_t byte = 0; byte < 8; byte++) {
			day->seated_by_hour_usec[i] |= (usec_t)from[8 * i + byte] << (8 * byte);
		}
	}
}

static int read_day(const struct history *history, sqlite3_stmt *statement, struct history_day *day)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	uint64_t values[13];

	for (int i = 0; i < 13; i++) {
		values[i] = (uint64_t)sqlite->column_int64(statement, i);
	}
	if (sqlite->column_bytes(statement, 13) != HISTORY_HOURS * 8) {
		return -EUCLEAN;
	}
	*day = (struct history_day){
		.number = (int64_t)values[0],
		.seated_usec = values[1],
		.standing_usec = values[2],
		.away_usec = values[3],
		.longest_seated_usec = values[4],
		.prompted = values[5],
		.done = values[6],
		.claimed = values[7],
		.natural = values[8],
		.skipped = values[9],
		.expired = values[10],
		.walk_usec = values[11],
		.strength_sets = values[12],
	};
	decode_hours(day, sqlite->column_blob(statement, 13));
	return 0;
}

static int add_read_day(struct days_request *request, const struct history_day *day)
{
	if (request->n == request->n_allocated) {
		size_t n = request->n_allocated > 0 ? 2 * request->n_allocated : 32;
		struct history_day *days = reallocarray(request->days, n, sizeof(*days));

		if (!days) {
			return -ENOMEM;
		}
		request->days = days;
		request->n_allocated = n;
	}
	request->days[request->n++] = *day;
	return 0;
}

static int read_days(struct history *history, struct days_request *request)
{
	const struct history_days_query *query = request->query;
	sqlite3_stmt *statement;
	int r = database_bind(&history->database, STATEMENT_DAY_LIST, &statement, "iii",
		query->first_number, query->last_number, (int64_t)query->limit);

	if (r < 0) {
		return r;
	}
	while ((r = database_step(&history->database, statement)) > 0) {
		struct history_day day;

		r = read_day(history, statement, &day);
		if (r == 0) {
			r = add_read_day(request, &day);
		}
		if (r < 0) {
			database_reset(&history->database, statement);
			break;
		}
	}
	return r;
}

/* In its place among those that were read; what falls behind the limit is left out. */
static int put_open_day(struct days_request *request, const struct history_day *day)
{
	size_t at = request->n;
	bool is_there;
	int r;

	while (at > 0 && request->days[at - 1].number >= day->number) {
		at--;
	}
	is_there = at < request->n && request->days[at].number == day->number;
	if (is_there) {
		request->days[at] = *day;
		return 0;
	}
	r = add_read_day(request, day);
	if (r < 0) {
		return r;
	}
	memmove(&request->days[at + 1], &request->days[at],
		(request->n - 1 - at) * sizeof(request->days[0]));
	request->days[at] = *day;
	if (request->n > request->query->limit) {
		request->n = request->query->limit;
	}
	return 0;
}

/* The days that 'entry' counts for are summed up anew, from their entries. */
static int sum_open_days(
	struct history *history, struct days_request *request, const struct history_entry *entry)
{
	const struct history_days_query *query = request->query;
	struct day_sum_entry touching = days_sum_entry_of(entry);
	int64_t first, last;
	int r = 0;

	day_sum_span(&touching, (int64_t)history->day_start_usec, &first, &last);
	first = first > query->first_number ? first : query->first_number;
	last = last < query->last_number ? last : query->last_number;
	for (int64_t number = first; number <= last && r == 0; number++) {
		struct day_sum sum;

		day_sum_begin(&sum, number, (int64_t)history->day_start_usec);
		r = days_sum_entries(history, &sum, query);
		if (r == 0 && !sum.is_empty) {
			r = put_open_day(request, &sum.day);
		}
	}
	return r;
}

static int list_days(struct history *history, void *argument)
{
	struct days_request *request = argument;
	const struct history_days_query *query = request->query;
	int r;

	request->n = 0;
	r = read_days(history, request);
	for (size_t i = 0; i < query->n_open && r == 0; i++) {
		r = sum_open_days(history, request, &query->open[i]);
	}
	return r;
}

int history_list_days(struct history *history, const struct history_days_query *query,
	struct history_day **ret_days, size_t *ret_n_days)
{
	struct days_request request = {.query = query};
	int r;

	if (query->limit < 1 || query->limit > HISTORY_DAYS_MAX) {
		return -EINVAL;
	}
	r = history_run(history, false, list_days, &request);
	if (r < 0) {
		free(request.days);
		return r;
	}
	*ret_days = request.days;
	*ret_n_days = request.n;
	return 0;
}

int history_get_days(struct history *history, int64_t first_number, int64_t last_number,
	struct history_day **ret_days, size_t *ret_n_days)
{
	const struct history_days_query query = {
		.first_number = first_number,
		.last_number = last_number,
		.limit = HISTORY_DAYS_MAX,
	};

	return history_list_days(history, &query, ret_days, ret_n_days);
}
