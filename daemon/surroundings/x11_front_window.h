/* SPDX-License-Identifier: MIT */
/* Which window is in front on an X server, and does it fill the screen? As the window manager says
 * (EWMH: _NET_ACTIVE_WINDOW and _NET_WM_STATE). Inner part of fullscreen. */
#pragma once

#include "fullscreen.h"
#include "x11_wire.h"

struct x11_setup;

/* What is looked at of a window's states, and of its class. */
#define X11_FRONT_STATES_MAX 32
#define X11_FRONT_CLASS_MAX_BYTES 128

enum x11_front_step {
	X11_FRONT_ATOMS,
	X11_FRONT_ACTIVE, /* which window is it */
	X11_FRONT_WINDOW, /* what is it like */
	X11_FRONT_KNOWN,
	X11_FRONT_STEP_MAX,
};

enum x11_front_atom {
	X11_FRONT_ATOM_MANAGER,
	X11_FRONT_ATOM_ACTIVE_WINDOW,
	X11_FRONT_ATOM_STATE,
	X11_FRONT_ATOM_FULLSCREEN,
	X11_FRONT_ATOM_MAX,
};

struct x11_front_window {
	struct x11_wire wire;
	enum x11_front_step step;
	uint32_t root;
	uint32_t atoms[X11_FRONT_ATOM_MAX]; /* 0: nobody there knows it */
	bool has_manager;
	uint32_t window;   /* 0: none */
	bool active_again; /* to ask anew, when the answers of now are there */
	bool window_again;

	/* What the server says, from X11_FRONT_KNOWN on: */
	bool is_told; /* there is a window manager that tells, or there was one */
	bool is_full;
	char who[FULLSCREEN_NAME_MAX_BYTES]; /* of what program; "": it does not say */
};

/* Without a connection. */
void x11_front_window_init(struct x11_front_window *front);
/* Closes the connection. The loop must not watch it any more. Harmless a second time. */
void x11_front_window_deinit(struct x11_front_window *front);

/* Begins to ask, over a connection that the server has let in, which is taken. What is to be sent
 * waits for x11_wire_flush(). */
void x11_front_window_begin(struct x11_front_window *front, struct x11_setup *setup);

/* Handles what arrived, or part of it if it is much, and asks on. Does not wait. Returns 0, or
 * -errno for a connection that is of no use any more. */
int x11_front_window_process(struct x11_front_window *front);

/* Does the server owe an answer, or the rest of one? */
bool x11_front_window_is_waiting(const struct x11_front_window *front);
