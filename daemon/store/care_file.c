/* SPDX-License-Identifier: MIT */
#include "care_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "care_json.h"
#include "jsonvalue.h"

#define ASIDE_NAMES_MAX 100

static int write_whole(const char *path, const char *text, size_t size)
{
	int fd AUTO_CLOSE = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		return -errno;
	}
	while (size > 0) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return n < 0 ? -errno : -EIO;
		}
		text += n;
		size -= (size_t)n;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

/* The directory of the file is its parent; those above it are made as well. */
static int make_directory(const char *path, char *ret_directory, size_t size)
{
	(void)snprintf(ret_directory, size, "%s", path);
	*strrchr(ret_directory, '/') = '\0';
	for (char *at = strchr(ret_directory + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(ret_directory, 0700);
		*at = '/';
	}
	return mkdir(ret_directory, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

static int sync_directory(const char *directory)
{
	int fd AUTO_CLOSE = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int care_file_save(const char *path, const struct care_file_names *names, const struct care *care)
{
	AUTO_JSON struct json_object *object = NULL;
	char directory[CARE_FILE_PATH_MAX], temporary[CARE_FILE_PATH_MAX + 8];
	const char *text;
	size_t size = 0;
	int error = 0, r;

	object = care_json_write(&error, names, care);
	text = error < 0 ? NULL : json_get_text(object, &size);
	if (!text) {
		return -ENOMEM;
	}
	r = make_directory(path, directory, sizeof(directory));
	if (r < 0) {
		return r;
	}
	(void)snprintf(temporary, sizeof(temporary), "%s.new", path);
	r = write_whole(temporary, text, size);
	if (r == 0 && rename(temporary, path) < 0) {
		r = -errno;
	}
	if (r < 0) {
		(void)unlink(temporary);
		return r;
	}
	return sync_directory(directory);
}

static int read_whole(const char *path, char *buffer, size_t size, size_t *ret_size)
{
	int fd AUTO_CLOSE = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	struct stat status;
	size_t used = 0;

	if (fd < 0) {
		return errno == ELOOP ? -EBADMSG : -errno;
	}
	if (fstat(fd, &status) < 0) {
		return -errno;
	}
	if (!S_ISREG(status.st_mode)) {
		return -EBADMSG;
	}
	for (;;) {
		ssize_t n = read(fd, buffer + used, size - used);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return -errno;
		}
		if (n == 0) {
			*ret_size = used;
			return 0;
		}
		used += (size_t)n;
		if (used == size) {
			return -EBADMSG;
		}
	}
}

int care_file_load(const char *path, const struct care_file_names *names, struct care *ret_care)
{
	AUTO_FREE char *text = malloc(CARE_FILE_BYTES_MAX + 1);
	AUTO_JSON struct json_object *object = NULL;
	struct care care;
	size_t size = 0;
	int r;

	if (!text) {
		return -ENOMEM;
	}
	r = read_whole(path, text, CARE_FILE_BYTES_MAX + 1, &size);
	if (r == 0) {
		r = json_parse_strict(text, size, &object);
	}
	if (r < 0) {
		return r;
	}
	if (!care_json_read(object, names, &care)) {
		return -EBADMSG;
	}
	*ret_care = care;
	return 0;
}

int care_file_set_aside(const char *path, char *ret_aside, size_t size)
{
	for (size_t i = 1; i <= ASIDE_NAMES_MAX; i++) {
		struct stat status;

		(void)snprintf(ret_aside, size, "%s.aside%zu", path, i);
		/* The last name is used again. */
		if (i == ASIDE_NAMES_MAX || lstat(ret_aside, &status) < 0) {
			return rename(path, ret_aside) < 0 ? -errno : 0;
		}
	}
	return -EEXIST;
}
