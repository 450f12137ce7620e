/* SPDX-License-Identifier: MIT */
#include "notify_send.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "loop.h"

struct entry *notify_entry_free(struct entry *entry)
{
	list_remove(&entry->entries);
	entry->call = sd_bus_slot_unref(entry->call);
	notify_content_deinit(&entry->content);
	free(entry);
	return NULL;
}

static bool is_calling(const struct notify *notify)
{
	const struct entry *entry;

	list_for_each (entry, &notify->entries, entries) {
		if (entry->state == ENTRY_CALLING) {
			return true;
		}
	}
	return false;
}

void notify_update_patience(struct notify *notify)
{
	bool waiting = is_calling(notify) || server_tracker_is_asking(&notify->tracker);

	if (!waiting) {
		notify->is_slow = false;
		(void)loop_timer_set(notify->patience, USEC_INFINITY);
	} else if (!notify->is_slow && !loop_timer_is_set(notify->patience)) {
		(void)loop_timer_set(notify->patience, BUS_CALL_TIMEOUT_USEC);
	}
}

void notify_server_answered(struct notify *notify)
{
	notify->is_slow = false;
	(void)loop_timer_set(notify->patience, USEC_INFINITY);
}

void notify_close_on_server(struct notify *notify, uint32_t server_id)
{
	int r = bus_name_call(&notify->tracker.peer, NULL, NOTIFY_PATH, NOTIFY_INTERFACE,
		"CloseNotification", NULL, NULL, "u", server_id);

	if (r < 0 && r != -ENOENT) {
		log_warning("Cannot take back a notification: %s", log_errno_text(r));
	}
}

static void take_refusal(struct entry *entry, sd_bus_message *reply)
{
	static const char *const gone[] = {
		SD_BUS_ERROR_NO_REPLY,
		SD_BUS_ERROR_SERVICE_UNKNOWN,
		SD_BUS_ERROR_NAME_HAS_NO_OWNER,
		SD_BUS_ERROR_DISCONNECTED,
	};
	struct notify *notify = entry->notify;
	char text[NOTIFY_DETAIL_MAX_BYTES / 2];

	for (size_t i = 0; i < ELEMENTSOF(gone); i++) {
		if (sd_bus_message_is_method_error(reply, gone[i])) {
			/* It went before it answered; that its name is free is news to come, and
			 * so is the next one. */
			entry->state = ENTRY_REFUSED;
			entry->server_id = 0;
			return;
		}
	}
	entry->state = ENTRY_REFUSED;
	notify->refused = true;
	(void)snprintf(notify->detail, sizeof(notify->detail),
		"the notification server refused a prompt (%s)",
		sd_bus_message_is_method_error(reply, NULL)
			? bus_error_text(reply, text, sizeof(text))
			: "answer without an id");
	log_warning("A notification was not shown: %s", notify->detail);
}

static int on_notified(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct entry *entry = userdata;
	struct notify *notify = entry->notify;
	uint32_t replaced = entry->server_id;
	uint32_t server_id = 0;

	entry->call = sd_bus_slot_unref(entry->call);
	notify_server_answered(notify);
	if (sd_bus_message_is_method_error(reply, NULL) ||
		!sd_bus_message_has_signature(reply, "u") ||
		sd_bus_message_read(reply, "u", &server_id) <= 0 || server_id == 0) {
		take_refusal(entry, reply);
		if (entry->is_leftover) {
			entry = notify_entry_free(entry);
		} else if (entry->changed) {
			entry->state = ENTRY_WANTED; /* another text may do better */
		}
	} else {
		notify->refused = false;
		if (replaced != 0 && replaced != server_id) {
			notify_close_on_server(
				notify, replaced); /* it does not know how to replace */
		}
		entry->server_id = server_id;
		entry->seen = true;
		if (entry->is_leftover) {
			notify_close_on_server(notify, server_id);
			entry = notify_entry_free(entry);
		} else {
			entry->state = ENTRY_SHOWN;
			if (notify->callbacks->on_shown != NULL) {
				notify->callbacks->on_shown(&entry->id, notify->userdata);
			}
		}
	}
	notify_send_wanted(notify);
	notify_update_patience(notify);
	notify_tell_server(notify);
	return 0;
}

static void send_entry(struct entry *entry)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
	struct notify *notify = entry->notify;
	struct server_tracker *tracker = &notify->tracker;
	int r = notify_message_new(tracker->peer.connection, tracker->peer.owner, &entry->content,
		tracker->capabilities, entry->server_id, &call);

	if (r >= 0) {
		r = bus_name_send(&tracker->peer, &entry->call, call, on_notified, entry);
	}
	if (r < 0) {
		/* Out of memory, or the connection has just ended; then it is wanted later. */
		log_warning("Cannot show a notification: %s", log_errno_text(r));
		return;
	}
	entry->state = ENTRY_CALLING;
	entry->changed = false;
}

void notify_send_wanted(struct notify *notify)
{
	struct entry *entry;

	if (!notify->tracker.is_ready || notify->is_slow) {
		return;
	}
	list_for_each (entry, &notify->entries, entries) {
		if (!entry->is_leftover &&
			(entry->state == ENTRY_WANTED ||
				(entry->state == ENTRY_SHOWN && entry->changed))) {
			send_entry(entry);
		}
	}
	notify_update_patience(notify);
}
