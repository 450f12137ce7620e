/* SPDX-License-Identifier: MIT */
/* The catalogue and the evidence behind it: what is built in, and what a user's own files make of
 * it. An object of this kind never changes; files that are read again make another one. */
#pragma once

#include "catalogue.h"

struct content;

/* A larger file is refused: nobody wrote it. */
#define CONTENT_FILE_MAX_BYTES (256 * 1024)
/* All of them together, so that the whole catalogue fits into one message of the API. */
#define CONTENT_FILES_MAX_BYTES (512 * 1024)
#define CONTENT_FILES_MAX 32
/* In all own files together. */
#define CONTENT_OWN_ENTRIES_MAX 256
#define CONTENT_PATH_MAX 512
#define CONTENT_PROBLEMS_MAX 64
#define CONTENT_PROBLEM_MAX 512

/* Something that was refused; all else is in effect. */
struct content_problem {
	size_t file;                       /* index for content_get_file() */
	unsigned line;                     /* 0: the file as a whole */
	unsigned column;                   /* 0: the line as a whole */
	char message[CONTENT_PROBLEM_MAX]; /* for people: entry, field, what is allowed */
};

/* What is built in, with the files *.json of this directory, sorted by name, over it: they add
 * entries, replace those of the same id, or switch them off. A directory that is not there is as
 * good as an empty one. Returns 0 or -ENOMEM; free with content_free(). */
int content_load(const char *directory, struct content **ret_content);
/* One file instead, to see what is wrong with it. */
int content_load_file(const char *path, struct content **ret_content);
/* Not of content_builtin(). Takes NULL. */
struct content *content_free(struct content *content);

size_t content_count_problems(const struct content *content);
const struct content_problem *content_get_problem(const struct content *content, size_t index);
/* Above CONTENT_PROBLEMS_MAX. */
size_t content_count_problems_unsaid(const struct content *content);
size_t content_count_files(const struct content *content);
const char *content_get_file(const struct content *content, size_t file);
/* "FILE:LINE:COLUMN", without what is not known. */
#define CONTENT_PLACE_MAX (CONTENT_PATH_MAX + 32)
const char *content_format_place(const struct content *content,
	const struct content_problem *problem, char *buffer, size_t size);
/* Entries that own files brought, and those that they switched off. */
size_t content_count_own(const struct content *content);
size_t content_count_off(const struct content *content);

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
