/* SPDX-License-Identifier: MIT */
#include "varlink_registry.h"

#include "varlink_service.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

void varlink_registry_init(
	struct varlink_registry *registry, const struct varlink_server_info *info)
{
	*registry = (struct varlink_registry){.info = info, .n_rows = 1};
	registry->rows[0].interface = &varlink_service_interface;
	registry->rows[0].userdata = registry;
	assert(varlink_interface_is_sound(&varlink_service_interface));
}

int varlink_registry_add(struct varlink_registry *registry,
	const struct varlink_interface *interface, void *userdata)
{
	assert(varlink_interface_is_sound(interface));
	assert(varlink_registry_find(registry, interface->name, strlen(interface->name)) == NULL);
	if (registry->n_rows > LIMIT_INTERFACES) {
		return -E2BIG;
	}
	registry->rows[registry->n_rows++] =
		(struct varlink_registration){.interface = interface, .userdata = userdata};
	return 0;
}

const struct varlink_registration *varlink_registry_find(
	const struct varlink_registry *registry, const char *name, size_t name_size)
{
	for (size_t i = 0; i < registry->n_rows; i++) {
		const char *candidate = registry->rows[i].interface->name;

		if (strlen(candidate) == name_size && memcmp(candidate, name, name_size) == 0) {
			return &registry->rows[i];
		}
	}
	return NULL;
}
