/* SPDX-License-Identifier: MIT */
/* With the names that the C library gives them, not those of large files. */
#undef _FILE_OFFSET_BITS

#include "faulty_libc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((__visibility__("default")))
/* Of a child that is gone. */
#define EXIT_CODE 77

static struct {
	bool is_armed;
	enum fault fault;
	unsigned long call, count, unsynced;
	char shadow[128];
} faulty;

void faulty_libc_arm(enum fault fault, unsigned long call)
{
	faulty.is_armed = true;
	faulty.fault = fault;
	faulty.call = call;
	faulty.count = 0;
	faulty.unsynced = 0;
}

void faulty_libc_disarm(void)
{
	faulty.is_armed = false;
}

unsigned long faulty_libc_count(void)
{
	return faulty.count;
}

unsigned long faulty_libc_unsynced(void)
{
	return faulty.unsynced;
}

void faulty_libc_shadow(const char *directory)
{
	(void)snprintf(faulty.shadow, sizeof(faulty.shadow), "%s", directory ? directory : "");
}

/* Returns the errno of this call, or 0. */
static int next_error(void)
{
	bool is_it;

	if (!faulty.is_armed) {
		return 0;
	}
	faulty.count++;
	is_it = faulty.count == faulty.call;
	switch (faulty.fault) {
	case FAULT_ONCE_EIO:
		return is_it ? EIO : 0;
	case FAULT_ONCE_SHORT:
		return is_it ? ENOSPC : 0;
	case FAULT_FULL:
		return faulty.count >= faulty.call ? ENOSPC : 0;
	case FAULT_BROKEN:
		return faulty.count >= faulty.call ? EIO : 0;
	case FAULT_EXIT:
		if (is_it) {
			_exit(EXIT_CODE);
		}
		return 0;
	case FAULT_NONE:
	case FAULT_MAX:
	default:
		return 0;
	}
}

static int fails(void)
{
	int error = next_error();

	if (error == 0) {
		return 0;
	}
	errno = error;
	return -1;
}

static ssize_t write_at(int fd, const void *data, size_t size, off_t offset)
{
	faulty.unsynced += faulty.is_armed;
	if (fails() < 0) {
		if (faulty.fault == FAULT_ONCE_SHORT && size > 1) {
			return (ssize_t)syscall(SYS_pwrite64, fd, data, size / 2, offset);
		}
		return -1;
	}
	return (ssize_t)syscall(SYS_pwrite64, fd, data, size, offset);
}

/* A directory is synced as well, and is not copied. */
static void copy_to_shadow(int fd)
{
	char link[64], from[256], to[512], buffer[65536];
	struct stat status;
	ssize_t n;
	off_t at = 0;
	int out;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, from, sizeof(from) - 1);
	if (n < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
		return;
	}
	from[n] = '\0';
	(void)snprintf(to, sizeof(to), "%s%s", faulty.shadow, strrchr(from, '/'));
	out = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	while ((n = pread(fd, buffer, sizeof(buffer), at)) > 0) {
		(void)syscall(SYS_pwrite64, out, buffer, n, at);
		at += n;
	}
	(void)close(out);
}

static int sync_file(int fd)
{
	if (fails() < 0) {
		return -1;
	}
	faulty.unsynced = 0;
	if (faulty.is_armed && faulty.shadow[0]) {
		copy_to_shadow(fd);
	}
	return 0;
}

EXPORT ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	return write_at(fd, data, size, offset);
}

EXPORT ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	return write_at(fd, data, size, offset);
}

EXPORT int fsync(int fd)
{
	return sync_file(fd);
}

EXPORT int fdatasync(int fd)
{
	return sync_file(fd);
}

EXPORT int ftruncate(int fd, off_t size)
{
	return fails() < 0 ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

EXPORT int ftruncate64(int fd, off64_t size)
{
	return fails() < 0 ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

EXPORT int rename(const char *from, const char *to)
{
	return fails() < 0 ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* Whoever needs it to be gone syncs the directory; the others do not mind. */
EXPORT int unlink(const char *path)
{
	char shadowed[512];

	if (fails() < 0) {
		return -1;
	}
	if (faulty.is_armed && faulty.shadow[0]) {
		(void)snprintf(
			shadowed, sizeof(shadowed), "%s%s", faulty.shadow, strrchr(path, '/'));
		(void)syscall(SYS_unlinkat, AT_FDCWD, shadowed, 0);
	}
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

EXPORT int mkdir(const char *path, mode_t mode)
{
	return fails() < 0 ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

static int open_file(const char *path, int flags, mode_t mode)
{
	if ((flags & O_CREAT) != 0 && fails() < 0) {
		return -1;
	}
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static mode_t mode_of(int flags, va_list *arguments)
{
	return (flags & O_CREAT) != 0 ? va_arg(*arguments, mode_t) : 0;
}

EXPORT int open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, &arguments);
	va_end(arguments);
	return open_file(path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, &arguments);
	va_end(arguments);
	return open_file(path, flags, mode);
}
