/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <backcare/protocol.h>

#include "call.h"
#include "field.h"
#include "jsonvalue.h"
#include "whenarg.h"

/* As List() takes it. */
#define PAGE_MAX 1000

const char *const pages_types[PAGES_TYPES_MAX] = {
	"spell", "prompt", "massage", "checkin", "safety", "plan"};

static void fill_request(struct request *request, const struct pages_query *query)
{
	request_init(request, PROTOCOL_HISTORY_INTERFACE ".List");
	json_add_int(&request->error, request->parameters, "limit", PAGE_MAX);
	if (query->since_usec > 0) {
		json_add_usec(&request->error, request->parameters, "sinceUSec", query->since_usec);
	}
	json_add_usec(&request->error, request->parameters, "untilUSec", query->until_usec);
	if (query->type_count > 0) {
		json_object *types = json_new_array(&request->error);

		for (size_t i = 0; i < query->type_count; i++) {
			json_append_string(&request->error, types, query->types[i]);
		}
		json_add_take(&request->error, request->parameters, "types", types);
	}
}

/* Returns 0, -ETIMEDOUT, -EINTR (a signal has come), -errno. */
static int wait_for_page(const struct connection *connection, const struct held_signals *held)
{
	struct pollfd fds[] = {
		{.fd = connection->fd, .events = POLLIN},
		{.fd = held ? held->fd : -1, .events = POLLIN},
	};
	int r = poll(
		fds, sizeof(fds) / sizeof(fds[0]), (int)(CONNECTION_TIMEOUT_USEC / USEC_PER_MSEC));

	if (r < 0) {
		return errno == EINTR ? 0 : -errno;
	}
	if (fds[1].revents != 0) {
		return -EINTR;
	}
	return r == 0 ? -ETIMEDOUT : 0;
}

static int next_page(
	struct connection *connection, const struct held_signals *held, struct reply *ret_reply)
{
	for (;;) {
		int r = connection_receive(connection, ret_reply);

		if (r != 0) {
			return r < 0 ? r : 0;
		}
		r = wait_for_page(connection, held);
		if (r < 0) {
			return r;
		}
	}
}

static enum outcome each_of_page(json_object *page, pages_entry_fn each, void *context)
{
	json_object *entries = field_array(page, "entries");
	enum outcome outcome = OUTCOME_DONE;

	for (size_t i = 0; outcome == OUTCOME_DONE && i < field_array_length(entries); i++) {
		json_object *entry = json_object_array_get_idx(entries, i);

		if (json_object_is_type(entry, json_type_object)) {
			outcome = each(context, entry);
		}
	}
	return outcome;
}

enum outcome pages_each(struct client *client, const struct pages_query *query,
	const struct held_signals *held, pages_entry_fn each, void *context)
{
	AUTO_CONNECTION struct connection connection = CONNECTION_NULL;
	AUTO_REQUEST struct request request;
	enum outcome outcome = OUTCOME_DONE;
	bool more = true;
	int r;

	fill_request(&request, query);
	r = request.error < 0 ? request.error : connection_open(&connection);
	if (r == 0) {
		r = connection_stream(&connection, request.method, request.parameters);
	}
	while (r == 0 && more && outcome == OUTCOME_DONE) {
		AUTO_REPLY struct reply reply = REPLY_NULL;

		r = held && held_signals_has_any(held) ? -EINTR
						       : next_page(&connection, held, &reply);
		if (r == 0 && reply.error) {
			return call_refused(client, &reply);
		}
		if (r == 0) {
			outcome = each_of_page(reply.parameters, each, context);
			more = reply.continues;
		}
	}
	if (r == -EINTR) {
		return OUTCOME_REFUSED;
	}
	return r < 0 ? call_failed(client, r) : outcome;
}

/* -- what to list
 * ---------------------------------------------------------------------------------------------
 */

static const char *find_type(const char *text, size_t length)
{
	for (size_t i = 0; i < PAGES_TYPES_MAX; i++) {
		if (strlen(pages_types[i]) == length &&
			strncmp(pages_types[i], text, length) == 0) {
			return pages_types[i];
		}
	}
	/* As people write it. */
	return length == strlen("check-in") && strncmp(text, "check-in", length) == 0 ? "checkin"
										      : NULL;
}

static enum outcome read_types(
	struct client *client, const char *command, const char *text, struct pages_query *query)
{
	for (const char *at = text; *at != '\0'; at += strspn(at, ", ")) {
		size_t length = strcspn(at, ", ");
		const char *type = find_type(at, length);

		if (!type || query->type_count == PAGES_TYPES_MAX) {
			return command_misused(client, command,
				"the types are spell, prompt, massage, checkin, safety and plan.");
		}
		query->types[query->type_count++] = type;
		at += length;
	}
	return OUTCOME_DONE;
}

enum outcome pages_query_read(struct client *client, const char *command,
	const struct arguments *arguments, struct pages_query *ret_query)
{
	const char *since = arguments->options[OPTION_SINCE];
	const char *until = arguments->options[OPTION_UNTIL];
	const char *type = arguments->options[OPTION_TYPE];
	struct pages_query query = PAGES_ALL;
	enum outcome outcome = OUTCOME_DONE;

	if (since) {
		outcome = whenarg_read(client, command, since, WHENARG_BEGIN, &query.since_usec);
	}
	if (outcome == OUTCOME_DONE && until) {
		outcome = whenarg_read(client, command, until, WHENARG_END, &query.until_usec);
	}
	if (outcome == OUTCOME_DONE && type) {
		outcome = read_types(client, command, type, &query);
	}
	if (outcome == OUTCOME_DONE && query.since_usec > query.until_usec) {
		return command_misused(client, command, "that ends before it begins.");
	}
	if (outcome == OUTCOME_DONE) {
		*ret_query = query;
	}
	return outcome;
}
