/* SPDX-License-Identifier: MIT */
#include "varlink_interface.h"

#include <string.h>

const struct varlink_method *varlink_interface_find_method(
	const struct varlink_interface *interface, const char *name)
{
	for (size_t i = 0; i < interface->n_methods; i++) {
		if (strcmp(interface->methods[i].name, name) == 0) {
			return &interface->methods[i];
		}
	}
	return NULL;
}

const struct varlink_error *varlink_interface_find_error(
	const struct varlink_interface *interface, const char *name)
{
	for (size_t i = 0; i < interface->n_errors; i++) {
		if (strcmp(interface->errors[i].name, name) == 0) {
			return &interface->errors[i];
		}
	}
	return NULL;
}

bool varlink_interface_is_sound(const struct varlink_interface *interface)
{
	if (interface->name == NULL || interface->description == NULL) {
		return false;
	}
	for (size_t i = 0; i < interface->n_methods; i++) {
		const struct varlink_method *method = &interface->methods[i];

		if (method->name == NULL ||
			varlink_interface_find_method(interface, method->name) != method ||
			!varlink_fields_are_sound(method->fields, method->n_fields)) {
			return false;
		}
		if (method->handler == NULL && !(method->flags & VARLINK_METHOD_NOT_IMPLEMENTED)) {
			return false;
		}
	}
	for (size_t i = 0; i < interface->n_errors; i++) {
		const struct varlink_error *error = &interface->errors[i];

		if (error->name == NULL ||
			varlink_interface_find_error(interface, error->name) != error ||
			!varlink_fields_are_sound(error->fields, error->n_fields)) {
			return false;
		}
	}
	return true;
}
