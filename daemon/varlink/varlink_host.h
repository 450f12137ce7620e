/* SPDX-License-Identifier: MIT */
/* What the connections of one server share: the event base, the interfaces, whose turn is next, and
 * the complaints about clients, which are limited. */
#pragma once

#include "list.h"
#include "varlink_registry.h"

#include <backcare/timespan.h>

#include <stdbool.h>

struct event;
struct event_base;

struct varlink_host {
	struct event_base *base; /* borrowed */
	struct varlink_registry registry;
	usec_t partial_usec; /* LIMIT_PARTIAL_USEC; less in tests */

	struct list work;         /* varlink_peer.work_link: want a turn */
	struct event *work_event; /* added while somebody does */
	void (*on_work)(void *userdata);
	void *userdata;

	usec_t complaints_begin_usec; /* of this interval, CLOCK_MONOTONIC */
	unsigned complaints;          /* in this interval */
	unsigned complaints_hidden;
};

/* 'on_work' is run from the event loop, in its next turn, after varlink_host_want_work(). Returns
 * 0, -ENOMEM. */
int varlink_host_init(struct varlink_host *host, struct event_base *base,
	const struct varlink_server_info *info, void (*on_work)(void *userdata), void *userdata);
void varlink_host_deinit(struct varlink_host *host);

/* Puts the link into the list of those who want a turn, if it is in none. */
void varlink_host_want_work(struct varlink_host *host, struct list *work_link);

/* Logs a warning about a client, unless there were many lately. */
void varlink_host_complain(struct varlink_host *host, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
