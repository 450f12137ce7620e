/* SPDX-License-Identifier: MIT */
/*
 * Prompts are sent to the unique name of a server that is known to be there, never to the
 * well-known name: a call that starts a server waits in the bus for as long as that takes, is
 * delivered after we gave it up, and then the prompt is on the screen twice. So a server is started
 * by a call of its own (StartServiceByName), and what is sent to it follows when it has come.
 *
 * A server is asked what it can do without a time-out: one that hangs and goes on later would
 * answer into the void, and prompts would wait until its restart.
 */
#include "notify_server.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "notify_message.h"
#include "utf8.h"

#define DBUS_SERVICE "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"
#define DBUS_INTERFACE "org.freedesktop.DBus"

static const struct {
	const char *name;
	enum notify_capability capability;
} capability_names[] = {
	{"actions", NOTIFY_CAN_ACTIONS},
	{"body", NOTIFY_CAN_BODY},
	{"body-markup", NOTIFY_CAN_BODY_MARKUP},
	{"persistence", NOTIFY_CAN_PERSISTENCE},
};

static void copy_text(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%.*s", (int)utf8_cut(from, strlen(from), size - 1), from);
}

static void forget_answers(struct server_tracker *tracker)
{
	tracker->capabilities_slot = sd_bus_slot_unref(tracker->capabilities_slot);
	tracker->information_slot = sd_bus_slot_unref(tracker->information_slot);
	tracker->is_ready = false;
	tracker->capabilities = 0;
	tracker->name[0] = tracker->vendor[0] = tracker->version[0] = '\0';
}

static void forget(struct server_tracker *tracker)
{
	forget_answers(tracker);
	tracker->start_slot = sd_bus_slot_unref(tracker->start_slot);
	tracker->names_slot = sd_bus_slot_unref(tracker->names_slot);
	tracker->startable = NOTIFY_STARTABLE_UNKNOWN;
	tracker->detail[0] = '\0';
	tracker->start_is_slow = false;
}

void server_tracker_init(struct server_tracker *tracker, const struct server_tracker_ops *ops,
	void (*on_owner)(void *userdata), void *userdata)
{
	*tracker = (struct server_tracker){.ops = ops, .userdata = userdata};
	bus_name_init(&tracker->peer, NOTIFY_SERVICE, on_owner, userdata);
	tracker->peer.call_timeout_usec = BUS_NAME_NO_TIMEOUT;
}

void server_tracker_deinit(struct server_tracker *tracker)
{
	bus_name_remove(&tracker->peer);
	forget(tracker);
}

bool server_tracker_is_starting(const struct server_tracker *tracker)
{
	return tracker->peer.owner[0] == '\0' && tracker->start_slot != NULL;
}

bool server_tracker_is_asking(const struct server_tracker *tracker)
{
	return tracker->peer.owner[0] != '\0' && !tracker->is_ready;
}

static void check_ready(struct server_tracker *tracker)
{
	if (tracker->capabilities_slot == NULL && tracker->information_slot == NULL) {
		tracker->is_ready = true;
		tracker->ops->on_ready(tracker->userdata);
	}
}

static int on_capabilities(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct server_tracker *tracker = userdata;
	char text[NOTIFY_DETAIL_MAX_BYTES];
	const char *capability;
	int r = -EBADMSG;

	tracker->capabilities_slot = sd_bus_slot_unref(tracker->capabilities_slot);
	/* What a server surely has that does not say: a body without markup and actions. */
	tracker->capabilities = NOTIFY_CAN_BODY;
	if (sd_bus_message_is_method_error(reply, NULL)) {
		log_warning("The notification server does not say what it can do: %s",
			bus_error_text(reply, text, sizeof(text)));
	} else if (sd_bus_message_has_signature(reply, "as")) {
		tracker->capabilities = 0;
		r = sd_bus_message_enter_container(reply, 'a', "s");
		while (r > 0 && (r = sd_bus_message_read(reply, "s", &capability)) > 0) {
			for (size_t i = 0; i < ELEMENTSOF(capability_names); i++) {
				if (strcmp(capability, capability_names[i].name) == 0) {
					tracker->capabilities |= capability_names[i].capability;
				}
			}
		}
	}
	if (r < 0) {
		log_debug("Capabilities of the notification server: %s", log_errno_text(r));
	}
	check_ready(tracker);
	return 0;
}

static int on_information(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct server_tracker *tracker = userdata;
	const char *name = "", *vendor = "", *version = "";

	tracker->information_slot = sd_bus_slot_unref(tracker->information_slot);
	/* The fourth is the version of the specification; old servers leave it out. */
	if (!sd_bus_message_is_method_error(reply, NULL) &&
		sd_bus_message_read(reply, "sss", &name, &vendor, &version) > 0) {
		copy_text(tracker->name, sizeof(tracker->name), name);
		copy_text(tracker->vendor, sizeof(tracker->vendor), vendor);
		copy_text(tracker->version, sizeof(tracker->version), version);
	}
	check_ready(tracker);
	return 0;
}

