/* SPDX-License-Identifier: MIT */
/* Does GNOME itself remind of moving? Since GNOME 48 it can, under "Wellbeing" in its settings. */
#pragma once

#include <stdbool.h>

/* Reads it from the user's own dconf database, without waiting. It means something only where GNOME
 * Shell runs: see DO_NOT_DISTURB_GNOME. */
bool gnome_breaks_are_on(void);
