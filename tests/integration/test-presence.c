/* SPDX-License-Identifier: MIT */
/* The port of presence with a compositor that does what it is told, on a clock moved by hand. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

#include "harness.h"
#include "loop.h"
#include "manual_clock.h"
#include "presence_rig.h"
#include "userenv.h"

#define SEC USEC_PER_SEC

static struct loop *loop;
static struct manual_clock manual;
static struct presence_port *port;
static struct child compositor, other;
static unsigned descriptors;
static usec_t start_usec;

#define TOLD_MAX 64
static struct {
	enum input_state input;
	usec_t since_usec; /* from the start */
} told[TOLD_MAX];
static bool forget_told; /* all but the last */
static unsigned n_told, n_taken, n_changes, n_hints;

static enum presence external;
static bool external_proven;
static usec_t external_until_usec;
static unsigned n_external;

static void on_input(enum input_state input, usec_t since_boot_usec, void *userdata)
{
	ck_assert_uint_lt(n_told, TOLD_MAX);
	ck_assert_uint_le(since_boot_usec, manual.boot_usec);
	told[n_told].input = input;
	told[n_told].since_usec = since_boot_usec - start_usec;
	ck_assert(n_told == 0 || told[n_told].since_usec >= told[n_told - 1].since_usec);
	n_told++;
	if (forget_told && n_told == TOLD_MAX) {
		told[0] = told[n_told - 1];
		n_told = 1;
	}
}

static void on_external(enum presence presence, bool proven, usec_t until_boot_usec, void *userdata)
{
	external = presence;
	external_proven = proven;
	external_until_usec = until_boot_usec - start_usec;
	n_external++;
}

static void on_sources_changed(void *userdata)
{
	n_changes++;
}

static void on_desktop_hint(void *userdata)
{
	n_hints++;
}

static bool session_present, locked, asleep, inhibited;

static void on_session(bool present, void *userdata)
{
	session_present = present;
}

static void on_lock(bool is_locked, void *userdata)
{
	locked = is_locked;
}

static void on_sleep(bool is_asleep, void *userdata)
{
	asleep = is_asleep;
}

static void on_inhibit(bool is_inhibited, void *userdata)
{
	inhibited = is_inhibited;
}

static const struct presence_callbacks callbacks = {
	.on_input = on_input,
	.on_external = on_external,
	.on_session = on_session,
	.on_lock = on_lock,
	.on_sleep = on_sleep,
	.on_inhibit = on_inhibit,
	.on_sources_changed = on_sources_changed,
	.on_desktop_hint = on_desktop_hint,
};

static void setup(void)
{
	struct clock clock;

	(void)harness_begin();
	session_present = true;
	locked = asleep = inhibited = false;
	n_told = n_taken = n_changes = n_hints = n_external = 0;
	descriptors = count_descriptors();
	manual_clock_init(&manual);
	start_usec = manual.boot_usec;
	clock = manual_clock_get(&manual);
	/* What X servers come and go meanwhile is nothing to wake up for. */
	ck_assert_int_eq(setenv("XDG_SESSION_TYPE", "wayland", 1), 0);
	presence_rig_begin(&clock, &callbacks, &loop, &port);
}

static void teardown(void)
{
	presence_rig_end();
	child_end(&compositor, SIGKILL);
	child_end(&other, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static struct child start_compositor(const char *name, const char *option)
{
	const char *arguments[] = {COMPOSITOR, harness_path(name), option, NULL};

	return child_start_ready(arguments);
}

static struct presence_source_info get_source(const char *name)
{
	struct presence_source_info infos[PRESENCE_SOURCES_MAX];
	size_t n = presence_port_list_sources(port, infos);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(infos[i].name, name) == 0) {
			return infos[i];
		}
	}
	ck_abort_msg("no source %s", name);
}

static void expect_line(struct child *child, const char *wanted)
{
	child_expect_line(child, loop, wanted);
}

/* The next thing that is told. */
static void expect_told(enum input_state input, usec_t since_usec)
{
	RUN_UNTIL(loop, n_told > n_taken);
	ck_assert_int_eq(told[n_taken].input, input);
	ck_assert_uint_eq(told[n_taken].since_usec, since_usec);
	n_taken++;
}

static void expect_silence(void)
{
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_uint_eq(n_told, n_taken);
}

