/* SPDX-License-Identifier: MIT */
/* Lengths of time in microseconds, and their text form as systemd writes it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A point in time or a length of time; the name of the variable says which and by which clock. */
typedef uint64_t usec_t;

#define USEC_PER_MSEC ((usec_t)1000)
#define USEC_PER_SEC ((usec_t)1000000)
#define USEC_PER_MINUTE (60 * USEC_PER_SEC)
#define USEC_PER_HOUR (60 * USEC_PER_MINUTE)
#define USEC_PER_DAY (24 * USEC_PER_HOUR)

/* "Never" as a point in time, "without an end" as a length. */
#define USEC_INFINITY UINT64_MAX

/* The longest length of time that anything here accepts: 100 years, so that sums cannot overflow
 * and every value is exact as a JSON number (below 2^53). */
#define TIMESPAN_MAX_USEC (100 * 365 * USEC_PER_DAY)

/* Room for any text of timespan_format(), with its NUL. */
#define TIMESPAN_TEXT_MAX 48

/* Reads "25min", "1h 30min", "90" (seconds), "1.5h". Units: us ms s sec min m h d w and their long
 * forms, as systemd.time(7) has them. Returns 0, -EINVAL for text that is none, -ERANGE above
 * TIMESPAN_MAX_USEC. *ret_usec is left alone on failure. */
int timespan_parse(const char *text, usec_t *ret_usec);

/* Writes the length as "1h 30min", rounded down to 'accuracy_usec' ("0" if nothing is left). The
 * text is one that timespan_parse() reads back; only USEC_INFINITY gives "infinity", which it does
 * not take. Always ends 'buffer' with a NUL; returns 'buffer'. */
char *timespan_format(char *buffer, size_t buffer_size, usec_t length_usec, usec_t accuracy_usec);
