/* SPDX-License-Identifier: MIT */
/* io.github.backcare.History as a client sees it, of the whole daemon on a clock moved by hand:
 * what goes in, days, and the end of entries. */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "check_main.h"
#include "history_rig.h"
#include "idl.h"
#include "jsonvalue.h"
#include "names.h"

static struct rig rig;

static void setup(void)
{
	rig_setup_at(&rig, "[Hours]\nQuiet=\n", "UTC", (usec_t)NOON_USEC);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

/* -- the interface
 * --------------------------------------------------------------------------------------------
 */

static void print_difference(const char *text, void *userdata)
{
	(void)userdata;
	(void)printf("# %s\n", text);
}

START_TEST(the_table_is_what_the_interface_file_says)
{
	struct idl *idl = idl_new(io_github_backcare_History_varlink, print_difference, NULL);

	ck_assert_ptr_nonnull(idl);
	ck_assert_uint_eq(idl_compare(idl, &api_history_interface, print_difference, NULL), 0);
	(void)idl_free(idl);
}
END_TEST

START_TEST(types_are_called_as_the_history_calls_them)
{
	for (enum history_type type = 0; type < HISTORY_TYPE_MAX; type++) {
		ck_assert_str_eq(names_history_type[type], history_type_name(type));
	}
}
END_TEST

/* -- taking in and listing
 * ------------------------------------------------------------------------------------
 */

START_TEST(what_is_taken_in_is_listed_as_it_was)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *sent = NULL;

	rig_expect_list(&rig, "{" BEFORE "}", "");
	rig_expect_import(&rig, FULL_ENTRY, 1, 0);
	rig_expect_import(&rig, FULL_ENTRY "," SPELL("plain", 1772000060000000, 6), 1, 1);
	reply = rig_call(&rig, "History.List", "{" BEFORE "}");
	ck_assert_int_eq(json_parse_strict(FULL_ENTRY, strlen(FULL_ENTRY), &sent), 0);
	ck_assert_msg(json_object_equal(json_object_array_get_idx(
						json_object_object_get(reply, "entries"), 0),
			      sent),
		"%s", json_object_to_json_string(reply));
	/* What was not said is not there, rather than null or 0. */
	ck_assert(!rig_has(reply, "entries.1.note") && !rig_has(reply, "entries.1.details") &&
		  !rig_has(reply, "entries.1.utcOffsetUSec") && !rig_has(reply, "next"));
	rig_expect_import(&rig, "", 0, 0);
}
END_TEST

START_TEST(it_is_there_after_a_restart)
{
	rig_expect_import(&rig, FULL_ENTRY, 1, 0);
	rig_restart(&rig);
	rig_expect_list(&rig, "{" BEFORE "}", "full");
}
END_TEST

#define BAD(fields_) "{\"id\":\"bad\",\"startUSec\":1," fields_ "}"
#define GOOD_TYPE "\"type\":\"spell\",\"what\":\"seated\""

static const struct {
	const char *entry, *problem;
} bad_entries[] = {
	{"{\"id\":\"\",\"startUSec\":1," GOOD_TYPE "}", "the id is missing"},
	{"{\"id\":\"a b\",\"startUSec\":1," GOOD_TYPE "}",
		"the id has a character that is not allowed"},
	{"{\"id\":\"bad\",\"startUSec\":-1," GOOD_TYPE "}",
		"the start is not a point in time from 1970 to 9999"},
	{BAD("\"type\":\"spell\",\"what\":\"\""), "'what' is missing"},
	{BAD(GOOD_TYPE ",\"durationUSec\":-1"), "it ends before it begins"},
	{BAD(GOOD_TYPE ",\"durationUSec\":9223372036854775807"), "it lasts longer than a year"},
	{BAD(GOOD_TYPE ",\"utcOffsetUSec\":64800000001"),
		"the offset from UTC is more than 18 hours"},
	{BAD(GOOD_TYPE ",\"details\":{\"Upper\":\"x\"}"), "the name of a detail is not one"},
};

START_TEST(a_bad_entry_is_named_and_none_is_taken_in)
{
	AUTO_JSON struct json_object *error = NULL;
	AUTO_FREE char *text = NULL;

	ck_assert_int_ge(
		asprintf(&text, "{\"entries\":[" FULL_ENTRY ",%s]}", bad_entries[_i].entry), 0);
	error = rig_call_error(
		&rig, "History.Import", text, PROTOCOL_HISTORY_INTERFACE ".BadEntry");
	ck_assert_int_eq(rig_int(error, "index"), 1);
	ck_assert_str_eq(rig_string(error, "problem"), bad_entries[_i].problem);
	rig_expect_list(&rig, "{" BEFORE "}", "");
}
END_TEST

