/* SPDX-License-Identifier: MIT */
/* Where compositors may be found. */
#pragma once

#include <stddef.h>

/* sockaddr_un.sun_path with its NUL. */
#define WAYLAND_SOCKET_PATH_MAX 108
#define WAYLAND_SOCKETS_MAX 8

struct wayland_sockets {
	char paths[WAYLAND_SOCKETS_MAX][WAYLAND_SOCKET_PATH_MAX];
	size_t n;
};

/* The path of a value of $WAYLAND_DISPLAY: a name in the runtime directory, or a path. Returns 0 or
 * -ENAMETOOLONG. */
int wayland_sockets_get_path(
	const char *runtime_directory, const char *display, char path[WAYLAND_SOCKET_PATH_MAX]);

/* The sockets that exist: first those named (each may be NULL), in this order, then every
 * "wayland-*" of the runtime directory, the newest first. Each once. */
void wayland_sockets_find(struct wayland_sockets *sockets, const char *runtime_directory,
	const char *display, const char *other_display);

/* Connects without waiting: a compositor that does not accept is one that does not answer. Returns
 * the descriptor or -errno. */
int wayland_sockets_connect(const char *path);
