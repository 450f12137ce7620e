/* SPDX-License-Identifier: MIT */
/* A writer that is killed at random moments and started again: every acknowledged entry is there,
 * once, and the totals are those of the entries. BACKCARE_STORE_KILLS: how often (60). */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store_rig.h"

#define IDS_MAX 400000
#define KILLS 60
#define KILL_AFTER_MAX_USEC 40000

enum fate { FATE_NONE, FATE_BEGUN, FATE_ACKNOWLEDGED, FATE_REMOVING, FATE_REMOVED };

/* Shared with the writer. */
struct book {
	unsigned char fates[IDS_MAX];
	int n_ids;
	unsigned long n_failed;
};

static struct rig rig;
static struct book *book;

static void begin(void)
{
	rig_begin(&rig);
	book = mmap(NULL, sizeof(*book), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(book, MAP_FAILED);
}

static void end(void)
{
	rig_end(&rig);
	(void)munmap(book, sizeof(*book));
}

/* A minute every ten, one after the other. */
static struct history_entry entry_of(int id, char name[16])
{
	(void)snprintf(name, 16, "%d", id);
	return rig_spell(name, "seated", RIG_MONDAY_USEC + id * MINUTES(10), MINUTES(1));
}

static void write_some(int n, bool is_durable)
{
	struct history_change changes[8];
	char names[8][16];
	struct history_batch batch = {.changes = changes,
		.n_changes = (size_t)n,
		.snapshot = book,
		.snapshot_bytes = 5000,
		.is_durable = is_durable};
	int first = book->n_ids;

	for (int i = 0; i < n; i++) {
		changes[i] = (struct history_change){HISTORY_ADD, entry_of(first + i, names[i])};
		book->fates[first + i] = FATE_BEGUN;
	}
	book->n_ids += n;
	if (history_write(rig.history, &rig.now, &batch) == 0) {
		memset(book->fates + first, FATE_ACKNOWLEDGED, (size_t)n);
	} else {
		book->n_failed++;
	}
}

static void remove_one(int id)
{
	char name[16];

	(void)snprintf(name, sizeof(name), "%d", id);
	if (book->fates[id] == FATE_ACKNOWLEDGED) {
		book->fates[id] = FATE_REMOVING;
		if (history_remove(rig.history, &rig.now, name) == 0) {
			book->fates[id] = FATE_REMOVED;
		} else {
			book->n_failed++;
		}
	}
}

static void write_for_ever(void)
{
	unsigned seed = (unsigned)book->n_ids;

	while (book->n_ids < IDS_MAX - 8) {
		int what = rand_r(&seed) % 16;

		write_some(1 + what % 4, what < 8);
		if (what == 9) {
			remove_one(rand_r(&seed) % book->n_ids);
		}
		if (what >= 12) {
			while (history_work(rig.history, &rig.now) > 0) {
			}
		}
	}
	_exit(EXIT_FAILURE);
}

static void kill_at(usec_t after_usec)
{
	struct timespec pause = {.tv_nsec = (long)after_usec * 1000};
	int status;
	pid_t child;

	(void)fflush(stdout);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		write_for_ever();
	}
	(void)nanosleep(&pause, NULL);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Returns how many there are. */
static size_t expect_acknowledged(void)
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, HISTORY_PAGE_MAX, 0, NULL};
	char cursor[128], *found = calloc(IDS_MAX, 1);
	size_t n = 0;

	ck_assert_ptr_nonnull(found);
	do {
		struct history_page *page;

		ck_assert_int_eq(history_list(rig.history, &query, &page), 0);
		for (size_t i = 0; i < page->n_entries; i++) {
			int id = atoi(page->entries[i].id);

			ck_assert_msg(!found[id], "%d is there twice", id);
			ck_assert_msg(
				book->fates[id] != FATE_NONE && book->fates[id] != FATE_REMOVED,
				"%d is there", id);
			found[id] = 1;
			n++;
		}
		query.cursor = page->next ? strcpy(cursor, page->next) : NULL;
		(void)history_page_free(page);
	} while (query.cursor);
	for (int id = 0; id < book->n_ids; id++) {
		ck_assert_msg(book->fates[id] != FATE_ACKNOWLEDGED || found[id], "%d is lost", id);
		/* From now on it is known. */
		book->fates[id] = found[id] ? FATE_ACKNOWLEDGED : FATE_REMOVED;
	}
	free(found);
	return n;
}

static void expect_totals(size_t n_entries)
{
	struct history_day *days;
	size_t n_days;
	usec_t seated_usec = 0;

	ck_assert_int_eq(history_get_days(rig.history, INT64_MIN, INT64_MAX, &days, &n_days), 0);
	for (size_t i = 0; i < n_days; i++) {
		seated_usec += days[i].seated_usec;
	}
	free(days);
	ck_assert_uint_lt(n_days, HISTORY_DAYS_MAX);
	ck_assert_uint_eq(seated_usec, n_entries * USEC_PER_MINUTE);
}

START_TEST(killed)
{
	const char *wanted = getenv("BACKCARE_STORE_KILLS");
	int n_kills = wanted ? atoi(wanted) : KILLS;
	unsigned seed = (unsigned)time(NULL);

	for (int i = 0; i < n_kills; i++) {
		kill_at((usec_t)rand_r(&seed) % KILL_AFTER_MAX_USEC);
		rig_restart(&rig);
		expect_totals(expect_acknowledged());
		rig_settle(&rig);
		ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_OK);
		rig_restart(&rig); /* nothing is open while the next one is forked */
	}
	ck_assert_uint_eq(book->n_failed, 0);
	ck_assert_int_gt(book->n_ids, n_kills);
	ck_assert_uint_eq(rig_count_files(&rig, "history.db.torn"), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, killed);
	if (getenv("BACKCARE_STORE_KILLS")) {
		tcase_set_timeout(tcase, 3600);
	}
}

int main(void)
{
	return check_main("history-kill", add_tests);
}