/* Each limit at its value and one above. */
static void import_long(const char *name, size_t size, const char *problem)
{
	AUTO_FREE char *value = malloc(size + 1);
	AUTO_FREE char *text = NULL;
	AUTO_JSON struct json_object *error = NULL;

	ck_assert_ptr_nonnull(value);
	memset(value, 'x', size);
	value[size] = '\0';
	ck_assert_int_ge(asprintf(&text,
				 "{\"entries\":[{\"id\":\"%zu\",\"startUSec\":1," GOOD_TYPE
				 ",\"%s\":\"%s\"}]}",
				 size, name, value),
		0);
	if (!problem) {
		error = rig_call(&rig, "History.Import", text);
		ck_assert_int_eq(rig_int(error, "added"), 1);
		return;
	}
	error = rig_call_error(
		&rig, "History.Import", text, PROTOCOL_HISTORY_INTERFACE ".BadEntry");
	ck_assert_str_eq(rig_string(error, "problem"), problem);
}

START_TEST(what_is_too_long_is_named)
{
	import_long("note", 1024, NULL);
	import_long("note", 1025, "the note is too long");
	import_long("note", 100000, "the note is too long");
	import_long("machine", 64, NULL);
	import_long("machine", 65, "the machine's name is too long");
}
END_TEST

static void import_details(size_t n, const char *problem)
{
	AUTO_JSON struct json_object *reply = NULL;
	struct words words;

	words_begin(&words);
	(void)fprintf(words.file,
		"{\"entries\":[{\"id\":\"details-%zu\",\"startUSec\":1," GOOD_TYPE ",\"details\":{",
		n);
	for (size_t i = 0; i < n; i++) {
		(void)fprintf(words.file, "%s\"d%zu\":\"\"", i > 0 ? "," : "", i);
	}
	(void)fputs("}}]}", words.file);
	(void)words_end(&words);
	if (problem) {
		reply = rig_call_error(
			&rig, "History.Import", words.text, PROTOCOL_HISTORY_INTERFACE ".BadEntry");
		ck_assert_str_eq(rig_string(reply, "problem"), problem);
	} else {
		reply = rig_call(&rig, "History.Import", words.text);
	}
	free(words.text);
}

START_TEST(there_are_limits_of_number)
{
	struct words words;

	import_details(HISTORY_DETAILS_MAX, NULL);
	import_details(HISTORY_DETAILS_MAX + 1, "there are too many details");
	import_details(1000, "there are too many details");
	rig_import_many(&rig, "most", HISTORY_BATCH_MAX, NOON_USEC - 400 * DAY_USEC, MINUTE_USEC);
	words_begin(&words);
	words_say_entries(&words, "more", 0, HISTORY_BATCH_MAX + 1, 0, 0, NULL);
	rig_expect_invalid(&rig, "History.Import", words_end(&words), "entries");
	free(words.text);
}
END_TEST

static const struct {
	const char *method, *parameters, *name;
} invalid[] = {
	{"History.List", "{\"limit\":0}", "limit"},
	{"History.List", "{\"limit\":1001}", "limit"},
	{"History.List", "{\"types\":[\"walk\"]}", "types"},
	{"History.List", "{\"cursor\":\"\"}", "cursor"},
	{"History.List", "{\"cursor\":\"x\"}", "cursor"},
	{"History.List", "{\"cursor\":\"5\"}", "cursor"},
	{"History.List", "{\"cursor\":\"5:\"}", "cursor"},
	{"History.List", "{\"cursor\":\":x\"}", "cursor"},
	{"History.List", "{\"cursor\":\"99999999999999999999:x\"}", "cursor"},
	{"History.List",
		"{\"cursor\":\"5:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}",
		"cursor"},
	{"History.List", "{\"untilUSec\":\"now\"}", "untilUSec"},
	{"History.GetDays", "{\"firstDate\":\"2026-02-30\"}", "firstDate"},
	{"History.GetDays", "{\"firstDate\":\"today\"}", "firstDate"},
	{"History.GetDays", "{\"lastDate\":\"2026-1-1\"}", "lastDate"},
	{"History.GetDays", "{\"firstDate\":\"2026-03-02\",\"lastDate\":\"2026-03-01\"}",
		"lastDate"},
	{"History.Import", "{}", "entries"},
	{"History.Import", "{\"entries\":[{\"id\":\"x\"}]}", "entries"},
	{"History.Import", "{\"entries\":[" BAD("\"type\":\"walk\",\"what\":\"x\"") "]}",
		"entries"},
	{"History.Remove", "{}", "id"},
	{"History.Forget", "{}", "untilUSec"},
	{"History.Forget", "{\"untilUSec\":1.5}", "untilUSec"},
};

