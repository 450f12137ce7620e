/* SPDX-License-Identifier: MIT */
/* A description is walked in two ways: once over what came, to find the first thing that is wrong
 * with it, and then by the getters, which rely on that. Arrays, maps and structs nest as deep as
 * their description does, so the recursion is bounded by the tables. */
#include "varlink_params.h"

#include "jsonvalue.h"
#include "varlink_limits.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

static size_t size_or(size_t size, size_t fallback)
{
	return size != 0 ? size : fallback;
}

static bool has_range(const struct varlink_field *field)
{
	return field->min != 0 || field->max != 0;
}

static int find_name(const struct varlink_field *field, struct json_object *value)
{
	const char *text = json_object_get_string(value);

	for (size_t i = 0; i < field->n_names; i++) {
		if (field->names[i] != NULL && strcmp(field->names[i], text) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static bool size_fits(const struct varlink_field *field, size_t size, size_t fallback)
{
	return size >= field->min_size && size <= size_or(field->max_size, fallback);
}

static bool int_fits(const struct varlink_field *field, struct json_object *value)
{
	int64_t number;

	return json_get_int(value, &number) &&
	       (!has_range(field) || (number >= field->min && number <= field->max));
}

static bool float_fits(const struct varlink_field *field, struct json_object *value)
{
	double number;

	return json_get_float(value, &number) &&
	       (!has_range(field) ||
		       (number >= (double)field->min && number <= (double)field->max));
}

static bool value_fits(const struct varlink_field *field, struct json_object *value);

static bool array_fits(const struct varlink_field *field, struct json_object *array)
{
	size_t count = json_object_array_length(array);

	if (!size_fits(field, count, LIMIT_ELEMENTS)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!value_fits(field->element, json_object_array_get_idx(array, i))) {
			return false;
		}
	}
	return true;
}

static bool map_fits(const struct varlink_field *field, struct json_object *map)
{
	if (!size_fits(field, (size_t)json_object_object_length(map), LIMIT_ELEMENTS)) {
		return false;
	}
	json_object_object_foreach(map, key, value)
	{
		if (strlen(key) > PROTOCOL_STRING_MAX_BYTES || !value_fits(field->element, value)) {
			return false;
		}
	}
	return true;
}

/* Null fits nothing here; whether it may be null at all is asked before. */
static bool value_fits(const struct varlink_field *field, struct json_object *value)
{
	const char *bad;

	switch (field->type) {
	case VARLINK_BOOL:
		return json_object_is_type(value, json_type_boolean);
	case VARLINK_INT:
		return int_fits(field, value);
	case VARLINK_FLOAT:
		return float_fits(field, value);
	case VARLINK_STRING:
		return json_object_is_type(value, json_type_string) &&
		       size_fits(field, (size_t)json_object_get_string_len(value),
			       PROTOCOL_STRING_MAX_BYTES);
	case VARLINK_ENUM:
		return json_object_is_type(value, json_type_string) && find_name(field, value) >= 0;
	case VARLINK_ARRAY:
		return json_object_is_type(value, json_type_array) && array_fits(field, value);
	case VARLINK_MAP:
		return json_object_is_type(value, json_type_object) && map_fits(field, value);
	case VARLINK_STRUCT:
		return json_object_is_type(value, json_type_object) &&
		       varlink_params_check(value, field->fields, field->n_fields, &bad) == 0;
	case VARLINK_OBJECT:
		return json_object_is_type(value, json_type_object);
	case VARLINK_TYPE_MAX:
	default:
		assert(false);
		return false;
	}
}

static const struct varlink_field *find_field(
	const struct varlink_field *fields, size_t n_fields, const char *name)
{
	for (size_t i = 0; i < n_fields; i++) {
		if (strcmp(fields[i].name, name) == 0) {
			return &fields[i];
		}
	}
	return NULL;
}

int varlink_params_check(struct json_object *object, const struct varlink_field *fields,
	size_t n_fields, const char **ret_parameter)
{
	for (size_t i = 0; i < n_fields; i++) {
		struct json_object *value = NULL;

		(void)json_object_object_get_ex(object, fields[i].name, &value);
		if (value == NULL ? !fields[i].nullable : !value_fits(&fields[i], value)) {
			*ret_parameter = fields[i].name;
			return -EINVAL;
		}
	}
	if (object == NULL) {
		return 0;
	}
	json_object_object_foreach(object, key, value)
	{
		(void)value;
		if (find_field(fields, n_fields, key) == NULL) {
			*ret_parameter = key;
			return -EINVAL;
		}
	}
	return 0;
}

/* The value of a declared field of that type; NULL if it was left out. An undeclared name ends the
 * program also where assertions do not: there is nothing that could be returned. */
static struct json_object *get_value(const struct varlink_params *params, const char *name,
	enum varlink_type type, const struct varlink_field **ret_field)
{
	const struct varlink_field *field = find_field(params->fields, params->n_fields, name);
	struct json_object *value = NULL;

	assert(field != NULL);
	if (field == NULL) {
		abort();
	}
	assert(type == VARLINK_TYPE_MAX || field->type == type);
	(void)json_object_object_get_ex(params->object, name, &value);
	*ret_field = field;
	return value;
}

static int64_t int_of(struct json_object *value)
{
	int64_t number = 0;
	bool fits = json_get_int(value, &number);

	assert(fits);
	(void)fits;
	return number;
}

static struct varlink_params params_of(const struct varlink_field *field, struct json_object *value)
{
	return (struct varlink_params){
		.object = value,
		.fields = field->fields,
		.n_fields = field->n_fields,
	};
}

bool varlink_params_has(const struct varlink_params *params, const char *name)
{
	const struct varlink_field *field;

	return get_value(params, name, VARLINK_TYPE_MAX, &field) != NULL;
}

bool varlink_params_bool(const struct varlink_params *params, const char *name)
{
	const struct varlink_field *field;

	return json_object_get_boolean(get_value(params, name, VARLINK_BOOL, &field));
}

int64_t varlink_params_int(const struct varlink_params *params, const char *name, int64_t fallback)
{
	const struct varlink_field *field;
	struct json_object *value = get_value(params, name, VARLINK_INT, &field);

	return value != NULL ? int_of(value) : fallback;
}

double varlink_params_float(const struct varlink_params *params, const char *name, double fallback)
{
	const struct varlink_field *field;
	struct json_object *value = get_value(params, name, VARLINK_FLOAT, &field);

	return value != NULL ? json_object_get_double(value) : fallback;
}

const char *varlink_params_string(const struct varlink_params *params, const char *name)
{
	const struct varlink_field *field;

	return json_object_get_string(get_value(params, name, VARLINK_STRING, &field));
}

int varlink_params_enum(const struct varlink_params *params, const char *name)
{
	const struct varlink_field *field;
	struct json_object *value = get_value(params, name, VARLINK_ENUM, &field);

	return value != NULL ? find_name(field, value) : -1;
}

struct varlink_params varlink_params_struct(const struct varlink_params *params, const char *name)
{
	const struct varlink_field *field;
	struct json_object *value = get_value(params, name, VARLINK_STRUCT, &field);

	return params_of(field, value);
}

struct json_object *varlink_params_object(const struct varlink_params *params, const char *name)
{
	const struct varlink_field *field;

	return get_value(params, name, VARLINK_OBJECT, &field);
}

struct json_object *varlink_params_elements(const struct varlink_params *params, const char *name)
{
	const struct varlink_field *field;
	struct json_object *value = get_value(params, name, VARLINK_TYPE_MAX, &field);

	assert(field->type == VARLINK_ARRAY || field->type == VARLINK_MAP);
	return value;
}

size_t varlink_params_count(const struct varlink_params *params, const char *name)
{
	struct json_object *elements = varlink_params_elements(params, name);

	if (elements == NULL) {
		return 0;
	}
	return json_object_is_type(elements, json_type_array)
		       ? json_object_array_length(elements)
		       : (size_t)json_object_object_length(elements);
}

/* The element of an array of that type, and its description. */
static struct json_object *get_element(const struct varlink_params *params, const char *name,
	size_t index, enum varlink_type type, const struct varlink_field **ret_element)
{
	const struct varlink_field *field;
	struct json_object *array = get_value(params, name, VARLINK_ARRAY, &field);

	assert(field->element->type == type);
	assert(array != NULL && index < json_object_array_length(array));
	*ret_element = field->element;
	return json_object_array_get_idx(array, index);
}

bool varlink_params_bool_at(const struct varlink_params *params, const char *name, size_t index)
{
	const struct varlink_field *element;

	return json_object_get_boolean(get_element(params, name, index, VARLINK_BOOL, &element));
}

int64_t varlink_params_int_at(const struct varlink_params *params, const char *name, size_t index)
{
	const struct varlink_field *element;

	return int_of(get_element(params, name, index, VARLINK_INT, &element));
}

double varlink_params_float_at(const struct varlink_params *params, const char *name, size_t index)
{
	const struct varlink_field *element;

	return json_object_get_double(get_element(params, name, index, VARLINK_FLOAT, &element));
}

const char *varlink_params_string_at(
	const struct varlink_params *params, const char *name, size_t index)
{
	const struct varlink_field *element;

	return json_object_get_string(get_element(params, name, index, VARLINK_STRING, &element));
}

int varlink_params_enum_at(const struct varlink_params *params, const char *name, size_t index)
{
	const struct varlink_field *element;
	struct json_object *value = get_element(params, name, index, VARLINK_ENUM, &element);

	return find_name(element, value);
}

struct varlink_params varlink_params_struct_at(
	const struct varlink_params *params, const char *name, size_t index)
{
	const struct varlink_field *element;
	struct json_object *value = get_element(params, name, index, VARLINK_STRUCT, &element);

	return params_of(element, value);
}

static bool type_is_sound(const struct varlink_field *field)
{
	switch (field->type) {
	case VARLINK_ENUM:
		return field->names != NULL && field->n_names > 0;
	case VARLINK_ARRAY:
	case VARLINK_MAP:
		return field->element != NULL && field->element->name == NULL &&
		       !field->element->nullable && type_is_sound(field->element);
	case VARLINK_STRUCT:
		return varlink_fields_are_sound(field->fields, field->n_fields);
	case VARLINK_BOOL:
	case VARLINK_INT:
	case VARLINK_FLOAT:
	case VARLINK_STRING:
	case VARLINK_OBJECT:
		return field->min <= field->max &&
		       (field->max_size == 0 || field->min_size <= field->max_size);
	case VARLINK_TYPE_MAX:
	default:
		return false;
	}
}

bool varlink_fields_are_sound(const struct varlink_field *fields, size_t n_fields)
{
	for (size_t i = 0; i < n_fields; i++) {
		if (fields[i].name == NULL || find_field(fields, i, fields[i].name) != NULL ||
			!type_is_sound(&fields[i])) {
			return false;
		}
	}
	return true;
}
