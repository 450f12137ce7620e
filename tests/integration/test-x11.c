/* SPDX-License-Identifier: MIT */
/* The source x11 against real X servers (Xvfb, Xwayland), with input from xdotool, on the real
 * clock. */
#include "check_main.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "loop.h"
#include "watch_rig.h"
#include "x11_authority.h"
#include "x11_display.h"
#include "x11_idle.h"
#include "x11_rig.h"
#include "x11_setup.h"

static void on_change(void *userdata)
{
	(void)userdata;
}

/* When the last input was, as another client of the server sees it, with its own question. That it
 * says so at all shows that IDLETIME is found in what a real server lists. */
static usec_t ask_for_last_input(void)
{
	static const struct x11_authority nothing;
	struct x11_setup setup;
	struct x11_idle idle;
	usec_t last_usec;
	int r;

	ck_assert_int_eq(x11_setup_begin(&setup, x11_display_connect(number), &nothing), 0);
	RUN_UNTIL(loop, (r = x11_setup_read(&setup)) != 0);
	ck_assert_int_eq(r, 1);
	x11_idle_begin(&idle, &setup, &boot_clock, SEC, on_change, NULL);
	RUN_UNTIL(loop, x11_idle_process(&idle) == 0 && !x11_idle_is_waiting(&idle));
	ck_assert_int_eq(idle.step, X11_IDLE_ARMED);
	ck_assert(idle.is_known);
	ck_assert_uint_ne(idle.counter, 0);
	last_usec = idle.since_boot_usec;
	x11_idle_deinit(&idle);
	x11_setup_deinit(&setup);
	return last_usec;
}

static usec_t distance(usec_t one, usec_t other)
{
	return one > other ? one - other : other - one;
}

START_TEST(active_and_idle)
{
	usec_t before_usec, after_usec, error_usec;

	if (!have_programs()) {
		return;
	}
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "waiting for an X server on :"));
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	ck_assert_uint_gt(n_hints, 0);
	ck_assert(is_state(SOURCE_UP, "X server on :"));
	ck_assert(is_state(SOURCE_UP, ", idle after 1s"));
	for (unsigned i = 0; i < 3; i++) {
		before_usec = clock_boot_usec(&boot_clock);
		if (i == 1) {
			move_mouse(display);
		} else {
			press_key(display);
		}
		after_usec = clock_boot_usec(&boot_clock);
		RUN_UNTIL(loop, input == INPUT_ACTIVE);
		RUN_UNTIL(loop, input == INPUT_IDLE);
		error_usec = distance(input_since_usec, ask_for_last_input());
		printf("# idle heard %u ms after it began to be, backdated to within %u us\n",
			(unsigned)((clock_boot_usec(&boot_clock) - input_since_usec - SEC) / MSEC),
			(unsigned)error_usec);
		ck_assert_uint_ge(input_since_usec + 20 * MSEC, before_usec);
		ck_assert_uint_le(input_since_usec, after_usec + 20 * MSEC);
		ck_assert_uint_lt(error_usec, 100 * MSEC);
	}
}
END_TEST

/* An alarm would not go off: the counter has to be asked. */
START_TEST(starts_while_already_idle)
{
	usec_t last_usec;

	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	RUN_UNTIL(loop, x11_display_exists(number));
	RUN_FOR(loop, 2 * SEC);
	last_usec = ask_for_last_input();
	(void)setenv("DISPLAY", display, 1); /* of our own will do, where nobody says more */
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	/* The port does not tell of what was before it. */
	ck_assert_uint_ge(input_since_usec, last_usec);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	ck_assert_uint_lt(distance(input_since_usec, ask_for_last_input()), 100 * MSEC);
}
END_TEST

START_TEST(threshold_changes_live)
{
	usec_t idle_since_usec;

	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_set_idle_after(port, 60 * SEC), 0);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	press_key(display);
	RUN_FOR(loop, 1500 * MSEC);
	ck_assert_int_eq(input, INPUT_ACTIVE);
	/* Passed already. */
	ck_assert_int_eq(presence_port_set_idle_after(port, SEC), 0);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	ck_assert(is_state(SOURCE_UP, "idle after 1s"));
	ck_assert_uint_lt(distance(input_since_usec, ask_for_last_input()), 100 * MSEC);
	idle_since_usec = input_since_usec;
	/* Not idle any more by the new measure; several changes at once. */
	ck_assert_int_eq(presence_port_set_idle_after(port, 2 * SEC), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, 50 * SEC), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, 4 * SEC), 0);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	/* And passed later, without input. */
	RUN_UNTIL(loop, input == INPUT_IDLE);
	ck_assert(is_state(SOURCE_UP, "idle after 4s"));
	ck_assert_uint_lt(distance(input_since_usec, idle_since_usec), 100 * MSEC);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
}
END_TEST

