/* SPDX-License-Identifier: MIT */
/*
 * `config set` and `unset` leave either the new value in effect or everything as it was. The daemon
 * judges: the file is written, the daemon reads it, and if it is not content with that value, or
 * another file has the last word about it, the former file is put back.
 */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/protocol.h>

#include "confedit.h"
#include "conffile.h"
#include "fault.h"
#include "field.h"
#include "jsontext.h"
#include "timearg.h"

#define VALUE_MAX_BYTES 512
#define BAD_CONFIGURATION PROTOCOL_INTERFACE ".BadConfiguration"

/* Reloads without a word. Returns 0, or an error of connection.h. */
static int reload_quietly(struct reply *ret_reply)
{
	AUTO_CONNECTION struct connection connection = CONNECTION_NULL;
	int r = connection_open(&connection);

	return r < 0 ? r : connection_call(&connection, "Reload", NULL, ret_reply);
}

static bool is_our_file(const struct conffile *conffile, const char *file)
{
	char named[PATH_MAX];

	return file &&
	       (strcmp(file, conffile->path) == 0 ||
		       (conffile_get_path(named, sizeof(named)) == 0 && strcmp(file, named) == 0));
}

static enum outcome refuse_file(struct client *client, int error)
{
	char path[PATH_MAX] = "the settings file";

	(void)conffile_get_path(path, sizeof(path)); /* else the words above */
	(void)text_write(client->err, path);
	switch (error) {
	case -EFBIG:
		(void)fputs(" is too large for a settings file.\n", client->err);
		break;
	case -EBADMSG:
		(void)fputs(" is no text file.\n", client->err);
		break;
	default:
		(void)fprintf(client->err, ": %s\n", strerror(-error));
	}
	return OUTCOME_REFUSED;
}

/* Puts the former file back and says so. Returns OUTCOME_REFUSED. */
static enum outcome take_back(struct client *client, struct conffile *conffile)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	int r = conffile_restore(conffile);

	if (r < 0) {
		return refuse_file(client, r);
	}
	(void)reload_quietly(&reply); /* what it says was so before */
	(void)fputs("Nothing was changed.\n", client->err);
	return OUTCOME_REFUSED;
}

/* What is wrong with the value that was just tried concerns no line: that is gone again by the time
 * it is read. Anything else in the file was there before, and stays. */
static void tell_refusal(struct client *client, const struct conffile *conffile,
	const struct reply *reloaded, const char *name)
{
	const char *message = field_string(reloaded->parameters, "message");
	size_t length = strlen(name);

	if (!client->json && strcmp(reloaded->error, BAD_CONFIGURATION) == 0 && message &&
		is_our_file(conffile, field_string(reloaded->parameters, "file")) &&
		strncmp(message, name, length) == 0 && message[length] == ':') {
		(void)text_write(client->err, message);
		(void)fputc('\n', client->err);
		return;
	}
	(void)call_refused(client, reloaded);
}

/* Is the value of our file in effect (unset: is our file out of it)? If not, says why. */
static bool is_in_effect(
	struct client *client, const struct conffile *conffile, json_object *setting, bool set)
{
	const char *file = field_string(setting, "file");
	const char *problem = field_string(setting, "problem");
	unsigned long line = field_count(setting, "line");

	if (!set || is_our_file(conffile, file)) {
		return true;
	}
	if (problem && *problem != '\0') {
		(void)text_write(client->err, problem);
		(void)fputc('\n', client->err);
		return false;
	}
	(void)text_write(client->err, file ? file : "Another file");
	if (file && line > 0) {
		(void)fprintf(client->err, ":%lu", line);
	}
	(void)fputs(" has the last word about it; change it there.\n", client->err);
	return false;
}

/* Without a file it can also be the value from before, when the one in a file is bad. */
static bool is_default(json_object *setting)
{
	const char *value = field_string(setting, "value");
	const char *standard = field_string(setting, "defaultValue");

	return !field_string(setting, "file") &&
	       (!value || !standard || strcmp(value, standard) == 0);
}

static enum outcome tell_setting(struct client *client, json_object *setting)
{
	if (client->json) {
		int r = jsontext_write(client->out, setting, true);

		return r < 0 ? call_failed(client, r) : OUTCOME_DONE;
	}
	const char *value = field_string(setting, "value");
	const char *note = field_string(setting, "note");
	(void)text_write(client->out, field_string(setting, "name"));
	(void)fputs(value && *value != '\0' ? " is now " : " is now empty", client->out);
	(void)text_write(client->out, value ? value : "");
	(void)fputs(is_default(setting) ? ", the default" : "", client->out);
	if (note && *note != '\0') {
		(void)fputs("; ", client->out);
		(void)text_write(client->out, note);
	}
	(void)fputs(".\n", client->out);
	return OUTCOME_DONE;
}

