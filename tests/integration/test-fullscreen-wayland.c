/* SPDX-License-Identifier: MIT */
/* Which window fills the screen, by the real sway with real windows; compositors that cannot tell,
 * or do not; and what it costs. */
#include "check_main.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "fullscreen_rig.h"
#include "loop.h"
#include "sway_rig.h"
#include "userenv.h"
#include "wlr_toplevels.h"

#define MSEC USEC_PER_MSEC
/* A window whose title changes fifty times a second, and one that is quiet. */
#define RESTLESS "i=0; while :; do i=$((i+1)); printf \"\\033]2;%d\\007\" $i; sleep 0.02; done"
#define QUIET "sleep 1000"

static struct loop *loop;
static struct child sway;
static unsigned descriptors;

static void setup(void)
{
	(void)harness_begin();
	(void)setenv("XDG_SESSION_TYPE", "wayland", 1);
	ck_assert_int_eq(loop_new(&loop), 0);
	descriptors = count_descriptors();
	fullscreen_rig_begin(loop);
}

static void teardown(void)
{
	fullscreen_rig_end();
	loop = loop_free(loop);
	child_end(&sway, SIGKILL);
	(void)unsetenv("WAYLAND_DISPLAY");
	(void)unsetenv("SWAYSOCK");
	harness_end();
}

/* Of ours: two belong to each child. */
static bool is_disconnected(void)
{
	unsigned n_children = sway.pid > 0 ? 1 : 0;

	for (size_t i = 0; i < FULLSCREEN_RIG_WINDOWS; i++) {
		n_children += windows[i].pid > 0 ? 1 : 0;
	}
	return count_descriptors() == descriptors + 2 * n_children;
}

START_TEST(a_window_is_made_fullscreen_and_back)
{
	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("film", QUIET);
	watch();
	ck_assert_ptr_nonnull(strstr(text, "told by the compositor on "));
	ck_assert_uint_eq(n_told, 0);
	sway_say("fullscreen enable");
	RUN_UNTIL(loop, on);
	ck_assert_str_eq(who, "film");
	sway_say("fullscreen disable");
	RUN_UNTIL(loop, !on);
	ck_assert_str_eq(who, "");
	ck_assert_uint_eq(n_told, 2);
}
END_TEST

START_TEST(one_that_was_so_before_is_found)
{
	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("film", QUIET);
	windows[1] = sway_open_window("editor", QUIET);
	sway_say("[app_id=\"film\"] focus");
	sway_say("fullscreen enable");
	watch();
	RUN_UNTIL(loop, on);
	ck_assert_str_eq(who, "film");
	/* In front, but not on the whole screen. */
	sway_say("workspace 2");
	RUN_UNTIL(loop, !on);
	sway_say("workspace 1");
	RUN_UNTIL(loop, on);
	child_end(&windows[0], SIGKILL);
	RUN_UNTIL(loop, !on);
	ck_assert_uint_eq(n_told, 4);
}
END_TEST

/* One film after the other: at no moment is there none. */
START_TEST(another_one_takes_over)
{
	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("film", QUIET);
	sway_say("fullscreen enable");
	sway_say("workspace 2");
	windows[1] = sway_open_window("slides", QUIET);
	sway_say("fullscreen enable");
	watch();
	RUN_UNTIL(loop, on);
	ck_assert_str_eq(who, "slides");
	sway_say("workspace 1");
	RUN_UNTIL(loop, strcmp(who, "film") == 0);
	ck_assert(on);
	ck_assert_uint_eq(n_told, 2);
}
END_TEST

/* Nothing is told of a film that is not asked for, and who asks again is told again. */
START_TEST(watching_ends_and_begins)
{
	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("film", QUIET);
	sway_say("fullscreen enable");
	for (unsigned i = 1; i <= 3; i++) {
		fullscreen_watch(fullscreen, true);
		RUN_UNTIL(loop, n_told == i);
		ck_assert(on);
		fullscreen_watch(fullscreen, false);
		RUN_FOR(loop, 50 * MSEC);
		ck_assert(is_disconnected());
	}
	/* At once, before anything was done. */
	fullscreen_watch(fullscreen, true);
	RUN_UNTIL(loop, n_told == 4);
	fullscreen_watch(fullscreen, false);
	fullscreen_watch(fullscreen, true);
	RUN_UNTIL(loop, n_told == 5);
	fullscreen_watch(fullscreen, false);
	sway_say("fullscreen disable");
	RUN_FOR(loop, 100 * MSEC);
	ck_assert_uint_eq(n_told, 5);
}
END_TEST

static unsigned count_sleeps_for(usec_t usec)
{
	unsigned long before;

	RUN_FOR(loop, 100 * MSEC);
	before = count_sleeps(getpid());
	RUN_FOR(loop, usec);
	return (unsigned)(count_sleeps(getpid()) - before);
}

START_TEST(titles_wake_nobody)
{
	unsigned n_off, n_on, n_film;

	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("restless", RESTLESS);
	n_off = count_sleeps_for(USEC_PER_SEC);
	watch();
	n_on = count_sleeps_for(USEC_PER_SEC);
	windows[1] = sway_open_window("film", QUIET);
	sway_say("fullscreen enable");
	RUN_UNTIL(loop, on);
	n_film = count_sleeps_for(USEC_PER_SEC);
	printf("# asleep in a second of changing titles: %u times not watching, %u watching, %u "
	       "while a film holds\n",
		n_off, n_on, n_film);
	/* The end of the second is one. */
	ck_assert_uint_le(n_off, 2);
	ck_assert_uint_ge(n_on, 10);
	ck_assert_uint_le(n_film, 2);
	fullscreen_watch(fullscreen, false);
	ck_assert_uint_le(count_sleeps_for(USEC_PER_SEC), 2);
}
END_TEST

