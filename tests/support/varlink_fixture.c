/* SPDX-License-Identifier: MIT */
#include "varlink_fixture.h"

#include "jsonvalue.h"
#include "log.h"
#include "test_interface_text.h"

#include <backcare/frame.h>
#include <backcare/protocol.h>

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct fixture fixture;

static int reply_text(struct varlink_call *call, const char *text)
{
	int r = 0;
	AUTO_JSON struct json_object *reply = json_new_object(&r);

	json_add_string(&r, reply, "text", text);
	return r < 0 ? r : varlink_call_reply(call, reply);
}

static int handle_echo(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	fixture.n_calls++;
	ck_assert_ptr_eq(userdata, &fixture);
	return reply_text(call, varlink_params_string(params, "text"));
}

static int handle_typed(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	fixture.n_calls++;
	return varlink_call_reply(call, NULL);
}

static void on_closed(struct varlink_call *call, void *userdata)
{
	fixture.n_closed++;
	if (fixture.kept == call) {
		fixture.kept = NULL;
	}
}

static int note_ready(struct varlink_call *call, void *userdata)
{
	(void)call;
	(void)userdata;
	fixture.n_ready++;
	return 0;
}

static const struct varlink_call_ops keep_ops = {
	.on_closed = on_closed,
	.on_ready = note_ready,
};

static int handle_keep(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	fixture.n_calls++;
	varlink_call_keep(call, &keep_ops, &fixture);
	fixture.kept = call;
	return 0;
}

struct count {
	int64_t next;
	int64_t to;
	size_t bytes;
};

static void count_closed(struct varlink_call *call, void *userdata)
{
	fixture.n_closed++;
	free(userdata);
}

