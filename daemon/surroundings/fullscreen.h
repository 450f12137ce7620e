/* SPDX-License-Identifier: MIT */
/* Does the window in front fill the screen? Asked only while somebody wants to know: to listen
 * costs a wake-up at each change of a title. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct fullscreen;
struct loop;
struct userenv_values;

/* Of a program's name, and of what fullscreen_describe() says; with the NUL. */
#define FULLSCREEN_NAME_MAX_BYTES 64
#define FULLSCREEN_TEXT_MAX_BYTES 256

enum fullscreen_ability {
	FULLSCREEN_NOT_ASKED, /* or it has not answered */
	FULLSCREEN_TOLD,
	FULLSCREEN_NOT_TOLD, /* the desktop has no way to tell */
	FULLSCREEN_ABILITY_MAX,
};

/* A window fills the screen, or none does, or that is not known any more; only while it is watched,
 * and only what is another than before: none, at first. 'who': the program's name, one line of
 * plain text; "" if it has none. Run from the loop. May not free. */
typedef void (*fullscreen_fn)(bool on, const char *who, void *userdata);

int fullscreen_new(
	struct loop *loop, fullscreen_fn fn, void *userdata, struct fullscreen **ret_fullscreen);
/* Takes NULL. */
struct fullscreen *fullscreen_free(struct fullscreen *fullscreen);

/* Where the desktop is, from the user manager; copied. Asks it once whether it can tell, without
 * telling. */
void fullscreen_set_environment(struct fullscreen *fullscreen, const struct userenv_values *values);
/* Asks once more whether it can tell, without telling: for fullscreen_describe(). Does nothing
 * while that is asked or watched. */
void fullscreen_probe(struct fullscreen *fullscreen);

/* Begins to watch, or ends it: then nothing is connected, and what was told is forgotten. Costs
 * nothing if it is as before. Nothing is run from within. */
void fullscreen_watch(struct fullscreen *fullscreen, bool on);

/* What came of the last time, for people, in 'buffer'. */
enum fullscreen_ability fullscreen_describe(
	const struct fullscreen *fullscreen, char *buffer, size_t size);
