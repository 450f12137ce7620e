/* SPDX-License-Identifier: MIT */
/* io.github.backcare.History as a client sees it, of the whole daemon on a clock moved by hand. */
#include <fcntl.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "check_main.h"
#include "idl.h"
#include "jsonvalue.h"
#include "names.h"
#include "rig.h"

#define SERVICE "org.varlink.service"
/* Noon of 2026-03-02, a Monday. */
#define NOON_USEC ((int64_t)1772452800 * 1000000)
#define DAY_USEC ((int64_t)USEC_PER_DAY)
#define MINUTE_USEC ((int64_t)USEC_PER_MINUTE)

static struct rig rig;

static void setup(void)
{
	rig_setup_at(&rig, "[Hours]\nQuiet=\n", "UTC", (usec_t)NOON_USEC);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

/* -- saying it
 * ------------------------------------------------------------------------------------------------
 */

/* Text that grows. */
struct words {
	char *text;
	size_t size;
	FILE *file;
};

static void words_begin(struct words *words)
{
	words->file = open_memstream(&words->text, &words->size);
	ck_assert_ptr_nonnull(words->file);
}

static const char *words_end(struct words *words)
{
	ck_assert_int_eq(fclose(words->file), 0);
	return words->text;
}

#define SPELL(id_, start_, minutes_)                                    \
	"{\"id\":\"" id_ "\",\"type\":\"spell\",\"startUSec\":" #start_ \
	",\"durationUSec\":" #minutes_ "0000000,\"what\":\"seated\"}"

/* Imports 'n' spells of a minute, 'step_usec' apart, with ids from PREFIX-00000 on. */
static void say_entries(struct words *words, const char *prefix, size_t from, size_t n,
	int64_t start_usec, int64_t step_usec, const char *note)
{
	(void)fputs("{\"entries\":[", words->file);
	for (size_t i = from; i < from + n; i++) {
		(void)fprintf(words->file,
			"%s{\"id\":\"%s-%05zu\",\"type\":\"spell\",\"startUSec\":%" PRId64
			",\"durationUSec\":60000000,\"what\":\"seated\"%s%s%s}",
			i > from ? "," : "", prefix, i, start_usec + (int64_t)i * step_usec,
			note ? ",\"note\":\"" : "", note ? note : "", note ? "\"" : "");
	}
	(void)fputs("]}", words->file);
}

static void import_many(const char *prefix, size_t n, int64_t start_usec, int64_t step_usec)
{
	for (size_t from = 0; from < n; from += HISTORY_BATCH_MAX) {
		size_t lot = n - from < HISTORY_BATCH_MAX ? n - from : HISTORY_BATCH_MAX;
		struct words words;
		struct json_object *reply;

		words_begin(&words);
		say_entries(&words, prefix, from, lot, start_usec, step_usec, NULL);
		reply = rig_call(&rig, "History.Import", words_end(&words));
		ck_assert_int_eq(rig_int(reply, "added"), (int64_t)lot);
		(void)json_object_put(reply);
		free(words.text);
	}
}

static void expect_import(const char *entries, int64_t added, int64_t present)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_FREE char *text = NULL;

	ck_assert_int_ge(asprintf(&text, "{\"entries\":[%s]}", entries), 0);
	reply = rig_call(&rig, "History.Import", text);
	ck_assert_int_eq(rig_int(reply, "added"), added);
	ck_assert_int_eq(rig_int(reply, "present"), present);
}

/* "a b c": the ids of a page. */
static char *ids_of(struct json_object *reply)
{
	struct json_object *entries = json_object_object_get(reply, "entries");
	struct words words;

	words_begin(&words);
	for (size_t i = 0; i < json_object_array_length(entries); i++) {
		(void)fprintf(words.file, "%s%s", i > 0 ? " " : "",
			rig_string(json_object_array_get_idx(entries, i), "id"));
	}
	(void)words_end(&words);
	return words.text;
}

static void expect_list(const char *parameters, const char *expected)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, "History.List", parameters);
	AUTO_FREE char *ids = ids_of(reply);

	ck_assert_msg(strcmp(ids, expected) == 0, "%s: %s", parameters, ids);
}

