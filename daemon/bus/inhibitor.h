/* SPDX-License-Identifier: MIT */
/* Somebody who keeps the session from becoming idle: a film, a call. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define INHIBITOR_TEXT_MAX_BYTES 64

/* More at a time are a mistake of somebody; the rest is not listed, but counts. */
#define INHIBITORS_MAX 8

/* One line of plain text each, cut to fit at a whole character; "" if not told. */
struct inhibitor {
	char who[INHIBITOR_TEXT_MAX_BYTES];
	char why[INHIBITOR_TEXT_MAX_BYTES];
};

/* From what a stranger wrote, in valid UTF-8 (D-Bus sees to that): what is not plain becomes a
 * space. */
void inhibitor_set(struct inhibitor *inhibitor, const char *who, const char *why);

/* Of the first n of both, INHIBITORS_MAX at most. */
bool inhibitors_are_same(const struct inhibitor *some, const struct inhibitor *others, size_t n);
