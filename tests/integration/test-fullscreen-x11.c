/* SPDX-License-Identifier: MIT */
/* Which window fills the screen, by a real X server (Xvfb) with a real window manager (openbox) and
 * real windows. */
#include "check_main.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "fullscreen_rig.h"
#include "loop.h"
#include "userenv.h"
#include "x11_display.h"
#include "x11_rig.h"

static struct child manager;

static void setup(void)
{
	x11_rig_setup();
	fullscreen_rig_begin(loop);
}

static void teardown(void)
{
	fullscreen_rig_end();
	child_end(&manager, SIGKILL);
	(void)unsetenv("DISPLAY");
	x11_rig_teardown();
}

static bool have_all(void)
{
	static const char *const programs[] = {"Xvfb", "openbox", "wmctrl", "xmessage"};
	bool all = true;

	for (size_t i = 0; i < ELEMENTSOF(programs); i++) {
		all = harness_have(programs[i]) && all;
	}
	return all;
}

/* A line of a shell, to its end, again and again until it succeeds; the loop goes on. */
static void until(const char *line)
{
	int status = -1;

	for (unsigned i = 0; i < 200 && status != 0; i++) {
		const char *arguments[] = {"/bin/sh", "-c", line, NULL};
		struct child child = child_start(arguments);

		RUN_UNTIL(loop, waitpid(child.pid, &status, WNOHANG) == child.pid);
		(void)close(child.to);
		(void)close(child.from);
		if (status != 0) {
			RUN_FOR(loop, 50 * MSEC);
		}
	}
	ck_assert_msg(status == 0, "never: %s", line);
}

static void start_desktop(void)
{
	char ready[256], line[300];
	const char *arguments[] = {"openbox", "--sm-disable", "--startup", line, NULL};

	/* Windows that are opened while it begins may be overlooked. */
	(void)snprintf(ready, sizeof(ready), "%s", harness_path("openbox-is-ready"));
	(void)snprintf(line, sizeof(line), "touch %s", ready);
	server = start_server(display, NULL);
	RUN_UNTIL(loop, x11_display_exists(number));
	(void)setenv("DISPLAY", display, 1);
	manager = child_start(arguments);
	(void)snprintf(line, sizeof(line), "test -e %s", ready);
	until(line);
}

/* In front when this returns. */
static struct child open_window(const char *name)
{
	const char *arguments[] = {"xmessage", "-name", name, "-title", name, "hello", NULL};
	struct child window = child_start(arguments);
	char line[64];

	(void)snprintf(line, sizeof(line), "wmctrl -a %s", name);
	until(line);
	return window;
}

START_TEST(a_window_is_made_fullscreen_and_back)
{
	if (!have_all()) {
		return;
	}
	start_desktop();
	windows[0] = open_window("film");
	watch();
	ck_assert_ptr_nonnull(strstr(text, "told by the X server on :"));
	ck_assert_uint_eq(n_told, 0);
	until("wmctrl -r film -b add,fullscreen");
	RUN_UNTIL(loop, on);
	ck_assert_str_eq(who, "Xmessage");
	until("wmctrl -r film -b remove,fullscreen");
	RUN_UNTIL(loop, !on);
	ck_assert_uint_eq(n_told, 2);
}
END_TEST

START_TEST(one_that_was_so_before_is_found)
{
	if (!have_all()) {
		return;
	}
	start_desktop();
	windows[0] = open_window("film");
	until("wmctrl -r film -b add,fullscreen");
	watch();
	RUN_UNTIL(loop, on);
	/* In front of it, and not on the whole screen. */
	windows[1] = open_window("editor");
	RUN_UNTIL(loop, !on);
	until("wmctrl -a film");
	RUN_UNTIL(loop, on);
	/* Its end, in the middle of it. */
	child_end(&windows[0], SIGKILL);
	RUN_UNTIL(loop, !on);
	ck_assert_uint_eq(n_told, 4);
}
END_TEST

