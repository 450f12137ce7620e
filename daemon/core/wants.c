/* SPDX-License-Identifier: MIT */
/* What wants to be shown, and from when on it may: the walk, what was put off, a change after
 * standing, what comes in mid-spell, a fresh seat after a long rest. */
#include <assert.h>

#include "planner_internal.h"

static bool asks_for_walks(const struct planner_step *step)
{
	return step->settings->kinds & ((1U << KIND_WALK) | (1U << KIND_MOBILITY));
}

/* When a length that grows now reaches its limit. */
static usec_t reaches_boot_usec(
	const struct planner_step *step, usec_t length_usec, usec_t limit_usec, bool grows)
{
	if (length_usec >= limit_usec) {
		return now_usec(step) - earlier(now_usec(step), length_usec - limit_usec);
	}
	return grows ? now_usec(step) + (limit_usec - length_usec) : USEC_INFINITY;
}

/* From when on the cause of what was put off holds again, were it not put off. */
static usec_t snoozed_cause_boot_usec(
	const struct planner *planner, const struct planner_step *step)
{
	usec_t limit_usec = step->settings->walk_limit_usec;

	switch (planner->snoozed_cause) {
	case PROMPT_CAUSE_LAST_LINE:
		limit_usec *= 2;
		break;
	case PROMPT_CAUSE_LIMIT:
		break;
	case PROMPT_CAUSE_STANDING:
		return step->tracker->posture == POSTURE_STANDING ? 0 : USEC_INFINITY;
	case PROMPT_CAUSE_HALF_WAY:
	case PROMPT_CAUSE_BACK:
	case PROMPT_CAUSE_MICRO:
	case PROMPT_CAUSE_FOLLOW_UP:
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_CARE:
	case PROMPT_CAUSE_MAX:
		return 0;
	}
	/* Time that is undecided may turn out to have been sitting. */
	return step->tracker->resting ? 0
				      : reaches_boot_usec(step, spell_usec(step), limit_usec,
						tracker_is_sitting(step->tracker));
}

static bool want_snoozed(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	usec_t since_usec = planner->snooze_until_boot_usec - planner->snoozed_for_usec;

	(void)step;
	if (!planner->snoozed || (planner->snoozed_cause == PROMPT_CAUSE_LAST_LINE &&
					 planner->limits.escalation_off)) {
		return false;
	}
	/* The person named the time: neither gap nor limit moves it, unless another prompt was
	 * asked for in between. */
	*ret_wanted = (struct wanted){
		.cause = planner->snoozed_cause,
		.kind = planner->snoozed_kind,
		.due_boot_usec = later(
			planner->snooze_until_boot_usec, snoozed_cause_boot_usec(planner, step)),
		.spaced = planner->last_shown_boot_usec > since_usec,
		.snoozed = true,
	};
	return true;
}

static bool want_walk(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	bool last_line = planner->walk == WALK_UNANSWERED;
	usec_t limit_usec = step->settings->walk_limit_usec * (last_line ? 2 : 1);

	if (!asks_for_walks(step) || (planner->walk != WALK_NOT_ASKED && !last_line) ||
		(last_line && planner->limits.escalation_off)) {
		return false;
	}
	*ret_wanted = (struct wanted){
		.cause = last_line ? PROMPT_CAUSE_LAST_LINE : PROMPT_CAUSE_LIMIT,
		.kind = (step->settings->kinds & (1U << KIND_WALK)) ? KIND_WALK : KIND_MOBILITY,
		.due_boot_usec = reaches_boot_usec(
			step, spell_usec(step), limit_usec, tracker_is_sitting(step->tracker)),
		.counted = last_line || !planner->withdrawn_by_hold,
		.spaced = true,
	};
	return true;
}

static bool want_standing_change(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	const struct tracker *tracker = step->tracker;

	if (planner->standing_asked || tracker->posture != POSTURE_STANDING ||
		!(step->settings->kinds & (1U << KIND_POSTURE))) {
		return false;
	}
	*ret_wanted = (struct wanted){
		.cause = PROMPT_CAUSE_STANDING,
		.kind = KIND_POSTURE,
		.due_boot_usec = reaches_boot_usec(step,
			tracker_standing_spell_usec(tracker, now_usec(step)),
			step->settings->stand_limit_usec, tracker_is_standing(tracker)),
		.counted = true,
		.spaced = true,
	};
	return true;
}

/* -- in mid-spell -- */

static usec_t evening_begins_boot_usec(
	const struct planner *planner, const struct planner_step *step)
{
	usec_t quiet_usec = planner->quiet.inside
				    ? USEC_INFINITY
				    : boot_usec_at(step->now, planner->quiet.until_real_usec);

	return quiet_usec == USEC_INFINITY ? USEC_INFINITY
					   : quiet_usec - earlier(quiet_usec, PLANNER_EVENING_USEC);
}

