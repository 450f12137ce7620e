/* SPDX-License-Identifier: MIT */
/*
 * import: entries from files, as export writes them.
 *
 * They go to the daemon some hundreds at a time, each call all or nothing. A line that is none, or
 * that the daemon does not take, is named and passed over. Ctrl-C waits until the call that is
 * under way is answered, so that it can be said how far it came; the same again passes over what is
 * there.
 */
#include "commands.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "call.h"
#include "entrytext.h"
#include "field.h"
#include "held_signals.h"
#include "jsontext.h"
#include "jsonvalue.h"
#include "progress.h"
#include "records.h"

/* Of one call: as many entries as Import() takes, and bytes of them, so that one more line is still
 * below what the daemon takes. */
#define BATCH_MAX 1000
#define BATCH_BYTES_MAX (PROTOCOL_MESSAGE_MAX_BYTES / 2)
/* A control character, which CSV has as it is, becomes \u0001. */
#define CSV_GROWTH 6
/* Writing so many durably may take long on a slow disk; and so long Ctrl-C may have to wait. */
#define IMPORT_TIMEOUT_USEC (30 * USEC_PER_SEC)
/* Bad lines that are told one by one. */
#define BAD_TOLD_MAX 100
#define BAD_ENTRY PROTOCOL_HISTORY_INTERFACE ".BadEntry"

struct import {
	struct client *client;
	struct connection connection;
	struct held_signals held;
	struct progress progress;
	struct records records; /* of the file that is being read */
	const char *path;
	bool has_head;
	struct entrytext_head head;
	json_object *entries[BATCH_MAX];
	unsigned long lines[BATCH_MAX];
	size_t count;
	size_t bytes;
	uint64_t added, present, bad;
	unsigned long done_line; /* all up to here is in */
	json_object *bad_lines;  /* for --json */
	int error;
};

/* -- what is passed over
 * ------------------------------------------------------------------------------------------------
 */

static void tell_bad(struct import *import, unsigned long line, const char *problem)
{
	FILE *err = import->client->err;

	if (++import->bad > BAD_TOLD_MAX) {
		return;
	}
	progress_clear(&import->progress);
	(void)text_write(err, import->path);
	(void)fprintf(err, ":%lu: ", line);
	(void)text_write(err, problem);
	(void)fputs("; passed over\n", err);
	if (import->client->json) {
		json_object *told = json_new_object(&import->error);

		json_add_string(&import->error, told, "file", import->path);
		json_add_int(&import->error, told, "line", (int64_t)line);
		json_add_string(&import->error, told, "problem", problem);
		json_append_take(&import->error, import->bad_lines, told);
	}
}

/* -- sending
 * --------------------------------------------------------------------------------------------------
 */

static void drop_entries(struct import *import)
{
	for (size_t i = 0; i < import->count; i++) {
		json_object_put(import->entries[i]);
	}
	import->count = 0;
	import->bytes = 0;
}

static enum outcome call(
	struct import *import, size_t first, size_t end, bool *ret_is_bad, size_t *ret_bad)
{
	AUTO_REQUEST struct request request;
	AUTO_REPLY struct reply reply = REPLY_NULL;
	json_object *entries;
	int r;

	request_init(&request, PROTOCOL_HISTORY_INTERFACE ".Import");
	entries = json_new_array(&request.error);
	for (size_t i = first; i < end; i++) {
		json_append_take(&request.error, entries, json_object_get(import->entries[i]));
	}
	json_add_take(&request.error, request.parameters, "entries", entries);
	r = request.error < 0 ? request.error
			      : connection_call(&import->connection, request.method,
					request.parameters, &reply);
	if (r < 0) {
		progress_clear(&import->progress);
		return call_failed(import->client, r);
	}
	*ret_is_bad = reply.error && strcmp(reply.error, BAD_ENTRY) == 0;
	if (*ret_is_bad) {
		const char *problem = field_string(reply.parameters, "problem");
		size_t index = field_count(reply.parameters, "index");

		*ret_bad = first + (index < end - first ? index : 0);
		tell_bad(import, import->lines[*ret_bad], problem ? problem : "it is not taken");
		return OUTCOME_DONE;
	}
	if (reply.error) {
		progress_clear(&import->progress);
		return call_refused(import->client, &reply);
	}
	import->added += field_count(reply.parameters, "added");
	import->present += field_count(reply.parameters, "present");
	return OUTCOME_DONE;
}

