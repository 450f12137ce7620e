/* SPDX-License-Identifier: MIT */
/* A file that is torn at any page, in any of several ways: the next start notices it or loses
 * nothing, and all that is not on that page is there again. */
#include "check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_rig.h"

#define PAGE 4096
#define ENTRIES 1800
#define BATCH 900
/* Of which page the rows are, in the file that is torn. */
#define PAGES_MAX 512

static struct rig rig;
static char original[160];
static int page_of[ENTRIES]; /* the leaf; that of a row with a long note may be joined by others */
static int n_pages;

enum way { WAY_ZERO, WAY_NOISE, WAY_CUT, WAY_HALF, WAY_MAX };

static void write_batch(int first)
{
	static struct history_change changes[BATCH];
	static char ids[BATCH][16], note[1000];
	static const uint8_t state[9000] = {1, 2, 3};
	struct history_batch batch = {.changes = changes,
		.n_changes = BATCH,
		.snapshot = state,
		.snapshot_bytes = sizeof(state),
		.snapshot_version = 5,
		.is_durable = true};

	memset(note, 'n', sizeof(note) - 1);
	for (int i = 0; i < BATCH; i++) {
		int id = first + i;
		struct history_entry entry = rig_spell(
			ids[i], "seated", RIG_MONDAY_USEC + id * MINUTES(20), MINUTES(15));

		(void)snprintf(ids[i], sizeof(ids[i]), "id-%04d", id);
		entry.note = id % 50 == 0 ? note : NULL;
		entry.type = id % 100 == 7 ? HISTORY_SAFETY : HISTORY_SPELL;
		changes[i] = (struct history_change){HISTORY_ADD, entry};
	}
	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
}

static void write_entries(void)
{
	for (int first = 0; first < ENTRIES; first += BATCH) {
		write_batch(first);
	}
}

static void find_pages(void)
{
	FILE *file = fopen(original, "r");
	static char page[PAGE];

	ck_assert_ptr_nonnull(file);
	memset(page_of, 0, sizeof(page_of));
	for (n_pages = 0; fread(page, 1, PAGE, file) == PAGE; n_pages++) {
		/* A leaf of a table: not an index, which has the ids as well. */
		for (int i = 0; page[0] == 0x0D && i < ENTRIES; i++) {
			char id[16];

			(void)snprintf(id, sizeof(id), "id-%04d", i);
			if (memmem(page, PAGE, id, 7)) {
				page_of[i] = n_pages + 1;
			}
		}
	}
	(void)fclose(file);
	ck_assert_int_lt(n_pages, PAGES_MAX);
	for (int i = 0; i < ENTRIES; i++) {
		ck_assert_int_ne(page_of[i], 0);
	}
}

