/* SPDX-License-Identifier: MIT */
/* Times of the day: written, inside or outside, and when that changes; borders of days; what a rest
 * is worth. */
#include <stdlib.h>
#include <time.h>

#include <backcare/cleanup.h>

#include "calendar.h"
#include "check_main.h"
#include "config_internal.h"
#include "credit.h"
#include "hours.h"
#include "prompt.h"

/* UTC */
static struct core_now now_at(int year, int month, int day, int hour, int minute)
{
	struct tm tm = {.tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute};

	return (struct core_now){.real_usec = (usec_t)timegm(&tm) * USEC_PER_SEC};
}

/* 2026-01-05 is a Monday. 'change' in minutes from then, -1: never. */
static const struct {
	const char *text;
	int day, hour, minute;
	bool inside;
	int64_t change_min;
} hours_rows[] = {
	{"", 5, 12, 0, false, -1},
	{"22:00-06:30", 5, 21, 59, false, 1},
	{"22:00-06:30", 5, 22, 0, true, 510},
	{"22:00-06:30", 5, 0, 0, true, 390},
	{"22:00-06:30", 5, 6, 29, true, 1},
	{"22:00-06:30", 5, 6, 30, false, 930},
	{"00:00-24:00", 5, 12, 0, true, -1},
	{"08:00-12:00 13:00-18:00", 5, 12, 30, false, 30},
	{"08:00-12:00 12:00-18:00", 5, 11, 0, true, 420},
	{"Mon-Fri 08:00-18:00", 5, 9, 0, true, 540},
	{"Mon-Fri 08:00-18:00", 9, 18, 0, false, 62 * 60},
	{"Mon-Fri 08:00-18:00", 10, 9, 0, false, 47 * 60},
	{"Sun 22:00-06:00", 11, 23, 0, true, 420},
	{"Sun 22:00-06:00", 5, 5, 0, true, 60},
	{"Sun 22:00-06:00", 6, 5, 0, false, 5 * 24 * 60 + 17 * 60},
	{"Sat-Mon 10:00-11:00", 5, 10, 30, true, 30},
	{"Sat-Mon 10:00-11:00", 6, 10, 30, false, 4 * 24 * 60 - 30},
	{"Mon 08:00-12:00, Tue 09:00-10:00", 6, 9, 30, true, 30},
	{"Mon,Wed 08:00-12:00", 7, 9, 0, true, 180},
	/* Office hours: several ranges a day, the weekend, nights that belong to the day before */
	{"Mon-Fri 08:00-12:00 13:00-18:00", 5, 12, 0, false, 60},
	{"Mon-Fri 08:00-12:00 13:00-18:00", 9, 17, 59, true, 1},
	{"Mon-Fri 08:00-12:00 13:00-18:00", 9, 18, 0, false, 62 * 60},
	{"Mon-Fri 08:00-12:00 13:00-18:00 Sat 09:00-12:00", 9, 18, 0, false, 15 * 60},
	{"Mon-Fri 08:00-12:00, Sat,Sun 22:00-02:00", 11, 1, 59, true, 1},
	{"Mon-Fri 08:00-12:00, Sat,Sun 22:00-02:00", 12, 1, 0, true, 60},
	{"Mon-Fri 08:00-12:00, Sat,Sun 22:00-02:00", 10, 1, 0, false, 21 * 60},
	{"Fri 20:00-04:00 Sat 03:00-06:00", 10, 2, 0, true, 4 * 60},
	{"Sun 18:00-00:00 Mon 00:00-06:00", 11, 20, 0, true, 10 * 60},
};

START_TEST(hours_are_told)
{
	struct core_now now =
		now_at(2026, 1, hours_rows[_i].day, hours_rows[_i].hour, hours_rows[_i].minute);
	struct hours hours;
	usec_t change_usec;

	ck_assert_int_eq(config_parse_hours(hours_rows[_i].text, true, &hours), 0);
	ck_assert_msg(hours_contain(&hours, &now) == hours_rows[_i].inside, "row %d", _i);
	change_usec = hours_next_change_real_usec(&hours, &now);
	if (hours_rows[_i].change_min < 0) {
		ck_assert_uint_eq(change_usec, USEC_INFINITY);
	} else {
		ck_assert_msg(change_usec - now.real_usec ==
				      (usec_t)hours_rows[_i].change_min * USEC_PER_MINUTE,
			"row %d: %llu min", _i,
			(unsigned long long)((change_usec - now.real_usec) / USEC_PER_MINUTE));
	}
}
END_TEST

/* The same wall clock in zones east and west of the date line. */
START_TEST(hours_are_local)
{
	static const int64_t offsets_hours[] = {-12, -5, 0, 2, 14};
	struct hours hours;

	ck_assert_int_eq(config_parse_hours("Mon 22:00-23:00", true, &hours), 0);
	for (size_t i = 0; i < ELEMENTSOF(offsets_hours); i++) {
		struct core_now now = now_at(2026, 1, 5, 22, 30);

		now.utc_offset_usec = offsets_hours[i] * (int64_t)USEC_PER_HOUR;
		now.real_usec -= (usec_t)now.utc_offset_usec;
		ck_assert(hours_contain(&hours, &now));
		ck_assert_uint_eq(hours_next_change_real_usec(&hours, &now) - now.real_usec,
			30 * USEC_PER_MINUTE);
	}
}
END_TEST

