/* SPDX-License-Identifier: MIT */
/* The real desktop: sway without a screen, mako, keys from wtype; and how often the process wakes
 * up while nothing happens. */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>

#include "bus.h"
#include "clock.h"
#include "deadline.h"
#include "harness.h"
#include "loop.h"
#include "notify.h"
#include "presence_rig.h"
#include "userenv.h"
#include "watch_rig.h"

static struct loop *loop;
static struct clock boot_clock;
static struct bus *bus, *system_bus;
static struct notify *notify;
static struct presence_port *port;
static struct deadline *deadline;
static struct child daemon_child, sway, mako;
static unsigned descriptors;

static enum input_state input;
static usec_t input_since_usec;
static unsigned n_input;
static struct notify_server server;
static char actions[128], closes[128];

static const struct prompt_id walk = {{42}};

static void on_input(enum input_state state, usec_t since_boot_usec, void *userdata)
{
	input = state;
	input_since_usec = since_boot_usec;
	n_input++;
}

static struct presence_callbacks presence_callbacks;

static void on_action(const struct prompt_id *id, const char *key, void *userdata)
{
	(void)snprintf(actions + strlen(actions), sizeof(actions) - strlen(actions), "%u:%s ",
		id->bytes[0], key);
}

static void on_closed(const struct prompt_id *id, enum notify_closed reason, void *userdata)
{
	(void)snprintf(closes + strlen(closes), sizeof(closes) - strlen(closes), "%u:%d ",
		id->bytes[0], (int)reason);
}

static void on_server(const struct notify_server *now, void *userdata)
{
	server = *now;
}

static const struct notify_callbacks notify_callbacks = {on_action, on_closed, on_server};

static void on_deadline(void *userdata)
{
}

static const struct deadline_callbacks deadline_callbacks = {on_deadline, on_deadline};

static void setup(void)
{
	char address[300];

	(void)harness_begin();
	/* As logind does: else the socket that sway keeps for Xwayland looks like an X11 desktop on
	 * its way, which is asked for a few times. */
	ck_assert_int_eq(setenv("XDG_SESSION_TYPE", "wayland", 1), 0);
	actions[0] = closes[0] = '\0';
	n_input = 0;
	server = (struct notify_server){0};
	descriptors = count_descriptors();
	daemon_child = dbus_daemon_start("bus");
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	ck_assert_int_eq(setenv("DBUS_SESSION_BUS_ADDRESS", address, 1), 0);
	boot_clock = clock_system();
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(
		bus_new(loop, BUS_SYSTEM, "unix:path=/nonexistent/system", &system_bus), 0);
	ck_assert_int_eq(notify_new(bus, &notify_callbacks, NULL, &notify), 0);
	presence_callbacks = presence_rig_deaf;
	presence_callbacks.on_input = on_input;
	ck_assert_int_eq(presence_port_new(loop, &boot_clock, bus, system_bus, &presence_callbacks,
				 NULL, &port),
		0);
	ck_assert_int_eq(presence_port_set_idle_after(port, USEC_PER_SEC), 0);
	ck_assert_int_eq(deadline_new(loop, &boot_clock, &deadline_callbacks, NULL, &deadline), 0);
	ck_assert_int_eq(deadline_set(deadline, clock_boot_usec(&boot_clock) + USEC_PER_HOUR), 0);
	ck_assert_int_eq(presence_port_start(port), 0);
}

static void teardown(void)
{
	deadline = deadline_free(deadline);
	port = presence_port_free(port);
	notify = notify_free(notify);
	system_bus = bus_free(system_bus);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&mako, SIGTERM);
	child_end(&sway, SIGTERM);
	child_end(&daemon_child, SIGKILL);
	(void)unsetenv("DBUS_SESSION_BUS_ADDRESS");
	(void)unsetenv("WAYLAND_DISPLAY");
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static bool have_programs(void)
{
	static const char *const programs[] = {"sway", "mako", "makoctl", "wtype"};
	bool all = true;

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		all = harness_have(programs[i]) && all;
	}
	return all;
}

static void start_sway(void)
{
	const char *config = harness_path("sway.conf");
	const char *arguments[] = {"sway", "-c", config, NULL};

	harness_write(config, "output * resolution 800x600\n");
	(void)setenv("WLR_BACKENDS", "headless", 1);
	(void)setenv("WLR_RENDERER", "pixman", 1);
	(void)setenv("WLR_LIBINPUT_NO_DEVICES", "1", 1);
	(void)setenv("LIBSEAT_BACKEND", "noop", 1);
	sway = child_start(arguments);
}

static void start_mako(void)
{
	static const char *const arguments[] = {"mako", NULL};

	(void)setenv("WAYLAND_DISPLAY", "wayland-1", 1);
	mako = child_start(arguments);
}

