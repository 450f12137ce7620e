/* SPDX-License-Identifier: MIT */
/* Each step is kept, so that a daemon which was killed was there until some moment between the last
 * one and the deadline of that. Up to there, or up to now if that is sooner, things went on as they
 * were. What lies beyond, and all that follows an orderly end, nobody saw: it is undecided, as idle
 * without proof is. A machine that was off was asleep, and who was logged out was away.
 *
 * What others tell (input, locks, holds of the surroundings) begins anew. They answer within
 * moments; until then the present stretch stays undecided, and nothing planned is shown. */
#include "resume.h"

#include "planner_internal.h"

static usec_t within(usec_t boot_usec, usec_t from_usec, usec_t to_usec)
{
	return later(earlier(boot_usec, to_usec), from_usec);
}

void resume_pass_gap(struct core *core, const struct core_now *now, const struct core_event *event,
	struct news_list *news)
{
	usec_t last_usec = core->tracker.settled_boot_usec;
	usec_t seen_usec = event->restart.is_orderly ? last_usec : core->deadline_boot_usec;
	struct tracker_gap gap = {
		.seen_until_boot_usec = within(seen_usec, last_usec, now->boot_usec),
		.was_off = event->restart.is_new_boot,
		.logged_out = event->restart.logged_out,
	};

	if (gap.was_off) {
		gap.off_until_boot_usec =
			within(event->restart.booted_boot_usec, last_usec, now->boot_usec);
		gap.seen_until_boot_usec =
			earlier(gap.seen_until_boot_usec, gap.off_until_boot_usec);
	}
	tracker_pass_gap(&core->tracker, &core->settings, now, &gap, news);
}

void resume_planner(
	struct planner *planner, const struct planner_step *step, const struct core_event *event)
{
	const struct prompt *prompt = &planner->prompt;

	for (enum hold_reason reason = 0; reason < HOLD_REASON_MAX; reason++) {
		if (SURROUNDINGS & (1U << reason)) {
			surroundings_set(&planner->surroundings, step->settings, now_usec(step),
				reason, false);
		}
	}
	planner->grace_until_boot_usec = later(
		planner->grace_until_boot_usec, now_usec(step) + step->settings->hold_grace_usec);
	if (event->restart.care_was_lost && prompt_is_open(prompt) &&
		prompt->cause == PROMPT_CAUSE_CARE) {
		planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
	}
	/* The catalogue may be another one. */
	planner_withdraw_gone(planner, step);
}

void resume_show(struct planner *planner, const struct planner_step *step)
{
	for (size_t i = 0; i < step->actions->n_items; i++) {
		if (step->actions->items[i].type == ACTION_SHOW) {
			return;
		}
	}
	if (prompt_is_open(&planner->prompt)) {
		planner->last_shown_boot_usec = now_usec(step);
		planner_add_action(step, ACTION_SHOW)->prompt = planner->prompt;
	}
}