static void expect_invalid(const char *method, const char *parameters, const char *name)
{
	AUTO_JSON struct json_object *error =
		rig_call_error(&rig, method, parameters, SERVICE ".InvalidParameter");

	ck_assert_msg(strcmp(rig_string(error, "parameter"), name) == 0, "%s %s: %s", method,
		parameters, rig_string(error, "parameter"));
}

static void begin_call(int fd, const char *method, const char *parameters, bool more)
{
	AUTO_FREE char *text = NULL;

	ck_assert_int_ge(
		asprintf(&text,
			"{\"method\":\"" PROTOCOL_HISTORY_INTERFACE ".%s\",\"parameters\":%s%s}",
			method, parameters, more ? ",\"more\":true" : ""),
		0);
	rig_send(fd, text);
}

static bool readable(int fd)
{
	return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0;
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

#define FULL_ENTRY                                                                            \
	"{\"id\":\"full\",\"type\":\"massage\",\"startUSec\":1772000000000000,"               \
	"\"durationUSec\":1800000000,\"what\":\"own_hands\",\"entry\":\"walk-five-easy\","    \
	"\"note\":\"after lunch \\\"quoted\\\" \xc3\xa4\",\"details\":{\"areas\":\"calves\"," \
	"\"pressure\":\"firm\"},\"utcOffsetUSec\":-3600000000,\"machine\":\"0123456789abcdef\"}"

START_TEST(what_is_taken_in_is_listed_as_it_was)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *sent = NULL;

	expect_list("{\"untilUSec\":1772400000000000}", "");
	expect_import(FULL_ENTRY, 1, 0);
	expect_import(FULL_ENTRY "," SPELL("plain", 1772000060000000, 6), 1, 1);
	reply = rig_call(&rig, "History.List", "{\"untilUSec\":1772400000000000}");
	ck_assert_int_eq(json_parse_strict(FULL_ENTRY, strlen(FULL_ENTRY), &sent), 0);
	ck_assert_msg(json_object_equal(json_object_array_get_idx(
						json_object_object_get(reply, "entries"), 0),
			      sent),
		"%s", json_object_to_json_string(reply));
	/* What was not said is not there, rather than null or 0. */
	ck_assert(!rig_has(reply, "entries.1.note") && !rig_has(reply, "entries.1.details") &&
		  !rig_has(reply, "entries.1.utcOffsetUSec") && !rig_has(reply, "next"));
	expect_import("", 0, 0);
}
END_TEST

START_TEST(it_is_there_after_a_restart)
{
	expect_import(FULL_ENTRY, 1, 0);
	rig_restart(&rig);
	expect_list("{\"untilUSec\":1772400000000000}", "full");
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
	expect_list("{\"untilUSec\":1772400000000000}", "");
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
	import_many("most", HISTORY_BATCH_MAX, NOON_USEC - 400 * DAY_USEC, MINUTE_USEC);
	words_begin(&words);
	say_entries(&words, "more", 0, HISTORY_BATCH_MAX + 1, 0, 0, NULL);
	expect_invalid("History.Import", words_end(&words), "entries");
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
	expect_invalid(invalid[_i].method, invalid[_i].parameters, invalid[_i].name);
}
END_TEST

/* -- pages
 * ----------------------------------------------------------------------------------------------------
 */

/* Begin 100 s apart: a, b, ... */
#define FIVE                                                                                 \
	SPELL("a", 1772000000000000, 6)                                                      \
	"," SPELL("b", 1772000100000000, 6) "," SPELL(                                       \
		"c", 1772000200000000, 6) ","                                                \
					  "{\"id\":\"d\",\"type\":\"safety\",\"startUSec\":" \
					  "1772000300000000,\"what\":\"note\"}"              \
					  "," SPELL("e", 1772000400000000, 6)

