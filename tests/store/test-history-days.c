/* SPDX-License-Identifier: MIT */
/* Days and hours, with totals worked out by hand. Monday is 2026-03-02; days begin at 04:00 unless
 * a test says otherwise, so that day D is [D 04:00, D+1 04:00) of local time. */
#include "check_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_rig.h"

static struct rig rig;

static void begin(void)
{
	rig_begin(&rig);
	history_set_day_start(rig.history, 4 * USEC_PER_HOUR);
}

static void end(void)
{
	rig_end(&rig);
}

/* Minutes, but for the number. */
struct expected_day {
	int64_t number;
	int seated, standing, away, longest;
	struct {
		int hour, minutes;
	} hours[6]; /* the others are 0 */
};

static void expect_day(const struct expected_day *expected, const char *name)
{
	struct history_day day = rig_day(&rig, expected->number);
	usec_t hours[HISTORY_HOURS] = {0};

	for (size_t i = 0; i < 6; i++) {
		hours[expected->hours[i].hour] += (usec_t)MINUTES(expected->hours[i].minutes);
	}
	ck_assert_msg(day.seated_usec == (usec_t)MINUTES(expected->seated), "%s: seated %g min",
		name, (double)day.seated_usec / 6e7);
	ck_assert_msg(
		day.standing_usec == (usec_t)MINUTES(expected->standing), "%s: standing", name);
	ck_assert_msg(day.away_usec == (usec_t)MINUTES(expected->away), "%s: away %g min", name,
		(double)day.away_usec / 6e7);
	ck_assert_msg(day.longest_seated_usec == (usec_t)MINUTES(expected->longest),
		"%s: longest %g min", name, (double)day.longest_seated_usec / 6e7);
	for (size_t hour = 0; hour < HISTORY_HOURS; hour++) {
		ck_assert_msg(day.seated_by_hour_usec[hour] == hours[hour],
			"%s: hour %zu has %g min", name, hour,
			(double)day.seated_by_hour_usec[hour] / 6e7);
	}
}

/* One spell of a story. */
struct told {
	const char *what;
	int64_t start;      /* minutes since Monday 00:00 UTC */
	int length, offset; /* minutes */
	const char *machine;
	bool continues;
};

#define M RIG_MONDAY
#define AT(day, hour, minute) ((((day) * 24) + (hour)) * 60 + (minute))

