/* SPDX-License-Identifier: MIT */
/* Lives of sixty days: people who work, rest, talk, answer and do not answer, each with settings
 * and conditions of their own. Whatever is shown is allowed, in its measure, and has a reason:
 * days_rules.h. */
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "care_known.h"
#include "check_main.h"
#include "content.h"
#include "days_rules.h"
#include "life.h"
#include "names.h"

#define N_LIVES 10000
#define N_LIVES_SANITIZED 500
#define N_DAYS 60
#define MONDAY_REAL_USEC ((usec_t)1767571200 * USEC_PER_SEC) /* 2026-01-05 00:00 UTC */

static uint64_t roll(struct person *person, uint64_t sides)
{
	/* xorshift64*: the same lives everywhere */
	person->state ^= person->state >> 12;
	person->state ^= person->state << 25;
	person->state ^= person->state >> 27;
	return (person->state * 2685821657736338717ULL >> 16) % sides;
}

static void step(struct person *person, struct core_event event)
{
	bool again = person->core.planner.withdrawn_by_hold;

	person->n_ids++;
	memcpy(event.fresh_id.bytes, &person->n_ids, sizeof(person->n_ids));
	event.random = person->n_ids * 0x9E3779B97F4A7C15ULL;
	person->named =
		event.type == CORE_PROMPT_NOW && event.prompt_now.entry != CATALOGUE_NO_ENTRY;
	(void)core_step(&person->core, &person->now, &event, &person->actions);
	days_look(person, again);
}

static void pass(struct person *person, usec_t length_usec)
{
	usec_t end_usec = person->now.boot_usec + length_usec;

	while (core_deadline_boot_usec(&person->core) <= end_usec) {
		usec_t by_usec = core_deadline_boot_usec(&person->core) - person->now.boot_usec;

		person->now.boot_usec += by_usec;
		person->now.real_usec += by_usec;
		step(person, (struct core_event){.type = CORE_TICK});
	}
	person->now.real_usec += end_usec - person->now.boot_usec;
	person->now.boot_usec = end_usec;
}

static void answer(struct person *person, enum answer what)
{
	if (prompt_is_open(&person->core.planner.prompt)) {
		step(person, (struct core_event){.type = CORE_ANSWER, .answer = {.answer = what}});
	}
}

static void rest(struct person *person, usec_t length_usec)
{
	usec_t since_usec = person->now.boot_usec;
	usec_t told_usec = length_usec < USEC_PER_MINUTE ? length_usec : USEC_PER_MINUTE;

	pass(person, told_usec);
	step(person, (struct core_event){.type = CORE_INPUT,
			     .input = {.state = INPUT_IDLE, .since_boot_usec = since_usec}});
	pass(person, length_usec - told_usec);
	step(person, (struct core_event){.type = CORE_INPUT,
			     .input = {.state = INPUT_ACTIVE,
				     .since_boot_usec = person->now.boot_usec}});
}

static void ask(struct person *person)
{
	bool by_name = roll(person, 2) == 0;

	step(person, (struct core_event){.type = CORE_PROMPT_NOW,
			     .prompt_now = {.kind = by_name ? KIND_NONE
							    : (enum kind)roll(person, KIND_MAX),
				     .entry = by_name ? (uint16_t)roll(person,
								person->core.catalogue->n_entries)
						      : CATALOGUE_NO_ENTRY}});
}

/* Somebody tells of body and treatment; a mistake is put right as often. */
static void tell_care(struct person *person)
{
	struct core_event event = {.type = CORE_CARE};
	struct care_event *care = &event.care;

	switch (roll(person, 8)) {
	case 0:
	case 1:
		care->type = CARE_REPORT_SYMPTOMS;
		care->symptoms = roll(person, 2) == 0 ? 0 : 1U << roll(person, 17);
		break;
	case 2:
	case 3:
	case 4:
		care->type = CARE_CLEAR;
		care->clear.how = CARE_ENTERED_BY_MISTAKE;
		care->clear.answered = (1U << person->core.symptoms.n_items) - 1;
		break;
	case 5:
		care->type = CARE_SET_FLARE;
		care->flare = roll(person, 3) == 0;
		break;
	case 6:
		care->type = CARE_SET_PROFILE;
		care->profile = (uint32_t)roll(person, 2048) & CARE_PROFILE_CONDITIONS;
		break;
	default:
		care->type = CARE_MASSAGE;
		care->massage.id.bytes[0] = (uint8_t)roll(person, 256);
		care->massage.end_real_usec = USEC_INFINITY;
		care->massage.duration_usec = USEC_PER_HOUR;
		break;
	}
	step(person, event);
	days_must(person,
		person->core.planner.limits.level == person->core.care.safety.level ||
			person->core.care.safety.level == CARE_LEVEL_NONE,
		"another level");
}

