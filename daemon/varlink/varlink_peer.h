/* SPDX-License-Identifier: MIT */
/* One connection: bytes to calls, one after the other, and their answers back in order. */
#pragma once

#include "list.h"
#include "varlink_outlet.h"

#include <backcare/frame.h>

#include <stdbool.h>
#include <sys/types.h>

struct event;
struct varlink_call;
struct varlink_host;

enum varlink_peer_state {
	VARLINK_PEER_OPEN,    /* more may come */
	VARLINK_PEER_ENDED,   /* nothing more comes; what came is still answered */
	VARLINK_PEER_LEAVING, /* nothing is answered any more; what was said is still sent */
	VARLINK_PEER_GONE,    /* to be freed */
	VARLINK_PEER_STATE_MAX,
};

struct varlink_peer {
	struct list link;      /* varlink_server.peers */
	struct list work_link; /* varlink_host.work */
	struct varlink_host *host;
	int fd;
	pid_t pid;
	uid_t uid;
	enum varlink_peer_state state;
	unsigned n_abandoned;   /* calls done since nobody is there for an answer */
	struct event *readable; /* edge-triggered */
	bool can_read;          /* nothing said yet that the socket is empty */
	bool took_much;         /* memory, which is to be given back to the system */
	struct frame_buffer input;
	struct event *partial_timer; /* added while a message is incomplete */
	struct varlink_outlet outlet;
	struct varlink_call *call;         /* running or kept; the others wait behind it */
	void (*on_closed)(void *userdata); /* may be NULL */
	void *userdata;
};

/* Takes 'fd', a connected Unix stream socket, over if it succeeds. Returns 0, -ENOMEM. */
int varlink_peer_new(
	struct varlink_host *host, int fd, pid_t pid, uid_t uid, struct varlink_peer **ret_peer);

/* Closes and frees; on_closed of a kept call is run, that of the peer is not. Not from within a
 * callback of the peer. Takes NULL, returns NULL. */
struct varlink_peer *varlink_peer_free(struct varlink_peer *peer);

/* Its turn: does what can be done without waiting, within the limits of one turn. Afterwards its
 * state may be VARLINK_PEER_GONE. */
void varlink_peer_run(struct varlink_peer *peer);