static const struct {
	const char *name;
	struct told told[6];
	struct expected_day days[4];
	size_t n_days; /* all that there are */
} stories[] = {
	{"one spell within an hour", {{"seated", AT(0, 9, 10), 30, 0, NULL, false}},
		{{M, 30, 0, 0, 30, {{9, 30}}}}, 1},
	/* 09:50-11:20: 10 + 60 + 20 */
	{"over two full hours", {{"seated", AT(0, 9, 50), 90, 0, NULL, false}},
		{{M, 90, 0, 0, 90, {{9, 10}, {10, 60}, {11, 20}}}}, 1},
	/* 23:30-00:45 is all of Monday: the day ends at 04:00 */
	{"over midnight", {{"seated", AT(0, 23, 30), 75, 0, NULL, false}},
		{{M, 75, 0, 0, 75, {{23, 30}, {0, 45}}}}, 1},
	{"half past one belongs to the day before", {{"seated", AT(1, 1, 30), 30, 0, NULL, false}},
		{{M, 30, 0, 0, 30, {{1, 30}}}}, 1},
	/* 03:20-05:00 is 40 of Monday and 60 of Tuesday */
	{"over the start of the day", {{"seated", AT(1, 3, 20), 100, 0, NULL, false}},
		{{M, 40, 0, 0, 40, {{3, 40}}}, {M + 1, 60, 0, 0, 60, {{4, 60}}}}, 2},
	{"ends at the start of the day", {{"seated", AT(1, 3, 20), 40, 0, NULL, false}},
		{{M, 40, 0, 0, 40, {{3, 40}}}}, 1},
	{"begins at the start of the day", {{"seated", AT(1, 4, 0), 40, 0, NULL, false}},
		{{M + 1, 40, 0, 0, 40, {{4, 40}}}}, 1},
	/* A long weekend: Friday 18:00 to Tuesday 09:00 is 10 + 24 + 24 + 24 + 5 hours */
	{"away for days", {{"away", AT(4, 18, 0), 87 * 60, 0, NULL, false}},
		{{M + 4, 0, 0, 600, 0, {{0, 0}}}, {M + 5, 0, 0, 1440, 0, {{0, 0}}},
			{M + 6, 0, 0, 1440, 0, {{0, 0}}}, {M + 7, 0, 0, 1440, 0, {{0, 0}}}},
		5},
	/* A call in between: three spells that touch are one run of 25 + 20 + 15. What comes after
	 * the rest is another. */
	{"runs",
		{{"seated", AT(0, 9, 0), 25, 0, NULL, false},
			{"seated", AT(0, 9, 25), 20, 0, NULL, false},
			{"seated", AT(0, 9, 45), 15, 0, NULL, false},
			{"away", AT(0, 10, 0), 5, 0, NULL, false},
			{"seated", AT(0, 10, 5), 50, 0, NULL, false}},
		{{M, 110, 0, 5, 60, {{9, 60}, {10, 50}}}}, 1},
	/* Half a minute away is no rest: 40 + 30 */
	{"what continues",
		{{"seated", AT(0, 9, 0), 40, 0, NULL, false},
			{"away", AT(0, 9, 40), 1, 0, NULL, false},
			{"seated", AT(0, 9, 41), 30, 0, NULL, true},
			{"standing", AT(0, 10, 11), 9, 0, NULL, false}},
		{{M, 70, 9, 1, 70, {{9, 59}, {10, 11}}}}, 1},
	/* The other machine's spell lies between two that touch. */
	{"two machines",
		{{"seated", AT(0, 9, 0), 20, 0, "a", false},
			{"seated", AT(0, 9, 20), 20, 0, "a", false},
			{"seated", AT(0, 9, 20), 5, 0, "b", false}},
		{{M, 45, 0, 0, 40, {{9, 45}}}}, 1},
	/* Kolkata: 22:10-23:10 UTC is 03:40-04:40 of local time */
	{"half an hour of offset", {{"seated", AT(0, 22, 10), 60, 330, NULL, false}},
		{{M, 20, 0, 0, 20, {{3, 20}}}, {M + 1, 40, 0, 0, 40, {{4, 40}}}}, 2},
	/* 2026-03-29 in Berlin, 01:00 UTC is 02:00 and becomes 03:00. From 01:30 to 04:30 of the
	 * wall are two hours: 30 before, then 60 up to 04:00, which is all of Saturday the 28th; 30
	 * of Sunday. */
	{"summer begins",
		{{"seated", AT(27, 0, 30), 30, 60, NULL, false},
			{"seated", AT(27, 1, 0), 90, 120, NULL, false}},
		{{M + 26, 90, 0, 0, 90, {{1, 30}, {3, 60}}}, {M + 27, 30, 0, 0, 30, {{4, 30}}}}, 2},
	/* 2026-10-25 in Berlin, 01:00 UTC is 03:00 and becomes 02:00. From 01:30 to 04:30 of the
	 * wall are four hours: 01:30-03:00, 02:00-04:00, 30 of Sunday; the hour of 2 comes twice.
	 */
	{"summer ends",
		{{"seated", AT(236, 23, 30), 90, 120, NULL, false},
			{"seated", AT(237, 1, 0), 150, 60, NULL, false}},
		{{M + 236, 210, 0, 0, 210, {{1, 30}, {2, 120}, {3, 60}}},
			{M + 237, 30, 0, 0, 30, {{4, 30}}}},
		2},
	/* From Kiritimati (+14) to Honolulu (-10): Tuesday 08:00-09:00, three hours in the air, and
	 * at 12:00 there, Monday 12:00-13:00 here. Seated on both dates; away: 180 of the offset
	 * where it began, Tuesday 09:00-12:00. */
	{"over the date line, back",
		{{"seated", AT(0, 18, 0), 60, 840, NULL, false},
			{"away", AT(0, 19, 0), 180, 840, NULL, false},
			{"seated", AT(0, 22, 0), 60, -600, NULL, false}},
		{{M, 60, 0, 0, 60, {{12, 60}}}, {M + 1, 60, 0, 180, 60, {{8, 60}}}}, 2},
	/* The other way: Monday 12:00-13:00 at -10, Tuesday 16:00 at +14: no hour is lost. */
	{"over the date line, forth",
		{{"seated", AT(0, 22, 0), 60, -600, NULL, false},
			{"away", AT(0, 23, 0), 180, -600, NULL, false},
			{"seated", AT(1, 2, 0), 60, 840, NULL, false}},
		{{M, 60, 0, 180, 60, {{12, 60}}}, {M + 1, 60, 0, 0, 60, {{16, 60}}}}, 2},
	/* At 11:00 the clock goes back to 10:00: the two hours and a half that passed are counted,
	 * 60 of them under the hour that came twice. The run is not known to go on. */
	{"the clock set back",
		{{"seated", AT(0, 9, 0), 120, 0, NULL, false},
			{"seated", AT(0, 10, 0), 30, 0, NULL, false}},
		{{M, 150, 0, 0, 120, {{9, 60}, {10, 90}}}}, 1},
	/* The same, told that it goes on. */
	{"the clock set back in mid-spell",
		{{"seated", AT(0, 9, 0), 120, 0, NULL, false},
			{"seated", AT(0, 10, 0), 30, 0, NULL, true}},
		{{M, 150, 0, 0, 150, {{9, 60}, {10, 90}}}}, 1},
	/* Back by a day: all of it in the day that the clock says. */
	{"the clock set back by a day",
		{{"seated", AT(1, 9, 0), 30, 0, NULL, false},
			{"seated", AT(0, 9, 30), 30, 0, NULL, false}},
		{{M, 30, 0, 0, 30, {{9, 30}}}, {M + 1, 30, 0, 0, 30, {{9, 30}}}}, 2},
};

