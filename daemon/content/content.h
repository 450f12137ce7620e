/* SPDX-License-Identifier: MIT */
/* The catalogue that is built in, and the texts of its entries. All strings are constant. */
#pragma once

#include "catalogue.h"

struct catalogue content_get_catalogue(void);

/* Of the entry at this index, which there is. */
const char *content_get_id(uint16_t entry);
const char *content_get_title(uint16_t entry);
const char *content_get_body(uint16_t entry);
size_t content_count_steps(uint16_t entry);
const char *content_get_step(uint16_t entry, size_t step);

/* The entry with this id, CATALOGUE_NO_ENTRY if there is none. */
uint16_t content_find(const char *id);

/* What is said apart from the catalogue; ids as in data/messages.json. */
enum content_message {
	CONTENT_LAST_LINE, /* escalate-60: twice the limit */
	CONTENT_MESSAGE_MAX,
};
const char *content_get_message_id(enum content_message message);
const char *content_get_message_title(enum content_message message);
const char *content_get_message_body(enum content_message message);
