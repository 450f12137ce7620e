/* SPDX-License-Identifier: MIT */
#include "days_rules.h"

#include <string.h>

#include "content.h"

void days_must(struct person *person, bool holds, const char *what)
{
	if (!holds && !person->broken) {
		person->broken = what;
	}
}

/* -- what may be shown -- */

static const struct catalogue_entry *entry_of(const struct person *person, uint16_t entry)
{
	return &person->core.catalogue->entries[entry];
}

/* The table of rules, safety.levels and post_massage.windows, read again. */
static void check_safety(struct person *person, const struct catalogue_entry *found)
{
	const struct care *care = &person->core.care;
	enum care_level level = care->safety.level;
	bool moves = found->kind == KIND_WALK || found->kind == KIND_MOBILITY;
	bool loads = found->kind == KIND_STRENGTH || found->kind == KIND_PRIMER;

	days_must(person, level != CARE_LEVEL_EMERGENCY, "shown in an emergency");
	days_must(person, level != CARE_LEVEL_URGENT || !(moves || loads), "it moves: urgent");
	days_must(person, level != CARE_LEVEL_URGENT || found->kind != KIND_POSTURE || found->kept,
		"a posture that is not kept: urgent");
	days_must(person, level != CARE_LEVEL_DOCTOR_FIRST || (!loads && found->kind != KIND_WALK),
		"walk or load: doctor first");
	days_must(person, level == CARE_LEVEL_NONE || found->intensity == 1, "not gentle: held");
	days_must(person, !care->flare.on || (!loads && found->intensity == 1), "a gentle day");
	days_must(person, care->checklist.answered || (!loads && found->intensity == 1),
		"the questions are not answered");
	for (size_t i = 0; i < care->n_massages; i++) {
		usec_t ago_usec = person->now.real_usec - care->massages[i].end_real_usec;

		days_must(person, ago_usec >= 24 * USEC_PER_HOUR || found->kind != KIND_PRIMER,
			"a primer on the day of a massage");
		days_must(person, ago_usec >= 24 * USEC_PER_HOUR || found->intensity < 3,
			"strong on the day of a massage");
		days_must(person,
			ago_usec >= 2 * USEC_PER_HOUR || (!loads && found->intensity == 1),
			"not gentle after a massage");
	}
}

static void check_entry(struct person *person, uint16_t entry, bool named, bool planned)
{
	const struct core_settings *settings = &person->core.settings;
	const struct catalogue_entry *found = entry_of(person, entry);

	days_must(person, !(found->contraindicated_when & person->core.planner.limits.conditions),
		"a condition forbids it");
	check_safety(person, found);
	days_must(person, named || !(found->needs & ~settings->tools), "a tool is missing");
	days_must(person, content_count_entry_sources(content_builtin(), entry) > 0, "no source");
	if (planned) {
		days_must(person, settings->kinds & (1U << found->kind), "the kind is off");
		days_must(person,
			!(found->tags & (TAG_DAILY_TARGET | TAG_SETUP | TAG_FLOOR_SESSION)),
			"only when asked for");
		days_must(person,
			!person->core.tracker.meeting || (found->tags & TAG_MEETING_FRIENDLY),
			"not in a meeting");
	}
}

static void check_carried(struct person *person, const struct prompt *prompt)
{
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		if (prompt->carried[i] != CATALOGUE_NO_ENTRY) {
			const struct catalogue_entry *entry = entry_of(person, prompt->carried[i]);

			check_entry(person, prompt->carried[i], false, true);
			days_must(person, entry->tags & TAG_BUNDLE, "it may not ride");
			days_must(person, prompt->kind == KIND_WALK, "it rides on no walk");
			person->n_carried[entry->kind]++;
		}
	}
}

