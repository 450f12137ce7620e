/* SPDX-License-Identifier: MIT */
/* The fake of GNOME's services (tests/fakes/mutter.c) as the tests drive it. */
#pragma once

#include "harness.h"

struct gnome_peer {
	struct child child;
	unsigned n_ok;
	char calls[4096]; /* what was called since it was last cleared: "A 1;B;" */
};

/* On the bus at the socket of this name in the fresh directory. 'name', 'other': owned at once;
 * NULL: none. */
void gnome_peer_start(
	struct gnome_peer *peer, const char *socket_name, const char *name, const char *other);
/* Returns when it has done so. What it called meanwhile is kept. */
void gnome_peer_tell(struct gnome_peer *peer, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
/* How many calls begin with this. Reads what is there. */
unsigned gnome_peer_count(struct gnome_peer *peer, const char *call);
void gnome_peer_clear(struct gnome_peer *peer);
