/* SPDX-License-Identifier: MIT */
/* The goals of a day: they begin low and grow by the week since the first day of use, and nothing
 * is lost by missing one. Source: rules, scheduling.daily_targets. */
#pragma once

#include "types.h"

/* Up from the chair: rests and standing */
#define TARGET_UP_BEGIN_USEC (60 * USEC_PER_MINUTE)
#define TARGET_UP_STEP_USEC (10 * USEC_PER_MINUTE)
#define TARGET_UP_LAST_USEC (240 * USEC_PER_MINUTE)
#define TARGET_WALK_BEGIN_USEC (10 * USEC_PER_MINUTE)
#define TARGET_WALK_STEP_USEC (5 * USEC_PER_MINUTE)
#define TARGET_WALK_LAST_USEC (30 * USEC_PER_MINUTE)
/* Of ten walks that came up so many are to be taken. */
#define TARGET_BREAKS_OF_TEN 6
/* What a long rest was, nobody knows: no more of it counts. */
#define TARGET_REST_MAX_USEC (15 * USEC_PER_MINUTE)
/* A week of use; then the standard preset is offered. */
#define TARGET_OFFER_AFTER_DAYS 7

/* One day so far. */
struct effort {
	usec_t up_usec; /* rests after the first sitting, and movement that was done at the desk */
	usec_t walk_usec;
	uint32_t breaks_offered; /* walks that came up, and rests that needed no asking */
	uint32_t breaks_taken;
};

struct targets {
	uint32_t week; /* of use, 0 is the first */
	usec_t up_usec;
	usec_t up_goal_usec;
	usec_t walk_usec;
	usec_t walk_goal_usec;
	uint32_t breaks_taken;
	uint32_t breaks_offered;
	uint32_t breaks_goal;
};

void target_get(int64_t first_day, int64_t today, const struct effort *effort, usec_t standing_usec,
	struct targets *ret_targets);
