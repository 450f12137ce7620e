/* SPDX-License-Identifier: MIT */
/* The sending half of a connection: what was said, until the other side has fetched it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct evbuffer;
struct event;
struct event_base;

struct varlink_piece {
	const char *bytes;
	size_t size;
};

struct varlink_outlet {
	int fd; /* borrowed */
	struct evbuffer *buffer;
	struct event *writable; /* added while something waits */
	uint64_t sent_bytes;    /* handed over to the outlet, ever */
	bool corked;            /* what is sent is gathered until varlink_outlet_uncork() */
	bool broken;            /* nobody reads any more; whatever is sent is dropped */
	bool overrun;           /* broken because the other side did not read for too long */
	/* Something happened that the owner may wait for, while it is not corked: room, or broken
	 * was set. It may run from within varlink_outlet_send(): it only makes a note of it. */
	void (*on_progress)(void *userdata);
	void *userdata;
};

/* Returns 0 or -ENOMEM. */
int varlink_outlet_init(struct varlink_outlet *outlet, struct event_base *base, int fd,
	void (*on_progress)(void *userdata), void *userdata);
/* Drops what waits. Takes a zeroed or half-built one. */
void varlink_outlet_deinit(struct varlink_outlet *outlet);

/* Sends a message made of pieces, and its NUL. Returns 0, also when broken; -ENOMEM without having
 * sent anything. */
int varlink_outlet_send(
	struct varlink_outlet *outlet, const struct varlink_piece *pieces, size_t n_pieces);

/* Bytes that wait. */
size_t varlink_outlet_pending(const struct varlink_outlet *outlet);

/* Writes as much as goes now, corked or not. */
void varlink_outlet_flush(struct varlink_outlet *outlet);

/* Sends at once from now on, and what was gathered. */
void varlink_outlet_uncork(struct varlink_outlet *outlet);

/* Runs on_progress, unless corked: then the owner is at work and looks for itself. */
void varlink_outlet_tell(struct varlink_outlet *outlet);

/* Nobody reads any more: drops what waits. */
void varlink_outlet_break(struct varlink_outlet *outlet);
