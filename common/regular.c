/* SPDX-License-Identifier: MIT */
#include "regular.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <backcare/cleanup.h>

int regular_open(const char *path, size_t size_max)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat info, null;

	if (fd < 0 || fstat(fd, &info) < 0) {
		return -errno;
	}
	if (!S_ISREG(info.st_mode) && (!S_ISCHR(info.st_mode) || stat("/dev/null", &null) < 0 ||
					      info.st_rdev != null.st_rdev)) {
		return -EBADF;
	}
	if (info.st_size > 0 && (size_t)info.st_size > size_max) {
		return -EFBIG;
	}
	return TAKE_FD(fd);
}

int regular_read(const char *path, size_t size_max, char **ret_text, size_t *ret_size)
{
	AUTO_CLOSE int fd = regular_open(path, size_max);
	AUTO_FREE char *text = NULL;
	struct stat info;
	size_t size = 0, room;

	if (fd < 0) {
		return fd;
	}
	if (fstat(fd, &info) < 0) {
		return -errno;
	}
	/* One byte more than there should be, to see that it has not grown. */
	room = (size_t)info.st_size + 1;
	text = malloc(room + 1);
	if (!text) {
		return -ENOMEM;
	}
	while (size < room) {
		ssize_t n = read(fd, text + size, room - size);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n == 0) {
			text[size] = '\0';
			*ret_text = TAKE_PTR(text);
			*ret_size = size;
			return 0;
		}
		size += n > 0 ? (size_t)n : 0;
	}
	return -EFBIG;
}

const char *regular_error_text(int error)
{
	return error == -EBADF ? "it is no file" : strerror(-error);
}
