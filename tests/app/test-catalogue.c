/* SPDX-License-Identifier: MIT */
/* The catalogue as a client sees it, and the user's own files in it. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "check_main.h"
#include "idl.h"
#include "jsonvalue.h"
#include "rig.h"

#define SERVICE "org.varlink.service"
#define N_BUILT_IN 101

static struct rig rig;

static void setup(void)
{
	rig_setup(&rig, "[Hours]\nQuiet=\n");
}

static void teardown(void)
{
	rig_teardown(&rig);
}

static void write_own(const char *name, const char *entries)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/backcare/prompts.d", rig.directory);
	(void)mkdir(path, 0700);
	(void)snprintf(path, sizeof(path), "%s/backcare/prompts.d/%s", rig.directory, name);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(
		fprintf(file, "{\"schema_version\": \"1.0\", \"prompts\": [%s]}", entries), 0);
	ck_assert_int_eq(fclose(file), 0);
}

#define GARDEN(title_)                                                                             \
	"{\"id\": \"walk-garden\", \"kind\": \"walk\", \"area\": \"whole-body\", \"title\": "      \
	"\"" title_ "\", \"body\": \"Out of the door and once round the garden.\", \"steps\": "    \
	"[\"Up you get.\", "                                                                       \
	"\"Once round.\"], \"duration_s\": 120, \"needs\": [\"none\"], \"contraindicated_when\": " \
	"[\"leg-symptoms\"], \"intensity\": 1, \"sources\": [\"my physiotherapist\"], \"tags\": "  \
	"[\"sit-break\"]}"

static size_t count(const char *parameters)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, "Catalogue.List", parameters);

	return json_object_array_length(json_object_object_get(reply, "entries"));
}

static void reload(void)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, "Reload", "{}");

	(void)reply;
}

static void print_difference(const char *text, void *userdata)
{
	(void)userdata;
	(void)printf("# %s\n", text);
}

START_TEST(the_table_is_what_the_interface_file_says)
{
	struct idl *idl = idl_new(io_github_backcare_Catalogue_varlink, print_difference, NULL);

	ck_assert_ptr_nonnull(idl);
	ck_assert_uint_eq(idl_compare(idl, &api_catalogue_interface, print_difference, NULL), 0);
	(void)idl_free(idl);
}
END_TEST

START_TEST(lists_by_kind_and_area)
{
	size_t n_kinds = 0, n_neck = count("{\"area\":\"neck\"}");
	static const char *const kinds[] = {
		"posture", "walk", "mobility", "strength", "hydrate", "primer", "relax"};

	ck_assert_uint_eq(count("{}"), N_BUILT_IN);
	for (size_t i = 0; i < ELEMENTSOF(kinds); i++) {
		char parameters[64];

		(void)snprintf(parameters, sizeof(parameters), "{\"kind\":\"%s\"}", kinds[i]);
		ck_assert_uint_gt(count(parameters), 0);
		n_kinds += count(parameters);
	}
	ck_assert_uint_eq(n_kinds, N_BUILT_IN);
	ck_assert(n_neck > 0 && n_neck < N_BUILT_IN);
	ck_assert_uint_eq(count("{\"kind\":\"walk\",\"area\":\"jaw\"}"), 0);
}
END_TEST

START_TEST(an_entry_comes_with_its_evidence)
{
	AUTO_JSON struct json_object *reply =
		rig_call(&rig, "Catalogue.Get", "{\"id\":\"primer-foot-ball\"}");
	AUTO_JSON struct json_object *evidence =
		rig_call(&rig, "Catalogue.ListEvidence", "{\"entry\":\"primer-foot-ball\"}");
	AUTO_JSON struct json_object *all = rig_call(&rig, "Catalogue.ListEvidence", "{}");

	ck_assert_str_eq(rig_string(reply, "entry.kind"), "primer");
	ck_assert_str_eq(rig_string(reply, "entry.followUp"), "mobility-toe-arch-play");
	ck_assert_int_eq(rig_int(reply, "entry.durationUSec"), 75 * USEC_PER_SEC);
	ck_assert_str_eq(rig_string(reply, "evidence.0.id"), rig_string(reply, "entry.sources.0"));
	ck_assert_str_eq(rig_string(evidence, "evidence.0.finding"),
		rig_string(reply, "evidence.0.finding"));
	ck_assert_uint_eq(json_object_array_length(json_object_object_get(all, "evidence")), 60);
}
END_TEST

/* What the settings say, the entry, words of the reason; NULL: it is available. */
static const struct {
	const char *settings;
	const char *entry;
	const char *reason;
} available_rows[] = {
	{"", "walk-five-easy", NULL},
	{"[Prompt]\nKinds=posture\n", "walk-five-easy", "Prompt.Kinds"},
	{"", "strength-glute-bridge", "needs what Tools.Own does not name: room on the floor"},
	{"[Tools]\nOwn=chair wall floor\n", "strength-glute-bridge", NULL},
	{"", "primer-calf-roller", "room on the floor, a foam roller"},
	{"[Tools]\nOwn=ball chair\n", "primer-foot-ball", NULL},
	{"[Tools]\nOwn=ball chair\n[Prompt]\nKinds=primer\n", "primer-foot-ball",
		"no movement that may follow it"},
};

