/* SPDX-License-Identifier: MIT */
/* Mutter without a screen, with keys as it gets them from a remote desktop, and a session manager
 * that says who inhibits. The keys come from another process, so that what wakes this one up can be
 * counted. */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>
#include <systemd/sd-bus.h>

#include "bus.h"
#include "clock.h"
#include "gnome_peer.h"
#include "loop.h"
#include "presence_rig.h"
#include "watch_rig.h"

#define REMOTE "org.gnome.Mutter.RemoteDesktop"
#define KEY_LEFT_SHIFT 42

/* By which what is seen here may be later than what happened. */
#define LATE_USEC (500 * USEC_PER_MSEC)

static struct loop *loop;
static struct clock boot_clock;
static struct bus *bus, *system_bus;
static struct presence_port *port;
static struct child daemon_child, mutter, keys;
static struct gnome_peer session;

static enum input_state input;
static usec_t input_since_usec;
static unsigned n_input;
static bool is_inhibited;
static bool is_there; /* mutter runs */

static void on_input(enum input_state state, usec_t since_boot_usec, void *userdata)
{
	input = state;
	input_since_usec = since_boot_usec;
	n_input++;
}

static void on_inhibit(bool inhibited, void *userdata)
{
	is_inhibited = inhibited;
}

static struct presence_callbacks callbacks;

static usec_t now_usec(void)
{
	return clock_boot_usec(&boot_clock);
}

static struct presence_source_info get_source(void)
{
	struct presence_source_info infos[PRESENCE_SOURCES_MAX];
	size_t n = presence_port_list_sources(port, infos), i = 0;

	while (i < n && strcmp(infos[i].name, "mutter") != 0) {
		i++;
	}
	ck_assert_uint_lt(i, n);
	return infos[i];
}

static bool has_ended(const struct child *child)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	       info.si_pid == child->pid;
}

/* False if it ends at once, as on a machine where it finds nothing to draw with. */
static bool start_mutter(void)
{
	static const char *const arguments[] = {"mutter", "--headless", "--wayland", "--no-x11",
		"--virtual-monitor", "800x600", NULL};

	mutter = child_start(arguments);
	RUN_UNTIL(loop, get_source().in_charge || has_ended(&mutter));
	return get_source().in_charge;
}

/* One key a second, so often; the first at once. */
static void type(unsigned n)
{
	child_send(&keys, "%u", n);
}

static void setup(void)
{
	static const char *const arguments[] = {"/proc/self/exe", "keys", NULL};
	char address[300];

	(void)setenv("HOME", harness_begin(), 1);
	(void)setenv("GSETTINGS_BACKEND", "memory", 1);
	n_input = 0;
	is_inhibited = false;
	daemon_child = dbus_daemon_start("bus");
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	ck_assert_int_eq(setenv("DBUS_SESSION_BUS_ADDRESS", address, 1), 0);
	gnome_peer_start(&session, "bus", "org.gnome.SessionManager", NULL);
	boot_clock = clock_system();
	/* What X servers come and go meanwhile is nothing to wake up for. */
	ck_assert_int_eq(setenv("XDG_SESSION_TYPE", "wayland", 1), 0);
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(
		bus_new(loop, BUS_SYSTEM, "unix:path=/nonexistent/system", &system_bus), 0);
	callbacks = presence_rig_deaf;
	callbacks.on_input = on_input;
	callbacks.on_inhibit = on_inhibit;
	ck_assert_int_eq(
		presence_port_new(loop, &boot_clock, bus, system_bus, &callbacks, NULL, &port), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, USEC_PER_SEC), 0);
	ck_assert_int_eq(presence_port_start(port), 0);
	is_there = start_mutter();
	if (!is_there) {
		printf("# not tested: mutter does not run here\n");
		return;
	}
	keys = child_start_ready(arguments);
	type(1); /* the keyboard itself may be input, too; from here on there is none but ours */
	RUN_UNTIL(loop, input == INPUT_ACTIVE && child_get_line(&keys) != NULL);
	RUN_FOR(loop, LATE_USEC / 2);
}

static void teardown(void)
{
	port = presence_port_free(port);
	system_bus = bus_free(system_bus);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&keys, SIGKILL);
	child_end(&mutter, SIGTERM);
	child_end(&session.child, SIGKILL);
	child_end(&daemon_child, SIGKILL);
	(void)unsetenv("DBUS_SESSION_BUS_ADDRESS");
	harness_end();
}

