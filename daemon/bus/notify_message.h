/* SPDX-License-Identifier: MIT */
/* A prompt as it is kept, and the call that shows it. */
#pragma once

#include <stdint.h>

#include <systemd/sd-bus.h>

#include "notify.h"

#define NOTIFY_SERVICE "org.freedesktop.Notifications"
#define NOTIFY_PATH "/org/freedesktop/Notifications"
#define NOTIFY_INTERFACE "org.freedesktop.Notifications"

/* A copy of a request; every string is owned. */
struct notify_content {
	char *summary;
	char *body;     /* or NULL */
	char *category; /* or NULL */
	enum notify_urgency urgency;
	bool resident;
	bool transient;
	struct {
		char *key;
		char *label;
	} actions[NOTIFY_ACTIONS_MAX];
	size_t n_actions;
};

/* Returns 0, -EINVAL or -ENOMEM, as notify_show(). */
int notify_content_copy(const struct notify_request *request, struct notify_content *ret_content);
/* Accepts a zeroed one and leaves it so. */
void notify_content_deinit(struct notify_content *content);
bool notify_content_has_action(const struct notify_content *content, const char *key);

/* The call of Notify, for a server of these capabilities. 'replaces_id' 0: a new one. Returns 0 or
 * -errno; the message is owned by the caller. */
int notify_message_new(sd_bus *connection, const char *destination,
	const struct notify_content *content, unsigned capabilities, uint32_t replaces_id,
	sd_bus_message **ret_message);
