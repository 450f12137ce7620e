/* SPDX-License-Identifier: MIT */
/* Where the core stood, and its decisions. The latest snapshot wins; the one before it stays as
 * long, in case the latest cannot be read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "history_internal.h"

/* --- snapshots -------------------------------------------------------------------------------- */

/* FNV-1a: notices what tears, and needs no table. */
static uint64_t add_to_checksum(uint64_t checksum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		checksum = (checksum ^ bytes[i]) * 0x100000001B3U;
	}
	return checksum;
}

int64_t snapshot_checksum(uint32_t version, const void *data, size_t bytes)
{
	uint8_t little[4] = {(uint8_t)version, (uint8_t)(version >> 8), (uint8_t)(version >> 16),
		(uint8_t)(version >> 24)};
	uint64_t checksum = add_to_checksum(0xCBF29CE484222325U, little, sizeof(little));

	return (int64_t)add_to_checksum(checksum, data, bytes);
}

int apply_snapshot(struct history *history, uint32_t version, const void *data, size_t bytes)
{
	int r = database_run(&history->database, STATEMENT_SNAPSHOT_INSERT, "iiib",
		(int64_t)version, (int64_t)history->now.real_usec,
		snapshot_checksum(version, data, bytes), data, bytes);

	return r < 0 ? r : database_run(&history->database, STATEMENT_SNAPSHOT_PRUNE, "");
}

/* Returns 1 if this one is whole. */
static int read_snapshot_row(
	struct history *history, sqlite3_stmt *statement, struct history_snapshot *snapshot)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	const void *data = sqlite->column_blob(statement, 3);
	size_t bytes = (size_t)sqlite->column_bytes(statement, 3);
	uint32_t version = (uint32_t)sqlite->column_int64(statement, 0);

	if (!data ||
		snapshot_checksum(version, data, bytes) != sqlite->column_int64(statement, 2)) {
		return 0;
	}
	snapshot->data = malloc(bytes);
	if (!snapshot->data) {
		return -ENOMEM;
	}
	memcpy(snapshot->data, data, bytes);
	snapshot->bytes = bytes;
	snapshot->version = version;
	snapshot->real_usec = sqlite->column_int64(statement, 1);
	return 1;
}

static int read_snapshot(struct history *history, void *argument)
{
	struct history_snapshot *snapshot = argument;
	sqlite3_stmt *statement;
	bool was_torn = false;
	int r = database_bind(&history->database, STATEMENT_SNAPSHOT_LIST, &statement, "");

	if (r < 0) {
		return r;
	}
	while ((r = database_step(&history->database, statement)) > 0) {
		r = read_snapshot_row(history, statement, snapshot);
		if (r != 0) {
			database_reset(&history->database, statement);
			break;
		}
		was_torn = true;
	}
	snapshot->is_older = was_torn;
	history->safety_may_be_lost = history->safety_may_be_lost || was_torn;
	return r == 0 ? -ENODATA : r < 0 ? r : 0;
}

int history_read_snapshot(
	struct history *history, const struct core_now *now, struct history_snapshot *ret_snapshot)
{
	struct history_snapshot snapshot = {0};
	int r;

	history->now = *now;
	r = history_run(history, false, read_snapshot, &snapshot);
	if (r == 0) {
		*ret_snapshot = snapshot;
	}
	return r;
}

/* --- decisions -------------------------------------------------------------------------------- */

struct decisions {
	struct history_decision items[HISTORY_PAGE_MAX];
	size_t n;
	struct arena arena;
	int64_t since_usec;
	size_t limit;
};

static const char *copy_column(struct history *history, sqlite3_stmt *statement, int column,
	struct arena *arena, bool *failed)
{
	const char *text = (const char *)history->sqlite.column_text(statement, column);
	const char *result = text ? arena_copy(arena, text, strlen(text)) : NULL;

	*failed = *failed || (text && !result);
	return result;
}

static int list_decisions(struct history *history, void *argument)
{
	struct decisions *decisions = argument;
	sqlite3_stmt *statement;
	bool failed = false;
	int r = database_bind(&history->database, STATEMENT_DECISION_LIST, &statement, "ii",
		decisions->since_usec, (int64_t)decisions->limit);

	decisions->n = 0;
	while (r >= 0 && (r = database_step(&history->database, statement)) > 0) {
		decisions->items[decisions->n++] = (struct history_decision){
			.real_usec = history->sqlite.column_int64(statement, 1),
			.kind = copy_column(history, statement, 2, &decisions->arena, &failed),
			.decision = copy_column(history, statement, 3, &decisions->arena, &failed),
			.reason = copy_column(history, statement, 4, &decisions->arena, &failed),
		};
	}
	return failed ? -ENOMEM : r;
}

static size_t text_size(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

static const char *move_text(char **at, const char *text)
{
	char *to = *at;

	if (!text) {
		return NULL;
	}
	*at = stpcpy(to, text) + 1;
	return to;
}

/* The other way round, in one block. */
static int pack_decisions(const struct decisions *decisions, struct history_decision **ret_packed)
{
	size_t bytes = decisions->n * sizeof(struct history_decision) + 1;
	struct history_decision *packed;
	char *at;

	for (size_t i = 0; i < decisions->n; i++) {
		bytes += text_size(decisions->items[i].kind) +
			 text_size(decisions->items[i].decision) +
			 text_size(decisions->items[i].reason);
	}
	packed = malloc(bytes);
	if (!packed) {
		return -ENOMEM;
	}
	at = (char *)(packed + decisions->n);
	for (size_t i = 0; i < decisions->n; i++) {
		const struct history_decision *from = &decisions->items[decisions->n - 1 - i];

		packed[i] = (struct history_decision){
			.real_usec = from->real_usec,
			.kind = move_text(&at, from->kind),
			.decision = move_text(&at, from->decision),
			.reason = move_text(&at, from->reason),
		};
	}
	*ret_packed = packed;
	return 0;
}

int history_list_decisions(struct history *history, int64_t since_real_usec, size_t limit,
	struct history_decision **ret_decisions, size_t *ret_n_decisions)
{
	struct decisions *decisions;
	int r;

	if (limit < 1 || limit > HISTORY_PAGE_MAX) {
		return -EINVAL;
	}
	decisions = calloc(1, sizeof(*decisions));
	if (!decisions) {
		return -ENOMEM;
	}
	decisions->since_usec = since_real_usec;
	decisions->limit = limit;
	r = history_run(history, false, list_decisions, decisions);
	if (r == 0) {
		r = pack_decisions(decisions, ret_decisions);
	}
	if (r == 0) {
		*ret_n_decisions = decisions->n;
	}
	arena_clear(&decisions->arena);
	free(decisions);
	return r;
}
