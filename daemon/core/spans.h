/* SPDX-License-Identifier: MIT */
/* What the ledger has counted, stretch by stretch, until it is certain and is told. All that was
 * told, and what is here, and the present span, are together all the time that passed: no gap, no
 * overlap. Points in time are CLOCK_BOOTTIME unless said otherwise. */
#pragma once

#include "past.h"
#include "types.h"

/* Only what comes after undecided idle waits: at most Walk.Break of it, rarely more than two. */
#define SPANS_PIECES_MAX 24
/* Of clocks that were set, and offsets that changed, while a stretch goes on. */
#define SPANS_LABELS_MAX 8
/* All that one step can tell. */
#define SPANS_TOLD_MAX (SPANS_PIECES_MAX + SPANS_LABELS_MAX + 1)
/* A real clock that was set by less keeps its label. */
#define SPANS_JUMP_USEC USEC_PER_SEC

/* A stretch of time that is certain. Within it neither the real clock was set nor the offset from
 * UTC changed: who travels gets two that touch. */
struct core_span {
	usec_t from_boot_usec;
	usec_t to_boot_usec;
	usec_t from_real_usec; /* as the clock said then; it ends as much later */
	int64_t utc_offset_usec;
	enum span span; /* not SPAN_UNDECIDED */
	bool is_estimated;
	bool is_continued; /* seated: what lies between the sitting before and this was no rest */
};

/* Everything told of [from, to], but sleep, turned out to have been this. */
struct core_recount {
	usec_t from_boot_usec;
	usec_t to_boot_usec;
	usec_t from_real_usec;
	enum span span; /* seated, standing or away; certain */
};

struct span_piece {
	usec_t to_boot_usec; /* it begins where the one before it ends */
	enum span span;
	bool is_estimated;
	bool is_continued;
};

/* How the clock on the wall went from a moment on. */
struct span_label {
	usec_t from_boot_usec;
	usec_t real_usec; /* at that moment */
	int64_t utc_offset_usec;
	usec_t offset_until_real_usec; /* USEC_INFINITY: not known */
};

struct spans {
	usec_t told_boot_usec;                      /* everything before was told */
	struct span_piece pieces[SPANS_PIECES_MAX]; /* oldest first */
	size_t n_pieces;
	struct span_label labels[SPANS_LABELS_MAX]; /* oldest first; never none */
	size_t n_labels;
	bool recounted; /* and not told yet */
	struct core_recount recount;
};

void spans_init(struct spans *spans, const struct core_now *now);

/* At each step, before anything is added that lies after the step before. */
void spans_note_clock(struct spans *spans, const struct core_now *now);

/* All from the end of the last one up to 'to_boot_usec'. */
void spans_add(struct spans *spans, usec_t to_boot_usec, enum span span, bool is_estimated,
	bool is_continued);
/* What was undecided turns out to have been 'span'. */
void spans_decide(struct spans *spans, enum span span);
/* What begins there or later, and is not told yet, comes after a rest. */
void spans_end_run(struct spans *spans, usec_t from_boot_usec);
/* All that was added in [from, to], but sleep, is to be counted as 'span'. */
void spans_recount(struct spans *spans, usec_t from_boot_usec, usec_t to_boot_usec, enum span span);

/* The next one that is certain, and is told by this; false: none. */
bool spans_take(struct spans *spans, struct core_span *ret_span);
/* After those. */
bool spans_take_recount(struct spans *spans, struct core_recount *ret_recount);
