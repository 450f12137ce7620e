/* SPDX-License-Identifier: MIT */
/* Which source is believed: stories of a few sources, told as a table of what each says and what
 * has to be handed on. */
#include "check_main.h"

#include <backcare/cleanup.h>

#include "arbiter.h"

#define SEC USEC_PER_SEC
#define IDLE_AFTER (60 * SEC)

enum { FIRST, SECOND, NONE, N_SOURCES };

static struct arbiter arbiter;

static void setup(void)
{
	arbiter_init(&arbiter);
	arbiter.idle_after_usec = IDLE_AFTER;
	for (size_t i = 0; i < N_SOURCES; i++) {
		arbiter.order[i] = i;
	}
	arbiter.n_order = N_SOURCES;
	arbiter_start(&arbiter, 1000 * SEC);
}

/* Seconds after the start. */
static bool say(size_t source, enum source_state state, enum input_state input, unsigned since_sec,
	unsigned now_sec)
{
	const struct arbiter_report report = {state, input, (1000 + since_sec) * SEC};

	arbiter_take(&arbiter, source, &report, (1000 + now_sec) * SEC);
	return arbiter_decide(&arbiter, (1000 + now_sec) * SEC);
}

#define told_is(expected_input, since_sec)                                              \
	do {                                                                            \
		ck_assert_int_eq(arbiter.input, expected_input);                        \
		ck_assert_uint_eq(arbiter.since_boot_usec, (1000 + (since_sec)) * SEC); \
	} while (0)

START_TEST(the_first_that_is_up_is_in_charge)
{
	ck_assert(say(NONE, SOURCE_UP, INPUT_UNKNOWN, 0, 0));
	ck_assert_uint_eq(arbiter.in_charge, NONE);
	told_is(INPUT_UNKNOWN, 0);
	ck_assert(!say(FIRST, SOURCE_STARTING, INPUT_UNKNOWN, 1, 1));
	ck_assert(say(SECOND, SOURCE_UP, INPUT_ACTIVE, 2, 2));
	ck_assert_uint_eq(arbiter.in_charge, SECOND);
	/* The better one comes; it says the same, so nothing is new. */
	ck_assert(!say(FIRST, SOURCE_UP, INPUT_ACTIVE, 3, 3));
	ck_assert_uint_eq(arbiter.in_charge, FIRST);
	ck_assert(!say(SECOND, SOURCE_UP, INPUT_IDLE, 3, 63));
	told_is(INPUT_ACTIVE, 2);
}
END_TEST

START_TEST(idle_goes_on_when_the_source_fails)
{
	(void)say(SECOND, SOURCE_UP, INPUT_ACTIVE, 0, 0);
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 0, 0);
	(void)say(SECOND, SOURCE_UP, INPUT_IDLE, 10, 70);
	ck_assert(say(FIRST, SOURCE_UP, INPUT_IDLE, 10, 70));
	told_is(INPUT_IDLE, 10);
	ck_assert(!say(FIRST, SOURCE_DOWN, INPUT_UNKNOWN, 100, 100));
	ck_assert_uint_eq(arbiter.in_charge, SECOND);
	told_is(INPUT_IDLE, 10);
	/* The first comes back and has seen nothing yet: it believes that there is input. */
	ck_assert(say(FIRST, SOURCE_UP, INPUT_ACTIVE, 110, 110));
	told_is(INPUT_ACTIVE, 110);
}
END_TEST

START_TEST(idle_of_the_next_source_is_backdated_to_the_last_input_of_any)
{
	(void)say(SECOND, SOURCE_UP, INPUT_ACTIVE, 0, 0);
	(void)say(SECOND, SOURCE_UP, INPUT_IDLE, 0, 60);
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 90, 90); /* which the second does not see */
	told_is(INPUT_ACTIVE, 90);
	ck_assert(say(FIRST, SOURCE_DOWN, INPUT_UNKNOWN, 120, 120));
	told_is(INPUT_IDLE, 90);
}
END_TEST

START_TEST(nothing_known_begins_when_the_last_one_fails)
{
	(void)say(NONE, SOURCE_UP, INPUT_UNKNOWN, 0, 0);
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 5, 5);
	ck_assert(say(FIRST, SOURCE_DOWN, INPUT_UNKNOWN, 50, 50));
	ck_assert_uint_eq(arbiter.in_charge, NONE);
	told_is(INPUT_UNKNOWN, 50);
}
END_TEST

START_TEST(what_is_told_never_goes_back_nor_ahead)
{
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 100, 100);
	(void)say(FIRST, SOURCE_UP, INPUT_IDLE, 20, 160); /* before what was told */
	told_is(INPUT_IDLE, 100);
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 500, 170); /* in the future */
	told_is(INPUT_ACTIVE, 170);
}
END_TEST

