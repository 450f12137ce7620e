/* SPDX-License-Identifier: MIT */
#include "date.h"

#include <string.h>
#include <time.h>

#define SECONDS_A_DAY ((time_t)24 * 60 * 60)
#define YEAR_LAST 2254

char *date_format(char *buffer, int32_t day)
{
	time_t at = (time_t)day * SECONDS_A_DAY;
	struct tm tm;

	if (!gmtime_r(&at, &tm) || strftime(buffer, DATE_TEXT_MAX, "%Y-%m-%d", &tm) == 0) {
		buffer[0] = '\0';
	}
	return buffer;
}

static bool read_number(const char *text, size_t n_digits, int *ret_number)
{
	int number = 0;

	for (size_t i = 0; i < n_digits; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		number = number * 10 + (text[i] - '0');
	}
	*ret_number = number;
	return true;
}

bool date_parse(const char *text, int32_t *ret_day)
{
	char again[DATE_TEXT_MAX];
	struct tm tm = {0};
	int year, month, day;
	int32_t number;

	if (strlen(text) != strlen("2026-01-31") || text[4] != '-' || text[7] != '-' ||
		!read_number(text, 4, &year) || !read_number(text + 5, 2, &month) ||
		!read_number(text + 8, 2, &day) || year < 1970 || year > YEAR_LAST) {
		return false;
	}
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	number = (int32_t)(timegm(&tm) / SECONDS_A_DAY);
	/* The 30th of February would be another day. */
	if (strcmp(date_format(again, number), text) != 0) {
		return false;
	}
	*ret_day = number;
	return true;
}
