/* SPDX-License-Identifier: MIT */
/*
 * What the user is to see, and what the server said of it.
 *
 *   WANTED --Notify--> CALLING --id--> SHOWN
 *     ^                   |              |     changed by notify_show(): Notify with replaces_id,
 *     +----- the server or the bus went -+     in CALLING as soon as the reply is there
 *
 * An entry is dropped when its prompt is withdrawn or closed. While its call is not answered it
 * cannot be dropped: the reply brings the id that has to be closed. It is a leftover then, which
 * nobody hears of. REFUSED: the server answered with an error; a new server, or a new text, is
 * tried with it.
 *
 * Exactly once: Notify has no time-out of its own (after BUS_CALL_TIMEOUT_USEC the server counts as
 * slow, and nothing more is sent to it), since a reply that comes late means a prompt that is on
 * the screen. Only the end of the server or of the bus ends the wait. After the bus was lost, an id
 * is still good if the same process on the same bus has the name: then it is replaced or closed
 * rather than shown a second time.
 *
 * An action ends a prompt that is not resident at once, so that the NotificationClosed which some
 * servers send after it (GNOME: dismissed) is not taken for another answer.
 *
 * It does not know what a prompt is for, nor when it expires.
 */
#include "notify.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "loop.h"
#include "notify_send.h"

/* Withdrawn prompts that wait for an answer or for the bus. Each costs a call; the oldest is given
 * up above that. */
#define LEFTOVERS_MAX 16

/* How often one wish starts a server that goes away before it showed anything. */
#define STARTS_MAX 3

static const char *const server_state_names[] = {
	[NOTIFY_NO_BUS] = "no bus",
	[NOTIFY_ABSENT] = "absent",
	[NOTIFY_STARTING] = "starting",
	[NOTIFY_READY] = "ready",
	[NOTIFY_SLOW] = "slow",
	[NOTIFY_FAILED] = "failed",
};

static struct entry *find_entry(const struct notify *notify, const struct prompt_id *id)
{
	struct entry *entry;

	list_for_each (entry, &notify->entries, entries) {
		if (memcmp(entry->id.bytes, id->bytes, sizeof(id->bytes)) == 0) {
			return entry;
		}
	}
	return NULL;
}

static struct entry *find_server_id(const struct notify *notify, uint32_t server_id)
{
	struct entry *entry;

	list_for_each (entry, &notify->entries, entries) {
		if (server_id != 0 && entry->server_id == server_id) {
			return entry;
		}
	}
	return NULL;
}

static unsigned count_entries(const struct notify *notify, bool leftovers)
{
	const struct entry *entry;
	unsigned n = 0;

	list_for_each (entry, &notify->entries, entries) {
		n += entry->is_leftover == leftovers ? 1 : 0;
	}
	return n;
}

void notify_get_server(const struct notify *notify, struct notify_server *ret_server)
{
	const struct server_tracker *tracker = &notify->tracker;
	struct notify_server server = {
		.capabilities = tracker->capabilities,
		.name = tracker->name,
		.vendor = tracker->vendor,
		.version = tracker->version,
		.detail = tracker->detail,
		.startable = tracker->startable,
		.start_failed = tracker->detail[0] != '\0',
	};

	if (tracker->peer.connection == NULL) {
		server.state = NOTIFY_NO_BUS;
		server.detail = bus_get_detail(notify->bus);
	} else if (notify->is_slow || tracker->start_is_slow) {
		server.state = NOTIFY_SLOW;
		if (notify->is_slow) {
			server.detail = "the notification server does not answer";
		}
	} else if (server_tracker_is_starting(tracker) || server_tracker_is_asking(tracker) ||
		   tracker->peer.call != NULL) {
		server.state = NOTIFY_STARTING;
	} else if (tracker->peer.owner[0] == '\0') {
		server.state = NOTIFY_ABSENT;
		if (tracker->detail[0] == '\0') {
			server.detail = "no notification server runs";
		}
	} else if (notify->refused) {
		server.state = NOTIFY_FAILED;
		server.detail = notify->detail;
	} else {
		server.state = NOTIFY_READY;
	}
	*ret_server = server;
}

