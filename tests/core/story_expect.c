/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "names.h"
#include "reason.h"
#include "story_internal.h"
#include "vocabulary.h"

static bool expect_length(struct line *line, size_t index, usec_t is_usec, const char *what)
{
	char text[TIMESPAN_TEXT_MAX];
	usec_t expected_usec;

	if (!story_length_at(line, index, &expected_usec)) {
		return false;
	}
	(void)timespan_format(text, sizeof(text), is_usec, 1);
	return is_usec == expected_usec || story_fail(line, "%s is %s", what, text);
}

static bool expect_name(struct line *line, size_t index, const char *const *names, size_t n_names,
	size_t value, const char *what)
{
	const char *name = value < n_names ? names[value] : "none";

	return story_is(line, index, name) || story_fail(line, "%s is %s", what, name);
}

static bool expect_count(struct line *line, size_t index, uint32_t count, const char *what)
{
	return strtoul(story_word(line, index), NULL, 10) == count ||
	       story_fail(line, "%s: %u", what, count);
}

/* "carrying KIND...": these in this order, and nothing else */
static bool expect_carried(struct line *line, const struct prompt *prompt)
{
	const struct catalogue *catalogue = line->story->life.core.catalogue;

	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		uint16_t entry = prompt->carried[i];
		const char *kind = entry == CATALOGUE_NO_ENTRY
					   ? ""
					   : names_kind[catalogue->entries[entry].kind];

		if (!story_is(line, 4 + i, kind)) {
			return story_fail(line, "it carries '%s'", kind);
		}
	}
	return true;
}

static bool carries(
	const struct catalogue *catalogue, const struct prompt *prompt, const char *kind)
{
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		uint16_t entry = prompt->carried[i];

		if (entry != CATALOGUE_NO_ENTRY &&
			strcmp(names_kind[catalogue->entries[entry].kind], kind) == 0) {
			return true;
		}
	}
	return false;
}

/* What rides on the open walk moves this area. */
static bool expect_rides(struct line *line)
{
	const struct life *life = &line->story->life;
	const struct prompt *prompt = &life->core.planner.prompt;
	const char *area = "";

	for (size_t i = 0; life->open && i < PROMPT_CARRIED_MAX; i++) {
		if (prompt->carried[i] != CATALOGUE_NO_ENTRY) {
			area = vocabulary_areas[life->core.catalogue->entries[prompt->carried[i]]
					.area];
			if (story_is(line, 2, area)) {
				return true;
			}
		}
	}
	return story_fail(line, "what rides moves '%s'", area);
}

static bool expect_open(struct line *line)
{
	const struct life *life = &line->story->life;
	const struct prompt *prompt = &life->core.planner.prompt;

	if (story_is(line, 2, "none")) {
		return !life->open ||
		       story_fail(line, "a prompt is open: %s", names_kind[prompt->kind]);
	}
	if (!life->open) {
		return story_fail(line, "no prompt is open");
	}
	if (story_is(line, 2, "follow-up")) {
		return (life->n_reasons[REASON_FOLLOWS] > 0 && prompt->kind != KIND_PRIMER &&
			       prompt->kind != KIND_POSTURE) ||
		       story_fail(line, "the open prompt is %s", names_kind[prompt->kind]);
	}
	if (!expect_name(line, 2, names_kind, KIND_MAX, prompt->kind, "the open prompt")) {
		return false;
	}
	if (story_is(line, 3, "carrying")) {
		return expect_carried(line, prompt);
	}
	if (story_is(line, 3, "with") || story_is(line, 3, "without")) {
		return carries(life->core.catalogue, prompt, story_word(line, 4)) ==
			       story_is(line, 3, "with") ||
		       story_fail(line, "what it carries is another");
	}
	if (story_is(line, 3, "short")) {
		return (prompt->entry < life->core.catalogue->n_entries &&
			       (life->core.catalogue->entries[prompt->entry].tags &
				       TAG_SHORT_VERSION)) ||
		       story_fail(line, "it is no short version");
	}
	if (story_is(line, 3, "alone")) {
		return prompt->carried[0] == CATALOGUE_NO_ENTRY ||
		       story_fail(line, "it carries something");
	}
	return true;
}

static bool expect_hold(struct line *line, const struct core_view *view)
{
	if (story_is(line, 2, "none")) {
		return view->n_holds == 0 ||
		       story_fail(line, "held: %s", names_hold_reason[view->holds[0].reason]);
	}
	for (size_t i = 0; i < view->n_holds; i++) {
		if (story_is(line, 2, names_hold_reason[view->holds[i].reason])) {
			return line->n_words < 5 || expect_length(line, 4,
							    view->holds[i].until_real_usec -
								    line->story->life.now.real_usec,
							    "the end of the hold in");
		}
	}
	return story_fail(line, "not held by it");
}

