/* SPDX-License-Identifier: MIT */
/* Something that is done at once when it is due, and not more than four times a second. */
#pragma once

#include <backcare/timespan.h>

struct loop;
struct loop_timer;

#define PACE_USEC (250 * USEC_PER_MSEC)

/* The first is done at once, what comes too soon after it together and later. No timer runs while
 * there is nothing to do. */
struct pace {
	struct loop_timer *timer;
	void (*fn)(void *userdata);
	void *userdata;
	usec_t not_before_monotonic_usec;
};

/* Returns 0 or -errno. */
int pace_init(struct pace *pace, struct loop *loop, void (*fn)(void *userdata), void *userdata);
/* Harmless if it is zero. */
void pace_deinit(struct pace *pace);
/* May run fn. */
void pace_request(struct pace *pace);
/* Nothing is due. */
void pace_cancel(struct pace *pace);
/* Nor does it matter when it was done the last time. */
void pace_reset(struct pace *pace);
