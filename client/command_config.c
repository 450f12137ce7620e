/* SPDX-License-Identifier: MIT */
/* config: look at the settings, have them read again. Changing one is in config_set.c. */
#include "commands.h"

#include <string.h>
#include <strings.h>

#include <backcare/cleanup.h>

#include "call.h"
#include "config.h"
#include "field.h"
#include "jsontext.h"
#include "nearest.h"
#include "view_config.h"

#define SETTINGS_MAX 256

enum outcome config_get_configuration(struct client *client, struct reply *ret_reply)
{
	AUTO_REQUEST struct request request;

	request_init(&request, "GetConfiguration");
	return call_daemon(client, &request, ret_reply);
}

json_object *config_find_setting(json_object *reply, const char *key)
{
	json_object *settings = field_array(reply, "settings");

	for (size_t i = 0; i < field_array_length(settings); i++) {
		json_object *setting = json_object_array_get_idx(settings, i);
		const char *name = field_string(setting, "name");

		if (name && strcasecmp(name, key) == 0) {
			return setting;
		}
	}
	return NULL;
}

enum outcome config_refuse_key(struct client *client, json_object *reply, const char *key)
{
	json_object *settings = field_array(reply, "settings");
	const char *names[SETTINGS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < field_array_length(settings) && count < SETTINGS_MAX; i++) {
		const char *name = field_string(json_object_array_get_idx(settings, i), "name");

		if (name) {
			names[count++] = name;
		}
	}
	const char *nearest = nearest_word(key, names, count);
	(void)fputs("There is no setting ", client->err);
	(void)text_write(client->err, key);
	if (nearest) {
		(void)fputs(". Did you mean ", client->err);
		(void)text_write(client->err, nearest);
		(void)fputs("?\n", client->err);
	} else {
		(void)fputs("; `backcarectl config show` lists them.\n", client->err);
	}
	return OUTCOME_USAGE;
}

static enum outcome show(struct client *client, const char *key)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome = config_get_configuration(client, &reply);

	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	if (client->json && !key) {
		return call_write_json(client, &reply);
	}
	if (client->json) {
		json_object *setting = config_find_setting(reply.parameters, key);

		if (!setting) {
			return config_refuse_key(client, reply.parameters, key);
		}
		int r = jsontext_write(client->out, setting, true);
		return r < 0 ? call_failed(client, r) : OUTCOME_DONE;
	}
	if (view_config_write(client->out, &client->style, reply.parameters, key) == 0 && key) {
		return config_refuse_key(client, reply.parameters, key);
	}
	return OUTCOME_DONE;
}

static enum outcome reload(struct client *client)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome;

	request_init(&request, "Reload");
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	(void)fputs("The settings were read again.\n", client->out);
	return OUTCOME_DONE;
}

/* What people used to other programs would say. NULL if it is none of that. */
static const char *meant_verb(const char *word)
{
	static const struct {
		const char *word, *meant;
	} others[] = {
		{"get", "show"}, /* one letter from "set", which is the contrary */
		{"list", "show"},
		{"view", "show"},
		{"edit", "set"},
		{"delete", "unset"},
		{"remove", "unset"},
		{"reset", "unset"},
		{"validate", "check"},
	};

	for (size_t i = 0; i < ELEMENTSOF(others); i++) {
		if (strcmp(others[i].word, word) == 0) {
			return others[i].meant;
		}
	}
	return NULL;
}

enum outcome command_config(struct client *client, const struct arguments *arguments)
{
	static const char *const verbs[] = {"show", "set", "unset", "reload", "check"};
	static const char *const takes[] = {"at most one KEY", "a KEY and a VALUE", "one KEY",
		"nothing more", "at most one FILE"};
	const char *verb = arguments->word_count > 0 ? arguments->words[0] : "show";
	const char *word = arguments->word_count > 1 ? arguments->words[1] : NULL;

	if (strcmp(verb, "set") == 0) {
		return config_set_words(client, arguments);
	}
	if (strcmp(verb, "show") == 0 && arguments->word_count <= 2) {
		return show(client, word);
	}
	if (strcmp(verb, "check") == 0 && arguments->word_count <= 2) {
		return config_check(client, word);
	}
	if (strcmp(verb, "unset") == 0 && arguments->word_count == 2) {
		return config_set(client, word, NULL);
	}
	if (strcmp(verb, "reload") == 0 && !word) {
		return reload(client);
	}
	for (size_t i = 0; i < ELEMENTSOF(verbs); i++) {
		if (strcmp(verbs[i], verb) == 0) {
			return command_misused(client, "config", "%s takes %s.", verb, takes[i]);
		}
	}
	if (strchr(verb, '.')) {
		return command_misused(
			client, "config", "say show KEY to see it, set KEY VALUE to change it.");
	}
	const char *nearest = meant_verb(verb);
	if (!nearest) {
		nearest = nearest_word(verb, verbs, ELEMENTSOF(verbs));
	}
	if (nearest) {
		return command_misused(client, "config", "did you mean %s?", nearest);
	}
	return command_misused(client, "config", "say show, set, unset, reload or check.");
}
