/* SPDX-License-Identifier: MIT */
/* Rows are known by their shape: a page tells not of which table it is, once the root is gone. */
#include "salvage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "entry.h"
#include "history_internal.h"

/* Of one step: at most some 3000 rows. */
#define STEP_PAGES 64

enum entry_column {
	COLUMN_SEQ,
	COLUMN_ID,
	COLUMN_TYPE,
	COLUMN_START,
	COLUMN_DURATION,
	COLUMN_WHAT,
	COLUMN_ENTRY,
	COLUMN_NOTE,
	COLUMN_DETAILS,
	COLUMN_OFFSET,
	COLUMN_MACHINE,
	COLUMN_IMPORTED,
	COLUMN_MAX,
};

/* A letter a column: n null, i integer, t text, b blob; capital: or null. */
static bool has_shape(const struct torn_row *row, const char *shape)
{
	static const struct {
		char letter;
		enum torn_type type;
		bool or_null;
	} letters[] = {{'n', TORN_NULL, true}, {'i', TORN_INTEGER, false},
		{'I', TORN_INTEGER, true}, {'t', TORN_TEXT, false}, {'T', TORN_TEXT, true},
		{'b', TORN_BLOB, false}};

	if (row->n_values != strlen(shape)) {
		return false;
	}
	for (size_t i = 0; i < row->n_values; i++) {
		bool fits = false;

		for (size_t j = 0; j < ELEMENTSOF(letters); j++) {
			fits = fits || (letters[j].letter == shape[i] &&
					       (row->values[i].type == letters[j].type ||
						       (letters[j].or_null &&
							       row->values[i].type == TORN_NULL)));
		}
		if (!fits) {
			return false;
		}
	}
	return true;
}

/* A text with a NUL in it is none of ours; it is cut, and refused if it may not be empty. */
static int get_text(const struct torn_value *value, struct arena *arena, const char **ret_text)
{
	*ret_text = value->type == TORN_TEXT ? arena_copy(arena, value->data, value->bytes) : NULL;
	return value->type == TORN_TEXT && !*ret_text ? -ENOMEM : 0;
}

/* --- the new rows ----------------------------------------------------------------------------- */

struct step {
	struct history *history;
	struct touched_days touched;
	size_t n_added;
};

static int read_entry(
	const struct torn_row *row, struct arena *arena, struct history_entry *ret_entry)
{
	const struct torn_value *values = row->values;
	const char *details;

	*ret_entry = (struct history_entry){
		.type = (enum history_type)values[COLUMN_TYPE].integer,
		.start_real_usec = values[COLUMN_START].integer,
		.has_duration = values[COLUMN_DURATION].type == TORN_INTEGER,
		.duration_usec = (usec_t)values[COLUMN_DURATION].integer,
		.has_utc_offset = values[COLUMN_OFFSET].type == TORN_INTEGER,
		.utc_offset_usec = values[COLUMN_OFFSET].integer,
	};
	if (get_text(&values[COLUMN_ID], arena, &ret_entry->id) < 0 ||
		get_text(&values[COLUMN_WHAT], arena, &ret_entry->what) < 0 ||
		get_text(&values[COLUMN_ENTRY], arena, &ret_entry->entry) < 0 ||
		get_text(&values[COLUMN_NOTE], arena, &ret_entry->note) < 0 ||
		get_text(&values[COLUMN_DETAILS], arena, &details) < 0 ||
		get_text(&values[COLUMN_MACHINE], arena, &ret_entry->machine) < 0) {
		return -ENOMEM;
	}
	return entry_decode_details(ret_entry, arena, details);
}

static int take_entry(struct step *step, const struct torn_row *row)
{
	bool is_imported = row->values[COLUMN_IMPORTED].integer != 0;
	struct arena arena = {0};
	struct history_entry entry;
	int r = read_entry(row, &arena, &entry);

	if (r == -EBADMSG || (r == 0 && history_entry_problem(&entry))) {
		r = 0;
	} else if (r == 0) {
		r = apply_entry(step->history, &step->touched,
			is_imported ? APPLY_IMPORT : APPLY_ADD, &entry);
		step->n_added += r == APPLY_ADDED;
		r = r == -EEXIST ? 0 : r;
	}
	arena_clear(&arena);
	return r < 0 ? r : 0;
}

static int take_decision(struct step *step, const struct torn_row *row)
{
	struct history_decision decision = {.real_usec = row->values[1].integer};
	struct arena arena = {0};
	int r = 0;

	if (get_text(&row->values[2], &arena, &decision.kind) < 0 ||
		get_text(&row->values[3], &arena, &decision.decision) < 0 ||
		get_text(&row->values[4], &arena, &decision.reason) < 0) {
		r = -ENOMEM;
	}
	if (r == 0) {
		r = apply_decision(step->history, &decision);
	}
	arena_clear(&arena);
	return r;
}

static int take_row(void *userdata, const struct torn_row *row)
{
	if (has_shape(row, "ntiiItTTTITi")) {
		return take_entry(userdata, row);
	}
	return has_shape(row, "niTtt") ? take_decision(userdata, row) : 0;
}

/* --- which file, and how far ------------------------------------------------------------------ */