static void do_something(struct person *person)
{
	switch (roll(person, 24)) {
	case 0:
		step(person, (struct core_event){.type = CORE_MEETING,
				     .meeting = {.active = roll(person, 2) == 0,
					     .length_usec = 30 * USEC_PER_MINUTE}});
		break;
	case 1:
		step(person, (struct core_event){.type = CORE_SURROUNDING,
				     .surrounding = {.reason = HOLD_DO_NOT_DISTURB,
					     .on = roll(person, 3) == 0}});
		break;
	case 2:
		if (roll(person, 4) == 0) {
			tell_care(person);
		}
		break;
	case 3:
		ask(person);
		break;
	case 4:
		step(person, (struct core_event){.type = CORE_POSTURE,
				     .posture = {.posture = (enum posture)roll(person, POSTURE_MAX),
					     .valid_usec = USEC_INFINITY}});
		break;
	case 5:
	case 6:
		answer(person, ANSWER_SNOOZE);
		break;
	case 7:
		answer(person, ANSWER_SKIP);
		break;
	case 8:
		answer(person, ANSWER_START);
		pass(person, 3 * USEC_PER_MINUTE);
		answer(person, ANSWER_FINISH);
		break;
	case 9:
	case 10:
	case 11:
	case 12:
		answer(person, ANSWER_DONE);
		break;
	case 13:
	case 14:
	case 15:
		rest(person, (1 + roll(person, 60)) * 10 * USEC_PER_SEC);
		break;
	case 16:
		rest(person, roll(person, 90) * USEC_PER_MINUTE);
		break;
	default:
		break;
	}
}

static void live_a_day(struct person *person)
{
	usec_t until_usec = person->now.boot_usec + (2 + roll(person, 12)) * USEC_PER_HOUR;
	usec_t night_usec;

	while (person->now.boot_usec < until_usec) {
		pass(person, (1 + roll(person, 20)) * USEC_PER_MINUTE);
		do_something(person);
	}
	/* The next morning, some time */
	night_usec = USEC_PER_DAY - person->now.real_usec % USEC_PER_DAY +
		     (5 + roll(person, 5)) * USEC_PER_HOUR;
	person->now.boot_usec += night_usec;
	person->now.real_usec += night_usec;
	person->now.suspended_usec += night_usec;
	step(person, (struct core_event){.type = CORE_TICK});
}

static void roll_settings(struct person *person, struct core_settings *settings)
{
	life_settings_default(settings);
	settings->walk_limit_usec = (15 + roll(person, 76)) * USEC_PER_MINUTE;
	settings->walk_break_usec = (1 + roll(person, 8)) * USEC_PER_MINUTE;
	settings->prompt_min_gap_usec = (1 + roll(person, 15)) * USEC_PER_MINUTE;
	settings->prompt_max_per_hour = 1 + (uint32_t)roll(person, 6);
	settings->posture_per_day = (uint32_t)roll(person, 12);
	settings->micro_interval_usec =
		roll(person, 2) ? 0 : (10 + roll(person, 30)) * USEC_PER_MINUTE;
	settings->hold_meeting = roll(person, 2) != 0;
	settings->tools = (uint32_t)roll(person, 64);
	settings->kinds = roll(person, 3) ? 0x7f : (uint32_t)roll(person, 128);
}

static void live(struct person *person, uint64_t seed)
{
	struct core_settings settings;

	person->state = seed * 0x9E3779B97F4A7C15ULL;
	person->now = (struct core_now){.boot_usec = USEC_PER_HOUR,
		.real_usec = MONDAY_REAL_USEC + roll(person, USEC_PER_DAY),
		.offset_until_real_usec = USEC_INFINITY};
	person->last_shown_usec = 0;
	person->n_counted = 0;
	person->id = (struct prompt_id){0};
	for (size_t i = 0; i < ELEMENTSOF(person->strength_days); i++) {
		person->strength_days[i] = INT32_MIN;
	}
	roll_settings(person, &settings);
	core_init_well(
		&person->core, &settings, content_get_catalogue(content_builtin()), &person->now);
	days_begin(person);
	step(person, (struct core_event){.type = CORE_INPUT,
			     .input = {.state = INPUT_ACTIVE,
				     .since_boot_usec = person->now.boot_usec}});
	for (size_t day = 0; day < N_DAYS && !person->broken; day++) {
		live_a_day(person);
	}
}

START_TEST(whatever_is_shown_is_allowed_in_measure_and_has_a_reason)
{
	const uint64_t n_lives = check_main_count(N_LIVES, N_LIVES_SANITIZED);
	static struct person person;

	person = (struct person){0};
	for (uint64_t seed = 1; seed <= n_lives; seed++) {
		live(&person, seed);
		ck_assert_msg(!person.broken, "life %llu, day %lld: %s", (unsigned long long)seed,
			(long long)(person.day - person.core.planner.program.first_day),
			person.broken);
	}
	/* All kinds were there, so that something was looked at. */
	for (enum kind kind = 0; kind < KIND_CHECKIN; kind++) {
		(void)printf("# %s %llu, riding %llu\n", names_kind[kind],
			(unsigned long long)person.n_kinds[kind],
			(unsigned long long)person.n_carried[kind]);
		ck_assert_uint_gt(person.n_kinds[kind], n_lives);
	}
	(void)printf("# %llu prompts, %llu movements after primers, %llu micro-breaks\n",
		(unsigned long long)person.n_shown, (unsigned long long)person.n_follow_ups,
		(unsigned long long)person.n_micro);
	ck_assert_uint_gt(person.n_carried[KIND_STRENGTH], n_lives);
	ck_assert_uint_gt(person.n_carried[KIND_HYDRATE], n_lives);
	ck_assert_uint_gt(person.n_follow_ups, n_lives / 10);
	ck_assert_uint_gt(person.n_micro, n_lives);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, whatever_is_shown_is_allowed_in_measure_and_has_a_reason);
	tcase_set_timeout(tcase, 600);
}

int main(void)
{
	return check_main("days", add_tests);
}
