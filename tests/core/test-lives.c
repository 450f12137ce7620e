/* SPDX-License-Identifier: MIT */
/* Made-up lives: random ones for the invariants, a year of working days for plausibility. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "life.h"

#define N_LIVES 10000
#define N_LIVES_SANITIZED 500
/* One in so many is a long one: what piles up is seen there, what comes early in the others. */
#define LONG_EACH 50
#define N_EVENTS 1500
#define N_EVENTS_SHORT 30

struct dice {
	uint64_t state;
};

static uint64_t roll(struct dice *dice, uint64_t sides)
{
	/* xorshift64*: the same lives everywhere */
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (dice->state * 2685821657736338717ULL >> 16) % sides;
}

static usec_t roll_length(struct dice *dice)
{
	static const usec_t scales[] = {USEC_PER_SEC, USEC_PER_MINUTE, 10 * USEC_PER_MINUTE,
		45 * USEC_PER_MINUTE, 3 * USEC_PER_HOUR};

	return 1 + roll(dice, scales[roll(dice, ELEMENTSOF(scales))]);
}

static void roll_settings(struct dice *dice, struct core_settings *settings)
{
	life_settings_default(settings);
	settings->walk_limit_usec = USEC_PER_SEC + roll(dice, 2 * USEC_PER_HOUR);
	settings->walk_break_usec = USEC_PER_SEC + roll(dice, 10 * USEC_PER_MINUTE);
	settings->walk_short_break_usec = USEC_PER_SEC + roll(dice, 5 * USEC_PER_MINUTE);
	settings->prompt_min_gap_usec = USEC_PER_SEC + roll(dice, 20 * USEC_PER_MINUTE);
	settings->prompt_expire_usec = USEC_PER_SEC + roll(dice, 30 * USEC_PER_MINUTE);
	settings->prompt_max_per_hour = 1 + (uint32_t)roll(dice, 10);
	settings->prompt_snooze_limit = (uint32_t)roll(dice, 4);
	settings->posture_per_day = (uint32_t)roll(dice, 10);
	settings->tools = (uint32_t)roll(dice, 64);
	if (roll(dice, 2) == 0) {
		settings->micro_interval_usec = USEC_PER_MINUTE + roll(dice, USEC_PER_HOUR);
	}
	settings->hold_grace_usec = roll(dice, USEC_PER_MINUTE);
	settings->hold_meeting = roll(dice, 4) != 0;
	settings->hold_do_not_disturb = roll(dice, 4) != 0;
	settings->hold_microphone = roll(dice, 4) != 0;
	settings->hold_fullscreen = roll(dice, 4) != 0;
	settings->hold_inhibitor = roll(dice, 4) != 0;
	if (roll(dice, 3) == 0) {
		settings->kinds = (uint32_t)roll(dice, 128);
	}
}

static void step(struct life *life, struct core_event event)
{
	(void)life_step(life, &event);
}

static void restart(struct dice *dice, struct life *life, usec_t length_usec)
{
	struct core_event event = {
		.restart = {
			.is_orderly = roll(dice, 2) == 0,
			.is_new_boot = roll(dice, 3) == 0,
			.booted_boot_usec = life->now.boot_usec + roll(dice, 2 * length_usec),
			.logged_out = roll(dice, 3) == 0,
		}};

	life_restart(life, length_usec, &event);
}