static struct history_entry to_entry(const struct told *told, char id[8], int i)
{
	static const struct history_detail continues[] = {{HISTORY_DETAIL_CONTINUES, "yes"}};
	struct history_entry entry;

	(void)snprintf(id, 8, "%d", i);
	entry = rig_spell(
		id, told->what, RIG_MONDAY_USEC + MINUTES(told->start), MINUTES(told->length));
	entry.utc_offset_usec = MINUTES(told->offset);
	entry.machine = told->machine;
	entry.details = continues;
	entry.n_details = told->continues;
	return entry;
}

static size_t count_days(void)
{
	struct history_day *days;
	size_t n;

	ck_assert_int_eq(history_get_days(rig.history, INT64_MIN, INT64_MAX, &days, &n), 0);
	free(days);
	return n;
}

/* Told in order, told backwards, imported in one go; and after all that nothing is left when they
 * are removed. */
START_TEST(story)
{
	struct history_entry entries[6];
	char ids[6][8];
	size_t n = 0, added, present;

	while (n < 6 && stories[_i].told[n].what) {
		entries[n] = to_entry(&stories[_i].told[n], ids[n], (int)n);
		n++;
	}
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < n && round < 2; i++) {
			rig_add(&rig, entries[round == 0 ? i : n - 1 - i]);
		}
		if (round == 2) {
			ck_assert_int_eq(
				history_import(rig.history, &rig.now, entries, n, &added, &present),
				0);
		}
		ck_assert_uint_eq(count_days(), stories[_i].n_days);
		for (size_t i = 0; i < 4 && i < stories[_i].n_days; i++) {
			expect_day(&stories[_i].days[i], stories[_i].name);
		}
		for (size_t i = 0; i < n; i++) {
			ck_assert_int_eq(history_remove(rig.history, &rig.now, ids[i]), 0);
		}
		ck_assert_uint_eq(count_days(), 0);
	}
}
END_TEST

static bool is_of_one_machine(const struct history_entry *entries, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (strcmp(entries[i].machine ? entries[i].machine : "",
			    entries[0].machine ? entries[0].machine : "") != 0) {
			return false;
		}
	}
	return true;
}

