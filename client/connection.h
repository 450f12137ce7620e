/* SPDX-License-Identifier: MIT */
/* The wire to the daemon: one call at a time, or one stream of replies. */
#pragma once

#include <stdbool.h>

#include <json-c/json.h>

#include <backcare/frame.h>
#include <backcare/timespan.h>

/* A reply to a call that is not a stream has to be there by then. */
#define CONNECTION_TIMEOUT_USEC (5 * USEC_PER_SEC)

struct connection {
	int fd; /* owned, -1 if closed */
	struct frame_buffer input;
	bool streaming;      /* the call had "more" */
	usec_t timeout_usec; /* for one call */
};

struct reply {
	json_object *parameters; /* owned; NULL if there were none */
	char *error;             /* owned; fully-qualified name, NULL for success */
	bool continues;
};

/*
 * The functions return 0 or
 *   -ENOENT, -ECONNREFUSED, …  from connecting: nobody listens
 *   -ECONNRESET                the daemon closed the connection
 *   -ETIMEDOUT                 no answer in time
 *   -EPROTO                    the answer is no Varlink reply, or one that was not asked for
 *   -EMSGSIZE                  a message above PROTOCOL_MESSAGE_MAX_BYTES
 *   another negative errno.
 * After a failure the connection is of no more use than to be closed.
 */

/* Connects to the socket of sockpath_get(). */
int connection_open(struct connection *connection);
/* Accepts a zeroed one whose fd is -1, and one that is closed. */
void connection_close(struct connection *connection);

/* Calls a method of the Backcare interface, or one of another that is named in full, and waits for
 * its reply. 'parameters' may be NULL and stays with the caller. An error reply is a reply: 0, with
 * ret_reply->error. */
int connection_call(struct connection *connection, const char *method, json_object *parameters,
	struct reply *ret_reply);

/* Begins a stream; its replies come from connection_receive(). 'parameters' as above. */
int connection_stream(struct connection *connection, const char *method, json_object *parameters);

/* Takes the next reply of a stream that is already there, without waiting. Returns 1 with a reply,
 * 0 if there is none yet: then wait for connection->fd to be readable. */
int connection_receive(struct connection *connection, struct reply *ret_reply);

void reply_deinit(struct reply *reply);

#define REPLY_NULL {NULL, NULL, false}
#define CONNECTION_NULL {.fd = -1}
