/* SPDX-License-Identifier: MIT */
/*
 * What each server makes of a notification:
 * - expire_timeout 0 means "until it is closed" to mako, dunst and Plasma; GNOME does not look at
 *   it. A prompt expires by the daemon's clock, so 0 is right for all.
 * - A banner of GNOME goes after some seconds and stays in the list, unless 'transient'; dunst
 * keeps no transient one in its history.
 * - 'resident' keeps it after an action (GNOME; mako and dunst close it all the same).
 * - 'desktop-entry' gives name and icon (GNOME, Plasma) and lets the user set rules for us.
 * - A server without body-markup shows "&amp;" as it stands, one with it takes "<" for a tag.
 */
#include "notify_message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "utf8.h"

#define APP_NAME "Backcare"
#define DESKTOP_ENTRY "backcare"
#define EXPIRE_NEVER 0

static int copy_text(const char *text, size_t max_bytes, char **ret_copy)
{
	size_t size;
	char *copy;

	if (text == NULL) {
		*ret_copy = NULL;
		return 0;
	}
	size = strlen(text);
	if (!utf8_is_valid(text, size)) {
		return -EINVAL; /* the bus would close the connection */
	}
	copy = strndup(text, utf8_cut(text, size, max_bytes));
	if (copy == NULL) {
		return -ENOMEM;
	}
	*ret_copy = copy;
	return 0;
}

int notify_content_copy(const struct notify_request *request, struct notify_content *ret_content)
{
	struct notify_content content = {
		.urgency = request->urgency,
		.resident = request->resident,
		.transient = request->transient,
	};
	int r;

	if (request->summary == NULL || request->summary[0] == '\0' ||
		request->n_actions > NOTIFY_ACTIONS_MAX || request->urgency >= NOTIFY_URGENCY_MAX) {
		return -EINVAL;
	}
	r = copy_text(request->summary, NOTIFY_SUMMARY_MAX_BYTES, &content.summary);
	if (r >= 0) {
		r = copy_text(request->body, NOTIFY_BODY_MAX_BYTES, &content.body);
	}
	if (r >= 0) {
		r = copy_text(request->category, NOTIFY_LABEL_MAX_BYTES, &content.category);
	}
	for (size_t i = 0; r >= 0 && i < request->n_actions; i++) {
		const struct notify_action *action = &request->actions[i];

		if (action->key == NULL || action->key[0] == '\0' || action->label == NULL ||
			strlen(action->key) > NOTIFY_LABEL_MAX_BYTES) {
			r = -EINVAL;
			break;
		}
		content.n_actions = i + 1;
		r = copy_text(action->key, NOTIFY_LABEL_MAX_BYTES, &content.actions[i].key);
		if (r >= 0) {
			r = copy_text(
				action->label, NOTIFY_LABEL_MAX_BYTES, &content.actions[i].label);
		}
	}
	if (r < 0) {
		notify_content_deinit(&content);
		return r;
	}
	*ret_content = content;
	return 0;
}

void notify_content_deinit(struct notify_content *content)
{
	free(content->summary);
	free(content->body);
	free(content->category);
	for (size_t i = 0; i < content->n_actions; i++) {
		free(content->actions[i].key);
		free(content->actions[i].label);
	}
	*content = (struct notify_content){0};
}

bool notify_content_has_action(const struct notify_content *content, const char *key)
{
	for (size_t i = 0; i < content->n_actions; i++) {
		if (strcmp(content->actions[i].key, key) == 0) {
			return true;
		}
	}
	return false;
}

static char *escape_markup(const char *text)
{
	char *escaped = malloc(strlen(text) * (sizeof("&amp;") - 1) + 1);
	char *to = escaped;

	if (escaped == NULL) {
		return NULL;
	}
	for (const char *from = text; *from != '\0'; from++) {
		switch (*from) {
		case '&':
			to = stpcpy(to, "&amp;");
			break;
		case '<':
			to = stpcpy(to, "&lt;");
			break;
		case '>':
			to = stpcpy(to, "&gt;");
			break;
		default:
			*to++ = *from;
		}
	}
	*to = '\0';
	return escaped;
}

static int append_actions(
	sd_bus_message *message, const struct notify_content *content, unsigned capabilities)
{
	size_t n_actions = (capabilities & NOTIFY_CAN_ACTIONS) != 0 ? content->n_actions : 0;
	int r = sd_bus_message_open_container(message, 'a', "s");

	for (size_t i = 0; r >= 0 && i < n_actions; i++) {
		r = sd_bus_message_append(
			message, "ss", content->actions[i].key, content->actions[i].label);
	}
	return r < 0 ? r : sd_bus_message_close_container(message);
}

static int append_hints(sd_bus_message *message, const struct notify_content *content)
{
	int r = sd_bus_message_open_container(message, 'a', "{sv}");

	if (r >= 0) {
		r = sd_bus_message_append(
			message, "{sv}", "urgency", "y", (int)(uint8_t)content->urgency);
	}
	if (r >= 0) {
		r = sd_bus_message_append(message, "{sv}", "desktop-entry", "s", DESKTOP_ENTRY);
	}
	if (r >= 0 && content->category != NULL) {
		r = sd_bus_message_append(message, "{sv}", "category", "s", content->category);
	}
	if (r >= 0 && content->resident) {
		r = sd_bus_message_append(message, "{sv}", "resident", "b", 1);
	}
	if (r >= 0 && content->transient) {
		r = sd_bus_message_append(message, "{sv}", "transient", "b", 1);
	}
	return r < 0 ? r : sd_bus_message_close_container(message);
}

int notify_message_new(sd_bus *connection, const char *destination,
	const struct notify_content *content, unsigned capabilities, uint32_t replaces_id,
	sd_bus_message **ret_message)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *message = NULL;
	AUTO_FREE char *escaped = NULL;
	const char *body = "";
	int r;

	if (content->body != NULL && (capabilities & NOTIFY_CAN_BODY) != 0) {
		body = content->body;
		if ((capabilities & NOTIFY_CAN_BODY_MARKUP) != 0) {
			body = escaped = escape_markup(content->body);
			if (escaped == NULL) {
				return -ENOMEM;
			}
		}
	}
	r = sd_bus_message_new_method_call(
		connection, &message, destination, NOTIFY_PATH, NOTIFY_INTERFACE, "Notify");
	if (r >= 0) {
		r = sd_bus_message_set_auto_start(message, 0);
	}
	if (r >= 0) {
		r = sd_bus_message_append(message, "susss", APP_NAME, replaces_id, DESKTOP_ENTRY,
			content->summary, body);
	}
	if (r >= 0) {
		r = append_actions(message, content, capabilities);
	}
	if (r >= 0) {
		r = append_hints(message, content);
	}
	if (r >= 0) {
		r = sd_bus_message_append(message, "i", EXPIRE_NEVER);
	}
	if (r < 0) {
		return r;
	}
	*ret_message = TAKE_PTR(message);
	return 0;
}
