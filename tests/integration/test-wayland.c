/* SPDX-License-Identifier: MIT */
/* The Wayland source by itself: the test is its port, and writes down every step that it takes. */
#include "check_main.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "clock.h"
#include "harness.h"
#include "loop.h"
#include "manual_clock.h"
#include "source.h"

#define SEC USEC_PER_SEC

static struct loop *loop;
static struct manual_clock manual;
static struct clock test_clock;
static struct source *source;
static struct child compositor;
static unsigned descriptors;

/* What was told, one letter for each that is new: - not there, A active, I idle, P passive (idle
 * but inhibited). Nothing is told in between, so a lie of a moment shows as well. */
static char steps[2048];

static void write_down(void)
{
	size_t size = strlen(steps);
	char step = '-';

	if (source->state == SOURCE_UP && source->input == INPUT_ACTIVE) {
		step = 'A';
	} else if (source->state == SOURCE_UP && source->input == INPUT_IDLE) {
		step = source->inhibited ? 'P' : 'I';
	}
	if (size == 0 || steps[size - 1] != step) {
		ck_assert_uint_lt(size + 1, sizeof(steps));
		steps[size] = step;
		steps[size + 1] = '\0';
	}
}

void source_set_state(struct source *told, enum source_state state, const char *detail, ...)
{
	va_list arguments;

	ck_assert_ptr_eq(told, source);
	va_start(arguments, detail);
	(void)vsnprintf(told->detail, sizeof(told->detail), detail, arguments);
	va_end(arguments);
	told->state = state;
	if (state != SOURCE_UP) {
		told->input = INPUT_UNKNOWN;
		told->inhibited = false;
	}
	write_down();
}

void source_set_input(struct source *told, enum input_state input, usec_t since_boot_usec)
{
	ck_assert_int_eq(told->state, SOURCE_UP);
	ck_assert_uint_le(since_boot_usec, manual.boot_usec);
	told->input = input;
	told->since_boot_usec = since_boot_usec;
	write_down();
}

void source_set_inhibited(struct source *told, bool inhibited)
{
	ck_assert_int_eq(told->state, SOURCE_UP);
	told->inhibited = inhibited;
	write_down();
}

void source_hint_desktop(struct source *told)
{
}

static void setup(void)
{
	(void)harness_begin();
	descriptors = count_descriptors();
	steps[0] = '\0';
	manual_clock_init(&manual);
	test_clock = manual_clock_get(&manual);
	ck_assert_int_eq(loop_new(&loop), 0);
	source = source_wayland.new();
	ck_assert_ptr_nonnull(source);
	source->ops = &source_wayland;
	source->loop = loop;
	source->clock = &test_clock;
	source->idle_after_usec = 60 * SEC;
	source->state = SOURCE_STARTING;
}

static void teardown(void)
{
	source_wayland.free(source);
	loop = loop_free(loop);
	child_end(&compositor, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static void expect_line(const char *wanted)
{
	child_expect_line(&compositor, loop, wanted);
}

static void start(const char *option)
{
	const char *arguments[] = {COMPOSITOR, harness_path("wayland-1"), option, NULL};

	compositor = child_start_ready(arguments);
	ck_assert_int_eq(source_wayland.start(source), 0);
	expect_line("client");
	expect_line("notification 0 60000");
	if (option != NULL) {
		expect_line("input-notification 0 60000");
	}
	RUN_UNTIL(loop, strcmp(steps, "-A") == 0);
}

/* These steps and no more, since the start or the last time. */
static void expect_steps(const char *wanted)
{
	RUN_UNTIL(loop, strcmp(steps, wanted) == 0);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_str_eq(steps, wanted);
	memmove(steps, steps + strlen(steps) - 1, 2);
}

static void expect_since(usec_t since_usec)
{
	ck_assert_uint_eq(source->since_boot_usec, 1000 * SEC + since_usec);
}

START_TEST(version_1_says_that_a_film_is_input)
{
	start(NULL);
	ck_assert_ptr_nonnull(strstr(source->detail,
		"wayland-1, idle after 1min; a film counts as input here (version 1 of its "
		"protocol)"));
	expect_steps("-A");
	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "idle 0");
	expect_steps("AI");
	expect_since(240 * SEC);
}
END_TEST

#ifdef COMPOSITOR_HAS_VERSION_2
START_TEST(a_film_is_told_from_input)
{
	start("v2");
	ck_assert_ptr_null(strstr(source->detail, "film"));
	expect_steps("-A");
	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "input-idle 0");
	expect_steps("AP");
	expect_since(240 * SEC);
	/* A key now and then; the film goes on. */
	manual_clock_advance(&manual, 100 * SEC);
	child_send(&compositor, "input-resume 0");
	expect_steps("PA");
	expect_since(400 * SEC);
	manual_clock_advance(&manual, 60 * SEC);
	child_send(&compositor, "input-idle 0");
	expect_steps("AP");
	expect_since(400 * SEC);
	/* It ends, which changes nothing about the last input. */
	manual_clock_advance(&manual, 100 * SEC);
	child_send(&compositor, "film-idle 0");
	expect_steps("PI");
	expect_since(400 * SEC);
}
END_TEST

