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

#include "bus_user.h"
#include "log.h"
#include "notify_message.h"
#include "utf8.h"

#define DBUS_SERVICE "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"
#define DBUS_INTERFACE "org.freedesktop.DBus"

#define NO_TIMEOUT UINT64_MAX

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

void server_tracker_init(
	struct server_tracker *tracker, const struct server_tracker_ops *ops, void *userdata)
{
	*tracker = (struct server_tracker){.ops = ops, .userdata = userdata};
}

void server_tracker_deinit(struct server_tracker *tracker)
{
	forget_answers(tracker);
	tracker->owner_slot = sd_bus_slot_unref(tracker->owner_slot);
	tracker->start_slot = sd_bus_slot_unref(tracker->start_slot);
	tracker->names_slot = sd_bus_slot_unref(tracker->names_slot);
	tracker->startable = NOTIFY_STARTABLE_UNKNOWN;
	tracker->connection = NULL;
	tracker->owner[0] = '\0';
	tracker->detail[0] = '\0';
	tracker->start_is_slow = false;
}

bool server_tracker_is_starting(const struct server_tracker *tracker)
{
	return tracker->owner[0] == '\0' && tracker->start_slot != NULL;
}

bool server_tracker_is_asking(const struct server_tracker *tracker)
{
	return tracker->owner[0] != '\0' && !tracker->is_ready;
}

bool server_tracker_is_sender(const struct server_tracker *tracker, sd_bus_message *message)
{
	const char *sender = sd_bus_message_get_sender(message);

	return sender != NULL && tracker->owner[0] != '\0' && strcmp(sender, tracker->owner) == 0;
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
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
	int r = sd_bus_message_new_method_call(
		tracker->connection, &call, tracker->owner, NOTIFY_PATH, NOTIFY_INTERFACE, member);

	if (r >= 0) {
		r = sd_bus_message_set_auto_start(call, 0);
	}
	if (r >= 0) {
		r = sd_bus_call_async(
			tracker->connection, ret_slot, call, handler, tracker, NO_TIMEOUT);
	}
	return r;
}

static void set_owner(struct server_tracker *tracker, const char *owner)
{
	int r;

	if (strcmp(owner, tracker->owner) == 0 || strlen(owner) > NOTIFY_OWNER_MAX_BYTES) {
		return;
	}
	forget_answers(tracker);
	(void)strcpy(tracker->owner, owner);
	tracker->detail[0] = '\0';
	tracker->start_is_slow = false;
	tracker->start_slot = sd_bus_slot_unref(tracker->start_slot);
	if (owner[0] != '\0') {
		r = ask(tracker, "GetCapabilities", on_capabilities, &tracker->capabilities_slot);
		if (r >= 0) {
			r = ask(tracker, "GetServerInformation", on_information,
				&tracker->information_slot);
		}
		if (r < 0) {
			log_warning("Cannot ask the notification server: %s", log_errno_text(r));
		}
	}
	tracker->ops->on_owner(tracker->userdata);
}

static int on_get_name_owner(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct server_tracker *tracker = userdata;
	const char *owner;

	tracker->owner_slot = sd_bus_slot_unref(tracker->owner_slot);
	if (!sd_bus_message_is_method_error(reply, NULL) &&
		sd_bus_message_read(reply, "s", &owner) > 0) {
		set_owner(tracker, owner);
	}
	/* Also without one: now that is known. */
	tracker->ops->on_change(tracker->userdata);
	return 0;
}

void server_tracker_set_connection(struct server_tracker *tracker, sd_bus *connection)
{
	int r;

	server_tracker_deinit(tracker);
	tracker->connection = connection;
	if (connection == NULL) {
		return;
	}
	r = sd_bus_call_method_async(connection, &tracker->owner_slot, DBUS_SERVICE, DBUS_PATH,
		DBUS_INTERFACE, "GetNameOwner", on_get_name_owner, tracker, "s", NOTIFY_SERVICE);
	if (r < 0) {
		log_warning("Cannot ask for the notification server: %s", log_errno_text(r));
	}
}

void server_tracker_take_name_owner_changed(struct server_tracker *tracker, sd_bus_message *signal)
{
	const char *name, *before, *owner;

	if (sd_bus_message_read(signal, "sss", &name, &before, &owner) > 0 &&
		strcmp(name, NOTIFY_SERVICE) == 0) {
		/* Newer than the answer that is on its way. */
		tracker->owner_slot = sd_bus_slot_unref(tracker->owner_slot);
		set_owner(tracker, owner);
		tracker->ops->on_change(tracker->userdata);
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

	if (tracker->connection == NULL || tracker->start_slot != NULL) {
		return;
	}
	tracker->detail[0] = '\0';
	tracker->start_is_slow = false;
	r = sd_bus_call_method_async(tracker->connection, &tracker->start_slot, DBUS_SERVICE,
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

	if (tracker->connection == NULL || tracker->owner[0] != '\0' ||
		tracker->names_slot != NULL) {
		return;
	}
	r = sd_bus_call_method_async(tracker->connection, &tracker->names_slot, DBUS_SERVICE,
		DBUS_PATH, DBUS_INTERFACE, "ListActivatableNames", on_names, tracker, "");
	if (r < 0) {
		log_warning("Cannot ask for notification servers: %s", log_errno_text(r));
	}
}
