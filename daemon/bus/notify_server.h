/* SPDX-License-Identifier: MIT */
/* Which notification server there is, and what it can do. Inner part of notify. */
#pragma once

#include <systemd/sd-bus.h>

#include "bus_name.h"
#include "notify.h"

/* Of each of name, vendor and version; what is longer is cut. */
#define NOTIFY_SERVER_TEXT_MAX_BYTES 64
#define NOTIFY_DETAIL_MAX_BYTES 256

struct server_tracker_ops {
	/* It answered what it can do: prompts may be sent. */
	void (*on_ready)(void *userdata);
	/* Something that is told of it changed. */
	void (*on_change)(void *userdata);
};

struct server_tracker {
	const struct server_tracker_ops *ops;
	void *userdata;
	struct bus_name peer;
	bool is_ready;
	unsigned capabilities;
	char name[NOTIFY_SERVER_TEXT_MAX_BYTES + 1];
	char vendor[NOTIFY_SERVER_TEXT_MAX_BYTES + 1];
	char version[NOTIFY_SERVER_TEXT_MAX_BYTES + 1];
	char detail[NOTIFY_DETAIL_MAX_BYTES]; /* of starting it, "" if nothing is amiss */
	bool start_is_slow;
	enum notify_startable startable;
	sd_bus_slot *names_slot;
	sd_bus_slot *start_slot;
	sd_bus_slot *capabilities_slot;
	sd_bus_slot *information_slot;
};

/* 'on_owner' is that of bus_name, and has to begin with server_tracker_take_owner(). */
void server_tracker_init(struct server_tracker *tracker, const struct server_tracker_ops *ops,
	void (*on_owner)(void *userdata), void *userdata);
void server_tracker_deinit(struct server_tracker *tracker);

/* Another process has the name, or none has: asks it what it can do. If the bus is gone, so is
 * everything known. */
void server_tracker_take_owner(struct server_tracker *tracker);

/* Asks the bus to start a server, if it knows one. */
void server_tracker_start(struct server_tracker *tracker);
bool server_tracker_is_starting(const struct server_tracker *tracker);

/* While there is none: asks the bus whether it could start one. */
void server_tracker_look(struct server_tracker *tracker);

/* Was the question what it can do sent, and not answered yet? */
bool server_tracker_is_asking(const struct server_tracker *tracker);