START_TEST(invalid_parameters_are_refused)
{
	rig_expect_invalid(&rig, invalid[_i].method, invalid[_i].parameters, invalid[_i].name);
}
END_TEST

/* -- days
 * ----------------------------------------------------------------------------------------------------
 */

static const char *date_at(struct json_object *reply, size_t index)
{
	struct json_object *days = json_object_object_get(reply, "days");

	ck_assert_uint_lt(index, json_object_array_length(days));
	return rig_string(json_object_array_get_idx(days, index), "date");
}

static size_t count_days(struct json_object *reply)
{
	return json_object_array_length(json_object_object_get(reply, "days"));
}

/* Days before the daemon began: the last of them is yesterday. */
START_TEST(days_are_summed_up)
{
	AUTO_JSON struct json_object *reply = NULL;

	/* 2026-02-25 12:00, a quarter of an hour, and 12:30; on the 27th */
	rig_expect_import(&rig,
		"{\"id\":\"1\",\"type\":\"spell\",\"startUSec\":1772020800000000,"
		"\"durationUSec\":900000000,\"what\":\"seated\"},"
		"{\"id\":\"2\",\"type\":\"spell\",\"startUSec\":1772022600000000,"
		"\"durationUSec\":3600000000,\"what\":\"seated\"},"
		"{\"id\":\"3\",\"type\":\"prompt\",\"startUSec\":1772193600000000,"
		"\"durationUSec\":180000000,\"what\":\"done\",\"details\":{\"kind\":\"walk\"}}",
		3, 0);
	reply = rig_call(&rig, "History.GetDays", "{\"lastDate\":\"2026-03-01\"}");
	ck_assert_uint_eq(count_days(reply), 2);
	ck_assert_str_eq(date_at(reply, 0), "2026-02-25");
	ck_assert_str_eq(date_at(reply, 1), "2026-02-27");
	ck_assert_int_eq(rig_int(reply, "days.0.seatedUSec"), 75 * MINUTE_USEC);
	ck_assert_int_eq(rig_int(reply, "days.0.longestSeatedUSec"), 60 * MINUTE_USEC);
	ck_assert_int_eq(rig_int(reply, "days.0.seatedByHourUSec.12"), 45 * MINUTE_USEC);
	ck_assert_int_eq(rig_int(reply, "days.0.seatedByHourUSec.13"), 30 * MINUTE_USEC);
	ck_assert_int_eq(rig_int(reply, "days.1.done"), 1);
	ck_assert_int_eq(rig_int(reply, "days.1.walkUSec"), 3 * MINUTE_USEC);
	ck_assert(!rig_has(reply, "nextDate"));
}
END_TEST

START_TEST(the_last_week_is_what_is_asked_for_mostly)
{
	AUTO_JSON struct json_object *reply = NULL;

	rig_import_many(&rig, "day", 20, NOON_USEC - 20 * DAY_USEC, DAY_USEC);
	reply = rig_call(&rig, "History.GetDays", "{\"lastDate\":\"2026-03-01\"}");
	ck_assert_uint_eq(count_days(reply), 7);
	ck_assert_str_eq(date_at(reply, 0), "2026-02-23");
	(void)json_object_put(reply);
	reply = rig_call(&rig, "History.GetDays", "{}");
	/* Today itself may have begun. */
	ck_assert_str_eq(date_at(reply, 0), "2026-02-24");
	ck_assert_str_eq(date_at(reply, 5), "2026-03-01");
	(void)json_object_put(reply);
	reply = rig_call(&rig, "History.GetDays", "{\"firstDate\":\"2026-03-03\"}");
	ck_assert_uint_eq(count_days(reply), 0);
}
END_TEST

static void be(const char *presence, int64_t length_usec)
{
	char parameters[128];

	(void)snprintf(parameters, sizeof(parameters),
		"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%" PRId64 "}", presence,
		DAY_USEC);
	(void)json_object_put(rig_call(&rig, "ReportPresence", parameters));
	rig_wait(&rig, (usec_t)length_usec);
}

