/* SPDX-License-Identifier: MIT */
/* A user's own files while they are read: own.c (files and what comes of them), own_entry.c (the
 * fields of an entry), own_words.c (what is not said), own_rules.c (what fields and entries owe
 * each other). */
#pragma once

#include "content_internal.h"

#include <stdbool.h>

struct json_object;

#define OWN_ID_MAX_BYTES 64
#define OWN_FOLLOW_UPS_MAX (1 + CATALOGUE_ALTERNATES_MAX)
/* The name of a source in the user's words. */
#define OWN_SOURCE_MAX 120
#define OWN_SOURCES_MAX 256

struct own_entry {
	struct catalogue_entry core;
	struct content_data_text text;
	uint32_t follow_ids[OWN_FOLLOW_UPS_MAX]; /* texts; 0: none */
	bool is_own;                             /* else built in */
	bool off;
	bool refused;
	size_t file;
	size_t offset; /* where it begins in its file, as line and column */
	unsigned line;
	unsigned column;
};

struct own {
	struct own_entry *entries; /* CATALOGUE_ENTRIES_MAX; the ones built in first */
	size_t n_entries;
	size_t n_taken; /* from own files, replaced ones counted again */
	char *blob;
	size_t blob_size;
	size_t blob_room;
	struct content_data_source *sources; /* OWN_SOURCES_MAX */
	size_t n_sources;
	struct content *content; /* files and problems; the rest comes at the end */
	bool no_memory;
	size_t n_bytes; /* of all files read */
	/* The file in hand */
	size_t file;
	const char *text;
};

/* 'offset' is into the file in hand. */
__attribute__((format(printf, 3, 4))) void own_add_problem(
	struct own *own, size_t offset, const char *format, ...);
/* About an entry that was read before. */
__attribute__((format(printf, 3, 4))) void own_add_entry_problem(
	struct own *own, const struct own_entry *entry, const char *format, ...);

/* Keeps a text; the offset for content_data. */
uint32_t own_add_text(struct own *own, const char *text);
const char *own_text(const struct own *own, uint32_t offset);
/* n_entries if there is none. */
size_t own_find(const struct own *own, const char *id);

/* Reads the entry at 'offset' of the file in hand. False, with the problems told, if anything in it
 * is not allowed; then nothing of it is kept. */
bool own_read_entry(struct own *own, struct json_object *object, size_t offset, size_t index,
	struct own_entry *ret_entry);

/* Whether the fields of an entry that was read fit each other; told with 'tell'. */
typedef void (*own_tell_fn)(const char *field, const char *message, void *userdata);
bool own_check_entry(
	const struct own *own, const struct own_entry *entry, own_tell_fn tell, void *userdata);
/* Refuses entries of the file in hand that say what is not said. n_entries is not 0. */
void own_check_words(struct own *own, struct own_entry *entries, size_t n_entries);
/* Ties every primer to its movement, once all files are read; drops primers that have none. */
void own_tie_follow_ups(struct own *own);
