/* SPDX-License-Identifier: MIT */
/* When something is prompted. Everything here is derived at each step from the spell, the state of
 * the asking and the holds; planner_next_boot_usec() names every moment at which planner_run()
 * would act by time alone, and none at which it would not: the daemon sleeps until then. */
#include "planner_internal.h"

static void decide_half_way_shown(const struct planner *planner, const struct planner_step *step)
{
	const struct program *program = &planner->program;
	const struct prompt *prompt = &planner->prompt;

	if (prompt->kind == KIND_PRIMER) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_PRIMER,
			seated_today_usec(step), program->primers, PROGRAM_PRIMERS_PER_DAY);
	} else if (prompt->kind != KIND_RELAX) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_HALF_WAY,
			spell_usec(step), step->settings->walk_limit_usec, 0);
	} else if (planner_is_evening(planner, step, now_usec(step))) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_EVENING,
			planner->quiet.until_real_usec - step->now->real_usec, program->relaxes,
			PROGRAM_RELAX_PER_DAY);
	} else {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_RELAX,
			seated_today_usec(step), program->relaxes, PROGRAM_RELAX_PER_DAY);
	}
}

static void decide_shown(
	const struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	const struct prompt *prompt = &planner->prompt;
	const struct core_settings *settings = step->settings;
	usec_t sat_usec = spell_usec(step);

	if (wanted->snoozed) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_SNOOZE_OVER,
			planner->snoozed_for_usec, prompt->snoozes, sat_usec);
		return;
	}
	switch (wanted->cause) {
	case PROMPT_CAUSE_LIMIT:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_WALK_LIMIT_REACHED,
			sat_usec, settings->walk_limit_usec, 0);
		break;
	case PROMPT_CAUSE_LAST_LINE:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_LAST_LINE, sat_usec,
			settings->walk_limit_usec, 0);
		break;
	case PROMPT_CAUSE_HALF_WAY:
		decide_half_way_shown(planner, step);
		break;
	case PROMPT_CAUSE_BACK:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_BACK,
			planner->back_after_usec, 0, 0);
		break;
	case PROMPT_CAUSE_STANDING:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_STAND_LIMIT_REACHED,
			tracker_standing_spell_usec(step->tracker, now_usec(step)),
			settings->stand_limit_usec, 0);
		break;
	case PROMPT_CAUSE_MICRO:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_MICRO,
			settings->micro_interval_usec, 0, 0);
		break;
	case PROMPT_CAUSE_FOLLOW_UP:
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_CARE:
	case PROMPT_CAUSE_MAX:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_ASKED_FOR, 0, 0, 0);
		break;
	}
}

/* Marks the cause as asked for this spell, whether something could be shown or not. */
static void mark_asked(struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, bool shown)
{
	bool counted = shown && wanted->counted;

	switch (wanted->cause) {
	case PROMPT_CAUSE_LIMIT:
		planner->walk = shown ? WALK_ASKED : WALK_UNANSWERED;
		break;
	case PROMPT_CAUSE_LAST_LINE:
		planner->walk = WALK_ASKED;
		break;
	case PROMPT_CAUSE_HALF_WAY:
		planner->nudged = true;
		if (counted && planner->prompt.kind == KIND_RELAX) {
			program_note_relax(&planner->program, seated_today_usec(step));
		} else if (counted && planner->prompt.kind == KIND_PRIMER) {
			program_note_primer(&planner->program, seated_today_usec(step));
		} else {
			planner->counts.nudges += counted;
		}
		break;
	case PROMPT_CAUSE_BACK:
		planner->back_until_boot_usec = 0;
		planner->counts.nudges += counted;
		break;
	case PROMPT_CAUSE_MICRO:
		planner->micro_from_spell_usec = spell_usec(step);
		if (shown && !wanted->snoozed) {
			/* Not in the limit of the hour, but one of the day as all others. */
			planner->counts.prompted++;
			planner->prompt.is_counted = true;
		}
		break;
	case PROMPT_CAUSE_STANDING:
		planner->standing_asked = true;
		break;
	case PROMPT_CAUSE_FOLLOW_UP:
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_CARE:
	case PROMPT_CAUSE_MAX:
		break;
	}
}

/* Drops what would be in the way of something greater: in mid-spell for this spell, a micro-break
 * until its interval is over again. */
static bool drop_lesser(
	struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	struct way way;

	if (!planner_gives_way(planner, step, wanted, &way)) {
		return false;
	}
	mark_asked(planner, step, wanted, false);
	planner->snoozed &= !wanted->snoozed;
	planner_decide(step, DECISION_DROPPED, wanted->kind, way.reason, way.in_usec,
		step->settings->prompt_max_per_hour, 0);
	return true;
}

