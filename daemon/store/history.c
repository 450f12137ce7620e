/* SPDX-License-Identifier: MIT */
/* The life of the store: the file is opened by the call that needs it and closed by history_work(),
 * so that SQLite is mapped only while there is something to do. Every call goes through
 * history_run(), which knows all faults. */
#include "history_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

/* The log is put into the file when it is this long; it is read at each opening. */
#define WAL_PAGES_MAX 128

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
	database_close(&history->database);
	sqlite_library_unload(&history->sqlite);
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
	return r < 0 ? r : days_read_state(history);
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
	if (r == 0 && was_emptied) {
		history->safety_may_be_lost = true;
	}
	if (r == 0) {
		r = read_state(history);
	}
	return r;
}

static int set_aside(struct history *history)
{
	int r;

	database_close(&history->database);
	r = files_set_aside(history->path, &history->now, history->aside_name);
	if (r == 0) {
		history->safety_may_be_lost = true;
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
	note(history, writes, r);
	return r;
}

/* --- status ----------------------------------------------------------------------------------- */

static const char *state_text(enum history_state state)
{
	static const char *const texts[HISTORY_STATE_MAX] = {
		[HISTORY_STATE_OK] = "",
		[HISTORY_STATE_BUSY] = "another program is using the history; it is tried again. ",
		[HISTORY_STATE_FULL] = "there is no space left for the history. ",
		[HISTORY_STATE_READ_ONLY] =
			"the history cannot be written: its file or directory is "
			"read-only. ",
		[HISTORY_STATE_NO_DIRECTORY] =
			"the directory of the history does not exist and cannot be made. ",
		[HISTORY_STATE_NEWER] =
			"the history was written by a newer Backcare and is left as it is. ",
		[HISTORY_STATE_MISSING] =
			"the history needs SQLite (libsqlite3.so.0), which is not installed. ",
		[HISTORY_STATE_FAILED] = "the history could not be read or written. ",
	};

	return texts[state];
}

static size_t append(char *to, size_t at, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));

static size_t append(char *to, size_t at, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(to + at, HISTORY_MESSAGE_MAX_BYTES - at, format, arguments);
	va_end(arguments);
	if (n < 0) {
		return at;
	}
	return at + (size_t)n < HISTORY_MESSAGE_MAX_BYTES ? at + (size_t)n
							  : HISTORY_MESSAGE_MAX_BYTES - 1;
}

static void describe(const struct history *history, struct history_status *status)
{
	char *to = status->message;
	size_t at = append(to, 0, "%s", state_text(history->state));

	if (history->aside_name[0]) {
		at = append(to, at,
			"the history was damaged and was set aside as %s; %zu entries of it could "
			"be read%s. ",
			history->aside_name, history->n_salvaged,
			status->is_salvaging ? " so far" : "");
	}
	if (status->n_lost > 0) {
		at = append(to, at, "%zu entries could not be kept. ", status->n_lost);
	}
	if (status->clock_behind_usec > 0) {
		char span[TIMESPAN_TEXT_MAX];

		at = append(to, at,
			"the newest entry lies %s in the future: was the clock set back? ",
			timespan_format(span, sizeof(span), status->clock_behind_usec,
				status->clock_behind_usec >= USEC_PER_MINUTE ? USEC_PER_MINUTE
									     : USEC_PER_SEC));
	}
	if (at > 0 && to[at - 1] == ' ') {
		to[at - 1] = '\0';
	}
}

void history_get_status(const struct history *history, struct history_status *ret_status)
{
	int64_t now = (int64_t)history->now.real_usec;

	*ret_status = (struct history_status){
		.state = history->state,
		.safety_may_be_lost = history->safety_may_be_lost,
		.n_salvaged = history->n_salvaged,
		.n_waiting = history->queue.n_entries,
		.n_lost = history->n_lost,
	};
	if (history->newest_start_real_usec > now) {
		ret_status->clock_behind_usec = (usec_t)(history->newest_start_real_usec - now);
	}
	describe(history, ret_status);
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
	int r = database_checkpoint(&history->database, history->wants_truncation);

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
