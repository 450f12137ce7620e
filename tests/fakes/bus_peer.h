/* SPDX-License-Identifier: MIT */
/* What the peers on D-Bus share: a connection, commands by lines on standard input, and what they
 * say by lines on standard output. */
#pragma once

#include <poll.h>

#include <systemd/sd-bus.h>

#define BUS_PEER_MORE_MAX 16

struct bus_peer {
	sd_bus *bus;
	void (*obey)(char *line); /* without its end */
	/* Descriptors that are waited for as well, and what is run after each wait; may be NULL. */
	struct pollfd *more;
	size_t n_more;
	void (*look)(void);
};

/* To the bus at this address; ends the process if there is none. */
sd_bus *bus_peer_open(const char *address);
/* At once, also where the test reads from a pipe. */
void bus_peer_say(const char *line);
/* Says "ready", and serves until standard input ends. Returns what main() is to return. */
int bus_peer_run(const struct bus_peer *peer);
