/* SPDX-License-Identifier: MIT */
/* What starts a notification server, on a real bus; and that it is known whether one could be
 * started without starting it. */
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
static unsigned n_told;

static const struct prompt_id one = {{1}};

static void on_server(const struct notify_server *now, void *userdata)
{
	n_told++;
}

static const struct notify_callbacks callbacks = {.on_server = on_server};

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

static void show_walk(void)
{
	const struct notify_request request = {
		.id = one,
		.summary = "Walk",
		.body = "Up & <go>",
		.urgency = NOTIFY_NORMAL,
		.actions = {{"done", "Done"}, {"snooze", "Later"}, {"default", "Start"}},
		.n_actions = 3,
	};

	ck_assert_int_eq(notify_show(notify, &request), 0);
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

/* Started by the bus because there is something to show, and by nothing else. */
START_TEST(started_by_the_bus)
{
	char text[1024];

	(void)snprintf(text, sizeof(text),
		"[D-BUS Service]\nName=org.freedesktop.Notifications\n"
		"Exec=/bin/sh -c 'exec sleep 1000 | exec %s unix:path=%s actions body > %s'\n",
		NOTIFICATION_SERVER, harness_path("bus"), harness_path("log"));
	harness_write(harness_path("services/n.service"), text);
	start_bus();
	RUN_UNTIL(loop, get().state == NOTIFY_ABSENT);
	RUN_FOR(loop, 300 * USEC_PER_MSEC);
	ck_assert_int_ne(access(harness_path("log"), F_OK), 0);
	show_walk();
	RUN_UNTIL(loop, notify_is_shown(notify, &one));
	RUN_FOR(loop, 100 * USEC_PER_MSEC);
	{
		FILE *file = fopen(harness_path("log"), "re");
		size_t size = fread(text, 1, sizeof(text) - 1, file);

		text[size] = '\0';
		(void)fclose(file);
	}
	ck_assert_str_eq(text, "ready\ncapabilities\nnotify 0 101 1 3 0 Walk|Up & <go>\n");
}
END_TEST

START_TEST(cannot_be_started)
{
	start_bus();
	RUN_UNTIL(loop, get().state == NOTIFY_ABSENT);
	show_walk();
	RUN_UNTIL(loop, get().state == NOTIFY_STARTING);
	RUN_UNTIL(loop, get().state == NOTIFY_ABSENT);
	ck_assert_ptr_nonnull(strstr(get().detail, "none can be started"));
	n_told = 0;
	RUN_FOR(loop, 200 * USEC_PER_MSEC);
	ck_assert_uint_eq(n_told, 0); /* not tried again and again */
}
END_TEST

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
	notify_look_for_server(notify); /* no bus: nothing */
	start_bus();
	notify_look_for_server(notify);
	notify_look_for_server(notify); /* one question at a time */
	RUN_UNTIL(loop, get().startable == NOTIFY_STARTABLE_NO);
	ck_assert(!get().start_failed);
	show_walk();
	RUN_UNTIL(loop, get().start_failed);
	notify_withdraw(notify, &one);

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
	tcase_add_test(tcase, started_by_the_bus);
	tcase_add_test(tcase, cannot_be_started);
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
	return check_main("notify-start", add_tests);
}
