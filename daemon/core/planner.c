/* SPDX-License-Identifier: MIT */
/* When something is prompted. Everything here is derived at each step from the spell, the state of
 * the asking and the holds; planner_next_boot_usec() names every moment at which planner_run()
 * would act by time alone, and none at which it would not: the daemon sleeps until then. */
#include <assert.h>

#include "planner_internal.h"

static usec_t earlier(usec_t a, usec_t b)
{
	return a < b ? a : b;
}

static usec_t later(usec_t a, usec_t b)
{
	return a > b ? a : b;
}

static usec_t now_usec(const struct planner_step *step)
{
	return step->now->boot_usec;
}

static usec_t spell_usec(const struct planner_step *step)
{
	return tracker_spell_usec(step->tracker, now_usec(step));
}

static bool asks_for_walks(const struct planner_step *step)
{
	return step->settings->kinds & ((1U << KIND_WALK) | (1U << KIND_MOBILITY));
}

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
	planner_decide(step, DECISION_CREDITED, prompt.kind, REASON_LEFT_DESK, away_usec,
		planner_needed_absence_usec(step, &prompt), 0);
}

void planner_raise_claim(struct planner *planner, const struct planner_step *step, usec_t away_usec)
{
	struct prompt prompt = planner->claim;
	struct core_action *action;

	prompt_take(&prompt, PROMPT_EVENT_RAISE);
	planner->claim = (struct prompt){.state = PROMPT_NONE};
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
	} else if (before_usec >= step->settings->walk_break_usec) {
		/* Up without being asked, from a sitting worth the name. */
		planner->counts.natural++;
	}
	planner_reset_spell(planner);
	if (before_usec > 0) {
		planner_decide(step, DECISION_CREDITED, KIND_NONE, REASON_REST_CLEARED_SPELL,
			rest_usec, step->settings->walk_break_usec, before_usec);
	}
}

static void take_rest_credited(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	planner_decide(step, DECISION_CREDITED, KIND_NONE, REASON_REST_CREDITED,
		news->value_usec[0], news->value_usec[1], news->value_usec[2]);
	if (prompt_is_open(&planner->prompt) && planner->prompt.cause == PROMPT_CAUSE_LIMIT &&
		news->value_usec[2] < step->settings->walk_limit_usec) {
		planner_decide(step, DECISION_DROPPED, planner->prompt.kind, REASON_NO_LONGER_DUE,
			news->value_usec[2], step->settings->walk_limit_usec, 0);
		planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
	}
	planner_spell_was_credited(planner, step);
}

