/* SPDX-License-Identifier: MIT */
#include "field.h"

#include <stdint.h>

#include "jsonvalue.h"

/* Beyond it a JSON number is not exact everywhere, and no time of this world lies there. */
#define FIELD_NUMBER_MAX ((int64_t)1 << 53)

static json_object *field_of_type(json_object *object, const char *name, enum json_type type)
{
	json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object) ||
		!json_object_object_get_ex(object, name, &value) ||
		!json_object_is_type(value, type)) {
		return NULL;
	}
	return value;
}

const char *field_string(json_object *object, const char *name)
{
	json_object *value = field_of_type(object, name, json_type_string);

	return value ? json_object_get_string(value) : NULL;
}

json_object *field_object(json_object *object, const char *name)
{
	return field_of_type(object, name, json_type_object);
}

json_object *field_array(json_object *object, const char *name)
{
	return field_of_type(object, name, json_type_array);
}

size_t field_array_length(json_object *array)
{
	return array ? json_object_array_length(array) : 0;
}

bool field_usec(json_object *object, const char *name, usec_t *ret_usec)
{
	json_object *value = NULL;
	int64_t number;

	if (!json_object_is_type(object, json_type_object) ||
		!json_object_object_get_ex(object, name, &value) || !json_get_int(value, &number) ||
		number < 0 || number > FIELD_NUMBER_MAX) {
		return false;
	}
	*ret_usec = (usec_t)number;
	return true;
}

usec_t field_usec_or(json_object *object, const char *name, usec_t otherwise_usec)
{
	usec_t value_usec = otherwise_usec;

	(void)field_usec(object, name, &value_usec);
	return value_usec;
}

unsigned long field_count(json_object *object, const char *name)
{
	return (unsigned long)field_usec_or(object, name, 0);
}

bool field_bool(json_object *object, const char *name, bool otherwise)
{
	json_object *value = field_of_type(object, name, json_type_boolean);

	return value ? json_object_get_boolean(value) : otherwise;
}
