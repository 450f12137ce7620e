/* SPDX-License-Identifier: MIT */
/*
 * Blocking, with a deadline for the whole call by CLOCK_MONOTONIC: every wait is a poll() for what
 * is left of it, so neither signals nor a daemon that sends one byte a second prolong it. What is
 * answered is checked as strictly as the daemon checks us: text that is not JSON, or a reply that
 * was not asked for, ends the connection. Fields within the parameters are another matter; field.h.
 */
#include "connection.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>
#include <backcare/sockpath.h>

#include "jsonvalue.h"

#define READ_SIZE_BYTES 16384
#define METHOD_MAX_BYTES 128

static usec_t monotonic_now_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

int connection_open(struct connection *connection)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const struct timeval timeout = {.tv_sec = CONNECTION_TIMEOUT_USEC / USEC_PER_SEC};
	AUTO_CLOSE int fd = -1;
	int r;

	r = sockpath_get(address.sun_path, sizeof(address.sun_path), false);
	if (r < 0) {
		return r;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return -errno;
	}
	/* Connecting waits while the daemon's queue is full, and poll() cannot wait for that. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) < 0) {
		return -errno;
	}
	do {
		r = connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno
											: 0;
	} while (r == -EINTR);
	if (r < 0) {
		return r == -EAGAIN ? -ETIMEDOUT : r;
	}
	*connection =
		(struct connection){.fd = TAKE_FD(fd), .timeout_usec = CONNECTION_TIMEOUT_USEC};
	frame_buffer_init(&connection->input, PROTOCOL_MESSAGE_MAX_BYTES);
	return 0;
}

void connection_close(struct connection *connection)
{
	if (connection->fd >= 0) {
		(void)close(connection->fd);
		frame_buffer_deinit(&connection->input);
	}
	*connection = (struct connection)CONNECTION_NULL;
}

void reply_deinit(struct reply *reply)
{
	json_object_put(reply->parameters);
	free(reply->error);
	*reply = (struct reply)REPLY_NULL;
}

static int wait_for(int fd, short events, usec_t deadline_usec)
{
	for (;;) {
		struct pollfd wanted = {.fd = fd, .events = events};
		usec_t now_usec = monotonic_now_usec();

		if (now_usec >= deadline_usec) {
			return -ETIMEDOUT;
		}
		/* Rounded up, so that the last millisecond is no busy loop. */
		int left_msec = (int)((deadline_usec - now_usec) / USEC_PER_MSEC) + 1;
		int r = poll(&wanted, 1, left_msec);
		if (r > 0) {
			return 0;
		}
		if (r < 0 && errno != EINTR) {
			return -errno;
		}
	}
}

static int send_message(
	struct connection *connection, const char *bytes, size_t size, usec_t deadline_usec)
{
	while (size > 0) {
		ssize_t sent = send(connection->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent >= 0) {
			bytes += sent;
			size -= (size_t)sent;
			continue;
		}
		if (errno == EAGAIN) {
			int r = wait_for(connection->fd, POLLOUT, deadline_usec);
			if (r < 0) {
				return r;
			}
		} else if (errno == EPIPE) {
			return -ECONNRESET;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

static int send_call(struct connection *connection, const char *method, json_object *parameters,
	bool more, usec_t deadline_usec)
{
	AUTO_JSON json_object *call = NULL;
	char name[METHOD_MAX_BYTES];
	size_t size = 0;
	int error = 0;

	(void)snprintf(name, sizeof(name), "%s%s",
		strchr(method, '.') ? "" : PROTOCOL_INTERFACE ".", method);
	call = json_new_object(&error);
	json_add_string(&error, call, "method", name);
	if (parameters && json_object_object_length(parameters) > 0) {
		json_add_take(&error, call, "parameters", json_object_get(parameters));
	}
	if (more) {
		json_add_bool(&error, call, "more", true);
	}
	if (error < 0) {
		return error;
	}
	const char *text = json_get_text(call, &size);
	if (!text) {
		return -ENOMEM;
	}
	return send_message(connection, text, size + 1, deadline_usec); /* with its NUL */
}

/* One read. Returns 0 when something came, -EAGAIN when nothing is there. */
static int read_some(struct connection *connection)
{
	char bytes[READ_SIZE_BYTES];
	ssize_t size;

	do {
		size = recv(connection->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	} while (size < 0 && errno == EINTR);
	if (size < 0) {
		return -errno;
	}
	if (size == 0) {
		return -ECONNRESET;
	}
	return frame_buffer_feed(&connection->input, bytes, (size_t)size);
}

static int parse_reply(const char *text, size_t size, bool streaming, struct reply *ret_reply)
{
	AUTO_JSON json_object *message = NULL;
	json_object *parameters = NULL;
	json_object *error = NULL;
	json_object *continues = NULL;
	char *name = NULL;
	int r;

	r = json_parse_strict(text, size, &message);
	if (r < 0) {
		return r == -ENOMEM ? r : -EPROTO;
	}
	if (!json_object_is_type(message, json_type_object)) {
		return -EPROTO;
	}
	/* null is as good as left out; members that nobody knows yet are nothing to us */
	(void)json_object_object_get_ex(message, "parameters", &parameters);
	(void)json_object_object_get_ex(message, "error", &error);
	(void)json_object_object_get_ex(message, "continues", &continues);
	if ((parameters && !json_object_is_type(parameters, json_type_object)) ||
		(error && !json_object_is_type(error, json_type_string)) ||
		(continues && !json_object_is_type(continues, json_type_boolean)) ||
		(json_object_get_boolean(continues) && (error || !streaming))) {
		return -EPROTO;
	}
	if (error) {
		name = strdup(json_object_get_string(error));
		if (!name) {
			return -ENOMEM;
		}
	}
	*ret_reply = (struct reply){.parameters = json_object_get(parameters),
		.error = name,
		.continues = json_object_get_boolean(continues)};
	return 0;
}

/* The next reply that is already in the buffer: 1, or 0 if there is no whole one. */
static int take_reply(struct connection *connection, struct reply *ret_reply)
{
	const char *text;
	size_t size;
	int r = frame_buffer_take(&connection->input, &text, &size);

	if (r <= 0) {
		return r;
	}
	r = parse_reply(text, size, connection->streaming, ret_reply);
	return r < 0 ? r : 1;
}

int connection_call(struct connection *connection, const char *method, json_object *parameters,
	struct reply *ret_reply)
{
	usec_t deadline_usec = monotonic_now_usec() + connection->timeout_usec;
	int r;

	assert(!connection->streaming);
	r = send_call(connection, method, parameters, false, deadline_usec);
	while (r >= 0) {
		r = take_reply(connection, ret_reply);
		if (r != 0) {
			break;
		}
		r = read_some(connection);
		if (r == -EAGAIN) {
			r = wait_for(connection->fd, POLLIN, deadline_usec);
		}
	}
	return r < 0 ? r : 0;
}

int connection_stream(struct connection *connection, const char *method, json_object *parameters)
{
	usec_t deadline_usec = monotonic_now_usec() + connection->timeout_usec;

	assert(!connection->streaming);
	connection->streaming = true;
	return send_call(connection, method, parameters, true, deadline_usec);
}

int connection_receive(struct connection *connection, struct reply *ret_reply)
{
	int r;

	assert(connection->streaming);
	for (;;) {
		r = take_reply(connection, ret_reply);
		if (r != 0) {
			return r;
		}
		r = read_some(connection);
		if (r < 0) {
			return r == -EAGAIN ? 0 : r;
		}
	}
}
