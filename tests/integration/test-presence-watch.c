/* SPDX-License-Identifier: MIT */
/* The next input, for who tries whether it is seen: the port's part, with a compositor that does
 * what it is told, and with sources that cannot tell. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "clock.h"
#include "harness.h"
#include "loop.h"
#include "presence_rig.h"
#include "watch_rig.h"

#define SEC USEC_PER_SEC

static struct loop *loop;
static struct clock boot_clock;
static struct presence_port *port;
static struct child compositor;
static unsigned descriptors, n_input;

static void on_input(enum input_state state, usec_t since_boot_usec, void *userdata)
{
	n_input++;
}

static struct presence_callbacks callbacks;

static void setup(void)
{
	(void)harness_begin();
	descriptors = count_descriptors();
	n_input = 0;
	boot_clock = clock_system();
	/* What X servers come and go meanwhile is nothing to wake up for. */
	ck_assert_int_eq(setenv("XDG_SESSION_TYPE", "wayland", 1), 0);
	callbacks = presence_rig_deaf;
	callbacks.on_input = on_input;
	presence_rig_begin(&boot_clock, &callbacks, &loop, &port);
}

static void teardown(void)
{
	presence_rig_end();
	child_end(&compositor, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static void expect_line(const char *wanted)
{
	child_expect_line(&compositor, loop, wanted);
}

static void start_with_compositor(void)
{
	const char *arguments[] = {COMPOSITOR, harness_path("wayland-1"), NULL};

	compositor = child_start_ready(arguments);
	ck_assert_int_eq(presence_port_start(port), 0);
	expect_line("client");
	expect_line("notification 0 60000");
	RUN_UNTIL(loop, n_input == 2); /* unknown, then active */
}

START_TEST(what_comes_first_does_not_count)
{
	struct watcher watcher;

	start_with_compositor();
	watcher_begin(&watcher, port, 10 * SEC);
	ck_assert_uint_eq(watcher.n_told, 0);
	expect_line("notification 0 300");
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_WAITING);
	child_send(&compositor, "short-resume 0");
	child_send(&compositor, "short-idle 0");
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
	/* However early the compositor says that all is quiet. */
	ck_assert_uint_ge(watcher.after_usec, PRESENCE_QUIET_USEC);
	child_send(&compositor, "short-resume 0");
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_ENDED);
	ck_assert(watcher.seen);
	ck_assert_str_eq(watcher.source, "wayland");
	ck_assert_uint_eq(watcher.n_told, 3);
	expect_line("destroyed 0 0");
	ck_assert_uint_eq(n_input, 2);
}
END_TEST

START_TEST(the_time_is_over)
{
	struct watcher busy, quiet;

	start_with_compositor();
	watcher_begin(&busy, port, 500 * USEC_PER_MSEC);
	RUN_UNTIL(loop, busy.state == PRESENCE_WATCH_ENDED);
	ck_assert(!busy.seen);
	ck_assert_ptr_nonnull(strstr(busy.detail, "no moment without input"));
	expect_line("notification 0 300");
	expect_line("destroyed 0 0");
	watcher_begin(&quiet, port, 500 * USEC_PER_MSEC);
	expect_line("notification 0 300");
	child_send(&compositor, "short-idle 0");
	RUN_UNTIL(loop, quiet.state == PRESENCE_WATCH_ENDED);
	ck_assert(!quiet.seen);
	ck_assert_str_eq(quiet.detail, "no input was seen in that time");
	expect_line("destroyed 0 0");
}
END_TEST

START_TEST(the_compositor_goes_in_the_middle)
{
	struct watcher watcher;

	start_with_compositor();
	watcher_begin(&watcher, port, 10 * SEC);
	expect_line("notification 0 300");
	child_send(&compositor, "short-idle 0");
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
	child_end(&compositor, SIGKILL);
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_UNABLE);
	ck_assert(!watcher.seen);
	ck_assert_str_eq(watcher.source, "none");
	ck_assert_str_ne(watcher.detail, "");
}
END_TEST

START_TEST(the_settings_leave_the_source_out_in_the_middle)
{
	const char *const names[] = {"none"};
	struct watcher watcher;

	start_with_compositor();
	watcher_begin(&watcher, port, 10 * SEC);
	expect_line("notification 0 300");
	ck_assert_int_eq(presence_port_set_sources(port, names, 1), 0);
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_UNABLE);
	ck_assert_str_eq(watcher.detail, "nothing tells whether you are at the keyboard");
}
END_TEST

