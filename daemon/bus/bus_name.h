/* SPDX-License-Identifier: MIT */
/* Who has a well-known name, and calls to it that start nobody. Inner part of proxies. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-bus.h>

#include <backcare/timespan.h>

/* The bus itself limits a name to this. */
#define BUS_NAME_MAX_BYTES 255

#define BUS_NAME_NO_TIMEOUT UINT64_MAX

struct bus_name {
	const char *name;
	/* Another process has the name, or none has. Run from a handler. */
	void (*on_owner)(void *userdata);
	void *userdata;
	/* For the owner to answer; BUS_CALL_TIMEOUT_USEC, or what is put here after init. */
	usec_t call_timeout_usec;
	sd_bus *connection;                 /* borrowed, NULL while there is no bus */
	char owner[BUS_NAME_MAX_BYTES + 1]; /* unique name, "" if none */
	sd_bus_slot *call;
};

/* 'well_known' is a constant. Nothing is asked yet. */
void bus_name_init(struct bus_name *name, const char *well_known, void (*on_owner)(void *userdata),
	void *userdata);

/* The bus is up: asks who has it. The signal NameOwnerChanged has to be subscribed to already. */
void bus_name_set_connection(struct bus_name *name, sd_bus *connection);
/* The bus is gone, or the proxy goes; without on_owner. */
void bus_name_lose_connection(struct bus_name *name);

/* Handles the signal NameOwnerChanged with this name as arg0, if it is the bus that sent it. */
void bus_name_take_owner_changed(struct bus_name *name, sd_bus_message *signal);

/* Does the message come from the owner? */
bool bus_name_is_sender(const struct bus_name *name, sd_bus_message *message);

/* Calls the owner. *slot is the caller's, and NULL before; without a slot no answer is asked for.
 * 'types' as of sd_bus_message_append(). Returns 0, -ENOENT without an owner, -errno. */
int bus_name_call(struct bus_name *name, sd_bus_slot **slot, const char *path,
	const char *interface, const char *member, sd_bus_message_handler_t handler, void *userdata,
	const char *types, ...);

/* The same in steps, for who has the arguments in another form: a call to the owner without any,
 * then its sending. */
int bus_name_new_call(const struct bus_name *name, const char *path, const char *interface,
	const char *member, sd_bus_message **ret_call);
int bus_name_send(struct bus_name *name, sd_bus_slot **slot, sd_bus_message *call,
	sd_bus_message_handler_t handler, void *userdata);
