/* SPDX-License-Identifier: MIT */
/*
 * history: what was recorded, and one entry of it taken out.
 *
 * The daemon lists from the oldest on. The last few are found by asking for a day, then for more
 * days, until there are enough or there is no more.
 */
#include "commands.h"

#include <errno.h>
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "call.h"
#include "jsontext.h"
#include "jsonvalue.h"
#include "pages.h"
#include "view_history.h"

#define LINES_DEFAULT 20
#define LINES_MAX 1000
/* From one span of time that is asked for to the next. */
#define SPAN_GROWTH 8

/* -- listing
 * --------------------------------------------------------------------------------------------------
 */

struct listing {
	struct client *client;
	struct view_history view;
	size_t count; /* shown */
};

static enum outcome show(void *context, json_object *entry)
{
	struct listing *listing = context;
	struct client *client = listing->client;
	int r = 0;

	if (client->json) {
		(void)fputs(listing->count == 0 ? "{\"entries\":[\n" : ",", client->out);
		r = jsontext_write(client->out, entry, false);
	} else {
		view_history_write(client->out, &client->style, &listing->view, entry);
	}
	listing->count++;
	if (r < 0) {
		return call_failed(client, r);
	}
	/* Nobody may read any more. */
	return ferror(client->out) ? call_flush(client) : OUTCOME_DONE;
}

static enum outcome finish(struct listing *listing)
{
	struct client *client = listing->client;

	if (client->json) {
		(void)fputs(listing->count == 0 ? "{\"entries\":[]}\n" : "]}\n", client->out);
	} else if (listing->count == 0) {
		(void)text_write_wrapped(client->out, &client->style, 0, 0,
			"Nothing was recorded there. What you do from now on is.");
		(void)fputc('\n', client->out);
	}
	return OUTCOME_DONE;
}

/* The last entries that came, in a ring. */
struct last_entries {
	json_object *entries[LINES_MAX];
	size_t max, count;
};

static enum outcome keep(void *context, json_object *entry)
{
	struct last_entries *last = context;
	json_object **at = &last->entries[last->count++ % last->max];

	json_object_put(*at);
	*at = json_object_get(entry);
	return OUTCOME_DONE;
}

static void last_entries_clear(struct last_entries *last)
{
	for (size_t i = 0; i < last->max; i++) {
		json_object_put(last->entries[i]);
		last->entries[i] = NULL;
	}
	last->count = 0;
}

static enum outcome show_last(struct listing *listing, struct pages_query query, size_t max)
{
	struct client *client = listing->client;
	usec_t first_usec = query.since_usec, span_usec = USEC_PER_DAY;
	usec_t end_usec = query.until_usec < client->style.real_usec ? query.until_usec
								     : client->style.real_usec;
	struct last_entries last = {.max = max};
	enum outcome outcome = OUTCOME_DONE;
	bool is_all = false;

	while (outcome == OUTCOME_DONE && last.count < max && !is_all) {
		is_all = end_usec < span_usec || end_usec - span_usec <= first_usec;
		query.since_usec = is_all ? first_usec : end_usec - span_usec;
		last_entries_clear(&last);
		outcome = pages_each(client, &query, NULL, keep, &last);
		span_usec *= SPAN_GROWTH; /* ends with the span of all time */
	}
	for (size_t i = last.count > max ? last.count - max : 0;
		i < last.count && outcome == OUTCOME_DONE; i++) {
		outcome = show(listing, last.entries[i % max]);
	}
	last_entries_clear(&last);
	return outcome;
}

static enum outcome run_list(struct client *client, const struct arguments *arguments)
{
	const char *lines = arguments->options[OPTION_COUNT];
	struct listing listing = {
		.client = client, .view.shows_ids = arguments->options[OPTION_IDS] != NULL};
	struct pages_query query;
	long count = LINES_DEFAULT;
	char *end = NULL;
	enum outcome outcome = pages_query_read(client, "history", arguments, &query);

	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	if (lines) {
		errno = 0;
		count = strtol(lines, &end, 10);
		if (errno != 0 || *end != '\0' || count < 1 || count > LINES_MAX) {
			return command_misused(client, "history",
				"the number of lines is from 1 to %d.", LINES_MAX);
		}
	}
	outcome = lines || query.since_usec == 0 ? show_last(&listing, query, (size_t)count)
						 : pages_each(client, &query, NULL, show, &listing);
	return outcome == OUTCOME_DONE ? finish(&listing) : outcome;
}

/* -- taking one out
 * -------------------------------------------------------------------------------------------
 */

static void view_removed(FILE *out, const struct text_style *style, json_object *reply)
{
	(void)style;
	(void)reply;
	(void)fputs("Removed.\n", out);
}

static enum outcome run_remove(struct client *client, const char *id)
{
	AUTO_REQUEST struct request request;

	request_init(&request, PROTOCOL_HISTORY_INTERFACE ".Remove");
	json_add_string(&request.error, request.parameters, "id", id);
	return call_and_view(client, &request, view_removed);
}

enum outcome command_history(struct client *client, const struct arguments *arguments)
{
	static const enum option list_options[] = {
		OPTION_COUNT, OPTION_IDS, OPTION_SINCE, OPTION_TYPE, OPTION_UNTIL};
	const char *verb = arguments->word_count > 0 ? arguments->words[0] : "list";

	if (strcmp(verb, "list") == 0 && arguments->word_count <= 1) {
		return run_list(client, arguments);
	}
	if (strcmp(verb, "remove") != 0) {
		return command_misused(client, "history", "it is list or remove.");
	}
	for (size_t i = 0; i < ELEMENTSOF(list_options); i++) {
		if (arguments->options[list_options[i]]) {
			return command_misused(client, "history", "those options belong to list.");
		}
	}
	if (arguments->word_count != 2) {
		return command_misused(
			client, "history", "remove takes the id of one entry, which --ids shows.");
	}
	return run_remove(client, arguments->words[1]);
}