/* Runs a program to its end, with our loop going on. */
static void run(const char *const *arguments)
{
	struct child child = child_start(arguments);
	int status = -1;

	RUN_UNTIL(loop, waitpid(child.pid, &status, WNOHANG) == child.pid);
	(void)close(child.to);
	(void)close(child.from);
	ck_assert_int_eq(status, 0);
}

static void press_key(void)
{
	static const char *const arguments[] = {"wtype", "a", NULL};

	(void)setenv("WAYLAND_DISPLAY", "wayland-1", 1);
	run(arguments);
}

static struct presence_source_info get_wayland(void)
{
	struct presence_source_info infos[PRESENCE_SOURCES_MAX];

	ck_assert_uint_ge(presence_port_list_sources(port, infos), 3);
	ck_assert_str_eq(infos[0].name, "wayland");
	return infos[0];
}

/* Waits for sway to be asked. False if it is too old for the protocol, which has to be said. */
static bool wait_for_sway(void)
{
	struct presence_source_info info;

	RUN_UNTIL(loop,
		(info = get_wayland()).state == SOURCE_UP || info.state == SOURCE_UNAVAILABLE);
	if (info.state == SOURCE_UP) {
		return true;
	}
	ck_assert_ptr_nonnull(strstr(info.detail, "does not offer ext-idle-notify-v1"));
	printf("# not tested: this sway is older than 1.8 and has no ext-idle-notify-v1\n");
	return false;
}

START_TEST(sway_tells_of_input)
{
	usec_t before_usec, now_usec;

	if (!have_programs()) {
		return;
	}
	start_sway();
	if (!wait_for_sway()) {
		return;
	}
	for (unsigned i = 0; i < 2; i++) {
		before_usec = clock_boot_usec(&boot_clock);
		press_key();
		RUN_UNTIL(loop, input == INPUT_ACTIVE);
		RUN_UNTIL(loop, input == INPUT_IDLE);
		/* Backdated to the key, to within what starting wtype takes. */
		now_usec = clock_boot_usec(&boot_clock);
		ck_assert_uint_ge(now_usec - input_since_usec, USEC_PER_SEC);
		ck_assert_uint_lt(now_usec - input_since_usec, 2 * USEC_PER_SEC);
		if (i > 0) {
			ck_assert_uint_ge(input_since_usec, before_usec);
		}
	}
	press_key();
	RUN_UNTIL(loop, input == INPUT_ACTIVE);

	/* Sway is killed, and comes back. */
	child_end(&sway, SIGKILL);
	RUN_UNTIL(loop, input == INPUT_UNKNOWN);
	start_sway();
	RUN_UNTIL(loop, input == INPUT_ACTIVE && get_wayland().state == SOURCE_UP);
}
END_TEST

/* A threshold of a minute, as people have it: what the port is told stays as it is. */
START_TEST(a_key_is_seen_at_once)
{
	struct watcher watcher, late;
	struct run_limit limit;
	unsigned long sleeps;
	unsigned n_before;

	if (!have_programs()) {
		return;
	}
	ck_assert_int_eq(presence_port_set_idle_after(port, USEC_PER_MINUTE), 0);
	start_sway();
	if (!wait_for_sway()) {
		return;
	}
	press_key();
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	n_before = n_input;
	/* The key that began it does not count. */
	press_key();
	watcher_begin(&watcher, port, 10 * USEC_PER_SEC);
	press_key();
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_READY);
	ck_assert_str_eq(watcher.source, "wayland");
	press_key();
	RUN_UNTIL(loop, watcher.state == PRESENCE_WATCH_ENDED);
	ck_assert(watcher.seen);
	ck_assert_uint_eq(watcher.n_told, 3);
	ck_assert_uint_ge(watcher.after_usec, PRESENCE_QUIET_USEC);
	printf("# the key was seen %u ms after the call\n", (unsigned)(watcher.after_usec / 1000));
	watcher_begin(&late, port, USEC_PER_SEC);
	RUN_UNTIL(loop, late.state == PRESENCE_WATCH_ENDED);
	ck_assert(!late.seen);
	ck_assert_str_eq(late.detail, "no input was seen in that time");
	ck_assert_uint_eq(n_input, n_before);
	/* Nothing is left that a key would wake. */
	RUN_FOR(loop, 200 * USEC_PER_MSEC);
	{
		static const char *const keys[] = {"/bin/sh", "-c",
			"for i in 1 2 3; do WAYLAND_DISPLAY=wayland-1 wtype a; sleep .6; done",
			NULL};
		struct child typist = child_start(keys);

		run_limit_begin(&limit, loop, 2 * USEC_PER_SEC, USEC_INFINITY);
		sleeps = count_sleeps(getpid());
		while (run_limit_pass(&limit)) {
		}
		sleeps = count_sleeps(getpid()) - sleeps;
		run_limit_end(&limit);
		child_end(&typist, SIGKILL);
	}
	printf("# %lu sleeps in 2 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);
}
END_TEST

