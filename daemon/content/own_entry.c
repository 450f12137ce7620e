/* SPDX-License-Identifier: MIT */
/* The fields of an entry, one function a type of field. Each tells what is wrong and what is
 * allowed, and goes on, so that one look at the list is enough to put a file right. The rules are
 * those of data/schema/catalogue.schema.json; a test breaks each of them here and there. */
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "jsonplace.h"
#include "jsonvalue.h"
#include "own.h"
#include "vocabulary.h"

#define NAME_MAX_BYTES 80
#define LIST_MAX_BYTES 320

struct reader {
	struct own *own;
	struct json_object *object;
	size_t offset;
	char name[NAME_MAX_BYTES]; /* of the entry, for messages */
	bool bad;
};

__attribute__((format(printf, 3, 4))) static void tell(
	struct reader *reader, const char *field, const char *format, ...)
{
	size_t offset = json_place_member(reader->own->text, reader->offset, field);
	char message[CONTENT_PROBLEM_MAX - NAME_MAX_BYTES - 32];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	reader->bad = true;
	own_add_problem(reader->own, offset, "%s, %s: %s", reader->name, field, message);
}

/* False, and told, if the field is missing or of another type. */
static bool get(struct reader *reader, const char *field, enum json_type type,
	const char *type_name, struct json_object **ret_value)
{
	if (!json_object_object_get_ex(reader->object, field, ret_value)) {
		tell(reader, field, "it is missing");
		return false;
	}
	if (!json_object_is_type(*ret_value, type)) {
		tell(reader, field, "it is not %s", type_name);
		return false;
	}
	return true;
}

/* -- texts
 * ---------------------------------------------------------------------------------------------------
 */

static size_t count_characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++) {
		n += ((unsigned char)*text & 0xC0) != 0x80;
	}
	return n;
}

/* Line breaks and escape sequences would be shown as they are. U+0080 to U+009F are C2 80 to C2 9F.
 */
static bool has_control_characters(const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < 0x20 || byte == 0x7F ||
			(byte == 0xC2 && (unsigned char)text[1] < 0xA0)) {
			return true;
		}
	}
	return false;
}

static uint32_t take_text(struct reader *reader, const char *field, const char *text,
	size_t characters_min, size_t characters_max)
{
	size_t n = count_characters(text);

	if (n < characters_min || n > characters_max) {
		tell(reader, field, "%zu characters; allowed are %zu to %zu", n, characters_min,
			characters_max);
		return 0;
	}
	if (has_control_characters(text)) {
		tell(reader, field, "it has a line break or another control character");
		return 0;
	}
	return own_add_text(reader->own, text);
}

static uint32_t read_text(
	struct reader *reader, const char *field, size_t characters_min, size_t characters_max)
{
	struct json_object *value;

	return get(reader, field, json_type_string, "a text", &value)
		       ? take_text(reader, field, json_object_get_string(value), characters_min,
				 characters_max)
		       : 0;
}

static void read_steps(struct reader *reader, struct content_data_text *text)
{
	struct json_object *value;
	size_t n_steps;

	if (!get(reader, "steps", json_type_array, "a list", &value)) {
		return;
	}
	n_steps = json_object_array_length(value);
	if (n_steps < 2 || n_steps > CONTENT_STEPS_MAX) {
		tell(reader, "steps", "%zu steps; allowed are 2 to %d", n_steps, CONTENT_STEPS_MAX);
		return;
	}
	for (size_t i = 0; i < n_steps; i++) {
		struct json_object *step = json_object_array_get_idx(value, i);

		if (!json_object_is_type(step, json_type_string)) {
			tell(reader, "steps", "step %zu is not a text", i + 1);
			continue;
		}
		text->steps[text->n_steps++] =
			take_text(reader, "steps", json_object_get_string(step), 3, 90);
	}
}

/* -- words
 * ---------------------------------------------------------------------------------------------------
 */

/* word(-word)*, of small letters and digits */
static bool is_id(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= OWN_ID_MAX_BYTES &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length && text[0] != '-' &&
	       text[length - 1] != '-' && !strstr(text, "--");
}

