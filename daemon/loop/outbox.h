/* SPDX-License-Identifier: MIT */
/* What a peer has not taken yet, in a buffer of fixed size. Never waits. */
#pragma once

#include <stddef.h>

/* Sends from the beginning of 'bytes', as far as the non-blocking socket takes it, and moves the
 * rest to the beginning; *n is how much there is, before and after. Returns 0, also if something
 * is left, or -errno for a connection that is of no use any more. */
int outbox_send(int fd, unsigned char *bytes, size_t *n);
