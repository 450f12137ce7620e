/* SPDX-License-Identifier: MIT */
/* Times of the day: ranges of local hours that may run past midnight and be bound to weekdays. */
#pragma once

#include "types.h"

#define HOURS_RANGES_MAX 16
#define HOURS_EVERY_DAY 0x7f

struct hours_range {
	uint8_t weekdays;  /* bit 0 Monday … bit 6 Sunday: the days on which it begins */
	uint16_t from_min; /* minute of the local day, 0 to 1439 */
	uint16_t to_min;   /* 0 to 1440; not above from_min: ends on the next day */
};

struct hours {
	struct hours_range ranges[HOURS_RANGES_MAX];
	size_t n_ranges; /* none: never */
};

/* An answer and how long it is good for; all zero: none yet. To be forgotten with the hours. */
struct hours_answer {
	usec_t from_real_usec;
	usec_t until_real_usec; /* the next change; USEC_INFINITY: never */
	int64_t utc_offset_usec;
	bool inside;
};

/* Brings the answer up to 'now', with work only when it is no longer good. */
void hours_answer(
	struct hours_answer *answer, const struct hours *hours, const struct core_now *now);

/* Whether 'now' lies within one of the ranges. */
bool hours_contain(const struct hours *hours, const struct core_now *now);

/* The next moment (CLOCK_REALTIME) after 'now' at which hours_contain() changes; USEC_INFINITY if
 * it never does within the coming eight days. */
usec_t hours_next_change_real_usec(const struct hours *hours, const struct core_now *now);
