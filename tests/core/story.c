/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "config.h"
#include "content.h"
#include "names.h"
#include "reason.h"
#include "story_internal.h"

bool story_fail(struct line *line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(line->message, line->message_size, format, arguments);
	va_end(arguments);
	return false;
}

const char *story_word(const struct line *line, size_t index)
{
	return index < line->n_words ? line->words[index] : "";
}

bool story_is(const struct line *line, size_t index, const char *text)
{
	return strcmp(story_word(line, index), text) == 0;
}

void story_join(const struct line *line, size_t index, char *buffer, size_t size)
{
	buffer[0] = '\0';
	for (size_t i = index; i < line->n_words && !story_is(line, i, "->"); i++) {
		size_t length = strlen(buffer);

		(void)snprintf(buffer + length, size - length, "%s%s", i > index ? " " : "",
			line->words[i]);
	}
}

bool story_length_at(struct line *line, size_t index, usec_t *ret_usec)
{
	char text[LINE_MAX_BYTES];

	story_join(line, index, text, sizeof(text));
	return timespan_parse(text, ret_usec) == 0 ||
	       story_fail(line, "'%s' is no length of time", text);
}

bool story_name_at(struct line *line, size_t index, const char *const *names, size_t n_names,
	size_t *ret_value)
{
	for (size_t i = 0; i < n_names; i++) {
		if (story_is(line, index, names[i])) {
			*ret_value = i;
			return true;
		}
	}
	return story_fail(line, "'%s' is not known", story_word(line, index));
}

/* -- what happens
 * --------------------------------------------------------------------------------------------- */

static bool do_set(struct line *line)
{
	AUTO_FREE struct config *config = calloc(1, sizeof(*config));
	struct story *story = line->story;
	char text[LINE_MAX_BYTES], message[CONFIG_PROBLEM_MAX];
	char *name = strchr(line->words[1], '.');
	enum config_key key;

	if (!config || !name) {
		return story_fail(line, "no setting");
	}
	*name++ = '\0';
	key = config_key_find(line->words[1], name);
	if (key == CONFIG_KEY_MAX) {
		return story_fail(line, "no setting '%s'", name);
	}
	story_join(line, 2, text, sizeof(text));
	config->core = story->settings;
	config->idle_after_usec = story->idle_after_usec;
	if (config_set(config, key, text, message) < 0) {
		return story_fail(line, "%s", message);
	}
	for (key = 0; key < CONFIG_KEY_MAX; key++) {
		if (config_is_of_preset(config, key)) {
			(void)config_set(config, key, config_get_default(config, key), message);
		}
	}
	config->core.offers_standard &= config->preset == PRESET_LIGHT;
	story->settings = config->core;
	story->idle_after_usec = config->idle_after_usec;
	if (story->began) {
		(void)life_step(&story->life,
			&(struct core_event){.type = CORE_SETTINGS, .settings = &story->settings});
	}
	return true;
}

static bool do_time(struct line *line)
{
	unsigned hours, minutes;

	if (line->story->began || sscanf(story_word(line, 1), "%u:%u", &hours, &minutes) != 2) {
		return story_fail(line, "'time HH:MM' stands at the beginning");
	}
	line->story->time_of_day_usec = hours * USEC_PER_HOUR + minutes * USEC_PER_MINUTE;
	return true;
}

static bool step(struct line *line, struct core_event event)
{
	(void)life_step(&line->story->life, &event);
	return true;
}

static bool do_work(struct line *line)
{
	usec_t length_usec;

	if (!story_length_at(line, 1, &length_usec)) {
		return false;
	}
	life_work(&line->story->life, length_usec);
	return true;
}

static bool do_still(struct line *line)
{
	usec_t length_usec;

	if (!story_length_at(line, 1, &length_usec)) {
		return false;
	}
	life_still(&line->story->life, length_usec, line->story->idle_after_usec);
	return true;
}

static bool do_wait(struct line *line)
{
	usec_t length_usec;

	if (!story_length_at(line, 1, &length_usec)) {
		return false;
	}
	life_wait(&line->story->life, length_usec);
	return true;
}

