/* SPDX-License-Identifier: MIT */
/* Entries of the history, taken from the stream of History.List(), one page in memory at a time. */
#pragma once

#include <stddef.h>

#include <json-c/json.h>

#include <backcare/timespan.h>

#include "command.h"
#include "held_signals.h"

/* spell, prompt, massage, checkin, safety, plan */
#define PAGES_TYPES_MAX 6
extern const char *const pages_types[PAGES_TYPES_MAX];

struct pages_query {
	usec_t since_usec; /* 0: from the first */
	usec_t until_usec; /* USEC_INFINITY: to the last */
	const char *types[PAGES_TYPES_MAX];
	size_t type_count; /* 0: all */
};

#define PAGES_ALL {.until_usec = USEC_INFINITY}

/* OUTCOME_DONE to go on; everything else ends it and is what pages_each() returns. 'entry' is an
 * object. */
typedef enum outcome (*pages_entry_fn)(void *context, json_object *entry);

/* Each entry, oldest first. 'held' may be NULL; if a signal has come it ends with OUTCOME_REFUSED
 * and says nothing. Other failures have been said. */
enum outcome pages_each(struct client *client, const struct pages_query *query,
	const struct held_signals *held, pages_entry_fn each, void *context);

/* Reads --since, --until and --type (words, with commas between) into a query. */
enum outcome pages_query_read(struct client *client, const char *command,
	const struct arguments *arguments, struct pages_query *ret_query);
