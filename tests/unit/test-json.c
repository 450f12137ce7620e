/* SPDX-License-Identifier: MIT */
#include "check_main.h"
#include "jsonscan.h"
#include "jsonvalue.h"
#include "utf8.h"

#include <backcare/protocol.h>

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

/* Text with a length of its own, for those with a NUL in them. */
#define TEXT(literal) {(literal), sizeof(literal) - 1}

struct text {
	const char *bytes;
	size_t size;
};

static const struct text good[] = {
	TEXT("0"),
	TEXT("-0"),
	TEXT("10"),
	TEXT("-1.5e+10"),
	TEXT("1E2"),
	TEXT("0.0e-0"),
	TEXT("123456789012345678901234567890"),
	TEXT("1e400"),
	TEXT("true"),
	TEXT("false"),
	TEXT("null"),
	TEXT("\"\""),
	TEXT("\"a/b\\/c\""),
	TEXT("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u00e9\\u20AC\""),
	TEXT("\"\\ud83d\\ude00\""),
	TEXT("\"\\uDBFF\\uDFFF\""),
	TEXT("\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF \x7F\""),
	TEXT("\"\xED\x9F\xBF\xEE\x80\x80\""),
	TEXT("[]"),
	TEXT("{}"),
	TEXT(" \t\r\n[ 1 , [ ] , { } ] \t\r\n"),
	TEXT("{\"a\":1,\"b\":{\"a\":[true,null]}}"),
	TEXT("{\"\":\"\"}"),
	TEXT("{ \"a\" : 1 , \"b\" : 2 }"),
};

static const struct text bad[] = {
	TEXT(""),
	TEXT(" "),
	TEXT("{"),
	TEXT("}"),
	TEXT("["),
	TEXT("]"),
	TEXT("[}"),
	TEXT("{]"),
	TEXT("[1"),
	TEXT("[1,"),
	TEXT("[1,]"),
	TEXT("[,1]"),
	TEXT("[1 2]"),
	TEXT("{\"a\"}"),
	TEXT("{\"a\":}"),
	TEXT("{\"a\":1,}"),
	TEXT("{,}"),
	TEXT("{\"a\" 1}"),
	TEXT("{\"a\":1 \"b\":2}"),
	TEXT("{a:1}"),
	TEXT("{'a':1}"),
	TEXT("{1:1}"),
	TEXT("{null:1}"),
	TEXT("[1:2]"),
	TEXT("{}{}"),
	TEXT("{} x"),
	TEXT("1 2"),
	TEXT("{}\0"),
	TEXT("\0{}"),
	TEXT("{\0}"),
	TEXT("'a'"),
	TEXT("\""),
	TEXT("\"a"),
	TEXT("\"a\0b\""),
	TEXT("\"\\u0000\""),
	TEXT("\"\\ud800\""),
	TEXT("\"\\ud800x\""),
	TEXT("\"\\ud800\\n\""),
	TEXT("\"\\ud800\\u0041\""),
	TEXT("\"\\ud800\\ud800\""),
	TEXT("\"\\udc00\""),
	TEXT("\"\\udc00\\ud800\""),
	TEXT("\"\\u12\""),
	TEXT("\"\\u12g4\""),
	TEXT("\"\\U0041\""),
	TEXT("\"\\x41\""),
	TEXT("\"\\'\""),
	TEXT("\"\\0\""),
	TEXT("\"\\\0\""),
	TEXT("\"\\"),
	TEXT("\"\t\""),
	TEXT("\"\n\""),
	TEXT("\"\x1F\""),
	TEXT("\"\x80\""),
	TEXT("\"\xFF\""),
	TEXT("\"\xC3\""),
	TEXT("\"\xC3(\""),
	TEXT("\"\xE2\x82\""),
	TEXT("\"\xC0\x80\""),
	TEXT("\"\xC1\xBF\""),
	TEXT("\"\xE0\x9F\xBF\""),
	TEXT("\"\xED\xA0\x80\""),
	TEXT("\"\xED\xBF\xBF\""),
	TEXT("\"\xF0\x8F\xBF\xBF\""),
	TEXT("\"\xF4\x90\x80\x80\""),
	TEXT("\"\xF5\x80\x80\x80\""),
	TEXT("\xEF\xBB\xBF{}"),
	TEXT("\xC3\xA9"),
	TEXT("NaN"),
	TEXT("Infinity"),
	TEXT("-Infinity"),
	TEXT("nan"),
	TEXT("TRUE"),
	TEXT("True"),
	TEXT("tru"),
	TEXT("truex"),
	TEXT("nul"),
	TEXT("undefined"),
	TEXT("00"),
	TEXT("01"),
	TEXT("-01"),
	TEXT("1."),
	TEXT(".5"),
	TEXT("-.5"),
	TEXT("-"),
	TEXT("+1"),
	TEXT("--1"),
	TEXT("1e"),
	TEXT("1e+"),
	TEXT("1e+-1"),
	TEXT("1.e1"),
	TEXT("0x10"),
	TEXT("1_000"),
	TEXT("1,5"),
	TEXT("/**/{}"),
	TEXT("{}//"),
	TEXT("\f{}"),
	TEXT("\v{}"),
	TEXT("\xC2\xA0{}"),
};

