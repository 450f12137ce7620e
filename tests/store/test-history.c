/* SPDX-License-Identifier: MIT */
/* What is kept, page by page, and what is refused. */
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

static void expect_dump(size_t page_size, const char *expected)
{
	char *dump = rig_dump(&rig, page_size);

	ck_assert_str_eq(dump, expected);
	free(dump);
}

START_TEST(keeps_every_field)
{
	static const char *const expected =
		"a spell 100 for 7 seated entry=- note=- offset 0 machine=-\n"
		"b prompt 100 for 180000000 done entry=walk-around note=- kind='walk' offset 0 "
		"machine=-\n"
		"m massage 200 told entry=- note=what \"somebody\" said, ünd so areas='calf\nthigh "
		"\\ hip'"
		" pressure='3' machine=feedbeef\n";

	rig_add(&rig, rig_said("m", HISTORY_MASSAGE, 200));
	rig_add(&rig, rig_prompt("b", "done", 100));
	rig_add(&rig, rig_spell("a", "seated", 100, 7));
	expect_dump(1000, expected);
	rig_restart(&rig);
	expect_dump(1, expected);
}
END_TEST

START_TEST(empty_texts_are_none)
{
	struct history_entry entry = rig_spell("a", "seated", 1, 1);

	rig_add(&rig, entry);
	entry.entry = entry.note = entry.machine = "";
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, entry, true), 0);
	expect_dump(1000, "a spell 1 for 1 seated entry=- note=- offset 0 machine=-\n");
}
END_TEST

START_TEST(adds_once)
{
	struct history_entry entry = rig_spell("a", "seated", 1, 1);

	rig_add(&rig, entry);
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, entry, true), 0);
	entry.duration_usec = 2;
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, entry, true), -EEXIST);
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert_int_eq(rig_write(&rig, HISTORY_PUT, entry, true), 0);
	expect_dump(1000, "a spell 1 for 2 seated entry=- note=- offset 0 machine=-\n");
	ck_assert_int_eq(rig_write(&rig, HISTORY_DROP, entry, true), 0);
	ck_assert_int_eq(rig_write(&rig, HISTORY_DROP, entry, true), 0);
	ck_assert_uint_eq(rig_count(&rig), 0);
	ck_assert_int_eq(rig_status(&rig).state, HISTORY_STATE_OK);
}
END_TEST

START_TEST(all_or_nothing)
{
	struct history_change changes[] = {
		{HISTORY_ADD, rig_spell("new", "seated", 1, 1)},
		{HISTORY_ADD, rig_spell("old", "away", 5, 5)},
	};
	struct history_batch batch = {.changes = changes,
		.n_changes = 2,
		.snapshot = "state",
		.snapshot_bytes = 5,
		.is_durable = true};
	struct history_snapshot snapshot;

	rig_add(&rig, rig_spell("old", "seated", 5, 5));
	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), -EEXIST);
	ck_assert_uint_eq(rig_count(&rig), 1);
	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), -ENODATA);
	changes[1].type = HISTORY_PUT;
	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
	ck_assert_uint_eq(rig_count(&rig), 2);
	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), 0);
	free(snapshot.data);
}
END_TEST

