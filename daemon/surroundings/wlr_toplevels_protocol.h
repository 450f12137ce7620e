/* SPDX-License-Identifier: MIT */
/* wlr-foreign-toplevel-management-unstable-v1, version 2, as far as it is needed: its messages by
 * hand. Debian 12 has no package with the description, and one that is copied would be ten times as
 * long. Later versions only add to it, and are not asked for. */
#pragma once

struct wl_interface;

#define WLR_TOPLEVELS_NAME "zwlr_foreign_toplevel_manager_v1"
/* From here on it tells of what fills the screen. */
#define WLR_TOPLEVELS_VERSION 2

/* Requests, */
#define WLR_MANAGER_STOP 0
#define WLR_HANDLE_DESTROY 7
/* events, */
#define WLR_MANAGER_TOPLEVEL 0
#define WLR_MANAGER_FINISHED 1
#define WLR_HANDLE_APP_ID 1
#define WLR_HANDLE_STATE 4
#define WLR_HANDLE_DONE 5
/* and states. */
#define WLR_STATE_ACTIVATED 2
#define WLR_STATE_FULLSCREEN 3

extern const struct wl_interface wlr_toplevel_manager_interface;
extern const struct wl_interface wlr_toplevel_handle_interface;
