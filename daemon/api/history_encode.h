/* SPDX-License-Identifier: MIT */
/* What the history keeps, as JSON and back. 'error' as in jsonvalue.h. */
#pragma once

#include "api.h"
#include "varlink_params.h"

struct json_object;

struct json_object *history_encode_entry(int *error, const struct history_entry *entry);
struct json_object *history_encode_day(int *error, const struct history_day *day);

/* The fields of an entry as a client sends it. */
#define HISTORY_ENTRY_FIELDS 10
extern const struct varlink_field history_entry_fields[HISTORY_ENTRY_FIELDS];

/* An entry as it was sent, with room for its details; borrowed from the call. */
struct history_sent {
	struct history_entry entry;
	struct history_detail details[HISTORY_DETAILS_MAX];
};

/* Returns NULL, or what is wrong with it, for people. */
const char *history_decode_entry(
	const struct varlink_params *params, struct history_sent *ret_sent);
