/* SPDX-License-Identifier: MIT */
/* Whole stories of tests/core/stories once more, through the real daemon and the real client:
 * settings from a file, a sensor that calls the API, and what the person does and sees by
 * backcarectl. */
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "jsonvalue.h"
#include "rig.h"

#define STORIES_MAX 32
#define TEXT_MAX 8192
#define LINE_MAX_BYTES 256
#define WORDS_MAX 12

struct story {
	char settings[512];
	char text[TEXT_MAX]; /* its lines but the settings before the beginning */
};

/* A line in words. */
struct line {
	char copy[LINE_MAX_BYTES];
	const char *words[WORDS_MAX];
	size_t n_words;
	const char *text;
};

static struct story stories[STORIES_MAX];
static size_t n_stories;
static struct rig rig;
static bool locked;
static int monitor; /* a connection that follows */
static char outcome[32];

/* -- reading, before any test runs -- */

static void require(bool holds, const char *what)
{
	if (!holds) {
		(void)fprintf(stderr, "not to be read: %s\n", what);
		exit(EXIT_FAILURE);
	}
}

static void add_setting(struct story *story, const char *line)
{
	size_t used = strlen(story->settings);
	char section[32], key[32];
	int at = 0;

	require(sscanf(line, "set %31[^.].%31s %n", section, key, &at) == 2, line);
	(void)snprintf(story->settings + used, sizeof(story->settings) - used, "[%s]\n%s=%s\n",
		section, key, line + at);
}

static void read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[LINE_MAX_BYTES];
	bool began = false;

	require(file != NULL, path);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "story ", strlen("story ")) == 0) {
			require(n_stories < STORIES_MAX, line);
			n_stories++;
			began = false;
		} else if (line[0] == '\0' || line[0] == '#' || n_stories == 0) {
			continue;
		} else if (!began && strncmp(line, "set ", strlen("set ")) == 0) {
			add_setting(&stories[n_stories - 1], line);
		} else {
			char *text = stories[n_stories - 1].text;

			began = true;
			require(strlen(text) + strlen(line) + 1 < TEXT_MAX, line);
			strcat(text, line);
			strcat(text, "\n");
		}
	}
	(void)fclose(file);
}

static void split(struct line *line, const char *text)
{
	char *state = NULL;

	line->text = text;
	line->n_words = 0;
	(void)snprintf(line->copy, sizeof(line->copy), "%s", text);
	for (char *word = strtok_r(line->copy, " ", &state); word && line->n_words < WORDS_MAX;
		word = strtok_r(NULL, " ", &state)) {
		line->words[line->n_words++] = word;
	}
}

static bool is(const struct line *line, size_t index, const char *word)
{
	return index < line->n_words && strcmp(line->words[index], word) == 0;
}

/* All of the line from this word on. */
static const char *rest_of(const struct line *line, size_t index)
{
	return line->text + (line->words[index] - line->copy);
}

static usec_t length_at(const struct line *line, size_t index)
{
	usec_t length_usec = 0;

	ck_assert_msg(
		index < line->n_words && timespan_parse(rest_of(line, index), &length_usec) == 0,
		"%s", line->text);
	return length_usec;
}

/* -- what happens -- */

