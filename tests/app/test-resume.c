/* SPDX-License-Identifier: MIT */
/* The whole daemon ends, in each way that it can, and another one goes on. */
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "check_main.h"
#include "history.h"
#include "jsonvalue.h"
#include "rig.h"

#define MINUTE USEC_PER_MINUTE
#define HOUR USEC_PER_HOUR

static const char settings[] = "[Posture]\nPerDay=0\n[Hours]\nQuiet=\n[Prompt]\nKinds=walk\n";
static struct rig rig;

static void setup(void)
{
	rig = (struct rig){.is_new = false};
	rig_setup(&rig, settings);
}

static void teardown(void)
{
	rig_teardown(&rig);
}

static void call(const char *method, const char *parameters)
{
	(void)json_object_put(rig_call(&rig, method, parameters));
}

static struct json_object *status(void)
{
	return rig_call(&rig, "GetStatus", "{}");
}

static int64_t seated_usec(void)
{
	AUTO_JSON struct json_object *reply = status();

	return rig_int(reply, "seatedUSec");
}

static bool is_held_by(const char *reason)
{
	AUTO_JSON struct json_object *reply = status();
	char text[64];

	(void)snprintf(text, sizeof(text), "\"reason\":\"%s\"", reason);
	return strstr(json_object_to_json_string_ext(reply, JSON_C_TO_STRING_PLAIN), text) != NULL;
}

/* "" without one. */
static const char *open_id(void)
{
	static char id[64];
	AUTO_JSON struct json_object *reply = status();

	(void)snprintf(id, sizeof(id), "%s",
		rig_has(reply, "prompt") ? rig_string(reply, "prompt.id") : "");
	return id;
}

/* The daemon runs in a child, does this, and has no time to tidy up; the clock goes on as far as it
 * did there. */
static void kill_after(void (*live)(void), usec_t length_usec)
{
	pid_t pid;
	int ended;

	rig_stop(&rig);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		rig_start(&rig);
		live();
		(void)raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(pid, &ended, 0), pid);
	ck_assert(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
	rig.manual.boot_usec += length_usec;
	rig.manual.monotonic_usec += length_usec;
	rig.manual.real_usec += length_usec;
}

static void active(usec_t length_usec)
{
	call("ReportPresence",
		"{\"source\":\"desk\",\"presence\":\"active\",\"validUSec\":86400000000}");
	rig_wait(&rig, length_usec);
}

/* -- the spell -- */

static void sit_for_twenty_minutes(void)
{
	active(20 * MINUTE);
}

START_TEST(a_spell_survives_a_kill)
{
	kill_after(sit_for_twenty_minutes, 20 * MINUTE);
	rig_start(&rig);
	active(0);
	ck_assert_int_eq(seated_usec(), (int64_t)(20 * MINUTE));
	rig_wait(&rig, 5 * MINUTE);
	ck_assert_int_eq(seated_usec(), (int64_t)(25 * MINUTE));
}
END_TEST

START_TEST(a_spell_survives_kill_after_kill)
{
	for (int i = 0; i < 3; i++) {
		kill_after(sit_for_twenty_minutes, 20 * MINUTE);
	}
	rig_start(&rig);
	active(0);
	ck_assert_int_eq(seated_usec(), (int64_t)HOUR);
}
END_TEST

START_TEST(an_update_takes_nothing_away)
{
	active(20 * MINUTE);
	rig_stop(&rig);
	manual_clock_advance(&rig.manual, 2 * USEC_PER_SEC);
	rig_start(&rig);
	active(0);
	ck_assert_int_eq(seated_usec(), (int64_t)(20 * MINUTE + 2 * USEC_PER_SEC));
}
END_TEST

static void pause_for_a_film(void)
{
	call("Pause", "{\"reason\":\"a film, \\u201cZ\\u201d\"}");
}

static bool says(const char *words)
{
	AUTO_JSON struct json_object *reply = status();

	return strstr(json_object_to_json_string_ext(reply, JSON_C_TO_STRING_PLAIN), words) != NULL;
}

/* As long as the pause itself, and no longer. */
START_TEST(what_a_pause_is_for_survives_a_kill)
{
	kill_after(pause_for_a_film, 0);
	rig_start(&rig);
	ck_assert(says("a film, “Z”"));
	rig_restart(&rig);
	ck_assert(says("a film"));
	call("Resume", "{}");
	call("Pause", "{}");
	rig_restart(&rig);
	ck_assert(is_held_by("paused") && !says("film"));
}
END_TEST

