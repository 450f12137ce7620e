/* SPDX-License-Identifier: MIT */
/* What the daemon writes into the history, read from the file itself. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "check_main.h"
#include "history_file.h"
#include "jsonvalue.h"

/* -- what was said
 * ------------------------------------------------------------------------------------------------
 */

START_TEST(an_answer_is_there_when_the_call_is_answered)
{
	const struct history_entry *entry;
	struct history_page *page;

	be("active", 45 * MINUTE);
	call("Respond", "{\"answer\":\"done\"}");
	entry = get_only(HISTORY_PROMPT, &page);
	ck_assert_str_eq(entry->what, "claimed");
	ck_assert_str_eq(get_detail(entry, "kind"), "walk");
	ck_assert_str_eq(get_detail(entry, "cause"), "limit");
	ck_assert_int_eq(entry->start_real_usec, BEGAN_USEC + 45 * MINUTE);
	ck_assert(entry->has_duration);
	ck_assert_ptr_nonnull(entry->entry);
	ck_assert_ptr_nonnull(entry->machine);
	(void)history_page_free(page);
}
END_TEST

START_TEST(a_claim_that_is_raised_is_one_entry)
{
	struct history_page *page;

	be("active", 45 * MINUTE);
	call("Respond", "{\"answer\":\"done\"}");
	be("away", 10 * MINUTE);
	report("active");
	ck_assert_str_eq(get_only(HISTORY_PROMPT, &page)->what, "done");
	(void)history_page_free(page);
}
END_TEST

START_TEST(a_massage_is_kept_with_all_that_was_told)
{
	const struct history_entry *entry;
	AUTO_JSON struct json_object *reply = NULL;
	struct history_page *page;
	char parameters[128];

	rig_wait(&rig, 2 * USEC_PER_HOUR);
	reply = rig_call(&rig, "Care.LogMassage",
		"{\"by\":\"professional\",\"durationUSec\":3600000000,\"style\":\"Thai\","
		"\"pressure\":\"firm\",\"areas\":[\"low-back\",\"glutes\"],\"note\":\"good\"}");
	entry = get_only(HISTORY_MASSAGE, &page);
	ck_assert_str_eq(entry->id, rig_string(reply, "massage.id"));
	ck_assert_str_eq(entry->what, "professional");
	ck_assert_str_eq(entry->note, "good");
	ck_assert_str_eq(get_detail(entry, "style"), "Thai");
	ck_assert_str_eq(get_detail(entry, "pressure"), "firm");
	ck_assert_ptr_nonnull(strstr(get_detail(entry, "areas"), "low-back"));
	ck_assert_ptr_nonnull(strstr(get_detail(entry, "areas"), "glutes"));
	ck_assert_int_eq(entry->start_real_usec, BEGAN_USEC + HOUR);
	ck_assert_int_eq((int64_t)entry->duration_usec, HOUR);
	(void)snprintf(
		parameters, sizeof(parameters), "{\"id\":\"%s\"}", rig_string(reply, "massage.id"));
	(void)history_page_free(page);
	call("Care.ForgetMassage", parameters);
	page = read_entries(1U << HISTORY_MASSAGE);
	ck_assert_uint_eq(page->n_entries, 0);
	(void)history_page_free(page);
}
END_TEST

START_TEST(a_note_that_is_too_long_is_refused)
{
	char parameters[2048], note[HISTORY_NOTE_MAX_BYTES + 2];

	for (size_t length = HISTORY_NOTE_MAX_BYTES; length <= HISTORY_NOTE_MAX_BYTES + 1;
		length++) {
		memset(note, 'x', length);
		note[length] = '\0';
		(void)snprintf(parameters, sizeof(parameters),
			"{\"by\":\"ball\",\"durationUSec\":60000000,\"note\":\"%s\"}", note);
		if (length == HISTORY_NOTE_MAX_BYTES) {
			call("Care.LogMassage", parameters);
		} else {
			(void)json_object_put(rig_call_error(&rig, "Care.LogMassage", parameters,
				"org.varlink.service.InvalidParameter"));
		}
	}
}
END_TEST

