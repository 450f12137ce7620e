/* SPDX-License-Identifier: MIT */
/* Who records, as the real PipeWire tells it: with its session manager, a source of silence, and
 * programs that record from it. */
#include "check_main.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>

#include "clock.h"
#include "harness.h"
#include "loop.h"
#include "microphone.h"

#define A_WHILE (300 * USEC_PER_MSEC)
/* More than the head of the file of a recording. */
#define RECORDED_BYTES 20000

static struct loop *loop;
static struct clock test_clock;
static struct microphone *microphone;
static struct child bus, pipewire, manager;
static unsigned descriptors;
static unsigned n_told;
static bool is_on;
static char told_who[256];

static void on_microphone(bool on, const char *who, void *userdata)
{
	ck_assert_ptr_eq(userdata, &n_told);
	ck_assert_int_eq(on, who[0] != '\0');
	n_told++;
	is_on = on;
	(void)snprintf(told_who, sizeof(told_who), "%s", who);
}

static void make(void)
{
	test_clock = clock_system();
	ck_assert_int_eq(microphone_new(loop, &test_clock, on_microphone, &n_told, &microphone), 0);
}

static void setup(void)
{
	(void)harness_begin();
	descriptors = count_descriptors();
	n_told = 0;
	is_on = false;
	(void)unsetenv("PIPEWIRE_REMOTE");
	(void)unsetenv("PIPEWIRE_RUNTIME_DIR");
	(void)setenv("XDG_STATE_HOME", harness_path("state"), 1);
	(void)setenv("XDG_CONFIG_HOME", harness_path("config"), 1);
	bus = dbus_daemon_start("bus");
	char address[300];
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	(void)setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
	ck_assert_int_eq(loop_new(&loop), 0);
}