/* A night at home: boot time begins anew, and nothing else does. */
START_TEST(a_reboot_is_sleep)
{
	AUTO_JSON struct json_object *day = NULL;

	active(20 * MINUTE);
	call("Pause", "{\"durationUSec\":36000000000}");
	rig_stop(&rig);
	manual_clock_reboot(&rig.manual, 2 * HOUR, 30 * USEC_PER_SEC);
	rig_start(&rig);
	active(0);
	/* The sensor's word still held when the machine was up. */
	ck_assert_int_eq(seated_usec(), (int64_t)(30 * USEC_PER_SEC));
	ck_assert(is_held_by("paused"));
	rig_wait(&rig, 8 * HOUR - 31 * USEC_PER_SEC);
	ck_assert(is_held_by("paused"));
	/* Its alarm is set by the new clock. */
	rig_wait(&rig, USEC_PER_SEC);
	ck_assert(!is_held_by("paused"));
	day = status();
	ck_assert_int_eq(rig_int(day, "today.seatedUSec"), (int64_t)(20 * MINUTE + 8 * HOUR));
}
END_TEST

START_TEST(a_reboot_and_a_kill_in_the_new_boot)
{
	active(20 * MINUTE);
	rig_stop(&rig);
	manual_clock_reboot(&rig.manual, 30 * USEC_PER_SEC, 30 * USEC_PER_SEC);
	rig_start(&rig);
	kill_after(sit_for_twenty_minutes, 20 * MINUTE);
	rig_start(&rig);
	active(0);
	/* Half a minute asleep is too short to be worth anything, and half a minute was not seen.
	 */
	ck_assert_int_eq(seated_usec(), (int64_t)(40 * MINUTE + 30 * USEC_PER_SEC));
}
END_TEST

START_TEST(a_clock_that_was_set_back_over_a_reboot_takes_no_time_away)
{
	active(20 * MINUTE);
	rig_stop(&rig);
	manual_clock_reboot(&rig.manual, HOUR, 30 * USEC_PER_SEC);
	rig.manual.real_usec -= 48 * HOUR;
	rig_start(&rig);
	active(0);
	ck_assert_int_eq(seated_usec(), (int64_t)(20 * MINUTE));
	rig_wait(&rig, 10 * MINUTE);
	ck_assert_int_eq(seated_usec(), (int64_t)(30 * MINUTE));
}
END_TEST

START_TEST(who_logged_out_was_away)
{
	char command[160];

	active(20 * MINUTE);
	rig_stop(&rig);
	/* The runtime directory is made anew at login. */
	(void)snprintf(command, sizeof(command), "rm '%s'/backcare/*.login", rig.directory);
	ck_assert_int_eq(system(command), 0);
	manual_clock_advance(&rig.manual, MINUTE);
	rig_start(&rig);
	active(0);
	/* A minute that is proven is worth 15. */
	ck_assert_int_eq(seated_usec(), (int64_t)(5 * MINUTE));
}
END_TEST

/* -- what goes on -- */

START_TEST(an_open_prompt_is_the_same_one)
{
	AUTO_JSON struct json_object *reply = NULL;
	char id[64];

	active(45 * MINUTE);
	(void)snprintf(id, sizeof(id), "%s", open_id());
	ck_assert_str_ne(id, "");
	rig_restart(&rig);
	ck_assert_str_eq(open_id(), id);
	call("Respond", "{\"answer\":\"done\"}");
	reply = status();
	ck_assert_int_eq(rig_int(reply, "today.prompted"), 1);
	ck_assert_int_eq(rig_int(reply, "today.claimed"), 1);
}
END_TEST

static void be_asked_after_a_massage(void)
{
	call("Care.LogMassage", "{\"by\":\"professional\",\"durationUSec\":3600000000}");
	call("ReportPresence",
		"{\"source\":\"desk\",\"presence\":\"away\",\"validUSec\":86400000000}");
	rig_wait(&rig, 24 * HOUR - MINUTE);
	active(MINUTE);
}

