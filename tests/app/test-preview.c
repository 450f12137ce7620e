/* SPDX-License-Identifier: MIT */
/* io.github.backcare.History.Preview as a client sees it, of the whole daemon on a clock moved by
 * hand: made-up days are taken in and lived again. The figures are those of tests/core/test-replay,
 * worked out by hand there. */
#include <inttypes.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api.h"
#include "check_main.h"
#include "jsonvalue.h"
#include "made_up_days.h"

#define BAD_SETTING PROTOCOL_HISTORY_INTERFACE ".BadSetting"
/* Walks alone, at any hour. */
#define SETTINGS "[Hours]\nQuiet=\n[Prompt]\nKinds=walk\n[Posture]\nPerDay=0\n"

static struct rig rig;

static void setup(void)
{
	rig_setup_at(&rig, SETTINGS, "UTC", (usec_t)NOON_USEC);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

/* -- figures -- */

static void expect_int(struct json_object *object, const char *path, int64_t expected)
{
	ck_assert_msg(rig_int(object, path) == expected, "%s is %" PRId64 ", not %" PRId64 ": %s",
		path, rig_int(object, path), expected, json_object_to_json_string(object));
}

/* "PROMPTS/LONGEST": minutes */
static void expect_figures(
	struct json_object *reply, size_t day, const char *name, unsigned prompts, unsigned longest)
{
	char path[96];

	(void)snprintf(path, sizeof(path), "days.%zu.%s%sprompted", day, name, *name ? "." : "");
	expect_int(reply, path, prompts);
	(void)snprintf(
		path, sizeof(path), "days.%zu.%s%slongestSeatedUSec", day, name, *name ? "." : "");
	expect_int(reply, path, longest * MIN);
}

static size_t n_days(struct json_object *reply)
{
	return json_object_array_length(json_object_object_get(reply, "days"));
}

static const struct row {
	const char *settings;
	unsigned same_prompts;
	unsigned as_before_prompts, as_before_longest;
	unsigned every_prompts, every_longest;
} rows[] = {
	{"{}", 4, 8, 90, 8, 45},
	{"{\"Walk.Limit\":\"45min\"}", 4, 8, 90, 8, 45},
	/* 09:30, not taken, and 10:00, taken; 10:33 not, 11:03, and 11:36 not; 13:30 as it is the
	   turn of one that is taken, 14:03 not, 14:33, 15:06 not, 15:36, 16:09 not, 16:39. */
	{"{\"Walk.Limit\":\"30min\"}", 4, 12, 60, 12, 30},
	{"{\"Walk.Limit\":\"30min\",\"Prompt.MaxPerHour\":\"1\"}", 4, 7, 117, 7, 57},
};

START_TEST(days_are_lived_again_under_other_settings)
{
	const struct row *row = &rows[_i];
	AUTO_FREE char *parameters = NULL;
	AUTO_JSON struct json_object *reply = NULL;

	add_office_days(&rig, 3, 1);
	ck_assert_int_ge(asprintf(&parameters, "{\"settings\":%s,\"days\":3}", row->settings), 0);
	reply = rig_call(&rig, "History.Preview", parameters);
	ck_assert_uint_eq(n_days(reply), 3);
	ck_assert_str_eq(rig_string(reply, "days.0.date"), "2026-02-27");
	ck_assert_str_eq(rig_string(reply, "days.2.date"), "2026-03-01");
	expect_int(reply, "walksPrompted", 6);
	expect_int(reply, "walksTaken", 3);
	for (size_t i = 0; i < 3; i++) {
		expect_figures(reply, i, "", 2, 240);
		expect_figures(reply, i, "samePresence", row->same_prompts, 240);
		expect_figures(reply, i, "everyWalk", row->every_prompts, row->every_longest);
	}
	expect_figures(reply, 0, "walksAsBefore", row->as_before_prompts, row->as_before_longest);
	expect_int(reply, "days.0.everyWalk.promptedByKind.walk", row->every_prompts);
}
END_TEST

/* Under 45 min with two walks of three minutes that were asked for, and a cup of tea that was not;
 * see walks_that_were_asked_for_move_and_other_rests_stay. */
START_TEST(rests_that_answered_a_prompt_move)
{
	AUTO_JSON struct json_object *reply = NULL;
	int64_t midnight = midnight_of(1);
	struct days days;

	days_begin(&days, &rig);
	say_spell(&days, midnight, "seated", 540, 585);
	say_walk(&days, midnight, "natural", "limit", 585);
	say_spell(&days, midnight, "away", 585, 588);
	say_spell(&days, midnight, "seated", 588, 633);
	say_walk(&days, midnight, "done", "limit", 633);
	say_spell(&days, midnight, "away", 633, 636);
	say_spell(&days, midnight, "seated", 636, 661);
	say_spell(&days, midnight, "away", 661, 666);
	say_spell(&days, midnight, "seated", 666, 726);
	days_end(&days);
	reply = rig_call(&rig, "History.Preview", "{\"settings\":{\"Walk.Limit\":\"60min\"}}");
	ck_assert_uint_eq(n_days(reply), 1);
	expect_figures(reply, 0, "", 2, 60);
	expect_figures(reply, 0, "samePresence", 1, 60);
	expect_figures(reply, 0, "walksAsBefore", 2, 60);
	expect_figures(reply, 0, "everyWalk", 2, 60);
	expect_int(reply, "walksTaken", 2);
	(void)json_object_put(reply);

	/* Where nobody asks any more, the sitting that was interrupted is one: 121 min. */
	reply = rig_call(&rig, "History.Preview", "{\"settings\":{\"Walk.Limit\":\"5h\"}}");
	expect_figures(reply, 0, "samePresence", 0, 60);
	expect_figures(reply, 0, "walksAsBefore", 0, 121);
}
END_TEST

START_TEST(the_machine_with_the_most_sitting_is_the_one)
{
	AUTO_JSON struct json_object *reply = NULL;
	struct days days;

	days_begin(&days, &rig);
	days.machine = "aaaa";
	say_office_day(&days, 1);
	days.machine = "bbbb";
	say_spell(&days, midnight_of(1), "seated", 600, 900);
	say_walk(&days, midnight_of(1), "natural", "limit", 800);
	days_end(&days);
	reply = rig_call(&rig, "History.Preview", "{\"settings\":{}}");
	expect_figures(reply, 0, "samePresence", 4, 240);
	expect_int(reply, "walksPrompted", 2);
}
END_TEST

START_TEST(days_on_which_nobody_was_there_are_left_out)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *none = NULL;
	struct days days;

	none = rig_call(&rig, "History.Preview", "{\"settings\":{}}");
	ck_assert_uint_eq(n_days(none), 0);
	add_office_days(&rig, 16, 16);
	add_office_days(&rig, 15, 15);
	add_office_days(&rig, 14, 14);
	days_begin(&days, &rig);
	say_spell(&days, midnight_of(8), "away", 240, 1680);
	/* Today is not over. */
	say_spell(&days, midnight_of(0), "seated", 540, 600);
	days_end(&days);
	add_office_days(&rig, 5, 5);
	reply = rig_call(&rig, "History.Preview", "{\"settings\":{}}");
	ck_assert_uint_eq(n_days(reply), 2);
	ck_assert_str_eq(rig_string(reply, "days.0.date"), "2026-02-16");
	ck_assert_str_eq(rig_string(reply, "days.1.date"), "2026-02-25");
	/* What comes before the first day and after the last is in no figure. */
	expect_figures(reply, 0, "samePresence", 4, 240);
	expect_figures(reply, 1, "samePresence", 4, 240);
	expect_int(reply, "walksPrompted", 4);
}
END_TEST

