/* SPDX-License-Identifier: MIT */
/* The file and its faults: each has its state, its words, and loses nothing. */
#include "check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_beside.h"
#include "store_rig.h"
#include "store_sample.h"

static struct rig rig;
static const char foreign[] =
	"This is no database, but long enough to look at it twice, so to say.\n";

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

static void execute_beside(const char *sql)
{
	sqlite3 *other = beside_open(rig.path);

	beside_execute(other, sql);
	ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
}

static void write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(content, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void make_directory(void)
{
	char path[160];

	(void)snprintf(path, sizeof(path), "%s/state", rig.directory);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/state/backcare", rig.directory);
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static unsigned mode_of(const char *suffix)
{
	char path[200];
	struct stat status;

	(void)snprintf(path, sizeof(path), "%s/state/backcare%s", rig.directory, suffix);
	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_mode & 0777;
}

START_TEST(for_the_user_alone)
{
	mode_t before = umask(0);

	rig_add(&rig, spell("a"));
	ck_assert_uint_eq(mode_of("/.."), 0700);
	ck_assert_uint_eq(mode_of(""), 0700);
	ck_assert_uint_eq(mode_of("/history.db"), 0600);
	ck_assert_uint_eq(mode_of("/history.db-wal"), 0600);
	ck_assert_uint_eq(mode_of("/history.db-shm"), 0600);
	ck_assert_int_eq(chmod(rig.path, 0644), 0);
	rig_restart(&rig);
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert_uint_eq(mode_of("/history.db"), 0600);
	(void)umask(before);
}
END_TEST

static void copy_file(const char *from, const char *to)
{
	char command[800];

	(void)snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
	ck_assert_int_eq(system(command), 0);
}

/* The file of each former version has what the sample has today. */
START_TEST(former_version)
{
	char path[300], *old_dump, *old_days, *new_dump, *new_days;
	struct history_snapshot snapshot;
	struct history_decision *decisions;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/history-v%d.db", SAMPLES, _i);
	make_directory();
	copy_file(path, rig.path);
	old_dump = rig_dump(&rig, 1000);
	old_days = rig_dump_days(&rig);
	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), 0);
	ck_assert_uint_eq(snapshot.version, 3);
	ck_assert_mem_eq(snapshot.data, "where it stood", 14);
	free(snapshot.data);
	ck_assert_int_eq(history_list_decisions(rig.history, INT64_MIN, 9, &decisions, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(decisions[0].reason, "45min seated");
	free(decisions);
	rig_add(&rig, spell("another"));
	ck_assert_uint_eq(rig_count_files(&rig, "history.db.torn"), 0);

	rig_end(&rig);
	rig_begin(&rig);
	ck_assert_int_eq(store_sample_write(rig.history, &rig.now), 0);
	new_dump = rig_dump(&rig, 1000);
	new_days = rig_dump_days(&rig);
	ck_assert_str_eq(old_dump, new_dump);
	ck_assert_str_eq(old_days, new_days);
	free(old_dump);
	free(new_dump);
	free(old_days);
	free(new_days);
}
END_TEST

static char *read_file(const char *path)
{
	static char content[1 << 20];
	FILE *file = fopen(path, "r");
	size_t n;

	ck_assert_ptr_nonnull(file);
	n = fread(content, 1, sizeof(content) - 1, file);
	content[n] = '\0';
	(void)fclose(file);
	return content;
}

START_TEST(newer_version)
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, 1, 0, NULL};
	struct history_page *page;
	struct stat before, after;

	rig_add(&rig, spell("a"));
	rig_restart(&rig);
	execute_beside("PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)");
	ck_assert_int_eq(stat(rig.path, &before), 0);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("b"), true), -EOPNOTSUPP);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("b"), false), -EOPNOTSUPP);
	ck_assert_int_eq(history_list(rig.history, &query, &page), -EOPNOTSUPP);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_NEWER);
	ck_assert_ptr_nonnull(strstr(rig_status(&rig).message, "newer Backcare"));
	ck_assert_uint_eq(rig_status(&rig).n_waiting, 0);
	ck_assert_uint_eq(history_deadline_boot_usec(rig.history), USEC_INFINITY);
	ck_assert_int_eq(stat(rig.path, &after), 0);
	ck_assert(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec && before.st_ino == after.st_ino);
	execute_beside("PRAGMA user_version=2");
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_OK);
	ck_assert_str_eq(rig_status(&rig).message, "1 entry could not be kept.");
}
END_TEST

static void expect_set_aside(void)
{
	struct history_status status;
	char path[200];

	rig_add(&rig, spell("a"));
	status = rig_status(&rig);
	ck_assert_int_eq(status.state, HISTORY_STATE_OK);
	ck_assert(status.safety_may_be_lost && status.is_salvaging);
	ck_assert_ptr_nonnull(strstr(status.message, "history.db.torn-20260401T020000"));
	rig_settle(&rig);
	ck_assert(!rig_status(&rig).is_salvaging);
	ck_assert_uint_eq(rig_count(&rig), 1);
	(void)snprintf(path, sizeof(path), "%s.torn-20260401T020000", rig.path);
	ck_assert_int_eq(access(path, F_OK), 0);
	/* Until it is asked and answered. */
	rig_restart(&rig);
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert(rig_status(&rig).safety_may_be_lost);
	ck_assert_int_eq(history_confirm_safety(rig.history, &rig.now), 0);
	ck_assert(!rig_status(&rig).safety_may_be_lost);
	rig_restart(&rig);
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert(!rig_status(&rig).safety_may_be_lost);
}

