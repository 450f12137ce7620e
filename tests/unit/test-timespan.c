/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *text;
	int r;
	usec_t usec;
} parse_rows[] = {
	{"0", 0, 0},
	{"90", 0, 90 * USEC_PER_SEC},
	{" 90 ", 0, 90 * USEC_PER_SEC},
	{"1.5", 0, 1500 * USEC_PER_MSEC},
	{"25min", 0, 25 * USEC_PER_MINUTE},
	{"25 min", 0, 25 * USEC_PER_MINUTE},
	{"1h 30min", 0, 90 * USEC_PER_MINUTE},
	{"1h30min", 0, 90 * USEC_PER_MINUTE},
	{"30min 1h", 0, 90 * USEC_PER_MINUTE},
	{"1min 1min", 0, 2 * USEC_PER_MINUTE},
	{"1.5h", 0, 90 * USEC_PER_MINUTE},
	{"1.25h 0.5s", 0, 75 * USEC_PER_MINUTE + 500 * USEC_PER_MSEC},
	{"0.000001s", 0, 1},
	{"0.0000019s", 0, 1},
	{"1us", 0, 1},
	{"1usec", 0, 1},
	{"1\xC2\xB5s", 0, 1},
	{"1\xCE\xBCs", 0, 1},
	{"0.9us", 0, 0},
	{"1ms 1msec", 0, 2 * USEC_PER_MSEC},
	{"1s 1sec 1second 1seconds", 0, 4 * USEC_PER_SEC},
	{"1m 1min 1minute 1minutes", 0, 4 * USEC_PER_MINUTE},
	{"1h 1hr 1hour 1hours", 0, 4 * USEC_PER_HOUR},
	{"1d 1day 1days", 0, 3 * USEC_PER_DAY},
	{"1w 1week 1weeks", 0, 21 * USEC_PER_DAY},
	{"0.1w", 0, 7 * USEC_PER_DAY / 10},
	{"36500d", 0, TIMESPAN_MAX_USEC},
	{"3153600000", 0, TIMESPAN_MAX_USEC},
	{"36500d 1us", -ERANGE, 0},
	{"3153600000.000001", -ERANGE, 0},
	{"36500.5d", -ERANGE, 0},
	{"3153600001", -ERANGE, 0},
	{"18446744073709551616us", -ERANGE, 0},
	{"99999999999999999999999999h", -ERANGE, 0},
	{"20000d 20000d", -ERANGE, 0},
	{"99999999999h 1x", -EINVAL, 0},
	{"", -EINVAL, 0},
	{" ", -EINVAL, 0},
	{"min", -EINVAL, 0},
	{"-1", -EINVAL, 0},
	{"+1", -EINVAL, 0},
	{"- 1min", -EINVAL, 0},
	{"1h 30", -EINVAL, 0},
	{"30 1h", -EINVAL, 0},
	{"1 2", -EINVAL, 0},
	{"1.", -EINVAL, 0},
	{".5h", -EINVAL, 0},
	{"1..5h", -EINVAL, 0},
	{"1.5.5h", -EINVAL, 0},
	{"1,5h", -EINVAL, 0},
	{"1e3s", -EINVAL, 0},
	{"0x10", -EINVAL, 0},
	{"1H", -EINVAL, 0},
	{"1M", -EINVAL, 0},
	{"1y", -EINVAL, 0},
	{"1 month", -EINVAL, 0},
	{"infinity", -EINVAL, 0},
	{"1min\x01", -EINVAL, 0},
	{"1min,", -EINVAL, 0},
	{"\xFF", -EINVAL, 0},
};

START_TEST(parse)
{
	usec_t usec = 4711;
	int r = timespan_parse(parse_rows[_i].text, &usec);

	ck_assert_msg(r == parse_rows[_i].r, "'%s': %d", parse_rows[_i].text, r);
	ck_assert_msg(usec == (r < 0 ? 4711 : parse_rows[_i].usec), "'%s': %" PRIu64,
		parse_rows[_i].text, usec);
}
END_TEST

static const struct {
	usec_t usec;
	usec_t accuracy_usec;
	const char *text;
} format_rows[] = {
	{0, 0, "0"},
	{0, USEC_PER_SEC, "0"},
	{1, 0, "1us"},
	{1, 1, "1us"},
	{999, 1, "999us"},
	{999, USEC_PER_MSEC, "0"},
	{1000, 1, "1ms"},
	{1500, 1, "1.5ms"},
	{1500000, 1, "1.5s"},
	{1000001, 1, "1.000001s"},
	{1000001, USEC_PER_MSEC, "1s"},
	{61500000, 1, "1min 1.5s"},
	{61500000, USEC_PER_SEC, "1min 1s"},
	{61500000, USEC_PER_MINUTE, "1min"},
	{59 * USEC_PER_SEC, USEC_PER_MINUTE, "0"},
	{90 * USEC_PER_MINUTE, USEC_PER_MINUTE, "1h 30min"},
	{USEC_PER_HOUR + 1, 1, "1h 1us"},
	{26 * USEC_PER_HOUR, USEC_PER_MINUTE, "1d 2h"},
	{8 * USEC_PER_DAY, USEC_PER_MINUTE, "1w 1d"},
	{TIMESPAN_MAX_USEC, 1, "5214w 2d"},
	{TIMESPAN_MAX_USEC - 1, 1, "5214w 1d 23h 59min 59.999999s"},
	{7 * USEC_PER_MINUTE, 5 * USEC_PER_MINUTE, "5min"},
	{USEC_INFINITY, 1, "infinity"},
};

START_TEST(format)
{
	char buffer[TIMESPAN_TEXT_MAX];
	usec_t usec;

	ck_assert_ptr_eq(timespan_format(buffer, sizeof(buffer), format_rows[_i].usec,
				 format_rows[_i].accuracy_usec),
		buffer);
	ck_assert_str_eq(buffer, format_rows[_i].text);
	if (format_rows[_i].usec != USEC_INFINITY) {
		ck_assert_int_eq(timespan_parse(buffer, &usec), 0);
		ck_assert_uint_le(usec, format_rows[_i].usec);
	}
}
END_TEST

START_TEST(round_trip)
{
	char buffer[TIMESPAN_TEXT_MAX];
	uint64_t state = 88172645463325252u;
	usec_t usec;

	for (int i = 0; i < 200000; i++) {
		usec_t wanted;

		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		/* Of every magnitude. */
		wanted = (state >> (state % 64)) % (TIMESPAN_MAX_USEC + 1);
		timespan_format(buffer, sizeof(buffer), wanted, 1);
		ck_assert_int_eq(timespan_parse(buffer, &usec), 0);
		ck_assert_msg(usec == wanted, "%" PRIu64 " as '%s'", wanted, buffer);
	}
}
END_TEST

START_TEST(small_buffer)
{
	char buffer[5];

	timespan_format(buffer, sizeof(buffer), 90 * USEC_PER_MINUTE, 1);
	ck_assert_str_eq(buffer, "1h 3");
	timespan_format(buffer, 1, 90 * USEC_PER_MINUTE, 1);
	ck_assert_str_eq(buffer, "");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, parse, 0, ELEMENTSOF(parse_rows));
	tcase_add_loop_test(tcase, format, 0, ELEMENTSOF(format_rows));
	tcase_add_test(tcase, round_trip);
	tcase_add_test(tcase, small_buffer);
}

int main(void)
{
	return check_main("timespan", add_tests);
}
