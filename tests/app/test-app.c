/* SPDX-License-Identifier: MIT */
/* The daemon as a client sees it, on a clock moved by hand. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "check_main.h"
#include "idl.h"
#include "jsonvalue.h"
#include "rig.h"

#define SERVICE "org.varlink.service"

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

static void report(const char *presence)
{
	char parameters[128];
	AUTO_JSON struct json_object *reply = NULL;

	(void)snprintf(parameters, sizeof(parameters),
		"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%llu}", presence,
		(unsigned long long)USEC_PER_DAY);
	reply = rig_call(&rig, "ReportPresence", parameters);
}

static void print_difference(const char *text, void *userdata)
{
	(void)userdata;
	(void)printf("# %s\n", text);
}

START_TEST(the_table_is_what_the_interface_file_says)
{
	struct idl *idl = idl_new(io_github_backcare_Backcare_varlink, print_difference, NULL);

	ck_assert_ptr_nonnull(idl);
	ck_assert_uint_eq(idl_compare(idl, &api_backcare_interface, print_difference, NULL), 0);
	(void)idl_free(idl);
}
END_TEST

START_TEST(status_tells_the_spell_and_what_comes)
{
	AUTO_JSON struct json_object *status = NULL;

	report("active");
	rig_wait(&rig, 10 * USEC_PER_MINUTE);
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_str_eq(rig_string(status, "presence"), "active");
	ck_assert_int_eq(rig_int(status, "seatedUSec"), 10 * USEC_PER_MINUTE);
	ck_assert_int_eq(rig_int(status, "seatedLimitUSec"), 45 * USEC_PER_MINUTE);
	ck_assert_int_eq(rig_int(status, "timeUSec"), (int64_t)rig.manual.real_usec);
	ck_assert_str_eq(rig_string(status, "nextKind"), "walk");
	ck_assert_int_eq(rig_int(status, "nextUSec"),
		(int64_t)(rig.manual.real_usec + 35 * USEC_PER_MINUTE));
	ck_assert_int_eq(rig_int(status, "limitReachedUSec"), rig_int(status, "nextUSec"));
	ck_assert(!rig_has(status, "prompt"));
	ck_assert_str_eq(rig_string(status, "today.date"), "2026-01-05");
	/* No bus here: said. */
	ck_assert(rig_has(status, "warnings.0"));
}
END_TEST

START_TEST(a_walk_comes_and_is_answered)
{
	AUTO_JSON struct json_object *status = NULL;
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *after = NULL;
	char parameters[128];

	report("active");
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_str_eq(rig_string(status, "prompt.kind"), "walk");
	ck_assert_str_eq(rig_string(status, "prompt.choices.0.id"), "done");
	ck_assert_str_eq(rig_string(status, "prompt.choices.1.id"), "snooze");
	ck_assert_str_eq(rig_string(status, "prompt.choices.2.id"), "skip");
	ck_assert(rig_has(status, "prompt.steps.1"));
	ck_assert_int_eq(rig_int(status, "prompt.expiresUSec"),
		(int64_t)(rig.manual.real_usec + 15 * USEC_PER_MINUTE));
	(void)snprintf(parameters, sizeof(parameters), "{\"id\":\"%s\",\"answer\":\"done\"}",
		rig_string(status, "prompt.id"));
	reply = rig_call(&rig, "Respond", parameters);
	ck_assert_str_eq(rig_string(reply, "outcome"), "claimed");
	(void)json_object_put(
		rig_call_error(&rig, "Respond", parameters, PROTOCOL_INTERFACE ".NoSuchPrompt"));
	after = rig_call(&rig, "GetStatus", "{}");
	ck_assert_int_eq(rig_int(after, "today.claimed"), 1);
	ck_assert(!rig_has(after, "prompt"));
}
END_TEST

static void check_event(struct json_object *message, const char *event, int64_t sequence)
{
	ck_assert_str_eq(rig_string(message, "parameters.event"), event);
	ck_assert_int_eq(rig_int(message, "parameters.sequence"), sequence);
	ck_assert(json_object_get_boolean(json_object_object_get(message, "continues")));
}

