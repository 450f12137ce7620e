/* SPDX-License-Identifier: MIT */
/* Unix stream sockets: making one at a path, and finding out about one that was passed. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

/* Makes a listening socket (mode 0600) at the path, in place of one that nobody listens on any
 * more. *ret_info tells later whether the path is still this socket. Errors as in
 * varlink_server_listen_path(). */
int varlink_socket_listen(const char *path, int *ret_fd, struct stat *ret_info);

/* Removes the path if it is still that socket. */
void varlink_socket_remove(const char *path, const struct stat *info);

/* Is it a Unix stream socket, and does it listen? Returns 0, -ENOTSOCK, -EPROTOTYPE, -errno. */
int varlink_socket_examine(int fd, bool *ret_listening);

/* Makes a descriptor from outside non-blocking and close-on-exec. Returns 0 or -errno. */
int varlink_socket_prepare(int fd);

/* Who is at the other end; -EPERM if it is neither this user nor root. Returns 0, -errno. */
int varlink_socket_get_peer(int fd, pid_t *ret_pid, uid_t *ret_uid);
