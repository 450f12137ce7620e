/* SPDX-License-Identifier: MIT */
/* When something is prompted. Everything here is derived at each step from the spell, the state of
 * the asking and the holds; planner_next_boot_usec() names every moment at which planner_run()
 * would act by time alone, and none at which it would not: the daemon sleeps until then. */
#include <assert.h>

#include "planner_internal.h"

usec_t planner_needed_absence_usec(const struct planner_step *step, const struct prompt *prompt)
{
	return prompt->duration_usec > 0
		       ? earlier(prompt->duration_usec, step->settings->walk_break_usec)
		       : step->settings->walk_break_usec;
}

/* -- news
 * -----------------------------------------------------------------------------------------------------
 */

static void leave(struct planner *planner, const struct planner_step *step, usec_t away_usec)
{
	struct prompt prompt = planner->prompt;

	planner_close(planner, step, PROMPT_EVENT_LEAVE, OUTCOME_NATURAL);
	planner->rest_counted = true;
	planner_decide(step, DECISION_CREDITED, prompt.kind, REASON_LEFT_DESK, away_usec,
		planner_needed_absence_usec(step, &prompt), 0);
}

void planner_raise_claim(struct planner *planner, const struct planner_step *step, usec_t away_usec)
{
	struct prompt prompt = planner->claim;
	struct core_action *action;

	prompt_take(&prompt, PROMPT_EVENT_RAISE);
	planner->claim = (struct prompt){.state = PROMPT_NONE};
	planner->rest_counted = true;
	/* The claim may have been of the day before. */
	if (planner->counts.claimed > 0) {
		planner->counts.claimed--;
		planner->counts.done++;
	}
	action = planner_add_action(step, ACTION_CLOSED);
	action->prompt = prompt;
	action->outcome = OUTCOME_DONE;
	planner_decide(step, DECISION_CREDITED, prompt.kind, REASON_RAISED_TO_DONE, away_usec,
		planner_needed_absence_usec(step, &prompt), 0);
}

/* The claim that an absence which began at 'from' can prove. */
static bool claim_is_provable(const struct planner *planner, usec_t from_boot_usec)
{
	return planner->claim.state == PROMPT_CLAIMED &&
	       from_boot_usec <= planner->claim.closed_boot_usec + PLANNER_RAISE_WITHIN_USEC;
}

static void take_rest_full(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	usec_t rest_usec = news->value_usec[0], before_usec = news->value_usec[1];

	if (prompt_is_open(&planner->prompt)) {
		leave(planner, step, rest_usec);
	} else if (claim_is_provable(planner, news->at_boot_usec - rest_usec)) {
		planner_raise_claim(planner, step, rest_usec);
	} else if (!planner->rest_counted && before_usec >= step->settings->walk_break_usec) {
		/* Up without being asked, from a sitting worth the name. */
		planner->counts.natural++;
	}
	planner_reset_spell(planner);
	if (before_usec > 0) {
		planner_decide(step, DECISION_CREDITED, KIND_NONE, REASON_REST_CLEARED_SPELL,
			rest_usec, step->settings->walk_break_usec, before_usec);
	}
}

/* The spell got shorter or the limit longer, or who stood has sat down. */
static bool withdraw_if_not_due(struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	usec_t limit_usec = step->settings->walk_limit_usec;
	bool walk = prompt->cause == PROMPT_CAUSE_LIMIT || prompt->cause == PROMPT_CAUSE_LAST_LINE;
	usec_t due_usec = prompt->cause == PROMPT_CAUSE_LAST_LINE ? 2 * limit_usec : limit_usec;

	if (!prompt_is_open(prompt)) {
		return false;
	}
	if (walk && spell_usec(step) < due_usec) {
		planner_decide(step, DECISION_DROPPED, prompt->kind, REASON_NO_LONGER_DUE,
			spell_usec(step), limit_usec, 0);
	} else if (prompt->cause == PROMPT_CAUSE_STANDING &&
		   step->tracker->posture != POSTURE_STANDING) {
		planner_decide(
			step, DECISION_DROPPED, prompt->kind, REASON_STANDING_ENDED, 0, 0, 0);
	} else {
		return false;
	}
	planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
	return true;
}

