/* SPDX-License-Identifier: MIT */
/* What cannot be written at once: it waits, in order, and nothing of it is lost. */
#include "check_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_beside.h"
#include "store_rig.h"

static struct rig rig;

static void begin(void)
{
	rig_begin(&rig);
}

static void end(void)
{
	rig_end(&rig);
}

static struct history_entry spell(const char *id)
{
	return rig_spell(id, "seated", RIG_MONDAY_USEC, HOURS(1));
}

/* While another program writes, nothing is lost, and what can be read is read. */
START_TEST(locked)
{
	sqlite3 *other;
	usec_t first, second;

	rig_add(&rig, spell("a"));
	other = beside_open(rig.path);
	beside_execute(other, "BEGIN IMMEDIATE");
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("said"), true), -EBUSY);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_BUSY);
	ck_assert_ptr_nonnull(strstr(rig_status(&rig).message, "another program"));
	ck_assert_uint_eq(history_deadline_boot_usec(rig.history), USEC_INFINITY);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("b"), false), HISTORY_WAITS);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("c"), false), HISTORY_WAITS);
	ck_assert_uint_eq(rig_status(&rig).n_waiting, 2);
	ck_assert_uint_eq(rig_count(&rig), 1);
	/* It is tried again later and later. */
	first = history_deadline_boot_usec(rig.history) - rig.now.boot_usec;
	rig.now.boot_usec += first;
	rig_settle(&rig);
	second = history_deadline_boot_usec(rig.history) - rig.now.boot_usec;
	ck_assert_uint_eq(second, 2 * first);
	for (int i = 0; i < 20; i++) {
		rig.now.boot_usec = history_deadline_boot_usec(rig.history);
		rig_settle(&rig);
	}
	ck_assert_uint_eq(
		history_deadline_boot_usec(rig.history) - rig.now.boot_usec, USEC_PER_MINUTE);
	beside_execute(other, "COMMIT");
	/* What comes next takes along what waits, before it. */
	rig_add(&rig, spell("d"));
	ck_assert_uint_eq(rig_count(&rig), 4);
	ck_assert_uint_eq(rig_status(&rig).n_waiting, 0);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_OK);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
}
END_TEST

/* Somebody looks at it with a tool that lets nobody else in. */
START_TEST(locked_for_reading)
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, 1, 0, NULL};
	struct history_page *page;
	sqlite3 *other;

	rig_add(&rig, spell("a"));
	rig_restart(&rig);
	other = beside_open(rig.path);
	beside_execute(other, "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
	ck_assert_int_eq(history_list(rig.history, &query, &page), -EBUSY);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("b"), false), HISTORY_WAITS);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_BUSY);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
	rig.now.boot_usec = history_deadline_boot_usec(rig.history);
	rig_settle(&rig);
	ck_assert_uint_eq(rig_count(&rig), 2);
	ck_assert_uint_eq(rig_count_files(&rig, "history.db.torn"), 0);
}
END_TEST

/* The end of the daemon is the last chance. */
START_TEST(waiting_is_written_at_the_end)
{
	sqlite3 *other;

	rig_add(&rig, spell("a"));
	other = beside_open(rig.path);
	beside_execute(other, "BEGIN IMMEDIATE");
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("b"), false), HISTORY_WAITS);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
	rig_restart(&rig);
	ck_assert_uint_eq(rig_count(&rig), 2);
}
END_TEST

/* As much as there is room for, in order, and the latest snapshot alone. */
START_TEST(queue_is_full)
{
	struct history_entry entry = spell("");
	struct history_change change = {HISTORY_ADD, entry};
	struct history_batch batch = {
		.changes = &change, .n_changes = 1, .snapshot_bytes = 4, .may_wait = true};
	struct history_snapshot snapshot;
	char note[HISTORY_NOTE_MAX_BYTES + 1], id[8], state[8];
	sqlite3 *other;
	size_t n = 0;
	int r;

	memset(note, 'n', sizeof(note));
	note[sizeof(note) - 1] = '\0';
	rig_add(&rig, spell("first"));
	other = beside_open(rig.path);
	beside_execute(other, "BEGIN IMMEDIATE");
	do {
		(void)snprintf(id, sizeof(id), "%zu", n);
		(void)snprintf(state, sizeof(state), "%04zu", n);
		change.entry.id = id;
		change.entry.note = note;
		batch.snapshot = state;
		r = history_write(rig.history, &rig.now, &batch);
		n++;
	} while (r == HISTORY_WAITS);
	ck_assert_int_eq(r, -ENOBUFS);
	n--;
	ck_assert_uint_gt(n * (sizeof(note) + 400), HISTORY_QUEUE_MAX_BYTES);
	ck_assert_uint_lt(n * sizeof(note), HISTORY_QUEUE_MAX_BYTES);
	ck_assert_uint_eq(rig_status(&rig).n_waiting, n);
	ck_assert_uint_eq(rig_status(&rig).n_lost, 1);
	ck_assert_ptr_nonnull(strstr(rig_status(&rig).message, "1 entry could not be kept."));
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
	rig.now.boot_usec = history_deadline_boot_usec(rig.history);
	rig_settle(&rig);
	ck_assert_uint_eq(rig_count(&rig), n + 1);
	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), 0);
	(void)snprintf(state, sizeof(state), "%04zu", n - 1);
	ck_assert_mem_eq(snapshot.data, state, 4);
	free(snapshot.data);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, locked);
	tcase_add_test(tcase, locked_for_reading);
	tcase_add_test(tcase, waiting_is_written_at_the_end);
	tcase_add_test(tcase, queue_is_full);
}

int main(void)
{
	return check_main("history-waiting", add_tests);
}