void notify_look_for_server(struct notify *notify)
{
	server_tracker_look(&notify->tracker);
}

void notify_tell_server(struct notify *notify)
{
	struct notify_server server;

	notify_get_server(notify, &server);
	if (server.state != notify->last.state ||
		server.capabilities != notify->last.capabilities) {
		notify->last = server;
		log_debug("Notification server: %s %s %s (%s)", server.name, server.version,
			notify_server_state_to_string(server.state), server.detail);
		if (notify->callbacks->on_server != NULL) {
			notify->callbacks->on_server(&server, notify->userdata);
		}
	}
}

/* Not wanted any more; it is not there any more unless an answer has to be waited for. */
static void forget(struct entry *entry)
{
	struct notify *notify = entry->notify;
	struct entry *oldest;
	/* The bus went while it was on the screen. */
	bool may_be_seen = entry->server_id != 0 && notify->tracker.peer.owner[0] == '\0';

	if (entry->state != ENTRY_CALLING && !may_be_seen) {
		entry = notify_entry_free(entry);
		return;
	}
	entry->is_leftover = true;
	entry->changed = false;
	if (count_entries(notify, true) > LEFTOVERS_MAX) {
		list_for_each (oldest, &notify->entries, entries) {
			if (oldest->is_leftover) {
				oldest = notify_entry_free(oldest);
				return;
			}
		}
	}
}

static void start_server_if_wanted(struct notify *notify)
{
	const struct entry *entry;

	/* Not while the bus has not said who has the name. */
	if (notify->tracker.peer.connection == NULL || notify->tracker.peer.owner[0] != '\0' ||
		notify->tracker.peer.call != NULL || server_tracker_is_starting(&notify->tracker) ||
		notify->starts >= STARTS_MAX) {
		return;
	}
	list_for_each (entry, &notify->entries, entries) {
		if (!entry->is_leftover && !entry->seen) {
			notify->starts++;
			server_tracker_start(&notify->tracker);
			return;
		}
	}
}

static bool is_same_epoch(const struct notify *notify)
{
	sd_id128_t bus = SD_ID128_NULL;

	return sd_bus_get_bus_id(notify->tracker.peer.connection, &bus) >= 0 &&
	       sd_id128_equal(bus, notify->epoch_bus) &&
	       strcmp(notify->epoch_owner, notify->tracker.peer.owner) == 0;
}

/* What the one before it showed is gone. */
static void take_owner(struct notify *notify)
{
	struct entry *entry, *after;
	bool is_there = notify->tracker.peer.owner[0] != '\0';
	bool is_new = is_there && !is_same_epoch(notify);

	notify_server_answered(notify);
	notify->refused = false;
	list_for_each_safe (entry, after, &notify->entries, entries) {
		entry->call = sd_bus_slot_unref(entry->call);
		entry->state = ENTRY_WANTED;
		if (is_new) {
			entry->server_id = 0;
		}
		if (entry->is_leftover && (is_there || entry->server_id == 0)) {
			if (entry->server_id != 0) {
				notify_close_on_server(notify, entry->server_id);
			}
			entry = notify_entry_free(entry);
		}
	}
	if (is_there) {
		(void)strcpy(notify->epoch_owner, notify->tracker.peer.owner);
		(void)sd_bus_get_bus_id(notify->tracker.peer.connection, &notify->epoch_bus);
	}
	notify_update_patience(notify);
}

static void on_ready(void *userdata)
{
	struct notify *notify = userdata;

	notify_server_answered(notify);
	log_info(
		"Notifications are shown by %s %s.", notify->tracker.name, notify->tracker.version);
	notify_send_wanted(notify);
	notify_update_patience(notify);
	notify_tell_server(notify);
}

static void on_tracker_change(void *userdata)
{
	struct notify *notify = userdata;

	start_server_if_wanted(notify);
	notify_tell_server(notify);
}

static void on_owner(void *userdata)
{
	struct notify *notify = userdata;

	server_tracker_take_owner(&notify->tracker);
	/* What follows from a bus that is gone is done in on_lost(). */
	if (notify->tracker.peer.connection != NULL) {
		take_owner(notify);
		on_tracker_change(notify);
	}
}

