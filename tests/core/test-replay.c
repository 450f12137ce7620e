/* SPDX-License-Identifier: MIT */
/* The last days under other settings; every figure was worked out by hand. */
#include <string.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "life.h"
#include "replay.h"

#define MONDAY_REAL_USEC ((usec_t)1767571200 * USEC_PER_SEC) /* 2026-01-05 00:00 UTC */
#define MONDAY_NUMBER 20458
#define MIN USEC_PER_MINUTE
#define HOUR USEC_PER_HOUR
#define NO_FOLLOW_UP                     \
	.follow_up = CATALOGUE_NO_ENTRY, \
	.alternates = {CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY}

static const struct catalogue_entry entries[] = {
	{.kind = KIND_WALK,
		.area = AREA_WHOLE_BODY,
		.duration_sec = 60,
		.tags = TAG_SIT_BREAK,
		.intensity = 1,
		NO_FOLLOW_UP},
	{.kind = KIND_POSTURE,
		.area = AREA_LOW_BACK,
		.duration_sec = 20,
		.tags = TAG_STAND_BREAK | TAG_POST_BREAK,
		.intensity = 1,
		NO_FOLLOW_UP},
};
static const struct catalogue catalogue = {.entries = entries, .n_entries = ELEMENTSOF(entries)};

static const struct replay_person as_it_was = {0};
static const struct replay_person every_walk = {true, 1000};
static const struct replay_person every_second = {true, 500};
static const struct replay_person no_walk = {true, 0};

static struct core_settings settings;
static struct care_limits limits;
static struct replay replay;

/* 45 min, 3 min; walks only, at any hour. */
static void setup(void)
{
	life_settings_default(&settings);
	settings.kinds = 1U << KIND_WALK;
	settings.posture_per_day = 0;
	settings.quiet_hours = (struct hours){0};
	limits = (struct care_limits){.intensity_max = 3};
}

static void begin(const struct replay_person *person)
{
	replay_init(&replay, &settings, &catalogue, &limits, person);
}

/* Minutes since Monday, 00:00 UTC. */
static struct replay_stretch stretch(enum span span, unsigned from_min, unsigned to_min)
{
	return (struct replay_stretch){.span = span,
		.start_real_usec = MONDAY_REAL_USEC + from_min * MIN,
		.length_usec = (to_min - from_min) * MIN};
}

static void add(enum span span, unsigned from_min, unsigned to_min)
{
	struct replay_stretch one = stretch(span, from_min, to_min);

	replay_add(&replay, &one);
}

static void add_answer(unsigned from_min, unsigned to_min)
{
	struct replay_stretch one = stretch(SPAN_AWAY, from_min, to_min);

	one.answered = true;
	replay_add(&replay, &one);
}

/* 09:00 to 12:00 and 13:00 to 17:00 at the desk, without getting up. */
static void add_office_day(unsigned day)
{
	unsigned midnight = day * 1440;

	add(SPAN_AWAY, midnight + 4 * 60, midnight + 9 * 60);
	add(SPAN_SEATED, midnight + 9 * 60, midnight + 12 * 60);
	add(SPAN_AWAY, midnight + 12 * 60, midnight + 13 * 60);
	add(SPAN_SEATED, midnight + 13 * 60, midnight + 17 * 60);
	add(SPAN_ASLEEP, midnight + 17 * 60, midnight + 28 * 60);
}

static const struct row {
	const char *name;
	const struct replay_person *person;
	unsigned limit_min, per_hour;
	unsigned n_prompts, n_walks, longest_min, seated_min;
} rows[] = {
	/* Asked at the limit and once more at twice the limit: 09:45 and 10:30, 13:45 and 14:30. */
	{"as it was", &as_it_was, 45, 2, 4, 0, 240, 420},
	/* 09:30 and 10:00, 13:30 and 14:00 */
	{"as it was, asked sooner", &as_it_was, 30, 2, 4, 0, 240, 420},
	/* 11:00, and at noon nobody sits any more; 15:00, and 17:00 as they get up. */
	{"as it was, asked later", &as_it_was, 120, 2, 3, 0, 240, 420},
	/* 09:45, 10:33, 11:21; 13:45, 14:33, 15:21, 16:09, 16:57: each 3 min off the sitting */
	{"every walk", &every_walk, 45, 2, 8, 8, 45, 420 - 24},
	/* 09:30, 10:03, 10:36, 11:09, 11:42; 13:30, 14:03, 14:36, 15:09, 15:42, 16:15, 16:48 */
	{"every walk, sooner", &every_walk, 30, 2, 12, 12, 30, 420 - 36},
	/* One in an hour, 60 min apart: 09:30, 10:30, 11:30; 13:30, 14:30, 15:30, 16:30. From
	   09:33 until 10:30 it is 57 min. */
	{"every walk, one an hour", &every_walk, 30, 1, 7, 7, 57, 420 - 21},
	/* Not 09:45, but the last line at 10:30; not 11:18. 13:45; not 14:33, but 15:18; not 16:06,
	   but 16:51. */
	{"every second walk", &every_second, 45, 2, 8, 4, 90, 420 - 12},
	/* Nobody gets up: as it was. */
	{"no walk", &no_walk, 45, 2, 4, 0, 240, 420},
};