START_TEST(what_care_holds_now_is_held)
{
	AUTO_JSON struct json_object *told = NULL;
	AUTO_JSON struct json_object *reply = NULL;

	add_office_days(&rig, 2, 1);
	told = rig_call(&rig, "Care.ReportSymptoms", "{\"symptoms\":[\"saddle-numbness\"]}");
	reply = rig_call(&rig, "History.Preview", "{\"settings\":{\"Walk.Limit\":\"30min\"}}");
	ck_assert_uint_eq(n_days(reply), 2);
	expect_figures(reply, 0, "everyWalk", 0, 240);
}
END_TEST

/* -- what is refused -- */

static const struct bad_row {
	const char *settings, *name, *said;
} bad_rows[] = {
	{"{\"Walk.Limti\":\"30min\"}", "Walk.Limti", "'Walk.Limti' is not a setting"},
	{"{\"Walk.Break\":\"4min\",\"Walk.Limit\":\"soon\"}", "Walk.Limit",
		"Walk.Limit: 'soon' is not allowed; give "},
	{"{\"\":\"\"}", "", "'' is not a setting"},
};

START_TEST(a_bad_setting_is_named)
{
	const struct bad_row *row = &bad_rows[_i];
	AUTO_FREE char *parameters = NULL;
	AUTO_JSON struct json_object *error = NULL;

	ck_assert_int_ge(asprintf(&parameters, "{\"settings\":%s}", row->settings), 0);
	error = rig_call_error(&rig, "History.Preview", parameters, BAD_SETTING);
	ck_assert_str_eq(rig_string(error, "name"), row->name);
	ck_assert_msg(strncmp(rig_string(error, "message"), row->said, strlen(row->said)) == 0,
		"%s", rig_string(error, "message"));
}
END_TEST

