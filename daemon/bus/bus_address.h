/* SPDX-License-Identifier: MIT */
/* Addresses of D-Bus, as far as finding the session bus needs them. */
#pragma once

#include <stddef.h>

/* The address of the session bus from the environment, in 'buffer'. Returns 0, -ENAMETOOLONG, or
 * what sockpath_runtime_directory() says. */
int bus_address_from_environment(char *buffer, size_t size);

/* The path of the socket that the address names first. Returns 1, 0 if it names none (an abstract
 * socket, say), -EINVAL for bad escapes, -ENAMETOOLONG. */
int bus_address_get_path(const char *address, char *buffer, size_t size);
