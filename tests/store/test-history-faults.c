/* SPDX-License-Identifier: MIT */
/* A life of the store in a process of its own, in which one call that writes fails: whatever was
 * acknowledged is there afterwards, once, and the sums by day are those of the entries. 300 points
 * spread over all calls; BACKCARE_STORE_FAULTS=all: every call in every way. */
#include "check_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faulty_libc.h"
#include "store_rig.h"

#define POINTS 300
#define IDS_MAX 600
#define GROUPS_MAX 64

/* What may be found of one id: a set of these. */
#define ABSENT 1
#define FIRST 2
#define SECOND 4

/* Shared with the child, which may be gone at any moment. */
struct model {
	unsigned char may_be[IDS_MAX];
	int group_of[IDS_MAX]; /* added at once: all there or none */
	int n_ids, n_groups;
	unsigned long n_calls;
	bool durable_was_unsynced;
};

static struct model *model;
static struct rig rig;
static char names[IDS_MAX][8];
static bool is_power_cut; /* what is not durable counts for nothing */

static void begin(void)
{
	rig_begin(&rig);
	model = mmap(
		NULL, sizeof(*model), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(model, MAP_FAILED);
	for (int i = 0; i < IDS_MAX; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%03d", i);
	}
}

static void end(void)
{
	rig_end(&rig);
	(void)munmap(model, sizeof(*model));
}

static struct history_entry entry_of(int id, bool is_second)
{
	static char long_note[1000];
	struct history_entry entry =
		rig_spell(names[id], "seated", RIG_MONDAY_USEC + id * MINUTES(40), MINUTES(30));

	memset(long_note, 'n', sizeof(long_note) - 1);
	entry.note = long_note;
	entry.what = is_second ? "standing" : "seated";
	return entry;
}

/* --- the life; in the child ------------------------------------------------------------------- */

static void may_be(int id, unsigned char what)
{
	model->may_be[id] = what;
}

/* 'r' as of history_write(). */
static void note_result(int first, int n, int r, unsigned char what)
{
	for (int i = first; i < first + n; i++) {
		if (r == 0) {
			may_be(i, what);
		} /* else it may be either, as it was before the call */
	}
}

static void add(int n, bool is_durable)
{
	struct history_change changes[64];
	struct history_decision decision = {(int64_t)rig.now.real_usec, "walk", "planned", "why"};
	struct history_batch batch = {.changes = changes,
		.n_changes = (size_t)n,
		.decisions = &decision,
		.n_decisions = 1,
		.snapshot = names,
		.snapshot_bytes = sizeof(names),
		.is_durable = is_durable,
		.may_wait = !is_durable};
	int first = model->n_ids;
	int r;

	for (int i = 0; i < n; i++) {
		changes[i] = (struct history_change){HISTORY_ADD, entry_of(first + i, false)};
		model->group_of[first + i] = model->n_groups;
		may_be(first + i, ABSENT | FIRST);
	}
	model->n_groups++;
	model->n_ids += n;
	r = history_write(rig.history, &rig.now, &batch);
	if (is_durable && r == 0 && faulty_libc_unsynced() > 0) {
		model->durable_was_unsynced = true;
	}
	if (is_durable || !is_power_cut) {
		note_result(first, n, r, FIRST);
	}
}

static void import(int n)
{
	struct history_entry entries[64];
	int first = model->n_ids;
	size_t added, present;

	for (int i = 0; i < n; i++) {
		entries[i] = entry_of(first + i, false);
		model->group_of[first + i] = model->n_groups;
		may_be(first + i, ABSENT | FIRST);
	}
	model->n_groups++;
	model->n_ids += n;
	note_result(first, n,
		history_import(rig.history, &rig.now, entries, (size_t)n, &added, &present), FIRST);
}

static void put(int id)
{
	model->group_of[id] = -1;
	may_be(id, model->may_be[id] | SECOND);
	note_result(id, 1, rig_write(&rig, HISTORY_PUT, entry_of(id, true), true), SECOND);
}

static void remove_id(int id)
{
	int r;

	model->group_of[id] = -1;
	may_be(id, model->may_be[id] | ABSENT);
	r = history_remove(rig.history, &rig.now, names[id]);
	note_result(id, 1, r == -ENXIO ? 0 : r, ABSENT);
}

static void forget(int n)
{
	size_t removed;
	int r;

	for (int i = 0; i < n; i++) {
		model->group_of[i] = -1;
		may_be(i, model->may_be[i] | ABSENT);
	}
	r = history_forget(rig.history, &rig.now, RIG_MONDAY_USEC + n * MINUTES(40), &removed);
	note_result(0, n, r, ABSENT);
}

static void work(void)
{
	rig.now.boot_usec += USEC_PER_SEC;
	for (int i = 0; history_work(rig.history, &rig.now) > 0 && i < 1000; i++) {
	}
}

static void live(void)
{
	struct history_snapshot snapshot;

	if (history_read_snapshot(rig.history, &rig.now, &snapshot) == 0) {
		free(snapshot.data);
	}
	add(1, true);
	add(2, false);
	work();
	add(3, true);
	add(1, false);
	put(0);
	work();
	for (int i = 0; i < 6; i++) {
		import(60);
		add(1, i % 2 == 0);
	}
	work();
	put(70);
	remove_id(75);
	add(2, false);
	work();
	forget(40);
	add(20, true);
	history_set_day_start(rig.history, USEC_PER_HOUR);
	work();
	history_set_day_start(rig.history, 0);
	add(1, true);
	work();
	model->n_calls = faulty_libc_count();
	if (is_power_cut) {
		_exit(EXIT_SUCCESS);
	}
	/* The disk is well again, and what waits is written. */
	faulty_libc_disarm();
	rig.now.boot_usec += USEC_PER_HOUR;
	work();
	(void)history_free(rig.history);
	_exit(EXIT_SUCCESS);
}

static void run_life(enum fault fault, unsigned long call)
{
	int status;
	pid_t child;

	*model = (struct model){0};
	(void)fflush(stdout);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		faulty_libc_arm(fault, call);
		live();
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFEXITED(status), "fault %d at call %lu: killed by signal %d", (int)fault,
		call, WTERMSIG(status));
	ck_assert(!model->durable_was_unsynced);
}

