/* SPDX-License-Identifier: MIT */
/* The core's archive as one JSON text. Entries, symptoms and messages go by their id, since their
 * numbers are those of one version of the catalogue and the checklist only. */
#pragma once

#include "archive.h"
#include "care.h"

/* What is larger was not written here; as large as the history takes it. */
#define ARCHIVE_JSON_MAX_BYTES ((size_t)256 << 10)
#define ARCHIVE_JSON_DEPTH_MAX 8

struct json_object;

/* Ids are of a-z, 0-9 and "-"; they outlive the writing or reading. */
struct archive_names {
	size_t n_entries;
	const char *(*entry_id)(uint16_t entry, void *userdata);
	/* CATALOGUE_NO_ENTRY: there is none. */
	uint16_t (*find_entry)(const char *id, void *userdata);
	void *userdata; /* of these two */
	struct care_symptoms symptoms;
	const char *(*symptom_id)(size_t symptom);
	const char *(*message_id)(enum care_message message);
};

struct archive_writer {
	struct archive archive;
	const struct archive_names *names;
	char *text;
	size_t size;
	size_t capacity;
	bool needs_comma;
	bool failed;
	char ends[ARCHIVE_JSON_DEPTH_MAX]; /* what closes each that was begun */
	size_t depth;
};

/* Then write to &writer->archive, and end it in any case. 'names' outlive it. */
void archive_writer_begin(struct archive_writer *writer, const struct archive_names *names);
/* Returns 0 and the text, for free(); -ENOMEM, -E2BIG. */
int archive_writer_end(struct archive_writer *writer, char **ret_text, size_t *ret_size);

struct archive_reader {
	struct archive archive;
	const struct archive_names *names;
	struct json_object *root;
	struct {
		struct json_object *value;
		size_t next; /* item of a list */
	} levels[ARCHIVE_JSON_DEPTH_MAX];
	size_t depth;
};

/* Then read from &reader->archive. Returns 0; -EBADMSG: this is no object of JSON; -ENOMEM. */
int archive_reader_begin(struct archive_reader *reader, const struct archive_names *names,
	const char *text, size_t size);
/* Harmless when it is done twice, and after a failed beginning. */
void archive_reader_end(struct archive_reader *reader);
