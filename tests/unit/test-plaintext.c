/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <string.h>

#include "plaintext.h"

#define SIZE 8

static const struct {
	const char *from, *to;
} rows[] = {
	{"", ""},
	{"Firefox", "Firefox"},  /* seven and the NUL */
	{"Firefoxy", "Firefox"}, /* one above */
	{"a\nb\x7f", "a b "},
	{"a\xff\xc3z", "a  z"}, /* no UTF-8, also in the midst of a character */
	{"a\u2028b", "a b"},
	{"abcde\u00e9", "abcde\u00e9"},
	{"abcdef\u00e9", "abcdef"},
	{"abcdefg\n", "abcdefg"},
};

START_TEST(copies)
{
	char to[SIZE + 1];

	memset(to, 'x', sizeof(to));
	plaintext_copy(to, SIZE, rows[_i].from);
	ck_assert_str_eq(to, rows[_i].to);
	ck_assert_int_eq(to[SIZE], 'x');
}
END_TEST

START_TEST(room_for_nothing)
{
	char to[1] = "x";

	plaintext_copy(to, sizeof(to), "Firefox");
	ck_assert_str_eq(to, "");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, copies, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, room_for_nothing);
}

int main(void)
{
	return check_main("plaintext", add_tests);
}
