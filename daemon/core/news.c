/* SPDX-License-Identifier: MIT */
/* What the tracker found out, and what it means for the asking: rests, the ends of days,
 * corrections. */
#include <assert.h>

#include "planner_internal.h"

usec_t planner_needed_absence_usec(const struct planner_step *step, const struct prompt *prompt)
{
	return prompt->duration_usec > 0
		       ? earlier(prompt->duration_usec, step->settings->walk_break_usec)
		       : step->settings->walk_break_usec;
}

void planner_leave(struct planner *planner, const struct planner_step *step, usec_t away_usec)
{
	struct prompt prompt = planner->prompt;

	planner_close(planner, step, PROMPT_EVENT_LEAVE, OUTCOME_NATURAL);
	if (prompt.kind == KIND_WALK) {
		/* Who goes is believed, and has done what rides along. */
		planner_note_areas(planner, step, &prompt);
	}
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
	/* The absence counts by itself. */
	planner->effort.up_usec -= planner->claim_up_usec;
	planner->claim_up_usec = 0;
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

bool planner_claim_is_provable(const struct planner *planner, usec_t from_boot_usec)
{
	return planner->claim.state == PROMPT_CLAIMED &&
	       from_boot_usec <= planner->claim.closed_boot_usec + PLANNER_RAISE_WITHIN_USEC;
}

static void take_rest_full(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	usec_t rest_usec = news->value_usec[0], before_usec = news->value_usec[1];

	if (prompt_is_open(&planner->prompt) && planner->prompt.cause != PROMPT_CAUSE_CARE) {
		planner_leave(planner, step, rest_usec);
	} else if (planner_claim_is_provable(planner, news->at_boot_usec - rest_usec)) {
		planner_raise_claim(planner, step, rest_usec);
	} else if (!planner->rest_counted && before_usec >= step->settings->walk_break_usec) {
		/* Up without being asked, from a sitting worth the name. */
		planner->counts.natural++;
		planner_add_action(step, ACTION_NATURAL)->natural.from_real_usec =
			step->now->real_usec -
			earlier(step->now->real_usec,
				now_usec(step) - news->at_boot_usec + rest_usec);
		planner->effort.breaks_offered += planner->walk == WALK_NOT_ASKED;
		planner->effort.breaks_taken++;
	}
	planner_reset_spell(planner);
	if (before_usec > 0) {
		planner_decide(step, DECISION_CREDITED, KIND_NONE, REASON_REST_CLEARED_SPELL,
			rest_usec, step->settings->walk_break_usec, before_usec);
	}
}

bool planner_withdraw_if_not_due(struct planner *planner, const struct planner_step *step)
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
	(void)planner_withdraw_if_not_due(planner, step);
	if (news->value_usec[2] + USEC_PER_SEC <= news->value_usec[1]) {
		/* More sitting than was thought is no rest. */
		planner_spell_was_credited(planner, step);
	}
}

/* A rest between two sittings of a day; what came before the first was the night. */
static void note_up(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	usec_t rest_usec = news->value_usec[1];

	if (step->tracker->today.tally.seated_usec > 0 && rest_usec > 0) {
		planner->effort.up_usec += earlier(rest_usec, TARGET_REST_MAX_USEC);
		planner->up_ended_boot_usec = news->at_boot_usec;
	}
}

static void take_rest_ended(
	struct planner *planner, const struct planner_step *step, const struct news *news)
{
	usec_t from_usec = news->value_usec[0], rest_usec = news->value_usec[1];

	/* Where the loop came late, the deadline for this was missed. */
	if (prompt_is_open(&planner->prompt) && planner->prompt.cause != PROMPT_CAUSE_CARE &&
		from_usec >= planner->prompt.shown_boot_usec &&
		rest_usec >= planner_needed_absence_usec(step, &planner->prompt)) {
		planner_leave(planner, step, rest_usec);
	} else if (planner_claim_is_provable(planner, from_usec) &&
		   rest_usec >= planner_needed_absence_usec(step, &planner->claim)) {
		planner_raise_claim(planner, step, rest_usec);
	}
	if (planner->prompt.cause == PROMPT_CAUSE_CARE && prompt_is_open(&planner->prompt) &&
		!planner->prompt.persistent) {
		/* It was there for nobody. */
		planner->prompt.expires_boot_usec =
			news->at_boot_usec + step->settings->prompt_expire_usec;
	}
	note_up(planner, step, news);
	planner->rest_counted = false;
	/* A night is no break, and what was sat in the evening no seat to be changed. */
	if (news->value_usec[2] && rest_usec >= PLANNER_BACK_AFTER_USEC &&
		from_usec >= step->tracker->today_from_boot_usec) {
		planner->back_until_boot_usec = news->at_boot_usec + PLANNER_BACK_WITHIN_USEC;
		planner->back_after_usec = rest_usec;
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
		planner->effort = (struct effort){0};
		planner->claim_up_usec = 0;
		program_begin_day(&planner->program, step->tracker->today.number);
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
