/* SPDX-License-Identifier: MIT */
/* Both programs have to come to the same answer, so nothing but the environment and the user
 * decides it. In /tmp anybody can make a directory of any name: there it is only used if it is
 * certainly our own. */
#include <backcare/sockpath.h>

#include <backcare/protocol.h>

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Writes like snprintf(); returns 0 or -ENAMETOOLONG. */
static int put(char *buffer, size_t size, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));

static int put(char *buffer, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(buffer, size, format, arguments);
	va_end(arguments);
	return length >= 0 && (size_t)length < size ? 0 : -ENAMETOOLONG;
}

/* Is it a real directory of this user, and one that none of the 'forbidden' bits opens? Returns 0,
 * -ENOENT, -EPERM, -errno. */
static int check_directory(const char *path, mode_t forbidden)
{
	struct stat info;

	if (lstat(path, &info) < 0) {
		return -errno;
	}
	if (!S_ISDIR(info.st_mode) || info.st_uid != getuid() || (info.st_mode & forbidden) != 0) {
		return -EPERM;
	}
	return 0;
}

static int make_directory(const char *path, mode_t forbidden)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST) {
		return -errno;
	}
	return check_directory(path, forbidden);
}

int sockpath_runtime_directory(char *buffer, size_t size, bool create)
{
	const char *directory = getenv("XDG_RUNTIME_DIR");
	char path[SOCKPATH_MAX];
	int r;

	/* A relative one is to be ignored, says the XDG base directory specification. */
	if (directory != NULL && directory[0] == '/') {
		size_t length = strlen(directory);

		while (length > 1 && directory[length - 1] == '/') {
			length--;
		}
		if (length >= size) {
			return -ENAMETOOLONG;
		}
		memcpy(buffer, directory, length);
		buffer[length] = '\0';
		return 0;
	}
	r = put(path, sizeof(path), "/run/user/%u", (unsigned)getuid());
	assert(r == 0);
	if (check_directory(path, 0) < 0) {
		r = put(path, sizeof(path), "/tmp/backcare-%u", (unsigned)getuid());
		assert(r == 0);
		r = create ? make_directory(path, 0077) : check_directory(path, 0077);
		/* Nobody there yet: the client finds that out when it connects. */
		if (r < 0 && (create || r != -ENOENT)) {
			return r;
		}
	}
	return put(buffer, size, "%s", path);
}

int sockpath_get(char *buffer, size_t size, bool create)
{
	char path[SOCKPATH_MAX];
	size_t length;
	int r = sockpath_runtime_directory(path, sizeof(path), create);

	if (r < 0) {
		return r;
	}
	length = strlen(path);
	r = put(path + length, sizeof(path) - length, "/" PROTOCOL_SOCKET_DIRECTORY);
	if (r < 0) {
		return r;
	}
	/* Before anything is made: does the whole fit? */
	if (strlen(path) + strlen("/" PROTOCOL_SOCKET_NAME) >= SOCKPATH_MAX) {
		return -ENAMETOOLONG;
	}
	if (create) {
		r = make_directory(path, 0022);
		if (r < 0) {
			return r;
		}
	}
	return put(buffer, size, "%s/" PROTOCOL_SOCKET_NAME, path);
}
