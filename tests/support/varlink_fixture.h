/* SPDX-License-Identifier: MIT */
/* A server in this process with an interface of its own, and clients on real sockets. The client's
 * side turns the event loop while it waits, for ten seconds at most. */
#pragma once

#include "varlink_call.h"
#include "varlink_interface.h"
#include "varlink_server.h"
#include "varlink_server_internal.h"

#include <stdbool.h>
#include <stddef.h>

#include <event2/event.h>

extern const struct varlink_interface test_interface;

struct fixture {
	char directory[64];
	char path[96];
	struct event_base *base;
	struct varlink_server *server;
	unsigned n_calls;          /* handlers that were run */
	struct varlink_call *kept; /* by Follow() or Later(), the newest */
	unsigned n_ready;          /* how often it might have been sent more */
	unsigned n_counted;        /* replies of Count() */
	unsigned n_closed;         /* of those, whose on_closed was run */
	unsigned n_logged;
	char logged[1024]; /* the last one */
};

extern struct fixture fixture;

void fixture_setup(void);
void fixture_teardown(void);

/* One turn of the event loop; waits for up to 'timeout_ms' if there is nothing to do. */
void fixture_turn(int timeout_ms);
/* As many as something comes of; then there is nothing more to do. */
void fixture_settle(void);

#define fixture_wait(condition)                                                     \
	do {                                                                        \
		for (int turns_ = 0; !(condition); turns_++) {                      \
			ck_assert_msg(turns_ < 1000, "waited for: %s", #condition); \
			fixture_turn(10);                                           \
		}                                                                   \
	} while (false)

/* A connection to fixture.path, non-blocking. */
int client_connect(void);

/* Sends all of it. */
void client_send(int fd, const void *bytes, size_t size);
/* Sends the text and the NUL. */
void client_call(int fd, const char *message);
/* {"method":"io.github.backcare.Test.METHOD", PARAMETERS} ; parameters: NULL or the rest of the
 * members. */
void client_call_test(int fd, const char *method, const char *members);

/* The next message, valid until the next one; NULL at the end of the stream. */
const char *client_receive(int fd);
void client_expect(int fd, const char *wanted);
/* Nothing but the end comes. */
void client_expect_end(int fd);
/* Nothing comes: the server has nothing more to do, and said nothing. */
void client_expect_silence(int fd);

/* Open descriptors of this process. */
unsigned count_fds(void);