/* What was gathered, in one call, or around each entry that the daemon does not take in several. */
static enum outcome send(struct import *import)
{
	enum outcome outcome = OUTCOME_DONE;
	size_t first = 0;

	while (outcome == OUTCOME_DONE && first < import->count) {
		size_t end = first, bad = 0;
		bool is_bad = false;

		while (end < import->count && import->entries[end]) {
			end++;
		}
		if (end == first) {
			first++; /* passed over */
			continue;
		}
		outcome = call(import, first, end, &is_bad, &bad);
		if (is_bad) {
			json_object_put(import->entries[bad]);
			import->entries[bad] = NULL;
		} else if (outcome == OUTCOME_DONE) {
			import->done_line = import->lines[end - 1];
			first = end;
		}
	}
	drop_entries(import);
	return outcome;
}

/* -- reading
 * --------------------------------------------------------------------------------------------------
 */

static bool is_blank(const char *record, size_t size)
{
	return strspn(record, " \t\r") == size;
}

/* Without the mark that some programs put before UTF-8. */
static char *skip_mark(char *record, size_t *size)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (*size >= 3 && strncmp(record, mark, 3) == 0) {
		*size -= 3;
		return record + 3;
	}
	return record;
}

static int read_entry(struct import *import, char *record, size_t size, json_object **ret_entry,
	char problem[ENTRYTEXT_PROBLEM_MAX])
{
	if (!import->records.has_csv) {
		return entrytext_read_json(record, size, ret_entry, problem);
	}
	if (strlen(record) != size) {
		(void)snprintf(problem, ENTRYTEXT_PROBLEM_MAX, "this is not text");
		return -EBADMSG;
	}
	return entrytext_read_csv(&import->head, record, ret_entry, problem);
}

/* Whether the first line that is not blank is the head of a CSV file. Returns 1 if so, 0, or
 * -EBADMSG after saying what is wrong with it. */
static int take_head(struct import *import, char *record)
{
	char problem[ENTRYTEXT_PROBLEM_MAX];

	import->has_head = true;
	if (!entrytext_is_csv(record)) {
		return 0;
	}
	import->records.has_csv = true;
	if (entrytext_read_head(record, &import->head, problem) < 0) {
		progress_clear(&import->progress);
		(void)text_write(import->client->err, import->path);
		(void)fprintf(import->client->err, ":%lu: ", import->records.line);
		(void)text_write(import->client->err, problem);
		(void)fputs(". Nothing of this file was taken.\n", import->client->err);
		return -EBADMSG;
	}
	return 1;
}

static enum outcome take_record(struct import *import, char *record, size_t size)
{
	char problem[ENTRYTEXT_PROBLEM_MAX];
	json_object *entry = NULL;
	int r;

	record = import->records.line == 1 ? skip_mark(record, &size) : record;
	if (is_blank(record, size)) {
		return OUTCOME_DONE;
	}
	r = import->has_head ? 0 : take_head(import, record);
	if (r != 0) {
		return r < 0 ? OUTCOME_REFUSED : OUTCOME_DONE;
	}
	r = read_entry(import, record, size, &entry, problem);
	if (r == -EBADMSG) {
		tell_bad(import, import->records.line, problem);
		return OUTCOME_DONE;
	}
	if (r < 0) {
		return call_failed(import->client, r);
	}
	import->entries[import->count] = entry;
	import->lines[import->count++] = import->records.line;
	import->bytes += import->records.has_csv ? size * CSV_GROWTH : size;
	return import->count == BATCH_MAX || import->bytes >= BATCH_BYTES_MAX ? send(import)
									      : OUTCOME_DONE;
}

static enum outcome refuse_file(struct import *import, int error)
{
	progress_clear(&import->progress);
	(void)text_write(import->client->err, import->path);
	(void)fprintf(import->client->err, " cannot be read: %s.\n", strerror(-error));
	return OUTCOME_REFUSED;
}

/* Reads the file, which is open, to its end. */
static enum outcome read_file(struct import *import)
{
	enum outcome outcome = OUTCOME_DONE;

