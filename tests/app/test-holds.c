/* SPDX-License-Identifier: MIT */
/* What holds prompts back, as a client sees it: who does it, and how often it is told. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "app_internal.h"
#include "check_main.h"
#include "jsonvalue.h"
#include "rig.h"

static const char settings[] = "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n";
static struct rig rig;

static void setup(void)
{
	rig_setup(&rig, settings);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

static struct json_object *status(void)
{
	return rig_call(&rig, "GetStatus", "{}");
}

static void report(const char *presence)
{
	char parameters[128];

	(void)snprintf(parameters, sizeof(parameters),
		"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%llu}", presence,
		(unsigned long long)USEC_PER_DAY);
	(void)json_object_put(rig_call(&rig, "ReportPresence", parameters));
}

static const struct {
	enum hold_reason reason;
	const char *name, *who, *why;
	bool capped;
} rows[] = {
	{HOLD_DO_NOT_DISTURB, "do_not_disturb", "mako, mode do-not-disturb", "do not disturb",
		false},
	{HOLD_MICROPHONE, "microphone", "Firefox", "the microphone is in use", true},
	{HOLD_FULLSCREEN, "fullscreen", "mpv", "a fullscreen window", false},
};

START_TEST(status_says_who_holds)
{
	AUTO_JSON struct json_object *held = NULL;
	AUTO_JSON struct json_object *why = NULL;
	AUTO_JSON struct json_object *after = NULL;

	report("active");
	/* Of a window it is heard only when something is nearly due. */
	rig_wait(&rig, 45 * USEC_PER_MINUTE - USEC_PER_SEC);
	app_set_surrounding(rig.app, rows[_i].reason, true, rows[_i].who);
	rig_wait(&rig, 15 * USEC_PER_MINUTE);
	held = status();
	ck_assert_str_eq(rig_string(held, "holds.0.reason"), rows[_i].name);
	ck_assert_str_eq(rig_string(held, "holds.0.detail"), rows[_i].who);
	ck_assert_int_eq(rig_has(held, "holds.0.untilUSec"), rows[_i].capped);
	ck_assert(!rig_has(held, "prompt") && !rig_has(held, "holds.1"));
	why = rig_call(&rig, "Explain", "{\"limit\":1}");
	ck_assert_str_eq(rig_string(why, "decisions.0.decision"), "held");
	ck_assert_ptr_nonnull(strstr(rig_string(why, "decisions.0.reason"), rows[_i].why));
	app_set_surrounding(rig.app, rows[_i].reason, false, NULL);
	rig_wait(&rig, 15 * USEC_PER_SEC);
	after = status();
	ck_assert(!rig_has(after, "holds.0"));
	ck_assert_str_eq(rig_string(after, "prompt.kind"), "walk");
}
END_TEST

START_TEST(who_is_not_known)
{
	AUTO_JSON struct json_object *reply = NULL;

	app_set_surrounding(rig.app, HOLD_DO_NOT_DISTURB, true, NULL);
	app_set_surrounding(rig.app, HOLD_INHIBITOR, true, "");
	reply = status();
	ck_assert_str_eq(rig_string(reply, "holds.0.reason"), "do_not_disturb");
	ck_assert_str_eq(rig_string(reply, "holds.1.reason"), "inhibitor");
	ck_assert(!rig_has(reply, "holds.0.detail") && !rig_has(reply, "holds.1.detail"));
}
END_TEST

START_TEST(who_may_become_another)
{
	AUTO_JSON struct json_object *reply = NULL;

	app_set_surrounding(rig.app, HOLD_DO_NOT_DISTURB, true, "mako, mode dnd");
	app_set_surrounding(rig.app, HOLD_DO_NOT_DISTURB, true, "dunst");
	reply = status();
	ck_assert_str_eq(rig_string(reply, "holds.0.detail"), "dunst");
}
END_TEST

/* At the maximum, one above, and one above with a character of two bytes at the border. */
START_TEST(long_names_are_cut)
{
	char who[API_DETAIL_MAX + 2];
	size_t n_given = _i == 0 ? API_DETAIL_MAX - 1 : API_DETAIL_MAX;
	size_t n_kept = _i == 2 ? API_DETAIL_MAX - 2 : API_DETAIL_MAX - 1;
	AUTO_JSON struct json_object *reply = NULL;

	memset(who, 'a', n_given);
	who[n_given] = '\0';
	if (_i == 2) {
		memcpy(who + API_DETAIL_MAX - 2, "\xc3\xa9", 3);
	}
	app_set_surrounding(rig.app, HOLD_MICROPHONE, true, who);
	reply = status();
	ck_assert_uint_eq(strlen(rig_string(reply, "holds.0.detail")), n_kept);
}
END_TEST