/* The key is pressed at some time after 'before_usec'. */
static void expect_idle_since(usec_t before_usec)
{
	RUN_UNTIL(loop, input == INPUT_IDLE);
	printf("# idle told %.3f s after the last input; that is %.3f s after the key was asked "
	       "for\n",
		(double)(now_usec() - input_since_usec) / 1e6,
		(double)(input_since_usec - before_usec) / 1e6);
	ck_assert_uint_ge(input_since_usec, before_usec);
	ck_assert_uint_lt(input_since_usec - before_usec, LATE_USEC);
	ck_assert_uint_ge(now_usec() - input_since_usec, USEC_PER_SEC);
	ck_assert_uint_lt(now_usec() - input_since_usec, USEC_PER_SEC + LATE_USEC);
}

static usec_t press_and_see(void)
{
	usec_t before_usec = now_usec();

	type(1);
	RUN_UNTIL(loop, input == INPUT_ACTIVE && child_get_line(&keys) != NULL);
	printf("# active told %.3f s after the key was asked for\n",
		(double)(input_since_usec - before_usec) / 1e6);
	return before_usec;
}

START_TEST(tells_of_input)
{
	usec_t before_usec;

	if (!is_there) {
		return;
	}
	RUN_UNTIL(loop, input == INPUT_IDLE);
	for (unsigned i = 0; i < 2; i++) {
		before_usec = press_and_see();
		expect_idle_since(before_usec);
	}
	child_end(&mutter, SIGKILL);
	RUN_UNTIL(loop, input == INPUT_UNKNOWN);
	ck_assert_str_eq(get_source().detail, "no GNOME shell on the session bus");
	(void)unlink(harness_path("wayland-0"));
	ck_assert(start_mutter());
	ck_assert_str_eq(get_source().detail, "GNOME shell, idle after 1s");
	RUN_UNTIL(loop, input == INPUT_IDLE);
}
END_TEST

/* Mutter is silent, sets its idle time back when the inhibitor ends, and then tells of the same
 * idle spell again. */
START_TEST(an_inhibitor_hides_nothing)
{
	usec_t before_usec, since_usec;

	if (!is_there) {
		return;
	}
	gnome_peer_tell(&session, "inhibit 0 8 player:A film");
	RUN_UNTIL(loop, is_inhibited);
	/* Known only by asking, which is a minute after the question before at the earliest. */
	RUN_UNTIL(loop, input == INPUT_IDLE);
	since_usec = input_since_usec;
	n_input = 0;
	gnome_peer_tell(&session, "uninhibit 0");
	RUN_UNTIL(loop, !is_inhibited);
	RUN_FOR(loop, 2500 * USEC_PER_MSEC);
	ck_assert_uint_eq(n_input, 0);
	ck_assert_uint_eq(input_since_usec, since_usec);
	before_usec = press_and_see();
	expect_idle_since(before_usec);
	/* Back while it is inhibited. */
	gnome_peer_tell(&session, "inhibit 0 8 player:A film");
	RUN_UNTIL(loop, is_inhibited);
	(void)press_and_see();
	RUN_FOR(loop, 2 * USEC_PER_SEC);
	ck_assert_int_eq(input, INPUT_ACTIVE); /* not asked again yet */
	gnome_peer_tell(&session, "uninhibit 0");
	RUN_UNTIL(loop, input == INPUT_IDLE);
}
END_TEST

/* One that is about suspend, not idleness, sets the idle time back as well. */
START_TEST(another_inhibitor_is_no_input)
{
	usec_t before_usec;

	if (!is_there) {
		return;
	}
	RUN_UNTIL(loop, input == INPUT_IDLE);
	before_usec = press_and_see();
	RUN_FOR(loop, 600 * USEC_PER_MSEC);
	gnome_peer_tell(&session, "inhibit 0 4 updater:Not about idleness");
	expect_idle_since(before_usec);
	n_input = 0;
	gnome_peer_tell(&session, "uninhibit 0");
	RUN_FOR(loop, 2 * USEC_PER_SEC);
	ck_assert_uint_eq(n_input, 0);
	(void)press_and_see();
}
END_TEST

static unsigned long count_in(usec_t usec)
{
	struct run_limit limit;
	unsigned long sleeps = count_sleeps(getpid());

	run_limit_begin(&limit, loop, usec, USEC_INFINITY);
	while (run_limit_pass(&limit)) {
	}
	run_limit_end(&limit);
	return count_sleeps(getpid()) - sleeps;
}

