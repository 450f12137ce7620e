/* SPDX-License-Identifier: MIT */
/* What the history costs, beside SQLite alone that does the least of the same on the same disk in
 * the same run. The bars stand beside the figures; nobody fails by them. */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <backcare/timespan.h>

#include "history.h"

#define ENTRIES 400000
#define YEARS 10
#define APPENDS 1000
#define START_USEC ((int64_t)1451606400 * 1000000) /* 2016-01-01 */
/* An entry every 13 minutes or so. */
#define STEP_USEC ((int64_t)(YEARS * 365.25 * 86400 / ENTRIES) * 1000000)

static char directory[] = "/var/tmp/backcare-bench-XXXXXX";
static struct core_now now = {.real_usec = (usec_t)START_USEC + 11 * 365 * USEC_PER_DAY};

static usec_t clock_usec(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (usec_t)time.tv_sec * USEC_PER_SEC + (usec_t)time.tv_nsec / 1000;
}

static void check(int r, const char *what)
{
	if (r < 0) {
		(void)fprintf(stderr, "%s: %s\n", what, strerror(-r));
		exit(EXIT_FAILURE);
	}
}

static void make_entry(struct history_entry *entry, char id[40], int number)
{
	static const struct history_detail spell[] = {{"presence", "active"}};
	static const struct history_detail prompt[] = {{"kind", "walk"}, {"by", "notification"}};
	bool is_prompt = number % 5 == 4;

	/* As a UUIDv7: in the order of time. */
	(void)snprintf(
		id, 40, "%08x-0000-7000-8000-%012x", (unsigned)number, (unsigned)number * 7919U);
	*entry = (struct history_entry){
		.id = id,
		.type = is_prompt ? HISTORY_PROMPT : HISTORY_SPELL,
		.start_real_usec = START_USEC + number * STEP_USEC,
		.has_duration = true,
		.duration_usec = is_prompt ? 3 * USEC_PER_MINUTE : (usec_t)STEP_USEC,
		.what = is_prompt         ? "done"
			: number % 3 == 2 ? "away"
					  : "seated",
		.entry = is_prompt ? "walk-around" : NULL,
		.details = is_prompt ? prompt : spell,
		.n_details = is_prompt ? 2 : 1,
		.has_utc_offset = true,
		.utc_offset_usec = 3600000000,
		.machine = "0123456789abcdef",
	};
}

/* Since it was last asked, of this process. */
static double processor_msec(void)
{
	static usec_t before_usec;
	struct timespec time;
	usec_t now_usec, took_usec;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	now_usec = (usec_t)time.tv_sec * USEC_PER_SEC + (usec_t)time.tv_nsec / 1000;
	took_usec = now_usec - before_usec;
	before_usec = now_usec;
	return (double)took_usec / 1000;
}

static int by_size(const void *a, const void *b)
{
	usec_t first = *(const usec_t *)a, second = *(const usec_t *)b;

	return (first > second) - (first < second);
}

static void print_spread(const char *what, usec_t *took, size_t n)
{
	double processor = processor_msec();

	qsort(took, n, sizeof(*took), by_size);
	(void)printf("%-42s median %7.2f  p99 %7.2f  longest %7.2f  processor %7.2f ms\n", what,
		(double)took[n / 2] / 1000, (double)took[n * 99 / 100] / 1000,
		(double)took[n - 1] / 1000, processor / (double)n);
}

static void import_all(struct history *history)
{
	static struct history_entry entries[HISTORY_BATCH_MAX];
	static char ids[HISTORY_BATCH_MAX][40];
	static usec_t took[ENTRIES / HISTORY_BATCH_MAX];
	usec_t began_usec = clock_usec();
	size_t added, present, n = 0;

	for (int i = 0; i < ENTRIES; i += HISTORY_BATCH_MAX) {
		usec_t call_usec = clock_usec();

		for (int j = 0; j < HISTORY_BATCH_MAX; j++) {
			make_entry(&entries[j], ids[j], i + j);
		}
		check(history_import(history, &now, entries, HISTORY_BATCH_MAX, &added, &present),
			"import");
		took[n++] = clock_usec() - call_usec;
		while (history_work(history, &now) > 0) {
		}
	}
	(void)printf("%-44s %7.2f s (bar 60 s)\n", "import of 400 000 entries",
		(double)(clock_usec() - began_usec) / 1e6);
	print_spread("  a call of 1000", took, n);
}