/* What care asks, and does not ask anew because the daemon ended. */
START_TEST(a_check_in_that_is_open_is_the_same_one)
{
	AUTO_JSON struct json_object *reply = NULL;
	char id[64];

	kill_after(be_asked_after_a_massage, 24 * HOUR);
	rig_start(&rig);
	active(0);
	(void)snprintf(id, sizeof(id), "%s", open_id());
	reply = status();
	ck_assert_str_eq(rig_string(reply, "prompt.kind"), "checkin");
	rig_restart(&rig);
	ck_assert_str_eq(open_id(), id);
	call("Respond", "{\"answer\":\"choose\",\"choice\":\"comfortable\"}");
	/* It would have come again six hours later. */
	active(7 * HOUR);
	(void)json_object_put(reply);
	reply = status();
	ck_assert(!rig_has(reply, "prompt") ||
		  strcmp(rig_string(reply, "prompt.kind"), "checkin") != 0);
}
END_TEST

START_TEST(a_message_of_safety_stays_over_a_restart)
{
	AUTO_JSON struct json_object *reply = NULL;
	char id[64];

	active(MINUTE);
	call("Care.ReportSymptoms", "{\"symptoms\":[\"saddle-numbness\"]}");
	(void)snprintf(id, sizeof(id), "%s", open_id());
	ck_assert_str_ne(id, "");
	for (int i = 0; i < 2; i++) {
		rig_restart(&rig);
		ck_assert(is_held_by("safety"));
		/* Again at each login. */
		ck_assert_str_ne(open_id(), "");
	}
	reply = status();
	ck_assert_str_eq(rig_string(reply, "prompt.kind"), "safety");
	ck_assert_str_eq(rig_string(reply, "prompt.urgency"), "critical");
}
END_TEST

START_TEST(an_emergency_that_is_on_the_screen_is_not_said_twice)
{
	char id[64];

	call("Care.ReportSymptoms", "{\"symptoms\":[\"saddle-numbness\"]}");
	(void)snprintf(id, sizeof(id), "%s", open_id());
	ck_assert_str_ne(id, "");
	rig_restart(&rig);
	ck_assert_str_eq(open_id(), id);
}
END_TEST

static void be_prompted_and_snooze(void)
{
	active(45 * MINUTE);
	call("Respond", "{\"answer\":\"snooze\"}");
}

START_TEST(a_snooze_survives_a_kill)
{
	kill_after(be_prompted_and_snooze, 45 * MINUTE);
	rig_start(&rig);
	active(10 * MINUTE - USEC_PER_SEC);
	ck_assert_str_eq(open_id(), "");
	rig_wait(&rig, USEC_PER_SEC);
	ck_assert_str_ne(open_id(), "");
}
END_TEST

static void skip(void)
{
	active(45 * MINUTE);
	call("Respond", "{\"answer\":\"skip\"}");
	call("SetMeeting", "{\"active\":true,\"durationUSec\":7200000000}");
}

START_TEST(quiet_and_a_meeting_survive_a_kill)
{
	kill_after(skip, 45 * MINUTE);
	rig_start(&rig);
	ck_assert(is_held_by("quiet_until_up"));
	ck_assert(is_held_by("meeting"));
}
END_TEST

static void nothing(void)
{
}

/* Before the first step that is worth anything. */
START_TEST(killed_at_once_it_is_as_it_was)
{
	active(20 * MINUTE);
	kill_after(nothing, 0);
	kill_after(nothing, 0);
	rig_start(&rig);
	active(0);
	ck_assert_int_eq(seated_usec(), (int64_t)(20 * MINUTE));
}
END_TEST

/* -- what is told is told once -- */

static usec_t sum_of_spells(size_t *ret_n)
{
	struct history_query query = {.since_real_usec = INT64_MIN,
		.until_real_usec = INT64_MAX,
		.types = 1U << HISTORY_SPELL,
		.limit = HISTORY_PAGE_MAX};
	char path[256];
	struct history *history;
	struct history_page *page;
	int64_t until_usec = 0;
	usec_t sum_usec = 0;

	(void)snprintf(path, sizeof(path), "%s/backcare/history.db", rig.directory);
	history = history_new(path, 4 * HOUR);
	ck_assert_int_eq(history_list(history, &query, &page), 0);
	for (size_t i = 0; i < page->n_entries; i++) {
		ck_assert_msg(i == 0 || page->entries[i].start_real_usec == until_usec,
			"a gap or an overlap before spell %zu", i);
		until_usec =
			page->entries[i].start_real_usec + (int64_t)page->entries[i].duration_usec;
		sum_usec += page->entries[i].duration_usec;
	}
	*ret_n = page->n_entries;
	(void)history_page_free(page);
	(void)history_free(history);
	return sum_usec;
}