static bool do_stall(struct line *line)
{
	usec_t length_usec;

	if (!story_length_at(line, 1, &length_usec)) {
		return false;
	}
	life_stall(&line->story->life, length_usec);
	return true;
}

static bool do_suspend(struct line *line)
{
	usec_t length_usec;

	if (!story_length_at(line, 1, &length_usec)) {
		return false;
	}
	life_suspend(&line->story->life, length_usec);
	return true;
}

/* Asleep as logind would tell it. */
static bool do_sleep(struct line *line)
{
	struct life *life = &line->story->life;
	usec_t length_usec;

	if (!story_length_at(line, 1, &length_usec)) {
		return false;
	}
	(void)step(line, (struct core_event){.type = CORE_SLEEP, .asleep = true});
	life->now.boot_usec += length_usec;
	life->now.real_usec += length_usec;
	life->now.suspended_usec += length_usec;
	return step(line, (struct core_event){.type = CORE_SLEEP, .asleep = false});
}

/* Told, whatever the clocks say. */
static bool do_asleep(struct line *line)
{
	return step(line, (struct core_event){.type = CORE_SLEEP, .asleep = true});
}

static bool do_awake(struct line *line)
{
	return step(line, (struct core_event){.type = CORE_SLEEP, .asleep = false});
}

/* "+1h" or "-1h" */
static bool signed_length_at(struct line *line, size_t index, int64_t *ret_usec)
{
	usec_t length_usec;
	char sign;

	if (index >= line->n_words) {
		return story_fail(line, "how much?");
	}
	sign = *line->words[index]++;
	if ((sign != '+' && sign != '-') || !story_length_at(line, index, &length_usec)) {
		return story_fail(line, "+ or -, and a length of time");
	}
	*ret_usec = sign == '-' ? -(int64_t)length_usec : (int64_t)length_usec;
	return true;
}

static bool do_clock(struct line *line)
{
	struct life *life = &line->story->life;
	int64_t by_usec;

	if (!signed_length_at(line, 1, &by_usec) || (int64_t)life->now.real_usec + by_usec < 0) {
		return story_fail(line, "the clock cannot be set so");
	}
	life_set_clock(life, by_usec);
	return true;
}

static bool do_zone(struct line *line)
{
	struct life *life = &line->story->life;
	int64_t by_usec;

	if (!signed_length_at(line, 1, &by_usec) ||
		life->now.utc_offset_usec + by_usec > 14 * (int64_t)USEC_PER_HOUR ||
		life->now.utc_offset_usec + by_usec < -12 * (int64_t)USEC_PER_HOUR) {
		return story_fail(line, "there is no such zone");
	}
	life_set_zone(life, by_usec);
	return true;
}

static bool do_lock(struct line *line)
{
	return step(line, (struct core_event){.type = CORE_LOCK, .locked = true});
}

static bool do_unlock(struct line *line)
{
	return step(line, (struct core_event){.type = CORE_LOCK, .locked = false});
}

static bool do_session(struct line *line)
{
	return step(line, (struct core_event){.type = CORE_SESSION,
				  .session_present = story_is(line, 1, "here")});
}

static bool do_inhibit(struct line *line)
{
	return step(line,
		(struct core_event){.type = CORE_INHIBIT, .inhibited = story_is(line, 1, "on")});
}

static bool do_surrounding(struct line *line)
{
	size_t reason = 0;

	if (!story_name_at(line, 0, names_hold_reason, HOLD_REASON_MAX, &reason)) {
		return false;
	}
	return step(line, (struct core_event){.type = CORE_SURROUNDING,
				  .surrounding = {.reason = (enum hold_reason)reason,
					  .on = story_is(line, 1, "on")}});
}

/* On and off, fifty times a second each; off in the end. */
static bool do_flips(struct line *line)
{
	struct life *life = &line->story->life;
	struct core_event event = {.type = CORE_SURROUNDING};
	size_t reason = 0;
	usec_t length_usec;

	if (!story_name_at(line, 1, names_hold_reason, HOLD_REASON_MAX, &reason) ||
		!story_length_at(line, 2, &length_usec)) {
		return false;
	}
	event.surrounding.reason = (enum hold_reason)reason;
	for (usec_t end_usec = life->now.boot_usec + length_usec; life->now.boot_usec < end_usec;) {
		event.surrounding.on = !event.surrounding.on;
		(void)life_step(life, &event);
		life_wait(life, USEC_PER_SEC / 100);
	}
	event.surrounding.on = false;
	return step(line, event);
}