START_TEST(server_dies_and_comes_again)
{
	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	/* In order: the socket goes with it. */
	child_end(&server, SIGTERM);
	RUN_UNTIL(loop, input == INPUT_UNKNOWN && get_source().state == SOURCE_DOWN);
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	/* Killed: it refuses, until another takes its place. */
	child_end(&server, SIGKILL);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "no X server answers on :"));
	ck_assert(x11_display_exists(number));
	RUN_FOR(loop, 500 * MSEC);
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
}
END_TEST

START_TEST(displays_that_are_not_ours)
{
	if (!have_programs()) {
		return;
	}
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "waiting for an X display"));
	set_environment("localhost:10.0", NULL, NULL, NULL);
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "localhost:10.0 is not on this machine"));
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	/* Wayland comes, and goes. */
	set_environment(display, NULL, "wayland-0", NULL);
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "in a Wayland session"));
	set_environment(display, NULL, "wayland-0", "x11");
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	set_environment(display, NULL, NULL, "wayland");
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "in a Wayland session"));
	/* Another display: only if it is there. */
	set_environment(display, NULL, NULL, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	(void)setenv("DISPLAY", display, 1);
	set_environment(other_display, NULL, NULL, NULL);
	RUN_FOR(loop, 200 * MSEC);
	ck_assert(is_state(SOURCE_UP, display));
	other_server = start_server(other_display, NULL);
	RUN_UNTIL(loop, x11_display_exists(number + 1));
	RUN_FOR(loop, 500 * MSEC);
	set_environment(other_display, NULL, NULL, "x11");
	RUN_UNTIL(loop, is_state(SOURCE_UP, other_display));
	/* It ends: back to what is left. */
	child_end(&other_server, SIGTERM);
	RUN_UNTIL(loop, is_state(SOURCE_UP, display));
}
END_TEST

/* A desktop that comes without its name being known is asked for. */
START_TEST(server_hints_at_a_desktop)
{
	unsigned n;

	if (!have_programs()) {
		return;
	}
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "waiting for an X display"));
	server = start_server(display, NULL);
	RUN_UNTIL(loop, n_hints > 0);
	n = n_hints;
	RUN_UNTIL(loop, n_hints > n); /* again, after a while */
	set_environment(display, NULL, NULL, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
}
END_TEST

/* Sway refuses to run as root; Xwayland, which is its client, does not. */
static void start_xwayland(void)
{
	char line[1024];
	const char *arguments[] = {"/bin/sh", "-c", line, NULL};
	const char *directory = getenv("XDG_RUNTIME_DIR");
	const char *as_nobody = "";

	if (geteuid() == 0) {
		as_nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
		ck_assert_int_eq(chown(directory, 65534, 65534), 0);
	}
	harness_write(harness_path("sway.conf"), "output * resolution 800x600\nxwayland disable\n");
	(void)snprintf(line, sizeof(line),
		"WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 "
		"LIBSEAT_BACKEND=noop exec %s sway -c %s/sway.conf",
		as_nobody, directory);
	compositor = child_start(arguments);
	RUN_UNTIL(loop, access(harness_path("wayland-1"), F_OK) == 0);
	(void)snprintf(line, sizeof(line), "WAYLAND_DISPLAY=%s/wayland-1 exec Xwayland %s -noreset",
		directory, display);
	server = child_start(arguments);
}

START_TEST(xwayland_is_refused)
{
	if (!harness_have("sway") || !harness_have("Xwayland") || !have_programs()) {
		return;
	}
	start_xwayland();
	/* Though nothing says that this is a Wayland session. */
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "is Xwayland"));
	printf("# %s\n", get_source().detail);
	/* A real one in its place is found. */
	child_end(&server, SIGTERM);
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
}
END_TEST

