/* SPDX-License-Identifier: MIT */
/*
 * Paths that come and go, by inotify.
 *
 * A path is watched through the directory that would hold it, or, while that does not exist,
 * through the deepest one above it that does. An inotify instance is a scarce thing (128 for a
 * user), so all watches of a loop share one, the hub; it is opened with the first and closed with
 * the last. Several watches may share a directory: the kernel gives them the same number.
 *
 * Invariant: after arm() either the watched directory is the parent, or the component below it did
 * not exist after the watch was there; so no appearance is missed.
 */
#include "pathwatch.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "list.h"
#include "log.h"
#include "loop.h"
#include "loop_internal.h"

#define WATCHED                                                                                  \
	(IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE_SELF | \
		IN_MOVE_SELF | IN_ONLYDIR)

/* Events taken with one read; one of the longest name fits. */
#define EVENTS_BYTES 4096

/* Directories that come and go while we look for the deepest one. */
#define ARM_TRIES_MAX 16

struct pathwatch_hub {
	struct loop *loop;
	int fd;
	struct loop_io *io;
	struct list watches;
	struct loop_work free_work;
};

struct pathwatch {
	struct list watches;
	struct pathwatch_hub *hub;
	char *path;     /* without the '*' */
	size_t name_at; /* where the last component begins */
	bool is_prefix;
	int wd;          /* -1: nothing could be watched */
	size_t below_at; /* where the component begins that is looked for in the watched directory
			  */
	bool exists;
	bool touched;  /* an event named it */
	bool disarmed; /* its directory moved or went */
	pathwatch_fn fn;
	void *userdata;
	struct loop_work free_work;
};

static void free_hub(void *userdata)
{
	struct pathwatch_hub *hub = userdata;

	if (hub->fd >= 0) {
		(void)close(hub->fd);
	}
	free(hub);
}

static void free_watch(void *userdata)
{
	struct pathwatch *watch = userdata;

	free(watch->path);
	free(watch);
}

static bool path_exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* For a prefix: the directory is there. */
static bool look(struct pathwatch *watch)
{
	if (watch->is_prefix) {
		return watch->wd >= 0 && watch->below_at == watch->name_at;
	}
	return path_exists(watch->path);
}

static bool wd_is_used(const struct pathwatch_hub *hub, int wd)
{
	const struct pathwatch *watch;

	list_for_each (watch, &hub->watches, watches) {
		if (watch->wd == wd) {
			return true;
		}
	}
	return false;
}

static void disarm(struct pathwatch *watch)
{
	int wd = watch->wd;

	watch->wd = -1;
	if (wd >= 0 && !wd_is_used(watch->hub, wd)) {
		/* Fails if the directory is gone, which is as good. */
		(void)inotify_rm_watch(watch->hub->fd, wd);
	}
}

/* Watches path[0..end), a directory; the slash at its end is part of it only for the root. */
static int watch_directory(struct pathwatch *watch, size_t end)
{
	char directory[PATH_MAX];
	int wd;

	if (end == 0) {
		end = 1;
	}
	memcpy(directory, watch->path, end);
	directory[end] = '\0';
	wd = inotify_add_watch(watch->hub->fd, directory, WATCHED);
	return wd < 0 ? -errno : wd;
}

static bool component_exists(const struct pathwatch *watch, size_t at)
{
	char component[PATH_MAX];
	size_t end = at + strcspn(watch->path + at, "/");

	memcpy(component, watch->path, end);
	component[end] = '\0';
	return path_exists(component);
}

static int arm(struct pathwatch *watch)
{
	disarm(watch);
	for (unsigned i = 0; i < ARM_TRIES_MAX; i++) {
		size_t below_at = watch->name_at;
		int wd = watch_directory(watch, below_at - 1);

		while (wd < 0 && below_at > 1) {
			if (wd != -ENOENT && wd != -ENOTDIR && wd != -EACCES && wd != -ELOOP) {
				return wd;
			}
			/* Every byte before name_at was written; the analyzer loses sight of it. */
			do {
				below_at--;
				/* NOLINTNEXTLINE(clang-analyzer-core.*) */
			} while (watch->path[below_at - 1] != '/');
			wd = watch_directory(watch, below_at - 1);
		}
		if (wd < 0) {
			return wd;
		}
		watch->wd = wd;
		watch->below_at = below_at;
		watch->disarmed = false;
		if (below_at == watch->name_at || !component_exists(watch, below_at)) {
			return 0;
		}
		/* It came in the meantime, or is there and cannot be watched: a link to nothing, a
		 * directory that we may not read. */
	}
	return 0;
}

static bool names_it(const struct pathwatch *watch, const struct inotify_event *event)
{
	const char *name = watch->path + watch->below_at;
	size_t size = strcspn(name, "/");

	if (event->len == 0 || strncmp(event->name, name, size) != 0) {
		return false;
	}
	return (watch->is_prefix && watch->below_at == watch->name_at) || event->name[size] == '\0';
}

static void take_event(struct pathwatch_hub *hub, const struct inotify_event *event)
{
	struct pathwatch *watch;

	list_for_each (watch, &hub->watches, watches) {
		if ((event->mask & IN_Q_OVERFLOW) != 0) {
			watch->touched = true;
			watch->disarmed = true;
		} else if (watch->wd == event->wd) {
			if ((event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF |
						   IN_UNMOUNT)) != 0) {
				watch->disarmed = true;
			} else if (names_it(watch, event)) {
				watch->touched = true;
			}
		}
	}
}