static void type_for(int exit_status, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

static void type_for(int exit_status, const char *format, ...)
{
	AUTO_FREE char *said = NULL;
	char command[LINE_MAX_BYTES];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	said = rig_run_client(&rig, BACKCARECTL, command, exit_status);
	ck_assert_str_ne(said, "");
}

#define TYPE(...) type_for(0, __VA_ARGS__)

static void report(const char *presence)
{
	char parameters[128];

	(void)snprintf(parameters, sizeof(parameters),
		"{\"source\":\"desk\",\"presence\":\"%s\",\"validUSec\":%llu}", presence,
		(unsigned long long)USEC_PER_DAY);
	(void)json_object_put(rig_call(&rig, "ReportPresence", parameters));
}

/* A sensor goes on to say so, however long. */
static void stay(const char *presence, usec_t length_usec)
{
	while (length_usec >= USEC_PER_DAY) {
		report(presence);
		rig_wait(&rig, USEC_PER_DAY / 2);
		length_usec -= USEC_PER_DAY / 2;
	}
	report(presence);
	rig_wait(&rig, length_usec);
}

/* The local date of today, which is that of UTC here. */
static void format_today(char *date, size_t size)
{
	time_t now_sec = (time_t)(rig.manual.real_usec / USEC_PER_SEC);
	struct tm broken_down;

	ck_assert_uint_gt(strftime(date, size, "%Y-%m-%d", gmtime_r(&now_sec, &broken_down)), 0);
}

/* What is told of body and treatment, and the days of somebody who does what is asked: as in
 * tests/core/story_care.c. */
static bool tell_care(const struct line *line)
{
	char today[16], answer[32];

	if (is(line, 1, "massage")) {
		TYPE("massage log --by professional --for 1h");
	} else if (is(line, 1, "forget")) {
		TYPE("massage forget last");
	} else if (is(line, 1, "symptoms")) {
		TYPE("symptoms report %s", is(line, 2, "none") ? "--none" : rest_of(line, 2));
	} else if (is(line, 1, "flare")) {
		TYPE("flare %s", line->words[2]);
	} else if (is(line, 1, "check-in")) {
		/* The interface has lines where people have dashes. */
		(void)snprintf(answer, sizeof(answer), "%s", line->words[2]);
		for (char *at = answer; (at = strchr(at, '_'));) {
			*at = '-';
		}
		TYPE("checkin %s", answer);
	} else if (is(line, 1, "clear")) {
		format_today(today, sizeof(today));
		TYPE("symptoms clear --clinician GP --date %s --walking %s --exercise %s --massage "
		     "%s "
		     "--phrase 'cleared by clinician'",
			today, line->words[2], line->words[3], line->words[4]);
	} else if (is(line, 1, "course")) {
		TYPE("plan massage on");
	} else if (is(line, 1, "strength")) {
		TYPE("plan strength on");
	} else if (is(line, 1, "choose")) {
		TYPE("answer %s", line->words[2]);
	} else {
		return false;
	}
	return true;
}

static void live_days(long n_days)
{
	for (long i = 0; i < n_days; i++) {
		stay("active", 45 * USEC_PER_MINUTE);
		TYPE("done");
		stay("locked", 23 * USEC_PER_HOUR + 15 * USEC_PER_MINUTE);
		report("active");
	}
}

static bool happen(const struct line *line)
{
	if (is(line, 0, "work") || is(line, 0, "still")) {
		stay(is(line, 0, "work") ? "active" : "away", length_at(line, 1));
	} else if (is(line, 0, "lock") || is(line, 0, "unlock")) {
		locked = is(line, 0, "lock");
		stay(locked ? "locked" : "active", 0);
	} else if (is(line, 0, "wait")) {
		stay(locked ? "locked" : "active", length_at(line, 1));
	} else if (is(line, 0, "care")) {
		return tell_care(line);
	} else if (is(line, 0, "days")) {
		live_days(strtol(line->words[1], NULL, 10));
	} else if (is(line, 0, "pause") || is(line, 0, "resume")) {
		TYPE("%s", line->words[0]);
	} else if (is(line, 0, "now")) {
		/* One that does not fit is refused. */
		type_for(is(line, 2, "->") ? 1 : 0, "now %s", line->words[1]);
	} else if (is(line, 0, "suspend")) {
		rig_suspend(&rig, length_at(line, 1));
	} else if (is(line, 0, "meeting")) {
		TYPE(is(line, 1, "on") ? "meeting start" : "meeting stop");
	} else if (is(line, 0, "answer")) {
		TYPE("%s", line->words[1]);
	} else {
		return false;
	}
	return true;
}

/* -- what is seen -- */

static struct json_object *ask(const char *command)
{
	AUTO_FREE char *said = rig_run_client(&rig, BACKCARECTL, command, 0);
	struct json_object *object = NULL;

	ck_assert_msg(json_parse_strict(said, strlen(said), &object) == 0, "%s", said);
	return object;
}

static bool carries(struct json_object *status, const char *kind)
{
	char path[32];

	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof(path), "prompt.carries.%zu", i);
		/* The keys of the catalogue begin with their kind. */
		if (rig_has(status, path) &&
			strncmp(rig_string(status, path), kind, strlen(kind)) == 0) {
			return true;
		}
	}
	return false;
}