static int ask(struct server_tracker *tracker, const char *member, sd_bus_message_handler_t handler,
	sd_bus_slot **ret_slot)
{
	return bus_name_call(&tracker->peer, ret_slot, NOTIFY_PATH, NOTIFY_INTERFACE, member,
		handler, tracker, "");
}

void server_tracker_take_owner(struct server_tracker *tracker)
{
	int r;

	if (tracker->peer.connection == NULL) {
		forget(tracker);
		return;
	}
	forget_answers(tracker);
	tracker->detail[0] = '\0';
	tracker->start_is_slow = false;
	tracker->start_slot = sd_bus_slot_unref(tracker->start_slot);
	if (tracker->peer.owner[0] == '\0') {
		return;
	}
	r = ask(tracker, "GetCapabilities", on_capabilities, &tracker->capabilities_slot);
	if (r >= 0) {
		r = ask(tracker, "GetServerInformation", on_information,
			&tracker->information_slot);
	}
	if (r < 0) {
		log_warning("Cannot ask the notification server: %s", log_errno_text(r));
	}
}

static int on_started(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct server_tracker *tracker = userdata;
	char text[NOTIFY_DETAIL_MAX_BYTES / 2];

	tracker->start_slot = sd_bus_slot_unref(tracker->start_slot);
	if (sd_bus_message_is_method_error(reply, SD_BUS_ERROR_SERVICE_UNKNOWN)) {
		tracker->startable = NOTIFY_STARTABLE_NO;
		(void)snprintf(tracker->detail, sizeof(tracker->detail),
			"no notification server runs, and none can be started");
	} else if (sd_bus_message_is_method_error(reply, SD_BUS_ERROR_NO_REPLY) ||
		   sd_bus_message_is_method_error(reply, SD_BUS_ERROR_TIMEOUT)) {
		tracker->start_is_slow = true;
		(void)snprintf(tracker->detail, sizeof(tracker->detail),
			"the notification server takes long to start");
	} else if (sd_bus_message_is_method_error(reply, NULL)) {
		(void)snprintf(tracker->detail, sizeof(tracker->detail),
			"the notification server cannot be started (%s)",
			bus_error_text(reply, text, sizeof(text)));
	}
	tracker->ops->on_change(tracker->userdata);
	return 0;
}

void server_tracker_start(struct server_tracker *tracker)
{
	int r;

	if (tracker->peer.connection == NULL || tracker->start_slot != NULL) {
		return;
	}
	tracker->detail[0] = '\0';
	tracker->start_is_slow = false;
	r = sd_bus_call_method_async(tracker->peer.connection, &tracker->start_slot, DBUS_SERVICE,
		DBUS_PATH, DBUS_INTERFACE, "StartServiceByName", on_started, tracker, "su",
		NOTIFY_SERVICE, 0);
	if (r < 0) {
		log_warning("Cannot start a notification server: %s", log_errno_text(r));
	}
}

static int on_names(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct server_tracker *tracker = userdata;
	enum notify_startable former = tracker->startable;
	const char *name;
	int r = -EBADMSG;

	tracker->names_slot = sd_bus_slot_unref(tracker->names_slot);
	if (!sd_bus_message_is_method_error(reply, NULL)) {
		r = sd_bus_message_enter_container(reply, 'a', "s");
	}
	if (r < 0) {
		return 0; /* then it is not known */
	}
	tracker->startable = NOTIFY_STARTABLE_NO;
	while ((r = sd_bus_message_read(reply, "s", &name)) > 0) {
		if (strcmp(name, NOTIFY_SERVICE) == 0) {
			tracker->startable = NOTIFY_STARTABLE_YES;
		}
	}
	if (former == NOTIFY_STARTABLE_NO && tracker->startable == NOTIFY_STARTABLE_YES) {
		tracker->detail[0] = '\0'; /* one was installed since */
	}
	return 0;
}

void server_tracker_look(struct server_tracker *tracker)
{
	int r;

	if (tracker->peer.connection == NULL || tracker->peer.owner[0] != '\0' ||
		tracker->names_slot != NULL) {
		return;
	}
	r = sd_bus_call_method_async(tracker->peer.connection, &tracker->names_slot, DBUS_SERVICE,
		DBUS_PATH, DBUS_INTERFACE, "ListActivatableNames", on_names, tracker, "");
	if (r < 0) {
		log_warning("Cannot ask for notification servers: %s", log_errno_text(r));
	}
}
