/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>

#include "text.h"
#include "timetext.h"

static const struct text_style style = {.utf8 = true, .columns = 40};
static const struct text_style style_ascii = {.utf8 = false, .columns = 40};

struct memory {
	FILE *out;
	char *text;
	size_t size;
};

static void memory_open(struct memory *memory)
{
	memory->out = open_memstream(&memory->text, &memory->size);
	ck_assert_ptr_nonnull(memory->out);
}

static void memory_expect(struct memory *memory, const char *expected)
{
	ck_assert_int_eq(fclose(memory->out), 0);
	ck_assert_str_eq(memory->text, expected);
	free(memory->text);
}

static const struct {
	const char *raw, *shown;
	unsigned columns;
} write_rows[] = {
	{"", "", 0},
	{"plain", "plain", 5},
	{"a\033[31mred", "a\\x1b[31mred", 12},
	{"two\nlines\t", "two\\nlines\\t", 12},
	{"\x7f", "\\x7f", 4},
	{"\xc2\x9b"
	 "31m",
		"\\u009b31m", 9},
	{"\xe2\x80\xae"
	 "x",
		"\\u202ex", 7},
	{"\xe2\x80\xa8", "\\u2028", 6},
	{"\xf3\xa0\x81\x81", "\\u{e0041}", 9},
	{"\xff\xfe", "\\xff\\xfe", 8},
	{"\xc3", "\\xc3", 4},
	{"\xe2\x82", "\\xe2\\x82", 8},
	{"\xc0\x80", "\\xc0\\x80", 8},
	{"\xed\xa0\x80", "\\xed\\xa0\\x80", 12},
	{"Grüße", "Grüße", 5},
	{"体操", "体操", 4},
	{"e\xcc\x81", "e\xcc\x81", 1},
	{"🚶", "🚶", 2},
};

START_TEST(test_write)
{
	struct memory memory;

	memory_open(&memory);
	ck_assert_uint_eq(text_write(memory.out, write_rows[_i].raw), write_rows[_i].columns);
	ck_assert_uint_eq(text_width(write_rows[_i].raw), write_rows[_i].columns);
	memory_expect(&memory, write_rows[_i].shown);
}
END_TEST

static const struct {
	const char *raw;
	unsigned columns;
	const char *shown, *shown_ascii;
} cut_rows[] = {
	{"short", 5, "short", "short"},
	{"longer", 5, "long…", "lo..."},
	{"longer", 1, "…", ""},
	{"longer", 0, "", ""},
	{"体操体操", 5, "体操…", "体..."},
	{"体操体操", 4, "体…", "..."},
	{"ab\033cd", 6, "ab…", "ab..."},
};

START_TEST(test_cut)
{
	struct memory memory;

	memory_open(&memory);
	ck_assert_uint_le(
		text_write_cut(memory.out, &style, cut_rows[_i].raw, cut_rows[_i].columns),
		cut_rows[_i].columns);
	memory_expect(&memory, cut_rows[_i].shown);
	memory_open(&memory);
	(void)text_write_cut(memory.out, &style_ascii, cut_rows[_i].raw, cut_rows[_i].columns);
	memory_expect(&memory, cut_rows[_i].shown_ascii);
}
END_TEST

START_TEST(test_padded)
{
	struct memory memory;

	memory_open(&memory);
	text_write_padded(memory.out, &style, "体操", 6);
	text_write_padded(memory.out, &style, "a long one", 4);
	(void)fputc('|', memory.out);
	memory_expect(&memory, "体操  a l…|");
}
END_TEST

static const struct {
	unsigned column, indent;
	const char *raw, *shown;
} wrap_rows[] = {
	{0, 0, "", ""},
	{0, 0, "   ", ""},
	{0, 0, " one  two\nthree\t", "one two three"},
	{0, 2, "aaaaaaaaaa bbbbbbbbbb cccccccccc ddddddd eeee",
		"aaaaaaaaaa bbbbbbbbbb cccccccccc ddddddd\n  eeee"},
	{0, 2, "aaaaaaaaaa bbbbbbbbbb cccccccccc dddddddd",
		"aaaaaaaaaa bbbbbbbbbb cccccccccc\n  dddddddd"},
	{36, 4, "abcd efgh", "abcd\n    efgh"},
	{36, 4, "abcde", "\n    abcde"},
	{0, 4, "0123456789012345678901234567890123456789XY",
		"0123456789012345678901234567890123456789\n    XY"},
	/* A wide character does not hang over the edge. */
	{0, 0, "012345678901234567890123456789012345678体",
		"012345678901234567890123456789012345678\n体"},
};

