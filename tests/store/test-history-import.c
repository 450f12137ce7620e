/* SPDX-License-Identifier: MIT */
/* What comes from other machines and backups, and what is forgotten. */
#include "check_main.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void import(struct history_entry *entries, size_t n, size_t added)
{
	size_t ret_added, ret_present;

	ck_assert_int_eq(
		history_import(rig.history, &rig.now, entries, n, &ret_added, &ret_present), 0);
	ck_assert_uint_eq(ret_added, added);
	ck_assert_uint_eq(ret_present, n - added);
}

/* Row by row: what is here from this machine, then two imports in one order and in the other. */
START_TEST(imports_in_any_order)
{
	struct history_entry first[] = {
		rig_spell("a", "seated", 1, 1),
		rig_spell("shared", "claimed", 5, 9),
		rig_prompt("mine", "skipped", 7),
	};
	struct history_entry second[] = {
		rig_spell("shared", "done", 5, 9),
		rig_prompt("mine", "expired", 7),
		rig_spell("z", "away", RIG_MONDAY_USEC, 5),
	};
	char *dumps[2], *days[2];

	for (size_t i = 0; i < 2; i++) {
		rig_add(&rig, rig_prompt("mine", "done", 7));
		import(i == 0 ? first : second, 3, 2);
		import(i == 0 ? second : first, 3, 1);
		dumps[i] = rig_dump(&rig, 1000);
		days[i] = rig_dump_days(&rig);
		import(first, 3, 0);
		import(second, 3, 0);
		if (i == 0) {
			rig_end(&rig);
			rig_begin(&rig);
		}
	}
	ck_assert_str_eq(dumps[0], dumps[1]);
	ck_assert_str_eq(days[0], days[1]);
	ck_assert_ptr_nonnull(strstr(dumps[0], "shared spell 5 for 9 done"));
	ck_assert_ptr_nonnull(strstr(dumps[0], "mine prompt 7 for 180000000 done"));
	for (size_t i = 0; i < 2; i++) {
		free(dumps[i]);
		free(days[i]);
	}
}
END_TEST

START_TEST(bad_imports)
{
	struct history_entry entries[] = {rig_spell("a", "seated", 1, 1), rig_spell("", "x", 1, 1)};
	size_t added, present;

	ck_assert_int_eq(
		history_import(rig.history, &rig.now, entries, 2, &added, &present), -EINVAL);
	ck_assert_int_eq(history_import(rig.history, &rig.now, entries, HISTORY_BATCH_MAX + 1,
				 &added, &present),
		-E2BIG);
	ck_assert_uint_eq(rig_count(&rig), 0);
}
END_TEST

/* Export, forget, import: the same content. */
START_TEST(forget_and_import)
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, HISTORY_PAGE_MAX, 0, NULL};
	char *before, *after, *days_before, *days_after;
	struct history_page *page;
	char ids[2500][8];
	size_t n, sum = 0;
	int r;

	for (size_t i = 0; i < 2500; i += 500) {
		struct history_change changes[500];
		struct history_batch batch = {.changes = changes, .n_changes = 500};

		for (size_t j = 0; j < 500; j++) {
			(void)snprintf(ids[i + j], sizeof(ids[0]), "%zu", i + j);
			changes[j] = (struct history_change){HISTORY_ADD,
				rig_spell(ids[i + j], "seated",
					RIG_MONDAY_USEC + (int64_t)(i + j) * MINUTES(30),
					MINUTES(30))};
		}
		ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
	}
	before = rig_dump(&rig, 700);
	days_before = rig_dump_days(&rig);
	/* The last 1000 as a backup; the one that ends after the border stays. */
	query.since_real_usec = RIG_MONDAY_USEC + 1500 * MINUTES(30);
	ck_assert_int_eq(history_list(rig.history, &query, &page), 0);
	do {
		r = history_forget(
			rig.history, &rig.now, RIG_MONDAY_USEC + 2400 * MINUTES(30) - 1, &n);
		sum += n;
	} while (r == 1);
	ck_assert_int_eq(r, 0);
	ck_assert_uint_eq(sum, 2399);
	ck_assert_uint_eq(rig_count(&rig), 101);
	import(page->entries, 1000, 899);
	ck_assert(!rig_has_day(&rig, RIG_MONDAY));
	after = rig_dump(&rig, 1000);
	days_after = rig_dump_days(&rig);
	/* 1500 half hours are 31 days and a quarter: the tail of the dump is the same. */
	ck_assert_ptr_nonnull(strstr(before, after));
	ck_assert_ptr_nonnull(strstr(days_before, strchr(days_after, '\n') + 1));
	(void)history_page_free(page);
	free(before);
	free(after);
	free(days_before);
	free(days_after);
}
END_TEST

/* What was forgotten cannot be found in the files any more. */
START_TEST(forgotten_is_gone)
{
	struct history_entry entry = rig_said("m", HISTORY_MASSAGE, 1);
	char command[256];
	size_t n;

	entry.note = "unforgettable-words";
	rig_add(&rig, entry);
	(void)snprintf(
		command, sizeof(command), "grep -q -r -a unforgettable-words %s", rig.directory);
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(history_forget(rig.history, &rig.now, 2, &n), 0);
	rig_settle(&rig);
	ck_assert_int_ne(system(command), 0);
	rig_add(&rig, entry);
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(history_remove(rig.history, &rig.now, "m"), 0);
	rig_settle(&rig);
	ck_assert_int_ne(system(command), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, imports_in_any_order);
	tcase_add_test(tcase, bad_imports);
	tcase_add_test(tcase, forget_and_import);
	tcase_add_test(tcase, forgotten_is_gone);
}

int main(void)
{
	return check_main("history-import", add_tests);
}
