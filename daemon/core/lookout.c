/* SPDX-License-Identifier: MIT */
/* When the screen has to be looked at. To hear of windows costs wake-ups, at each change of a
 * title, so it is asked for only when the answer matters: from a short lead before a planned prompt
 * would be shown, and while a window that fills the screen holds one back. Who is away, or held by
 * anything else, needs no such answer. What was heard ends with the lookout: nobody tells of its
 * end.
 *
 * A lookout begins and ends by time alone only at planner_lookout_changes_boot_usec(). */
#include "planner_internal.h"

/* When the next planned prompt would be shown, as far as it can be foreseen: it may have been due
 * for long, and stand back. An open prompt does not count: it may end at any moment. */
static usec_t showing_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	usec_t at_usec = planner_reminder_boot_usec(planner, step);

	for (size_t i = 0; i < PLANNER_WANTS; i++) {
		struct wanted wanted;
		struct way way;
		usec_t from_usec;

		if (!planner_get_want(planner, step, i, &wanted)) {
			continue;
		}
		from_usec = planner_allowed_from_boot_usec(planner, step, &wanted);
		/* One that stands back already is given up only when it may be shown. */
		if (from_usec <= now_usec(step) ||
			!planner_gives_way(planner, step, &wanted, &way)) {
			at_usec = earlier(at_usec, from_usec);
		}
		if (wanted.cause == PROMPT_CAUSE_LIMIT && wanted.due_boot_usec <= now_usec(step)) {
			/* Nothing lesser slips in while a walk waits. */
			break;
		}
	}
	return at_usec;
}

static usec_t begins_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	usec_t at_usec;

	if (!step->settings->hold_fullscreen || (planner->held & ~(1U << HOLD_FULLSCREEN)) != 0) {
		return USEC_INFINITY;
	}
	at_usec = showing_boot_usec(planner, step);
	return at_usec == USEC_INFINITY ? USEC_INFINITY
					: at_usec - earlier(at_usec, PLANNER_LOOKOUT_LEAD_USEC);
}

/* When something becomes due behind an open prompt that will give way to the walk: from then on it
 * stands back. Without an open prompt it is dropped there. */
static usec_t stands_back_from_boot_usec(
	const struct planner *planner, const struct planner_step *step)
{
	usec_t next_usec = USEC_INFINITY;

	for (size_t i = 0; i < PLANNER_WANTS && prompt_is_open(&planner->prompt); i++) {
		struct wanted wanted;
		usec_t from_usec;

		if (planner_get_want(planner, step, i, &wanted)) {
			from_usec = planner_allowed_from_boot_usec(planner, step, &wanted);
			next_usec = from_usec > now_usec(step) ? earlier(next_usec, from_usec)
							       : next_usec;
		}
	}
	return next_usec;
}

usec_t planner_lookout_changes_boot_usec(
	const struct planner *planner, const struct planner_step *step)
{
	usec_t next_usec = begins_boot_usec(planner, step);

	if (next_usec > now_usec(step)) {
		return earlier(next_usec, stands_back_from_boot_usec(planner, step));
	}
	/* It may end when something else becomes due, and has to wait for longer. */
	next_usec = USEC_INFINITY;
	for (size_t i = 0; i < PLANNER_WANTS; i++) {
		struct wanted wanted;

		if (planner_get_want(planner, step, i, &wanted) &&
			wanted.due_boot_usec > now_usec(step)) {
			next_usec = earlier(next_usec, wanted.due_boot_usec);
		}
	}
	return next_usec;
}

void planner_update_lookout(struct planner *planner, const struct planner_step *step)
{
	planner->on_lookout = begins_boot_usec(planner, step) <= now_usec(step);
	if (!planner->on_lookout && (planner->surroundings.on & (1U << HOLD_FULLSCREEN))) {
		surroundings_set(&planner->surroundings, step->settings, now_usec(step),
			HOLD_FULLSCREEN, false);
		planner_update_holds(planner, step);
	}
}