START_TEST(foreign_text)
{
	char path[200];

	make_directory();
	rig.now.utc_offset_usec = HOURS(2); /* the name is local time */
	write_file(rig.path, foreign);
	expect_set_aside();
	(void)snprintf(path, sizeof(path), "%s.torn-20260401T020000", rig.path);
	ck_assert_ptr_nonnull(strstr(read_file(path), "no database"));
}
END_TEST

START_TEST(foreign_database)
{
	make_directory();
	rig.now.utc_offset_usec = HOURS(2);
	execute_beside("CREATE TABLE entry (a, b); INSERT INTO entry VALUES (1, 'x')");
	expect_set_aside();
}
END_TEST

/* Ours, and somebody changed a table. */
START_TEST(foreign_table)
{
	rig.now.utc_offset_usec = HOURS(2);
	rig_add(&rig, spell("a"));
	rig_restart(&rig);
	execute_beside("ALTER TABLE entry RENAME COLUMN note TO notes");
	expect_set_aside();
}
END_TEST

START_TEST(two_in_one_second)
{
	make_directory();
	write_file(rig.path, foreign);
	rig_add(&rig, spell("a"));
	rig_restart(&rig);
	execute_beside("PRAGMA wal_checkpoint(TRUNCATE)");
	write_file(rig.path, foreign);
	rig_add(&rig, spell("b"));
	rig_settle(&rig);
	ck_assert_uint_eq(rig_count_files(&rig, "history.db.torn-20260401T000000-2"), 1);
	ck_assert_uint_eq(rig_count(&rig), 1);
}
END_TEST

START_TEST(emptied_file)
{
	make_directory();
	write_file(rig.path, "");
	rig_add(&rig, spell("a"));
	ck_assert(rig_status(&rig).safety_may_be_lost);
	rig_restart(&rig);
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert(rig_status(&rig).safety_may_be_lost);
}
END_TEST

/* What was not in the file yet is in its log, and SQLite would throw that away. */
START_TEST(emptied_file_with_log)
{
	rig_add(&rig, spell("a"));
	rig_restart(&rig);
	ck_assert_int_eq(truncate(rig.path, 0), 0);
	rig_add(&rig, spell("b"));
	ck_assert(rig_status(&rig).safety_may_be_lost);
	ck_assert_ptr_nonnull(strstr(rig_status(&rig).message, "was set aside"));
	rig_settle(&rig);
	ck_assert_uint_eq(rig_count(&rig), 2);
}
END_TEST

/* The history kept elsewhere, by a link that leads nowhere yet: said, waited for, and begun there.
 */
START_TEST(link_to_nowhere)
{
	char target[180], elsewhere[160];

	make_directory();
	(void)snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", rig.directory);
	(void)snprintf(target, sizeof(target), "%s/history.db", elsewhere);
	ck_assert_int_eq(symlink(target, rig.path), 0);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("a"), true), -ENOENT);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_NO_DIRECTORY);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("b"), false), HISTORY_WAITS);
	ck_assert_int_eq(mkdir(elsewhere, 0700), 0);
	rig_add(&rig, spell("c"));
	ck_assert_str_eq(rig_status(&rig).message, "");
	ck_assert_uint_eq(rig_count(&rig), 2);
	ck_assert_int_eq(access(target, F_OK), 0);
}
END_TEST

/* A new one is no loss. */
START_TEST(new_file)
{
	rig_add(&rig, spell("a"));
	ck_assert(!rig_status(&rig).safety_may_be_lost);
	ck_assert_str_eq(rig_status(&rig).message, "");
}
END_TEST

START_TEST(no_directory)
{
	char path[160];

	(void)snprintf(path, sizeof(path), "%s/state", rig.directory);
	write_file(path, "in the way");
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("a"), true), -ENOTDIR);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_NO_DIRECTORY);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("b"), false), HISTORY_WAITS);
	ck_assert_uint_eq(rig_status(&rig).n_waiting, 1);
	/* Put right: what waited is written when its time has come. */
	ck_assert_int_eq(unlink(path), 0);
	rig_settle(&rig);
	ck_assert_uint_eq(rig_status(&rig).n_waiting, 1);
	rig.now.boot_usec = history_deadline_boot_usec(rig.history);
	rig_settle(&rig);
	ck_assert_uint_eq(rig_status(&rig).n_waiting, 0);
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert_uint_eq(history_deadline_boot_usec(rig.history), USEC_INFINITY);
	ck_assert_str_eq(rig_status(&rig).message, "");
}
END_TEST

START_TEST(directory_in_its_place)
{
	make_directory();
	ck_assert_int_eq(mkdir(rig.path, 0700), 0);
	ck_assert_int_lt(rig_write(&rig, HISTORY_ADD, spell("a"), true), 0);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_FAILED);
}
END_TEST

