/* SPDX-License-Identifier: MIT */
/* A user's own files over what is built in: read in order, a later entry of an id stands for the
 * earlier one. The result is made once all are read, and never changes. */
#include <dirent.h>
#include <errno.h>
#include <json-c/json.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "jsonplace.h"
#include "jsonvalue.h"
#include "own.h"
#include "regular.h"
#include "utf8.h"
#include "vocabulary.h"

#define SCHEMA_VERSION "1.0"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define BLOB_FIRST_BYTES 4096
#define SUFFIX ".json"

/* -- what is being made
 * --------------------------------------------------------------------------------------
 */

__attribute__((format(printf, 5, 0))) static void add_problem(struct own *own, size_t file,
	unsigned line, unsigned column, const char *format, va_list arguments)
{
	struct content *content = own->content;
	struct content_problem *problem;

	if (content->n_problems == CONTENT_PROBLEMS_MAX) {
		content->n_problems_unsaid++;
		return;
	}
	if (!content->problems) {
		content->problems = calloc(CONTENT_PROBLEMS_MAX, sizeof(*content->problems));
		if (!content->problems) {
			own->no_memory = true;
			return;
		}
	}
	problem = &content->problems[content->n_problems++];
	*problem = (struct content_problem){.file = file, .line = line, .column = column};
	(void)vsnprintf(problem->message, sizeof(problem->message), format, arguments);
}

void own_add_problem(struct own *own, size_t offset, const char *format, ...)
{
	unsigned line, column;
	va_list arguments;

	json_place_line(own->text, offset, &line, &column);
	va_start(arguments, format);
	add_problem(own, own->file, line, column, format, arguments);
	va_end(arguments);
}

void own_add_entry_problem(struct own *own, const struct own_entry *entry, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_problem(own, entry->file, entry->line, entry->column, format, arguments);
	va_end(arguments);
}

__attribute__((format(printf, 2, 3))) static void add_file_problem(
	struct own *own, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_problem(own, own->file, 0, 0, format, arguments);
	va_end(arguments);
}

uint32_t own_add_text(struct own *own, const char *text)
{
	size_t size = strlen(text) + 1, offset = own->blob_size;

	if (own->blob_room - own->blob_size < size) {
		size_t room = own->blob_room > 0 ? own->blob_room * 2 : BLOB_FIRST_BYTES;
		char *blob = realloc(own->blob, room + size);

		if (!blob) {
			own->no_memory = true;
			return 0;
		}
		own->blob = blob;
		own->blob_room = room + size;
	}
	memcpy(own->blob + offset, text, size);
	own->blob_size += size;
	return (uint32_t)offset | CONTENT_OWN_TEXT;
}

const char *own_text(const struct own *own, uint32_t offset)
{
	return offset & CONTENT_OWN_TEXT ? own->blob + (offset & ~CONTENT_OWN_TEXT)
					 : content_data_blob + offset;
}

size_t own_find(const struct own *own, const char *id)
{
	size_t i = 0;

	while (i < own->n_entries && strcmp(own_text(own, own->entries[i].text.id), id) != 0) {
		i++;
	}
	return i;
}

/* -- one file
 * -------------------------------------------------------------------------------------------------
 */

static void take_entry(struct own *own, const struct own_entry *entry)
{
	size_t place = own_find(own, own_text(own, entry->text.id));

	if (own->n_taken == CONTENT_OWN_ENTRIES_MAX || place == CATALOGUE_ENTRIES_MAX) {
		own_add_entry_problem(own, entry, "%s: at most %d own entries are taken",
			own_text(own, entry->text.id), CONTENT_OWN_ENTRIES_MAX);
		return;
	}
	if (place < own->n_entries && own->entries[place].is_own &&
		own->entries[place].file == own->file) {
		own_add_entry_problem(own, entry, "%s, id: it stands in line %u already",
			own_text(own, entry->text.id), own->entries[place].line);
		return;
	}
	own->n_taken++;
	if (entry->off) {
		/* What it was is kept: primers may name it. */
		own->entries[place].off = true;
		own->entries[place].is_own = true;
		own->entries[place].file = entry->file;
		own->entries[place].line = entry->line;
		return;
	}
	own->entries[place] = *entry;
	own->n_entries += place == own->n_entries;
}

