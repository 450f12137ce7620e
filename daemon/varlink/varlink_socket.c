/* SPDX-License-Identifier: MIT */
/* A socket file outlives its daemon, so one that is found may be stale: whether somebody listens is
 * asked by connecting to it. Between that and the removal another daemon could do the same, and
 * both would run: hence the lock, on the directory, so that no further file lies around. Whoever
 * finds it taken came second. */
#include "varlink_socket.h"

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>

static int make_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* Returns 0 if a living daemon listens there, -ECONNREFUSED if none does, -errno. */
static int probe(const struct sockaddr_un *address)
{
	AUTO_CLOSE int fd = make_socket();

	if (fd < 0) {
		return fd;
	}
	/* EAGAIN is a full queue: somebody lives there, and is busy. */
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 &&
		errno != EAGAIN) {
		return -errno;
	}
	return 0;
}

/* Removes what a dead daemon left at the path. Returns 0, -EADDRINUSE, -EEXIST, -EPERM, -errno. */
static int remove_stale(const struct sockaddr_un *address)
{
	struct stat info;
	int r;

	if (lstat(address->sun_path, &info) < 0) {
		return errno == ENOENT ? 0 : -errno;
	}
	if (!S_ISSOCK(info.st_mode)) {
		return -EEXIST;
	}
	if (info.st_uid != geteuid()) {
		return -EPERM;
	}
	r = probe(address);
	if (r == 0) {
		return -EADDRINUSE;
	}
	/* EPROTOTYPE is a socket of another type: not ours to remove. */
	if (r != -ECONNREFUSED) {
		return r == -EPROTOTYPE ? -EEXIST : r;
	}
	return unlink(address->sun_path) < 0 ? -errno : 0;
}

/* Locks the directory of the path, as long as the descriptor is open. */
static int lock_directory(const char *path, int *ret_fd)
{
	AUTO_FREE char *directory = strdup(path);
	AUTO_CLOSE int fd = -1;
	char *slash;

	if (directory == NULL) {
		return -ENOMEM;
	}
	slash = strrchr(directory, '/');
	if (slash != NULL) {
		slash[slash == directory ? 1 : 0] = '\0';
	}
	fd = open(slash != NULL ? directory : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		return errno == EWOULDBLOCK ? -EADDRINUSE : -errno;
	}
	*ret_fd = TAKE_FD(fd);
	return 0;
}

int varlink_socket_listen(const char *path, int *ret_fd, struct stat *ret_info)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	AUTO_CLOSE int lock = -1;
	AUTO_CLOSE int fd = -1;
	int r;

	_Static_assert(sizeof(address.sun_path) == SOCKPATH_MAX, "SOCKPATH_MAX");
	if (strlen(path) >= sizeof(address.sun_path)) {
		return -ENAMETOOLONG;
	}
	strcpy(address.sun_path, path);
	r = lock_directory(path, &lock);
	if (r < 0) {
		return r;
	}
	r = remove_stale(&address);
	if (r < 0) {
		return r;
	}
	fd = make_socket();
	if (fd < 0) {
		return fd;
	}
	/* The mode of the descriptor becomes that of the file, from its first moment on. */
	if (fchmod(fd, 0600) < 0 ||
		bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		return -errno;
	}
	if (listen(fd, SOMAXCONN) < 0 || lstat(path, ret_info) < 0) {
		r = -errno;
		(void)unlink(path);
		return r;
	}
	*ret_fd = TAKE_FD(fd);
	return 0;
}

void varlink_socket_remove(const char *path, const struct stat *info)
{
	struct stat now;

	if (lstat(path, &now) == 0 && now.st_dev == info->st_dev && now.st_ino == info->st_ino) {
		(void)unlink(path);
	}
}

static int get_option(int fd, int option, int *ret_value)
{
	socklen_t size = sizeof(*ret_value);

	return getsockopt(fd, SOL_SOCKET, option, ret_value, &size) < 0 ? -errno : 0;
}

int varlink_socket_examine(int fd, bool *ret_listening)
{
	int domain = 0;
	int type = 0;
	int listening = 0;
	int r = get_option(fd, SO_DOMAIN, &domain);

	if (r < 0) {
		return r;
	}
	r = get_option(fd, SO_TYPE, &type);
	if (r < 0) {
		return r;
	}
	if (domain != AF_UNIX || type != SOCK_STREAM) {
		return -EPROTOTYPE;
	}
	r = get_option(fd, SO_ACCEPTCONN, &listening);
	if (r < 0) {
		return r;
	}
	*ret_listening = listening != 0;
	return 0;
}

int varlink_socket_prepare(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
		fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
		return -errno;
	}
	return 0;
}

int varlink_socket_get_peer(int fd, pid_t *ret_pid, uid_t *ret_uid)
{
	struct ucred credentials;
	socklen_t size = sizeof(credentials);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) {
		return -errno;
	}
	if (credentials.uid != geteuid() && credentials.uid != 0) {
		return -EPERM;
	}
	*ret_pid = credentials.pid;
	*ret_uid = credentials.uid;
	return 0;
}
