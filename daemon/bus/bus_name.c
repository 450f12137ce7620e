/* SPDX-License-Identifier: MIT */
/*
 * Calls go to the unique name of a process that is known to be there, never to the well-known name:
 * so none of them can start a service, and an answer is from whom it was asked of.
 */
#include "bus_name.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "log.h"

#define DBUS_SERVICE "org.freedesktop.DBus"
#define OWNER_CHANGED                                                      \
	"type='signal',sender='" DBUS_SERVICE "',interface='" DBUS_SERVICE \
	"',member='NameOwnerChanged',arg0='%s'"

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
	if (strlen(owner) <= BUS_NAME_MAX_BYTES) {
		(void)strcpy(name->owner, owner);
		name->on_owner(name->userdata);
	}
}

static int on_get_name_owner(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct bus_name *name = userdata;
	const char *owner = "";

	name->call = sd_bus_slot_unref(name->call);
	/* An error is the usual answer where nobody has it. */
	if (!sd_bus_message_is_method_error(reply, NULL)) {
		(void)sd_bus_message_read(reply, "s", &owner);
	}
	set_owner(name, owner);
	return 0;
}

static int on_owner_changed(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct bus_name *name = userdata;
	const char *sender = sd_bus_message_get_sender(signal);
	const char *changed, *before, *owner;

	/* Anybody may send us one straight, and what sd-bus compares lets it pass. */
	if (sender != NULL && strcmp(sender, DBUS_SERVICE) == 0 &&
		sd_bus_message_read(signal, "sss", &changed, &before, &owner) > 0 &&
		strcmp(changed, name->name) == 0) {
		/* Newer than an answer that is on its way. */
		bool is_first = name->call != NULL;

		name->call = sd_bus_slot_unref(name->call);
		if (is_first || strcmp(owner, name->owner) != 0) {
			set_owner(name, owner);
		}
	}
	return 0;
}

static void lose_connection(struct bus_name *name)
{
	name->call = sd_bus_slot_unref(name->call);
	name->connection = NULL;
	name->owner[0] = '\0';
}

static void on_up(void *userdata)
{
	struct bus_name *name = userdata;
	char match[sizeof(OWNER_CHANGED) + BUS_NAME_MAX_BYTES];
	int r;

	name->connection = bus_get_connection(name->user.bus);
	(void)snprintf(match, sizeof(match), OWNER_CHANGED, name->name);
	bus_user_subscribe(&name->user, match, on_owner_changed, name);
	for (unsigned i = 0; i < name->n_signals; i++) {
		bus_user_subscribe(&name->user, name->signals[i].match, name->signals[i].handler,
			name->userdata);
	}
	r = sd_bus_call_method_async(name->connection, &name->call, DBUS_SERVICE,
		"/org/freedesktop/DBus", DBUS_SERVICE, "GetNameOwner", on_get_name_owner, name, "s",
		name->name);
	if (r < 0) {
		log_warning("Cannot ask for %s: %s", name->name, log_errno_text(r));
	}
}

static void on_lost(void *userdata)
{
	struct bus_name *name = userdata;

	lose_connection(name);
	name->on_owner(name->userdata);
}

static const struct bus_user_ops user_ops = {.on_up = on_up, .on_lost = on_lost};

void bus_name_add(struct bus_name *name, struct bus *bus, const struct bus_subscription *signals,
	unsigned n_signals)
{
	assert(n_signals <= BUS_NAME_SIGNALS_MAX);
	name->signals = signals;
	name->n_signals = n_signals;
	bus_user_add(&name->user, bus, &user_ops, name);
}

void bus_name_remove(struct bus_name *name)
{
	bus_user_remove(&name->user);
	lose_connection(name);
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
