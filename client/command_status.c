/* SPDX-License-Identifier: MIT */
/*
 * status: how it stands, once or kept up to date.
 *
 * --watch asks GetStatus() again after each event of Monitor(), and never otherwise: between events
 * only figures grow, and view_status.c computes them from the last reply and the time that went by
 * on CLOCK_BOOTTIME. What would look the same is not written again.
 */
#include "commands.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "field.h"
#include "follow.h"
#include "view_line.h"
#include "view_status.h"

/* How a watched status is shown. */
enum watch_form { WATCH_JSON, WATCH_LINE, WATCH_SCREEN };

struct watch {
	struct client *client;
	enum watch_form form;
	struct reply status;
	usec_t status_boot_usec; /* when it came */
	char *shown;             /* owned; what was written last, NULL before */
};

static enum outcome get_status(struct client *client, struct reply *ret_reply)
{
	AUTO_REQUEST struct request request;

	request_init(&request, "GetStatus");
	return call_daemon(client, &request, ret_reply);
}

void command_write_standing(struct client *client)
{
	AUTO_CONNECTION struct connection connection = CONNECTION_NULL;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	struct text_style style = client->style;

	if (connection_open(&connection) < 0 ||
		connection_call(&connection, "GetStatus", NULL, &reply) < 0 || reply.error) {
		return; /* what was asked for is done; this is only beside it */
	}
	style.real_usec = field_usec_or(reply.parameters, "timeUSec", style.real_usec);
	view_line_write(client->out, &style, reply.parameters);
}

static enum outcome show_once(struct client *client, bool line)
{
	AUTO_REPLY struct reply reply = REPLY_NULL;
	struct text_style style = client->style;
	enum outcome outcome = get_status(client, &reply);

	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	style.real_usec = field_usec_or(reply.parameters, "timeUSec", style.real_usec);
	if (line) {
		view_line_write(client->out, &style, reply.parameters);
	} else {
		view_status_write(client->out, &style, reply.parameters);
	}
	return OUTCOME_DONE;
}

static struct text_style style_now(const struct watch *watch)
{
	struct text_style style = watch->client->style;

	style.real_usec = field_usec_or(watch->status.parameters, "timeUSec", style.real_usec) +
			  (follow_now_boot_usec() - watch->status_boot_usec);
	return style;
}

static char *render(const struct watch *watch)
{
	struct text_style style = style_now(watch);
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory) {
		return NULL;
	}
	if (watch->form == WATCH_SCREEN) {
		view_status_write(memory, &style, watch->status.parameters);
	} else {
		view_line_write(memory, &style, watch->status.parameters);
	}
	if (fclose(memory) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* Paints over what is there, line by line, so that nothing flickers. */
static void paint(FILE *out, const char *text, bool first)
{
	(void)fputs(first ? "\033[H\033[2J" : "\033[H", out);
	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			(void)fputs("\033[K", out);
		}
		(void)fputc(*text, out);
	}
	(void)fputs("\033[J", out);
}

static enum outcome show_again(struct watch *watch)
{
	AUTO_FREE char *text = render(watch);

	if (!text) {
		return call_failed(watch->client, -ENOMEM);
	}
	if (watch->shown && strcmp(watch->shown, text) == 0) {
		return OUTCOME_DONE;
	}
	if (watch->form == WATCH_SCREEN) {
		paint(watch->client->out, text, !watch->shown);
	} else {
		(void)fputs(text, watch->client->out);
	}
	free(watch->shown);
	watch->shown = TAKE_PTR(text);
	return call_flush(watch->client);
}

/* Something happened: ask anew. */
static enum outcome refresh(struct watch *watch)
{
	enum outcome outcome;

	reply_deinit(&watch->status);
	outcome = get_status(watch->client, &watch->status);
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	watch->status_boot_usec = follow_now_boot_usec();
	return watch->form == WATCH_JSON ? call_write_json_line(watch->client, &watch->status)
					 : OUTCOME_DONE;
}

static usec_t time_to_change(const struct watch *watch)
{
	struct text_style style = style_now(watch);
	usec_t change_usec;

	if (watch->form == WATCH_JSON ||
		!view_status_next_change(&style, watch->status.parameters, &change_usec)) {
		return USEC_INFINITY;
	}
	return change_usec - style.real_usec;
}

/* Takes every event that is there already; one refresh serves them all. Returns OUTCOME_DONE, or
 * the refusal that ended the stream. */
static enum outcome drain(struct watch *watch, struct follow *follow, struct reply *reply)
{
	for (;;) {
		struct reply next = REPLY_NULL;

		if (reply->error) {
			return call_refused(watch->client, reply);
		}
		if (connection_receive(&follow->connection, &next) <= 0) {
			return OUTCOME_DONE; /* a failure comes back at the next wait */
		}
		reply_deinit(reply);
		*reply = next;
	}
}

static enum outcome watch_run(struct watch *watch)
{
	AUTO_FOLLOW struct follow follow = FOLLOW_NULL;
	enum outcome outcome = OUTCOME_DONE;
	usec_t timeout_usec = USEC_INFINITY;
	int r = follow_open(&follow, fileno(watch->client->out));

	while (r >= 0 && outcome == OUTCOME_DONE) {
		AUTO_REPLY struct reply reply = REPLY_NULL;

		r = follow_next(&follow, timeout_usec, &reply);
		if (r == FOLLOW_REPLY) {
			outcome = drain(watch, &follow, &reply);
			if (outcome == OUTCOME_DONE) {
				outcome = refresh(watch);
			}
		} else if (watch->form == WATCH_SCREEN) {
			text_style_update_columns(&watch->client->style, watch->client->out);
		}
		if (r >= 0 && outcome == OUTCOME_DONE && watch->form != WATCH_JSON) {
			outcome = show_again(watch);
		}
		timeout_usec = time_to_change(watch);
	}
	return outcome == OUTCOME_DONE ? call_failed(watch->client, r) : outcome;
}

static void on_resize(int number)
{
	(void)number; /* only there to end the waiting */
}

static enum outcome watch_status(struct client *client, bool line)
{
	struct watch watch = {.client = client, .status = REPLY_NULL};
	struct sigaction action = {.sa_handler = on_resize};
	sigset_t resize;
	enum outcome outcome;

	if (client->json) {
		watch.form = WATCH_JSON;
	} else if (line || !isatty(fileno(client->out))) {
		watch.form = WATCH_LINE;
	} else {
		watch.form = WATCH_SCREEN;
		(void)sigemptyset(&resize);
		(void)sigaddset(&resize, SIGWINCH);
		(void)sigprocmask(SIG_BLOCK, &resize, NULL);
		(void)sigaction(SIGWINCH, &action, NULL);
	}
	outcome = watch_run(&watch);
	reply_deinit(&watch.status);
	free(watch.shown);
	return outcome;
}

enum outcome command_status(struct client *client, const struct arguments *arguments)
{
	bool line = arguments->options[OPTION_LINE] != NULL;

	return arguments->options[OPTION_WATCH] ? watch_status(client, line)
						: show_once(client, line);
}
