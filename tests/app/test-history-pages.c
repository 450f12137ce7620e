/* SPDX-License-Identifier: MIT */
/* io.github.backcare.History, page by page and step by step: nobody waits for anybody, and nothing
 * piles up. */
#include <json-c/json.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "check_main.h"
#include "history_rig.h"
#include "jsonvalue.h"

static struct rig rig;

static void setup(void)
{
	rig_setup_at(&rig, "[Hours]\nQuiet=\n", "UTC", (usec_t)NOON_USEC);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

/* -- pages
 * ----------------------------------------------------------------------------------------------------
 */

static const struct {
	const char *parameters, *ids;
} lists[] = {
	{"{" BEFORE "}", "a b c d e"},
	{"{\"sinceUSec\":1772000100000000,\"untilUSec\":1772000300000000}", "b c"},
	{"{\"sinceUSec\":1772000300000001," BEFORE "}", "e"},
	{"{\"types\":[\"safety\"]}", "d"},
	{"{\"types\":[\"safety\",\"massage\"]," BEFORE "}", "d"},
	{"{\"types\":[]," BEFORE "}", "a b c d e"},
	{"{\"types\":[\"spell\",\"safety\"],\"limit\":4}", "a b c d"},
	{"{\"sinceUSec\":5,\"untilUSec\":5}", ""},
	{"{\"sinceUSec\":-9223372036854775808,\"untilUSec\":0}", ""},
	{"{\"cursor\":\"1772000100000000:b\"," BEFORE "}", "c d e"},
	/* Of an entry that is gone */
	{"{\"cursor\":\"1772000150000000:zz\"," BEFORE "}", "c d e"},
};

START_TEST(lists_what_is_asked_for)
{
	rig_expect_import(&rig, FIVE, 5, 0);
	rig_expect_list(&rig, lists[_i].parameters, lists[_i].ids);
}
END_TEST

START_TEST(pages_go_on_where_the_one_before_ended)
{
	struct json_object *reply;
	char parameters[256];
	char *ids;

	rig_expect_import(&rig, FIVE, 5, 0);
	reply = rig_call(&rig, "History.List", "{\"limit\":2," BEFORE "}");
	ids = rig_ids_of(reply);
	ck_assert_str_eq(ids, "a b");
	free(ids);
	/* It does not matter what comes and goes meanwhile. */
	(void)json_object_put(rig_call(&rig, "History.Remove", "{\"id\":\"b\"}"));
	rig_expect_import(&rig, SPELL("b2", 1772000110000000, 6), 1, 0);
	(void)snprintf(parameters, sizeof(parameters), "{\"limit\":2," BEFORE ",\"cursor\":\"%s\"}",
		rig_string(reply, "next"));
	(void)json_object_put(reply);
	rig_expect_list(&rig, parameters, "b2 c");
}
END_TEST

START_TEST(streams_all_pages)
{
	size_t n;

	rig_import_many(&rig, "many", 250, NOON_USEC - 100 * DAY_USEC, MINUTE_USEC);
	ck_assert_uint_eq(rig_stream_history(&rig, "List", "{" BEFORE "}", "entries", &n), 3);
	ck_assert_uint_eq(n, 250);
	ck_assert_uint_eq(
		rig_stream_history(&rig, "List", "{\"limit\":250," BEFORE "}", "entries", &n), 1);
	ck_assert_uint_eq(n, 250);
	ck_assert_uint_eq(
		rig_stream_history(&rig, "List", "{\"limit\":1," BEFORE "}", "entries", &n), 250);
	ck_assert_uint_eq(n, 250);
	ck_assert_uint_eq(rig_stream_history(&rig, "List", "{\"untilUSec\":0}", "entries", &n), 1);
	ck_assert_uint_eq(n, 0);
}
END_TEST

/* Notes of a thousand control characters, each of which is six in JSON. */
START_TEST(a_page_fits_into_a_message_whatever_is_in_it)
{
	struct words note;
	size_t n;

	words_begin(&note);
	for (size_t i = 0; i < 1024; i++) {
		(void)fputs("\\u0001", note.file);
	}
	(void)words_end(&note);
	for (size_t from = 0; from < 200; from += 20) {
		struct words words;

		words_begin(&words);
		words_say_entries(&words, "note", from, 20, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC,
			note.text);
		(void)json_object_put(rig_call(&rig, "History.Import", words_end(&words)));
		free(words.text);
	}
	(void)rig_stream_history(&rig, "List", "{\"limit\":1000," BEFORE "}", "entries", &n);
	ck_assert_uint_eq(n, 200);
	free(note.text);
}
END_TEST

#define UNREAD_ENTRIES 3000

/* The pages of 3000 entries with notes are 3 MiB, more than a stream may leave unread. */
START_TEST(a_client_that_does_not_read_costs_little)
{
	char note[1001] = {0};
	int fd = rig_connect(&rig);
	size_t before, n = 0;
	bool continues = true;

	memset(note, 'n', sizeof(note) - 1);
	for (size_t from = 0; from < UNREAD_ENTRIES; from += 100) {
		struct words words;

		words_begin(&words);
		words_say_entries(
			&words, "note", from, 100, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, note);
		(void)json_object_put(rig_call(&rig, "History.Import", words_end(&words)));
		free(words.text);
	}
	rig_settle(&rig);
	before = mallinfo2().uordblks + mallinfo2().hblkhd;
	rig_begin_history(fd, "List", "{\"limit\":1000," BEFORE "}", true);
	for (size_t i = 0; i < 50; i++) {
		rig_settle(&rig);
	}
	ck_assert(rig_is_readable(fd));
	ck_assert_uint_lt(mallinfo2().uordblks + mallinfo2().hblkhd, before + ((size_t)512 << 10));
	/* Others are served, and it gets all of it when it reads. */
	rig_expect_list(&rig, "{\"limit\":1}", "note-00000");
	while (continues) {
		AUTO_JSON struct json_object *reply = rig_receive(&rig, fd);

		continues = rig_has(reply, "continues");
		n += json_object_array_length(json_object_object_get(
			json_object_object_get(reply, "parameters"), "entries"));
	}
	ck_assert_uint_eq(n, UNREAD_ENTRIES);
	(void)close(fd);
}
END_TEST

START_TEST(a_client_may_leave_in_the_middle)
{
	int fd = rig_connect(&rig);

	rig_import_many(&rig, "many", 1000, NOON_USEC - 100 * DAY_USEC, MINUTE_USEC);
	rig_begin_history(fd, "List", "{\"limit\":1}", true);
	(void)json_object_put(rig_receive(&rig, fd));
	(void)close(fd);
	rig_settle(&rig);
	rig_expect_list(&rig, "{\"limit\":1}", "many-00000");
}
END_TEST

/* -- what takes long
 * ------------------------------------------------------------------------------------------
 */

/* Whether another client was answered while the call was half done: with some of 'n' entries. */
static bool is_done_by_halves(const char *method, const char *parameters, size_t n)
{
	int fd = rig_connect(&rig), other = rig_connect(&rig);
	AUTO_JSON struct json_object *reply = NULL;
	bool is_by_halves = false;

	rig_begin_history(fd, method, parameters, false);
	while (!rig_is_readable(fd)) {
		size_t n_now = rig_count_entries(&rig, other);

		is_by_halves = is_by_halves || (n_now > 0 && n_now < n);
	}
	reply = rig_receive(&rig, fd);
	ck_assert_msg(!rig_has(reply, "error"), "%s", json_object_to_json_string(reply));
	(void)close(other);
	(void)close(fd);
	return is_by_halves;
}

START_TEST(nobody_waits_for_a_long_import_or_forget)
{
	struct words words;

	words_begin(&words);
	words_say_entries(&words, "n", 0, 1000, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, NULL);
	ck_assert(is_done_by_halves("Import", words_end(&words), 1000));
	free(words.text);
	/* Behind a page of 1000 are others: fewer than that are left when it is half done. */
	rig_import_many(&rig, "more", 500, NOON_USEC - 20 * DAY_USEC, MINUTE_USEC);
	ck_assert(is_done_by_halves("Forget", "{" BEFORE "}", 1000));
	rig_expect_list(&rig, "{" BEFORE "}", "");
}
END_TEST

/* Two at once take turns: neither is done before the other has begun. */
START_TEST(long_calls_take_turns)
{
	int fds[2] = {rig_connect(&rig), rig_connect(&rig)};
	bool was_second_begun = false;

	for (size_t i = 0; i < 2; i++) {
		struct words words;

		words_begin(&words);
		words_say_entries(&words, i == 0 ? "a" : "b", 0, 1000, NOON_USEC - 50 * DAY_USEC,
			MINUTE_USEC, NULL);
		rig_begin_history(fds[i], "Import", words_end(&words), false);
		free(words.text);
	}
	while (!rig_is_readable(fds[0])) {
		AUTO_JSON struct json_object *reply = NULL;
		AUTO_FREE char *ids = NULL;
		int fd = rig_connect(&rig);

		rig_begin_history(fd, "List", "{\"limit\":1000," BEFORE "}", false);
		for (size_t i = 0; i < 10 && !rig_is_readable(fd); i++) {
			ck_assert_int_eq(app_run_once(rig.app), 0);
		}
		reply = rig_receive(&rig, fd);
		ids = rig_ids_of(json_object_object_get(reply, "parameters"));
		was_second_begun =
			was_second_begun || (strstr(ids, "b-00000") && !strstr(ids, "a-00999"));
		(void)close(fd);
	}
	ck_assert(was_second_begun);
	for (size_t i = 0; i < 2; i++) {
		AUTO_JSON struct json_object *reply = rig_receive(&rig, fds[i]);

		ck_assert_int_eq(rig_int(reply, "parameters.added"), 1000);
		(void)close(fds[i]);
	}
}
END_TEST

/* What was taken in until then stays, and the same again does the rest. */
START_TEST(a_client_may_leave_while_it_imports)
{
	int fd = rig_connect(&rig);
	AUTO_JSON struct json_object *reply = NULL;
	struct words words;

	words_begin(&words);
	words_say_entries(&words, "half", 0, 1000, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, NULL);
	(void)words_end(&words);
	rig_begin_history(fd, "Import", words.text, false);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	(void)close(fd);
	for (size_t i = 0; i < 10; i++) {
		rig_settle(&rig);
	}
	reply = rig_call(&rig, "History.Import", words.text);
	ck_assert_int_eq(rig_int(reply, "added") + rig_int(reply, "present"), 1000);
	free(words.text);
	rig_expect_list(&rig, "{\"limit\":1}", "half-00000");
}
END_TEST

START_TEST(the_daemon_may_end_while_somebody_imports)
{
	int fd = rig_connect(&rig), stream_fd = rig_connect(&rig);
	struct words words;

	rig_import_many(&rig, "many", 500, NOON_USEC - 100 * DAY_USEC, MINUTE_USEC);
	words_begin(&words);
	words_say_entries(&words, "half", 0, 1000, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, NULL);
	rig_begin_history(fd, "Import", words_end(&words), false);
	rig_begin_history(stream_fd, "List", "{\"limit\":1}", true);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	rig_restart(&rig);
	rig_expect_list(&rig, "{\"limit\":1}", "many-00000");
	free(words.text);
	(void)close(fd);
	(void)close(stream_fd);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, lists_what_is_asked_for, 0, ELEMENTSOF(lists));
	tcase_add_test(tcase, pages_go_on_where_the_one_before_ended);
	tcase_add_test(tcase, streams_all_pages);
	tcase_add_test(tcase, a_page_fits_into_a_message_whatever_is_in_it);
	tcase_add_test(tcase, a_client_that_does_not_read_costs_little);
	tcase_add_test(tcase, a_client_may_leave_in_the_middle);
	tcase_add_test(tcase, nobody_waits_for_a_long_import_or_forget);
	tcase_add_test(tcase, long_calls_take_turns);
	tcase_add_test(tcase, a_client_may_leave_while_it_imports);
	tcase_add_test(tcase, the_daemon_may_end_while_somebody_imports);
}

int main(void)
{
	return check_main("app-history-pages", add_tests);
}
