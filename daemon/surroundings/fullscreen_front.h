/* SPDX-License-Identifier: MIT */
/* One way to hear of the window in front. Inner part of fullscreen: fullscreen.c chooses the way,
 * fullscreen_wayland.c and fullscreen_x11.c go it. */
#pragma once

#include "fullscreen.h"

struct loop;
struct x11_desktop;

enum front_state {
	FRONT_ASKING,
	FRONT_KNOWN,
	FRONT_UNANSWERED, /* there is nobody, or it broke */
	FRONT_UNABLE,     /* somebody answered, and has no way to tell */
	FRONT_STATE_MAX,
};

struct front {
	const struct front_ops *ops;
	enum front_state state;
	bool is_full;
	char who[FULLSCREEN_NAME_MAX_BYTES];
	char where[FULLSCREEN_TEXT_MAX_BYTES]; /* for people: who tells, or why nobody does */
	/* Something of it is new; the front may be freed after its return only. */
	void (*on_change)(void *userdata);
	void *userdata;
};

struct front_ops {
	/* Not from on_change, or a hook of the loop. */
	void (*free)(struct front *front);
};

typedef struct front *(*front_new_fn)(struct loop *loop, const struct x11_desktop *desktop,
	void (*on_change)(void *userdata), void *userdata);

/* Connects at once, and asks. 'desktop' outlives it. NULL: no memory. */
struct front *fullscreen_wayland_new(struct loop *loop, const struct x11_desktop *desktop,
	void (*on_change)(void *userdata), void *userdata);
struct front *fullscreen_x11_new(struct loop *loop, const struct x11_desktop *desktop,
	void (*on_change)(void *userdata), void *userdata);

void front_set(struct front *front, enum front_state state, const char *where, ...)
	__attribute__((__format__(__printf__, 3, 4)));
