/* SPDX-License-Identifier: MIT */
/* PipeWire may send what it likes, in pieces of any size: what is known of it keeps to its limits,
 * and what it is told are whole messages.
 *
 * Input: a seed for where to cut, then what PipeWire sends. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "pipewire_client.h"

#define PIECE_MAX_BYTES 2048
#define HEAD_BYTES 16

/* Hello and the like, pongs, and what is bound to. */
static void look_at_requests(int fd)
{
	unsigned char bytes[4 * PIPEWIRE_WIRE_OUTPUT_MAX_BYTES];
	ssize_t n = recv(fd, bytes, sizeof(bytes), 0);
	size_t filled = n > 0 ? (size_t)n : 0, at = 0;

	while (filled - at >= HEAD_BYTES) {
		uint32_t head[4], size;

		memcpy(head, bytes + at, sizeof(head));
		size = head[1] & 0xffffffu;
		FUZZ_CHECK(head[0] <= 2, "object %u", head[0]);
		FUZZ_CHECK(size >= 8 && size % 8 == 0 && size < 256, "%u bytes", size);
		FUZZ_CHECK(head[3] == 0, "%u descriptors", head[3]);
		if (size > filled - at - HEAD_BYTES) {
			return; /* more than was read at once */
		}
		at += HEAD_BYTES + size;
	}
}

static void check(const struct pipewire_client *client)
{
	char text[RECORDINGS_TEXT_MAX_BYTES];
	size_t n_bound = 0;

	for (size_t i = 0; i < RECORDINGS_MAX; i++) {
		n_bound += client->nodes[i].state == PIPEWIRE_NODE_BOUND;
	}
	FUZZ_CHECK(n_bound == client->recordings.n, "%zu bound, %zu listed", n_bound,
		client->recordings.n);
	FUZZ_CHECK(strlen(recordings_describe(&client->recordings, text)) < sizeof(text), "text");
	FUZZ_CHECK(client->wire.input_size <= PIPEWIRE_WIRE_MESSAGE_MAX_BYTES, "%zu bytes",
		client->wire.input_size);
	FUZZ_CHECK(client->wire.n_output <= sizeof(client->wire.output), "output");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pipewire_client client;
	uint32_t seed;
	int fds[2], r = 0;
	size_t done = 1;

	if (size < 1) {
		return -1;
	}
	seed = data[0];
	r = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds);
	FUZZ_CHECK(r == 0, "no sockets");
	pipewire_client_begin(&client, fds[0]);
	while (done < size && r >= 0) {
		size_t piece = size - done < PIECE_MAX_BYTES ? size - done : PIECE_MAX_BYTES;

		/* Seed 0: in large pieces. */
		if (seed > 0) {
			seed = seed * 1664525 + 1013904223;
			piece = (seed >> 16 & 63) + 1 < piece ? (seed >> 16 & 63) + 1 : piece;
		}
		FUZZ_CHECK(send(fds[1], data + done, piece, 0) == (ssize_t)piece, "sent");
		done += piece;
		do {
			r = pipewire_client_process(&client);
			look_at_requests(fds[1]);
			check(&client);
		} while (r > 0);
		FUZZ_CHECK(r == 0, "%d", r);
	}
	(void)close(fds[1]);
	do {
		r = pipewire_client_process(&client);
	} while (r > 0);
	FUZZ_CHECK(r < 0, "not left");
	pipewire_client_end(&client);
	return 0;
}