static const char *const bad_hours[] = {
	"22",
	"22:00",
	"22:00-",
	"-06:00",
	"22:00-22:00",
	"25:00-06:00",
	"22:60-06:00",
	"24:00-06:00",
	"22:00-24:01",
	"Mon",
	"Mon-Fri",
	"Mon-Foo 08:00-12:00",
	"08:00-12:00 Mon",
	"Monday 08:00-12:00",
	"08:00–12:00",
	"8-12",
	"08:00-12:00;13:00-18:00",
	"Mon-Fri 08:00-12:00 13:00",
	"Mon-Fri 8-18",
	"Mon Tue",
	"Mo-Fr 08:00-12:00",
	"1:2-3:4",
	"00:01-00:02 00:03-00:04 00:05-00:06 00:07-00:08 00:09-00:10 00:11-00:12 00:13-00:14 "
	"00:15-00:16 00:17-00:18 00:19-00:20 00:21-00:22 00:23-00:24 00:25-00:26 00:27-00:28 "
	"00:29-00:30",
};

START_TEST(bad_hours_are_refused)
{
	struct hours hours = {.n_ranges = 7};

	ck_assert_int_lt(config_parse_hours(bad_hours[_i], true, &hours), 0);
	ck_assert_uint_eq(hours.n_ranges, 7);
}
END_TEST

START_TEST(the_day_begins_at_day_start)
{
	struct core_now before = now_at(2026, 1, 6, 3, 59), after = now_at(2026, 1, 6, 4, 0);
	usec_t start_usec = 4 * USEC_PER_HOUR;
	int64_t number = calendar_day_number(&before, start_usec);

	ck_assert_int_eq(calendar_day_number(&after, start_usec), number + 1);
	ck_assert_int_eq(calendar_day_ended_ago_usec(&before, start_usec, number),
		-(int64_t)USEC_PER_MINUTE);
	ck_assert_int_eq(calendar_day_ended_ago_usec(&after, start_usec, number), 0);
	/* Kiritimati */
	before.utc_offset_usec = 14 * (int64_t)USEC_PER_HOUR;
	ck_assert_int_eq(calendar_day_number(&before, start_usec), number + 1);
	/* A clock that was never set */
	before = (struct core_now){.real_usec = 0};
	ck_assert_int_eq(calendar_day_number(&before, start_usec), -1);
}
END_TEST

static const struct {
	usec_t rest_usec, limit_usec, break_usec, worth_usec;
} credit_rows[] = {
	{0, 45 * USEC_PER_MINUTE, 3 * USEC_PER_MINUTE, 0},
	{USEC_PER_MINUTE, 45 * USEC_PER_MINUTE, 3 * USEC_PER_MINUTE, 15 * USEC_PER_MINUTE},
	{3 * USEC_PER_MINUTE - 1, 45 * USEC_PER_MINUTE, 3 * USEC_PER_MINUTE,
		2699985 * USEC_PER_MSEC},
	{3 * USEC_PER_MINUTE, 45 * USEC_PER_MINUTE, 3 * USEC_PER_MINUTE, USEC_INFINITY},
	{100 * 365 * USEC_PER_DAY, USEC_PER_DAY, USEC_PER_DAY, USEC_INFINITY},
	/* The largest product that the settings allow */
	{USEC_PER_DAY - USEC_PER_MSEC, USEC_PER_DAY, USEC_PER_DAY, USEC_PER_DAY - USEC_PER_MSEC},
	{USEC_PER_SEC, USEC_PER_SEC, 2 * USEC_PER_SEC, USEC_PER_SEC / 2},
};

START_TEST(a_rest_is_worth_its_part)
{
	struct core_settings settings = {.walk_limit_usec = credit_rows[_i].limit_usec,
		.walk_break_usec = credit_rows[_i].break_usec};

	ck_assert_uint_eq(credit_for_rest_usec(&settings, credit_rows[_i].rest_usec),
		credit_rows[_i].worth_usec);
}
END_TEST

/* Every cell of the life table: an edge leads to a state, and nothing leaves the end. */
START_TEST(the_life_of_a_prompt_is_a_table)
{
	static const size_t n_edges[PROMPT_STATE_MAX] = {
		[PROMPT_NONE] = 1, [PROMPT_OPEN] = 8, [PROMPT_STARTED] = 8, [PROMPT_CLAIMED] = 2};

	for (enum prompt_state state = 0; state < PROMPT_STATE_MAX; state++) {
		size_t n = 0;

		for (enum prompt_event event = 0; event < PROMPT_EVENT_MAX; event++) {
			struct prompt prompt = {.state = state};

			if (prompt_can_take(&prompt, event)) {
				prompt_take(&prompt, event);
				ck_assert_int_lt(prompt.state, PROMPT_STATE_MAX);
				ck_assert_int_ne(prompt.state, PROMPT_NONE);
				n++;
			}
		}
		ck_assert_uint_eq(n, n_edges[state]);
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, hours_are_told, 0, ELEMENTSOF(hours_rows));
	tcase_add_test(tcase, hours_are_local);
	tcase_add_loop_test(tcase, bad_hours_are_refused, 0, ELEMENTSOF(bad_hours));
	tcase_add_test(tcase, the_day_begins_at_day_start);
	tcase_add_loop_test(tcase, a_rest_is_worth_its_part, 0, ELEMENTSOF(credit_rows));
	tcase_add_test(tcase, the_life_of_a_prompt_is_a_table);
}

int main(void)
{
	return check_main("hours", add_tests);
}