static void teardown(void)
{
	microphone = microphone_free(microphone);
	loop = loop_free(loop);
	child_end(&manager, SIGKILL);
	child_end(&pipewire, SIGKILL);
	child_end(&bus, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static int run(const char *const *arguments)
{
	struct child child = child_start(arguments);
	int status = -1;

	(void)close(child.to);
	ck_assert_int_eq(waitpid(child.pid, &status, 0), child.pid);
	(void)close(child.from);
	return status;
}

static bool can_ask_pipewire(void)
{
	const char *arguments[] = {"pw-cli", "info", "0", NULL};

	return run(arguments) == 0;
}

static void add_node(const char *name, const char *class)
{
	char properties[256];
	const char *arguments[] = {"pw-cli", "create-node", "adapter", properties, NULL};

	(void)snprintf(properties, sizeof(properties),
		"{ factory.name=support.null-audio-sink node.name=%s media.class=%s "
		"object.linger=true audio.position=[FL,FR] }",
		name, class);
	ck_assert_int_eq(run(arguments), 0);
}

static void start_pipewire(void)
{
	const char *server[] = {"pipewire", NULL}, *session[] = {"wireplumber", NULL};

	pipewire = child_start(server);
	for (unsigned i = 0; i < 200 && !can_ask_pipewire(); i++) {
		(void)usleep(50000);
	}
	manager = child_start(session);
	add_node("fakemic", "Audio/Source/Virtual");
	add_node("fakesink", "Audio/Sink");
}

static void stop_pipewire(void)
{
	child_end(&pipewire, SIGKILL);
	child_end(&manager, SIGKILL);
}

static struct child record(const char *target, const char *properties, const char *file)
{
	const char *arguments[] = {"pw-cat", "--record", "--target", target, "--format", "s16",
		"-P", properties, harness_path(file), NULL};

	return child_start(arguments);
}

static bool has_recorded(const char *file)
{
	struct stat status;

	return stat(harness_path(file), &status) == 0 && status.st_size > RECORDED_BYTES;
}

static bool describes(const char *beginning)
{
	char text[300];

	(void)snprintf(text, sizeof(text), "%s%s", beginning, harness_path("pipewire-0"));
	return strncmp(microphone_describe(microphone), text, strlen(text)) == 0;
}

static bool is_told(const char *who)
{
	return strcmp(told_who, who) == 0;
}

START_TEST(a_recording)
{
	struct child child;

	start_pipewire();
	make();
	RUN_UNTIL(loop, microphone_is_known(microphone));
	ck_assert(describes("PipeWire on "));
	RUN_FOR(loop, A_WHILE);
	ck_assert_uint_eq(n_told, 0);
	child = record("fakemic", "{ }", "one.wav");
	RUN_UNTIL(loop, is_on);
	ck_assert_str_eq(told_who, "pw-cat");
	RUN_UNTIL(loop, has_recorded("one.wav"));
	ck_assert_uint_eq(n_told, 1);
	child_end(&child, SIGTERM);
	RUN_UNTIL(loop, !is_on);
	RUN_FOR(loop, A_WHILE);
	ck_assert_uint_eq(n_told, 2);
}
END_TEST

START_TEST(a_recording_from_before)
{
	struct child child;

	start_pipewire();
	child = record("fakemic", "{ }", "one.wav");
	RUN_UNTIL(loop, has_recorded("one.wav"));
	make();
	RUN_UNTIL(loop, is_on);
	ck_assert_str_eq(told_who, "pw-cat");
	child_end(&child, SIGKILL);
	RUN_UNTIL(loop, !is_on);
}
END_TEST

START_TEST(two_recordings)
{
	struct child first, second;

	start_pipewire();
	make();
	first = record("fakemic", "{ application.name=Firefox }", "one.wav");
	RUN_UNTIL(loop, is_told("Firefox"));
	second = record("fakemic", "{ application.name=Zoom }", "two.wav");
	RUN_UNTIL(loop, is_told("Firefox and Zoom"));
	child_end(&first, SIGTERM);
	RUN_UNTIL(loop, is_told("Zoom"));
	ck_assert(is_on);
	child_end(&second, SIGTERM);
	RUN_UNTIL(loop, !is_on);
}
END_TEST

static const struct {
	const char *target, *properties;
} no_calls[] = {
	{"fakemic", "{ application.name=Meter stream.monitor=true }"},
	{"fakesink", "{ application.name=Screencast stream.capture.sink=true }"},
};

/* It really records; one beside it that does count is told by itself. */
START_TEST(no_call)
{
	struct child other, call;

	start_pipewire();
	make();
	RUN_UNTIL(loop, microphone_is_known(microphone));
	other = record(no_calls[_i].target, no_calls[_i].properties, "other.wav");
	RUN_UNTIL(loop, has_recorded("other.wav"));
	RUN_FOR(loop, A_WHILE);
	ck_assert_uint_eq(n_told, 0);
	call = record("fakemic", "{ application.name=Call }", "call.wav");
	RUN_UNTIL(loop, is_on);
	ck_assert_str_eq(told_who, "Call");
	child_end(&call, SIGTERM);
	RUN_UNTIL(loop, !is_on);
	child_end(&other, SIGTERM);
}
END_TEST

START_TEST(pipewire_comes_goes_and_comes)
{
	struct child child;
	unsigned long sleeps;

	make();
	RUN_UNTIL(loop, describes("waiting for PipeWire on "));
	ck_assert(!microphone_is_known(microphone));
	sleeps = count_sleeps(getpid());
	RUN_FOR(loop, USEC_PER_SEC);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1); /* for the test's own timer */
	for (unsigned i = 0; i < 2; i++) {
		start_pipewire();
		RUN_UNTIL(loop, microphone_is_known(microphone));
		child = record("fakemic", "{ }", "one.wav");
		RUN_UNTIL(loop, is_on);
		stop_pipewire();
		RUN_UNTIL(loop, !is_on);
		ck_assert(!microphone_is_known(microphone));
		child_end(&child, SIGKILL);
	}
	RUN_UNTIL(loop, describes("PipeWire on "));
	ck_assert_ptr_nonnull(strstr(microphone_describe(microphone), "does not answer"));
}
END_TEST

/* Each pass ends in time, whatever PipeWire does. */
static void run_while_stopped(usec_t usec)
{
	usec_t end_usec = clock_monotonic_usec(&test_clock) + usec, before_usec = 0;
	struct run_limit limit;

	run_limit_begin(&limit, loop, usec, 5 * USEC_PER_MSEC);
	do {
		before_usec = clock_monotonic_usec(&test_clock);
		if (!run_limit_pass(&limit)) {
			break;
		}
		ck_assert_uint_lt(
			clock_monotonic_usec(&test_clock) - before_usec, USEC_PER_SEC / 2);
	} while (before_usec < end_usec);
	run_limit_end(&limit);
}

START_TEST(pipewire_is_stopped)
{
	struct child child;

	start_pipewire();
	(void)kill(pipewire.pid, SIGSTOP);
	make();
	run_while_stopped(6 * USEC_PER_SEC);
	ck_assert(!microphone_is_known(microphone));
	ck_assert_ptr_nonnull(strstr(microphone_describe(microphone), "does not answer"));
	(void)kill(pipewire.pid, SIGCONT);
	microphone_retry(microphone);
	RUN_UNTIL(loop, microphone_is_known(microphone));
	child = record("fakemic", "{ }", "one.wav");
	RUN_UNTIL(loop, is_on);
	(void)kill(pipewire.pid, SIGSTOP);
	run_while_stopped(USEC_PER_SEC);
	ck_assert(is_on && microphone_is_known(microphone));
	(void)kill(pipewire.pid, SIGCONT);
	child_end(&child, SIGTERM);
	RUN_UNTIL(loop, !is_on);
}
END_TEST

START_TEST(nothing_wakes_us)
{
	struct child child;
	unsigned long sleeps;

	start_pipewire();
	make();
	child = record("fakemic", "{ }", "one.wav");
	RUN_UNTIL(loop, is_on);
	/* The session manager has its own things to settle. */
	RUN_FOR(loop, 2 * USEC_PER_SEC);
	sleeps = count_sleeps(getpid());
	RUN_FOR(loop, 2 * USEC_PER_SEC);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1);
	child_end(&child, SIGTERM);
	RUN_UNTIL(loop, !is_on);
	RUN_FOR(loop, 8 * USEC_PER_SEC); /* it suspends the source after five */
	sleeps = count_sleeps(getpid());
	RUN_FOR(loop, 2 * USEC_PER_SEC);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_recording);
	tcase_add_test(tcase, a_recording_from_before);
	tcase_add_test(tcase, two_recordings);
	tcase_add_loop_test(tcase, no_call, 0, sizeof(no_calls) / sizeof(no_calls[0]));
	tcase_add_test(tcase, pipewire_comes_goes_and_comes);
	tcase_add_test(tcase, pipewire_is_stopped);
	tcase_add_test(tcase, nothing_wakes_us);
}

int main(void)
{
	static const char *const programs[] = {
		"dbus-daemon", "pipewire", "wireplumber", "pw-cat", "pw-cli"};

	harness_drop_root(NULL);
	event_enable_debug_mode();
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (!harness_have(programs[i])) {
			printf("1..0 # SKIP needs %s\n", programs[i]);
			return EXIT_SUCCESS;
		}
	}
	return check_main("microphone", add_tests);
}
