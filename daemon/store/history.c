/* SPDX-License-Identifier: MIT */
/* The life of the store: the file is opened by the call that needs it and closed by history_work(),
 * so that SQLite is mapped only while there is something to do. Every call goes through
 * history_run(), which knows all faults. */
#include "history_internal.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

/* The log is put into the file when it is this long, by history_work(); it is read at each
 * opening. */
#define WAL_PAGES_MAX 128
/* Where nobody calls that, at the end of a call. */
#define WAL_PAGES_LIMIT 2048

static const char value_loss[] = "safety_may_be_lost";

struct history *history_new(const char *path, usec_t day_start_usec)
{
	struct history *history = calloc(1, sizeof(*history));

	if (!history) {
		return NULL;
	}
	*history = (struct history){
		.path = strdup(path),
		.day_start_usec = day_start_usec,
		.retry_boot_usec = USEC_INFINITY,
		.newest_start_real_usec = INT64_MIN,
	};
	return history->path ? history : history_free(history);
}

static void close_file(struct history *history)
{
	salvage_close(&history->salvage);
	database_close(&history->database);
	if (history->sqlite.handle) {
		sqlite_library_unload(&history->sqlite);
		/* Its pages are freed, but would stay ours. */
		(void)malloc_trim(0);
	}
}

struct history *history_free(struct history *history)
{
	if (!history) {
		return NULL;
	}
	if (!queue_is_empty(&history->queue)) {
		static const struct history_batch nothing = {.is_durable = true};

		history->retry_boot_usec = 0;
		(void)history_write(history, &history->now, &nothing);
	}
	close_file(history);
	queue_clear(&history->queue);
	free(history->path);
	free(history);
	return NULL;
}

/* --- opening ---------------------------------------------------------------------------------- */

static int read_state(struct history *history)
{
	int r;

	history->newest_start_real_usec = INT64_MIN;
	r = database_get_int(&history->database, STATEMENT_ENTRY_LAST_START,
		&history->newest_start_real_usec, "");
	if (r >= 0) {
		r = days_read_state(history);
	}
	if (r == 0) {
		r = salvage_read_state(history);
	}
	if (r == 0) {
		int64_t lost;

		r = database_get_int(
			&history->database, STATEMENT_VALUE_GET, &lost, "t", value_loss);
		history->loss_is_stored = r > 0;
		history->safety_may_be_lost = history->safety_may_be_lost || r > 0;
	}
	return r < 0 ? r : 0;
}

int history_store_loss(struct history *history)
{
	int r;

	if (!history->safety_may_be_lost || history->loss_is_stored) {
		return 0;
	}
	r = database_run(&history->database, STATEMENT_VALUE_PUT, "ti", value_loss, (int64_t)1);
	history->loss_is_stored = r == 0;
	return r;
}

static int confirm_safety(struct history *history, void *argument)
{
	int r = database_begin(&history->database, true);

	if (r == 0) {
		r = database_run(&history->database, STATEMENT_VALUE_DELETE, "t", value_loss);
	}
	return r == 0 ? database_commit(&history->database) : r;
}

int history_confirm_safety(struct history *history, const struct core_now *now)
{
	int r;

	history->now = *now;
	r = history_run(history, true, confirm_safety, NULL);
	if (r == 0) {
		history->safety_may_be_lost = false;
		history->loss_is_stored = false;
	}
	return r;
}

static int open_file(struct history *history)
{
	bool was_emptied = false;
	int r;

	if (history->database.connection) {
		return 0;
	}
	r = sqlite_library_load(&history->sqlite);
	if (r == 0) {
		r = files_prepare(history->path, &was_emptied);
	}
	if (r == 0) {
		r = database_open(&history->database, &history->sqlite, history->path);
	}
	if (r < 0) {
		return r;
	}
	history->safety_may_be_lost = history->safety_may_be_lost || was_emptied;
	r = read_state(history);
	/* Until the new file knows of it, it is tried again. */
	if (r == 0 && history->is_set_aside) {
		r = salvage_begin(history);
		history->is_set_aside = r < 0;
	}
	if (r < 0) {
		database_close(&history->database);
	}
	return r;
}

static int set_aside(struct history *history)
{
	int r;

	database_close(&history->database);
	salvage_close(&history->salvage);
	r = files_set_aside(history->path, &history->now, history->aside_name);
	if (r == 0) {
		history->safety_may_be_lost = true;
		history->is_set_aside = true;
		history->n_salvaged = 0;
	}
	return r;
}

