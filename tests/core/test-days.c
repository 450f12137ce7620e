/* SPDX-License-Identifier: MIT */
/* Lives of sixty days: people who work, rest, talk, answer and do not answer, each with settings
 * and conditions of their own. Whatever is shown is allowed, in its measure, and has a reason. The
 * rules are read a second time here, from what is shown alone. */
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "care_known.h"
#include "check_main.h"
#include "content.h"
#include "life.h"
#include "names.h"

#define N_LIVES 10000
#define N_LIVES_SANITIZED 500
#define N_DAYS 60
#define MONDAY_REAL_USEC ((usec_t)1767571200 * USEC_PER_SEC) /* 2026-01-05 00:00 UTC */
#define SHOWN_KEPT 64

/* A life, and what was seen of it. */
struct person {
	struct core core;
	struct core_now now;
	struct core_settings settings;
	struct core_actions actions;
	uint64_t state; /* of the dice */
	uint64_t n_ids;
	bool named; /* the prompt of this step was asked for by its name */
	const char *broken;

	struct prompt_id id; /* of the last one shown */
	usec_t last_shown_usec;
	usec_t counted_usec[SHOWN_KEPT]; /* those that Prompt.MaxPerHour is for, a ring */
	size_t n_counted;
	int64_t strength_days[3]; /* the newest first */
	/* Today */
	int64_t day;
	uint32_t n_sets, n_waters, n_relaxes, n_primers, n_nudges;
	/* Over all lives */
	uint64_t n_kinds[KIND_MAX], n_carried[KIND_MAX], n_follow_ups, n_micro, n_shown;
};

static uint64_t roll(struct person *person, uint64_t sides)
{
	/* xorshift64*: the same lives everywhere */
	person->state ^= person->state >> 12;
	person->state ^= person->state << 25;
	person->state ^= person->state >> 27;
	return (person->state * 2685821657736338717ULL >> 16) % sides;
}

static void must(struct person *person, bool holds, const char *what)
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

	must(person, level != CARE_LEVEL_EMERGENCY, "shown in an emergency");
	must(person, level != CARE_LEVEL_URGENT || !(moves || loads), "it moves: urgent");
	must(person, level != CARE_LEVEL_URGENT || found->kind != KIND_POSTURE || found->kept,
		"a posture that is not kept: urgent");
	must(person, level != CARE_LEVEL_DOCTOR_FIRST || (!loads && found->kind != KIND_WALK),
		"walk or load: doctor first");
	must(person, level == CARE_LEVEL_NONE || found->intensity == 1, "not gentle: held");
	must(person, !care->flare.on || (!loads && found->intensity == 1), "a gentle day");
	must(person, care->checklist.answered || (!loads && found->intensity == 1),
		"the questions are not answered");
	for (size_t i = 0; i < care->n_massages; i++) {
		usec_t ago_usec = person->now.real_usec - care->massages[i].end_real_usec;

		must(person, ago_usec >= 24 * USEC_PER_HOUR || found->kind != KIND_PRIMER,
			"a primer on the day of a massage");
		must(person, ago_usec >= 24 * USEC_PER_HOUR || found->intensity < 3,
			"strong on the day of a massage");
		must(person, ago_usec >= 2 * USEC_PER_HOUR || (!loads && found->intensity == 1),
			"not gentle after a massage");
	}
}

static void check_entry(struct person *person, uint16_t entry, bool named, bool planned)
{
	const struct core_settings *settings = &person->core.settings;
	const struct catalogue_entry *found = entry_of(person, entry);

	must(person, !(found->contraindicated_when & person->core.planner.limits.conditions),
		"a condition forbids it");
	check_safety(person, found);
	must(person, named || !(found->needs & ~settings->tools), "a tool is missing");
	must(person, content_count_entry_sources(content_builtin(), entry) > 0, "no source");
	if (planned) {
		must(person, settings->kinds & (1U << found->kind), "the kind is off");
		must(person, !(found->tags & (TAG_DAILY_TARGET | TAG_SETUP | TAG_FLOOR_SESSION)),
			"only when asked for");
		must(person, !person->core.tracker.meeting || (found->tags & TAG_MEETING_FRIENDLY),
			"not in a meeting");
	}
}