/* The spell is another one: value [1] before, [2] after. */
static void take_credit(struct planner *planner, const struct planner_step *step,
	enum reason reason, const struct news *news)
{
	planner_decide(step, DECISION_CREDITED, KIND_NONE, reason, news->value_usec[0],
		news->value_usec[1], news->value_usec[2]);
	(void)withdraw_if_not_due(planner, step);
	if (news->value_usec[2] + USEC_PER_SEC <= news->value_usec[1]) {
		/* More sitting than was thought is no rest. */
		planner_spell_was_credited(planner, step);
	}
}

static void take_rest_ended(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	usec_t from_usec = news->value_usec[0], rest_usec = news->value_usec[1];

	/* Where the loop came late, the deadline for this was missed. */
	if (prompt_is_open(&planner->prompt) && from_usec >= planner->prompt.shown_boot_usec &&
		rest_usec >= planner_needed_absence_usec(step, &planner->prompt)) {
		leave(planner, step, rest_usec);
	} else if (claim_is_provable(planner, from_usec) &&
		   rest_usec >= planner_needed_absence_usec(step, &planner->claim)) {
		planner_raise_claim(planner, step, rest_usec);
	}
	planner->rest_counted = false;
	if (news->value_usec[2]) {
		planner_decide(
			step, DECISION_CREDITED, KIND_NONE, REASON_RETURNED, rest_usec, 0, 0);
	}
}

static void take_one(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	enum reason reason = REASON_MAX;

	switch (news->type) {
	case NEWS_PRESENCE:
		(void)planner_add_action(step, ACTION_PRESENCE);
		return;
	case NEWS_REST_FULL:
		take_rest_full(planner, step, news);
		return;
	case NEWS_REST_CREDITED:
		take_credit(planner, step, REASON_REST_CREDITED, news);
		return;
	case NEWS_REST_ENDED:
		take_rest_ended(planner, step, news);
		return;
	case NEWS_CORRECTED:
		take_credit(planner, step, REASON_CORRECTED, news);
		return;
	case NEWS_DAY_ENDED:
		planner_add_action(step, ACTION_DAY)->day = step->tracker->day_before;
		planner->counts = (struct day_counts){0};
		return;
	case NEWS_GAP_COUNTED:
		reason = REASON_GAP_COUNTED_AS_SITTING;
		break;
	case NEWS_REST_TOO_SHORT:
		reason = REASON_REST_TOO_SHORT;
		break;
	case NEWS_MEETING_ENDED:
		reason = REASON_MEETING_ENDED;
		break;
	case NEWS_PASSIVE_ENDED:
		reason = REASON_PASSIVE_ENDED;
		break;
	case NEWS_REPORT_EXPIRED:
		reason = REASON_REPORT_EXPIRED;
		break;
	case NEWS_STANDING_ENDED:
		reason = REASON_STANDING_ENDED;
		break;
	case NEWS_SUSPENDED:
		reason = REASON_SUSPENDED;
		break;
	case NEWS_TYPE_MAX:
		assert(false);
	}
	planner_decide(step, DECISION_CREDITED, KIND_NONE, reason, news->value_usec[0],
		news->value_usec[1], news->value_usec[2]);
}

void planner_take_news(
	struct planner *planner, const struct planner_step *step, const struct news_list *news)
{
	for (size_t i = 0; i < news->n_items; i++) {
		take_one(planner, step, &news->items[i]);
	}
}

/* -- showing
 * --------------------------------------------------------------------------------------------------
 */

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
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_HALF_WAY, sat_usec,
			settings->walk_limit_usec, 0);
		break;
	case PROMPT_CAUSE_STANDING:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_STAND_LIMIT_REACHED,
			tracker_standing_spell_usec(step->tracker, now_usec(step)),
			settings->stand_limit_usec, 0);
		break;
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_MAX:
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_ASKED_FOR, 0, 0, 0);
		break;
	}
}

