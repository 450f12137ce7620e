/* SPDX-License-Identifier: MIT */
/* Typed parameters: described once in a table, held against what a client sent before the method
 * runs, and then read with getters which cannot fail. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

enum varlink_type {
	VARLINK_BOOL,
	VARLINK_INT,
	VARLINK_FLOAT,
	VARLINK_STRING,
	VARLINK_ENUM,   /* a string out of 'names' */
	VARLINK_ARRAY,  /* []element */
	VARLINK_MAP,    /* [string]element */
	VARLINK_STRUCT, /* 'fields' and no others */
	VARLINK_OBJECT, /* any JSON object */
	VARLINK_TYPE_MAX,
};

/* One parameter, one field of a struct or one element. What is left zero has the default named. */
struct varlink_field {
	const char *name; /* NULL in an element */
	enum varlink_type type;
	bool nullable; /* may be null or left out, which is the same */

	/* Int: the range, ends included; both zero: every int64_t. Float: the same, in whole
	 * numbers; both zero: every finite one. */
	int64_t min;
	int64_t max;

	/* String: longest in bytes, 0: PROTOCOL_STRING_MAX_BYTES. Array and map: most elements, 0:
	 * LIMIT_ELEMENTS. */
	size_t max_size;
	/* String, array and map: least bytes or elements. */
	size_t min_size;

	/* Enum: index to name. A NULL in it is an index that has no name in the API. */
	const char *const *names;
	size_t n_names;

	/* Array and map. Not nullable (systemd's parser of interface files has no []?T). */
	const struct varlink_field *element;

	/* Struct. */
	const struct varlink_field *fields;
	size_t n_fields;
};

/* An object that was held against 'fields'. Passed on by value; borrowed from the call, and valid
 * as long as that one. */
struct varlink_params {
	struct json_object *object; /* NULL: nothing was sent */
	const struct varlink_field *fields;
	size_t n_fields;
};

/* The getters. 'name' has to be a field of 'params' and of the type asked for, else it is a mistake
 * of the programmer and asserted. A field left out by the client gives the fallback, or false,
 * NULL, 0 elements. Strings and objects are borrowed. */

/* Did the client send it, other than as null? */
bool varlink_params_has(const struct varlink_params *params, const char *name);
bool varlink_params_bool(const struct varlink_params *params, const char *name);
int64_t varlink_params_int(const struct varlink_params *params, const char *name, int64_t fallback);
double varlink_params_float(const struct varlink_params *params, const char *name, double fallback);
/* Valid UTF-8 without NUL bytes; control characters may be in it. */
const char *varlink_params_string(const struct varlink_params *params, const char *name);
/* The index into the field's 'names'; -1 if left out. */
int varlink_params_enum(const struct varlink_params *params, const char *name);
struct varlink_params varlink_params_struct(const struct varlink_params *params, const char *name);
/* The object as it was sent, for VARLINK_OBJECT; NULL if left out. */
struct json_object *varlink_params_object(const struct varlink_params *params, const char *name);

/* Elements of an array, members of a map. */
size_t varlink_params_count(const struct varlink_params *params, const char *name);
/* One element of an array of the type asked for; index < count. */
bool varlink_params_bool_at(const struct varlink_params *params, const char *name, size_t index);
int64_t varlink_params_int_at(const struct varlink_params *params, const char *name, size_t index);
double varlink_params_float_at(const struct varlink_params *params, const char *name, size_t index);
const char *varlink_params_string_at(
	const struct varlink_params *params, const char *name, size_t index);
int varlink_params_enum_at(const struct varlink_params *params, const char *name, size_t index);
struct varlink_params varlink_params_struct_at(
	const struct varlink_params *params, const char *name, size_t index);
/* The array or map itself, for json_object_object_foreach() over a map; its elements are of the
 * declared type. NULL if left out. */
struct json_object *varlink_params_elements(const struct varlink_params *params, const char *name);

/* Holds 'object' (NULL or an object) against the fields. Returns 0, or -EINVAL with
 * *ret_parameter pointing at the name to complain about: the first bad field in the order of
 * declaration, then the first that is not declared; it is borrowed from the table or the object.
 * Strings are compared byte by byte. */
int varlink_params_check(struct json_object *object, const struct varlink_field *fields,
	size_t n_fields, const char **ret_parameter);

/* Is the table itself in order: names, ranges, elements? For assert() when it is registered. */
bool varlink_fields_are_sound(const struct varlink_field *fields, size_t n_fields);