START_TEST(a_day_has_the_figures_worked_out_by_hand)
{
	const struct row *row = &rows[_i];
	const struct replay_day *day = replay.days;

	settings.walk_limit_usec = row->limit_min * MIN;
	settings.prompt_max_per_hour = row->per_hour;
	begin(row->person);
	add_office_day(0);
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, 2);
	ck_assert_int_eq(day->number, MONDAY_NUMBER);
	ck_assert_msg(
		day->n_prompts == row->n_prompts, "%s: %u prompts", row->name, day->n_prompts);
	ck_assert_uint_eq(day->n_prompts_of_kind[KIND_WALK], row->n_prompts);
	ck_assert_msg(
		day->n_walks_taken == row->n_walks, "%s: %u walks", row->name, day->n_walks_taken);
	ck_assert_msg(day->longest_seated_usec == row->longest_min * MIN, "%s: longest %llu min",
		row->name, (unsigned long long)(day->longest_seated_usec / MIN));
	ck_assert_msg(day->seated_usec == row->seated_min * MIN, "%s: seated %llu min", row->name,
		(unsigned long long)(day->seated_usec / MIN));
	/* 04:00 of Tuesday */
	ck_assert_uint_eq(replay.days[1].n_prompts, 0);
	ck_assert_uint_eq(replay.days[1].seated_usec, 0);
}
END_TEST

/* Recorded under 45 min, with two walks that were asked for and a cup of tea that was not. Where
 * walks move, those two are sitting again; the tea stays. */
static void add_answered_morning(void)
{
	add(SPAN_SEATED, 540, 585);
	add_answer(585, 588);
	add(SPAN_SEATED, 588, 633);
	add_answer(633, 636);
	add(SPAN_SEATED, 636, 661);
	add(SPAN_AWAY, 661, 666);
	add(SPAN_SEATED, 666, 726);
}

START_TEST(walks_that_were_asked_for_move_and_other_rests_stay)
{
	settings.walk_limit_usec = 60 * MIN;
	begin(&as_it_was);
	add_answered_morning();
	replay_end(&replay);
	/* The last sitting is 60 min, and the limit is reached as it ends. */
	ck_assert_uint_eq(replay.days[0].n_prompts, 1);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 60 * MIN);
	ck_assert_uint_eq(replay.days[0].seated_usec, (45 + 45 + 25 + 60) * MIN);

	/* 10:00 to 10:03 up, then sitting until 11:01, which is 58 min. */
	begin(&every_walk);
	add_answered_morning();
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 2);
	ck_assert_uint_eq(replay.days[0].n_walks_taken, 2);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 60 * MIN);
	ck_assert_uint_eq(replay.days[0].seated_usec, (60 + 58 + 60) * MIN);

	/* 09:00 to 11:01 in one piece; asked at 10:00 and at 11:00, and at 12:06 */
	begin(&no_walk);
	add_answered_morning();
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 3);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 121 * MIN);
}
END_TEST

START_TEST(a_long_rest_was_no_answer_whatever_it_began_with)
{
	begin(&no_walk);
	add(SPAN_SEATED, 540, 585);
	add_answer(585, 600);
	add(SPAN_SEATED, 600, 610);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 70 * MIN);
	begin(&no_walk);
	add(SPAN_SEATED, 540, 585);
	add_answer(585, 601);
	add(SPAN_SEATED, 601, 610);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 45 * MIN);
}
END_TEST

/* A walk of 3 min that the replay made up at 09:45 runs into a rest that was recorded at 09:46:
 * they are one rest, until 09:50. */
