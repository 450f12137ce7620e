/* SPDX-License-Identifier: MIT */
/* A hold is never lost without a word: where the history is not the one that was written last, the
 * questions are asked again. */
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "history_file.h"
#include "jsonvalue.h"

#define SOCKET "io.github.backcare.Backcare"

static void run(const char *line)
{
	char command[512];

	(void)snprintf(command, sizeof(command), "cd '%s/backcare' && %s", rig.directory, line);
	ck_assert_int_eq(system(command), 0);
}

static bool is_asked_for(struct json_object *reply)
{
	return json_object_get_boolean(json_object_object_get(reply, "checklistPending"));
}

static void expect_care(const char *level, bool is_asked)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, "Care.GetCare", "{}");

	ck_assert_str_eq(rig_string(reply, "level"), level);
	ck_assert_int_eq(is_asked_for(reply), is_asked);
}

static void tell(void)
{
	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	expect_care("doctor_first", false);
}

/* As a backup has it. */
static void keep_history(void)
{
	rig_stop(&rig);
	run("mkdir kept && cp history.db* kept/");
	rig_start(&rig);
}

static void put_history_back(void)
{
	run("rm -f history.db* && cp kept/* .");
}

/* Whether there is a mark in both places or in one. */
static const char *const lost_marks[] = {"true", "rm safety.mark", "rm " SOCKET ".safety"};

START_TEST(an_older_history_is_noticed)
{
	be("active", 5 * MINUTE);
	keep_history();
	tell();
	rig_stop(&rig);
	put_history_back();
	run(lost_marks[_i]);
	rig_start(&rig);
	expect_care("none", true);
	/* A restart asks as well, until the questions are answered. */
	rig_restart(&rig);
	expect_care("none", true);
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	expect_care("none", false);
	rig_restart(&rig);
	expect_care("none", false);
}
END_TEST

static const char *const losses[] = {
	"rm history.db-wal",
	"truncate -s 0 history.db-wal",
	"truncate -s 40 history.db-wal",
	"printf xxxxxxxx | dd of=history.db-wal conv=notrunc status=none",
	"truncate -s 0 safety.mark",
	"printf what | dd of=safety.mark conv=notrunc status=none",
	"rm safety.mark && mkdir safety.mark",
	"rm safety.mark && ln -s nowhere safety.mark",
};

START_TEST(a_damage_is_noticed)
{
	AUTO_JSON struct json_object *reply = NULL;

	/* So that the log has nothing but what comes now. */
	call("History.Forget", "{\"untilUSec\":1}");
	rig_settle(&rig);
	run("test ! -s history.db-wal");
	tell();
	rig_stop(&rig);
	run(losses[_i]);
	rig_start(&rig);
	reply = rig_call(&rig, "Care.GetCare", "{}");
	ck_assert(is_asked_for(reply));
}
END_TEST

START_TEST(what_was_never_written_is_noticed)
{
	run("mv history.db away.db && mkdir history.db");
	(void)json_object_put(rig_call_error(&rig, "Care.ReportSymptoms",
		"{\"symptoms\":[\"one-leg-tingling\"]}", "io.github.backcare.Care.NotStored"));
	expect_care("doctor_first", false);
	rig_stop(&rig);
	run("rmdir history.db && mv away.db history.db");
	rig_start(&rig);
	expect_care("none", true);
}
END_TEST

START_TEST(what_was_told_before_the_history_could_be_read_is_noticed)
{
	rig_stop(&rig);
	run("mv history.db away.db && mkdir history.db");
	rig_start(&rig);
	expect_care("none", true);
	(void)json_object_put(rig_call_error(&rig, "Care.ReportSymptoms",
		"{\"symptoms\":[\"one-leg-tingling\"]}", "io.github.backcare.Care.NotStored"));
	run("rmdir history.db && mv away.db history.db");
	rig_restart(&rig);
	expect_care("none", true);
}
END_TEST