static void import_plainly(const char *path)
{
	sqlite3 *plain;
	sqlite3_stmt *insert;
	usec_t began_usec = clock_usec();

	(void)sqlite3_open(path, &plain);
	(void)sqlite3_exec(plain,
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		"CREATE TABLE entry (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, type, start, "
		"duration, what,"
		" entry, note, details, offset, machine); CREATE INDEX i ON entry (start, id)",
		NULL, NULL, NULL);
	(void)sqlite3_prepare_v2(plain,
		"INSERT INTO entry VALUES (NULL, ?, ?, ?, ?, ?, NULL, NULL, 'presence=active', 0, "
		"'abcd')",
		-1, &insert, NULL);
	for (int i = 0; i < ENTRIES; i++) {
		struct history_entry entry;
		char id[40];

		if (i % HISTORY_BATCH_MAX == 0) {
			(void)sqlite3_exec(plain, "BEGIN", NULL, NULL, NULL);
		}
		make_entry(&entry, id, i);
		(void)sqlite3_bind_text(insert, 1, id, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int(insert, 2, (int)entry.type);
		(void)sqlite3_bind_int64(insert, 3, entry.start_real_usec);
		(void)sqlite3_bind_int64(insert, 4, (int64_t)entry.duration_usec);
		(void)sqlite3_bind_text(insert, 5, entry.what, -1, SQLITE_STATIC);
		(void)sqlite3_step(insert);
		(void)sqlite3_reset(insert);
		if (i % HISTORY_BATCH_MAX == HISTORY_BATCH_MAX - 1) {
			(void)sqlite3_exec(plain, "COMMIT", NULL, NULL, NULL);
		}
	}
	(void)sqlite3_finalize(insert);
	(void)sqlite3_close(plain);
	(void)printf("%-44s %7.2f s, processor %.2f s\n", "  SQLite alone, two indexes, no days",
		(double)(clock_usec() - began_usec) / 1e6, processor_msec() / 1000);
}

static void append(struct history *history, bool is_durable, bool unloads, const char *what)
{
	static usec_t took[APPENDS];
	static int number = ENTRIES;
	static const char snapshot[10000];

	for (size_t i = 0; i < APPENDS; i++, number++) {
		struct history_change change = {.type = HISTORY_ADD};
		struct history_batch batch = {.changes = &change,
			.n_changes = 1,
			.snapshot = snapshot,
			.snapshot_bytes = sizeof(snapshot),
			.is_durable = is_durable};
		usec_t began_usec;
		char id[40];

		make_entry(&change.entry, id, number);
		began_usec = clock_usec();
		check(history_write(history, &now, &batch), "write");
		if (!unloads) {
			took[i] = clock_usec() - began_usec;
		}
		if (unloads || i % 16 == 15) {
			while (history_work(history, &now) > 0) {
			}
		}
		if (unloads) {
			took[i] = clock_usec() - began_usec;
		}
	}
	print_spread(what, took, APPENDS);
}

static void append_plainly(const char *path)
{
	static usec_t took[APPENDS];
	sqlite3 *plain;

	(void)sqlite3_open(path, &plain);
	(void)sqlite3_exec(plain, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
	for (size_t i = 0; i < APPENDS; i++) {
		char sql[200];
		usec_t began_usec;

		(void)snprintf(sql, sizeof(sql),
			"INSERT INTO entry VALUES (NULL, 'plain-%zu', 0, %" PRId64
			", 1, 'seated', NULL, NULL, NULL, 0, 'abcd')",
			i, START_USEC + (int64_t)(ENTRIES + i) * STEP_USEC);
		began_usec = clock_usec();
		(void)sqlite3_exec(plain, sql, NULL, NULL, NULL);
		took[i] = clock_usec() - began_usec;
	}
	(void)sqlite3_close(plain);
	print_spread("  SQLite alone", took, APPENDS);
}

static void read_back(struct history *history)
{
	struct history_query query = {
		START_USEC + ENTRIES / 2 * STEP_USEC, INT64_MAX, 0, HISTORY_PAGE_MAX, 0, NULL};
	int64_t first = START_USEC / (int64_t)USEC_PER_DAY + 5 * 365;
	usec_t took[50], cold[50];

	for (size_t i = 0; i < 50; i++) {
		struct history_page *page;
		usec_t began_usec = clock_usec();

		check(history_list(history, &query, &page), "list");
		took[i] = clock_usec() - began_usec;
		(void)history_page_free(page);
	}
	print_spread("list of 1000", took, 50);
	query.types = 1 << HISTORY_MASSAGE;
	for (size_t i = 0; i < 50; i++) {
		struct history_page *page;
		usec_t began_usec = clock_usec();

		check(history_list(history, &query, &page), "list");
		took[i] = clock_usec() - began_usec;
		(void)history_page_free(page);
	}
	print_spread("list of massages, none among 400 000", took, 50);
	for (size_t i = 0; i < 50; i++) {
		struct history_day *days;
		size_t n;
		usec_t began_usec = clock_usec();

		check(history_get_days(history, first, first + 364, &days, &n), "days");
		cold[i] = clock_usec() - began_usec;
		free(days);
		began_usec = clock_usec();
		check(history_get_days(history, first, first + 364, &days, &n), "days");
		took[i] = clock_usec() - began_usec;
		if (n != 365) {
			(void)fprintf(stderr, "%zu days\n", n);
		}
		free(days);
		(void)history_work(history, &now);
	}
	print_spread("days of a year, loading SQLite (bar 10 ms)", cold, 50);
	print_spread("  again, while it is loaded", took, 50);
}

/* In KiB, as the kernel sums it up. */
static void print_memory(const char *what)
{
	FILE *file = fopen("/proc/self/smaps_rollup", "r");
	char line[128];
	long pss = 0, dirty = 0;

	while (file && fgets(line, sizeof(line), file)) {
		(void)sscanf(line, "Pss: %ld", &pss);
		(void)sscanf(line, "Private_Dirty: %ld", &dirty);
	}
	if (file) {
		(void)fclose(file);
	}
	(void)printf("%-44s PSS %ld KiB, private dirty %ld KiB\n", what, pss, dirty);
}

int main(void)
{
	char path[128], plain_path[128], command[200];
	struct history *history;
	size_t removed;
	usec_t began_usec;

	if (!mkdtemp(directory)) {
		return EXIT_FAILURE;
	}
	(void)snprintf(path, sizeof(path), "%s/state/history.db", directory);
	(void)snprintf(plain_path, sizeof(plain_path), "%s/plain.db", directory);
	history = history_new(path, 4 * USEC_PER_HOUR);
	if (!history) {
		return EXIT_FAILURE;
	}
	import_all(history);
	import_plainly(plain_path);
	append(history, true, false, "append with a snapshot, durable");
	append(history, false, false, "append with a snapshot, not durable");
	append(history, true, true, "durable, loading and unloading SQLite");
	append_plainly(plain_path);
	read_back(history);
	began_usec = clock_usec();
	check(history_forget(history, &now, START_USEC + 100000 * STEP_USEC, &removed), "forget");
	(void)printf("%-44s %14.2f ms for %zu entries\n", "a step of forgetting",
		(double)(clock_usec() - began_usec) / 1000, removed);
	print_memory("loaded (and linked, for the comparison)");
	while (history_work(history, &now) > 0) {
	}
	print_memory("closed");
	history = history_free(history);
	(void)snprintf(command, sizeof(command), "ls -s --block-size=M %s %s/state; rm -rf %s",
		directory, directory, directory);
	return system(command) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
