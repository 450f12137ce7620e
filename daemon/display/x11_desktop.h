/* SPDX-License-Identifier: MIT */
/* Which X displays there may be for us, from all that tells of them, and the way into one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct logind_session;
struct userenv_values;
struct x11_setup;

/* Displays that are named at the same time: one by each who names any. */
#define X11_DISPLAYS_MAX 3

enum x11_desktop_kind {
	X11_DESKTOP_LOCAL,   /* there are displays to try */
	X11_DESKTOP_UNKNOWN, /* nobody names any */
	X11_DESKTOP_REMOTE,  /* only on another machine */
	X11_DESKTOP_WAYLAND, /* X11 would be Xwayland, and must be left alone: a connection starts
				it */
	X11_DESKTOP_KIND_MAX,
};

struct x11_desktop {
	/* Kept from what was told: */
	char *display; /* by the user manager, or NULL */
	char *authority;
	char *wayland_display;
	char *type;
	char *session_display; /* by logind, or NULL */
	char *session_type;

	/* What follows from it: */
	enum x11_desktop_kind kind;
	unsigned displays[X11_DISPLAYS_MAX]; /* best first, each once */
	size_t n_displays;
	const char *remote; /* a name of that kind */
};

void x11_desktop_deinit(struct x11_desktop *desktop);

/* These return whether what they tell is new. Then x11_desktop_judge() has to follow. */
bool x11_desktop_set_environment(struct x11_desktop *desktop, const struct userenv_values *values);
bool x11_desktop_set_session(struct x11_desktop *desktop, const struct logind_session *session);

/* Also looks at our own environment. */
void x11_desktop_judge(struct x11_desktop *desktop);

/* Connects to this display and says who we are, with the key that belongs to it: see
 * x11_setup_begin(). Returns 0, or what that or x11_display_connect() says. */
int x11_desktop_connect(
	const struct x11_desktop *desktop, unsigned number, struct x11_setup *setup);
