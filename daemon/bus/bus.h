/* SPDX-License-Identifier: MIT */
/* The connection to a message bus. It may be there, come late, go and come back; the proxies made
 * from it (notify.h, logind.h and the others here) go on by themselves. */
#pragma once

struct bus;
struct loop;

enum bus_kind { BUS_SESSION, BUS_SYSTEM, BUS_KIND_MAX };

enum bus_state {
	BUS_DOWN,       /* nobody answers; waited for, or tried again later */
	BUS_CONNECTING, /* said hello */
	BUS_UP,
	BUS_STATE_MAX,
};

/* 'address' as in $DBUS_SESSION_BUS_ADDRESS, copied. NULL: that variable, else "bus" in the runtime
 * directory (sockpath.h); for the system bus $DBUS_SYSTEM_BUS_ADDRESS, else where it always is.
 * Connects from the loop, not from here. Returns 0, -EINVAL for an address that is none, -errno. */
int bus_new(struct loop *loop, enum bus_kind kind, const char *address, struct bus **ret_bus);
/* The proxies were freed before. Not from a callback of a proxy. */
struct bus *bus_free(struct bus *bus);

enum bus_state bus_get_state(const struct bus *bus);
const char *bus_state_to_string(enum bus_state state);
/* One line for people, never NULL; valid until the loop runs. */
const char *bus_get_detail(const struct bus *bus);

/* Tries again now, however often it failed (SIGHUP). Nothing if it is up. */
void bus_retry(struct bus *bus);