static const struct server_tracker_ops tracker_ops = {
	.on_ready = on_ready,
	.on_change = on_tracker_change,
};

static int on_action_invoked(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct notify *notify = userdata;
	struct entry *entry;
	struct prompt_id id;
	uint32_t server_id;
	const char *key;

	if (!bus_name_is_sender(&notify->tracker.peer, signal) ||
		sd_bus_message_read(signal, "us", &server_id, &key) <= 0) {
		return 0;
	}
	entry = find_server_id(notify, server_id);
	if (entry == NULL || entry->is_leftover ||
		!notify_content_has_action(&entry->content, key)) {
		return 0;
	}
	id = entry->id;
	if (!entry->content.resident) {
		notify_close_on_server(notify, server_id);
		forget(entry);
	}
	if (notify->callbacks->on_action != NULL) {
		notify->callbacks->on_action(&id, key, notify->userdata);
	}
	return 0;
}

static int on_notification_closed(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct notify *notify = userdata;
	enum notify_closed reason = NOTIFY_CLOSED_UNDEFINED;
	struct entry *entry;
	struct prompt_id id;
	uint32_t server_id, number;

	if (!bus_name_is_sender(&notify->tracker.peer, signal) ||
		sd_bus_message_read(signal, "uu", &server_id, &number) <= 0) {
		return 0;
	}
	entry = find_server_id(notify, server_id);
	if (entry == NULL || entry->is_leftover) {
		return 0;
	}
	if (number >= NOTIFY_CLOSED_EXPIRED && number <= NOTIFY_CLOSED_BY_CALL) {
		reason = (enum notify_closed)number;
	}
	id = entry->id;
	forget(entry);
	if (notify->callbacks->on_closed != NULL) {
		notify->callbacks->on_closed(&id, reason, notify->userdata);
	}
	return 0;
}

static void on_up(void *userdata)
{
	struct notify *notify = userdata;

	notify->starts = 0;
	notify_tell_server(notify);
}

static void on_lost(void *userdata)
{
	struct notify *notify = userdata;
	struct entry *entry, *after;

	notify_server_answered(notify);
	notify->refused = false;
	list_for_each_safe (entry, after, &notify->entries, entries) {
		/* An id stays: the server may have survived. If not, one may be started anew. */
		entry->call = sd_bus_slot_unref(entry->call);
		entry->state = ENTRY_WANTED;
		entry->changed = false;
		entry->seen = false;
		if (entry->is_leftover && entry->server_id == 0) {
			entry = notify_entry_free(entry);
		}
	}
	notify_tell_server(notify);
}

/* The sender's well-known name keeps what others broadcast from waking us; that it is really the
 * owner of now is checked again for each. */
static const struct bus_subscription subscriptions[] = {
	{
		.match = "type='signal',sender='" NOTIFY_SERVICE "',path='" NOTIFY_PATH
			 "',interface='" NOTIFY_INTERFACE "',member='ActionInvoked'",
		.handler = on_action_invoked,
	},
	{
		.match = "type='signal',sender='" NOTIFY_SERVICE "',path='" NOTIFY_PATH
			 "',interface='" NOTIFY_INTERFACE "',member='NotificationClosed'",
		.handler = on_notification_closed,
	},
};

static const struct bus_user_ops user_ops = {.on_up = on_up, .on_lost = on_lost};

static void on_patience(void *userdata)
{
	struct notify *notify = userdata;

	notify->is_slow = true;
	notify_tell_server(notify);
}

int notify_new(struct bus *bus, const struct notify_callbacks *callbacks, void *userdata,
	struct notify **ret_notify)
{
	struct notify *notify = calloc(1, sizeof(*notify));
	int r;

	if (notify == NULL) {
		return -ENOMEM;
	}
	notify->bus = bus;
	notify->callbacks = callbacks;
	notify->userdata = userdata;
	list_init(&notify->entries);
	server_tracker_init(&notify->tracker, &tracker_ops, on_owner, notify);
	r = loop_timer_new(bus_get_loop(bus), on_patience, notify, &notify->patience);
	if (r < 0) {
		free(notify);
		return r;
	}
	notify_get_server(notify, &notify->last);
	/* In this order: on_up() and on_lost() find the tracker as it is now. */
	bus_name_add(&notify->tracker.peer, bus, subscriptions, ELEMENTSOF(subscriptions));
	bus_user_add(&notify->user, bus, &user_ops, notify);
	*ret_notify = notify;
	return 0;
}

