/* SPDX-License-Identifier: MIT */
/* The windows that a compositor tells of by zwlr_foreign_toplevel_manager_v1. Inner part of
 * fullscreen. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fullscreen.h"
#include "list.h"
#include "wlr_toplevels_protocol.h"

struct wl_proxy;
struct wl_registry;

/* Windows that are looked at; the others are let go. */
#define WLR_TOPLEVELS_MAX 128
#define WLR_TOPLEVEL_TEXT_MAX_BYTES FULLSCREEN_NAME_MAX_BYTES

struct wlr_toplevels {
	struct wl_proxy *manager; /* NULL: none, or it has nothing more to say */
	struct list list;         /* of toplevel.toplevels */
	size_t n;
	bool is_narrow; /* to one window */
};

void wlr_toplevels_init(struct wlr_toplevels *toplevels);
/* Before the connection is closed; the same as after init then. Not from a listener. */
void wlr_toplevels_deinit(struct wlr_toplevels *toplevels);

/* 'name' is that of a global of WLR_TOPLEVELS_VERSION or more. Returns 0 or -ENOMEM. */
int wlr_toplevels_bind(
	struct wlr_toplevels *toplevels, struct wl_registry *registry, uint32_t name);

/* The window in front that fills the screen: its program's name, else its title, one line of plain
 * text, "" if it has neither; NULL if there is none. Valid until the next events. */
const char *wlr_toplevels_get_full(const struct wlr_toplevels *toplevels);

/* Hears of that window alone from now on, so that no other one's title wakes anybody. Not from a
 * listener. */
void wlr_toplevels_narrow(struct wlr_toplevels *toplevels);
