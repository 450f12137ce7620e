/* SPDX-License-Identifier: MIT */
#include "outbox.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int outbox_send(int fd, unsigned char *bytes, size_t *n)
{
	while (*n > 0) {
		ssize_t sent = send(fd, bytes, *n, MSG_NOSIGNAL);

		if (sent >= 0) {
			*n -= (size_t)sent;
			memmove(bytes, bytes + sent, *n);
		} else if (errno == EAGAIN) {
			break;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}
