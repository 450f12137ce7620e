/* SPDX-License-Identifier: MIT */
#include "wlr_toplevels_protocol.h"

#include <stddef.h>

#include <wayland-util.h>

extern const struct wl_interface wl_output_interface;
extern const struct wl_interface wl_seat_interface;
extern const struct wl_interface wl_surface_interface;

/* Arguments that name no interface of ours. libwayland wants these tables so: they are not written
 * to. */
static const struct wl_interface *no_types[5];

static const struct wl_interface *output_types[] = {&wl_output_interface};
static const struct wl_interface *seat_types[] = {&wl_seat_interface};
static const struct wl_interface *rectangle_types[] = {
	&wl_surface_interface, NULL, NULL, NULL, NULL};

static const struct wl_message handle_requests[] = {
	{"set_maximized", "", no_types},
	{"unset_maximized", "", no_types},
	{"set_minimized", "", no_types},
	{"unset_minimized", "", no_types},
	{"activate", "o", seat_types},
	{"close", "", no_types},
	{"set_rectangle", "oiiii", rectangle_types},
	{"destroy", "", no_types},
	{"set_fullscreen", "2?o", output_types},
	{"unset_fullscreen", "2", no_types},
};

static const struct wl_message handle_events[] = {
	{"title", "s", no_types},
	{"app_id", "s", no_types},
	{"output_enter", "o", output_types},
	{"output_leave", "o", output_types},
	{"state", "a", no_types},
	{"done", "", no_types},
	{"closed", "", no_types},
};

const struct wl_interface wlr_toplevel_handle_interface = {
	"zwlr_foreign_toplevel_handle_v1",
	WLR_TOPLEVELS_VERSION,
	sizeof(handle_requests) / sizeof(handle_requests[0]),
	handle_requests,
	sizeof(handle_events) / sizeof(handle_events[0]),
	handle_events,
};

static const struct wl_interface *handle_types[] = {&wlr_toplevel_handle_interface};

static const struct wl_message manager_requests[] = {{"stop", "", no_types}};

static const struct wl_message manager_events[] = {
	{"toplevel", "n", handle_types},
	{"finished", "", no_types},
};

const struct wl_interface wlr_toplevel_manager_interface = {
	WLR_TOPLEVELS_NAME,
	WLR_TOPLEVELS_VERSION,
	sizeof(manager_requests) / sizeof(manager_requests[0]),
	manager_requests,
	sizeof(manager_events) / sizeof(manager_events[0]),
	manager_events,
};
