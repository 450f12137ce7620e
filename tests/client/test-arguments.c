/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>

#include "arguments.h"
#include "command.h"
#include "nearest.h"
#include "timearg.h"

#define ARGV_MAX 48

/* Splits "a|b||c" at the bars; the strings live in 'copy'. */
static int split(char *copy, char **argv)
{
	int argc = 0;

	if (*copy == '\0') {
		return 0;
	}
	for (char *at = copy; at;) {
		ck_assert_int_lt(argc, ARGV_MAX);
		argv[argc++] = strsep(&at, "|");
	}
	return argc;
}

#define WORDS_20 "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20"
#define WORDS_40 WORDS_20 "|" WORDS_20

static const struct {
	const char *command, *argv;
	int r;
	enum option option; /* OPTION_MAX: none is looked at */
	const char *value;
	const char *words;
} rows[] = {
	{"pause", "", 0, OPTION_REASON, NULL, ""},
	{"pause", "1h", 0, OPTION_MAX, NULL, "1h"},
	{"pause", "1h|30min", 0, OPTION_MAX, NULL, "1h|30min"},
	{"pause", "--reason|Lunch", 0, OPTION_REASON, "Lunch", ""},
	{"pause", "--reason=Lunch", 0, OPTION_REASON, "Lunch", ""},
	{"pause", "-r|Lunch|1h", 0, OPTION_REASON, "Lunch", "1h"},
	{"pause", "-rLunch", 0, OPTION_REASON, "Lunch", ""},
	{"pause", "1h|--reason|-x", 0, OPTION_REASON, "-x", "1h"},
	{"pause", "--reason|a|--reason|b", 0, OPTION_REASON, "b", ""},
	{"pause", "--reason=a=b", 0, OPTION_REASON, "a=b", ""},
	{"pause", "--|--reason", 0, OPTION_REASON, NULL, "--reason"},
	{"pause", "-", 0, OPTION_MAX, NULL, "-"},
	{"pause", "--json", 0, OPTION_JSON, "", ""},
	{"pause", "-j", 0, OPTION_JSON, "", ""},
	{"pause", "--help|--|x", 0, OPTION_HELP, "", "x"},
	{"why", "-n|5", 0, OPTION_COUNT, "5", ""},
	{"why", "-n5", 0, OPTION_COUNT, "5", ""},
	{"why", "--lines=5", 0, OPTION_COUNT, "5", ""},
	{"answer", "--help", 0, OPTION_HELP, "", ""},
	/* refused */
	{"pause", "--reason", -EINVAL, OPTION_MAX, NULL, NULL},
	{"pause", "--reason=", -EINVAL, OPTION_MAX, NULL, NULL},
	{"pause", "--json=yes", -EINVAL, OPTION_MAX, NULL, NULL},
	{"pause", "--line", -EINVAL, OPTION_MAX, NULL, NULL},
	{"pause", "--reasons|x", -EINVAL, OPTION_MAX, NULL, NULL},
	{"pause", "-x", -EINVAL, OPTION_MAX, NULL, NULL},
	{"pause", "--=", -EINVAL, OPTION_MAX, NULL, NULL},
	{"pause", "-jx", -EINVAL, OPTION_MAX, NULL, NULL},
	{"resume", "now", -EINVAL, OPTION_MAX, NULL, NULL},
	{"answer", "", -EINVAL, OPTION_MAX, NULL, NULL},
	{"answer", "a|b", -EINVAL, OPTION_MAX, NULL, NULL},
	{"sat", "", -EINVAL, OPTION_MAX, NULL, NULL},
	/* COMMAND_WORDS_MAX, and one above */
	{"sat", WORDS_40, 0, OPTION_MAX, NULL, WORDS_40},
	{"sat", WORDS_40 "|41", -EINVAL, OPTION_MAX, NULL, NULL},
};

