/* SPDX-License-Identifier: MIT */
/* preview: the last days under other settings. */
#include "commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "call.h"
#include "jsonvalue.h"
#include "view_preview.h"

#define DAYS_MAX 90
#define DAYS_DEFAULT 14
/* Some tenths of a second, were it not for other programs. */
#define PREVIEW_TIMEOUT_USEC USEC_PER_MINUTE

static bool read_days(const char *word, long *ret_days)
{
	char *end;
	long days;

	if (!word) {
		*ret_days = DAYS_DEFAULT;
		return true;
	}
	errno = 0;
	days = strtol(word, &end, 10);
	if (errno != 0 || end == word || *end != '\0' || days < 1 || days > DAYS_MAX) {
		return false;
	}
	*ret_days = days;
	return true;
}

/* "Walk.Limit=30min" into 'settings'. False if it is not so, or was there before. */
static bool add_setting(int *error, json_object *settings, const char *text)
{
	const char *equals = strchr(text, '=');
	AUTO_FREE char *name = NULL;

	if (!equals || equals == text) {
		return false;
	}
	name = strndup(text, (size_t)(equals - text));
	if (!name) {
		*error = -ENOMEM;
		return true;
	}
	if (*error == 0 && json_object_object_get_ex(settings, name, NULL)) {
		return false;
	}
	json_add_string(error, settings, name, equals + 1);
	return true;
}

static enum outcome ask(struct client *client, struct request *request, struct reply *ret_reply)
{
	AUTO_CONNECTION struct connection connection = CONNECTION_NULL;
	int r = connection_open(&connection);

	if (r < 0) {
		return call_failed(client, r);
	}
	connection.timeout_usec = PREVIEW_TIMEOUT_USEC;
	return call_daemon_on(client, &connection, request, ret_reply);
}

static void prepare(struct request *request, long days, json_object *settings)
{
	request_init(request, PROTOCOL_HISTORY_INTERFACE ".Preview");
	json_add_take(&request->error, request->parameters, "settings", settings);
	json_add_int(&request->error, request->parameters, "days", days);
}

/* The same days under the settings in effect, to be compared with. */
static enum outcome show(struct client *client, const struct reply *reply, long days)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply now = REPLY_NULL;
	enum outcome outcome;
	int error = 0;

	prepare(&request, days, json_new_object(&error));
	if (error < 0) {
		request.error = error;
	}
	outcome = ask(client, &request, &now);
	if (outcome == OUTCOME_DONE) {
		view_preview_write(client->out, &client->style, reply->parameters, now.parameters);
	}
	return outcome;
}

enum outcome command_preview(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request = {0};
	AUTO_REPLY struct reply reply = REPLY_NULL;
	json_object *settings;
	enum outcome outcome;
	int error = 0;
	long days;

	if (!read_days(arguments->options[OPTION_DAYS], &days)) {
		return command_misused(client, "preview", "--days takes a number from 1 to 90.");
	}
	settings = json_new_object(&error);
	for (size_t i = 0; i < arguments->setting_count; i++) {
		if (!add_setting(&error, settings, arguments->settings[i])) {
			(void)json_object_put(settings);
			return command_misused(client, "preview",
				"--set takes one KEY=VALUE, each KEY once, as Walk.Limit=30min.");
		}
	}
	prepare(&request, days, settings);
	if (error < 0) {
		request.error = error;
	}
	outcome = ask(client, &request, &reply);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	if (client->json) {
		return call_write_json(client, &reply);
	}
	if (arguments->setting_count > 0) {
		return show(client, &reply, days);
	}
	view_preview_write(client->out, &client->style, reply.parameters, NULL);
	return OUTCOME_DONE;
}
