/* SPDX-License-Identifier: MIT */
#include "store_rig.h"

#include <dirent.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void rig_begin(struct rig *rig)
{
	*rig = (struct rig){.now = {.boot_usec = USEC_PER_MINUTE,
				    .real_usec = (usec_t)RIG_MONDAY_USEC + 30 * USEC_PER_DAY,
				    .offset_until_real_usec = USEC_INFINITY}};
	(void)snprintf(
		rig->directory, sizeof(rig->directory), "%s", "/var/tmp/backcare-store-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(rig->directory));
	(void)snprintf(
		rig->path, sizeof(rig->path), "%s/state/backcare/history.db", rig->directory);
	rig->history = history_new(rig->path, 0);
	ck_assert_ptr_nonnull(rig->history);
}

void rig_restart(struct rig *rig)
{
	rig->history = history_free(rig->history);
	rig->history = history_new(rig->path, 0);
	ck_assert_ptr_nonnull(rig->history);
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *ftw)
{
	return remove(path);
}

void rig_end(struct rig *rig)
{
	rig->history = history_free(rig->history);
	ck_assert_int_eq(nftw(rig->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void rig_settle(struct rig *rig)
{
	for (int i = 0; history_work(rig->history, &rig->now) > 0; i++) {
		ck_assert_int_lt(i, 100000);
	}
}

struct history_entry rig_spell(
	const char *id, const char *what, int64_t start_usec, int64_t length_usec)
{
	return (struct history_entry){
		.id = id,
		.type = HISTORY_SPELL,
		.start_real_usec = start_usec,
		.has_duration = true,
		.duration_usec = (usec_t)length_usec,
		.what = what,
		.has_utc_offset = true,
	};
}

struct history_entry rig_prompt(const char *id, const char *outcome, int64_t start_usec)
{
	static const struct history_detail walk[] = {{"kind", "walk"}};

	return (struct history_entry){
		.id = id,
		.type = HISTORY_PROMPT,
		.start_real_usec = start_usec,
		.has_duration = true,
		.duration_usec = 3 * USEC_PER_MINUTE,
		.what = outcome,
		.entry = "walk-around",
		.details = walk,
		.n_details = 1,
		.has_utc_offset = true,
	};
}

struct history_entry rig_said(const char *id, enum history_type type, int64_t start_usec)
{
	static const struct history_detail details[] = {
		{"pressure", "3"}, {"areas", "calf\nthigh \\ hip"}};

	return (struct history_entry){
		.id = id,
		.type = type,
		.start_real_usec = start_usec,
		.what = "told",
		.note = "what \"somebody\" said, ünd so",
		.details = details,
		.n_details = 2,
		.machine = "feedbeef",
	};
}

int rig_write(
	struct rig *rig, enum history_change_type type, struct history_entry entry, bool is_durable)
{
	struct history_change change = {.type = type, .entry = entry};
	struct history_batch batch = {
		.changes = &change,
		.n_changes = 1,
		.is_durable = is_durable,
		.may_wait = !is_durable,
	};

	return history_write(rig->history, &rig->now, &batch);
}

void rig_add(struct rig *rig, struct history_entry entry)
{
	ck_assert_int_eq(rig_write(rig, HISTORY_ADD, entry, true), 0);
}

static void dump_entry(FILE *to, const struct history_entry *entry)
{
	(void)fprintf(to, "%s %s %" PRId64, entry->id, history_type_name(entry->type),
		entry->start_real_usec);
	if (entry->has_duration) {
		(void)fprintf(to, " for %" PRIu64, entry->duration_usec);
	}
	(void)fprintf(to, " %s entry=%s note=%s", entry->what, entry->entry ? entry->entry : "-",
		entry->note ? entry->note : "-");
	for (size_t i = 0; i < entry->n_details; i++) {
		(void)fprintf(to, " %s='%s'", entry->details[i].name, entry->details[i].value);
	}
	if (entry->has_utc_offset) {
		(void)fprintf(to, " offset %" PRId64, entry->utc_offset_usec);
	}
	(void)fprintf(to, " machine=%s\n", entry->machine ? entry->machine : "-");
}

char *rig_dump(struct rig *rig, size_t page_size)
{
	struct history_query query = {
		.since_real_usec = INT64_MIN,
		.until_real_usec = INT64_MAX,
		.limit = page_size,
	};
	char cursor[128];
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(to);
	do {
		struct history_page *page;

		ck_assert_int_eq(history_list(rig->history, &query, &page), 0);
		for (size_t i = 0; i < page->n_entries; i++) {
			dump_entry(to, &page->entries[i]);
		}
		query.cursor = NULL;
		if (page->next) {
			(void)snprintf(cursor, sizeof(cursor), "%s", page->next);
			query.cursor = cursor;
		}
		page = history_page_free(page);
	} while (query.cursor);
	(void)fclose(to);
	return text;
}

size_t rig_count(struct rig *rig)
{
	char *text = rig_dump(rig, HISTORY_PAGE_MAX);
	size_t n = 0;

	for (const char *at = text; *at; at++) {
		n += *at == '\n';
	}
	free(text);
	/* The notes of the tests have no line ends; these details have one each. */
	return n;
}

bool rig_has_day(struct rig *rig, int64_t number)
{
	struct history_day *days;
	size_t n;

	ck_assert_int_eq(history_get_days(rig->history, number, number, &days, &n), 0);
	free(days);
	return n == 1;
}

struct history_day rig_day(struct rig *rig, int64_t number)
{
	struct history_day *days, day;
	size_t n;

	ck_assert_int_eq(history_get_days(rig->history, number, number, &days, &n), 0);
	ck_assert_uint_eq(n, 1);
	day = days[0];
	free(days);
	return day;
}

char *rig_dump_days(struct rig *rig)
{
	struct history_day *days;
	char *text = NULL;
	size_t size, n;
	FILE *to = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(history_get_days(rig->history, INT64_MIN, INT64_MAX, &days, &n), 0);
	for (size_t i = 0; i < n; i++) {
		const struct history_day *day = &days[i];

		(void)fprintf(to,
			"%" PRId64 ": %" PRIu64 " %" PRIu64 " %" PRIu64 " longest %" PRIu64
			" prompts %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			" %" PRIu64 " walk %" PRIu64 " sets %" PRIu64 " hours",
			day->number, day->seated_usec, day->standing_usec, day->away_usec,
			day->longest_seated_usec, day->prompted, day->done, day->claimed,
			day->natural, day->skipped, day->expired, day->walk_usec,
			day->strength_sets);
		for (size_t hour = 0; hour < HISTORY_HOURS; hour++) {
			(void)fprintf(to, " %" PRIu64, day->seated_by_hour_usec[hour]);
		}
		(void)fprintf(to, "\n");
	}
	(void)fclose(to);
	free(days);
	return text;
}

struct history_status rig_status(struct rig *rig)
{
	struct history_status status;

	history_get_status(rig->history, &status);
	return status;
}

size_t rig_count_files(struct rig *rig, const char *beginning)
{
	char path[160];
	struct dirent *entry;
	size_t n = 0;
	DIR *directory;

	(void)snprintf(path, sizeof(path), "%s/state/backcare", rig->directory);
	directory = opendir(path);
	while (directory && (entry = readdir(directory)) != NULL) {
		n += strncmp(entry->d_name, beginning, strlen(beginning)) == 0;
	}
	if (directory) {
		(void)closedir(directory);
	}
	return n;
}