START_TEST(test_parse)
{
	AUTO_FREE char *copy = strdup(rows[_i].argv);
	AUTO_FREE char *complaint = NULL;
	struct arguments arguments = {.word_count = 77};
	char words[256] = "";
	char *argv[ARGV_MAX];
	size_t size = 0;
	int argc = split(copy, argv);
	FILE *err = open_memstream(&complaint, &size);

	int r = arguments_parse(command_find(rows[_i].command), argc, argv, err, &arguments);
	(void)fclose(err);
	ck_assert_int_eq(r, rows[_i].r);
	if (r < 0) {
		ck_assert_uint_gt(size, 0);
		ck_assert_uint_eq(arguments.word_count, 77);
		return;
	}
	ck_assert_str_eq(complaint, "");
	for (size_t i = 0; i < arguments.word_count; i++) {
		strcat(words, i > 0 ? "|" : "");
		strcat(words, arguments.words[i]);
	}
	ck_assert_str_eq(words, rows[_i].words);
	if (rows[_i].option != OPTION_MAX) {
		ck_assert_pstr_eq(arguments.options[rows[_i].option], rows[_i].value);
	}
}
END_TEST

static const struct {
	const char *word, *meant;
} suggest_rows[] = {
	{"stauts", "status"},
	{"statsu", "status"},
	{"stat", "status"},
	{"puase", "pause"},
	{"meting", "meeting"},
	{"unpause", "resume"},
	{"snoze", "snooze"},
	{"sist", "sit"},
	{"explain", "why"},
	{"xyzzy", NULL},
	{"", NULL},
	{"a", NULL},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL},
};

START_TEST(test_suggest)
{
	ck_assert_pstr_eq(command_suggest(suggest_rows[_i].word), suggest_rows[_i].meant);
}
END_TEST

START_TEST(test_nearest_length)
{
	static const char *const candidate[] = {"abcdefghabcdefghabcdefghabcdefgh"}; /* 32 */

	ck_assert_pstr_eq(
		nearest_word("abcdefghabcdefghabcdefghabcdefgx", candidate, 1), candidate[0]);
	ck_assert_ptr_null(nearest_word("abcdefghabcdefghabcdefghabcdefghx", candidate, 1));
	ck_assert_ptr_null(nearest_word("word", candidate, 0));
}
END_TEST

/* Every command has what its help promises, and nothing is there twice. */
START_TEST(test_table)
{
	const struct command *command;
	size_t count;

	for (count = 0; (command = command_at(count)); count++) {
		ck_assert_ptr_nonnull(command->run);
		ck_assert_ptr_eq(command_find(command->name), command);
		ck_assert_uint_gt(strlen(command->help), 0);
		ck_assert_uint_gt(strlen(command->examples), 0);
		ck_assert_uint_le(command->words_min, command->words_max);
		ck_assert_ptr_null(command->options[COMMAND_OPTIONS_MAX].help);
	}
	/* Of every group: its first and last command. */
	ck_assert_ptr_eq(command_at(0), command_find("status"));
	ck_assert_ptr_nonnull(command_find("away"));
	ck_assert_ptr_nonnull(command_find("massage"));
	ck_assert_ptr_nonnull(command_find("plan"));
	ck_assert_ptr_nonnull(command_find("prompts"));
	ck_assert_ptr_eq(command_at(count - 1), command_find("help"));
}
END_TEST

/* 2026-03-10 14:05:00 UTC */
#define NOW_USEC ((usec_t)1773151500 * USEC_PER_SEC)

static struct client quiet_client(void)
{
	FILE *nothing = fopen("/dev/null", "we");

	ck_assert_ptr_nonnull(nothing);
	return (struct client){.out = nothing, .err = nothing, .style = {.real_usec = NOW_USEC}};
}

static const struct {
	const char *words;
	enum outcome outcome;
	usec_t length;
} length_rows[] = {
	{"25min", OUTCOME_DONE, 25 * USEC_PER_MINUTE},
	{"1h|30min", OUTCOME_DONE, 90 * USEC_PER_MINUTE},
	{"1h 30min", OUTCOME_DONE, 90 * USEC_PER_MINUTE},
	{"90s", OUTCOME_DONE, 90 * USEC_PER_SEC},
	{"36500d", OUTCOME_DONE, TIMESPAN_MAX_USEC},
	{"36501d", OUTCOME_USAGE, 0},
	{"90", OUTCOME_USAGE, 0},
	{"1.5", OUTCOME_USAGE, 0},
	{"0min", OUTCOME_USAGE, 0},
	{"-5min", OUTCOME_USAGE, 0},
	{"soon", OUTCOME_USAGE, 0},
	{"", OUTCOME_USAGE, 0},
	{"15:30", OUTCOME_USAGE, 0},
};

