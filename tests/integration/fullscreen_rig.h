/* SPDX-License-Identifier: MIT */
/* Who asks whether a window fills the screen, what is told, and the windows of the test. */
#pragma once

#include "fullscreen.h"
#include "harness.h"

#define FULLSCREEN_RIG_WINDOWS 3

extern struct fullscreen *fullscreen;
extern struct child windows[FULLSCREEN_RIG_WINDOWS]; /* ended by fullscreen_rig_end() */
extern unsigned n_told;
extern bool on; /* as told last; and by whom */
extern char who[FULLSCREEN_NAME_MAX_BYTES];
extern char text[FULLSCREEN_TEXT_MAX_BYTES]; /* of is_able() */

void fullscreen_rig_begin(struct loop *loop);
void fullscreen_rig_end(void);

/* Is it so now? */
bool is_able(enum fullscreen_ability ability);
/* Begins to watch, and waits until it is known that that is able to tell. */
void watch(void);
