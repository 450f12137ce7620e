/* SPDX-License-Identifier: MIT */
#include "store_beside.h"

#include <check.h>

sqlite3 *beside_open(const char *path)
{
	sqlite3 *other;

	ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
	return other;
}

void beside_execute(sqlite3 *other, const char *sql)
{
	ck_assert_msg(sqlite3_exec(other, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
		sqlite3_errmsg(other));
}
