/* SPDX-License-Identifier: MIT */
/* An X server may send what it likes, from its answer to the setup on, in pieces of any size: it is
 * either waited for, or its answer is taken, or it is left; and the requests that it gets are whole
 * ones.
 *
 * Input: a seed for where to cut, when the threshold changes, what the server sends. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "manual_clock.h"
#include "x11_authority.h"
#include "x11_idle.h"
#include "x11_setup.h"

/* More than one piece needs. */
#define PASSES_MAX 16
#define PIECE_MAX_BYTES 2048

struct server {
	int fd;
	bool is_set_up;
	unsigned char asked[4 * X11_WIRE_OUTPUT_MAX_BYTES]; /* not yet looked at */
	size_t n_asked;
	unsigned n_requests;
	unsigned n_changes;
};

static void on_change(void *userdata)
{
	struct server *server = userdata;

	server->n_changes++;
}

/* What the server is asked is whole requests of extensions, or a question for one. */
static void look_at_requests(struct server *server)
{
	size_t at = 0;
	ssize_t n = recv(server->fd, server->asked + server->n_asked,
		sizeof(server->asked) - server->n_asked, 0);

	server->n_asked += n > 0 ? (size_t)n : 0;
	while (server->n_asked - at >= 4) {
		const unsigned char *request = server->asked + at;
		uint16_t words;

		memcpy(&words, request + 2, sizeof(words));
		FUZZ_CHECK(words >= 1 && words <= 11, "%u words", words);
		FUZZ_CHECK(request[0] == 98 || request[0] >= 128, "request %u", request[0]);
		if (words * 4u > server->n_asked - at) {
			break;
		}
		at += words * 4u;
		server->n_requests++;
	}
	FUZZ_CHECK(at == server->n_asked, "%zu bytes of a request", server->n_asked - at);
	server->n_asked = 0;
}

/* The setup, and nothing behind it. */
static int process_setup(
	struct server *server, struct x11_setup *setup, struct x11_idle *idle, struct clock *clock)
{
	unsigned char request[64];
	int r = x11_setup_read(setup);

	FUZZ_CHECK(r != 0 || setup->filled < setup->size, "all is there");
	FUZZ_CHECK(r != -EACCES || strlen(setup->reason) < sizeof(setup->reason), "reason");
	if (r <= 0) {
		return r;
	}
	FUZZ_CHECK(setup->ids[0] != 0 || setup->ids[1] != 0, "ids");
	FUZZ_CHECK(recv(server->fd, request, sizeof(request), 0) == 12, "the setup's request");
	x11_idle_begin(idle, setup, clock, 2 * USEC_PER_SEC, on_change, server);
	server->is_set_up = true;
	return x11_wire_flush(&idle->wire);
}

static int process(
	struct server *server, struct x11_setup *setup, struct x11_idle *idle, struct clock *clock)
{
	int r = 0;

	if (!server->is_set_up) {
		r = process_setup(server, setup, idle, clock);
	}
	for (unsigned i = 0; i < PASSES_MAX && r >= 0 && server->is_set_up; i++) {
		r = x11_idle_process(idle);
		look_at_requests(server);
		FUZZ_CHECK(r <= 0, "%d", r);
		FUZZ_CHECK(r < 0 || !x11_wire_has_output(&idle->wire), "it was taken");
		FUZZ_CHECK(idle->wire.n_questions > 0 || idle->step >= X11_IDLE_ARMED || r < 0,
			"nothing to wait for in step %d", (int)idle->step);
		FUZZ_CHECK(idle->wire.size <= X11_WIRE_MESSAGE_MAX_BYTES, "%zu bytes",
			idle->wire.size);
		FUZZ_CHECK((idle->step == X11_IDLE_USELESS) == (idle->obstacle != NULL), "why");
		FUZZ_CHECK(idle->is_known == (server->n_changes > 0), "told");
	}
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct x11_authority nothing;
	struct manual_clock manual;
	struct clock clock;
	struct x11_setup setup;
	struct x11_idle idle;
	struct server server = {0};
	int fds[2], r;
	uint32_t seed;
	size_t done = 2;

	if (size < 2) {
		return -1;
	}
	seed = data[0];
	manual_clock_init(&manual);
	clock = manual_clock_get(&manual);
	x11_idle_init(&idle);
	r = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds);
	FUZZ_CHECK(r == 0, "no sockets");
	server.fd = fds[1];
	r = x11_setup_begin(&setup, fds[0], &nothing);
	for (unsigned n = 0; done < size && r >= 0 && idle.step != X11_IDLE_USELESS; n++) {
		size_t piece = size - done;

		/* Seed 0: in one piece. */
		if (seed > 0) {
			seed = seed * 1664525 + 1013904223;
			piece = (seed >> 16 & 63) + 1;
		}
		piece = piece < size - done ? piece : size - done;
		piece = piece < PIECE_MAX_BYTES ? piece : PIECE_MAX_BYTES;
		FUZZ_CHECK(send(server.fd, data + done, piece, 0) == (ssize_t)piece, "sent");
		done += piece;
		r = process(&server, &setup, &idle, &clock);
		if (server.is_set_up && data[1] > 0 && n % data[1] == 0 && r >= 0) {
			x11_idle_set_idle_after(&idle, (n % 5 + 1) * USEC_PER_SEC);
			manual_clock_advance(&manual, 100 * USEC_PER_MSEC);
			r = x11_wire_flush(&idle.wire);
		}
	}
	(void)close(server.fd);
	if (server.is_set_up && r >= 0 && idle.step != X11_IDLE_USELESS) {
		for (unsigned i = 0; i < PASSES_MAX && r >= 0; i++) {
			r = x11_idle_process(&idle);
		}
		FUZZ_CHECK(r < 0 || idle.step == X11_IDLE_USELESS, "not left");
	}
	x11_setup_deinit(&setup);
	x11_idle_deinit(&idle);
	return 0;
}