static void checkpoint(void)
{
	sqlite3 *other;

	ck_assert_int_eq(sqlite3_open(rig.path, &other), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(other, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
}

static void copy(const char *from, const char *to)
{
	char command[400];

	(void)snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
	ck_assert_int_eq(system(command), 0);
}

static void begin(void)
{
	rig_begin(&rig);
	write_entries();
	rig.history = history_free(rig.history);
	checkpoint();
	(void)snprintf(original, sizeof(original), "%s/original.db", rig.directory);
	copy(rig.path, original);
	find_pages();
}

static void end(void)
{
	rig_end(&rig);
}

static void tear(int page, enum way way)
{
	static uint8_t bytes[PAGE];
	off_t offset = (off_t)(page - 1) * PAGE;
	size_t size = PAGE;
	int fd = open(rig.path, O_RDWR | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	memset(bytes, 0, sizeof(bytes));
	if (way == WAY_NOISE) {
		uint32_t state = (uint32_t)page;

		for (size_t i = 0; i < PAGE; i++) {
			state = state * 1664525 + 1013904223;
			bytes[i] = (uint8_t)(state >> 24);
		}
	}
	if (way == WAY_HALF) {
		offset += PAGE / 2;
		size = PAGE / 2;
	}
	if (way == WAY_CUT) {
		ck_assert_int_eq(ftruncate(fd, offset), 0);
	} else {
		ck_assert_int_eq(pwrite(fd, bytes, size, offset), (ssize_t)size);
	}
	(void)close(fd);
}

static void restore(void)
{
	char command[300];

	rig.history = history_free(rig.history);
	(void)snprintf(command, sizeof(command), "rm -f %s*", rig.path);
	ck_assert_int_eq(system(command), 0);
	copy(original, rig.path);
	rig.history = history_new(rig.path, 0);
}

/* Those that were on other pages. */
static void expect_rest(int page, enum way way)
{
	char *dump = rig_dump(&rig, 1000);
	bool is_there[ENTRIES] = {false};

	for (const char *line = dump; *line; line = strchr(line, '\n') + 1) {
		long id = strncmp(line, "id-", 3) == 0 ? strtol(line + 3, NULL, 10) : -1;

		if (id >= 0 && id < ENTRIES) {
			is_there[id] = true;
		}
	}
	for (int i = 0; i < ENTRIES; i++) {
		bool was_hit = way == WAY_CUT ? page_of[i] >= page : page_of[i] == page;

		ck_assert_msg(was_hit || is_there[i], "page %d, way %d: id-%04d is missing", page,
			(int)way, i);
	}
	free(dump);
}

/* As the daemon starts: the snapshot, then everything. */
static void expect_recovered(int page, enum way way)
{
	struct history_snapshot snapshot;
	struct history_check check = {0};
	struct history_status status;
	int r = history_read_snapshot(rig.history, &rig.now, &snapshot);

	ck_assert_msg(r == 0 || r == -ENODATA, "page %d, way %d: %d", page, (int)way, r);
	if (r == 0) {
		ck_assert_uint_eq(snapshot.version, 5);
		ck_assert_uint_eq(snapshot.bytes, 9000);
		free(snapshot.data);
	}
	/* Whatever is torn is read by now, or when it is asked for; the index of ids when something
	 * is written. */
	(void)rig_count(&rig);
	rig_add(&rig, rig_said("new", HISTORY_SAFETY, RIG_MONDAY_USEC));
	while ((r = history_check_step(rig.history, &check)) == 1) {
	}
	ck_assert_int_eq(r, 0);
	rig_settle(&rig);
	/* It may be noticed as late as now. */
	(void)rig_count(&rig);
	rig_settle(&rig);
	status = rig_status(&rig);
	ck_assert_int_eq(status.state, HISTORY_STATE_OK);
	expect_rest(page, way);
	if (rig_count_files(&rig, "history.db.torn-") > 0) {
		ck_assert(status.safety_may_be_lost);
		ck_assert_ptr_nonnull(strstr(status.message, "history.db.torn-"));
	} else if (way == WAY_CUT && page == 1) {
		/* An empty file is as good as a new one, but for this. */
		ck_assert(status.safety_may_be_lost);
	} else {
		/* Not noticed: then nothing may be missing. */
		ck_assert_msg(rig_count(&rig) == ENTRIES + 2, "page %d, way %d: lost unseen", page,
			(int)way);
	}
}

START_TEST(every_page)
{
	enum way way = (enum way)_i;
	int n_noticed = 0;

	for (int page = 1; page <= n_pages; page++) {
		restore();
		tear(page, way);
		expect_recovered(page, way);
		n_noticed += rig_count_files(&rig, "history.db.torn-") > 0;
	}
	ck_assert_int_gt(n_noticed, n_pages / 3);
}
END_TEST

/* What was in the log only is taken from there. */
START_TEST(rows_of_the_log)
{
	restore();
	rig_add(&rig, rig_said("late", HISTORY_SAFETY, RIG_MONDAY_USEC));
	rig_add(&rig, rig_said("later", HISTORY_SAFETY, RIG_MONDAY_USEC));
	ck_assert_int_eq(history_remove(rig.history, &rig.now, "id-0001"), 0);
	rig.history = history_free(rig.history);
	rig.history = history_new(rig.path, 0);
	tear(3, WAY_NOISE);
	tear(2, WAY_NOISE);
	tear(4, WAY_NOISE);
	(void)rig_count(&rig);
	rig_add(&rig, rig_said("new", HISTORY_SAFETY, RIG_MONDAY_USEC));
	rig_settle(&rig);
	ck_assert_uint_eq(
		rig_count(&rig), ENTRIES - 1 + 2 * 3 /* a detail of theirs has a line end */);
}
END_TEST

/* The program is killed again and again while it takes over: it goes on where it was. */
START_TEST(interrupted)
{
	int n_steps = 0;

	restore();
	tear(1, WAY_ZERO);
	(void)rig_count(&rig);
	while (history_work(rig.history, &rig.now) > 0) {
		rig_restart(&rig);
		(void)rig_count(&rig);
		n_steps++;
	}
	ck_assert_int_ge(n_steps, 2);
	ck_assert_uint_eq(rig_count(&rig), ENTRIES);
	ck_assert(!rig_status(&rig).is_salvaging);
	ck_assert_uint_eq(rig_count_files(&rig, "history.db.torn-"), 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_loop_test(tcase, every_page, 0, WAY_MAX);
	tcase_add_test(tcase, rows_of_the_log);
	tcase_add_test(tcase, interrupted);
}

int main(void)
{
	return check_main("history-torn", add_tests);
}