/* What was put off comes again as it was if it was asked for, or follows a primer: the latter for
 * as long as the settings have it. */
static bool comes_as_it_was(
	const struct planner *planner, const struct planner_step *step, enum prompt_cause cause)
{
	uint16_t entry = planner->snoozed_entry;

	return cause == PROMPT_CAUSE_ASKED ||
	       (cause == PROMPT_CAUSE_FOLLOW_UP && entry < step->catalogue->n_entries &&
		       choose_is_set(&step->catalogue->entries[entry], step->settings));
}

static bool show_wanted(
	struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	bool same = comes_as_it_was(planner, step, wanted->cause);
	bool shown;

	if (wanted->cause == PROMPT_CAUSE_CARE) {
		planner_show_ask(planner, step, &wanted->ask);
		return true;
	}
	if (wanted->counted && wanted->cause != PROMPT_CAUSE_LAST_LINE) {
		/* How often another one was put off is nothing to it. */
		planner->snoozes = 0;
	}
	planner->snoozed = false;
	shown = planner_open(planner, step, wanted->cause, wanted->kind,
		same ? planner->snoozed_entry : CATALOGUE_NO_ENTRY, wanted->counted);
	planner->withdrawn_by_hold = false;
	mark_asked(planner, step, wanted, shown);
	if (shown) {
		decide_shown(planner, step, wanted);
	} else {
		planner_decide(step, DECISION_DROPPED, wanted->kind, REASON_NOTHING_FITS, 0, 0, 0);
	}
	return shown;
}

static void decide_held(const struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, enum hold_reason reason)
{
	const struct core_settings *settings = step->settings;
	enum reason why = REASON_HELD;
	usec_t length_usec = spell_usec(step), limit_usec = settings->walk_limit_usec;

	if (wanted->snoozed) {
		planner_decide(step, DECISION_HELD, wanted->kind, REASON_HELD_SNOOZED, reason,
			planner->snoozed_for_usec, 0);
		return;
	}
	switch (wanted->cause) {
	case PROMPT_CAUSE_LAST_LINE:
		why = REASON_HELD_LAST_LINE;
		break;
	case PROMPT_CAUSE_HALF_WAY:
		why = REASON_HELD_HALF_WAY;
		break;
	case PROMPT_CAUSE_STANDING:
		why = REASON_HELD_STANDING;
		length_usec = tracker_standing_spell_usec(step->tracker, now_usec(step));
		limit_usec = settings->stand_limit_usec;
		break;
	case PROMPT_CAUSE_BACK:
	case PROMPT_CAUSE_MICRO:
	case PROMPT_CAUSE_CARE:
		why = REASON_HELD_OTHER;
		break;
	case PROMPT_CAUSE_LIMIT:
	case PROMPT_CAUSE_FOLLOW_UP:
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_MAX:
		break;
	}
	planner_decide(step, DECISION_HELD, wanted->kind, why, reason, length_usec, limit_usec);
}

/* Something is due and kept back: said once for each reason, however often it comes and goes. */
static void tell_held(struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, enum hold_reason reason)
{
	if (planner->told_held & (1U << reason)) {
		return;
	}
	planner->told_held |= 1U << reason;
	decide_held(planner, step, wanted, reason);
}

/* True if nothing fitted: what comes instead may be due as well. */
static bool show_first_due(struct planner *planner, const struct planner_step *step)
{
	for (size_t i = 0; i < PLANNER_WANTS && !prompt_is_open(&planner->prompt); i++) {
		struct wanted wanted;
		uint32_t held;

		if (!planner_get_want(planner, step, i, &wanted) ||
			wanted.due_boot_usec > now_usec(step)) {
			continue;
		}
		held = planner_held_for(planner, &wanted);
		if (held) {
			tell_held(planner, step, &wanted, planner_first_hold(held));
			return false;
		}
		if (drop_lesser(planner, step, &wanted)) {
			continue;
		}
		if (planner_allowed_from_boot_usec(planner, step, &wanted) <= now_usec(step)) {
			return !show_wanted(planner, step, &wanted);
		}
		if (now_usec(step) >= planner->grace_until_boot_usec) {
			tell_held(planner, step, &wanted, HOLD_SPACING);
		}
		if (wanted.cause == PROMPT_CAUSE_LIMIT) {
			/* Nothing lesser slips in while a walk waits. */
			return false;
		}
	}
	return false;
}

static void show_what_is_due(struct planner *planner, const struct planner_step *step)
{
	/* Each that does not fit is not wanted again, so this ends. */
	while (show_first_due(planner, step)) {
	}
}