START_TEST(who_follows_is_told_everything_in_order)
{
	static const char call[] = "{\"method\":\"" PROTOCOL_INTERFACE ".Monitor\",\"more\":true}";
	int fd = rig_connect(&rig);
	struct json_object *message;
	int64_t sequence;

	rig_send(fd, call);
	message = rig_receive(&rig, fd);
	sequence = rig_int(message, "parameters.sequence");
	check_event(message, "snapshot", sequence);
	(void)json_object_put(message);

	report("active");
	for (bool seen = false; !seen;) {
		message = rig_receive(&rig, fd);
		check_event(message, "presence", ++sequence);
		seen = strcmp(rig_string(message, "parameters.presence"), "active") == 0;
		(void)json_object_put(message);
	}
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	for (bool seen = false; !seen;) {
		message = rig_receive(&rig, fd);
		ck_assert_int_eq(rig_int(message, "parameters.sequence"), ++sequence);
		seen = strcmp(rig_string(message, "parameters.event"), "prompt_shown") == 0;
		(void)json_object_put(message);
	}
	(void)json_object_put(rig_call(&rig, "Respond", "{\"answer\":\"skip\"}"));
	for (bool seen = false; !seen;) {
		message = rig_receive(&rig, fd);
		ck_assert_int_eq(rig_int(message, "parameters.sequence"), ++sequence);
		seen = strcmp(rig_string(message, "parameters.event"), "prompt_closed") == 0;
		if (seen) {
			ck_assert_str_eq(rig_string(message, "parameters.outcome"), "skipped");
		}
		(void)json_object_put(message);
	}
	(void)close(fd);
}
END_TEST

START_TEST(a_night_in_suspend_is_asleep)
{
	AUTO_JSON struct json_object *status = NULL;

	report("active");
	rig_wait(&rig, 30 * USEC_PER_MINUTE);
	rig_suspend(&rig, 10 * USEC_PER_HOUR);
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_int_eq(rig_int(status, "today.asleepUSec"), 10 * USEC_PER_HOUR);
	ck_assert_int_eq(rig_int(status, "today.seatedUSec"), 30 * USEC_PER_MINUTE);
	ck_assert_int_eq(rig_int(status, "seatedUSec"), 0);
	ck_assert(!rig_has(status, "prompt"));
}
END_TEST

START_TEST(a_meeting_defers)
{
	AUTO_JSON struct json_object *held = NULL;
	AUTO_JSON struct json_object *after = NULL;

	report("active");
	(void)json_object_put(rig_call(&rig, "SetMeeting", "{\"active\":true}"));
	rig_wait(&rig, USEC_PER_HOUR);
	held = rig_call(&rig, "GetStatus", "{}");
	ck_assert(!rig_has(held, "prompt"));
	ck_assert_str_eq(rig_string(held, "holds.0.reason"), "meeting");
	(void)json_object_put(rig_call(&rig, "SetMeeting", "{\"active\":false}"));
	rig_wait(&rig, 15 * USEC_PER_SEC);
	after = rig_call(&rig, "GetStatus", "{}");
	ck_assert_str_eq(rig_string(after, "prompt.kind"), "walk");
}
END_TEST

START_TEST(a_pause_has_an_end_and_a_reason)
{
	AUTO_JSON struct json_object *reply = NULL;
	AUTO_JSON struct json_object *status = NULL;
	AUTO_JSON struct json_object *after = NULL;

	reply = rig_call(&rig, "Pause", "{\"durationUSec\":3600000000,\"reason\":\"guests\"}");
	ck_assert_int_eq(
		rig_int(reply, "untilUSec"), (int64_t)(rig.manual.real_usec + USEC_PER_HOUR));
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_str_eq(rig_string(status, "holds.0.reason"), "paused");
	ck_assert_str_eq(rig_string(status, "holds.0.detail"), "guests");
	ck_assert_int_eq(rig_int(status, "holds.0.untilUSec"), rig_int(reply, "untilUSec"));
	rig_wait(&rig, USEC_PER_HOUR);
	after = rig_call(&rig, "GetStatus", "{}");
	ck_assert(!rig_has(after, "holds.0"));
	(void)json_object_put(rig_call(&rig, "Resume", "{}"));
}
END_TEST