START_TEST(a_call_is_presence_too)
{
	AUTO_JSON struct json_object *reply = NULL;

	app_set_surrounding(rig.app, HOLD_MICROPHONE, true, "Firefox");
	rig_wait(&rig, USEC_PER_MINUTE);
	reply = status();
	ck_assert_str_eq(rig_string(reply, "presence"), "passive");
	ck_assert_str_eq(rig_string(reply, "presenceDetail"), "microphone in use by Firefox");
}
END_TEST

START_TEST(letting_through_is_live)
{
	AUTO_JSON struct json_object *held = NULL;
	AUTO_JSON struct json_object *after = NULL;

	report("active");
	app_set_surrounding(rig.app, HOLD_DO_NOT_DISTURB, true, "dunst");
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	held = status();
	ck_assert(!rig_has(held, "prompt"));
	rig_write_settings(
		&rig, "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n[Hold]\nDoNotDisturb=let through\n");
	(void)json_object_put(rig_call(&rig, "Reload", "{}"));
	rig_wait(&rig, 15 * USEC_PER_SEC);
	after = status();
	ck_assert(rig_has(after, "prompt") && !rig_has(after, "holds.0"));
}
END_TEST

/* Ten seconds with fifty flips each, over a walk that is due. */
START_TEST(flips_do_not_flood_who_follows)
{
	static const char call[] = "{\"method\":\"" PROTOCOL_INTERFACE ".Monitor\",\"more\":true}";
	AUTO_JSON struct json_object *why = NULL;
	AUTO_JSON struct json_object *after = NULL;
	unsigned n_holds = 0, n_prompts = 0;
	size_t n_held = 0;
	int fd;

	report("active");
	rig_wait(&rig, 44 * USEC_PER_MINUTE + 55 * USEC_PER_SEC);
	fd = rig_connect(&rig);
	rig_send(fd, call);
	(void)json_object_put(rig_receive(&rig, fd));
	for (unsigned i = 0; i < 1000; i++) {
		app_set_surrounding(rig.app, HOLD_DO_NOT_DISTURB, i % 2 == 0, "mako, mode dnd");
		rig_wait(&rig, USEC_PER_SEC / 100);
	}
	rig_wait(&rig, 14 * USEC_PER_SEC);
	while (rig_has_message(&rig, fd)) {
		AUTO_JSON struct json_object *message = rig_receive(&rig, fd);
		const char *event = rig_string(message, "parameters.event");

		n_holds += strcmp(event, "hold") == 0;
		n_prompts += strncmp(event, "prompt", 6) == 0;
	}
	(void)close(fd);
	ck_assert_uint_ge(n_holds, 2);
	ck_assert_uint_le(n_holds, 12);
	ck_assert_uint_eq(n_prompts, 0);
	rig_wait(&rig, USEC_PER_SEC);
	after = status();
	ck_assert(rig_has(after, "prompt"));
	ck_assert_int_eq(rig_int(after, "today.prompted"), 1);
	why = rig_call(&rig, "Explain", "{\"limit\":1000}");
	for (size_t i = 0; i < json_object_array_length(json_object_object_get(why, "decisions"));
		i++) {
		char path[64];

		(void)snprintf(path, sizeof(path), "decisions.%zu.decision", i);
		n_held += strcmp(rig_string(why, path), "held") == 0;
	}
	ck_assert_uint_eq(n_held, 1);
}
END_TEST

/* -- office hours over the nights on which the clocks change
 * ---------------------------------------------------------------------------------------------------
 */

#define HOUR USEC_PER_HOUR
#define OFFICE "[Posture]\nPerDay=0\n[Hours]\nQuiet=\nOffice=06:00-18:00\n"
#define BERLIN "Europe/Berlin"
#define SPRING (1774738800 * USEC_PER_SEC) /* 2026-03-29 00:00 CET; 02:00 becomes 03:00 */
#define AUTUMN (1792879200 * USEC_PER_SEC) /* 2026-10-25 00:00 CEST; 03:00 becomes 02:00 */

static const struct {
	usec_t midnight_usec, begin_usec; /* 06:00 */
} nights[] = {
	{SPRING, SPRING + 5 * HOUR},
	{AUTUMN, AUTUMN + 7 * HOUR},
};

