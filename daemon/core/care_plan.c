/* SPDX-License-Identifier: MIT */
/* Plans go by local dates. How far one has come is worked out from its dates and what was done,
 * never advanced by a clock: a month off, or a clock set wrong, loses nothing. */
#include "care_internal.h"

/* Days after the last session, before what it did usually fades. */
static const uint8_t look_back_days[CARE_LOOK_BACKS] = {60, 150};

int32_t care_course_due_day(const struct care_course *course, uint8_t index)
{
	return course->start_day + (int32_t)index * course->every_days;
}

/* Such that no day belongs to two sessions. */
static int32_t tolerance_days(const struct care_course *course)
{
	int32_t half = (course->every_days - 1) / 2;

	return half < CARE_COURSE_TOLERANCE_DAYS ? half : CARE_COURSE_TOLERANCE_DAYS;
}

int32_t care_course_done_day(const struct care_course *course, uint8_t index)
{
	int32_t due = care_course_due_day(course, index), tolerance = tolerance_days(course);

	for (uint8_t i = 0; i < course->n_done; i++) {
		if (course->done_days[i] >= due - tolerance &&
			course->done_days[i] <= due + tolerance) {
			return course->done_days[i];
		}
	}
	return CARE_NO_DAY;
}

/* When full, the oldest goes. */
void care_course_add_day(struct care_course *course, int32_t day)
{
	if (course->n_done == CARE_COURSE_SESSIONS_MAX) {
		care_course_remove_day(course, course->done_days[0]);
	}
	course->done_days[course->n_done++] = day;
}

void care_course_remove_day(struct care_course *course, int32_t day)
{
	for (uint8_t i = 0; i < course->n_done; i++) {
		if (course->done_days[i] == day) {
			course->n_done--;
			for (; i < course->n_done; i++) {
				course->done_days[i] = course->done_days[i + 1];
			}
			return;
		}
	}
}

bool care_is_start_possible(const struct care_at *at, int32_t day)
{
	int32_t today = care_today(at);

	return day >= today - CARE_START_MAX_DAYS && day <= today + CARE_START_MAX_DAYS;
}

/* Sessions that were logged before somebody thought of a plan. */
static void begin_course(struct care *care, const struct care_course *wanted)
{
	struct care_course *course = &care->course;

	*course = *wanted;
	for (size_t i = 0; i < care->n_massages; i++) {
		if (care->massages[i].day >= course->start_day - tolerance_days(course)) {
			care_course_add_day(course, care->massages[i].day);
		}
	}
}

struct care_result care_set_course(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	struct care_course *course = &care->course;
	bool changed = course->active;
	/* What it is built on is said where it is offered. */
	struct care_result offered = {.advice = CARE_MESSAGE_COURSE_OFFER};
	struct care_course wanted = {
		.started = true,
		.active = true,
		.start_day = changed ? course->start_day : care_today(at),
		.every_days = changed ? course->every_days : CARE_COURSE_EVERY_DAYS,
		.count = changed ? course->count : CARE_COURSE_COUNT,
		.look_back_day = CARE_NO_DAY,
		.look_back_from_day = CARE_NO_DAY,
	};

	if (!event->plan.active) {
		course->active = false;
		return CARE_DONE;
	}
	if (event->plan.start_day != CARE_NO_DAY) {
		if (!care_is_start_possible(at, event->plan.start_day)) {
			return care_bad_field(CARE_FIELD_START_DATE);
		}
		wanted.start_day = event->plan.start_day;
	}
	if (event->plan.every_days > CARE_COURSE_EVERY_DAYS_MAX) {
		return care_bad_field(CARE_FIELD_EVERY_DAYS);
	}
	if (event->plan.count > CARE_COURSE_SESSIONS_MAX) {
		return care_bad_field(CARE_FIELD_COUNT);
	}
	wanted.every_days = event->plan.every_days ? event->plan.every_days : wanted.every_days;
	wanted.count = event->plan.count ? event->plan.count : wanted.count;
	if (!changed) {
		begin_course(care, &wanted);
		return offered;
	}
	/* Other dates are announced anew; what was done stays done. */
	if (wanted.start_day != course->start_day || wanted.every_days != course->every_days) {
		course->asked = 0;
	}
	course->review_asked = course->review_asked && wanted.start_day == course->start_day;
	course->start_day = wanted.start_day;
	course->every_days = wanted.every_days;
	course->count = wanted.count;
	return offered;
}

/* No talk of a next session while a massage is not what fits. */
static bool massage_is_out(const struct care *care, const struct care_at *at)
{
	return care->safety.level != CARE_LEVEL_NONE || care_is_sore_long(care, at) ||
	       (care->safety.restricted && care->safety.permissions.massage != CARE_PERMISSION_YES);
}

static void offer(struct care_ask *ask, const struct care_at *at, enum care_message message,
	int32_t due_day, int32_t day)
{
	usec_t due = care_day_real_usec(at, due_day);

	if (due < ask->due_real_usec) {
		*ask = (struct care_ask){.message = message, .due_real_usec = due, .day = day};
	}
}

/* The session that is to be announced now or next; 'count' if there is none. */
static uint8_t next_session(const struct care_course *course, int32_t today)
{
	uint8_t i = 0;

	while (i < course->count &&
		((course->asked & (1U << i)) || care_course_done_day(course, i) != CARE_NO_DAY ||
			care_course_due_day(course, i) + tolerance_days(course) < today)) {
		i++;
	}
	return i;
}

