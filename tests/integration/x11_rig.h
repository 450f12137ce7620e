/* SPDX-License-Identifier: MIT */
/* What the tests of the source x11 share: a port with that source alone, on the real clock, and X
 * servers on displays of their own. */
#pragma once

#include <stdbool.h>

#include "clock.h"
#include "harness.h"
#include "presence.h"

#define MSEC USEC_PER_MSEC
#define SEC USEC_PER_SEC

extern struct loop *loop;
extern struct clock boot_clock;
extern struct presence_port *port; /* idle after 1 s; not started */
extern struct child server, other_server, compositor;
extern unsigned number; /* of the display; the next one is free too */
extern char display[16], other_display[16];

/* As told by the port: */
extern enum input_state input;
extern usec_t input_since_usec;
extern unsigned n_hints;

/* The fixture. */
void x11_rig_setup(void);
void x11_rig_teardown(void);

/* What a server that was killed leaves behind. */
void remove_remains(unsigned of);
bool have_programs(void);
/* 'authority': its file, or NULL. It is not there yet on return. */
struct child start_server(const char *name, const char *authority);
struct presence_source_info get_source(void);
/* ... and this is part of what it says. */
bool is_state(enum source_state state, const char *detail);
void set_environment(const char *x_display, const char *authority, const char *wayland_display,
	const char *session_type);
/* With xdotool; the loop goes on. */
void press_key(const char *name);
void move_mouse(const char *name);
