/* SPDX-License-Identifier: MIT */
#include "statements.h"

#include <backcare/cleanup.h>

/* The content of an entry in one order that no two contents share; see history_import(). */
#define CONTENT                                                                                    \
	"(type, start_usec, ifnull(duration_usec, -1), what, ifnull(entry, ''), ifnull(note, '')," \
	" ifnull(details, ''), ifnull(utc_offset_usec, -1 << 60), ifnull(machine, ''))"
#define CONTENT_GIVEN                                                  \
	"(?2, ?3, ifnull(?4, -1), ?5, ifnull(?6, ''), ifnull(?7, '')," \
	" ifnull(?8, ''), ifnull(?9, -1 << 60), ifnull(?10, ''))"

#define ENTRY_COLUMNS                                                           \
	"seq, id, type, start_usec, duration_usec, what, entry, note, details," \
	" utc_offset_usec, machine"
#define SUMMED_COLUMNS \
	"type, start_usec, duration_usec, what, details, utc_offset_usec, machine, id"

static const char *const texts[STATEMENT_MAX] = {
	[STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
	[STATEMENT_COMMIT] = "COMMIT",
	[STATEMENT_ROLL_BACK] = "ROLLBACK",

	[STATEMENT_ENTRY_FIND] =
		"SELECT seq, type, start_usec, duration_usec, utc_offset_usec, imported,"
		" " CONTENT " = " CONTENT_GIVEN ", " CONTENT " < " CONTENT_GIVEN
		" FROM entry WHERE id = ?1",
	[STATEMENT_ENTRY_INSERT] = "INSERT INTO entry (id, type, start_usec, duration_usec, what, "
				   "entry, note, details,"
				   " utc_offset_usec, machine, imported) VALUES (?1, ?2, ?3, ?4, "
				   "?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	[STATEMENT_ENTRY_UPDATE] =
		"UPDATE entry SET type = ?2, start_usec = ?3, duration_usec = ?4, what = ?5, entry "
		"= ?6,"
		" note = ?7, details = ?8, utc_offset_usec = ?9, machine = ?10, imported = ?11"
		" WHERE id = ?1",
	[STATEMENT_ENTRY_DELETE] = "DELETE FROM entry WHERE seq = ?1",
	[STATEMENT_ENTRY_LAST_START] = "SELECT max(start_usec) FROM entry",
	[STATEMENT_ENTRY_NEXT_START] = "SELECT min(start_usec) FROM entry WHERE start_usec >= ?1",
	/* The types are a set of bits. */
	[STATEMENT_ENTRY_LIST] =
		"SELECT " ENTRY_COLUMNS " FROM entry INDEXED BY entry_by_start"
		" WHERE (start_usec, id) > (?1, ?2) AND start_usec < ?3 AND (1 << type) & ?4"
		" ORDER BY start_usec, id",
	/* Few among many: without their own index, a page of them would read all. */
	[STATEMENT_ENTRY_LIST_SAID] = "SELECT " ENTRY_COLUMNS " FROM entry INDEXED BY entry_said"
				      " WHERE (start_usec, id) > (?1, ?2) AND start_usec < ?3 AND "
				      "(1 << type) & ?4 AND type > 1"
				      " ORDER BY start_usec, id",
	[STATEMENT_ENTRY_FORGETTABLE] =
		"SELECT seq, type, start_usec, duration_usec, utc_offset_usec"
		" FROM entry INDEXED BY entry_forgettable"
		" WHERE start_usec < ?1 AND start_usec + ifnull(duration_usec, 0) <= ?1"
		" AND type NOT IN (4, 5) ORDER BY start_usec LIMIT ?2",
	[STATEMENT_ENTRY_WALK] =
		"SELECT " ENTRY_COLUMNS " FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2",
	[STATEMENT_ENTRY_IS_INDEXED] =
		"SELECT (SELECT count(*) FROM entry WHERE id = ?1 AND seq = ?2) +"
		" (SELECT count(*) FROM entry INDEXED BY entry_by_start"
		" WHERE start_usec = ?3 AND id = ?1 AND seq = ?2) = 2",

	/* What begins in [?1, ?2) and lasts at most a day, and what began after ?3 and lasts
	   longer. */
	[STATEMENT_DAY_ENTRIES] =
		"SELECT " SUMMED_COLUMNS " FROM entry INDEXED BY entry_by_start"
		" WHERE start_usec >= ?1 AND start_usec < ?2 AND type <= 1"
		" AND ifnull(duration_usec, 0) <= 86400000000"
		" UNION ALL SELECT " SUMMED_COLUMNS " FROM entry INDEXED BY entry_long"
		" WHERE start_usec >= ?3 AND start_usec < ?2 AND duration_usec > 86400000000"
		" AND type <= 1 ORDER BY machine, start_usec, id",
	[STATEMENT_DAY_PUT] = "INSERT OR REPLACE INTO day VALUES"
			      " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
	[STATEMENT_DAY_DELETE] = "DELETE FROM day WHERE number = ?1",
	[STATEMENT_DAY_LIST] =
		"SELECT * FROM day WHERE number BETWEEN ?1 AND ?2 ORDER BY number LIMIT ?3",
	[STATEMENT_DAY_CLEAR] = "DELETE FROM day WHERE number < ?1 OR number > ?2",

	[STATEMENT_DECISION_INSERT] =
		"INSERT INTO decision (time_usec, kind, decision, reason) VALUES (?1, ?2, ?3, ?4)",
	/* In the order in which they were made, whatever the clock did. */
	[STATEMENT_DECISION_LIST] =
		"SELECT seq, time_usec, kind, decision, reason FROM decision WHERE time_usec >= ?1"
		" ORDER BY seq DESC LIMIT ?2",
	[STATEMENT_DECISION_PRUNE] = "DELETE FROM decision WHERE seq IN (SELECT seq FROM decision "
				     "WHERE time_usec < ?1 LIMIT ?2)",

	[STATEMENT_SNAPSHOT_INSERT] =
		"INSERT INTO snapshot (version, time_usec, checksum, data) VALUES (?1, ?2, ?3, ?4)",
	[STATEMENT_SNAPSHOT_LIST] =
		"SELECT version, time_usec, checksum, data FROM snapshot ORDER BY seq DESC LIMIT 2",
	[STATEMENT_SNAPSHOT_PRUNE] =
		"DELETE FROM snapshot WHERE seq < (SELECT max(seq) - 1 FROM snapshot)",

	[STATEMENT_VALUE_GET] = "SELECT value FROM value WHERE name = ?1",
	[STATEMENT_VALUE_PUT] = "INSERT OR REPLACE INTO value (name, value) VALUES (?1, ?2)",
	[STATEMENT_VALUE_DELETE] = "DELETE FROM value WHERE name = ?1",

	[STATEMENT_SALVAGE_GET] = "SELECT name, page FROM salvage ORDER BY name LIMIT 1",
	[STATEMENT_SALVAGE_PUT] = "INSERT OR REPLACE INTO salvage (name, page) VALUES (?1, ?2)",
	[STATEMENT_SALVAGE_DELETE] = "DELETE FROM salvage WHERE name = ?1",
};

const char *statement_text(enum statement which)
{
	return texts[which];
}