static bool do_source(struct line *line)
{
	struct life *life = &line->story->life;

	return step(line,
		(struct core_event){.type = CORE_INPUT,
			.input = {.state = story_is(line, 1, "lost") ? INPUT_UNKNOWN : INPUT_ACTIVE,
				.since_boot_usec = life->now.boot_usec}});
}

static bool do_report(struct line *line)
{
	struct core_event event = {.type = CORE_REPORT};
	size_t presence = 0;

	if (!story_name_at(line, 1, names_presence, PRESENCE_MAX, &presence) ||
		!story_length_at(line, 2, &event.report.valid_usec)) {
		return false;
	}
	event.report.presence = (enum presence)presence;
	return step(line, event);
}

static bool do_meeting(struct line *line)
{
	struct core_event event = {
		.type = CORE_MEETING,
		.meeting = {.active = story_is(line, 1, "on"), .length_usec = USEC_INFINITY},
	};

	if (line->n_words > 2 && !story_length_at(line, 2, &event.meeting.length_usec)) {
		return false;
	}
	return step(line, event);
}

static bool do_pause(struct line *line)
{
	struct core_event event = {.type = CORE_PAUSE, .pause_usec = USEC_INFINITY};

	if (line->n_words > 1 && !story_length_at(line, 1, &event.pause_usec)) {
		return false;
	}
	return step(line, event);
}

static bool do_resume(struct line *line)
{
	return step(line, (struct core_event){.type = CORE_RESUME});
}

static bool do_posture(struct line *line)
{
	struct core_event event = {
		.type = CORE_POSTURE,
		.posture = {.posture =
				    story_is(line, 0, "stand") ? POSTURE_STANDING : POSTURE_SITTING,
			.valid_usec = USEC_INFINITY},
	};

	if (line->n_words > 1 && !story_length_at(line, 1, &event.posture.valid_usec)) {
		return false;
	}
	return step(line, event);
}

static bool do_answer(struct line *line)
{
	static const char *const results[CORE_RESULT_MAX] = {"ok", "no-such-prompt", "snooze-limit",
		"nothing-fits", "nothing-to-correct", "refused"};
	struct core_event event = {.type = CORE_ANSWER};
	size_t answer = 0, expected = CORE_OK;
	enum core_result result;
	size_t at = 2;

	if (!story_name_at(line, 1, names_answer, ANSWER_MAX, &answer)) {
		return false;
	}
	event.answer.answer = (enum answer)answer;
	if (line->n_words > at && !story_is(line, at, "->")) {
		if (!story_length_at(line, at, &event.answer.snooze_usec)) {
			return false;
		}
		while (at < line->n_words && !story_is(line, at, "->")) {
			at++;
		}
	}
	if (story_is(line, at, "->") &&
		!story_name_at(line, at + 1, results, CORE_RESULT_MAX, &expected)) {
		return false;
	}
	result = life_step(&line->story->life, &event);
	return result == (enum core_result)expected ||
	       story_fail(line, "the answer was '%s'", results[result]);
}

/* "correct seated 20min": the last 20 minutes were sitting. */
static bool do_correct(struct line *line)
{
	struct life *life = &line->story->life;
	struct core_event event = {.type = CORE_CORRECT};
	usec_t length_usec;
	size_t span = 0;

	if (!story_name_at(line, 1, names_correction, NAMES_CORRECTION_MAX, &span) ||
		!story_length_at(line, 2, &length_usec)) {
		return false;
	}
	event.correct.span = (enum span)span;
	event.correct.since_real_usec = life->now.real_usec - length_usec;
	event.correct.until_real_usec = life->now.real_usec;
	return step(line, event);
}

