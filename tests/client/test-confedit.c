/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "confedit.h"

#define HEADING "# Written by `backcarectl config set`; yours to edit as well.\n"

static const struct {
	const char *text, *section, *name, *value, *edited;
} rows[] = {
	/* nothing there yet */
	{NULL, "Walk", "Limit", "30min", HEADING "\n[Walk]\nLimit=30min\n"},
	{"", "Walk", "Limit", "30min", "[Walk]\nLimit=30min\n"},
	/* replaced where it stands */
	{"[Walk]\nLimit=45min\nBreak=3min\n", "Walk", "Limit", "30min",
		"[Walk]\nLimit=30min\nBreak=3min\n"},
	{"[Walk]\n  limit : 45min ; mine\n", "Walk", "Limit", "30min", "[Walk]\nLimit=30min\n"},
	{"[walk]\nLIMIT=1h\n", "Walk", "Limit", "30min", "[walk]\nLimit=30min\n"},
	{"[Walk]\nLimit=45min", "Walk", "Limit", "30min", "[Walk]\nLimit=30min\n"},
	/* added below its heading */
	{"[Walk]\nBreak=3min\n\n[Day]\nStart=04:00\n", "Walk", "Limit", "30min",
		"[Walk]\nLimit=30min\nBreak=3min\n\n[Day]\nStart=04:00\n"},
	{"[Day]\nStart=04:00\n", "Walk", "Limit", "30min",
		"[Day]\nStart=04:00\n\n[Walk]\nLimit=30min\n"},
	/* the same name elsewhere is another setting */
	{"[Stand]\nLimit=40min\n", "Walk", "Limit", "30min",
		"[Stand]\nLimit=40min\n\n[Walk]\nLimit=30min\n"},
	{"Limit=5\n[Walk]\n", "Walk", "Limit", "30min", "Limit=5\n[Walk]\nLimit=30min\n"},
	/* several times: left once, so that the last one has no other to win over */
	{"[Walk]\nLimit=1h\n[Day]\nStart=1:00\n[Walk]\nLimit=2h\n", "Walk", "Limit", "30min",
		"[Walk]\nLimit=30min\n[Day]\nStart=1:00\n[Walk]\n"},
	/* comments and what is not understood stay */
	{"# Limit=1h\n[Walk]\n; Limit=2h\nnonsense\n[broken\n", "Walk", "Limit", "30min",
		"# Limit=1h\n[Walk]\nLimit=30min\n; Limit=2h\nnonsense\n[broken\n"},
	{"[Walk]\r\nBreak=3min\r\n", "Walk", "Limit", "30min",
		"[Walk]\r\nLimit=30min\nBreak=3min\r\n"},
	/* values of all kinds */
	{"", "Hours", "Quiet", "", "[Hours]\nQuiet=\n"},
	{"", "Tools", "Own", "chair wall", "[Tools]\nOwn=chair wall\n"},
	{"", "A", "B", "x;y = [z] # :", "[A]\nB=x;y = [z] # :\n"},
	{"", "A", "B", "体操", "[A]\nB=体操\n"},
	/* taken out */
	{"[Walk]\nLimit=45min\nBreak=3min\n", "Walk", "Limit", NULL, "[Walk]\nBreak=3min\n"},
	{"[Walk]\nLimit=1\nLimit=2\n", "Walk", "Limit", NULL, "[Walk]\n"},
	{"[Walk]\nBreak=3min\n", "Walk", "Limit", NULL, "[Walk]\nBreak=3min\n"},
};

START_TEST(test_set)
{
	AUTO_FREE char *edited = NULL;
	AUTO_FREE char *again = NULL;

	ck_assert_int_eq(confedit_set(rows[_i].text, rows[_i].section, rows[_i].name,
				 rows[_i].value, &edited),
		0);
	ck_assert_str_eq(edited, rows[_i].edited);
	/* Once more changes nothing. */
	ck_assert_int_eq(
		confedit_set(edited, rows[_i].section, rows[_i].name, rows[_i].value, &again), 0);
	ck_assert_str_eq(again, edited);
}
END_TEST

static const char *const bad_values[] = {
	"a\nb", "a\n[Section]\nKey=1", "\r", "\t", "\033[31m", "\x7f", "20min ; soon"};

START_TEST(test_value_that_no_line_holds)
{
	char untouched[] = "untouched";
	char *edited = untouched;

	ck_assert_int_eq(confedit_set("", "A", "B", bad_values[_i], &edited), -EINVAL);
	ck_assert_ptr_eq(edited, untouched);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, test_set, 0, ELEMENTSOF(rows));
	tcase_add_loop_test(tcase, test_value_that_no_line_holds, 0, ELEMENTSOF(bad_values));
}

int main(void)
{
	return check_main("confedit", add_tests);
}