/* Has the daemon read what was written, and judges by what it makes of it. */
static enum outcome apply(
	struct client *client, struct conffile *conffile, const char *name, bool set)
{
	AUTO_REPLY struct reply reloaded = REPLY_NULL;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	int r = reload_quietly(&reloaded);

	if (r < 0) {
		(void)call_failed(client, r);
		(void)take_back(client, conffile);
		return OUTCOME_NO_DAEMON;
	}
	bool other_is_bad = reloaded.error && strcmp(reloaded.error, BAD_CONFIGURATION) == 0 &&
			    !is_our_file(conffile, field_string(reloaded.parameters, "file"));
	if (reloaded.error && !other_is_bad) {
		tell_refusal(client, conffile, &reloaded, name);
		return take_back(client, conffile);
	}
	if (config_get_configuration(client, &reply) != OUTCOME_DONE) {
		return take_back(client, conffile);
	}
	json_object *setting = config_find_setting(reply.parameters, name);
	if (!setting || !is_in_effect(client, conffile, setting, set)) {
		return take_back(client, conffile);
	}
	if (other_is_bad) {
		(void)fputs("Beside it: ", client->err);
		fault_write_reply(client->err, reloaded.error, reloaded.parameters);
	}
	return tell_setting(client, setting);
}

static enum outcome change(
	struct client *client, struct conffile *conffile, const char *name, const char *value)
{
	const char *dot = strchr(name, '.');
	AUTO_FREE char *edited = NULL;
	AUTO_FREE char *section = NULL;
	int r;

	if (!dot) {
		return command_misused(client, "config", "a setting has the form Section.Key.");
	}
	section = strndup(name, (size_t)(dot - name));
	if (!section) {
		return call_failed(client, -ENOMEM);
	}
	r = conffile_open(conffile);
	if (r < 0) {
		return refuse_file(client, r);
	}
	if (!value && !conffile->former) {
		return OUTCOME_DONE;
	}
	r = confedit_set(conffile->former, section, dot + 1, value, &edited);
	if (r == -EINVAL) {
		return command_misused(client, "config",
			"a value is one line, without control characters and without \" ;\".");
	}
	if (r >= 0) {
		r = conffile_write(conffile, edited);
	}
	return r < 0 ? refuse_file(client, r) : OUTCOME_DONE;
}

/* A length of time without its unit. In a file that means seconds, as in systemd.time(7);
 * "Walk.Limit 30" of a person means minutes, and would have prompted every half a minute. */
static bool lacks_unit(json_object *setting, const char *value)
{
	const char *standard = field_string(setting, "defaultValue");
	usec_t usec;

	return timearg_is_bare_number(value) && standard && !timearg_is_bare_number(standard) &&
	       timespan_parse(standard, &usec) == 0 &&
	       (timespan_parse(value, &usec) < 0 || usec > 0);
}

/* 'value' NULL: unset. */
enum outcome config_set(struct client *client, const char *key, const char *value)
{
	struct conffile conffile = CONFFILE_NULL;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome;

	if (!strchr(key, '.')) {
		return command_misused(client, "config", "a setting has the form Section.Key.");
	}
	outcome = config_get_configuration(client, &reply);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	json_object *setting = config_find_setting(reply.parameters, key);
	if (!setting) {
		return config_refuse_key(client, reply.parameters, key);
	}
	if (value && lacks_unit(setting, value)) {
		return timearg_refuse_bare_number(client, "config", value);
	}
	/* From here on as the daemon spells it. */
	const char *name = field_string(setting, "name");
	outcome = change(client, &conffile, name, value);
	if (outcome == OUTCOME_DONE) {
		outcome = apply(client, &conffile, name, value != NULL);
	}
	conffile_close(&conffile);
	return outcome;
}

/* "1h" "30min" as one value. */
enum outcome config_set_words(struct client *client, const struct arguments *arguments)
{
	char value[VALUE_MAX_BYTES] = "";
	size_t size = 0;

	if (arguments->word_count < 3) {
		return command_misused(client, "config",
			"set takes a KEY and a VALUE, with a blank between them.");
	}
	for (size_t i = 2; i < arguments->word_count; i++) {
		int added = snprintf(value + size, sizeof(value) - size, "%s%s", i > 2 ? " " : "",
			arguments->words[i]);

		if (added < 0 || (size_t)added >= sizeof(value) - size) {
			return command_misused(client, "config", "the value is too long.");
		}
		size += (size_t)added;
	}
	return config_set(client, arguments->words[1], value);
}