/* --- what is left ----------------------------------------------------------------------------- */

/* FIRST, SECOND or ABSENT for each id; fails if one is there twice. */
static void observe(unsigned char found[IDS_MAX])
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, HISTORY_PAGE_MAX, 0, NULL};
	struct history_page *page;

	memset(found, ABSENT, IDS_MAX);
	ck_assert_int_eq(history_list(rig.history, &query, &page), 0);
	ck_assert_ptr_null(page->next);
	for (size_t i = 0; i < page->n_entries; i++) {
		int id = atoi(page->entries[i].id);

		ck_assert_int_eq(found[id], ABSENT);
		found[id] = strcmp(page->entries[i].what, "seated") == 0 ? FIRST : SECOND;
	}
	(void)history_page_free(page);
}

/* As a history that got the same entries in another way. */
static void expect_right_days(const char *where)
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, HISTORY_PAGE_MAX, 0, NULL};
	struct rig other;
	struct history_page *page;
	size_t added, present;
	char *days, *expected;

	days = rig_dump_days(&rig);
	ck_assert_int_eq(history_list(rig.history, &query, &page), 0);
	rig_begin(&other);
	ck_assert_int_eq(history_import(other.history, &other.now, page->entries, page->n_entries,
				 &added, &present),
		0);
	expected = rig_dump_days(&other);
	ck_assert_msg(
		strcmp(days, expected) == 0, "%s: the days are not those of the entries", where);
	(void)history_page_free(page);
	rig_end(&other);
	free(days);
	free(expected);
}

