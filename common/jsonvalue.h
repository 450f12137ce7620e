/* SPDX-License-Identifier: MIT */
/* JSON values, as trees of json-c: a strict reader, and writers that cannot make anything which is
 * not JSON. */
#pragma once

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

/* Reads one value. It is refused (-EBADMSG) if json_scan() refuses it, with
 * PROTOCOL_JSON_DEPTH_MAX, or if an object has a key twice. A number without fraction and exponent
 * that fits into an int64_t is an int, every other one a double; 1e400 becomes infinite, which
 * json_get_int() and json_get_float() refuse. JSON null is a NULL in *ret_value. Returns 0,
 * -EBADMSG, -ENOMEM. */
int json_parse_strict(const char *text, size_t size, struct json_object **ret_value);
/* The same; with -EBADMSG *ret_offset is the place in 'text' where it went wrong. For a key that
 * comes twice it lies behind the second. */
int json_parse_strict_place(
	const char *text, size_t size, struct json_object **ret_value, size_t *ret_offset);

/* Reads a whole number: an int, or a double such as 5.0 or 1e2 up to 2^53 either way. Returns
 * false, and leaves *ret_value alone, for everything else. */
bool json_get_int(struct json_object *value, int64_t *ret_value);
/* Reads any finite number, likewise. */
bool json_get_float(struct json_object *value, double *ret_value);

/* The text of a value as it goes over the wire: no white space, slashes as they are. Valid as long
 * as the value is not touched. NULL without memory. */
const char *json_get_text(struct json_object *value, size_t *ret_size);

/* Drops a reference. For a variable which holds one: AUTO_JSON struct json_object *x = NULL. */
void json_cleanup(struct json_object **value);
#define AUTO_JSON CLEANUP(json_cleanup)

/* The writers note the first failure in *error (-ENOMEM; -EDOM for a number that is not finite) and
 * do nothing once there is one, so that many lines need one check at the end. 'object' may then be
 * NULL. A key is added once. */
struct json_object *json_new_object(int *error);
struct json_object *json_new_array(int *error);

void json_add_bool(int *error, struct json_object *object, const char *key, bool value);
void json_add_int(int *error, struct json_object *object, const char *key, int64_t value);
void json_add_float(int *error, struct json_object *object, const char *key, double value);
/* NULL is left out. Bytes that are not UTF-8 become U+FFFD: they come from files, and one of them
 * must not make a whole reply unreadable. */
void json_add_string(int *error, struct json_object *object, const char *key, const char *value);
/* USEC_INFINITY ("never", "without an end") is left out. */
void json_add_usec(int *error, struct json_object *object, const char *key, usec_t value);
/* Takes 'value' over, also on failure. NULL is left out. */
void json_add_take(
	int *error, struct json_object *object, const char *key, struct json_object *value);

void json_append_int(int *error, struct json_object *array, int64_t value);
void json_append_string(int *error, struct json_object *array, const char *value);
/* Takes 'value' over, also on failure; not NULL unless *error is set. */
void json_append_take(int *error, struct json_object *array, struct json_object *value);
