/* SPDX-License-Identifier: MIT */
/* One connection to one file, its prepared statements, and errors as errno. -EUCLEAN: the file is
 * torn or is not ours. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sqlite_library.h"
#include "statements.h"

struct database {
	const struct sqlite_library *sqlite;
	sqlite3 *connection; /* NULL: closed */
	sqlite3_stmt *statements[STATEMENT_MAX];
	int wal_pages; /* after the last commit */
	bool syncs_commits;
};

/* The file exists, perhaps empty. Makes it ours, and brings it to the version of this program.
 * Returns 0, -EUCLEAN, -EOPNOTSUPP (written by a newer one) or another errno; then it is closed. */
int database_open(struct database *database, const struct sqlite_library *sqlite, const char *path);
/* Harmless if it is closed. */
void database_close(struct database *database);

/* Whatever it says of the last failure; valid until the next call. */
const char *database_error_text(const struct database *database);

/* Runs without an answer. */
int database_execute(struct database *database, const char *sql);

/* Binds by 'types', a letter each: i int64_t; t const char * (NULL: null); b const void *, size_t;
 * o bool, int64_t (null if false). The texts outlive the steps. */
int database_bind(struct database *database, enum statement which, sqlite3_stmt **ret_statement,
	const char *types, ...);
/* Returns 1: a row; 0: no more; or an error. But for a row the statement is ready for the next. */
int database_step(struct database *database, sqlite3_stmt *statement);
/* For who stops before the last row. */
void database_reset(struct database *database, sqlite3_stmt *statement);
/* Both, where no row is wanted. */
int database_run(struct database *database, enum statement which, const char *types, ...);
/* The first column of the first row. Returns 1, 0 (no row, or null), or an error. */
int database_get_int(struct database *database, enum statement which, int64_t *ret_value,
	const char *types, ...);

/* 'syncs': the commit is on disk when it returns. */
int database_begin(struct database *database, bool syncs);
int database_commit(struct database *database);
/* Harmless if nothing was begun. */
void database_roll_back(struct database *database);

/* Puts the log into the file. 'truncates': and leaves nothing of it behind. */
int database_checkpoint(struct database *database, bool truncates);
