/* SPDX-License-Identifier: MIT */
/* The beginning of a connection to an X server: who we are, and whether it lets us in. Never waits.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "x11_authority.h"

/* What a server says of itself at most; a usual one says 10 KiB. */
#define X11_SETUP_MAX_BYTES (128 * 1024)
#define X11_SETUP_REASON_MAX_BYTES 128
/* For what we make in the server. */
#define X11_SETUP_IDS 4

struct x11_setup {
	int fd; /* -1: none */
	unsigned char *answer;
	size_t filled;
	size_t size;
	char reason[X11_SETUP_REASON_MAX_BYTES]; /* why the server refuses us, as it says */

	/* What the answer says: */
	uint32_t root; /* the window behind all others on the first screen */
	uint32_t ids[X11_SETUP_IDS];
};

void x11_setup_init(struct x11_setup *setup);
/* Closes the connection, if it was not taken. The loop must not watch it any more. */
void x11_setup_deinit(struct x11_setup *setup);

/* Says who we are over a connection that was just made, which is the setup's from then on, also on
 * failure. Returns 0 or -errno. */
int x11_setup_begin(struct x11_setup *setup, int fd, const struct x11_authority *authority);

/* Takes what the server answered, when setup->fd is readable. Returns 1 when that is all, 0 when
 * there is more to come, -EACCES if we are refused (see setup->reason), -ECONNRESET, -EPROTO,
 * -EMSGSIZE. */
int x11_setup_read(struct x11_setup *setup);

/* After the whole answer: hands the connection over. What the answer says stays. */
int x11_setup_take_fd(struct x11_setup *setup);
