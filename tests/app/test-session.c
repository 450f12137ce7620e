/* SPDX-License-Identifier: MIT */
/* The whole daemon between a logind and a compositor that do as they are told, on a clock moved by
 * hand: locks, suspends, sessions that come and go, and what keeps one from becoming idle. After
 * every look the time adds up. */
#include <json-c/json.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "harness.h"
#include "jsonvalue.h"
#include "rig.h"

#define PLAIN "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n"
#define MINUTE USEC_PER_MINUTE
#define HOUR USEC_PER_HOUR

/* Of a session of a desktop at the machine. */
#define DESK "Class=user State=active Type=wayland Active=yes"

static struct rig rig;
static struct child bus, logind, compositor;
static usec_t began_boot_usec;

static void setup(void)
{
	(void)harness_begin();
	bus = dbus_daemon_start("system");
}

static void teardown(void)
{
	rig_teardown(&rig);
	child_end(&compositor, SIGKILL);
	child_end(&logind, SIGKILL);
	child_end(&bus, SIGKILL);
	harness_end();
}

/* What the proxy makes of it is known when the daemon is asked: see wait_for(). */
__attribute__((__format__(__printf__, 1, 2))) static void tell(const char *format, ...)
{
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	child_send(&logind, "%s", command);
	for (;;) {
		const char *line = child_wait_line(&logind);

		ck_assert_ptr_nonnull(line);
		if (strcmp(line, "ok") == 0) {
			return;
		}
	}
}

static void start_logind(void)
{
	char address[300];
	const char *arguments[] = {LOGIND, address, NULL};

	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("system"));
	logind = child_start_ready(arguments);
}

static void start_daemon(void)
{
	char address[300];

	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("system"));
	rig_setup_on(&rig, PLAIN, address);
	began_boot_usec = rig.manual.boot_usec;
}

/* 'ability': NULL, "v2" or "windows" */
static void start_compositor(const char *ability)
{
	char path[128];
	const char *arguments[] = {COMPOSITOR, path, ability, NULL};

	(void)snprintf(path, sizeof(path), "%s/wayland-1", rig.directory);
	compositor = child_start_ready(arguments);
}

/* The status, in which the time adds up. */
static struct json_object *status(void)
{
	struct json_object *reply = rig_call(&rig, "GetStatus", "{}");

	ck_assert_int_eq(rig_int(reply, "today.seatedUSec") + rig_int(reply, "today.awayUSec") +
				 rig_int(reply, "today.asleepUSec") +
				 rig_int(reply, "today.standingUSec"),
		(int64_t)(rig.manual.boot_usec - began_boot_usec));
	return reply;
}

static int64_t status_int(const char *path)
{
	AUTO_JSON struct json_object *reply = status();

	return rig_int(reply, path);
}

static bool status_has(const char *path)
{
	AUTO_JSON struct json_object *reply = status();

	return rig_has(reply, path);
}

static bool status_is(const char *path, const char *text)
{
	AUTO_JSON struct json_object *reply = status();

	return rig_has(reply, path) && strstr(rig_string(reply, path), text) != NULL;
}

