/* SPDX-License-Identifier: MIT */
/* A bar on the standard error for what takes longer than a second; only on a terminal, and gone at
 * its end. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <backcare/timespan.h>

#include "command.h"

#define PROGRESS_AFTER_USEC USEC_PER_SEC

struct progress {
	FILE *out;
	struct text_style style; /* of 'out' */
	bool is_wanted;
	bool is_drawn;
	usec_t began_usec, drawn_usec;
};

void progress_begin(struct progress *progress, const struct client *client);
/* 'part' of 'whole' is done, or whole is 0 where nobody knows; 'count' entries so far. */
void progress_show(struct progress *progress, uint64_t part, uint64_t whole, uint64_t count);
/* Takes the bar away, so that a line can be written in its place; the next call draws it again. */
void progress_clear(struct progress *progress);