/* Nobody inhibits; the compositor has to say one of them first. */
START_TEST(both_kinds_in_either_order)
{
	static const char *const ways[][2] = {
		{"input-idle 0\nfilm-idle 0", "input-resume 0\nfilm-resume 0"},
		{"film-idle 0\ninput-idle 0", "film-resume 0\ninput-resume 0"},
		{"input-idle 0\nfilm-idle 0", "film-resume 0\ninput-resume 0"},
		{"film-idle 0\ninput-idle 0", "input-resume 0\nfilm-resume 0"},
	};

	start("v2");
	expect_steps("-A");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		usec_t at_usec = i * 400 * SEC;

		manual_clock_advance(&manual, 300 * SEC);
		child_send(&compositor, "%s", ways[i][0]);
		expect_steps("AI");
		expect_since(at_usec + 240 * SEC);
		manual_clock_advance(&manual, 100 * SEC);
		child_send(&compositor, "%s", ways[i][1]);
		expect_steps("IA");
		expect_since(at_usec + 400 * SEC);
	}
	/* There and back before an answer can be: nothing to tell. */
	child_send(&compositor, "input-idle 0\ninput-resume 0");
	expect_steps("A");
	child_send(&compositor, "film-idle 0\nfilm-resume 0");
	expect_steps("A");
	child_send(&compositor, "idle 0");
	expect_steps("AI");
	child_send(&compositor, "film-resume 0\nfilm-idle 0");
	expect_steps("I");
}
END_TEST

START_TEST(a_film_begins_while_idle)
{
	start("v2");
	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "idle 0");
	expect_steps("-AI");
	for (unsigned i = 0; i < 3; i++) {
		manual_clock_advance(&manual, 100 * SEC);
		child_send(&compositor, "film-resume 0");
		expect_steps("IP");
		expect_since(240 * SEC);
		manual_clock_advance(&manual, 100 * SEC);
		child_send(&compositor, "film-idle 0");
		expect_steps("PI");
		expect_since(240 * SEC);
	}
	/* Input while it runs, then its end, then idle. */
	child_send(&compositor, "film-resume 0");
	expect_steps("IP");
	child_send(&compositor, "input-resume 0");
	expect_steps("PA");
	child_send(&compositor, "film-idle 0");
	expect_steps("A");
	child_send(&compositor, "input-idle 0");
	expect_steps("AI");
}
END_TEST

/* As KWin 6.7 has it: not a word about the film, not even when there is input. */
START_TEST(a_film_begins_while_idle_unsaid)
{
	start("v2");
	child_send(&compositor, "idle 0");
	expect_steps("-AI");
	child_send(&compositor, "input-resume 0");
	expect_steps("IA");
	child_send(&compositor, "input-idle 0");
	expect_steps("AP");
	child_send(&compositor, "input-resume 0");
	expect_steps("PA");
	child_send(&compositor, "input-idle 0");
	expect_steps("AP");
	/* It ended at some time. */
	child_send(&compositor, "resume 0");
	expect_steps("PA");
	child_send(&compositor, "idle 0");
	expect_steps("AI");
}
END_TEST

/* A mistake of the compositor, and nothing new. */
START_TEST(said_twice)
{
	start("v2");
	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "idle 0\nidle 0");
	expect_steps("-AI");
	manual_clock_advance(&manual, 100 * SEC);
	child_send(&compositor, "idle 0");
	expect_steps("I");
	expect_since(240 * SEC);
	child_send(&compositor, "film-resume 0\nfilm-resume 0");
	expect_steps("IP");
	child_send(&compositor, "input-idle 0");
	expect_steps("P");
	expect_since(240 * SEC);
	child_send(&compositor, "resume 0\nresume 0");
	expect_steps("PA");
	child_send(&compositor, "resume 0");
	expect_steps("A");
	expect_since(400 * SEC);
}
END_TEST

START_TEST(a_hundred_times_a_second)
{
	unsigned long sleeps = count_sleeps(getpid());
	const char *line = NULL;

	start("v2");
	child_send(&compositor, "beat 200");
	RUN_UNTIL(loop, (line = child_get_line(&compositor)) != NULL);
	ck_assert_str_eq(line, "beaten");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	sleeps = count_sleeps(getpid()) - sleeps;
	printf("# 200 changes in 2 s: %zu steps, %lu sleeps, those of the test among them\n",
		strlen(steps), sleeps);
	ck_assert_ptr_null(strchr(steps, 'P'));
	ck_assert_int_eq(steps[strlen(steps) - 1], 'A');
	ck_assert_uint_gt(strlen(steps), 100);
	/* Each costs an answer at most, and the test wakes 200 times a second itself. */
	ck_assert_uint_lt(sleeps, 1500);
}
END_TEST