static bool expect_next(struct line *line, const struct core_view *view)
{
	if (!expect_name(line, 2, names_kind, KIND_MAX, view->next_kind, "next")) {
		return false;
	}
	if (line->n_words < 5) {
		return line->n_words < 4 || view->next_real_usec == USEC_INFINITY ||
		       story_fail(line, "next has a time");
	}
	return expect_length(
		line, 4, view->next_real_usec - line->story->life.now.real_usec, "next in");
}

static bool expect_reason(struct line *line)
{
	const struct life *life = &line->story->life;
	char text[REASON_TEXT_MAX], wanted[LINE_MAX_BYTES];
	size_t type = 0;

	if (!story_name_at(line, 1, names_decision, DECISION_TYPE_MAX, &type)) {
		return false;
	}
	story_join(line, 2, wanted, sizeof(wanted));
	if (life->last_decision[type].real_usec == 0) {
		return story_fail(line, "nothing was decided so");
	}
	reason_format(content_builtin(), &life->last_decision[type], text, sizeof(text));
	return strstr(text, wanted) != NULL || story_fail(line, "why: %s", text);
}

static bool expect_today(struct line *line, const struct core_view *view)
{
	const struct {
		const char *name;
		usec_t usec;
	} lengths[] = {
		{"seated", view->day.tally.seated_usec},
		{"standing", view->day.tally.standing_usec},
		{"away", view->day.tally.away_usec},
		{"asleep", view->day.tally.asleep_usec},
		{"estimated", view->day.tally.estimated_usec},
		{"longest", view->day.longest_seated_usec},
		{"up", view->targets.up_usec},
		{"up-goal", view->targets.up_goal_usec},
		{"walked", view->targets.walk_usec},
		{"walk-goal", view->targets.walk_goal_usec},
	};
	const struct {
		const char *name;
		uint32_t count;
	} counts[] = {
		{"prompted", view->counts.prompted},
		{"done", view->counts.done},
		{"claimed", view->counts.claimed},
		{"natural", view->counts.natural},
		{"skipped", view->counts.skipped},
		{"expired", view->counts.expired},
		{"breaks", view->targets.breaks_offered},
		{"breaks-taken", view->targets.breaks_taken},
		{"breaks-goal", view->targets.breaks_goal},
	};

	for (size_t i = 0; i < ELEMENTSOF(lengths); i++) {
		if (story_is(line, 2, lengths[i].name)) {
			return expect_length(line, 3, lengths[i].usec, lengths[i].name);
		}
	}
	for (size_t i = 0; i < ELEMENTSOF(counts); i++) {
		if (story_is(line, 2, counts[i].name)) {
			return expect_count(line, 3, counts[i].count, counts[i].name);
		}
	}
	return story_fail(line, "'%s' is not counted", story_word(line, 2));
}

bool story_expect(struct line *line)
{
	const struct life *life = &line->story->life;
	struct core_view view;

	core_get_view(&life->core, &life->now, &view);
	if (story_is(line, 1, "presence")) {
		return expect_name(
			line, 2, names_presence, PRESENCE_MAX, view.presence, "presence");
	}
	if (story_is(line, 1, "posture")) {
		return expect_name(line, 2, names_posture, POSTURE_MAX, view.posture, "posture");
	}
	if (story_is(line, 1, "seated")) {
		return expect_length(line, 2, view.seated_usec, "seated");
	}
	if (story_is(line, 1, "standing")) {
		return expect_length(line, 2, view.standing_usec, "standing");
	}
	if (story_is(line, 1, "open")) {
		return expect_open(line);
	}
	if (story_is(line, 1, "rides")) {
		return expect_rides(line);
	}
	if (story_is(line, 1, "outcome")) {
		return expect_name(
			line, 2, names_outcome, OUTCOME_MAX, life->last_outcome, "the outcome");
	}
	if (story_is(line, 1, "hold")) {
		return expect_hold(line, &view);
	}
	if (story_is(line, 1, "next")) {
		return expect_next(line, &view);
	}
	if (story_is(line, 1, "today")) {
		return expect_today(line, &view);
	}
	if (story_is(line, 1, "shown")) {
		return expect_count(line, 2, life->n_shown, "shown");
	}
	if (story_is(line, 1, "showings")) {
		return expect_count(line, 2, life->n_showings, "showings");
	}
	if (story_is(line, 1, "hold-events")) {
		return expect_count(line, 2, life->n_hold_events, "hold events");
	}
	if (story_is(line, 1, "held-back")) {
		return expect_count(line, 2, life->n_held, "said to be held back");
	}
	if (story_is(line, 1, "lookout")) {
		return story_is(line, 2, "on") == core_is_on_lookout(&life->core) ||
		       story_fail(line, "it is otherwise");
	}
	if (story_is(line, 1, "offer")) {
		return story_is(line, 2, view.standard_offered ? "standard" : "none") ||
		       story_fail(line, "offered: %d", view.standard_offered);
	}
	if (story_is(line, 1, "days")) {
		return expect_count(line, 2, life->n_days, "days");
	}
	return story_fail(line, "'%s' cannot be expected", story_word(line, 1));
}

bool story_why(struct line *line)
{
	return expect_reason(line);
}