START_TEST(a_sensor_may_be_all_there_is)
{
	struct watcher watcher;

	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, n_input > 0);
	ck_assert_int_eq(
		presence_port_report_external(port, "desk", PRESENCE_AWAY, USEC_PER_MINUTE), 0);
	watcher_begin(&watcher, port, 10 * SEC);
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
	ck_assert_str_eq(watcher.source, "external");
	ck_assert_int_eq(
		presence_port_report_external(port, "desk", PRESENCE_AWAY, USEC_PER_MINUTE), 0);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_int_eq(watcher.state, PRESENCE_WATCH_READY);
	ck_assert_int_eq(
		presence_port_report_external(port, "desk", PRESENCE_ACTIVE, USEC_PER_MINUTE), 0);
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_ENDED);
	ck_assert(watcher.seen);
	ck_assert_str_eq(watcher.source, "external");
}
END_TEST

/* Each seat for itself: one that is never quiet, such as a joystick that trembles, hides nothing.
 */
START_TEST(a_seat_that_comes_in_the_middle)
{
	struct watcher watcher;

	start_with_compositor();
	watcher_begin(&watcher, port, 10 * SEC);
	expect_line("notification 0 300");
	child_send(&compositor, "seat+");
	expect_line("notification 1 60000");
	expect_line("notification 1 300");
	child_send(&compositor, "short-idle 1");
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
	child_send(&compositor, "short-resume 1");
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_ENDED);
	ck_assert(watcher.seen);
	expect_line("destroyed 0 0");
	expect_line("destroyed 1 0");
	/* One that has gone is not told of any more. */
	watcher_begin(&watcher, port, 10 * SEC);
	expect_line("notification 0 300");
	expect_line("notification 1 300");
	child_send(&compositor, "seat- 1");
	expect_line("destroyed 1 0");
	expect_line("destroyed 1 0");
	watcher.watch = presence_watch_free(watcher.watch);
	expect_line("destroyed 0 0");
}
END_TEST

#ifdef COMPOSITOR_HAS_VERSION_2
START_TEST(a_film_does_not_hide_the_key)
{
	const char *arguments[] = {COMPOSITOR, harness_path("wayland-1"), "v2", NULL};
	struct watcher watcher;

	compositor = child_start_ready(arguments);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, n_input == 2);
	watcher_begin(&watcher, port, 10 * SEC);
	expect_line("client");
	expect_line("notification 0 60000");
	expect_line("input-notification 0 60000");
	expect_line("input-notification 0 300");
	child_send(&compositor, "short-idle 0");
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
	watcher.watch = presence_watch_free(watcher.watch);
	expect_line("destroyed 0 0");
}
END_TEST
#endif

START_TEST(so_many_and_no_more)
{
	struct watcher watchers[PRESENCE_WATCHES_MAX];
	struct presence_watch *one_more;

	start_with_compositor();
	for (size_t i = 0; i < PRESENCE_WATCHES_MAX; i++) {
		watcher_begin(&watchers[i], port, 10 * SEC);
	}
	ck_assert_int_eq(presence_port_watch_input(port, SEC, NULL, NULL, &one_more), -ENOBUFS);
	expect_line("notification 0 300");
	watchers[7].watch = presence_watch_free(watchers[7].watch);
	child_send(&compositor, "short-idle 0");
	RUN_UNTIL(loop, watchers[0].state == PRESENCE_WATCH_READY);
	RUN_UNTIL(loop, watchers[PRESENCE_WATCHES_MAX - 1].state == PRESENCE_WATCH_READY);
	watcher_begin(&watchers[7], port, 10 * SEC);
	RUN_UNTIL(loop, watchers[7].state == PRESENCE_WATCH_WAITING);
	child_send(&compositor, "short-resume 0");
	RUN_UNTIL(loop, watchers[0].state == PRESENCE_WATCH_ENDED);
	for (size_t i = 0; i < PRESENCE_WATCHES_MAX; i++) {
		if (i != 7) {
			ck_assert(watchers[i].seen);
		}
	}
	ck_assert_int_eq(watchers[7].state, PRESENCE_WATCH_WAITING);
	watchers[7].watch = presence_watch_free(watchers[7].watch);
	expect_line("destroyed 0 0");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_comes_first_does_not_count);
	tcase_add_test(tcase, the_time_is_over);
	tcase_add_test(tcase, the_compositor_goes_in_the_middle);
	tcase_add_test(tcase, the_settings_leave_the_source_out_in_the_middle);
	tcase_add_test(tcase, a_sensor_may_be_all_there_is);
	tcase_add_test(tcase, a_seat_that_comes_in_the_middle);
#ifdef COMPOSITOR_HAS_VERSION_2
	tcase_add_test(tcase, a_film_does_not_hide_the_key);
#endif
	tcase_add_test(tcase, so_many_and_no_more);
}

int main(void)
{
	event_enable_debug_mode();
	return check_main("presence-watch", add_tests);
}