START_TEST(a_walk_and_a_rest_are_one)
{
	begin(&every_walk);
	add(SPAN_SEATED, 540, 586);
	add(SPAN_AWAY, 586, 590);
	add(SPAN_SEATED, 590, 600);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 1);
	ck_assert_uint_eq(replay.days[0].seated_usec, (45 + 10) * MIN);

	/* The rest is shorter: the walk goes on to its end. */
	begin(&every_walk);
	add(SPAN_SEATED, 540, 586);
	add(SPAN_AWAY, 586, 587);
	add(SPAN_SEATED, 587, 600);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].seated_usec, (45 + 12) * MIN);
}
END_TEST

START_TEST(a_short_rest_takes_off_what_the_settings_say)
{
	/* 1 min of 3 takes 15 min off the 40: asked after 20 min more. */
	begin(&as_it_was);
	add(SPAN_SEATED, 540, 580);
	add(SPAN_AWAY, 580, 581);
	add(SPAN_SEATED, 581, 602);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 1);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 40 * MIN);

	/* A walk is longer, and this no rest at all: asked after 5 min more, in one sitting. */
	settings.walk_short_break_usec = 2 * MIN;
	begin(&as_it_was);
	add(SPAN_SEATED, 540, 580);
	add(SPAN_AWAY, 580, 581);
	add(SPAN_SEATED, 581, 602);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 1);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 61 * MIN);
}
END_TEST

START_TEST(days_begin_where_the_settings_say)
{
	/* 22:00 to 02:00, walks far away */
	settings.walk_limit_usec = 600 * MIN;
	settings.day_start_usec = 0;
	begin(&as_it_was);
	add(SPAN_SEATED, 1320, 1560);
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, 2);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 120 * MIN);
	ck_assert_uint_eq(replay.days[1].longest_seated_usec, 120 * MIN);
	ck_assert_int_eq(replay.days[1].number, MONDAY_NUMBER + 1);

	settings.day_start_usec = 4 * HOUR;
	begin(&as_it_was);
	add(SPAN_SEATED, 1320, 1560);
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, 1);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 240 * MIN);
}
END_TEST

/* A journey: 23:30 here is 01:30 there. */
START_TEST(days_go_by_the_offset_of_each_stretch)
{
	struct replay_stretch there = stretch(SPAN_SEATED, 1410, 1440);

	settings.day_start_usec = 0;
	begin(&as_it_was);
	add(SPAN_SEATED, 1380, 1410);
	there.utc_offset_usec = (int64_t)(2 * HOUR);
	replay_add(&replay, &there);
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, 2);
	ck_assert_int_eq(replay.days[0].number, MONDAY_NUMBER);
	ck_assert_uint_eq(replay.days[0].seated_usec, 30 * MIN);
	ck_assert_int_eq(replay.days[1].number, MONDAY_NUMBER + 1);
	ck_assert_uint_eq(replay.days[1].seated_usec, 30 * MIN);
}
END_TEST

START_TEST(standing_stays_standing_over_the_day_and_is_asked_about)
{
	settings.kinds |= 1U << KIND_POSTURE;
	begin(&as_it_was);
	add(SPAN_STANDING, 1440 + 180, 1440 + 300);
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, 2);
	/* From 03:00 on: asked once, at 03:40. */
	ck_assert_uint_eq(replay.days[0].n_prompts_of_kind[KIND_POSTURE], 1);
	ck_assert_uint_eq(replay.days[0].seated_usec, 0);
	ck_assert_uint_eq(replay.days[1].seated_usec, 0);
}
END_TEST

START_TEST(what_nobody_recorded_was_no_sitting_and_what_overlaps_counts_once)
{
	begin(&as_it_was);
	add(SPAN_SEATED, 540, 570);
	/* The daemon did not run for an hour; the clock was set back by 20 min. */
	add(SPAN_SEATED, 630, 660);
	add(SPAN_SEATED, 640, 670);
	add(SPAN_SEATED, 600, 620);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].seated_usec, (30 + 40) * MIN);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 40 * MIN);
	ck_assert_uint_eq(replay.days[0].n_prompts, 0);
}
END_TEST

START_TEST(hours_of_quiet_are_kept_and_walks_come_after_them)
{
	/* 09:45 lies in 09:40-10:30; what was held comes 15 s after it. */
	settings.quiet_hours = (struct hours){
		.ranges = {{.weekdays = HOURS_EVERY_DAY, .from_min = 580, .to_min = 630}},
		.n_ranges = 1};
	begin(&every_walk);
	add(SPAN_SEATED, 540, 660);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 1);
	ck_assert_uint_eq(replay.days[0].longest_seated_usec, 90 * MIN + 15 * USEC_PER_SEC);
}
END_TEST

