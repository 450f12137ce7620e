/* SPDX-License-Identifier: MIT */
/* One event at a time, and the dates that plans go by. */
#include "care.h"

#include <assert.h>
#include <string.h>

#include "calendar.h"
#include "care_internal.h"

/* -- days -- */

int32_t care_today(const struct care_at *at)
{
	return (int32_t)calendar_day_number(at->now, at->day_start_usec);
}

int32_t care_day_of(const struct care_at *at, usec_t real_usec)
{
	struct core_now then = *at->now;

	then.real_usec = real_usec;
	return (int32_t)calendar_day_number(&then, 0);
}

usec_t care_day_real_usec(const struct care_at *at, int32_t day)
{
	int64_t real = (int64_t)day * (int64_t)USEC_PER_DAY + (int64_t)at->day_start_usec -
		       at->now->utc_offset_usec;

	return real > 0 ? (usec_t)real : 0;
}

usec_t care_tomorrow_real_usec(const struct care_at *at)
{
	usec_t from = care_now_usec(at) + CARE_TOMORROW_MIN_USEC;
	int32_t day = care_today(at) + 1;

	while (care_day_real_usec(at, day) < from) {
		day++;
	}
	return care_day_real_usec(at, day);
}

/* -- messages -- */

static void was_shown(struct care *care, const struct care_at *at, enum care_message message)
{
	switch (message) {
	case CARE_MESSAGE_EMERGENCY_SADDLE:
	case CARE_MESSAGE_EMERGENCY_BOTH_LEGS:
	case CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA:
	case CARE_MESSAGE_URGENT_CALF:
	case CARE_MESSAGE_URGENT_SYSTEMIC:
	case CARE_MESSAGE_DOCTOR_FIRST:
	case CARE_MESSAGE_DOCTOR_FIRST_WEEKLY:
		care->safety.told = care->safety.level != CARE_LEVEL_NONE;
		care->safety.told_real_usec = care_now_usec(at);
		break;
	case CARE_MESSAGE_SYMPTOM_CHECK:
		care_checklist_was_shown(care, at);
		break;
	case CARE_MESSAGE_CHECKIN_24H:
	case CARE_MESSAGE_SORENESS_48H:
	case CARE_MESSAGE_SORENESS_96H:
	case CARE_MESSAGE_SORENESS_7D:
	case CARE_MESSAGE_SORENESS_SETTLED:
		care_check_in_was_shown(care, at);
		break;
	case CARE_MESSAGE_FLARE_48H:
	case CARE_MESSAGE_FLARE_STILL:
		care->flare.n_asked++;
		care->flare.asked_real_usec = care_now_usec(at);
		break;
	case CARE_MESSAGE_COURSE_NEXT:
	case CARE_MESSAGE_COURSE_REVIEW:
	case CARE_MESSAGE_FOLLOWUP_2_MONTHS:
	case CARE_MESSAGE_FOLLOWUP_5_MONTHS:
	case CARE_MESSAGE_STRENGTH_REVIEW:
		care_plan_was_shown(care, at, message);
		break;
	case CARE_MESSAGE_CLEAR_WELCOME:
	case CARE_MESSAGE_SESSION_LOGGED:
	case CARE_MESSAGE_CHECKIN_COMFORTABLE:
	case CARE_MESSAGE_SORENESS_24H_MILD:
	case CARE_MESSAGE_FLARE_START:
	case CARE_MESSAGE_COURSE_OFFER:
	case CARE_MESSAGE_MAX:
		break;
	}
}

/* Seen, and nothing else: no button and no dismissal lifts a hold. */
static void acknowledge(struct care *care, enum care_message message)
{
	care->safety.acknowledged |= care->safety.told && message == care->safety.message;
}

static struct care_result open_checklist(struct care *care, const struct care_at *at)
{
	care_open_checklist(care, at);
	return (struct care_result){.advice = CARE_MESSAGE_NONE, .open_checklist = true};
}

