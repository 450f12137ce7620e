/* SPDX-License-Identifier: MIT */
#include "sqlite_library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

static const char library_name[] = "libsqlite3.so.0";

/* SQLite sleeps up to ten seconds where a log that it cannot lock makes no sense to it: tries
 * without end, which are as good at once. */
#define SLEEP_MAX_USEC 1000

static const char *const function_names[] = {
#define X(name) "sqlite3_" #name,
	SQLITE_FUNCTIONS(X)
#undef X
};

/* A function pointer cannot be cast from what dlsym() returns, only copied. */
static int find_functions(struct sqlite_library *library)
{
	char *to = (char *)library + offsetof(struct sqlite_library, bind_blob);

	_Static_assert(sizeof(library->bind_blob) == sizeof(void *), "dlsym() cannot work");
	for (size_t i = 0; i < ELEMENTSOF(function_names); i++) {
		void *function = dlsym(library->handle, function_names[i]);

		if (!function) {
			return -ENOSYS;
		}
		memcpy(to + i * sizeof(function), &function, sizeof(function));
	}
	return 0;
}

static int sleep_shortly(sqlite3_vfs *vfs, int usec)
{
	(void)usleep(usec < SLEEP_MAX_USEC ? (useconds_t)usec : SLEEP_MAX_USEC);
	return usec;
}

static int register_vfs(struct sqlite_library *library)
{
	sqlite3_vfs *files = library->vfs_find(NULL);

	if (!files) {
		return -ENOSYS;
	}
	library->vfs = *files;
	library->vfs.pNext = NULL;
	library->vfs.zName = SQLITE_LIBRARY_VFS;
	library->vfs.xSleep = sleep_shortly;
	return library->vfs_register(&library->vfs, 0) == SQLITE_OK ? 0 : -ENOMEM;
}

int sqlite_library_load(struct sqlite_library *library)
{
	int r;

	if (library->handle) {
		return 0;
	}
	library->handle = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
	if (!library->handle) {
		return -ENOSYS;
	}
	r = find_functions(library);
	if (r == 0 && library->initialize() != SQLITE_OK) {
		r = -ENOMEM;
	}
	if (r == 0) {
		r = register_vfs(library);
	}
	if (r < 0) {
		(void)dlclose(library->handle);
		*library = (struct sqlite_library){0};
	}
	return r;
}

void sqlite_library_unload(struct sqlite_library *library)
{
	if (!library->handle) {
		return;
	}
	(void)library->vfs_unregister(&library->vfs);
	/* What it holds of its own would be lost with it. */
	(void)library->shutdown();
	(void)dlclose(library->handle);
	*library = (struct sqlite_library){0};
}
