/* SPDX-License-Identifier: MIT */
/* The catalogue and the evidence behind it: what is built in, and what a user's own files make of
 * it. An object of this kind never changes; files that are read again make another one. */
#pragma once

#include "catalogue.h"

struct content;

/* What is built in, as constant as its strings. */
const struct content *content_builtin(void);

/* Valid as long as the content. */
const struct catalogue *content_get_catalogue(const struct content *content);

/* Of the entry at this index, which there is. Strings are valid as long as the content. */
const char *content_get_id(const struct content *content, uint16_t entry);
const char *content_get_title(const struct content *content, uint16_t entry);
const char *content_get_body(const struct content *content, uint16_t entry);
size_t content_count_steps(const struct content *content, uint16_t entry);
const char *content_get_step(const struct content *content, uint16_t entry, size_t step);

/* The entry with this id, CATALOGUE_NO_ENTRY if there is none. */
uint16_t content_find(const struct content *content, const char *id);

/* For CORE_CATALOGUE: ret_new_index[i], of as many as 'from' has, is the entry of 'to' with the id
 * of entry i of 'from', or CATALOGUE_NO_ENTRY. */
void content_renumber(
	const struct content *from, const struct content *to, uint16_t *ret_new_index);

/* Where an entry comes from. Strings as above; "" where there is nothing to say. */
struct content_source {
	const char *id;
	const char *citation;
	int year; /* 0: not known */
	const char *doi;
	const char *type;
	const char *strength;
	const char *finding;
	const char *limits;
};

/* All sources, and those of an entry; each entry has one at least. */
size_t content_count_sources(const struct content *content);
void content_get_source(
	const struct content *content, size_t source, struct content_source *ret_source);
size_t content_count_entry_sources(const struct content *content, uint16_t entry);
void content_get_entry_source(const struct content *content, uint16_t entry, size_t source,
	struct content_source *ret_source);

/* What is said apart from the catalogue; ids as in data/messages.json. */
enum content_message {
	CONTENT_LAST_LINE, /* escalate-60: twice the limit */
	CONTENT_MESSAGE_MAX,
};
const char *content_get_message_id(enum content_message message);
const char *content_get_message_title(enum content_message message);
const char *content_get_message_body(enum content_message message);
