/* SPDX-License-Identifier: MIT */
#include "compositor_windows.h"

#include <stdio.h>

#include <wayland-server.h>

#include "wlr_toplevels_protocol.h"

#define WINDOWS_MAX 1024

static struct wl_resource *manager;
static struct wl_resource *windows[WINDOWS_MAX];
static size_t n_windows;

static void ignore(struct wl_client *client, struct wl_resource *resource)
{
}

static void destroy(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

/* By the numbers of the requests. */
static void (*const handle_implementation[])(
	struct wl_client *client, struct wl_resource *resource) = {
	[WLR_HANDLE_DESTROY] = destroy,
	[WLR_HANDLE_DESTROY + 1] = ignore,
	[WLR_HANDLE_DESTROY + 2] = ignore,
};

static void stop(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_post_event(resource, WLR_MANAGER_FINISHED);
	wl_resource_destroy(resource);
	manager = NULL;
}

static void (*const manager_implementation[])(
	struct wl_client *client, struct wl_resource *resource) = {[WLR_MANAGER_STOP] = stop};

static void on_window_gone(struct wl_resource *resource)
{
	for (size_t i = 0; i < n_windows; i++) {
		windows[i] = windows[i] == resource ? NULL : windows[i];
	}
}

static void tell(size_t number)
{
	char name[32];

	windows[number] = wl_resource_create(wl_resource_get_client(manager),
		&wlr_toplevel_handle_interface, WLR_TOPLEVELS_VERSION, 0);
	wl_resource_set_implementation(
		windows[number], handle_implementation, NULL, on_window_gone);
	wl_resource_post_event(manager, WLR_MANAGER_TOPLEVEL, windows[number]);
	(void)snprintf(name, sizeof(name), "program %zu", number);
	wl_resource_post_event(windows[number], WLR_HANDLE_APP_ID, name);
	wl_resource_post_event(windows[number], WLR_HANDLE_DONE);
}

static void bind_manager(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	manager = wl_resource_create(client, &wlr_toplevel_manager_interface, (int)version, id);
	wl_resource_set_implementation(manager, manager_implementation, NULL, NULL);
	for (size_t i = 0; i < n_windows; i++) {
		tell(i);
	}
}

void windows_offer(struct wl_display *display)
{
	(void)wl_global_create(display, &wlr_toplevel_manager_interface, WLR_TOPLEVELS_VERSION,
		NULL, bind_manager);
}

void windows_add(size_t n)
{
	for (size_t i = 0; i < n && n_windows < WINDOWS_MAX; i++) {
		n_windows++;
		if (manager != NULL) {
			tell(n_windows - 1);
		}
	}
}

void windows_fill(size_t number)
{
	uint32_t states[] = {WLR_STATE_ACTIVATED, WLR_STATE_FULLSCREEN};
	struct wl_array array = {.size = sizeof(states), .alloc = sizeof(states), .data = states};

	if (number < n_windows && windows[number] != NULL) {
		wl_resource_post_event(windows[number], WLR_HANDLE_STATE, &array);
		wl_resource_post_event(windows[number], WLR_HANDLE_DONE);
	}
}