START_TEST(tells_whether_it_could_be_shown)
{
	char parameters[96];
	AUTO_JSON struct json_object *reply = NULL;

	rig_write_settings(&rig, available_rows[_i].settings);
	reload();
	(void)snprintf(parameters, sizeof(parameters), "{\"id\":\"%s\"}", available_rows[_i].entry);
	reply = rig_call(&rig, "Catalogue.Get", parameters);
	ck_assert_int_eq(json_object_get_boolean(json_object_object_get(
				 json_object_object_get(reply, "entry"), "available")),
		available_rows[_i].reason == NULL);
	if (available_rows[_i].reason) {
		ck_assert_ptr_nonnull(strstr(
			rig_string(reply, "entry.unavailableReason"), available_rows[_i].reason));
	} else {
		ck_assert(!rig_has(reply, "entry.unavailableReason"));
	}
}
END_TEST

static const struct {
	const char *method;
	const char *parameters;
	const char *error;
	const char *field;
	const char *value;
} bad_rows[] = {
	{"Catalogue.Get", "{\"id\":\"walk-nowhere\"}", PROTOCOL_CATALOGUE_INTERFACE ".NoSuchEntry",
		"id", "walk-nowhere"},
	{"Catalogue.Get", "{}", SERVICE ".InvalidParameter", "parameter", "id"},
	{"Catalogue.ListEvidence", "{\"entry\":\"who-2020\"}",
		PROTOCOL_CATALOGUE_INTERFACE ".NoSuchEntry", "id", "who-2020"},
	{"Catalogue.List", "{\"kind\":\"dance\"}", SERVICE ".InvalidParameter", "parameter",
		"kind"},
	{"Catalogue.List", "{\"area\":\"elbow\"}", SERVICE ".InvalidParameter", "parameter",
		"area"},
};

START_TEST(bad_calls_are_told_what_is_bad)
{
	AUTO_JSON struct json_object *error = rig_call_error(
		&rig, bad_rows[_i].method, bad_rows[_i].parameters, bad_rows[_i].error);

	ck_assert_str_eq(rig_string(error, bad_rows[_i].field), bad_rows[_i].value);
}
END_TEST

START_TEST(own_files_add_replace_and_switch_off)
{
	AUTO_JSON struct json_object *garden = NULL;
	AUTO_JSON struct json_object *again = NULL;
	AUTO_JSON struct json_object *gone = NULL;

	write_own("10-mine.json",
		GARDEN("Round the garden") ", {\"id\": \"hydrate-sip\", \"off\": true}");
	reload();
	ck_assert_uint_eq(count("{}"), N_BUILT_IN);
	garden = rig_call(&rig, "Catalogue.Get", "{\"id\":\"walk-garden\"}");
	ck_assert_str_eq(rig_string(garden, "entry.title"), "Round the garden");
	ck_assert_str_eq(rig_string(garden, "evidence.0.citation"), "my physiotherapist");
	gone = rig_call_error(&rig, "Catalogue.Get", "{\"id\":\"hydrate-sip\"}",
		PROTOCOL_CATALOGUE_INTERFACE ".NoSuchEntry");
	/* A later file wins, and may switch on what an earlier one switched off. */
	write_own("20-more.json", GARDEN("Twice round"));
	reload();
	again = rig_call(&rig, "Catalogue.Get", "{\"id\":\"walk-garden\"}");
	ck_assert_str_eq(rig_string(again, "entry.title"), "Twice round");
}
END_TEST