/* With and without somebody who inhibits, which silences the idle watches. */
START_TEST(a_key_is_seen_at_once)
{
	struct watcher watcher;
	unsigned long sleeps;

	if (!is_there) {
		return;
	}
	ck_assert_int_eq(presence_port_set_idle_after(port, 60 * USEC_PER_SEC), 0);
	for (unsigned i = 0; i < 2; i++) {
		if (i == 1) {
			gnome_peer_tell(&session, "inhibit 0 8 player:A film");
			RUN_UNTIL(loop, is_inhibited);
		}
		type(1);
		watcher_begin(&watcher, port, 10 * USEC_PER_SEC);
		RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
		ck_assert_str_eq(watcher.source, "mutter");
		RUN_FOR(loop, 1500 * USEC_PER_MSEC);
		ck_assert_int_eq(watcher.state, PRESENCE_WATCH_READY);
		type(1);
		RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_ENDED);
		ck_assert(watcher.seen);
		ck_assert_uint_eq(watcher.n_told, 3);
		printf("# the key was seen %u ms after the call\n",
			(unsigned)(watcher.after_usec / 1000));
	}
	gnome_peer_tell(&session, "uninhibit 0");
	RUN_UNTIL(loop, !is_inhibited);
	RUN_FOR(loop, USEC_PER_SEC);
	type(2);
	sleeps = count_in(2500 * USEC_PER_MSEC);
	printf("# afterwards: %lu sleeps in 2.5 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);
}
END_TEST

START_TEST(no_wakeup_while_nothing_happens)
{
	unsigned long in_use, idle;

	if (!is_there) {
		return;
	}
	ck_assert_int_eq(presence_port_set_idle_after(port, 10 * USEC_PER_SEC), 0);
	RUN_FOR(loop, USEC_PER_SEC);
	ck_assert_int_eq(input, INPUT_ACTIVE);
	type(6);
	in_use = count_in(5500 * USEC_PER_MSEC);
	ck_assert_int_eq(input, INPUT_ACTIVE);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	RUN_FOR(loop, USEC_PER_SEC);
	idle = count_in(5500 * USEC_PER_MSEC);
	/* A page that had to be read counts as well; what is ours comes again. */
	for (unsigned i = 0; i < 2 && idle > 1; i++) {
		idle = count_in(5500 * USEC_PER_MSEC);
	}
	printf("# sleeps in 5.5 s: %lu in use, %lu idle, one of each for the test's own limit\n",
		in_use, idle);
	ck_assert_uint_le(in_use, 1);
	ck_assert_uint_le(idle, 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, tells_of_input);
	tcase_add_test(tcase, an_inhibitor_hides_nothing);
	tcase_add_test(tcase, another_inhibitor_is_no_input);
	tcase_add_test(tcase, a_key_is_seen_at_once);
	tcase_add_test(tcase, no_wakeup_while_nothing_happens);
}

/* The other process: mutter ends the session, and unplugs its keyboard, with the connection. In:
 * how often. Out: ready, then a line after each key. */
static int press_keys(void)
{
	sd_bus *connection = NULL;
	sd_bus_message *reply = NULL;
	const char *path;
	char line[32];

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (sd_bus_open_user(&connection) < 0 ||
		sd_bus_call_method(connection, REMOTE, "/org/gnome/Mutter/RemoteDesktop", REMOTE,
			"CreateSession", NULL, &reply, "") < 0 ||
		sd_bus_message_read(reply, "o", &path) <= 0 ||
		sd_bus_call_method(
			connection, REMOTE, path, REMOTE ".Session", "Start", NULL, NULL, "") < 0) {
		return EXIT_FAILURE;
	}
	puts("ready");
	while (fgets(line, sizeof(line), stdin) != NULL) {
		for (unsigned long n = strtoul(line, NULL, 10); n > 0; n--) {
			for (int down = 1; down >= 0; down--) {
				if (sd_bus_call_method(connection, REMOTE, path, REMOTE ".Session",
					    "NotifyKeyboardKeycode", NULL, NULL, "ub",
					    KEY_LEFT_SHIFT, down) < 0) {
					return EXIT_FAILURE;
				}
			}
			puts("pressed");
			(void)usleep(n > 1 ? USEC_PER_SEC : 0);
		}
	}
	sd_bus_message_unref(reply);
	sd_bus_flush_close_unref(connection);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "keys") == 0) {
		return press_keys();
	}
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon") || !harness_have("mutter")) {
		printf("1..0 # SKIP needs dbus-daemon and mutter\n");
		return EXIT_SUCCESS;
	}
	return check_main("real-mutter", add_tests);
}