static unsigned long count_sleeps_for(usec_t usec)
{
	struct run_limit limit;
	unsigned long sleeps;

	run_limit_begin(&limit, loop, usec, USEC_INFINITY);
	sleeps = count_sleeps(getpid());
	while (run_limit_pass(&limit)) {
	}
	sleeps = count_sleeps(getpid()) - sleeps;
	run_limit_end(&limit);
	return sleeps;
}

START_TEST(no_wakeup_between_events)
{
	char line[256];
	const char *typing[] = {"/bin/sh", "-c", line, NULL};
	unsigned long sleeps;
	struct child typist;

	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	RUN_FOR(loop, 200 * MSEC);
	sleeps = count_sleeps_for(3 * SEC);
	printf("# idle: %lu sleeps in 3 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);

	ck_assert_int_eq(presence_port_set_idle_after(port, 60 * SEC), 0);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	RUN_FOR(loop, 200 * MSEC);
	(void)snprintf(line, sizeof(line),
		"for i in 1 2 3 4 5; do DISPLAY=%s xdotool key shift mousemove $i $i; sleep .8; "
		"done",
		display);
	typist = child_start(typing);
	sleeps = count_sleeps_for(5 * SEC);
	child_end(&typist, SIGKILL);
	printf("# in use: %lu sleeps in 5 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);
	ck_assert_int_eq(input, INPUT_ACTIVE);
}
END_TEST

START_TEST(a_key_is_seen_at_once)
{
	const char *arguments[] = {"/bin/sh", "-c", NULL, NULL};
	struct watcher watcher, again;
	unsigned long sleeps;
	struct child typist;
	char line[160];

	if (!have_programs()) {
		return;
	}
	ck_assert_int_eq(presence_port_set_idle_after(port, 60 * SEC), 0);
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	for (unsigned i = 0; i < 2; i++) {
		press_key(display);
		watcher_begin(&watcher, port, 10 * SEC);
		RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
		ck_assert_str_eq(watcher.source, "x11");
		/* Somebody else comes, and hears of the same key only if he is ready for it. */
		watcher_begin(&again, port, 10 * SEC);
		press_key(display);
		RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_ENDED);
		ck_assert(watcher.seen);
		ck_assert_int_eq(again.state, PRESENCE_WATCH_WAITING);
		RUN_UNTIL(loop, again.state == PRESENCE_WATCH_READY);
		move_mouse(display);
		RUN_UNTIL(loop, again.state == PRESENCE_WATCH_ENDED);
		ck_assert(again.seen);
	}
	/* Who changes his mind in the middle leaves nothing behind, nor does he who does it often.
	 */
	for (unsigned i = 0; i < 100; i++) {
		watcher_begin(&watcher, port, 10 * SEC);
		RUN_FOR(loop, i % 3 * MSEC);
		watcher.watch = presence_watch_free(watcher.watch);
		RUN_FOR(loop, i % 2 * MSEC);
	}
	RUN_FOR(loop, 500 * MSEC);
	ck_assert_int_eq(get_source().state, SOURCE_UP);
	ck_assert_int_eq(input, INPUT_ACTIVE);
	(void)snprintf(line, sizeof(line),
		"for i in 1 2 3; do DISPLAY=%s xdotool key shift; sleep .6; done", display);
	arguments[2] = line;
	typist = child_start(arguments);
	sleeps = count_sleeps_for(3 * SEC);
	child_end(&typist, SIGKILL);
	printf("# afterwards: %lu sleeps in 3 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, x11_rig_setup, x11_rig_teardown);
	tcase_add_test(tcase, active_and_idle);
	tcase_add_test(tcase, starts_while_already_idle);
	tcase_add_test(tcase, threshold_changes_live);
	tcase_add_test(tcase, server_dies_and_comes_again);
	tcase_add_test(tcase, displays_that_are_not_ours);
	tcase_add_test(tcase, server_hints_at_a_desktop);
	tcase_add_test(tcase, xwayland_is_refused);
	tcase_add_test(tcase, no_wakeup_between_events);
	tcase_add_test(tcase, a_key_is_seen_at_once);
}

int main(void)
{
	event_enable_debug_mode();
	return check_main("x11", add_tests);
}
