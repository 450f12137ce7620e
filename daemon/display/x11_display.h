/* SPDX-License-Identifier: MIT */
/* Names of X displays and where their servers listen. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#define X11_DISPLAY_NUMBER_MAX 65535
/* Where the sockets of all local servers are: the number follows. */
#define X11_SOCKET_DIRECTORY "/tmp/.X11-unix"
#define X11_SOCKET_PREFIX X11_SOCKET_DIRECTORY "/X"

/* ":7", ":7.0", "unix:7". Returns 0, -EREMOTE for one on another machine or through ssh, -EINVAL
 * for what names none. */
int x11_display_parse(const char *name, unsigned *ret_number);

/* The socket of a local display in the file system, or in the abstract name space. */
socklen_t x11_display_get_address(unsigned number, bool abstract, struct sockaddr_un *ret_address);

/* Is there a socket, or a dead one's file? */
bool x11_display_exists(unsigned number);

/* Returns a non-blocking socket, which is the caller's, or -errno: -ENOENT (no socket),
 * -ECONNREFUSED, -EAGAIN (the server does not accept). */
int x11_display_connect(unsigned number);