struct notify *notify_free(struct notify *notify)
{
	if (notify == NULL) {
		return NULL;
	}
	bus_user_remove(&notify->user);
	while (!list_is_empty(&notify->entries)) {
		(void)notify_entry_free(list_entry(notify->entries.next, struct entry, entries));
	}
	server_tracker_deinit(&notify->tracker);
	notify->patience = loop_timer_free(notify->patience);
	free(notify);
	return NULL;
}

int notify_show(struct notify *notify, const struct notify_request *request)
{
	struct entry *entry = find_entry(notify, &request->id);
	struct notify_content content = {0};
	int r;

	if ((entry == NULL || entry->is_leftover) &&
		count_entries(notify, false) >= NOTIFY_PROMPTS_MAX) {
		return -ENOBUFS;
	}
	r = notify_content_copy(request, &content);
	if (r < 0) {
		return r;
	}
	if (entry == NULL) {
		entry = calloc(1, sizeof(*entry));
		if (entry == NULL) {
			notify_content_deinit(&content);
			return -ENOMEM;
		}
		entry->notify = notify;
		entry->id = request->id;
		list_append(&notify->entries, &entry->entries);
	}
	notify_content_deinit(&entry->content);
	entry->content = content;
	entry->is_leftover = false;
	entry->changed = true;
	if (entry->state == ENTRY_REFUSED) {
		entry->state = ENTRY_WANTED;
	}
	notify->starts = 0;
	notify_send_wanted(notify);
	start_server_if_wanted(notify);
	notify_tell_server(notify);
	return 0;
}

void notify_withdraw(struct notify *notify, const struct prompt_id *id)
{
	struct entry *entry = find_entry(notify, id);

	if (entry == NULL || entry->is_leftover) {
		return;
	}
	if (entry->server_id != 0 && entry->state != ENTRY_CALLING) {
		notify_close_on_server(notify, entry->server_id);
	}
	forget(entry);
}

bool notify_is_shown(const struct notify *notify, const struct prompt_id *id)
{
	const struct entry *entry = find_entry(notify, id);

	return entry != NULL && !entry->is_leftover && entry->seen && entry->server_id != 0 &&
	       (entry->state == ENTRY_SHOWN || entry->state == ENTRY_CALLING);
}

bool notify_get_trace(
	const struct notify *notify, const struct prompt_id *id, struct notify_trace *ret_trace)
{
	const struct entry *entry = find_entry(notify, id);
	struct notify_trace trace = {0};

	if (entry == NULL || entry->is_leftover || !entry->seen || entry->server_id == 0) {
		return false;
	}
	trace.server_id = entry->server_id;
	memcpy(trace.bus_id, notify->epoch_bus.bytes, sizeof(trace.bus_id));
	(void)snprintf(trace.owner, sizeof(trace.owner), "%s", notify->epoch_owner);
	*ret_trace = trace;
	return true;
}

/* As after a bus that was lost: is it the same server that comes up? */
int notify_adopt(
	struct notify *notify, const struct prompt_id *id, const struct notify_trace *trace)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (entry == NULL) {
		return -ENOMEM;
	}
	assert(list_is_empty(&notify->entries));
	entry->notify = notify;
	entry->id = *id;
	entry->server_id = trace->server_id;
	entry->is_leftover = true;
	list_append(&notify->entries, &entry->entries);
	memcpy(notify->epoch_bus.bytes, trace->bus_id, sizeof(trace->bus_id));
	(void)snprintf(notify->epoch_owner, sizeof(notify->epoch_owner), "%s", trace->owner);
	return 0;
}

const char *notify_server_state_to_string(enum notify_server_state state)
{
	assert(state < NOTIFY_SERVER_STATE_MAX);
	return server_state_names[state];
}
