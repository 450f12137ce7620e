/* SPDX-License-Identifier: MIT */
/* org.gnome.SessionManager: who keeps the GNOME session from becoming idle. Also windows that do so
 * by the Wayland protocol: the shell hands them on to it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "inhibitor.h"

struct bus;
struct gnome_session;

/* Whom it lists now; 'n' may be more than the INHIBITORS_MAX listed. Valid until it returns. Run
 * from the loop when something changed; may not free the proxy. */
typedef void (*gnome_session_fn)(const struct inhibitor *inhibitors, size_t n, void *userdata);

/* 'bus' is the session bus. Without a GNOME session nothing is asked and nobody inhibits; nothing
 * is ever started by asking. Returns 0 or -errno. */
int gnome_session_new(struct bus *bus, gnome_session_fn on_inhibitors, void *userdata,
	struct gnome_session **ret_session);
struct gnome_session *gnome_session_free(struct gnome_session *session);

/* Is there such a session on the bus? */
bool gnome_session_is_there(const struct gnome_session *session);
