/* SPDX-License-Identifier: MIT */
/* One call of a command, with everything that can go wrong said to the user. */
#pragma once

#include <json-c/json.h>

#include <backcare/cleanup.h>

#include "command.h"
#include "connection.h"

struct request {
	const char *method;
	json_object *parameters; /* owned; fill it with json_add_...(&request.error, ...) */
	int error;
};

void request_init(struct request *request, const char *method);
void request_deinit(struct request *request);
#define AUTO_REQUEST CLEANUP(request_deinit)
#define AUTO_REPLY CLEANUP(reply_deinit)
#define AUTO_CONNECTION CLEANUP(connection_close)

/* Connects, calls and closes. Returns OUTCOME_DONE with a reply that is no error; else the reason
 * has been said on client->err (and with client->json the error reply printed on client->out). */
enum outcome call_daemon(struct client *client, struct request *request, struct reply *ret_reply);

/* As above on a connection that is open already. */
enum outcome call_daemon_on(struct client *client, struct connection *connection,
	struct request *request, struct reply *ret_reply);

/* Says the reason of an error reply, as call_daemon() does. Returns OUTCOME_REFUSED. */
enum outcome call_refused(struct client *client, const struct reply *reply);

/* Says what failed: an error of connection.h, memory, or an output nobody reads. */
enum outcome call_failed(struct client *client, int error);

/* Prints the parameters of the reply as JSON, indented. */
enum outcome call_write_json(struct client *client, const struct reply *reply);

/* Calls, and shows the reply: as JSON if that is wanted. */
typedef void (*call_view_fn)(FILE *out, const struct text_style *style, json_object *reply);
enum outcome call_and_view(struct client *client, struct request *request, call_view_fn view);

/* As call_write_json() on one line, handed to the system at once: for streams. Returns
 * OUTCOME_REFUSED after a message if the output cannot be written. */
enum outcome call_write_json_line(struct client *client, const struct reply *reply);

/* Hands over what was written so far. Returns OUTCOME_REFUSED after a message if that fails. */
enum outcome call_flush(struct client *client);
