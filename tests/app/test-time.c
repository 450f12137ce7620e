/* SPDX-License-Identifier: MIT */
/* What time does to the whole daemon: clocks that are set, zones, the nights of summer time,
 * suspends. A client follows all the while, and every message is held against the interface. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "check_main.h"
#include "idl.h"
#include "jsonvalue.h"
#include "rig.h"

#define PLAIN "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n"
#define WITH_NIGHTS "[Posture]\nPerDay=0\n[Prompt]\nKinds=walk\n"
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

/* 2026-01-05 09:00 UTC, a Monday */
#define MONDAY ((usec_t)1767603600 * USEC_PER_SEC)
/* 2026-03-28 20:00 CET: in this night 02:00 is 03:00 */
#define SPRING ((usec_t)1774724400 * USEC_PER_SEC)
/* 2026-10-24 20:00 CEST: in this night 03:00 is 02:00 */
#define AUTUMN ((usec_t)1792864800 * USEC_PER_SEC)

static struct rig rig;

/* Follows, and counts what it is told. */
static struct {
	int fd;
	int64_t sequence;
	unsigned n_shown, n_closed, n_days, n_settings;
	char outcome[32];
	struct idl *idl;
} follower;

static void fail_idl(const char *text, void *userdata)
{
	ck_abort_msg("%s: %s", (const char *)userdata, text);
}

static void take_message(struct json_object *message)
{
	static char what[] = "Monitor";
	struct json_object *parameters = json_object_object_get(message, "parameters");
	const char *event = rig_string(parameters, "event");
	int64_t sequence = rig_int(parameters, "sequence");

	(void)idl_check_reply(follower.idl, "Monitor", parameters, fail_idl, what);
	if (follower.sequence >= 0) {
		ck_assert_int_eq(sequence, follower.sequence + 1);
	}
	follower.sequence = sequence;
	/* The questions of each 90 days come by the clock that is set; that is another story. */
	follower.n_shown += strcmp(event, "prompt_shown") == 0 &&
			    strcmp(rig_string(parameters, "prompt.kind"), "checkin") != 0;
	follower.n_days += strcmp(event, "day") == 0;
	follower.n_settings += strcmp(event, "settings") == 0;
	if (strcmp(event, "prompt_closed") == 0) {
		follower.n_closed++;
		(void)snprintf(follower.outcome, sizeof(follower.outcome), "%s",
			rig_string(parameters, "outcome"));
	}
}

static void follow(void)
{
	while (rig_has_message(&rig, follower.fd)) {
		AUTO_JSON struct json_object *message = rig_receive(&rig, follower.fd);

		take_message(message);
	}
}

/* The status, which is sound. */
static struct json_object *status(void)
{
	struct json_object *reply = rig_call(&rig, "GetStatus", "{}");

