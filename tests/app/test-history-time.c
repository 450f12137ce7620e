/* SPDX-License-Identifier: MIT */
/* Where the time went, as the daemon wrote it into the history: totals worked out by hand. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "history_file.h"
#include "jsonvalue.h"

#define MONDAY 20458
#define SETTINGS "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n"

struct row {
	int64_t from_min, min;
	const char *what, *detail, *value;
};

static void expect_spells(const struct row *rows, size_t n_rows)
{
	struct history_page *page = read_entries(1U << HISTORY_SPELL);

	for (size_t i = 0; i < page->n_entries; i++) {
		const struct history_entry *entry = &page->entries[i];

		printf("# %s %lld + %llu\n", entry->what,
			(long long)(entry->start_real_usec - BEGAN_USEC) / 1000000,
			(unsigned long long)entry->duration_usec / 1000000);
	}
	ck_assert_uint_eq(page->n_entries, n_rows);
	for (size_t i = 0; i < n_rows; i++) {
		const struct history_entry *entry = &page->entries[i];

		ck_assert_str_eq(entry->what, rows[i].what);
		ck_assert_int_eq(entry->start_real_usec, BEGAN_USEC + rows[i].from_min * MINUTE);
		ck_assert_int_eq((int64_t)entry->duration_usec, rows[i].min * MINUTE);
		if (rows[i].detail) {
			ck_assert_str_eq(get_detail(entry, rows[i].detail), rows[i].value);
		}
	}
	(void)history_page_free(page);
}

#define EXPECT_SPELLS(...)                               \
	expect_spells((const struct row[]){__VA_ARGS__}, \
		ELEMENTSOF(((const struct row[]){__VA_ARGS__})))

/* -- spells
 * ------------------------------------------------------------------------------------------------
 */

START_TEST(where_the_time_went_is_kept)
{
	be("active", 20 * MINUTE);
	be("away", 10 * MINUTE);
	be("active", 5 * MINUTE);
	call("SetPosture", "{\"posture\":\"standing\"}");
	rig_wait(&rig, 7 * USEC_PER_MINUTE);
	report("away");
	EXPECT_SPELLS({0, 20, "seated", NULL, NULL}, {20, 10, "away", NULL, NULL},
		{30, 5, "seated", "continues", ""}, {35, 7, "standing", NULL, NULL});
}
END_TEST

START_TEST(what_touches_is_one_spell)
{
	be("active", 20 * MINUTE);
	be("passive", 10 * MINUTE);
	be("active", 5 * MINUTE);
	report("away");
	EXPECT_SPELLS({0, 35, "seated", NULL, NULL});
}
END_TEST

START_TEST(sleep_is_away_and_says_so)
{
	be("active", 20 * MINUTE);
	rig_suspend(&rig, 60 * USEC_PER_MINUTE);
	rig_wait(&rig, USEC_PER_MINUTE);
	report("away");
	EXPECT_SPELLS({0, 20, "seated", NULL, NULL}, {20, 60, "away", "presence", "asleep"},
		{80, 1, "seated", NULL, NULL});
}
END_TEST

START_TEST(a_clock_that_is_set_cuts_a_spell_and_loses_no_time)
{
	struct history *history;
	struct history_day *days;
	size_t n_days;

	be("active", 20 * MINUTE);
	rig_set_real(&rig, rig.manual.real_usec - 2 * USEC_PER_HOUR);
	rig_wait(&rig, 10 * USEC_PER_MINUTE);
	report("away");
	/* By the clock on the wall: 09:00 to 09:20, then 07:20 to 07:30. */
	EXPECT_SPELLS({-100, 10, "seated", "continues", "yes"}, {0, 20, "seated", NULL, NULL});
	history = open_history();
	ck_assert_int_eq(history_get_days(history, MONDAY, MONDAY, &days, &n_days), 0);
	ck_assert_uint_eq(n_days, 1);
	ck_assert_uint_eq(days[0].seated_usec, 30 * USEC_PER_MINUTE);
	free(days);
	(void)history_free(history);
}
END_TEST

