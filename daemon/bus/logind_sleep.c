/* SPDX-License-Identifier: MIT */
/*
 * Suspend: logind announces it and waits for those who hold a lock of the kind "delay", until they
 * let go or five seconds are over. A lock is a descriptor, good for one suspend; the next one is
 * taken after it.
 *
 * The announcement of the end may get lost with the bus or with logind, so the state is read again
 * with each connection. A lock outlives both of them (it is a pipe into a file system), and would
 * delay a suspend that nobody tells us of: so it is let go with them.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "logind_internal.h"

static void drop_lock(struct logind_sleep_part *part)
{
	part->lock_call = sd_bus_slot_unref(part->lock_call);
	part->lock_refused = false;
	if (part->lock_fd >= 0) {
		(void)close(part->lock_fd);
		part->lock_fd = -1;
	}
}

static int on_lock(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct logind *logind = userdata;
	struct logind_sleep_part *part = &logind->sleep;
	char text[256];
	int fd;

	part->lock_call = sd_bus_slot_unref(part->lock_call);
	if (sd_bus_message_is_method_error(reply, NULL)) {
		/* Not a fault: then the machine does not wait, and its sleep is seen by the clock.
		 */
		log_debug("Sleep will not wait for us: %s",
			bus_error_text(reply, text, sizeof(text)));
		part->lock_refused = true;
		return 0;
	}
	/* The descriptor in the message goes with the message. */
	if (sd_bus_message_read(reply, "h", &fd) > 0) {
		part->lock_fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
		if (part->lock_fd < 0) {
			log_debug("Sleep will not wait for us: %s", log_errno_text(errno));
		}
	}
	return 0;
}

static void take_lock(struct logind *logind)
{
	struct logind_sleep_part *part = &logind->sleep;

	if (part->lock_fd < 0 && part->lock_call == NULL) {
		part->lock_refused = false;
		logind_call(logind, &part->lock_call, on_lock, LOGIND_PATH, LOGIND_MANAGER,
			"Inhibit", "ssss", "sleep", "Backcare", "To note when sleep begins",
			"delay");
	}
}

static void tell(struct logind *logind, bool asleep)
{
	if (logind->sleep.told_asleep != asleep) {
		logind->sleep.told_asleep = asleep;
		logind->callbacks->on_sleep(asleep, logind->userdata);
	}
}

void logind_sleep_take(struct logind *logind, bool asleep)
{
	/* Newer than the answer that is on its way. */
	logind->sleep.state_call = sd_bus_slot_unref(logind->sleep.state_call);
	tell(logind, asleep);
	if (asleep) {
		drop_lock(&logind->sleep);
	} else {
		take_lock(logind);
	}
}

static int on_state(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	int asleep = 0;

	if (sd_bus_message_is_method_error(reply, NULL) ||
		sd_bus_message_read(reply, "v", "b", &asleep) < 0) {
		log_debug("logind does not say whether the machine prepares for sleep.");
	}
	logind_sleep_take(userdata, asleep != 0);
	return 0;
}

void logind_sleep_ask(struct logind *logind)
{
	logind_call(logind, &logind->sleep.state_call, on_state, LOGIND_PATH, DBUS_PROPERTIES,
		"Get", "ss", LOGIND_MANAGER, "PreparingForSleep");
}

void logind_sleep_drop(struct logind *logind)
{
	logind->sleep.state_call = sd_bus_slot_unref(logind->sleep.state_call);
	drop_lock(&logind->sleep);
}

void logind_sleep_forget(struct logind *logind)
{
	tell(logind, false);
}

enum logind_sleep_lock logind_get_sleep_lock(const struct logind *logind)
{
	if (logind->sleep.lock_fd >= 0) {
		return LOGIND_SLEEP_LOCK_TAKEN;
	}
	return logind->sleep.lock_refused ? LOGIND_SLEEP_LOCK_REFUSED : LOGIND_SLEEP_LOCK_NONE;
}
