/* SPDX-License-Identifier: MIT */
/* Pages of entries. A page begins after the start and the id of the last entry of the one before,
 * so that no entry is moved from one page to another by what happens in between. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "history_internal.h"

#define SAID_TYPES \
	(1U << HISTORY_MASSAGE | 1U << HISTORY_CHECKIN | 1U << HISTORY_SAFETY | 1U << HISTORY_PLAN)
#define CURSOR_MAX_BYTES (HISTORY_ID_MAX_BYTES + 24)

struct page {
	struct history_page page; /* first: what the caller has */
	struct arena arena;
	char next[CURSOR_MAX_BYTES + 1];
};

struct list_request {
	const struct history_query *query;
	int64_t since_usec;
	const char *since_id;
	struct page *page;
};

/* --- rows ------------------------------------------------------------------------------------- */

static int read_text(struct history *history, sqlite3_stmt *statement, int column,
	struct arena *arena, const char **ret_text)
{
	const char *text = (const char *)history->sqlite.column_text(statement, column);

	*ret_text = text ? arena_copy(arena, text, strlen(text)) : NULL;
	return text && !*ret_text ? -ENOMEM : 0;
}

int entry_read_row(struct history *history, sqlite3_stmt *statement, struct arena *arena,
	struct history_entry *ret_entry)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	int r;

	*ret_entry = (struct history_entry){
		.type = (enum history_type)sqlite->column_int64(statement, 2),
		.start_real_usec = sqlite->column_int64(statement, 3),
		.has_duration = sqlite->column_type(statement, 4) != SQLITE_NULL,
		.duration_usec = (usec_t)sqlite->column_int64(statement, 4),
		.has_utc_offset = sqlite->column_type(statement, 9) != SQLITE_NULL,
		.utc_offset_usec = sqlite->column_int64(statement, 9),
	};
	if (read_text(history, statement, 1, arena, &ret_entry->id) < 0 ||
		read_text(history, statement, 5, arena, &ret_entry->what) < 0 ||
		read_text(history, statement, 6, arena, &ret_entry->entry) < 0 ||
		read_text(history, statement, 7, arena, &ret_entry->note) < 0 ||
		read_text(history, statement, 10, arena, &ret_entry->machine) < 0) {
		return -ENOMEM;
	}
	r = entry_decode_details(ret_entry, arena, (const char *)sqlite->column_text(statement, 8));
	/* We never wrote such a row. */
	return r == -EBADMSG || (r == 0 && history_entry_problem(ret_entry)) ? -EUCLEAN : r;
}

/* --- pages ------------------------------------------------------------------------------------ */

/* Returns 1 if there is more than fits. */
static int read_rows(
	struct history *history, const struct list_request *request, sqlite3_stmt *statement)
{
	const struct history_query *query = request->query;
	struct history_page *page = &request->page->page;
	size_t bytes = 0;
	int r;

	while ((r = database_step(&history->database, statement)) > 0) {
		struct history_entry *entry = &page->entries[page->n_entries];

		r = entry_read_row(history, statement, &request->page->arena, entry);
		if (r == -EUCLEAN) {
			continue; /* somebody else wrote it; history_check_step() counts it */
		}
		if (r < 0) {
			return r;
		}
		bytes += entry_bytes(entry);
		if (page->n_entries == query->limit ||
			(query->max_bytes > 0 && page->n_entries > 0 && bytes > query->max_bytes)) {
			return 1;
		}
		page->n_entries++;
	}
	return r;
}

