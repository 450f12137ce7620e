/* SPDX-License-Identifier: MIT */
/* What was told of body and treatment as JSON, and back. */
#pragma once

#include "care_file.h"

struct json_object;

/* 'error' as in jsonvalue.h. */
struct json_object *care_json_write(
	int *error, const struct care_file_names *names, const struct care *care);

/* False if it is not one of these, of another version, or lacks something; then *care is of no use.
 * What is in it may still contradict itself: care_state_is_valid(). */
bool care_json_read(
	struct json_object *object, const struct care_file_names *names, struct care *care);