static void take_rest_ended(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	usec_t from_usec = news->value_usec[0], rest_usec = news->value_usec[1];

	/* Where the loop came late, the deadline for this was missed. */
	if (claim_is_provable(planner, from_usec) &&
		rest_usec >= planner_needed_absence_usec(step, &planner->claim)) {
		planner_raise_claim(planner, step, rest_usec);
	}
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
		take_rest_credited(planner, step, news);
		return;
	case NEWS_REST_ENDED:
		take_rest_ended(planner, step, news);
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

/* -- what is due
 * ---------------------------------------------------------------------------------------------- */

/* Something that wants to be shown. */
struct wanted {
	enum prompt_cause cause;
	enum kind kind;       /* to tell; what is chosen may be another */
	usec_t due_boot_usec; /* as sitting or standing goes on; USEC_INFINITY: not foreseeable */
	bool counted;         /* one more in this hour */
	bool spaced;          /* has to keep the gap */
};

/* When a length that grows now reaches its limit. */
static usec_t reaches_boot_usec(
	const struct planner_step *step, usec_t length_usec, usec_t limit_usec, bool grows)
{
	if (length_usec >= limit_usec) {
		return now_usec(step) - earlier(now_usec(step), length_usec - limit_usec);
	}
	return grows ? now_usec(step) + (limit_usec - length_usec) : USEC_INFINITY;
}

static bool want_snoozed(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	(void)step;
	if (!planner->snoozed) {
		return false;
	}
	/* The person named the time: neither gap nor limit moves it. */
	*ret_wanted = (struct wanted){
		.cause = planner->snoozed_cause,
		.kind = planner->snoozed_kind,
		.due_boot_usec = planner->snooze_until_boot_usec,
	};
	return true;
}

static bool want_walk(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	bool last_line = planner->walk == WALK_UNANSWERED;
	usec_t limit_usec = step->settings->walk_limit_usec * (last_line ? 2 : 1);

	if (!asks_for_walks(step) || (planner->walk != WALK_NOT_ASKED && !last_line)) {
		return false;
	}
	*ret_wanted = (struct wanted){
		.cause = last_line ? PROMPT_CAUSE_LAST_LINE : PROMPT_CAUSE_LIMIT,
		.kind = (step->settings->kinds & (1U << KIND_WALK)) ? KIND_WALK : KIND_MOBILITY,
		.due_boot_usec = reaches_boot_usec(
			step, spell_usec(step), limit_usec, tracker_is_sitting(step->tracker)),
		.counted = !planner->withdrawn_by_hold,
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

static bool want_nudge(
	const struct planner *planner, const struct planner_step *step, struct wanted *ret_wanted)
{
	const struct core_settings *settings = step->settings;

	if (planner->nudged || planner->counts.nudges >= settings->posture_per_day ||
		planner->walk != WALK_NOT_ASKED || !(settings->kinds & (1U << KIND_POSTURE)) ||
		(asks_for_walks(step) && spell_usec(step) >= settings->walk_limit_usec)) {
		return false;
	}
	*ret_wanted = (struct wanted){
		.cause = PROMPT_CAUSE_HALF_WAY,
		.kind = KIND_POSTURE,
		.due_boot_usec = reaches_boot_usec(step, spell_usec(step),
			settings->walk_limit_usec / 2, tracker_is_sitting(step->tracker)),
		.counted = true,
		.spaced = true,
	};
	return true;
}

/* In the order of precedence. */
static bool (*const wants[])(const struct planner *planner, const struct planner_step *step,
	struct wanted *ret_wanted) = {
	want_walk,
	want_snoozed,
	want_standing_change,
	want_nudge,
};
#define N_WANTS (sizeof(wants) / sizeof(wants[0]))

/* From when on it may be shown, holds with an unknown end apart. */
static usec_t allowed_from_boot_usec(
	const struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	usec_t from_usec = later(wanted->due_boot_usec, planner->grace_until_boot_usec);

	if (wanted->spaced) {
		from_usec = later(from_usec,
			planner_spacing_until_boot_usec(planner, step->settings, wanted->counted));
	}
	return from_usec;
}

/* A nudge must not cost the walk its time: neither by the gap nor by the limit per hour. */
static bool nudge_gives_way(
	const struct planner *planner, const struct planner_step *step, usec_t *ret_walk_in_usec)
{
	usec_t spell = spell_usec(step), limit_usec = step->settings->walk_limit_usec;
	usec_t walk_in_usec = spell < limit_usec ? limit_usec - spell : 0;
	usec_t walk_at_usec = now_usec(step) + walk_in_usec;
	usec_t hour_before_usec = walk_at_usec > USEC_PER_HOUR ? walk_at_usec - USEC_PER_HOUR : 0;

	*ret_walk_in_usec = walk_in_usec;
	if (!asks_for_walks(step)) {
		return false;
	}
	return walk_in_usec <
		       later(PLANNER_NUDGE_YIELDS_USEC, step->settings->prompt_min_gap_usec) ||
	       (walk_in_usec < USEC_PER_HOUR &&
		       planner_count_shown_since(planner, hour_before_usec) + 2 >
			       step->settings->prompt_max_per_hour);
}

/* -- showing
 * --------------------------------------------------------------------------------------------------
 */

static void decide_shown(
	const struct planner *planner, const struct planner_step *step, enum prompt_cause cause)
{
	const struct prompt *prompt = &planner->prompt;
	const struct core_settings *settings = step->settings;
	usec_t sat_usec = spell_usec(step);

	if (prompt->snoozes > 0 && cause != PROMPT_CAUSE_LAST_LINE) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_SNOOZE_OVER,
			planner->snoozed_for_usec, prompt->snoozes, sat_usec);
		return;
	}
	switch (cause) {
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
static void mark_asked(struct planner *planner, enum prompt_cause cause, bool shown)
{
	switch (cause) {
	case PROMPT_CAUSE_LIMIT:
		planner->walk = shown ? WALK_ASKED : WALK_UNANSWERED;
		break;
	case PROMPT_CAUSE_LAST_LINE:
		planner->walk = WALK_ASKED;
		break;
	case PROMPT_CAUSE_HALF_WAY:
		planner->nudged = true;
		planner->counts.nudges += shown;
		break;
	case PROMPT_CAUSE_STANDING:
		planner->standing_asked = true;
		break;
	case PROMPT_CAUSE_ASKED:
	case PROMPT_CAUSE_MAX:
		break;
	}
}

static void show_wanted(
	struct planner *planner, const struct planner_step *step, const struct wanted *wanted)
{
	usec_t walk_in_usec;
	bool shown;

	if (wanted->cause == PROMPT_CAUSE_HALF_WAY && !planner->snoozed &&
		nudge_gives_way(planner, step, &walk_in_usec)) {
		planner->nudged = true;
		planner_decide(step, DECISION_DROPPED, KIND_POSTURE, REASON_NUDGE_GIVES_WAY,
			walk_in_usec, step->settings->prompt_max_per_hour, 0);
		return;
	}
	planner->snoozed = false;
	shown = planner_open(planner, step, wanted->cause, wanted->kind, CATALOGUE_NO_ENTRY);
	planner->withdrawn_by_hold = false;
	mark_asked(planner, wanted->cause, shown);
	if (shown) {
		decide_shown(planner, step, wanted->cause);
	} else {
		planner_decide(step, DECISION_DROPPED, wanted->kind, REASON_NOTHING_FITS, 0, 0, 0);
	}
}

/* Something is due and kept back: said once. */
static void tell_held(struct planner *planner, const struct planner_step *step,
	const struct wanted *wanted, enum hold_reason reason)
{
	if (planner->held_told) {
		return;
	}
	planner->held_told = true;
	planner_decide(step, DECISION_HELD, wanted->kind, REASON_HELD, reason, spell_usec(step),
		step->settings->walk_limit_usec);
}

static enum hold_reason first_hold(uint32_t held)
{
	enum hold_reason reason = 0;

	while (!(held & (1U << reason))) {
		reason++;
	}
	return reason;
}

static void show_what_is_due(struct planner *planner, const struct planner_step *step)
{
	for (size_t i = 0; i < N_WANTS && !prompt_is_open(&planner->prompt); i++) {
		struct wanted wanted;

		if (!wants[i](planner, step, &wanted) || wanted.due_boot_usec > now_usec(step)) {
			continue;
		}
		if (planner->held) {
			tell_held(planner, step, &wanted, first_hold(planner->held));
			return;
		}
		if (allowed_from_boot_usec(planner, step, &wanted) <= now_usec(step)) {
			show_wanted(planner, step, &wanted);
		} else if (now_usec(step) >= planner->grace_until_boot_usec) {
			tell_held(planner, step, &wanted, HOLD_SPACING);
		}
		if (wanted.cause == PROMPT_CAUSE_LIMIT) {
			/* Nothing lesser slips in while a walk waits. */
			return;
		}
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

	if (!prompt_is_open(&planner->prompt) || !tracker->resting ||
		tracker->span == SPAN_UNDECIDED ||
		tracker->rest_from_boot_usec < tracker->proof_from_boot_usec) {
		return USEC_INFINITY;
	}
	return tracker->rest_from_boot_usec + planner_needed_absence_usec(step, &planner->prompt);
}

static void run_open_prompt(struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	uint32_t holds = planner->held & HOLDS_THAT_WITHDRAW;

	if (leaving_boot_usec(planner, step) <= now_usec(step)) {
		leave(planner, step, now_usec(step) - step->tracker->rest_from_boot_usec);
	} else if (holds && prompt->cause != PROMPT_CAUSE_ASKED) {
		planner_decide(step, DECISION_HELD, prompt->kind, REASON_WITHDRAWN_BY_HOLD,
			first_hold(holds), 0, 0);
		planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
	} else if (now_usec(step) >= prompt->expires_boot_usec) {
		planner_decide(step, DECISION_DROPPED, prompt->kind, REASON_EXPIRED,
			now_usec(step) - prompt->shown_boot_usec, 0, 0);
		planner_close(planner, step, PROMPT_EVENT_EXPIRE, OUTCOME_EXPIRED);
	} else if (reminder_boot_usec(planner, step) <= now_usec(step)) {
		planner_decide(step, DECISION_SHOWN, prompt->kind, REASON_REMINDED,
			now_usec(step) - prompt->shown_boot_usec, 0, 0);
		planner_show_again(planner, step);
	}
}

/* When the present absence proves the last claim. */
static usec_t raise_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	const struct tracker *tracker = step->tracker;

	if (!tracker->resting || !claim_is_provable(planner, tracker->rest_from_boot_usec)) {
		return USEC_INFINITY;
	}
	return later(tracker->rest_from_boot_usec, planner->claim.closed_boot_usec) +
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
		   now_usec(step) > planner->claim.closed_boot_usec + PLANNER_RAISE_WITHIN_USEC) {
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

static usec_t boot_usec_at(const struct core_now *now, usec_t real_usec)
{
	return real_usec == USEC_INFINITY ? USEC_INFINITY
					  : now->boot_usec + real_usec - now->real_usec;
}

usec_t planner_next_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	usec_t next_usec = boot_usec_at(
		step->now, hours_next_change_real_usec(&step->settings->quiet_hours, step->now));

	if (planner->paused) {
		next_usec = earlier(next_usec, planner->paused_until_boot_usec);
	}
	next_usec = earlier(next_usec, raise_boot_usec(planner, step));
	if (prompt_is_open(&planner->prompt)) {
		next_usec = earlier(next_usec, planner->prompt.expires_boot_usec);
		next_usec = earlier(next_usec, reminder_boot_usec(planner, step));
		return earlier(next_usec, leaving_boot_usec(planner, step));
	}
	if (planner->held) {
		return next_usec;
	}
	for (size_t i = 0; i < N_WANTS; i++) {
		struct wanted wanted;

		if (wants[i](planner, step, &wanted)) {
			next_usec =
				earlier(next_usec, allowed_from_boot_usec(planner, step, &wanted));
			if (wanted.cause == PROMPT_CAUSE_LIMIT &&
				wanted.due_boot_usec <= now_usec(step)) {
				break;
			}
		}
	}
	return next_usec;
}

/* When the holds of now will have ended, the grace included; USEC_INFINITY if that is not known. */
static usec_t holds_end_boot_usec(const struct planner *planner, const struct planner_step *step)
{
	struct hold holds[HOLD_REASON_MAX];
	size_t n_holds = planner_get_holds(planner, step, holds);
	usec_t end_usec = 0;

	for (size_t i = 0; i < n_holds; i++) {
		if (holds[i].reason == HOLD_SPACING) {
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

	for (size_t i = 0; i < N_WANTS && !prompt_is_open(&planner->prompt); i++) {
		struct wanted wanted;
		usec_t at_usec, walk_in_usec;

		if (!wants[i](planner, step, &wanted) ||
			(wanted.cause == PROMPT_CAUSE_HALF_WAY &&
				nudge_gives_way(planner, step, &walk_in_usec))) {
			continue;
		}
		at_usec = later(allowed_from_boot_usec(planner, step, &wanted), holds_end_usec);
		if (kind == KIND_NONE || at_usec < best_usec) {
			kind = wanted.kind;
			best_usec = at_usec;
		}
	}
	*ret_kind = kind;
	*ret_boot_usec = best_usec;
}

void planner_init(struct planner *planner)
{
	*planner = (struct planner){.prompt = {.state = PROMPT_NONE}};
}
