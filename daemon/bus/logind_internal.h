/* SPDX-License-Identifier: MIT */
/* The parts of logind, each with its own file: the session, sleep, inhibitors. A part asks when
 * logind has come (x_ask), drops what hangs on the connection when it is gone (x_drop), and takes
 * back what it told when nobody came back (x_forget). Inner part of logind. */
#pragma once

#include <systemd/sd-bus.h>

#include "bus_name.h"
#include "clock.h"
#include "logind.h"

struct loop;

#define LOGIND_SERVICE "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_MANAGER "org.freedesktop.login1.Manager"
#define LOGIND_USER "org.freedesktop.login1.User"
#define LOGIND_SESSION "org.freedesktop.login1.Session"
#define DBUS_PROPERTIES "org.freedesktop.DBus.Properties"

/* Paths are short prefixes and escaped ids. */
#define LOGIND_PATH_MAX_BYTES 256

/* As logind says it. */
struct logind_session_values {
	char id[LOGIND_TEXT_MAX_BYTES];
	char class[LOGIND_TEXT_MAX_BYTES];
	char state[LOGIND_TEXT_MAX_BYTES];
	char type[LOGIND_TEXT_MAX_BYTES];
	char display[LOGIND_TEXT_MAX_BYTES];
	bool is_active;
	bool is_remote;
	bool is_locked;
	bool is_idle;
	usec_t idle_since_monotonic_usec;
};

struct logind_session_part {
	sd_bus_slot *call; /* of the chain of questions that ends with the session */
	bool again;        /* asked for while it is on its way */
	sd_bus_slot *user_match;
	char user_path[LOGIND_PATH_MAX_BYTES];

	/* The session in question; "" if there is none. */
	char path[LOGIND_PATH_MAX_BYTES];
	sd_bus_slot *match;
	sd_bus_slot *values_call;
	struct logind_session_values values;
	bool hint_was_set; /* seen to change */

	struct logind_session told;
	usec_t told_since_monotonic_usec; /* what idle_since_boot_usec was made of */
};

struct logind_sleep_part {
	sd_bus_slot *state_call;
	sd_bus_slot *lock_call;
	int lock_fd; /* while it is open the machine waits for us; -1: none */
	bool lock_refused;
	bool told_asleep;
};

struct logind_inhibitors_part {
	sd_bus_slot *call;
	usec_t asked_monotonic_usec; /* because of a signal, 0: never */
	struct loop_timer *settle;   /* to ask because of those since */
	struct inhibitor told[INHIBITORS_MAX];
	size_t n_told;
};

struct logind {
	struct bus_name name;
	struct clock clock;
	const struct logind_callbacks *callbacks;
	void *userdata;
	struct loop_timer *patience;
	struct logind_session_part session;
	struct logind_sleep_part sleep;
	struct logind_inhibitors_part inhibitors;
};

/* logind.c: */

/* A call to who is logind now; 'types' as in sd_bus_message_append(). Its errors are logged. */
void logind_call(struct logind *logind, sd_bus_slot **ret_slot, sd_bus_message_handler_t handler,
	const char *path, const char *interface, const char *member, const char *types, ...);
/* It answered; or it does not answer as it should: what was told stands for a while. */
void logind_trust(struct logind *logind);
void logind_doubt(struct logind *logind);

/* logind_properties.c: */

struct logind_property {
	const char *name;
	char type; /* 's' of LOGIND_TEXT_MAX_BYTES, 'b' bool, 't' usec_t; '-' only noted */
	size_t offset;
};

/* Reads a{sv} at the place where the message is into 'values'; what has another type than it should
 * is left out. '*ret_seen': bit i for table[i]. */
int logind_read_properties(sd_bus_message *message, const struct logind_property *table, size_t n,
	void *values, unsigned *ret_seen);
/* The same of a signal PropertiesChanged of this interface; '*ret_unsaid': those that changed, but
 * to what is not said. Returns 0 if the signal is another, else 1. */
int logind_read_changed(sd_bus_message *signal, const char *interface,
	const struct logind_property *table, size_t n, void *values, unsigned *ret_seen,
	unsigned *ret_unsaid);

/* logind_session.c: */

void logind_session_ask(struct logind *logind);
void logind_session_drop(struct logind *logind);
void logind_session_forget(struct logind *logind);
/* The session at this path is gone. */
void logind_session_take_removed(struct logind *logind, const char *path);

/* logind_sleep.c: */

void logind_sleep_ask(struct logind *logind);
void logind_sleep_drop(struct logind *logind);
void logind_sleep_forget(struct logind *logind);
/* The machine prepares for sleep, or does not any more. */
void logind_sleep_take(struct logind *logind, bool asleep);

/* logind_inhibitors.c: */

int logind_inhibitors_init(struct logind *logind, struct loop *loop);
void logind_inhibitors_deinit(struct logind *logind);
void logind_inhibitors_ask(struct logind *logind);
/* There is one more or less, or so it is said. */
void logind_inhibitors_take_changed(struct logind *logind);
void logind_inhibitors_drop(struct logind *logind);
void logind_inhibitors_forget(struct logind *logind);