static void start_with_compositor(void)
{
	compositor = start_compositor("wayland-1", NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	expect_told(INPUT_UNKNOWN, 0);
	expect_line(&compositor, "client");
	expect_line(&compositor, "notification 0 60000");
	expect_told(INPUT_ACTIVE, 0);
}

START_TEST(idle_is_backdated)
{
	struct presence_source_info info;

	start_with_compositor();
	info = get_source("wayland");
	ck_assert_int_eq(info.state, SOURCE_UP);
	ck_assert(info.in_charge);
	ck_assert_ptr_nonnull(strstr(info.detail, "wayland-1"));
	ck_assert_ptr_nonnull(strstr(info.detail, "1min"));
	ck_assert(!get_source("none").in_charge);

	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "idle 0");
	expect_told(INPUT_IDLE, 240 * SEC);
	manual_clock_advance(&manual, 100 * SEC);
	child_send(&compositor, "resume 0");
	expect_told(INPUT_ACTIVE, 400 * SEC);
	/* Not to before that input, however early the compositor is. */
	manual_clock_advance(&manual, 10 * SEC);
	child_send(&compositor, "idle 0");
	expect_told(INPUT_IDLE, 400 * SEC);
	expect_silence();
}
END_TEST

START_TEST(not_before_its_own_start)
{
	start_with_compositor();
	manual_clock_advance(&manual, 20 * SEC);
	child_send(&compositor, "idle 0");
	expect_told(INPUT_IDLE, 0);
}
END_TEST

START_TEST(threshold_changes_live)
{
	start_with_compositor();
	ck_assert_int_eq(presence_port_set_idle_after(port, SEC - 1), -ERANGE);
	ck_assert_int_eq(presence_port_set_idle_after(port, USEC_PER_HOUR + 1), -ERANGE);
	ck_assert_int_eq(presence_port_set_idle_after(port, 120 * SEC), 0);
	expect_line(&compositor, "destroyed 0 0");
	expect_line(&compositor, "notification 0 120000");
	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "idle 0");
	expect_told(INPUT_IDLE, 180 * SEC);
	/* While idle: the old one is still needed to see the end of it. */
	ck_assert_int_eq(presence_port_set_idle_after(port, 30 * SEC), 0);
	expect_silence();
	child_send(&compositor, "resume 0");
	expect_told(INPUT_ACTIVE, 300 * SEC);
	expect_line(&compositor, "destroyed 0 0");
	expect_line(&compositor, "notification 0 30000");
	manual_clock_advance(&manual, 100 * SEC);
	child_send(&compositor, "idle 0");
	expect_told(INPUT_IDLE, 370 * SEC);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "30s"));
}
END_TEST

START_TEST(several_seats)
{
	start_with_compositor();
	child_send(&compositor, "seat+");
	expect_line(&compositor, "notification 1 60000");
	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "idle 0");
	expect_silence(); /* the other is in use */
	manual_clock_advance(&manual, 50 * SEC);
	child_send(&compositor, "idle 1");
	expect_told(INPUT_IDLE, 290 * SEC);
	manual_clock_advance(&manual, 50 * SEC);
	child_send(&compositor, "resume 0");
	expect_told(INPUT_ACTIVE, 400 * SEC);
	/* The one in use is unplugged: used until then, for all we know. */
	manual_clock_advance(&manual, 50 * SEC);
	child_send(&compositor, "seat- 0");
	expect_told(INPUT_IDLE, 450 * SEC);
	/* Then the last. */
	manual_clock_advance(&manual, 50 * SEC);
	child_send(&compositor, "seat- 1");
	expect_told(INPUT_UNKNOWN, 500 * SEC);
	ck_assert_int_eq(get_source("wayland").state, SOURCE_DOWN);
	ck_assert(get_source("none").in_charge);
	manual_clock_advance(&manual, 50 * SEC);
	child_send(&compositor, "seat+");
	expect_told(INPUT_ACTIVE, 550 * SEC);
}
END_TEST

START_TEST(notifier_goes_and_comes)
{
	start_with_compositor();
	manual_clock_advance(&manual, 50 * SEC);
	child_send(&compositor, "idle-");
	expect_told(INPUT_UNKNOWN, 50 * SEC);
	ck_assert_int_eq(get_source("wayland").state, SOURCE_UNAVAILABLE);
	manual_clock_advance(&manual, 50 * SEC);
	child_send(&compositor, "idle+");
	expect_told(INPUT_ACTIVE, 100 * SEC);
}
END_TEST

