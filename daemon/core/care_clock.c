/* SPDX-License-Identifier: MIT */
/* A clock that is wrong, and put right.
 *
 * Before each event no stamp of what has happened may lie ahead: where the clock was set back
 * behind one, it happened now, so that nothing lasts until a year that was never right. But a
 * machine whose clock was never set begins in 1970, or years back, and is put right minutes later
 * by the network: what was moved to now by then would be over at once. So who knows more of the
 * clock doubts it first (care_clock_is_odd()), and while it is in doubt nothing is moved: what lies
 * ahead counts as just told, and soreness as old, which lets nothing go early.
 *
 * No clock is right that shows a time before this was written. What is told by such a one happened
 * when a possible one is seen first. */
#include "care_internal.h"

#define TOLERANCE_USEC USEC_PER_MINUTE

bool care_clock_is_possible(const struct core_now *now)
{
	return now->real_usec >= CARE_REAL_MIN_USEC;
}

static usec_t latest_of_massages(const struct care *care)
{
	usec_t latest = 0;

	for (size_t i = 0; i < care->n_massages; i++) {
		latest = care_later(latest, care->massages[i].logged_real_usec);
		latest = care_later(latest, care->massages[i].asked_real_usec);
	}
	return latest;
}

bool care_clock_is_odd(const struct care *care, const struct core_now *now)
{
	const usec_t stamps[] = {
		latest_of_massages(care),
		care->sore.base_real_usec,
		care->sore.reported_real_usec,
		care->sore.asked_real_usec,
		care->checklist.answered_real_usec,
		care->safety.told_real_usec,
		care->safety.gentle_from_real_usec,
		care->flare.since_real_usec,
		care->flare.asked_real_usec,
		care->profile_real_usec,
	};
	usec_t latest = 0;

	for (size_t i = 0; i < sizeof(stamps) / sizeof(stamps[0]); i++) {
		latest = care_later(latest, stamps[i]);
	}
	return !care_clock_is_possible(now) || latest > now->real_usec + TOLERANCE_USEC;
}

/* -- set back -- */

static void clamp(usec_t *stamp, usec_t max)
{
	*stamp = care_earlier(*stamp, max);
}

static void move_massage(struct care_massage *massage, struct care_sore *sore, usec_t now)
{
	usec_t ago = massage->logged_real_usec - massage->end_real_usec;
	usec_t end = now > ago ? now - ago : 0;

	if (sore->from_massage && sore->base_real_usec == massage->end_real_usec) {
		sore->base_real_usec = end;
	}
	massage->logged_real_usec = now;
	massage->end_real_usec = end;
}

/* Those that were moved may have come before others. */
static void sort_massages(struct care *care)
{
	for (size_t i = 1; i < care->n_massages; i++) {
		struct care_massage massage = care->massages[i];
		size_t place = i;

		while (place > 0 &&
			care->massages[place - 1].end_real_usec > massage.end_real_usec) {
			care->massages[place] = care->massages[place - 1];
			place--;
		}
		care->massages[place] = massage;
	}
}

/* The report of symptoms keeps its time: a date is held against it. */
static void clamp_stamps(struct care *care, const struct care_at *at)
{
	usec_t now = care_now_usec(at), tomorrow = care_tomorrow_real_usec(at);

	for (size_t i = 0; i < care->n_massages; i++) {
		clamp(&care->massages[i].asked_real_usec, now);
		if (care->massages[i].logged_real_usec > now) {
			move_massage(&care->massages[i], &care->sore, now);
		}
	}
	sort_massages(care);
	clamp(&care->sore.base_real_usec, now);
	clamp(&care->sore.reported_real_usec, now);
	clamp(&care->sore.asked_real_usec, now);
	clamp(&care->checklist.answered_real_usec, now);
	clamp(&care->checklist.next_ask_real_usec, care->checklist.answered && !care->checklist.open
							   ? now + CARE_CHECKLIST_EVERY_USEC
							   : tomorrow);
	clamp(&care->safety.told_real_usec, now);
	clamp(&care->safety.gentle_from_real_usec, now);
	clamp(&care->flare.since_real_usec, now);
	clamp(&care->flare.asked_real_usec, now);
	clamp(&care->profile_real_usec, now);
	clamp(&care->dizzy_until_real_usec, tomorrow);
}

/* -- told by a clock that was not set -- */

/* 0: never. */
static bool is_impossible(usec_t stamp)
{
	return stamp != 0 && stamp < CARE_REAL_MIN_USEC;
}

static void lift(usec_t *stamp, usec_t min)
{
	*stamp = is_impossible(*stamp) ? min : *stamp;
}

static void lift_massage(struct care *care, const struct care_at *at, struct care_massage *massage)
{
	int32_t day = massage->day;

	lift(&massage->asked_real_usec, care_now_usec(at));
	if (!is_impossible(massage->logged_real_usec)) {
		return;
	}
	move_massage(massage, &care->sore, care_now_usec(at));
	massage->day = care_day_of(at, massage->end_real_usec);
	for (uint8_t i = 0; i < care->course.n_done; i++) {
		if (care->course.done_days[i] == day) {
			care->course.done_days[i] = massage->day;
		}
	}
}

static void lift_stamps(struct care *care, const struct care_at *at)
{
	usec_t now = care_now_usec(at);

	for (size_t i = 0; i < care->n_massages; i++) {
		lift_massage(care, at, &care->massages[i]);
	}
	sort_massages(care);
	lift(&care->sore.reported_real_usec, now);
	lift(&care->sore.base_real_usec, now);
	clamp(&care->sore.base_real_usec, care->sore.reported_real_usec);
	lift(&care->sore.asked_real_usec, now);
	lift(&care->checklist.answered_real_usec, now);
	lift(&care->checklist.next_ask_real_usec, care->checklist.answered && !care->checklist.open
							  ? now + CARE_CHECKLIST_EVERY_USEC
							  : now);
	lift(&care->safety.reported_real_usec, now);
	lift(&care->safety.told_real_usec, now);
	lift(&care->safety.gentle_from_real_usec, now);
	lift(&care->safety.cleared.real_usec, now);
	lift(&care->flare.since_real_usec, now);
	lift(&care->flare.asked_real_usec, now);
	lift(&care->profile_real_usec, now);
	lift(&care->dizzy_until_real_usec, care_tomorrow_real_usec(at));
	/* A date that was given may lie back as far as one can be put in. */
	if (care->course.active && care->course.start_day < CARE_DAY_MIN - CARE_START_MAX_DAYS) {
		care->course.start_day = care_today(at);
	}
	if (care->strength.active &&
		care->strength.start_day < CARE_DAY_MIN - CARE_START_MAX_DAYS) {
		care->strength.start_day = care_today(at);
	}
}

void care_take_clock(struct care *care, const struct care_at *at)
{
	if (care_clock_is_possible(at->now)) {
		lift_stamps(care, at);
	}
	if (!at->clock_is_doubted) {
		clamp_stamps(care, at);
	}
}