static void see_open(const struct line *line, struct json_object *status)
{
	if (is(line, 2, "none")) {
		ck_assert_msg(!rig_has(status, "prompt"), "%s", line->text);
		return;
	}
	ck_assert_msg(rig_has(status, "prompt") && is(line, 2, rig_string(status, "prompt.kind")),
		"%s: %s", line->text, json_object_to_json_string(status));
	/* Each prompt names what is behind it, but for the last line, which is no entry. */
	ck_assert_msg(rig_has(status, "prompt.sources.0") ==
			      (strcmp(rig_string(status, "prompt.entry"), "escalate-60") != 0),
		"%s", line->text);
	if (is(line, 3, "alone")) {
		ck_assert_msg(!rig_has(status, "prompt.carries.0"), "%s", line->text);
	}
	for (size_t i = 4; i < line->n_words; i++) {
		ck_assert_msg(carries(status, line->words[i]) != is(line, 3, "without"), "%s: %s",
			line->text, json_object_to_json_string(status));
	}
}

static void see_today(const struct line *line, struct json_object *status)
{
	static const struct {
		const char *word, *path;
		bool is_length;
	} rows[] = {
		{"prompted", "today.prompted", false},
		{"done", "today.done", false},
		{"claimed", "today.claimed", false},
		{"natural", "today.natural", false},
		{"skipped", "today.skipped", false},
		{"expired", "today.expired", false},
		{"breaks", "today.targets.breaksOffered", false},
		{"breaks-taken", "today.targets.breaksTaken", false},
		{"up-goal", "today.targets.upGoalUSec", true},
		{"walk-goal", "today.targets.walkGoalUSec", true},
	};

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		if (is(line, 2, rows[i].word)) {
			int64_t wanted = rows[i].is_length ? (int64_t)length_at(line, 3)
							   : strtoll(line->words[3], NULL, 10);

			ck_assert_msg(rig_int(status, rows[i].path) == wanted, "%s: %lld",
				line->text, (long long)rig_int(status, rows[i].path));
			return;
		}
	}
	ck_abort_msg("%s", line->text);
}

/* The newest decision of this kind says so; or how many prompts were shown first. */
static void see_decisions(const struct line *line)
{
	AUTO_JSON struct json_object *reply = ask("why --lines 1000 --json");
	struct json_object *decisions = json_object_object_get(reply, "decisions");
	bool counts = is(line, 1, "shown") && is(line, 0, "expect");
	long n_shown = 0;

	for (size_t i = 0; i < json_object_array_length(decisions); i++) {
		struct json_object *decision = json_object_array_get_idx(decisions, i);
		const char *reason = rig_string(decision, "reason");

		if (strcmp(rig_string(decision, "decision"), line->words[1]) != 0) {
			continue;
		}
		if (!counts) {
			ck_assert_msg(strstr(reason, rest_of(line, 2)) != NULL, "%s: %s",
				line->text, reason);
			return;
		}
		n_shown += strstr(reason, "one reminder") == NULL;
	}
	ck_assert_msg(counts && n_shown == strtol(line->words[2], NULL, 10), "%s: %ld", line->text,
		n_shown);
}

