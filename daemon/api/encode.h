/* SPDX-License-Identifier: MIT */
/* What the core knows, as JSON. 'error' as in jsonvalue.h. Every function returns a new object. */
#pragma once

#include "api.h"

struct content;
struct json_object;

#define ENCODE_ID_MAX 37

/* Of the snapshot's content, as of its time. */
struct json_object *encode_prompt(
	int *error, const struct api_snapshot *snapshot, const struct prompt *prompt);
/* NULL if none is open. */
struct json_object *encode_open_prompt(int *error, const struct api_snapshot *snapshot);
struct json_object *encode_holds(
	int *error, const struct api_snapshot *snapshot, const char *pause_reason);
struct json_object *encode_today(int *error, const struct core_view *view);
/* NULL if there is nothing to offer. */
struct json_object *encode_offers(int *error, const struct api_snapshot *snapshot);
struct json_object *encode_sources(int *error, const struct api_snapshot *snapshot);
struct json_object *encode_warnings(int *error, const struct api_snapshot *snapshot);
struct json_object *encode_decision(
	int *error, const struct content *content, const struct decision *decision);

/* The same of one that was kept. */
struct json_object *encode_kept_decision(int *error, const struct history_decision *decision);

/* UUIDs as text, ENCODE_ID_MAX bytes with the NUL. */
void encode_id(const struct prompt_id *id, char *buffer);
/* False for text that is none. */
bool encode_parse_id(const char *text, struct prompt_id *ret_id);
/* Of the error of that name. */
struct json_object *encode_held_for_safety(int *error, enum care_level level);