static const struct {
	const char *parameters, *name;
} invalid[] = {
	{"{}", "settings"},
	{"{\"settings\":{},\"days\":0}", "days"},
	{"{\"settings\":{},\"days\":91}", "days"},
	{"{\"settings\":{\"Walk.Limit\":30}}", "settings"},
};

START_TEST(invalid_parameters_are_refused)
{
	AUTO_JSON struct json_object *error = rig_call_error(&rig, "History.Preview",
		invalid[_i].parameters, "org.varlink.service.InvalidParameter");

	ck_assert_str_eq(rig_string(error, "parameter"), invalid[_i].name);
}
END_TEST

START_TEST(as_many_settings_as_there_can_be)
{
	char text[8192] = "{\"settings\":{";
	bool too_many = _i == 1;
	size_t used = strlen(text);

	for (unsigned i = 0; i < API_PREVIEW_SETTINGS_MAX + (unsigned)too_many; i++) {
		used += (size_t)snprintf(
			text + used, sizeof(text) - used, "%s\"No.%u\":\"\"", i > 0 ? "," : "", i);
	}
	(void)snprintf(text + used, sizeof(text) - used, "}}");
	json_object_put(rig_call_error(&rig, "History.Preview", text,
		too_many ? "org.varlink.service.InvalidParameter" : BAD_SETTING));
}
END_TEST

START_TEST(what_makes_no_difference_is_named)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, "History.Preview",
		"{\"settings\":{\"Hold.Meeting\":\"let through\",\"Walk.Limit\":\"30min\","
		"\"Presence.IdleAfter\":\"30s\"}}");
	struct json_object *names = json_object_object_get(reply, "withoutEffect");

	ck_assert_uint_eq(json_object_array_length(names), 2);
	ck_assert_str_eq(
		json_object_get_string(json_object_array_get_idx(names, 0)), "Hold.Meeting");
	ck_assert_str_eq(
		json_object_get_string(json_object_array_get_idx(names, 1)), "Presence.IdleAfter");
}
END_TEST

/* -- beside what goes on -- */

#define PREVIEW_90                                                \
	"{\"method\":\"" PROTOCOL_HISTORY_INTERFACE ".Preview\"," \
	"\"parameters\":{\"settings\":{\"Walk.Limit\":\"30min\"},\"days\":90}}"

