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
	const char *lines = arguments->options[OPTION_COUNT];

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
	return call_and_view(client, &request, view_why_write);
}
