/* SPDX-License-Identifier: MIT */
/* Where the time went, as it is told: in order, labelled as the clock said then. */
#include <string.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "life.h"

#define HOUR ((int64_t)USEC_PER_HOUR)
#define BOOT 1000

/* A span in seconds: of boot time, and how the clock said it began, since the first label. */
struct row {
	unsigned from, to;
	unsigned real;
	int offset_hours;
	bool is_continued;
};

static struct core_now at(unsigned boot, unsigned real, int offset_hours, unsigned until)
{
	return (struct core_now){
		.boot_usec = boot * USEC_PER_SEC,
		.real_usec = real * USEC_PER_SEC,
		.utc_offset_usec = offset_hours * HOUR,
		.offset_until_real_usec = until > 0 ? until * USEC_PER_SEC : USEC_INFINITY,
	};
}

static void expect(struct spans *spans, const struct row *rows, size_t n_rows)
{
	struct core_span span;

	for (size_t i = 0; i < n_rows; i++) {
		ck_assert_msg(spans_take(spans, &span), "there are only %zu", i);
		ck_assert_uint_eq(span.from_boot_usec, rows[i].from * USEC_PER_SEC);
		ck_assert_uint_eq(span.to_boot_usec, rows[i].to * USEC_PER_SEC);
		ck_assert_uint_eq(span.from_real_usec, rows[i].real * USEC_PER_SEC);
		ck_assert_int_eq(span.utc_offset_usec, rows[i].offset_hours * HOUR);
		ck_assert_int_eq(span.is_continued, rows[i].is_continued);
	}
	ck_assert(!spans_take(spans, &span));
}

#define EXPECT(spans, ...)                               \
	expect(spans, (const struct row[]){__VA_ARGS__}, \
		ELEMENTSOF(((const struct row[]){__VA_ARGS__})))

static struct spans begin(unsigned until)
{
	struct core_now now = at(BOOT, 50000, 1, until);
	struct spans spans;

	spans_init(&spans, &now);
	return spans;
}

static void note(struct spans *spans, struct core_now now)
{
	spans_note_clock(spans, &now);
}

static void sit(struct spans *spans, unsigned to)
{
	spans_add(spans, to * USEC_PER_SEC, SPAN_SEATED, false, false);
}

START_TEST(a_clock_that_is_set_cuts_what_is_told)
{
	struct spans spans = begin(0);

	note(&spans, at(1500, 50500, 1, 0));
	note(&spans, at(1600, 40000, 1, 0)); /* set back by more than the whole stretch */
	note(&spans, at(1700, 40100, 1, 0));
	sit(&spans, 1800);
	EXPECT(&spans, {1000, 1600, 50000, 1, false}, {1600, 1800, 40000, 1, true});
}
END_TEST

START_TEST(a_new_offset_cuts_at_its_moment_however_late_the_step)
{
	struct spans spans = begin(50600);

	note(&spans, at(1900, 50900, 2, 0));
	sit(&spans, 2000);
	EXPECT(&spans, {1000, 1600, 50000, 1, false}, {1600, 2000, 50600, 2, true});
}
END_TEST

START_TEST(a_journey_cuts_when_it_is_seen)
{
	struct spans spans = begin(0);

	note(&spans, at(1900, 50900, -11, 0));
	sit(&spans, 2000);
	EXPECT(&spans, {1000, 1900, 50000, 1, false}, {1900, 2000, 50900, -11, true});
}
END_TEST

START_TEST(less_than_a_second_is_no_new_label)
{
	struct spans spans = begin(0);
	struct core_now now = at(1900, 50900, 1, 0);

	now.real_usec += SPANS_JUMP_USEC - 1;
	note(&spans, now);
	sit(&spans, 2000);
	EXPECT(&spans, {1000, 2000, 50000, 1, false});
	now = at(2100, 51101, 1, 0);
	note(&spans, now);
	sit(&spans, 2200);
	EXPECT(&spans, {2000, 2100, 51000, 1, false}, {2100, 2200, 51101, 1, true});
}
END_TEST

START_TEST(more_labels_than_there_is_room_for_lose_no_time)
{
	struct spans spans = begin(0);
	struct core_span span;
	usec_t at_usec = BOOT * USEC_PER_SEC;
	size_t n = 0;

	for (unsigned i = 1; i <= 2 * SPANS_LABELS_MAX; i++) {
		note(&spans, at(BOOT + 10 * i, 50000 + 100 * i, 1, 0));
	}
	sit(&spans, 2000);
	while (spans_take(&spans, &span)) {
		ck_assert_uint_eq(span.from_boot_usec, at_usec);
		at_usec = span.to_boot_usec;
		n++;
	}
	ck_assert_uint_eq(at_usec, 2000 * USEC_PER_SEC);
	ck_assert_uint_eq(n, SPANS_LABELS_MAX);
}
END_TEST

