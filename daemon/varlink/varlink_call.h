/* SPDX-License-Identifier: MIT */
/* One call of a client, from the view of the method that answers it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct json_object;
struct varlink_call;
struct varlink_interface;

/* Who called: from SO_PEERCRED. */
pid_t varlink_call_get_pid(const struct varlink_call *call);
uid_t varlink_call_get_uid(const struct varlink_call *call);

/* May this call be answered more than once: did the client say 'more', and does the method stream?
 */
bool varlink_call_wants_more(const struct varlink_call *call);

/* The final answer. 'parameters' is an object or NULL for none; it is borrowed. Returns 0, also if
 * the client is gone or wants no answer; -EMSGSIZE, -EBADMSG (the text would be no JSON) or -ENOMEM
 * without having answered. After a 0 the call must not be used any more, and its on_closed is not
 * run. */
int varlink_call_reply(struct varlink_call *call, struct json_object *parameters);

/* One of several answers; only if varlink_call_wants_more(). At the end of a stream comes
 * varlink_call_reply() or an error. Returns 0, also if the client is gone (the call stays valid
 * until on_closed); -EMSGSIZE, -EBADMSG or -ENOMEM without having sent anything; -ENOBUFS if the
 * client does not read and is dropped now (LIMIT_STREAM_OUTPUT_BYTES). May be run from anywhere;
 * nothing is called back from it. */
int varlink_call_notify(struct varlink_call *call, struct json_object *parameters);

/* Does more wait to be fetched by the client than should (LIMIT_OUTPUT_PAUSE_BYTES)? A subscription
 * may then leave out what it will say again; a long listing waits for on_ready. */
bool varlink_call_is_congested(const struct varlink_call *call);

/* An error of the method's own interface; 'name' without the interface. It has to be declared, with
 * parameters that fit, which is asserted. Returns as varlink_call_reply(). */
int varlink_call_error(struct varlink_call *call, const char *name, struct json_object *parameters);

/* Errors of org.varlink.service. */
int varlink_call_error_invalid_parameter(struct varlink_call *call, const char *parameter);
int varlink_call_error_permission_denied(struct varlink_call *call);
int varlink_call_error_not_implemented(struct varlink_call *call);
int varlink_call_error_expected_more(struct varlink_call *call);

/* An errno (either sign): EPERM and EACCES are PermissionDenied, ENOSYS and EOPNOTSUPP
 * MethodNotImplemented, all others io.systemd.System(origin, errnoName, errno), as systemd has it.
 */
int varlink_call_error_errno(struct varlink_call *call, int error);

struct varlink_call_ops {
	/* The client is gone, or the server is being freed. The call must not be used after it; it
	 * is not answered any more. Never run from within another function of this header. May be
	 * NULL. */
	void (*on_closed)(struct varlink_call *call, void *userdata);
	/* Little is left to be fetched (LIMIT_OUTPUT_RESUME_BYTES): time for the next part of a
	 * long listing. Run once after varlink_call_keep(), when the handler has returned, and
	 * again after varlink_call_notify(), when the client has fetched what was sent, until the
	 * call is answered. The next part need not be sent from within it. A negative errno becomes
	 * an error reply. NULL for a subscription, which sends when something happens. */
	int (*on_ready)(struct varlink_call *call, void *userdata);
};

/* The answer comes later: the call stays valid until it is answered or on_closed is run. Until then
 * no other call of this client is begun. Only from the handler. 'ops' is constant and outlives the
 * call. */
void varlink_call_keep(
	struct varlink_call *call, const struct varlink_call_ops *ops, void *userdata);
