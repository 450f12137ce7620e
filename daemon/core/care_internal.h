/* SPDX-License-Identifier: MIT */
/* Between the files of care: care.c (events), care_clock.c (a clock that is wrong), care_massage.c
 * (sessions, check-ins, soreness), care_safety.c (checklist, levels, profile), care_clear.c (the
 * way down), care_plan.c (course, asks of plans), care_strength.c, care_limits.c (what holds),
 * care_ask.c (what is asked when), care_valid.c.
 *
 * Time passes without a trace: what holds now is worked out from what was told and when, so that a
 * clock that was set wrong and is put right again has changed nothing. Only showing, answering and
 * reporting write. */
#pragma once

#include "care.h"

/* Figures of rules.json, post_massage. */
#define CARE_WINDOW_USEC (2 * USEC_PER_HOUR)
#define CARE_CHECK_IN_USEC (24 * USEC_PER_HOUR)
#define CARE_ASK_AGAIN_USEC (30 * USEC_PER_HOUR)
#define CARE_UNKNOWN_UNTIL_USEC (72 * USEC_PER_HOUR)
#define CARE_SORE_LONG_USEC (48 * USEC_PER_HOUR)
#define CARE_RECHECK_USEC (24 * USEC_PER_HOUR)
#define CARE_SORE_ADVICE_USEC (96 * USEC_PER_HOUR)
#define CARE_SORE_WEEK_USEC (7 * USEC_PER_DAY)
/* Soreness ends so long after it was last told of, with a question. */
#define CARE_SORE_ENDS_USEC (14 * USEC_PER_DAY)
/* An answer sooner than this after a session is none to its check-in. */
#define CARE_ANSWER_COUNTS_USEC (12 * USEC_PER_HOUR)
/* Between two askings of the same, however late the first was. */
#define CARE_PAUSE_USEC (6 * USEC_PER_HOUR)

/* rules.json, safety. */
#define CARE_CHECKLIST_EVERY_USEC (90 * USEC_PER_DAY)
#define CARE_CHECKLIST_IGNORED_USEC (7 * USEC_PER_DAY)
#define CARE_GENTLE_DAYS_USEC (7 * USEC_PER_DAY)
#define CARE_DAILY_USEC USEC_PER_DAY
#define CARE_WEEKLY_USEC (7 * USEC_PER_DAY)
#define CARE_FLARE_ASK_USEC (48 * USEC_PER_HOUR)
/* "Tomorrow" is the first start of a day that is at least so far off. */
#define CARE_TOMORROW_MIN_USEC (6 * USEC_PER_HOUR)

/* Plans. */
#define CARE_COURSE_TOLERANCE_DAYS 3
#define CARE_REVIEW_DAY 30
#define CARE_LOOK_BACKS 2
#define CARE_LOOK_BACK_GOOD_DAYS 30
#define CARE_PUT_OFF_DAYS 7
#define CARE_STRENGTH_DAYS_MIN 2
#define CARE_COMFORTABLE_WEEKS 2
#define CARE_STRENGTH_STAGES 6
/* A plan may begin so far away from today. */
#define CARE_START_MAX_DAYS 365

static inline usec_t care_now_usec(const struct care_at *at)
{
	return at->now->real_usec;
}

/* How long ago; 0 while it lies ahead. */
static inline usec_t care_age_usec(const struct care_at *at, usec_t real_usec)
{
	return at->now->real_usec > real_usec ? at->now->real_usec - real_usec : 0;
}

static inline usec_t care_later(usec_t a, usec_t b)
{
	return a > b ? a : b;
}

static inline usec_t care_earlier(usec_t a, usec_t b)
{
	return a < b ? a : b;
}

#define CARE_DONE                           \
	(struct care_result)                \
	{                                   \
		.advice = CARE_MESSAGE_NONE \
	}

static inline struct care_result care_bad_field(enum care_field field)
{
	return (struct care_result){CARE_BAD_FIELD, field, .advice = CARE_MESSAGE_NONE};
}

/* -- care.c -- */

