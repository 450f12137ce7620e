/* SPDX-License-Identifier: MIT */
/* What was told of body and treatment, over restarts and what may happen to its file: never
 * silently none. */
#include <errno.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "history.h"
#include "jsonvalue.h"
#include "rig.h"

#define SETTINGS "[Hours]\nQuiet=\n"
#define CARE "io.github.backcare.Care"

static struct rig rig;

static void setup(void)
{
	rig = (struct rig){.is_new = false};
	rig_setup(&rig, SETTINGS);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

/* Nothing was ever told. */
static void begin_anew(void)
{
	rig_teardown(&rig);
	rig = (struct rig){.is_new = true};
	rig_setup(&rig, SETTINGS);
}

static const char *path_of(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/backcare/%s", rig.directory, name);
	return path;
}

static void write_file(const char *text)
{
	FILE *file = fopen(path_of("history.db"), "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	(void)unlink(path_of("history.db-wal"));
	(void)unlink(path_of("history.db-shm"));
}

static struct history *open_history(void)
{
	struct history *history = history_new(path_of("history.db"), 4 * USEC_PER_HOUR);

	ck_assert_ptr_nonnull(history);
	return history;
}

static void write_snapshot(const char *text)
{
	struct core_now now = {.real_usec = rig.manual.real_usec};
	struct history_batch batch = {
		.snapshot = text, .snapshot_bytes = strlen(text), .is_durable = true};
	struct history *history = open_history();

	ck_assert_int_eq(history_write(history, &now, &batch), 0);
	(void)history_free(history);
}

/* With a NUL, for free(). */
static char *read_snapshot(void)
{
	struct core_now now = {.real_usec = rig.manual.real_usec};
	struct history *history = open_history();
	struct history_snapshot snapshot;
	char *text;

	ck_assert_int_eq(history_read_snapshot(history, &now, &snapshot), 0);
	(void)history_free(history);
	text = malloc(snapshot.bytes + 1);
	ck_assert_ptr_nonnull(text);
	memcpy(text, snapshot.data, snapshot.bytes);
	text[snapshot.bytes] = '\0';
	free(snapshot.data);
	return text;
}

static void call(const char *method, const char *parameters)
{
	AUTO_JSON struct json_object *reply = rig_call(&rig, method, parameters);

	(void)reply;
}

static bool is_level(const char *level)
{
	AUTO_JSON struct json_object *care = rig_call(&rig, "Care.GetCare", "{}");

	return strcmp(rig_string(care, "level"), level) == 0;
}

static bool is_held_by(const char *reason)
{
	AUTO_JSON struct json_object *status = rig_call(&rig, "GetStatus", "{}");
	char text[64];

	(void)snprintf(text, sizeof(text), "\"reason\":\"%s\"", reason);
	return strstr(json_object_to_json_string_ext(status, JSON_C_TO_STRING_PLAIN), text) != NULL;
}

static bool is_said(const char *words)
{
	AUTO_JSON struct json_object *status = rig_call(&rig, "GetStatus", "{}");

	return strstr(json_object_to_json_string_ext(status, JSON_C_TO_STRING_PLAIN), words) !=
	       NULL;
}

/* "" without one. */
static const char *open_entry(void)
{
	static char entry[64];
	AUTO_JSON struct json_object *status = rig_call(&rig, "GetStatus", "{}");

	(void)snprintf(entry, sizeof(entry), "%s",
		rig_has(status, "prompt") ? rig_string(status, "prompt.entry") : "");
	return entry;
}

/* -- first run -- */

START_TEST(the_first_run_asks_once_and_shows_gentle_prompts_only)
{
	AUTO_JSON struct json_object *error = NULL;

	begin_anew();
	ck_assert_str_eq(open_entry(), "symptom-check");
	ck_assert(is_held_by("checklist"));
	ck_assert(is_said("backcarectl symptoms report"));
	error = rig_call_error(&rig, "PromptNow", "{\"kind\":\"strength\"}",
		"io.github.backcare.Backcare.HeldForSafety");
	rig_wait(&rig, 20 * USEC_PER_MINUTE);
	ck_assert_str_eq(open_entry(), "");
	ck_assert(is_held_by("checklist"));
	rig_wait(&rig, 26 * USEC_PER_MINUTE);
	/* Never mute. */
	ck_assert_str_ne(open_entry(), "");
}
END_TEST

START_TEST(none_of_these_opens_everything_and_is_remembered)
{
	char open[64];

	begin_anew();
	call("Respond", "{\"answer\":\"choose\",\"choice\":\"none-of-these\"}");
	ck_assert(!is_held_by("checklist"));
	call("PromptNow", "{\"kind\":\"strength\"}");
	(void)snprintf(open, sizeof(open), "%s", open_entry());
	rig_restart(&rig);
	ck_assert(!is_held_by("checklist"));
	ck_assert(!is_said("symptoms report"));
	/* What was asked for is open still, and nothing else is asked. */
	ck_assert_str_eq(open_entry(), open);
}
END_TEST

START_TEST(something_fits_holds_until_it_is_said_what)
{
	begin_anew();
	call("Respond", "{\"answer\":\"choose\",\"choice\":\"something-fits\"}");
	ck_assert(is_held_by("checklist"));
	rig_restart(&rig);
	ck_assert(is_held_by("checklist"));
	ck_assert(is_said("backcarectl symptoms report"));
	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	ck_assert(!is_held_by("checklist"));
	ck_assert(is_held_by("safety"));
}
END_TEST

/* -- restarts -- */

static const struct {
	const char *symptom, *level;
} level_rows[] = {
	{"one-leg-tingling", "doctor_first"},
	{"one-calf-swollen-warm-red", "urgent"},
	{"saddle-numbness", "emergency"},
};

static void report(const char *symptom)
{
	char parameters[128];

	(void)snprintf(parameters, sizeof(parameters), "{\"symptoms\":[\"%s\"]}", symptom);
	call("Care.ReportSymptoms", parameters);
}

START_TEST(a_level_survives_a_restart_and_a_reload)
{
	report(level_rows[_i].symptom);
	ck_assert(is_level(level_rows[_i].level));
	rig_restart(&rig);
	ck_assert(is_level(level_rows[_i].level));
	call("Reload", "{}");
	ck_assert(is_level(level_rows[_i].level));
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	rig_restart(&rig);
	ck_assert(is_level(level_rows[_i].level));
	ck_assert(is_held_by("safety"));
}
END_TEST

START_TEST(an_emergency_shows_its_message_and_nothing_else)
{
	AUTO_JSON struct json_object *error = NULL, *status = NULL;

	call("PromptNow", "{\"kind\":\"walk\"}");
	call("Pause", "{}");
	report("saddle-numbness");
	ck_assert_str_eq(open_entry(), "emergency-saddle");
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_str_eq(rig_string(status, "prompt.urgency"), "critical");
	error = rig_call_error(&rig, "PromptNow", "{\"kind\":\"relax\"}",
		"io.github.backcare.Backcare.HeldForSafety");
	ck_assert_str_eq(rig_string(error, "level"), "emergency");
	/* It stays until it was seen, and lifts nothing then. */
	rig_wait(&rig, 3 * USEC_PER_HOUR);
	ck_assert_str_eq(open_entry(), "emergency-saddle");
	call("Respond", "{\"answer\":\"skip\"}");
	rig_wait(&rig, 5 * USEC_PER_HOUR);
	ck_assert_str_eq(open_entry(), "");
	ck_assert(is_level("emergency"));
	/* Once more at each login. */
	rig_restart(&rig);
	ck_assert_str_eq(open_entry(), "emergency-saddle");
}
END_TEST

/* What is told stored is stored: nobody has the time to tidy up. */
START_TEST(what_was_answered_is_there_after_a_kill)
{
	struct stat status;
	pid_t pid;
	int ended;

	rig_stop(&rig);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		rig_start(&rig);
		report("one-leg-tingling");
		(void)raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(pid, &ended, 0), pid);
	ck_assert(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
	ck_assert_int_eq(stat(path_of("history.db"), &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	rig_start(&rig);
	ck_assert(is_level("doctor_first"));
}
END_TEST

/* -- the file -- */

static const char *const bad_files[] = {"", "SQLite format 3", "null, or something else",
	"this is the file of another program\n", "\xff\xfe\n"};

START_TEST(a_file_that_is_of_no_use_is_set_aside_and_the_questions_come_again)
{
	report("one-leg-tingling");
	rig_stop(&rig);
	write_file(bad_files[_i]);
	rig_start(&rig);
	ck_assert(is_held_by("checklist"));
	if (bad_files[_i][0] != '\0') {
		ck_assert(is_said("set aside"));
	}
	ck_assert_str_eq(open_entry(), "symptom-check");
	/* Not before they are answered. */
	rig_restart(&rig);
	ck_assert(is_held_by("checklist"));
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	ck_assert(!is_held_by("checklist"));
	rig_restart(&rig);
	ck_assert(!is_held_by("checklist"));
	ck_assert(!is_said("symptoms report"));
}
END_TEST

static const char *const bad_snapshots[] = {" ", "{", "null", "[]", "{}", "{\"core\":null}",
	"{\"core\":{}}", "{\"core\":{\"care\":{}}}",
	"{\"core\":{\"care\":{\"safety\":{\"level\":5}}}}", "\xff\xfe\n"};

START_TEST(a_snapshot_that_is_of_no_use_brings_the_questions_again)
{
	report("one-leg-tingling");
	rig_stop(&rig);
	write_snapshot(bad_snapshots[_i]);
	rig_start(&rig);
	ck_assert(is_held_by("checklist"));
	ck_assert(is_said("could not be used"));
	ck_assert_str_eq(open_entry(), "symptom-check");
	rig_restart(&rig);
	ck_assert(is_held_by("checklist"));
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	ck_assert(!is_held_by("checklist"));
	ck_assert(!is_said("could not be used"));
}
END_TEST

/* One value that is missing, or that another one contradicts: all of it, never a level that is
 * lower.
 */
static const struct {
	const char *from, *to;
} spoils[] = {
	{"\"level\":3", "\"level\":0"},
	{"\"level\":3", "\"level\":2"},
	{"\"level\":3", "\"lever\":3"},
	{"\"symptoms\":[\"one-leg-tingling\"]", "\"symptoms\":[]"},
	{"\"symptoms\":[\"one-leg-tingling\"]", "\"symptoms\":[\"renamed-since\"]"},
	{"\"message\":\"doctor-first\"", "\"message\":\"\""},
	{"\"safety\":", "\"gone\":"},
	{"\"checklist\":", "\"gone\":"},
	{"\"care\":", "\"gone\":"},
};

START_TEST(a_value_that_is_lost_brings_the_questions_again_and_holds)
{
	AUTO_FREE char *text = NULL, *spoilt = NULL;
	const char *care, *at;

	report("one-leg-tingling");
	ck_assert(is_level("doctor_first"));
	rig_stop(&rig);
	text = read_snapshot();
	care = strstr(text, "\"care\":");
	ck_assert_ptr_nonnull(care);
	at = strstr(care, spoils[_i].from);
	ck_assert_msg(at != NULL, "no %s in %s", spoils[_i].from, care);
	ck_assert_int_gt(asprintf(&spoilt, "%.*s%s%s", (int)(at - text), text, spoils[_i].to,
				 at + strlen(spoils[_i].from)),
		0);
	write_snapshot(spoilt);
	rig_start(&rig);
	ck_assert(is_held_by("checklist"));
	ck_assert(is_said("could not be used"));
	/* The message of before is gone, and the gap to it is kept. */
	rig_wait(&rig, 10 * USEC_PER_MINUTE);
	ck_assert_str_eq(open_entry(), "symptom-check");
	(void)json_object_put(rig_call_error(&rig, "PromptNow", "{\"kind\":\"strength\"}",
		"io.github.backcare.Backcare.HeldForSafety"));
}
END_TEST

START_TEST(a_file_that_was_taken_away_brings_the_questions_again)
{
	report("one-leg-tingling");
	rig_stop(&rig);
	ck_assert_int_eq(unlink(path_of("history.db")), 0);
	rig_start(&rig);
	ck_assert(is_held_by("checklist"));
	ck_assert_str_eq(open_entry(), "symptom-check");
	ck_assert(is_said("backcarectl symptoms report"));
}
END_TEST

START_TEST(one_that_is_taken_away_meanwhile_is_written_again)
{
	report("one-leg-tingling");
	ck_assert_int_eq(unlink(path_of("history.db")), 0);
	call("Care.SetFlare", "{\"active\":true}");
	rig_restart(&rig);
	ck_assert(is_level("doctor_first"));
}
END_TEST

/* A folder in the way of the file stands for one that cannot be read or written. */
static void block(bool blocked)
{
	char away[300];

	(void)snprintf(away, sizeof(away), "%s.away", path_of("history.db"));
	if (blocked) {
		ck_assert_int_eq(rename(path_of("history.db"), away), 0);
		ck_assert_int_eq(mkdir(path_of("history.db"), 0700), 0);
	} else {
		ck_assert_int_eq(rmdir(path_of("history.db")), 0);
		ck_assert_int_eq(rename(away, path_of("history.db")), 0);
	}
}

START_TEST(what_cannot_be_stored_is_refused_and_holds)
{
	AUTO_JSON struct json_object *error = NULL;

	block(true);
	error = rig_call_error(&rig, "Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}",
		CARE ".NotStored");
	ck_assert_str_ne(rig_string(error, "message"), "");
	ck_assert(is_level("doctor_first"));
	ck_assert(is_said("istory"));
	block(false);
	call("Care.ReportSymptoms", "{\"symptoms\":[\"one-leg-tingling\"]}");
	rig_restart(&rig);
	ck_assert(is_level("doctor_first"));
}
END_TEST

/* It could not be read at the start: nothing is silently none, and nothing is written over. */
START_TEST(what_cannot_be_read_is_asked_and_read_later)
{
	report("one-leg-tingling");
	rig_stop(&rig);
	block(true);
	rig_start(&rig);
	ck_assert(is_held_by("checklist"));
	ck_assert(is_said("could not be read"));
	block(false);
	rig_wait(&rig, USEC_PER_MINUTE);
	ck_assert(is_level("doctor_first"));
	ck_assert(!is_held_by("checklist"));
	ck_assert(!is_said("could not be read"));
	rig_restart(&rig);
	ck_assert(is_level("doctor_first"));
}
END_TEST

START_TEST(what_cannot_be_read_is_not_cleared)
{
	report("saddle-numbness");
	rig_stop(&rig);
	block(true);
	rig_start(&rig);
	(void)json_object_put(rig_call_error(
		&rig, "Care.ReportSymptoms", "{\"symptoms\":[]}", CARE ".NotStored"));
	block(false);
	rig_wait(&rig, USEC_PER_MINUTE);
	ck_assert(is_level("emergency"));
	call("Care.ReportSymptoms", "{\"symptoms\":[]}");
	ck_assert(is_level("emergency"));
	rig_restart(&rig);
	ck_assert(is_level("emergency"));
}
END_TEST

/* -- a session and the days after it -- */

START_TEST(a_check_in_comes_the_next_day_and_its_answer_counts)
{
	AUTO_JSON struct json_object *status = NULL;

	call("Care.LogMassage", "{\"by\":\"partner\",\"durationUSec\":3600000000}");
	rig_restart(&rig);
	rig_wait(&rig, 23 * USEC_PER_HOUR + 55 * USEC_PER_MINUTE);
	/* Up, and back. */
	call("ReportPresence",
		"{\"source\":\"seat\",\"presence\":\"away\",\"validUSec\":240000000}");
	rig_wait(&rig, 4 * USEC_PER_MINUTE);
	for (int i = 0; i < 30 && strcmp(open_entry(), "checkin-24h") != 0; i++) {
		rig_wait(&rig, USEC_PER_MINUTE);
	}
	ck_assert_str_eq(open_entry(), "checkin-24h");
	status = rig_call(&rig, "GetStatus", "{}");
	ck_assert_uint_eq(json_object_array_length(json_object_object_get(
				  json_object_object_get(status, "prompt"), "choices")),
		4);
	call("Respond", "{\"answer\":\"choose\",\"choice\":\"a-little-sore\"}");
	/* The advice follows. */
	ck_assert_str_eq(open_entry(), "soreness-24h-mild");
	rig_restart(&rig);
	{
		AUTO_JSON struct json_object *care = rig_call(&rig, "Care.GetCare", "{}");

		ck_assert_ptr_nonnull(
			strstr(json_object_to_json_string(care), "soreness-under-48h"));
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_first_run_asks_once_and_shows_gentle_prompts_only);
	tcase_add_test(tcase, none_of_these_opens_everything_and_is_remembered);
	tcase_add_test(tcase, something_fits_holds_until_it_is_said_what);
	tcase_add_test(tcase, a_check_in_comes_the_next_day_and_its_answer_counts);
	tcase_add_loop_test(
		tcase, a_level_survives_a_restart_and_a_reload, 0, ELEMENTSOF(level_rows));
	tcase_add_test(tcase, an_emergency_shows_its_message_and_nothing_else);
	tcase_add_test(tcase, what_was_answered_is_there_after_a_kill);
	tcase_add_loop_test(tcase,
		a_file_that_is_of_no_use_is_set_aside_and_the_questions_come_again, 0,
		ELEMENTSOF(bad_files));
	tcase_add_loop_test(tcase, a_snapshot_that_is_of_no_use_brings_the_questions_again, 0,
		ELEMENTSOF(bad_snapshots));
	tcase_add_loop_test(tcase, a_value_that_is_lost_brings_the_questions_again_and_holds, 0,
		ELEMENTSOF(spoils));
	tcase_add_test(tcase, a_file_that_was_taken_away_brings_the_questions_again);
	tcase_add_test(tcase, one_that_is_taken_away_meanwhile_is_written_again);
	tcase_add_test(tcase, what_cannot_be_stored_is_refused_and_holds);
	tcase_add_test(tcase, what_cannot_be_read_is_asked_and_read_later);
	tcase_add_test(tcase, what_cannot_be_read_is_not_cleared);
	tcase_set_timeout(tcase, 60);
}

int main(void)
{
	return check_main("app-care", add_tests);
}
