/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "bus.h"
#include "harness.h"
#include "loop.h"
#include "userenv.h"

static struct loop *loop;
static struct bus *bus;
static struct userenv *userenv;
static struct child daemon_child, manager;
static char told[512];
static unsigned n_told;

static const char *or_none(const char *value)
{
	return value != NULL ? value : "-";
}

static void on_values(const struct userenv_values *values, void *userdata)
{
	(void)snprintf(told, sizeof(told), "%s %s %s %s", or_none(values->wayland_display),
		or_none(values->display), or_none(values->session_type),
		or_none(values->xauthority));
	n_told++;
}

static void setup(void)
{
	(void)harness_begin();
	n_told = 0;
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(userenv_new(bus, on_values, NULL, &userenv), 0);
}

static void teardown(void)
{
	userenv = userenv_free(userenv);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&manager, SIGKILL);
	child_end(&daemon_child, SIGKILL);
	harness_end();
}

static void start(void)
{
	char address[300];
	const char *arguments[] = {USER_MANAGER, address, NULL};

	daemon_child = dbus_daemon_start("bus");
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	manager = child_start_ready(arguments);
}

static void tell(const char *command)
{
	child_send(&manager, "%s", command);
	ck_assert_str_eq(child_wait_line(&manager), "ok");
}

static void expect_line(const char *wanted)
{
	child_expect_line(&manager, loop, wanted);
}

START_TEST(read_and_read_again)
{
	userenv_refresh(userenv); /* no bus: harmless */
	start();
	tell("set HOME=/x WAYLAND_DISPLAY=wayland-1 WAYLAND_DISPLAY_OLD=no XDG_SESSION_TYPE=wayland"
	     " DISPLAY=");
	RUN_UNTIL(loop, n_told == 1);
	ck_assert_str_eq(told, "wayland-1 - wayland -");
	expect_line("asked");
	tell("set WAYLAND_DISPLAY=wayland-2 DISPLAY=:0 XAUTHORITY=/run/x");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_uint_eq(n_told, 1); /* nobody says that it changed */
	for (unsigned i = 0; i < 5; i++) {
		userenv_refresh(userenv);
	}
	RUN_UNTIL(loop, n_told == 2);
	ck_assert_str_eq(told, "wayland-2 :0 - /run/x");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	expect_line("asked");
	expect_line("asked"); /* five in one go are two */
	ck_assert_ptr_null(child_get_line(&manager));
	ck_assert_uint_eq(n_told, 2);

	tell("mode types");
	userenv_refresh(userenv);
	expect_line("asked");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_uint_eq(n_told, 2);
	tell("mode answer");
	tell("set");
	userenv_refresh(userenv);
	RUN_UNTIL(loop, n_told == 3);
	ck_assert_str_eq(told, "- - - -");
}
END_TEST

START_TEST(bus_restarts_in_the_middle)
{
	start();
	tell("mode silent");
	tell("set DISPLAY=:1");
	expect_line("asked");
	child_end(&daemon_child, SIGKILL);
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_DOWN);
	ck_assert_uint_eq(n_told, 0);
	child_end(&manager, SIGKILL);
	(void)unlink(harness_path("bus"));
	start();
	tell("set DISPLAY=:2");
	RUN_UNTIL(loop, n_told == 1);
	ck_assert_str_eq(told, "- :2 - -");
}
END_TEST

START_TEST(without_a_manager)
{
	daemon_child = dbus_daemon_start("bus");
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_UP);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_uint_eq(n_told, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, read_and_read_again);
	tcase_add_test(tcase, bus_restarts_in_the_middle);
	tcase_add_test(tcase, without_a_manager);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("userenv", add_tests);
}
