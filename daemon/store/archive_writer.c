/* SPDX-License-Identifier: MIT */
/* The text is put down as the walk goes, without a tree in between: it is done at every step, and a
 * tree would take ten times the memory. Nothing in it has to be escaped: names of members are ours,
 * ids have letters, digits and dashes, and all else is numbers. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "archive_json.h"
#include "catalogue.h"

#define FIRST_BYTES 4096
#define NUMBER_MAX_BYTES 24

static struct archive_writer *writer_of(struct archive *archive)
{
	return (struct archive_writer *)archive;
}

static bool make_room(struct archive_writer *writer, size_t size)
{
	size_t capacity = writer->capacity;
	char *text;

	if (writer->failed || size > ARCHIVE_JSON_MAX_BYTES - writer->size) {
		writer->failed = true;
		return false;
	}
	while (capacity < writer->size + size) {
		capacity = capacity == 0 ? FIRST_BYTES : 2 * capacity;
	}
	if (capacity == writer->capacity) {
		return true;
	}
	text = realloc(writer->text, capacity);
	if (!text) {
		writer->failed = true;
		return false;
	}
	writer->text = text;
	writer->capacity = capacity;
	return true;
}

static void put(struct archive_writer *writer, const char *text, size_t size)
{
	if (make_room(writer, size)) {
		memcpy(writer->text + writer->size, text, size);
		writer->size += size;
	}
}

static void put_string(struct archive_writer *writer, const char *text)
{
	put(writer, "\"", 1);
	put(writer, text, strlen(text));
	put(writer, "\"", 1);
}

/* The same of what somebody typed. */
static void put_words(struct archive_writer *writer, const char *text)
{
	put(writer, "\"", 1);
	for (; *text; text++) {
		char escaped[sizeof("\\u0000")];

		if ((unsigned char)*text < ' ' || *text == '"' || *text == '\\') {
			(void)snprintf(escaped, sizeof(escaped), "\\u%04x", (unsigned)*text);
			put(writer, escaped, strlen(escaped));
		} else {
			put(writer, text, 1);
		}
	}
	put(writer, "\"", 1);
}

/* What comes before a value. */
static struct archive_writer *begin_value(struct archive *archive, const char *key)
{
	struct archive_writer *writer = writer_of(archive);

	if (writer->needs_comma) {
		put(writer, ",", 1);
	}
	writer->needs_comma = true;
	if (key) {
		put_string(writer, key);
		put(writer, ":", 1);
	}
	return writer;
}

static bool write_integer(
	struct archive *archive, const char *key, int64_t min, int64_t max, int64_t *value)
{
	char number[NUMBER_MAX_BYTES];
	int n = snprintf(number, sizeof(number), "%" PRId64, *value);

	(void)min;
	(void)max;
	put(begin_value(archive, key), number, (size_t)n);
	return true;
}

static bool write_boolean(struct archive *archive, const char *key, bool *value)
{
	struct archive_writer *writer = begin_value(archive, key);

	put(writer, *value ? "true" : "false", *value ? strlen("true") : strlen("false"));
	return true;
}

static bool write_id(struct archive *archive, const char *key, struct prompt_id *value)
{
	char text[2 * sizeof(value->bytes) + 1];

	for (size_t i = 0; i < sizeof(value->bytes); i++) {
		(void)snprintf(text + 2 * i, 3, "%02x", value->bytes[i]);
	}
	put_string(begin_value(archive, key), text);
	return true;
}

/* No entry, and no message: "". */
static bool write_entry(struct archive *archive, const char *key, uint16_t *value)
{
	struct archive_writer *writer = begin_value(archive, key);
	const struct archive_names *names = writer->names;

	put_string(
		writer, *value < names->n_entries ? names->entry_id(*value, names->userdata) : "");
	return true;
}

static bool write_message(struct archive *archive, const char *key, enum care_message *value)
{
	struct archive_writer *writer = begin_value(archive, key);

	put_string(writer, *value < CARE_MESSAGE_MAX ? writer->names->message_id(*value) : "");
	return true;
}

static bool write_text(struct archive *archive, const char *key, char *buffer, size_t size)
{
	(void)size;
	put_words(begin_value(archive, key), buffer);
	return true;
}

static bool begin(struct archive *archive, const char *key, const char *opening, char closing)
{
	struct archive_writer *writer = begin_value(archive, key);

	assert(writer->depth < ARCHIVE_JSON_DEPTH_MAX);
	put(writer, opening, 1);
	writer->ends[writer->depth++] = closing;
	writer->needs_comma = false;
	return true;
}

static bool begin_object(struct archive *archive, const char *key)
{
	return begin(archive, key, "{", '}');
}

static bool begin_list(struct archive *archive, const char *key, size_t *n)
{
	(void)n;
	return begin(archive, key, "[", ']');
}

static void end(struct archive *archive)
{
	struct archive_writer *writer = writer_of(archive);

	assert(writer->depth > 0);
	put(writer, &writer->ends[--writer->depth], 1);
	writer->needs_comma = true;
}

static bool write_symptoms(struct archive *archive, const char *key, uint32_t *value)
{
	const struct archive_names *names = writer_of(archive)->names;

	(void)begin(archive, key, "[", ']');
	for (size_t i = 0; i < names->symptoms.n_items; i++) {
		if (*value & (1U << i)) {
			put_string(begin_value(archive, NULL), names->symptom_id(i));
		}
	}
	end(archive);
	return true;
}

static const struct archive_ops writer_ops = {
	.integer = write_integer,
	.boolean = write_boolean,
	.id = write_id,
	.entry = write_entry,
	.message = write_message,
	.symptoms = write_symptoms,
	.text = write_text,
	.begin_object = begin_object,
	.begin_list = begin_list,
	.end = end,
};

void archive_writer_begin(struct archive_writer *writer, const struct archive_names *names)
{
	*writer = (struct archive_writer){.archive = {.ops = &writer_ops}, .names = names};
	(void)begin_object(&writer->archive, NULL);
}

int archive_writer_end(struct archive_writer *writer, char **ret_text, size_t *ret_size)
{
	AUTO_FREE char *text = NULL;

	end(&writer->archive);
	assert(writer->depth == 0);
	text = TAKE_PTR(writer->text);
	if (writer->failed) {
		return writer->size + FIRST_BYTES > ARCHIVE_JSON_MAX_BYTES ? -E2BIG : -ENOMEM;
	}
	*ret_size = writer->size;
	*ret_text = TAKE_PTR(text);
	return 0;
}