/* In minutes; the last day that there is. */
static void expect_today(const char *date, int64_t seated, int64_t away, int64_t longest)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, "History.GetDays", "{}");
	size_t last = count_days(reply) - 1;
	struct json_object *day;

	ck_assert_str_eq(date_at(reply, last), date);
	day = json_object_array_get_idx(json_object_object_get(reply, "days"), last);
	ck_assert_int_eq(rig_int(day, "seatedUSec"), seated * MINUTE_USEC);
	ck_assert_int_eq(rig_int(day, "awayUSec"), away * MINUTE_USEC);
	ck_assert_int_eq(rig_int(day, "longestSeatedUSec"), longest * MINUTE_USEC);
}

/* Nothing but the stretch that goes on, then one that is written before it, and so on: each moment
 * counts once. */
START_TEST(today_counts_up_to_now)
{
	be("active", 20 * MINUTE_USEC);
	expect_today("2026-03-02", 20, 0, 20);
	rig_wait(&rig, (usec_t)(7 * MINUTE_USEC));
	expect_today("2026-03-02", 27, 0, 27);
	be("away", 10 * MINUTE_USEC);
	expect_today("2026-03-02", 27, 10, 27);
	be("active", 15 * MINUTE_USEC);
	expect_today("2026-03-02", 42, 10, 27);
	rig_wait(&rig, (usec_t)(15 * MINUTE_USEC));
	expect_today("2026-03-02", 57, 10, 30);
	/* Half a minute is no rest, and the sitting goes on behind it. */
	be("away", MINUTE_USEC / 2);
	be("active", MINUTE_USEC);
	be("away", MINUTE_USEC / 2);
	be("active", 3 * MINUTE_USEC);
	expect_today("2026-03-02", 61, 11, 34);
}
END_TEST

/* Day.Start is 04:00: sixteen hours after noon. */
START_TEST(a_stretch_over_the_start_of_the_day_is_of_both)
{
	AUTO_JSON struct json_object *reply = NULL;

	be("away", 16 * 60 * MINUTE_USEC - 30 * MINUTE_USEC);
	be("active", 40 * MINUTE_USEC);
	expect_today("2026-03-03", 10, 0, 10);
	reply = rig_call(&rig, "History.GetDays",
		"{\"firstDate\":\"2026-03-02\",\"lastDate\":\"2026-03-02\"}");
	ck_assert_uint_eq(count_days(reply), 1);
	ck_assert_int_eq(rig_int(reply, "days.0.seatedUSec"), 30 * MINUTE_USEC);
	ck_assert_int_eq(rig_int(reply, "days.0.awayUSec"), 930 * MINUTE_USEC);
	ck_assert_int_eq(rig_int(reply, "days.0.seatedByHourUSec.3"), 30 * MINUTE_USEC);
}
END_TEST

START_TEST(days_come_in_pages)
{
	AUTO_JSON struct json_object *reply = NULL;
	size_t n;

	rig_import_many(&rig, "day", 801, NOON_USEC - 801 * DAY_USEC, DAY_USEC);
	reply = rig_call(&rig, "History.GetDays",
		"{\"firstDate\":\"1970-01-01\",\"lastDate\":\"2026-03-01\"}");
	ck_assert_uint_eq(count_days(reply), 400);
	/* 801 days before the 2nd of March 2026 is the 22nd of December 2023. */
	ck_assert_str_eq(date_at(reply, 0), "2023-12-22");
	ck_assert_str_eq(rig_string(reply, "nextDate"), "2025-01-25");
	ck_assert_uint_eq(
		rig_stream_history(&rig, "GetDays",
			"{\"firstDate\":\"1970-01-01\",\"lastDate\":\"2026-03-01\"}", "days", &n),
		3);
	ck_assert_uint_eq(n, 801);
	/* Exactly a page has none behind it. */
	ck_assert_uint_eq(
		rig_stream_history(&rig, "GetDays",
			"{\"firstDate\":\"2025-01-26\",\"lastDate\":\"2026-03-01\"}", "days", &n),
		1);
	ck_assert_uint_eq(n, 400);
}
END_TEST

/* -- the end of entries
 * ---------------------------------------------------------------------------------------
 */

