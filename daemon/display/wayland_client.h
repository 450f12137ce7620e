/* SPDX-License-Identifier: MIT */
/* One connection to a compositor, in the loop. Never waits: a compositor that is stopped stops
 * nobody. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "loop.h"

struct wl_callback;
struct wl_display;
struct wl_registry;

/* 'userdata' is what wayland_client_init() was given. */
struct wayland_client_callbacks {
	/* What the compositor offers, or not any more. From a listener: may make requests, and not
	 * disconnect. */
	void (*on_global)(uint32_t name, const char *interface, uint32_t version, void *userdata);
	void (*on_global_remove)(uint32_t name, void *userdata);
	/* All of these may disconnect. Once: it said all that it offers. */
	void (*on_listed)(void *userdata);
	/* It may have said more. May be NULL. */
	void (*on_events)(void *userdata);
	/* It broke, or it did not answer in time. Has to disconnect. */
	void (*on_lost)(int r, void *userdata);
};

struct wayland_client {
	struct loop *loop; /* NULL: never initialised */
	const struct wayland_client_callbacks *callbacks;
	void *userdata;
	struct wl_display *display; /* NULL: not connected */
	struct wl_registry *registry;
	struct wl_callback *listed;
	bool is_listed; /* it said all that it offers */
	bool is_told;   /* and on_listed was called */
	struct loop_io *io;
	struct loop_timer *patience;
	struct loop_prepare dispatch_hook;
	struct loop_prepare flush_hook;
};

/* 'callbacks' are constant. Zero before. Returns 0 or -errno; then there is still to deinit. */
int wayland_client_init(struct wayland_client *client, struct loop *loop,
	const struct wayland_client_callbacks *callbacks, void *userdata);
/* Not from a hook or a callback. Harmless if it was never initialised. */
void wayland_client_deinit(struct wayland_client *client);

/* To the socket at this path; begins to ask what there is. Not while connected. Returns 0 or
 * -errno: -EAGAIN (its queue is full), -ECONNREFUSED, -ENOENT. */
int wayland_client_connect(struct wayland_client *client, const char *path);
/* All that was made from the display or the registry has to be destroyed before. Not from a
 * listener. Harmless if it is not connected. */
void wayland_client_disconnect(struct wayland_client *client);