#define NOBODY 65534

/* A directory that cannot be written, for somebody who is not root. */
START_TEST(read_only)
{
	bool is_root = geteuid() == 0;
	char *dump, path[160], command[300];

	rig_add(&rig, spell("a"));
	rig_restart(&rig);
	(void)snprintf(path, sizeof(path), "%s/state/backcare", rig.directory);
	if (is_root) {
		(void)snprintf(command, sizeof(command), "chown -R %d %s", NOBODY, rig.directory);
		ck_assert_int_eq(system(command), 0);
		ck_assert_int_eq(seteuid(NOBODY), 0);
	}
	(void)snprintf(command, sizeof(command), "chmod 0400 %s/*", path);
	if (is_root) {
		ck_assert_int_eq(seteuid(0), 0);
	}
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(chmod(path, 0500), 0);
	if (is_root) {
		ck_assert_int_eq(seteuid(NOBODY), 0);
	}
	ck_assert_int_lt(rig_write(&rig, HISTORY_ADD, spell("b"), true), 0);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_READ_ONLY);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, spell("c"), false), HISTORY_WAITS);
	/* What is there can be read. */
	dump = rig_dump(&rig, 1000);
	ck_assert_ptr_nonnull(strstr(dump, "a spell"));
	free(dump);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_READ_ONLY);
	ck_assert_ptr_nonnull(strstr(rig_status(&rig).message, "read-only"));
	if (is_root) {
		ck_assert_int_eq(seteuid(0), 0);
	}
	ck_assert_int_eq(chmod(path, 0700), 0);
	(void)snprintf(command, sizeof(command), "chmod 0600 %s/*", path);
	ck_assert_int_eq(system(command), 0);
	rig.now.boot_usec = history_deadline_boot_usec(rig.history);
	rig_settle(&rig);
	ck_assert_str_eq(rig_status(&rig).message, "");
	ck_assert_uint_eq(rig_count(&rig), 2);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_OK);
}
END_TEST

START_TEST(clock_before_the_last_entry)
{
	struct history_entry entry = spell("a");

	entry.start_real_usec = (int64_t)rig.now.real_usec + HOURS(26);
	rig_add(&rig, entry);
	ck_assert_uint_eq(rig_status(&rig).clock_behind_usec, (usec_t)HOURS(26));
	ck_assert_str_eq(rig_status(&rig).message,
		"the newest entry lies 1d 2h in the future: was the clock set back?");
	rig_restart(&rig);
	ck_assert_uint_eq(rig_count(&rig), 1);
	rig.now.real_usec += (usec_t)HOURS(25);
	rig_settle(&rig);
	ck_assert_uint_eq(rig_status(&rig).clock_behind_usec, (usec_t)HOURS(1));
	rig.now.real_usec += (usec_t)HOURS(1);
	rig_settle(&rig);
	ck_assert_str_eq(rig_status(&rig).message, "");
}
END_TEST

START_TEST(torn_snapshot)
{
	struct history_batch batch = {
		.snapshot = "one", .snapshot_bytes = 3, .snapshot_version = 1};
	struct history_snapshot snapshot;

	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
	batch.snapshot = "two";
	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
	execute_beside("UPDATE snapshot SET data = x'545748' WHERE seq = 2");
	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), 0);
	ck_assert(snapshot.is_older);
	ck_assert_mem_eq(snapshot.data, "one", 3);
	free(snapshot.data);
	ck_assert(rig_status(&rig).safety_may_be_lost);
	execute_beside("UPDATE snapshot SET version = 2 WHERE seq = 1");
	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), -ENODATA);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_OK);
}
END_TEST

/* A row that we would not have written is passed over, and found by who looks for it. */
START_TEST(changed_row)
{
	struct history_check check = {0};

	rig_add(&rig, spell("a"));
	rig_add(&rig, spell("b"));
	execute_beside("UPDATE entry SET details = 'no line end' WHERE id = 'a'");
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert_int_eq(history_check_step(rig.history, &check), 0);
	ck_assert_uint_eq(check.n_bad, 1);
	ck_assert_uint_eq(check.n_entries, 2);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, for_the_user_alone);
	tcase_add_loop_test(tcase, former_version, 1, SAMPLES_END);
	tcase_add_test(tcase, newer_version);
	tcase_add_test(tcase, foreign_text);
	tcase_add_test(tcase, foreign_database);
	tcase_add_test(tcase, foreign_table);
	tcase_add_test(tcase, two_in_one_second);
	tcase_add_test(tcase, emptied_file);
	tcase_add_test(tcase, emptied_file_with_log);
	tcase_add_test(tcase, link_to_nowhere);
	tcase_add_test(tcase, new_file);
	tcase_add_test(tcase, no_directory);
	tcase_add_test(tcase, directory_in_its_place);
	tcase_add_test(tcase, read_only);
	tcase_add_test(tcase, clock_before_the_last_entry);
	tcase_add_test(tcase, torn_snapshot);
	tcase_add_test(tcase, changed_row);
}

int main(void)
{
	return check_main("history-files", add_tests);
}
