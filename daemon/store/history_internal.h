/* SPDX-License-Identifier: MIT */
/* What the files of the store share behind history.h. */
#pragma once

#include "history.h"

#include "database.h"
#include "day_sum.h"
#include "queue.h"
#include "salvage.h"

#define HISTORY_NAME_MAX_BYTES 256

struct history {
	char *path;
	usec_t day_start_usec;
	struct sqlite_library sqlite;
	struct database database;
	/* Of the last call that told it */
	struct core_now now;
	struct queue queue;
	usec_t retry_boot_usec; /* if something waits */
	usec_t retry_wait_usec;
	/* Told by history_get_status() */
	enum history_state state;
	bool safety_may_be_lost;
	size_t n_salvaged;
	size_t n_lost;
	int64_t newest_start_real_usec;
	char aside_name[HISTORY_NAME_MAX_BYTES]; /* the last file that was set aside, or "" */
	/* What the file says of itself, read when it is opened */
	bool days_are_stale; /* they were summed up with another start of the day */
	bool is_rebuilding;
	int64_t rebuild_next; /* the first day that is not summed up anew */
	struct salvage salvage;
	bool is_set_aside;     /* the file was, and the new one does not know of it yet */
	bool loss_is_stored;   /* safety_may_be_lost, in the file */
	bool wants_truncation; /* what was removed is in the log still */
};

/* --- history.c -------------------------------------------------------------------------------- */

/* Opens the file, runs 'operation', rolls back what it left unfinished, and takes note of how it
 * went. If the file is torn, it is set aside and the operation runs once more. */
int history_run(struct history *history, bool writes,
	int (*operation)(struct history *history, void *argument), void *argument);

/* Within a transaction: remembers that the safety state may be lost. */
int history_store_loss(struct history *history);

/* Is this about the file, rather than about what was asked? */
bool history_is_fault(int error);

/* --- files.c ---------------------------------------------------------------------------------- */

/* Makes directory and file where they are missing. *ret_was_emptied: there was a file without
 * content. Returns 0 or an errno as in history.h. */
int files_prepare(const char *path, bool *ret_was_emptied);

/* Renames the file and its log to "PATH.torn-YYYYMMDDThhmmss" in the time of 'now'; ret_name
 * gets the name without its directory. */
int files_set_aside(
	const char *path, const struct core_now *now, char ret_name[HISTORY_NAME_MAX_BYTES]);

/* --- days.c ----------------------------------------------------------------------------------- */

/* Days to be summed up again. */
struct touched_days {
	int64_t *numbers;
	size_t n, n_allocated;
};

void touched_days_clear(struct touched_days *touched);
/* 'duration_usec' 0: none. Other types than spells and prompts touch nothing. Returns 0, -ENOMEM.
 */
int touched_days_add(struct touched_days *touched, const struct history *history,
	enum history_type type, int64_t start_real_usec, int64_t duration_usec,
	int64_t utc_offset_usec);

/* Within a transaction: sums them up. */
int days_sum_up(struct history *history, struct touched_days *touched);

/* After opening: what is left to do. */
int days_read_state(struct history *history);
/* Within a transaction: from now on for this start of the day. */
int days_follow_start(struct history *history);
/* One step of summing up all days; within a transaction. */
int days_rebuild_step(struct history *history);

/* An entry as the sums want it, of the same strings. */
struct day_sum_entry days_sum_entry_of(const struct history_entry *entry);
/* Adds all entries of the day of 'sum', and with them those that 'query' says are open. */
int days_sum_entries(
	struct history *history, struct day_sum *sum, const struct history_days_query *query);

/* --- apply.c ---------------------------------------------------------------------------------- */

enum apply_type {
	APPLY_ADD,
	APPLY_PUT,
	APPLY_DROP,
	APPLY_IMPORT,
};

/* There was none of this id; there was, or it is gone. */
#define APPLY_ADDED 1
#define APPLY_CHANGED 2

/* Within a transaction. Returns one of these, 0 if it was so already, -EEXIST, -EPERM, or a fault.
 */
int apply_entry(struct history *history, struct touched_days *touched, enum apply_type type,
	const struct history_entry *entry);

/* Over version and data. */
int64_t snapshot_checksum(uint32_t version, const void *data, size_t bytes);

/* Within a transaction. */
int apply_decision(struct history *history, const struct history_decision *decision);
int apply_snapshot(struct history *history, uint32_t version, const void *data, size_t bytes);

/* --- list.c ----------------------------------------------------------------------------------- */

/* Reads the row of a statement whose columns are ENTRY_COLUMNS. Returns 0, -EUCLEAN, -ENOMEM. */
int entry_read_row(struct history *history, sqlite3_stmt *statement, struct arena *arena,
	struct history_entry *ret_entry);