/* Reads those in which no field is bad; returns how many. 'entries' has room for as many as are
 * taken. */
static size_t read_entries(
	struct own *own, struct json_object *prompts, size_t offset, struct own_entry *entries)
{
	size_t n = json_object_array_length(prompts), n_good = 0, at = offset;

	for (size_t i = 0; i < n && !own->no_memory; i++) {
		/* From the one before: to look from the beginning each time takes its square. */
		at = i == 0 ? json_place_element(own->text, offset, 0)
			    : json_place_next(own->text, at);
		if (n_good == CONTENT_OWN_ENTRIES_MAX) {
			own_add_problem(own, at, "entry %zu: at most %d own entries are taken",
				i + 1, CONTENT_OWN_ENTRIES_MAX);
			break;
		}
		n_good += own_read_entry(
			own, json_object_array_get_idx(prompts, i), at, i, &entries[n_good]);
	}
	return n_good;
}

static void take_entries(struct own *own, struct json_object *prompts, size_t offset)
{
	AUTO_FREE struct own_entry *entries = calloc(CONTENT_OWN_ENTRIES_MAX, sizeof(*entries));
	size_t n = 0;

	if (!entries) {
		own->no_memory = true;
		return;
	}
	n = read_entries(own, prompts, offset, entries);
	if (n > 0) {
		own_check_words(own, entries, n);
	}
	for (size_t i = 0; i < n; i++) {
		if (!entries[i].refused) {
			take_entry(own, &entries[i]);
		}
	}
}

/* What a file may have beside its prompts: the whole catalogue could be copied into it. */
static void check_top(struct own *own, struct json_object *top, size_t start)
{
	static const struct {
		char key[20];
		enum json_type type;
	} known[] = {
		{"$schema", json_type_string},
		{"schema_version", json_type_string},
		{"language", json_type_string},
		{"kinds", json_type_array},
		{"needs_vocabulary", json_type_array},
		{"conditions", json_type_array},
		{"prompts", json_type_array},
	};

	json_object_object_foreach(top, key, value)
	{
		size_t i = 0, offset = json_place_member(own->text, start, key);

		while (i < ELEMENTSOF(known) && strcmp(known[i].key, key) != 0) {
			i++;
		}
		if (i == ELEMENTSOF(known)) {
			own_add_problem(own, offset,
				"'%.40s' is not known here; allowed are schema_version and prompts",
				key);
		} else if (!json_object_is_type(value, known[i].type)) {
			own_add_problem(own, offset, "%s is not a %s", known[i].key,
				known[i].type == json_type_array ? "list" : "text");
		}
	}
}

static void read_top(struct own *own, struct json_object *top)
{
	size_t start = strspn(own->text, " \t\n\r");
	const char *version = json_object_get_string(json_object_object_get(top, "schema_version"));
	struct json_object *prompts = json_object_object_get(top, "prompts");

	if (!json_object_is_type(top, json_type_object)) {
		own_add_problem(own, start,
			"the file is not {\"schema_version\": \"%s\", \"prompts\": [...]}",
			SCHEMA_VERSION);
		return;
	}
	check_top(own, top, start);
	if (!version || strcmp(version, SCHEMA_VERSION) != 0) {
		own_add_problem(own, json_place_member(own->text, start, "schema_version"),
			"schema_version: allowed is \"%s\"", SCHEMA_VERSION);
		return;
	}
	if (!json_object_is_type(prompts, json_type_array)) {
		own_add_problem(own, start, "the list 'prompts' is missing");
		return;
	}
	take_entries(own, prompts, json_place_member(own->text, start, "prompts"));
}

