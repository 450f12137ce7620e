/* SPDX-License-Identifier: MIT */
/* Whether a state can be one of ours. A state that lies could hide a hold or index past an array,
 * so each value is looked at; what is wrong is not mended, as nobody knows how. */
#include "care_internal.h"

static bool is_stamp(usec_t real_usec)
{
	return real_usec <= CARE_REAL_MAX_USEC;
}

/* A date that a plan can have: some hundred years around 1970, so that sums do not overflow. */
static bool is_day(int32_t day)
{
	return day >= -100000 && day <= 100000;
}

static bool is_day_or_none(int32_t day)
{
	return day == CARE_NO_DAY || is_day(day);
}

static bool is_held(enum care_level level)
{
	return level == CARE_LEVEL_DOCTOR_FIRST || level == CARE_LEVEL_URGENT ||
	       level == CARE_LEVEL_EMERGENCY;
}

static bool massage_is_valid(const struct care_massage *massage)
{
	return is_stamp(massage->logged_real_usec) &&
	       massage->end_real_usec <= massage->logged_real_usec && massage->duration_usec > 0 &&
	       massage->duration_usec <= CARE_MASSAGE_MAX_USEC && is_day(massage->day) &&
	       massage->by < CARE_BY_MAX && massage->pressure < CARE_PRESSURE_MAX &&
	       massage->areas < (1U << AREA_MAX) && massage->n_asked <= 2 &&
	       is_stamp(massage->asked_real_usec);
}

static bool massages_are_valid(const struct care *care)
{
	if (care->n_massages > CARE_MASSAGES_MAX) {
		return false;
	}
	for (size_t i = 0; i < care->n_massages; i++) {
		if (!massage_is_valid(&care->massages[i]) ||
			(i > 0 && care->massages[i].end_real_usec <
					  care->massages[i - 1].end_real_usec)) {
			return false;
		}
	}
	return true;
}

static bool sore_is_valid(const struct care_sore *sore)
{
	return is_stamp(sore->base_real_usec) && is_stamp(sore->reported_real_usec) &&
	       is_stamp(sore->asked_real_usec) && sore->base_real_usec <= sore->reported_real_usec;
}

/* A checklist that was answered was answered at some time, and is asked again. */
static bool checklist_is_valid(const struct care_checklist *checklist)
{
	usec_t answered = checklist->answered_real_usec;

	if (!is_stamp(answered) || !is_stamp(checklist->next_ask_real_usec)) {
		return false;
	}
	return checklist->answered ? answered != 0 : answered == 0;
}

static bool permissions_are_valid(const struct care_safety *safety)
{
	const struct care_permissions *permissions = &safety->permissions;
	bool all_told = permissions->walking != CARE_PERMISSION_NOT_TOLD &&
			permissions->exercise != CARE_PERMISSION_NOT_TOLD &&
			permissions->massage != CARE_PERMISSION_NOT_TOLD;

	return permissions->walking < CARE_PERMISSION_MAX &&
	       permissions->exercise < CARE_PERMISSION_MAX &&
	       permissions->massage < CARE_PERMISSION_MAX && (all_told || !safety->restricted);
}

/* A level without a symptom, or a symptom that is graver than the level, was never reported. */
static bool level_is_valid(const struct care *care, const struct care_symptoms *symptoms)
{
	const struct care_safety *safety = &care->safety;

	if (safety->level == CARE_LEVEL_NONE) {
		return safety->symptoms == 0 && safety->message == CARE_MESSAGE_NONE;
	}
	if (!is_held(safety->level) || safety->message >= CARE_MESSAGE_CLEAR_WELCOME ||
		safety->symptoms == 0 || safety->reported_real_usec == 0 ||
		!care->checklist.answered) {
		return false;
	}
	for (size_t i = 0; i < CARE_SYMPTOMS_MAX; i++) {
		if ((safety->symptoms & (1U << i)) &&
			(i >= symptoms->n_items || symptoms->items[i].level > safety->level)) {
			return false;
		}
	}
	return true;
}

static bool safety_is_valid(const struct care *care, const struct care_symptoms *symptoms)
{
	const struct care_safety *safety = &care->safety;

	return level_is_valid(care, symptoms) && permissions_are_valid(safety) &&
	       is_stamp(safety->reported_real_usec) && is_stamp(safety->told_real_usec) &&
	       is_stamp(safety->gentle_from_real_usec) && is_stamp(safety->cleared.real_usec) &&
	       safety->cleared.how < CARE_CLEARING_MAX && safety->cleared.level < CARE_LEVEL_MAX &&
	       is_day_or_none(safety->cleared.seen_day);
}

static bool course_is_valid(const struct care_course *course)
{
	if (!is_day_or_none(course->look_back_day) || !is_day_or_none(course->look_back_from_day) ||
		course->n_done > CARE_COURSE_SESSIONS_MAX ||
		course->look_back_asked >= (1U << CARE_LOOK_BACKS)) {
		return false;
	}
	for (uint8_t i = 0; i < course->n_done; i++) {
		if (!is_day(course->done_days[i])) {
			return false;
		}
	}
	if (!course->started) {
		return !course->active && course->n_done == 0;
	}
	return is_day(course->start_day) && course->every_days > 0 &&
	       course->every_days <= CARE_COURSE_EVERY_DAYS_MAX && course->count > 0 &&
	       course->count <= CARE_COURSE_SESSIONS_MAX &&
	       course->asked < (1U << CARE_COURSE_SESSIONS_MAX);
}

static bool strength_is_valid(const struct care_strength *strength)
{
	for (size_t i = 0; i < CARE_STRENGTH_WEEKS; i++) {
		if (strength->weeks[i].days > 0x7f ||
			strength->weeks[i].soreness > CARE_WEEK_MORE) {
			return false;
		}
	}
	return is_day(strength->start_day) ||
	       (!strength->active && strength->start_day == CARE_NO_DAY);
}

bool care_state_is_valid(const struct care *care, const struct care_symptoms *symptoms)
{
	return massages_are_valid(care) && sore_is_valid(&care->sore) &&
	       checklist_is_valid(&care->checklist) && safety_is_valid(care, symptoms) &&
	       is_stamp(care->flare.since_real_usec) && is_stamp(care->flare.asked_real_usec) &&
	       !(care->profile & ~(uint32_t)CARE_PROFILE_CONDITIONS) &&
	       is_stamp(care->profile_real_usec) && is_stamp(care->dizzy_until_real_usec) &&
	       course_is_valid(&care->course) && strength_is_valid(&care->strength);
}