static void come_and_go(void)
{
	active(7 * MINUTE);
	call("ReportPresence",
		"{\"source\":\"desk\",\"presence\":\"away\",\"validUSec\":86400000000}");
	rig_wait(&rig, 4 * MINUTE);
	active(3 * MINUTE);
}

START_TEST(no_stretch_is_told_twice_or_never)
{
	usec_t began_usec = rig.manual.real_usec;
	size_t n;

	for (int i = 0; i < 4; i++) {
		kill_after(come_and_go, 14 * MINUTE);
		if (i == 1) {
			manual_clock_reboot(&rig.manual, HOUR, MINUTE);
		}
	}
	rig_start(&rig);
	active(10 * MINUTE);
	/* What goes on is told when it ends. */
	call("ReportPresence",
		"{\"source\":\"desk\",\"presence\":\"away\",\"validUSec\":86400000000}");
	rig_stop(&rig);
	ck_assert_uint_eq(sum_of_spells(&n), rig.manual.real_usec - began_usec);
	ck_assert_uint_gt(n, 8);
}
END_TEST

/* -- what is another one now -- */

START_TEST(other_settings_hold_at_once)
{
	active(30 * MINUTE);
	rig_stop(&rig);
	rig_write_settings(&rig, "[Walk]\nLimit=20min\n[Posture]\nPerDay=0\n[Hours]\nQuiet=\n");
	rig_start(&rig);
	active(0);
	/* Adapters are given the time to tell. */
	rig_wait(&rig, 15 * USEC_PER_SEC);
	ck_assert_str_ne(open_id(), "");
}
END_TEST

static void write_own(const char *text)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "mkdir -p '%s/backcare/prompts.d'", rig.directory);
	ck_assert_int_eq(system(path), 0);
	(void)snprintf(path, sizeof(path), "%s/backcare/prompts.d/own.json", rig.directory);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

/* Entries have other numbers in another catalogue; a prompt whose entry is gone is taken back. */
START_TEST(a_prompt_whose_entry_is_gone_is_taken_back)
{
	AUTO_JSON struct json_object *reply = NULL;
	char text[256];

	call("PromptNow", "{\"kind\":\"walk\"}");
	reply = status();
	(void)snprintf(text, sizeof(text),
		"{\"schema_version\": \"1.0\", \"prompts\": [{\"id\": \"%s\", \"off\": true}]}",
		rig_string(reply, "prompt.entry"));
	rig_stop(&rig);
	write_own(text);
	rig_start(&rig);
	ck_assert_str_eq(open_id(), "");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_spell_survives_a_kill);
	tcase_add_test(tcase, a_spell_survives_kill_after_kill);
	tcase_add_test(tcase, an_update_takes_nothing_away);
	tcase_add_test(tcase, what_a_pause_is_for_survives_a_kill);
	tcase_add_test(tcase, a_reboot_is_sleep);
	tcase_add_test(tcase, a_reboot_and_a_kill_in_the_new_boot);
	tcase_add_test(tcase, a_clock_that_was_set_back_over_a_reboot_takes_no_time_away);
	tcase_add_test(tcase, who_logged_out_was_away);
	tcase_add_test(tcase, an_open_prompt_is_the_same_one);
	tcase_add_test(tcase, a_check_in_that_is_open_is_the_same_one);
	tcase_add_test(tcase, a_message_of_safety_stays_over_a_restart);
	tcase_add_test(tcase, an_emergency_that_is_on_the_screen_is_not_said_twice);
	tcase_add_test(tcase, a_snooze_survives_a_kill);
	tcase_add_test(tcase, quiet_and_a_meeting_survive_a_kill);
	tcase_add_test(tcase, killed_at_once_it_is_as_it_was);
	tcase_add_test(tcase, no_stretch_is_told_twice_or_never);
	tcase_add_test(tcase, other_settings_hold_at_once);
	tcase_add_test(tcase, a_prompt_whose_entry_is_gone_is_taken_back);
	tcase_set_timeout(tcase, 60);
}

int main(void)
{
	return check_main("app-resume", add_tests);
}