/* The local date that a plan goes by: today, as days begin at Day.Start. */
int32_t care_today(const struct care_at *at);
/* The date on the calendar at that moment, in the zone of now. */
int32_t care_day_of(const struct care_at *at, usec_t real_usec);
/* When that date begins here: at Day.Start, as the zone is now. */
usec_t care_day_real_usec(const struct care_at *at, int32_t day);
usec_t care_tomorrow_real_usec(const struct care_at *at);

/* -- care_clock.c -- */

/* Brings the stamps in line with the clock, as far as it is believed. */
void care_take_clock(struct care *care, const struct care_at *at);

/* -- care_ask.c -- */

/* When another message is due than now, later than now: also a graver one than what is due and was
 * not shown yet. USEC_INFINITY for never. */
usec_t care_next_ask_real_usec(const struct care *care, const struct care_at *at);

/* -- care_massage.c -- */

struct care_result care_log_massage(
	struct care *care, const struct care_at *at, const struct care_event *event);
struct care_result care_forget_massage(struct care *care, const struct prompt_id *id);
struct care_result care_check_in(
	struct care *care, const struct care_at *at, enum care_soreness soreness);
bool care_is_sore(const struct care *care, const struct care_at *at);
bool care_is_sore_long(const struct care *care, const struct care_at *at);
/* Until when the day after a session lasts as things stand. */
usec_t care_massage_day_until_usec(const struct care_at *at, const struct care_massage *massage);
/* Soreness is over; by whatever way it was found out. */
void care_end_soreness(struct care *care, const struct care_at *at);
/* When the check-in of a session, and when soreness, is asked about: USEC_INFINITY for no more. */
usec_t care_check_in_due_usec(const struct care *care, const struct care_at *at);
usec_t care_soreness_due_usec(
	const struct care *care, const struct care_at *at, enum care_message *ret_message);
void care_check_in_was_shown(struct care *care, const struct care_at *at);

/* -- care_safety.c -- */

struct care_result care_report_symptoms(
	struct care *care, const struct care_at *at, uint32_t symptoms);
uint32_t care_all_symptoms(const struct care_at *at);
void care_answer_checklist(struct care *care, const struct care_at *at);
void care_open_checklist(struct care *care, const struct care_at *at);
void care_put_off_checklist(struct care *care, const struct care_at *at);
struct care_result care_set_flare(struct care *care, const struct care_at *at, bool on);
struct care_result care_set_profile(
	struct care *care, const struct care_at *at, uint32_t conditions);
bool care_is_gentle_after_clearing(const struct care *care, const struct care_at *at);
usec_t care_safety_due_usec(
	const struct care *care, const struct care_at *at, enum care_message *ret_message);
usec_t care_checklist_due_usec(const struct care *care, const struct care_at *at);
usec_t care_flare_due_usec(
	const struct care *care, const struct care_at *at, enum care_message *ret_message);
void care_checklist_was_shown(struct care *care, const struct care_at *at);

/* -- care_clear.c -- */

struct care_result care_clear(
	struct care *care, const struct care_at *at, const struct care_event *event);

/* -- care_strength.c -- */

struct care_result care_set_strength(
	struct care *care, const struct care_at *at, const struct care_event *event);
void care_strength_was_done(struct care *care, const struct care_at *at);
void care_strength_was_sore(
	struct care *care, const struct care_at *at, enum care_week_soreness soreness);

/* -- care_plan.c -- */

bool care_is_start_possible(const struct care_at *at, int32_t day);

struct care_result care_set_course(
	struct care *care, const struct care_at *at, const struct care_event *event);
void care_course_add_day(struct care_course *course, int32_t day);
void care_course_remove_day(struct care_course *course, int32_t day);
/* The plan's message that is due or comes next. */
void care_get_plan_ask(const struct care *care, const struct care_at *at, struct care_ask *ret_ask);
void care_plan_was_shown(struct care *care, const struct care_at *at, enum care_message message);
void care_plan_chosen(struct care *care, const struct care_at *at, enum care_message message,
	enum care_choice choice);
