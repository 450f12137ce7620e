/* SPDX-License-Identifier: MIT */
/* Days of the calendar, their sums as tables and charts, and entries as a list. */
#include "check_main.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>

#include <backcare/cleanup.h>

#include "dates.h"
#include "jsonvalue.h"
#include "stats.h"
#include "text.h"
#include "view_history.h"
#include "view_stats.h"

/* -- dates
 * ----------------------------------------------------------------------------------------------------
 */

static const struct {
	const char *text;
	long number; /* -1: none */
	const char *name;
} date_rows[] = {
	{"1970-01-01", 0, "Thu 1 Jan 1970"},
	{"2026-03-10", 20522, "Tue 10 Mar 2026"},
	{"2024-02-29", 19782, "Thu 29 Feb 2024"},
	{"9999-12-31", 2932896, "Fri 31 Dec 9999"},
	{"2026-02-29", -1, NULL},
	{"2026-13-01", -1, NULL},
	{"2026-00-10", -1, NULL},
	{"1969-12-31", -1, NULL},
	{"2026-3-10", -1, NULL},
	{"2026-03-10 ", -1, NULL},
	{"2026/03/10", -1, NULL},
	{"2026-03-1a", -1, NULL},
	{"", -1, NULL},
};

START_TEST(test_dates)
{
	char date[DATES_TEXT_MAX], name[DATES_NAME_MAX];
	long number = -1;

	ck_assert_int_eq(dates_parse(date_rows[_i].text, &number), date_rows[_i].number >= 0);
	ck_assert_int_eq(number, date_rows[_i].number);
	if (number >= 0) {
		ck_assert_str_eq(dates_write(number, date), date_rows[_i].text);
		ck_assert_str_eq(dates_write_name(number, name), date_rows[_i].name);
	}
}
END_TEST

/* -- sums
 * -----------------------------------------------------------------------------------------------------
 */

static json_object *parse(const char *text)
{
	json_object *value = NULL;

	ck_assert_int_eq(json_parse_strict(text, strlen(text), &value), 0);
	return value;
}

static long number_of(const char *date)
{
	long number = 0;

	ck_assert(dates_parse(date, &number));
	return number;
}

static const struct {
	enum stats_period period;
	const char *last, *first;
	size_t rows;
	const char *first_label, *last_label;
} period_rows[] = {
	{STATS_DAY, "2026-03-10", "2026-03-10", 1, "Tue 10 Mar", "Tue 10 Mar"},
	{STATS_WEEK, "2026-03-04", "2026-02-26", 7, "Thu 26 Feb", "Wed  4 Mar"},
	{STATS_MONTH, "2026-03-01", "2026-01-31", 30, "Sat 31 Jan", "Sun  1 Mar"},
	{STATS_YEAR, "2026-03-10", "2025-04-01", 12, "Apr 2025", "Mar 2026"},
	{STATS_YEAR, "2026-12-31", "2026-01-01", 12, "Jan 2026", "Dec 2026"},
	{STATS_YEAR, "2024-02-29", "2023-03-01", 12, "Mar 2023", "Feb 2024"},
};

START_TEST(test_periods)
{
	long last = number_of(period_rows[_i].last);
	struct stats_table table;

	ck_assert_int_eq(
		stats_first_day(period_rows[_i].period, last), number_of(period_rows[_i].first));
	stats_fill(&table, period_rows[_i].period, last, NULL);
	ck_assert_uint_eq(table.row_count, period_rows[_i].rows);
	ck_assert_str_eq(table.rows[0].label, period_rows[_i].first_label);
	ck_assert_str_eq(table.rows[table.row_count - 1].label, period_rows[_i].last_label);
	ck_assert_uint_eq(table.total.days, 0);
}
END_TEST

#define DAY(date, seated, longest)                                                              \
	"{\"date\":\"" date "\",\"seatedUSec\":" seated ",\"standingUSec\":0,\"awayUSec\":0,"   \
	"\"longestSeatedUSec\":" longest ",\"prompted\":9,\"done\":3,\"claimed\":2,"            \
	"\"natural\":4,\"skipped\":1,\"expired\":1,\"walkUSec\":1200000000,\"strengthSets\":2," \
	"\"seatedByHourUSec\":[0,1200000000,0,0,0,0,0,0,0,3600000000,1800000000,900000000,"     \
	"60000000,0,0,0,0,0,0,0,0,0,0,0]}"

