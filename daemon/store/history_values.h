/* SPDX-License-Identifier: MIT */
/* What the history keeps and tells: values alone, for those who hand them on without knowing the
 * store. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <backcare/timespan.h>

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
#define HISTORY_DETAIL_SHOWN "shown"         /* "no": it is not one more prompt of the day */
#define HISTORY_DETAIL_COUNTS "counts"       /* "no": nor is its outcome counted */
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

/* --- pages ---------------------------------------------------------------------------------- */

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

struct history_page *history_page_free(struct history_page *page);

/* --- days ----------------------------------------------------------------------------------- */

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
