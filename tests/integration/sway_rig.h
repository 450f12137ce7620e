/* SPDX-License-Identifier: MIT */
/* A real sway without a screen, and windows in it. Sway refuses to run as root: harness_drop_root()
 * comes before. */
#pragma once

#include <stdbool.h>

#include "harness.h"

/* Says so and returns false if a program is not there. */
bool sway_have_programs(void);
/* In the runtime directory of now. Waits until it answers; $WAYLAND_DISPLAY and $SWAYSOCK are set
 * then. */
struct child sway_start(void);
/* A terminal that runs this line of a shell; it is in front when this returns. */
struct child sway_open_window(const char *app_id, const char *line);
/* swaymsg, to its end. */
void sway_say(const char *command);