START_TEST(more_than_anyone_could_do)
{
	start("v2");
	child_send(&compositor, "flood 5000\ninput-idle 0");
	RUN_UNTIL(loop, steps[strlen(steps) - 1] == 'P');
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_int_eq(steps[strlen(steps) - 1], 'P');
	ck_assert_ptr_null(strchr(steps, 'I'));
	memmove(steps, steps + strlen(steps) - 1, 2);
	child_send(&compositor, "resume 0");
	expect_steps("PA");
}
END_TEST

START_TEST(dies_in_the_middle)
{
	static const char *const last_words[] = {
		"input-idle 0", "film-idle 0", "idle 0", "idle 0\nfilm-resume 0"};
	const char *arguments[] = {COMPOSITOR, harness_path("wayland-1"), "v2", NULL};

	start("v2");
	for (size_t i = 0; i < sizeof(last_words) / sizeof(last_words[0]); i++) {
		/* Before it answers, so what it said was never whole. */
		child_send(&compositor, "%s\nkick", last_words[i]);
		RUN_UNTIL(loop, source->state == SOURCE_DOWN);
		ck_assert(!source->inhibited);
		child_end(&compositor, SIGKILL);
		(void)remove(harness_path("wayland-1"));
		(void)remove(harness_path("wayland-1.lock"));
		compositor = child_start(arguments);
		RUN_UNTIL(loop, source->state == SOURCE_UP);
	}
	/* And while inhibited. */
	child_send(&compositor, "input-idle 0");
	RUN_UNTIL(loop, source->inhibited);
	child_send(&compositor, "kick");
	RUN_UNTIL(loop, source->state == SOURCE_DOWN);
	expect_steps("-A-A-A-A-AP-");
}
END_TEST

START_TEST(seats_and_notifier_go_while_inhibited)
{
	start("v2");
	child_send(&compositor, "seat+");
	expect_line("notification 1 60000");
	expect_line("input-notification 1 60000");
	child_send(&compositor, "idle 0");
	expect_steps("-A");
	child_send(&compositor, "input-idle 1");
	expect_steps("AP");
	/* The one with the film goes. */
	child_send(&compositor, "seat- 1");
	expect_steps("PI");
	child_send(&compositor, "film-resume 0");
	expect_steps("IP");
	/* Then the other, in the middle of a change. */
	child_send(&compositor, "film-idle 0\nseat- 0");
	expect_steps("P-");
	ck_assert_int_eq(source->state, SOURCE_DOWN);
	child_send(&compositor, "seat+");
	expect_steps("-A");
	child_send(&compositor, "input-idle 2");
	expect_steps("AP");
	child_send(&compositor, "idle-");
	expect_steps("P-");
	ck_assert_int_eq(source->state, SOURCE_UNAVAILABLE);
	child_send(&compositor, "idle+");
	expect_steps("-A");
}
END_TEST

/* Both keep their threshold until there is input. */
START_TEST(threshold_changes_during_a_film)
{
	start("v2");
	child_send(&compositor, "input-idle 0");
	expect_steps("-AP");
	source->idle_after_usec = 30 * SEC;
	source_wayland.idle_after_changed(source);
	child_send(&compositor, "film-idle 0");
	expect_steps("PI");
	ck_assert_ptr_null(child_get_line(&compositor));
	child_send(&compositor, "resume 0");
	expect_steps("IA");
	expect_line("destroyed 0 0");
	expect_line("destroyed 0 0");
	expect_line("notification 0 30000");
	expect_line("input-notification 0 30000");
}
END_TEST
#endif

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, version_1_says_that_a_film_is_input);
#ifdef COMPOSITOR_HAS_VERSION_2
	tcase_add_test(tcase, a_film_is_told_from_input);
	tcase_add_test(tcase, both_kinds_in_either_order);
	tcase_add_test(tcase, a_film_begins_while_idle);
	tcase_add_test(tcase, a_film_begins_while_idle_unsaid);
	tcase_add_test(tcase, said_twice);
	tcase_add_test(tcase, a_hundred_times_a_second);
	tcase_add_test(tcase, more_than_anyone_could_do);
	tcase_add_test(tcase, dies_in_the_middle);
	tcase_add_test(tcase, seats_and_notifier_go_while_inhibited);
	tcase_add_test(tcase, threshold_changes_during_a_film);
#endif
}

int main(void)
{
	event_enable_debug_mode();
#ifndef COMPOSITOR_HAS_VERSION_2
	printf("# not tested: version 2 of ext-idle-notify-v1, which these headers do not have\n");
#endif
	return check_main("wayland", add_tests);
}