START_TEST(compositor_dies_and_comes_again)
{
	start_with_compositor();
	for (unsigned i = 0; i < 3; i++) {
		usec_t since_usec;

		manual_clock_advance(&manual, 100 * SEC);
		if (i == 1) {
			child_send(&compositor, "idle 0");
			expect_told(INPUT_IDLE, 240 * SEC);
		}
		since_usec = manual.boot_usec - start_usec;
		if (i == 2) {
			child_send(&compositor, "protocol");
			RUN_UNTIL(loop, n_told > n_taken);
		}
		child_end(&compositor, SIGKILL); /* leaves its socket */
		expect_told(INPUT_UNKNOWN, since_usec);
		ck_assert_int_eq(get_source("wayland").state, SOURCE_DOWN);
		manual_clock_advance(&manual, 100 * SEC);
		(void)unlink(harness_path("wayland-1"));
		compositor = start_compositor("wayland-1", NULL);
		expect_told(INPUT_ACTIVE, since_usec + 100 * SEC);
	}
}
END_TEST

START_TEST(comes_late)
{
	unsigned long sleeps;

	ck_assert_int_eq(presence_port_start(port), 0);
	expect_told(INPUT_UNKNOWN, 0);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_int_eq(get_source("wayland").state, SOURCE_DOWN);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "waiting"));
	sleeps = count_sleeps(getpid());
	RUN_FOR(loop, 500 * USEC_PER_MSEC);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1); /* for the test's own timer */
	n_hints = 0;
	manual_clock_advance(&manual, 100 * SEC);
	compositor = start_compositor("wayland-1", NULL);
	expect_told(INPUT_ACTIVE, 100 * SEC);
	ck_assert_uint_gt(n_hints, 0);
}
END_TEST

START_TEST(without_the_protocol)
{
	struct presence_source_info info;

	compositor = start_compositor("wayland-0", "noidle");
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, (info = get_source("wayland")).state == SOURCE_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(info.detail, "ext-idle-notify-v1"));
	ck_assert_ptr_nonnull(strstr(info.detail, "wayland-0"));
	expect_told(INPUT_UNKNOWN, 0);
	expect_silence();
	/* Another one does have it. */
	other = start_compositor("wayland-5", NULL);
	expect_told(INPUT_ACTIVE, 0);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "wayland-5"));
}
END_TEST

static void name_display(const char *display)
{
	const struct userenv_values values = {.wayland_display = display};

	presence_port_set_environment(port, &values);
}

START_TEST(stale_name_and_several_sockets)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	/* What the last session left, and a variable that still names it. */
	(void)strcpy(address.sun_path, harness_path("wayland-0"));
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	(void)close(fd);
	ck_assert_int_eq(setenv("WAYLAND_DISPLAY", "wayland-0", 1), 0);
	name_display("wayland-9");
	compositor = start_compositor("wayland-1", NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	expect_told(INPUT_UNKNOWN, 0);
	expect_told(INPUT_ACTIVE, 0);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "wayland-1"));

	/* A second one: only if the environment says so. */
	other = start_compositor("wayland-2", NULL);
	expect_silence();
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "wayland-1"));
	name_display("wayland-2");
	RUN_UNTIL(loop, get_source("wayland").state == SOURCE_UP &&
				strstr(get_source("wayland").detail, "wayland-2") != NULL);
	ck_assert_int_eq(told[n_told - 1].input, INPUT_ACTIVE);
	n_taken = n_told;
	/* It goes, and the first is still there. */
	child_end(&other, SIGTERM);
	expect_told(INPUT_UNKNOWN, 0);
	expect_told(INPUT_ACTIVE, 0);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "wayland-1"));
	ck_assert_int_eq(unsetenv("WAYLAND_DISPLAY"), 0);
}
END_TEST

START_TEST(name_that_is_a_path)
{
	ck_assert_int_eq(mkdir(harness_path("elsewhere"), 0700), 0);
	ck_assert_int_eq(presence_port_start(port), 0);
	name_display(harness_path("elsewhere/socket"));
	expect_told(INPUT_UNKNOWN, 0);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	compositor = start_compositor("elsewhere/socket", NULL);
	expect_told(INPUT_ACTIVE, 0);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "elsewhere/socket"));
}
END_TEST

