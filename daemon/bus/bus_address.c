/* SPDX-License-Identifier: MIT */
#include "bus_address.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/sockpath.h>

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       strchr("-_/.\\*", c) != NULL;
}

int bus_address_from_environment(enum bus_kind kind, char *buffer, size_t size)
{
	static const char prefix[] = "unix:path=";
	static const char *const variables[BUS_KIND_MAX] = {
		[BUS_SESSION] = "DBUS_SESSION_BUS_ADDRESS",
		[BUS_SYSTEM] = "DBUS_SYSTEM_BUS_ADDRESS",
	};
	const char *address = getenv(variables[kind]);
	char path[PATH_MAX];
	size_t at;
	int r;

	if (kind == BUS_SYSTEM && (address == NULL || address[0] == '\0')) {
		/* Where the specification puts it. */
		address = "unix:path=/run/dbus/system_bus_socket";
	}
	if (address != NULL && address[0] != '\0') {
		if (strlen(address) >= size) {
			return -ENAMETOOLONG;
		}
		(void)strcpy(buffer, address);
		return 0;
	}
	r = sockpath_runtime_directory(path, sizeof(path) - sizeof("/bus"), false);
	if (r < 0) {
		return r;
	}
	(void)strcat(path, "/bus");
	at = sizeof(prefix) - 1;
	if (size < sizeof(prefix) + 3 * strlen(path)) {
		return -ENAMETOOLONG;
	}
	(void)strcpy(buffer, prefix);
	for (const char *from = path; *from != '\0'; from++) {
		if (is_plain(*from)) {
			buffer[at++] = *from;
		} else {
			at += (size_t)snprintf(
				buffer + at, size - at, "%%%02x", (unsigned)(unsigned char)*from);
		}
	}
	buffer[at] = '\0';
	return 0;
}

static int unescape(const char *from, size_t length, char *buffer, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < length; i++) {
		char c = from[i];

		if (c == '%') {
			char digits[3] = {0};
			char *end;

			if (i + 2 >= length) {
				return -EINVAL;
			}
			memcpy(digits, from + i + 1, 2);
			c = (char)strtoul(digits, &end, 16);
			if (end != digits + 2 || c == '\0') {
				return -EINVAL;
			}
			i += 2;
		}
		if (at + 1 >= size) {
			return -ENAMETOOLONG;
		}
		buffer[at++] = c;
	}
	buffer[at] = '\0';
	return 1;
}

int bus_address_get_path(const char *address, char *buffer, size_t size)
{
	static const char transport[] = "unix:", key[] = "path=";
	size_t end = strcspn(address, ";");
	const char *at = address + strlen(transport);

	if (strncmp(address, transport, strlen(transport)) != 0) {
		return 0;
	}
	while (at < address + end) {
		size_t length = strcspn(at, ",;");

		if (strncmp(at, key, strlen(key)) == 0) {
			return unescape(at + strlen(key), length - strlen(key), buffer, size);
		}
		at += length + 1;
	}
	return 0;
}