START_TEST(what_goes_on_does_not_notice)
{
	AUTO_JSON struct json_object *before = NULL;
	AUTO_JSON struct json_object *after = NULL;
	AUTO_JSON struct json_object *told_before = NULL;
	AUTO_JSON struct json_object *told_after = NULL;

	add_office_days(&rig, 20, 1);
	before = rig_call(&rig, "GetStatus", "{}");
	told_before = rig_call(&rig, "Explain", "{}");
	json_object_put(rig_call(&rig, "History.Preview",
		"{\"settings\":{\"Walk.Limit\":\"1min\",\"Day.Start\":\"11:00\"},\"days\":90}"));
	after = rig_call(&rig, "GetStatus", "{}");
	told_after = rig_call(&rig, "Explain", "{}");
	ck_assert(json_object_equal(before, after));
	ck_assert(json_object_equal(told_before, told_after));
}
END_TEST

static bool readable(int fd)
{
	return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0;
}

START_TEST(nobody_waits_for_a_preview)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *other = NULL;
	int fd = rig_connect(&rig);

	add_office_days(&rig, 90, 1);
	rig_send(fd, PREVIEW_90);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	other = rig_call(&rig, "GetStatus", "{}");
	ck_assert(!readable(fd));
	reply = rig_receive(&rig, fd);
	ck_assert_uint_eq(n_days(json_object_object_get(reply, "parameters")), 90);
	(void)close(fd);
}
END_TEST

static usec_t processor_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

/* Of the processor, which another program's load does not change much; a sanitizer does, so the
 * bound is a wide one. It is some milliseconds. */
#define STEP_MAX_USEC (100 * USEC_PER_MSEC)

START_TEST(ninety_days_are_done_in_small_steps)
{
	usec_t longest_usec = 0, all_usec = 0;
	unsigned n_steps = 0;
	int fd = rig_connect(&rig);

	/* Without forks it is valgrind that looks. */
	add_busy_days(&rig, check_main_forks() ? 90 : 5, 1);
	rig_send(fd, PREVIEW_90);
	while (!readable(fd) && n_steps < 1000) {
		usec_t from_usec = processor_usec(), step_usec;

		ck_assert_int_eq(app_run_once(rig.app), 0);
		step_usec = processor_usec() - from_usec;
		longest_usec = step_usec > longest_usec ? step_usec : longest_usec;
		all_usec += step_usec;
		n_steps++;
	}
	(void)printf("# 90 days: %u steps, the longest %" PRIu64 " us, all %" PRIu64 " us\n",
		n_steps, longest_usec, all_usec);
	if (check_main_forks()) {
		ck_assert_uint_gt(n_steps, 90);
		ck_assert_uint_lt(longest_usec, STEP_MAX_USEC);
	}
	json_object_put(rig_receive(&rig, fd));
	(void)close(fd);
}
END_TEST

START_TEST(many_take_their_turns)
{
	int fds[3];

	add_office_days(&rig, 5, 1);
	for (size_t i = 0; i < ELEMENTSOF(fds); i++) {
		fds[i] = rig_connect(&rig);
		rig_send(fds[i], PREVIEW_90);
	}
	ck_assert_int_eq(app_run_once(rig.app), 0);
	ck_assert_int_eq(app_run_once(rig.app), 0);
	/* Whoever leaves makes room. */
	(void)close(fds[0]);
	for (size_t i = 1; i < ELEMENTSOF(fds); i++) {
		AUTO_JSON struct json_object *reply = rig_receive(&rig, fds[i]);

		ck_assert_uint_eq(n_days(json_object_object_get(reply, "parameters")), 5);
		(void)close(fds[i]);
	}
}
END_TEST

START_TEST(the_settings_may_be_read_again_meanwhile)
{
	AUTO_JSON struct json_object *reply = NULL;
	int fd = rig_connect(&rig);

	add_office_days(&rig, 10, 1);
	rig_send(fd, PREVIEW_90);
	for (size_t i = 0; i < 6; i++) {
		ck_assert_int_eq(app_run_once(rig.app), 0);
	}
	rig_write_settings(&rig, SETTINGS "[Walk]\nLimit=20min\n");
	json_object_put(rig_call(&rig, "Reload", "{}"));
	reply = rig_receive(&rig, fd);
	/* What was asked for. */
	expect_int(reply, "parameters.days.0.everyWalk.prompted", 12);
	(void)close(fd);
}
END_TEST

