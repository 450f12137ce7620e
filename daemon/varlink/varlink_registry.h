/* SPDX-License-Identifier: MIT */
/* The interfaces of one server: from the name of a method to its row. */
#pragma once

#include "varlink_interface.h"
#include "varlink_limits.h"

#include <stddef.h>

struct varlink_server_info;

struct varlink_registry {
	const struct varlink_server_info *info;
	/* The first is org.varlink.service. */
	struct varlink_registration {
		const struct varlink_interface *interface;
		void *userdata;
	} rows[LIMIT_INTERFACES + 1];
	size_t n_rows;
};

/* It must not move in memory afterwards. */
void varlink_registry_init(
	struct varlink_registry *registry, const struct varlink_server_info *info);

/* As varlink_server_add_interface(). */
int varlink_registry_add(struct varlink_registry *registry,
	const struct varlink_interface *interface, void *userdata);

/* The registration of that interface; NULL if there is none. */
const struct varlink_registration *varlink_registry_find(
	const struct varlink_registry *registry, const char *name, size_t name_size);
