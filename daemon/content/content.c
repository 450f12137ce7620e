/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <string.h>

#include "content.h"
#include "content_data.h"

static const char *text_at(uint32_t offset)
{
	return content_data_blob + offset;
}

static const struct content_data_text *text_of(uint16_t entry)
{
	assert(entry < content_data_n_entries);
	return &content_data_texts[entry];
}

struct catalogue content_get_catalogue(void)
{
	return (struct catalogue){
		.entries = content_data_entries,
		.n_entries = content_data_n_entries,
	};
}

const char *content_get_id(uint16_t entry)
{
	return text_at(text_of(entry)->id);
}

const char *content_get_title(uint16_t entry)
{
	return text_at(text_of(entry)->title);
}

const char *content_get_body(uint16_t entry)
{
	return text_at(text_of(entry)->body);
}

size_t content_count_steps(uint16_t entry)
{
	return text_of(entry)->n_steps;
}

const char *content_get_step(uint16_t entry, size_t step)
{
	assert(step < text_of(entry)->n_steps);
	return text_at(text_of(entry)->steps[step]);
}

uint16_t content_find(const char *id)
{
	for (uint16_t i = 0; i < content_data_n_entries; i++) {
		if (strcmp(content_get_id(i), id) == 0) {
			return i;
		}
	}
	return CATALOGUE_NO_ENTRY;
}

const char *content_get_message_id(enum content_message message)
{
	static const char ids[CONTENT_MESSAGE_MAX][16] = {[CONTENT_LAST_LINE] = "escalate-60"};

	assert(message < CONTENT_MESSAGE_MAX);
	return ids[message];
}

const char *content_get_message_title(enum content_message message)
{
	assert(message < CONTENT_MESSAGE_MAX);
	return text_at(content_data_messages[message].title);
}

const char *content_get_message_body(enum content_message message)
{
	assert(message < CONTENT_MESSAGE_MAX);
	return text_at(content_data_messages[message].body);
}
