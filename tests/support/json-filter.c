/* SPDX-License-Identifier: MIT */
/* Reads frames, each ended by a NUL, from standard input and answers each with a line: "bad", or
 * what was read, written again. compare-json.py holds that against what Python reads. */
#include "jsonvalue.h"

#include <backcare/cleanup.h>
#include <backcare/frame.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <json-c/json.h>

static void answer(const char *message, size_t size)
{
	AUTO_JSON struct json_object *value = NULL;
	size_t text_size;
	int r = json_parse_strict(message, size, &value);

	if (r == -ENOMEM) {
		abort();
	}
	puts(r < 0 ? "bad" : value == NULL ? "null" : json_get_text(value, &text_size));
}

int main(void)
{
	struct frame_buffer buffer;
	char bytes[4096];
	ssize_t size;

	frame_buffer_init(&buffer, (size_t)1024 * 1024);
	while ((size = read(STDIN_FILENO, bytes, sizeof(bytes))) > 0) {
		const char *message;
		size_t message_size;

		if (frame_buffer_feed(&buffer, bytes, (size_t)size) < 0) {
			abort();
		}
		while (frame_buffer_take(&buffer, &message, &message_size) > 0) {
			answer(message, message_size);
		}
	}
	frame_buffer_deinit(&buffer);
	return size < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