/* Movement follows a primer: it is known from the first, and allowed. */
static void check_primer(struct person *person, const struct prompt *prompt)
{
	const struct catalogue_entry *primer, *entry;
	bool found;

	if (prompt->kind != KIND_PRIMER) {
		return;
	}
	if (prompt->follow_up == CATALOGUE_NO_ENTRY) {
		days_must(person, false, "a primer without its movement");
		return;
	}
	primer = entry_of(person, prompt->entry);
	entry = entry_of(person, prompt->follow_up);
	found = primer->follow_up == prompt->follow_up;
	for (size_t i = 0; i < CATALOGUE_ALTERNATES_MAX; i++) {
		found = found || primer->alternates[i] == prompt->follow_up;
	}
	days_must(person, found, "the movement of another primer");
	days_must(person, person->core.settings.kinds & (1U << entry->kind),
		"no movement may follow");
	check_entry(person, prompt->follow_up, false, false);
}

/* -- in what measure -- */

static bool has_decision(const struct person *person, enum decision_type type, enum reason reason)
{
	for (size_t i = 0; i < person->actions.n_items; i++) {
		const struct core_action *action = &person->actions.items[i];

		if (action->type == ACTION_DECISION && action->decision.type == type &&
			(reason == REASON_MAX || action->decision.reason == reason)) {
			return true;
		}
	}
	return false;
}

/* 'again': it was put off, or kept back, and comes again. */
static void check_spacing(struct person *person, const struct prompt *prompt, bool again)
{
	const struct core_settings *settings = &person->core.settings;
	usec_t now_usec = person->now.boot_usec;
	size_t max = settings->prompt_max_per_hour;

	if (prompt->cause == PROMPT_CAUSE_ASKED || prompt->cause == PROMPT_CAUSE_FOLLOW_UP ||
		(prompt->cause == PROMPT_CAUSE_CARE &&
			prompt->message <= CARE_MESSAGE_URGENT_SYSTEMIC) ||
		has_decision(person, DECISION_SHOWN, REASON_SNOOZE_OVER)) {
		return;
	}
	days_must(person,
		person->last_shown_usec == 0 ||
			now_usec >= person->last_shown_usec + settings->prompt_min_gap_usec,
		"the gap");
	if (prompt->cause == PROMPT_CAUSE_MICRO || prompt->cause == PROMPT_CAUSE_CARE || again) {
		return;
	}
	days_must(person,
		person->n_counted < max ||
			now_usec >=
				person->counted_usec[(person->n_counted - max) % DAYS_SHOWN_KEPT] +
					USEC_PER_HOUR,
		"the limit of an hour");
	person->counted_usec[person->n_counted++ % DAYS_SHOWN_KEPT] = now_usec;
}

static void note_strength_day(struct person *person)
{
	int64_t day = person->day;

	if (person->strength_days[0] == day) {
		return;
	}
	days_must(person, person->strength_days[0] < day - 1, "strength two days running");
	days_must(person, person->strength_days[2] <= day - 7, "a fourth strength day in a week");
	person->strength_days[2] = person->strength_days[1];
	person->strength_days[1] = person->strength_days[0];
	person->strength_days[0] = day;
}

static void check_measure(struct person *person, const struct prompt *prompt, bool again)
{
	bool planned = prompt->cause != PROMPT_CAUSE_ASKED && !again &&
		       !has_decision(person, DECISION_SHOWN, REASON_SNOOZE_OVER);

	if (!planned) {
		return;
	}
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		enum kind kind = prompt->carried[i] == CATALOGUE_NO_ENTRY
					 ? KIND_NONE
					 : entry_of(person, prompt->carried[i])->kind;

		if (kind == KIND_STRENGTH) {
			note_strength_day(person);
			person->n_sets++;
		}
		person->n_waters += kind == KIND_HYDRATE;
	}
	if (prompt->cause == PROMPT_CAUSE_HALF_WAY || prompt->cause == PROMPT_CAUSE_BACK) {
		person->n_relaxes += prompt->kind == KIND_RELAX;
		person->n_primers += prompt->kind == KIND_PRIMER;
		person->n_nudges += prompt->kind == KIND_POSTURE;
	}
	days_must(person, person->n_sets <= 3, "more than three sets");
	days_must(person, person->n_waters <= 3, "more than three times water");
	days_must(person, person->n_relaxes <= 2, "more than two moments of calm");
	days_must(person, person->n_primers <= 2, "more than two primers");
	days_must(person, person->n_nudges <= person->core.settings.posture_per_day,
		"Posture.PerDay");
}

