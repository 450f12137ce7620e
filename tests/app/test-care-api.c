/* SPDX-License-Identifier: MIT */
/* io.github.backcare.Care as a client sees it: each method, each refusal, and every way to lift a
 * hold by accident. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "api_idl.h"
#include "api_internal.h"
#include "check_main.h"
#include "date.h"
#include "idl.h"
#include "jsonvalue.h"
#include "rig.h"
#include "symptoms.h"

#define SERVICE "org.varlink.service"
#define CARE "io.github.backcare.Care"
#define HOUR_USEC "3600000000"

static struct rig rig;

static void setup(void)
{
	rig_setup(&rig, "[Hours]\nQuiet=\n");
}

static void teardown(void)
{
	rig_teardown(&rig);
}

static void call(const char *method, const char *parameters)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, method, parameters);

	(void)reply;
}

static void expect_level(const char *level)
{
	AUTO_JSON struct json_object *care = rig_call(&rig, "Care.GetCare", "{}");
	AUTO_JSON struct json_object *status = rig_call(&rig, "GetStatus", "{}");

	ck_assert_str_eq(rig_string(care, "level"), level);
	ck_assert_str_eq(rig_string(status, "safety"), level);
}

static void expect_error(
	const char *method, const char *parameters, const char *error, const char *field)
{
	AUTO_JSON struct json_object *reply = rig_call_error(&rig, method, parameters, error);
	const char *name = strcmp(error, SERVICE ".InvalidParameter") == 0 ? "parameter"
			   : strcmp(error, CARE ".NotCleared") == 0        ? "field"
									   : "id";

	if (field) {
		ck_assert_str_eq(rig_string(reply, name), field);
	}
}

static void print_difference(const char *text, void *userdata)
{
	(void)userdata;
	(void)printf("# %s\n", text);
}

START_TEST(the_table_is_what_the_interface_file_says)
{
	struct idl *idl = idl_new(io_github_backcare_Care_varlink, print_difference, NULL);

	ck_assert_ptr_nonnull(idl);
	ck_assert_uint_eq(idl_compare(idl, &api_care_interface, print_difference, NULL), 0);
	(void)idl_free(idl);
}
END_TEST

/* -- dates
 * -----------------------------------------------------------------------------------------------------
 */

static const struct {
	const char *text;
	bool good;
	int32_t day;
} date_rows[] = {
	{"1970-01-01", true, 0},
	{"2026-03-10", true, 20522},
	{"2024-02-29", true, 19782},
	{"2254-12-31", true, 104093},
	{"2255-01-01", false, 0},
	{"1969-12-31", false, 0},
	{"2026-02-29", false, 0},
	{"2026-13-01", false, 0},
	{"2026-3-10", false, 0},
	{"2026-03-1x", false, 0},
	{"2026/03/10", false, 0},
	{"", false, 0},
	{"10.03.2026", false, 0},
	{"2026-03-10 ", false, 0},
};

START_TEST(dates_are_read_and_written)
{
	char text[DATE_TEXT_MAX];
	int32_t day = -7;

	ck_assert_int_eq(date_parse(date_rows[_i].text, &day), date_rows[_i].good);
	ck_assert_int_eq(day, date_rows[_i].good ? date_rows[_i].day : -7);
	if (date_rows[_i].good) {
		ck_assert_str_eq(date_format(text, day), date_rows[_i].text);
	}
}
END_TEST

/* -- massages
 * --------------------------------------------------------------------------------------------------
 */

