/* SPDX-License-Identifier: MIT */
/* What the file says, held against the daemon's tables and its answers. */
#include "idl_internal.h"
#include "jsonvalue.h"
#include "varlink_interface.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

struct comparison {
	const struct idl *idl;
	idl_report report;
	void *userdata;
	unsigned n_reports;
	char where[512]; /* grows and shrinks as the walk goes down and up */
};

static void report(struct comparison *comparison, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

static void report(struct comparison *comparison, const char *format, ...)
{
	char what[256];
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	(void)snprintf(text, sizeof(text), "%s: %s", comparison->where, what);
	comparison->n_reports++;
	comparison->report(text, comparison->userdata);
}

/* Goes down into 'name'; returns what 'where' has to be cut to afterwards. */
static size_t enter(struct comparison *comparison, const char *format, const char *name)
{
	size_t length = strlen(comparison->where);
	size_t room = sizeof(comparison->where) - length;

	if (format[0] == 'f') {
		(void)snprintf(comparison->where + length, room, ", field %s", name);
	} else {
		(void)snprintf(comparison->where + length, room, "%s %s", format, name);
	}
	return length;
}

static void leave(struct comparison *comparison, size_t length)
{
	comparison->where[length] = '\0';
}

static void compare_type(struct comparison *comparison, const struct idl_type *type,
	const struct varlink_field *field);

static void compare_fields(struct comparison *comparison, const struct idl_type *type,
	const struct varlink_field *fields, size_t n_fields)
{
	const struct idl_field *wanted = type->fields;

	for (size_t i = 0; i < n_fields; i++) {
		const struct idl_field *found = idl_find_field(type, fields[i].name);
		size_t length = enter(comparison, "f", fields[i].name);

		if (found == NULL) {
			report(comparison, "is not in the file");
		} else {
			/* The order is that in which a bad one is named. */
			if (wanted != NULL && found != wanted) {
				report(comparison, "not in the order of the file");
			}
			compare_type(comparison, found->type, &fields[i]);
		}
		leave(comparison, length);
		wanted = found != NULL ? found->next : wanted;
	}
	for (const struct idl_field *field = type->fields; field != NULL; field = field->next) {
		size_t i = 0;

		while (i < n_fields && strcmp(fields[i].name, field->name) != 0) {
			i++;
		}
		if (i == n_fields) {
			report(comparison, "field %s of the file is not in the table", field->name);
		}
	}
}

static void compare_enum(struct comparison *comparison, const struct idl_type *type,
	const struct varlink_field *field)
{
	for (size_t i = 0; i < field->n_names; i++) {
		if (field->names[i] != NULL && idl_find_field(type, field->names[i]) == NULL) {
			report(comparison, "value %s is not in the file", field->names[i]);
		}
	}
	for (const struct idl_field *value = type->fields; value != NULL; value = value->next) {
		size_t i = 0;

		while (i < field->n_names &&
			(field->names[i] == NULL || strcmp(field->names[i], value->name) != 0)) {
			i++;
		}
		if (i == field->n_names) {
			report(comparison, "value %s of the file is not in the table", value->name);
		}
	}
}

static enum varlink_type table_type(enum idl_kind kind)
{
	static const enum varlink_type types[IDL_KIND_MAX] = {
		[IDL_BOOL] = VARLINK_BOOL,
		[IDL_INT] = VARLINK_INT,
		[IDL_FLOAT] = VARLINK_FLOAT,
		[IDL_STRING] = VARLINK_STRING,
		[IDL_OBJECT] = VARLINK_OBJECT,
		[IDL_ARRAY] = VARLINK_ARRAY,
		[IDL_MAP] = VARLINK_MAP,
		[IDL_ENUM] = VARLINK_ENUM,
		[IDL_STRUCT] = VARLINK_STRUCT,
		[IDL_NAME] = VARLINK_TYPE_MAX,
	};

	return types[kind];
}

static void compare_type(struct comparison *comparison, const struct idl_type *type,
	const struct varlink_field *field)
{
	const struct idl_type *resolved = idl_resolve(comparison->idl, type);
	size_t length;

	if (type->nullable != field->nullable) {
		report(comparison, "may be null only in the %s", type->nullable ? "file" : "table");
	}
	if (table_type(resolved->kind) != field->type) {
		report(comparison, "is of another type in the file");
		return;
	}
	switch (field->type) {
	case VARLINK_ENUM:
		compare_enum(comparison, resolved, field);
		break;
	case VARLINK_ARRAY:
	case VARLINK_MAP:
		length = enter(comparison, ", element", "");
		compare_type(comparison, resolved->element, field->element);
		leave(comparison, length);
		break;
	case VARLINK_STRUCT:
		compare_fields(comparison, resolved, field->fields, field->n_fields);
		break;
	case VARLINK_BOOL:
	case VARLINK_INT:
	case VARLINK_FLOAT:
	case VARLINK_STRING:
	case VARLINK_OBJECT:
	case VARLINK_TYPE_MAX:
	default:
		break;
	}
}

static void compare_member(struct comparison *comparison, enum idl_member_kind kind,
	const char *name, const struct varlink_field *fields, size_t n_fields)
{
	const struct idl_member *member = idl_find_member(comparison->idl, name);
	size_t length = enter(comparison, kind == IDL_METHOD ? "method" : "error", name);

	if (member == NULL || member->kind != kind) {
		report(comparison, "is not in the file");
	} else {
		compare_fields(comparison, member->type, fields, n_fields);
	}
	leave(comparison, length);
}

unsigned idl_compare(const struct idl *idl, const struct varlink_interface *interface,
	idl_report report_function, void *userdata)
{
	struct comparison comparison = {
		.idl = idl, .report = report_function, .userdata = userdata};

	if (strcmp(idl->name, interface->name) != 0) {
		report(&comparison, "the file is of %s", idl->name);
	}
	for (size_t i = 0; i < interface->n_methods; i++) {
		compare_member(&comparison, IDL_METHOD, interface->methods[i].name,
			interface->methods[i].fields, interface->methods[i].n_fields);
	}
	for (size_t i = 0; i < interface->n_errors; i++) {
		compare_member(&comparison, IDL_ERROR, interface->errors[i].name,
			interface->errors[i].fields, interface->errors[i].n_fields);
	}
	for (const struct idl_member *member = idl->members; member != NULL;
		member = member->next) {
		if (member->kind == IDL_METHOD &&
			varlink_interface_find_method(interface, member->name) == NULL) {
			report(&comparison, "method %s is not in the table", member->name);
		}
		if (member->kind == IDL_ERROR &&
			varlink_interface_find_error(interface, member->name) == NULL) {
			report(&comparison, "error %s is not in the table", member->name);
		}
	}
	return comparison.n_reports;
}

static void check_value(
	struct comparison *comparison, const struct idl_type *type, struct json_object *value);

static void check_object(
	struct comparison *comparison, const struct idl_type *type, struct json_object *object)
{
	for (const struct idl_field *field = type->fields; field != NULL; field = field->next) {
		struct json_object *value = NULL;
		bool there = json_object_object_get_ex(object, field->name, &value);
		size_t length = enter(comparison, "f", field->name);

		/* What does not apply is left out, so that no client trips over a null. */
		if (there && value == NULL) {
			report(comparison, "null");
		} else if (there) {
			check_value(comparison, field->type, value);
		} else if (!field->type->nullable) {
			report(comparison, "is missing");
		}
		leave(comparison, length);
	}
	if (object == NULL) {
		return;
	}
	json_object_object_foreach(object, key, value)
	{
		(void)value;
		if (idl_find_field(type, key) == NULL) {
			report(comparison, "field %s is not in the file", key);
		}
	}
}

static void check_elements(
	struct comparison *comparison, const struct idl_type *type, struct json_object *value)
{
	size_t length = enter(comparison, ", element", "");

	if (type->kind == IDL_ARRAY) {
		for (size_t i = 0; i < json_object_array_length(value); i++) {
			check_value(comparison, type->element, json_object_array_get_idx(value, i));
		}
	} else {
		json_object_object_foreach(value, key, member)
		{
			(void)key;
			check_value(comparison, type->element, member);
		}
	}
	leave(comparison, length);
}

static void check_value(
	struct comparison *comparison, const struct idl_type *type, struct json_object *value)
{
	static const json_type types[IDL_KIND_MAX] = {
		[IDL_BOOL] = json_type_boolean,
		[IDL_INT] = json_type_int,
		[IDL_FLOAT] = json_type_double,
		[IDL_STRING] = json_type_string,
		[IDL_OBJECT] = json_type_object,
		[IDL_ARRAY] = json_type_array,
		[IDL_MAP] = json_type_object,
		[IDL_ENUM] = json_type_string,
		[IDL_STRUCT] = json_type_object,
		[IDL_NAME] = json_type_null,
	};
	const struct idl_type *resolved = idl_resolve(comparison->idl, type);

	if (!json_object_is_type(value, types[resolved->kind])) {
		report(comparison, "%s is of another type in the file",
			json_object_to_json_string(value));
		return;
	}
	if (resolved->kind == IDL_ENUM &&
		idl_find_field(resolved, json_object_get_string(value)) == NULL) {
		report(comparison, "value %s is not in the file", json_object_get_string(value));
	} else if (resolved->kind == IDL_STRUCT) {
		check_object(comparison, resolved, value);
	} else if (resolved->kind == IDL_ARRAY || resolved->kind == IDL_MAP) {
		check_elements(comparison, resolved, value);
	}
}

static unsigned check_parameters(const struct idl *idl, enum idl_member_kind kind, const char *name,
	struct json_object *parameters, idl_report report_function, void *userdata)
{
	struct comparison comparison = {
		.idl = idl, .report = report_function, .userdata = userdata};
	const struct idl_member *member = idl_find_member(idl, name);

	(void)enter(&comparison, kind == IDL_METHOD ? "reply of" : "error", name);
	if (member == NULL || member->kind != kind) {
		report(&comparison, "is not in the file");
	} else {
		check_object(&comparison, kind == IDL_METHOD ? member->output : member->type,
			parameters);
	}
	return comparison.n_reports;
}

unsigned idl_check_reply(const struct idl *idl, const char *method, struct json_object *parameters,
	idl_report report_function, void *userdata)
{
	return check_parameters(idl, IDL_METHOD, method, parameters, report_function, userdata);
}

unsigned idl_check_error(const struct idl *idl, const char *error, struct json_object *parameters,
	idl_report report_function, void *userdata)
{
	return check_parameters(idl, IDL_ERROR, error, parameters, report_function, userdata);
}
