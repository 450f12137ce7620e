/* SPDX-License-Identifier: MIT */
/* The next input that GNOME's compositor sees, for a person who tries whether it is seen. Apart
 * from the proxy in mutter.h, which tells of a minute without input and is not to be disturbed:
 * this one is there while somebody watches, and leaves nothing behind. */
#pragma once

#include <stdbool.h>

#include <backcare/timespan.h>

struct bus;
struct mutter_input;

/* Run from the loop: with true when there was no input for 'quiet_usec', and with false at the next
 * input after that. May not free the object. */
typedef void (*mutter_input_fn)(bool is_quiet, void *userdata);

/* 'bus' is the session bus, and outlives it. Without a shell nothing is told. Returns 0 or -errno.
 */
int mutter_input_new(struct bus *bus, usec_t quiet_usec, mutter_input_fn fn, void *userdata,
	struct mutter_input **ret_input);
struct mutter_input *mutter_input_free(struct mutter_input *input);
