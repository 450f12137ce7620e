/* SPDX-License-Identifier: MIT */
/* A call is read, routed, checked and handed to its handler, and after that its state tells whether
 * it was answered or is kept; there is no third way, and set_state() asserts it:
 *
 *     NEW -> RUNNING -> ANSWERED
 *                    -> KEPT -> ANSWERED
 *                            -> CLOSED
 *
 * Nothing here frees a call: the handler, or whoever kept it, is somewhere up the stack. The
 * connection looks at the state when it is their turn again.
 *
 * Errors the protocol has no reply for (no object, unknown members, two of more, oneway and
 * upgrade) are -EBADMSG, and end the connection. */
#include "varlink_call.h"

#include "jsonscan.h"
#include "jsonvalue.h"
#include "utf8.h"
#include "varlink_call_internal.h"
#include "varlink_limits.h"
#include "varlink_outlet.h"
#include "varlink_registry.h"
#include "varlink_service.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

struct varlink_call {
	struct varlink_outlet *outlet; /* borrowed */
	pid_t pid;
	uid_t uid;
	struct json_object *message;    /* owned */
	struct json_object *parameters; /* in the message, or NULL */
	const char *method_name;        /* in the message */
	bool more;
	bool oneway;
	bool upgrade;
	enum varlink_call_state state;

	/* From routing on; NULL for a method that there is not. */
	const struct varlink_interface *interface;
	const struct varlink_method *method;

	/* Once kept. */
	const struct varlink_call_ops *ops;
	void *userdata;
	bool ready_is_due;
};

/* clang-format off */
static const bool edges[VARLINK_CALL_STATE_MAX][VARLINK_CALL_STATE_MAX] = {
	[VARLINK_CALL_NEW] = {[VARLINK_CALL_RUNNING] = true},
	[VARLINK_CALL_RUNNING] = {[VARLINK_CALL_KEPT] = true, [VARLINK_CALL_ANSWERED] = true},
	[VARLINK_CALL_KEPT] = {[VARLINK_CALL_ANSWERED] = true, [VARLINK_CALL_CLOSED] = true},
};
/* clang-format on */

static void set_state(struct varlink_call *call, enum varlink_call_state state)
{
	bool is_legal = edges[call->state][state];

	assert(is_legal);
	(void)is_legal;
	call->state = state;
}

/* Null is the same as absent. Returns 0 or -EBADMSG. */
static int read_flag(struct json_object *value, bool *ret_flag)
{
	if (value == NULL) {
		return 0;
	}
	if (!json_object_is_type(value, json_type_boolean)) {
		return -EBADMSG;
	}
	*ret_flag = json_object_get_boolean(value);
	return 0;
}

static int read_member(struct varlink_call *call, const char *key, struct json_object *value)
{
	if (strcmp(key, "method") == 0) {
		if (!json_object_is_type(value, json_type_string)) {
			return -EBADMSG;
		}
		call->method_name = json_object_get_string(value);
		return 0;
	}
	if (strcmp(key, "parameters") == 0) {
		call->parameters = value;
		return value == NULL || json_object_is_type(value, json_type_object) ? 0 : -EBADMSG;
	}
	if (strcmp(key, "more") == 0) {
		return read_flag(value, &call->more);
	}
	if (strcmp(key, "oneway") == 0) {
		return read_flag(value, &call->oneway);
	}
	if (strcmp(key, "upgrade") == 0) {
		return read_flag(value, &call->upgrade);
	}
	/* With a dot it is an extension of some vendor, to be ignored. */
	return strchr(key, '.') != NULL ? 0 : -EBADMSG;
}

static int read_message(struct varlink_call *call, const char *message, size_t size)
{
	int r = json_parse_strict(message, size, &call->message);

	if (r < 0) {
		return r;
	}
	if (!json_object_is_type(call->message, json_type_object)) {
		return -EBADMSG;
	}
	json_object_object_foreach(call->message, key, value)
	{
		r = read_member(call, key, value);
		if (r < 0) {
			return r;
		}
	}
	if (call->method_name == NULL || call->more + call->oneway + call->upgrade > 1) {
		return -EBADMSG;
	}
	return 0;
}

