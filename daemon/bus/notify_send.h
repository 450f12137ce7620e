/* SPDX-License-Identifier: MIT */
/* The prompts of notify and their calls to the server. Inner part of notify. */
#pragma once

#include "bus_user.h"
#include "list.h"
#include "notify_message.h"
#include "notify_server.h"

enum entry_state { ENTRY_WANTED, ENTRY_CALLING, ENTRY_SHOWN, ENTRY_REFUSED };

struct entry {
	struct list entries;
	struct notify *notify;
	struct prompt_id id;
	struct notify_content content;
	enum entry_state state;
	bool changed;       /* in CALLING: the content is newer than what was sent */
	bool is_leftover;   /* not wanted any more */
	bool seen;          /* some server has shown it */
	uint32_t server_id; /* 0: none */
	sd_bus_slot *call;
};

struct notify {
	struct bus_user user;
	struct bus *bus;
	const struct notify_callbacks *callbacks;
	void *userdata;
	struct server_tracker tracker;
	struct list entries; /* oldest first */
	unsigned starts;
	bool is_slow;
	bool refused;
	char detail[NOTIFY_DETAIL_MAX_BYTES];
	struct loop_timer *patience;
	struct notify_server last; /* as told; the texts are not looked at */

	/* Whose ids the entries hold: */
	char epoch_owner[BUS_NAME_MAX_BYTES + 1];
	sd_id128_t epoch_bus;
};

/* Takes it out; returns NULL. */
struct entry *notify_entry_free(struct entry *entry);

/* Sends what is wanted, if the server is there and answers. */
void notify_send_wanted(struct notify *notify);
void notify_close_on_server(struct notify *notify, uint32_t server_id);

/* How long the server may take: from the first call that is not answered. */
void notify_update_patience(struct notify *notify);
/* It answered something, or is another one. */
void notify_server_answered(struct notify *notify);

/* Tells if something changed of what notify_get_server() says. The last thing that a handler
 * does. */
void notify_tell_server(struct notify *notify);