int salvage_read_state(struct history *history)
{
	const struct sqlite_library *sqlite = &history->sqlite;
	struct salvage *salvage = &history->salvage;
	sqlite3_stmt *statement;
	int r = database_bind(&history->database, STATEMENT_SALVAGE_GET, &statement, "");

	salvage->is_running = false;
	if (r == 0) {
		r = database_step(&history->database, statement);
	}
	if (r > 0) {
		const char *name = (const char *)sqlite->column_text(statement, 0);

		if (strcmp(name, history->aside_name) != 0) {
			salvage_close(salvage);
			(void)snprintf(
				history->aside_name, sizeof(history->aside_name), "%s", name);
		}
		salvage->next_page = sqlite->column_int64(statement, 1);
		salvage->is_running = true;
		database_reset(&history->database, statement);
		r = 0;
	}
	return r;
}

static int open_aside(struct history *history)
{
	struct salvage *salvage = &history->salvage;
	char *path AUTO_FREE = NULL;
	const char *slash = strrchr(history->path, '/');
	int r;

	if (salvage->is_open) {
		return 0;
	}
	if (asprintf(&path, "%.*s%s", (int)(slash - history->path + 1), history->path,
		    history->aside_name) < 0) {
		return -ENOMEM;
	}
	r = torn_file_open(&salvage->file, path);
	if (r < 0) {
		torn_file_close(&salvage->file);
		return r;
	}
	salvage->is_open = true;
	return 0;
}

void salvage_close(struct salvage *salvage)
{
	if (salvage->is_open) {
		torn_file_close(&salvage->file);
		salvage->is_open = false;
	}
}

/* --- the snapshot ----------------------------------------------------------------------------- */

struct best {
	int64_t number;
	struct history_snapshot snapshot;
};

static int take_snapshot(void *userdata, const struct torn_row *row)
{
	struct best *best = userdata;
	const struct torn_value *values = row->values;
	uint32_t version = (uint32_t)values[1].integer;
	void *data;

	if (!has_shape(row, "niiib") || row->number < best->number ||
		values[4].bytes > HISTORY_SNAPSHOT_MAX_BYTES ||
		snapshot_checksum(version, values[4].data, values[4].bytes) != values[3].integer) {
		return 0;
	}
	data = malloc(values[4].bytes + 1);
	if (!data) {
		return -ENOMEM;
	}
	memcpy(data, values[4].data, values[4].bytes);
	free(best->snapshot.data);
	best->number = row->number;
	best->snapshot = (struct history_snapshot){
		.version = version, .data = data, .bytes = values[4].bytes};
	return 0;
}

/* The whole file, once: the core needs it before it begins. */
static int find_snapshot(struct history *history, struct best *best)
{
	struct torn_file *file = &history->salvage.file;
	int r = open_aside(history);

	for (uint32_t page = 1; r == 0 && page <= file->n_pages; page++) {
		r = torn_file_read_page(file, page, take_snapshot, best);
	}
	/* One that cannot be opened has none. */
	return r == -ENOMEM ? r : 0;
}

int salvage_begin(struct history *history)
{
	struct best best = {.number = INT64_MIN};
	int r = find_snapshot(history, &best);

	if (r == 0) {
		r = database_begin(&history->database, true);
	}
	if (r == 0) {
		r = database_run(&history->database, STATEMENT_SALVAGE_PUT, "ti",
			history->aside_name, (int64_t)1);
	}
	if (r == 0 && best.snapshot.data) {
		r = apply_snapshot(
			history, best.snapshot.version, best.snapshot.data, best.snapshot.bytes);
	}
	if (r == 0) {
		r = history_store_loss(history);
	}
	if (r == 0) {
		r = database_commit(&history->database);
	}
	free(best.snapshot.data);
	if (r == 0) {
		history->salvage.is_running = true;
		history->salvage.next_page = 1;
	}
	return r;
}

/* --- steps ------------------------------------------------------------------------------------ */

static int read_pages(struct step *step)
{
	struct salvage *salvage = &step->history->salvage;
	int r = 0;

	for (int i = 0; r == 0 && i < STEP_PAGES && salvage->next_page <= salvage->file.n_pages;
		i++) {
		r = torn_file_read_page(
			&salvage->file, (uint32_t)salvage->next_page, take_row, step);
		salvage->next_page++;
	}
	return r;
}

static int take_step(struct step *step, bool can_be_read)
{
	struct history *history = step->history;
	struct salvage *salvage = &history->salvage;
	int r = database_begin(&history->database, false);

	if (r == 0 && can_be_read) {
		r = read_pages(step);
	}
	if (r == 0) {
		r = days_sum_up(history, &step->touched);
	}
	if (r == 0 && can_be_read && salvage->next_page <= salvage->file.n_pages) {
		r = database_run(&history->database, STATEMENT_SALVAGE_PUT, "ti",
			history->aside_name, salvage->next_page);
	} else if (r == 0) {
		r = database_run(
			&history->database, STATEMENT_SALVAGE_DELETE, "t", history->aside_name);
	}
	return r == 0 ? database_commit(&history->database) : r;
}

int salvage_step(struct history *history, void *argument)
{
	struct step step = {.history = history};
	int r;

	if (!history->salvage.is_running) {
		return 0;
	}
	r = open_aside(history);
	if (r == -ENOMEM) {
		return r;
	}
	r = take_step(&step, r == 0);
	touched_days_clear(&step.touched);
	if (r == 0) {
		history->n_salvaged += step.n_added;
		/* Is it done, is there another one? */
		r = salvage_read_state(history);
	}
	if (r == 0 && !history->salvage.is_running) {
		salvage_close(&history->salvage);
	}
	return r;
}