/* Accepted by the kernel, and then nothing. */
START_TEST(compositor_that_hangs)
{
	compositor = start_compositor("wayland-1", NULL);
	ck_assert_int_eq(kill(compositor.pid, SIGSTOP), 0);
	ck_assert_int_eq(presence_port_start(port), 0);
	expect_told(INPUT_UNKNOWN, 0);
	RUN_FOR(loop, 100 * USEC_PER_MSEC);
	ck_assert_int_eq(get_source("wayland").state, SOURCE_STARTING);
	RUN_UNTIL(loop, get_source("wayland").state == SOURCE_DOWN);
	ck_assert_int_eq(kill(compositor.pid, SIGCONT), 0);
	expect_told(INPUT_ACTIVE, 0);
}
END_TEST

/* More in one go than anyone could do: the last word counts, and time only goes on. */
START_TEST(flood)
{
	start_with_compositor();
	manual_clock_advance(&manual, 300 * SEC);
	child_send(&compositor, "flood 10");
	expect_told(INPUT_IDLE, 240 * SEC);
	expect_told(INPUT_ACTIVE, 300 * SEC);
	RUN_UNTIL(loop, told[n_told - 1].input == INPUT_ACTIVE);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_int_eq(told[n_told - 1].input, INPUT_ACTIVE);
	forget_told = true;
	child_send(&compositor, "flood 5000");
	child_send(&compositor, "seat+");
	expect_line(&compositor, "notification 1 60000"); /* all of it was read */
	/* Who contradicts itself so often is not believed, whatever it says; */
	ck_assert_int_eq(told[n_told - 1].input, INPUT_UNKNOWN);
	ck_assert_uint_eq(told[n_told - 1].since_usec, 300 * SEC);
	ck_assert_int_eq(get_source("wayland").state, SOURCE_DOWN);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "30s"));
	manual_clock_advance(&manual, 10 * SEC);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "20s"));
	/* but is asked again when told to. */
	presence_port_retry(port);
	RUN_UNTIL(loop, get_source("wayland").in_charge);
	ck_assert_int_eq(told[n_told - 1].input, INPUT_ACTIVE);
	ck_assert_uint_eq(told[n_told - 1].since_usec, 300 * SEC);
}
END_TEST

START_TEST(settings_choose_sources)
{
	static const char *const only_none[] = {"none"};
	static const char *const wayland_external[] = {"wayland", "external", "wayland"};
	static const char *const wrong[] = {"wayland", "telepathy"};

	ck_assert_int_eq(presence_port_set_sources(port, wrong, 2), -EINVAL);
	start_with_compositor();
	manual_clock_advance(&manual, 100 * SEC);
	ck_assert_int_eq(presence_port_set_sources(port, only_none, 1), 0);
	expect_told(INPUT_UNKNOWN, 100 * SEC);
	ck_assert_int_eq(get_source("wayland").state, SOURCE_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(get_source("wayland").detail, "settings"));
	ck_assert_int_eq(get_source("external").state, SOURCE_UNAVAILABLE);
	ck_assert_int_eq(presence_port_report_external(port, "desk", PRESENCE_AWAY, SEC), -EACCES);
	expect_line(&compositor, "destroyed 0 0");

	manual_clock_advance(&manual, 100 * SEC);
	ck_assert_int_eq(presence_port_set_sources(port, wayland_external, 3), 0);
	expect_told(INPUT_ACTIVE, 200 * SEC);
	ck_assert_int_eq(get_source("none").state, SOURCE_UNAVAILABLE);
	child_end(&compositor, SIGKILL); /* and nothing is left */
	expect_told(INPUT_UNKNOWN, 200 * SEC);
	ck_assert(!get_source("none").in_charge);
	ck_assert_int_eq(presence_port_set_sources(port, NULL, 0), 0);
	RUN_UNTIL(loop, get_source("none").in_charge);
	expect_silence();
	for (size_t i = 0; i < 2; i++) {
		ck_assert(presence_port_is_source(wayland_external[i]));
	}
	ck_assert(!presence_port_is_source(""));
}
END_TEST

