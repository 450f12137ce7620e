/* SPDX-License-Identifier: MIT */
#include "life.h"

void life_settings_default(struct core_settings *ret_settings)
{
	*ret_settings = (struct core_settings){
		.passive_max_usec = 90 * USEC_PER_MINUTE,
		.walk_limit_usec = 45 * USEC_PER_MINUTE,
		.walk_break_usec = 3 * USEC_PER_MINUTE,
		.walk_short_break_usec = USEC_PER_MINUTE,
		.stand_limit_usec = 40 * USEC_PER_MINUTE,
		.prompt_min_gap_usec = 10 * USEC_PER_MINUTE,
		.prompt_snooze_usec = 10 * USEC_PER_MINUTE,
		.prompt_expire_usec = 15 * USEC_PER_MINUTE,
		.hold_grace_usec = 15 * USEC_PER_SEC,
		.day_start_usec = 4 * USEC_PER_HOUR,
		.prompt_max_per_hour = 2,
		.prompt_snooze_limit = 2,
		.posture_per_day = 8,
		.kinds = 0x7f,
		.offers_standard = true,
		.tools = TOOL_CHAIR | TOOL_WALL,
		.hold_meeting = true,
		.hold_do_not_disturb = true,
		.hold_microphone = true,
		.hold_fullscreen = true,
		.hold_inhibitor = true,
		.quiet_hours = {.ranges = {{HOURS_EVERY_DAY, 22 * 60, 6 * 60 + 30}}, .n_ranges = 1},
	};
}

bool life_answered_care(const struct life *life)
{
	for (size_t i = 0; i < life->actions.n_items; i++) {
		const struct core_action *action = &life->actions.items[i];

		if (action->type == ACTION_CLOSED && action->prompt.cause == PROMPT_CAUSE_CARE &&
			(action->outcome == OUTCOME_DONE || action->outcome == OUTCOME_SNOOZED)) {
			return true;
		}
	}
	return false;
}
