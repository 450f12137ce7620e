/* SPDX-License-Identifier: MIT */
/* A bus, a logind that misbehaves when it is told to, and the proxy in between, for the tests of
 * it. */
#pragma once

#include <stdbool.h>

#include "bus.h"
#include "harness.h"
#include "logind.h"
#include "manual_clock.h"

/* Of a session of a desktop at the machine. */
#define DESK "Class=user State=active Type=wayland Active=yes"

struct logind_rig {
	struct loop *loop;
	struct bus *bus;
	struct logind *proxy;
	struct manual_clock clock;
	struct child daemon_child, server;
	unsigned descriptors;

	/* What the proxy told, and how often. */
	struct logind_session session;
	unsigned n_session, n_sleep, n_inhibitors;
	char locks[64], sleeps[64], who[256];
	bool locked_while_told; /* was the lock held when on_sleep() came? */
};

extern struct logind_rig rig;

/* The proxy alone; no bus yet. Afterwards no descriptor may be left. */
void rig_setup(void);
void rig_teardown(void);

void rig_start_bus(void);      /* with a server that has not claimed its name */
void rig_start_desktop(void);  /* it knows session 2 and claims it */
void rig_restart_server(void); /* knows nothing, has no name */
void rig_begin(void);          /* all of it, and the proxy told of it */

/* A command to the server, see fakes/logind.c; returns when it is done. */
void rig_tell(const char *command);
/* How often the server said this line, since it started. */
unsigned rig_count(const char *line);
/* Long enough for what is not supposed to happen. */
void rig_settle(void);
