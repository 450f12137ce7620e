/* SPDX-License-Identifier: MIT */
/* why: what was decided lately, with its reasons. */
#include "commands.h"

#include <errno.h>
#include <stdlib.h>

#include "call.h"
#include "jsonvalue.h"
#include "view_why.h"

/* As Explain() takes it. */
#define LINES_MAX 1000

enum outcome command_why(struct client *client, const struct arguments *arguments)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	const char *lines = arguments->options[OPTION_COUNT];
	enum outcome outcome;

	request_init(&request, "Explain");
	if (lines) {
		char *end = NULL;
		long count;

		errno = 0;
		count = strtol(lines, &end, 10);
		if (errno != 0 || *end != '\0' || count < 1 || count > LINES_MAX) {
			return command_misused(
				client, "why", "the number of lines is from 1 to %d.", LINES_MAX);
		}
		json_add_int(&request.error, request.parameters, "limit", count);
	}
	outcome = call_daemon(client, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	view_why_write(client->out, &client->style, reply.parameters);
	return OUTCOME_DONE;
}
