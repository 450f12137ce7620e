/* SPDX-License-Identifier: MIT */
/* The messages of care as prompts: what care asks for is shown like any other prompt, tells care so
 * when it is, and gives the answer back. It is care that knows what is to be asked when, and asks
 * again what was not answered: here nothing of that is kept.
 *
 * Who is asked how it is has not been asked to get up: such a prompt proves no rest, credits
 * nothing, and is in no count. It stays when a hold begins, since it comes but once. */
#include "planner_internal.h"

enum kind planner_kind_of_message(enum care_message message)
{
	return message <= CARE_MESSAGE_CLEAR_WELCOME ? KIND_SAFETY : KIND_CHECKIN;
}

static bool is_emergency(enum care_message message)
{
	return message <= CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA;
}

bool planner_message_is_critical(enum care_message message)
{
	return message <= CARE_MESSAGE_URGENT_SYSTEMIC;
}

void planner_update_limits(struct planner *planner, const struct planner_step *step)
{
	if (step->fixed_limits) {
		planner->limits = *step->fixed_limits;
	} else {
		care_get_limits(step->care, &step->care_at, &planner->limits);
	}
}

struct care_result planner_tell_care(
	struct planner *planner, const struct planner_step *step, const struct care_event *event)
{
	struct care_result result = care_step(step->care, &step->care_at, event);
	struct core_action *action;

	planner_update_limits(planner, step);
	/* Refused ones may have brought something up as well: a question that was answered yes. */
	action = planner_add_action(step, ACTION_CARE);
	action->care.event = *event;
	action->care.outcome = result.outcome;
	return result;
}

/* -- wants -- */

static enum ask_weight weigh(enum care_message message)
{
	if (planner_message_is_critical(message)) {
		return ASK_CRITICAL;
	}
	return planner_kind_of_message(message) == KIND_SAFETY ? ASK_SAFETY : ASK_CHECK_IN;
}

bool planner_want_ask(
	const struct planner_step *step, enum ask_weight weight, struct wanted *ret_wanted)
{
	usec_t now = step->now->real_usec;
	struct care_ask ask;

	if (step->fixed_limits) {
		return false;
	}
	care_get_ask(step->care, &step->care_at, &ask);
	if (ask.due_real_usec == USEC_INFINITY || weigh(ask.message) != weight) {
		return false;
	}
	*ret_wanted = (struct wanted){
		.cause = PROMPT_CAUSE_CARE,
		.kind = planner_kind_of_message(ask.message),
		.due_boot_usec =
			ask.due_real_usec > now
				? boot_usec_at(step->now, ask.due_real_usec)
				: now_usec(step) - earlier(now_usec(step), now - ask.due_real_usec),
		.spaced = weight != ASK_CRITICAL,
		.critical = weight == ASK_CRITICAL,
		.ask = ask,
	};
	return true;
}

uint32_t planner_held_for(const struct planner *planner, const struct wanted *wanted)
{
	return wanted->critical ? planner->held & HOLDS_OF_ABSENCE : planner->held;
}

/* -- showing -- */

void planner_show_ask(
	struct planner *planner, const struct planner_step *step, const struct care_ask *ask)
{
	struct prompt prompt = {
		.state = PROMPT_NONE,
		.cause = PROMPT_CAUSE_CARE,
		.kind = planner_kind_of_message(ask->message),
		.entry = CATALOGUE_NO_ENTRY,
		.carried = {CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY},
		.follow_up = CATALOGUE_NO_ENTRY,
		.message = ask->message,
		.message_day = ask->day,
		.persistent = ask->persistent,
	};

	planner_show(planner, step, &prompt, false);
	(void)planner_tell_care(
		planner, step, &(struct care_event){.type = CARE_SHOWN, .message = ask->message});
	planner_decide(step, DECISION_SHOWN, prompt.kind, REASON_ASKED_BY_CARE, 0, 0, 0);
}

/* What is said at once in answer to a button. A safety message is due by itself. */
static void show_advice(
	struct planner *planner, const struct planner_step *step, enum care_message advice)
{
	if (advice != CARE_MESSAGE_NONE && planner_kind_of_message(advice) != KIND_SAFETY &&
		planner->limits.level != CARE_LEVEL_EMERGENCY) {
		planner_show_ask(
			planner, step, &(struct care_ask){.message = advice, .day = CARE_NO_DAY});
	}
}

static bool is_of_soreness(enum care_message message)
{
	return message >= CARE_MESSAGE_CHECKIN_24H && message <= CARE_MESSAGE_SORENESS_SETTLED;
}

