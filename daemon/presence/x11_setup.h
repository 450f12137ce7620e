/* SPDX-License-Identifier: MIT */
/* The beginning of a connection to an X server, without ever waiting for it. Inner part of x11. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "x11_authority.h"

struct xcb_connection_t;

/* What a server says of itself at most; a usual one says 10 KiB. */
#define X11_SETUP_MAX_BYTES (128 * 1024)
#define X11_SETUP_REASON_MAX_BYTES 128

struct x11_setup {
	int fd; /* -1: none */
	unsigned char *answer;
	size_t filled;
	size_t size;
	unsigned number;
	bool is_abstract; /* the socket */
	struct x11_authority authority;
	char reason[X11_SETUP_REASON_MAX_BYTES]; /* why the server refuses us, as it says */
};

void x11_setup_init(struct x11_setup *setup);
/* Closes the connection, if it is still ours. The loop must not watch it any more. */
void x11_setup_deinit(struct x11_setup *setup);

/* Connects to a local display and says who we are. Returns 0, or -errno: -ENOENT (no socket),
 * -ECONNREFUSED, -EAGAIN (the server does not accept). */
int x11_setup_begin(
	struct x11_setup *setup, unsigned number, const struct x11_authority *authority);

/* Takes what the server answered, when setup->fd is readable. Returns 1 when that is all, 0 when
 * there is more to come, -EACCES if we are refused (see setup->reason), -ECONNRESET, -EPROTO,
 * -EMSGSIZE. */
int x11_setup_read(struct x11_setup *setup);

/* After the whole answer: a connection of libxcb to the same server, which is asked once more, and
 * waited for. The first one is closed: the loop must not watch it any more. Returns 0 or -errno. */
int x11_setup_finish(struct x11_setup *setup, struct xcb_connection_t **ret_connection);
