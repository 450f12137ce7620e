/* SPDX-License-Identifier: MIT */
/* Diagnose: a row for each thing, true to what is there, with something to do about what is not. */
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "app_internal.h"
#include "check_main.h"
#include "jsonvalue.h"
#include "rig.h"

static struct rig rig;

static void setup(void)
{
	rig_setup(&rig, "");
}

static void teardown(void)
{
	rig_teardown(&rig);
}

static struct json_object *diagnose(void)
{
	return rig_call(&rig, "Diagnose", "{}");
}

/* The row with this id, of which there is one. */
static struct json_object *find(struct json_object *reply, const char *id)
{
	struct json_object *checks, *found = NULL;

	ck_assert(json_object_object_get_ex(reply, "checks", &checks));
	for (size_t i = 0; i < json_object_array_length(checks); i++) {
		struct json_object *row = json_object_array_get_idx(checks, i);

		if (strcmp(rig_string(row, "id"), id) == 0) {
			ck_assert_ptr_null(found);
			found = row;
		}
	}
	ck_assert_msg(found != NULL, "no %s", id);
	return found;
}

static const char *state(struct json_object *reply, const char *id)
{
	return rig_string(find(reply, id), "state");
}

static const struct {
	const char *id, *state;
	bool vital;
} bare[] = {
	{"session", "absent", false},
	{"source", "failed", true},
	{"source_wayland", "absent", false},
	{"source_none", "ok", false},
	{"source_external", "absent", false},
	{"notifications", "failed", true},
	{"session_bus", "failed", true},
	{"system_bus", "absent", false},
	{"environment", "absent", false},
	{"sleep", "absent", false},
	{"do_not_disturb", "absent", false},
	{"microphone", "absent", false},
	{"fullscreen", "absent", false},
	{"inhibitors", "absent", false},
	{"settings", "ok", false},
	{"content", "ok", true},
	{"clock", "ok", true},
};

START_TEST(nothing_is_there)
{
	AUTO_JSON struct json_object *reply = diagnose();
	struct json_object *row = find(reply, bare[_i].id), *vital;

	ck_assert_str_eq(rig_string(row, "state"), bare[_i].state);
	ck_assert(json_object_object_get_ex(row, "vital", &vital));
	ck_assert_int_eq(json_object_get_boolean(vital), bare[_i].vital);
	ck_assert_str_ne(rig_string(row, "detail"), "");
	if (strcmp(bare[_i].state, "failed") == 0) {
		ck_assert(rig_has(row, "remedy"));
	}
}
END_TEST

START_TEST(what_is_bad_in_the_settings_is_named)
{
	AUTO_JSON struct json_object *before = diagnose();
	AUTO_JSON struct json_object *bad = NULL;
	AUTO_JSON struct json_object *odd = NULL;

	ck_assert_str_eq(state(before, "settings"), "ok");
	rig_write_settings(&rig, "[Walk]\nLimit=never\n[Nonsense]\nKey=1\n");
	app_reload(rig.app);
	bad = diagnose();
	ck_assert_str_eq(state(bad, "settings"), "failed");
	ck_assert_ptr_nonnull(
		strstr(rig_string(find(bad, "settings"), "detail"), "backcared.conf:2: "));
	ck_assert_ptr_nonnull(strstr(rig_string(find(bad, "settings"), "detail"), "(and 1 more)"));
	ck_assert(rig_has(find(bad, "settings"), "remedy"));
	rig_write_settings(&rig, "[Nonsense]\nKey=1\n");
	app_reload(rig.app);
	odd = diagnose();
	ck_assert_str_eq(state(odd, "settings"), "limited");
}
END_TEST

START_TEST(a_sensor_has_its_row)
{
	AUTO_JSON struct json_object *reply = NULL;

	(void)json_object_put(
		rig_call(&rig, "ReportPresence", "{\"source\":\"desk\",\"presence\":\"active\"}"));
	reply = diagnose();
	ck_assert_str_eq(state(reply, "source_external"), "ok");
	ck_assert_ptr_nonnull(
		strstr(rig_string(find(reply, "source_external"), "detail"), "desk says active"));
}
END_TEST

/* Something that sleeps under that name. */
static pid_t start_reminder(const char *name)
{
	char path[128], command[256];
	char *const arguments[] = {path, (char[]){"60"}, NULL};
	pid_t child;

	(void)snprintf(path, sizeof(path), "%s/%s", rig.directory, name);
	(void)snprintf(command, sizeof(command), "cp /bin/sleep %s", path);
	ck_assert_int_eq(system(command), 0);
	child = fork();
	if (child == 0) {
		(void)execv(path, arguments);
		_exit(1);
	}
	(void)usleep(100000);
	return child;
}

START_TEST(who_else_reminds)
{
	AUTO_JSON struct json_object *before = rig_call(&rig, "GetStatus", "{}");
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *during = NULL;
	AUTO_JSON struct json_object *event = NULL;
	AUTO_JSON struct json_object *after = NULL;
	const char *text;
	pid_t child;
	int fd = rig_connect(&rig);

	ck_assert_ptr_null(strstr(json_object_to_json_string(before), "xwrits"));
	rig_send(fd, "{\"method\":\"" PROTOCOL_INTERFACE ".Monitor\",\"more\":true}");
	(void)json_object_put(rig_receive(&rig, fd));
	child = start_reminder("xwrits");
	reply = diagnose();
	ck_assert_str_eq(state(reply, "reminders"), "limited");
	ck_assert_ptr_nonnull(
		strstr(rig_string(find(reply, "reminders"), "detail"), "xwrits also reminds"));
	ck_assert_ptr_nonnull(
		strstr(rig_string(find(reply, "reminders"), "remedy"), "pkill -x xwrits"));
	/* Who follows is told. */
	event = rig_receive(&rig, fd);
	text = json_object_to_json_string(event);
	ck_assert_ptr_nonnull(strstr(text, "xwrits also reminds you of breaks"));
	during = rig_call(&rig, "GetStatus", "{}");
	text = json_object_to_json_string(during);
	ck_assert_ptr_nonnull(strstr(text, "xwrits also reminds you of breaks"));
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	after = rig_call(&rig, "GetStatus", "{}");
	ck_assert_ptr_null(strstr(json_object_to_json_string(after), "xwrits"));
	(void)close(fd);
}
END_TEST