START_TEST(office_hours_begin_by_the_new_clock)
{
	AUTO_JSON struct json_object *before = NULL;
	AUTO_JSON struct json_object *after = NULL;

	rig_teardown(&rig);
	rig_setup_at(&rig, OFFICE, BERLIN, nights[_i].midnight_usec);
	rig_wait(&rig, nights[_i].begin_usec - nights[_i].midnight_usec - USEC_PER_SEC);
	before = status();
	ck_assert_str_eq(rig_string(before, "holds.0.reason"), "off_hours");
	ck_assert_str_eq(rig_string(before, "holds.0.detail"), "setting Hours.Office");
	ck_assert_int_eq(rig_int(before, "holds.0.untilUSec"), (int64_t)nights[_i].begin_usec);
	rig_wait(&rig, USEC_PER_SEC);
	after = status();
	ck_assert(!rig_has(after, "holds.0"));
}
END_TEST

/* -- until tomorrow
 * ---------------------------------------------------------------------------------------------------
 */

#define PLAIN "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n"

static const struct {
	const char *settings;
	usec_t from_usec, tomorrow_usec;
} tomorrows[] = {
	/* An ordinary day, and the hours after midnight, which belong to the day before */
	{PLAIN, SPRING - 30 * HOUR, SPRING - 20 * HOUR},
	{PLAIN, SPRING - 22 * HOUR, SPRING - 20 * HOUR},
	{PLAIN, SPRING - 20 * HOUR, SPRING + 3 * HOUR},
	/* 04:00 of the new clock, asked for before, and after */
	{PLAIN, SPRING - 2 * HOUR, SPRING + 3 * HOUR},
	{PLAIN, SPRING + 2 * HOUR, SPRING + 3 * HOUR},
	{PLAIN, AUTUMN - 2 * HOUR, AUTUMN + 5 * HOUR},
	{PLAIN, AUTUMN + 4 * HOUR, AUTUMN + 5 * HOUR},
	/* 02:30 is left out, and is there twice */
	{PLAIN "[Day]\nStart=02:30\n", SPRING, SPRING + 2 * HOUR},
	{PLAIN "[Day]\nStart=02:30\n", AUTUMN, AUTUMN + 5 * HOUR / 2},
	{PLAIN "[Day]\nStart=00:00\n", SPRING - HOUR, SPRING},
	{PLAIN "[Day]\nStart=23:59\n", SPRING, SPRING + 23 * HOUR - USEC_PER_MINUTE},
};

START_TEST(a_pause_until_tomorrow_ends_with_the_day)
{
	usec_t length_usec = tomorrows[_i].tomorrow_usec - tomorrows[_i].from_usec;
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *held = NULL;
	AUTO_JSON struct json_object *after = NULL;

	rig_teardown(&rig);
	rig_setup_at(&rig, tomorrows[_i].settings, BERLIN, tomorrows[_i].from_usec);
	reply = rig_call(&rig, "Pause", "{\"untilTomorrow\":true}");
	ck_assert_int_eq(rig_int(reply, "untilUSec"), (int64_t)tomorrows[_i].tomorrow_usec);
	rig_wait(&rig, length_usec - USEC_PER_SEC);
	held = status();
	ck_assert_str_eq(rig_string(held, "holds.0.reason"), "paused");
	ck_assert_int_eq(rig_int(held, "holds.0.untilUSec"), (int64_t)tomorrows[_i].tomorrow_usec);
	rig_wait(&rig, USEC_PER_SEC);
	after = status();
	ck_assert(!rig_has(after, "holds.0"));
}
END_TEST

START_TEST(a_pause_has_one_end)
{
	AUTO_JSON struct json_object *error = NULL;
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *held = NULL;

	error = rig_call_error(&rig, "Pause", "{\"untilTomorrow\":true,\"durationUSec\":1}",
		"org.varlink.service.InvalidParameter");
	ck_assert_str_eq(rig_string(error, "parameter"), "untilTomorrow");
	reply = rig_call(&rig, "Pause", "{\"untilTomorrow\":false}");
	ck_assert(!rig_has(reply, "untilUSec"));
	held = status();
	ck_assert(!rig_has(held, "holds.0.untilUSec"));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(
		tcase, a_pause_until_tomorrow_ends_with_the_day, 0, ELEMENTSOF(tomorrows));
	tcase_add_test(tcase, a_pause_has_one_end);
	tcase_add_loop_test(tcase, office_hours_begin_by_the_new_clock, 0, ELEMENTSOF(nights));
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, status_says_who_holds, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, who_is_not_known);
	tcase_add_test(tcase, who_may_become_another);
	tcase_add_loop_test(tcase, long_names_are_cut, 0, 3);
	tcase_add_test(tcase, a_call_is_presence_too);
	tcase_add_test(tcase, letting_through_is_live);
	tcase_add_test(tcase, flips_do_not_flood_who_follows);
}

int main(void)
{
	return check_main("holds", add_tests);
}