static void take_show(struct person *person, const struct prompt *prompt, bool again)
{
	bool planned = prompt->cause != PROMPT_CAUSE_ASKED;

	if (memcmp(&prompt->id, &person->id, sizeof(person->id)) != 0) {
		person->id = prompt->id;
		person->n_shown++;
		person->n_kinds[prompt->kind]++;
		person->n_follow_ups += prompt->cause == PROMPT_CAUSE_FOLLOW_UP;
		person->n_micro += prompt->cause == PROMPT_CAUSE_MICRO;
		days_must(person,
			!planned || person->core.planner.held == 0 ||
				(prompt->cause == PROMPT_CAUSE_CARE &&
					prompt->message <= CARE_MESSAGE_URGENT_SYSTEMIC),
			"it is held");
		days_must(person,
			person->core.care.safety.level != CARE_LEVEL_EMERGENCY ||
				(prompt->cause == PROMPT_CAUSE_CARE &&
					prompt->message <= CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA),
			"not the safety message in an emergency");
		days_must(person, has_decision(person, DECISION_SHOWN, REASON_MAX), "no reason");
		if (prompt->entry != CATALOGUE_NO_ENTRY) {
			/* One that was named and put off comes again. */
			bool named =
				person->named || (!planned && has_decision(person, DECISION_SHOWN,
								      REASON_SNOOZE_OVER));

			/* Who began with a primer goes on, on the floor and on a call. */
			check_entry(person, prompt->entry, named,
				planned && prompt->cause != PROMPT_CAUSE_FOLLOW_UP);
		}
		check_carried(person, prompt);
		check_primer(person, prompt);
		check_spacing(person, prompt, again && prompt->cause == PROMPT_CAUSE_LIMIT);
		check_measure(person, prompt, again && prompt->cause == PROMPT_CAUSE_LIMIT);
	}
	if (prompt->state == PROMPT_OPEN) {
		person->last_shown_usec = person->now.boot_usec;
	}
}

/* Done: the movement follows in the same step, but for who is away. */
static void take_closed(struct person *person, const struct core_action *closed)
{
	bool done = closed->outcome == OUTCOME_DONE || closed->outcome == OUTCOME_CLAIMED;

	if (!done || closed->prompt.kind != KIND_PRIMER) {
		return;
	}
	for (size_t i = 0; i < person->actions.n_items; i++) {
		const struct core_action *action = &person->actions.items[i];

		if (action->type == ACTION_SHOW &&
			action->prompt.entry == closed->prompt.follow_up) {
			return;
		}
	}
	days_must(person, has_decision(person, DECISION_DROPPED, REASON_NOTHING_FOLLOWS),
		"a primer that leads to nothing");
	days_must(person, person->core.planner.held != 0, "a primer that leads to nothing, unheld");
}

void days_begin(struct person *person)
{
	person->day = person->core.tracker.today.number;
	person->n_sets = person->n_waters = person->n_relaxes = 0;
	person->n_primers = person->n_nudges = 0;
}

void days_look(struct person *person, bool again)
{
	if (person->core.tracker.today.number != person->day) {
		days_begin(person);
	}
	for (size_t i = 0; i < person->actions.n_items; i++) {
		const struct core_action *action = &person->actions.items[i];

		if (action->type == ACTION_SHOW) {
			take_show(person, &action->prompt, again);
		} else if (action->type == ACTION_CLOSED) {
			again = again || (action->outcome == OUTCOME_WITHDRAWN &&
						 action->prompt.cause == PROMPT_CAUSE_LIMIT);
			take_closed(person, action);
		}
	}
}