START_TEST(what_was_told_meanwhile_is_kept_with_what_is_read_later)
{
	AUTO_JSON struct json_object *reply = NULL;

	call("Care.SetFlare", "{\"active\":true}");
	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	rig_stop(&rig);
	run("mv history.db away.db && mkdir history.db");
	rig_start(&rig);
	(void)json_object_put(rig_call_error(&rig, "Care.ReportSymptoms",
		"{\"symptoms\":[\"saddle-numbness\"]}", "io.github.backcare.Care.NotStored"));
	(void)json_object_put(rig_call_error(&rig, "Care.LogMassage",
		"{\"by\":\"ball\",\"durationUSec\":60000000}",
		"io.github.backcare.Care.NotStored"));
	run("rmdir history.db && mv away.db history.db");
	rig_wait(&rig, USEC_PER_MINUTE);
	for (size_t i = 0; i < 2; i++) {
		expect_care("emergency", false);
		(void)json_object_put(reply);
		reply = rig_call(&rig, "Care.GetCare", "{}");
		ck_assert(rig_has(reply, "lastMassage"));
		ck_assert_ptr_nonnull(strstr(json_object_to_json_string(reply), "acute-flare"));
		ck_assert_ptr_nonnull(
			strstr(json_object_to_json_string(reply), "one-leg-tingling"));
		rig_restart(&rig);
	}
}
END_TEST

START_TEST(another_daemon_is_noticed)
{
	tell();
	run("printf '0123456789abcdef\\n' >safety.mark");
	report("away");
	expect_care("doctor_first", true);
	rig_restart(&rig);
	expect_care("doctor_first", true);
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	expect_care("doctor_first", false);
	rig_restart(&rig);
	report("active");
	expect_care("doctor_first", false);
}
END_TEST

START_TEST(a_cleared_hold_does_not_come_back_unasked)
{
	tell();
	keep_history();
	call("Care.ClearSafety",
		"{\"how\":\"cleared_by_clinician\",\"phrase\":\"cleared by clinician\","
		"\"clinician\":\"GP\",\"seenDate\":\"2026-01-05\",\"walking\":\"yes\","
		"\"exercise\":\"yes\",\"massage\":\"no\"}");
	rig_stop(&rig);
	put_history_back();
	rig_start(&rig);
	expect_care("doctor_first", true);
}
END_TEST

START_TEST(nobody_is_asked_without_a_reason)
{
	expect_care("none", false);
	rig_restart(&rig);
	expect_care("none", false);
	tell();
	rig_restart(&rig);
	expect_care("doctor_first", false);
	/* An older daemon left none; one that was lost is made anew. */
	rig_stop(&rig);
	run("rm safety.mark " SOCKET ".safety");
	rig_start(&rig);
	expect_care("doctor_first", false);
	report("active");
	run("test \"$(wc -c <safety.mark)\" = 17 && cmp safety.mark " SOCKET ".safety");
	run("test \"$(stat -c %a safety.mark)\" = 600");
	run("rm safety.mark");
	report("away");
	run("cmp safety.mark " SOCKET ".safety");
	rig_restart(&rig);
	expect_care("doctor_first", false);
}
END_TEST

/* Days from the true time. */
static const int clocks[] = {-1, 1, -400, 400, -20000, 91, 0, -3, 0};

START_TEST(a_clock_that_is_set_lifts_no_hold_and_asks_nothing)
{
	usec_t from_usec = rig.manual.real_usec;

	tell();
	for (size_t i = 0; i < ELEMENTSOF(clocks); i++) {
		usec_t real_usec = (usec_t)((int64_t)from_usec + clocks[i] * 24 * HOUR);

		/* While it runs, and while it does not. */
		if (_i == 0) {
			rig_set_real(&rig, real_usec);
		} else {
			rig_stop(&rig);
			manual_clock_set_real(&rig.manual, real_usec);
			rig_start(&rig);
		}
		expect_care("doctor_first", false);
		rig_wait(&rig, USEC_PER_HOUR);
		rig_restart(&rig);
		expect_care("doctor_first", false);
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, history_file_setup, history_file_teardown);
	tcase_add_loop_test(tcase, an_older_history_is_noticed, 0, ELEMENTSOF(lost_marks));
	tcase_add_loop_test(tcase, a_damage_is_noticed, 0, ELEMENTSOF(losses));
	tcase_add_test(tcase, what_was_never_written_is_noticed);
	tcase_add_test(tcase, what_was_told_before_the_history_could_be_read_is_noticed);
	tcase_add_test(tcase, what_was_told_meanwhile_is_kept_with_what_is_read_later);
	tcase_add_test(tcase, another_daemon_is_noticed);
	tcase_add_test(tcase, a_cleared_hold_does_not_come_back_unasked);
	tcase_add_loop_test(tcase, a_clock_that_is_set_lifts_no_hold_and_asks_nothing, 0, 2);
	tcase_add_test(tcase, nobody_is_asked_without_a_reason);
}

int main(void)
{
	return check_main("safety-mark", add_tests);
}