static void tell_no_json(struct own *own, const char *text, size_t size, size_t offset)
{
	if (strncmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
		own_add_problem(
			own, 0, "the file begins with a byte order mark; save it as UTF-8 without");
	} else if (offset < size && utf8_character_size(text + offset, size - offset) == 0) {
		own_add_problem(own, offset, "this is not UTF-8");
	} else if (offset == size) {
		own_add_problem(own, offset, "the file ends in the middle");
	} else if (offset > 0 && text[offset - 1] == '"') {
		own_add_problem(own, offset, "this is not JSON, or a key that stands there twice");
	} else {
		own_add_problem(own, offset, "this is not JSON");
	}
}

static void read_text_of_file(struct own *own, const char *text, size_t size)
{
	AUTO_JSON struct json_object *top = NULL;
	size_t offset;
	int r;

	own->text = text;
	r = json_parse_strict_place(text, size, &top, &offset);
	if (r == -EBADMSG) {
		tell_no_json(own, text, size, offset);
	} else if (r < 0) {
		own->no_memory = true;
	} else {
		read_top(own, top);
	}
	own->text = NULL;
}

static int prepare(struct own *own)
{
	if (own->entries) {
		return 0;
	}
	own->entries = calloc(CATALOGUE_ENTRIES_MAX, sizeof(*own->entries));
	own->sources = calloc(OWN_SOURCES_MAX, sizeof(*own->sources));
	if (!own->entries || !own->sources) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < CONTENT_DATA_ENTRIES; i++) {
		own->entries[own->n_entries++] = (struct own_entry){
			.core = content_data_entries[i], .text = content_data_texts[i]};
	}
	return 0;
}

/* False, and told, if there are too many. */
static bool add_file(struct own *own, const char *path)
{
	struct content *content = own->content;

	if (!content->files) {
		content->files = calloc(CONTENT_FILES_MAX, sizeof(*content->files));
		if (!content->files) {
			own->no_memory = true;
			return false;
		}
	}
	if (content->n_files == CONTENT_FILES_MAX) {
		own->file = CONTENT_FILES_MAX - 1;
		add_file_problem(own, "at most %d files are read; '%.200s' is left out",
			CONTENT_FILES_MAX, path);
		return false;
	}
	own->file = content->n_files++;
	(void)snprintf(content->files[own->file], CONTENT_PATH_MAX, "%s", path);
	return true;
}

static void read_file(struct own *own, const char *path)
{
	AUTO_FREE char *text = NULL;
	size_t size;
	int r;

	if (!add_file(own, path)) {
		return;
	}
	r = regular_read(path, CONTENT_FILE_MAX_BYTES, &text, &size);
	if (r == -EFBIG) {
		add_file_problem(
			own, "the file is larger than %d KiB", CONTENT_FILE_MAX_BYTES / 1024);
	} else if (r < 0) {
		add_file_problem(own, "the file cannot be read: %s", regular_error_text(r));
	} else if (size > CONTENT_FILES_MAX_BYTES - own->n_bytes) {
		add_file_problem(own, "with it all files together are larger than %d KiB",
			CONTENT_FILES_MAX_BYTES / 1024);
	} else if (size > 0 && prepare(own) == 0) {
		own->n_bytes += size;
		read_text_of_file(own, text, size);
	} else if (size > 0) {
		own->no_memory = true;
	}
}

/* -- all of them
 * ---------------------------------------------------------------------------------------------- */

/* Those that are switched off leave their number to others. */
static int number(struct own *own, struct content *content)
{
	AUTO_FREE uint16_t *numbers = calloc(own->n_entries, sizeof(*numbers));
	size_t n = 0;

	content->own_entries = calloc(own->n_entries, sizeof(*content->own_entries));
	content->own_texts = calloc(own->n_entries, sizeof(*content->own_texts));
	if (!numbers || !content->own_entries || !content->own_texts) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < own->n_entries; i++) {
		numbers[i] = own->entries[i].off ? CATALOGUE_NO_ENTRY : (uint16_t)n++;
	}
	for (size_t i = 0; i < own->n_entries; i++) {
		const struct own_entry *entry = &own->entries[i];
		struct catalogue_entry core = entry->core;

		content->n_own += entry->is_own && !entry->off;
		content->n_off += entry->off;
		if (entry->off) {
			continue;
		}
		core.follow_up =
			core.kind == KIND_PRIMER ? numbers[core.follow_up] : CATALOGUE_NO_ENTRY;
		for (size_t j = 0; j < CATALOGUE_ALTERNATES_MAX; j++) {
			core.alternates[j] =
				core.kind == KIND_PRIMER && core.alternates[j] != CATALOGUE_NO_ENTRY
					? numbers[core.alternates[j]]
					: CATALOGUE_NO_ENTRY;
		}
		content->own_entries[numbers[i]] = core;
		content->own_texts[numbers[i]] = entry->text;
	}
	content->catalogue = (struct catalogue){.entries = content->own_entries, .n_entries = n};
	content->texts = content->own_texts;
	return 0;
}