START_TEST(nothing_can_be_watched)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, "WatchInput", "{}");

	ck_assert_str_eq(rig_string(reply, "state"), "unable");
	ck_assert_str_eq(rig_string(reply, "source"), "none");
	ck_assert_str_ne(rig_string(reply, "detail"), "");
	ck_assert(!rig_has(reply, "afterUSec"));
}
END_TEST

START_TEST(no_longer_than_a_minute)
{
	static const char *const bad[] = {"0", "-1", "60000001", "9223372036854775807"};
	char parameters[192];
	int fd = rig_connect(&rig);

	for (size_t i = 0; i < ELEMENTSOF(bad); i++) {
		AUTO_JSON struct json_object *reply = NULL;

		(void)snprintf(parameters, sizeof(parameters),
			"{\"method\":\"" PROTOCOL_INTERFACE
			".WatchInput\",\"parameters\":{\"durationUSec\":%s}}",
			bad[i]);
		rig_send(fd, parameters);
		reply = rig_receive(&rig, fd);
		ck_assert_str_eq(
			rig_string(reply, "error"), "org.varlink.service.InvalidParameter");
	}
	(void)close(fd);
}
END_TEST

static void report_active(void)
{
	(void)json_object_put(
		rig_call(&rig, "ReportPresence", "{\"source\":\"desk\",\"presence\":\"active\"}"));
}

/* A call of its own connection; with a minute to go. */
static int watch(const char *more)
{
	char call[192];
	int fd = rig_connect(&rig);

	(void)snprintf(call, sizeof(call),
		"{\"method\":\"" PROTOCOL_INTERFACE
		".WatchInput\",\"parameters\":{\"durationUSec\":60000000}%s}",
		more);
	rig_send(fd, call);
	rig_settle(&rig);
	return fd;
}

static void expect_state(int fd, const char *wanted, bool is_last)
{
	AUTO_JSON struct json_object *reply = NULL;

	for (unsigned i = 0; i < 200 && !rig_has_message(&rig, fd); i++) {
		(void)usleep(5000);
		rig_settle(&rig);
	}
	reply = rig_receive(&rig, fd);
	ck_assert_str_eq(rig_string(reply, "parameters.state"), wanted);
	ck_assert_str_eq(rig_string(reply, "parameters.source"), "external");
	ck_assert_int_eq(rig_has(reply, "continues"), !is_last);
	ck_assert_int_eq(rig_has(reply, "parameters.afterUSec"), is_last);
}

START_TEST(a_watch_is_told_of_each_state)
{
	int follower, other;

	report_active();
	follower = watch(",\"more\":true");
	other = watch("");
	expect_state(follower, "waiting", false);
	expect_state(follower, "ready", false);
	ck_assert(!rig_has_message(&rig, other));
	rig_settle(&rig);
	(void)usleep(50000);
	rig_settle(&rig);
	report_active();
	expect_state(follower, "ended", true);
	expect_state(other, "ended", true);
	ck_assert(!rig_has_message(&rig, follower));
	(void)close(follower);
	(void)close(other);
}
END_TEST

/* Hanging up in the middle leaves room for others; too many are told so. */
START_TEST(watches_that_are_left)
{
	AUTO_JSON struct json_object *error = NULL;
	int fds[PRESENCE_WATCHES_MAX], one_more;

	report_active();
	for (unsigned round = 0; round < 3; round++) {
		for (size_t i = 0; i < ELEMENTSOF(fds); i++) {
			fds[i] = watch(i % 2 == 0 ? ",\"more\":true" : "");
		}
		one_more = watch("");
		error = rig_receive(&rig, one_more);
		ck_assert_str_eq(rig_string(error, "error"), "io.systemd.System");
		ck_assert_str_eq(rig_string(error, "parameters.errnoName"), "ENOBUFS");
		(void)json_object_put(TAKE_PTR(error));
		(void)close(one_more);
		for (size_t i = 0; i < ELEMENTSOF(fds); i++) {
			(void)close(fds[i]);
			rig_settle(&rig);
		}
	}
	/* One is under way when the daemon ends. */
	fds[0] = watch(",\"more\":true");
	expect_state(fds[0], "waiting", false);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, nothing_is_there, 0, ELEMENTSOF(bare));
	tcase_add_test(tcase, what_is_bad_in_the_settings_is_named);
	tcase_add_test(tcase, a_sensor_has_its_row);
	tcase_add_test(tcase, who_else_reminds);
	tcase_add_test(tcase, nothing_can_be_watched);
	tcase_add_test(tcase, no_longer_than_a_minute);
	tcase_add_test(tcase, a_watch_is_told_of_each_state);
	tcase_add_test(tcase, watches_that_are_left);
}

int main(void)
{
	return check_main("diagnose", add_tests);
}
