/* SPDX-License-Identifier: MIT */
/* Has the user told the desktop not to disturb? Each kind of desktop says so in its own way; all
 * are heard on the session bus, without asking again and again. */
#pragma once

#include <stdbool.h>

struct bus;
struct do_not_disturb;
struct loop;

/* 'who': for people, on one line, who says so ("mako, mode do-not-disturb"), "" if nobody; valid
 * until it returns. Run from the loop when either changed; the first time only if it is on. May not
 * free the object. */
typedef void (*do_not_disturb_fn)(bool on, const char *who, void *userdata);

/* 'bus' is the session bus. Nothing is ever started by asking. Returns 0 or -errno. */
int do_not_disturb_new(struct loop *loop, struct bus *bus, do_not_disturb_fn fn, void *userdata,
	struct do_not_disturb **ret_dnd);
struct do_not_disturb *do_not_disturb_free(struct do_not_disturb *dnd);
