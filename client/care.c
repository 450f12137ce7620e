/* SPDX-License-Identifier: MIT */
#include "care.h"

#include <backcare/cleanup.h>

#include "dates.h"

enum outcome care_get(struct client *client, const char *method, struct reply *ret_reply)
{
	AUTO_REQUEST struct request request;

	request_init(&request, method);
	return call_daemon(client, &request, ret_reply);
}

enum outcome care_refuse_missing(struct client *client, const char *command, const char *what)
{
	return command_misused(
		client, command, "%s is missing. On a terminal, without options, it asks.", what);
}

enum outcome care_ask_date(struct client *client, const char *question, const char *standard,
	char date[ASK_ANSWER_MAX])
{
	long number;

	for (;;) {
		enum outcome outcome = ask_text(client, question, standard, false, date);

		if (outcome != OUTCOME_DONE || dates_parse(date, &number)) {
			return outcome;
		}
		(void)fputs("Please answer with a date such as 2026-01-31.\n", client->out);
	}
}

enum outcome care_check_date(struct client *client, const char *command, const char *date)
{
	long number;

	return dates_parse(date, &number) ? OUTCOME_DONE
					  : command_misused(client, command,
						    "that is no date. Write it as 2026-01-31.");
}