static void show(const char *summary)
{
	const struct notify_request request = {
		.id = walk,
		.summary = summary,
		.body = "Three minutes <there & back>",
		.urgency = NOTIFY_NORMAL,
		.actions = {{"done", "Done"}, {"snooze", "In 10 min"}, {"default", "Start"}},
		.n_actions = 3,
	};

	ck_assert_int_eq(notify_show(notify, &request), 0);
}

START_TEST(mako_shows_prompts)
{
	static const char *const invoke[] = {"makoctl", "invoke", NULL};
	static const char *const dismiss[] = {"makoctl", "dismiss", NULL};

	if (!have_programs()) {
		return;
	}
	show("Before there is a server");
	start_sway();
	RUN_UNTIL(loop, access(harness_path("wayland-1"), F_OK) == 0);
	RUN_UNTIL(loop,
		get_wayland().state == SOURCE_UP || get_wayland().state == SOURCE_UNAVAILABLE);
	start_mako();
	RUN_UNTIL(loop, notify_is_shown(notify, &walk));
	ck_assert_int_eq(server.state, NOTIFY_READY);
	ck_assert_str_eq(server.name, "mako");
	ck_assert_uint_eq(server.capabilities & (NOTIFY_CAN_ACTIONS | NOTIFY_CAN_BODY_MARKUP),
		NOTIFY_CAN_ACTIONS | NOTIFY_CAN_BODY_MARKUP);
	show("Replaced");
	run(invoke); /* the user clicks on it */
	RUN_UNTIL(loop, strcmp(actions, "42:default ") == 0);
	RUN_FOR(loop, 200 * USEC_PER_MSEC);
	ck_assert_str_eq(closes, "");
	ck_assert(!notify_is_shown(notify, &walk));

	show("Dismissed by the user");
	RUN_UNTIL(loop, notify_is_shown(notify, &walk));
	run(dismiss);
	RUN_UNTIL(loop, strcmp(closes, "42:2 ") == 0);

	show("Seen through a restart");
	RUN_UNTIL(loop, notify_is_shown(notify, &walk));
	child_end(&mako, SIGKILL);
	RUN_UNTIL(loop, !notify_is_shown(notify, &walk));
	start_mako();
	RUN_UNTIL(loop, notify_is_shown(notify, &walk));
	notify_withdraw(notify, &walk);
	RUN_FOR(loop, 200 * USEC_PER_MSEC);
	ck_assert_str_eq(closes, "42:2 ");
}
END_TEST

/* Everything up, nothing to do; with keys pressed where there is something to press them. */
START_TEST(no_wakeup_while_nothing_happens)
{
	struct run_limit limit;
	unsigned long sleeps;

	if (!have_programs()) {
		return;
	}
	ck_assert_int_eq(presence_port_set_idle_after(port, USEC_PER_MINUTE), 0);
	start_sway();
	RUN_UNTIL(loop,
		get_wayland().state == SOURCE_UP || get_wayland().state == SOURCE_UNAVAILABLE);
	start_mako();
	RUN_UNTIL(loop, server.state == NOTIFY_READY);
	show("Open");
	RUN_UNTIL(loop, notify_is_shown(notify, &walk));
	RUN_FOR(loop, 500 * USEC_PER_MSEC);
	run_limit_begin(&limit, loop, 6 * USEC_PER_SEC, USEC_INFINITY);
	if (get_wayland().state == SOURCE_UP) {
		static const char *const keys[] = {"/bin/sh", "-c",
			"for i in 1 2 3 4 5; do WAYLAND_DISPLAY=wayland-1 wtype a; sleep 1; done",
			NULL};
		struct child typist = child_start(keys);

		sleeps = count_sleeps(getpid());
		while (run_limit_pass(&limit)) {
		}
		sleeps = count_sleeps(getpid()) - sleeps;
		child_end(&typist, SIGKILL);
	} else {
		sleeps = count_sleeps(getpid());
		while (run_limit_pass(&limit)) {
		}
		sleeps = count_sleeps(getpid()) - sleeps;
	}
	run_limit_end(&limit);
	printf("# %lu sleeps in 6 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);
	ck_assert_int_eq(input == INPUT_IDLE, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, sway_tells_of_input);
	tcase_add_test(tcase, a_key_is_seen_at_once);
	tcase_add_test(tcase, mako_shows_prompts);
	tcase_add_test(tcase, no_wakeup_while_nothing_happens);
}

int main(void)
{
	harness_drop_root(NULL);
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("real", add_tests);
}