static void tell_words(struct reader *reader, const char *field, const char *word,
	const vocabulary_word *words, size_t n_words)
{
	char list[LIST_MAX_BYTES] = "";

	for (size_t i = 0; i < n_words; i++) {
		size_t used = strlen(list);

		(void)snprintf(list + used, sizeof(list) - used, "%s%.*s", i > 0 ? ", " : "",
			(int)sizeof(words[i]) - 1, words[i]);
	}
	tell(reader, field, "'%.40s' is none of: %s", word, list);
}

static size_t read_word(
	struct reader *reader, const char *field, const vocabulary_word *words, size_t n_words)
{
	struct json_object *value;
	size_t word;

	if (!get(reader, field, json_type_string, "a word", &value)) {
		return 0;
	}
	word = vocabulary_find(words, n_words, json_object_get_string(value));
	if (word == n_words) {
		tell_words(reader, field, json_object_get_string(value), words, n_words);
		return 0;
	}
	return word;
}

/* Bit i for words[i]. 'none': a word that stands for no bit and stands alone; NULL: there is none.
 */
static uint32_t read_words(struct reader *reader, const char *field, const vocabulary_word *words,
	size_t n_words, const char *none)
{
	struct json_object *value;
	uint32_t bits = 0;
	bool has_none = false;
	size_t n;

	if (!get(reader, field, json_type_array, "a list", &value)) {
		return 0;
	}
	n = json_object_array_length(value);
	if (none && n == 0) {
		tell(reader, field, "it is empty; if there is nothing to say: [\"%s\"]", none);
	}
	for (size_t i = 0; i < n; i++) {
		struct json_object *element = json_object_array_get_idx(value, i);
		const char *text = json_object_is_type(element, json_type_string)
					   ? json_object_get_string(element)
					   : "";
		size_t word = vocabulary_find(words, n_words, text);
		bool is_none = none && strcmp(text, none) == 0;

		if (word == n_words && !is_none) {
			tell_words(reader, field, text, words, n_words);
		} else if (is_none ? has_none : (bits & (1U << word)) != 0) {
			tell(reader, field, "'%s' stands there twice", text);
		}
		has_none = has_none || is_none;
		bits |= word < n_words ? 1U << word : 0;
	}
	if (has_none && n > 1) {
		tell(reader, field, "'%s' stands alone", none);
	}
	return bits;
}

static uint32_t read_number(struct reader *reader, const char *field, int64_t min, int64_t max)
{
	struct json_object *value;
	int64_t number;

	if (!json_object_object_get_ex(reader->object, field, &value)) {
		tell(reader, field, "it is missing");
		return 0;
	}
	if (!json_get_int(value, &number) || number < min || number > max) {
		tell(reader, field, "allowed are whole numbers from %lld to %lld", (long long)min,
			(long long)max);
		return 0;
	}
	return (uint32_t)number;
}

/* -- sources
 * -------------------------------------------------------------------------------------------------
 */

/* The index of a source in the user's own words. */
static uint16_t take_own_source(struct reader *reader, const char *words)
{
	struct own *own = reader->own;
	uint32_t text;

	for (size_t i = 0; i < own->n_sources; i++) {
		if (strcmp(own_text(own, own->sources[i].id), words) == 0) {
			return (uint16_t)(CONTENT_DATA_SOURCES + i);
		}
	}
	if (own->n_sources == OWN_SOURCES_MAX) {
		tell(reader, "sources", "at most %d own sources are kept", OWN_SOURCES_MAX);
		return 0;
	}
	text = take_text(reader, "sources", words, 3, OWN_SOURCE_MAX);
	own->sources[own->n_sources] = (struct content_data_source){
		.id = text,
		.citation = text,
		.type = own_add_text(own, "own"),
		.strength = own_add_text(own, "own"),
		.finding = own_add_text(own, "Named in a file of your own; Backcare knows no more "
					     "of it."),
	};
	return (uint16_t)(CONTENT_DATA_SOURCES + own->n_sources++);
}

static size_t find_source(const char *id)
{
	size_t i = 0;

	while (i < CONTENT_DATA_SOURCES &&
		strcmp(content_data_blob + content_data_sources[i].id, id) != 0) {
		i++;
	}
	return i;
}