START_TEST(accepts)
{
	struct json_object *value = NULL;

	ck_assert_msg(json_scan(good[_i].bytes, good[_i].size, PROTOCOL_JSON_DEPTH_MAX) == 0, "%s",
		good[_i].bytes);
	ck_assert_int_eq(json_parse_strict(good[_i].bytes, good[_i].size, &value), 0);
	(void)json_object_put(value);
}
END_TEST

START_TEST(refuses)
{
	struct json_object *value = NULL;

	ck_assert_msg(json_scan(bad[_i].bytes, bad[_i].size, PROTOCOL_JSON_DEPTH_MAX) == -EBADMSG,
		"%s", bad[_i].bytes);
	ck_assert_int_eq(json_parse_strict(bad[_i].bytes, bad[_i].size, &value), -EBADMSG);
	ck_assert_ptr_null(value);
}
END_TEST

/* Every beginning of a text is refused, and nothing behind its end is read: it stands at the end of
 * an allocation, for the sanitizers and valgrind. */
START_TEST(truncated)
{
	static const char text[] =
		"{\"k\":[true,false,null,-1.5e+3,\"\\ud83d\\ude00\xE2\x82\xAC\",{}]}";

	for (size_t size = 0; size < sizeof(text) - 1; size++) {
		AUTO_FREE char *copy = malloc(size > 0 ? size : 1);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text, size);
		ck_assert_int_eq(json_scan(copy, size, 8), -EBADMSG);
	}
	ck_assert_int_eq(json_scan(text, sizeof(text) - 1, 8), 0);
}
END_TEST

static void nest(char *text, size_t depth, const char *open, const char *inner, const char *close)
{
	text[0] = '\0';
	for (size_t i = 0; i < depth; i++) {
		strcat(text, open);
	}
	strcat(text, inner);
	for (size_t i = 0; i < depth; i++) {
		strcat(text, close);
	}
}

START_TEST(depth)
{
	static const char *const opens[] = {"[", "{\"a\":", "[{\"a\":"};
	static const char *const closes[] = {"]", "}", "}]"};
	size_t levels = (size_t)PROTOCOL_JSON_DEPTH_MAX / (_i == 2 ? 2 : 1);
	struct json_object *value = NULL;
	char text[2048];

	nest(text, levels, opens[_i], "1", closes[_i]);
	ck_assert_int_eq(json_parse_strict(text, strlen(text), &value), 0);
	(void)json_object_put(value);
	value = NULL;
	nest(text, levels, opens[_i], "[]", closes[_i]);
	ck_assert_int_eq(json_parse_strict(text, strlen(text), &value), -EBADMSG);
	ck_assert_ptr_null(value);
	nest(text, 64, "[", "1", "]");
	ck_assert_int_eq(json_scan(text, strlen(text), 64), 0);
	ck_assert_int_eq(json_scan(text, strlen(text), 63), -EBADMSG);
}
END_TEST

START_TEST(very_deep)
{
	size_t size = 1000000;
	AUTO_FREE char *text = malloc(size);

	ck_assert_ptr_nonnull(text);
	memset(text, '[', size);
	ck_assert_int_eq(json_scan(text, size, 32), -EBADMSG);
}
END_TEST

static const struct text doubled[] = {
	TEXT("{\"a\":1,\"a\":1}"),
	TEXT("{\"a\":1,\"\\u0061\":2}"),
	TEXT("{\"\":1,\"\":2}"),
	TEXT("{\"a\":null,\"a\":null}"),
	TEXT("[{\"x\":{\"b\":[],\"c\":1,\"b\":[]}}]"),
};

