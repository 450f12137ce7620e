/* SPDX-License-Identifier: MIT */
/* Which notification server there is, and what it can do. Inner part of notify. */
#pragma once

#include <stdint.h>

#include <systemd/sd-bus.h>

#include "notify.h"

/* Of each of name, vendor and version; what is longer is cut. */
#define NOTIFY_SERVER_TEXT_MAX_BYTES 64
#define NOTIFY_DETAIL_MAX_BYTES 256
/* "An unbounded string" is not one that anybody uses for a bus name: the bus itself limits it. */
#define NOTIFY_OWNER_MAX_BYTES 255

struct server_tracker_ops {
	/* Another process has the name, or none has: what it showed is gone. */
	void (*on_owner)(void *userdata);
	/* It answered what it can do: prompts may be sent. */
	void (*on_ready)(void *userdata);
	/* Something that is told of it changed. */
	void (*on_change)(void *userdata);
};

struct server_tracker {
	const struct server_tracker_ops *ops;
	void *userdata;
	sd_bus *connection;                     /* borrowed, NULL while there is no bus */
	char owner[NOTIFY_OWNER_MAX_BYTES + 1]; /* unique name, "" if none */
	bool is_ready;
	unsigned capabilities;
	char name[NOTIFY_SERVER_TEXT_MAX_BYTES + 1];
	char vendor[NOTIFY_SERVER_TEXT_MAX_BYTES + 1];
	char version[NOTIFY_SERVER_TEXT_MAX_BYTES + 1];
	char detail[NOTIFY_DETAIL_MAX_BYTES]; /* of starting it, "" if nothing is amiss */
	bool start_is_slow;
	enum notify_startable startable;
	sd_bus_slot *owner_slot;
	sd_bus_slot *names_slot;
	sd_bus_slot *start_slot;
	sd_bus_slot *capabilities_slot;
	sd_bus_slot *information_slot;
};

void server_tracker_init(
	struct server_tracker *tracker, const struct server_tracker_ops *ops, void *userdata);
void server_tracker_deinit(struct server_tracker *tracker);

/* The bus is up: asks who has the name. NULL: it is gone, and so is everything known. */
void server_tracker_set_connection(struct server_tracker *tracker, sd_bus *connection);

/* Handles the signal NameOwnerChanged of NOTIFY_SERVICE. */
void server_tracker_take_name_owner_changed(struct server_tracker *tracker, sd_bus_message *signal);

/* Asks the bus to start a server, if it knows one. */
void server_tracker_start(struct server_tracker *tracker);
bool server_tracker_is_starting(const struct server_tracker *tracker);

/* While there is none: asks the bus whether it could start one. */
void server_tracker_look(struct server_tracker *tracker);

/* Was the question what it can do sent, and not answered yet? */
bool server_tracker_is_asking(const struct server_tracker *tracker);

/* Does the message come from the server? */
bool server_tracker_is_sender(const struct server_tracker *tracker, sd_bus_message *message);