static int list(struct history *history, void *argument)
{
	struct list_request *request = argument;
	const struct history_query *query = request->query;
	unsigned types = query->types == 0 ? ~0U : query->types;
	enum statement which =
		(types & ~SAID_TYPES) == 0 ? STATEMENT_ENTRY_LIST_SAID : STATEMENT_ENTRY_LIST;
	struct page *page = request->page;
	sqlite3_stmt *statement;
	int r = database_bind(&history->database, which, &statement, "itii", request->since_usec,
		request->since_id, query->until_real_usec, (int64_t)types);

	page->page.n_entries = 0;
	if (r == 0) {
		r = read_rows(history, request, statement);
		database_reset(&history->database, statement);
	}
	if (r > 0) {
		const struct history_entry *last = &page->page.entries[page->page.n_entries - 1];

		(void)snprintf(page->next, sizeof(page->next), "%" PRId64 ":%s",
			last->start_real_usec, last->id);
		page->page.next = page->next;
	}
	return r < 0 ? r : 0;
}

static int read_cursor(struct list_request *request)
{
	const char *cursor = request->query->cursor;
	char *end;
	int64_t start_usec;

	if (!cursor) {
		return 0;
	}
	errno = 0;
	start_usec = strtoll(cursor, &end, 10);
	if (errno != 0 || end == cursor || *end != ':' || end[1] == '\0' ||
		strnlen(cursor, CURSOR_MAX_BYTES + 1) > CURSOR_MAX_BYTES) {
		return -EINVAL;
	}
	if (start_usec >= request->since_usec) {
		request->since_usec = start_usec;
		request->since_id = end + 1;
	}
	return 0;
}

int history_list(
	struct history *history, const struct history_query *query, struct history_page **ret_page)
{
	struct list_request request = {
		.query = query,
		.since_usec = query->since_real_usec,
		.since_id = "",
	};
	int r = query->limit < 1 || query->limit > HISTORY_PAGE_MAX ? -EINVAL
								    : read_cursor(&request);

	if (r < 0) {
		return r;
	}
	request.page = calloc(1, sizeof(*request.page));
	if (!request.page) {
		return -ENOMEM;
	}
	request.page->page.entries =
		arena_new(&request.page->arena, (query->limit + 1) * sizeof(struct history_entry));
	r = request.page->page.entries ? history_run(history, false, list, &request) : -ENOMEM;
	if (r < 0) {
		(void)history_page_free(&request.page->page);
		return r;
	}
	*ret_page = &request.page->page;
	return 0;
}

struct history_page *history_page_free(struct history_page *page)
{
	struct page *whole = (struct page *)(void *)page;

	if (whole) {
		arena_clear(&whole->arena);
		free(whole);
	}
	return NULL;
}

/* --- checking --------------------------------------------------------------------------------- */

static int check_entry(
	struct history *history, sqlite3_stmt *statement, struct history_check *check)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	struct arena arena = {0};
	struct history_entry entry;
	int64_t is_indexed = 0;
	int r = entry_read_row(history, statement, &arena, &entry);

	check->n_entries++;
	if (r == -EUCLEAN) {
		check->n_bad++;
		arena_clear(&arena);
		return 0;
	}
	if (r == 0) {
		r = database_get_int(&history->database, STATEMENT_ENTRY_IS_INDEXED, &is_indexed,
			"tii", entry.id, sqlite->column_int64(statement, 0), entry.start_real_usec);
	}
	arena_clear(&arena);
	if (r >= 0 && !is_indexed) {
		/* SQLite would go on without ever finding it: the file is torn. */
		check->n_bad++;
		return -EUCLEAN;
	}
	return r < 0 ? r : 0;
}

static int check_some(struct history *history, void *argument)
{
	struct history_check *check = argument;
	sqlite3_stmt *statement;
	int n = 0;
	int r = database_bind(&history->database, STATEMENT_ENTRY_WALK, &statement, "ii",
		check->position, (int64_t)HISTORY_STEP_ROWS);

	if (r < 0) {
		return r;
	}
	while ((r = database_step(&history->database, statement)) > 0) {
		check->position = history->sqlite.column_int64(statement, 0);
		r = check_entry(history, statement, check);
		if (r < 0) {
			database_reset(&history->database, statement);
			return r;
		}
		n++;
	}
	return r < 0 ? r : n == HISTORY_STEP_ROWS;
}

int history_check_step(struct history *history, struct history_check *check)
{
	return history_run(history, false, check_some, check);
}