/* --- running ---------------------------------------------------------------------------------- */

bool history_is_fault(int error)
{
	return error < 0 && error != -EEXIST && error != -EPERM && error != -EINVAL &&
	       error != -E2BIG && error != -ENXIO && error != -ENODATA;
}

static enum history_state state_of(int error)
{
	switch (error) {
	case -EBUSY:
		return HISTORY_STATE_BUSY;
	case -ENOSPC:
		return HISTORY_STATE_FULL;
	case -EROFS:
	case -EACCES:
		return HISTORY_STATE_READ_ONLY;
	case -ENOENT:
	case -ENOTDIR:
		return HISTORY_STATE_NO_DIRECTORY;
	case -EOPNOTSUPP:
		return HISTORY_STATE_NEWER;
	case -ENOSYS:
		return HISTORY_STATE_MISSING;
	default:
		return HISTORY_STATE_FAILED;
	}
}

static void note(struct history *history, bool writes, int r)
{
	bool cannot_be_written =
		history->state == HISTORY_STATE_FULL || history->state == HISTORY_STATE_READ_ONLY;

	if (history_is_fault(r)) {
		history->state = state_of(r);
		/* What it knows of the file may be wrong. */
		if (r != -EBUSY) {
			database_close(&history->database);
		}
	} else if (writes || !cannot_be_written) {
		history->state = HISTORY_STATE_OK;
	}
}

/* What was read from the file may have followed what is rolled back. */
static void undo(struct history *history)
{
	database_roll_back(&history->database);
	if (history->database.connection && read_state(history) < 0) {
		database_close(&history->database);
	}
}

int history_run(struct history *history, bool writes,
	int (*operation)(struct history *history, void *argument), void *argument)
{
	int r = 0;

	/* A connection that was opened for reading alone stays so. */
	if (writes && history->state == HISTORY_STATE_READ_ONLY) {
		database_close(&history->database);
	}
	for (int attempt = 0; attempt < 2; attempt++) {
		r = open_file(history);
		if (r == 0) {
			r = operation(history, argument);
		}
		if (r < 0) {
			undo(history);
		}
		if (r != -EUCLEAN) {
			break;
		}
		r = set_aside(history);
		if (r < 0) {
			break;
		}
		r = -EIO;
	}
	if (r == 0 && writes && history->database.wal_pages >= WAL_PAGES_LIMIT) {
		/* It is written all the same; the next call tries again. */
		(void)database_checkpoint(&history->database, false);
	}
	note(history, writes, r);
	return r;
}

/* --- upkeep ----------------------------------------------------------------------------------- */

usec_t history_deadline_boot_usec(const struct history *history)
{
	return queue_is_empty(&history->queue) ? USEC_INFINITY : history->retry_boot_usec;
}

static int rebuild(struct history *history, void *argument)
{
	int r = database_begin(&history->database, false);

	if (r == 0) {
		r = days_follow_start(history);
	}
	if (r == 0) {
		r = days_rebuild_step(history);
	}
	return r == 0 ? database_commit(&history->database) : r;
}

static int checkpoint(struct history *history, void *argument)
{
	/* Who opens a log that was only copied reads and copies all of it again, and writes behind
	 * it. */
	int r = database_checkpoint(&history->database, true);

	if (r == 0) {
		history->wants_truncation = false;
	}
	/* A reader elsewhere is no fault: the log stays a while longer. */
	return r == -EBUSY ? 0 : r;
}

int history_work(struct history *history, const struct core_now *now)
{
	static const struct history_batch nothing = {0};

	history->now = *now;
	if (!queue_is_empty(&history->queue) && now->boot_usec >= history->retry_boot_usec) {
		(void)history_write(history, now, &nothing);
	}
	if (queue_is_empty(&history->queue) && history->salvage.is_running &&
		history_run(history, true, salvage_step, NULL) == 0) {
		return 1;
	}
	if (queue_is_empty(&history->queue) &&
		(history->days_are_stale || history->is_rebuilding) &&
		history_run(history, true, rebuild, NULL) == 0 && history->is_rebuilding) {
		return 1;
	}
	if (history->database.connection &&
		(history->wants_truncation || history->database.wal_pages >= WAL_PAGES_MAX)) {
		(void)history_run(history, false, checkpoint, NULL);
	}
	close_file(history);
	return 0;
}