/* Somebody tells of body and treatment; what holds is lifted again as often. */
static void tell_care(struct dice *dice, struct life *life)
{
	struct core_event event = {.type = CORE_CARE};
	struct care_event *care = &event.care;
	uint64_t n_symptoms = life->core.symptoms.n_items;

	switch (roll(dice, 12)) {
	case 0:
		care->type = CARE_REPORT_SYMPTOMS;
		care->symptoms = roll(dice, 2) ? 1U << roll(dice, n_symptoms) : 0;
		break;
	case 1:
	case 2:
	case 3:
		care->type = CARE_CLEAR;
		care->clear.how = CARE_ENTERED_BY_MISTAKE;
		care->clear.answered = (1U << n_symptoms) - 1;
		if (roll(dice, 3) == 0) {
			/* Not whole. */
			care->clear.answered &= ~(1U << roll(dice, n_symptoms));
		}
		break;
	case 4:
		care->type = CARE_SET_FLARE;
		care->flare = roll(dice, 3) == 0;
		break;
	case 5:
		care->type = CARE_SET_PROFILE;
		care->profile = (uint32_t)roll(dice, 2048) & CARE_PROFILE_CONDITIONS;
		break;
	case 6:
		care->type = CARE_FORGET_MASSAGE;
		care->forget = life->core.care.massages[0].id;
		break;
	case 7:
		care->type = CARE_CHECK_IN;
		care->soreness = (enum care_soreness)roll(dice, CARE_SORENESS_MAX);
		break;
	case 8:
		care->type = roll(dice, 2) ? CARE_SET_COURSE : CARE_SET_STRENGTH;
		care->plan.active = roll(dice, 3) != 0;
		care->plan.start_day = CARE_NO_DAY;
		break;
	case 9:
		care->type = roll(dice, 2) ? CARE_LOGIN : CARE_DOUBT;
		break;
	default:
		care->type = CARE_MASSAGE;
		care->massage.id.bytes[0] = (uint8_t)roll(dice, 256);
		care->massage.end_real_usec =
			roll(dice, 2) ? USEC_INFINITY : life->now.real_usec - roll_length(dice);
		care->massage.duration_usec = USEC_PER_HOUR;
		break;
	}
	step(life, event);
}

/* A button under a message, whether there is one or not. */
static void choose_something(struct dice *dice, struct life *life)
{
	step(life, (struct core_event){.type = CORE_ANSWER,
			   .answer = {.answer = ANSWER_CHOOSE,
				   .choice = (enum care_choice)roll(dice, CARE_CHOICE_MAX)}});
}

/* Something happens. */
static void live_on(struct dice *dice, struct life *life)
{
	usec_t length_usec = roll_length(dice);

	switch (roll(dice, 24)) {
	case 0:
	case 1:
	case 2:
		life_work(life, length_usec);
		break;
	case 3:
	case 4:
		life_still(life, length_usec, USEC_PER_MINUTE);
		break;
	case 5:
		life_wait(life, length_usec);
		break;
	case 6:
		life_stall(life, length_usec);
		break;
	case 7:
		life_suspend(life, length_usec);
		break;
	case 8:
		step(life, (struct core_event){.type = CORE_LOCK, .locked = roll(dice, 2) == 0});
		break;
	case 9:
		step(life, (struct core_event){.type = CORE_SLEEP, .asleep = roll(dice, 3) == 0});
		break;
	case 10:
		step(life, (struct core_event){
				   .type = CORE_SESSION, .session_present = roll(dice, 4) != 0});
		break;
	case 11:
		step(life,
			(struct core_event){.type = CORE_INHIBIT, .inhibited = roll(dice, 2) == 0});
		break;
	case 12:
		step(life, (struct core_event){.type = CORE_REPORT,
				   .report = {.presence = (enum presence)roll(dice, PRESENCE_MAX),
					   .valid_usec = length_usec}});
		break;
	case 13:
		step(life, (struct core_event){.type = CORE_MEETING,
				   .meeting = {.active = roll(dice, 2) == 0,
					   .length_usec =
						   roll(dice, 2) ? length_usec : USEC_INFINITY}});
		break;
	case 14:
		step(life, (struct core_event){.type = roll(dice, 2) ? CORE_PAUSE : CORE_RESUME,
				   .pause_usec = length_usec});
		break;
	case 15:
		step(life, (struct core_event){.type = CORE_POSTURE,
				   .posture = {.posture = (enum posture)roll(dice, POSTURE_MAX),
					   .valid_usec =
						   roll(dice, 2) ? length_usec : USEC_INFINITY}});
		break;
	case 18:
		step(life, (struct core_event){.type = CORE_SURROUNDING,
				   .surrounding = {.reason = HOLD_DO_NOT_DISTURB +
							     (enum hold_reason)roll(dice, 3),
					   .on = roll(dice, 3) == 0}});
		break;
	case 17:
		step(life,
			(struct core_event){.type = CORE_CORRECT,
				.correct = {.since_real_usec = life->now.real_usec - length_usec -
							       roll(dice, USEC_PER_HOUR),
					.until_real_usec =
						life->now.real_usec - roll(dice, USEC_PER_MINUTE),
					.span = (enum span)roll(dice, SPAN_AWAY + 1)}});
		break;
	case 20:
		restart(dice, life, length_usec);
		break;
	case 16:
		step(life, (struct core_event){.type = CORE_PROMPT_NOW,
				   .prompt_now = {.kind = (enum kind)roll(dice, KIND_MAX + 1),
					   .entry = CATALOGUE_NO_ENTRY}});
		break;
	case 21:
	case 22:
		tell_care(dice, life);
		break;
	case 23:
		choose_something(dice, life);
		break;
	default:
		step(life, (struct core_event){.type = CORE_ANSWER,
				   .answer = {.answer = (enum answer)roll(dice, ANSWER_MAX)}});
		break;
	}
}

