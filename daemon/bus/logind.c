/* SPDX-License-Identifier: MIT */
/*
 * Who is logind, and what happens when it comes and goes.
 *
 * It restarts at any upgrade, keeps its sessions over it, and says nothing of them afterwards. So
 * what it said stands until a new one has been asked; only if none answers in time nothing is known
 * any more. Everything is asked without a time-out: a logind that hangs and goes on later would
 * answer into the void, and it sends no signal for what did not change.
 *
 * Signals count only if they come from the owner of the name: anybody may send a PrepareForSleep
 * straight to us, and what sd-bus compares lets such a message pass.
 */
#include "logind.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "logind_internal.h"
#include "loop.h"

void logind_call(struct logind *logind, sd_bus_slot **ret_slot, sd_bus_message_handler_t handler,
	const char *path, const char *interface, const char *member, const char *types, ...)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
	va_list arguments;
	int r = bus_name_new_call(&logind->name, path, interface, member, &call);

	if (r >= 0) {
		va_start(arguments, types);
		r = sd_bus_message_appendv(call, types, arguments);
		va_end(arguments);
	}
	if (r >= 0) {
		r = bus_name_send(&logind->name, ret_slot, call, handler, logind);
	}
	if (r < 0) {
		log_warning("Cannot ask logind for %s: %s", member, log_errno_text(r));
		logind_doubt(logind);
	}
}

void logind_trust(struct logind *logind)
{
	(void)loop_timer_set(logind->patience, USEC_INFINITY);
}

void logind_doubt(struct logind *logind)
{
	bool is_something_told = logind->session.told.is_known || logind->sleep.told_asleep ||
				 logind->inhibitors.n_told > 0;

	if (is_something_told && !loop_timer_is_set(logind->patience)) {
		(void)loop_timer_set(logind->patience, LOGIND_PATIENCE_USEC);
	}
}

static void on_patience(void *userdata)
{
	struct logind *logind = userdata;

	log_debug("logind does not answer; nothing is known of the session.");
	logind_sleep_forget(logind);
	logind_inhibitors_forget(logind);
	logind_session_forget(logind);
}

static void drop(struct logind *logind)
{
	logind_session_drop(logind);
	logind_sleep_drop(logind);
	logind_inhibitors_drop(logind);
}

static void on_owner(void *userdata)
{
	struct logind *logind = userdata;

	drop(logind);
	logind_doubt(logind);
	if (logind->name.owner[0] != '\0') {
		logind_sleep_ask(logind);
		logind_session_ask(logind);
		logind_inhibitors_ask(logind);
	}
}

static void take_inhibited_changed(struct logind *logind, sd_bus_message *signal)
{
	/* The value is that of the whole machine, and sent also where it did not change. */
	static const struct logind_property properties[] = {
		{.name = "BlockInhibited", .type = '-'},
		{.name = "BlockWeakInhibited", .type = '-'},
	};
	unsigned seen, unsaid;

	if (logind_read_changed(signal, LOGIND_MANAGER, properties, ELEMENTSOF(properties), NULL,
		    &seen, &unsaid) > 0 &&
		(seen | unsaid) != 0) {
		logind_inhibitors_take_changed(logind);
	}
}

static int on_manager_signal(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;
	const char *id, *path;
	uint32_t uid;
	int truth;

	if (!bus_name_is_sender(&logind->name, signal)) {
		return 0;
	}
	if (sd_bus_message_is_signal(signal, LOGIND_MANAGER, "PrepareForSleep")) {
		if (sd_bus_message_read(signal, "b", &truth) > 0) {
			logind_sleep_take(logind, truth != 0);
		}
	} else if (sd_bus_message_is_signal(signal, LOGIND_MANAGER, "SessionRemoved")) {
		if (sd_bus_message_read(signal, "so", &id, &path) > 0) {
			logind_session_take_removed(logind, path);
		}
	} else if (sd_bus_message_is_signal(signal, LOGIND_MANAGER, "SessionNew")) {
		logind_session_ask(logind);
	} else if (sd_bus_message_is_signal(signal, LOGIND_MANAGER, "UserNew") ||
		   sd_bus_message_is_signal(signal, LOGIND_MANAGER, "UserRemoved")) {
		if (sd_bus_message_read(signal, "uo", &uid, &path) > 0 && uid == getuid()) {
			logind_session_ask(logind);
		}
	} else {
		take_inhibited_changed(logind, signal);
	}
	return 0;
}

/* The signals of the manager and of its properties. */
static const struct bus_subscription subscriptions[] = {
	{"type='signal',sender='" LOGIND_SERVICE "',path='" LOGIND_PATH "'", on_manager_signal},
};

int logind_new(struct bus *bus, const struct clock *clock, const struct logind_callbacks *callbacks,
	void *userdata, struct logind **ret_logind)
{
	struct logind *logind = calloc(1, sizeof(*logind));
	int r;

	if (logind == NULL) {
		return -ENOMEM;
	}
	logind->clock = *clock;
	logind->callbacks = callbacks;
	logind->userdata = userdata;
	logind->sleep.lock_fd = -1;
	bus_name_init(&logind->name, LOGIND_SERVICE, on_owner, logind);
	logind->name.call_timeout_usec = BUS_NAME_NO_TIMEOUT;
	r = loop_timer_new(bus_get_loop(bus), on_patience, logind, &logind->patience);
	if (r >= 0) {
		r = logind_inhibitors_init(logind, bus_get_loop(bus));
	}
	if (r < 0) {
		logind = logind_free(logind);
		return r;
	}
	bus_name_add(&logind->name, bus, subscriptions, ELEMENTSOF(subscriptions));
	*ret_logind = logind;
	return 0;
}

struct logind *logind_free(struct logind *logind)
{
	if (logind == NULL) {
		return NULL;
	}
	bus_name_remove(&logind->name);
	drop(logind);
	logind_inhibitors_deinit(logind);
	logind->patience = loop_timer_free(logind->patience);
	free(logind);
	return NULL;
}