/* The first lies before the week, the fourth behind it. */
#define WEEK                                                                                    \
	"[" DAY("2026-03-03", "1", "1") "," DAY(                                                \
		"2026-03-09", "21600000000", "3120000000") "," DAY("2026-03-10", "10800000000", \
		"5400000000") "," DAY("2026-03-11", "1", "1") ",5,{\"date\":\"x\"},{}]"

static char *show_stats(enum stats_period period, const char *days, const struct text_style *style)
{
	AUTO_JSON json_object *array = parse(days);
	struct stats_table table;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	stats_fill(&table, period, number_of("2026-03-10"), array);
	view_stats_write(out, style, &table, 4);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

static const struct {
	enum stats_period period;
	const char *days;
	unsigned columns;
	bool ascii;
	const char *text;
} stats_rows[] = {
	{STATS_WEEK, "[]", 80, false, "Wed 4 Mar 2026 – Tue 10 Mar 2026\nNothing was recorded.\n"},
	{STATS_DAY, "[]", 80, true, "Tue 10 Mar 2026\nNothing was recorded.\n"},
	{STATS_WEEK, WEEK, 40, false,
		"Wed 4 Mar 2026 – Tue 10 Mar 2026\n"
		"             Sitting             Longest\n"
		"Wed  4 Mar         –\n"
		"Thu  5 Mar         –\n"
		"Fri  6 Mar         –\n"
		"Sat  7 Mar         –\n"
		"Sun  8 Mar         –\n"
		"Mon  9 Mar  6h 00min  █████████    52min\n"
		"Tue 10 Mar  3h 00min  ████░░░░░ 1h 30min\n"
		"On a day    4h 30min  ██████░░░ 1h 11min\n"},
	{STATS_WEEK, WEEK, 80, true,
		"Wed 4 Mar 2026 to Tue 10 Mar 2026\n"
		"             Sitting                       Longest  Prompts  Done   Own   Walked\n"
		"Wed  4 Mar         -\n"
		"Thu  5 Mar         -\n"
		"Fri  6 Mar         -\n"
		"Sat  7 Mar         -\n"
		"Sun  8 Mar         -\n"
		"Mon  9 Mar  6h 00min  ###################    52min        9     5     4    20min\n"
		"Tue 10 Mar  3h 00min  #########---------- 1h 30min        9     5     4    20min\n"
		"On a day    4h 30min  ##############----- 1h 11min      9.0   5.0   4.0    20min\n"
		"Own: times you got up by yourself.\n"},
	{STATS_DAY, WEEK, 40, false,
		"Tue 10 Mar 2026\n"
		"Sat      3h 00min, longest 1h 30min\n"
		"Prompts  9: 3 done, 2 noted as done, 4\n"
		"         times up by yourself, 1\n"
		"         skipped, 1 not answered\n"
		"Walked   20min\n"
		"Strength 2 sets\n"
		"\n"
		"    1h      █\n"
		"            █\n"
		" 30min      ██              ▃\n"
		"            ███▁            █\n"
		"       4     10    16    22\n"},
	{STATS_DAY, WEEK, 80, true,
		"Tue 10 Mar 2026\n"
		"Sat      3h 00min, longest 1h 30min\n"
		"Prompts  9: 3 done, 2 noted as done, 4 times up by yourself, 1 skipped, 1 not\n"
		"         answered\n"
		"Walked   20min\n"
		"Strength 2 sets\n"
		"\n"
		"    1h                ##\n"
		"                      ##\n"
		" 30min                ## ##\n"
		"                      ## ## ## ..                                     ##\n"
		"       4                 10                16                22\n"},
};

START_TEST(test_stats_text)
{
	const struct text_style style = {
		.utf8 = !stats_rows[_i].ascii, .columns = stats_rows[_i].columns};
	AUTO_FREE char *text = show_stats(stats_rows[_i].period, stats_rows[_i].days, &style);

	ck_assert_str_eq(text, stats_rows[_i].text);
}
END_TEST

/* Figures that no day has do not overflow, and no line is too wide. */
START_TEST(test_silly_stats)
{
	static const char days[] =
		"[{\"date\":\"2026-03-10\",\"seatedUSec\":9007199254740992,\"prompted\":"
		"9007199254740992,\"seatedByHourUSec\":[9007199254740992,\"x\",-5,null,{}]},"
		"{\"date\":\"2026-03-10\",\"seatedUSec\":9007199254740992,\"longestSeatedUSec\":-1,"
		"\"seatedByHourUSec\":[9007199254740992]}]";

	for (enum stats_period period = STATS_DAY; period < STATS_PERIOD_MAX; period++) {
		const struct text_style style = {.columns = TEXT_COLUMNS_DEFAULT};
		AUTO_FREE char *text = show_stats(period, days, &style);

		ck_assert_ptr_nonnull(strstr(text, "Mar"));
	}
}
END_TEST

/* -- a list
 * ---------------------------------------------------------------------------------------------------
 */

#define ENTRY(type, what, rest)                                                                  \
	"{\"id\":\"0195\",\"type\":\"" type "\",\"startUSec\":1773151500000000,\"what\":\"" what \
	"\"" rest "}"
#define TEN_MIN ",\"durationUSec\":600000000"

static const struct {
	const char *entry;
	bool shows_ids;
	const char *text;
} list_rows[] = {
	{ENTRY("spell", "seated", TEN_MIN), false, "14:05 sitting      10min\n"},
	{ENTRY("spell", "seated", TEN_MIN ",\"details\":{\"estimated_usec\":\"180000000\"}"), false,
		"14:05 sitting      10min    estimated 3min\n"},
	{ENTRY("spell", "away", TEN_MIN ",\"details\":{\"presence\":\"asleep\"}"), false,
		"14:05 away         10min    asleep\n"},
	{ENTRY("spell", "away", TEN_MIN ",\"utcOffsetUSec\":36000000000"), true,
		"Wed 11 Mar 2026\n00:05 away         10min\n      0195\n"},
	{ENTRY("prompt", "done",
		 TEN_MIN ",\"entry\":\"walk-five-easy\",\"details\":{\"kind\":\"hydrate\","
			 "\"carried\":\"a b\"}"),
		false, "14:05 water        10min    done, walk-five-easy, a, b\n"},
	{ENTRY("prompt", "natural", ",\"details\":{\"shown\":\"no\"}"), false,
		"14:05 break                 you got up yourself\n"},
	{ENTRY("massage", "x",
		 TEN_MIN ",\"note\":\"Good.\\u001b[31m\",\"details\":{\"by\":\"own_hands\","
			 "\"pressure\":\"firm\",\"areas\":\"neck low-back\"}"),
		false,
		"14:05 massage      10min    your own hands, firm, neck, low-back,\n"
		"                            “Good.\\x1b[31m”\n"},
	{ENTRY("checkin", "a_little_sore", ""), false,
		"14:05 check-in              a little sore\n"},
	{ENTRY("checkin", "flare_over", ""), false, "14:05 gentle days           off\n"},
	{ENTRY("safety", "reported", ",\"details\":{\"symptoms\":\"a b\",\"level\":\"urgent\"}"),
		false, "14:05 symptoms              a, b\n"},
	{ENTRY("safety", "none", ",\"details\":{\"symptoms\":\"\"}"), false,
		"14:05 symptoms              none of them\n"},
	{ENTRY("safety", "cleared", ",\"details\":{\"clinician\":\"Dr A\"}"), false,
		"14:05 symptoms              cleared, Dr A\n"},
	{ENTRY("safety", "profile", ",\"details\":{\"conditions\":\"\"}"), false,
		"14:05 profile               none of them\n"},
	{ENTRY("plan", "massage_course", ",\"details\":{\"active\":\"yes\"}"), false,
		"14:05 plan                  massage course, on\n"},
	{ENTRY("new-type", "thing", ""), false, "14:05 new-type              thing\n"},
};

START_TEST(test_list)
{
	const struct text_style style = {.utf8 = true, .columns = 70};
	AUTO_JSON json_object *entry = parse(list_rows[_i].entry);
	/* The day of the first ones is known already. */
	struct view_history view = {.day = number_of("2026-03-10"),
		.has_day = true,
		.shows_ids = list_rows[_i].shows_ids};
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	view_history_write(out, &style, &view, entry);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(text[0] == '\n' ? text + 1 : text, list_rows[_i].text);
}
END_TEST

static void add_tests(TCase *tcase)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)setenv("TZ", "UTC", 1);
	tzset();
	tcase_add_loop_test(tcase, test_dates, 0, ELEMENTSOF(date_rows));
	tcase_add_loop_test(tcase, test_periods, 0, ELEMENTSOF(period_rows));
	tcase_add_loop_test(tcase, test_stats_text, 0, ELEMENTSOF(stats_rows));
	tcase_add_test(tcase, test_silly_stats);
	tcase_add_loop_test(tcase, test_list, 0, ELEMENTSOF(list_rows));
}

int main(void)
{
	return check_main("stats", add_tests);
}
