/* SPDX-License-Identifier: MIT */
#include "wayland_sockets.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#define NAME_PREFIX "wayland-"

/* Entries looked at; a runtime directory with more sockets than that has no sense in it. */
#define FOUND_MAX 64

struct found {
	char path[WAYLAND_SOCKET_PATH_MAX];
	struct timespec made;
};

int wayland_sockets_get_path(
	const char *runtime_directory, const char *display, char path[WAYLAND_SOCKET_PATH_MAX])
{
	int size = display[0] == '/' ? snprintf(path, WAYLAND_SOCKET_PATH_MAX, "%s", display)
				     : snprintf(path, WAYLAND_SOCKET_PATH_MAX, "%s/%s",
					       runtime_directory, display);

	return size < 0 || size >= WAYLAND_SOCKET_PATH_MAX ? -ENAMETOOLONG : 0;
}

static void add(struct wayland_sockets *sockets, const char *path)
{
	struct stat status;

	for (size_t i = 0; i < sockets->n; i++) {
		if (strcmp(sockets->paths[i], path) == 0) {
			return;
		}
	}
	if (sockets->n < WAYLAND_SOCKETS_MAX && stat(path, &status) == 0 &&
		S_ISSOCK(status.st_mode)) {
		(void)strcpy(sockets->paths[sockets->n++], path);
	}
}

static void add_display(
	struct wayland_sockets *sockets, const char *runtime_directory, const char *display)
{
	char path[WAYLAND_SOCKET_PATH_MAX];

	if (display != NULL && display[0] != '\0' &&
		wayland_sockets_get_path(runtime_directory, display, path) >= 0) {
		add(sockets, path);
	}
}

static int compare_newest_first(const void *one, const void *other)
{
	const struct found *a = one, *b = other;

	if (a->made.tv_sec != b->made.tv_sec) {
		return a->made.tv_sec > b->made.tv_sec ? -1 : 1;
	}
	if (a->made.tv_nsec != b->made.tv_nsec) {
		return a->made.tv_nsec > b->made.tv_nsec ? -1 : 1;
	}
	return strcmp(a->path, b->path);
}

void wayland_sockets_find(struct wayland_sockets *sockets, const char *runtime_directory,
	const char *display, const char *other_display)
{
	struct found *found = calloc(FOUND_MAX, sizeof(*found));
	DIR *directory = opendir(runtime_directory);
	const struct dirent *entry;
	struct stat status;
	size_t n = 0;

	sockets->n = 0;
	add_display(sockets, runtime_directory, display);
	add_display(sockets, runtime_directory, other_display);
	while (found != NULL && directory != NULL && n < FOUND_MAX &&
		(entry = readdir(directory)) != NULL) {
		/* A lock file lies beside each socket. */
		if (strncmp(entry->d_name, NAME_PREFIX, strlen(NAME_PREFIX)) == 0 &&
			wayland_sockets_get_path(runtime_directory, entry->d_name, found[n].path) >=
				0 &&
			stat(found[n].path, &status) == 0 && S_ISSOCK(status.st_mode)) {
			found[n++].made = status.st_ctim;
		}
	}
	if (found != NULL) {
		qsort(found, n, sizeof(*found), compare_newest_first);
	}
	for (size_t i = 0; i < n; i++) {
		add(sockets, found[i].path);
	}
	if (directory != NULL) {
		(void)closedir(directory);
	}
	free(found);
}

int wayland_sockets_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	static_assert(sizeof(address.sun_path) == WAYLAND_SOCKET_PATH_MAX, "a path fits");
	if (fd < 0) {
		return -errno;
	}
	(void)strcpy(address.sun_path, path);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		return -errno;
	}
	return TAKE_FD(fd);
}
