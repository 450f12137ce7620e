/* SPDX-License-Identifier: MIT */
/* Twelve weeks of strength sets. How far somebody has come is worked out from what each week was
 * like. */
#include "care_internal.h"

struct care_result care_set_strength(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	int32_t start = event->plan.start_day;

	if (event->plan.every_days != 0) {
		return care_bad_field(CARE_FIELD_EVERY_DAYS);
	}
	if (event->plan.count != 0) {
		return care_bad_field(CARE_FIELD_COUNT);
	}
	if (!event->plan.active) {
		care->strength.active = false;
		return CARE_DONE;
	}
	if (start == CARE_NO_DAY) {
		if (care->strength.active) {
			return CARE_DONE;
		}
		start = care_today(at);
	}
	if (!care_is_start_possible(at, start)) {
		return care_bad_field(CARE_FIELD_START_DATE);
	}
	care->strength = (struct care_strength){.active = true, .start_day = start};
	return CARE_DONE;
}

/* Of today, from 0 on; CARE_STRENGTH_WEEKS outside of the programme. */
static int32_t week_of_today(const struct care_strength *strength, const struct care_at *at)
{
	int32_t today = care_today(at);

	if (!strength->active || today < strength->start_day ||
		today - strength->start_day >= 7 * CARE_STRENGTH_WEEKS) {
		return CARE_STRENGTH_WEEKS;
	}
	return (today - strength->start_day) / 7;
}

void care_strength_was_done(struct care *care, const struct care_at *at)
{
	int32_t week = week_of_today(&care->strength, at);

	if (week < CARE_STRENGTH_WEEKS) {
		care->strength.weeks[week].days |=
			(uint8_t)(1U << ((care_today(at) - care->strength.start_day) % 7));
	}
}

void care_strength_was_sore(
	struct care *care, const struct care_at *at, enum care_week_soreness soreness)
{
	int32_t week = week_of_today(&care->strength, at);

	if (week < CARE_STRENGTH_WEEKS && care->strength.weeks[week].soreness < soreness) {
		care->strength.weeks[week].soreness = soreness;
	}
}

static int days_done(uint8_t days)
{
	int n = 0;

	for (; days != 0; days &= (uint8_t)(days - 1)) {
		n++;
	}
	return n;
}

/* Repetitions first, then intensity, each after two comfortable weeks. A little soreness holds it
 * where it is, more takes it a stage back, and a week with hardly any sets says nothing. */
static uint8_t strength_stage(const struct care_strength *strength, int32_t n_weeks)
{
	int stage = 0, comfortable = 0;

	for (int32_t week = 0; week <= n_weeks && week < CARE_STRENGTH_WEEKS; week++) {
		switch (strength->weeks[week].soreness) {
		case CARE_WEEK_MORE:
			stage -= stage > 0;
			comfortable = 0;
			break;
		case CARE_WEEK_A_LITTLE:
			comfortable = 0;
			break;
		case CARE_WEEK_COMFORTABLE:
			/* The week that runs is not over yet. */
			comfortable += week < n_weeks && days_done(strength->weeks[week].days) >=
								 CARE_STRENGTH_DAYS_MIN;
			break;
		}
		if (comfortable == CARE_COMFORTABLE_WEEKS) {
			stage += stage < CARE_STRENGTH_STAGES - 1;
			comfortable = 0;
		}
	}
	return (uint8_t)stage;
}

void care_get_strength(
	const struct care *care, const struct care_at *at, struct care_strength_view *ret_view)
{
	int32_t week = week_of_today(&care->strength, at);
	bool begun = care_today(at) >= care->strength.start_day;
	uint8_t stage = strength_stage(&care->strength, begun ? week : 0);

	*ret_view = (struct care_strength_view){
		.active = care->strength.active && (week < CARE_STRENGTH_WEEKS || !begun),
		.week = week < CARE_STRENGTH_WEEKS ? (uint8_t)(week + 1) : 0,
		.intensity = (uint8_t)(1 + stage / 2),
		.more_reps = stage % 2 != 0,
	};
}
