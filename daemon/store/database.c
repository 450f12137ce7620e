/* SPDX-License-Identifier: MIT */
#include "database.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "history.h"
#include "schema.h"

/* --- errors ---------------------------------------------------------------------------------- */

static int device_error(const struct database *database)
{
	int error = database->connection ? database->sqlite->system_errno(database->connection) : 0;

	switch (error) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return -ENOSPC;
	case EROFS:
	case EACCES:
	case EPERM:
	case ENOENT:
	case ENOTDIR:
	case ENOMEM:
		return -error;
	default:
		return -EIO;
	}
}

static int to_errno(const struct database *database, int code)
{
	switch (code & 0xFF) {
	case SQLITE_OK:
	case SQLITE_DONE:
		return 0;
	case SQLITE_ROW:
		return 1;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return -EBUSY;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_READONLY:
		return -EROFS;
	case SQLITE_PERM:
		return -EACCES;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EUCLEAN;
	case SQLITE_CANTOPEN:
	default:
		return code == SQLITE_IOERR_NOMEM ? -ENOMEM : device_error(database);
	}
}

const char *database_error_text(const struct database *database)
{
	return database->connection ? database->sqlite->errmsg(database->connection) : "";
}

static int failure(const struct database *database, int code)
{
	return code == SQLITE_OK ? 0
				 : to_errno(database, database->sqlite->extended_errcode(
							      database->connection));
}

/* --- statements ------------------------------------------------------------------------------ */

int database_execute(struct database *database, const char *sql)
{
	return failure(
		database, database->sqlite->exec(database->connection, sql, NULL, NULL, NULL));
}

/* A statement that was right before does not fit this file: it is not as we made it. */
static int prepare(struct database *database, const char *text, sqlite3_stmt **ret_statement)
{
	int code =
		database->sqlite->prepare_v2(database->connection, text, -1, ret_statement, NULL);

	return code == SQLITE_ERROR ? -EUCLEAN : failure(database, code);
}

static int bind(
	struct database *database, sqlite3_stmt *statement, const char *types, va_list *arguments)
{
	const struct sqlite_library *sqlite = database->sqlite;
	int code = SQLITE_OK;

	for (int i = 1; *types && code == SQLITE_OK; types++, i++) {
		const void *data;
		bool is_there;
		int64_t value;

		switch (*types) {
		case 'i':
			code = sqlite->bind_int64(statement, i, va_arg(*arguments, int64_t));
			break;
		case 'o':
			is_there = va_arg(*arguments, int) != 0;
			value = va_arg(*arguments, int64_t);
			code = is_there ? sqlite->bind_int64(statement, i, value)
					: sqlite->bind_null(statement, i);
			break;
		case 't':
			data = va_arg(*arguments, const char *);
			code = sqlite->bind_text(statement, i, data, -1, SQLITE_STATIC);
			break;
		case 'b':
			data = va_arg(*arguments, const void *);
			code = sqlite->bind_blob(
				statement, i, data, (int)va_arg(*arguments, size_t), SQLITE_STATIC);
			break;
		default:
			assert(false);
			break;
		}
	}
	return failure(database, code);
}

static int bind_which(struct database *database, enum statement which, sqlite3_stmt **ret_statement,
	const char *types, va_list *arguments)
{
	int r = 0;

	if (!database->statements[which]) {
		r = prepare(database, statement_text(which), &database->statements[which]);
	}
	if (r == 0) {
		r = bind(database, database->statements[which], types, arguments);
	}
	if (r == 0) {
		*ret_statement = database->statements[which];
	}
	return r;
}

int database_bind(struct database *database, enum statement which, sqlite3_stmt **ret_statement,
	const char *types, ...)
{
	va_list arguments;
	int r;

	va_start(arguments, types);
	r = bind_which(database, which, ret_statement, types, &arguments);
	va_end(arguments);
	return r;
}

int database_step(struct database *database, sqlite3_stmt *statement)
{
	int code = database->sqlite->step(statement);
	int r;

	if (code == SQLITE_ROW) {
		return 1;
	}
	r = code == SQLITE_DONE ? 0 : failure(database, code);
	database_reset(database, statement);
	return r;
}

void database_reset(struct database *database, sqlite3_stmt *statement)
{
	/* It repeats the error of the step. */
	(void)database->sqlite->reset(statement);
	(void)database->sqlite->clear_bindings(statement);
}

int database_run(struct database *database, enum statement which, const char *types, ...)
{
	sqlite3_stmt *statement = NULL;
	va_list arguments;
	int r;

	va_start(arguments, types);
	r = bind_which(database, which, &statement, types, &arguments);
	va_end(arguments);
	if (r == 0) {
		r = database_step(database, statement);
	}
	if (r > 0) {
		database_reset(database, statement);
		r = 0;
	}
	return r;
}

int database_get_int(
	struct database *database, enum statement which, int64_t *ret_value, const char *types, ...)
{
	sqlite3_stmt *statement = NULL;
	va_list arguments;
	int r;

	va_start(arguments, types);
	r = bind_which(database, which, &statement, types, &arguments);
	va_end(arguments);
	if (r == 0) {
		r = database_step(database, statement);
	}
	if (r > 0) {
		if (database->sqlite->column_type(statement, 0) == SQLITE_NULL) {
			r = 0;
		} else {
			*ret_value = database->sqlite->column_int64(statement, 0);
		}
		database_reset(database, statement);
	}
	return r;
}

/* --- transactions ---------------------------------------------------------------------------- */