bool planner_is_evening(
	const struct planner *planner, const struct planner_step *step, usec_t boot_usec)
{
	usec_t begins_usec = evening_begins_boot_usec(planner, step);

	return boot_usec >= begins_usec && boot_usec < begins_usec + PLANNER_EVENING_USEC;
}

static bool nudges_are_left(const struct planner *planner, const struct planner_step *step)
{
	return (step->settings->kinds & (1U << KIND_POSTURE)) &&
	       planner->counts.nudges < step->settings->posture_per_day;
}

/* What the middle of this spell is for, by what had been sat by then: it is the same whenever it is
 * asked. KIND_NONE: nothing. */
static enum kind half_way_kind(
	const struct planner *planner, const struct planner_step *step, usec_t half_usec)
{
	usec_t seated_usec = seated_today_usec(step) + half_usec;

	seated_usec -= earlier(seated_usec, spell_usec(step));
	if (planner_plans_primers(step->settings) &&
		program_wants_primer(&planner->program, seated_usec)) {
		return KIND_PRIMER;
	}
	if ((step->settings->kinds & (1U << KIND_RELAX)) &&
		program_wants_relax(&planner->program, seated_usec, false)) {
		return KIND_RELAX;
	}
	return nudges_are_left(planner, step) ? KIND_POSTURE : KIND_NONE;
}

static bool want_half_way(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	const struct core_settings *settings = step->settings;
	usec_t half_usec = settings->walk_limit_usec / 2;
	usec_t due_usec;
	enum kind kind;
	bool relaxes;

	if (planner->nudged || planner->walk != WALK_NOT_ASKED ||
		(asks_for_walks(step) && spell_usec(step) >= settings->walk_limit_usec)) {
		return false;
	}
	kind = half_way_kind(planner, step, half_usec);
	relaxes = (settings->kinds & (1U << KIND_RELAX)) &&
		  program_wants_relax(&planner->program, 0, true);
	if (kind == KIND_NONE && !relaxes) {
		return false;
	}
	due_usec = reaches_boot_usec(
		step, spell_usec(step), half_usec, tracker_is_sitting(step->tracker));
	if (kind == KIND_NONE) {
		due_usec = later(due_usec, evening_begins_boot_usec(planner, step));
	}
	if (relaxes && planner_is_evening(planner, step, later(due_usec, now_usec(step)))) {
		kind = KIND_RELAX;
	}
	*ret_wanted = (struct wanted){
		.cause = PROMPT_CAUSE_HALF_WAY,
		.kind = kind,
		.due_boot_usec = due_usec,
		.counted = true,
		.spaced = true,
	};
	return kind != KIND_NONE;
}

static bool want_fresh_seat(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	if (now_usec(step) >= planner->back_until_boot_usec || !nudges_are_left(planner, step)) {
		return false;
	}
	*ret_wanted = (struct wanted){
		.cause = PROMPT_CAUSE_BACK,
		.kind = KIND_POSTURE,
		.due_boot_usec = planner->back_until_boot_usec - PLANNER_BACK_WITHIN_USEC,
		.counted = true,
		.spaced = true,
	};
	return true;
}

/* Asked for by the setting, so that the limit an hour is not theirs: three in an hour would leave
 * no room for walks, or not come. The gap is kept, and no walk waits for one. */
static bool want_micro_break(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	usec_t interval_usec = step->settings->micro_interval_usec;

	if (interval_usec == 0 || planner->walk != WALK_NOT_ASKED) {
		return false;
	}
	*ret_wanted = (struct wanted){
		.cause = PROMPT_CAUSE_MICRO,
		.kind = KIND_POSTURE,
		.due_boot_usec = reaches_boot_usec(step, spell_usec(step),
			planner->micro_from_spell_usec + interval_usec,
			tracker_is_sitting(step->tracker)),
		.spaced = true,
	};
	return true;
}

static bool want_critical(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	(void)planner;
	return planner_want_ask(step, ASK_CRITICAL, ret_wanted);
}

static bool want_safety(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	(void)planner;
	return planner_want_ask(step, ASK_SAFETY, ret_wanted);
}

static bool want_check_in(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	(void)planner;
	return planner_want_ask(step, ASK_CHECK_IN, ret_wanted);
}

static bool (*const wants[PLANNER_WANTS])(const struct planner *planner,
	const struct planner_step *step, struct wanted *ret_wanted) = {
	want_critical,
	want_safety,
	want_walk,
	want_snoozed,
	want_check_in,
	want_standing_change,
	want_half_way,
	want_fresh_seat,
	want_micro_break,
};

usec_t planner_allowed_from_boot_usec(
	const struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	usec_t from_usec = wanted->critical
				   ? wanted->due_boot_usec
				   : later(wanted->due_boot_usec, planner->grace_until_boot_usec);

	if (wanted->spaced) {
		from_usec = later(from_usec,
			planner_spacing_until_boot_usec(planner, step->settings, wanted->counted));
	}
	return from_usec;
}