/* What the processes beside us say takes its time, though the clock of the daemon stands. */
#define wait_for(condition)                                                   \
	do {                                                                  \
		unsigned tries_ = 0;                                          \
		while (!(condition)) {                                        \
			ck_assert_msg(tries_++ < 1000, "never: " #condition); \
			(void)usleep(5000);                                   \
		}                                                             \
	} while (0)

#define wait_for_presence(name) wait_for(status_is("presence", name))

static bool has_hold(const char *reason)
{
	AUTO_JSON struct json_object *reply = status();
	struct json_object *holds = json_object_object_get(reply, "holds");

	for (size_t i = 0; i < json_object_array_length(holds); i++) {
		if (strcmp(rig_string(json_object_array_get_idx(holds, i), "reason"), reason) ==
			0) {
			return true;
		}
	}
	return false;
}

static bool source_is(const char *name, const char *state)
{
	AUTO_JSON struct json_object *reply = status();
	struct json_object *sources = json_object_object_get(reply, "sources");

	for (size_t i = 0; i < json_object_array_length(sources); i++) {
		struct json_object *source = json_object_array_get_idx(sources, i);

		if (strcmp(rig_string(source, "name"), name) == 0) {
			return strcmp(rig_string(source, "state"), state) == 0;
		}
	}
	return false;
}

/* At a desk with a session, input, and an hour-long morning behind. */
static void begin(void)
{
	start_logind();
	tell("user on");
	tell("session 2 " DESK);
	tell("display 2");
	tell("claim");
	start_daemon();
	start_compositor(NULL);
	wait_for_presence("active");
	/* The session is known, or what happens to it would not be heard. */
	wait_for(source_is("logind", "unavailable"));
}

static void stop_typing(usec_t ago_usec)
{
	rig_wait(&rig, ago_usec);
	child_send(&compositor, "idle 0");
}

static void type(void)
{
	child_send(&compositor, "resume 0");
}

START_TEST(a_lid_closed_in_the_middle_of_a_prompt)
{
	begin();
	rig_wait(&rig, 46 * MINUTE);
	ck_assert(status_has("prompt"));
	tell("sleep yes");
	wait_for_presence("asleep");
	ck_assert(has_hold("asleep"));
	rig_suspend(&rig, 10 * HOUR);
	/* It wakes up into a locked screen, with the morning's prompt long over. */
	tell("changed 2 LockedHint=yes");
	tell("sleep no");
	wait_for_presence("locked");
	ck_assert(!status_has("prompt"));
	ck_assert_int_eq(status_int("today.asleepUSec"), 10 * (int64_t)HOUR);
	ck_assert_int_eq(status_int("today.natural"), 1);
	ck_assert_int_eq(status_int("seatedUSec"), 0);
	rig_wait(&rig, 20 * MINUTE);
	ck_assert_int_eq(status_int("today.awayUSec"), 20 * (int64_t)MINUTE);
	ck_assert(has_hold("locked"));
	tell("changed 2 LockedHint=no");
	wait_for_presence("active");
	rig_wait(&rig, 44 * MINUTE);
	ck_assert(!status_has("prompt"));
	rig_wait(&rig, 2 * MINUTE);
	ck_assert(status_has("prompt"));
	ck_assert_int_eq(status_int("today.prompted"), 2);
	ck_assert_int_eq(status_int("today.seatedUSec"), 92 * (int64_t)MINUTE);
}
END_TEST

START_TEST(a_suspend_that_did_not_come_about)
{
	begin();
	rig_wait(&rig, 46 * MINUTE);
	tell("sleep yes");
	wait_for_presence("asleep");
	rig_wait(&rig, 5 * USEC_PER_SEC);
	tell("sleep no");
	wait_for_presence("active");
	ck_assert(status_has("prompt"));
	ck_assert_int_eq(status_int("seatedUSec"), 46 * (int64_t)MINUTE);
}
END_TEST

START_TEST(a_locked_screen_is_a_proven_rest)
{
	begin();
	rig_wait(&rig, 30 * MINUTE);
	tell("changed 2 LockedHint=yes");
	wait_for_presence("locked");
	rig_wait(&rig, 2 * MINUTE); /* below Walk.Break, but seen: 2/3 of the limit */
	tell("changed 2 LockedHint=no");
	wait_for_presence("active");
	ck_assert_int_eq(status_int("seatedUSec"), 0);
	ck_assert_int_eq(status_int("today.awayUSec"), 2 * (int64_t)MINUTE);
}
END_TEST

/* swaylock and its like tell logind nothing. */
START_TEST(a_wish_to_lock_counts_when_the_typing_ends)
{
	begin();
	rig_wait(&rig, 30 * MINUTE);
	tell("emit 2 Lock");
	rig_wait(&rig, 5 * USEC_PER_SEC); /* of the way to the keys */
	ck_assert(status_is("presence", "active"));
	stop_typing(MINUTE);
	wait_for_presence("locked");
	rig_wait(&rig, 10 * MINUTE);
	ck_assert_int_eq(status_int("seatedUSec"), 0);
	type();
	wait_for_presence("active");

	/* Somebody who goes on typing has no locker. */
	tell("emit 2 Lock");
	for (unsigned i = 0; i < 20; i++) { /* until it has come */
		(void)usleep(5000);
		rig_settle(&rig);
	}
	rig_wait(&rig, 5 * MINUTE);
	stop_typing(MINUTE);
	wait_for_presence("away");
	rig_wait(&rig, MINUTE);
	type();
	wait_for_presence("active");
	ck_assert(!has_hold("locked"));
}
END_TEST

START_TEST(a_user_without_a_session_is_away)
{
	start_logind();
	tell("user on");
	tell("display -");
	tell("claim");
	start_daemon();
	wait_for(has_hold("no_session"));
	ck_assert(status_is("presence", "away"));
	ck_assert(status_is("presenceDetail", "no session"));
	rig_wait(&rig, 2 * HOUR);
	ck_assert_int_eq(status_int("today.seatedUSec"), 0);
	ck_assert_int_eq(status_int("today.prompted"), 0);
	/* A desktop that logind knows nothing of is one all the same. */
	start_compositor(NULL);
	wait_for_presence("active");
	ck_assert(!has_hold("no_session"));
	child_end(&compositor, SIGKILL);
	wait_for_presence("away");
	/* One that it knows. */
	tell("session 2 " DESK);
	tell("display 2");
	tell("new 2");
	wait_for_presence("unknown");
	/* At the end of it the signal still names the old display. */
	tell("display -");
	tell("gone 2");
	tell("user-changed 2");
	tell("removed 2");
	wait_for_presence("away");
	ck_assert(has_hold("no_session"));
}
END_TEST

START_TEST(another_user_in_front_is_away)
{
	begin();
	rig_wait(&rig, 46 * MINUTE);
	ck_assert(status_has("prompt"));
	tell("changed 2 Active=no State=online");
	wait_for_presence("away");
	ck_assert(status_is("presenceDetail", "in front"));
	rig_wait(&rig, 30 * MINUTE);
	ck_assert_int_eq(status_int("today.awayUSec"), 30 * (int64_t)MINUTE);
	tell("changed 2 Active=yes State=active");
	wait_for_presence("active");
	ck_assert_int_eq(status_int("seatedUSec"), 0);
}
END_TEST

START_TEST(a_film_is_sitting_for_so_long)
{
	begin();
	rig_wait(&rig, 10 * MINUTE);
	tell("inhibitor idle|mpv|playing a film|block|0|0");
	tell("block 1");
	stop_typing(MINUTE);
	wait_for_presence("passive");
	ck_assert(status_is("presenceDetail", "mpv (playing a film)"));
	rig_wait(&rig, 88 * MINUTE);
	ck_assert(status_is("presence", "passive"));
	ck_assert_int_eq(status_int("today.seatedUSec"), 99 * (int64_t)MINUTE);
	/* 90 min without input: nobody looks at it any more. */
	rig_wait(&rig, 2 * MINUTE);
	ck_assert(status_is("presence", "away"));
	type();
	wait_for_presence("active");
	/* It ends while nobody types: away since the last input. */
	stop_typing(MINUTE);
	wait_for_presence("passive");
	rig_wait(&rig, 4 * MINUTE);
	tell("uninhibit");
	tell("block 1");
	wait_for_presence("away");
}
END_TEST

START_TEST(the_inhibitors_of_others_change_nothing)
{
	begin();
	tell("inhibitor idle|film|of another user|block|12345|0");
	tell("inhibitor sleep|backup|not idle|block|0|0");
	tell("inhibitor idle|late|a delay|delay|0|0");
	tell("block 50");
	stop_typing(MINUTE);
	wait_for_presence("away");
	ck_assert(!status_has("presenceDetail"));
}
END_TEST

START_TEST(logind_restarts_under_a_locked_screen)
{
	begin();
	rig_wait(&rig, 10 * MINUTE);
	tell("changed 2 LockedHint=yes");
	wait_for_presence("locked");
	rig_wait(&rig, MINUTE);
	child_end(&logind, SIGKILL);
	rig_settle(&rig);
	ck_assert(status_is("presence", "locked"));
	start_logind();
	tell("user on");
	tell("session 2 " DESK " LockedHint=yes");
	tell("display 2");
	tell("claim");
	rig_wait(&rig, MINUTE);
	ck_assert(status_is("presence", "locked"));
	tell("changed 2 LockedHint=no");
	wait_for_presence("active");
	ck_assert_int_eq(status_int("today.awayUSec"), 2 * (int64_t)MINUTE);
}
END_TEST

#ifdef COMPOSITOR_HAS_VERSION_2
/* Where idle is known no sooner than a rest is full, it must not be told before the film. */
START_TEST(a_film_that_only_the_compositor_knows_is_no_rest)
{
	start_logind();
	start_daemon();
	rig_write_settings(&rig, PLAIN "[Presence]\nIdleAfter=5min\n");
	(void)json_object_put(rig_call(&rig, "Reload", "{}"));
	start_compositor("v2");
	wait_for_presence("active");
	rig_wait(&rig, 15 * MINUTE);
	child_send(&compositor, "input-idle 0");
	wait_for_presence("passive");
	ck_assert(status_is("presenceDetail", "compositor"));
	ck_assert_int_eq(status_int("seatedUSec"), 15 * (int64_t)MINUTE);
	child_send(&compositor, "film-idle 0");
	wait_for_presence("away");
}
END_TEST
#endif

static void take_presence_from(const char *sources)
{
	char settings[128];

	(void)snprintf(settings, sizeof(settings), PLAIN "[Presence]\nSources=%s\n", sources);
	rig_write_settings(&rig, settings);
	(void)json_object_put(rig_call(&rig, "Reload", "{}"));
}

/* Both say the same of it: the rest is one. */
START_TEST(a_rest_goes_on_when_another_source_takes_charge)
{
	begin();
	take_presence_from("wayland");
	rig_wait(&rig, 10 * MINUTE);
	stop_typing(MINUTE);
	wait_for_presence("away");
	tell("changed 2 IdleHint=yes IdleSinceHintMonotonic=%llu",
		(unsigned long long)(rig.manual.monotonic_usec - MINUTE));
	rig_wait(&rig, MINUTE + 30 * USEC_PER_SEC);
	take_presence_from("logind,wayland");
	wait_for(source_is("logind", "up"));
	ck_assert(status_is("presence", "away"));
	rig_wait(&rig, MINUTE); /* with the minute until it was told, and before: a whole rest */
	ck_assert_int_eq(status_int("seatedUSec"), 0);
	ck_assert_int_eq(status_int("today.seatedUSec"), 10 * (int64_t)MINUTE);
	ck_assert_int_eq(status_int("today.estimatedUSec"), 0);
}
END_TEST

/* It is the sensor that said so, not a call; and what rules over it is named before it. */
START_TEST(a_sensor_is_named)
{
	begin();
	(void)json_object_put(rig_call(
		&rig, "ReportPresence", "{\"source\": \"desk\", \"presence\": \"passive\"}"));
	ck_assert(status_is("presence", "passive"));
	ck_assert(status_is("presenceDetail", "desk says so"));
	(void)json_object_put(
		rig_call(&rig, "ReportPresence", "{\"source\": \"desk\", \"presence\": \"away\"}"));
	ck_assert(status_is("presence", "away"));
	ck_assert(status_is("presenceDetail", "desk says so"));
	tell("changed 2 Active=no State=online");
	wait_for(status_is("presenceDetail", "in front"));
}
END_TEST

START_TEST(a_sensor_that_the_settings_leave_out)
{
	begin();
	(void)json_object_put(
		rig_call(&rig, "ReportPresence", "{\"source\": \"desk\", \"presence\": \"away\"}"));
	ck_assert(status_is("presence", "away"));
	take_presence_from("wayland");
	ck_assert(status_is("presence", "active"));
	ck_assert(source_is("external", "unavailable"));
	/* What it said before is not taken up again. */
	take_presence_from("wayland,external");
	ck_assert(status_is("presence", "active"));
	ck_assert(source_is("external", "down"));
}
END_TEST

/* Idle and active a hundred times a second: the time adds up all the while, and after some of it
 * nobody believes it any more. */
START_TEST(a_source_that_lies)
{
	begin();
	rig_wait(&rig, 10 * MINUTE);
	for (unsigned i = 0; i < 100; i++) {
		child_send(&compositor, i % 2 == 0 ? "idle 0" : "resume 0");
		rig_wait(&rig, 10 * USEC_PER_MSEC);
		(void)json_object_put(status());
	}
	wait_for_presence("unknown");
	ck_assert(has_hold("away") == false);
	ck_assert_int_ge(status_int("today.seatedUSec"), 10 * (int64_t)MINUTE);
	/* What was counted in between is what the clock says. */
	rig_wait(&rig, 5 * MINUTE);
	ck_assert_int_ge(status_int("today.estimatedUSec"), 5 * (int64_t)MINUTE);
}
END_TEST

/* The compositor is asked when the walk is nearly due, and when it is gone nothing is claimed. */
START_TEST(a_film_on_the_whole_screen_holds_a_walk)
{
	AUTO_JSON struct json_object *why = NULL;

	start_logind();
	start_daemon();
	start_compositor("windows");
	wait_for_presence("active");
	child_send(&compositor, "window+ 3\n");
	rig_wait(&rig, 45 * MINUTE - 3 * USEC_PER_SEC);
	ck_assert(!has_hold("fullscreen"));
	rig_wait(&rig, USEC_PER_SEC);
	/* Said until somebody is there to hear it. */
	wait_for((child_send(&compositor, "window-full 2\n"), has_hold("fullscreen")));
	rig_wait(&rig, HOUR);
	ck_assert(!status_has("prompt"));
	ck_assert(status_is("holds.0.detail", "program 2"));
	why = rig_call(&rig, "Explain", "{\"limit\":1}");
	ck_assert_ptr_nonnull(strstr(rig_string(why, "decisions.0.reason"), "a fullscreen window"));
	child_end(&compositor, SIGKILL);
	wait_for(!has_hold("fullscreen"));
	rig_wait(&rig, 15 * USEC_PER_SEC);
	ck_assert(status_has("prompt"));
	ck_assert_int_eq(status_int("today.prompted"), 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_lid_closed_in_the_middle_of_a_prompt);
	tcase_add_test(tcase, a_suspend_that_did_not_come_about);
	tcase_add_test(tcase, a_locked_screen_is_a_proven_rest);
	tcase_add_test(tcase, a_wish_to_lock_counts_when_the_typing_ends);
	tcase_add_test(tcase, a_user_without_a_session_is_away);
	tcase_add_test(tcase, another_user_in_front_is_away);
	tcase_add_test(tcase, a_film_is_sitting_for_so_long);
	tcase_add_test(tcase, the_inhibitors_of_others_change_nothing);
	tcase_add_test(tcase, logind_restarts_under_a_locked_screen);
#ifdef COMPOSITOR_HAS_VERSION_2
	tcase_add_test(tcase, a_film_that_only_the_compositor_knows_is_no_rest);
#endif
	tcase_add_test(tcase, a_rest_goes_on_when_another_source_takes_charge);
	tcase_add_test(tcase, a_sensor_is_named);
	tcase_add_test(tcase, a_sensor_that_the_settings_leave_out);
	tcase_add_test(tcase, a_source_that_lies);
	tcase_add_test(tcase, a_film_on_the_whole_screen_holds_a_walk);
}

int main(void)
{
	return check_main("session", add_tests);
}