START_TEST(twice_is_once)
{
	ck_assert(say(FIRST, SOURCE_UP, INPUT_ACTIVE, 0, 0));
	ck_assert(!say(FIRST, SOURCE_UP, INPUT_ACTIVE, 5, 5));
	ck_assert(say(FIRST, SOURCE_UP, INPUT_IDLE, 5, 65));
	ck_assert(!say(FIRST, SOURCE_UP, INPUT_IDLE, 66, 126));
	told_is(INPUT_IDLE, 5);
}
END_TEST

static void lie(unsigned n, unsigned now_sec)
{
	for (unsigned i = 0; i < n; i++) {
		(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, now_sec, now_sec);
		(void)say(FIRST, SOURCE_UP, INPUT_IDLE, now_sec, now_sec);
	}
}

START_TEST(who_lies_is_not_believed_for_a_while)
{
	(void)say(SECOND, SOURCE_UP, INPUT_ACTIVE, 0, 0);
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 0, 0);
	(void)say(FIRST, SOURCE_UP, INPUT_IDLE, 0, 60);
	lie(ARBITER_STRIKES_MAX - 1, 100);
	ck_assert_uint_eq(arbiter.in_charge, FIRST);
	lie(1, 100);
	ck_assert_uint_eq(arbiter.in_charge, SECOND);
	ck_assert_uint_eq(arbiter_next_boot_usec(&arbiter, 1100 * SEC),
		1100 * SEC + ARBITER_DISTRUST_MIN_USEC);
	/* Its input is no proof of anything either. */
	lie(3, 110);
	ck_assert_uint_le(arbiter.last_input_boot_usec, 1100 * SEC);
	/* Believed again; and twice as long not, if it goes on so. */
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 131, 131);
	ck_assert_uint_eq(arbiter.in_charge, FIRST);
	ck_assert_uint_eq(arbiter_next_boot_usec(&arbiter, 1131 * SEC), USEC_INFINITY);
	(void)say(FIRST, SOURCE_UP, INPUT_IDLE, 131, 191);
	lie(ARBITER_STRIKES_MAX, 200);
	ck_assert_uint_eq(arbiter_distrusted_until_boot_usec(&arbiter, FIRST, 1200 * SEC),
		1200 * SEC + 2 * ARBITER_DISTRUST_MIN_USEC);
}
END_TEST

START_TEST(who_comes_and_goes_is_damped)
{
	(void)say(SECOND, SOURCE_UP, INPUT_ACTIVE, 0, 0);
	for (unsigned i = 0; i < ARBITER_STRIKES_MAX; i++) {
		(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, i, i);
		ck_assert_uint_eq(arbiter.in_charge, FIRST);
		(void)say(FIRST, SOURCE_DOWN, INPUT_UNKNOWN, i, i);
		ck_assert_uint_eq(arbiter.in_charge, SECOND);
	}
	(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, 30, 30);
	ck_assert_uint_eq(arbiter.in_charge, SECOND);
}
END_TEST

START_TEST(an_honest_source_is_never_damped)
{
	unsigned now_sec = 0;

	/* A pause right after the threshold, again and again, and a restart every few minutes. */
	for (unsigned i = 0; i < 1000; i++) {
		(void)say(FIRST, SOURCE_UP, INPUT_ACTIVE, now_sec, now_sec);
		(void)say(FIRST, SOURCE_UP, INPUT_IDLE, now_sec, now_sec + 60);
		now_sec += 61;
		if (i % 3 == 0) {
			(void)say(FIRST, SOURCE_DOWN, INPUT_UNKNOWN, now_sec, now_sec);
		}
		ck_assert_uint_eq(
			arbiter_next_boot_usec(&arbiter, (1000 + now_sec) * SEC), USEC_INFINITY);
	}
}
END_TEST

START_TEST(a_source_that_is_left_out_says_nothing)
{
	(void)say(FIRST, SOURCE_UP, INPUT_IDLE, 0, 60);
	(void)say(SECOND, SOURCE_UP, INPUT_ACTIVE, 0, 60);
	arbiter.order[0] = SECOND;
	arbiter.n_order = 1;
	arbiter_forget(&arbiter, FIRST);
	ck_assert(arbiter_decide(&arbiter, 1070 * SEC));
	ck_assert_uint_eq(arbiter.in_charge, SECOND);
	ck_assert_int_eq(arbiter.input, INPUT_ACTIVE);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, the_first_that_is_up_is_in_charge);
	tcase_add_test(tcase, idle_goes_on_when_the_source_fails);
	tcase_add_test(tcase, idle_of_the_next_source_is_backdated_to_the_last_input_of_any);
	tcase_add_test(tcase, nothing_known_begins_when_the_last_one_fails);
	tcase_add_test(tcase, what_is_told_never_goes_back_nor_ahead);
	tcase_add_test(tcase, twice_is_once);
	tcase_add_test(tcase, who_lies_is_not_believed_for_a_while);
	tcase_add_test(tcase, who_comes_and_goes_is_damped);
	tcase_add_test(tcase, an_honest_source_is_never_damped);
	tcase_add_test(tcase, a_source_that_is_left_out_says_nothing);
}

int main(void)
{
	return check_main("arbiter", add_tests);
}