/* Windows that come and go while they are asked for: refusals are no end. */
START_TEST(windows_that_come_and_go)
{
	unsigned n_before;

	if (!have_all()) {
		return;
	}
	start_desktop();
	watch();
	for (unsigned i = 0; i < 20; i++) {
		windows[0] = open_window("film");
		child_end(&windows[0], SIGKILL);
	}
	n_before = n_told;
	windows[0] = open_window("film");
	until("wmctrl -r film -b add,fullscreen");
	RUN_UNTIL(loop, on);
	ck_assert_uint_eq(n_told, n_before + 1);
	ck_assert(is_able(FULLSCREEN_TOLD));
}
END_TEST

START_TEST(titles_wake_nobody_who_does_not_watch)
{
	unsigned long before;

	if (!have_all()) {
		return;
	}
	start_desktop();
	windows[0] = open_window("film");
	{
		static const char *const arguments[] = {"/bin/sh", "-c",
			"i=0; while :; do i=$((i+1)); wmctrl -r :ACTIVE: -T $i; sleep 0.02; done",
			NULL};

		windows[1] = child_start(arguments);
	}
	watch();
	fullscreen_watch(fullscreen, false);
	RUN_FOR(loop, 100 * MSEC);
	before = count_sleeps(getpid());
	RUN_FOR(loop, SEC);
	ck_assert_uint_le(count_sleeps(getpid()) - before, 2);
}
END_TEST

START_TEST(a_server_that_is_stopped_stops_nobody)
{
	struct timespec from, to;

	if (!have_all()) {
		return;
	}
	start_desktop();
	windows[0] = open_window("film");
	until("wmctrl -r film -b add,fullscreen");
	ck_assert_int_eq(kill(server.pid, SIGSTOP), 0);
	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	fullscreen_watch(fullscreen, true);
	RUN_FOR(loop, 200 * MSEC);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	ck_assert_int_le(to.tv_sec - from.tv_sec, 1);
	ck_assert_uint_eq(n_told, 0);
	ck_assert_int_eq(kill(server.pid, SIGCONT), 0);
	RUN_UNTIL(loop, on);
	child_end(&server, SIGKILL);
	RUN_UNTIL(loop, !on);
	ck_assert_uint_eq(n_told, 2);
}
END_TEST

START_TEST(without_a_window_manager_nobody_tells)
{
	if (!have_all()) {
		return;
	}
	server = start_server(display, NULL);
	RUN_UNTIL(loop, x11_display_exists(number));
	(void)setenv("DISPLAY", display, 1);
	fullscreen_watch(fullscreen, true);
	RUN_UNTIL(loop, is_able(FULLSCREEN_NOT_TOLD));
	ck_assert_ptr_nonnull(strstr(text, "does not tell which window is in front"));
	ck_assert_uint_eq(n_told, 0);
}
END_TEST

/* In a Wayland session the display is that of Xwayland, which a connection would start. */
START_TEST(xwayland_is_left_alone)
{
	static const char *const types[] = {"wayland", NULL};
	struct userenv_values values = {
		.display = display, .wayland_display = "wayland-0", .session_type = types[_i]};

	if (!have_all()) {
		return;
	}
	start_desktop();
	windows[0] = open_window("film");
	until("wmctrl -r film -b add,fullscreen");
	fullscreen_set_environment(fullscreen, &values);
	fullscreen_watch(fullscreen, true);
	RUN_FOR(loop, 300 * MSEC);
	ck_assert_uint_eq(n_told, 0);
	ck_assert(is_able(FULLSCREEN_NOT_ASKED));
	ck_assert_str_eq(text, "no compositor answers");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_window_is_made_fullscreen_and_back);
	tcase_add_test(tcase, one_that_was_so_before_is_found);
	tcase_add_test(tcase, windows_that_come_and_go);
	tcase_add_test(tcase, titles_wake_nobody_who_does_not_watch);
	tcase_add_test(tcase, a_server_that_is_stopped_stops_nobody);
	tcase_add_test(tcase, without_a_window_manager_nobody_tells);
	tcase_add_loop_test(tcase, xwayland_is_left_alone, 0, 2);
}

int main(void)
{
	harness_drop_root(NULL);
	return check_main("fullscreen-x11", add_tests);
}
