/* SPDX-License-Identifier: MIT */
/* Another program at the file of the history. */
#pragma once

#include <sqlite3.h>

/* The caller closes it. */
sqlite3 *beside_open(const char *path);
/* It has to go well. */
void beside_execute(sqlite3 *other, const char *sql);
