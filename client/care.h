/* SPDX-License-Identifier: MIT */
/* What the commands of body and treatment have in common. */
#pragma once

#include <json-c/json.h>

#include "ask.h"
#include "call.h"
#include "command.h"

/* Without parameters; the reply is the caller's. */
enum outcome care_get(struct client *client, const char *method, struct reply *ret_reply);

/* "it needs --by", which is wrong usage. */
enum outcome care_refuse_missing(struct client *client, const char *command, const char *what);
/* "2026-01-31", or wrong usage in the name of --date. */
enum outcome care_check_date(struct client *client, const char *command, const char *date);
/* Asks until it is a date; 'standard' may be NULL. */
enum outcome care_ask_date(struct client *client, const char *question, const char *standard,
	char date[ASK_ANSWER_MAX]);

/* Asks all questions of the checklist and reports. */
enum outcome care_ask_symptoms(struct client *client);

/* Asks what it takes to lift a hold, and sends it. */
enum outcome care_ask_clear(struct client *client);

/* Goes on where the choice of an open prompt leads: to the questions, the clearing, the plans. On a
 * terminal it asks; elsewhere it says which command does. Nothing for other choices. */
enum outcome care_follow_choice(struct client *client, const char *choice);

/* symptoms clear */
enum outcome care_clear(struct client *client, const struct arguments *arguments);
/* massage plan, plan massage */
enum outcome care_course(struct client *client, const char *command,
	const struct arguments *arguments, const char *verb);

extern const struct ask_choice care_permissions[];
extern const size_t care_permission_count;
