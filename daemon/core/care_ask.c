/* SPDX-License-Identifier: MIT */
/* What is asked when. Several things may be due; one is told of, the gravest: the others are still
 * due when that one has been shown. */
#include <assert.h>

#include "care_internal.h"

static void offer(
	struct care_ask *ask, const struct care_at *at, enum care_message message, usec_t due)
{
	/* Earlier offers come first among those that are due. */
	if (ask->due_real_usec > care_now_usec(at) && due < ask->due_real_usec) {
		*ask = (struct care_ask){
			.message = message, .due_real_usec = due, .day = CARE_NO_DAY};
	}
}

void care_get_ask(const struct care *care, const struct care_at *at, struct care_ask *ret_ask)
{
	struct care_ask ask = {CARE_MESSAGE_NONE, USEC_INFINITY, false, CARE_NO_DAY}, plan;
	enum care_message message;
	usec_t due = care_safety_due_usec(care, at, &message);

	offer(&ask, at, message, due);
	if (care->safety.level == CARE_LEVEL_EMERGENCY) {
		ask.persistent = ask.message != CARE_MESSAGE_NONE;
		*ret_ask = ask;
		return;
	}
	offer(&ask, at, CARE_MESSAGE_SYMPTOM_CHECK, care_checklist_due_usec(care, at));
	due = care_soreness_due_usec(care, at, &message);
	offer(&ask, at, message, due);
	offer(&ask, at, CARE_MESSAGE_CHECKIN_24H, care_check_in_due_usec(care, at));
	due = care_flare_due_usec(care, at, &message);
	offer(&ask, at, message, due);
	care_get_plan_ask(care, at, &plan);
	if (ask.due_real_usec > care_now_usec(at) && plan.due_real_usec < ask.due_real_usec) {
		ask = plan;
	}
	*ret_ask = ask;
}