START_TEST(a_compositor_that_is_stopped_stops_nobody)
{
	usec_t before_usec;

	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("film", QUIET);
	sway_say("fullscreen enable");
	ck_assert_int_eq(kill(sway.pid, SIGSTOP), 0);
	before_usec = clock_system_monotonic_usec();
	fullscreen_watch(fullscreen, true);
	RUN_FOR(loop, 200 * MSEC);
	ck_assert_uint_lt(clock_system_monotonic_usec() - before_usec, USEC_PER_SEC);
	ck_assert_uint_eq(n_told, 0);
	ck_assert_int_eq(kill(sway.pid, SIGCONT), 0);
	RUN_UNTIL(loop, on);
	/* And one that is stopped in the middle of it. */
	ck_assert_int_eq(kill(sway.pid, SIGSTOP), 0);
	before_usec = clock_system_monotonic_usec();
	RUN_FOR(loop, 200 * MSEC);
	fullscreen_watch(fullscreen, false);
	RUN_FOR(loop, 50 * MSEC);
	ck_assert_uint_lt(clock_system_monotonic_usec() - before_usec, USEC_PER_SEC);
	ck_assert(is_disconnected());
	ck_assert_int_eq(kill(sway.pid, SIGCONT), 0);
}
END_TEST

START_TEST(one_that_never_answers_is_left)
{
	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	ck_assert_int_eq(kill(sway.pid, SIGSTOP), 0);
	fullscreen_watch(fullscreen, true);
	RUN_UNTIL(loop, is_able(FULLSCREEN_NOT_ASKED) && strcmp(text, "not asked yet") != 0);
	ck_assert_str_eq(text, "no compositor answers");
	ck_assert(is_disconnected());
	ck_assert_uint_eq(n_told, 0);
}
END_TEST

START_TEST(a_compositor_that_is_killed_holds_no_longer)
{
	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("film", QUIET);
	sway_say("fullscreen enable");
	watch();
	RUN_UNTIL(loop, on);
	child_end(&sway, SIGKILL);
	RUN_UNTIL(loop, !on);
	ck_assert_uint_eq(n_told, 2);
	ck_assert(is_disconnected());
	/* Begun again where there is nobody. */
	fullscreen_watch(fullscreen, false);
	fullscreen_watch(fullscreen, true);
	RUN_UNTIL(loop, is_able(FULLSCREEN_NOT_ASKED));
	ck_assert_str_eq(text, "no compositor answers");
	ck_assert_uint_eq(n_told, 2);
}
END_TEST

START_TEST(one_that_cannot_tell_says_so)
{
	const char *arguments[] = {COMPOSITOR, harness_path("wayland-0"), NULL};

	sway = child_start_ready(arguments);
	fullscreen_watch(fullscreen, true);
	RUN_UNTIL(loop, is_able(FULLSCREEN_NOT_TOLD));
	ck_assert_ptr_nonnull(strstr(text, "does not offer " WLR_TOPLEVELS_NAME));
	ck_assert_uint_eq(n_told, 0);
	RUN_FOR(loop, 50 * MSEC);
	ck_assert(is_disconnected());
}
END_TEST

/* A desktop that begins is asked once whether it can tell; nothing is told of what it says. */
START_TEST(a_new_desktop_is_asked_once)
{
	static const struct userenv_values values = {.wayland_display = "wayland-1"};

	if (!sway_have_programs()) {
		return;
	}
	sway = sway_start();
	windows[0] = sway_open_window("film", QUIET);
	sway_say("fullscreen enable");
	ck_assert(is_able(FULLSCREEN_NOT_ASKED));
	fullscreen_set_environment(fullscreen, &values);
	RUN_UNTIL(loop, is_able(FULLSCREEN_TOLD));
	RUN_FOR(loop, 50 * MSEC);
	ck_assert_uint_eq(n_told, 0);
	ck_assert(is_disconnected());
}
END_TEST

/* At the limit of windows, and one above: all are let go at the end. */
START_TEST(many_windows)
{
	/* Real ones would take minutes. */
	const char *arguments[] = {COMPOSITOR, harness_path("wayland-0"), "windows", NULL};

	sway = child_start_ready(arguments);
	child_send(&sway, "window+ %d\n", WLR_TOPLEVELS_MAX + (_i == 0 ? 0 : 1));
	watch();
	ck_assert_uint_eq(n_told, 0);
	/* The last of them fills the screen: one above is not looked at. */
	child_send(&sway, "window-full %d\n", WLR_TOPLEVELS_MAX + (_i == 0 ? 0 : 1) - 1);
	if (_i == 0) {
		RUN_UNTIL(loop, on);
		ck_assert_str_eq(who, "program 127");
	} else {
		RUN_FOR(loop, 200 * MSEC);
		ck_assert(!on);
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_window_is_made_fullscreen_and_back);
	tcase_add_test(tcase, one_that_was_so_before_is_found);
	tcase_add_test(tcase, another_one_takes_over);
	tcase_add_test(tcase, watching_ends_and_begins);
	tcase_add_test(tcase, titles_wake_nobody);
	tcase_add_test(tcase, a_compositor_that_is_stopped_stops_nobody);
	tcase_add_test(tcase, one_that_never_answers_is_left);
	tcase_add_test(tcase, a_compositor_that_is_killed_holds_no_longer);
	tcase_add_test(tcase, one_that_cannot_tell_says_so);
	tcase_add_test(tcase, a_new_desktop_is_asked_once);
	tcase_add_loop_test(tcase, many_windows, 0, 2);
}

int main(void)
{
	harness_drop_root(COMPOSITOR);
	return check_main("fullscreen-wayland", add_tests);
}