static void cleanup_call(struct varlink_call **call)
{
	(void)varlink_call_free(*call);
}

int varlink_call_new(const char *message, size_t size, struct varlink_outlet *outlet, pid_t pid,
	uid_t uid, struct varlink_call **ret_call)
{
	CLEANUP(cleanup_call) struct varlink_call *call = calloc(1, sizeof(*call));
	int r;

	if (call == NULL) {
		return -ENOMEM;
	}
	call->outlet = outlet;
	call->pid = pid;
	call->uid = uid;
	r = read_message(call, message, size);
	if (r < 0) {
		return r;
	}
	*ret_call = TAKE_PTR(call);
	return 0;
}

struct varlink_call *varlink_call_free(struct varlink_call *call)
{
	if (call == NULL) {
		return NULL;
	}
	if (call->state == VARLINK_CALL_KEPT) {
		set_state(call, VARLINK_CALL_CLOSED);
		if (call->ops->on_closed != NULL) {
			call->ops->on_closed(call, call->userdata);
		}
	}
	(void)json_object_put(call->message);
	free(call);
	return NULL;
}

enum varlink_call_state varlink_call_get_state(const struct varlink_call *call)
{
	return call->state;
}

bool varlink_call_is_oneway(const struct varlink_call *call)
{
	return call->oneway;
}

pid_t varlink_call_get_pid(const struct varlink_call *call)
{
	return call->pid;
}

uid_t varlink_call_get_uid(const struct varlink_call *call)
{
	return call->uid;
}

bool varlink_call_wants_more(const struct varlink_call *call)
{
	return call->more && call->method != NULL &&
	       (call->method->flags & (VARLINK_METHOD_NEEDS_MORE | VARLINK_METHOD_TAKES_MORE)) != 0;
}

bool varlink_call_is_congested(const struct varlink_call *call)
{
	return varlink_outlet_pending(call->outlet) > LIMIT_OUTPUT_PAUSE_BYTES;
}

static void assert_unanswered(const struct varlink_call *call)
{
	assert(call->state == VARLINK_CALL_RUNNING || call->state == VARLINK_CALL_KEPT);
	(void)call;
}

/* Sends 'head', the parameters if there are any, 'tail'. With a 'stream' the queue has a limit.
 * Returns 0, -EMSGSIZE, -EBADMSG, -ENOMEM, -ENOBUFS. */
static int send_message(struct varlink_call *call, const char *head, struct json_object *parameters,
	const char *tail, bool stream)
{
	bool empty = parameters == NULL || json_object_object_length(parameters) == 0;
	size_t text_size = 0;
	const char *text = empty ? "" : json_get_text(parameters, &text_size);
	size_t size;

	if (text == NULL) {
		return -ENOMEM;
	}
	/* json-c writes whatever is in the tree, and when memory is short it leaves pieces out. A
	 * client would be lost on either, for good if it comes from something that is stored. */
	if (!empty && json_scan(text, text_size, PROTOCOL_JSON_DEPTH_MAX) < 0) {
		return -EBADMSG;
	}
	struct varlink_piece pieces[] = {
		{"{", 1},
		{head, strlen(head)},
		{head[0] != '\0' && !empty ? "," : "", head[0] != '\0' && !empty ? 1 : 0},
		{"\"parameters\":", empty ? 0 : strlen("\"parameters\":")},
		{text, text_size},
		{tail[0] != '\0' && !empty ? "," : "", tail[0] != '\0' && !empty ? 1 : 0},
		{tail, strlen(tail)},
		{"}", 1},
	};
	size = 1;
	for (size_t i = 0; i < ELEMENTSOF(pieces); i++) {
		size += pieces[i].size;
	}
	if (size > PROTOCOL_MESSAGE_MAX_BYTES) {
		return -EMSGSIZE;
	}
	if (stream && !call->outlet->broken &&
		varlink_outlet_pending(call->outlet) + size > LIMIT_STREAM_OUTPUT_BYTES) {
		call->outlet->overrun = true;
		varlink_outlet_break(call->outlet);
		return -ENOBUFS;
	}
	return varlink_outlet_send(call->outlet, pieces, ELEMENTSOF(pieces));
}

