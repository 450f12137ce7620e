/* SPDX-License-Identifier: MIT */
/* One call, from the view of the connection that it came over. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct varlink_call;
struct varlink_outlet;
struct varlink_registry;

/* Where a call stands. */
enum varlink_call_state {
	VARLINK_CALL_NEW,      /* read, its handler was not run yet */
	VARLINK_CALL_RUNNING,  /* within its handler */
	VARLINK_CALL_KEPT,     /* to be answered later */
	VARLINK_CALL_ANSWERED, /* nothing is left to be said */
	VARLINK_CALL_CLOSED,   /* nobody is left to say it to */
	VARLINK_CALL_STATE_MAX,
};

/* Reads one message. 'outlet' has to live as long as the call. Returns 0, -EBADMSG for what is no
 * call of the protocol (the connection has to be closed), -ENOMEM. */
int varlink_call_new(const char *message, size_t size, struct varlink_outlet *outlet, pid_t pid,
	uid_t uid, struct varlink_call **ret_call);

/* Frees; a kept call is closed before, which runs its on_closed. Returns NULL. */
struct varlink_call *varlink_call_free(struct varlink_call *call);

/* Finds the method, checks, and runs the handler. Afterwards the call is answered or kept. Returns
 * 0, or a negative errno if not even an error could be sent: the connection has to be closed. */
int varlink_call_dispatch(struct varlink_call *call, const struct varlink_registry *registry);

/* Runs on_ready of a kept call, if it has more to say. The connection sees to it that there is
 * room. Returns 1 if it was run, 0, or a negative errno as varlink_call_dispatch(). */
int varlink_call_make_ready(struct varlink_call *call);

enum varlink_call_state varlink_call_get_state(const struct varlink_call *call);

/* Is it one whose outcome nobody asks for? */
bool varlink_call_is_oneway(const struct varlink_call *call);

/* An error of org.varlink.service with one string, which is cut to LIMIT_ECHO_BYTES. */
int varlink_call_error_named(
	struct varlink_call *call, const char *error, const char *key, const char *value);