static void get_course_ask(const struct care *care, const struct care_at *at, struct care_ask *ask)
{
	const struct care_course *course = &care->course;
	int32_t review;
	uint8_t next;

	if (!course->active) {
		return;
	}
	review = course->start_day + CARE_REVIEW_DAY;
	next = next_session(course, care_today(at));
	if (next < course->count && !massage_is_out(care, at)) {
		int32_t due = care_course_due_day(course, next);

		offer(ask, at, CARE_MESSAGE_COURSE_NEXT, due - tolerance_days(course), due);
	}
	if (!course->review_asked) {
		offer(ask, at, CARE_MESSAGE_COURSE_REVIEW, review, review);
	}
}

/* The last session of who has or had a course; CARE_NO_DAY if there was none. */
static int32_t last_day(const struct care *care)
{
	const struct care_course *course = &care->course;
	int32_t last = CARE_NO_DAY;

	for (uint8_t i = 0; i < course->n_done; i++) {
		last = course->done_days[i] > last ? course->done_days[i] : last;
	}
	/* One after the course is one to look back from as well. */
	if (last != CARE_NO_DAY && care->n_massages > 0 &&
		care->massages[care->n_massages - 1].day > last) {
		last = care->massages[care->n_massages - 1].day;
	}
	return last;
}

/* When to look back for the index-th time: not while the course goes on, and not while that was put
 * off. */
static int32_t look_back_due_day(const struct care_course *course, int32_t last, uint8_t index)
{
	int32_t due = last + look_back_days[index];

	if (course->active) {
		int32_t over =
			care_course_due_day(course, course->count - 1) + tolerance_days(course) + 1;

		due = due < over ? over : due;
	}
	return due < course->look_back_from_day ? course->look_back_from_day : due;
}

static uint8_t look_backs_asked(const struct care_course *course, int32_t last)
{
	return course->look_back_day == last ? course->look_back_asked : 0;
}

static void get_look_back_ask(
	const struct care *care, const struct care_at *at, struct care_ask *ask)
{
	const struct care_course *course = &care->course;
	int32_t last = last_day(care), today = care_today(at);

	for (uint8_t i = 0; last != CARE_NO_DAY && i < CARE_LOOK_BACKS; i++) {
		int32_t due = look_back_due_day(course, last, i);
		/* Months too late its text is no longer true. */
		int32_t until = last + look_back_days[i] + CARE_LOOK_BACK_GOOD_DAYS;

		if (!(look_backs_asked(course, last) & (1U << i)) && today <= until &&
			due <= until) {
			offer(ask, at,
				i == 0 ? CARE_MESSAGE_FOLLOWUP_2_MONTHS
				       : CARE_MESSAGE_FOLLOWUP_5_MONTHS,
				due, last);
		}
	}
}

static void mark_look_back(struct care *care, const struct care_at *at, uint8_t index, bool asked)
{
	struct care_course *course = &care->course;
	int32_t last = last_day(care);

	course->look_back_asked = look_backs_asked(course, last);
	course->look_back_day = last;
	if (asked) {
		course->look_back_asked |= (uint8_t)(1U << index);
		course->look_back_from_day = CARE_NO_DAY;
	} else {
		course->look_back_asked &= (uint8_t)~(1U << index);
		course->look_back_from_day = care_today(at) + CARE_PUT_OFF_DAYS;
	}
}

void care_get_plan_ask(const struct care *care, const struct care_at *at, struct care_ask *ret_ask)
{
	const struct care_strength *strength = &care->strength;

	*ret_ask = (struct care_ask){CARE_MESSAGE_NONE, USEC_INFINITY, false, CARE_NO_DAY};
	get_course_ask(care, at, ret_ask);
	get_look_back_ask(care, at, ret_ask);
	if (strength->active && !strength->review_asked) {
		int32_t end = strength->start_day + 7 * CARE_STRENGTH_WEEKS;

		offer(ret_ask, at, CARE_MESSAGE_STRENGTH_REVIEW, end, end);
	}
}

void care_plan_was_shown(struct care *care, const struct care_at *at, enum care_message message)
{
	uint8_t next = next_session(&care->course, care_today(at));

	if (message == CARE_MESSAGE_COURSE_NEXT && next < care->course.count) {
		care->course.asked |= 1U << next;
	} else if (message == CARE_MESSAGE_COURSE_REVIEW) {
		care->course.review_asked = true;
	} else if (message == CARE_MESSAGE_FOLLOWUP_2_MONTHS) {
		mark_look_back(care, at, 0, true);
	} else if (message == CARE_MESSAGE_FOLLOWUP_5_MONTHS) {
		mark_look_back(care, at, 1, true);
	} else if (message == CARE_MESSAGE_STRENGTH_REVIEW) {
		care->strength.review_asked = true;
	}
}

/* What is answered was shown, also where it was answered without being asked. */
void care_plan_chosen(struct care *care, const struct care_at *at, enum care_message message,
	enum care_choice choice)
{
	if (choice != CARE_CHOICE_LATER) {
		return;
	}
	if (message == CARE_MESSAGE_FOLLOWUP_2_MONTHS) {
		mark_look_back(care, at, 0, false);
	} else if (message == CARE_MESSAGE_FOLLOWUP_5_MONTHS) {
		mark_look_back(care, at, 1, false);
	}
}
