/* SPDX-License-Identifier: MIT */
/* What was observed and done, kept on disk: entries, their sums by day, decisions, and where the
 * core stood. The port of the store: values in, values out; it calls nobody, starts no timer, and
 * never sleeps longer than HISTORY_BUSY_WAIT_MSEC.
 *
 * What history_write() acknowledged with is_durable is on disk, also after a power cut. What was
 * written without it survives a crash of the program; a power cut may take what came after the last
 * durable write, at most what the kernel holds back (about half a minute, vm.dirty_expire_*).
 *
 * One entry has one UTC offset. A spell over a change of the offset (summer time, a journey) is
 * written as two that touch each other; one over midnight or the start of the day stays whole, and
 * only the sums are split there.
 *
 * Errors, where a function does not say more: -EBUSY (another program holds the file), -ENOSPC,
 * -EROFS and -EACCES (cannot be written), -ENOENT and -ENOTDIR (no such directory, and it cannot be
 * made), -EOPNOTSUPP (written by a newer Backcare, and left alone), -ENOSYS (no SQLite on this
 * machine), -EIO, -ENOMEM. history_get_status() has the same in words. A file that is torn or is
 * not ours is set aside and a new one begun, within the call that notices it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <backcare/timespan.h>

#include "history_values.h"
#include "types.h"

/* --- opening, the state of it --------------------------------------------------------------- */

struct history;

/* 'path' of the file, below a directory of its own, is copied; opens nothing yet, so that the first
 * call does: history_read_snapshot(). 'day_start_usec' after local midnight. NULL without memory.
 */
struct history *history_new(const char *path, usec_t day_start_usec);
/* Writes what waits, if it can. Takes NULL. Returns NULL. */
struct history *history_free(struct history *history);

/* The sums of all days follow, in the steps of history_work(). */
void history_set_day_start(struct history *history, usec_t day_start_usec);

enum history_state {
	HISTORY_STATE_OK,
	HISTORY_STATE_BUSY,      /* another program holds the file */
	HISTORY_STATE_FULL,      /* no space left on the device */
	HISTORY_STATE_READ_ONLY, /* the file or its directory cannot be written */
	HISTORY_STATE_NO_DIRECTORY,
	HISTORY_STATE_NEWER,   /* of a newer Backcare: not touched */
	HISTORY_STATE_MISSING, /* no SQLite */
	HISTORY_STATE_FAILED,  /* the device failed */
	HISTORY_STATE_MAX,
};

struct history_status {
	/* As of the last call */
	enum history_state state;
	/* What is on disk may not be all there was, so the checklist is to be asked again. Stays,
	 * over restarts too, until history_confirm_safety(). */
	bool safety_may_be_lost;
	bool is_salvaging; /* what can be read of a torn file is being taken over */
	size_t n_salvaged; /* entries, since the start */
	size_t n_waiting;  /* entries in memory that are not on disk yet */
	size_t n_lost;     /* entries for which even that had no room */
	/* How far the newest entry lies in the future: the clock was set back. 0: it does not. */
	usec_t clock_behind_usec;
	/* For people, one line; "" if all is well. */
	char message[HISTORY_MESSAGE_MAX_BYTES];
};

void history_get_status(const struct history *history, struct history_status *ret_status);

/* The checklist was asked again and answered. Returns 0 (durably) or as above. */
int history_confirm_safety(struct history *history, const struct core_now *now);

/* --- upkeep --------------------------------------------------------------------------------- */

/* When history_work() has to be called, CLOCK_BOOTTIME; USEC_INFINITY: only as history_work() says.
 */
usec_t history_deadline_boot_usec(const struct history *history);

/* One small step of what is left: writes what waits when it is time for it, takes over a torn
 * file, sums up days anew, forgets old decisions, puts the log into the file. To be called before
 * the program goes to sleep, and at the deadline. Returns 1 if there is more to do at once; at 0
 * the library is unloaded, and costs nothing until the next call. */
int history_work(struct history *history, const struct core_now *now);

/* --- writing -------------------------------------------------------------------------------- */

enum history_change_type {
	HISTORY_ADD,  /* the same again is fine; another content under this id is -EEXIST */
	HISTORY_PUT,  /* in the place of what has this id, if anything; not of a safety report */
	HISTORY_DROP, /* only the id counts; fine if there is none; not a safety report */
};

struct history_change {
	enum history_change_type type;
	struct history_entry entry;
};