START_TEST(the_daemon_may_end_meanwhile)
{
	int fd = rig_connect(&rig);

	add_office_days(&rig, 10, 1);
	rig_send(fd, PREVIEW_90);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(app_run_once(rig.app), 0);
	}
	rig_restart(&rig);
	json_object_put(rig_call(&rig, "History.Preview", "{\"settings\":{}}"));
	(void)close(fd);
}
END_TEST

/* -- the other interface -- */

START_TEST(what_would_have_been_prompted_is_told_one_by_one)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *week = NULL;
	AUTO_JSON struct json_object *error = NULL;

	add_office_days(&rig, 9, 1);
	reply = rig_call(&rig, "Preview", "{\"days\":2,\"settings\":{\"Walk.Limit\":\"30min\"}}");
	ck_assert_uint_eq(n_days(reply), 2);
	ck_assert_str_eq(rig_string(reply, "days.1.date"), "2026-03-01");
	expect_int(reply, "days.0.prompts", 4);
	expect_int(reply, "days.0.seatedUSec", 7 * HOUR);
	expect_int(reply, "days.0.longestSeatedUSec", 4 * HOUR);
	ck_assert_uint_eq(json_object_array_length(json_object_object_get(reply, "prompts")), 8);
	ck_assert_str_eq(rig_string(reply, "prompts.0.kind"), "walk");
	/* 09:30 and 10:00, 13:30 and 14:00 */
	expect_int(reply, "prompts.0.timeUSec", midnight_of(2) + 570 * MIN);
	expect_int(reply, "prompts.1.timeUSec", midnight_of(2) + 600 * MIN);
	expect_int(reply, "prompts.7.timeUSec", midnight_of(1) + 840 * MIN);
	week = rig_call(&rig, "Preview", "{}");
	ck_assert_uint_eq(n_days(week), 7);
	error = rig_call_error(&rig, "Preview", "{\"settings\":{\"Walk.Limit\":\"soon\"}}",
		PROTOCOL_INTERFACE ".BadConfiguration");
	ck_assert_str_eq(rig_string(error, "file"), "Walk.Limit");
	ck_assert_ptr_nonnull(strstr(rig_string(error, "message"), "'soon' is not allowed"));
}
END_TEST

/* A change of position every minute. */
START_TEST(of_more_prompts_than_fit_the_first_are_told)
{
	AUTO_JSON struct json_object *reply = NULL;

	if (!check_main_forks()) {
		/* Under valgrind it takes longer than the rig waits for an answer. */
		return;
	}
	add_office_days(&rig, 30, 1);
	reply = rig_call(&rig, "Preview",
		"{\"days\":30,\"settings\":{\"MicroBreak.Interval\":\"1min\",\"Prompt.MinGap\":"
		"\"1min\","
		"\"Prompt.Kinds\":\"posture\",\"Prompt.Expire\":\"30s\"}}");
	ck_assert_uint_eq(n_days(reply), 30);
	ck_assert_int_gt(30 * rig_int(reply, "days.0.prompts"), API_PREVIEW_PROMPTS_MAX);
	ck_assert_uint_eq(json_object_array_length(json_object_object_get(reply, "prompts")),
		API_PREVIEW_PROMPTS_MAX);
}
END_TEST

/* -- what was recorded by the daemon itself -- */

static void be(const char *presence, int64_t length_usec)
{
	while (length_usec > 0) {
		int64_t part_usec = length_usec < HOUR ? length_usec : HOUR;
		char parameters[128];

		(void)snprintf(parameters, sizeof(parameters),
			"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%" PRId64 "}",
			presence, part_usec + MIN);
		json_object_put(rig_call(&rig, "ReportPresence", parameters));
		rig_wait(&rig, (usec_t)part_usec);
		length_usec -= part_usec;
	}
}

