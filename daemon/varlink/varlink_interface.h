/* SPDX-License-Identifier: MIT */
/* An interface as the server knows it: its text, a row for each method, and its errors. */
#pragma once

#include "varlink_params.h"

#include <stddef.h>

struct varlink_call;

enum varlink_method_flags {
	/* It streams: a call without 'more' is answered with ExpectedMore and the handler is not
	 * run. */
	VARLINK_METHOD_NEEDS_MORE = 1 << 0,
	/* It can answer once or stream; varlink_call_wants_more() says which. */
	VARLINK_METHOD_TAKES_MORE = 1 << 1,
	/* Answered with MethodNotImplemented; needs no handler. */
	VARLINK_METHOD_NOT_IMPLEMENTED = 1 << 2,
};

/* Answers one call. The parameters have been checked. It does exactly one of these, and the server
 * asserts it:
 *  - answers with varlink_call_reply() or one of the varlink_call_error functions, and returns
 *    what that returned, or 0;
 *  - says with varlink_call_keep() that the answer comes later, and returns 0;
 *  - returns a negative errno without having answered, which becomes an error reply.
 * It must not run the event loop or free the server. */
typedef int (*varlink_method_handler)(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);

struct varlink_method {
	const char *name; /* without the interface */
	const struct varlink_field *fields;
	size_t n_fields;
	unsigned flags; /* of enum varlink_method_flags */
	varlink_method_handler handler;
};

struct varlink_error {
	const char *name; /* without the interface */
	const struct varlink_field *fields;
	size_t n_fields;
};

/* Everything in it is constant and outlives the server. */
struct varlink_interface {
	const char *name;
	const char *description; /* the text of the .varlink file */
	const struct varlink_method *methods;
	size_t n_methods;
	const struct varlink_error *errors;
	size_t n_errors;
};

/* The method of that name (without the interface); NULL if there is none. */
const struct varlink_method *varlink_interface_find_method(
	const struct varlink_interface *interface, const char *name);

/* The error of that name (without the interface); NULL if there is none. */
const struct varlink_error *varlink_interface_find_error(
	const struct varlink_interface *interface, const char *name);

/* Are the tables in order? For assert() when it is registered. */
bool varlink_interface_is_sound(const struct varlink_interface *interface);
