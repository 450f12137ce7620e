/* SPDX-License-Identifier: MIT */
/* Diagnose: a row for each thing, true to what is there, with something to do about what is not. */
#include <json-c/json.h>
#include <string.h>

#include <backcare/cleanup.h>

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

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, nothing_is_there, 0, ELEMENTSOF(bare));
	tcase_add_test(tcase, what_is_bad_in_the_settings_is_named);
	tcase_add_test(tcase, a_sensor_has_its_row);
}

int main(void)
{
	return check_main("diagnose", add_tests);
}