START_TEST(safety_stays)
{
	struct history_entry entry = rig_said("s", HISTORY_SAFETY, 1);
	size_t n;

	rig_add(&rig, entry);
	rig_add(&rig, rig_said("p", HISTORY_PLAN, 1));
	rig_add(&rig, rig_said("m", HISTORY_MASSAGE, 1));
	ck_assert_int_eq(history_remove(rig.history, &rig.now, "s"), -EPERM);
	ck_assert_int_eq(rig_write(&rig, HISTORY_DROP, entry, true), -EPERM);
	entry.what = "none";
	ck_assert_int_eq(rig_write(&rig, HISTORY_PUT, entry, true), -EPERM);
	ck_assert_int_eq(history_forget(rig.history, &rig.now, INT64_MAX, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(history_remove(rig.history, &rig.now, "p"), 0);
	ck_assert_int_eq(history_remove(rig.history, &rig.now, "p"), -ENXIO);
	ck_assert_int_eq(history_remove(rig.history, &rig.now, ""), -ENXIO);
	ck_assert_uint_eq(rig_count(&rig), 2); /* its details have a line end */
}
END_TEST

static void expect_ids(const struct history_query *query, const char *expected, bool is_last)
{
	struct history_page *page;
	char ids[256] = "";

	ck_assert_int_eq(history_list(rig.history, query, &page), 0);
	for (size_t i = 0; i < page->n_entries; i++) {
		(void)strcat(ids, page->entries[i].id);
	}
	ck_assert_str_eq(ids, expected);
	ck_assert_int_eq(page->next == NULL, is_last);
	(void)history_page_free(page);
}

START_TEST(queries)
{
	static const enum history_type types[] = {HISTORY_SPELL, HISTORY_PROMPT, HISTORY_SPELL,
		HISTORY_MASSAGE, HISTORY_CHECKIN, HISTORY_SPELL};
	static const struct {
		int64_t since, until;
		unsigned types;
		size_t limit;
		const char *cursor, *ids;
		bool is_last;
	} rows[] = {
		{INT64_MIN, INT64_MAX, 0, 1000, NULL, "abcdef", true},
		{INT64_MIN, INT64_MAX, 0, 6, NULL, "abcdef", true},
		{INT64_MIN, INT64_MAX, 0, 5, NULL, "abcde", false},
		{2, 5, 0, 1000, NULL, "cde", true},
		{2, 5, 0, 2, NULL, "cd", false},
		{2, 5, 0, 2, "3:d", "e", true},
		{2, 5, 0, 2, "1:b", "cd", false},
		{6, INT64_MAX, 0, 2, NULL, "", true},
		{INT64_MIN, INT64_MAX, 1 << HISTORY_SPELL, 1000, NULL, "acf", true},
		{INT64_MIN, INT64_MAX, 1 << HISTORY_SPELL, 2, NULL, "ac", false},
		{INT64_MIN, INT64_MAX, 1 << HISTORY_MASSAGE | 1 << HISTORY_CHECKIN, 1, NULL, "d",
			false},
		{INT64_MIN, INT64_MAX, 1 << HISTORY_MASSAGE | 1 << HISTORY_CHECKIN, 2, NULL, "de",
			true},
		{INT64_MIN, INT64_MAX, 1 << HISTORY_MASSAGE | 1 << HISTORY_PROMPT, 2, NULL, "bd",
			true},
		{INT64_MIN, INT64_MAX, 1 << HISTORY_SAFETY, 2, NULL, "", true},
	};

	for (size_t i = 0; i < 6; i++) {
		char id[] = {(char)('a' + i), '\0'};
		struct history_entry entry = rig_spell(id, "seated", (int64_t)i, 1);

		entry.type = types[i];
		rig_add(&rig, entry);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct history_query query = {rows[i].since, rows[i].until, rows[i].types,
			rows[i].limit, 0, rows[i].cursor};

		expect_ids(&query, rows[i].ids, rows[i].is_last);
	}
}
END_TEST

START_TEST(bad_queries)
{
	static const char *const cursors[] = {"", "5", "5:", ":a", "x:a", "99999999999999999999:a",
		"1:"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaa"
		"aaaaaaaaa"};
	struct history_query query = {INT64_MIN, INT64_MAX, 0, 0, 0, NULL};
	struct history_page *page;

	ck_assert_int_eq(history_list(rig.history, &query, &page), -EINVAL);
	query.limit = HISTORY_PAGE_MAX + 1;
	ck_assert_int_eq(history_list(rig.history, &query, &page), -EINVAL);
	query.limit = HISTORY_PAGE_MAX;
	for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++) {
		query.cursor = cursors[i];
		ck_assert_int_eq(history_list(rig.history, &query, &page), -EINVAL);
	}
}
END_TEST

/* Between two pages something comes before the border, at it and after it, and something goes. */
START_TEST(stable_paging)
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, 2, 0, NULL};

	for (int i = 0; i < 5; i++) {
		char id[] = {(char)('b' + i), '\0'};

		rig_add(&rig, rig_spell(id, "seated", 10 * (i / 3), 1)); /* bcd at 0, ef at 10 */
	}
	expect_ids(&query, "bc", false);
	rig_add(&rig, rig_spell("a", "seated", 0, 1));
	rig_add(&rig, rig_spell("cc", "seated", 0, 1));
	ck_assert_int_eq(history_remove(rig.history, &rig.now, "c"), 0);
	query.cursor = "0:c";
	expect_ids(&query, "ccd", false);
	query.cursor = "0:d";
	expect_ids(&query, "ef", true);
}
END_TEST

