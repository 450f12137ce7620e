/* SPDX-License-Identifier: MIT */
/* forget: remove what is older, having shown what goes. */
#include "commands.h"

#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "ask.h"
#include "call.h"
#include "field.h"
#include "jsonvalue.h"
#include "pages.h"
#include "progress.h"
#include "timetext.h"
#include "whenarg.h"

/* It goes through the history step by step, which takes a while where there are many years. */
#define FORGET_TIMEOUT_USEC (10 * USEC_PER_MINUTE)

/* What goes, and what stays though it is older. */
struct tally {
	usec_t until_usec;
	unsigned long counts[PAGES_TYPES_MAX];
	unsigned long going, staying, count;
	struct progress progress;
	usec_t first_usec;
};

static enum outcome count_entry(void *context, json_object *entry)
{
	struct tally *tally = context;
	const char *type = field_string(entry, "type");
	usec_t start_usec = field_usec_or(entry, "startUSec", 0);
	usec_t end_usec = start_usec + field_usec_or(entry, "durationUSec", 0);

	progress_show(&tally->progress, 0, 0, ++tally->count);
	for (size_t i = 0; type && i < PAGES_TYPES_MAX; i++) {
		if (strcmp(pages_types[i], type) != 0 || end_usec > tally->until_usec) {
			continue;
		}
		if (strcmp(type, "plan") == 0 || strcmp(type, "safety") == 0) {
			tally->staying++;
			continue;
		}
		if (tally->going++ == 0) {
			tally->first_usec = start_usec;
		}
		tally->counts[i]++;
	}
	return OUTCOME_DONE;
}

static void show_tally(struct client *client, const struct tally *tally)
{
	/* As pages_types */
	static const char *const one[] = {"stretch of sitting, standing or being away", "prompt",
		"massage", "check-in", "report of symptoms", "plan"};
	static const char *const many[] = {"stretches of sitting, standing or being away",
		"prompts", "massages", "check-ins", "reports of symptoms", "plans"};
	char first[TIMETEXT_CLOCK_MAX], until[TIMETEXT_CLOCK_MAX];
	struct text_line line;

	text_line_clear(&line);
	for (size_t i = 0; i < PAGES_TYPES_MAX; i++) {
		if (tally->counts[i] > 0) {
			text_line_add_item(&line, "%lu %s", tally->counts[i],
				tally->counts[i] == 1 ? one[i] : many[i]);
		}
	}
	text_line_add(&line, ", from %s to %s.",
		timetext_clock(first, sizeof(first), &client->style, tally->first_usec),
		timetext_clock(until, sizeof(until), &client->style, tally->until_usec));
	(void)fputs("This goes: ", client->out);
	(void)text_write_wrapped(client->out, &client->style, strlen("This goes: "), 0, line.bytes);
	(void)fputc('\n', client->out);
	if (tally->staying > 0) {
		(void)fprintf(
			client->out, "Plans and reports of symptoms stay: %lu.\n", tally->staying);
	}
}

/* Whether it is to go. */
static enum outcome ask(struct client *client, usec_t until_usec, bool *ret_yes)
{
	struct pages_query query = PAGES_ALL;
	struct tally tally = {.until_usec = until_usec};
	enum outcome outcome;

	query.until_usec = until_usec;
	progress_begin(&tally.progress, client);
	outcome = pages_each(client, &query, NULL, count_entry, &tally);
	progress_clear(&tally.progress);
	*ret_yes = false;
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	if (tally.going == 0) {
		(void)fputs("There is nothing that old.\n", client->out);
		return OUTCOME_DONE;
	}
	show_tally(client, &tally);
	(void)text_write_wrapped(client->out, &client->style, 0, 0,
		"It cannot be undone; `backcarectl export FILE` keeps a copy that `backcarectl "
		"import` takes back.");
	(void)fputc('\n', client->out);
	outcome = ask_yes(client, "Forget it?", ret_yes);
	if (outcome == OUTCOME_DONE && !*ret_yes) {
		(void)fputs("All of it stays.\n", client->out);
	}
	return outcome;
}

static enum outcome forget(struct client *client, usec_t until_usec)
{
	AUTO_CONNECTION struct connection connection = CONNECTION_NULL;
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	enum outcome outcome;
	unsigned long removed;
	int r;

	request_init(&request, PROTOCOL_HISTORY_INTERFACE ".Forget");
	json_add_usec(&request.error, request.parameters, "untilUSec", until_usec);
	r = connection_open(&connection);
	if (r < 0) {
		return call_failed(client, r);
	}
	connection.timeout_usec = FORGET_TIMEOUT_USEC;
	outcome = call_daemon_on(client, &connection, &request, &reply);
	if (outcome != OUTCOME_DONE || client->json) {
		return outcome != OUTCOME_DONE ? outcome : call_write_json(client, &reply);
	}
	removed = field_count(reply.parameters, "removed");
	(void)fprintf(
		client->out, "%lu entr%s forgotten.\n", removed, removed == 1 ? "y is" : "ies are");
	return OUTCOME_DONE;
}

enum outcome command_forget(struct client *client, const struct arguments *arguments)
{
	const char *word = arguments->words[0];
	bool yes = arguments->options[OPTION_YES] != NULL;
	usec_t until_usec = client->style.real_usec;
	enum outcome outcome = OUTCOME_DONE;

	if (strcmp(word, "all") != 0) {
		outcome = whenarg_read(client, "forget", word, WHENARG_BEGIN, &until_usec);
	}
	if (outcome == OUTCOME_DONE && !yes) {
		if (!ask_can(client)) {
			return command_misused(client, "forget",
				"--yes is missing. On a terminal it shows what goes, and asks.");
		}
		outcome = ask(client, until_usec, &yes);
	}
	return outcome == OUTCOME_DONE && yes ? forget(client, until_usec) : outcome;
}