/* Somebody sits through it; totals worked out by hand. 'offset': hours, as each spell has it. */
static const struct {
	const char *name, *zone, *zone_after;
	int64_t from_real_sec; /* 1 h before anything happens */
	struct {
		int64_t min;
		int offset;
	} spells[2]; /* 0: none */
	int64_t day;
	int64_t seated_min[2]; /* of that day, and the next one */
	int hours[2];          /* on the wall, in which there were 60 min each; -1: none */
} journeys[] = {
	/* 2026-03-29: 01:00 to 02:00 and 03:00 to 04:00; the day begins at 04:00. */
	{"spring", "Europe/Berlin", NULL, 1774742400, {{60, 1}, {60, 2}}, 20540, {120, 0}, {1, 3}},
	/* 2026-10-25: 02:00 to 03:00, twice. */
	{"autumn", "Europe/Berlin", NULL, 1792886400, {{60, 2}, {60, 1}}, 20750, {120, 0},
		{-1, -1}},
	/* 03:00 to 05:00, over Day.Start: one spell, in two days. */
	{"day start", "UTC", NULL, 1767668400, {{120, 0}, {0, 0}}, 20458, {60, 60}, {3, 4}},
	/* 23:00 to 01:00: one spell in one day. */
	{"midnight", "UTC", NULL, 1767654000, {{120, 0}, {0, 0}}, 20458, {120, 0}, {23, 0}},
	/* From Auckland on the 6th, 13:00 to 14:00, back over the date line: the 5th, 13:00 to
	 * 14:00. */
	{"date line", "NZDT-13", "SST11", 1767657600, {{60, 13}, {60, -11}}, 20458, {60, 60},
		{-1, -1}},
};

START_TEST(a_spell_is_cut_where_the_offset_changes)
{
	struct history_page *page;
	struct history *history;
	struct history_day *days;
	usec_t by_hour_usec = 0;
	size_t n_days;

	rig_teardown(&rig);
	rig_setup_at(&rig, SETTINGS, journeys[_i].zone,
		(usec_t)journeys[_i].from_real_sec * USEC_PER_SEC);
	be("active", 60 * MINUTE);
	if (journeys[_i].zone_after) {
		ck_assert_int_eq(setenv("TZ", journeys[_i].zone_after, 1), 0);
	}
	be("active", 60 * MINUTE);
	report("away");
	page = read_entries(1U << HISTORY_SPELL);
	ck_assert_uint_eq(page->n_entries, journeys[_i].spells[1].min > 0 ? 2 : 1);
	for (size_t i = 0; i < page->n_entries; i++) {
		ck_assert_int_eq((int64_t)page->entries[i].duration_usec,
			journeys[_i].spells[i].min * MINUTE);
		ck_assert_int_eq(
			page->entries[i].utc_offset_usec, journeys[_i].spells[i].offset * HOUR);
	}
	(void)history_page_free(page);
	history = open_history();
	ck_assert_int_eq(
		history_get_days(history, journeys[_i].day, journeys[_i].day + 1, &days, &n_days),
		0);
	for (size_t i = 0; i < 2; i++) {
		int64_t seated_usec = 0;

		for (size_t k = 0; k < n_days; k++) {
			if (days[k].number == journeys[_i].day + (int64_t)i) {
				seated_usec = (int64_t)days[k].seated_usec;
			}
			if (journeys[_i].hours[i] >= 0) {
				by_hour_usec += days[k].seated_by_hour_usec[journeys[_i].hours[i]];
			}
		}
		ck_assert_int_eq(seated_usec, journeys[_i].seated_min[i] * MINUTE);
	}
	if (journeys[_i].hours[0] >= 0) {
		ck_assert_uint_eq(by_hour_usec, 2 * USEC_PER_HOUR);
	}
	free(days);
	(void)history_free(history);
	ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
}
END_TEST

START_TEST(a_correction_cuts_the_spells_that_it_touches)
{
	char parameters[256];

	be("active", 20 * MINUTE);
	be("away", 10 * MINUTE);
	be("active", 30 * MINUTE);
	/* From 09:15 to 09:40 it was standing. */
	(void)snprintf(parameters, sizeof(parameters),
		"{\"sinceUSec\":%lld,\"untilUSec\":%lld,\"counts\":\"standing\"}",
		(long long)(BEGAN_USEC + 15 * MINUTE), (long long)(BEGAN_USEC + 40 * MINUTE));
	call("CorrectPresence", parameters);
	rig_wait(&rig, 5 * USEC_PER_MINUTE);
	report("away");
	EXPECT_SPELLS({0, 15, "seated", NULL, NULL}, {15, 5, "standing", NULL, NULL},
		{20, 10, "standing", NULL, NULL}, {30, 10, "standing", NULL, NULL},
		{40, 20, "seated", NULL, NULL}, {60, 5, "seated", NULL, NULL});
}
END_TEST