/* Returns whether its owner has to be told. */
static bool settle(struct pathwatch *watch)
{
	bool is_parent = watch->below_at == watch->name_at;
	bool changed = watch->touched && is_parent;
	bool existed = watch->exists;

	if (watch->disarmed || !is_parent) {
		int r = arm(watch);

		if (r < 0) {
			log_warning("Cannot watch %s any more: %s", watch->path, log_errno_text(r));
		}
	}
	watch->touched = false;
	watch->disarmed = false;
	watch->exists = look(watch);
	return changed || watch->exists != existed;
}

static void on_inotify(unsigned events, void *userdata)
{
	struct pathwatch_hub *hub = userdata;
	union {
		struct inotify_event first;
		char bytes[EVENTS_BYTES];
	} buffer;
	ssize_t size = read(hub->fd, &buffer, sizeof(buffer));
	bool again;

	for (ssize_t at = 0; at < size;) {
		const void *here = buffer.bytes + at;
		const struct inotify_event *event = here;

		take_event(hub, event);
		at += (ssize_t)(sizeof(*event) + event->len);
	}
	/* From the beginning after each callback, since it may have freed any of them. The hub
	 * itself is still there: its memory goes with queued work. */
	do {
		struct pathwatch *watch;

		again = false;
		list_for_each (watch, &hub->watches, watches) {
			if ((watch->touched || watch->disarmed) && settle(watch)) {
				again = true;
				watch->fn(watch->userdata);
				break;
			}
		}
	} while (again);
}

static int open_hub(struct loop *loop)
{
	struct pathwatch_hub *hub = calloc(1, sizeof(*hub));
	int r;

	if (hub == NULL) {
		return -ENOMEM;
	}
	hub->loop = loop;
	list_init(&hub->watches);
	loop_work_init(&hub->free_work, free_hub, hub);
	hub->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	r = hub->fd < 0 ? -errno : loop_io_new(loop, on_inotify, hub, &hub->io);
	if (r >= 0) {
		r = loop_io_watch(hub->io, hub->fd, LOOP_READ);
	}
	if (r < 0) {
		hub->io = loop_io_free(hub->io);
		free_hub(hub);
		return r;
	}
	*loop_get_pathwatch_hub(loop) = hub;
	return 0;
}

static void close_hub(struct pathwatch_hub *hub)
{
	*loop_get_pathwatch_hub(hub->loop) = NULL;
	hub->io = loop_io_free(hub->io);
	loop_work_queue(hub->loop, &hub->free_work);
}

/* A copy in which no slash follows another: what $XDG_RUNTIME_DIR holds is not ours to choose. */
static char *copy_path(const char *path)
{
	char *copy = malloc(strlen(path) + 1);
	size_t size = 0;

	if (copy == NULL) {
		return NULL;
	}
	for (const char *from = path; *from != '\0'; from++) {
		if (*from != '/' || size == 0 || copy[size - 1] != '/') {
			copy[size++] = *from;
		}
	}
	copy[size] = '\0';
	return copy;
}

int pathwatch_new(struct loop *loop, const char *path, pathwatch_fn fn, void *userdata,
	struct pathwatch **ret_watch)
{
	struct pathwatch *watch;
	size_t size = strlen(path);
	int r = 0;

	if (path[0] != '/' || path[size - 1] == '/') {
		return -EINVAL;
	}
	if (size >= PATH_MAX) {
		return -ENAMETOOLONG;
	}
	watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return -ENOMEM;
	}
	list_init(&watch->watches);
	loop_work_init(&watch->free_work, free_watch, watch);
	watch->wd = -1;
	watch->fn = fn;
	watch->userdata = userdata;
	watch->path = copy_path(path);
	if (watch->path == NULL) {
		r = -ENOMEM;
	} else {
		watch->name_at = (size_t)(strrchr(watch->path, '/') + 1 - watch->path);
		size = strlen(watch->path);
		if (watch->path[size - 1] == '*') {
			watch->is_prefix = true;
			watch->path[size - 1] = '\0';
		}
		if (*loop_get_pathwatch_hub(loop) == NULL) {
			r = open_hub(loop);
		}
	}
	if (r < 0) {
		free_watch(watch);
		return r;
	}
	watch->hub = *loop_get_pathwatch_hub(loop);
	list_append(&watch->hub->watches, &watch->watches);
	r = arm(watch);
	if (r < 0) {
		watch = pathwatch_free(watch);
		return r;
	}
	watch->exists = look(watch);
	*ret_watch = watch;
	return 0;
}

struct pathwatch *pathwatch_free(struct pathwatch *watch)
{
	if (watch == NULL) {
		return NULL;
	}
	list_remove(&watch->watches);
	disarm(watch);
	if (list_is_empty(&watch->hub->watches)) {
		close_hub(watch->hub);
	}
	loop_work_queue(watch->hub->loop, &watch->free_work);
	return NULL;
}

bool pathwatch_exists(const struct pathwatch *watch)
{
	return watch->exists;
}