/* Gives back what was not needed. */
static void shrink(struct content *content)
{
	struct content_problem *problems =
		content->n_problems > 0
			? realloc(content->problems, content->n_problems * sizeof(*problems))
			: NULL;
	char(*files)[CONTENT_PATH_MAX] =
		content->n_files > 0 ? realloc(content->files, content->n_files * sizeof(*files))
				     : NULL;

	content->problems = problems ? problems : content->problems;
	content->files = files ? files : content->files;
}

static int finish(struct own *own)
{
	struct content *content = own->content;
	int r;

	if (own->no_memory) {
		return -ENOMEM;
	}
	if (own->n_taken == 0) {
		return 0;
	}
	own_tie_follow_ups(own);
	r = own->no_memory ? -ENOMEM : number(own, content);
	if (r < 0) {
		return r;
	}
	content->own_blob = TAKE_PTR(own->blob);
	if (own->n_sources > 0) {
		content->own_sources = TAKE_PTR(own->sources);
		content->n_own_sources = own->n_sources;
	}
	return 0;
}

static int begin(struct own *own)
{
	*own = (struct own){.content = calloc(1, sizeof(*own->content))};
	if (!own->content) {
		return -ENOMEM;
	}
	own->content->catalogue = *content_get_catalogue(content_builtin());
	own->content->texts = content_data_texts;
	return 0;
}

static int end(struct own *own, struct content **ret_content)
{
	int r = finish(own);
	bool was_used = own->entries;

	/* Nothing is told any more. */
	shrink(own->content);
	free(own->entries);
	free(own->sources);
	free(own->blob);
	if (was_used) {
		/* Reading takes a hundred times what is kept. */
		(void)malloc_trim(0);
	}
	if (r < 0) {
		(void)content_free(own->content);
		return r;
	}
	*ret_content = own->content;
	return 0;
}

static int is_own_file(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > strlen(SUFFIX) &&
	       strcmp(entry->d_name + length - strlen(SUFFIX), SUFFIX) == 0;
}

int content_load(const char *directory, struct content **ret_content)
{
	struct dirent **names = NULL;
	struct own own;
	int n_names, r;

	r = begin(&own);
	if (r < 0) {
		return r;
	}
	n_names = scandir(directory, &names, is_own_file, alphasort);
	if (n_names < 0 && errno != ENOENT) {
		int error = errno;

		if (add_file(&own, directory)) {
			add_file_problem(&own, "the folder cannot be read: %s", strerror(error));
		}
	}
	for (int i = 0; i < n_names; i++) {
		char path[CONTENT_PATH_MAX];

		if ((size_t)snprintf(path, sizeof(path), "%s/%s", directory, names[i]->d_name) <
			sizeof(path)) {
			read_file(&own, path);
		} else {
			own.content->n_problems_unsaid++;
		}
		free(names[i]);
	}
	free(names);
	return end(&own, ret_content);
}

int content_load_file(const char *path, struct content **ret_content)
{
	struct own own;
	int r = begin(&own);

	if (r < 0) {
		return r;
	}
	read_file(&own, path);
	return end(&own, ret_content);
}

struct content *content_free(struct content *content)
{
	if (content) {
		free(content->own_blob);
		free(content->own_entries);
		free(content->own_texts);
		free(content->own_sources);
		free(content->files);
		free(content->problems);
		free(content);
	}
	return NULL;
}
