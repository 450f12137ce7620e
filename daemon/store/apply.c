/* SPDX-License-Identifier: MIT */
/* One change within a transaction. */
#include <errno.h>
#include <string.h>

#include "entry.h"
#include "history_internal.h"

/* Decisions that are forgotten with each that comes. */
#define PRUNE_DECISIONS_MAX 100

struct found {
	int64_t seq;
	enum history_type type;
	int64_t start_usec, duration_usec, utc_offset_usec;
	bool is_imported, is_equal, is_less;
};

static int64_t duration_or_zero(const struct history_entry *entry)
{
	return entry->has_duration ? (int64_t)entry->duration_usec : 0;
}

static int64_t offset_or_zero(const struct history_entry *entry)
{
	return entry->has_utc_offset ? entry->utc_offset_usec : 0;
}

/* "" is no text at all, so that both give the same entry. */
static const char *text(const char *given)
{
	return given && given[0] != '\0' ? given : NULL;
}

#define ENTRY_VALUES(e, details)                                                              \
	(e)->id, (int64_t)(e)->type, (e)->start_real_usec, (int)(e)->has_duration,            \
		duration_or_zero(e), (e)->what, text((e)->entry), text((e)->note), (details), \
		(int)(e)->has_utc_offset, offset_or_zero(e), text((e)->machine)

/* Returns 1 if there is an entry of this id. */
static int find(struct history *history, const struct history_entry *entry, const char *details,
	struct found *ret_found)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	sqlite3_stmt *statement;
	int r = database_bind(&history->database, STATEMENT_ENTRY_FIND, &statement, "tiiottttot",
		ENTRY_VALUES(entry, details));

	if (r == 0) {
		r = database_step(&history->database, statement);
	}
	if (r > 0) {
		*ret_found = (struct found){
			.seq = sqlite->column_int64(statement, 0),
			.type = (enum history_type)sqlite->column_int64(statement, 1),
			.start_usec = sqlite->column_int64(statement, 2),
			.duration_usec = sqlite->column_int64(statement, 3),
			.utc_offset_usec = sqlite->column_int64(statement, 4),
			.is_imported = sqlite->column_int64(statement, 5) != 0,
			.is_equal = sqlite->column_int64(statement, 6) != 0,
			.is_less = sqlite->column_int64(statement, 7) != 0,
		};
		database_reset(&history->database, statement);
	}
	return r;
}

static int touch_found(
	struct history *history, struct touched_days *touched, const struct found *found)
{
	return touched_days_add(touched, history, found->type, found->start_usec,
		found->duration_usec, found->utc_offset_usec);
}

static int put(struct history *history, struct touched_days *touched, enum statement which,
	const struct history_entry *entry, const char *details, bool is_imported)
{
	int r = database_run(&history->database, which, "tiiottttoti", ENTRY_VALUES(entry, details),
		(int64_t)is_imported);

	if (r == 0) {
		r = touched_days_add(touched, history, entry->type, entry->start_real_usec,
			duration_or_zero(entry), offset_or_zero(entry));
	}
	if (r == 0 && entry->start_real_usec > history->newest_start_real_usec) {
		history->newest_start_real_usec = entry->start_real_usec;
	}
	return r == 0 ? APPLY_CHANGED : r;
}

static int drop(struct history *history, struct touched_days *touched, const struct found *found)
{
	int r;

	if (found->type == HISTORY_SAFETY) {
		return -EPERM;
	}
	r = touch_found(history, touched, found);
	if (r == 0) {
		r = database_run(&history->database, STATEMENT_ENTRY_DELETE, "i", found->seq);
	}
	return r == 0 ? APPLY_CHANGED : r;
}

static int replace(struct history *history, struct touched_days *touched, enum apply_type type,
	const struct history_entry *entry, const char *details, const struct found *found)
{
	int r;

	if (found->is_equal) {
		return 0;
	}
	if (type == APPLY_ADD) {
		return -EEXIST;
	}
	if (type == APPLY_IMPORT && (!found->is_imported || !found->is_less)) {
		return 0;
	}
	if (type == APPLY_PUT && found->type == HISTORY_SAFETY) {
		return -EPERM;
	}
	r = touch_found(history, touched, found);
	return r < 0 ? r
		     : put(history, touched, STATEMENT_ENTRY_UPDATE, entry, details,
			       type == APPLY_IMPORT);
}

static int apply_with_details(struct history *history, struct touched_days *touched,
	enum apply_type type, const struct history_entry *entry, const char *details)
{
	struct found found;
	int r = find(history, entry, details, &found);

	if (r < 0) {
		return r;
	}
	if (type == APPLY_DROP) {
		return r > 0 ? drop(history, touched, &found) : 0;
	}
	if (r > 0) {
		return replace(history, touched, type, entry, details, &found);
	}
	r = put(history, touched, STATEMENT_ENTRY_INSERT, entry, details, type == APPLY_IMPORT);
	return r > 0 ? APPLY_ADDED : r;
}

int apply_entry(struct history *history, struct touched_days *touched, enum apply_type type,
	const struct history_entry *entry)
{
	struct history_entry id_alone = {.id = entry->id, .what = ""};
	struct arena arena = {0};
	const char *details;
	int r;

	if (type == APPLY_DROP) {
		entry = &id_alone;
	}
	r = entry_encode_details(entry, &arena, &details);
	if (r == 0) {
		r = apply_with_details(history, touched, type, entry, details);
	}
	arena_clear(&arena);
	return r;
}

int apply_decision(struct history *history, const struct history_decision *decision)
{
	int64_t oldest = (int64_t)history->now.real_usec - (int64_t)HISTORY_DECISIONS_KEPT_USEC;
	int r = database_run(&history->database, STATEMENT_DECISION_INSERT, "ittt",
		decision->real_usec, text(decision->kind), decision->decision, decision->reason);

	return r < 0 ? r
		     : database_run(&history->database, STATEMENT_DECISION_PRUNE, "ii", oldest,
			       (int64_t)PRUNE_DECISIONS_MAX);
}
