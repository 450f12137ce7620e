/* SPDX-License-Identifier: MIT */
/* What is told of body and treatment in a story:
 *   care symptoms none|ID...      care massage       care forget      care flare on|off
 *   care check-in SORENESS        care clear WALKING EXERCISE MASSAGE
 *   care course|strength          care choose CHOICE
 *   ask MESSAGE|none              the message that is open, by its id
 *   level LEVEL
 *   days N                        so many mornings with a walk that is taken, and nobody there
 * after it sets easy|moderate|strong [more]     how far the strength programme is */
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "content.h"
#include "names.h"
#include "story_internal.h"
#include "symptoms.h"

static bool tell(struct line *line, struct care_event event)
{
	struct core_event told = {.type = CORE_CARE, .care = event};
	enum core_result result = life_step(&line->story->life, &told);

	return result == CORE_OK || story_fail(line, "it was refused");
}

static bool tell_symptoms(struct line *line)
{
	struct care_event event = {.type = CARE_REPORT_SYMPTOMS};

	for (size_t i = 2; i < line->n_words && !story_is(line, 2, "none"); i++) {
		size_t symptom = symptoms_find(story_word(line, i));

		if (symptom == SYMPTOMS_NOT_FOUND) {
			return story_fail(line, "no such symptom");
		}
		event.symptoms |= 1U << symptom;
	}
	return tell(line, event);
}

static bool tell_clear(struct line *line)
{
	const struct life *life = &line->story->life;
	struct care_event event = {.type = CARE_CLEAR,
		.clear = {.how = CARE_CLEARED_BY_CLINICIAN,
			.phrase = CARE_PHRASE,
			.clinician = "GP",
			.seen_day = (int32_t)(life->now.real_usec / USEC_PER_DAY)}};
	/* The first name is none. */
	const char *const *names = names_care_permission + 1;
	size_t said[3] = {0};

	for (size_t i = 0; i < 3; i++) {
		if (!story_name_at(line, 2 + i, names, CARE_PERMISSION_MAX - 1, &said[i])) {
			return false;
		}
	}
	event.clear.permissions = (struct care_permissions){(enum care_permission)(said[0] + 1),
		(enum care_permission)(said[1] + 1), (enum care_permission)(said[2] + 1)};
	return tell(line, event);
}

static bool choose(struct line *line)
{
	struct core_event event = {.type = CORE_ANSWER,
		.answer = {.answer = ANSWER_CHOOSE,
			.choice = symptoms_find_choice(story_word(line, 2))}};

	if (event.answer.choice == CARE_CHOICE_MAX) {
		return story_fail(line, "no such choice");
	}
	return life_step(&line->story->life, &event) == CORE_OK ||
	       story_fail(line, "nothing to choose from");
}

static bool tell_massage(struct line *line)
{
	return tell(line, (struct care_event){.type = CARE_MASSAGE,
				  .massage = {.id = {{1}},
					  .end_real_usec = USEC_INFINITY,
					  .duration_usec = USEC_PER_HOUR}});
}

bool story_care(struct line *line)
{
	size_t soreness = 0;

	if (story_is(line, 1, "symptoms")) {
		return tell_symptoms(line);
	}
	if (story_is(line, 1, "massage")) {
		return tell_massage(line);
	}
	if (story_is(line, 1, "forget")) {
		return tell(
			line, (struct care_event){.type = CARE_FORGET_MASSAGE, .forget = {{1}}});
	}
	if (story_is(line, 1, "flare")) {
		return tell(line, (struct care_event){.type = CARE_SET_FLARE,
					  .flare = story_is(line, 2, "on")});
	}
	if (story_is(line, 1, "check-in")) {
		return story_name_at(line, 2, names_care_soreness, CARE_SORENESS_MAX, &soreness) &&
		       tell(line, (struct care_event){.type = CARE_CHECK_IN,
					  .soreness = (enum care_soreness)soreness});
	}
	if (story_is(line, 1, "clear")) {
		return tell_clear(line);
	}
	if (story_is(line, 1, "course") || story_is(line, 1, "strength")) {
		return tell(line,
			(struct care_event){.type = story_is(line, 1, "course") ? CARE_SET_COURSE
										: CARE_SET_STRENGTH,
				.plan = {.active = true, .start_day = CARE_NO_DAY}});
	}
	return story_is(line, 1, "choose") ? choose(line) : story_fail(line, "tell what?");
}

bool story_ask(struct line *line)
{
	const struct prompt *prompt = &line->story->life.core.planner.prompt;
	const char *id = prompt_is_open(prompt) && prompt->cause == PROMPT_CAUSE_CARE
				 ? symptoms_get_message_id(prompt->message)
				 : "none";

	return story_is(line, 1, id) || story_fail(line, "asked: %s", id);
}

bool story_level(struct line *line)
{
	const char *level = names_care_level[line->story->life.core.planner.limits.level];

	return story_is(line, 1, level) || story_fail(line, "the level is %s", level);
}

bool story_days(struct line *line)
{
	static const char *const day[] = {
		"work 45min", "answer done", "lock", "wait 23h 15min", "unlock"};
	unsigned long n_days = strtoul(story_word(line, 1), NULL, 10);

	for (unsigned long i = 0; i < n_days; i++) {
		for (size_t step = 0; step < ELEMENTSOF(day); step++) {
			if (!story_take_line(
				    line->story, day[step], line->message, line->message_size)) {
				return false;
			}
		}
	}
	return n_days > 0 || story_fail(line, "how many days?");
}

bool story_sets(struct line *line)
{
	static const char *const intensities[] = {"", "easy", "moderate", "strong"};
	const struct life *life = &line->story->life;
	struct core_care_view view;

	core_get_care(&life->core, &life->now, &view);
	return (story_is(line, 1, intensities[view.strength.intensity]) &&
		       story_is(line, 2, "more") == view.strength.more_reps) ||
	       story_fail(line, "sets are %s%s", intensities[view.strength.intensity],
		       view.strength.more_reps ? " more" : "");
}