START_TEST(outside_sensors)
{
	char name[PRESENCE_EXTERNAL_NAME_MAX_BYTES + 2];

	ck_assert_int_eq(presence_port_start(port), 0);
	ck_assert_int_eq(get_source("external").state, SOURCE_DOWN);
	ck_assert_int_eq(presence_port_report_external(port, "desk", PRESENCE_AWAY, 120 * SEC), 0);
	ck_assert_uint_eq(n_external, 1); /* at once */
	ck_assert_int_eq(external, PRESENCE_AWAY);
	ck_assert(external_proven);
	ck_assert_uint_eq(external_until_usec, 120 * SEC);
	ck_assert_int_eq(get_source("external").state, SOURCE_UP);
	ck_assert_str_eq(get_source("external").detail, "desk says away, for 2min more");

	/* The newest counts, whoever it is from; taken back, the one before. */
	manual_clock_advance(&manual, 10 * SEC);
	ck_assert_int_eq(
		presence_port_report_external(port, "watch", PRESENCE_ACTIVE, 30 * SEC), 0);
	ck_assert_int_eq(external, PRESENCE_ACTIVE);
	ck_assert_uint_eq(external_until_usec, 40 * SEC);
	ck_assert_int_eq(presence_port_report_external(port, "watch", PRESENCE_UNKNOWN, SEC), 0);
	ck_assert_int_eq(external, PRESENCE_AWAY);
	ck_assert_uint_eq(external_until_usec, 120 * SEC);
	ck_assert_int_eq(presence_port_report_external(port, "desk", PRESENCE_ACTIVE, 0), 0);
	ck_assert_int_eq(external, PRESENCE_UNKNOWN);
	ck_assert_int_eq(get_source("external").state, SOURCE_DOWN);

	/* Names and lengths. */
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_eq(presence_port_report_external(port, name, PRESENCE_AWAY, SEC), -EINVAL);
	name[PRESENCE_EXTERNAL_NAME_MAX_BYTES] = '\0';
	ck_assert_int_eq(presence_port_report_external(port, name, PRESENCE_AWAY, SEC), 0);
	ck_assert_int_eq(presence_port_report_external(port, "", PRESENCE_AWAY, SEC), -EINVAL);
	ck_assert_int_eq(presence_port_report_external(port, "a\nb", PRESENCE_AWAY, SEC), -EINVAL);
	ck_assert_int_eq(presence_port_report_external(port, "\xc3", PRESENCE_AWAY, SEC), -EINVAL);
	ck_assert_int_eq(presence_port_report_external(
				 port, "desk", PRESENCE_AWAY, PRESENCE_EXTERNAL_VALID_MAX_USEC + 1),
		-ERANGE);
	/* How many are told apart. */
	manual_clock_advance(&manual, 10 * SEC);
	for (unsigned i = 0; i < PRESENCE_EXTERNALS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "sensor %u", i);
		ck_assert_int_eq(
			presence_port_report_external(port, name, PRESENCE_AWAY, 60 * SEC), 0);
	}
	ck_assert_int_eq(presence_port_report_external(port, "desk", PRESENCE_AWAY, SEC), -ENOBUFS);
	ck_assert_int_eq(presence_port_report_external(port, "sensor 3", PRESENCE_AWAY, SEC), 0);
	manual_clock_advance(&manual, 60 * SEC);
	ck_assert_int_eq(presence_port_report_external(port, "desk", PRESENCE_AWAY, SEC), 0);
	RUN_UNTIL(loop, n_changes > 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, idle_is_backdated);
	tcase_add_test(tcase, not_before_its_own_start);
	tcase_add_test(tcase, threshold_changes_live);
	tcase_add_test(tcase, several_seats);
	tcase_add_test(tcase, notifier_goes_and_comes);
	tcase_add_test(tcase, compositor_dies_and_comes_again);
	tcase_add_test(tcase, comes_late);
	tcase_add_test(tcase, without_the_protocol);
	tcase_add_test(tcase, stale_name_and_several_sockets);
	tcase_add_test(tcase, name_that_is_a_path);
	tcase_add_test(tcase, compositor_that_hangs);
	tcase_add_test(tcase, flood);
	tcase_add_test(tcase, settings_choose_sources);
	tcase_add_test(tcase, outside_sensors);
}

int main(void)
{
	event_enable_debug_mode();
	return check_main("presence", add_tests);
}
