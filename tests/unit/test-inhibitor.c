/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <string.h>

#include "inhibitor.h"

/* 60 bytes. */
#define SIXTY "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh"

static const struct {
	const char *from, *to;
} texts[] = {
	{"", ""},
	{"Firefox", "Firefox"},
	{"a\nb\tc\x7f"
	 "d\x01",
		"a b c d "},
	{"a\xC2\x85"
	 "b\xC2\x9F"
	 "c\u00a0d",
		"a b c\u00a0d"},               /* controls of Latin 1, and what follows them */
	{"a\u2028b\u2029c\u202ed", "a b c d"}, /* lines, and right to left from here on */
	{"a\u2066b\u2069c", "a b c"},
	{"\u2027\u202f\u2065\u206a", "\u2027\u202f\u2065\u206a"}, /* the neighbours of those */
	{"caf\u00e9 \U0001f3ac", "caf\u00e9 \U0001f3ac"},
	{SIXTY "abc", SIXTY "abc"}, /* 63 and the NUL */
	{SIXTY "abcd", SIXTY "abc"},
	{SIXTY "a\u00e9", SIXTY "a\u00e9"},
	{SIXTY "ab\u00e9", SIXTY "ab"}, /* at a whole character */
	{SIXTY "\u20acx", SIXTY "\u20ac"},
	{SIXTY "\U0001f3ac", SIXTY},
	{SIXTY "abc\n", SIXTY "abc"},
};

START_TEST(plain_and_cut)
{
	struct inhibitor inhibitor;

	memset(&inhibitor, 'x', sizeof(inhibitor));
	inhibitor_set(&inhibitor, texts[_i].from, "why");
	ck_assert_str_eq(inhibitor.who, texts[_i].to);
	ck_assert_str_eq(inhibitor.why, "why");
	inhibitor_set(&inhibitor, "who", texts[_i].from);
	ck_assert_str_eq(inhibitor.who, "who");
	ck_assert_str_eq(inhibitor.why, texts[_i].to);
}
END_TEST

START_TEST(same)
{
	struct inhibitor some[INHIBITORS_MAX] = {0}, others[INHIBITORS_MAX] = {0};

	ck_assert(inhibitors_are_same(some, others, 0));
	for (size_t i = 0; i < INHIBITORS_MAX; i++) {
		inhibitor_set(&some[i], "who", "why");
		inhibitor_set(&others[i], "who", "why");
	}
	ck_assert(inhibitors_are_same(some, others, INHIBITORS_MAX));
	ck_assert(inhibitors_are_same(some, others, INHIBITORS_MAX + 1)); /* more than are listed */
	inhibitor_set(&others[INHIBITORS_MAX - 1], "who", "else");
	ck_assert(!inhibitors_are_same(some, others, INHIBITORS_MAX));
	ck_assert(inhibitors_are_same(some, others, INHIBITORS_MAX - 1));
	inhibitor_set(&others[0], "else", "why");
	ck_assert(!inhibitors_are_same(some, others, 1));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, plain_and_cut, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tcase, same);
}

int main(void)
{
	return check_main("inhibitor", add_tests);
}