/* Whether this event has answered what this message asked. */
static bool answers(const struct care *care, enum care_event_type type, enum care_message message)
{
	bool safe = care->safety.level == CARE_LEVEL_NONE;

	switch (type) {
	case CARE_REPORT_SYMPTOMS:
		return message == CARE_MESSAGE_SYMPTOM_CHECK;
	case CARE_CLEAR:
		return planner_kind_of_message(message) == KIND_SAFETY && safe;
	case CARE_MASSAGE:
		return message == CARE_MESSAGE_COURSE_NEXT || is_of_soreness(message);
	case CARE_FORGET_MASSAGE:
	case CARE_CHECK_IN:
		return is_of_soreness(message);
	case CARE_SET_FLARE:
		return message >= CARE_MESSAGE_FLARE_START && message <= CARE_MESSAGE_FLARE_STILL;
	case CARE_SET_COURSE:
		return message >= CARE_MESSAGE_COURSE_OFFER &&
		       message <= CARE_MESSAGE_FOLLOWUP_5_MONTHS;
	case CARE_SET_STRENGTH:
		return message == CARE_MESSAGE_STRENGTH_REVIEW;
	case CARE_TICK:
	case CARE_SET_PROFILE:
	case CARE_STRENGTH_DONE:
	case CARE_SHOWN:
	case CARE_CHOSEN:
	case CARE_ACKNOWLEDGED:
	case CARE_LOGIN:
	case CARE_DOUBT:
	case CARE_EVENT_TYPE_MAX:
		break;
	}
	return false;
}

static bool is_open_ask(const struct planner *planner)
{
	return prompt_is_open(&planner->prompt) && planner->prompt.cause == PROMPT_CAUSE_CARE;
}

static void take_back(struct planner *planner, const struct planner_step *step, enum reason reason)
{
	planner_decide(step, DECISION_DROPPED, planner->prompt.kind, reason, 0, 0, 0);
	planner_close(planner, step, PROMPT_EVENT_WITHDRAW, OUTCOME_WITHDRAWN);
}

struct care_result planner_take_care(
	struct planner *planner, const struct planner_step *step, const struct care_event *event)
{
	struct care_result result = planner_tell_care(planner, step, event);

	if (result.outcome == CARE_OK && is_open_ask(planner) &&
		answers(step->care, event->type, planner->prompt.message)) {
		take_back(planner, step, REASON_ANSWERED_OTHERWISE);
	}
	return result;
}

/* Nothing but the safety message in an emergency; what is graver comes in the place of what is
 * open. */
bool planner_ask_is_forbidden(const struct planner *planner)
{
	const struct prompt *prompt = &planner->prompt;

	return prompt->cause == PROMPT_CAUSE_CARE &&
	       planner->limits.level == CARE_LEVEL_EMERGENCY && !is_emergency(prompt->message);
}

void planner_make_room(struct planner *planner, const struct planner_step *step)
{
	const struct prompt *prompt = &planner->prompt;
	struct wanted wanted;

	if (!prompt_is_open(prompt) || !planner_want_ask(step, ASK_CRITICAL, &wanted) ||
		wanted.due_boot_usec > now_usec(step) || planner_held_for(planner, &wanted)) {
		return;
	}
	if (prompt->cause == PROMPT_CAUSE_CARE && prompt->message == wanted.ask.message) {
		/* A screen that lost it gets it back. */
		planner_show_again(planner, step);
		(void)planner_tell_care(planner, step,
			&(struct care_event){.type = CARE_SHOWN, .message = prompt->message});
		return;
	}
	take_back(planner, step, REASON_REPLACED);
}

/* -- answers -- */

struct care_result planner_choose_answer(
	struct planner *planner, const struct planner_step *step, enum care_choice choice)
{
	const struct prompt prompt = planner->prompt;
	enum outcome outcome = prompt_choice_outcome(choice);
	struct care_result result;

	planner_close(planner, step,
		outcome == OUTCOME_SNOOZED ? PROMPT_EVENT_SNOOZE : PROMPT_EVENT_FINISH, outcome);
	result = planner_tell_care(planner, step,
		&(struct care_event){.type = CARE_CHOSEN,
			.chosen = {.message = prompt.message, .choice = choice}});
	show_advice(planner, step, result.advice);
	return result;
}

void planner_dismiss_ask(
	struct planner *planner, const struct planner_step *step, enum outcome outcome)
{
	enum care_message message = planner->prompt.message;

	planner_close(planner, step,
		outcome == OUTCOME_SKIPPED ? PROMPT_EVENT_SKIP : PROMPT_EVENT_FINISH, outcome);
	(void)planner_tell_care(
		planner, step, &(struct care_event){.type = CARE_ACKNOWLEDGED, .message = message});
}
