/* SPDX-License-Identifier: MIT */
/* The checklist, the levels of safety, gentle days, the profile.
 *
 * safety.level is written in two places: raise_level() here, and lift() in care_clear.c, after
 * every field of the dialogue was found good. Nothing else touches it, and no time does. */
#include "care_internal.h"

uint32_t care_all_symptoms(const struct care_at *at)
{
	return at->symptoms->n_items == CARE_SYMPTOMS_MAX ? UINT32_MAX
							  : (1U << at->symptoms->n_items) - 1;
}

/* -- the checklist -- */

void care_answer_checklist(struct care *care, const struct care_at *at)
{
	care->checklist = (struct care_checklist){
		.answered = true,
		.answered_real_usec = care_now_usec(at),
		.next_ask_real_usec = care_now_usec(at) + CARE_CHECKLIST_EVERY_USEC,
	};
}

void care_open_checklist(struct care *care, const struct care_at *at)
{
	care->checklist.open = true;
	care->checklist.next_ask_real_usec = care_now_usec(at);
}

void care_put_off_checklist(struct care *care, const struct care_at *at)
{
	care->checklist.next_ask_real_usec = care_tomorrow_real_usec(at);
}

void care_checklist_was_shown(struct care *care, const struct care_at *at)
{
	if (care->checklist.answered && !care->checklist.open) {
		care->checklist.next_ask_real_usec =
			care_now_usec(at) + CARE_CHECKLIST_IGNORED_USEC;
	} else {
		care_put_off_checklist(care, at);
	}
}

usec_t care_checklist_due_usec(const struct care *care, const struct care_at *at)
{
	(void)at;
	/* A hold has its own messages, and asks for news itself. */
	if (care->safety.level != CARE_LEVEL_NONE && !care->checklist.open) {
		return USEC_INFINITY;
	}
	return care->checklist.next_ask_real_usec;
}

/* -- symptoms -- */

/* The first question of the gravest level among them. */
static const struct care_symptom *find_gravest(const struct care_at *at, uint32_t symptoms)
{
	const struct care_symptom *gravest = NULL;

	for (size_t i = 0; i < at->symptoms->n_items; i++) {
		if ((symptoms & (1U << i)) &&
			(!gravest || at->symptoms->items[i].level > gravest->level)) {
			gravest = &at->symptoms->items[i];
		}
	}
	return gravest;
}

/* Only ever adds: a level is never lowered here, and what was told before is not forgotten. */
static void raise_level(struct care *care, const struct care_at *at, uint32_t symptoms)
{
	struct care_safety *safety = &care->safety;
	const struct care_symptom *gravest = find_gravest(at, symptoms);

	if (!gravest) {
		return;
	}
	safety->symptoms |= symptoms;
	safety->reported_real_usec = care_now_usec(at);
	if (gravest->level < safety->level) {
		return;
	}
	safety->level = gravest->level;
	safety->message = gravest->message;
	/* Said again, as it was told again. */
	safety->told = false;
	safety->acknowledged = false;
}

struct care_result care_report_symptoms(
	struct care *care, const struct care_at *at, uint32_t symptoms)
{
	struct care_result result = CARE_DONE;

	if (symptoms & ~care_all_symptoms(at)) {
		return (struct care_result){
			CARE_NO_SUCH_SYMPTOM, CARE_FIELD_SYMPTOMS, .advice = CARE_MESSAGE_NONE};
	}
	raise_level(care, at, symptoms);
	care_answer_checklist(care, at);
	if (care->safety.level != CARE_LEVEL_NONE) {
		result.advice = care->safety.message;
	}
	return result;
}

bool care_is_gentle_after_clearing(const struct care *care, const struct care_at *at)
{
	usec_t from = care->safety.gentle_from_real_usec;

	return from != 0 && care_now_usec(at) < from + CARE_GENTLE_DAYS_USEC;
}

usec_t care_safety_due_usec(
	const struct care *care, const struct care_at *at, enum care_message *ret_message)
{
	const struct care_safety *safety = &care->safety;

	*ret_message = safety->message;
	if (safety->level == CARE_LEVEL_NONE) {
		return USEC_INFINITY;
	}
	if (!safety->told) {
		return care_earlier(safety->reported_real_usec, care_now_usec(at));
	}
	switch (safety->level) {
	case CARE_LEVEL_EMERGENCY:
		/* Again at the next login; a screen that lost it gets it back next day. */
		return safety->acknowledged ? USEC_INFINITY
					    : safety->told_real_usec + CARE_DAILY_USEC;
	case CARE_LEVEL_URGENT:
		return safety->told_real_usec + CARE_DAILY_USEC;
	case CARE_LEVEL_DOCTOR_FIRST:
		*ret_message = CARE_MESSAGE_DOCTOR_FIRST_WEEKLY;
		return safety->told_real_usec + CARE_WEEKLY_USEC;
	case CARE_LEVEL_NONE:
	case CARE_LEVEL_FLARE:
	case CARE_LEVEL_SORENESS:
	case CARE_LEVEL_MAX:
		break;
	}
	return USEC_INFINITY;
}

/* -- gentle days and the profile -- */

struct care_result care_set_flare(struct care *care, const struct care_at *at, bool on)
{
	struct care_result result = CARE_DONE;

	if (on == care->flare.on) {
		return result;
	}
	care->flare = (struct care_flare){.on = on, .since_real_usec = on ? care_now_usec(at) : 0};
	if (on) {
		/* A good moment for the questions; they hold nothing that is not held already. */
		care->checklist.next_ask_real_usec =
			care_earlier(care->checklist.next_ask_real_usec, care_now_usec(at));
		result.advice = CARE_MESSAGE_FLARE_START;
	}
	return result;
}

usec_t care_flare_due_usec(
	const struct care *care, const struct care_at *at, enum care_message *ret_message)
{
	(void)at;
	if (!care->flare.on) {
		return USEC_INFINITY;
	}
	*ret_message = care->flare.n_asked == 0 ? CARE_MESSAGE_FLARE_48H : CARE_MESSAGE_FLARE_STILL;
	return care->flare.n_asked == 0 ? care->flare.since_real_usec + CARE_FLARE_ASK_USEC
					: care->flare.asked_real_usec + CARE_WEEKLY_USEC;
}

struct care_result care_set_profile(
	struct care *care, const struct care_at *at, uint32_t conditions)
{
	if (conditions & ~(uint32_t)CARE_PROFILE_CONDITIONS) {
		return (struct care_result){
			CARE_BAD_FIELD, CARE_FIELD_CONDITIONS, .advice = CARE_MESSAGE_NONE};
	}
	care->profile = conditions;
	care->profile_real_usec = care_now_usec(at);
	/* "Today". */
	care->dizzy_until_real_usec =
		(conditions & CONDITION_DIZZINESS) ? care_tomorrow_real_usec(at) : 0;
	return CARE_DONE;
}