static void expect_acknowledged(enum fault fault, unsigned long call, bool checks_days)
{
	unsigned char found[IDS_MAX], of_group[GROUPS_MAX] = {0};
	char where[64];

	(void)snprintf(where, sizeof(where), "fault %d at call %lu", (int)fault, call);
	rig_restart(&rig);
	observe(found);
	for (int i = 0; i < model->n_ids; i++) {
		int group = model->group_of[i];

		ck_assert_msg((found[i] & model->may_be[i]) != 0, "%s: %s may be %d, is %d", where,
			names[i], model->may_be[i], found[i]);
		ck_assert_msg(group < 0 || of_group[group] == 0 || of_group[group] == found[i],
			"%s: %s is here, and others of its batch are not", where, names[i]);
		if (group >= 0) {
			of_group[group] = found[i];
		}
	}
	rig_settle(&rig);
	ck_assert_msg(rig_count_files(&rig, "history.db.torn") == 0, "%s: set aside", where);
	if (checks_days) {
		expect_right_days(where);
	}
}

static void clean(void)
{
	rig_end(&rig);
	rig_begin(&rig);
}

static unsigned long count_calls(void)
{
	unsigned long n;

	run_life(FAULT_NONE, 0);
	expect_acknowledged(FAULT_NONE, 0, true);
	n = model->n_calls;
	ck_assert_uint_gt(n, 300);
	clean();
	return n;
}

START_TEST(every_point)
{
	const char *wanted = getenv("BACKCARE_STORE_FAULTS");
	bool all = wanted && strcmp(wanted, "all") == 0;
	enum fault fault = (enum fault)_i;
	unsigned long n_calls = count_calls();
	unsigned long n_points = all ? n_calls : POINTS / (FAULT_MAX - 1);

	for (unsigned long i = 0; i < n_points; i++) {
		/* Each way at points of its own. */
		unsigned long call =
			1 + (i * n_calls + (unsigned long)_i * n_calls / FAULT_MAX) / n_points;

		run_life(fault, call);
		expect_acknowledged(fault, call, all || i % 4 == 0);
		clean();
	}
}
END_TEST

/* What is left of the files is what was synced. Durable is what nobody can take away. */
START_TEST(power_cut)
{
	unsigned long n_calls = count_calls();
	char shadow[128], command[400];

	is_power_cut = true;
	(void)snprintf(shadow, sizeof(shadow), "%s-shadow", rig.directory);
	for (unsigned long i = 0; i < 40; i++) {
		unsigned long call = 1 + i * n_calls / 40;

		(void)snprintf(command, sizeof(command), "rm -rf '%s'; mkdir '%s'", shadow, shadow);
		ck_assert_int_eq(system(command), 0);
		faulty_libc_shadow(shadow);
		run_life(FAULT_EXIT, call);
		faulty_libc_shadow(NULL);
		(void)snprintf(command, sizeof(command),
			"mkdir -p '%s/state/backcare'; cd '%s/state/backcare' && rm -f * && cp "
			"'%s'/* . 2>/dev/null || :",
			rig.directory, rig.directory, shadow);
		ck_assert_int_eq(system(command), 0);
		expect_acknowledged(FAULT_EXIT, call, false);
		rig_end(&rig);
		rig_begin(&rig);
	}
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", shadow);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

/* A durable write syncs once, the other not at all: that is what it costs. */
START_TEST(syncs)
{
	rig_add(&rig, entry_of(0, false));
	faulty_libc_arm(FAULT_NONE, 0);
	rig_add(&rig, entry_of(1, false));
	ck_assert_uint_eq(faulty_libc_unsynced(), 0);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, entry_of(2, false), false), 0);
	ck_assert_uint_gt(faulty_libc_unsynced(), 0);
	rig_add(&rig, entry_of(3, false));
	ck_assert_uint_eq(faulty_libc_unsynced(), 0);
	faulty_libc_disarm();
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, syncs);
	tcase_add_loop_test(tcase, every_point, FAULT_ONCE_EIO, FAULT_MAX);
	tcase_add_test(tcase, power_cut);
	if (getenv("BACKCARE_STORE_FAULTS")) {
		tcase_set_timeout(tcase, 3600);
	}
}

int main(void)
{
	return check_main("history-faults", add_tests);
}