START_TEST(pages_end_by_size)
{
	struct history_query query = {INT64_MIN, INT64_MAX, 0, 10, 600, NULL};
	struct history_entry entry = rig_spell("a", "seated", 0, 1);
	char note[301];

	memset(note, 'n', 300);
	note[300] = '\0';
	entry.note = note;
	for (const char *id = "abc"; *id; id++) {
		char text[] = {*id, '\0'};

		entry.id = text;
		rig_add(&rig, entry);
	}
	expect_ids(&query, "a", false); /* never empty, and no second one fits */
	query.max_bytes = 1000;
	expect_ids(&query, "ab", false);
	query.max_bytes = 1;
	expect_ids(&query, "a", false);
}
END_TEST

static char too_long[1100];

/* Every limit: what is still taken, and one above. */
START_TEST(limits)
{
	struct history_detail many[HISTORY_DETAILS_MAX + 1];
	char names[HISTORY_DETAILS_MAX + 1][8], value[HISTORY_DETAIL_MAX_BYTES + 2];
	struct history_entry good = rig_spell("a", "seated", 0, 1), entry;

#define IS_TAKEN(field, given) \
	(entry = good, entry.field = (given), history_entry_problem(&entry) == NULL)
#define AT_MOST(field, n)                                                  \
	ck_assert(IS_TAKEN(field, too_long + sizeof(too_long) - 1 - (n))); \
	ck_assert(!IS_TAKEN(field, too_long + sizeof(too_long) - 2 - (n)))
	memset(too_long, 'x', sizeof(too_long) - 1);
	AT_MOST(id, HISTORY_ID_MAX_BYTES);
	AT_MOST(what, HISTORY_WORD_MAX_BYTES);
	AT_MOST(entry, HISTORY_WORD_MAX_BYTES);
	AT_MOST(machine, HISTORY_WORD_MAX_BYTES);
	AT_MOST(note, HISTORY_NOTE_MAX_BYTES);
	ck_assert(!IS_TAKEN(id, NULL) && !IS_TAKEN(id, "") && !IS_TAKEN(id, "a b"));
	ck_assert(!IS_TAKEN(id, "ü") && !IS_TAKEN(what, NULL) && !IS_TAKEN(what, ""));
	ck_assert(!IS_TAKEN(note, "\xff") && !IS_TAKEN(what, "\xc0\x80"));
	ck_assert(!IS_TAKEN(type, HISTORY_TYPE_MAX));
	ck_assert(!IS_TAKEN(start_real_usec, -1) && IS_TAKEN(start_real_usec, 0));
	ck_assert(IS_TAKEN(start_real_usec, HISTORY_START_MAX_USEC - 1));
	ck_assert(!IS_TAKEN(start_real_usec, HISTORY_START_MAX_USEC));
	ck_assert(IS_TAKEN(duration_usec, HISTORY_DURATION_MAX_USEC));
	ck_assert(!IS_TAKEN(duration_usec, HISTORY_DURATION_MAX_USEC + 1));
	ck_assert(IS_TAKEN(utc_offset_usec, -HISTORY_OFFSET_MAX_USEC));
	ck_assert(!IS_TAKEN(utc_offset_usec, -HISTORY_OFFSET_MAX_USEC - 1));
	ck_assert(!IS_TAKEN(utc_offset_usec, HISTORY_OFFSET_MAX_USEC + 1));

	for (size_t i = 0; i <= HISTORY_DETAILS_MAX; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "n_%zu", i);
		many[i] = (struct history_detail){names[i], ""};
	}
	good.details = many;
	ck_assert(IS_TAKEN(n_details, HISTORY_DETAILS_MAX));
	ck_assert(!IS_TAKEN(n_details, HISTORY_DETAILS_MAX + 1));
	memset(value, 'v', sizeof(value));
	value[HISTORY_DETAIL_MAX_BYTES + 1] = '\0';
	many[0].value = value + 1;
	ck_assert(IS_TAKEN(n_details, 1));
	many[0].value = value;
	ck_assert(!IS_TAKEN(n_details, 1));
	for (size_t i = 0; i < 8; i++) {
		many[i].value = value + 1; /* 8 * (1024 + 3 + 2) bytes */
	}
	ck_assert(IS_TAKEN(n_details, 7));
	ck_assert(!IS_TAKEN(n_details, 8));
	many[1] = (struct history_detail){names[0], ""};
	ck_assert(!IS_TAKEN(n_details, 2));
	many[0] = (struct history_detail){"Name", ""};
	ck_assert(!IS_TAKEN(n_details, 1));
	many[0] = (struct history_detail){"a", NULL};
	ck_assert(!IS_TAKEN(n_details, 1));

	good.details = NULL;
	good.id = "";
	ck_assert_int_eq(rig_write(&rig, HISTORY_ADD, good, true), -EINVAL);
}
END_TEST

