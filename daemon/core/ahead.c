/* SPDX-License-Identifier: MIT */
/* Looking ahead: every moment at which planner_run() would act by time alone, and none at which it
 * would not. */
#include "planner_internal.h"

usec_t planner_reminder_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	usec_t at_usec = prompt->shown_boot_usec +
			 later(PLANNER_REMIND_AFTER_USEC, step->settings->prompt_min_gap_usec);

	/* A window that fills the screen takes the prompt back; it is looked for before this. */
	if (prompt->state != PROMPT_OPEN || prompt->reminded ||
		(planner->held & ~(1U << HOLD_FULLSCREEN)) != 0 ||
		prompt->cause != PROMPT_CAUSE_LIMIT || planner->limits.escalation_off ||
		at_usec >= prompt->expires_boot_usec) {
		return USEC_INFINITY;
	}
	return later(at_usec, planner->grace_until_boot_usec);
}

/* When the present absence is long enough for the open prompt. Only proven time, and only what came
 * after the showing; any absence ends as natural when it reaches Walk.Break (NEWS_REST_FULL). */
usec_t planner_leaving_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;
	usec_t from_usec = tracker_proven_from_boot_usec(tracker);

	if (!prompt_is_open(&planner->prompt) || planner->prompt.cause == PROMPT_CAUSE_CARE ||
		from_usec == USEC_INFINITY ||
		tracker->rest_from_boot_usec < planner->prompt.shown_boot_usec) {
		return USEC_INFINITY;
	}
	return from_usec + planner_needed_absence_usec(step, &planner->prompt);
}

/* Who left before it expired may still be doing it: it stands up to the break, which ends it as
 * natural (NEWS_REST_FULL), or until the person is back. */
usec_t planner_expiry_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;
	usec_t at_usec = planner->prompt.expires_boot_usec;

	if (planner->prompt.cause == PROMPT_CAUSE_CARE) {
		/* A question waits for the return (NEWS_REST_ENDED). */
		return tracker->resting ? USEC_INFINITY : at_usec;
	}
	if (tracker->resting && !tracker->rest_full && tracker->rest_from_boot_usec < at_usec) {
		return later(
			at_usec, tracker->rest_from_boot_usec + step->settings->walk_break_usec);
	}
	return at_usec;
}

/* When the present absence proves the last claim. Idle that may be reading does not; when it turns
 * out to be a rest, NEWS_REST_FULL tells. */
usec_t planner_raise_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;
	usec_t from_usec = tracker_proven_from_boot_usec(tracker);

	if (from_usec == USEC_INFINITY ||
		!planner_claim_is_provable(planner, tracker->rest_from_boot_usec)) {
		return USEC_INFINITY;
	}
	return later(from_usec, planner->claim.closed_boot_usec) +
	       planner_needed_absence_usec(step, &planner->claim);
}

usec_t planner_next_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	usec_t next_usec = planner_holds_change_boot_usec(planner, step);

	/* Beyond all that boot time can count, never is near enough. */
	next_usec = earlier(next_usec,
		boot_usec_at(step->now, care_next_change_real_usec(step->care, &step->care_at)));
	next_usec = earlier(next_usec, planner_raise_boot_usec(planner, step));
	next_usec = earlier(next_usec, planner_lookout_changes_boot_usec(planner, step));
	if (planner->back_until_boot_usec > now_usec(step)) {
		/* Who stands back for it may go on. */
		next_usec = earlier(next_usec, planner->back_until_boot_usec);
	}
	if (prompt_is_open(&planner->prompt)) {
		next_usec = earlier(next_usec, planner_expiry_boot_usec(planner, step));
		next_usec = earlier(next_usec, planner_reminder_boot_usec(planner, step));
		return earlier(next_usec, planner_leaving_boot_usec(planner, step));
	}
	for (size_t i = 0; i < PLANNER_WANTS; i++) {
		struct wanted wanted;

		if (planner_get_want(planner, step, i, &wanted)) {
			uint32_t held = planner_held_for(planner, &wanted);
			/* What holds it back was said. */
			bool told = held && (planner->told_held & (1U << planner_first_hold(held)));

			if (wanted.due_boot_usec > now_usec(step) && !told) {
				/* To show it, or to say what holds it back. */
				next_usec = earlier(next_usec, wanted.due_boot_usec);
			} else if (wanted.due_boot_usec <= now_usec(step) && !held) {
				next_usec = earlier(next_usec,
					planner_allowed_from_boot_usec(planner, step, &wanted));
				if (!(planner->told_held & (1U << HOLD_SPACING)) &&
					planner->grace_until_boot_usec > now_usec(step)) {
					/* To say that it is too near to the last one. */
					next_usec =
						earlier(next_usec, planner->grace_until_boot_usec);
				}
			}
			if (wanted.cause == PROMPT_CAUSE_LIMIT &&
				wanted.due_boot_usec <= now_usec(step)) {
				break;
			}
		}
	}
	return next_usec;
}
