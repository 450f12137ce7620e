/* SPDX-License-Identifier: MIT */
/* Fields of a reply, read with tolerance: what is missing, null or of another type counts as left
 * out, so that an older or a younger daemon can be shown as far as it goes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include <backcare/timespan.h>

/* The results point into 'object' and live as long as it. 'object' may be NULL or no object. */
const char *field_string(json_object *object, const char *name); /* NULL if left out */
json_object *field_object(json_object *object, const char *name);
json_object *field_array(json_object *object, const char *name);

/* Elements of an array; 0 for NULL. */
size_t field_array_length(json_object *array);

/* A time or a length: a number that is negative or beyond 2^53 counts as left out. */
bool field_usec(json_object *object, const char *name, usec_t *ret_usec);
usec_t field_usec_or(json_object *object, const char *name, usec_t otherwise_usec);

/* A count; 0 if left out or negative. */
unsigned long field_count(json_object *object, const char *name);

bool field_bool(json_object *object, const char *name, bool otherwise);
