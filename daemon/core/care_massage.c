/* SPDX-License-Identifier: MIT */
/* Sessions, their check-ins, and soreness.
 *
 * A check-in is one question about the body, not about a session: what is due within the same hours
 * is asked once, and one answer is good for every session that was long enough ago. Soreness is one
 * episode, counted from the end of the session it came from. */
#include <assert.h>
#include <string.h>

#include "care_internal.h"

static bool same_id(const struct prompt_id *a, const struct prompt_id *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* The place of the session with this id; n_massages if there is none. */
static size_t find_massage(const struct care *care, const struct prompt_id *id)
{
	size_t i = 0;

	while (i < care->n_massages && !same_id(&care->massages[i].id, id)) {
		i++;
	}
	return i;
}

static void take_out(struct care *care, size_t at)
{
	care->n_massages--;
	memmove(&care->massages[at], &care->massages[at + 1],
		(care->n_massages - at) * sizeof(care->massages[0]));
}

/* In the order of their ends. When there is no room, the one that ended first goes: its windows
 * are inside those of the others, or over. */
static void put_in(struct care *care, const struct care_massage *massage)
{
	size_t place;

	if (care->n_massages == CARE_MASSAGES_MAX) {
		if (massage->end_real_usec <= care->massages[0].end_real_usec) {
			return;
		}
		take_out(care, 0);
	}
	place = care->n_massages;
	while (place > 0 && care->massages[place - 1].end_real_usec > massage->end_real_usec) {
		place--;
	}
	memmove(&care->massages[place + 1], &care->massages[place],
		(care->n_massages - place) * sizeof(*massage));
	care->massages[place] = *massage;
	care->n_massages++;
}

static enum care_field find_fault(const struct care *care, const struct care_at *at,
	const struct care_event *event, usec_t end)
{
	if (find_massage(care, &event->massage.id) < care->n_massages) {
		return CARE_FIELD_ID;
	}
	if (end > care_now_usec(at) || care_age_usec(at, end) > CARE_BACKDATE_MAX_USEC) {
		return CARE_FIELD_END;
	}
	if (event->massage.duration_usec == 0 ||
		event->massage.duration_usec > CARE_MASSAGE_MAX_USEC) {
		return CARE_FIELD_DURATION;
	}
	return CARE_FIELD_NONE;
}

struct care_result care_log_massage(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	usec_t now = care_now_usec(at);
	usec_t end =
		event->massage.end_real_usec == USEC_INFINITY ? now : event->massage.end_real_usec;
	enum care_field fault = find_fault(care, at, event, end);
	struct care_result result = CARE_DONE;
	struct care_massage massage;

	assert(event->massage.by < CARE_BY_MAX && event->massage.pressure < CARE_PRESSURE_MAX);
	if (fault != CARE_FIELD_NONE) {
		return care_bad_field(fault);
	}
	massage = (struct care_massage){
		.id = event->massage.id,
		.end_real_usec = end,
		.logged_real_usec = now,
		.duration_usec = event->massage.duration_usec,
		.day = care_day_of(at, end),
		.by = event->massage.by,
		.pressure = event->massage.pressure,
		.areas = event->massage.areas,
	};
	put_in(care, &massage);
	if (care->course.active) {
		care_course_add_day(&care->course, massage.day);
	}
	care->lighter_next_time = false;
	if (care->safety.level != CARE_LEVEL_NONE) {
		result.advice = care->safety.message;
	} else if (now < end + CARE_WINDOW_USEC) {
		result.advice = CARE_MESSAGE_SESSION_LOGGED;
		result.offers = CARE_OFFER_JOINT_TOUR | CARE_OFFER_STROLL | CARE_OFFER_NEW_SEAT;
	}
	return result;
}

struct care_result care_forget_massage(struct care *care, const struct prompt_id *id)
{
	size_t place = find_massage(care, id);
	const struct care_massage *massage = &care->massages[place];

	if (place == care->n_massages) {
		return (struct care_result){
			CARE_NO_SUCH_MASSAGE, CARE_FIELD_ID, .advice = CARE_MESSAGE_NONE};
	}
	/* Who said to be sore is sore: only not from this. */
	if (care->sore.from_massage && care->sore.base_real_usec == massage->end_real_usec) {
		care->sore.from_massage = false;
	}
	care_course_remove_day(&care->course, massage->day);
	take_out(care, place);
	return CARE_DONE;
}

usec_t care_massage_day_until_usec(const struct care_at *at, const struct care_massage *massage)
{
	(void)at;
	return massage->end_real_usec +
	       (massage->answered ? CARE_CHECK_IN_USEC : CARE_UNKNOWN_UNTIL_USEC);
}

bool care_is_sore(const struct care *care, const struct care_at *at)
{
	return care->sore.on &&
	       care_now_usec(at) < care->sore.reported_real_usec + CARE_SORE_ENDS_USEC;
}

bool care_is_sore_long(const struct care *care, const struct care_at *at)
{
	/* What lies ahead of a clock that is in doubt may be as old as that. */
	return care_is_sore(care, at) &&
	       (care->sore.base_real_usec > care_now_usec(at) ||
		       care_age_usec(at, care->sore.base_real_usec) >= CARE_SORE_LONG_USEC);
}

bool care_wants_lighter(const struct care *care, const struct care_at *at)
{
	return care->lighter_next_time || (care->sore.from_massage && care_is_sore_long(care, at));
}

void care_end_soreness(struct care *care, const struct care_at *at)
{
	if (care->sore.from_massage &&
		care_age_usec(at, care->sore.base_real_usec) >= CARE_SORE_LONG_USEC) {
		care->lighter_next_time = true;
	}
	care->sore = (struct care_sore){.on = false};
}

/* What soreness that is told of now for the first time comes from. */
static void begin_soreness(struct care *care, const struct care_at *at, enum care_soreness soreness)
{
	usec_t within = soreness == CARE_STILL_SORE ? CARE_SORE_WEEK_USEC : CARE_UNKNOWN_UNTIL_USEC;
	/* Where there is room, the question that ended it is being answered. */
	bool goes_on = soreness == CARE_STILL_SORE && care->sore.base_real_usec != 0;

	if (goes_on) {
		care->sore.on = true;
		return;
	}
	care->sore = (struct care_sore){.on = true, .base_real_usec = care_now_usec(at)};
	if (care->n_massages > 0) {
		usec_t end = care->massages[care->n_massages - 1].end_real_usec;

		if (care_age_usec(at, end) < within) {
			care->sore.base_real_usec = end;
			care->sore.from_massage = true;
		}
	}
}

static enum care_message soreness_message(const struct care *care, usec_t age)
{
	if (!care->sore.from_massage) {
		return CARE_MESSAGE_SORENESS_SETTLED;
	}
	if (age >= CARE_SORE_WEEK_USEC) {
		return CARE_MESSAGE_SORENESS_7D;
	}
	return age >= CARE_SORE_ADVICE_USEC ? CARE_MESSAGE_SORENESS_96H : CARE_MESSAGE_SORENESS_48H;
}

static enum care_message note_soreness(
	struct care *care, const struct care_at *at, enum care_soreness soreness)
{
	usec_t age;

	if (!care->sore.on) {
		begin_soreness(care, at, soreness);
	}
	if (soreness != CARE_STILL_SORE) {
		care->sore.quite = soreness == CARE_QUITE_SORE;
	}
	/* Both may lie ahead of a clock that is in doubt. */
	care->sore.reported_real_usec = care_later(care_now_usec(at),
		care_later(care->sore.reported_real_usec, care->sore.base_real_usec));
	age = care_age_usec(at, care->sore.base_real_usec);
	care_strength_was_sore(care, at,
		soreness == CARE_QUITE_SORE || age >= CARE_SORE_LONG_USEC ? CARE_WEEK_MORE
									  : CARE_WEEK_A_LITTLE);
	return age < CARE_SORE_LONG_USEC ? CARE_MESSAGE_SORENESS_24H_MILD
					 : soreness_message(care, age);
}

struct care_result care_check_in(
	struct care *care, const struct care_at *at, enum care_soreness soreness)
{
	struct care_result result = CARE_DONE;

	assert(soreness < CARE_SORENESS_MAX);
	if (soreness == CARE_SOMETHING_NEW) {
		/* No answer to how sore it is: that is asked again. */
		care_open_checklist(care, at);
		result.advice = CARE_MESSAGE_SYMPTOM_CHECK;
		result.open_checklist = true;
		return result;
	}
	for (size_t i = 0; i < care->n_massages; i++) {
		if (care_age_usec(at, care->massages[i].end_real_usec) >= CARE_ANSWER_COUNTS_USEC) {
			care->massages[i].answered = true;
		}
	}
	if (soreness == CARE_COMFORTABLE || soreness == CARE_SETTLED) {
		care_end_soreness(care, at);
		result.advice = CARE_MESSAGE_CHECKIN_COMFORTABLE;
	} else {
		result.advice = note_soreness(care, at, soreness);
	}
	return result;
}

static usec_t massage_due_usec(const struct care_at *at, const struct care_massage *massage)
{
	usec_t end = massage->end_real_usec, due;

	if (massage->answered || massage->n_asked >= 2) {
		return USEC_INFINITY;
	}
	due = massage->n_asked == 0 ? end + CARE_CHECK_IN_USEC
				    : care_later(end + CARE_ASK_AGAIN_USEC,
					      massage->asked_real_usec + CARE_PAUSE_USEC);
	/* From then on it is not known, and primers are back. */
	return care_later(due, care_now_usec(at)) < end + CARE_UNKNOWN_UNTIL_USEC ? due
										  : USEC_INFINITY;
}

usec_t care_check_in_due_usec(const struct care *care, const struct care_at *at)
{
	usec_t due = USEC_INFINITY;

	for (size_t i = 0; i < care->n_massages; i++) {
		due = care_earlier(due, massage_due_usec(at, &care->massages[i]));
	}
	return due;
}

/* The next of the days after the session on which soreness is asked about, a while after it was
 * last spoken of; weeks, once it was said to see somebody. */
static usec_t next_recheck_usec(const struct care_sore *sore)
{
	usec_t from = care_later(sore->asked_real_usec, sore->reported_real_usec) + CARE_PAUSE_USEC;
	usec_t age = from > sore->base_real_usec ? from - sore->base_real_usec : 0;
	usec_t step = age > CARE_SORE_WEEK_USEC ? CARE_SORE_WEEK_USEC : CARE_RECHECK_USEC;
	usec_t after = (age + step - 1) / step * step;

	return sore->base_real_usec + care_later(after, CARE_SORE_LONG_USEC);
}

usec_t care_soreness_due_usec(
	const struct care *care, const struct care_at *at, enum care_message *ret_message)
{
	usec_t ends = care->sore.reported_real_usec + CARE_SORE_ENDS_USEC, due;

	if (!care->sore.on) {
		return USEC_INFINITY;
	}
	due = next_recheck_usec(&care->sore);
	if (due >= ends || care_now_usec(at) >= ends) {
		*ret_message = CARE_MESSAGE_SORENESS_SETTLED;
		return care_later(ends, care->sore.asked_real_usec + CARE_PAUSE_USEC);
	}
	*ret_message = soreness_message(
		care, care_later(due, care_now_usec(at)) - care->sore.base_real_usec);
	return due;
}

void care_check_in_was_shown(struct care *care, const struct care_at *at)
{
	/* What would be due in the coming hours is the same question. */
	usec_t until = care_now_usec(at) + CARE_PAUSE_USEC;
	enum care_message message;

	for (size_t i = 0; i < care->n_massages; i++) {
		struct care_massage *massage = &care->massages[i];

		if (massage_due_usec(at, massage) <= until) {
			massage->n_asked++;
			massage->asked_real_usec = care_now_usec(at);
		}
	}
	if (care_soreness_due_usec(care, at, &message) <= until) {
		if (!care_is_sore(care, at)) {
			/* Over, and asked about; who answers that it is not goes on. */
			care->lighter_next_time |= care->sore.from_massage;
			care->sore.on = false;
		}
		care->sore.asked_real_usec = care_now_usec(at);
	}
}