	ck_assert_int_eq(rig_int(reply, "timeUSec"), (int64_t)rig.manual.real_usec);
	ck_assert_int_ge(rig_int(reply, "today.seatedUSec"), 0);
	ck_assert_int_le(rig_int(reply, "seatedUSec"), (int64_t)rig.manual.boot_usec);
	follow();
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

static void report_active(void)
{
	(void)json_object_put(rig_call(&rig, "ReportPresence",
		"{\"source\":\"desk\",\"presence\":\"active\",\"validUSec\":86400000000}"));
}

static void begin(const char *settings, const char *zone, usec_t real_usec)
{
	static const char call[] = "{\"method\":\"" PROTOCOL_INTERFACE ".Monitor\",\"more\":true}";

	rig_setup_at(&rig, settings, zone, real_usec);
	memset(&follower, 0, sizeof(follower));
	follower.sequence = -1;
	follower.idl = idl_new(io_github_backcare_Backcare_varlink, fail_idl, NULL);
	follower.fd = rig_connect(&rig);
	rig_send(follower.fd, call);
	follow();
	report_active();
	follow();
}

static void end(void)
{
	(void)close(follower.fd);
	follower.idl = idl_free(follower.idl);
	rig_teardown(&rig);
}

/* Time passes, looked at each few minutes. */
static void live(usec_t length_usec, usec_t each_usec)
{
	for (; length_usec > each_usec; length_usec -= each_usec) {
		rig_wait(&rig, each_usec);
		(void)status_int("seatedUSec");
	}
	rig_wait(&rig, length_usec);
	(void)status_int("seatedUSec");
}

/* -- clocks that are set
 * --------------------------------------------------------------------------------------------- */

#define HOUR ((int64_t)USEC_PER_HOUR)
#define YEAR (365 * 24 * HOUR)

START_TEST(a_clock_set_to_and_fro_moves_labels_only)
{
	static const int64_t jumps[] = {HOUR, -HOUR, -3 * HOUR, 5 * YEAR, -30 * YEAR, 26 * YEAR,
		-2 * HOUR, 24 * HOUR, -48 * HOUR, 200 * YEAR, -200 * YEAR};
	AUTO_JSON struct json_object *before = NULL;
	AUTO_JSON struct json_object *after = NULL;

	begin(PLAIN, "UTC", MONDAY);
	before = rig_call(&rig, "GetConfiguration", "{}");
	rig_wait(&rig, 20 * USEC_PER_MINUTE);
	for (size_t i = 0; i < ELEMENTSOF(jumps); i++) {
		rig_set_real(&rig, rig.manual.real_usec + (usec_t)jumps[i]);
		ck_assert_int_eq(status_int("seatedUSec"), (int64_t)((20 + i) * USEC_PER_MINUTE));
		ck_assert_int_eq(status_int("limitReachedUSec") - status_int("timeUSec"),
			(int64_t)((25 - i) * USEC_PER_MINUTE));
		rig_wait(&rig, USEC_PER_MINUTE);
		ck_assert_uint_eq(follower.n_shown, 0);
	}
	/* The battery of the clock is empty. */
	rig_set_real(&rig, 5 * USEC_PER_SEC);
	rig_wait(&rig, (25 - ELEMENTSOF(jumps)) * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	rig_set_real(&rig, MONDAY);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_shown, 1);
	after = rig_call(&rig, "GetConfiguration", "{}");
	ck_assert_str_eq(json_object_to_json_string(before), json_object_to_json_string(after));
	ck_assert_uint_eq(follower.n_settings, 0);
	end();
}
END_TEST

START_TEST(a_clock_set_into_the_night_takes_a_prompt_back_once)
{
	begin(WITH_NIGHTS, "UTC", MONDAY);
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	rig_set_real(&rig, MONDAY + 14 * USEC_PER_HOUR);
	ck_assert(!status_has("prompt"));
	ck_assert(status_has("holds.0"));
	ck_assert_str_eq(follower.outcome, "withdrawn");
	/* To and fro: no burst. */
	for (size_t i = 0; i < 20; i++) {
		rig_set_real(&rig, MONDAY + USEC_PER_HOUR);
		rig_wait(&rig, 5 * USEC_PER_SEC);
		rig_set_real(&rig, MONDAY + 14 * USEC_PER_HOUR);
		rig_wait(&rig, 5 * USEC_PER_SEC);
		(void)status_int("seatedUSec");
	}
	ck_assert_uint_eq(follower.n_shown, 1);
	rig_set_real(&rig, MONDAY + USEC_PER_HOUR);
	rig_wait(&rig, 10 * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_shown, 2);
	end();
}
END_TEST

START_TEST(a_pause_and_a_snooze_last_as_long_as_said)
{
	begin(PLAIN, "UTC", MONDAY);
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	(void)json_object_put(rig_call(&rig, "Respond", "{\"answer\":\"snooze\"}"));
	rig_set_real(&rig, MONDAY + 400 * USEC_PER_DAY);
	rig_wait(&rig, 9 * USEC_PER_MINUTE);
	ck_assert(!status_has("prompt"));
	rig_set_real(&rig, MONDAY - 400 * USEC_PER_DAY);
	rig_wait(&rig, USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	(void)json_object_put(rig_call(&rig, "Pause", "{\"durationUSec\":3600000000}"));
	rig_set_real(&rig, MONDAY + 400 * USEC_PER_DAY);
	rig_wait(&rig, 59 * USEC_PER_MINUTE);
	ck_assert(status_has("holds.0"));
	ck_assert_int_eq(
		status_int("holds.0.untilUSec") - status_int("timeUSec"), (int64_t)USEC_PER_MINUTE);
	rig_wait(&rig, USEC_PER_MINUTE);
	ck_assert(!status_has("holds.0"));
	end();
}
END_TEST

/* -- zones
 * --------------------------------------------------------------------------------------------- */

/* A zone file of version 2 whose rule is in its last line. */
static void write_zone(const char *path, const char *rule)
{
	static const char head[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0";
	static const char one_type[] = "\0\0\0\1\0\0\0\4";
	static const char type[] = "\0\0\0\0\0\0LMT";
	char next[300];
	FILE *file;

	(void)snprintf(next, sizeof(next), "%s.next", path);
	file = fopen(next, "we");
	ck_assert_ptr_nonnull(file);
	/* Without a change, for those who know 32 bits only; then with one, long ago. */
	(void)fwrite(head, 1, 28, file);
	(void)fwrite("\0\0\0\0\0\0\0\0", 1, 8, file);
	(void)fwrite(one_type, 1, 8, file);
	(void)fwrite(type, 1, 10, file);
	(void)fwrite(head, 1, 28, file);
	(void)fwrite("\0\0\0\0\0\0\0\1", 1, 8, file);
	(void)fwrite(one_type, 1, 8, file);
	(void)fwrite("\xff\xff\xff\xff\x80\0\0\0\0", 1, 9, file);
	(void)fwrite(type, 1, 10, file);
	(void)fprintf(file, "\n%s\n", rule);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(rename(next, path), 0);
}

START_TEST(a_zone_file_that_is_replaced_is_noticed)
{
	char directory[] = "/tmp/backcare-zone-XXXXXX", path[64], name[80], command[96];

	ck_assert_ptr_nonnull(mkdtemp(directory));
	(void)snprintf(path, sizeof(path), "%s/localtime", directory);
	(void)snprintf(name, sizeof(name), ":%s", path);
	write_zone(path, "UTC0");
	begin(WITH_NIGHTS, name, MONDAY);
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	/* Flown to Auckland: it is 22:45 there. Nobody waits for a deadline. */
	write_zone(path, "NZDT-13");
	rig_settle(&rig);
	rig_settle(&rig);
	ck_assert(!status_has("prompt"));
	ck_assert_int_eq(status_int("holds.0.untilUSec"),
		(int64_t)(MONDAY + 8 * USEC_PER_HOUR + 30 * USEC_PER_MINUTE));
	ck_assert_int_eq(status_int("seatedUSec"), 45 * (int64_t)USEC_PER_MINUTE);
	/* And back. */
	write_zone(path, "UTC0");
	rig_settle(&rig);
	rig_settle(&rig);
	ck_assert(!status_has("holds.0.untilUSec") ||
		  status_int("holds.0.untilUSec") < (int64_t)(MONDAY + USEC_PER_HOUR));
	rig_wait(&rig, 10 * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_shown, 2);
	end();
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(a_zone_that_changes_by_name_is_seen_at_the_next_step)
{
	begin(WITH_NIGHTS, "UTC", MONDAY);
	rig_wait(&rig, 20 * USEC_PER_MINUTE);
	ck_assert_int_eq(setenv("TZ", "NZDT-13", 1), 0);
	report_active();
	ck_assert(status_has("holds.0"));
	ck_assert_int_eq(status_int("seatedUSec"), 20 * (int64_t)USEC_PER_MINUTE);
	ck_assert_int_eq(setenv("TZ", "EST5", 1), 0);
	report_active();
	/* 04:20 there: night as well. */
	ck_assert_int_eq(status_int("holds.0.untilUSec"),
		(int64_t)(MONDAY + 2 * USEC_PER_HOUR + 30 * USEC_PER_MINUTE));
	ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
	report_active();
	rig_wait(&rig, 25 * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_shown, 1);
	end();
}
END_TEST

/* Both nights: from 20:00 on, somebody who does not sleep. */
static const struct {
	usec_t from_usec;
	int64_t quiet_until_usec; /* after the clock was changed */
	int64_t day_ends_usec;
} nights[] = {
	/* 06:30 CEST and 04:00 CEST */
	{SPRING, SPRING + 9 * HOUR + HOUR / 2, SPRING + 7 * HOUR},
	/* 06:30 CET and 04:00 CET */
	{AUTUMN, AUTUMN + 11 * HOUR + HOUR / 2, AUTUMN + 9 * HOUR},
};

START_TEST(a_night_of_summer_time_ends_by_the_new_clock)
{
	int64_t from_usec = (int64_t)nights[_i].from_usec;
	unsigned n_shown;

	begin(WITH_NIGHTS, BERLIN, nights[_i].from_usec);
	live(2 * USEC_PER_HOUR, 10 * USEC_PER_MINUTE);
	n_shown = follower.n_shown;
	ck_assert(status_has("holds.0"));
	live((usec_t)(5 * HOUR), 20 * USEC_PER_MINUTE);
	ck_assert_int_eq(status_int("holds.0.untilUSec"), nights[_i].quiet_until_usec);
	ck_assert_uint_eq(
		follower.n_days, from_usec + 7 * HOUR >= nights[_i].day_ends_usec ? 1 : 0);
	live((usec_t)(nights[_i].day_ends_usec - from_usec - 7 * HOUR) + USEC_PER_SEC,
		20 * USEC_PER_MINUTE);
	ck_assert_uint_eq(follower.n_days, 1);
	ck_assert_int_eq(status_int("today.seatedUSec"), (int64_t)USEC_PER_SEC);
	live((usec_t)(nights[_i].quiet_until_usec - nights[_i].day_ends_usec) - 2 * USEC_PER_SEC,
		20 * USEC_PER_MINUTE);
	ck_assert(status_has("holds.0"));
	ck_assert_uint_eq(follower.n_shown, n_shown);
	live(2 * USEC_PER_SEC, USEC_PER_MINUTE);
	ck_assert_uint_eq(follower.n_days, 1);
	end();
}
END_TEST

START_TEST(a_walk_held_over_that_night_comes_once)
{
	begin(WITH_NIGHTS, BERLIN, nights[_i].from_usec + (usec_t)(HOUR + HOUR / 2));
	live((usec_t)(nights[_i].quiet_until_usec - (int64_t)rig.manual.real_usec) - USEC_PER_SEC,
		30 * USEC_PER_MINUTE);
	ck_assert_uint_eq(follower.n_shown, 0);
	rig_wait(&rig, USEC_PER_SEC);
	rig_wait(&rig, 15 * USEC_PER_SEC);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_shown, 1);
	rig_wait(&rig, 9 * USEC_PER_MINUTE);
	follow();
	ck_assert_uint_eq(follower.n_shown, 1);
	end();
}
END_TEST

/* -- suspends
 * --------------------------------------------------------------------------------------------- */

START_TEST(ten_hours_with_a_prompt_open)
{
	begin(PLAIN, "UTC", MONDAY);
	rig_wait(&rig, 50 * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	rig_suspend(&rig, 10 * USEC_PER_HOUR);
	ck_assert(!status_has("prompt"));
	ck_assert_uint_eq(follower.n_shown, 1);
	ck_assert_uint_eq(follower.n_closed, 1);
	ck_assert_str_eq(follower.outcome, "natural");
	ck_assert_int_eq(status_int("seatedUSec"), 0);
	ck_assert_int_eq(status_int("today.asleepUSec"), 10 * HOUR);
	rig_wait(&rig, 44 * USEC_PER_MINUTE);
	ck_assert(!status_has("prompt"));
	rig_wait(&rig, USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_shown, 2);
	end();
}
END_TEST

START_TEST(a_moment_of_sleep_with_a_prompt_open)
{
	begin(PLAIN, "UTC", MONDAY);
	rig_wait(&rig, 50 * USEC_PER_MINUTE);
	rig_suspend(&rig, 5 * USEC_PER_SEC);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_closed, 0);
	ck_assert_int_eq(status_int("seatedUSec"), 50 * (int64_t)USEC_PER_MINUTE);
	/* The reminder is of the same prompt. */
	rig_wait(&rig, 5 * USEC_PER_MINUTE);
	ck_assert(status_has("prompt"));
	ck_assert_uint_eq(follower.n_closed, 0);
	end();
}
END_TEST

/* A lid with a loose contact. */
START_TEST(many_suspends_bring_no_burst_and_lose_no_time)
{
	begin(PLAIN, "UTC", MONDAY);
	for (unsigned i = 1; i <= 180; i++) {
		rig_wait(&rig, USEC_PER_MINUTE);
		rig_suspend(&rig, 30 * USEC_PER_SEC);
		if (i % 10 == 0) {
			ck_assert_int_eq(
				status_int("today.asleepUSec"), (int64_t)(i * 30 * USEC_PER_SEC));
			ck_assert_int_eq(
				status_int("today.seatedUSec"), (int64_t)(i * USEC_PER_MINUTE));
			/* Half a minute is no rest. */
			ck_assert_int_eq(status_int("seatedUSec"), (int64_t)(i * USEC_PER_MINUTE));
		}
	}
	/* The walk with its reminder, the last line, and silence. */
	ck_assert_uint_ge(follower.n_shown, 2);
	ck_assert_uint_le(follower.n_shown, 3);
	end();
}
END_TEST

START_TEST(a_suspend_over_the_border_of_the_day_and_the_night)
{
	begin(WITH_NIGHTS, BERLIN, SPRING);
	live(30 * USEC_PER_MINUTE, 10 * USEC_PER_MINUTE);
	rig_suspend(&rig, 12 * USEC_PER_HOUR);
	ck_assert(!status_has("prompt"));
	ck_assert(!status_has("holds.0"));
	ck_assert_uint_eq(follower.n_days, 1);
	ck_assert_uint_eq(follower.n_shown, 0);
	/* 04:00 CEST is seven hours after 20:00 CET; the suspend ended after twelve and a half. */
	ck_assert_int_eq(status_int("today.asleepUSec"), 5 * HOUR + HOUR / 2);
	ck_assert_int_eq(status_int("seatedUSec"), 0);
	end();
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, a_clock_set_to_and_fro_moves_labels_only);
	tcase_add_test(tcase, a_clock_set_into_the_night_takes_a_prompt_back_once);
	tcase_add_test(tcase, a_pause_and_a_snooze_last_as_long_as_said);
	tcase_add_test(tcase, a_zone_file_that_is_replaced_is_noticed);
	tcase_add_test(tcase, a_zone_that_changes_by_name_is_seen_at_the_next_step);
	tcase_add_loop_test(
		tcase, a_night_of_summer_time_ends_by_the_new_clock, 0, ELEMENTSOF(nights));
	tcase_add_loop_test(tcase, a_walk_held_over_that_night_comes_once, 0, ELEMENTSOF(nights));
	tcase_add_test(tcase, ten_hours_with_a_prompt_open);
	tcase_add_test(tcase, a_moment_of_sleep_with_a_prompt_open);
	tcase_add_test(tcase, many_suspends_bring_no_burst_and_lose_no_time);
	tcase_add_test(tcase, a_suspend_over_the_border_of_the_day_and_the_night);
	tcase_set_timeout(tcase, 120);
}

int main(void)
{
	return check_main("time", add_tests);
}