/* All of it or nothing. */
struct history_batch {
	const struct history_change *changes;
	size_t n_changes; /* at most HISTORY_BATCH_MAX */
	const struct history_decision *decisions;
	size_t n_decisions;   /* likewise */
	const void *snapshot; /* NULL: as it is */
	size_t snapshot_bytes;
	uint32_t snapshot_version;
	/* Somebody said it: on disk before the call returns. */
	bool is_durable;
	/* If the file cannot be written now, keep it in memory and try again later; what nobody was
	 * told of. Without it nothing is kept on failure. */
	bool may_wait;
};

#define HISTORY_WAITS 1

/* Returns 0 (written), HISTORY_WAITS (in memory; see may_wait), -EINVAL (a bad entry; -E2BIG: too
 * many, too large), -EEXIST, -EPERM (a safety report would change), -ENOBUFS (no more can wait), or
 * as above. 'now' for the age of decisions, the clock check and when to try again. */
int history_write(
	struct history *history, const struct core_now *now, const struct history_batch *batch);

/* Takes in up to HISTORY_BATCH_MAX entries of another machine or a backup, durably; counts what was
 * new and what was here. What this machine wrote itself is never changed. Of two contents under one
 * id that both were imported the same one stays, in whichever order they came. Returns 0, -EINVAL
 * (history_entry_problem() knows which), -E2BIG, or as above. */
int history_import(struct history *history, const struct core_now *now,
	const struct history_entry *entries, size_t n_entries, size_t *ret_added,
	size_t *ret_present);

/* Returns 0 (durably), -ENXIO (there is no such entry), -EPERM (a safety report), or as above. */
int history_remove(struct history *history, const struct core_now *now, const char *id);

/* Removes, durably, up to HISTORY_STEP_ROWS of what ended before; plans and safety reports stay.
 * Returns 1 if there may be more: call again. */
int history_forget(struct history *history, const struct core_now *now, int64_t until_real_usec,
	size_t *ret_removed);

/* --- reading -------------------------------------------------------------------------------- */

/* Whatever is added or removed between two pages, each entry that stays is in one of them, once.
 * -EINVAL: a bad cursor, a bad limit. Lists also what is in a file that cannot be written. */
int history_list(
	struct history *history, const struct history_query *query, struct history_page **ret_page);

/* Days in [first, last], oldest first, at most HISTORY_DAYS_MAX, an array for free(). Times of
 * several machines are added up. */
#define HISTORY_DAYS_MAX 3700
int history_get_days(struct history *history, int64_t first_number, int64_t last_number,
	struct history_day **ret_days, size_t *ret_n_days);

/* Days in [first, last], with what nobody has written yet. */
struct history_days_query {
	int64_t first_number;
	int64_t last_number;
	size_t limit; /* 1 to HISTORY_DAYS_MAX: so many of the first */
	/* Spells and prompts of one machine, which follow in this order on all that it wrote; ids
	 * do not matter. Each costs as much as writing it would. */
	const struct history_entry *open;
	size_t n_open;
};

/* As history_get_days(). */
int history_list_days(struct history *history, const struct history_days_query *query,
	struct history_day **ret_days, size_t *ret_n_days);

/* The newest decisions since then, oldest first, at most HISTORY_PAGE_MAX: one block for free(). */
int history_list_decisions(struct history *history, int64_t since_real_usec, size_t limit,
	struct history_decision **ret_decisions, size_t *ret_n_decisions);

struct history_snapshot {
	uint32_t version;
	int64_t real_usec; /* when it was written */
	/* The latest was torn, and this is the one before; safety_may_be_lost is set as well. */
	bool is_older;
	size_t bytes;
	void *data; /* free() */
};

/* Returns 0, -ENODATA (none yet, or none that is whole), or as above. */
int history_read_snapshot(
	struct history *history, const struct core_now *now, struct history_snapshot *ret_snapshot);

/* --- checking ------------------------------------------------------------------------------- */

struct history_check {
	int64_t position;   /* 0 to begin */
	uint64_t n_entries; /* looked at */
	uint64_t n_bad;     /* that are not what was written, or are not found where they belong */
};

/* Looks at the next HISTORY_STEP_ROWS entries, only when somebody asks. It notices what SQLite does
 * not, such as half a page of an index that is zero; such a file is set aside as any torn one.
 * Returns 1 if there are more, 0 at the end, or as above. */
int history_check_step(struct history *history, struct history_check *check);
