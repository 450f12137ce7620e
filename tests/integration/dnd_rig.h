/* SPDX-License-Identifier: MIT */
/* What the tests of do_not_disturb share: the bus, the loop, what was told; and the fake desktop.
 */
#pragma once

#include <stdbool.h>

#include "do_not_disturb.h"
#include "harness.h"

#define DND_NOTIFICATIONS "org.freedesktop.Notifications"
#define DND_SHELL "org.gnome.Shell"

struct dnd_rig {
	struct loop *loop;
	struct bus *bus;
	struct do_not_disturb *dnd;
	struct child daemon_child, peer;
	unsigned n_ok;
	char asked[16384]; /* what the fake was asked for, each with ";" */

	/* As told last, and how often. */
	bool on;
	char who[256];
	unsigned n_told;
};

/* Also where dconf keeps its database, and lets the bus start its service if it is installed. */
void dnd_rig_begin(struct dnd_rig *rig);
void dnd_rig_end(struct dnd_rig *rig);

/* The fake of tests/fakes/do_not_disturb.c with one name, or NULL. */
void dnd_rig_start_peer(struct dnd_rig *rig, const char *name);
/* A command, and waits until it is done. */
void dnd_rig_tell(struct dnd_rig *rig, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
unsigned dnd_rig_count(struct dnd_rig *rig, const char *property);