START_TEST(a_massage_is_logged_and_taken_back)
{
	AUTO_JSON struct json_object *logged = rig_call(&rig, "Care.LogMassage",
		"{\"by\":\"own_hands\",\"durationUSec\":" HOUR_USEC
		",\"pressure\":\"firm\",\"areas\":[\"low-back\",\"neck\"],\"style\":\"slow\","
		"\"note\":\"by the sea\"}");
	AUTO_JSON struct json_object *care = rig_call(&rig, "Care.GetCare", "{}");
	AUTO_JSON struct json_object *after = NULL;
	char id[128];

	ck_assert_str_eq(rig_string(logged, "massage.by"), "own_hands");
	ck_assert_str_eq(rig_string(logged, "massage.pressure"), "firm");
	ck_assert_str_eq(rig_string(logged, "massage.areas.0"), "neck");
	ck_assert_str_eq(rig_string(logged, "massage.areas.1"), "low-back");
	ck_assert_str_eq(rig_string(logged, "massage.style"), "slow");
	ck_assert_str_eq(rig_string(logged, "massage.note"), "by the sea");
	ck_assert_str_eq(rig_string(logged, "massage.window"), "relaxed");
	ck_assert_int_eq(rig_int(logged, "massage.nextCheckInUSec"),
		rig_int(logged, "massage.endUSec") + (int64_t)USEC_PER_DAY);
	ck_assert_str_eq(rig_string(logged, "advice"),
		symptoms_get_message_body(CARE_MESSAGE_SESSION_LOGGED));
	ck_assert(rig_has(logged, "followUp.2") && !rig_has(logged, "followUp.3"));
	ck_assert_str_eq(rig_string(care, "lastMassage.id"), rig_string(logged, "massage.id"));
	ck_assert(rig_has(care, "conditions.0"));
	/* Another one, so that the first is not just the last. */
	call("Care.LogMassage", "{\"by\":\"ball\",\"durationUSec\":" HOUR_USEC "}");
	(void)snprintf(id, sizeof(id), "{\"id\":\"%s\"}", rig_string(logged, "massage.id"));
	call("Care.ForgetMassage", id);
	after = rig_call(&rig, "Care.GetCare", "{}");
	ck_assert_str_eq(rig_string(after, "lastMassage.by"), "ball");
	expect_error(
		"Care.ForgetMassage", id, CARE ".NoSuchMassage", rig_string(logged, "massage.id"));
	expect_error("Care.ForgetMassage", "{\"id\":\"last\"}", CARE ".NoSuchMassage", "last");
}
END_TEST

START_TEST(a_check_in_gets_its_advice)
{
	AUTO_JSON struct json_object *sore =
		rig_call(&rig, "Care.CheckIn", "{\"soreness\":\"a_little_sore\"}");
	AUTO_JSON struct json_object *fresh =
		rig_call(&rig, "Care.CheckIn", "{\"soreness\":\"something_new\"}");

	ck_assert_str_eq(rig_string(sore, "advice"),
		symptoms_get_message_body(CARE_MESSAGE_SORENESS_24H_MILD));
	ck_assert(!json_object_get_boolean(json_object_object_get(sore, "checklist")));
	ck_assert(json_object_get_boolean(json_object_object_get(fresh, "checklist")));
}
END_TEST

/* -- symptoms
 * --------------------------------------------------------------------------------------------------
 */

START_TEST(the_checklist_is_listed_and_answered)
{
	AUTO_JSON struct json_object *list = rig_call(&rig, "Care.ListSymptoms", "{}");
	/* Something is new, and it is open what. */
	AUTO_JSON struct json_object *fresh =
		rig_call(&rig, "Care.CheckIn", "{\"soreness\":\"something_new\"}");
	AUTO_JSON struct json_object *before = rig_call(&rig, "Care.GetCare", "{}");
	AUTO_JSON struct json_object *none =
		rig_call(&rig, "Care.ReportSymptoms", "{\"symptoms\":[]}");
	AUTO_JSON struct json_object *after = rig_call(&rig, "Care.GetCare", "{}");

	ck_assert_uint_eq(json_object_array_length(json_object_object_get(list, "symptoms")),
		symptoms_get().n_items);
	ck_assert_str_eq(rig_string(list, "symptoms.0.level"), "emergency");
	ck_assert_str_eq(rig_string(list, "conditions.0.id"), "pressure-caution");
	ck_assert_str_eq(rig_string(list, "intro"), symptoms_get_intro());
	ck_assert(rig_has(fresh, "advice"));
	ck_assert(json_object_get_boolean(json_object_object_get(before, "checklistPending")));
	ck_assert(!json_object_get_boolean(json_object_object_get(after, "checklistPending")));
	ck_assert_str_eq(rig_string(none, "level"), "none");
	ck_assert_str_eq(rig_string(none, "advice"), "");
}
END_TEST