START_TEST(batches_have_a_limit)
{
	struct history_change *changes = calloc(HISTORY_BATCH_MAX + 1, sizeof(*changes));
	char ids[HISTORY_BATCH_MAX + 1][8];
	struct history_batch batch = {.changes = changes,
		.n_changes = HISTORY_BATCH_MAX,
		.snapshot = changes,
		.snapshot_bytes = 1,
		.is_durable = true};

	ck_assert_ptr_nonnull(changes);
	for (size_t i = 0; i <= HISTORY_BATCH_MAX; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		changes[i].entry = rig_spell(ids[i], "seated", (int64_t)i, 1);
	}
	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
	ck_assert_uint_eq(rig_count(&rig), HISTORY_BATCH_MAX);
	batch.n_changes++;
	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), -E2BIG);
	batch.n_changes = 0;
	batch.snapshot_bytes = HISTORY_SNAPSHOT_MAX_BYTES + 1;
	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), -E2BIG);
	free(changes);
}
END_TEST

static int write_snapshot(const char *text, uint32_t version)
{
	struct history_batch batch = {
		.snapshot = text, .snapshot_bytes = strlen(text), .snapshot_version = version};

	return history_write(rig.history, &rig.now, &batch);
}

START_TEST(latest_snapshot_wins)
{
	struct history_snapshot snapshot;

	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), -ENODATA);
	for (const char *text = "12345"; *text; text++) {
		ck_assert_int_eq(write_snapshot(text, 7), 0);
	}
	rig_restart(&rig);
	ck_assert_int_eq(history_read_snapshot(rig.history, &rig.now, &snapshot), 0);
	ck_assert_uint_eq(snapshot.bytes, 1);
	ck_assert_mem_eq(snapshot.data, "5", 1);
	ck_assert_uint_eq(snapshot.version, 7);
	ck_assert(!snapshot.is_older);
	ck_assert_int_eq(snapshot.real_usec, (int64_t)rig.now.real_usec);
	ck_assert(!rig_status(&rig).safety_may_be_lost);
	free(snapshot.data);
}
END_TEST

