/* SPDX-License-Identifier: MIT */
/*
 * The user manager's environment is newer than our own, which is as old as the daemon; logind knows
 * the display of this session where the display manager told it.
 *
 * A Wayland session names a display too, that of Xwayland. What says whether it is one: logind,
 * then the environment's XDG_SESSION_TYPE; and where neither does, a Wayland display that is named.
 */
#include "x11_desktop.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "logind.h"
#include "userenv.h"
#include "x11_authority.h"
#include "x11_display.h"
#include "x11_setup.h"

static bool is_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

/* "" is nothing. Returns whether it is another. */
static bool replace(char **at, const char *text)
{
	if (text != NULL && text[0] == '\0') {
		text = NULL;
	}
	if (is_same(*at, text)) {
		return false;
	}
	free(*at);
	*at = text != NULL ? strdup(text) : NULL;
	return true;
}

void x11_desktop_deinit(struct x11_desktop *desktop)
{
	free(desktop->display);
	free(desktop->authority);
	free(desktop->wayland_display);
	free(desktop->type);
	free(desktop->session_display);
	free(desktop->session_type);
	*desktop = (struct x11_desktop){0};
}

bool x11_desktop_set_environment(struct x11_desktop *desktop, const struct userenv_values *values)
{
	bool is_new = replace(&desktop->display, values->display);

	is_new = replace(&desktop->authority, values->xauthority) || is_new;
	is_new = replace(&desktop->wayland_display, values->wayland_display) || is_new;
	return replace(&desktop->type, values->session_type) || is_new;
}

bool x11_desktop_set_session(struct x11_desktop *desktop, const struct logind_session *session)
{
	bool is_there = session->is_known && session->is_present;
	bool is_new = replace(&desktop->session_display, is_there ? session->display : NULL);

	return replace(&desktop->session_type, is_there ? session->type : NULL) || is_new;
}

/* Types that say nothing of X11 or Wayland ("tty" before startx) leave it open. */
static bool is_type(const char *type)
{
	return type != NULL && (strcmp(type, "x11") == 0 || strcmp(type, "wayland") == 0);
}

static bool is_wayland(const struct x11_desktop *desktop)
{
	const char *const types[] = {
		desktop->session_type, desktop->type, getenv("XDG_SESSION_TYPE")};
	const char *own = getenv("WAYLAND_DISPLAY");

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (is_type(types[i])) {
			return strcmp(types[i], "wayland") == 0;
		}
	}
	return desktop->wayland_display != NULL || (own != NULL && own[0] != '\0');
}

static void add_display(struct x11_desktop *desktop, const char *name)
{
	unsigned number;
	int r;

	if (name == NULL || name[0] == '\0') {
		return;
	}
	r = x11_display_parse(name, &number);
	if (r == -EREMOTE && desktop->remote == NULL) {
		desktop->remote = name;
	}
	if (r < 0) {
		return;
	}
	for (size_t i = 0; i < desktop->n_displays; i++) {
		if (desktop->displays[i] == number) {
			return;
		}
	}
	desktop->displays[desktop->n_displays++] = number;
}

void x11_desktop_judge(struct x11_desktop *desktop)
{
	desktop->n_displays = 0;
	desktop->remote = NULL;
	add_display(desktop, desktop->display);
	add_display(desktop, desktop->session_display);
	add_display(desktop, getenv("DISPLAY"));
	if (is_wayland(desktop)) {
		desktop->kind = X11_DESKTOP_WAYLAND;
	} else if (desktop->n_displays > 0) {
		desktop->kind = X11_DESKTOP_LOCAL;
	} else {
		desktop->kind = desktop->remote != NULL ? X11_DESKTOP_REMOTE : X11_DESKTOP_UNKNOWN;
	}
}

/* The key to this display, from the first file that has one; without any, one of size 0. */
static void find_authority(
	const struct x11_desktop *desktop, unsigned number, struct x11_authority *ret_authority)
{
	const char *home = getenv("HOME");
	char at_home[PATH_MAX] = "";
	const char *const paths[] = {desktop->authority, getenv("XAUTHORITY"), at_home};

	if (home != NULL) {
		(void)snprintf(at_home, sizeof(at_home), "%s/.Xauthority", home);
	}
	*ret_authority = (struct x11_authority){0};
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int r = -ENOENT;

		if (paths[i] != NULL && paths[i][0] == '/') {
			r = x11_authority_load(paths[i], number, ret_authority);
		}
		if (r >= 0) {
			return;
		}
		if (r != -ENOENT) {
			log_debug("Cannot read %s: %s", paths[i], log_errno_text(r));
		}
	}
}

int x11_desktop_connect(const struct x11_desktop *desktop, unsigned number, struct x11_setup *setup)
{
	struct x11_authority authority;
	int fd = x11_display_connect(number), r;

	if (fd < 0) {
		return fd;
	}
	find_authority(desktop, number, &authority);
	r = x11_setup_begin(setup, fd, &authority);
	x11_authority_forget(&authority);
	return r;
}