	while (outcome == OUTCOME_DONE) {
		char *record = NULL;
		size_t size = 0;
		int r = records_next(&import->records, &record, &size);

		if (r == 0) {
			return send(import);
		}
		if (r == -EINTR) {
			return OUTCOME_REFUSED;
		}
		if (r == -EMSGSIZE || r == -EBADMSG) {
			tell_bad(import, import->records.line,
				r == -EMSGSIZE ? "this line is too long"
					       : "a quote begins here that never ends");
			continue;
		}
		outcome = r < 0 ? refuse_file(import, r) : take_record(import, record, size);
		progress_show(&import->progress, import->records.read_bytes,
			import->records.file_bytes, import->added + import->present);
	}
	return outcome;
}

static enum outcome import_file(struct import *import, const char *path)
{
	enum outcome outcome;
	int r;

	import->path = strcmp(path, "-") == 0 ? "standard input" : path;
	import->has_head = false;
	import->done_line = 0;
	r = records_open(&import->records, path);
	if (r < 0) {
		return refuse_file(import, r);
	}
	import->records.held = &import->held;
	outcome = read_file(import);
	drop_entries(import);
	records_close(&import->records);
	return outcome;
}

/* -- what came of it
 * -------------------------------------------------------------------------------------------
 */

static enum outcome tell_json(struct import *import)
{
	AUTO_JSON json_object *told = json_new_object(&import->error);

	json_add_int(&import->error, told, "added", (int64_t)import->added);
	json_add_int(&import->error, told, "present", (int64_t)import->present);
	json_add_int(&import->error, told, "bad", (int64_t)import->bad);
	json_add_take(&import->error, told, "badLines", TAKE_PTR(import->bad_lines));
	int r = import->error < 0 ? import->error : jsontext_write(import->client->out, told, true);

	return r < 0 ? call_failed(import->client, r) : OUTCOME_DONE;
}

static void tell(struct import *import, bool is_whole)
{
	FILE *out = is_whole ? import->client->out : import->client->err;

	if (!is_whole) {
		(void)fprintf(out, "Stopped in ");
		(void)text_write(out, import->path);
		(void)fprintf(out, " after line %lu. ", import->done_line);
	}
	(void)fprintf(out, "%" PRIu64 " entr%s new, %" PRIu64 " %s here already.\n", import->added,
		import->added == 1 ? "y is" : "ies are", import->present,
		import->present == 1 ? "was" : "were");
	if (import->bad > 0) {
		(void)fprintf(out, "%" PRIu64 " bad line%s passed over.\n", import->bad,
			import->bad == 1 ? " was" : "s were");
	}
	if (!is_whole) {
		(void)fputs("The same command again does the rest.\n", out);
	}
}

static enum outcome run(struct import *import, const struct arguments *arguments)
{
	enum outcome outcome = OUTCOME_DONE, told = OUTCOME_DONE;
	bool is_whole;

	for (size_t i = 0; i < arguments->word_count && outcome == OUTCOME_DONE; i++) {
		outcome = import_file(import, arguments->words[i]);
	}
	progress_clear(&import->progress);
	is_whole = outcome == OUTCOME_DONE;
	if (import->client->json) {
		told = tell_json(import);
	} else if (is_whole || import->added + import->present > 0 ||
		   held_signals_has_any(&import->held)) {
		tell(import, is_whole);
	}
	outcome = outcome == OUTCOME_DONE ? told : outcome;
	/* A script has to notice what was left out. */
	return outcome == OUTCOME_DONE && import->bad > 0 ? OUTCOME_REFUSED : outcome;
}

enum outcome command_import(struct client *client, const struct arguments *arguments)
{
	struct import import = {
		.client = client,
		.connection = CONNECTION_NULL,
		.held = HELD_SIGNALS_NULL,
		.records = RECORDS_NULL,
	};
	enum outcome outcome;
	int r = connection_open(&import.connection);

	if (r < 0) {
		return call_failed(client, r);
	}
	import.connection.timeout_usec = IMPORT_TIMEOUT_USEC;
	progress_begin(&import.progress, client);
	import.bad_lines = json_new_array(&import.error);
	held_signals_begin(&import.held, false);
	outcome = run(&import, arguments);
	json_object_put(import.bad_lines);
	connection_close(&import.connection);
	if (held_signals_has_any(&import.held)) {
		(void)fflush(client->out);
		(void)fflush(client->err);
	}
	held_signals_end(&import.held);
	return outcome;
}
