/* SPDX-License-Identifier: MIT */
/* Where the time comes from: a value that the composition root hands out, so that tests move time
 * by hand through the real loop. Sleeping until a point in time is part of it. */
#pragma once

#include <stdint.h>

#include <backcare/timespan.h>

#define CLOCK_BOOT_ID_BYTES 16

struct clock_ops {
	usec_t (*boot_usec)(void *userdata);      /* CLOCK_BOOTTIME: every duration */
	usec_t (*monotonic_usec)(void *userdata); /* CLOCK_MONOTONIC: stops in suspend */
	usec_t (*real_usec)(void *userdata);      /* CLOCK_REALTIME: labels, day borders */

	/* A descriptor, owned by the caller, that is readable once the alarm set on it has come.
	 * Or -errno. */
	int (*open_alarm)(void *userdata);
	/* Replaces the alarm and takes back one that has come; USEC_INFINITY: none. A time that is
	 * over comes at once. Returns 0 or -errno. */
	int (*set_alarm)(void *userdata, int fd, usec_t at_boot_usec);

	/* A descriptor, owned by the caller, that is readable once somebody set the real clock,
	 * or the machine woke up, since the last watch_jumps(). Or -errno. */
	int (*open_jumps)(void *userdata);
	int (*watch_jumps)(void *userdata, int fd);

	/* CLOCK_BOOTTIME begins anew where this is another one. Returns 0 or -errno. */
	int (*boot_id)(void *userdata, uint8_t ret_id[CLOCK_BOOT_ID_BYTES]);
};

struct clock {
	const struct clock_ops *ops;
	void *userdata;
	/* Put on boot time, so that it goes on over a restart of the machine; NULL: 0. Outlives all
	 * copies; to be set before the first of them is used. */
	const int64_t *boot_shift_usec;
};

/* The clocks and timers of the kernel. */
struct clock clock_system(void);
/* CLOCK_MONOTONIC of the kernel: what goes by it are timers of the loop, time-outs of sd-bus, and
 * the idle time of compositors, whatever clock was handed out. */
usec_t clock_system_monotonic_usec(void);

usec_t clock_boot_usec(const struct clock *clock);
/* As the kernel has it. */
usec_t clock_raw_boot_usec(const struct clock *clock);
/* See the ops. */
int clock_set_alarm(const struct clock *clock, int fd, usec_t at_boot_usec);
usec_t clock_monotonic_usec(const struct clock *clock);
usec_t clock_real_usec(const struct clock *clock);
