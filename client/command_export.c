/* SPDX-License-Identifier: MIT */
/*
 * export: entries of the history as lines, to the standard output or to a file.
 *
 * A file is there whole or not at all: it is written under a name of its own beside it, readable
 * for its owner alone, and takes the place at the end. What is no file (a fifo, /dev/null) is
 * written to as it is.
 */
#include "commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "call.h"
#include "entrytext.h"
#include "held_signals.h"
#include "jsontext.h"
#include "jsonvalue.h"
#include "pages.h"
#include "progress.h"

#define SUFFIX ".XXXXXX"

struct export
{
	struct client *client;
	const char *path; /* NULL: the standard output */
	FILE *out;
	char *target;    /* what it becomes; NULL: written in place */
	char *temporary; /* what it is until then */
	bool is_csv, is_shown;
	unsigned long count;
	struct progress progress;
	struct held_signals held;
};

static enum outcome refuse_file(struct export *export, int error)
{
	progress_clear(&export->progress);
	(void)text_write(export->client->err, export->path);
	(void)fprintf(export->client->err, " cannot be written: %s.\n", strerror(-error));
	return OUTCOME_REFUSED;
}

static int open_temporary(struct export *export)
{
	AUTO_FREE char *name = malloc(strlen(export->target) + sizeof(SUFFIX));
	AUTO_CLOSE int fd = -1;

	if (!name) {
		return -ENOMEM;
	}
	(void)snprintf(name, strlen(export->target) + sizeof(SUFFIX), "%s" SUFFIX, export->target);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	export->temporary = TAKE_PTR(name);
	export->out = fdopen(fd, "w");
	if (!export->out) {
		return -errno;
	}
	(void)TAKE_FD(fd);
	held_signals_begin(&export->held, false);
	return 0;
}

static int open_file(struct export *export)
{
	struct stat info;
	bool is_there = stat(export->path, &info) == 0;

	if (is_there && S_ISDIR(info.st_mode)) {
		return -EISDIR;
	}
	if (is_there && !S_ISREG(info.st_mode)) {
		export->out = fopen(export->path, "we");
		return export->out ? 0 : -errno;
	}
	/* What a link leads to is replaced, not the link. */
	export->target = is_there ? realpath(export->path, NULL) : strdup(export->path);
	return export->target ? open_temporary(export) : -errno;
}

static enum outcome write_entry(void *context, json_object *entry)
{
	struct export *export = context;
	int r = export->is_csv ? entrytext_write_csv(export->out, entry, export->is_shown)
			       : entrytext_write_json(export->out, entry);

	export->count++;
	if (r < 0) {
		return call_failed(export->client, r);
	}
	if (ferror(export->out)) {
		return export->path ? refuse_file(export, errno != 0 ? -errno : -EIO)
				    : call_flush(export->client);
	}
	progress_show(&export->progress, 0, 0, export->count);
	return OUTCOME_DONE;
}

/* On disk, and in its place. */
static int close_file(struct export *export)
{
	FILE *out = TAKE_PTR(export->out);
	int r = fflush(out) != 0 ? -errno : 0;

	if (r == 0 && export->temporary && fsync(fileno(out)) < 0) {
		r = -errno;
	}
	if (fclose(out) != 0 && r == 0) {
		r = -errno;
	}
	if (r == 0 && export->temporary && rename(export->temporary, export->target) < 0) {
		r = -errno;
	}
	if (r == 0) {
		free(TAKE_PTR(export->temporary));
	}
	return r;
}

static void clean_up(struct export *export)
{
	if (export->path && export->out) {
		(void)fclose(export->out);
	}
	if (export->temporary) {
		(void)unlink(export->temporary);
		free(export->temporary);
	}
	free(export->target);
	(void)fflush(export->client->err);
	held_signals_end(&export->held);
}

static enum outcome tell_file(struct export *export)
{
	struct client *client = export->client;
	AUTO_JSON json_object *told = NULL;
	int error = 0;

	if (!client->json) {
		(void)fprintf(client->out, "Wrote %lu entr%s to ", export->count,
			export->count == 1 ? "y" : "ies");
		(void)text_write(client->out, export->path);
		(void)fputs(".\n", client->out);
		return OUTCOME_DONE;
	}
	told = json_new_object(&error);
	json_add_string(&error, told, "file", export->path);
	json_add_int(&error, told, "entries", (int64_t)export->count);
	error = error < 0 ? error : jsontext_write(client->out, told, true);
	return error < 0 ? call_failed(client, error) : OUTCOME_DONE;
}

static enum outcome run(struct export *export, const struct pages_query *query)
{
	enum outcome outcome;
	int r;

	if (export->is_csv) {
		entrytext_write_csv_head(export->out);
	}
	outcome = pages_each(export->client, query, &export->held, write_entry, export);
	progress_clear(&export->progress);
	if (outcome == OUTCOME_REFUSED && held_signals_has_any(&export->held)) {
		(void)fputs("Stopped. Nothing was written to ", export->client->err);
		(void)text_write(export->client->err, export->path);
		(void)fputs(".\n", export->client->err);
	}
	if (outcome != OUTCOME_DONE || !export->path) {
		return outcome;
	}
	r = close_file(export);
	return r < 0 ? refuse_file(export, r) : tell_file(export);
}

/* --format, or the end of the name, or JSON. */
static enum outcome read_format(
	struct client *client, const struct arguments *arguments, struct export *export)
{
	const char *format = arguments->options[OPTION_FORMAT];
	size_t length = export->path ? strlen(export->path) : 0;

	if (format && strcmp(format, "csv") != 0 && strcmp(format, "jsonl") != 0) {
		return command_misused(client, "export", "the format is jsonl or csv.");
	}
	export->is_csv = format ? format[0] == 'c'
				: length > 4 && strcmp(export->path + length - 4, ".csv") == 0;
	if (export->is_csv && client->json && !export->path) {
		return command_misused(client, "export", "it is either --json or CSV.");
	}
	return OUTCOME_DONE;
}

enum outcome command_export(struct client *client, const struct arguments *arguments)
{
	struct export export = {.client = client, .held = HELD_SIGNALS_NULL};
	const char *path = arguments->word_count > 0 ? arguments->words[0] : "-";
	struct pages_query query;
	enum outcome outcome;
	int r = 0;

	export.path = strcmp(path, "-") == 0 ? NULL : path;
	outcome = read_format(client, arguments, &export);
	if (outcome == OUTCOME_DONE) {
		outcome = pages_query_read(client, "export", arguments, &query);
	}
	if (outcome != OUTCOME_DONE) {
		return outcome;
	}
	export.out = client->out;
	export.is_shown = !export.path && isatty(fileno(client->out));
	if (export.path) {
		progress_begin(&export.progress, client);
		export.out = NULL;
		r = open_file(&export);
	}
	outcome = r < 0 ? refuse_file(&export, r) : run(&export, &query);
	clean_up(&export);
	return outcome;
}