START_TEST(a_bad_entry_is_told_and_the_rest_works)
{
	AUTO_JSON struct json_object *error = NULL;
	AUTO_JSON struct json_object *status = NULL;
	bool warned = false;
	struct json_object *warnings;

	write_own("10-mine.json",
		GARDEN("Bad posture ends here") ", {\"id\": \"hydrate-sip\", \"off\": true}");
	write_own("20-more.json", "{\"id\": \"hydrate-lunch\", \"off\": true}");
	error = rig_call_error(&rig, "Reload", "{}", PROTOCOL_INTERFACE ".BadConfiguration");
	ck_assert_ptr_nonnull(strstr(rig_string(error, "file"), "prompts.d/10-mine.json"));
	ck_assert_int_eq(rig_int(error, "line"), 1);
	ck_assert_ptr_nonnull(
		strstr(rig_string(error, "message"), "walk-garden, title: 'Bad posture'"));
	ck_assert_uint_eq(count("{}"), N_BUILT_IN - 2);
	status = rig_call(&rig, "GetStatus", "{}");
	warnings = json_object_object_get(status, "warnings");
	for (size_t i = 0; i < json_object_array_length(warnings); i++) {
		warned = warned ||
			 strstr(json_object_get_string(json_object_array_get_idx(warnings, i)),
				 "10-mine.json:1:");
	}
	ck_assert(warned);
}
END_TEST

START_TEST(an_open_prompt_goes_with_its_entry)
{
	AUTO_JSON struct json_object *shown = NULL;
	AUTO_JSON struct json_object *before = NULL;
	AUTO_JSON struct json_object *after = NULL;
	AUTO_JSON struct json_object *why = NULL;

	write_own("10-mine.json",
		"{\"id\": \"hydrate-sip\", \"off\": true}, " GARDEN("Round the garden"));
	reload();
	shown = rig_call(&rig, "PromptNow", "{\"entry\":\"walk-garden\"}");
	ck_assert_str_eq(rig_string(shown, "prompt.title"), "Round the garden");
	/* Its number changes, and it stays. */
	write_own("10-mine.json", GARDEN("Round the garden"));
	reload();
	before = rig_call(&rig, "GetStatus", "{}");
	ck_assert_str_eq(rig_string(before, "prompt.entry"), "walk-garden");
	ck_assert_str_eq(rig_string(before, "prompt.id"), rig_string(shown, "prompt.id"));
	write_own("10-mine.json", "");
	reload();
	after = rig_call(&rig, "GetStatus", "{}");
	ck_assert(!rig_has(after, "prompt"));
	why = rig_call(&rig, "Explain", "{}");
	ck_assert_str_eq(rig_string(why, "decisions.0.reason"),
		"taken back: the catalogue has it no longer");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_table_is_what_the_interface_file_says);
	tcase_add_test(tcase, lists_by_kind_and_area);
	tcase_add_test(tcase, an_entry_comes_with_its_evidence);
	tcase_add_loop_test(tcase, tells_whether_it_could_be_shown, 0, ELEMENTSOF(available_rows));
	tcase_add_loop_test(tcase, bad_calls_are_told_what_is_bad, 0, ELEMENTSOF(bad_rows));
	tcase_add_test(tcase, own_files_add_replace_and_switch_off);
	tcase_add_test(tcase, a_bad_entry_is_told_and_the_rest_works);
	tcase_add_test(tcase, an_open_prompt_goes_with_its_entry);
}

int main(void)
{
	return check_main("app-catalogue", add_tests);
}