/* The last message of a call. */
static int finish(struct varlink_call *call, const char *head, struct json_object *parameters)
{
	int r = 0;

	assert_unanswered(call);
	if (!call->oneway) {
		r = send_message(call, head, parameters, "", false);
	}
	if (r < 0) {
		return r;
	}
	set_state(call, VARLINK_CALL_ANSWERED);
	/* What waits behind it may go on now. */
	varlink_outlet_tell(call->outlet);
	return 0;
}

int varlink_call_reply(struct varlink_call *call, struct json_object *parameters)
{
	return finish(call, "", parameters);
}

int varlink_call_notify(struct varlink_call *call, struct json_object *parameters)
{
	int r;

	assert_unanswered(call);
	assert(varlink_call_wants_more(call));
	r = send_message(call, "", parameters, "\"continues\":true", true);
	if (r == 0 && call->state == VARLINK_CALL_KEPT && call->ops->on_ready != NULL) {
		call->ready_is_due = true;
		/* It may all be fetched already. */
		varlink_outlet_tell(call->outlet);
	}
	return r;
}

/* The names of interfaces and errors are ours and need no escapes. */
static int finish_with_error(struct varlink_call *call, const char *interface, const char *name,
	struct json_object *parameters)
{
	char head[LIMIT_ECHO_BYTES];
	int length = snprintf(head, sizeof(head), "\"error\":\"%s.%s\"", interface, name);

	assert(length > 0 && (size_t)length < sizeof(head));
	(void)length;
	return finish(call, head, parameters);
}

static int finish_with_declared_error(struct varlink_call *call,
	const struct varlink_interface *interface, const char *name, struct json_object *parameters)
{
	const struct varlink_error *error = varlink_interface_find_error(interface, name);
	const char *bad = NULL;

	assert(error != NULL);
	assert(varlink_params_check(parameters, error->fields, error->n_fields, &bad) == 0);
	(void)error;
	(void)bad;
	return finish_with_error(call, interface->name, name, parameters);
}

int varlink_call_error(struct varlink_call *call, const char *name, struct json_object *parameters)
{
	assert(call->interface != NULL);
	return finish_with_declared_error(call, call->interface, name, parameters);
}

int varlink_call_error_named(
	struct varlink_call *call, const char *error, const char *key, const char *value)
{
	size_t size = strlen(value);
	AUTO_FREE char *echo = strndup(value, utf8_cut(value, size, LIMIT_ECHO_BYTES));
	int r = 0;
	AUTO_JSON struct json_object *parameters = json_new_object(&r);

	if (echo == NULL) {
		return -ENOMEM;
	}
	json_add_string(&r, parameters, key, echo);
	if (r < 0) {
		return r;
	}
	return finish_with_declared_error(call, &varlink_service_interface, error, parameters);
}

int varlink_call_error_invalid_parameter(struct varlink_call *call, const char *parameter)
{
	return varlink_call_error_named(call, "InvalidParameter", "parameter", parameter);
}

int varlink_call_error_permission_denied(struct varlink_call *call)
{
	return finish_with_declared_error(
		call, &varlink_service_interface, "PermissionDenied", NULL);
}

int varlink_call_error_not_implemented(struct varlink_call *call)
{
	return varlink_call_error_named(call, "MethodNotImplemented", "method", call->method_name);
}

int varlink_call_error_expected_more(struct varlink_call *call)
{
	return finish_with_declared_error(call, &varlink_service_interface, "ExpectedMore", NULL);
}

