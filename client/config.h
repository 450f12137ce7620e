/* SPDX-License-Identifier: MIT */
/* The parts of the command config. */
#pragma once

#include <json-c/json.h>

#include "call.h"
#include "command.h"

enum outcome config_get_configuration(struct client *client, struct reply *ret_reply);

/* The setting of that name, without regard to case, within the reply; NULL if there is none. */
json_object *config_find_setting(json_object *reply, const char *key);

/* Says that there is none. Returns OUTCOME_USAGE. */
enum outcome config_refuse_key(struct client *client, json_object *reply, const char *key);

/* Sets the key; takes it out of our file for value NULL. */
enum outcome config_set(struct client *client, const char *key, const char *value);
enum outcome config_set_words(struct client *client, const struct arguments *arguments);

/* The daemon's program beside our own; "" if there is none, and PATH has to be searched. */
/* Runs backcared with this option, and the file if it is not NULL; what it finds goes to standard
 * error. 'good' is said if that is nothing. */
enum outcome config_run_check(
	struct client *client, const char *option, const char *file, const char *good);

void config_find_daemon_program(char *buffer, size_t size);

/* Has the daemon's program check the file, or for NULL the ones that it would read. */
enum outcome config_check(struct client *client, const char *file);