static void expect_open_days(const struct history_entry *open, size_t n_open, const char *name)
{
	const struct history_days_query query = {
		INT64_MIN, INT64_MAX, HISTORY_DAYS_MAX, open, n_open};
	struct history_day *days, *all;
	size_t n_days, n_all;

	ck_assert_int_eq(history_list_days(rig.history, &query, &days, &n_days), 0);
	for (size_t i = 0; i < n_open; i++) {
		rig_add(&rig, open[i]);
	}
	ck_assert_int_eq(history_get_days(rig.history, INT64_MIN, INT64_MAX, &all, &n_all), 0);
	ck_assert_msg(n_days == n_all && memcmp(days, all, n_all * sizeof(*all)) == 0,
		"%s: %zu open are another thing", name, n_open);
	free(days);
	free(all);
}

/* What is not written yet counts as if it was, wherever the line is drawn. */
START_TEST(what_is_open)
{
	struct history_entry entries[6];
	char ids[6][8];
	size_t n = 0;

	while (n < 6 && stories[_i].told[n].what) {
		entries[n] = to_entry(&stories[_i].told[n], ids[n], (int)n);
		n++;
	}
	for (size_t n_open = 1; n_open <= n && is_of_one_machine(&entries[n - n_open], n_open);
		n_open++) {
		for (size_t i = 0; i < n - n_open; i++) {
			rig_add(&rig, entries[i]);
		}
		expect_open_days(&entries[n - n_open], n_open, stories[_i].name);
		for (size_t i = 0; i < n; i++) {
			ck_assert_int_eq(history_remove(rig.history, &rig.now, ids[i]), 0);
		}
	}
}
END_TEST

/* The run goes on though other machines come behind it by name. */
START_TEST(what_is_open_beside_other_machines)
{
	static const char *const machines[] = {"a", "b", "c"};

	for (int i = 0; i < 3; i++) {
		struct history_entry entry = rig_spell(
			machines[i], "seated", RIG_MONDAY_USEC + HOURS(9), MINUTES(20 + i));

		entry.machine = machines[i];
		rig_add(&rig, entry);
	}
	for (int i = 0; i < 3; i++) {
		struct history_entry entry = rig_spell("open", "seated",
			RIG_MONDAY_USEC + HOURS(9) + MINUTES(20 + i), MINUTES(30));

		entry.machine = machines[i];
		expect_open_days(&entry, 1, machines[i]);
		ck_assert_uint_eq(rig_day(&rig, M).longest_seated_usec, (usec_t)MINUTES(50 + i));
		ck_assert_int_eq(history_remove(rig.history, &rig.now, "open"), 0);
	}
}
END_TEST

/* Days 2, 4 and 6 are written; one hour is open. */
static const struct {
	int open_day, first, last;
	size_t limit;
	int expected[4]; /* days, 0: no more */
} open_rows[] = {
	{4, 0, 9, 9, {2, 4, 6}},
	{1, 0, 9, 9, {1, 2, 4, 6}},
	{5, 0, 9, 9, {2, 4, 5, 6}},
	{7, 0, 9, 9, {2, 4, 6, 7}},
	{7, 0, 6, 9, {2, 4, 6}},
	{1, 2, 9, 9, {2, 4, 6}},
	{1, 0, 9, 2, {1, 2}},
	{3, 0, 9, 2, {2, 3}},
	{5, 0, 9, 2, {2, 4}},
	{4, 0, 9, 2, {2, 4}},
	{7, 0, 9, 3, {2, 4, 6}},
	{7, 7, 7, 1, {7}},
	{7, 9, 0, 9, {0}},
};

START_TEST(an_open_day_is_in_its_place)
{
	struct history_entry open = rig_spell("open", "seated",
		RIG_MONDAY_USEC + HOURS(24 * open_rows[_i].open_day + 9), HOURS(1));
	const struct history_days_query query = {
		M + open_rows[_i].first, M + open_rows[_i].last, open_rows[_i].limit, &open, 1};
	struct history_day *days;
	size_t n;

	for (int day = 2; day <= 6; day += 2) {
		char id[8];

		(void)snprintf(id, sizeof(id), "%d", day);
		rig_add(&rig, rig_spell(id, "seated", RIG_MONDAY_USEC + HOURS(24 * day + 5),
				      MINUTES(10)));
	}
	ck_assert_int_eq(history_list_days(rig.history, &query, &days, &n), 0);
	for (size_t i = 0; i < n; i++) {
		bool is_open_day = days[i].number == M + open_rows[_i].open_day;
		bool is_written_day = open_rows[_i].expected[i] % 2 == 0;

		ck_assert_uint_lt(i, 4);
		ck_assert_int_eq(days[i].number, M + open_rows[_i].expected[i]);
		ck_assert_uint_eq(days[i].seated_usec,
			(usec_t)MINUTES((is_open_day ? 60 : 0) + (is_written_day ? 10 : 0)));
	}
	ck_assert(n == 4 || open_rows[_i].expected[n] == 0);
	free(days);
	/* It was only asked. */
	ck_assert_uint_eq(count_days(), 3);
}
END_TEST

