/* SPDX-License-Identifier: MIT */
/* Varlink framing: a byte stream cut into messages at NUL bytes. Bytes in, messages out; no socket
 * and no JSON in here. Both programs use it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct frame_buffer {
	char *bytes;        /* owned */
	size_t size;        /* bytes filled */
	size_t capacity;    /* bytes allocated */
	size_t start;       /* where the first message not yet taken begins */
	size_t tail;        /* where the unfinished one begins; no NUL behind it */
	size_t message_max; /* largest message in bytes, NUL included */
};

void frame_buffer_init(struct frame_buffer *buffer, size_t message_max);
/* Accepts a zeroed or half-built buffer; leaves it as frame_buffer_init() does. */
void frame_buffer_deinit(struct frame_buffer *buffer);

/* Appends bytes. Returns 0, -ENOMEM, or -EMSGSIZE when the unfinished message at the end would be
 * larger than message_max: then the peer has to be dropped, there is no way to go on. */
int frame_buffer_feed(struct frame_buffer *buffer, const char *bytes, size_t size);

/* Takes the next complete message. Returns 1 and points *ret_message at it, NUL-terminated and of
 * *ret_size bytes without the NUL; it stays valid until the next feed or deinit. Returns 0 when
 * more bytes are needed, -EMSGSIZE for a complete one above message_max. */
int frame_buffer_take(struct frame_buffer *buffer, const char **ret_message, size_t *ret_size);

/* Bytes fed and not yet taken, complete messages included. */
size_t frame_buffer_pending(const struct frame_buffer *buffer);
