/* SPDX-License-Identifier: MIT */
/* The connection to the session bus, against a real dbus-daemon that is killed, stopped and
 * started again. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include "bus_address.h"
#include "bus_user.h"
#include "clock.h"
#include "harness.h"
#include "loop.h"

static struct loop *loop;
static struct bus *bus;
static struct bus_user user;
static struct child daemon_child;
static unsigned ups, losts, owner_changes, replies, errors;
static unsigned descriptors;

static int on_owner_changed(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	owner_changes++;
	return 0;
}

/* Descriptors that the handlers open on the way down, and watch at once; enough of each to come
 * past the numbers that are free anyway. */
#define OPENED_EACH 4
#define OPENED_MAX (2 * OPENED_EACH)

static struct {
	int fd;
	struct loop_io *watch;
	bool heard;
} opened[OPENED_MAX];
static unsigned n_opened;

static void on_opened(unsigned events, void *userdata)
{
	unsigned i = *(unsigned *)userdata;
	uint64_t count;

	ck_assert_int_eq(read(opened[i].fd, &count, sizeof(count)), sizeof(count));
	opened[i].heard = true;
}

static void open_some(void)
{
	static unsigned indexes[OPENED_MAX];

	for (unsigned end = n_opened + OPENED_EACH; n_opened < end; n_opened++) {
		unsigned i = indexes[n_opened] = n_opened;

		ck_assert_uint_lt(i, OPENED_MAX);
		opened[i].heard = false;
		opened[i].fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		ck_assert_int_ge(opened[i].fd, 0);
		ck_assert_int_eq(loop_io_new(loop, on_opened, &indexes[i], &opened[i].watch), 0);
		ck_assert_int_eq(loop_io_watch(opened[i].watch, opened[i].fd, LOOP_READ), 0);
	}
}

static bool open_in_handlers;

static int on_disconnected(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	if (open_in_handlers) {
		open_some();
	}
	return 0;
}

static void on_up(void *userdata)
{
	ups++;
}

static void on_lost(void *userdata)
{
	losts++;
}

static const struct bus_subscription subscriptions[] = {
	{
		.match = "type='signal',sender='org.freedesktop.DBus',"
			 "interface='org.freedesktop.DBus',member='NameOwnerChanged'",
		.handler = on_owner_changed,
	},
	{
		.match = "type='signal',sender='org.freedesktop.DBus.Local',"
			 "interface='org.freedesktop.DBus.Local',member='Disconnected'",
		.handler = on_disconnected,
	},
};

static const struct bus_user_ops user_ops = {subscriptions, 2, on_up, on_lost};

static void setup(void)
{
	(void)harness_begin();
	ups = losts = owner_changes = replies = errors = n_opened = 0;
	open_in_handlers = false;
	descriptors = count_descriptors();
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	bus_user_add(&user, bus, &user_ops, NULL);
}

static void teardown(void)
{
	bus_user_remove(&user);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&daemon_child, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static void connect_now(void)
{
	daemon_child = dbus_daemon_start("bus");
	RUN_UNTIL(loop, ups == 1 && bus_get_state(bus) == BUS_UP);
}

START_TEST(comes_late)
{
	unsigned long sleeps;

	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_int_eq(bus_get_state(bus), BUS_DOWN);
	ck_assert_ptr_null(bus_get_connection(bus));
	sleeps = count_sleeps(getpid());
	RUN_FOR(loop, 500 * USEC_PER_MSEC);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1); /* for the test's own timer */
	connect_now();
	RUN_UNTIL(loop, owner_changes > 0 || ups == 1);
	ck_assert_str_eq(bus_state_to_string(bus_get_state(bus)), "up");
}
END_TEST

START_TEST(killed_and_started_again)
{
	connect_now();
	for (unsigned i = 0; i < 3; i++) {
		unsigned before = count_descriptors();

		child_end(&daemon_child, SIGKILL); /* leaves its socket behind */
		RUN_UNTIL(loop, losts == i + 1);
		ck_assert_int_eq(bus_get_state(bus), BUS_DOWN);
		(void)unlink(harness_path("bus"));
		daemon_child = dbus_daemon_start("bus");
		RUN_UNTIL(loop, ups == i + 2);
		ck_assert_uint_eq(count_descriptors(), before);
	}
}
END_TEST

/* A daemon that ends takes its socket with it. */
START_TEST(terminated_and_started_again)
{
	connect_now();
	child_end(&daemon_child, SIGTERM);
	RUN_UNTIL(loop, losts == 1);
	RUN_FOR(loop, 100 * USEC_PER_MSEC);
	daemon_child = dbus_daemon_start("bus");
	RUN_UNTIL(loop, ups == 2);
}
END_TEST