START_TEST(asked_for_now)
{
	AUTO_JSON struct json_object *by_kind = NULL;
	AUTO_JSON struct json_object *by_entry = NULL;

	by_kind = rig_call(&rig, "PromptNow", "{\"kind\":\"mobility\"}");
	ck_assert_str_eq(rig_string(by_kind, "prompt.kind"), "mobility");
	by_entry = rig_call(&rig, "PromptNow", "{\"entry\":\"walk-one-minute\"}");
	ck_assert_str_eq(rig_string(by_entry, "prompt.entry"), "walk-one-minute");
	(void)json_object_put(rig_call_error(&rig, "PromptNow", "{\"entry\":\"walk-on-water\"}",
		PROTOCOL_INTERFACE ".NothingFits"));
	(void)json_object_put(rig_call_error(
		&rig, "PromptNow", "{\"kind\":\"checkin\"}", PROTOCOL_INTERFACE ".NothingFits"));
}
END_TEST

START_TEST(snoozing_has_a_limit)
{
	AUTO_JSON struct json_object *error = NULL;

	rig_write_settings(&rig, "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n[Prompt]\nSnoozeLimit=1\n");
	(void)json_object_put(rig_call(&rig, "Reload", "{}"));
	report("active");
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	(void)json_object_put(
		rig_call(&rig, "Respond", "{\"answer\":\"snooze\",\"durationUSec\":60000000}"));
	rig_wait(&rig, USEC_PER_MINUTE);
	error = rig_call_error(&rig, "Respond", "{\"answer\":\"snooze\"}",
		PROTOCOL_INTERFACE ".SnoozeLimitReached");
	ck_assert_int_eq(rig_int(error, "limit"), 1);
	(void)json_object_put(
		rig_call(&rig, "Respond", "{\"answer\":\"choose\",\"choice\":\"done\"}"));
}
END_TEST

START_TEST(why_tells_the_figures)
{
	AUTO_JSON struct json_object *why = NULL;

	report("active");
	rig_wait(&rig, 45 * USEC_PER_MINUTE);
	why = rig_call(&rig, "Explain", "{\"limit\":1}");
	ck_assert_str_eq(rig_string(why, "decisions.0.decision"), "shown");
	ck_assert_str_eq(rig_string(why, "decisions.0.reason"),
		"you sat 45min, the limit is 45min (Walk.Limit)");
	ck_assert(!rig_has(why, "decisions.1"));
}
END_TEST

START_TEST(settings_are_read_again)
{
	AUTO_JSON struct json_object *error = NULL;
	AUTO_JSON struct json_object *status = NULL;
	AUTO_JSON struct json_object *configuration = NULL;

	rig_write_settings(&rig, "[Walk]\nLimit=20min\nBreak=soon\n");
	error = rig_call_error(&rig, "Reload", "{}", PROTOCOL_INTERFACE ".BadConfiguration");
	ck_assert_int_eq(rig_int(error, "line"), 3);
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_int_eq(rig_int(status, "seatedLimitUSec"), 20 * USEC_PER_MINUTE);
	configuration = rig_call(&rig, "GetConfiguration", "{}");
	ck_assert_str_eq(rig_string(configuration, "settings.4.name"), "Walk.Limit");
	ck_assert_str_eq(rig_string(configuration, "settings.4.value"), "20min");
	ck_assert_int_eq(rig_int(configuration, "settings.4.line"), 2);
	ck_assert(rig_has(configuration, "settings.5.problem"));
	ck_assert(rig_has(configuration, "files.0"));
}
END_TEST

