/* SPDX-License-Identifier: MIT */
/* Points in time of the past as a user types them: "2026-01-31", "2026-01-31 14:05", "14:05" (the
 * last such moment), "today", "yesterday", or a length of time ago as "3d". */
#pragma once

#include <backcare/timespan.h>

#include "command.h"

enum whenarg_side {
	WHENARG_BEGIN, /* a day means its first moment */
	WHENARG_END,   /* a day means all of it: the first moment of the next */
};

/* Returns OUTCOME_DONE, or OUTCOME_USAGE after a message in the name of 'command'. By the local
 * clock; before 1970 is 1970. */
enum outcome whenarg_read(struct client *client, const char *command, const char *text,
	enum whenarg_side side, usec_t *ret_real_usec);

/* By the local clock. False if that does not tell. */
bool whenarg_today(const struct client *client, long *ret_number);

/* The first moment of the day of this date. False if there is none. */
bool whenarg_day(long number, usec_t *ret_real_usec);