START_TEST(removes_what_may_be_removed)
{
	AUTO_JSON struct json_object *error = NULL;

	rig_expect_import(&rig, FIVE, 5, 0);
	(void)json_object_put(rig_call(&rig, "History.Remove", "{\"id\":\"a\"}"));
	rig_expect_list(&rig, "{" BEFORE "}", "b c d e");
	error = rig_call_error(&rig, "History.Remove", "{\"id\":\"a\"}",
		PROTOCOL_HISTORY_INTERFACE ".NoSuchEntry");
	ck_assert_str_eq(rig_string(error, "id"), "a");
	(void)json_object_put(error);
	(void)json_object_put(rig_call_error(&rig, "History.Remove", "{\"id\":\"\"}",
		PROTOCOL_HISTORY_INTERFACE ".NoSuchEntry"));
	error = rig_call_error(
		&rig, "History.Remove", "{\"id\":\"d\"}", PROTOCOL_HISTORY_INTERFACE ".EntryKept");
	ck_assert_str_eq(rig_string(error, "id"), "d");
	rig_expect_list(&rig, "{" BEFORE "}", "b c d e");
}
END_TEST

START_TEST(forgets_what_is_older_but_for_what_was_told_of_symptoms)
{
	AUTO_JSON struct json_object *reply = NULL;

	rig_expect_import(&rig, FIVE, 5, 0);
	/* c ends at 1772000260000000 */
	reply = rig_call(&rig, "History.Forget", "{\"untilUSec\":1772000360000000}");
	ck_assert_int_eq(rig_int(reply, "removed"), 3);
	rig_expect_list(&rig, "{" BEFORE "}", "d e");
	(void)json_object_put(reply);
	reply = rig_call(&rig, "History.Forget", "{\"untilUSec\":-9223372036854775808}");
	ck_assert_int_eq(rig_int(reply, "removed"), 0);
}
END_TEST

START_TEST(says_why_where_it_cannot_be_stored)
{
	static const char *const calls[][2] = {
		{"History.List", "{}"},
		{"History.GetDays", "{}"},
		{"History.Import", "{\"entries\":[" FULL_ENTRY "]}"},
		{"History.Remove", "{\"id\":\"x\"}"},
		{"History.Forget", "{\"untilUSec\":5}"},
	};
	char command[256];
	int fd;

	rig_stop(&rig);
	(void)snprintf(command, sizeof(command),
		"cd '%s/backcare' && rm -f history.db* && mkdir history.db", rig.directory);
	ck_assert_int_eq(system(command), 0);
	rig_start(&rig);
	for (size_t i = 0; i < ELEMENTSOF(calls); i++) {
		AUTO_JSON struct json_object *error = rig_call_error(&rig, calls[i][0], calls[i][1],
			PROTOCOL_HISTORY_INTERFACE ".StorageFailed");

		ck_assert_str_ne(rig_string(error, "message"), "");
	}
	/* In a stream too */
	fd = rig_connect(&rig);
	rig_begin_history(fd, "List", "{}", true);
	{
		AUTO_JSON struct json_object *reply = rig_receive(&rig, fd);

		ck_assert_str_eq(
			rig_string(reply, "error"), PROTOCOL_HISTORY_INTERFACE ".StorageFailed");
	}
	(void)close(fd);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_table_is_what_the_interface_file_says);
	tcase_add_test(tcase, types_are_called_as_the_history_calls_them);
	tcase_add_test(tcase, what_is_taken_in_is_listed_as_it_was);
	tcase_add_test(tcase, it_is_there_after_a_restart);
	tcase_add_loop_test(
		tcase, a_bad_entry_is_named_and_none_is_taken_in, 0, ELEMENTSOF(bad_entries));
	tcase_add_test(tcase, what_is_too_long_is_named);
	tcase_add_test(tcase, there_are_limits_of_number);
	tcase_add_loop_test(tcase, invalid_parameters_are_refused, 0, ELEMENTSOF(invalid));
	tcase_add_test(tcase, days_are_summed_up);
	tcase_add_test(tcase, the_last_week_is_what_is_asked_for_mostly);
	tcase_add_test(tcase, today_counts_up_to_now);
	tcase_add_test(tcase, a_stretch_over_the_start_of_the_day_is_of_both);
	tcase_add_test(tcase, days_come_in_pages);
	tcase_add_test(tcase, removes_what_may_be_removed);
	tcase_add_test(tcase, forgets_what_is_older_but_for_what_was_told_of_symptoms);
	tcase_add_test(tcase, says_why_where_it_cannot_be_stored);
}

int main(void)
{
	return check_main("app-history-api", add_tests);
}