static const struct {
	const char *method, *parameters;
	enum history_type type;
	const char *what, *detail, *value;
} said[] = {
	{"Care.CheckIn", "{\"soreness\":\"quite_sore\"}", HISTORY_CHECKIN, "quite_sore", NULL,
		NULL},
	{"Care.SetFlare", "{\"active\":true}", HISTORY_CHECKIN, "flare", NULL, NULL},
	{"Care.ReportSymptoms", "{\"symptoms\":[]}", HISTORY_SAFETY, "none", NULL, NULL},
	{"Care.ReportSymptoms", "{\"symptoms\":[\"saddle-numbness\"],\"note\":\"since noon\"}",
		HISTORY_SAFETY, "reported", "symptoms", "saddle-numbness"},
	{"Care.SetPlan", "{\"name\":\"massage_course\",\"active\":true}", HISTORY_PLAN,
		"massage_course", "start_date", "2026-01-05"},
	{"Care.SetPlan", "{\"name\":\"strength\",\"active\":true}", HISTORY_PLAN, "strength",
		"active", "yes"},
};

START_TEST(what_was_told_is_kept)
{
	const struct history_entry *entry;
	struct history_page *page;

	call(said[_i].method, said[_i].parameters);
	entry = get_only(said[_i].type, &page);
	ck_assert_str_eq(entry->what, said[_i].what);
	if (said[_i].detail) {
		ck_assert_str_eq(get_detail(entry, said[_i].detail), said[_i].value);
	}
	ck_assert_int_eq(entry->start_real_usec, BEGAN_USEC);
	(void)history_page_free(page);
}
END_TEST