START_TEST(socket_that_refuses)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unsigned long sleeps;

	(void)strcpy(address.sun_path, harness_path("bus"));
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	(void)close(fd); /* nobody listens */
	sleeps = count_sleeps(getpid());
	RUN_FOR(loop, 2500 * USEC_PER_MSEC);
	ck_assert_int_eq(bus_get_state(bus), BUS_DOWN);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 12);
	/* The next one is not kept waiting until the next try. */
	(void)unlink(address.sun_path);
	connect_now();
}
END_TEST

START_TEST(daemon_that_hangs)
{
	daemon_child = dbus_daemon_start("bus");
	ck_assert_int_eq(kill(daemon_child.pid, SIGSTOP), 0);
	RUN_FOR(loop, 100 * USEC_PER_MSEC);
	ck_assert_int_eq(bus_get_state(bus), BUS_CONNECTING);
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_DOWN);
	ck_assert_uint_eq(ups, 0);
	ck_assert_int_eq(kill(daemon_child.pid, SIGCONT), 0);
	RUN_UNTIL(loop, ups == 1);
	ck_assert_uint_eq(losts, 0);
}
END_TEST

/* Signals that a blocking call read while it waited for its reply: the descriptor is silent. */
START_TEST(queued_messages_are_delivered)
{
	unsigned before;

	connect_now();
	RUN_FOR(loop, 100 * USEC_PER_MSEC); /* AddMatch is answered */
	before = owner_changes;
	ck_assert_int_ge(sd_bus_request_name(bus_get_connection(bus), "org.example.Name", 0), 0);
	RUN_UNTIL(loop, owner_changes == before + 1);
}
END_TEST

static int on_reply(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	replies++;
	if (sd_bus_message_is_method_error(reply, NULL)) {
		errors++;
		if (open_in_handlers) {
			open_some();
		}
	}
	return 0;
}

/* A call to a peer that does not answer; to ourselves, who has no such object but never looks. */
static void call_the_silent(uint64_t timeout_usec)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;

	ck_assert_int_ge(sd_bus_message_new_method_call(bus_get_connection(bus), &call,
				 "org.example.Silent", "/", "org.example.Silent", "Say"),
		0);
	ck_assert_int_ge(sd_bus_call_async(
				 bus_get_connection(bus), NULL, call, on_reply, NULL, timeout_usec),
		0);
}

static struct child silent;

static void start_silent(void)
{
	char address[300];
	const char *arguments[] = {NOTIFICATION_SERVER, address, NULL};

	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	silent = child_start(arguments);
	(void)child_wait_line(&silent);
	ck_assert_int_eq(kill(silent.pid, SIGSTOP), 0);
}

static void call_the_stopped(uint64_t timeout_usec)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;

	ck_assert_int_ge(sd_bus_message_new_method_call(bus_get_connection(bus), &call,
				 "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
				 "org.freedesktop.Notifications", "GetCapabilities"),
		0);
	ck_assert_int_ge(sd_bus_call_async(
				 bus_get_connection(bus), NULL, call, on_reply, NULL, timeout_usec),
		0);
}

/* Absolute, on CLOCK_MONOTONIC, and moving with each call. */
START_TEST(calls_time_out)
{
	static const usec_t timeouts[] = {
		300 * USEC_PER_MSEC, 100 * USEC_PER_MSEC, 200 * USEC_PER_MSEC};
	struct clock clock = clock_system();
	usec_t start_usec, passed_usec;

	connect_now();
	start_silent();
	start_usec = clock_monotonic_usec(&clock);
	for (size_t i = 0; i < 3; i++) {
		call_the_stopped(timeouts[i]);
	}
	for (unsigned i = 1; i <= 3; i++) {
		RUN_UNTIL(loop, errors == i);
		passed_usec = clock_monotonic_usec(&clock) - start_usec;
		ck_assert_uint_ge(passed_usec, i * 100 * USEC_PER_MSEC);
		ck_assert_uint_lt(passed_usec, i * 100 * USEC_PER_MSEC + USEC_PER_SEC);
	}
	/* The limit of all that say none. */
	start_usec = clock_monotonic_usec(&clock);
	call_the_stopped(0);
	RUN_UNTIL(loop, errors == 4);
	passed_usec = clock_monotonic_usec(&clock) - start_usec;
	ck_assert_uint_ge(passed_usec, BUS_CALL_TIMEOUT_USEC);
	ck_assert_uint_lt(passed_usec, BUS_CALL_TIMEOUT_USEC + USEC_PER_SEC);
	child_end(&silent, SIGKILL);
}
END_TEST