START_TEST(random_lives_keep_the_invariants)
{
	AUTO_FREE struct life *life = malloc(sizeof(*life));
	const uint64_t n_lives = check_main_count(N_LIVES, N_LIVES_SANITIZED);
	uint64_t n_steps = 0, n_shown = 0, n_cared = 0, n_lifted = 0;

	ck_assert_ptr_nonnull(life);
	for (uint64_t seed = 1; seed <= n_lives; seed++) {
		size_t n_events = seed % LONG_EACH == 0 ? N_EVENTS : N_EVENTS_SHORT;
		struct dice dice = {.state = seed * 0x9E3779B97F4A7C15ULL};
		struct core_settings settings;

		roll_settings(&dice, &settings);
		life_init(life, &settings, roll(&dice, USEC_PER_DAY));
		for (size_t i = 0; i < n_events; i++) {
			live_on(&dice, life);
			ck_assert_msg(!life->broken[0], "life %llu, event %zu: %s",
				(unsigned long long)seed, i, life->broken);
		}
		n_steps += life->n_steps;
		n_shown += life->n_shown;
		n_cared += life->n_reasons[REASON_ASKED_BY_CARE];
		n_lifted += life->core.care.safety.cleared.ever;
	}
	/* They were alive. */
	ck_assert_uint_gt(n_steps, n_lives * N_EVENTS_SHORT);
	ck_assert_uint_gt(n_shown, n_lives);
	ck_assert_uint_gt(n_cared, n_lives / 3);
	ck_assert_uint_gt(n_lifted, n_lives / 100);
}
END_TEST

/* The same life once more, with ticks strewn in: nothing may be different but the count of steps.
 */
START_TEST(more_ticks_change_nothing)
{
	AUTO_FREE struct life *once = malloc(sizeof(*once));
	AUTO_FREE struct life *twice = malloc(sizeof(*twice));
	struct core_settings settings;

	ck_assert_ptr_nonnull(once);
	ck_assert_ptr_nonnull(twice);
	life_settings_default(&settings);
	life_init(once, &settings, 9 * USEC_PER_HOUR);
	life_init(twice, &settings, 9 * USEC_PER_HOUR);
	for (size_t i = 0; i < 200; i++) {
		usec_t length_usec = (1 + i % 50) * USEC_PER_MINUTE;
		usec_t left_usec = length_usec;

		if (i % 2) {
			life_work(once, length_usec);
			life_work(twice, 0);
			for (; left_usec > 7 * USEC_PER_SEC; left_usec -= 7 * USEC_PER_SEC) {
				life_wait(twice, 7 * USEC_PER_SEC);
				step(twice, (struct core_event){.type = CORE_TICK});
				step(twice, (struct core_event){.type = CORE_TICK});
			}
			life_wait(twice, left_usec);
		} else {
			life_still(once, length_usec, USEC_PER_MINUTE);
			life_still(twice, length_usec, USEC_PER_MINUTE);
		}
		ck_assert_uint_eq(once->now.boot_usec, twice->now.boot_usec);
		ck_assert_uint_eq(once->n_shown, twice->n_shown);
		ck_assert_uint_eq(once->n_showings, twice->n_showings);
		ck_assert_int_eq(memcmp(&once->core.tracker.total, &twice->core.tracker.total,
					 sizeof(once->core.tracker.total)),
			0);
		ck_assert_uint_eq(once->core.deadline_boot_usec, twice->core.deadline_boot_usec);
	}
}
END_TEST

