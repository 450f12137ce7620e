/* SPDX-License-Identifier: MIT */
#include "conffile.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <backcare/cleanup.h>

#define FILE_NAME "50-backcarectl.conf"
#define NEW_FILE_MODE 0600
#define NEW_DIRECTORY_MODE 0700

int conffile_get_path(char *buffer, size_t size)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	const struct passwd *user;
	int length;

	if (!home || home[0] != '/') {
		user = getpwuid(getuid());
		home = user ? user->pw_dir : NULL;
	}
	/* A relative path is to be ignored: XDG Base Directory Specification. */
	if (config && config[0] == '/') {
		length = snprintf(
			buffer, size, "%s/backcare/backcared.conf.d/%s", config, FILE_NAME);
	} else if (home) {
		length = snprintf(
			buffer, size, "%s/.config/backcare/backcared.conf.d/%s", home, FILE_NAME);
	} else {
		return -ENOENT;
	}
	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

/* Makes every directory above the file that is missing. */
static int make_directories(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		int r = mkdir(path, NEW_DIRECTORY_MODE) < 0 && errno != EEXIST ? -errno : 0;
		/* A directory above may be there and closed to us; then the last one tells. */
		*slash = '/';
		if (r < 0 && r != -EACCES && r != -EROFS) {
			return r;
		}
	}
	return 0;
}

static int read_whole(int fd, char **ret_text)
{
	AUTO_FREE char *text = malloc(CONFFILE_MAX_BYTES + 1);
	size_t size = 0;

	if (!text) {
		return -ENOMEM;
	}
	for (;;) {
		ssize_t n = read(fd, text + size, CONFFILE_MAX_BYTES + 1 - size);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n == 0) {
			break;
		}
		size += n > 0 ? (size_t)n : 0;
		if (size > CONFFILE_MAX_BYTES) {
			return -EFBIG;
		}
	}
	text[size] = '\0';
	if (strlen(text) != size) {
		return -EBADMSG;
	}
	*ret_text = TAKE_PTR(text);
	return 0;
}

static int open_directory_of(const char *path)
{
	char directory[PATH_MAX];
	const char *slash = strrchr(path, '/');

	(void)snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path), path);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int conffile_open(struct conffile *conffile)
{
	AUTO_CLOSE int directory_fd = -1;
	AUTO_CLOSE int fd = -1;
	char named[PATH_MAX];
	struct stat status;
	int r;

	*conffile = (struct conffile)CONFFILE_NULL;
	conffile->mode = NEW_FILE_MODE;
	r = conffile_get_path(named, sizeof(named));
	if (r >= 0) {
		r = make_directories(named);
	}
	if (r < 0) {
		return r;
	}
	/* A link (settings kept under version control) stays one: what it points to is replaced. */
	if (!realpath(named, conffile->path)) {
		if (errno != ENOENT) {
			return -errno;
		}
		(void)snprintf(conffile->path, sizeof(conffile->path), "%s", named);
	}
	directory_fd = open_directory_of(conffile->path);
	if (directory_fd < 0) {
		return TAKE_FD(directory_fd);
	}
	do {
		r = flock(directory_fd, LOCK_EX) < 0 ? -errno : 0;
	} while (r == -EINTR);
	if (r < 0) {
		return r;
	}
	fd = open(conffile->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno != ENOENT) {
		return -errno;
	}
	if (fd >= 0) {
		if (fstat(fd, &status) < 0) {
			return -errno;
		}
		if (!S_ISREG(status.st_mode)) {
			return -EBADMSG;
		}
		conffile->mode = status.st_mode & 0777;
		r = read_whole(fd, &conffile->former);
		if (r < 0) {
			return r;
		}
	}
	conffile->directory_fd = TAKE_FD(directory_fd);
	return 0;
}

void conffile_close(struct conffile *conffile)
{
	if (conffile->directory_fd >= 0) {
		(void)close(conffile->directory_fd);
	}
	free(conffile->former);
	*conffile = (struct conffile)CONFFILE_NULL;
}

static int write_whole(int fd, const char *text)
{
	size_t size = strlen(text);

	while (size > 0) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n > 0) {
			text += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

int conffile_write(struct conffile *conffile, const char *text)
{
	/* Not *.conf, so the daemon does not read it. */
	char temporary[PATH_MAX + 16];
	AUTO_CLOSE int fd = -1;
	int r = 0;

	if (!text) {
		if (unlink(conffile->path) < 0 && errno != ENOENT) {
			return -errno;
		}
		return fsync(conffile->directory_fd) < 0 ? -errno : 0;
	}
	(void)snprintf(temporary, sizeof(temporary), "%s.XXXXXX", conffile->path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	r = write_whole(fd, text);
	if (r >= 0 && (fchmod(fd, conffile->mode) < 0 || fsync(fd) < 0)) {
		r = -errno;
	}
	if (r >= 0 && rename(temporary, conffile->path) < 0) {
		r = -errno;
	}
	if (r < 0) {
		(void)unlink(temporary); /* the reason is in r */
		return r;
	}
	return fsync(conffile->directory_fd) < 0 ? -errno : 0;
}

int conffile_restore(struct conffile *conffile)
{
	return conffile_write(conffile, conffile->former);
}
