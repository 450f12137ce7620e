/* SPDX-License-Identifier: MIT */
/* Whether a notification server could be started, on a real bus: known without starting one. */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "bus.h"
#include "harness.h"
#include "loop.h"
#include "notify.h"

static struct loop *loop;
static struct bus *bus;
static struct notify *notify;
static struct child daemon_child;

static const struct notify_callbacks callbacks = {NULL, NULL, NULL};

static void setup(void)
{
	(void)harness_begin();
	ck_assert_int_eq(mkdir(harness_path("services"), 0700), 0);
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(notify_new(bus, &callbacks, NULL, &notify), 0);
}

static void teardown(void)
{
	notify = notify_free(notify);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&daemon_child, SIGKILL);
	harness_end();
}

static struct notify_server get(void)
{
	struct notify_server now;

	notify_get_server(notify, &now);
	return now;
}

static void start_bus(void)
{
	daemon_child = dbus_daemon_start("bus");
	RUN_UNTIL(loop, get().state == NOTIFY_ABSENT);
}

/* One that the bus can start, and that leaves a mark when it is. */
static void install_server(void)
{
	char text[512];

	(void)snprintf(text, sizeof(text),
		"[D-BUS Service]\nName=org.freedesktop.Notifications\nExec=/usr/bin/touch %s\n",
		harness_path("started"));
	harness_write(harness_path("services/n.service"), text);
}

START_TEST(is_known_without_starting_it)
{
	install_server();
	start_bus();
	ck_assert_int_eq(get().startable, NOTIFY_STARTABLE_UNKNOWN);
	notify_look_for_server(notify);
	RUN_UNTIL(loop, get().startable == NOTIFY_STARTABLE_YES);
	RUN_FOR(loop, 100 * USEC_PER_MSEC);
	ck_assert_int_ne(access(harness_path("started"), F_OK), 0);
}
END_TEST

START_TEST(none_then_installed)
{
	const struct notify_request request = {.id = {{1}}, .summary = "Walk"};

	notify_look_for_server(notify); /* no bus: nothing */
	start_bus();
	notify_look_for_server(notify);
	notify_look_for_server(notify); /* one question at a time */
	RUN_UNTIL(loop, get().startable == NOTIFY_STARTABLE_NO);
	ck_assert(!get().start_failed);
	ck_assert_int_eq(notify_show(notify, &request), 0);
	RUN_UNTIL(loop, get().start_failed);
	notify_withdraw(notify, &request.id);

	install_server();
	ck_assert_int_eq(kill(daemon_child.pid, SIGHUP), 0); /* as the bus of a user hears of it */
	for (int i = 0; i < 100 && get().startable != NOTIFY_STARTABLE_YES; i++) {
		notify_look_for_server(notify);
		RUN_FOR(loop, 20 * USEC_PER_MSEC);
	}
	ck_assert_int_eq(get().startable, NOTIFY_STARTABLE_YES);
	ck_assert(!get().start_failed);
	ck_assert_int_ne(access(harness_path("started"), F_OK), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, is_known_without_starting_it);
	tcase_add_test(tcase, none_then_installed);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("notify-look", add_tests);
}
