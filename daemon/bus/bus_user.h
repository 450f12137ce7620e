/* SPDX-License-Identifier: MIT */
/* The connection as the proxies of this folder use it. */
#pragma once

#include <systemd/sd-bus.h>

#include <backcare/timespan.h>

#include "bus.h"
#include "list.h"

/* Every call ends after this, unless its caller says why not. */
#define BUS_CALL_TIMEOUT_USEC (5 * USEC_PER_SEC)

#define BUS_SUBSCRIPTIONS_MAX 4

/* Made anew with each connection, before on_up. The handler may send, but never run the loop or
 * open a descriptor that is to be watched, and copies what it keeps of a message. */
struct bus_subscription {
	const char *match;
	sd_bus_message_handler_t handler;
};

struct bus_user_ops {
	const struct bus_subscription *subscriptions;
	unsigned n_subscriptions; /* and of bus_user_subscribe(): BUS_SUBSCRIPTIONS_MAX at the most
				   */
	void (*on_up)(void *userdata);
	/* All slots of the old connection have to go. Not run from a handler. */
	void (*on_lost)(void *userdata);
};

/* Embedded in a proxy. */
struct bus_user {
	struct list users;
	struct bus *bus;
	const struct bus_user_ops *ops;
	void *userdata;
	sd_bus_slot *slots[BUS_SUBSCRIPTIONS_MAX];
};

/* on_up is run at once if the bus is up. */
void bus_user_add(
	struct bus_user *user, struct bus *bus, const struct bus_user_ops *ops, void *userdata);
/* Without on_lost. Harmless if it was never added and is zero. */
void bus_user_remove(struct bus_user *user);

/* From on_up: one more subscription, with a handler that has a userdata of its own. 'match' is
 * copied. It ends with the connection, as those of the ops do. */
void bus_user_subscribe(
	struct bus_user *user, const char *match, sd_bus_message_handler_t handler, void *userdata);

/* The connection while it is up, else NULL. Borrowed. */
sd_bus *bus_get_connection(const struct bus *bus);
struct loop *bus_get_loop(const struct bus *bus);

/* "name: text" of an error reply, in 'buffer', which is returned. */
const char *bus_error_text(sd_bus_message *reply, char *buffer, size_t size);