START_TEST(an_emergency_names_a_number_only_if_it_was_told)
{
	AUTO_JSON struct json_object *guess = rig_call(&rig, "Care.ReportSymptoms",
		"{\"symptoms\":[\"one-leg-tingling\",\"bladder-change\"]}");
	AUTO_JSON struct json_object *told = NULL;
	AUTO_JSON struct json_object *care = NULL;
	AUTO_JSON struct json_object *status = NULL;

	ck_assert_str_eq(rig_string(guess, "level"), "emergency");
	ck_assert_ptr_nonnull(
		strstr(rig_string(guess, "advice"), "Call your local emergency number"));
	ck_assert(rig_has(guess, "suppressed.6"));
	rig_write_settings(&rig, "[Hours]\nQuiet=\n[Safety]\nEmergencyNumber=112\n");
	call("Reload", "{}");
	told = rig_call(&rig, "Care.ReportSymptoms", "{\"symptoms\":[]}");
	ck_assert_str_eq(rig_string(told, "level"), "emergency");
	ck_assert_ptr_nonnull(strstr(rig_string(told, "advice"), "Call 112"));
	care = rig_call(&rig, "Care.GetCare", "{}");
	ck_assert_ptr_nonnull(strstr(rig_string(care, "advice"), "Call 112"));
	ck_assert_str_eq(rig_string(care, "symptoms.0"), "bladder-change");
	ck_assert_str_eq(rig_string(care, "symptoms.1"), "one-leg-tingling");
	expect_level("emergency");
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_str_eq(rig_string(status, "holds.0.reason"), "safety");
	ck_assert_ptr_nonnull(
		strstr(rig_string(status, "holds.0.detail"), "'backcarectl symptoms'"));
}
END_TEST

/* -- the way down
 * ----------------------------------------------------------------------------------------------
 */

#define CLINICIAN(phrase_, clinician_, rest_)                                         \
	"{\"how\":\"cleared_by_clinician\",\"phrase\":\"" phrase_ "\",\"clinician\":" \
	"\"" clinician_ "\"" rest_ "}"
#define PERMISSIONS ",\"walking\":\"yes\",\"exercise\":\"not_discussed\",\"massage\":\"no\""
#define GOOD_PHRASE "cleared by clinician"

/* {date} is today. */
static const struct {
	const char *parameters, *error, *field;
} accidents[] = {
	{"{}", SERVICE ".InvalidParameter", "how"},
	{"{\"how\":\"cleared\"}", SERVICE ".InvalidParameter", "how"},
	{"{\"how\":\"cleared_by_clinician\"}", CARE ".NotCleared", "phrase"},
	{CLINICIAN("Cleared by clinician", "Dr A", ",\"seenDate\":\"{date}\"" PERMISSIONS),
		CARE ".NotCleared", "phrase"},
	{CLINICIAN("cleared by clinician ", "Dr A", ",\"seenDate\":\"{date}\"" PERMISSIONS),
		CARE ".NotCleared", "phrase"},
	{CLINICIAN("", "Dr A", ",\"seenDate\":\"{date}\"" PERMISSIONS), CARE ".NotCleared",
		"phrase"},
	{CLINICIAN(GOOD_PHRASE, " ", ",\"seenDate\":\"{date}\"" PERMISSIONS), CARE ".NotCleared",
		"clinician"},
	{CLINICIAN(GOOD_PHRASE, "Dr A", PERMISSIONS), CARE ".NotCleared", "seenDate"},
	{CLINICIAN(GOOD_PHRASE, "Dr A", ",\"seenDate\":\"today\"" PERMISSIONS), CARE ".NotCleared",
		"seenDate"},
	{CLINICIAN(GOOD_PHRASE, "Dr A", ",\"seenDate\":\"1999-01-01\"" PERMISSIONS),
		CARE ".NotCleared", "seenDate"},
	{CLINICIAN(GOOD_PHRASE, "Dr A", ",\"seenDate\":\"2254-01-01\"" PERMISSIONS),
		CARE ".NotCleared", "seenDate"},
	{CLINICIAN(GOOD_PHRASE, "Dr A", ",\"seenDate\":\"{date}\""), CARE ".NotCleared", "walking"},
	{CLINICIAN(GOOD_PHRASE, "Dr A", ",\"seenDate\":\"{date}\",\"walking\":\"yes\""),
		CARE ".NotCleared", "exercise"},
	{CLINICIAN(GOOD_PHRASE, "Dr A",
		 ",\"seenDate\":\"{date}\",\"walking\":\"yes\",\"exercise\":\"no\""),
		CARE ".NotCleared", "massage"},
	{CLINICIAN(GOOD_PHRASE, "Dr A",
		 ",\"seenDate\":\"{date}\",\"walking\":\"perhaps\",\"exercise\":\"no\""),
		SERVICE ".InvalidParameter", "walking"},
	{"{\"how\":\"entered_by_mistake\"}", CARE ".NotCleared", "answers"},
	{"{\"how\":\"entered_by_mistake\",\"answers\":{}}", CARE ".NotCleared", "answers"},
	{"{\"how\":\"entered_by_mistake\",\"answers\":{\"one-leg-tingling\":false}}",
		CARE ".NotCleared", "answers"},
	{"{\"how\":\"entered_by_mistake\",\"phrase\":\"cleared by clinician\"}", CARE ".NotCleared",
		"answers"},
	{"{\"how\":\"entered_by_mistake\",\"answers\":{\"no-such\":false}}", CARE ".NoSuchSymptom",
		"no-such"},
	{"{\"how\":\"entered_by_mistake\",\"answers\":{\"one-leg-tingling\":null}}",
		SERVICE ".InvalidParameter", "answers"},
};