/* Marks the cause as asked for this spell, whether something could be shown or not. */
static void mark_asked(struct planner *planner, const struct wanted *wanted, bool shown)
{
	switch (wanted->cause) {
	case PROMPT_CAUSE_LIMIT:
		planner->walk = shown ? WALK_ASKED : WALK_UNANSWERED;
		break;
	case PROMPT_CAUSE_LAST_LINE:
		planner->walk = WALK_ASKED;
		break;
	case PROMPT_CAUSE_HALF_WAY:
		planner->nudged = true;
		planner->counts.nudges += shown && wanted->counted;
		break;
	case PROMPT_CAUSE_STANDING:
		planner->standing_asked = true;
		break;
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_MAX:
		break;
	}
}

/* Drops a nudge that would be in the way of the walk, for this spell. */
static bool drop_nudge(
	struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	usec_t walk_in_usec;

	if (wanted->cause != PROMPT_CAUSE_HALF_WAY ||
		!planner_nudge_gives_way(planner, step, wanted, &walk_in_usec)) {
		return false;
	}
	planner->nudged = true;
	planner->snoozed &= !wanted->snoozed;
	planner_decide(step, DECISION_DROPPED, KIND_POSTURE, REASON_NUDGE_GIVES_WAY, walk_in_usec,
		step->settings->prompt_max_per_hour, 0);
	return true;
}

static bool show_wanted(
	struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	bool shown;

	if (wanted->counted && wanted->cause != PROMPT_CAUSE_LAST_LINE) {
		/* How often another one was put off is nothing to it. */
		planner->snoozes = 0;
	}
	planner->snoozed = false;
	shown = planner_open(planner, step, wanted->cause, wanted->kind,
		wanted->cause == PROMPT_CAUSE_ASKED ? planner->snoozed_entry : CATALOGUE_NO_ENTRY,
		wanted->counted);
	planner->withdrawn_by_hold = false;
	mark_asked(planner, wanted, shown);
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
	case PROMPT_CAUSE_LIMIT:
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

static enum hold_reason first_hold(uint32_t held)
{
	enum hold_reason reason = 0;

	while (!(held & (1U << reason))) {
		reason++;
	}
	return reason;
}

/* True if nothing fitted: what comes instead may be due as well. */
static bool show_first_due(struct planner *planner, const struct planner_step *step)
{
	for (size_t i = 0; i < PLANNER_WANTS && !prompt_is_open(&planner->prompt); i++) {
		struct wanted wanted;

		if (!planner_get_want(planner, step, i, &wanted) ||
			wanted.due_boot_usec > now_usec(step)) {
			continue;
		}
		if (planner->held) {
			tell_held(planner, step, &wanted, first_hold(planner->held));
			return false;
		}
		if (drop_nudge(planner, step, &wanted)) {
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

static usec_t reminder_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	usec_t at_usec = prompt->shown_boot_usec +
			 later(PLANNER_REMIND_AFTER_USEC, step->settings->prompt_min_gap_usec);

	if (prompt->state != PROMPT_OPEN || prompt->reminded || planner->held ||
		prompt->cause != PROMPT_CAUSE_LIMIT || at_usec >= prompt->expires_boot_usec) {
		return USEC_INFINITY;
	}
	return later(at_usec, planner->grace_until_boot_usec);
}

/* When the present absence is long enough for the open prompt. Only proven time, and only what came
 * after the showing; any absence ends as natural when it reaches Walk.Break (NEWS_REST_FULL). */
static usec_t leaving_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;
	usec_t from_usec = tracker_proven_from_boot_usec(tracker);

	if (!prompt_is_open(&planner->prompt) || from_usec == USEC_INFINITY ||
		tracker->rest_from_boot_usec < planner->prompt.shown_boot_usec) {
		return USEC_INFINITY;
	}
	return from_usec + planner_needed_absence_usec(step, &planner->prompt);
}

/* Who left before it expired may still be doing it: it stands up to the break, which ends it as
 * natural (NEWS_REST_FULL), or until the person is back. */
static usec_t expiry_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;
	usec_t at_usec = planner->prompt.expires_boot_usec;

	if (tracker->resting && !tracker->rest_full && tracker->rest_from_boot_usec < at_usec) {
		return later(
			at_usec, tracker->rest_from_boot_usec + step->settings->walk_break_usec);
	}
	return at_usec;
}

static void run_open_prompt(struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	uint32_t holds = planner->held & HOLDS_THAT_WITHDRAW;

	if (leaving_boot_usec(planner, step) <= now_usec(step)) {
		leave(planner, step, now_usec(step) - step->tracker->rest_from_boot_usec);
	} else if (!step->tracker->resting && withdraw_if_not_due(planner, step)) {
		/* An absence may still end it as natural. */
		return;
	} else if (holds && prompt->cause != PROMPT_CAUSE_ASKED) {
		planner_decide(step, DECISION_HELD, prompt->kind, REASON_WITHDRAWN_BY_HOLD,
			first_hold(holds), 0, 0);
		planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
		/* That it is held back was said with it. */
		planner->told_held |= 1U << first_hold(planner->held);
	} else if (now_usec(step) >= expiry_boot_usec(planner, step)) {
		planner_decide(step, DECISION_DROPPED, prompt->kind, REASON_EXPIRED,
			now_usec(step) - prompt->shown_boot_usec, 0, 0);
		planner_close(planner, step, PROMPT_EVENT_EXPIRE, OUTCOME_EXPIRED);
	} else if (reminder_boot_usec(planner, step) <= now_usec(step)) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_REMINDED,
			now_usec(step) - prompt->shown_boot_usec, 0, 0);
		planner_show_again(planner, step);
	}
}

