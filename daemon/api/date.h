/* SPDX-License-Identifier: MIT */
/* Local dates as the API writes them, YYYY-MM-DD, and as the core counts them: days since
 * 1970-01-01. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* With the NUL. */
#define DATE_TEXT_MAX 16

/* Writes into 'buffer', DATE_TEXT_MAX bytes, and returns it. */
char *date_format(char *buffer, int32_t day);
/* False for text that is no date; years from 1970 to 2254. */
bool date_parse(const char *text, int32_t *ret_day);