static const char *with_date(char *buffer, size_t size, const char *parameters)
{
	AUTO_JSON struct json_object *status = rig_call(&rig, "GetStatus", "{}");
	const char *place = strstr(parameters, "{date}");

	if (!place) {
		return parameters;
	}
	(void)snprintf(buffer, size, "%.*s%s%s", (int)(place - parameters), parameters,
		rig_string(status, "today.date"), place + strlen("{date}"));
	return buffer;
}

START_TEST(no_accident_lifts_a_hold)
{
	char parameters[512];

	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	expect_error("Care.ClearSafety",
		with_date(parameters, sizeof(parameters), accidents[_i].parameters),
		accidents[_i].error, accidents[_i].field);
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	call("Care.SetFlare", "{\"active\":false}");
	call("Care.SetProfile", "{\"conditions\":[]}");
	call("Care.CheckIn", "{\"soreness\":\"comfortable\"}");
	call("Reload", "{}");
	expect_level("doctor_first");
}
END_TEST

/* Every question; 'without' is left out, 'yes' is answered with yes; SIZE_MAX for none. */
static void write_answers(char *buffer, size_t size, size_t without, size_t yes)
{
	size_t used =
		(size_t)snprintf(buffer, size, "{\"how\":\"entered_by_mistake\",\"answers\":{");
	const char *comma = "";

	for (size_t i = 0; i < symptoms_get().n_items; i++) {
		if (i != without) {
			used += (size_t)snprintf(buffer + used, size - used, "%s\"%s\":%s", comma,
				symptoms_get_id(i), i == yes ? "true" : "false");
			comma = ",";
		}
	}
	ck_assert_uint_lt(used + 3, size);
	(void)snprintf(buffer + used, size - used, "}}");
}

START_TEST(a_mistake_needs_every_answer)
{
	char parameters[2048];

	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	for (size_t i = 0; i < symptoms_get().n_items; i++) {
		write_answers(parameters, sizeof(parameters), i, SIZE_MAX);
		expect_error("Care.ClearSafety", parameters, CARE ".NotCleared", "answers");
		expect_level("doctor_first");
	}
	write_answers(parameters, sizeof(parameters), SIZE_MAX, SIZE_MAX);
	call("Care.ClearSafety", parameters);
	expect_level("none");
	expect_error("Care.ClearSafety", parameters, CARE ".NothingToClear", NULL);
}
END_TEST