START_TEST(decisions)
{
	struct history_decision *list;
	struct history_decision some[] = {
		{(int64_t)rig.now.real_usec - 15 * (int64_t)USEC_PER_DAY, "walk", "planned",
			"too old"},
		{(int64_t)rig.now.real_usec - 13 * (int64_t)USEC_PER_DAY, "walk", "planned",
			"first"},
		{(int64_t)rig.now.real_usec, NULL, "credited", "second"},
		{(int64_t)rig.now.real_usec - 5, "posture", "held", "the clock was set back"},
	};
	struct history_batch batch = {.decisions = some, .n_decisions = 4};
	size_t n;

	ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
	ck_assert_int_eq(history_list_decisions(rig.history, INT64_MIN, 1000, &list, &n), 0);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(list[0].reason, "first");
	ck_assert_ptr_null(list[1].kind);
	ck_assert_str_eq(list[1].decision, "credited");
	ck_assert_str_eq(list[2].reason, "the clock was set back");
	free(list);
	ck_assert_int_eq(history_list_decisions(rig.history, INT64_MIN, 1, &list, &n), 0);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(list[0].kind, "posture");
	free(list);
	ck_assert_int_eq(history_list_decisions(rig.history, INT64_MIN, 0, &list, &n), -EINVAL);
}
END_TEST

static bool is_mapped(const char *name)
{
	FILE *file = fopen("/proc/self/maps", "r");
	char line[512];
	bool found = false;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file)) {
		found = found || strstr(line, name);
	}
	(void)fclose(file);
	return found;
}

/* Between two writes SQLite costs nothing. */
START_TEST(unloads)
{
	ck_assert(!is_mapped("libsqlite3"));
	rig_add(&rig, rig_spell("a", "seated", 1, 1));
	ck_assert(is_mapped("libsqlite3"));
	ck_assert_int_eq(history_work(rig.history, &rig.now), 0);
	ck_assert(!is_mapped("libsqlite3"));
	ck_assert(!is_mapped("history.db"));
	ck_assert_uint_eq(history_deadline_boot_usec(rig.history), USEC_INFINITY);
	ck_assert_uint_eq(rig_count(&rig), 1);
}
END_TEST

START_TEST(checks)
{
	struct history_check check = {0};
	int n_steps = 0, r;

	for (size_t i = 0; i < 3; i++) {
		struct history_change changes[500];
		char ids[500][8];
		struct history_batch batch = {.changes = changes, .n_changes = 500};

		for (size_t j = 0; j < 500; j++) {
			(void)snprintf(ids[j], sizeof(ids[0]), "%zu", 500 * i + j);
			changes[j] = (struct history_change){
				HISTORY_ADD, rig_spell(ids[j], "seated", 0, 1)};
		}
		ck_assert_int_eq(history_write(rig.history, &rig.now, &batch), 0);
	}
	while ((r = history_check_step(rig.history, &check)) == 1) {
		n_steps++;
	}
	ck_assert_int_eq(r, 0);
	ck_assert_int_eq(n_steps, 1);
	ck_assert_uint_eq(check.n_entries, 1500);
	ck_assert_uint_eq(check.n_bad, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, keeps_every_field);
	tcase_add_test(tcase, empty_texts_are_none);
	tcase_add_test(tcase, adds_once);
	tcase_add_test(tcase, all_or_nothing);
	tcase_add_test(tcase, safety_stays);
	tcase_add_test(tcase, queries);
	tcase_add_test(tcase, bad_queries);
	tcase_add_test(tcase, stable_paging);
	tcase_add_test(tcase, pages_end_by_size);
	tcase_add_test(tcase, limits);
	tcase_add_test(tcase, batches_have_a_limit);
	tcase_add_test(tcase, latest_snapshot_wins);
	tcase_add_test(tcase, decisions);
	tcase_add_test(tcase, unloads);
	tcase_add_test(tcase, checks);
}

int main(void)
{
	return check_main("history", add_tests);
}
