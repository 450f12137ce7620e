/* SPDX-License-Identifier: MIT */
/* A client of PipeWire that sees who records. It changes nothing there. */
#pragma once

#include "pipewire_wire.h"
#include "recordings.h"

/* Messages handled at once, so that nobody keeps the daemon busy. */
#define PIPEWIRE_CLIENT_TURN_MAX 64

enum pipewire_node_state {
	PIPEWIRE_NODE_FREE,
	PIPEWIRE_NODE_BOUND,
	PIPEWIRE_NODE_ENDED, /* its number is in use until PipeWire says so */
};

struct pipewire_node {
	enum pipewire_node_state state;
	uint32_t global; /* PipeWire's number for it */
	struct recording recording;
};

struct pipewire_client {
	struct pipewire_wire wire;
	bool is_listed; /* PipeWire told of all that was there at the beginning */
	struct recordings recordings;
	struct pipewire_node nodes[RECORDINGS_MAX];
};

/* Says hello on a connected, non-blocking socket, which belongs to it from then on. Errors are told
 * by pipewire_client_process(). */
void pipewire_client_begin(struct pipewire_client *client, int fd);
/* Closes the socket. The loop must not watch it any more. */
void pipewire_client_end(struct pipewire_client *client);

/* Reads and answers. Returns 1 if there may be more, 0 if not, or -errno for the end. */
int pipewire_client_process(struct pipewire_client *client);
