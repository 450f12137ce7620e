/* SPDX-License-Identifier: MIT */
/* Who presses a key to see whether it is seen: what he was told. */
#pragma once

#include "presence.h"

struct watcher {
	struct presence_watch *watch; /* NULL: it has ended */
	unsigned n_told;
	enum presence_watch_state state; /* PRESENCE_WATCH_STATE_MAX: nothing yet */
	bool seen;
	usec_t after_usec;
	char source[16];
	char detail[128]; /* "" if there was none */
};

void watcher_begin(struct watcher *watcher, struct presence_port *on, usec_t length_usec);