static const struct {
	const char *parameters, *ids;
} lists[] = {
	{"{\"untilUSec\":1772400000000000}", "a b c d e"},
	{"{\"sinceUSec\":1772000100000000,\"untilUSec\":1772000300000000}", "b c"},
	{"{\"sinceUSec\":1772000300000001,\"untilUSec\":1772400000000000}", "e"},
	{"{\"types\":[\"safety\"]}", "d"},
	{"{\"types\":[\"safety\",\"massage\"],\"untilUSec\":1772400000000000}", "d"},
	{"{\"types\":[],\"untilUSec\":1772400000000000}", "a b c d e"},
	{"{\"types\":[\"spell\",\"safety\"],\"limit\":4}", "a b c d"},
	{"{\"sinceUSec\":5,\"untilUSec\":5}", ""},
	{"{\"sinceUSec\":-9223372036854775808,\"untilUSec\":0}", ""},
	{"{\"cursor\":\"1772000100000000:b\",\"untilUSec\":1772400000000000}", "c d e"},
	/* Of an entry that is gone */
	{"{\"cursor\":\"1772000150000000:zz\",\"untilUSec\":1772400000000000}", "c d e"},
};

START_TEST(lists_what_is_asked_for)
{
	expect_import(FIVE, 5, 0);
	expect_list(lists[_i].parameters, lists[_i].ids);
}
END_TEST

START_TEST(pages_go_on_where_the_one_before_ended)
{
	struct json_object *reply;
	char parameters[256];
	char *ids;

	expect_import(FIVE, 5, 0);
	reply = rig_call(&rig, "History.List", "{\"limit\":2,\"untilUSec\":1772400000000000}");
	ids = ids_of(reply);
	ck_assert_str_eq(ids, "a b");
	free(ids);
	/* It does not matter what comes and goes meanwhile. */
	(void)json_object_put(rig_call(&rig, "History.Remove", "{\"id\":\"b\"}"));
	expect_import(SPELL("b2", 1772000110000000, 6), 1, 0);
	(void)snprintf(parameters, sizeof(parameters),
		"{\"limit\":2,\"untilUSec\":1772400000000000,\"cursor\":\"%s\"}",
		rig_string(reply, "next"));
	(void)json_object_put(reply);
	expect_list(parameters, "b2 c");
}
END_TEST

/* All replies of a call with 'more'; the number of them. */
static size_t stream(const char *method, const char *parameters, const char *array, size_t *ret_n)
{
	struct idl *idl = idl_new(io_github_backcare_History_varlink, print_difference, NULL);
	int fd = rig_connect(&rig);
	size_t n_replies = 0;
	bool continues = true;

	*ret_n = 0;
	begin_call(fd, method, parameters, true);
	while (continues) {
		AUTO_JSON struct json_object *reply = rig_receive(&rig, fd);
		struct json_object *result = json_object_object_get(reply, "parameters");

		ck_assert(!rig_has(reply, "error"));
		ck_assert_uint_eq(idl_check_reply(idl, method, result, print_difference, NULL), 0);
		continues = rig_has(reply, "continues");
		*ret_n += json_object_array_length(json_object_object_get(result, array));
		n_replies++;
	}
	(void)close(fd);
	(void)idl_free(idl);
	return n_replies;
}

