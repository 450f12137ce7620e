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

#include "types.h"

/* Bytes without the NUL. */
#define HISTORY_ID_MAX_BYTES 64
#define HISTORY_WORD_MAX_BYTES 64 /* what, entry, machine, names of details */
#define HISTORY_NOTE_MAX_BYTES 1024
#define HISTORY_DETAIL_MAX_BYTES 1024
#define HISTORY_DETAILS_MAX 32
#define HISTORY_DETAILS_MAX_BYTES 8192 /* all of one entry */
#define HISTORY_DURATION_MAX_USEC (366 * USEC_PER_DAY)
#define HISTORY_START_MAX_USEC ((int64_t)253402300800 * 1000000) /* the end of the year 9999 */
#define HISTORY_OFFSET_MAX_USEC ((int64_t)(18 * USEC_PER_HOUR))
#define HISTORY_SNAPSHOT_MAX_BYTES ((size_t)256 << 10)
/* Of one call. */
#define HISTORY_BATCH_MAX 1000
#define HISTORY_PAGE_MAX 1000
/* Rows of one small step of what takes long. */
#define HISTORY_STEP_ROWS 1000
#define HISTORY_DECISIONS_KEPT_USEC (14 * USEC_PER_DAY)
/* What waits in memory while the file cannot be written. */
#define HISTORY_QUEUE_MAX_BYTES ((size_t)1 << 20)
#define HISTORY_BUSY_WAIT_MSEC 10
#define HISTORY_MESSAGE_MAX_BYTES 512

/* As in io.github.backcare.History, and kept in the file by number: only append. */
enum history_type {
	HISTORY_SPELL,
	HISTORY_PROMPT,
	HISTORY_MASSAGE,
	HISTORY_CHECKIN,
	HISTORY_SAFETY,
	HISTORY_PLAN,
	HISTORY_TYPE_MAX,
};

/* The name of the interface, or NULL. */
const char *history_type_name(enum history_type type);

struct history_detail {
	const char *name; /* a-z 0-9 _ */
	const char *value;
};

/* Names of details that the sums by day know. */
#define HISTORY_DETAIL_KIND "kind"           /* of a prompt: walk, strength, ... */
#define HISTORY_DETAIL_SETS "sets"           /* strength sets that were done, also on a walk */
#define HISTORY_DETAIL_SHOWN "shown"         /* "no": nothing was prompted (natural) */
#define HISTORY_DETAIL_CONTINUES "continues" /* "yes": what lay before was no rest */

struct history_entry {
	const char *id; /* unique over all machines; visible ASCII */
	enum history_type type;
	int64_t start_real_usec;
	bool has_duration;
	usec_t duration_usec;
	const char *what;  /* seated, standing, away; an outcome; ... */
	const char *entry; /* NULL: none; likewise note and machine */
	const char *note;
	const struct history_detail *details; /* in any order; read back in that of their names */
	size_t n_details;
	bool has_utc_offset; /* without one, UTC */
	int64_t utc_offset_usec;
	const char *machine;
};

/* NULL if the entry may be kept, else what is wrong with it, for people: "the id is missing". */
const char *history_entry_problem(const struct history_entry *entry);

/* One of the last days' decisions; kind, decision and reason as the interfaces name them. */
struct history_decision {
	int64_t real_usec;
	const char *kind; /* NULL: about no kind */
	const char *decision;
	const char *reason;
};

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

struct history_query {
	int64_t since_real_usec; /* of the start; INT64_MIN: from the first */
	int64_t until_real_usec; /* not included; INT64_MAX: to the last */
	unsigned types;          /* 1 << HISTORY_SPELL, ...; 0: all */
	size_t limit;            /* 1 to HISTORY_PAGE_MAX */
	size_t max_bytes;        /* of the texts, ends a page early but never empty; 0: no matter */
	const char *cursor;      /* 'next' of the page before; NULL: the first page */
};

/* One block of memory: history_page_free(). */
struct history_page {
	struct history_entry *entries; /* oldest first, by id where they began at once */
	size_t n_entries;
	const char *next; /* NULL: that was all */
};

/* Whatever is added or removed between two pages, each entry that stays is in one of them, once.
 * -EINVAL: a bad cursor, a bad limit. Lists also what is in a file that cannot be written. */
int history_list(
	struct history *history, const struct history_query *query, struct history_page **ret_page);
struct history_page *history_page_free(struct history_page *page);

#define HISTORY_HOURS 24

/* Sums of one local day; what was observed in it and nothing that was not. */
struct history_day {
	int64_t number; /* see calendar_day_number() */
	usec_t seated_usec;
	usec_t standing_usec;
	usec_t away_usec;
	/* The longest run of seated spells of one machine of which each begins where the one before
	 * ended, or says that it continues it; cut at the borders of the day. */
	usec_t longest_seated_usec;
	uint64_t prompted;
	uint64_t done;
	uint64_t claimed;
	uint64_t natural;
	uint64_t skipped;
	uint64_t expired;
	usec_t walk_usec; /* of walks that are done, claimed or natural */
	uint64_t strength_sets;
	usec_t seated_by_hour_usec[HISTORY_HOURS]; /* hours of the clock on the wall */
};

/* Days in [first, last], oldest first, at most HISTORY_DAYS_MAX, an array for free(). Times of
 * several machines are added up. */
#define HISTORY_DAYS_MAX 3700
int history_get_days(struct history *history, int64_t first_number, int64_t last_number,
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