START_TEST(test_length)
{
	AUTO_FREE char *copy = strdup(length_rows[_i].words);
	struct client client = quiet_client();
	char *argv[ARGV_MAX];
	usec_t length = 0;
	int argc = split(copy, argv);
	const char *words[ARGV_MAX] = {argc > 0 ? argv[0] : "", argc > 1 ? argv[1] : NULL};

	ck_assert_int_eq(
		timearg_length(&client, "pause", words, argc > 0 ? (size_t)argc : 1, &length),
		length_rows[_i].outcome);
	ck_assert_uint_eq(length, length_rows[_i].length);
	(void)fclose(client.out);
}
END_TEST

static const struct {
	const char *zone;
	usec_t now;
	const char *word;
	usec_t next, last; /* 0: refused */
} clock_rows[] = {
	{"UTC", NOW_USEC, "15:30", NOW_USEC + 85 * USEC_PER_MINUTE,
		NOW_USEC + 85 * USEC_PER_MINUTE - USEC_PER_DAY},
	{"UTC", NOW_USEC, "9:00", NOW_USEC - 305 * USEC_PER_MINUTE + USEC_PER_DAY,
		NOW_USEC - 305 * USEC_PER_MINUTE},
	/* this very moment is the last one, not the next */
	{"UTC", NOW_USEC, "14:05", NOW_USEC + USEC_PER_DAY, NOW_USEC},
	{"UTC", NOW_USEC, "00:00", NOW_USEC + 595 * USEC_PER_MINUTE,
		NOW_USEC - 845 * USEC_PER_MINUTE},
	/* the night of 29 March 2026 is an hour short in Berlin: 12:00 CET to 12:00 CEST is 23 h */
	{"Europe/Berlin", (usec_t)1774695600 * USEC_PER_SEC, "12:00",
		(usec_t)1774695600 * USEC_PER_SEC + 23 * USEC_PER_HOUR,
		(usec_t)1774695600 * USEC_PER_SEC},
	{"UTC", NOW_USEC, "24:00", 0, 0},
	{"UTC", NOW_USEC, "12:60", 0, 0},
	{"UTC", NOW_USEC, "12", 0, 0},
	{"UTC", NOW_USEC, "12:3x", 0, 0},
	{"UTC", NOW_USEC, "1230", 0, 0},
	{"UTC", NOW_USEC, " 12:30", 0, 0},
	{"UTC", NOW_USEC, "-1:30", 0, 0},
	{"UTC", NOW_USEC, "12:-3", 0, 0},
	{"UTC", NOW_USEC, "12:5", 0, 0},
	{"UTC", NOW_USEC, "12:305", 0, 0},
	{"UTC", NOW_USEC, "", 0, 0},
};

START_TEST(test_clock)
{
	struct client client = quiet_client();
	usec_t next = 0;
	usec_t last = 0;
	enum outcome expected = clock_rows[_i].next != 0 ? OUTCOME_DONE : OUTCOME_USAGE;

	ck_assert_int_eq(setenv("TZ", clock_rows[_i].zone, 1), 0);
	tzset();
	client.style.real_usec = clock_rows[_i].now;
	ck_assert_int_eq(
		timearg_next_clock(&client, "pause", clock_rows[_i].word, &next), expected);
	ck_assert_int_eq(timearg_last_clock(&client, "sat", clock_rows[_i].word, &last), expected);
	ck_assert_uint_eq(next, clock_rows[_i].next);
	ck_assert_uint_eq(last, clock_rows[_i].last);
	(void)fclose(client.out);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, test_parse, 0, ELEMENTSOF(rows));
	tcase_add_loop_test(tcase, test_suggest, 0, ELEMENTSOF(suggest_rows));
	tcase_add_test(tcase, test_nearest_length);
	tcase_add_test(tcase, test_table);
	tcase_add_loop_test(tcase, test_length, 0, ELEMENTSOF(length_rows));
	tcase_add_loop_test(tcase, test_clock, 0, ELEMENTSOF(clock_rows));
}

int main(void)
{
	return check_main("arguments", add_tests);
}
