/* SPDX-License-Identifier: MIT */
/* The one settings file that backcarectl writes: a drop-in beside those of the user. */
#pragma once

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

/* Nobody keeps more settings than that. */
#define CONFFILE_MAX_BYTES ((size_t)64 * 1024)

/* The file while it is being changed: opened, locked against another backcarectl, and with what it
 * was before, to be put back. */
struct conffile {
	char path[PATH_MAX]; /* without symbolic links */
	int directory_fd;    /* owned and locked; -1: none */
	char *former;        /* owned; NULL: there was no file */
	mode_t mode;
};

#define CONFFILE_NULL {.directory_fd = -1}

/* Where the file is: below $XDG_CONFIG_HOME, else ~/.config. Returns 0, -ENOENT without a home
 * directory, -ENAMETOOLONG. */
int conffile_get_path(char *buffer, size_t size);

/* Makes the directories that are missing, locks, reads. Returns 0, -EFBIG, -EBADMSG for a file that
 * is no text, -errno. */
int conffile_open(struct conffile *conffile);
void conffile_close(struct conffile *conffile);

/* Replaces the file as a whole: a crash leaves the former one or this one. NULL removes it. Returns
 * 0 or -errno. */
int conffile_write(struct conffile *conffile, const char *text);

/* Puts back what was there when it was opened. Returns 0 or -errno. */
int conffile_restore(struct conffile *conffile);
