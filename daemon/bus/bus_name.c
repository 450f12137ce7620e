/* SPDX-License-Identifier: MIT */
/*
 * Calls go to the unique name of a process that is known to be there, never to the well-known name:
 * so none of them can start a service, and an answer is from whom it was asked of.
 */
#include "bus_name.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "bus_user.h"
#include "log.h"

#define DBUS_SERVICE "org.freedesktop.DBus"

void bus_name_init(struct bus_name *name, const char *well_known, void (*on_owner)(void *userdata),
	void *userdata)
{
	*name = (struct bus_name){
		.name = well_known,
		.on_owner = on_owner,
		.userdata = userdata,
		.call_timeout_usec = BUS_CALL_TIMEOUT_USEC,
	};
}

static void set_owner(struct bus_name *name, const char *owner)
{
	if (strcmp(owner, name->owner) == 0 || strlen(owner) > BUS_NAME_MAX_BYTES) {
		return;
	}
	(void)strcpy(name->owner, owner);
	name->on_owner(name->userdata);
}

static int on_get_name_owner(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct bus_name *name = userdata;
	const char *owner;

	name->call = sd_bus_slot_unref(name->call);
	/* An error is the usual answer where nobody has it. */
	if (!sd_bus_message_is_method_error(reply, NULL) &&
		sd_bus_message_read(reply, "s", &owner) > 0) {
		set_owner(name, owner);
	}
	return 0;
}

void bus_name_set_connection(struct bus_name *name, sd_bus *connection)
{
	int r;

	bus_name_lose_connection(name);
	name->connection = connection;
	r = sd_bus_call_method_async(connection, &name->call, DBUS_SERVICE, "/org/freedesktop/DBus",
		DBUS_SERVICE, "GetNameOwner", on_get_name_owner, name, "s", name->name);
	if (r < 0) {
		log_warning("Cannot ask for %s: %s", name->name, log_errno_text(r));
	}
}

void bus_name_lose_connection(struct bus_name *name)
{
	name->call = sd_bus_slot_unref(name->call);
	name->connection = NULL;
	name->owner[0] = '\0';
}

void bus_name_take_owner_changed(struct bus_name *name, sd_bus_message *signal)
{
	const char *sender = sd_bus_message_get_sender(signal);
	const char *changed, *before, *owner;

	/* Anybody may send us one straight, and what sd-bus compares lets it pass. */
	if (sender != NULL && strcmp(sender, DBUS_SERVICE) == 0 &&
		sd_bus_message_read(signal, "sss", &changed, &before, &owner) > 0 &&
		strcmp(changed, name->name) == 0) {
		/* Newer than an answer that is on its way. */
		name->call = sd_bus_slot_unref(name->call);
		set_owner(name, owner);
	}
}

bool bus_name_is_sender(const struct bus_name *name, sd_bus_message *message)
{
	const char *sender = sd_bus_message_get_sender(message);

	return sender != NULL && name->owner[0] != '\0' && strcmp(sender, name->owner) == 0;
}

int bus_name_new_call(const struct bus_name *name, const char *path, const char *interface,
	const char *member, sd_bus_message **ret_call)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
	int r;

	if (name->owner[0] == '\0') {
		return -ENOENT;
	}
	r = sd_bus_message_new_method_call(
		name->connection, &call, name->owner, path, interface, member);
	if (r >= 0) {
		r = sd_bus_message_set_auto_start(call, 0);
	}
	if (r >= 0) {
		*ret_call = TAKE_PTR(call);
	}
	return r;
}

int bus_name_send(struct bus_name *name, sd_bus_slot **slot, sd_bus_message *call,
	sd_bus_message_handler_t handler, void *userdata)
{
	int r;

	if (slot == NULL) {
		r = sd_bus_message_set_expect_reply(call, 0);
		r = r >= 0 ? sd_bus_send(name->connection, call, NULL) : r;
	} else {
		r = sd_bus_call_async(
			name->connection, slot, call, handler, userdata, name->call_timeout_usec);
	}
	return r < 0 ? r : 0;
}

int bus_name_call(struct bus_name *name, sd_bus_slot **slot, const char *path,
	const char *interface, const char *member, sd_bus_message_handler_t handler, void *userdata,
	const char *types, ...)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
	va_list arguments;
	int r = bus_name_new_call(name, path, interface, member, &call);

	if (r < 0) {
		return r;
	}
	va_start(arguments, types);
	r = sd_bus_message_appendv(call, types, arguments);
	va_end(arguments);
	return r < 0 ? r : bus_name_send(name, slot, call, handler, userdata);
}