/* A prompt that quiet hours took back comes again and is one prompt. */
START_TEST(what_a_hold_took_back_counts_once)
{
	settings.quiet_hours = (struct hours){
		.ranges = {{.weekdays = HOURS_EVERY_DAY, .from_min = 590, .to_min = 600}},
		.n_ranges = 1};
	begin(&as_it_was);
	add(SPAN_SEATED, 540, 615);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 1);
}
END_TEST

START_TEST(what_care_holds_now_is_held_on_all_days)
{
	limits.kinds_off = 1U << KIND_WALK;
	limits.escalation_off = true;
	begin(&every_walk);
	add_office_day(0);
	add_office_day(1);
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, 3);
	ck_assert_uint_eq(replay.days[0].n_prompts, 0);
	ck_assert_uint_eq(replay.days[1].n_prompts, 0);
	ck_assert_uint_eq(replay.days[1].longest_seated_usec, 240 * MIN);

	/* Nothing is asked, though no checklist was ever answered. */
	limits = (struct care_limits){.intensity_max = 1, .checklist_pending = true};
	begin(&as_it_was);
	add_office_day(0);
	replay_end(&replay);
	ck_assert_uint_eq(replay.days[0].n_prompts, 4);
	ck_assert_uint_eq(replay.days[0].n_prompts_of_kind[KIND_WALK], 4);
}
END_TEST

START_TEST(the_same_days_give_the_same_figures)
{
	struct replay_day first[REPLAY_DAYS_MAX];
	size_t n_first;

	for (unsigned round = 0; round < 2; round++) {
		memset(&replay, round == 0 ? 0 : 0xa5, sizeof(replay));
		begin(&every_second);
		for (unsigned day = 0; day < 14; day++) {
			add_office_day(day);
		}
		replay_end(&replay);
		if (round == 0) {
			n_first = replay.n_days;
			memcpy(first, replay.days, sizeof(first));
		}
	}
	ck_assert_uint_eq(n_first, 15);
	ck_assert_uint_eq(replay.n_days, n_first);
	ck_assert_mem_eq(first, replay.days, n_first * sizeof(*first));
	/* 14 days of 8, of which every second walk is taken */
	for (size_t i = 0; i < 14; i++) {
		ck_assert_uint_eq(first[i].n_prompts, 8);
		ck_assert_uint_eq(first[i].n_walks_taken, 4);
	}
}
END_TEST

START_TEST(of_more_days_than_are_kept_the_oldest_go)
{
	unsigned n = REPLAY_DAYS_MAX + (unsigned)_i;

	begin(&as_it_was);
	for (unsigned day = 0; day < n; day++) {
		add(SPAN_SEATED, day * 1440 + 540, day * 1440 + 541);
	}
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, REPLAY_DAYS_MAX);
	ck_assert_int_eq(replay.days[0].number, MONDAY_NUMBER + _i);
	ck_assert_int_eq(replay.days[REPLAY_DAYS_MAX - 1].number, MONDAY_NUMBER + n - 1);
}
END_TEST

START_TEST(without_a_stretch_there_is_no_day)
{
	begin(&as_it_was);
	replay_end(&replay);
	ck_assert_uint_eq(replay.n_days, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, a_day_has_the_figures_worked_out_by_hand, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, walks_that_were_asked_for_move_and_other_rests_stay);
	tcase_add_test(tcase, a_long_rest_was_no_answer_whatever_it_began_with);
	tcase_add_test(tcase, a_walk_and_a_rest_are_one);
	tcase_add_test(tcase, a_short_rest_takes_off_what_the_settings_say);
	tcase_add_test(tcase, days_begin_where_the_settings_say);
	tcase_add_test(tcase, days_go_by_the_offset_of_each_stretch);
	tcase_add_test(tcase, standing_stays_standing_over_the_day_and_is_asked_about);
	tcase_add_test(tcase, what_nobody_recorded_was_no_sitting_and_what_overlaps_counts_once);
	tcase_add_test(tcase, hours_of_quiet_are_kept_and_walks_come_after_them);
	tcase_add_test(tcase, what_a_hold_took_back_counts_once);
	tcase_add_test(tcase, what_care_holds_now_is_held_on_all_days);
	tcase_add_test(tcase, the_same_days_give_the_same_figures);
	tcase_add_loop_test(tcase, of_more_days_than_are_kept_the_oldest_go, 0, 2);
	tcase_add_test(tcase, without_a_stretch_there_is_no_day);
}

int main(void)
{
	return check_main("replay", add_tests);
}
