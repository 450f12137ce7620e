/* SPDX-License-Identifier: MIT */
/* The windows of the compositor without a screen, by zwlr_foreign_toplevel_manager_v1. For one
 * client. */
#pragma once

#include <stddef.h>

struct wl_display;

void windows_offer(struct wl_display *display);
/* So many more; told when it is bound, or at once. */
void windows_add(size_t n);
/* In front, and fills the screen. */
void windows_fill(size_t number);
