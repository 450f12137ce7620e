/* SPDX-License-Identifier: MIT */
/* What is told of a window counts from its "done" on. */
#include "wlr_toplevels.h"

#include <errno.h>
#include <stdlib.h>

#include <wayland-client.h>

#include "plaintext.h"

/* In the order of the events. */
struct handle_listener {
	void (*title)(void *userdata, struct wl_proxy *proxy, const char *title);
	void (*app_id)(void *userdata, struct wl_proxy *proxy, const char *app_id);
	void (*output_enter)(void *userdata, struct wl_proxy *proxy, struct wl_output *output);
	void (*output_leave)(void *userdata, struct wl_proxy *proxy, struct wl_output *output);
	void (*state)(void *userdata, struct wl_proxy *proxy, struct wl_array *state);
	void (*done)(void *userdata, struct wl_proxy *proxy);
	void (*closed)(void *userdata, struct wl_proxy *proxy);
};

struct manager_listener {
	void (*toplevel)(void *userdata, struct wl_proxy *manager, struct wl_proxy *proxy);
	void (*finished)(void *userdata, struct wl_proxy *manager);
};

/* -- one window
 * --------------------------------------------------------------------------------------------------
 */

struct toplevel {
	struct list toplevels;
	struct wlr_toplevels *all;
	struct wl_proxy *proxy;
	bool is_full_next; /* in front, and fills the screen: from "done" on */
	bool is_full;
	char app_id[WLR_TOPLEVEL_TEXT_MAX_BYTES];
	char title[WLR_TOPLEVEL_TEXT_MAX_BYTES];
};

static void let_go(struct wl_proxy *proxy)
{
	(void)wl_proxy_marshal_flags(proxy, WLR_HANDLE_DESTROY, NULL, wl_proxy_get_version(proxy),
		WL_MARSHAL_FLAG_DESTROY);
}

static void toplevel_free(struct toplevel *toplevel)
{
	list_remove(&toplevel->toplevels);
	toplevel->all->n--;
	let_go(toplevel->proxy);
	free(toplevel);
}

static void on_title(void *userdata, struct wl_proxy *proxy, const char *title)
{
	struct toplevel *toplevel = userdata;

	plaintext_copy(toplevel->title, sizeof(toplevel->title), title);
}

static void on_app_id(void *userdata, struct wl_proxy *proxy, const char *app_id)
{
	struct toplevel *toplevel = userdata;

	plaintext_copy(toplevel->app_id, sizeof(toplevel->app_id), app_id);
}

static void on_output(void *userdata, struct wl_proxy *proxy, struct wl_output *output)
{
}

static void on_state(void *userdata, struct wl_proxy *proxy, struct wl_array *state)
{
	struct toplevel *toplevel = userdata;
	const uint32_t *states = state->data;
	bool is_activated = false, fills = false;

	for (size_t i = 0; i < state->size / sizeof(*states); i++) {
		is_activated = is_activated || states[i] == WLR_STATE_ACTIVATED;
		fills = fills || states[i] == WLR_STATE_FULLSCREEN;
	}
	toplevel->is_full_next = is_activated && fills;
}

static void on_done(void *userdata, struct wl_proxy *proxy)
{
	struct toplevel *toplevel = userdata;

	toplevel->is_full = toplevel->is_full_next;
}

static void on_closed(void *userdata, struct wl_proxy *proxy)
{
	toplevel_free(userdata);
}

static const struct handle_listener handle_listener = {
	.title = on_title,
	.app_id = on_app_id,
	.output_enter = on_output,
	.output_leave = on_output,
	.state = on_state,
	.done = on_done,
	.closed = on_closed,
};

/* -- all of them
 * -------------------------------------------------------------------------------------------------
 */

static void on_toplevel(void *userdata, struct wl_proxy *manager, struct wl_proxy *proxy)
{
	struct wlr_toplevels *toplevels = userdata;
	struct toplevel *toplevel = NULL;

	if (toplevels->n < WLR_TOPLEVELS_MAX && !toplevels->is_narrow) {
		toplevel = calloc(1, sizeof(*toplevel));
	}
	if (toplevel == NULL) {
		let_go(proxy);
		return;
	}
	toplevel->all = toplevels;
	toplevel->proxy = proxy;
	list_append(&toplevels->list, &toplevel->toplevels);
	toplevels->n++;
	(void)wl_proxy_add_listener(proxy, (void (**)(void))(uintptr_t)&handle_listener, toplevel);
}

static void on_finished(void *userdata, struct wl_proxy *manager)
{
	struct wlr_toplevels *toplevels = userdata;

	if (toplevels->manager == manager) {
		toplevels->manager = NULL;
	}
	wl_proxy_destroy(manager);
}

static const struct manager_listener manager_listener = {
	.toplevel = on_toplevel,
	.finished = on_finished,
};

void wlr_toplevels_init(struct wlr_toplevels *toplevels)
{
	*toplevels = (struct wlr_toplevels){0};
	list_init(&toplevels->list);
}

void wlr_toplevels_deinit(struct wlr_toplevels *toplevels)
{
	struct toplevel *toplevel, *after;

	list_for_each_safe (toplevel, after, &toplevels->list, toplevels) {
		toplevel_free(toplevel);
	}
	if (toplevels->manager != NULL) {
		wl_proxy_destroy(toplevels->manager);
	}
	wlr_toplevels_init(toplevels);
}

int wlr_toplevels_bind(struct wlr_toplevels *toplevels, struct wl_registry *registry, uint32_t name)
{
	toplevels->manager = wl_registry_bind(
		registry, name, &wlr_toplevel_manager_interface, WLR_TOPLEVELS_VERSION);
	if (toplevels->manager == NULL) {
		return -ENOMEM;
	}
	(void)wl_proxy_add_listener(
		toplevels->manager, (void (**)(void))(uintptr_t)&manager_listener, toplevels);
	return 0;
}

static struct toplevel *get_full(const struct wlr_toplevels *toplevels)
{
	struct toplevel *toplevel;

	list_for_each (toplevel, &toplevels->list, toplevels) {
		if (toplevel->is_full) {
			return toplevel;
		}
	}
	return NULL;
}

const char *wlr_toplevels_get_full(const struct wlr_toplevels *toplevels)
{
	const struct toplevel *full = get_full(toplevels);

	if (full == NULL) {
		return NULL;
	}
	return full->app_id[0] != '\0' ? full->app_id : full->title;
}

void wlr_toplevels_narrow(struct wlr_toplevels *toplevels)
{
	struct toplevel *full = get_full(toplevels), *toplevel, *after;

	if (full == NULL || toplevels->is_narrow) {
		return;
	}
	toplevels->is_narrow = true;
	list_for_each_safe (toplevel, after, &toplevels->list, toplevels) {
		if (toplevel != full) {
			toplevel_free(toplevel);
		}
	}
	if (toplevels->manager != NULL) {
		(void)wl_proxy_marshal_flags(
			toplevels->manager, WLR_MANAGER_STOP, NULL, WLR_TOPLEVELS_VERSION, 0);
	}
}