START_TEST(doubled_keys)
{
	struct json_object *value = NULL;

	ck_assert_int_eq(json_scan(doubled[_i].bytes, doubled[_i].size, 8), 0);
	ck_assert_int_eq(json_parse_strict(doubled[_i].bytes, doubled[_i].size, &value), -EBADMSG);
	ck_assert_ptr_null(value);
}
END_TEST

static const struct {
	const char *text;
	const char *wanted;
} string_rows[] = {
	{"\"\"", ""},
	{"\"plain\"", "plain"},
	{"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
	{"\"\\u0041\\u00E9\\u20ac\\ud83d\\uDE00!\"", "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80!"},
	{"\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"", "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF"},
	{"\"\\ud800\\udc00\\udbff\\udfff\"", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
	{" \"\xF0\x9F\x98\x80\" ", "\xF0\x9F\x98\x80"},
};

START_TEST(strings)
{
	AUTO_JSON struct json_object *value = NULL;

	ck_assert_int_eq(
		json_parse_strict(string_rows[_i].text, strlen(string_rows[_i].text), &value), 0);
	ck_assert_str_eq(json_object_get_string(value), string_rows[_i].wanted);
	ck_assert_int_eq(json_object_get_string_len(value), (int)strlen(string_rows[_i].wanted));
}
END_TEST

static const struct {
	const char *text;
	bool is_int;
	int64_t wanted;
	bool is_float;
	double wanted_float;
} number_rows[] = {
	{"0", true, 0, true, 0},
	{"-0", true, 0, true, 0},
	{"7", true, 7, true, 7},
	{"-12", true, -12, true, -12},
	{"5.0", true, 5, true, 5},
	{"5e0", true, 5, true, 5},
	{"1e2", true, 100, true, 100},
	{"-1.5e1", true, -15, true, -15},
	{"9223372036854775807", true, INT64_MAX, true, 9223372036854775807.0},
	{"-9223372036854775808", true, INT64_MIN, true, -9223372036854775808.0},
	{"9223372036854775808", false, 0, true, 9223372036854775808.0},
	{"-9223372036854775809", false, 0, true, -9223372036854775809.0},
	{"18446744073709551616", false, 0, true, 18446744073709551616.0},
	{"100000000000000000000000", false, 0, true, 1e23},
	{"9007199254740992.0", true, 9007199254740992, true, 9007199254740992.0},
	{"9007199254740994.0", false, 0, true, 9007199254740994.0},
	{"-9007199254740994.0", false, 0, true, -9007199254740994.0},
	{"5.5", false, 0, true, 5.5},
	{"1e-400", true, 0, true, 0},
	{"1e400", false, 0, false, 0},
	{"-1e400", false, 0, false, 0},
	{"\"7\"", false, 0, false, 0},
	{"true", false, 0, false, 0},
	{"null", false, 0, false, 0},
	{"[7]", false, 0, false, 0},
};

START_TEST(numbers)
{
	AUTO_JSON struct json_object *value = NULL;
	const char *text = number_rows[_i].text;
	int64_t number = 4711;
	double real = 4711;

	ck_assert_int_eq(json_parse_strict(text, strlen(text), &value), 0);
	ck_assert_msg(json_get_int(value, &number) == number_rows[_i].is_int, "%s", text);
	ck_assert_int_eq(number, number_rows[_i].is_int ? number_rows[_i].wanted : 4711);
	ck_assert_msg(json_get_float(value, &real) == number_rows[_i].is_float, "%s", text);
	ck_assert(!islessgreater(
		real, number_rows[_i].is_float ? number_rows[_i].wanted_float : 4711));
}
END_TEST

START_TEST(writes)
{
	static const char wanted[] = "{\"b\":true,\"i\":-9223372036854775808,\"f\":0.1,\"g\":5.0,"
				     "\"h\":0.33333333333333331,\"e\":1e+300,\"s\":\"a/b\\\"\\n\","
				     "\"u\":12,\"l\":[1,\"x\",{}],\"bad\":\"a\xEF\xBF\xBD\"}";
	int r = 0;
	AUTO_JSON struct json_object *object = json_new_object(&r);
	AUTO_JSON struct json_object *again = NULL;
	struct json_object *list = json_new_array(&r);
	const char *text;
	size_t size;

	json_append_int(&r, list, 1);
	json_append_string(&r, list, "x");
	json_append_take(&r, list, json_new_object(&r));
	json_add_bool(&r, object, "b", true);
	json_add_int(&r, object, "i", INT64_MIN);
	json_add_float(&r, object, "f", 0.1);
	json_add_float(&r, object, "g", 5);
	json_add_float(&r, object, "h", 1.0 / 3);
	json_add_float(&r, object, "e", 1e300);
	json_add_string(&r, object, "s", "a/b\"\n");
	json_add_string(&r, object, "left out", NULL);
	json_add_usec(&r, object, "u", 12);
	json_add_usec(&r, object, "never", USEC_INFINITY);
	json_add_take(&r, object, "l", list);
	json_add_take(&r, object, "nothing", NULL);
	json_add_string(&r, object, "bad", "a\xFF");
	ck_assert_int_eq(r, 0);
	text = json_get_text(object, &size);
	ck_assert_str_eq(text, wanted);
	ck_assert_uint_eq(size, strlen(wanted));
	ck_assert_int_eq(json_parse_strict(text, size, &again), 0);
}
END_TEST

START_TEST(writes_nothing_after_a_failure)
{
	static const double values[] = {__builtin_nan(""), HUGE_VAL, -HUGE_VAL};
	int r = 0;
	AUTO_JSON struct json_object *object = json_new_object(&r);

	json_add_float(&r, object, "f", values[_i]);
	ck_assert_int_eq(r, -EDOM);
	json_add_int(&r, object, "i", 1);
	json_add_take(&r, object, "o", json_object_new_object());
	json_append_take(&r, NULL, json_object_new_object());
	json_append_string(&r, NULL, "x");
	ck_assert_ptr_null(json_new_object(&r));
	ck_assert_ptr_null(json_new_array(&r));
	ck_assert_int_eq(r, -EDOM);
	ck_assert_int_eq(json_object_object_length(object), 0);
}
END_TEST

START_TEST(repairs)
{
	static const struct {
		const char *value;
		const char *wanted;
	} rows[] = {
		{"\xFF", "\xEF\xBF\xBD"},
		{"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"a\xE2\x82", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"\xC3\xA9\xC3", "\xC3\xA9\xEF\xBF\xBD"},
	};

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		int r = 0;
		AUTO_JSON struct json_object *list = json_new_array(&r);

		json_append_string(&r, list, rows[i].value);
		ck_assert_int_eq(r, 0);
		ck_assert_str_eq(
			json_object_get_string(json_object_array_get_idx(list, 0)), rows[i].wanted);
	}
}
END_TEST

/* In a locale that writes 0,5 nothing changes. Passes where there is none such. */
START_TEST(other_locale)
{
	AUTO_JSON struct json_object *value = NULL;
	AUTO_JSON struct json_object *object = NULL;
	double real = 0;
	int r = 0;

	if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL) {
		return;
	}
	ck_assert_int_eq(json_parse_strict("0.5", 3, &value), 0);
	ck_assert(json_get_float(value, &real));
	ck_assert(!islessgreater(real, 0.5));
	object = json_new_object(&r);
	json_add_float(&r, object, "f", 0.1);
	ck_assert_str_eq(json_get_text(object, &(size_t){0}), "{\"f\":0.1}");
	(void)setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(utf8_cuts)
{
	static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
	static const size_t wanted[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10, 10};

	for (size_t i = 0; i < ELEMENTSOF(wanted); i++) {
		ck_assert_uint_eq(utf8_cut(text, sizeof(text) - 1, i), wanted[i]);
	}
	ck_assert(utf8_is_valid(text, sizeof(text)));
	ck_assert(!utf8_is_valid(text, 2));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, accepts, 0, ELEMENTSOF(good));
	tcase_add_loop_test(tcase, refuses, 0, ELEMENTSOF(bad));
	tcase_add_test(tcase, truncated);
	tcase_add_loop_test(tcase, depth, 0, 3);
	tcase_add_test(tcase, very_deep);
	tcase_add_loop_test(tcase, doubled_keys, 0, ELEMENTSOF(doubled));
	tcase_add_loop_test(tcase, strings, 0, ELEMENTSOF(string_rows));
	tcase_add_loop_test(tcase, numbers, 0, ELEMENTSOF(number_rows));
	tcase_add_test(tcase, writes);
	tcase_add_loop_test(tcase, writes_nothing_after_a_failure, 0, 3);
	tcase_add_test(tcase, repairs);
	tcase_add_test(tcase, other_locale);
	tcase_add_test(tcase, utf8_cuts);
}

int main(void)
{
	return check_main("json", add_tests);
}