START_TEST(a_yes_among_the_answers_is_a_report)
{
	AUTO_JSON struct json_object *error = NULL;
	char parameters[2048];

	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	write_answers(parameters, sizeof(parameters), SIZE_MAX, symptoms_find("bladder-change"));
	error = rig_call_error(&rig, "Care.ClearSafety", parameters, CARE ".NotCleared");
	ck_assert_ptr_nonnull(
		strstr(rig_string(error, "message"), "Call your local emergency number"));
	expect_level("emergency");
}
END_TEST

START_TEST(a_clinician_lifts_it)
{
	AUTO_JSON struct json_object *reply = NULL;
	char parameters[512];

	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	reply = rig_call(&rig, "Care.ClearSafety",
		with_date(parameters, sizeof(parameters),
			CLINICIAN(GOOD_PHRASE, "Dr A", ",\"seenDate\":\"{date}\"" PERMISSIONS)));
	ck_assert_str_eq(rig_string(reply, "level"), "none");
	ck_assert_str_eq(
		rig_string(reply, "advice"), symptoms_get_message_body(CARE_MESSAGE_CLEAR_WELCOME));
}
END_TEST

/* -- profile, gentle days, plans
 * -------------------------------------------------------------------------------
 */

START_TEST(profile_and_gentle_days)
{
	AUTO_JSON struct json_object *profile =
		rig_call(&rig, "Care.SetProfile", "{\"conditions\":[\"pressure-caution\"]}");
	AUTO_JSON struct json_object *list = rig_call(&rig, "Care.ListSymptoms", "{}");
	AUTO_JSON struct json_object *flare = NULL;

	ck_assert_str_eq(rig_string(profile, "conditions.0.id"), "pressure-caution");
	ck_assert(!rig_has(profile, "conditions.0.untilUSec"));
	ck_assert(json_object_get_boolean(json_object_object_get(
		json_object_array_get_idx(json_object_object_get(list, "conditions"), 0),
		"active")));
	flare = rig_call(&rig, "Care.SetFlare", "{\"active\":true}");
	ck_assert_str_eq(
		rig_string(flare, "advice"), symptoms_get_message_body(CARE_MESSAGE_FLARE_START));
	expect_level("flare");
	call("Care.SetFlare", "{\"active\":false}");
	call("Care.SetProfile", "{\"conditions\":[]}");
	expect_level("none");
}
END_TEST

START_TEST(plans_are_told)
{
	AUTO_JSON struct json_object *course = rig_call(&rig, "Care.SetPlan",
		"{\"name\":\"massage_course\",\"active\":true,\"everyDays\":7,\"count\":4}");
	AUTO_JSON struct json_object *strength =
		rig_call(&rig, "Care.SetPlan", "{\"name\":\"strength\",\"active\":true}");
	AUTO_JSON struct json_object *care = rig_call(&rig, "Care.GetCare", "{}");
	AUTO_JSON struct json_object *ended = NULL;
	AUTO_JSON struct json_object *after = NULL;

	ck_assert_ptr_nonnull(strstr(rig_string(course, "advice"), "without a trial"));
	ck_assert(rig_has(course, "plan.dueDates.3") && !rig_has(course, "plan.dueDates.4"));
	ck_assert_str_eq(
		rig_string(course, "plan.nextDate"), rig_string(course, "plan.dueDates.0"));
	ck_assert_ptr_nonnull(
		strstr(rig_string(course, "plan.message"), rig_string(course, "plan.nextDate")));
	ck_assert_int_eq(rig_int(course, "plan.everyDays"), 7);
	ck_assert_ptr_nonnull(strstr(rig_string(strength, "plan.message"), "Week 1 of 12: easy"));
	ck_assert_str_eq(rig_string(care, "plans.0.name"), "massage_course");
	ck_assert_str_eq(rig_string(care, "plans.1.name"), "strength");
	ended = rig_call(&rig, "Care.SetPlan", "{\"name\":\"massage_course\",\"active\":false}");
	ck_assert(!rig_has(ended, "plan"));
	after = rig_call(&rig, "Care.GetCare", "{}");
	ck_assert_str_eq(rig_string(after, "plans.0.name"), "strength");
}
END_TEST