static bool do_now(struct line *line)
{
	struct core_event event = {
		.type = CORE_PROMPT_NOW,
		.prompt_now = {.kind = KIND_NONE, .entry = CATALOGUE_NO_ENTRY},
	};
	size_t kind = 0;

	if (line->n_words > 1) {
		event.prompt_now.entry = content_find(content_builtin(), story_word(line, 1));
		if (event.prompt_now.entry == CATALOGUE_NO_ENTRY) {
			if (!story_name_at(line, 1, names_kind, KIND_MAX, &kind)) {
				return false;
			}
			event.prompt_now.kind = (enum kind)kind;
		}
	}
	if (life_step(&line->story->life, &event) !=
		(story_is(line, 2, "->") ? CORE_NOTHING_FITS : CORE_OK)) {
		return story_fail(line, "PromptNow answered otherwise");
	}
	return true;
}

/* -- lines
 * ----------------------------------------------------------------------------------------------------
 */

static const struct {
	const char *name;
	bool (*fn)(struct line *line);
	bool before; /* may stand before the story has begun, and does not begin it */
} commands[] = {
	{"set", do_set, true},
	{"time", do_time, true},
	{"work", do_work, false},
	{"still", do_still, false},
	{"wait", do_wait, false},
	{"stall", do_stall, false},
	{"suspend", do_suspend, false},
	{"sleep", do_sleep, false},
	{"asleep", do_asleep, false},
	{"awake", do_awake, false},
	{"clock", do_clock, false},
	{"zone", do_zone, false},
	{"lock", do_lock, false},
	{"unlock", do_unlock, false},
	{"session", do_session, false},
	{"inhibit", do_inhibit, false},
	{"do_not_disturb", do_surrounding, false},
	{"microphone", do_surrounding, false},
	{"fullscreen", do_surrounding, false},
	{"flips", do_flips, false},
	{"source", do_source, false},
	{"report", do_report, false},
	{"meeting", do_meeting, false},
	{"pause", do_pause, false},
	{"resume", do_resume, false},
	{"stand", do_posture, false},
	{"sit", do_posture, false},
	{"answer", do_answer, false},
	{"care", story_care, false},
	{"ask", story_ask, false},
	{"level", story_level, false},
	{"days", story_days, false},
	{"sets", story_sets, false},
	{"now", do_now, false},
	{"correct", do_correct, false},
	{"expect", story_expect, false},
	{"why", story_why, false},
};

void story_init(struct story *story)
{
	*story = (struct story){
		.idle_after_usec = USEC_PER_MINUTE,
		.time_of_day_usec = 9 * USEC_PER_HOUR,
	};
	life_settings_default(&story->settings);
}

/* Whatever is answered. */
static bool try_rest(struct story *story, const char *text, char *message, size_t size)
{
	(void)story_take_line(story, strstr(text, "try") + strlen("try"), message, size);
	return !story->life.broken[0];
}

bool story_take_line(struct story *story, const char *text, char *message, size_t size)
{
	struct line line = {.story = story, .message = message, .message_size = size};
	char copy[LINE_MAX_BYTES];
	char *state = NULL;

	(void)snprintf(copy, sizeof(copy), "%s", text);
	copy[strcspn(copy, "#\n")] = '\0';
	for (char *at = strtok_r(copy, " \t", &state); at; at = strtok_r(NULL, " \t", &state)) {
		if (line.n_words == WORDS_MAX) {
			return story_fail(&line, "more than %d words", WORDS_MAX);
		}
		line.words[line.n_words++] = at;
	}
	if (line.n_words == 0) {
		return true;
	}
	if (story_is(&line, 0, "try")) {
		return try_rest(story, text, message, size);
	}
	for (size_t i = 0; i < ELEMENTSOF(commands); i++) {
		bool good;

		if (strcmp(commands[i].name, line.words[0]) != 0) {
			continue;
		}
		if (!commands[i].before && !story->began) {
			story->began = true;
			life_init(&story->life, &story->settings, story->time_of_day_usec);
		}
		good = commands[i].fn(&line);
		if (good && story->began && story->life.broken[0]) {
			return story_fail(&line, "invariant: %s", story->life.broken);
		}
		return good;
	}
	return story_fail(&line, "'%s' is no step of a story", line.words[0]);
}
