/* SPDX-License-Identifier: MIT */
/* Who has a well-known name, its signals, and calls to it that start nobody. Inner part of proxies.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-bus.h>

#include <backcare/timespan.h>

#include "bus_user.h"

/* The bus itself limits a name to this. */
#define BUS_NAME_MAX_BYTES 255

#define BUS_NAME_NO_TIMEOUT UINT64_MAX

struct bus_name {
	struct bus_user user;
	const char *name;
	const struct bus_subscription *signals;
	unsigned n_signals;
	/* The bus said for the first time who has the name, or another process has it, or none has,
	 * or the bus is gone. From then on no slot of a call to the former owner may be kept. */
	void (*on_owner)(void *userdata);
	void *userdata;
	/* For the owner to answer; BUS_CALL_TIMEOUT_USEC, or what is put here after init. */
	usec_t call_timeout_usec;
	sd_bus *connection;                 /* borrowed, NULL while there is no bus */
	char owner[BUS_NAME_MAX_BYTES + 1]; /* unique name, "" if none */
	sd_bus_slot *call;                  /* the question who has it */
};

/* More than that, and the one for its owner, are more than a bus_user has. */
#define BUS_NAME_SIGNALS_MAX (BUS_SUBSCRIPTIONS_MAX - 1)

/* 'well_known' is a constant. Nothing is asked yet. */
void bus_name_init(struct bus_name *name, const char *well_known, void (*on_owner)(void *userdata),
	void *userdata);

/* From now on, whenever the bus is up: subscribes to these, whose handlers are given the userdata
 * of on_owner, and asks who has the name. 'signals' stay the caller's. */
void bus_name_add(struct bus_name *name, struct bus *bus, const struct bus_subscription *signals,
	unsigned n_signals);
/* Without on_owner. Harmless if it was never added and is zero. */
void bus_name_remove(struct bus_name *name);

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