/* Nobody answers and nothing holds back: then what is replayed under the settings in effect is what
 * was, to the prompt and to the minute. */
START_TEST(days_that_were_lived_come_out_as_they_were)
{
	AUTO_JSON struct json_object *reply = NULL;

	be("away", HOUR);
	be("active", 4 * HOUR + 7 * MIN);
	be("away", 16 * HOUR);
	for (unsigned day = 0; day < 2; day++) {
		be("active", 50 * MIN);
		be("away", 4 * MIN);
		be("active", 100 * MIN);
		be("away", MIN);
		be("active", 31 * MIN);
		be("away", 20 * HOUR + 54 * MIN);
	}
	reply = rig_call(&rig, "History.Preview", "{\"settings\":{},\"days\":3}");
	ck_assert_uint_eq(n_days(reply), 3);
	for (size_t i = 0; i < 3; i++) {
		/* At 45 min and 90; on the others after 45, after 45 and 90, and again after the
		   minute that left 85 of the 100. */
		static const unsigned prompts[] = {2, 4, 4}, longest[] = {247, 100, 100};

		expect_figures(reply, i, "", prompts[i], longest[i]);
		expect_figures(reply, i, "samePresence", prompts[i], longest[i]);
	}
}
END_TEST

/* They are prompts of the day as all others, in the status as in the history. */
START_TEST(micro_breaks_that_were_lived_come_out_as_they_were)
{
	AUTO_JSON struct json_object *status = NULL;
	AUTO_JSON struct json_object *reply = NULL;

	rig_write_settings(&rig, "[Hours]\nQuiet=\n[Prompt]\nKinds=posture\n[Posture]\nPerDay=0\n"
				 "[MicroBreak]\nInterval=20min\n");
	json_object_put(rig_call(&rig, "Reload", "{}"));
	be("away", HOUR);
	/* At 20, 40, 60, 80 and 100 min */
	be("active", 110 * MIN);
	be("away", HOUR);
	status = rig_call(&rig, "GetStatus", "{}");
	expect_int(status, "today.prompted", 5);
	be("away", 20 * HOUR);
	reply = rig_call(&rig, "History.Preview", "{\"settings\":{},\"days\":1}");
	expect_figures(reply, 0, "samePresence", 5, 110);
	expect_figures(reply, 0, "", 5, 110);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, days_are_lived_again_under_other_settings, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, rests_that_answered_a_prompt_move);
	tcase_add_test(tcase, the_machine_with_the_most_sitting_is_the_one);
	tcase_add_test(tcase, days_on_which_nobody_was_there_are_left_out);
	tcase_add_test(tcase, what_care_holds_now_is_held);
	tcase_add_loop_test(tcase, a_bad_setting_is_named, 0, ELEMENTSOF(bad_rows));
	tcase_add_loop_test(tcase, invalid_parameters_are_refused, 0, ELEMENTSOF(invalid));
	tcase_add_loop_test(tcase, as_many_settings_as_there_can_be, 0, 2);
	tcase_add_test(tcase, what_makes_no_difference_is_named);
	tcase_add_test(tcase, what_goes_on_does_not_notice);
	tcase_add_test(tcase, nobody_waits_for_a_preview);
	tcase_add_test(tcase, ninety_days_are_done_in_small_steps);
	tcase_add_test(tcase, many_take_their_turns);
	tcase_add_test(tcase, the_settings_may_be_read_again_meanwhile);
	tcase_add_test(tcase, the_daemon_may_end_meanwhile);
	tcase_add_test(tcase, what_would_have_been_prompted_is_told_one_by_one);
	tcase_add_test(tcase, of_more_prompts_than_fit_the_first_are_told);
	tcase_add_test(tcase, days_that_were_lived_come_out_as_they_were);
	tcase_add_test(tcase, micro_breaks_that_were_lived_come_out_as_they_were);
}

int main(void)
{
	return check_main("app-preview", add_tests);
}
