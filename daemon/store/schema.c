/* SPDX-License-Identifier: MIT */
/* A step that was released is never changed: tests/store/history-vN.db are files that it made. */
#include "schema.h"

static const char *const steps[SCHEMA_VERSION] = {
	/* Entries; by number: see enum history_type. 'details' is as in entry.h, 'imported' as in
	 * history_import(). A row of 'day' is struct history_day, 'hours' little-endian.
	 * 'checksum' is over version and data. 'value' is what the store knows of itself. */
	"CREATE TABLE entry (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type INTEGER NOT "
	"NULL,"
	" start_usec INTEGER NOT NULL, duration_usec INTEGER, what TEXT NOT NULL, entry TEXT,"
	" note TEXT, details TEXT, utc_offset_usec INTEGER, machine TEXT, imported INTEGER NOT NULL"
	") STRICT;"
	"CREATE INDEX entry_by_start ON entry (start_usec, id);"
	"CREATE INDEX entry_said ON entry (start_usec, id) WHERE type > 1;"
	"CREATE INDEX entry_forgettable ON entry (start_usec) WHERE type NOT IN (4, 5);"
	"CREATE INDEX entry_long ON entry (start_usec) WHERE duration_usec > 86400000000;"
	"CREATE TABLE day (number INTEGER PRIMARY KEY, seated_usec INTEGER NOT NULL,"
	" standing_usec INTEGER NOT NULL, away_usec INTEGER NOT NULL,"
	" longest_seated_usec INTEGER NOT NULL, prompted INTEGER NOT NULL, done INTEGER NOT NULL,"
	" claimed INTEGER NOT NULL, natural INTEGER NOT NULL, skipped INTEGER NOT NULL,"
	" expired INTEGER NOT NULL, walk_usec INTEGER NOT NULL, strength_sets INTEGER NOT NULL,"
	" hours BLOB NOT NULL) STRICT;"
	"CREATE TABLE decision (seq INTEGER PRIMARY KEY, time_usec INTEGER NOT NULL, kind TEXT,"
	" decision TEXT NOT NULL, reason TEXT NOT NULL) STRICT;"
	"CREATE INDEX decision_by_time ON decision (time_usec);"
	"CREATE TABLE snapshot (seq INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
	" time_usec INTEGER NOT NULL, checksum INTEGER NOT NULL, data BLOB NOT NULL) STRICT;"
	"CREATE TABLE value (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
	/* Files that were set aside and are being read, and the next page of each: see salvage.h.
	 */
	"CREATE TABLE salvage (name TEXT PRIMARY KEY, page INTEGER NOT NULL) STRICT, WITHOUT "
	"ROWID;",
};

const char *schema_step_text(int version)
{
	return steps[version];
}