static void read_sources(struct reader *reader, struct content_data_text *text)
{
	struct json_object *value;
	size_t n;

	if (!get(reader, "sources", json_type_array, "a list", &value)) {
		return;
	}
	n = json_object_array_length(value);
	if (n == 0 || n > CONTENT_SOURCES_MAX) {
		tell(reader, "sources", "%zu sources; allowed are 1 to %d", n, CONTENT_SOURCES_MAX);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct json_object *element = json_object_array_get_idx(value, i);
		const char *words = json_object_get_string(element);
		size_t source;

		if (!json_object_is_type(element, json_type_string)) {
			tell(reader, "sources", "source %zu is not a text", i + 1);
			continue;
		}
		source = find_source(words);
		if (source == CONTENT_DATA_SOURCES && is_id(words)) {
			tell(reader, "sources",
				"there is no source '%.64s'; `backcarectl evidence` lists them, "
				"and your own words have a blank in them, as \"my "
				"physiotherapist\"",
				words);
			continue;
		}
		if (source == CONTENT_DATA_SOURCES) {
			source = take_own_source(reader, words);
		}
		for (size_t j = 0; j < text->n_sources; j++) {
			if (text->sources[j] == source) {
				tell(reader, "sources", "'%.64s' stands there twice", words);
			}
		}
		text->sources[text->n_sources++] = (uint16_t)source;
	}
}

/* -- the movement after a primer
 * ----------------------------------------------------------------------------- */

static void take_follow_id(
	struct reader *reader, struct own_entry *entry, size_t place, struct json_object *value)
{
	const char *id = json_object_get_string(value);

	if (!json_object_is_type(value, json_type_string) || !is_id(id)) {
		tell(reader, "follow_up", "an id is missing, or is none");
		return;
	}
	for (size_t i = 0; i < place; i++) {
		if (entry->follow_ids[i] &&
			strcmp(own_text(reader->own, entry->follow_ids[i]), id) == 0) {
			tell(reader, "follow_up", "'%s' stands there twice", id);
		}
	}
	entry->follow_ids[place] = own_add_text(reader->own, id);
}

static void check_follow_keys(struct reader *reader, struct json_object *value)
{
	json_object_object_foreach(value, key, member)
	{
		(void)member;
		if (strcmp(key, "id") != 0 && strcmp(key, "within_s") != 0 &&
			strcmp(key, "alternates") != 0) {
			tell(reader, "follow_up",
				"'%.40s' is not known there; allowed are id, within_s "
				"and alternates",
				key);
		}
	}
}

static void read_follow_up(struct reader *reader, struct own_entry *entry)
{
	struct json_object *value, *member;
	int64_t within_sec;

	/* Only primers have one, so that everyone else may leave it out. */
	if (!json_object_object_get_ex(reader->object, "follow_up", &value) || !value) {
		return;
	}
	if (!json_object_is_type(value, json_type_object)) {
		tell(reader, "follow_up",
			"it is neither null nor {\"id\", \"within_s\", \"alternates\"}");
		return;
	}
	check_follow_keys(reader, value);
	take_follow_id(reader, entry, 0, json_object_object_get(value, "id"));
	if (!json_get_int(json_object_object_get(value, "within_s"), &within_sec) ||
		within_sec < 0 || within_sec > 300) {
		tell(reader, "follow_up", "within_s: allowed are whole numbers from 0 to 300");
	} else {
		entry->core.follow_up_within_sec = (uint16_t)within_sec;
	}
	member = json_object_object_get(value, "alternates");
	if (!json_object_is_type(member, json_type_array) ||
		json_object_array_length(member) > CATALOGUE_ALTERNATES_MAX) {
		tell(reader, "follow_up", "alternates: a list of at most %d ids, or []",
			CATALOGUE_ALTERNATES_MAX);
		return;
	}
	for (size_t i = 0; i < json_object_array_length(member); i++) {
		take_follow_id(reader, entry, i + 1, json_object_array_get_idx(member, i));
	}
}

/* -- the entry
 * -----------------------------------------------------------------------------------------------
 */

