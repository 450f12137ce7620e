/* SPDX-License-Identifier: MIT */
#include "care.h"

#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>

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

bool care_is_date(const char *date)
{
	char again[CARE_DATE_MAX];
	struct tm tm = {0};
	const char *end =
		strlen(date) == strlen("2026-01-31") ? strptime(date, "%Y-%m-%d", &tm) : NULL;
	if (!end || *end != '\0') {
		return false;
	}
	/* The 30th of February becomes another day. */
	(void)timegm(&tm);
	return strftime(again, sizeof(again), "%Y-%m-%d", &tm) > 0 && strcmp(again, date) == 0;
}

enum outcome care_check_date(struct client *client, const char *command, const char *date)
{
	return care_is_date(date) ? OUTCOME_DONE
				  : command_misused(client, command,
					    "that is no date. Write it as 2026-01-31.");
}

const char *care_today(char *buffer, size_t size, const struct text_style *style)
{
	time_t now = (time_t)(style->real_usec / USEC_PER_SEC);
	struct tm local;

	if (!localtime_r(&now, &local) || strftime(buffer, size, "%Y-%m-%d", &local) == 0) {
		buffer[0] = '\0';
	}
	return buffer;
}
