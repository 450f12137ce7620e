/* SPDX-License-Identifier: MIT */
/* A Varlink server on Unix stream sockets: transport, dispatch and org.varlink.service. It knows no
 * interface but that one; the others are registered. */
#pragma once

#include <stddef.h>

struct event_base;
struct varlink_interface;
struct varlink_server;

/* What GetInfo tells. All are given, and outlive the server; an empty string is fine. */
struct varlink_server_info {
	const char *vendor;
	const char *product;
	const char *version;
	const char *url;
};

/* 'base' has to be able to do edge-triggered events, as that on epoll does, and outlives the
 * server. SIGPIPE needs no care: nothing here raises it. Returns 0, -ENOMEM, -EOPNOTSUPP. */
int varlink_server_new(struct event_base *base, const struct varlink_server_info *info,
	struct varlink_server **ret_server);

/* Stops listening, removes the path it made, closes every connection (on_closed of the calls still
 * kept is run) and frees. Not from within a handler or a callback of the server. Takes NULL. */
struct varlink_server *varlink_server_free(struct varlink_server *server);

/* 'userdata' goes to the handlers. Names have to be unique, tables sound: asserted. Returns 0,
 * -E2BIG above LIMIT_INTERFACES. */
int varlink_server_add_interface(
	struct varlink_server *server, const struct varlink_interface *interface, void *userdata);

/* Makes a socket (mode 0600) and listens there. What is left of a daemon that died is replaced.
 * Returns 0, -EADDRINUSE if a living one listens there, -EEXIST if something other than a socket
 * is there, -EPERM for a socket of somebody else, -ENAMETOOLONG, -E2BIG above LIMIT_LISTENERS,
 * -errno. */
int varlink_server_listen_path(struct varlink_server *server, const char *path);

enum varlink_passed {
	VARLINK_PASSED_LISTENING = 1,
	VARLINK_PASSED_CONNECTED = 2,
};

/* Takes a socket that was passed to the process, and finds out which kind it is: systemd passes a
 * listening one, "varlinkctl call ./program" one that is connected already. For a connected one
 * on_closed is run once after it was closed (never from within this function, and not by
 * varlink_server_free()); may be NULL. The descriptor belongs to the server if this succeeds.
 * Returns a value of enum varlink_passed, -ENOTSOCK, -EPROTOTYPE for other than a Unix stream
 * socket, -EPERM for a connection from somebody else, -errno. */
int varlink_server_add_passed(
	struct varlink_server *server, int fd, void (*on_closed)(void *userdata), void *userdata);

/* Connections served now. */
size_t varlink_server_count_peers(const struct varlink_server *server);
