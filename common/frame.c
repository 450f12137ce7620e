/* SPDX-License-Identifier: MIT */
/* One buffer that grows at its end and is taken from at its front. Each byte is searched for a NUL
 * twice at most: when it is fed, to know where the unfinished message begins, and when its message
 * is taken. What was taken is only moved over when the room is needed and most of it is free, so
 * that many small messages behind each other cost no more than one large one. */
#include <backcare/frame.h>

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More than that is given back once everything was taken. */
#define KEEP_BYTES ((size_t)64 * 1024)
#define FIRST_BYTES ((size_t)1024)

void frame_buffer_init(struct frame_buffer *buffer, size_t message_max)
{
	assert(message_max > 0);
	*buffer = (struct frame_buffer){.message_max = message_max};
}

void frame_buffer_deinit(struct frame_buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct frame_buffer){.message_max = buffer->message_max};
}

static void drop_taken(struct frame_buffer *buffer)
{
	memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->size - buffer->start);
	buffer->size -= buffer->start;
	buffer->tail -= buffer->start;
	buffer->start = 0;
}

static int make_room(struct frame_buffer *buffer, size_t size)
{
	size_t capacity;
	char *bytes;

	if (buffer->start == buffer->size) {
		buffer->start = buffer->size = buffer->tail = 0;
		if (buffer->capacity > KEEP_BYTES) {
			frame_buffer_deinit(buffer);
		}
	} else if (buffer->capacity - buffer->size < size && buffer->start > buffer->size / 2) {
		drop_taken(buffer);
	}
	if (buffer->capacity - buffer->size >= size) {
		return 0;
	}
	if (__builtin_add_overflow(buffer->size, size, &capacity)) {
		return -ENOMEM;
	}
	if (capacity < 2 * buffer->capacity) {
		capacity = 2 * buffer->capacity;
	}
	if (capacity < FIRST_BYTES) {
		capacity = FIRST_BYTES;
	}
	bytes = realloc(buffer->bytes, capacity);
	if (bytes == NULL) {
		return -ENOMEM;
	}
	buffer->bytes = bytes;
	buffer->capacity = capacity;
	return 0;
}

int frame_buffer_feed(struct frame_buffer *buffer, const char *bytes, size_t size)
{
	const char *last;
	int r;

	if (size == 0) {
		return 0;
	}
	r = make_room(buffer, size);
	if (r < 0) {
		return r;
	}
	memcpy(buffer->bytes + buffer->size, bytes, size);
	last = memrchr(buffer->bytes + buffer->size, '\0', size);
	buffer->size += size;
	if (last != NULL) {
		buffer->tail = (size_t)(last - buffer->bytes) + 1;
	}
	/* As large as the largest, and its NUL is still to come. */
	return buffer->size - buffer->tail >= buffer->message_max ? -EMSGSIZE : 0;
}

int frame_buffer_take(struct frame_buffer *buffer, const char **ret_message, size_t *ret_size)
{
	const char *message;
	const char *end;
	size_t size;

	if (buffer->start == buffer->tail) {
		return 0;
	}
	message = buffer->bytes + buffer->start;
	end = memchr(message, '\0', buffer->tail - buffer->start);
	assert(end != NULL);
	size = (size_t)(end - message);
	if (size >= buffer->message_max) {
		return -EMSGSIZE;
	}
	buffer->start += size + 1;
	*ret_message = message;
	*ret_size = size;
	return 1;
}

size_t frame_buffer_pending(const struct frame_buffer *buffer)
{
	return buffer->size - buffer->start;
}
