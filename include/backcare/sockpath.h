/* SPDX-License-Identifier: MIT */
/* Where the daemon listens and the client connects. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Fits into sockaddr_un.sun_path with its NUL. */
#define SOCKPATH_MAX 108

/* The runtime directory: $XDG_RUNTIME_DIR, else /run/user/UID if that is a directory of this user,
 * else /tmp/backcare-UID. With 'create' the last one is made with mode 0700; one that exists has to
 * be a real directory of this user that nobody else can enter. Returns 0, -EPERM for one of
 * somebody else, -ENAMETOOLONG, -errno. */
int sockpath_runtime_directory(char *buffer, size_t size, bool create);

/* The full path of the socket in 'buffer' (SOCKPATH_MAX bytes are enough). With 'create' the
 * directory is made (0700). Returns 0, -ENAMETOOLONG if the path does not fit into an address, else
 * as above. */
int sockpath_get(char *buffer, size_t size, bool create);
