/* SPDX-License-Identifier: MIT */
#include "presence_rig.h"

#include <check.h>

#include "bus.h"
#include "loop.h"

static struct loop *loop;
static struct bus *session_bus, *system_bus;
static struct presence_port *port;

static void on_input(enum input_state input, usec_t since_boot_usec, void *userdata)
{
}

static void on_external(enum presence presence, bool proven, usec_t until_boot_usec, void *userdata)
{
}

static void on_fact(bool is_so, void *userdata)
{
}

static void on_sources_changed(void *userdata)
{
}

const struct presence_callbacks presence_rig_deaf = {
	.on_input = on_input,
	.on_external = on_external,
	.on_session = on_fact,
	.on_lock = on_fact,
	.on_sleep = on_fact,
	.on_inhibit = on_fact,
	.on_sources_changed = on_sources_changed,
};

void presence_rig_begin(const struct clock *clock, const struct presence_callbacks *callbacks,
	struct loop **ret_loop, struct presence_port **ret_port)
{
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(
		bus_new(loop, BUS_SESSION, "unix:path=/nonexistent/session", &session_bus), 0);
	ck_assert_int_eq(
		bus_new(loop, BUS_SYSTEM, "unix:path=/nonexistent/system", &system_bus), 0);
	ck_assert_int_eq(
		presence_port_new(loop, clock, session_bus, system_bus, callbacks, NULL, &port), 0);
	*ret_loop = loop;
	*ret_port = port;
}

void presence_rig_end(void)
{
	port = presence_port_free(port);
	system_bus = bus_free(system_bus);
	session_bus = bus_free(session_bus);
	loop = loop_free(loop);
}
