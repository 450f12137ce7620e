/* SPDX-License-Identifier: MIT */
/* org.gnome.Mutter.IdleMonitor: whether there is input, told by GNOME's compositor on Wayland and
 * X11. */
#pragma once

#include <stdbool.h>

#include <backcare/timespan.h>

struct bus;
struct mutter;

/* Run from the loop; they may not free the proxy. */
struct mutter_callbacks {
	/* It is there and its watches stand (then on_input says what it sees), or it is not. */
	void (*on_presence)(bool is_there, void *userdata);
	/* is_idle: no input for the threshold, the last one 'ago_usec' ago; else there was input
	 * just now, or 'ago_usec' ago where that is known. */
	void (*on_input)(bool is_idle, usec_t ago_usec, void *userdata);
};

/* 'bus' is the session bus; 'threshold_usec' >= 1 ms. Nothing is ever started by asking. Returns 0
 * or -errno. */
int mutter_new(struct bus *bus, usec_t threshold_usec, const struct mutter_callbacks *callbacks,
	void *userdata, struct mutter **ret_mutter);
struct mutter *mutter_free(struct mutter *mutter);

/* Live. Who is idle now stays so until there is input. */
void mutter_set_threshold(struct mutter *mutter, usec_t threshold_usec);

/* While somebody inhibits idleness the compositor's watches are silent (seen with mutter 48), so
 * the proxy asks for the idle time itself, when it would become idle and no more often than that.
 */
void mutter_set_inhibited(struct mutter *mutter, bool inhibited);