static void check_carried(struct person *person, const struct prompt *prompt)
{
	for (size_t i = 0; i < PROMPT_CARRIED_MAX; i++) {
		if (prompt->carried[i] != CATALOGUE_NO_ENTRY) {
			const struct catalogue_entry *entry = entry_of(person, prompt->carried[i]);

			check_entry(person, prompt->carried[i], false, true);
			must(person, entry->tags & TAG_BUNDLE, "it may not ride");
			must(person, prompt->kind == KIND_WALK, "it rides on no walk");
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
		must(person, false, "a primer without its movement");
		return;
	}
	primer = entry_of(person, prompt->entry);
	entry = entry_of(person, prompt->follow_up);
	found = primer->follow_up == prompt->follow_up;
	for (size_t i = 0; i < CATALOGUE_ALTERNATES_MAX; i++) {
		found = found || primer->alternates[i] == prompt->follow_up;
	}
	must(person, found, "the movement of another primer");
	must(person, person->core.settings.kinds & (1U << entry->kind), "no movement may follow");
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
	must(person,
		person->last_shown_usec == 0 ||
			now_usec >= person->last_shown_usec + settings->prompt_min_gap_usec,
		"the gap");
	if (prompt->cause == PROMPT_CAUSE_MICRO || prompt->cause == PROMPT_CAUSE_CARE || again) {
		return;
	}
	must(person,
		person->n_counted < max ||
			now_usec >= person->counted_usec[(person->n_counted - max) % SHOWN_KEPT] +
					    USEC_PER_HOUR,
		"the limit of an hour");
	person->counted_usec[person->n_counted++ % SHOWN_KEPT] = now_usec;
}

static void note_strength_day(struct person *person)
{
	int64_t day = person->day;

	if (person->strength_days[0] == day) {
		return;
	}
	must(person, person->strength_days[0] < day - 1, "strength two days running");
	must(person, person->strength_days[2] <= day - 7, "a fourth strength day in a week");
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
	must(person, person->n_sets <= 3, "more than three sets");
	must(person, person->n_waters <= 3, "more than three times water");
	must(person, person->n_relaxes <= 2, "more than two moments of calm");
	must(person, person->n_primers <= 2, "more than two primers");
	must(person, person->n_nudges <= person->core.settings.posture_per_day, "Posture.PerDay");
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
		must(person,
			!planned || person->core.planner.held == 0 ||
				(prompt->cause == PROMPT_CAUSE_CARE &&
					prompt->message <= CARE_MESSAGE_URGENT_SYSTEMIC),
			"it is held");
		must(person,
			person->core.care.safety.level != CARE_LEVEL_EMERGENCY ||
				(prompt->cause == PROMPT_CAUSE_CARE &&
					prompt->message <= CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA),
			"not the safety message in an emergency");
		must(person, has_decision(person, DECISION_SHOWN, REASON_MAX), "no reason");
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
	must(person, has_decision(person, DECISION_DROPPED, REASON_NOTHING_FOLLOWS),
		"a primer that leads to nothing");
	must(person, person->core.planner.held != 0, "a primer that leads to nothing, unheld");
}

static void begin_day(struct person *person)
{
	person->day = person->core.tracker.today.number;
	person->n_sets = person->n_waters = person->n_relaxes = 0;
	person->n_primers = person->n_nudges = 0;
}

static void step(struct person *person, struct core_event event)
{
	bool again = person->core.planner.withdrawn_by_hold;

	person->n_ids++;
	memcpy(event.fresh_id.bytes, &person->n_ids, sizeof(person->n_ids));
	event.random = person->n_ids * 0x9E3779B97F4A7C15ULL;
	person->named =
		event.type == CORE_PROMPT_NOW && event.prompt_now.entry != CATALOGUE_NO_ENTRY;
	(void)core_step(&person->core, &person->now, &event, &person->actions);
	if (person->core.tracker.today.number != person->day) {
		begin_day(person);
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

/* -- living -- */

static void pass(struct person *person, usec_t length_usec)
{
	usec_t end_usec = person->now.boot_usec + length_usec;

	while (core_deadline_boot_usec(&person->core) <= end_usec) {
		usec_t by_usec = core_deadline_boot_usec(&person->core) - person->now.boot_usec;

		person->now.boot_usec += by_usec;
		person->now.real_usec += by_usec;
		step(person, (struct core_event){.type = CORE_TICK});
	}
	person->now.real_usec += end_usec - person->now.boot_usec;
	person->now.boot_usec = end_usec;
}

static void answer(struct person *person, enum answer what)
{
	if (prompt_is_open(&person->core.planner.prompt)) {
		step(person, (struct core_event){.type = CORE_ANSWER, .answer = {.answer = what}});
	}
}

static void rest(struct person *person, usec_t length_usec)
{
	usec_t since_usec = person->now.boot_usec;
	usec_t told_usec = length_usec < USEC_PER_MINUTE ? length_usec : USEC_PER_MINUTE;

	pass(person, told_usec);
	step(person, (struct core_event){.type = CORE_INPUT,
			     .input = {.state = INPUT_IDLE, .since_boot_usec = since_usec}});
	pass(person, length_usec - told_usec);
	step(person, (struct core_event){.type = CORE_INPUT,
			     .input = {.state = INPUT_ACTIVE,
				     .since_boot_usec = person->now.boot_usec}});
}

static void ask(struct person *person)
{
	bool by_name = roll(person, 2) == 0;

	step(person, (struct core_event){.type = CORE_PROMPT_NOW,
			     .prompt_now = {.kind = by_name ? KIND_NONE
							    : (enum kind)roll(person, KIND_MAX),
				     .entry = by_name ? (uint16_t)roll(person,
								person->core.catalogue->n_entries)
						      : CATALOGUE_NO_ENTRY}});
}

/* Somebody tells of body and treatment; a mistake is put right as often. */
static void tell_care(struct person *person)
{
	struct core_event event = {.type = CORE_CARE};
	struct care_event *care = &event.care;

	switch (roll(person, 8)) {
	case 0:
	case 1:
		care->type = CARE_REPORT_SYMPTOMS;
		care->symptoms = roll(person, 2) == 0 ? 0 : 1U << roll(person, 17);
		break;
	case 2:
	case 3:
	case 4:
		care->type = CARE_CLEAR;
		care->clear.how = CARE_ENTERED_BY_MISTAKE;
		care->clear.answered = (1U << person->core.symptoms.n_items) - 1;
		break;
	case 5:
		care->type = CARE_SET_FLARE;
		care->flare = roll(person, 3) == 0;
		break;
	case 6:
		care->type = CARE_SET_PROFILE;
		care->profile = (uint32_t)roll(person, 2048) & CARE_PROFILE_CONDITIONS;
		break;
	default:
		care->type = CARE_MASSAGE;
		care->massage.id.bytes[0] = (uint8_t)roll(person, 256);
		care->massage.end_real_usec = USEC_INFINITY;
		care->massage.duration_usec = USEC_PER_HOUR;
		break;
	}
	step(person, event);
	must(person,
		person->core.planner.limits.level == person->core.care.safety.level ||
			person->core.care.safety.level == CARE_LEVEL_NONE,
		"another level");
}

static void do_something(struct person *person)
{
	switch (roll(person, 24)) {
	case 0:
		step(person, (struct core_event){.type = CORE_MEETING,
				     .meeting = {.active = roll(person, 2) == 0,
					     .length_usec = 30 * USEC_PER_MINUTE}});
		break;
	case 1:
		step(person, (struct core_event){.type = CORE_SURROUNDING,
				     .surrounding = {.reason = HOLD_DO_NOT_DISTURB,
					     .on = roll(person, 3) == 0}});
		break;
	case 2:
		if (roll(person, 4) == 0) {
			tell_care(person);
		}
		break;
	case 3:
		ask(person);
		break;
	case 4:
		step(person, (struct core_event){.type = CORE_POSTURE,
				     .posture = {.posture = (enum posture)roll(person, POSTURE_MAX),
					     .valid_usec = USEC_INFINITY}});
		break;
	case 5:
	case 6:
		answer(person, ANSWER_SNOOZE);
		break;
	case 7:
		answer(person, ANSWER_SKIP);
		break;
	case 8:
		answer(person, ANSWER_START);
		pass(person, 3 * USEC_PER_MINUTE);
		answer(person, ANSWER_FINISH);
		break;
	case 9:
	case 10:
	case 11:
	case 12:
		answer(person, ANSWER_DONE);
		break;
	case 13:
	case 14:
	case 15:
		rest(person, (1 + roll(person, 60)) * 10 * USEC_PER_SEC);
		break;
	case 16:
		rest(person, roll(person, 90) * USEC_PER_MINUTE);
		break;
	default:
		break;
	}
}

static void live_a_day(struct person *person)
{
	usec_t until_usec = person->now.boot_usec + (2 + roll(person, 12)) * USEC_PER_HOUR;
	usec_t night_usec;

	while (person->now.boot_usec < until_usec) {
		pass(person, (1 + roll(person, 20)) * USEC_PER_MINUTE);
		do_something(person);
	}
	/* The next morning, some time */
	night_usec = USEC_PER_DAY - person->now.real_usec % USEC_PER_DAY +
		     (5 + roll(person, 5)) * USEC_PER_HOUR;
	person->now.boot_usec += night_usec;
	person->now.real_usec += night_usec;
	person->now.suspended_usec += night_usec;
	step(person, (struct core_event){.type = CORE_TICK});
}

static void roll_settings(struct person *person, struct core_settings *settings)
{
	life_settings_default(settings);
	settings->walk_limit_usec = (15 + roll(person, 76)) * USEC_PER_MINUTE;
	settings->walk_break_usec = (1 + roll(person, 8)) * USEC_PER_MINUTE;
	settings->prompt_min_gap_usec = (1 + roll(person, 15)) * USEC_PER_MINUTE;
	settings->prompt_max_per_hour = 1 + (uint32_t)roll(person, 6);
	settings->posture_per_day = (uint32_t)roll(person, 12);
	settings->micro_interval_usec =
		roll(person, 2) ? 0 : (10 + roll(person, 30)) * USEC_PER_MINUTE;
	settings->hold_meeting = roll(person, 2) != 0;
	settings->tools = (uint32_t)roll(person, 64);
	settings->kinds = roll(person, 3) ? 0x7f : (uint32_t)roll(person, 128);
}

static void live(struct person *person, uint64_t seed)
{
	struct core_settings settings;

	person->state = seed * 0x9E3779B97F4A7C15ULL;
	person->now = (struct core_now){.boot_usec = USEC_PER_HOUR,
		.real_usec = MONDAY_REAL_USEC + roll(person, USEC_PER_DAY),
		.offset_until_real_usec = USEC_INFINITY};
	person->last_shown_usec = 0;
	person->n_counted = 0;
	person->id = (struct prompt_id){0};
	for (size_t i = 0; i < ELEMENTSOF(person->strength_days); i++) {
		person->strength_days[i] = INT32_MIN;
	}
	roll_settings(person, &settings);
	core_init_well(
		&person->core, &settings, content_get_catalogue(content_builtin()), &person->now);
	begin_day(person);
	step(person, (struct core_event){.type = CORE_INPUT,
			     .input = {.state = INPUT_ACTIVE,
				     .since_boot_usec = person->now.boot_usec}});
	for (size_t day = 0; day < N_DAYS && !person->broken; day++) {
		live_a_day(person);
	}
}

START_TEST(whatever_is_shown_is_allowed_in_measure_and_has_a_reason)
{
	const uint64_t n_lives = check_main_count(N_LIVES, N_LIVES_SANITIZED);
	static struct person person;

	person = (struct person){0};
	for (uint64_t seed = 1; seed <= n_lives; seed++) {
		live(&person, seed);
		ck_assert_msg(!person.broken, "life %llu, day %lld: %s", (unsigned long long)seed,
			(long long)(person.day - person.core.planner.program.first_day),
			person.broken);
	}
	/* All kinds were there, so that something was looked at. */
	for (enum kind kind = 0; kind < KIND_CHECKIN; kind++) {
		(void)printf("# %s %llu, riding %llu\n", names_kind[kind],
			(unsigned long long)person.n_kinds[kind],
			(unsigned long long)person.n_carried[kind]);
		ck_assert_uint_gt(person.n_kinds[kind], n_lives);
	}
	(void)printf("# %llu prompts, %llu movements after primers, %llu micro-breaks\n",
		(unsigned long long)person.n_shown, (unsigned long long)person.n_follow_ups,
		(unsigned long long)person.n_micro);
	ck_assert_uint_gt(person.n_carried[KIND_STRENGTH], n_lives);
	ck_assert_uint_gt(person.n_carried[KIND_HYDRATE], n_lives);
	ck_assert_uint_gt(person.n_follow_ups, n_lives / 10);
	ck_assert_uint_gt(person.n_micro, n_lives);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, whatever_is_shown_is_allowed_in_measure_and_has_a_reason);
	tcase_set_timeout(tcase, 600);
}

int main(void)
{
	return check_main("days", add_tests);
}