int database_begin(struct database *database, bool syncs)
{
	int r = 0;

	if (syncs != database->syncs_commits) {
		r = database_execute(
			database, syncs ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
	}
	if (r == 0) {
		database->syncs_commits = syncs;
		r = database_run(database, STATEMENT_BEGIN, "");
	}
	return r;
}

int database_commit(struct database *database)
{
	return database_run(database, STATEMENT_COMMIT, "");
}

void database_roll_back(struct database *database)
{
	if (database->connection && !database->sqlite->get_autocommit(database->connection)) {
		(void)database_run(database, STATEMENT_ROLL_BACK, "");
	}
}

/* Takes the place of the automatic checkpoint, which would come within a call. */
static int note_wal_pages(void *userdata, sqlite3 *connection, const char *name, int n_pages)
{
	struct database *database = userdata;

	database->wal_pages = n_pages;
	return SQLITE_OK;
}

int database_checkpoint(struct database *database, bool truncates)
{
	int r = failure(database,
		database->sqlite->wal_checkpoint_v2(database->connection, NULL,
			truncates ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL,
			NULL));

	if (r == 0) {
		database->wal_pages = 0;
	}
	return r;
}

/* --- opening --------------------------------------------------------------------------------- */

static int get_pragma(struct database *database, const char *sql, int64_t *ret_value)
{
	sqlite3_stmt *statement;
	int r = prepare(database, sql, &statement);

	if (r < 0) {
		return r;
	}
	r = failure(database, database->sqlite->step(statement) == SQLITE_ROW
				      ? SQLITE_OK
				      : database->sqlite->extended_errcode(database->connection));
	if (r == 0) {
		*ret_value = database->sqlite->column_int64(statement, 0);
	}
	(void)database->sqlite->finalize(statement);
	return r;
}

static int take_schema_step(struct database *database, int version)
{
	char numbers[96];
	int r = database_begin(database, true);

	if (r == 0) {
		r = database_execute(database, schema_step_text(version));
	}
	if (r == 0) {
		(void)snprintf(numbers, sizeof(numbers),
			"PRAGMA application_id=%d; PRAGMA user_version=%d", SCHEMA_APPLICATION_ID,
			version + 1);
		r = database_execute(database, numbers);
	}
	if (r == 0) {
		r = database_commit(database);
	}
	if (r < 0) {
		database_roll_back(database);
	}
	return r;
}

/* Whose is it, and how old? Changes nothing of what is not ours, or is too new. */
static int check_file(struct database *database, int *ret_version)
{
	int64_t application = 0, version = 0, n_tables = 0;
	int r = get_pragma(database, "PRAGMA application_id", &application);

	if (r == 0) {
		r = get_pragma(database, "PRAGMA user_version", &version);
	}
	if (r == 0) {
		r = get_pragma(database, "SELECT count(*) FROM sqlite_schema", &n_tables);
	}
	if (r < 0) {
		return r;
	}
	if (application == 0 && version == 0 && n_tables == 0) {
		*ret_version = 0;
		return 0;
	}
	if (application != SCHEMA_APPLICATION_ID || version < 1) {
		return -EUCLEAN;
	}
	if (version > SCHEMA_VERSION) {
		return -EOPNOTSUPP;
	}
	*ret_version = (int)version;
	return 0;
}

static int configure(struct database *database)
{
	const struct sqlite_library *sqlite = database->sqlite;

	/* The last to close would put the log into the file, and wait for the disk. */
	(void)sqlite->db_config(database->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	(void)sqlite->db_config(database->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite->db_config(database->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite->db_config(database->connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite->db_config(database->connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	(void)sqlite->db_config(database->connection, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	/* What is removed is gone: of the file too. */
	return database_execute(database,
		"PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON;"
		"PRAGMA temp_store=MEMORY; PRAGMA cache_size=-512; PRAGMA synchronous=FULL");
}

static int open_connection(struct database *database, const char *path)
{
	const struct sqlite_library *sqlite = database->sqlite;
	int version = 0;
	int code = sqlite->open_v2(path, &database->connection,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, SQLITE_LIBRARY_VFS);
	int r = code == SQLITE_OK ? 0 : to_errno(database, code);

	if (r < 0) {
		return r;
	}
	(void)sqlite->busy_timeout(database->connection, HISTORY_BUSY_WAIT_MSEC);
	r = configure(database);
	if (r == 0) {
		r = check_file(database, &version);
	}
	if (r == 0 && version == 0) {
		r = database_execute(database, "PRAGMA page_size=4096; PRAGMA journal_mode=WAL");
	}
	/* Replaces the hook of the automatic checkpoint. */
	(void)sqlite->wal_hook(database->connection, note_wal_pages, database);
	database->syncs_commits = true;
	for (; r == 0 && version < SCHEMA_VERSION; version++) {
		r = take_schema_step(database, version);
	}
	return r;
}

int database_open(struct database *database, const struct sqlite_library *sqlite, const char *path)
{
	int r;

	assert(!database->connection);
	*database = (struct database){.sqlite = sqlite};
	r = open_connection(database, path);
	if (r < 0) {
		database_close(database);
	}
	return r;
}

void database_close(struct database *database)
{
	if (!database->connection) {
		return;
	}
	database_roll_back(database);
	for (int i = 0; i < STATEMENT_MAX; i++) {
		(void)database->sqlite->finalize(database->statements[i]);
		database->statements[i] = NULL;
	}
	(void)database->sqlite->close(database->connection);
	database->connection = NULL;
}
