/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "content_internal.h"

const struct content *content_builtin(void)
{
	static const struct content builtin = {
		.catalogue = {.entries = content_data_entries, .n_entries = CONTENT_DATA_ENTRIES},
		.texts = content_data_texts,
	};

	return &builtin;
}

static const char *text_at(const struct content *content, uint32_t offset)
{
	return offset & CONTENT_OWN_TEXT ? content->own_blob + (offset & ~CONTENT_OWN_TEXT)
					 : content_data_blob + offset;
}

static const struct content_data_text *text_of(const struct content *content, uint16_t entry)
{
	assert(entry < content->catalogue.n_entries);
	return &content->texts[entry];
}

const struct catalogue *content_get_catalogue(const struct content *content)
{
	return &content->catalogue;
}

const char *content_get_id(const struct content *content, uint16_t entry)
{
	return text_at(content, text_of(content, entry)->id);
}

const char *content_get_title(const struct content *content, uint16_t entry)
{
	return text_at(content, text_of(content, entry)->title);
}

const char *content_get_body(const struct content *content, uint16_t entry)
{
	return text_at(content, text_of(content, entry)->body);
}

size_t content_count_steps(const struct content *content, uint16_t entry)
{
	return text_of(content, entry)->n_steps;
}

const char *content_get_step(const struct content *content, uint16_t entry, size_t step)
{
	assert(step < text_of(content, entry)->n_steps);
	return text_at(content, text_of(content, entry)->steps[step]);
}

uint16_t content_find(const struct content *content, const char *id)
{
	for (uint16_t i = 0; i < content->catalogue.n_entries; i++) {
		if (strcmp(content_get_id(content, i), id) == 0) {
			return i;
		}
	}
	return CATALOGUE_NO_ENTRY;
}

void content_renumber(const struct content *from, const struct content *to, uint16_t *ret_new_index)
{
	for (uint16_t i = 0; i < from->catalogue.n_entries; i++) {
		ret_new_index[i] = content_find(to, content_get_id(from, i));
	}
}

/* -- sources
 * --------------------------------------------------------------------------------------------------
 */

size_t content_count_sources(const struct content *content)
{
	return CONTENT_DATA_SOURCES + content->n_own_sources;
}

void content_get_source(
	const struct content *content, size_t source, struct content_source *ret_source)
{
	const struct content_data_source *data;

	assert(source < content_count_sources(content));
	data = source < CONTENT_DATA_SOURCES ? &content_data_sources[source]
					     : &content->own_sources[source - CONTENT_DATA_SOURCES];
	*ret_source = (struct content_source){
		.id = text_at(content, data->id),
		.citation = text_at(content, data->citation),
		.year = data->year,
		.doi = text_at(content, data->doi),
		.type = text_at(content, data->type),
		.strength = text_at(content, data->strength),
		.finding = text_at(content, data->finding),
		.limits = text_at(content, data->limits),
	};
}

size_t content_count_entry_sources(const struct content *content, uint16_t entry)
{
	return text_of(content, entry)->n_sources;
}

void content_get_entry_source(const struct content *content, uint16_t entry, size_t source,
	struct content_source *ret_source)
{
	assert(source < text_of(content, entry)->n_sources);
	content_get_source(content, text_of(content, entry)->sources[source], ret_source);
}

/* -- own files
 * ------------------------------------------------------------------------------------------------
 */

size_t content_count_problems(const struct content *content)
{
	return content->n_problems;
}

const struct content_problem *content_get_problem(const struct content *content, size_t index)
{
	assert(index < content->n_problems);
	return &content->problems[index];
}

size_t content_count_problems_unsaid(const struct content *content)
{
	return content->n_problems_unsaid;
}

size_t content_count_files(const struct content *content)
{
	return content->n_files;
}

const char *content_get_file(const struct content *content, size_t file)
{
	assert(file < content->n_files);
	return content->files[file];
}

const char *content_format_place(const struct content *content,
	const struct content_problem *problem, char *buffer, size_t size)
{
	const char *file = content_get_file(content, problem->file);

	if (problem->line > 0 && problem->column > 0) {
		(void)snprintf(buffer, size, "%s:%u:%u", file, problem->line, problem->column);
	} else if (problem->line > 0) {
		(void)snprintf(buffer, size, "%s:%u", file, problem->line);
	} else {
		(void)snprintf(buffer, size, "%s", file);
	}
	return buffer;
}

size_t content_count_own(const struct content *content)
{
	return content->n_own;
}

size_t content_count_off(const struct content *content)
{
	return content->n_off;
}

/* -- messages
 * -------------------------------------------------------------------------------------------------
 */

const char *content_get_message_id(enum content_message message)
{
	static const char ids[CONTENT_MESSAGE_MAX][16] = {[CONTENT_LAST_LINE] = "escalate-60"};

	assert(message < CONTENT_MESSAGE_MAX);
	return ids[message];
}

const char *content_get_message_title(enum content_message message)
{
	assert(message < CONTENT_MESSAGE_MAX);
	return content_data_blob + content_data_messages[message].title;
}

const char *content_get_message_body(enum content_message message)
{
	assert(message < CONTENT_MESSAGE_MAX);
	return content_data_blob + content_data_messages[message].body;
}