static bool is_lesser(enum prompt_cause cause)
{
	return cause == PROMPT_CAUSE_HALF_WAY || cause == PROMPT_CAUSE_BACK ||
	       cause == PROMPT_CAUSE_MICRO;
}

/* Whoever looks earlier comes to the same answer. While the spell stands still, so does what comes
 * by it. */
static usec_t could_be_shown_boot_usec(
	const struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	return tracker_is_sitting(step->tracker)
		       ? later(now_usec(step),
				 planner_allowed_from_boot_usec(planner, step, wanted))
		       : now_usec(step);
}

/* Before what it gives way to. */
static usec_t room_needed_usec(const struct planner_step *step)
{
	return later(PLANNER_NUDGE_YIELDS_USEC, step->settings->prompt_min_gap_usec);
}

static bool gives_way_to_walk(const struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, struct way *ret_way)
{
	usec_t spell = spell_usec(step), limit_usec = step->settings->walk_limit_usec;
	usec_t walk_at_usec = now_usec(step) + (spell < limit_usec ? limit_usec - spell : 0);
	usec_t hour_before_usec = walk_at_usec > USEC_PER_HOUR ? walk_at_usec - USEC_PER_HOUR : 0;
	usec_t at_usec = could_be_shown_boot_usec(planner, step, wanted);
	usec_t walk_in_usec = walk_at_usec > at_usec ? walk_at_usec - at_usec : 0;

	*ret_way = (struct way){REASON_NUDGE_GIVES_WAY, walk_at_usec - now_usec(step)};
	return asks_for_walks(step) &&
	       (walk_in_usec < room_needed_usec(step) ||
		       (wanted->counted && walk_in_usec < USEC_PER_HOUR &&
			       planner_count_shown_since(planner, hour_before_usec) + 2 >
				       step->settings->prompt_max_per_hour));
}

/* Two calls ten minutes apart are one too many, and what comes half-way is a change as well. One
 * that was put off comes when the person said. */
static bool gives_way_to_half_way(const struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, struct way *ret_way)
{
	usec_t half_usec = step->settings->walk_limit_usec / 2;
	struct wanted half_way;
	struct way way;

	if (wanted->cause != PROMPT_CAUSE_MICRO || wanted->snoozed ||
		!want_half_way(planner, step, &half_way) ||
		gives_way_to_walk(planner, step, &half_way, &way)) {
		return false;
	}
	if (half_way.due_boot_usec == USEC_INFINITY) {
		half_way.due_boot_usec = reaches_boot_usec(step, spell_usec(step), half_usec, true);
	}
	if (half_way.due_boot_usec >=
		could_be_shown_boot_usec(planner, step, wanted) + room_needed_usec(step)) {
		return false;
	}
	*ret_way = (struct way){REASON_MICRO_GIVES_WAY,
		later(half_way.due_boot_usec, now_usec(step)) - now_usec(step)};
	return true;
}

bool planner_gives_way(const struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, struct way *ret_way)
{
	return is_lesser(wanted->cause) &&
	       (gives_way_to_walk(planner, step, wanted, ret_way) ||
		       gives_way_to_half_way(planner, step, wanted, ret_way));
}

bool planner_get_want(const struct planner *planner, const struct planner_step *step, size_t index,
	struct wanted *ret_wanted)
{
	assert(index < PLANNER_WANTS);
	return wants[index](planner, step, ret_wanted);
}

/* When the holds of now will have ended, the grace included; USEC_INFINITY if that is not known. */
static usec_t holds_end_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	struct hold holds[HOLD_REASON_MAX];
	size_t n_holds = planner_get_holds(planner, step, holds);
	usec_t end_usec = 0;

	for (size_t i = 0; i < n_holds; i++) {
		if (!(planner->held & (1U << holds[i].reason))) {
			continue;
		}
		if (holds[i].until_real_usec == USEC_INFINITY) {
			return USEC_INFINITY;
		}
		end_usec = later(end_usec, boot_usec_at(step->now, holds[i].until_real_usec) +
						   step->settings->hold_grace_usec);
	}
	return end_usec;
}

void planner_get_next(const struct planner *planner, const struct planner_step *step,
	enum kind *ret_kind, usec_t *ret_boot_usec)
{
	usec_t holds_end_usec = holds_end_boot_usec(planner, step);
	enum kind kind = KIND_NONE;
	usec_t best_usec = USEC_INFINITY;

	for (size_t i = 0; i < PLANNER_WANTS && !prompt_is_open(&planner->prompt); i++) {
		struct wanted wanted;
		struct way way;
		usec_t at_usec;

		if (!planner_get_want(planner, step, i, &wanted) ||
			planner_gives_way(planner, step, &wanted, &way)) {
			continue;
		}
		at_usec = later(
			planner_allowed_from_boot_usec(planner, step, &wanted), holds_end_usec);
		if (kind == KIND_NONE || at_usec < best_usec) {
			kind = wanted.kind;
			best_usec = at_usec;
		}
	}
	*ret_kind = kind;
	*ret_boot_usec = best_usec;
}
