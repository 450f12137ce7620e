/* SPDX-License-Identifier: MIT */
/*
 * By zwlr_foreign_toplevel_manager_v1, from sway, labwc, wayfire, river, Hyprland and others.
 * Mutter and KWin tell ordinary clients nothing of windows: gnome-shell 48 refuses GetWindows of
 * org.gnome.Shell.Introspect to whoever is not a portal of its own, and KWin 6.3 tells of windows
 * by D-Bus only to a script that it was made to load, which would be a part of us in its process.
 *
 * The sockets are tried one after the other, the named ones first, until one tells. Once a window
 * that fills the screen is found, only that one is listened to; when it does so no more, all are
 * asked for anew before anything is said: the next film may be in front already.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <wayland-client.h>

#include <backcare/sockpath.h>

#include "fullscreen_front.h"
#include "log.h"
#include "loop.h"
#include "wayland_client.h"
#include "wayland_sockets.h"
#include "wlr_toplevels.h"
#include "x11_desktop.h"

/* How long a compositor may take to say which windows there are. */
#define PATIENCE_USEC (5 * USEC_PER_SEC)

struct wayland_front {
	struct front front; /* first */
	struct wayland_sockets sockets;
	size_t next;
	bool is_unable; /* one answered, and cannot tell */
	const char *path;
	uint32_t manager_name; /* 0: not offered */
	struct wayland_client client;
	struct wlr_toplevels toplevels;
	struct wl_callback *told; /* all windows, once it is answered */
	struct loop_timer *patience;
};

static void try_next(struct wayland_front *wayland);

static void disconnect(struct wayland_front *wayland)
{
	if (wayland->client.display == NULL) {
		return;
	}
	(void)loop_timer_set(wayland->patience, USEC_INFINITY);
	if (wayland->told != NULL) {
		wl_callback_destroy(wayland->told);
		wayland->told = NULL;
	}
	wlr_toplevels_deinit(&wayland->toplevels);
	wayland_client_disconnect(&wayland->client);
}

static void on_lost(int r, void *userdata)
{
	struct wayland_front *wayland = userdata;

	log_debug("No windows from the compositor on %s: %s", wayland->path, log_errno_text(r));
	disconnect(wayland);
	if (wayland->front.state == FRONT_KNOWN) {
		wayland->next = wayland->sockets.n;
	}
	try_next(wayland);
}

static void on_global(uint32_t name, const char *interface, uint32_t version, void *userdata)
{
	struct wayland_front *wayland = userdata;

	if (strcmp(interface, WLR_TOPLEVELS_NAME) == 0 && version >= WLR_TOPLEVELS_VERSION) {
		wayland->manager_name = name;
	}
}

static void on_global_remove(uint32_t name, void *userdata)
{
}

static void on_told(void *userdata, struct wl_callback *callback, uint32_t data)
{
	struct wayland_front *wayland = userdata;

	wl_callback_destroy(callback);
	wayland->told = NULL;
	(void)loop_timer_set(wayland->patience, USEC_INFINITY);
}

static const struct wl_callback_listener told_listener = {.done = on_told};

/* All windows, from the beginning. */
static int ask(struct wayland_front *wayland)
{
	struct wl_registry *registry = wayland->client.registry;
	int r;

	wlr_toplevels_deinit(&wayland->toplevels);
	r = wlr_toplevels_bind(&wayland->toplevels, registry, wayland->manager_name);
	if (r < 0) {
		return r;
	}
	wayland->told = wl_display_sync(wayland->client.display);
	if (wayland->told == NULL) {
		return -ENOMEM;
	}
	(void)wl_callback_add_listener(wayland->told, &told_listener, wayland);
	return loop_timer_set(wayland->patience, PATIENCE_USEC);
}

static void on_listed(void *userdata)
{
	struct wayland_front *wayland = userdata;
	int r;

	if (wayland->manager_name == 0) {
		wayland->is_unable = true;
		front_set(&wayland->front, FRONT_ASKING,
			"the compositor on %s does not offer " WLR_TOPLEVELS_NAME, wayland->path);
		disconnect(wayland);
		try_next(wayland);
		return;
	}
	r = ask(wayland);
	if (r < 0) {
		on_lost(r, wayland);
	}
}

static void on_events(void *userdata)
{
	struct wayland_front *wayland = userdata;
	struct front *front = &wayland->front;
	const char *who;
	int r;

	if (wayland->manager_name == 0 || wayland->told != NULL) {
		return;
	}
	who = wlr_toplevels_get_full(&wayland->toplevels);
	if (who == NULL && wayland->toplevels.is_narrow) {
		r = ask(wayland);
		if (r < 0) {
			on_lost(r, wayland);
		}
		return;
	}
	front_set(front, FRONT_KNOWN, "told by the compositor on %s", wayland->path);
	front->is_full = who != NULL;
	(void)strcpy(front->who, who != NULL ? who : "");
	wlr_toplevels_narrow(&wayland->toplevels);
	front->on_change(front->userdata);
}

static const struct wayland_client_callbacks callbacks = {
	.on_global = on_global,
	.on_global_remove = on_global_remove,
	.on_listed = on_listed,
	.on_events = on_events,
	.on_lost = on_lost,
};

static void on_patience(void *userdata)
{
	on_lost(-ETIMEDOUT, userdata);
}

static void try_next(struct wayland_front *wayland)
{
	struct front *front = &wayland->front;

	while (wayland->next < wayland->sockets.n) {
		int r;

		wayland->path = wayland->sockets.paths[wayland->next++];
		wayland->manager_name = 0;
		r = wayland_client_connect(&wayland->client, wayland->path);
		if (r >= 0) {
			return;
		}
		log_debug("Cannot connect to %s: %s", wayland->path, log_errno_text(r));
	}
	if (wayland->is_unable) {
		front->state = FRONT_UNABLE;
	} else {
		front_set(front, FRONT_UNANSWERED, "no compositor answers");
	}
	front->on_change(front->userdata);
}

static void wayland_front_free(struct front *front)
{
	struct wayland_front *wayland = (struct wayland_front *)front;

	disconnect(wayland);
	wayland_client_deinit(&wayland->client);
	wayland->patience = loop_timer_free(wayland->patience);
	free(wayland);
}

static const struct front_ops wayland_front_ops = {.free = wayland_front_free};

struct front *fullscreen_wayland_new(struct loop *loop, const struct x11_desktop *desktop,
	void (*on_change)(void *userdata), void *userdata)
{
	struct wayland_front *wayland = calloc(1, sizeof(*wayland));
	char runtime_directory[WAYLAND_SOCKET_PATH_MAX];
	int r;

	if (wayland == NULL) {
		return NULL;
	}
	wayland->front.ops = &wayland_front_ops;
	wayland->front.on_change = on_change;
	wayland->front.userdata = userdata;
	wlr_toplevels_init(&wayland->toplevels);
	r = wayland_client_init(&wayland->client, loop, &callbacks, wayland);
	if (r >= 0) {
		r = loop_timer_new(loop, on_patience, wayland, &wayland->patience);
	}
	if (r >= 0) {
		r = sockpath_runtime_directory(runtime_directory, sizeof(runtime_directory), false);
	}
	if (r < 0) {
		log_debug("Cannot look for a compositor: %s", log_errno_text(r));
	} else {
		wayland_sockets_find(&wayland->sockets, runtime_directory, desktop->wayland_display,
			getenv("WAYLAND_DISPLAY"));
	}
	try_next(wayland);
	return &wayland->front;
}
