/* SPDX-License-Identifier: MIT */
/* Clocks that a test moves by hand, alarms included; they run through the real loop. Suspend: boot
 * time goes on, monotonic time does not. */
#pragma once

#include <stdbool.h>

#include "clock.h"

#define MANUAL_CLOCK_ALARMS_MAX 8

struct manual_clock {
	uint8_t boot; /* which one it is */
	usec_t boot_usec;
	usec_t monotonic_usec;
	usec_t real_usec;
	struct {
		int fd; /* copied number, an eventfd of whoever opened it; 0: free */
		usec_t at_boot_usec;
		bool jumps;
	} alarms[MANUAL_CLOCK_ALARMS_MAX];
};

/* Begins 1000 s after boot, at 2026-01-05 09:00:00 UTC, a Monday. */
void manual_clock_init(struct manual_clock *manual);

/* The value to hand out; 'manual' outlives it. */
struct clock manual_clock_get(struct manual_clock *manual);

/* All clocks go on; alarms that come on the way are readable afterwards. */
void manual_clock_advance(struct manual_clock *manual, usec_t length_usec);

/* Boot and real time go on, monotonic time stands; afterwards as if the machine woke up. */
void manual_clock_suspend(struct manual_clock *manual, usec_t length_usec);

/* The machine is off for so long, and up again for so long; nobody uses the clocks meanwhile. */
void manual_clock_reboot(struct manual_clock *manual, usec_t off_usec, usec_t up_usec);

/* Somebody sets the real clock. */
void manual_clock_set_real(struct manual_clock *manual, usec_t real_usec);

/* The next alarm that is set, USEC_INFINITY if none. */
usec_t manual_clock_next_alarm(const struct manual_clock *manual);
