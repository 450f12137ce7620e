/* SPDX-License-Identifier: MIT */
/* Somebody who keeps the session from becoming idle: a film, a call. */
#pragma once

#define INHIBITOR_TEXT_MAX_BYTES 64

/* More at a time are a mistake of somebody; the rest is not listed, but counts. */
#define INHIBITORS_MAX 8

/* One line of plain text each, cut to fit at a whole character; "" if not told. */
struct inhibitor {
	char who[INHIBITOR_TEXT_MAX_BYTES];
	char why[INHIBITOR_TEXT_MAX_BYTES];
};
