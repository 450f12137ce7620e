/* SPDX-License-Identifier: MIT */
/* A stream cut at any place gives the messages that it has when it is looked at as a whole: all
 * before the first one that is too large, and none behind it.
 *
 * Input: the largest message, a seed for where to cut, the stream. */
#include <errno.h>
#include <string.h>

#include <backcare/frame.h>

#include "fuzz.h"

struct stream {
	struct frame_buffer buffer;
	const char *bytes; /* of the message that comes next */
	size_t left;       /* behind it */
	bool too_large;    /* was told */
};

/* Takes what is complete, 'n_max' at most, and holds it against the stream. */
static void take(struct stream *stream, size_t n_max)
{
	for (size_t i = 0; i < n_max && !stream->too_large; i++) {
		const char *message = NULL;
		size_t size = 0, wanted = strnlen(stream->bytes, stream->left);
		int r = frame_buffer_take(&stream->buffer, &message, &size);

		if (r == 0) {
			return;
		}
		FUZZ_CHECK(wanted < stream->left, "a message without an end");
		if (r == -EMSGSIZE) {
			FUZZ_CHECK(wanted >= stream->buffer.message_max, "%zu is refused", wanted);
			stream->too_large = true;
			return;
		}
		FUZZ_CHECK(r == 1 && size == wanted, "%zu instead of %zu", size, wanted);
		FUZZ_CHECK(size < stream->buffer.message_max, "%zu is taken", size);
		FUZZ_CHECK(memcmp(message, stream->bytes, size + 1) == 0, "another message");
		stream->bytes += size + 1;
		stream->left -= size + 1;
	}
}

static void feed(const uint8_t *data, size_t size, size_t message_max, uint32_t seed)
{
	struct stream stream = {.bytes = (const char *)data, .left = size};
	size_t fed = 0, last;
	int r = 0;

	frame_buffer_init(&stream.buffer, message_max);
	while (fed < size && r == 0 && !stream.too_large) {
		size_t length = size - fed;

		/* Seed 0: in one piece. */
		if (seed > 0) {
			seed = seed * 1664525 + 1013904223;
			length = seed >> 16 & 31;
			length = length < size - fed ? length : size - fed;
		}
		r = frame_buffer_feed(&stream.buffer, (const char *)data + fed, length);
		fed += length;
		FUZZ_CHECK(frame_buffer_pending(&stream.buffer) == stream.left - (size - fed),
			"pending");
		if (seed & 1 << 9) {
			take(&stream, seed >> 10 & 3);
		}
	}
	take(&stream, SIZE_MAX);
	/* What is left is not complete, or is too large and that was said. */
	last = strnlen(stream.bytes, stream.left);
	FUZZ_CHECK((r == -EMSGSIZE || stream.too_large) == (last >= message_max), "%zu bytes left",
		stream.left);
	FUZZ_CHECK(stream.too_large || r < 0 || last == stream.left, "a message was kept back");
	frame_buffer_deinit(&stream.buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2) {
		return -1;
	}
	/* 1 to 16, or up to 3841 */
	feed(data + 2, size - 2, 1 + (size_t)(data[0] & 15) * (data[0] & 16 ? 256 : 1), 0);
	feed(data + 2, size - 2, 1 + (size_t)(data[0] & 15) * (data[0] & 16 ? 256 : 1),
		data[1] + 1U);
	return 0;
}