START_TEST(a_number_of_days_has_limits)
{
	struct history_days_query query = {.limit = 0};
	struct history_day *days = NULL;
	size_t n;

	ck_assert_int_eq(history_list_days(rig.history, &query, &days, &n), -EINVAL);
	query.limit = HISTORY_DAYS_MAX + 1;
	ck_assert_int_eq(history_list_days(rig.history, &query, &days, &n), -EINVAL);
	query.limit = HISTORY_DAYS_MAX;
	ck_assert_int_eq(history_list_days(rig.history, &query, &days, &n), 0);
	ck_assert_uint_eq(n, 0);
	free(days);
}
END_TEST

START_TEST(prompts)
{
	static const char *const outcomes[] = {
		"done", "done", "claimed", "natural", "skipped", "expired", "snoozed", "withdrawn"};
	static const struct history_detail with_sets[] = {{"kind", "walk"}, {"sets", "2"}};
	static const struct history_detail strength[] = {{"kind", "strength"}, {"sets", "1"}};
	static const struct history_detail unasked[] = {{"kind", "walk"}, {"shown", "no"}};
	static const struct history_detail senseless[] = {{"sets", "-3"}};
	struct history_entry entry;
	struct history_day day;
	char id[8];

	for (size_t i = 0; i < 8; i++) {
		(void)snprintf(id, sizeof(id), "%zu", i);
		rig_add(&rig, rig_prompt(id, outcomes[i], RIG_MONDAY_USEC + HOURS(5 + (int)i)));
	}
	entry = rig_prompt("sets", "done", RIG_MONDAY_USEC + HOURS(14));
	entry.details = with_sets;
	entry.n_details = 2;
	rig_add(&rig, entry);
	entry.id = "strength";
	entry.details = strength;
	rig_add(&rig, entry);
	entry.id = "missed";
	entry.what = "skipped";
	rig_add(&rig, entry);
	entry.id = "unasked";
	entry.what = "natural";
	entry.details = unasked;
	rig_add(&rig, entry);
	entry.id = "senseless";
	entry.details = senseless;
	entry.n_details = 1;
	rig_add(&rig, entry);
	/* Tuesday 03:59 is of Monday, 04:00 is not. */
	rig_add(&rig, rig_prompt("late", "done", RIG_MONDAY_USEC + HOURS(28) - 1));
	rig_add(&rig, rig_prompt("later", "done", RIG_MONDAY_USEC + HOURS(28)));

	day = rig_day(&rig, M);
	/* 8, sets, strength, missed, senseless, late */
	ck_assert_uint_eq(day.prompted, 13);
	ck_assert_uint_eq(day.done, 5);
	ck_assert_uint_eq(day.claimed, 1);
	ck_assert_uint_eq(day.natural, 3);
	ck_assert_uint_eq(day.skipped, 2);
	ck_assert_uint_eq(day.expired, 1);
	/* Three minutes each: 2 done, claimed, natural, sets, unasked, late */
	ck_assert_uint_eq(day.walk_usec, (usec_t)MINUTES(21));
	ck_assert_uint_eq(day.strength_sets, 3);
	ck_assert_uint_eq(rig_day(&rig, M + 1).done, 1);
	/* A claim is raised. */
	ck_assert_int_eq(rig_write(&rig, HISTORY_PUT,
				 rig_prompt("2", "done", RIG_MONDAY_USEC + HOURS(7)), true),
		0);
	day = rig_day(&rig, M);
	ck_assert_uint_eq(day.done, 6);
	ck_assert_uint_eq(day.claimed, 0);
}
END_TEST

