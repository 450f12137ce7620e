/* SPDX-License-Identifier: MIT */
/* pause, resume, meeting: keep prompts back, and let them come again. */
#include "commands.h"

#include <string.h>

#include "call.h"
#include "field.h"
#include "jsonvalue.h"
#include "timearg.h"
#include "timetext.h"

/* "until tomorrow", or --until tomorrow: the daemon knows when that is. */
static bool says_tomorrow(const struct arguments *arguments)
{
	const char *until = arguments->options[OPTION_UNTIL];

	if (arguments->word_count == 0) {
		return until && strcmp(until, "tomorrow") == 0;
	}
	return !until && arguments->word_count == 2 && strcmp(arguments->words[0], "until") == 0 &&
	       strcmp(arguments->words[1], "tomorrow") == 0;
}

enum outcome command_pause(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t length_usec;
	usec_t until_usec;
	enum outcome outcome;

	request_init(&request, "Pause");
	if (says_tomorrow(arguments)) {
		json_add_bool(&request.error, request.parameters, "untilTomorrow", true);
	} else {
		outcome = timearg_from_arguments(client, "pause", arguments, 0, &length_usec);
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		json_add_usec(&request.error, request.parameters, "durationUSec", length_usec);
	}
	json_add_string(
		&request.error, request.parameters, "reason", arguments->options[OPTION_REASON]);
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	if (field_usec(reply.parameters, "untilUSec", &until_usec)) {
		(void)fprintf(client->out, "Paused until %s. Sitting time is still counted.\n",
			timetext_clock(clock, sizeof(clock), &client->style, until_usec));
	} else {
		(void)fputs("Paused until `backcarectl resume`. Sitting time is still counted.\n",
			client->out);
	}
	return OUTCOME_DONE;
}

enum outcome command_resume(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome;

	(void)arguments;
	request_init(&request, "Resume");
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	/* No promise that prompts come: a meeting or quiet hours may go on. The line says it. */
	(void)fputs("No longer paused.\n", client->out);
	command_write_standing(client);
	return OUTCOME_DONE;
}

enum outcome command_meeting(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	const char *word = arguments->words[0];
	bool active = strcmp(word, "start") == 0;
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t length_usec;
	enum outcome outcome;

	request_init(&request, "SetMeeting");
	if (!active && strcmp(word, "stop") != 0 && strcmp(word, "end") != 0) {
		return command_misused(client, "meeting", "say start or stop.");
	}
	outcome = timearg_from_arguments(client, "meeting", arguments, 1, &length_usec);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	if (!active && length_usec != USEC_INFINITY) {
		return command_misused(client, "meeting", "only start takes a time.");
	}
	json_add_bool(&request.error, request.parameters, "active", active);
	json_add_usec(&request.error, request.parameters, "durationUSec", length_usec);
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	if (!active) {
		(void)fputs("The meeting is over.\n", client->out);
		command_write_standing(client);
	} else if (length_usec != USEC_INFINITY) {
		(void)fprintf(client->out, "In a meeting until %s; prompts wait until then.\n",
			timetext_clock(clock, sizeof(clock), &client->style,
				client->style.real_usec + length_usec));
	} else {
		(void)fputs("In a meeting; prompts wait until `backcarectl meeting stop`.\n",
			client->out);
	}
	return OUTCOME_DONE;
}