START_TEST(streams_all_pages)
{
	size_t n;

	import_many("many", 250, NOON_USEC - 100 * DAY_USEC, MINUTE_USEC);
	ck_assert_uint_eq(stream("List", "{\"untilUSec\":1772400000000000}", "entries", &n), 3);
	ck_assert_uint_eq(n, 250);
	ck_assert_uint_eq(
		stream("List", "{\"limit\":250,\"untilUSec\":1772400000000000}", "entries", &n), 1);
	ck_assert_uint_eq(n, 250);
	ck_assert_uint_eq(
		stream("List", "{\"limit\":1,\"untilUSec\":1772400000000000}", "entries", &n), 250);
	ck_assert_uint_eq(n, 250);
	ck_assert_uint_eq(stream("List", "{\"untilUSec\":0}", "entries", &n), 1);
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
		say_entries(&words, "note", from, 20, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC,
			note.text);
		(void)json_object_put(rig_call(&rig, "History.Import", words_end(&words)));
		free(words.text);
	}
	(void)stream("List", "{\"limit\":1000,\"untilUSec\":1772400000000000}", "entries", &n);
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
		say_entries(
			&words, "note", from, 100, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, note);
		(void)json_object_put(rig_call(&rig, "History.Import", words_end(&words)));
		free(words.text);
	}
	rig_settle(&rig);
	before = mallinfo2().uordblks + mallinfo2().hblkhd;
	begin_call(fd, "List", "{\"limit\":1000,\"untilUSec\":1772400000000000}", true);
	for (size_t i = 0; i < 50; i++) {
		rig_settle(&rig);
	}
	ck_assert(readable(fd));
	ck_assert_uint_lt(mallinfo2().uordblks + mallinfo2().hblkhd, before + ((size_t)512 << 10));
	/* Others are served, and it gets all of it when it reads. */
	expect_list("{\"limit\":1}", "note-00000");
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

	import_many("many", 1000, NOON_USEC - 100 * DAY_USEC, MINUTE_USEC);
	begin_call(fd, "List", "{\"limit\":1}", true);
	(void)json_object_put(rig_receive(&rig, fd));
	(void)close(fd);
	rig_settle(&rig);
	expect_list("{\"limit\":1}", "many-00000");
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
	expect_import(
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

	import_many("day", 20, NOON_USEC - 20 * DAY_USEC, DAY_USEC);
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

START_TEST(days_come_in_pages)
{
	AUTO_JSON struct json_object *reply = NULL;
	size_t n;

	import_many("day", 801, NOON_USEC - 801 * DAY_USEC, DAY_USEC);
	reply = rig_call(&rig, "History.GetDays",
		"{\"firstDate\":\"1970-01-01\",\"lastDate\":\"2026-03-01\"}");
	ck_assert_uint_eq(count_days(reply), 400);
	/* 801 days before the 2nd of March 2026 is the 22nd of December 2023. */
	ck_assert_str_eq(date_at(reply, 0), "2023-12-22");
	ck_assert_str_eq(rig_string(reply, "nextDate"), "2025-01-25");
	ck_assert_uint_eq(
		stream("GetDays", "{\"firstDate\":\"1970-01-01\",\"lastDate\":\"2026-03-01\"}",
			"days", &n),
		3);
	ck_assert_uint_eq(n, 801);
	/* Exactly a page has none behind it. */
	ck_assert_uint_eq(
		stream("GetDays", "{\"firstDate\":\"2025-01-26\",\"lastDate\":\"2026-03-01\"}",
			"days", &n),
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

	expect_import(FIVE, 5, 0);
	(void)json_object_put(rig_call(&rig, "History.Remove", "{\"id\":\"a\"}"));
	expect_list("{\"untilUSec\":1772400000000000}", "b c d e");
	error = rig_call_error(&rig, "History.Remove", "{\"id\":\"a\"}",
		PROTOCOL_HISTORY_INTERFACE ".NoSuchEntry");
	ck_assert_str_eq(rig_string(error, "id"), "a");
	(void)json_object_put(error);
	(void)json_object_put(rig_call_error(&rig, "History.Remove", "{\"id\":\"\"}",
		PROTOCOL_HISTORY_INTERFACE ".NoSuchEntry"));
	error = rig_call_error(
		&rig, "History.Remove", "{\"id\":\"d\"}", PROTOCOL_HISTORY_INTERFACE ".EntryKept");
	ck_assert_str_eq(rig_string(error, "id"), "d");
	expect_list("{\"untilUSec\":1772400000000000}", "b c d e");
}
END_TEST

START_TEST(forgets_what_is_older_but_for_what_was_told_of_symptoms)
{
	AUTO_JSON struct json_object *reply = NULL;

	expect_import(FIVE, 5, 0);
	/* c ends at 1772000260000000 */
	reply = rig_call(&rig, "History.Forget", "{\"untilUSec\":1772000360000000}");
	ck_assert_int_eq(rig_int(reply, "removed"), 3);
	expect_list("{\"untilUSec\":1772400000000000}", "d e");
	(void)json_object_put(reply);
	reply = rig_call(&rig, "History.Forget", "{\"untilUSec\":-9223372036854775808}");
	ck_assert_int_eq(rig_int(reply, "removed"), 0);
}
END_TEST

/* -- what takes long
 * ------------------------------------------------------------------------------------------
 */

/* Whether another client was answered before the call was. */
static bool others_come_first(const char *method, const char *parameters)
{
	int fd = rig_connect(&rig), other = rig_connect(&rig);
	AUTO_JSON struct json_object *reply = NULL;
	bool came_first;

	begin_call(fd, method, parameters, false);
	rig_send(other, "{\"method\":\"" SERVICE ".GetInfo\"}");
	for (size_t i = 0; i < 100 && !readable(other); i++) {
		ck_assert_int_eq(app_run_once(rig.app), 0);
	}
	came_first = readable(other) && !readable(fd);
	reply = rig_receive(&rig, fd);
	ck_assert_msg(!rig_has(reply, "error"), "%s", json_object_to_json_string(reply));
	(void)close(other);
	(void)close(fd);
	return came_first;
}

START_TEST(nobody_waits_for_a_long_import_or_forget)
{
	AUTO_JSON struct json_object *reply = NULL;
	struct words words;

	import_many("first", 2000, NOON_USEC - 100 * DAY_USEC, MINUTE_USEC);
	words_begin(&words);
	say_entries(&words, "second", 0, 1000, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, NULL);
	ck_assert(others_come_first("Import", words_end(&words)));
	free(words.text);
	ck_assert(others_come_first("Forget", "{\"untilUSec\":1772400000000000}"));
	expect_list("{\"untilUSec\":1772400000000000}", "");
}
END_TEST

/* What was taken in until then stays, and the same again does the rest. */
START_TEST(a_client_may_leave_while_it_imports)
{
	int fd = rig_connect(&rig);
	AUTO_JSON struct json_object *reply = NULL;
	struct words words;

	words_begin(&words);
	say_entries(&words, "half", 0, 1000, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, NULL);
	(void)words_end(&words);
	begin_call(fd, "Import", words.text, false);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	(void)close(fd);
	for (size_t i = 0; i < 10; i++) {
		rig_settle(&rig);
	}
	reply = rig_call(&rig, "History.Import", words.text);
	ck_assert_int_eq(rig_int(reply, "added") + rig_int(reply, "present"), 1000);
	free(words.text);
	expect_list("{\"limit\":1}", "half-00000");
}
END_TEST

START_TEST(the_daemon_may_end_while_somebody_imports)
{
	int fd = rig_connect(&rig), stream_fd = rig_connect(&rig);
	struct words words;

	import_many("many", 500, NOON_USEC - 100 * DAY_USEC, MINUTE_USEC);
	words_begin(&words);
	say_entries(&words, "half", 0, 1000, NOON_USEC - 50 * DAY_USEC, MINUTE_USEC, NULL);
	begin_call(fd, "Import", words_end(&words), false);
	begin_call(stream_fd, "List", "{\"limit\":1}", true);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	rig_restart(&rig);
	expect_list("{\"limit\":1}", "many-00000");
	free(words.text);
	(void)close(fd);
	(void)close(stream_fd);
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
	begin_call(fd, "List", "{}", true);
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
	tcase_add_loop_test(tcase, lists_what_is_asked_for, 0, ELEMENTSOF(lists));
	tcase_add_test(tcase, pages_go_on_where_the_one_before_ended);
	tcase_add_test(tcase, streams_all_pages);
	tcase_add_test(tcase, a_page_fits_into_a_message_whatever_is_in_it);
	tcase_add_test(tcase, a_client_that_does_not_read_costs_little);
	tcase_add_test(tcase, a_client_may_leave_in_the_middle);
	tcase_add_test(tcase, days_are_summed_up);
	tcase_add_test(tcase, the_last_week_is_what_is_asked_for_mostly);
	tcase_add_test(tcase, days_come_in_pages);
	tcase_add_test(tcase, removes_what_may_be_removed);
	tcase_add_test(tcase, forgets_what_is_older_but_for_what_was_told_of_symptoms);
	tcase_add_test(tcase, nobody_waits_for_a_long_import_or_forget);
	tcase_add_test(tcase, a_client_may_leave_while_it_imports);
	tcase_add_test(tcase, the_daemon_may_end_while_somebody_imports);
	tcase_add_test(tcase, says_why_where_it_cannot_be_stored);
}

int main(void)
{
	return check_main("app-history-api", add_tests);
}