START_TEST(decisions_are_kept_in_the_words_of_why)
{
	AUTO_JSON struct json_object *reply = NULL;
	struct history *history;
	struct history_decision *decisions;
	size_t n;

	be("active", 45 * MINUTE);
	report("away");
	reply = rig_call(&rig, "Explain", "{\"limit\":1}");
	history = open_history();
	ck_assert_int_eq(history_list_decisions(history, 0, 1, &decisions, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(decisions[0].reason, rig_string(reply, "decisions.0.reason"));
	ck_assert_str_eq(decisions[0].decision, rig_string(reply, "decisions.0.decision"));
	ck_assert_int_eq(decisions[0].real_usec, rig_int(reply, "decisions.0.timeUSec"));
	free(decisions);
	(void)history_free(history);
}
END_TEST

START_TEST(why_is_told_over_a_restart)
{
	AUTO_JSON struct json_object *before = NULL;
	AUTO_JSON struct json_object *after = NULL;
	AUTO_JSON struct json_object *more = NULL;
	size_t n;

	be("active", 45 * MINUTE);
	call("Respond", "{\"answer\":\"done\"}");
	before = rig_call(&rig, "Explain", "{}");
	n = json_object_array_length(json_object_object_get(before, "decisions"));
	ck_assert_uint_gt(n, 1);
	rig_restart(&rig);
	after = rig_call(&rig, "Explain", "{}");
	ck_assert_str_eq(json_object_to_json_string(after), json_object_to_json_string(before));
	/* What is new comes first, and what was before once. */
	rig_wait(&rig, USEC_PER_MINUTE);
	call("PromptNow", "{\"kind\":\"walk\"}");
	more = rig_call(&rig, "Explain", "{}");
	ck_assert_uint_gt(json_object_array_length(json_object_object_get(more, "decisions")), n);
	ck_assert_ptr_nonnull(strstr(rig_string(more, "decisions.0.reason"), "asked for it"));
	(void)json_object_put(rig_call(&rig, "Explain", "{\"limit\":1}"));
}
END_TEST

START_TEST(what_is_forgotten_does_not_come_back_with_its_spell)
{
	struct history_page *page;
	char parameters[64];

	be("active", 20 * MINUTE);
	be("passive", 10 * MINUTE);
	/* What was told of the spell so far. */
	call("SetPosture", "{\"posture\":\"standing\"}");
	be("active", 5 * MINUTE);
	(void)snprintf(parameters, sizeof(parameters), "{\"untilUSec\":%lld}",
		(long long)rig.manual.real_usec + 1);
	call("History.Forget", parameters);
	call("SetPosture", "{\"posture\":\"sitting\"}");
	be("active", 5 * MINUTE);
	report("away");
	page = read_entries(1U << HISTORY_SPELL);
	ck_assert_uint_gt(page->n_entries, 0);
	/* The standing went on meanwhile, and is told as a whole. */
	ck_assert_int_ge(page->entries[0].start_real_usec, BEGAN_USEC + 30 * MINUTE);
	(void)history_page_free(page);
}
END_TEST

START_TEST(what_is_forgotten_of_a_spell_that_goes_on_stays_forgotten)
{
	struct history_page *page;
	char parameters[64];

	rig_stop(&rig);
	rig_start(&rig); /* unknown: estimated, then active: told in two */
	rig_wait(&rig, 20 * USEC_PER_MINUTE);
	be("active", 5 * MINUTE);
	page = read_entries(1U << HISTORY_SPELL);
	ck_assert_uint_eq(page->n_entries, 1);
	(void)history_page_free(page);
	(void)snprintf(parameters, sizeof(parameters), "{\"untilUSec\":%lld}",
		(long long)(BEGAN_USEC + 21 * MINUTE));
	call("History.Forget", parameters);
	report("away");
	page = read_entries(1U << HISTORY_SPELL);
	ck_assert_uint_eq(page->n_entries, 1);
	ck_assert_int_eq(page->entries[0].start_real_usec, BEGAN_USEC + 20 * MINUTE);
	ck_assert_int_eq((int64_t)page->entries[0].duration_usec, 5 * MINUTE);
	(void)history_page_free(page);
}
END_TEST

/* -- what cannot be written
 * ------------------------------------------------------------------------------------------ */

/* So that even root cannot write there. */
static void block(bool blocked)
{
	char path[256], away[300];

	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	(void)snprintf(away, sizeof(away), "%s.away", path);
	if (blocked) {
		ck_assert_int_eq(rename(path, away), 0);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	} else {
		ck_assert_int_eq(rmdir(path), 0);
		ck_assert_int_eq(rename(away, path), 0);
	}
}

static bool has_warning(const char *part)
{
	AUTO_JSON struct json_object *status = rig_call(&rig, "GetStatus", "{}");
	struct json_object *warnings = json_object_object_get(status, "warnings");

	for (size_t i = 0; i < json_object_array_length(warnings); i++) {
		if (strstr(json_object_get_string(json_object_array_get_idx(warnings, i)), part)) {
			return true;
		}
	}
	printf("# not '%s': %s\n", part, json_object_to_json_string(warnings));
	fflush(stdout);
	return false;
}

START_TEST(what_cannot_be_written_waits_and_status_says_so)
{
	struct history_page *page;

	block(true);
	be("active", 45 * MINUTE);
	call("Respond", "{\"answer\":\"skip\"}");
	ck_assert(has_warning("istory"));
	ck_assert(has_warning("in memory"));
	block(false);
	rig_wait(&rig, 30 * USEC_PER_MINUTE);
	ck_assert(!has_warning("in memory"));
	ck_assert_str_eq(get_only(HISTORY_PROMPT, &page)->what, "skipped");
	(void)history_page_free(page);
}
END_TEST

START_TEST(what_may_be_lost_is_asked_again)
{
	char path[256];
	FILE *file;

	be("active", 5 * MINUTE);
	ck_assert(!has_warning("questions on symptoms"));
	rig_stop(&rig);
	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs("no database at all, whatever it was before", file), 0);
	ck_assert_int_eq(fclose(file), 0);
	/* Or the log would have it all still. */
	(void)snprintf(path, sizeof(path), "%s/backcare/history.db-wal", rig.directory);
	ck_assert_int_eq(unlink(path), 0);
	rig_start(&rig);
	be("active", 5 * MINUTE);
	report("away");
	ck_assert(has_warning("set aside as history.db.torn-"));
	ck_assert(has_warning("questions on symptoms"));
	/* A restart asks as well, until they are answered. */
	rig_restart(&rig);
	be("active", 5 * MINUTE);
	report("away");
	ck_assert(has_warning("questions on symptoms"));
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	ck_assert(!has_warning("questions on symptoms"));
	rig_restart(&rig);
	be("active", 5 * MINUTE);
	report("away");
	ck_assert(!has_warning("questions on symptoms"));
}
END_TEST

START_TEST(care_that_cannot_be_written_is_not_stored)
{
	struct history_page *page;

	block(true);
	(void)json_object_put(rig_call_error(&rig, "Care.CheckIn", "{\"soreness\":\"quite_sore\"}",
		"io.github.backcare.Care.NotStored"));
	block(false);
	rig_wait(&rig, 30 * USEC_PER_MINUTE);
	ck_assert_str_eq(get_only(HISTORY_CHECKIN, &page)->what, "quite_sore");
	(void)history_page_free(page);
}
END_TEST

/* -- waking
 * --------------------------------------------------------------------------------------------------
 */

START_TEST(nobody_is_woken_for_what_is_written)
{
	be("active", 5 * MINUTE);
	be("away", 5 * MINUTE);
	be("active", 5 * MINUTE);
	ck_assert_uint_eq(
		manual_clock_next_alarm(&rig.manual), core_deadline_boot_usec(&rig.app->core));
	call("Pause", "{}");
	ck_assert_uint_eq(
		manual_clock_next_alarm(&rig.manual), core_deadline_boot_usec(&rig.app->core));
}
END_TEST

START_TEST(who_changes_all_the_time_is_written_each_second)
{
	size_t n_waited = 0;

	for (size_t i = 0; i < 40; i++) {
		report(i % 2 ? "away" : "active");
		n_waited += rig.app->record.is_due;
	}
	ck_assert_uint_gt(n_waited, 20);
	rig_wait(&rig, USEC_PER_SEC);
	ck_assert(!rig.app->record.is_due);
	rig_wait(&rig, USEC_PER_MINUTE);
	report("active");
	ck_assert(!rig.app->record.is_due);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, history_file_setup, history_file_teardown);
	tcase_add_test(tcase, an_answer_is_there_when_the_call_is_answered);
	tcase_add_test(tcase, a_claim_that_is_raised_is_one_entry);
	tcase_add_test(tcase, a_massage_is_kept_with_all_that_was_told);
	tcase_add_test(tcase, a_note_that_is_too_long_is_refused);
	tcase_add_loop_test(tcase, what_was_told_is_kept, 0, ELEMENTSOF(said));
	tcase_add_test(tcase, decisions_are_kept_in_the_words_of_why);
	tcase_add_test(tcase, why_is_told_over_a_restart);
	tcase_add_test(tcase, what_is_forgotten_does_not_come_back_with_its_spell);
	tcase_add_test(tcase, what_is_forgotten_of_a_spell_that_goes_on_stays_forgotten);
	tcase_add_test(tcase, what_cannot_be_written_waits_and_status_says_so);
	tcase_add_test(tcase, what_may_be_lost_is_asked_again);
	tcase_add_test(tcase, care_that_cannot_be_written_is_not_stored);
	tcase_add_test(tcase, nobody_is_woken_for_what_is_written);
	tcase_add_test(tcase, who_changes_all_the_time_is_written_each_second);
}

int main(void)
{
	return check_main("history", add_tests);
}
