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
#include "history.h"
#include "jsonvalue.h"
#include "rig.h"

#define MINUTE ((int64_t)USEC_PER_MINUTE)
#define HOUR ((int64_t)USEC_PER_HOUR)
#define DAY_START_USEC (4 * USEC_PER_HOUR)
/* As the rig's clock begins: 2026-01-05, 09:00 UTC. */
#define BEGAN_USEC ((int64_t)1767603600 * 1000000)
#define MONDAY 20458

static const char settings[] = "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n";
static struct rig rig;

static void setup(void)
{
	rig_setup(&rig, settings);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

static void call(const char *method, const char *parameters)
{
	(void)json_object_put(rig_call(&rig, method, parameters));
}

static void report(const char *presence)
{
	char parameters[128];

	(void)snprintf(parameters, sizeof(parameters),
		"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%llu}", presence,
		(unsigned long long)USEC_PER_DAY);
	call("ReportPresence", parameters);
}

static void be(const char *presence, int64_t length_usec)
{
	report(presence);
	rig_wait(&rig, (usec_t)length_usec);
}

/* -- the file
 * -------------------------------------------------------------------------------------------------
 */

static struct history *open_history(void)
{
	struct history *history;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	history = history_new(path, DAY_START_USEC);
	ck_assert_ptr_nonnull(history);
	return history;
}

static struct core_now get_now(void)
{
	return (struct core_now){
		.boot_usec = rig.manual.boot_usec, .real_usec = rig.manual.real_usec};
}

/* Of these types, oldest first; history_page_free(). */
static struct history_page *read_entries(unsigned types)
{
	const struct history_query query = {.since_real_usec = INT64_MIN,
		.until_real_usec = INT64_MAX,
		.types = types,
		.limit = HISTORY_PAGE_MAX};
	struct history *history = open_history();
	struct core_now now = get_now();
	struct history_page *page;

	ck_assert_int_eq(history_list(history, &query, &page), 0);
	(void)history_work(history, &now);
	(void)history_free(history);
	return page;
}

static const char *get_detail(const struct history_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->n_details; i++) {
		if (strcmp(entry->details[i].name, name) == 0) {
			return entry->details[i].value;
		}
	}
	return "";
}

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

/* The one entry of this type; valid until 'page' is freed. */
static const struct history_entry *get_only(enum history_type type, struct history_page **ret_page)
{
	*ret_page = read_entries(1U << type);
	ck_assert_uint_eq((*ret_page)->n_entries, 1);
	return &(*ret_page)->entries[0];
}

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

/* -- what cannot be written
 * ------------------------------------------------------------------------------------------ */

/* So that even root cannot make a file there. */
static void put_in_the_way(void)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void take_out_of_the_way(void)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	ck_assert_int_eq(rmdir(path), 0);
}

static void begin_blocked(void)
{
	rig_stop(&rig);
	put_in_the_way();
	rig_start(&rig);
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

	begin_blocked();
	be("active", 45 * MINUTE);
	call("Respond", "{\"answer\":\"skip\"}");
	ck_assert(has_warning("istory"));
	ck_assert(has_warning("wait in memory"));
	take_out_of_the_way();
	rig_wait(&rig, 30 * USEC_PER_MINUTE);
	ck_assert(!has_warning("wait in memory"));
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

	begin_blocked();
	(void)json_object_put(rig_call_error(&rig, "Care.CheckIn", "{\"soreness\":\"quite_sore\"}",
		"io.github.backcare.Care.NotStored"));
	take_out_of_the_way();
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
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, where_the_time_went_is_kept);
	tcase_add_test(tcase, what_touches_is_one_spell);
	tcase_add_test(tcase, sleep_is_away_and_says_so);
	tcase_add_test(tcase, a_clock_that_is_set_cuts_a_spell_and_loses_no_time);
	tcase_add_test(tcase, a_correction_cuts_the_spells_that_it_touches);
	tcase_add_test(tcase, the_sums_of_the_day_are_those_of_status);
	tcase_add_test(tcase, an_answer_is_there_when_the_call_is_answered);
	tcase_add_test(tcase, a_claim_that_is_raised_is_one_entry);
	tcase_add_test(tcase, a_massage_is_kept_with_all_that_was_told);
	tcase_add_test(tcase, a_note_that_is_too_long_is_refused);
	tcase_add_loop_test(tcase, what_was_told_is_kept, 0, ELEMENTSOF(said));
	tcase_add_test(tcase, decisions_are_kept_in_the_words_of_why);
	tcase_add_test(tcase, why_is_told_over_a_restart);
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
