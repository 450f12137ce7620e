/* SPDX-License-Identifier: MIT */
/* Addresses of D-Bus, as far as finding a bus needs them. */
#pragma once

#include <stddef.h>

#include "bus.h"

/* The address of this bus as the environment has it or as it always is, in 'buffer'. Returns 0,
 * -ENAMETOOLONG, or what sockpath_runtime_directory() says. */
int bus_address_from_environment(enum bus_kind kind, char *buffer, size_t size);

/* The path of the socket that the address names first. Returns 1, 0 if it names none (an abstract
 * socket, say), -EINVAL for bad escapes, -ENAMETOOLONG. */
int bus_address_get_path(const char *address, char *buffer, size_t size);