/* 08:30 to 17:00 with lunch, coffee, meetings and reading, five days a week. */
START_TEST(a_year_of_working_days_is_plausible)
{
	AUTO_FREE struct life *life = malloc(sizeof(*life));
	struct dice dice = {.state = 42};
	struct core_settings settings;
	const struct tally *total;

	ck_assert_ptr_nonnull(life);
	life_settings_default(&settings);
	life_init(life, &settings, 8 * USEC_PER_HOUR + 30 * USEC_PER_MINUTE);
	for (unsigned day = 0; day < 364; day++) {
		usec_t began_usec = life->now.boot_usec;

		while (day % 7 < 5 && life->now.boot_usec < began_usec + 8 * USEC_PER_HOUR) {
			life_work(life, (5 + roll(&dice, 40)) * USEC_PER_MINUTE);
			if (life->open && roll(&dice, 3) == 0) {
				step(life, (struct core_event){.type = CORE_ANSWER,
						   .answer = {.answer = ANSWER_DONE}});
			}
			life_still(life, (30 + roll(&dice, 400)) * USEC_PER_SEC, USEC_PER_MINUTE);
			ck_assert_msg(!life->broken[0], "day %u: %s", day, life->broken);
		}
		life_suspend(life, USEC_PER_DAY - (life->now.boot_usec - began_usec));
		ck_assert_msg(!life->broken[0], "day %u: %s", day, life->broken);
	}
	total = &life->core.tracker.total;
	ck_assert_uint_eq(life->n_days, 364);
	ck_assert_uint_gt(total->seated_usec, 260 * 6 * USEC_PER_HOUR);
	ck_assert_uint_lt(total->seated_usec, 260 * 9 * USEC_PER_HOUR);
	ck_assert_uint_gt(total->asleep_usec, 364 * 15 * USEC_PER_HOUR);
	/* Between two and sixteen prompts a working day. */
	ck_assert_uint_gt(life->n_shown, 260 * 2);
	ck_assert_uint_lt(life->n_shown, 260 * 16);
}
END_TEST

/* A clock that goes back is clamped; nothing is counted twice. */
START_TEST(a_clock_that_steps_back_is_clamped)
{
	AUTO_FREE struct life *life = malloc(sizeof(*life));
	struct core_settings settings;

	ck_assert_ptr_nonnull(life);
	life_settings_default(&settings);
	life_init(life, &settings, 9 * USEC_PER_HOUR);
	life_work(life, 10 * USEC_PER_MINUTE);
	step(life, (struct core_event){.type = CORE_RESUME});
	life->now.boot_usec -= 5 * USEC_PER_MINUTE;
	(void)core_step(
		&life->core, &life->now, &(struct core_event){.type = CORE_RESUME}, &life->actions);
	ck_assert_uint_eq(life->core.n_clock_steps_back, 1);
	ck_assert_uint_eq(tracker_spell_usec(&life->core.tracker, life->core.last.boot_usec),
		10 * USEC_PER_MINUTE);
}
END_TEST

/* The real clock set by years either way moves labels, and neither spell nor prompts. */
START_TEST(a_clock_that_is_set_keeps_the_spell)
{
	AUTO_FREE struct life *life = malloc(sizeof(*life));
	struct core_settings settings;

	ck_assert_ptr_nonnull(life);
	life_settings_default(&settings);
	settings.posture_per_day = 0;
	settings.quiet_hours.n_ranges = 0;
	life_init(life, &settings, 9 * USEC_PER_HOUR);
	life_work(life, 20 * USEC_PER_MINUTE);
	life->now.real_usec += 400 * USEC_PER_DAY;
	life_work(life, 10 * USEC_PER_MINUTE);
	life->now.real_usec -= 800 * USEC_PER_DAY;
	step(life, (struct core_event){.type = CORE_TICK});
	life_work(life, 14 * USEC_PER_MINUTE);
	ck_assert(!life->open);
	life_work(life, USEC_PER_MINUTE);
	ck_assert(life->open);
	ck_assert_msg(!life->broken[0], "%s", life->broken);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, random_lives_keep_the_invariants);
	tcase_add_test(tcase, more_ticks_change_nothing);
	tcase_add_test(tcase, a_year_of_working_days_is_plausible);
	tcase_add_test(tcase, a_clock_that_steps_back_is_clamped);
	tcase_add_test(tcase, a_clock_that_is_set_keeps_the_spell);
	tcase_set_timeout(tcase, 300);
}

int main(void)
{
	return check_main("lives", add_tests);
}