static void see_hold(const struct line *line, struct json_object *status)
{
	char path[32];

	for (size_t i = 0;; i++) {
		(void)snprintf(path, sizeof(path), "holds.%zu.reason", i);
		ck_assert_msg(rig_has(status, path), "%s: %s", line->text,
			json_object_to_json_string(status));
		if (is(line, 2, rig_string(status, path))) {
			return;
		}
	}
}

/* How the last prompt that closed did so. */
static void see_outcome(const struct line *line)
{
	while (rig_has_message(&rig, monitor)) {
		AUTO_JSON struct json_object *event = rig_receive(&rig, monitor);

		if (rig_has(event, "parameters.outcome")) {
			(void)snprintf(outcome, sizeof(outcome), "%s",
				rig_string(event, "parameters.outcome"));
		}
	}
	ck_assert_msg(is(line, 2, outcome), "%s: %s", line->text, outcome);
}

/* The message that asks, by its key; a prompt to move is none. */
static void see_ask(const struct line *line, struct json_object *status)
{
	bool asks = rig_has(status, "prompt") &&
		    (strcmp(rig_string(status, "prompt.kind"), "checkin") == 0 ||
			    strcmp(rig_string(status, "prompt.kind"), "safety") == 0);

	ck_assert_msg(is(line, 1, asks ? rig_string(status, "prompt.entry") : "none"), "%s: %s",
		line->text, json_object_to_json_string(status));
}

/* "Week 3 of 12: easy sets, a few more of each." */
static void see_sets(const struct line *line)
{
	AUTO_FREE char *said = rig_run_client(&rig, BACKCARECTL, "plan strength", 0);
	char words[64];

	(void)snprintf(words, sizeof(words), ": %s sets%s", line->words[1],
		is(line, 2, "more") ? ", a few more" : ".");
	ck_assert_msg(strstr(said, words) != NULL, "%s: %s", line->text, said);
}

static void see(const struct line *line)
{
	AUTO_JSON struct json_object *status = ask("status --json");

	if (is(line, 0, "why") || is(line, 1, "shown")) {
		see_decisions(line);
	} else if (is(line, 1, "open")) {
		see_open(line, status);
	} else if (is(line, 1, "today")) {
		see_today(line, status);
	} else if (is(line, 0, "ask")) {
		see_ask(line, status);
	} else if (is(line, 0, "sets")) {
		see_sets(line);
	} else if (is(line, 0, "level")) {
		ck_assert_msg(is(line, 1, rig_string(status, "safety")), "%s: %s", line->text,
			rig_string(status, "safety"));
	} else if (is(line, 1, "outcome")) {
		see_outcome(line);
	} else if (is(line, 1, "hold")) {
		see_hold(line, status);
	} else if (is(line, 1, "offer")) {
		ck_assert_msg(
			rig_has(status, "offers.0") == is(line, 2, "standard"), "%s", line->text);
	} else {
		ck_abort_msg("not known here: %s", line->text);
	}
}

START_TEST(a_whole_story_through_the_real_daemon)
{
	struct story *story = &stories[_i];
	char *state = NULL;

	rig_setup(&rig, story->settings);
	monitor = rig_connect(&rig);
	rig_send(monitor, "{\"method\":\"io.github.backcare.Backcare.Monitor\",\"more\":true}");
	for (char *text = strtok_r(story->text, "\n", &state); text;
		text = strtok_r(NULL, "\n", &state)) {
		struct line line;

		split(&line, text);
		if (!happen(&line)) {
			see(&line);
		}
	}
	(void)close(monitor);
	rig_teardown(&rig);
}
END_TEST

static void add_tests(TCase *tcase)
{
	char files[] = STORY_FILES;
	char *state = NULL;

	for (char *path = strtok_r(files, ":", &state); path; path = strtok_r(NULL, ":", &state)) {
		read_file(path);
	}
	tcase_add_loop_test(tcase, a_whole_story_through_the_real_daemon, 0, (int)n_stories);
	tcase_set_timeout(tcase, 60);
}

int main(void)
{
	return check_main("stories", add_tests);
}
