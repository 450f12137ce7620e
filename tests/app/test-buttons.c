/* SPDX-License-Identifier: MIT */
/* Buttons of notifications, by a server that does what it is told, where what they say cannot be
 * stored. */
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "harness.h"
#include "rig.h"

static struct rig rig;
static struct child bus, server;
static char address[300];

static void setup(void)
{
	const char *arguments[] = {NOTIFICATION_SERVER, address, "actions", "body", NULL};

	(void)harness_begin();
	bus = dbus_daemon_start("session");
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("session"));
	server = child_start(arguments);
	ck_assert_str_eq(child_wait_line(&server), "ready");
	rig.bus_address = address;
	rig_setup(&rig, "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n");
}

static void teardown(void)
{
	rig_teardown(&rig);
	child_end(&server, SIGKILL);
	child_end(&bus, SIGKILL);
	harness_end();
}

/* Lets the daemon run until the server has seen a notification with this in it; returns its id. */
static unsigned wait_for(const char *part)
{
	for (size_t i = 0; i < 2000; i++) {
		const char *line = child_get_line(&server);
		unsigned replaces, id;

		if (line && strstr(line, part) &&
			sscanf(line, "notify %u %u", &replaces, &id) == 2) {
			return id;
		}
		if (!line) {
			rig_settle(&rig);
			(void)usleep(1000);
		}
	}
	ck_abort_msg("no notification has '%s'", part);
}

static bool is_seen(const char *part)
{
	for (size_t i = 0; i < 100; i++) {
		const char *line = child_get_line(&server);

		if (line && strstr(line, part)) {
			return true;
		}
		if (!line) {
			rig_settle(&rig);
			(void)usleep(1000);
		}
	}
	return false;
}

/* So that not even root can write it. */
static void block(void)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/backcare/history.db-wal", rig.directory);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/backcare/history.db-shm", rig.directory);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static unsigned sit_until_a_walk(void)
{
	rig_wait(&rig, 46 * USEC_PER_MINUTE);
	return wait_for("notify ");
}

START_TEST(a_button_that_is_stored_says_nothing)
{
	child_send(&server, "action %u done", sit_until_a_walk());
	ck_assert(!is_seen("not stored"));
}
END_TEST

START_TEST(a_button_that_cannot_be_stored_says_so_once)
{
	unsigned id = sit_until_a_walk();

	block();
	child_send(&server, "action %u snooze", id);
	ck_assert(is_seen("not stored yet"));
	rig_wait(&rig, 11 * USEC_PER_MINUTE);
	id = wait_for("notify ");
	child_send(&server, "action %u skip", id);
	ck_assert(!is_seen("not stored yet"));
}
END_TEST

/* The one that is on the screen is replaced: there are not two, and its buttons are heard. */
START_TEST(what_a_killed_daemon_left_is_replaced)
{
	unsigned id;
	pid_t pid;
	int ended;

	rig_stop(&rig);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		rig_start(&rig);
		(void)sit_until_a_walk();
		/* Until the answer has come. */
		(void)is_seen("nothing more");
		(void)raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(pid, &ended, 0), pid);
	ck_assert(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
	manual_clock_advance(&rig.manual, 46 * USEC_PER_MINUTE);
	rig_start(&rig);
	id = wait_for("notify 101 101 ");
	ck_assert_uint_eq(id, 101);
	child_send(&server, "action %u skip", id);
	ck_assert(is_seen("closed 101"));
	rig_stop(&rig);
	rig_start(&rig);
	ck_assert(!is_seen("notify "));
}
END_TEST

/* Beside an emergency there is nothing else on the screen. */
START_TEST(what_to_type_goes_when_it_was_typed)
{
	unsigned id;
	char closed[32];

	rig_teardown(&rig);
	rig = (struct rig){.bus_address = address, .is_new = true};
	rig_setup(&rig, "[Hours]\nQuiet=\n");
	child_send(&server, "action %u something-fits", wait_for("Before we start moving"));
	id = wait_for("Tell what fits");
	(void)json_object_put(
		rig_call(&rig, "Care.ReportSymptoms", "{\"symptoms\":[\"saddle-numbness\"]}"));
	(void)snprintf(closed, sizeof(closed), "closed %u", id);
	ck_assert(is_seen(closed));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_button_that_is_stored_says_nothing);
	tcase_add_test(tcase, what_a_killed_daemon_left_is_replaced);
	tcase_add_test(tcase, what_to_type_goes_when_it_was_typed);
	tcase_add_test(tcase, a_button_that_cannot_be_stored_says_so_once);
}

int main(void)
{
	return check_main("buttons", add_tests);
}
