/* SPDX-License-Identifier: MIT */
/* Waits for a path to appear, to go, or to be replaced, without polling; the directories above it
 * need not exist yet. */
#pragma once

#include <stdbool.h>

struct loop;
struct pathwatch;

/* What is seen of the path changed. It may have changed back since. May free the pathwatch. */
typedef void (*pathwatch_fn)(void *userdata);

/* Watches an absolute path, which is copied. If its last component ends in '*': any name that
 * begins so, and every change of one. Otherwise a change is: it appears, it goes, another inode has
 * its place (a link is not followed), or a regular file was written and closed. What was there
 * before is no change. All watches of a loop share one inotify descriptor, which is open as long
 * as there is one. While a watch lives, each change in the directory wakes the process: free it
 * when there is nothing to wait for. Returns 0, -EINVAL, -ENAMETOOLONG, -EMFILE, -ENOSPC (limits of
 * inotify), -ENOMEM. */
int pathwatch_new(struct loop *loop, const char *path, pathwatch_fn fn, void *userdata,
	struct pathwatch **ret_watch);
/* Also from its own callback. */
struct pathwatch *pathwatch_free(struct pathwatch *watch);

/* Is there something at the path (a broken link counts), as of the last look? */
bool pathwatch_exists(const struct pathwatch *watch);