static bool entry_is_forbidden(
	const struct planner *planner, const struct planner_step *step, uint16_t entry)
{
	const struct catalogue_entry *entries = step->catalogue->entries;

	return entry < step->catalogue->n_entries &&
	       !care_limits_allow(&planner->limits, &entries[entry], entries[entry].kept);
}

/* By something that was not known when it was shown. */
static bool is_forbidden(const struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;

	if (prompt->cause == PROMPT_CAUSE_CARE) {
		return planner_ask_is_forbidden(planner);
	}
	if (prompt->cause == PROMPT_CAUSE_LAST_LINE) {
		return planner->limits.escalation_off;
	}
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		if (entry_is_forbidden(planner, step, prompt->carried[i])) {
			return true;
		}
	}
	return entry_is_forbidden(planner, step, prompt->entry) ||
	       (prompt->kind == KIND_PRIMER && planner_choose_follow_up(planner, step,
						       prompt->entry) == CATALOGUE_NO_ENTRY);
}

static void run_open_prompt(struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	uint32_t holds = planner->held & HOLDS_THAT_WITHDRAW;

	if (is_forbidden(planner, step)) {
		planner_decide(step, DECISION_DROPPED, prompt->kind, REASON_FORBIDDEN, 0, 0, 0);
		planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
	} else if (planner_leaving_boot_usec(planner, step) <= now_usec(step)) {
		planner_leave(planner, step, now_usec(step) - step->tracker->rest_from_boot_usec);
	} else if (!step->tracker->resting && planner_withdraw_if_not_due(planner, step)) {
		/* An absence may still end it as natural. */
		return;
	} else if (holds && prompt->cause != PROMPT_CAUSE_ASKED &&
		   prompt->cause != PROMPT_CAUSE_CARE) {
		planner_decide(step, DECISION_HELD, prompt->kind, REASON_WITHDRAWN_BY_HOLD,
			planner_first_hold(holds), 0, 0);
		planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
		/* That it is held back was said with it. */
		planner->told_held |= 1U << planner_first_hold(planner->held);
	} else if (now_usec(step) >= planner_expiry_boot_usec(planner, step)) {
		planner_decide(step, DECISION_DROPPED, prompt->kind, REASON_EXPIRED,
			now_usec(step) - prompt->shown_boot_usec, 0, 0);
		planner_close(planner, step, PROMPT_EVENT_EXPIRE, OUTCOME_EXPIRED);
	} else if (planner_reminder_boot_usec(planner, step) <= now_usec(step)) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_REMINDED,
			now_usec(step) - prompt->shown_boot_usec, 0, 0);
		planner_show_again(planner, step);
	}
}

static void run_claim(struct planner *planner, const struct planner_step *step)
{
	if (planner->claim.state != PROMPT_CLAIMED) {
		return;
	}
	if (planner_raise_boot_usec(planner, step) <= now_usec(step)) {
		planner_raise_claim(
			planner, step, now_usec(step) - step->tracker->rest_from_boot_usec);
	} else if (!step->tracker->resting &&
		   now_usec(step) > planner->claim.closed_boot_usec + PLANNER_RAISE_WITHIN_USEC +
					    PLANNER_IDLE_TOLD_WITHIN_USEC) {
		prompt_take(&planner->claim, PROMPT_EVENT_SETTLE);
		planner->claim = (struct prompt){.state = PROMPT_NONE};
	}
}

/* Until the step ends only a hold that ends with the lookout is of interest. */
static void end_fullscreen(struct planner *planner, const struct planner_step *step)
{
	if (planner->surroundings.on & (1U << HOLD_FULLSCREEN)) {
		planner_update_lookout(planner, step);
	}
}

void planner_run(struct planner *planner, const struct planner_step *step)
{
	if (step->tracker->posture != POSTURE_STANDING) {
		planner->standing_asked = false;
	}
	run_claim(planner, step);
	planner_update_holds(planner, step);
	end_fullscreen(planner, step);
	planner_make_room(planner, step);
	if (prompt_is_open(&planner->prompt)) {
		run_open_prompt(planner, step);
		/* An end without an answer may begin a silence. */
		planner_update_holds(planner, step);
		end_fullscreen(planner, step);
	}
	show_what_is_due(planner, step);
	planner_update_lookout(planner, step);
}

void planner_init(struct planner *planner, const struct planner_step *step)
{
	*planner = (struct planner){.prompt = {.state = PROMPT_NONE}};
	planner_update_limits(planner, step);
	program_init(&planner->program, step->tracker->today.number);
	planner->held = planner_holds_now(planner, step);
	planner->held_published = planner->held;
	planner_update_lookout(planner, step);
}
