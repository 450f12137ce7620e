/* SPDX-License-Identifier: MIT */
#include "bus_peer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char input[1024];
static size_t filled;

sd_bus *bus_peer_open(const char *address)
{
	sd_bus *bus = NULL;

	if (sd_bus_new(&bus) < 0 || sd_bus_set_address(bus, address) < 0 ||
		sd_bus_set_bus_client(bus, 1) < 0 || sd_bus_start(bus) < 0) {
		_exit(1);
	}
	return bus;
}

void bus_peer_say(const char *line)
{
	puts(line);
	fflush(stdout);
}

static int wait_for_more(const struct bus_peer *peer, short *ret_input)
{
	struct pollfd fds[2 + BUS_PEER_MORE_MAX] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = sd_bus_get_fd(peer->bus), .events = POLLIN},
	};

	if (peer->n_more > 0) {
		memcpy(fds + 2, peer->more, peer->n_more * sizeof(fds[0]));
	}
	if (poll(fds, 2 + peer->n_more, -1) < 0) {
		return -1;
	}
	if (peer->n_more > 0) {
		memcpy(peer->more, fds + 2, peer->n_more * sizeof(fds[0]));
	}
	if (peer->look != NULL) {
		peer->look();
	}
	*ret_input = fds[0].revents;
	return 0;
}

int bus_peer_run(const struct bus_peer *peer)
{
	bus_peer_say("ready");
	for (;;) {
		short is_there;
		ssize_t size;
		char *end;
		int r;

		do {
			r = sd_bus_process(peer->bus, NULL);
		} while (r > 0);
		if (r < 0 || sd_bus_flush(peer->bus) < 0 || wait_for_more(peer, &is_there) < 0) {
			return 1;
		}
		if (is_there == 0) {
			continue;
		}
		size = read(STDIN_FILENO, input + filled, sizeof(input) - 1 - filled);
		if (size <= 0) {
			return 0;
		}
		filled += (size_t)size;
		while ((end = memchr(input, '\n', filled)) != NULL) {
			*end = '\0';
			peer->obey(input);
			filled -= (size_t)(end + 1 - input);
			memmove(input, end + 1, filled);
		}
	}
}