/* A machine whose clock was never set: 03:30-04:30 of the first day there is. */
START_TEST(before_all_days)
{
	rig_add(&rig, rig_spell("a", "seated", HOURS(3) + MINUTES(30), HOURS(1)));
	rig_add(&rig, rig_prompt("b", "done", 0));
	ck_assert_uint_eq(count_days(), 2);
	ck_assert_uint_eq(rig_day(&rig, -1).seated_usec, (usec_t)MINUTES(30));
	ck_assert_uint_eq(rig_day(&rig, -1).done, 1);
	ck_assert_uint_eq(rig_day(&rig, 0).seated_usec, (usec_t)MINUTES(30));
}
END_TEST

/* What was written may be in any other place afterwards. */
START_TEST(moved)
{
	struct history_entry entry = rig_spell("a", "seated", RIG_MONDAY_USEC + HOURS(9), HOURS(1));

	rig_add(&rig, entry);
	entry.start_real_usec += HOURS(24);
	entry.what = "away";
	ck_assert_int_eq(rig_write(&rig, HISTORY_PUT, entry, true), 0);
	ck_assert(!rig_has_day(&rig, M));
	ck_assert_uint_eq(rig_day(&rig, M + 1).away_usec, USEC_PER_HOUR);
}
END_TEST

/* Other types are no observation of time. */
START_TEST(said)
{
	struct history_entry entry = rig_said("m", HISTORY_MASSAGE, RIG_MONDAY_USEC);

	entry.has_duration = true;
	entry.duration_usec = USEC_PER_HOUR;
	rig_add(&rig, entry);
	rig_add(&rig, rig_spell("s", "asleep", RIG_MONDAY_USEC, HOURS(8)));
	ck_assert_uint_eq(count_days(), 0);
}
END_TEST

/* Sums follow another start of the day, also those of long ago, and over a restart in between. */
START_TEST(another_day_start)
{
	for (int i = 0; i < 100; i++) {
		char id[8];

		(void)snprintf(id, sizeof(id), "%d", i);
		/* 05:00-07:00 every third day */
		rig_add(&rig,
			rig_spell(id, "seated", RIG_MONDAY_USEC + HOURS(5 + 72 * i), HOURS(2)));
	}
	ck_assert_uint_eq(rig_day(&rig, M + 297).seated_usec, 2 * USEC_PER_HOUR);
	history_set_day_start(rig.history, 6 * USEC_PER_HOUR);
	ck_assert_int_eq(history_work(rig.history, &rig.now), 1);
	rig.history = history_free(rig.history);
	rig.history = history_new(rig.path, 6 * USEC_PER_HOUR);
	(void)rig_count(&rig);
	rig_settle(&rig);
	ck_assert_uint_eq(count_days(), 200);
	for (int i = 0; i < 100; i++) {
		ck_assert_uint_eq(rig_day(&rig, M + 3 * i - 1).seated_usec, USEC_PER_HOUR);
		ck_assert_uint_eq(rig_day(&rig, M + 3 * i).seated_usec, USEC_PER_HOUR);
	}
	/* Back again: no day of the time between is left. */
	history_set_day_start(rig.history, 0);
	(void)rig_count(&rig);
	rig_settle(&rig);
	ck_assert_uint_eq(count_days(), 100);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, story, 0, (int)(sizeof(stories) / sizeof(stories[0])));
	tcase_add_loop_test(tcase, what_is_open, 0, (int)(sizeof(stories) / sizeof(stories[0])));
	tcase_add_test(tcase, what_is_open_beside_other_machines);
	tcase_add_loop_test(tcase, an_open_day_is_in_its_place, 0,
		(int)(sizeof(open_rows) / sizeof(open_rows[0])));
	tcase_add_test(tcase, a_number_of_days_has_limits);
	tcase_add_test(tcase, prompts);
	tcase_add_test(tcase, before_all_days);
	tcase_add_test(tcase, moved);
	tcase_add_test(tcase, said);
	tcase_add_test(tcase, another_day_start);
}

int main(void)
{
	return check_main("history-days", add_tests);
}
