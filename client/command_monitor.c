/* SPDX-License-Identifier: MIT */
/* monitor: every event as it happens, a line each. */
#include "commands.h"

#include <errno.h>

#include "call.h"
#include "follow.h"
#include "view_event.h"

enum outcome command_monitor(struct client *client, const struct arguments *arguments)
{
	AUTO_FOLLOW struct follow follow = FOLLOW_NULL;
	bool goes_on = true;
	int r;

	(void)arguments;
	r = follow_open(&follow, fileno(client->out));
	while (r >= 0 && goes_on) {
		AUTO_REPLY struct reply reply = REPLY_NULL;
		enum outcome outcome;

		r = follow_next(&follow, USEC_INFINITY, &reply);
		if (r != FOLLOW_REPLY) {
			continue;
		}
		if (reply.error) {
			return call_refused(client, &reply);
		}
		if (client->json) {
			outcome = call_write_json_line(client, &reply);
		} else {
			view_event_write(client->out, &client->style, reply.parameters);
			outcome = call_flush(client);
		}
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		goes_on = reply.continues;
	}
	return r < 0 ? call_failed(client, r) : OUTCOME_DONE;
}
