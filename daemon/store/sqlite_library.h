/* SPDX-License-Identifier: MIT */
/* SQLite, loaded while it is used: mapped, it costs every daemon 1.3 MiB that nothing needs between
 * two writes. */
#pragma once

#include <sqlite3.h>

/* Every function that the store uses. */
#define SQLITE_FUNCTIONS(X)  \
	X(bind_blob)         \
	X(bind_int64)        \
	X(bind_null)         \
	X(bind_text)         \
	X(busy_timeout)      \
	X(changes)           \
	X(clear_bindings)    \
	X(close)             \
	X(column_blob)       \
	X(column_bytes)      \
	X(column_int64)      \
	X(column_text)       \
	X(column_type)       \
	X(db_config)         \
	X(errmsg)            \
	X(exec)              \
	X(extended_errcode)  \
	X(finalize)          \
	X(get_autocommit)    \
	X(initialize)        \
	X(open_v2)           \
	X(prepare_v2)        \
	X(reset)             \
	X(shutdown)          \
	X(step)              \
	X(system_errno)      \
	X(vfs_find)          \
	X(vfs_register)      \
	X(vfs_unregister)    \
	X(wal_checkpoint_v2) \
	X(wal_hook)

/* For open_v2(): files as ever, but no long sleep. */
#define SQLITE_LIBRARY_VFS "backcare"

struct sqlite_library {
	void *handle;    /* NULL: not loaded */
	sqlite3_vfs vfs; /* stays where it is while the library is loaded */
#define X(name) __typeof__(&sqlite3_##name) name;
	SQLITE_FUNCTIONS(X)
#undef X
};

/* Harmless if it is loaded. Returns 0, -ENOSYS if there is none that will do, -ENOMEM. */
int sqlite_library_load(struct sqlite_library *library);

/* No connection may be open. Harmless if it is not loaded. */
void sqlite_library_unload(struct sqlite_library *library);
