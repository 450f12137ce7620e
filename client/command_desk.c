/* SPDX-License-Identifier: MIT */
/* sit, stand: how the person works. sat, away: what the last stretch of time was. */
#include "commands.h"

#include "call.h"
#include "field.h"
#include "jsonvalue.h"
#include "timearg.h"
#include "timetext.h"

static enum outcome set_posture(
	struct client *client, const char *posture, usec_t valid_usec, struct reply *ret_reply)
{
	AUTO_REQUEST struct request request;

	request_init(&request, "SetPosture");
	json_add_string(&request.error, request.parameters, "posture", posture);
	json_add_usec(&request.error, request.parameters, "validUSec", valid_usec);
	return call_daemon(client, &request, ret_reply);
}

enum outcome command_sit(struct client *client, const struct arguments *arguments)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome = set_posture(client, "sitting", USEC_INFINITY, &reply);

	(void)arguments;
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	(void)fputs("Sitting.\n", client->out);
	command_write_standing(client);
	return OUTCOME_DONE;
}

enum outcome command_stand(struct client *client, const struct arguments *arguments)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t valid_usec;
	usec_t until_usec;
	enum outcome outcome;

	outcome = timearg_from_arguments(client, "stand", arguments, 0, &valid_usec);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	outcome = set_posture(client, "standing", valid_usec, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	if (field_usec(reply.parameters, "untilUSec", &until_usec)) {
		(void)fprintf(client->out, "Standing, until %s or `backcarectl sit`.\n",
			timetext_clock(clock, sizeof(clock), &client->style, until_usec));
	} else {
		(void)fputs("Standing, until `backcarectl sit` or a long absence.\n", client->out);
	}
	return OUTCOME_DONE;
}

static enum outcome correct(struct client *client, const struct arguments *arguments,
	const char *command, const char *counts, const char *what)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	const char *until = arguments->options[OPTION_UNTIL];
	usec_t until_usec = client->style.real_usec;
	char length[TIMETEXT_LENGTH_MAX];
	char since[TIMETEXT_CLOCK_MAX];
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t length_usec;
	usec_t seated_usec;
	enum outcome outcome;

	request_init(&request, "CorrectPresence");
	outcome = timearg_length(
		client, command, arguments->words, arguments->word_count, &length_usec);
	if (outcome == OUTCOME_DONE && until) {
		outcome = timearg_last_clock(client, command, until, &until_usec);
	}
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	if (length_usec >= until_usec) {
		return command_misused(client, command, "that is longer ago than can be.");
	}
	json_add_usec(&request.error, request.parameters, "sinceUSec", until_usec - length_usec);
	json_add_usec(&request.error, request.parameters, "untilUSec", until_usec);
	json_add_string(&request.error, request.parameters, "counts", counts);
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	/* Of the time before the daemon began nothing is recorded, so no length is promised. */
	(void)fprintf(client->out,
		!field_bool(reply.parameters, "changed", true)
			? "Nothing to change: what was recorded from %s to %s counts as %s already."
			: "What was recorded from %s to %s counts as %s now.",
		timetext_clock(since, sizeof(since), &client->style, until_usec - length_usec),
		timetext_clock(clock, sizeof(clock), &client->style, until_usec), what);
	if (field_usec(reply.parameters, "seatedUSec", &seated_usec)) {
		(void)fprintf(client->out, " This spell of sitting is %s.",
			timetext_minutes(length, sizeof(length), seated_usec));
	}
	(void)fputc('\n', client->out);
	return OUTCOME_DONE;
}

enum outcome command_sat(struct client *client, const struct arguments *arguments)
{
	return correct(client, arguments, "sat", "seated", "sitting");
}

enum outcome command_away(struct client *client, const struct arguments *arguments)
{
	return correct(client, arguments, "away", "away", "a rest");
}