START_TEST(test_wrap)
{
	struct memory memory;

	memory_open(&memory);
	(void)text_write_wrapped(
		memory.out, &style, wrap_rows[_i].column, wrap_rows[_i].indent, wrap_rows[_i].raw);
	memory_expect(&memory, wrap_rows[_i].shown);
}
END_TEST

START_TEST(test_line_is_cut_at_a_character)
{
	/* However the end falls into the characters. */
	for (size_t offset = 0; offset < 8; offset++) {
		struct text_line line;

		text_line_clear(&line);
		text_line_add(&line, "%.*s", (int)offset, "abcdefgh");
		while (line.size < TEXT_LINE_MAX - 1) {
			size_t before = line.size;

			text_line_add(&line, "体é🚶");
			if (line.size == before || line.size < before + 9) {
				break;
			}
		}
		ck_assert_uint_eq(strlen(line.bytes), line.size);
		ck_assert_uint_ge(line.size, TEXT_LINE_MAX - 4);
		ck_assert_ptr_null(strstr(line.bytes, "\\x"));
		/* Nothing had to be escaped: 5 columns for every 9 bytes, and no more. */
		ck_assert_uint_le(text_width(line.bytes), line.size);
		struct memory memory;
		memory_open(&memory);
		(void)text_write(memory.out, line.bytes);
		memory_expect(&memory, line.bytes);
		text_line_add(&line, "more");
		ck_assert_uint_lt(line.size, TEXT_LINE_MAX);
	}
}
END_TEST

START_TEST(test_line_items)
{
	struct text_line line;

	text_line_clear(&line);
	text_line_add_item(&line, "%d", 1);
	text_line_add_item(&line, "%d", 2);
	text_line_add(&line, "+");
	ck_assert_str_eq(line.bytes, "1, 2+");
}
END_TEST

static const struct {
	usec_t part, whole;
	const char *shown, *shown_ascii;
} bar_rows[] = {
	{0, 10, "░░░░", "----"},
	{5, 10, "██░░", "##--"},
	{9, 10, "███░", "###-"},
	{10, 10, "████", "####"},
	{11, 10, "████", "####"},
	{0, 0, "████", "####"},
	{UINT64_MAX / 2, UINT64_MAX, "██░░", "##--"},
};

START_TEST(test_bar)
{
	struct memory memory;

	memory_open(&memory);
	text_write_bar(memory.out, &style, 4, bar_rows[_i].part, bar_rows[_i].whole);
	memory_expect(&memory, bar_rows[_i].shown);
	memory_open(&memory);
	text_write_bar(memory.out, &style_ascii, 4, bar_rows[_i].part, bar_rows[_i].whole);
	memory_expect(&memory, bar_rows[_i].shown_ascii);
}
END_TEST

START_TEST(test_shade)
{
	struct text_style coloured = style;
	struct memory memory;

	coloured.colour = true;
	memory_open(&memory);
	text_shade_begin(memory.out, &coloured, TEXT_STRONG);
	text_shade_end(memory.out, &coloured, TEXT_STRONG);
	text_shade_begin(memory.out, &coloured, TEXT_PLAIN);
	text_shade_end(memory.out, &coloured, TEXT_PLAIN);
	text_shade_begin(memory.out, &style, TEXT_STRONG);
	text_shade_end(memory.out, &style, TEXT_STRONG);
	memory_expect(&memory, "\033[1m\033[0m");
}
END_TEST