static void check_keys(struct reader *reader)
{
	static const vocabulary_word known[] = {"id", "kind", "area", "title", "body", "steps",
		"duration_s", "needs", "contraindicated_when", "intensity", "sources", "tags",
		"follow_up", "off"};

	json_object_object_foreach(reader->object, key, value)
	{
		(void)value;
		if (vocabulary_find(known, ELEMENTSOF(known), key) == ELEMENTSOF(known)) {
			tell(reader, key, "there is no such field");
		}
	}
}

static void name_entry(struct reader *reader, size_t index)
{
	struct json_object *id = json_object_object_get(reader->object, "id");

	(void)snprintf(reader->name, sizeof(reader->name), "entry %zu", index + 1);
	if (json_object_is_type(id, json_type_string) && is_id(json_object_get_string(id))) {
		(void)snprintf(
			reader->name, sizeof(reader->name), "%s", json_object_get_string(id));
	}
}

static uint32_t read_id(struct reader *reader)
{
	struct json_object *value;

	if (!get(reader, "id", json_type_string, "a text", &value)) {
		return 0;
	}
	if (!is_id(json_object_get_string(value))) {
		tell(reader, "id",
			"allowed are words of small letters and digits with a '-' between them, at "
			"most %d characters",
			OWN_ID_MAX_BYTES);
		return 0;
	}
	return own_add_text(reader->own, json_object_get_string(value));
}

/* {"id": "...", "off": true} and nothing else */
static void read_off(struct reader *reader, struct json_object *off, struct own_entry *entry)
{
	if (!json_object_is_type(off, json_type_boolean) || !json_object_get_boolean(off)) {
		tell(reader, "off", "allowed is true; leave it out otherwise");
	} else if (json_object_object_length(reader->object) > 2) {
		tell(reader, "off", "with it there is nothing but the id");
	} else if (entry->text.id && own_find(reader->own, own_text(reader->own, entry->text.id)) ==
					     reader->own->n_entries) {
		tell(reader, "id", "there is no such entry to switch off");
	}
	entry->off = true;
}

static void tell_rule(const char *field, const char *message, void *userdata)
{
	tell(userdata, field, "%s", message);
}

static void read_fields(struct reader *reader, struct own_entry *entry)
{
	entry->core.kind = (enum kind)read_word(reader, "kind", vocabulary_kinds, VOCABULARY_KINDS);
	entry->core.area = (enum area)read_word(reader, "area", vocabulary_areas, AREA_MAX);
	entry->text.title = read_text(reader, "title", 3, 40);
	entry->text.body = read_text(reader, "body", 20, 160);
	read_steps(reader, &entry->text);
	entry->core.duration_sec = read_number(reader, "duration_s", 10, 3600);
	entry->core.needs = read_words(reader, "needs", vocabulary_tools, VOCABULARY_TOOLS, "none");
	entry->core.contraindicated_when = read_words(
		reader, "contraindicated_when", vocabulary_conditions, VOCABULARY_CONDITIONS, NULL);
	entry->core.intensity = (uint8_t)read_number(reader, "intensity", 1, 3);
	read_sources(reader, &entry->text);
	entry->core.tags = read_words(reader, "tags", vocabulary_tags, VOCABULARY_TAGS, NULL);
	read_follow_up(reader, entry);
	if (!reader->bad) {
		(void)own_check_entry(reader->own, entry, tell_rule, reader);
	}
}

bool own_read_entry(struct own *own, struct json_object *object, size_t offset, size_t index,
	struct own_entry *ret_entry)
{
	struct reader reader = {.own = own, .object = object, .offset = offset};
	struct own_entry entry = {.is_own = true, .file = own->file, .offset = offset};
	size_t blob_size = own->blob_size, n_sources = own->n_sources;
	struct json_object *off;

	if (!json_object_is_type(object, json_type_object)) {
		own_add_problem(own, offset, "entry %zu: it is not {...}", index + 1);
		return false;
	}
	name_entry(&reader, index);
	check_keys(&reader);
	entry.text.id = read_id(&reader);
	if (json_object_object_get_ex(object, "off", &off)) {
		read_off(&reader, off, &entry);
	} else {
		read_fields(&reader, &entry);
	}
	if (reader.bad) {
		own->blob_size = blob_size;
		own->n_sources = n_sources;
		return false;
	}
	json_place_line(own->text, offset, &entry.line, &entry.column);
	*ret_entry = entry;
	return true;
}
