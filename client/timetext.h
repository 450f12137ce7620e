/* SPDX-License-Identifier: MIT */
/* Lengths and points in time as a person reads them. Each function writes into 'buffer' and returns
 * it. */
#pragma once

#include <stddef.h>

#include <backcare/timespan.h>

#include "text.h"

/* A length as timetext_length() writes it, a clock as timetext_clock() does. */
#define TIMETEXT_LENGTH_MAX 32
#define TIMETEXT_CLOCK_MAX 40

/* "1h 05min", "12min", "45s"; "1min 30s" where the seconds are more than noise (below 5 min and
 * not a whole minute). */
const char *timetext_length(char *buffer, size_t size, usec_t length_usec);

/* For figures that are not refreshed each second: full minutes, "<1min" below one. */
const char *timetext_minutes(char *buffer, size_t size, usec_t length_usec);

/* Full minutes, rounded up, for what is still to come: "1min" for one second. */
const char *timetext_minutes_left(char *buffer, size_t size, usec_t length_usec);

/* Local time: "14:05" today, "Tue 14:05" within six days, else "2026-12-24 14:05". */
const char *timetext_clock(
	char *buffer, size_t size, const struct text_style *style, usec_t real_usec);

/* As above with seconds, always only the time of day. */
const char *timetext_seconds(char *buffer, size_t size, usec_t real_usec);