static const struct {
	usec_t length;
	const char *text, *minutes, *left;
} length_rows[] = {
	{0, "0s", "0min", "0min"},
	{1, "0s", "<1min", "1min"},
	{45 * USEC_PER_SEC, "45s", "<1min", "1min"},
	{60 * USEC_PER_SEC, "1min", "1min", "1min"},
	{61 * USEC_PER_SEC, "1min 01s", "1min", "2min"},
	{90 * USEC_PER_SEC, "1min 30s", "1min", "2min"},
	{299 * USEC_PER_SEC, "4min 59s", "4min", "5min"},
	{301 * USEC_PER_SEC, "5min", "5min", "6min"},
	{65 * USEC_PER_MINUTE, "1h 05min", "1h 05min", "1h 05min"},
	{47 * USEC_PER_HOUR, "47h 00min", "47h 00min", "47h 00min"},
	{50 * USEC_PER_HOUR, "2d 02h", "2d 02h", "2d 02h"},
	{TIMESPAN_MAX_USEC, "36500d 00h", "36500d 00h", "36500d 00h"},
	{UINT64_MAX, "213503982d 08h", "213503982d 08h", "213503982d 08h"},
};

START_TEST(test_length)
{
	char buffer[TIMETEXT_LENGTH_MAX];
	usec_t length = length_rows[_i].length;

	ck_assert_str_eq(timetext_length(buffer, sizeof(buffer), length), length_rows[_i].text);
	ck_assert_str_eq(timetext_minutes(buffer, sizeof(buffer), length), length_rows[_i].minutes);
	ck_assert_str_eq(
		timetext_minutes_left(buffer, sizeof(buffer), length), length_rows[_i].left);
}
END_TEST

/* 2026-03-10 14:05:00 UTC, a Tuesday. */
#define NOW_USEC ((usec_t)1773151500 * USEC_PER_SEC)

static const struct {
	const char *zone;
	usec_t when;
	const char *clock;
} clock_rows[] = {
	{"UTC", NOW_USEC, "14:05"},
	{"UTC", NOW_USEC + 10 * USEC_PER_HOUR - 6 * USEC_PER_MINUTE, "23:59"},
	{"UTC", NOW_USEC + 10 * USEC_PER_HOUR, "Wed 00:05"},
	{"UTC", NOW_USEC - 15 * USEC_PER_HOUR, "Mon 23:05"},
	{"UTC", NOW_USEC + 6 * USEC_PER_DAY, "Mon 14:05"},
	{"UTC", NOW_USEC + 7 * USEC_PER_DAY, "2026-03-17 14:05"},
	{"UTC", 0, "1970-01-01 00:00"},
	{"UTC", UINT64_MAX, "?"},
	{"UTC", (usec_t)1 << 53, "2255-06-05 23:47"},
	/* 28 March 2026 is the eve of summer time in Europe; 20 days earlier it is not "today"
	   either. */
	{"Europe/Berlin", NOW_USEC, "15:05"},
	{"Europe/Berlin", NOW_USEC + 9 * USEC_PER_HOUR, "Wed 00:05"},
	{"Asia/Kathmandu", NOW_USEC, "19:50"},
};

START_TEST(test_clock)
{
	struct text_style now = {.real_usec = NOW_USEC};
	char buffer[TIMETEXT_CLOCK_MAX];

	ck_assert_int_eq(setenv("TZ", clock_rows[_i].zone, 1), 0);
	tzset();
	ck_assert_str_eq(timetext_clock(buffer, sizeof(buffer), &now, clock_rows[_i].when),
		clock_rows[_i].clock);
}
END_TEST

static void add_tests(TCase *tcase)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	tcase_add_loop_test(tcase, test_write, 0, ELEMENTSOF(write_rows));
	tcase_add_loop_test(tcase, test_cut, 0, ELEMENTSOF(cut_rows));
	tcase_add_test(tcase, test_padded);
	tcase_add_loop_test(tcase, test_wrap, 0, ELEMENTSOF(wrap_rows));
	tcase_add_test(tcase, test_line_is_cut_at_a_character);
	tcase_add_test(tcase, test_line_items);
	tcase_add_loop_test(tcase, test_bar, 0, ELEMENTSOF(bar_rows));
	tcase_add_test(tcase, test_shade);
	tcase_add_loop_test(tcase, test_length, 0, ELEMENTSOF(length_rows));
	tcase_add_loop_test(tcase, test_clock, 0, ELEMENTSOF(clock_rows));
}

int main(void)
{
	return check_main("text", add_tests);
}