int varlink_call_error_errno(struct varlink_call *call, int error)
{
	AUTO_JSON struct json_object *parameters = NULL;
	const char *name;
	int r = 0;

	error = abs(error);
	if (error == EPERM || error == EACCES) {
		return varlink_call_error_permission_denied(call);
	}
	if (error == ENOSYS || error == EOPNOTSUPP) {
		return varlink_call_error_not_implemented(call);
	}
	name = strerrorname_np(error);
	parameters = json_new_object(&r);
	json_add_string(&r, parameters, "origin", "linux");
	json_add_string(&r, parameters, "errnoName", name != NULL ? name : "EIO");
	json_add_int(&r, parameters, "errno", name != NULL ? error : EIO);
	return r < 0 ? r : finish_with_error(call, "io.systemd", "System", parameters);
}

void varlink_call_keep(
	struct varlink_call *call, const struct varlink_call_ops *ops, void *userdata)
{
	set_state(call, VARLINK_CALL_KEPT);
	call->ops = ops;
	call->userdata = userdata;
	call->ready_is_due = ops->on_ready != NULL;
}

/* What is said about a call before its handler is asked. */
static int check_flags(struct varlink_call *call)
{
	if (call->upgrade || (call->method->flags & VARLINK_METHOD_NOT_IMPLEMENTED) != 0) {
		return varlink_call_error_not_implemented(call);
	}
	if ((call->method->flags & VARLINK_METHOD_NEEDS_MORE) != 0 && !call->more) {
		return varlink_call_error_expected_more(call);
	}
	return 0;
}

static int run_handler(struct varlink_call *call, void *userdata)
{
	struct varlink_params params = {
		.object = call->parameters,
		.fields = call->method->fields,
		.n_fields = call->method->n_fields,
	};
	const char *bad;
	int r = varlink_params_check(params.object, params.fields, params.n_fields, &bad);

	if (r < 0) {
		return varlink_call_error_invalid_parameter(call, bad);
	}
	r = call->method->handler(call, &params, userdata);
	/* One outcome, and no more: said in varlink_interface.h. */
	assert((r < 0) == (call->state == VARLINK_CALL_RUNNING));
	return r < 0 ? varlink_call_error_errno(call, r) : 0;
}

int varlink_call_dispatch(struct varlink_call *call, const struct varlink_registry *registry)
{
	const char *dot = strrchr(call->method_name, '.');
	const struct varlink_registration *row;
	int r;

	set_state(call, VARLINK_CALL_RUNNING);
	if (dot == NULL || dot == call->method_name) {
		return varlink_call_error_named(
			call, "MethodNotFound", "method", call->method_name);
	}
	row = varlink_registry_find(registry, call->method_name, (size_t)(dot - call->method_name));
	if (row == NULL) {
		AUTO_FREE char *interface =
			strndup(call->method_name, (size_t)(dot - call->method_name));

		return interface == NULL ? -ENOMEM
					 : varlink_call_error_named(call, "InterfaceNotFound",
						   "interface", interface);
	}
	call->interface = row->interface;
	call->method = varlink_interface_find_method(row->interface, dot + 1);
	if (call->method == NULL) {
		return varlink_call_error_named(
			call, "MethodNotFound", "method", call->method_name);
	}
	r = check_flags(call);
	if (r < 0 || call->state != VARLINK_CALL_RUNNING) {
		return r;
	}
	return run_handler(call, row->userdata);
}

int varlink_call_make_ready(struct varlink_call *call)
{
	int r;

	if (call->state != VARLINK_CALL_KEPT || !call->ready_is_due) {
		return 0;
	}
	call->ready_is_due = false;
	r = call->ops->on_ready(call, call->userdata);
	if (call->state == VARLINK_CALL_KEPT && r < 0) {
		r = varlink_call_error_errno(call, r);
		return r < 0 ? r : 1;
	}
	return 1;
}
