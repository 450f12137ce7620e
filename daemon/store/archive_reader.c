/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <errno.h>
#include <json-c/json_object.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "archive_json.h"
#include "catalogue.h"
#include "jsonvalue.h"

static struct archive_reader *reader_of(struct archive *archive)
{
	return (struct archive_reader *)archive;
}

/* NULL if there is none of this type. */
static struct json_object *get(struct archive *archive, const char *key, enum json_type type)
{
	struct archive_reader *reader = reader_of(archive);
	struct json_object *at = reader->levels[reader->depth - 1].value, *value = NULL;

	if (json_object_is_type(at, json_type_array)) {
		value = json_object_array_get_idx(at, reader->levels[reader->depth - 1].next++);
	} else if (key) {
		(void)json_object_object_get_ex(at, key, &value);
	}
	return value && json_object_is_type(value, type) ? value : NULL;
}

static bool read_integer(
	struct archive *archive, const char *key, int64_t min, int64_t max, int64_t *value)
{
	struct json_object *object = get(archive, key, json_type_int);
	int64_t number;

	if (!object || !json_get_int(object, &number) || number < min || number > max) {
		return false;
	}
	*value = number;
	return true;
}

static bool read_boolean(struct archive *archive, const char *key, bool *value)
{
	struct json_object *object = get(archive, key, json_type_boolean);

	if (!object) {
		return false;
	}
	*value = json_object_get_boolean(object);
	return true;
}

/* NULL if there is none. */
static const char *get_text(struct archive *archive, const char *key)
{
	struct json_object *object = get(archive, key, json_type_string);

	return object ? json_object_get_string(object) : NULL;
}

static bool read_id(struct archive *archive, const char *key, struct prompt_id *value)
{
	const char *text = get_text(archive, key);

	if (!text || strlen(text) != 2 * sizeof(value->bytes) ||
		strspn(text, "0123456789abcdef") != strlen(text)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(value->bytes); i++) {
		char pair[3] = {text[2 * i], text[2 * i + 1], '\0'};

		value->bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return true;
}

static bool read_entry(struct archive *archive, const char *key, uint16_t *value)
{
	const struct archive_names *names = reader_of(archive)->names;
	const char *id = get_text(archive, key);

	if (!id) {
		return false;
	}
	*value = *id == '\0' ? CATALOGUE_NO_ENTRY : names->find_entry(id, names->userdata);
	return true;
}

static bool read_message(struct archive *archive, const char *key, enum care_message *value)
{
	const struct archive_names *names = reader_of(archive)->names;
	const char *id = get_text(archive, key);
	enum care_message message = 0;

	if (!id) {
		return false;
	}
	while (message < CARE_MESSAGE_MAX && strcmp(names->message_id(message), id) != 0) {
		message++;
	}
	if (message == CARE_MESSAGE_MAX && *id != '\0') {
		return false;
	}
	*value = message;
	return true;
}

/* CARE_SYMPTOMS_MAX if there is none with this id. */
static size_t find_symptom(const struct archive_names *names, struct json_object *value)
{
	const char *id =
		json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";

	for (size_t i = 0; i < names->symptoms.n_items; i++) {
		if (strcmp(names->symptom_id(i), id) == 0) {
			return i;
		}
	}
	return CARE_SYMPTOMS_MAX;
}

static bool read_symptoms(struct archive *archive, const char *key, uint32_t *value)
{
	struct json_object *array = get(archive, key, json_type_array);
	uint32_t symptoms = 0;

	for (size_t i = 0; array && i < json_object_array_length(array); i++) {
		size_t symptom = find_symptom(
			reader_of(archive)->names, json_object_array_get_idx(array, i));

		if (symptom == CARE_SYMPTOMS_MAX) {
			return false;
		}
		symptoms |= 1U << symptom;
	}
	if (!array) {
		return false;
	}
	*value = symptoms;
	return true;
}

static bool read_text(struct archive *archive, const char *key, char *buffer, size_t size)
{
	const char *text = get_text(archive, key);

	if (!text || strlen(text) >= size) {
		return false;
	}
	(void)strcpy(buffer, text);
	return true;
}

static bool begin(struct archive *archive, const char *key, enum json_type type)
{
	struct archive_reader *reader = reader_of(archive);
	struct json_object *object = get(archive, key, type);

	if (!object) {
		return false;
	}
	assert(reader->depth < ARCHIVE_JSON_DEPTH_MAX);
	reader->levels[reader->depth].value = object;
	reader->levels[reader->depth].next = 0;
	reader->depth++;
	return true;
}

static bool begin_object(struct archive *archive, const char *key)
{
	return begin(archive, key, json_type_object);
}

static bool begin_list(struct archive *archive, const char *key, size_t *n)
{
	struct archive_reader *reader = reader_of(archive);

	if (!begin(archive, key, json_type_array)) {
		return false;
	}
	*n = json_object_array_length(reader->levels[reader->depth - 1].value);
	return true;
}

static void end(struct archive *archive)
{
	assert(reader_of(archive)->depth > 1);
	reader_of(archive)->depth--;
}

static const struct archive_ops reader_ops = {
	.integer = read_integer,
	.boolean = read_boolean,
	.id = read_id,
	.entry = read_entry,
	.message = read_message,
	.symptoms = read_symptoms,
	.text = read_text,
	.begin_object = begin_object,
	.begin_list = begin_list,
	.end = end,
};

int archive_reader_begin(struct archive_reader *reader, const struct archive_names *names,
	const char *text, size_t size)
{
	int r;

	*reader = (struct archive_reader){
		.archive = {.ops = &reader_ops, .is_reading = true},
		.names = names,
	};
	r = json_parse_strict(text, size, &reader->root);
	if (r < 0) {
		return r;
	}
	if (!json_object_is_type(reader->root, json_type_object)) {
		archive_reader_end(reader);
		return -EBADMSG;
	}
	reader->levels[0].value = reader->root;
	reader->depth = 1;
	return 0;
}

void archive_reader_end(struct archive_reader *reader)
{
	json_cleanup(&reader->root);
	reader->root = NULL;
}
