/* SPDX-License-Identifier: MIT */
/* What holds prompts back. A hold defers; it never fulfils and never swallows. */
#include "planner_internal.h"

uint32_t planner_holds_now(struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;
	uint32_t held = 0;

	if (planner->paused && step->now->boot_usec >= planner->paused_until_boot_usec) {
		planner->paused = false;
	}
	if (planner->paused) {
		held |= 1U << HOLD_PAUSED;
	}
	if (tracker->meeting && step->settings->hold_meeting) {
		held |= 1U << HOLD_MEETING;
	}
	hours_answer(&planner->quiet, &step->settings->quiet_hours, step->now);
	if (planner->quiet.inside) {
		held |= 1U << HOLD_QUIET_HOURS;
	}
	hours_answer(&planner->office, &step->settings->office_hours, step->now);
	if (step->settings->office_hours.n_ranges > 0 && !planner->office.inside) {
		held |= 1U << HOLD_OFF_HOURS;
	}
	held |= surroundings_hold(&planner->surroundings, step->settings, now_usec(step));
	if (tracker->session_absent) {
		held |= 1U << HOLD_NO_SESSION;
	}
	if (tracker->presence == PRESENCE_AWAY) {
		held |= 1U << HOLD_AWAY;
	} else if (tracker->presence == PRESENCE_LOCKED) {
		held |= 1U << HOLD_LOCKED;
	} else if (tracker->presence == PRESENCE_ASLEEP) {
		held |= 1U << HOLD_ASLEEP;
	}
	if (planner->limits.level == CARE_LEVEL_EMERGENCY) {
		held |= 1U << HOLD_SAFETY;
	}
	if (planner->walk == WALK_SKIPPED || planner->walk == WALK_SILENT) {
		held |= 1U << HOLD_QUIET_UNTIL_UP;
	}
	return held;
}

/* From when on it is to be told that other holds are in force than were told of; USEC_INFINITY if
 * they are the same. */
static usec_t publish_boot_usec(const struct planner *planner)
{
	uint32_t others = planner->held ^ planner->held_published;

	if (others == 0) {
		return USEC_INFINITY;
	}
	return others & ~SURROUNDINGS
		       ? 0
		       : planner->held_published_boot_usec + PLANNER_SURROUNDINGS_TOLD_EACH_USEC;
}

void planner_update_holds(struct planner *planner, const struct planner_step *step)
{
	uint32_t held = planner_holds_now(planner, step);

	if (held == 0 && planner->held != 0) {
		planner->grace_until_boot_usec = now_usec(step) + step->settings->hold_grace_usec;
	}
	planner->held = held;
	if (publish_boot_usec(planner) <= now_usec(step)) {
		planner->held_published = held;
		planner->held_published_boot_usec = now_usec(step);
		(void)planner_add_action(step, ACTION_HOLD);
	}
}

usec_t planner_holds_change_boot_usec(
	const struct planner *planner, const struct planner_step *step)
{
	usec_t next_usec = earlier(boot_usec_at(step->now, planner->quiet.until_real_usec),
		boot_usec_at(step->now, planner->office.until_real_usec));

	if (planner->paused) {
		next_usec = earlier(next_usec, planner->paused_until_boot_usec);
	}
	next_usec = earlier(next_usec, surroundings_next_boot_usec(&planner->surroundings,
					       step->settings, now_usec(step)));
	return earlier(next_usec, publish_boot_usec(planner));
}

uint32_t planner_count_shown_since(const struct planner *planner, usec_t since_boot_usec)
{
	uint32_t n = 0;

	for (size_t i = 0; i < planner->n_shown; i++) {
		if (planner->shown_boot_usec[i] >= since_boot_usec) {
			n++;
		}
	}
	return n;
}

usec_t planner_spacing_until_boot_usec(
	const struct planner *planner, const struct core_settings *settings, bool counted)
{
	usec_t until_usec = 0;
	size_t n_max = settings->prompt_max_per_hour;

	if (planner->last_shown_boot_usec == 0) {
		return 0;
	}
	until_usec = planner->last_shown_boot_usec + settings->prompt_min_gap_usec;
	/* shown_boot_usec is in the order of time; the n-th last has to be an hour old. */
	if (counted && planner->n_shown >= n_max) {
		usec_t free_usec =
			planner->shown_boot_usec[planner->n_shown - n_max] + USEC_PER_HOUR;

		if (free_usec > until_usec) {
			until_usec = free_usec;
		}
	}
	return until_usec;
}

static usec_t real_usec_at(const struct core_now *now, usec_t boot_usec)
{
	return boot_usec == USEC_INFINITY ? USEC_INFINITY
					  : now->real_usec + boot_usec - now->boot_usec;
}

static usec_t hold_until_real_usec(
	const struct planner *planner, const struct planner_step *step, enum hold_reason reason)
{
	switch (reason) {
	case HOLD_PAUSED:
		return real_usec_at(step->now, planner->paused_until_boot_usec);
	case HOLD_MEETING:
		return real_usec_at(step->now, step->tracker->meeting_until_boot_usec);
	case HOLD_QUIET_HOURS:
		return hours_next_change_real_usec(&step->settings->quiet_hours, step->now);
	case HOLD_OFF_HOURS:
		return hours_next_change_real_usec(&step->settings->office_hours, step->now);
	case HOLD_SPACING:
		return real_usec_at(
			step->now, planner_spacing_until_boot_usec(
					   planner, step->settings, !planner->withdrawn_by_hold));
	case HOLD_DO_NOT_DISTURB:
	case HOLD_MICROPHONE:
	case HOLD_FULLSCREEN:
	case HOLD_INHIBITOR:
		return real_usec_at(step->now, surroundings_until_boot_usec(&planner->surroundings,
						       step->settings, reason));
	case HOLD_AWAY:
	case HOLD_LOCKED:
	case HOLD_ASLEEP:
	case HOLD_NO_SESSION:
	case HOLD_CHECKLIST:
	case HOLD_SAFETY:
	case HOLD_QUIET_UNTIL_UP:
	case HOLD_REASON_MAX:
		break;
	}
	return USEC_INFINITY;
}

/* Spacing is told only while something is due that it keeps back. */
static bool spacing_holds(const struct planner *planner, const struct planner_step *step)
{
	return !prompt_is_open(&planner->prompt) && planner->walk == WALK_NOT_ASKED &&
	       tracker_spell_usec(step->tracker, step->now->boot_usec) >=
		       step->settings->walk_limit_usec &&
	       step->now->boot_usec < planner_spacing_until_boot_usec(
					      planner, step->settings, !planner->withdrawn_by_hold);
}

size_t planner_get_holds(
	const struct planner *planner, const struct planner_step *step, struct hold *ret_holds)
{
	size_t n_holds = 0;
	uint32_t held = planner->held;

	/* These hold some of the prompts, the gravest level all. */
	if (planner->limits.level >= CARE_LEVEL_DOCTOR_FIRST) {
		held |= 1U << HOLD_SAFETY;
	}
	if (planner->limits.checklist_pending) {
		held |= 1U << HOLD_CHECKLIST;
	}
	if (spacing_holds(planner, step)) {
		held |= 1U << HOLD_SPACING;
	}
	for (enum hold_reason reason = 0; reason < HOLD_REASON_MAX; reason++) {
		if (held & (1U << reason)) {
			ret_holds[n_holds++] = (struct hold){
				.reason = reason,
				.until_real_usec = hold_until_real_usec(planner, step, reason),
			};
		}
	}
	return n_holds;
}
