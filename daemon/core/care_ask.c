/* SPDX-License-Identifier: MIT */
/* What is asked when. Several things may be due; one is told of, the gravest: the others are still
 * due when that one has been shown. */
#include <assert.h>

#include "care_internal.h"

struct asks {
	const struct care_at *at;
	struct care_ask ask;
	usec_t next_usec; /* when one that is graver than 'ask', or the first, will be due */
};

static void offer(struct asks *asks, enum care_message message, usec_t due, int32_t day)
{
	usec_t now = care_now_usec(asks->at);

	/* Earlier offers come first among those that are due. */
	if (asks->ask.due_real_usec <= now) {
		return;
	}
	if (due > now) {
		asks->next_usec = care_earlier(asks->next_usec, due);
	}
	if (due < asks->ask.due_real_usec) {
		asks->ask = (struct care_ask){.message = message, .due_real_usec = due, .day = day};
	}
}

static void offer_all(struct asks *asks, const struct care *care)
{
	const struct care_at *at = asks->at;
	struct care_ask plan;
	enum care_message message;
	usec_t due = care_safety_due_usec(care, at, &message);

	offer(asks, message, due, CARE_NO_DAY);
	if (care->safety.level == CARE_LEVEL_EMERGENCY) {
		asks->ask.persistent = asks->ask.message != CARE_MESSAGE_NONE;
		return;
	}
	due = care_checklist_due_usec(care, at);
	offer(asks, CARE_MESSAGE_SYMPTOM_CHECK, due, CARE_NO_DAY);
	due = care_soreness_due_usec(care, at, &message);
	offer(asks, message, due, CARE_NO_DAY);
	due = care_check_in_due_usec(care, at);
	offer(asks, CARE_MESSAGE_CHECKIN_24H, due, CARE_NO_DAY);
	due = care_flare_due_usec(care, at, &message);
	offer(asks, message, due, CARE_NO_DAY);
	care_get_plan_ask(care, at, &plan);
	offer(asks, plan.message, plan.due_real_usec, plan.day);
}

void care_get_ask(const struct care *care, const struct care_at *at, struct care_ask *ret_ask)
{
	struct asks asks = {
		at, {CARE_MESSAGE_NONE, USEC_INFINITY, false, CARE_NO_DAY}, USEC_INFINITY};

	offer_all(&asks, care);
	*ret_ask = asks.ask;
}

usec_t care_next_ask_real_usec(const struct care *care, const struct care_at *at)
{
	struct asks asks = {
		at, {CARE_MESSAGE_NONE, USEC_INFINITY, false, CARE_NO_DAY}, USEC_INFINITY};

	offer_all(&asks, care);
	return asks.next_usec;
}
