/* SPDX-License-Identifier: MIT */
/* org.gnome.Mutter.IdleMonitor: whether there is input, told by GNOME's compositor on Wayland and
 * X11. */
#pragma once

#include <stdbool.h>

#include <backcare/timespan.h>

struct bus;
struct mutter;

enum mutter_state {
	MUTTER_ABSENT, /* no shell on the bus, or no bus; the state at first */
	MUTTER_ASKING,
	MUTTER_READY,  /* its watches stand, and on_input says what it sees */
	MUTTER_FAILED, /* it is there and does not give us what we need; tried again at times */
	MUTTER_STATE_MAX,
};

/* Run from the loop; they may not free the proxy. */
struct mutter_callbacks {
	void (*on_state)(enum mutter_state state, void *userdata);
	/* Only while it is MUTTER_READY. is_idle: no input for the threshold, the last one
	 * 'ago_usec' ago (CLOCK_MONOTONIC: as the compositor measures it). Else the last input was
	 * so long ago; 0 for one that came just now. Not told again while nothing changes. */
	void (*on_input)(bool is_idle, usec_t ago_usec, void *userdata);
};

/* 'bus' is the session bus; 'threshold_usec' >= 1 s, and what is below a ms is cut off.
 * 'callbacks' are constant and outlive it. Nothing is ever started by asking. Returns 0 or -errno.
 */
int mutter_new(struct bus *bus, usec_t threshold_usec, const struct mutter_callbacks *callbacks,
	void *userdata, struct mutter **ret_mutter);
/* Also takes its watches back from the compositor. */
struct mutter *mutter_free(struct mutter *mutter);

/* Live. Who is idle now stays so until there is input. */
void mutter_set_threshold(struct mutter *mutter, usec_t threshold_usec);

/* While somebody inhibits idleness the compositor's watches are silent (seen with mutter 48), so
 * the proxy asks for the idle time itself: see mutter_next_question_usec(). */
void mutter_set_inhibited(struct mutter *mutter, bool inhibited);

/* Tries again now what failed too often. */
void mutter_retry(struct mutter *mutter);

#define MUTTER_QUESTION_MIN_USEC USEC_PER_MINUTE

/* When the next question is worth asking: when idle would be reached, but not sooner than
 * MUTTER_QUESTION_MIN_USEC after the one before (0: there was none). All on one clock;
 * USEC_INFINITY if that is never. */
usec_t mutter_next_question_usec(
	usec_t last_input_usec, usec_t threshold_usec, usec_t last_question_usec);
