/* SPDX-License-Identifier: MIT */
/* Single values out of the database that dconf keeps GNOME's settings in, without GLib. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What people have is some KiB. */
#define DCONF_MAX_BYTES (4 * 1024 * 1024)

/* How deep keys may be nested. */
#define DCONF_DEPTH_MAX 32

/* 'data': the whole database. 'key': as dconf(1) writes it, "/org/gnome/...", in ASCII. Returns 0;
 * -ENOENT if it is not set; -EBADMSG if this is no such database, or the key no truth in it. */
int dconf_get_truth(const void *data, size_t size, const char *key, bool *ret_truth);

/* Is this word one of a list of strings? Returns as above. */
int dconf_has_word(const void *data, size_t size, const char *key, const char *word, bool *ret_has);

/* The user's own database in 'path', which has 'size' bytes: 0, -ENOENT, -ENAMETOOLONG. */
int dconf_find(char *path, size_t size);

/* The first of a file, which others write and replace: it never blocks. An empty one has no keys.
 * Also what regular_read() says. */
int dconf_read_truth(const char *path, const char *key, bool *ret_truth);

/* The second of a file; the same. */
int dconf_read_word(const char *path, const char *key, const char *word, bool *ret_has);
