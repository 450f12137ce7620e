/* SPDX-License-Identifier: MIT */
/* Directory and file. No descriptor of the file may be closed while SQLite has it open: its locks
 * would go with it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "history_internal.h"

/* Files that are set aside within one second. */
#define ASIDE_NAMES_MAX 100

static int directory_error(int error)
{
	return error == EPERM ? -EACCES : -error;
}

/* So that a power cut does not take the name of what was just made. */
static int sync_directory(const char *path)
{
	char *copy AUTO_FREE = strdup(path);
	int fd AUTO_CLOSE = -1;

	if (!copy) {
		return -ENOMEM;
	}
	strrchr(copy, '/')[1] = '\0';
	fd = open(copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? 0 : -EIO;
}

/* The directory and those above it: for the user alone, as the XDG base directories say. */
static int make_directories(const char *path)
{
	char *copy AUTO_FREE = strdup(path);
	struct stat status;

	if (!copy) {
		return -ENOMEM;
	}
	for (char *at = strchr(copy + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(copy, 0700) == 0) {
			int r = sync_directory(copy);

			if (r < 0) {
				return r;
			}
		} else if (errno != EEXIST && (errno == ENOENT || stat(copy, &status) < 0)) {
			return directory_error(errno);
		}
		*at = '/';
	}
	return 0;
}

static bool has_content(const char *path, const char *suffix)
{
	char *name AUTO_FREE = NULL;
	struct stat status;

	return asprintf(&name, "%s%s", path, suffix) >= 0 && stat(name, &status) == 0 &&
	       status.st_size > 0;
}

int files_prepare(const char *path, bool *ret_was_emptied)
{
	struct stat status;
	int fd AUTO_CLOSE = -1;

	if (stat(path, &status) == 0) {
		if (!S_ISREG(status.st_mode)) {
			return -EISDIR;
		}
		if ((status.st_mode & 077) != 0) {
			/* Of others: then it cannot be helped, and is no reason to lose anything.
			 */
			(void)chmod(path, status.st_mode & 0700);
		}
		*ret_was_emptied = status.st_size == 0;
		/* SQLite would throw the log away: it is as good as a file that is torn. */
		return status.st_size == 0 && has_content(path, "-wal") ? -EUCLEAN : 0;
	}
	if (errno != ENOENT) {
		return directory_error(errno);
	}
	/* Also where a link leads that leads nowhere yet. */
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 && errno == ENOENT) {
		int r = make_directories(path);

		if (r < 0) {
			return r;
		}
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	}
	if (fd < 0) {
		return directory_error(errno);
	}
	*ret_was_emptied = false;
	return sync_directory(path);
}

static void format_stamp(char *to, size_t size, const struct core_now *now)
{
	int64_t local_usec = (int64_t)now->real_usec + now->utc_offset_usec;
	time_t seconds = (time_t)(local_usec / (int64_t)USEC_PER_SEC);
	struct tm fields = {0};

	(void)gmtime_r(&seconds, &fields);
	(void)strftime(to, size, "%Y%m%dT%H%M%S", &fields);
}

static int rename_part(const char *path, const char *aside, const char *suffix)
{
	char *from AUTO_FREE = NULL;
	char *to AUTO_FREE = NULL;

	if (asprintf(&from, "%s%s", path, suffix) < 0 || asprintf(&to, "%s%s", aside, suffix) < 0) {
		return -ENOMEM;
	}
	return rename(from, to) == 0 || errno == ENOENT ? 0 : directory_error(errno);
}

int files_set_aside(
	const char *path, const struct core_now *now, char ret_name[HISTORY_NAME_MAX_BYTES])
{
	char *aside AUTO_FREE = NULL;
	char *shared AUTO_FREE = NULL;
	char stamp[32], number[16] = "";
	int r;

	format_stamp(stamp, sizeof(stamp), now);
	for (int i = 2;; i++) {
		free(TAKE_PTR(aside));
		if (asprintf(&aside, "%s.torn-%s%s", path, stamp, number) < 0) {
			return -ENOMEM;
		}
		if (access(aside, F_OK) < 0) {
			break;
		}
		if (i > ASIDE_NAMES_MAX) {
			return -EIO;
		}
		(void)snprintf(number, sizeof(number), "-%d", i);
	}
	/* The log first: a file without its log is read without it, a log without its file is lost.
	 */
	r = rename_part(path, aside, "-wal");
	if (r == 0) {
		r = rename_part(path, aside, "");
	}
	if (r == 0 && asprintf(&shared, "%s-shm", path) >= 0) {
		(void)unlink(shared);
	}
	if (r == 0) {
		r = sync_directory(path);
	}
	if (r == 0) {
		(void)snprintf(ret_name, HISTORY_NAME_MAX_BYTES, "%s", strrchr(aside, '/') + 1);
	}
	return r;
}