/* When the present absence proves the last claim. Idle that may be reading does not; when it turns
 * out to be a rest, NEWS_REST_FULL tells. */
static usec_t raise_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;
	usec_t from_usec = tracker_proven_from_boot_usec(tracker);

	if (from_usec == USEC_INFINITY ||
		!claim_is_provable(planner, tracker->rest_from_boot_usec)) {
		return USEC_INFINITY;
	}
	return later(from_usec, planner->claim.closed_boot_usec) +
	       planner_needed_absence_usec(step, &planner->claim);
}

static void run_claim(struct planner *planner, const struct planner_step *step)
{
	if (planner->claim.state != PROMPT_CLAIMED) {
		return;
	}
	if (raise_boot_usec(planner, step) <= now_usec(step)) {
		planner_raise_claim(
			planner, step, now_usec(step) - step->tracker->rest_from_boot_usec);
	} else if (!step->tracker->resting &&
		   now_usec(step) > planner->claim.closed_boot_usec + PLANNER_RAISE_WITHIN_USEC +
					    PLANNER_IDLE_TOLD_WITHIN_USEC) {
		prompt_take(&planner->claim, PROMPT_EVENT_SETTLE);
		planner->claim = (struct prompt){.state = PROMPT_NONE};
	}
}

void planner_run(struct planner *planner, const struct planner_step *step)
{
	if (step->tracker->posture != POSTURE_STANDING) {
		planner->standing_asked = false;
	}
	run_claim(planner, step);
	planner_update_holds(planner, step);
	if (prompt_is_open(&planner->prompt)) {
		run_open_prompt(planner, step);
		/* An end without an answer may begin a silence. */
		planner_update_holds(planner, step);
	}
	show_what_is_due(planner, step);
}

/* -- looking ahead
 * -------------------------------------------------------------------------------------------- */

usec_t planner_next_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	bool told; /* what holds it back */
	usec_t next_usec = planner_holds_change_boot_usec(planner, step);

	next_usec = earlier(next_usec, raise_boot_usec(planner, step));
	if (prompt_is_open(&planner->prompt)) {
		next_usec = earlier(next_usec, expiry_boot_usec(planner, step));
		next_usec = earlier(next_usec, reminder_boot_usec(planner, step));
		return earlier(next_usec, leaving_boot_usec(planner, step));
	}
	told = planner->held && (planner->told_held & (1U << first_hold(planner->held)));
	for (size_t i = 0; i < PLANNER_WANTS; i++) {
		struct wanted wanted;

		if (planner_get_want(planner, step, i, &wanted)) {
			if (wanted.due_boot_usec > now_usec(step) && !told) {
				/* To show it, or to say what holds it back. */
				next_usec = earlier(next_usec, wanted.due_boot_usec);
			} else if (!planner->held) {
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

void planner_init(struct planner *planner, const struct planner_step *step)
{
	*planner = (struct planner){.prompt = {.state = PROMPT_NONE}};
	planner->held = planner_holds_now(planner, step);
	planner->held_published = planner->held;
}