static const struct {
	const char *method, *parameters, *error, *field;
} bad_rows[] = {
	{"Care.LogMassage", "{\"durationUSec\":1}", SERVICE ".InvalidParameter", "by"},
	{"Care.LogMassage", "{\"by\":\"own-hands\",\"durationUSec\":1}",
		SERVICE ".InvalidParameter", "by"},
	{"Care.LogMassage", "{\"by\":\"ball\"}", SERVICE ".InvalidParameter", "durationUSec"},
	{"Care.LogMassage", "{\"by\":\"ball\",\"durationUSec\":0}", SERVICE ".InvalidParameter",
		"durationUSec"},
	{"Care.LogMassage", "{\"by\":\"ball\",\"durationUSec\":43200000001}",
		SERVICE ".InvalidParameter", "durationUSec"},
	{"Care.LogMassage", "{\"by\":\"ball\",\"durationUSec\":1,\"areas\":[\"elbow\"]}",
		SERVICE ".InvalidParameter", "areas"},
	{"Care.LogMassage", "{\"by\":\"ball\",\"durationUSec\":1,\"endUSec\":9007199254740992}",
		SERVICE ".InvalidParameter", "endUSec"},
	{"Care.LogMassage", "{\"by\":\"ball\",\"durationUSec\":1,\"endUSec\":1}",
		SERVICE ".InvalidParameter", "endUSec"},
	{"Care.CheckIn", "{\"soreness\":\"fine\"}", SERVICE ".InvalidParameter", "soreness"},
	{"Care.ReportSymptoms", "{}", SERVICE ".InvalidParameter", "symptoms"},
	{"Care.ReportSymptoms", "{\"symptoms\":[\"cough\"]}", CARE ".NoSuchSymptom", "cough"},
	{"Care.SetProfile", "{\"conditions\":[\"leg-symptoms\"]}", SERVICE ".InvalidParameter",
		"conditions"},
	{"Care.SetPlan", "{\"name\":\"yoga\",\"active\":true}", SERVICE ".InvalidParameter",
		"name"},
	{"Care.SetPlan", "{\"name\":\"strength\",\"active\":true,\"count\":3}",
		SERVICE ".InvalidParameter", "count"},
	{"Care.SetPlan", "{\"name\":\"massage_course\",\"active\":true,\"count\":21}",
		SERVICE ".InvalidParameter", "count"},
	{"Care.SetPlan", "{\"name\":\"massage_course\",\"active\":true,\"everyDays\":91}",
		SERVICE ".InvalidParameter", "everyDays"},
	{"Care.SetPlan", "{\"name\":\"massage_course\",\"active\":true,\"startDate\":\"soon\"}",
		SERVICE ".InvalidParameter", "startDate"},
	{"Care.SetPlan",
		"{\"name\":\"massage_course\",\"active\":true,\"startDate\":\"1999-01-01\"}",
		SERVICE ".InvalidParameter", "startDate"},
	{"Care.ClearSafety", "{\"how\":\"cleared_by_clinician\"}", CARE ".NothingToClear", NULL},
};

START_TEST(bad_calls_are_told_what_is_bad)
{
	expect_error(bad_rows[_i].method, bad_rows[_i].parameters, bad_rows[_i].error,
		bad_rows[_i].field);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_table_is_what_the_interface_file_says);
	tcase_add_loop_test(tcase, dates_are_read_and_written, 0, ELEMENTSOF(date_rows));
	tcase_add_test(tcase, a_massage_is_logged_and_taken_back);
	tcase_add_test(tcase, a_check_in_gets_its_advice);
	tcase_add_test(tcase, the_checklist_is_listed_and_answered);
	tcase_add_test(tcase, an_emergency_names_a_number_only_if_it_was_told);
	tcase_add_loop_test(tcase, no_accident_lifts_a_hold, 0, ELEMENTSOF(accidents));
	tcase_add_test(tcase, a_mistake_needs_every_answer);
	tcase_add_test(tcase, a_yes_among_the_answers_is_a_report);
	tcase_add_test(tcase, a_clinician_lifts_it);
	tcase_add_test(tcase, profile_and_gentle_days);
	tcase_add_test(tcase, plans_are_told);
	tcase_add_loop_test(tcase, bad_calls_are_told_what_is_bad, 0, ELEMENTSOF(bad_rows));
}

int main(void)
{
	return check_main("app-care-api", add_tests);
}
