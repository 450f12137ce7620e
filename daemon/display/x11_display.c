/* SPDX-License-Identifier: MIT */
#include "x11_display.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#define DIGITS "0123456789"
#define NUMBER_DIGITS_MAX 5

int x11_display_parse(const char *name, unsigned *ret_number)
{
	const char *colon = strrchr(name, ':'), *screen;
	unsigned long number;
	size_t digits;

	if (colon == NULL) {
		return -EINVAL;
	}
	digits = strspn(colon + 1, DIGITS);
	screen = colon + 1 + digits;
	if (digits == 0 || digits > NUMBER_DIGITS_MAX ||
		(*screen != '\0' && (*screen != '.' || screen[1] == '\0' ||
					    screen[1 + strspn(screen + 1, DIGITS)] != '\0'))) {
		return -EINVAL;
	}
	if (colon != name && strncmp(name, "unix:", (size_t)(colon + 1 - name)) != 0) {
		return -EREMOTE;
	}
	number = strtoul(colon + 1, NULL, 10);
	if (number > X11_DISPLAY_NUMBER_MAX) {
		return -EINVAL;
	}
	*ret_number = (unsigned)number;
	return 0;
}

socklen_t x11_display_get_address(unsigned number, bool abstract, struct sockaddr_un *ret_address)
{
	size_t start = abstract ? 1 : 0; /* an abstract name begins with a NUL and ends by length */
	int size;

	*ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
	size = snprintf(ret_address->sun_path + start, sizeof(ret_address->sun_path) - start,
		X11_SOCKET_PREFIX "%u", number);
	return abstract ? (socklen_t)(offsetof(struct sockaddr_un, sun_path) + start + (size_t)size)
			: (socklen_t)sizeof(*ret_address);
}

bool x11_display_exists(unsigned number)
{
	struct sockaddr_un address;

	(void)x11_display_get_address(number, false, &address);
	return access(address.sun_path, F_OK) == 0;
}

static int connect_socket(unsigned number, bool abstract)
{
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address;
	socklen_t size = x11_display_get_address(number, abstract, &address);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, size) < 0) {
		return -errno;
	}
	return TAKE_FD(fd);
}

int x11_display_connect(unsigned number)
{
	int fd = connect_socket(number, false);

	if (fd == -ENOENT || fd == -ECONNREFUSED) {
		int other = connect_socket(number, true);

		/* Of the two errors, the one that says more. */
		return other >= 0 ? other : fd;
	}
	return fd;
}
