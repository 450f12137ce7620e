/* SPDX-License-Identifier: MIT */
/* Has the user told the desktop not to disturb? Each kind of desktop says so in its own way; all
 * are heard on the session bus, without asking again and again. */
#pragma once

#include <stdbool.h>

#include <backcare/timespan.h>

struct bus;
struct do_not_disturb;
struct loop;

/* For how long it still counts what somebody said who is gone, or does not answer. */
#define DO_NOT_DISTURB_PATIENCE_USEC (10 * USEC_PER_SEC)

/* 'who': for people, on one line, who says so ("mako, mode do-not-disturb", "dunst and GNOME"), ""
 * if nobody; valid until it returns. Run from the loop when either changed, the first time only if
 * it is on; at most four times a second, and then with the last state. May not free the object. */
typedef void (*do_not_disturb_fn)(bool on, const char *who, void *userdata);

/* 'bus' is the session bus, and outlives it. Nothing is ever started by asking. Heard are:
 * - who shows the notifications, if it has the property Inhibited of that service (Plasma);
 * - mako, if it is in a mode named do-not-disturb or dnd, in small letters or capitals. The modes
 *   are the user's own, and these two are what everybody calls that one. Mako 1.7, of Debian 12,
 *   does not tell of its modes;
 * - dunst, if it is paused, wholly or only for what is less urgent than some level;
 * - the setting show-banners of GNOME in the user's own dconf database, where GNOME Shell runs.
 * Returns 0 or -errno. */
int do_not_disturb_new(struct loop *loop, struct bus *bus, do_not_disturb_fn fn, void *userdata,
	struct do_not_disturb **ret_dnd);
struct do_not_disturb *do_not_disturb_free(struct do_not_disturb *dnd);

/* Who is understood now. */
enum do_not_disturb_speaker {
	DO_NOT_DISTURB_INHIBITED = 1 << 0, /* the notification server has the property Inhibited */
	DO_NOT_DISTURB_MAKO = 1 << 1,
	DO_NOT_DISTURB_DUNST = 1 << 2,
	DO_NOT_DISTURB_GNOME = 1 << 3,
};

struct do_not_disturb_info {
	unsigned speakers; /* of enum do_not_disturb_speaker */
	const char
		*who; /* as told last; "": nobody is to be left alone; valid until the loop runs */
};

void do_not_disturb_get_info(
	const struct do_not_disturb *dnd, struct do_not_disturb_info *ret_info);