/* Ten numbers a time. */
static int count_ready(struct varlink_call *call, void *userdata)
{
	struct count *count = userdata;
	AUTO_FREE char *padding = calloc(1, count->bytes + 1);

	ck_assert_ptr_nonnull(padding);
	memset(padding, 'x', count->bytes);
	for (int i = 0; i < 10; i++) {
		int r = 0;
		AUTO_JSON struct json_object *reply = json_new_object(&r);
		bool last = count->next == count->to;

		fixture.n_counted++;
		json_add_int(&r, reply, "number", count->next++);
		json_add_string(&r, reply, "padding", count->bytes > 0 ? padding : NULL);
		ck_assert_int_eq(r, 0);
		if (last) {
			free(count);
			return varlink_call_reply(call, reply);
		}
		r = varlink_call_notify(call, reply);
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

static const struct varlink_call_ops count_ops = {
	.on_closed = count_closed,
	.on_ready = count_ready,
};

static int handle_count(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct count *count;
	int r = 0;

	fixture.n_calls++;
	if (!varlink_call_wants_more(call)) {
		AUTO_JSON struct json_object *reply = json_new_object(&r);

		json_add_int(&r, reply, "number", varlink_params_int(params, "to", 0));
		return r < 0 ? r : varlink_call_reply(call, reply);
	}
	count = calloc(1, sizeof(*count));
	ck_assert_ptr_nonnull(count);
	count->next = 1;
	count->to = varlink_params_int(params, "to", 0);
	count->bytes = (size_t)varlink_params_int(params, "bytes", 0);
	varlink_call_keep(call, &count_ops, count);
	return 0;
}

static int handle_large(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	size_t size = (size_t)varlink_params_int(params, "bytes", 0);
	AUTO_FREE char *text = calloc(1, size + 1);

	fixture.n_calls++;
	ck_assert_ptr_nonnull(text);
	memset(text, 'x', size);
	return reply_text(call, text);
}

static int handle_fail(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	fixture.n_calls++;
	return -(int)varlink_params_int(params, "number", 0);
}

static int handle_complain(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	int r = 0;
	AUTO_JSON struct json_object *parameters = json_new_object(&r);

	fixture.n_calls++;
	json_add_string(&r, parameters, "text", varlink_params_string(params, "text"));
	return r < 0 ? r : varlink_call_error(call, "Complaint", parameters);
}

static const char *const colour_names[] = {"red", "dark_green"};
static const struct varlink_field string_element = {.type = VARLINK_STRING};
static const struct varlink_field int_element = {.type = VARLINK_INT};
static const struct varlink_field bool_element = {.type = VARLINK_BOOL};

static const struct varlink_field inner_fields[] = {
	{.name = "tags", .type = VARLINK_ARRAY, .element = &string_element},
};

#define COLOUR_FIELD                                 \
	{                                            \
		.name = "colour",                    \
		.type = VARLINK_ENUM,                \
		.nullable = true,                    \
		.names = colour_names,               \
		.n_names = ELEMENTSOF(colour_names), \
	}

static const struct varlink_field point_fields[] = {
	{.name = "x", .type = VARLINK_INT},
	{.name = "y", .type = VARLINK_INT, .nullable = true},
	COLOUR_FIELD,
	{
		.name = "inner",
		.type = VARLINK_STRUCT,
		.nullable = true,
		.fields = inner_fields,
		.n_fields = ELEMENTSOF(inner_fields),
	},
};

static const struct varlink_field point_element = {
	.type = VARLINK_STRUCT,
	.fields = point_fields,
	.n_fields = ELEMENTSOF(point_fields),
};

static const struct varlink_field typed_fields[] = {
	{.name = "flag", .type = VARLINK_BOOL},
	{.name = "number", .type = VARLINK_INT, .min = 1, .max = 10},
	{.name = "anyNumber", .type = VARLINK_INT, .nullable = true},
	{.name = "real", .type = VARLINK_FLOAT, .nullable = true},
	{.name = "text", .type = VARLINK_STRING, .nullable = true, .max_size = 8},
	COLOUR_FIELD,
	{
		.name = "numbers",
		.type = VARLINK_ARRAY,
		.nullable = true,
		.min_size = 1,
		.max_size = 3,
		.element = &int_element,
	},
	{.name = "points", .type = VARLINK_ARRAY, .nullable = true, .element = &point_element},
	{.name = "map", .type = VARLINK_MAP, .nullable = true, .element = &bool_element},
	{
		.name = "point",
		.type = VARLINK_STRUCT,
		.nullable = true,
		.fields = point_fields,
		.n_fields = ELEMENTSOF(point_fields),
	},
	{.name = "free", .type = VARLINK_OBJECT, .nullable = true},
};

static const struct varlink_field text_fields[] = {
	{.name = "text", .type = VARLINK_STRING, .max_size = PROTOCOL_MESSAGE_MAX_BYTES},
};
static const struct varlink_field count_fields[] = {
	{.name = "to", .type = VARLINK_INT, .min = 1, .max = 1000000},
	{.name = "bytes", .type = VARLINK_INT, .min = 0, .max = 1000000},
};
static const struct varlink_field large_fields[] = {
	{.name = "bytes", .type = VARLINK_INT, .min = 0, .max = 10000000},
};
static const struct varlink_field fail_fields[] = {
	{.name = "number", .type = VARLINK_INT, .min = 1, .max = 100000},
};

static const struct varlink_method methods[] = {
	{"Echo", text_fields, ELEMENTSOF(text_fields), 0, handle_echo},
	{"Typed", typed_fields, ELEMENTSOF(typed_fields), 0, handle_typed},
	{"Follow", NULL, 0, VARLINK_METHOD_NEEDS_MORE, handle_keep},
	{"Count", count_fields, ELEMENTSOF(count_fields), VARLINK_METHOD_TAKES_MORE, handle_count},
	{"Large", large_fields, ELEMENTSOF(large_fields), 0, handle_large},
	{"Later", NULL, 0, 0, handle_keep},
	{"Fail", fail_fields, ELEMENTSOF(fail_fields), 0, handle_fail},
	{"Complain", text_fields, ELEMENTSOF(text_fields), 0, handle_complain},
	{"Missing", NULL, 0, VARLINK_METHOD_NOT_IMPLEMENTED, NULL},
};

static const struct varlink_error errors[] = {
	{"Complaint", text_fields, ELEMENTSOF(text_fields)},
};

const struct varlink_interface test_interface = {
	.name = "io.github.backcare.Test",
	.description = io_github_backcare_Test_varlink,
	.methods = methods,
	.n_methods = ELEMENTSOF(methods),
	.errors = errors,
	.n_errors = ELEMENTSOF(errors),
};

static void on_log(enum log_level level, const char *message, void *userdata)
{
	fixture.n_logged++;
	(void)snprintf(fixture.logged, sizeof(fixture.logged), "%s", message);
}

void fixture_setup(void)
{
	static const struct varlink_server_info info = {
		.vendor = "Vendor",
		.product = "Product",
		.version = "1",
		.url = "https://example.org/",
	};

	memset(&fixture, 0, sizeof(fixture));
	log_set_sink(on_log, NULL);
	strcpy(fixture.directory, "/tmp/test-varlink-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fixture.directory));
	(void)snprintf(fixture.path, sizeof(fixture.path), "%s/socket", fixture.directory);
	fixture.base = event_base_new();
	ck_assert_ptr_nonnull(fixture.base);
	ck_assert_int_eq(varlink_server_new(fixture.base, &info, &fixture.server), 0);
	ck_assert_int_eq(
		varlink_server_add_interface(fixture.server, &test_interface, &fixture), 0);
	ck_assert_int_eq(varlink_server_listen_path(fixture.server, fixture.path), 0);
}

void fixture_teardown(void)
{
	fixture.server = varlink_server_free(fixture.server);
	event_base_free(fixture.base);
	ck_assert_int_lt(access(fixture.path, F_OK), 0);
	ck_assert_int_eq(rmdir(fixture.directory), 0);
	log_set_sink(NULL, NULL);
}

void fixture_turn(int timeout_ms)
{
	struct timeval timeout = {.tv_usec = timeout_ms * 1000};

	(void)event_base_loopexit(fixture.base, &timeout);
	(void)event_base_loop(fixture.base, EVLOOP_ONCE);
}

void fixture_settle(void)
{
	/* A turn that only asks for a further one is followed by it. */
	for (int i = 0; i < 20; i++) {
		(void)event_base_loop(fixture.base, EVLOOP_NONBLOCK);
	}
}

int client_connect(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	strcpy(address.sun_path, fixture.path);
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

void client_send(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	for (int turns = 0; size > 0; turns++) {
		ssize_t written = send(fd, at, size, MSG_NOSIGNAL);

		if (written >= 0) {
			at += written;
			size -= (size_t)written;
			turns = 0;
			continue;
		}
		ck_assert_int_eq(errno, EAGAIN);
		ck_assert_msg(turns < 1000, "the server does not read");
		fixture_turn(10);
	}
}

void client_call(int fd, const char *message)
{
	client_send(fd, message, strlen(message) + 1);
}

void client_call_test(int fd, const char *method, const char *members)
{
	char message[4096];

	(void)snprintf(message, sizeof(message), "{\"method\":\"io.github.backcare.Test.%s\"%s%s}",
		method, members != NULL ? "," : "", members != NULL ? members : "");
	client_call(fd, message);
}

/* One byte after the other, so that nothing behind the message is taken. Returns 1, 0 at the end of
 * the stream, -EAGAIN. */
static int receive_some(int fd, char *message, size_t size, size_t *at)
{
	char bytes[65536];
	ssize_t received = recv(fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
	const char *end;
	size_t take;

	if (received < 0 && errno == ECONNRESET) {
		return 0;
	}
	if (received <= 0) {
		return received < 0 ? -errno : 0;
	}
	end = memchr(bytes, '\0', (size_t)received);
	take = end != NULL ? (size_t)(end - bytes) + 1 : (size_t)received;
	ck_assert_uint_le(*at + take, size);
	ck_assert_int_eq(recv(fd, message + *at, take, 0), (ssize_t)take);
	*at += take;
	return 1;
}

const char *client_receive(int fd)
{
	static char message[PROTOCOL_MESSAGE_MAX_BYTES + 1];
	size_t at = 0;

	for (int turns = 0;; turns++) {
		int r = receive_some(fd, message, sizeof(message), &at);

		if (r == 0) {
			ck_assert_uint_eq(at, 0);
			return NULL;
		}
		if (r > 0) {
			if (message[at - 1] == '\0') {
				return message;
			}
			turns = 0;
			continue;
		}
		ck_assert_int_eq(r, -EAGAIN);
		ck_assert_msg(turns < 1000, "no answer");
		fixture_turn(10);
	}
}

void client_expect(int fd, const char *wanted)
{
	const char *message = client_receive(fd);

	ck_assert_msg(message != NULL, "the end instead of %s", wanted);
	ck_assert_str_eq(message, wanted);
}

void client_expect_end(int fd)
{
	const char *message = client_receive(fd);

	ck_assert_msg(message == NULL, "%s instead of the end", message);
}

void client_expect_silence(int fd)
{
	char byte;

	fixture_settle();
	ck_assert_int_lt(recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT), 0);
	ck_assert_int_eq(errno, EAGAIN);
}

unsigned count_fds(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned count = 0;

	ck_assert_ptr_nonnull(directory);
	while (readdir(directory) != NULL) {
		count++;
	}
	(void)closedir(directory);
	return count;
}