/* The bus dies with a call outstanding: first its reply fails, with pauses, then comes the end. */
START_TEST(end_of_the_bus_in_the_middle_of_a_call)
{
	struct run_limit limit;
	unsigned passes = 0;

	connect_now();
	start_silent();
	call_the_stopped(UINT64_MAX);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	child_end(&daemon_child, SIGKILL);
	run_limit_begin(&limit, loop, 5 * USEC_PER_SEC, USEC_INFINITY);
	while (losts == 0) {
		ck_assert(run_limit_pass(&limit));
		passes++;
	}
	run_limit_end(&limit);
	ck_assert_uint_eq(errors, 1);
	ck_assert_uint_le(passes, 10); /* no spinning on the way */
	ck_assert_int_eq(bus_get_state(bus), BUS_DOWN);
	child_end(&silent, SIGKILL);
}
END_TEST

/* What the last handlers of a dying connection open may get the number that sd-bus closed. With a
 * call outstanding the loop has a look in between and sees that nothing is waited for any more;
 * without one it all happens in one go, and only our copy of the descriptor saves the new one. */
START_TEST(descriptors_opened_on_the_way_down)
{
	static const uint64_t one = 1;
	bool with_call = _i == 1;

	connect_now();
	if (with_call) {
		start_silent();
		call_the_stopped(UINT64_MAX);
	}
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	open_in_handlers = true;
	child_end(&daemon_child, SIGKILL);
	RUN_UNTIL(loop, losts == 1);
	ck_assert_uint_eq(n_opened, with_call ? OPENED_MAX : OPENED_EACH);
	for (unsigned i = 0; i < n_opened; i++) {
		ck_assert_int_eq(write(opened[i].fd, &one, sizeof(one)), sizeof(one));
		RUN_UNTIL(loop, opened[i].heard);
		opened[i].watch = loop_io_free(opened[i].watch);
		(void)close(opened[i].fd);
	}
	child_end(&silent, SIGKILL);
}
END_TEST

START_TEST(nobody_of_that_name)
{
	connect_now();
	call_the_silent(0);
	RUN_UNTIL(loop, errors == 1);
}
END_TEST

START_TEST(addresses)
{
	static const struct {
		const char *address;
		int r;
		const char *path;
	} rows[] = {
		{"unix:path=/run/user/1000/bus", 1, "/run/user/1000/bus"},
		{"unix:path=/run/user/1000/bus,guid=0123", 1, "/run/user/1000/bus"},
		{"unix:guid=0123,path=/a%20b;unix:path=/c", 1, "/a b"},
		{"unix:abstract=/tmp/dbus-x", 0, NULL},
		{"unix:abstract=x;unix:path=/c", 0, NULL},
		{"tcp:host=localhost", 0, NULL},
		{"unix:path=/a%2", -EINVAL, NULL},
		{"unix:path=/a%zz", -EINVAL, NULL},
		{"unix:path=/a%00", -EINVAL, NULL},
		{"", 0, NULL},
	};
	struct bus *none = NULL;
	char path[20], address[1024];

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		int r = bus_address_get_path(rows[i].address, path, sizeof(path));

		ck_assert_msg(r == rows[i].r, "%s", rows[i].address);
		if (r > 0) {
			ck_assert_str_eq(path, rows[i].path);
		}
	}
	ck_assert_int_eq(
		bus_address_get_path("unix:path=/12345678901234567890", path, sizeof(path)),
		-ENAMETOOLONG);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, "unix:path=/a%zz", &none), -EINVAL);
	ck_assert_ptr_null(none);

	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", "/tmp/odd, dir;=%", 1), 0);
	ck_assert_int_eq(bus_address_from_environment(BUS_SESSION, address, sizeof(address)), 0);
	ck_assert_str_eq(address, "unix:path=/tmp/odd%2c%20dir%3b%3d%25/bus");
	ck_assert_int_eq(setenv("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=x", 1), 0);
	ck_assert_int_eq(bus_address_from_environment(BUS_SESSION, address, sizeof(address)), 0);
	ck_assert_str_eq(address, "unix:abstract=x");
	ck_assert_int_eq(unsetenv("DBUS_SESSION_BUS_ADDRESS"), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, comes_late);
	tcase_add_test(tcase, killed_and_started_again);
	tcase_add_test(tcase, terminated_and_started_again);
	tcase_add_test(tcase, socket_that_refuses);
	tcase_add_test(tcase, daemon_that_hangs);
	tcase_add_test(tcase, queued_messages_are_delivered);
	tcase_add_test(tcase, calls_time_out);
	tcase_add_test(tcase, end_of_the_bus_in_the_middle_of_a_call);
	tcase_add_loop_test(tcase, descriptors_opened_on_the_way_down, 0, 2);
	tcase_add_test(tcase, nobody_of_that_name);
	tcase_add_test(tcase, addresses);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("bus", add_tests);
}
