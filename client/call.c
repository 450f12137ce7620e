/* SPDX-License-Identifier: MIT */
#include "call.h"

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "jsontext.h"
#include "jsonvalue.h"

void request_init(struct request *request, const char *method)
{
	*request = (struct request){.method = method};
	request->parameters = json_new_object(&request->error);
}

void request_deinit(struct request *request)
{
	json_object_put(request->parameters);
	request->parameters = NULL;
}

static enum outcome refuse_errno(struct client *client, int error)
{
	(void)fprintf(client->err, "backcarectl: %s\n", strerror(-error));
	return OUTCOME_REFUSED;
}

enum outcome call_failed(struct client *client, int error)
{
	if (error == -ENOMEM || error == -EPIPE) {
		return refuse_errno(client, error);
	}
	return fault_write_connection(client->err, error);
}

enum outcome call_refused(struct client *client, const struct reply *reply)
{
	fault_write_reply(client->err, reply->error, reply->parameters);
	if (client->json) {
		AUTO_JSON json_object *whole = NULL;
		int error = 0;

		whole = json_new_object(&error);
		json_add_string(&error, whole, "error", reply->error);
		if (reply->parameters) {
			json_add_take(
				&error, whole, "parameters", json_object_get(reply->parameters));
		}
		if (error == 0) {
			error = jsontext_write(client->out, whole, false);
		}
		if (error < 0) {
			return refuse_errno(client, error);
		}
	}
	return OUTCOME_REFUSED;
}

enum outcome call_daemon_on(struct client *client, struct connection *connection,
	struct request *request, struct reply *ret_reply)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	int r = request->error;

	if (r < 0) {
		return refuse_errno(client, r);
	}
	r = connection_call(connection, request->method, request->parameters, &reply);
	if (r < 0) {
		return call_failed(client, r);
	}
	if (reply.error) {
		return call_refused(client, &reply);
	}
	*ret_reply = reply;
	reply = (struct reply)REPLY_NULL;
	return OUTCOME_DONE;
}

enum outcome call_daemon(struct client *client, struct request *request, struct reply *ret_reply)
{
	AUTO_CONNECTION struct connection connection = CONNECTION_NULL;
	int r = connection_open(&connection);

	if (r < 0) {
		return fault_write_connection(client->err, r);
	}
	return call_daemon_on(client, &connection, request, ret_reply);
}

static enum outcome write_json(struct client *client, const struct reply *reply, bool pretty)
{
	int r = jsontext_write(client->out, reply->parameters, pretty);

	return r < 0 ? refuse_errno(client, r) : OUTCOME_DONE;
}

enum outcome call_write_json(struct client *client, const struct reply *reply)
{
	return write_json(client, reply, true);
}

enum outcome call_and_view(struct client *client, struct request *request, call_view_fn view)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome = call_daemon(client, request, &reply);

	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	view(client->out, &client->style, reply.parameters);
	return OUTCOME_DONE;
}

enum outcome call_write_json_line(struct client *client, const struct reply *reply)
{
	enum outcome outcome = write_json(client, reply, false);

	return outcome == OUTCOME_DONE ? call_flush(client) : outcome;
}

enum outcome call_flush(struct client *client)
{
	if (fflush(client->out) != 0 || ferror(client->out)) {
		return refuse_errno(client, errno != 0 ? -errno : -EIO);
	}
	return OUTCOME_DONE;
}