static const struct {
	const char *method;
	const char *parameters;
	const char *error;
	const char *parameter;
} bad_rows[] = {
	{"Respond", "{}", SERVICE ".InvalidParameter", "answer"},
	{"Respond", "{\"answer\":\"perhaps\"}", SERVICE ".InvalidParameter", "answer"},
	{"Respond", "{\"answer\":\"choose\"}", PROTOCOL_INTERFACE ".NoSuchPrompt", NULL},
	{"Respond", "{\"answer\":\"done\"}", PROTOCOL_INTERFACE ".NoSuchPrompt", NULL},
	{"Respond", "{\"answer\":\"snooze\",\"durationUSec\":0}", SERVICE ".InvalidParameter",
		"durationUSec"},
	{"Pause", "{\"durationUSec\":-1}", SERVICE ".InvalidParameter", "durationUSec"},
	{"Pause", "{\"durationUSec\":9223372036854775807}", SERVICE ".InvalidParameter",
		"durationUSec"},
	{"Pause", "{\"until\":1}", SERVICE ".InvalidParameter", "until"},
	{"SetMeeting", "{}", SERVICE ".InvalidParameter", "active"},
	{"SetMeeting", "{\"active\":false,\"durationUSec\":5}", SERVICE ".InvalidParameter",
		"durationUSec"},
	{"ReportPresence", "{\"presence\":\"away\"}", SERVICE ".InvalidParameter", "source"},
	{"ReportPresence", "{\"source\":\"\",\"presence\":\"away\"}", SERVICE ".InvalidParameter",
		"source"},
	{"ReportPresence", "{\"source\":\"desk\",\"presence\":\"here\"}",
		SERVICE ".InvalidParameter", "presence"},
	{"PromptNow", "{\"kind\":\"walk\",\"entry\":\"walk-one-minute\"}",
		SERVICE ".InvalidParameter", "entry"},
	{"PromptNow", "{\"kind\":\"dance\"}", SERVICE ".InvalidParameter", "kind"},
	{"Explain", "{\"limit\":0}", SERVICE ".InvalidParameter", "limit"},
	{"Explain", "{\"limit\":1001}", SERVICE ".InvalidParameter", "limit"},
	{"Monitor", "{}", SERVICE ".ExpectedMore", NULL},
	{"Preview", "{\"days\":0}", SERVICE ".InvalidParameter", "days"},
	{"Preview", "{\"settings\":{\"Walk.Limti\":\"30min\"}}",
		PROTOCOL_INTERFACE ".BadConfiguration", "file"},
	{"Dance", "{}", SERVICE ".MethodNotFound", "method"},
};

START_TEST(bad_calls_are_told_what_is_bad)
{
	AUTO_JSON struct json_object *error = rig_call_error(
		&rig, bad_rows[_i].method, bad_rows[_i].parameters, bad_rows[_i].error);

	if (strcmp(bad_rows[_i].error, SERVICE ".InvalidParameter") == 0) {
		ck_assert_str_eq(rig_string(error, "parameter"), bad_rows[_i].parameter);
	}
}
END_TEST

START_TEST(status_tells_the_goals_and_offers_after_a_week_what_was_not_declined)
{
	AUTO_JSON struct json_object *first = NULL;
	AUTO_JSON struct json_object *week = NULL;
	AUTO_JSON struct json_object *reload = NULL;
	AUTO_JSON struct json_object *declined = NULL;

	report("active");
	rig_wait(&rig, 10 * USEC_PER_MINUTE);
	first = rig_call(&rig, "GetStatus", "{}");
	ck_assert_int_eq(rig_int(first, "today.targets.week"), 0);
	ck_assert_int_eq(rig_int(first, "today.targets.upUSec"), 0);
	ck_assert_int_eq(rig_int(first, "today.targets.upGoalUSec"), USEC_PER_HOUR);
	ck_assert_int_eq(rig_int(first, "today.targets.breaksOffered"), 0);
	ck_assert(!rig_has(first, "offers"));

	rig_suspend(&rig, 8 * USEC_PER_DAY);
	week = rig_call(&rig, "GetStatus", "{}");
	ck_assert_int_eq(rig_int(week, "today.targets.week"), 1);
	ck_assert_ptr_nonnull(strstr(rig_string(week, "offers.0"), "Plan.Preset standard"));

	rig_write_settings(&rig, "[Plan]\nPreset=light\n");
	reload = rig_call(&rig, "Reload", "{}");
	declined = rig_call(&rig, "GetStatus", "{}");
	ck_assert(!rig_has(declined, "offers"));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, status_tells_the_goals_and_offers_after_a_week_what_was_not_declined);
	tcase_add_test(tcase, the_table_is_what_the_interface_file_says);
	tcase_add_test(tcase, status_tells_the_spell_and_what_comes);
	tcase_add_test(tcase, a_walk_comes_and_is_answered);
	tcase_add_test(tcase, who_follows_is_told_everything_in_order);
	tcase_add_test(tcase, a_night_in_suspend_is_asleep);
	tcase_add_test(tcase, a_meeting_defers);
	tcase_add_test(tcase, a_pause_has_an_end_and_a_reason);
	tcase_add_test(tcase, asked_for_now);
	tcase_add_test(tcase, snoozing_has_a_limit);
	tcase_add_test(tcase, why_tells_the_figures);
	tcase_add_test(tcase, settings_are_read_again);
	tcase_add_loop_test(tcase, bad_calls_are_told_what_is_bad, 0, ELEMENTSOF(bad_rows));
}

int main(void)
{
	return check_main("app", add_tests);
}
