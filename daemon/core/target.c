/* SPDX-License-Identifier: MIT */
#include "target.h"

static usec_t grown_usec(usec_t begin_usec, usec_t step_usec, usec_t last_usec, uint32_t weeks)
{
	usec_t n_steps = (last_usec - begin_usec) / step_usec;

	return weeks < n_steps ? begin_usec + weeks * step_usec : last_usec;
}

void target_get(int64_t first_day, int64_t today, const struct effort *effort, usec_t standing_usec,
	struct targets *ret_targets)
{
	uint32_t week = today > first_day ? (uint32_t)((today - first_day) / 7) : 0;
	uint32_t offered = effort->breaks_offered;

	*ret_targets = (struct targets){
		.week = week,
		.up_usec = effort->up_usec + standing_usec,
		.up_goal_usec = grown_usec(
			TARGET_UP_BEGIN_USEC, TARGET_UP_STEP_USEC, TARGET_UP_LAST_USEC, week),
		.walk_usec = effort->walk_usec,
		.walk_goal_usec = grown_usec(
			TARGET_WALK_BEGIN_USEC, TARGET_WALK_STEP_USEC, TARGET_WALK_LAST_USEC, week),
		.breaks_taken = effort->breaks_taken < offered ? effort->breaks_taken : offered,
		.breaks_offered = offered,
		.breaks_goal = (offered * TARGET_BREAKS_OF_TEN + 9) / 10,
	};
}