static struct care_result was_chosen(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	struct care_result result = CARE_DONE;

	acknowledge(care, event->chosen.message);
	switch (event->chosen.choice) {
	case CARE_CHOICE_NONE_OF_THESE:
		return care_report_symptoms(care, at, 0);
	case CARE_CHOICE_SOMETHING_FITS:
		/* The questions are asked where they can be answered; and again tomorrow. */
		result = open_checklist(care, at);
		care_put_off_checklist(care, at);
		return result;
	case CARE_CHOICE_SYMPTOMS_CHANGED:
		return open_checklist(care, at);
	case CARE_CHOICE_COMFORTABLE:
		return care_check_in(care, at, CARE_COMFORTABLE);
	case CARE_CHOICE_A_LITTLE_SORE:
		return care_check_in(care, at, CARE_A_LITTLE_SORE);
	case CARE_CHOICE_QUITE_SORE:
		return care_check_in(care, at, CARE_QUITE_SORE);
	case CARE_CHOICE_SETTLED:
		return care_check_in(care, at, CARE_SETTLED);
	case CARE_CHOICE_STILL_SORE:
		return care_check_in(care, at, CARE_STILL_SORE);
	case CARE_CHOICE_SOMETHING_NEW:
		return care_check_in(care, at, CARE_SOMETHING_NEW);
	case CARE_CHOICE_RESUME:
		return care_set_flare(care, at, false);
	case CARE_CHOICE_CLEARED_BY_CLINICIAN:
	case CARE_CHOICE_ENTERED_BY_MISTAKE:
		/* Never one button: the dialogue begins. */
		result.open_clearing = true;
		break;
	case CARE_CHOICE_LATER:
		if (event->chosen.message == CARE_MESSAGE_SYMPTOM_CHECK) {
			care_put_off_checklist(care, at);
		} else {
			care_plan_chosen(care, at, event->chosen.message, CARE_CHOICE_LATER);
		}
		break;
	case CARE_CHOICE_EDIT_PLAN:
	case CARE_CHOICE_PLAN:
		result.open_plan = true;
		break;
	case CARE_CHOICE_KEEP:
	case CARE_CHOICE_BOOK:
	case CARE_CHOICE_SKIP:
	case CARE_CHOICE_EASIER:
	case CARE_CHOICE_SAME:
	case CARE_CHOICE_HARDER:
	case CARE_CHOICE_FINE_AS_IS:
	case CARE_CHOICE_SHOW_NUMBERS:
	case CARE_CHOICE_NOT_YET:
	case CARE_CHOICE_OK:
	case CARE_CHOICE_MAX:
		break;
	}
	return result;
}

/* -- the facade -- */

void care_init(struct care *care)
{
	*care = (struct care){
		.safety.message = CARE_MESSAGE_NONE,
		.safety.cleared.seen_day = CARE_NO_DAY,
		.course.start_day = CARE_NO_DAY,
		.course.look_back_day = CARE_NO_DAY,
		.course.look_back_from_day = CARE_NO_DAY,
		.strength.start_day = CARE_NO_DAY,
	};
}

/* Symptoms told since come on top of those from before. */
static void add_safety_before(
	struct care *care, const struct care_at *at, const struct care *before)
{
	const struct care_safety since = care->safety;

	care->safety = before->safety;
	if (since.level != CARE_LEVEL_NONE) {
		(void)care_report_symptoms(care, at, since.symptoms);
	}
	if (!care->checklist.answered) {
		care->checklist = before->checklist;
	}
}

void care_add_before(struct care *care, const struct care_at *at, const struct care *before)
{
	add_safety_before(care, at, before);
	care->lighter_next_time |= before->lighter_next_time;
	care->profile |= before->profile;
	care->profile_real_usec = care_later(care->profile_real_usec, before->profile_real_usec);
	care->dizzy_until_real_usec =
		care_later(care->dizzy_until_real_usec, before->dizzy_until_real_usec);
	if (care->n_massages == 0) {
		memcpy(care->massages, before->massages, sizeof(care->massages));
		care->n_massages = before->n_massages;
	}
	if (!care->sore.on) {
		care->sore = before->sore;
	}
	if (!care->flare.on) {
		care->flare = before->flare;
	}
	if (!care->course.started) {
		care->course = before->course;
	}
	if (!care->strength.active) {
		care->strength = before->strength;
	}
}

struct care_result care_step(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	care_take_clock(care, at);
	switch (event->type) {
	case CARE_MASSAGE:
		return care_log_massage(care, at, event);
	case CARE_FORGET_MASSAGE:
		return care_forget_massage(care, &event->forget);
	case CARE_CHECK_IN:
		return care_check_in(care, at, event->soreness);
	case CARE_REPORT_SYMPTOMS:
		return care_report_symptoms(care, at, event->symptoms);
	case CARE_CLEAR:
		return care_clear(care, at, event);
	case CARE_SET_FLARE:
		return care_set_flare(care, at, event->flare);
	case CARE_SET_PROFILE:
		return care_set_profile(care, at, event->profile);
	case CARE_SET_COURSE:
		return care_set_course(care, at, event);
	case CARE_SET_STRENGTH:
		return care_set_strength(care, at, event);
	case CARE_STRENGTH_DONE:
		care_strength_was_done(care, at);
		break;
	case CARE_SHOWN:
		was_shown(care, at, event->message);
		break;
	case CARE_CHOSEN:
		return was_chosen(care, at, event);
	case CARE_ACKNOWLEDGED:
		acknowledge(care, event->message);
		break;
	case CARE_LOGIN:
		/* An emergency is said again at each. */
		care->safety.told &= care->safety.level != CARE_LEVEL_EMERGENCY;
		break;
	case CARE_DOUBT:
		care_open_checklist(care, at);
		break;
	case CARE_TICK:
	case CARE_EVENT_TYPE_MAX:
		break;
	}
	return CARE_DONE;
}

enum care_window care_get_window(
	const struct care *care, const struct care_at *at, const struct care_massage *massage)
{
	usec_t end = massage->end_real_usec;

	if (care_now_usec(at) < end + CARE_WINDOW_USEC) {
		return CARE_WINDOW_RELAXED;
	}
	if (care_is_sore(care, at) && care->sore.from_massage && care->sore.base_real_usec == end) {
		return CARE_WINDOW_SORE;
	}
	return care_now_usec(at) < care_massage_day_until_usec(at, massage) ? CARE_WINDOW_DAY
									    : CARE_WINDOW_OVER;
}