START_TEST(more_pieces_than_there_is_room_for_keep_their_lengths)
{
	struct spans spans = begin(0);
	usec_t lengths_usec[SPAN_MAX] = {0}, at_usec = BOOT * USEC_PER_SEC;
	struct core_span span;

	for (unsigned i = 0; i < 3 * SPANS_PIECES_MAX; i++) {
		at_usec += USEC_PER_SEC;
		spans_add(&spans, at_usec, i % 2 ? SPAN_AWAY : SPAN_UNDECIDED, false, false);
	}
	ck_assert(!spans_take(&spans, &span));
	spans_decide(&spans, SPAN_SEATED);
	at_usec = BOOT * USEC_PER_SEC;
	while (spans_take(&spans, &span)) {
		ck_assert_uint_eq(span.from_boot_usec, at_usec);
		ck_assert_int_eq(span.is_estimated, span.span == SPAN_SEATED);
		lengths_usec[span.span] += span.to_boot_usec - at_usec;
		at_usec = span.to_boot_usec;
	}
	ck_assert_uint_eq(lengths_usec[SPAN_SEATED], 3 * SPANS_PIECES_MAX / 2 * USEC_PER_SEC);
	ck_assert_uint_eq(lengths_usec[SPAN_AWAY], 3 * SPANS_PIECES_MAX / 2 * USEC_PER_SEC);
}
END_TEST

/* -- through the core
 * ----------------------------------------------------------------------------------------- */

static struct life life;

static const struct core_span *last_told(void)
{
	ck_assert_uint_gt(life.spans.n_kept, 0);
	return &life.spans.kept[life.spans.n_kept - 1];
}

static void set_up(void)
{
	struct core_settings settings;

	life_settings_default(&settings);
	life_init(&life, &settings, 9 * USEC_PER_HOUR);
}

static void lock(bool locked)
{
	(void)life_step(&life, &(struct core_event){.type = CORE_LOCK, .locked = locked});
}

START_TEST(idle_waits_until_it_is_decided)
{
	life_work(&life, 10 * USEC_PER_MINUTE);
	life_still(&life, 2 * USEC_PER_MINUTE, USEC_PER_MINUTE);
	ck_assert_int_eq(last_told()->span, SPAN_SEATED);
	ck_assert_uint_eq(last_told()->to_boot_usec, life.now.boot_usec - 2 * USEC_PER_MINUTE);
	life_work(&life, USEC_PER_SEC);
	ck_assert_int_eq(last_told()->span, SPAN_SEATED);
	ck_assert(last_told()->is_estimated);
	ck_assert_uint_eq(last_told()->to_boot_usec, life.now.boot_usec - USEC_PER_SEC);
	ck_assert_str_eq(life.broken, "");
}
END_TEST

START_TEST(what_comes_after_a_rest_that_is_none_continues)
{
	life_work(&life, 10 * USEC_PER_MINUTE);
	lock(true);
	life_wait(&life, 30 * USEC_PER_SEC); /* below Walk.ShortBreak */
	lock(false);
	life_work(&life, 10 * USEC_PER_MINUTE);
	lock(true);
	ck_assert_int_eq(last_told()->span, SPAN_SEATED);
	ck_assert(last_told()->is_continued);
	life_wait(&life, 2 * USEC_PER_MINUTE); /* credited */
	lock(false);
	life_work(&life, 10 * USEC_PER_MINUTE);
	lock(true);
	ck_assert_int_eq(last_told()->span, SPAN_SEATED);
	ck_assert(!last_told()->is_continued);
	ck_assert_str_eq(life.broken, "");
}
END_TEST

START_TEST(what_goes_on_is_not_told_yet)
{
	struct core_span spans[SPANS_TOLD_MAX];

	life_work(&life, 10 * USEC_PER_MINUTE);
	lock(true);
	life_wait(&life, USEC_PER_MINUTE);
	ck_assert_uint_eq(core_get_untold(&life.core, &life.now, spans), 1);
	ck_assert_int_eq(spans[0].span, SPAN_AWAY);
	ck_assert_uint_eq(spans[0].to_boot_usec, life.now.boot_usec);
	ck_assert_uint_eq(spans[0].to_boot_usec - spans[0].from_boot_usec, USEC_PER_MINUTE);
}
END_TEST

START_TEST(getting_up_unasked_is_told)
{
	size_t n_told = 0;

	life_work(&life, 10 * USEC_PER_MINUTE);
	lock(true);
	life_wait(&life, 3 * USEC_PER_MINUTE); /* Walk.Break: the last step is the one */
	for (size_t i = 0; i < life.actions.n_items; i++) {
		if (life.actions.items[i].type == ACTION_NATURAL) {
			ck_assert_uint_eq(life.actions.items[i].natural.from_real_usec,
				life.now.real_usec - 3 * USEC_PER_MINUTE);
			n_told++;
		}
	}
	ck_assert_uint_eq(n_told, 1);
	ck_assert_uint_eq(life.core.planner.counts.natural, 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_test(tcase, a_clock_that_is_set_cuts_what_is_told);
	tcase_add_test(tcase, a_new_offset_cuts_at_its_moment_however_late_the_step);
	tcase_add_test(tcase, a_journey_cuts_when_it_is_seen);
	tcase_add_test(tcase, less_than_a_second_is_no_new_label);
	tcase_add_test(tcase, more_labels_than_there_is_room_for_lose_no_time);
	tcase_add_test(tcase, more_pieces_than_there_is_room_for_keep_their_lengths);
	tcase_add_test(tcase, idle_waits_until_it_is_decided);
	tcase_add_test(tcase, what_comes_after_a_rest_that_is_none_continues);
	tcase_add_test(tcase, what_goes_on_is_not_told_yet);
	tcase_add_test(tcase, getting_up_unasked_is_told);
}

int main(void)
{
	return check_main("spans", add_tests);
}