START_TEST(the_sums_of_the_day_are_those_of_status)
{
	AUTO_JSON struct json_object *status = NULL;
	struct history *history;
	struct history_day *days;
	size_t n_days;

	be("active", 46 * MINUTE); /* a walk is open */
	be("away", 10 * MINUTE);   /* natural */
	be("active", 46 * MINUTE);
	call("Respond", "{\"answer\":\"done\"}");
	be("active", 10 * MINUTE);
	be("away", 10 * MINUTE); /* raises the claim */
	be("active", 10 * MINUTE);
	be("away", 10 * MINUTE); /* natural, unasked */
	report("active");
	call("PromptNow", "{\"kind\":\"walk\"}");
	call("Respond", "{\"answer\":\"skip\"}");
	status = rig_call(&rig, "GetStatus", "{}");
	history = open_history();
	ck_assert_int_eq(history_get_days(history, MONDAY, MONDAY, &days, &n_days), 0);
	ck_assert_uint_eq(n_days, 1);
	ck_assert_int_eq((int64_t)days[0].seated_usec, rig_int(status, "today.seatedUSec"));
	ck_assert_int_eq((int64_t)days[0].away_usec, rig_int(status, "today.awayUSec"));
	ck_assert_int_eq(
		(int64_t)days[0].longest_seated_usec, rig_int(status, "today.longestSeatedUSec"));
	ck_assert_int_eq((int64_t)days[0].prompted, rig_int(status, "today.prompted"));
	ck_assert_int_eq((int64_t)days[0].done, rig_int(status, "today.done"));
	ck_assert_int_eq((int64_t)days[0].claimed, rig_int(status, "today.claimed"));
	ck_assert_int_eq((int64_t)days[0].natural, rig_int(status, "today.natural"));
	ck_assert_int_eq((int64_t)days[0].skipped, rig_int(status, "today.skipped"));
	ck_assert_int_gt(rig_int(status, "today.natural"), 1);
	free(days);
	(void)history_free(history);
}
END_TEST

START_TEST(restarts_leave_no_gap_and_nothing_twice)
{
	const usec_t lengths_usec[] = {20 * USEC_PER_MINUTE, 40 * USEC_PER_SEC,
		11 * USEC_PER_MINUTE, 5 * USEC_PER_SEC, 0, 30 * USEC_PER_MINUTE};
	struct history_page *page;
	int64_t at_usec = BEGAN_USEC;

	for (size_t i = 0; i < ELEMENTSOF(lengths_usec); i++) {
		be(i % 2 ? "away" : "active", (int64_t)lengths_usec[i]);
		rig_stop(&rig);
		manual_clock_advance(&rig.manual, i * USEC_PER_SEC);
		rig_start(&rig);
	}
	be("active", MINUTE);
	/* What goes on is told when it ends. */
	call("SetPosture", "{\"posture\":\"standing\"}");
	page = read_entries(1U << HISTORY_SPELL);
	for (size_t i = 0; i < page->n_entries; i++) {
		const struct history_entry *entry = &page->entries[i];

		ck_assert_int_eq(entry->start_real_usec, at_usec);
		at_usec += (int64_t)entry->duration_usec;
	}
	ck_assert_int_eq(at_usec, (int64_t)rig.manual.real_usec);
	(void)history_page_free(page);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, history_file_setup, history_file_teardown);
	tcase_add_test(tcase, where_the_time_went_is_kept);
	tcase_add_test(tcase, what_touches_is_one_spell);
	tcase_add_test(tcase, sleep_is_away_and_says_so);
	tcase_add_test(tcase, a_clock_that_is_set_cuts_a_spell_and_loses_no_time);
	tcase_add_loop_test(
		tcase, a_spell_is_cut_where_the_offset_changes, 0, ELEMENTSOF(journeys));
	tcase_add_test(tcase, a_correction_cuts_the_spells_that_it_touches);
	tcase_add_test(tcase, restarts_leave_no_gap_and_nothing_twice);
	tcase_add_test(tcase, the_sums_of_the_day_are_those_of_status);
}

int main(void)
{
	return check_main("history-time", add_tests);
}
