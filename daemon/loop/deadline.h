/* SPDX-License-Identifier: MIT */
/* The one point in time for which the daemon wakes up: on CLOCK_BOOTTIME, so that suspended time
 * counts; and word of a real clock that was set. */
#pragma once

#include <backcare/timespan.h>

struct clock;
struct deadline;
struct loop;

struct deadline_callbacks {
	/* The time set has come; nothing is set any more. A hint to look at the clock. */
	void (*on_due)(void *userdata);
	/* The real clock was set, or the machine woke up. */
	void (*on_clock_change)(void *userdata);
};

/* '*clock' is copied, 'callbacks' are constant and outlive it. Returns 0 or -errno. */
int deadline_new(struct loop *loop, const struct clock *clock,
	const struct deadline_callbacks *callbacks, void *userdata, struct deadline **ret_deadline);
/* Also from its callbacks. */
struct deadline *deadline_free(struct deadline *deadline);

/* Replaces the one before; USEC_INFINITY: none. Makes no system call if it is the same. One that is
 * over comes in the next pass, never from within this call. */
int deadline_set(struct deadline *deadline, usec_t at_boot_usec);
