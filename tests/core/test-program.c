/* SPDX-License-Identifier: MIT */
/* Days and weeks: which are strength days, whatever days the person works and however the clock is
 * set. */
#include <string.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "program.h"

#define MONDAY 20458 /* 2026-01-05 */

/* A letter a day: '.' the machine stays off, 'w' at work without a strength set, 's' with one. */
static const char *const weeks[] = {
	"s.s.s..s.s.s..s",
	"swswswwswswsww",
	"sws....sws",
	"...s..s.sw.sws",
	"sw......s",
	"......................................s",
	"s......................................s",
};

START_TEST(strength_days_are_three_a_week_and_never_two_running)
{
	struct program program;
	const char *days = weeks[_i];

	program_init(&program, MONDAY);
	for (size_t i = 0; i < strlen(days); i++) {
		if (days[i] == '.') {
			continue;
		}
		program_begin_day(&program, MONDAY + (int64_t)i);
		ck_assert_msg(program_wants_strength(&program) == (days[i] == 's'), "day %zu of %s",
			i, days);
		if (days[i] == 's') {
			program_note_strength(&program);
			ck_assert(program_wants_strength(&program));
		}
	}
}
END_TEST

START_TEST(so_many_sets_a_day)
{
	struct program program;

	program_init(&program, MONDAY);
	for (size_t i = 0; i < PROGRAM_STRENGTH_SETS_PER_DAY; i++) {
		ck_assert(program_wants_strength(&program));
		program_note_strength(&program);
	}
	ck_assert(!program_wants_strength(&program));
	program_begin_day(&program, MONDAY + 2);
	ck_assert(program_wants_strength(&program));
}
END_TEST

/* A clock that is put back by days or years brings no second strength day after the first. */
START_TEST(a_clock_that_is_put_back_is_the_next_day)
{
	static const int64_t back[] = {1, 2, 400};
	struct program program;

	program_init(&program, MONDAY);
	program_note_strength(&program);
	program_begin_day(&program, MONDAY - back[_i]);
	ck_assert(!program_wants_strength(&program));
	ck_assert_int_eq(program.first_day, MONDAY - back[_i]);
	program_begin_day(&program, MONDAY - back[_i] + 1);
	ck_assert(program_wants_strength(&program));
}
END_TEST

START_TEST(water_is_spread_over_the_day)
{
	struct program program;

	program_init(&program, MONDAY);
	ck_assert(program_wants_water(&program, 0));
	program_note_water(&program, USEC_PER_HOUR);
	ck_assert(!program_wants_water(&program, 3 * USEC_PER_HOUR - 1));
	ck_assert(program_wants_water(&program, 3 * USEC_PER_HOUR));
	program_note_water(&program, 3 * USEC_PER_HOUR);
	program_note_water(&program, 5 * USEC_PER_HOUR);
	ck_assert(!program_wants_water(&program, 20 * USEC_PER_HOUR));
	program_begin_day(&program, MONDAY + 1);
	ck_assert(program_wants_water(&program, 0));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(
		tcase, strength_days_are_three_a_week_and_never_two_running, 0, ELEMENTSOF(weeks));
	tcase_add_test(tcase, so_many_sets_a_day);
	tcase_add_loop_test(tcase, a_clock_that_is_put_back_is_the_next_day, 0, 3);
	tcase_add_test(tcase, water_is_spread_over_the_day);
}

int main(void)
{
	return check_main("program", add_tests);
}
