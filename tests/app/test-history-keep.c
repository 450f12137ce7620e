/* SPDX-License-Identifier: MIT */
/* History.Keep: when the daemon forgets by itself, what, and what it leaves. */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "check_main.h"
#include "history_rig.h"
#include "jsonvalue.h"

#define FOR_EVER "[Hours]\nQuiet=\n"
#define KEEP(length_) FOR_EVER "[History]\nKeep=" length_ "\n"
#define HOUR_USEC ((int64_t)USEC_PER_HOUR)
#define MANY 4500

static struct rig rig;

static void setup(void)
{
	rig_setup_at(&rig, FOR_EVER, "UTC", (usec_t)NOON_USEC);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

static void import(const char *id, const char *type, const char *what, int64_t start_usec)
{
	AUTO_FREE char *entry = NULL;

	ck_assert_int_ge(asprintf(&entry,
				 "{\"id\":\"%s\",\"type\":\"%s\",\"startUSec\":%" PRId64
				 ",\"durationUSec\":%" PRId64 ",\"what\":\"%s\"}",
				 id, type, start_usec, MINUTE_USEC, what),
		0);
	rig_expect_import(&rig, entry, 1, 0);
}

/* Of 40, 31, 30 and a half, and 29 days ago; the first of them of each type. */
static void import_some(void)
{
	import("massage", "massage", "own_hands", NOON_USEC - 40 * DAY_USEC);
	import("prompt", "prompt", "done", NOON_USEC - 40 * DAY_USEC + 1);
	import("checkin", "checkin", "fine", NOON_USEC - 40 * DAY_USEC + 2);
	import("safety", "safety", "note", NOON_USEC - 40 * DAY_USEC + 3);
	import("plan", "plan", "set", NOON_USEC - 40 * DAY_USEC + 4);
	import("old", "spell", "seated", NOON_USEC - 31 * DAY_USEC);
	import("ends-before", "spell", "seated", NOON_USEC - 30 * DAY_USEC - 2 * MINUTE_USEC);
	import("ends-after", "spell", "seated", NOON_USEC - 30 * DAY_USEC + 5 * MINUTE_USEC);
	import("new", "spell", "seated", NOON_USEC - 29 * DAY_USEC);
}

static void reload(const char *settings)
{
	rig_write_settings(&rig, settings);
	(void)json_object_put(rig_call(&rig, "Reload", "{}"));
	rig_settle(&rig);
}

#define ALL "massage prompt checkin safety plan old ends-before ends-after new"
#define KEPT "safety plan ends-after new"

START_TEST(without_it_all_is_kept)
{
	import_some();
	reload(FOR_EVER);
	rig_restart(&rig);
	rig_wait(&rig, 3 * USEC_PER_DAY);
	rig_expect_list(&rig, "{" BEFORE "}", ALL);
}
END_TEST

START_TEST(what_is_older_goes_when_the_setting_changes)
{
	import_some();
	reload(KEEP("30d"));
	rig_expect_list(&rig, "{" BEFORE "}", KEPT);
	/* Longer again: what is gone is gone, and what is here stays. */
	reload(KEEP("52w"));
	rig_expect_list(&rig, "{" BEFORE "}", KEPT);
}
END_TEST

START_TEST(a_value_that_is_not_allowed_takes_nothing)
{
	import_some();
	rig_write_settings(&rig, KEEP("23h"));
	(void)json_object_put(rig_call_error(
		&rig, "Reload", "{}", "io.github.backcare.Backcare.BadConfiguration"));
	rig_settle(&rig);
	rig_restart(&rig);
	rig_expect_list(&rig, "{" BEFORE "}", ALL);
}
END_TEST

START_TEST(what_is_older_goes_at_the_start)
{
	import_some();
	rig_write_settings(&rig, KEEP("30d"));
	rig_expect_list(&rig, "{" BEFORE "}", ALL);
	rig_restart(&rig);
	rig_settle(&rig);
	rig_expect_list(&rig, "{" BEFORE "}", KEPT);
}
END_TEST

START_TEST(what_gets_older_goes_when_the_day_ends_and_wakes_nobody)
{
	rig_write_settings(&rig, KEEP("2d"));
	rig_restart(&rig);
	/* 13:01 two days ago: older than that at 13:01 today, and the day ends at 04:00. */
	import("afternoon", "spell", "seated", NOON_USEC - 2 * DAY_USEC + HOUR_USEC);
	import("evening", "spell", "seated", NOON_USEC - 2 * DAY_USEC + 17 * HOUR_USEC);
	for (int hour = 12; hour < 24 + 4; hour++) {
		rig_expect_list(&rig, "{" BEFORE "}", "afternoon evening");
		ck_assert_uint_eq(manual_clock_next_alarm(&rig.manual),
			core_deadline_boot_usec(&rig.app->core));
		rig_wait(&rig, USEC_PER_HOUR);
	}
	rig_settle(&rig);
	rig_expect_list(&rig, "{" BEFORE "}", "evening");
	rig_wait(&rig, USEC_PER_DAY);
	rig_expect_list(&rig, "{" BEFORE "}", "");
}
END_TEST

START_TEST(what_was_slept_through_goes_on_waking)
{
	import_some();
	reload(KEEP("35d"));
	rig_suspend(&rig, 8 * USEC_PER_DAY);
	rig_settle(&rig);
	rig_expect_list(&rig, "{" BEFORE "}", "safety plan");
}
END_TEST

START_TEST(many_go_a_step_at_a_time)
{
	int fd = rig_connect(&rig), other = rig_connect(&rig);
	size_t n_passes = 0;

	rig_import_many(&rig, "many", MANY, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC);
	rig_write_settings(&rig, KEEP("30d"));
	rig_send(fd, "{\"method\":\"io.github.backcare.Backcare.Reload\",\"parameters\":{}}");
	while (rig_count_entries(&rig, other) > 0) {
		ck_assert_uint_lt(++n_passes, 50);
	}
	/* Others were answered between the steps. */
	ck_assert_uint_ge(n_passes, 2);
	(void)close(other);
	(void)close(fd);
	rig_settle(&rig);
	ck_assert_uint_eq(
		manual_clock_next_alarm(&rig.manual), core_deadline_boot_usec(&rig.app->core));
}
END_TEST

static void report(const char *presence)
{
	char parameters[128];

	(void)snprintf(parameters, sizeof(parameters),
		"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%llu}", presence,
		(unsigned long long)USEC_PER_DAY);
	(void)json_object_put(rig_call(&rig, "ReportPresence", parameters));
}

START_TEST(what_is_forgotten_does_not_come_back_with_its_spell)
{
	AUTO_JSON struct json_object *reply = NULL;

	rig_write_settings(&rig, KEEP("1d"));
	rig_restart(&rig); /* unknown: estimated, then active: told in two, one spell */
	rig_wait(&rig, 20 * USEC_PER_MINUTE);
	report("active");
	rig_settle(&rig);
	reply = rig_call(&rig, "History.List", "{\"types\":[\"spell\"]}");
	ck_assert_int_eq(rig_int(reply, "entries.0.startUSec"), NOON_USEC);
	(void)json_object_put(reply);
	for (int i = 0; i < 4; i++) {
		report("active");
		rig_wait(&rig, USEC_PER_DAY / 2);
	}
	report("away");
	rig_settle(&rig);
	reply = rig_call(&rig, "History.List", "{\"types\":[\"spell\"]}");
	ck_assert_int_ge(
		rig_int(reply, "entries.0.startUSec"), NOON_USEC + 20 * (int64_t)USEC_PER_MINUTE);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, without_it_all_is_kept);
	tcase_add_test(tcase, what_is_older_goes_when_the_setting_changes);
	tcase_add_test(tcase, a_value_that_is_not_allowed_takes_nothing);
	tcase_add_test(tcase, what_is_older_goes_at_the_start);
	tcase_add_test(tcase, what_gets_older_goes_when_the_day_ends_and_wakes_nobody);
	tcase_add_test(tcase, what_was_slept_through_goes_on_waking);
	tcase_add_test(tcase, many_go_a_step_at_a_time);
	tcase_add_test(tcase, what_is_forgotten_does_not_come_back_with_its_spell);
}

int main(void)
{
	return check_main("history-keep", add_tests);
}
