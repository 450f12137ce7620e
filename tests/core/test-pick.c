/* SPDX-License-Identifier: MIT */
/* What may be chosen for what: one row a rule. In each row a catalogue of two, of which only the
 * first may come; what is wrong with the second is all that differs. */
#include <string.h>

#include <backcare/cleanup.h>

#include "care_known.h"
#include "check_main.h"
#include "life.h"
#include "planner_internal.h"

#define BOOT_USEC (100 * USEC_PER_HOUR)
#define NOON (12 * USEC_PER_HOUR)
#define EVENING (21 * USEC_PER_HOUR + 30 * USEC_PER_MINUTE)
/* Kinds of a row that no cause is for: what rides on a walk. */
#define RIDING PROMPT_CAUSE_MAX

struct row {
	const char *rule;
	enum prompt_cause cause;
	enum kind kind;
	usec_t time_usec; /* of the day */
	uint32_t sec;
	uint32_t tags;
	/* Of the second */
	uint32_t bad_sec;
	uint32_t bad_tags;
	uint32_t bad_needs;
	uint32_t bad_conditions;
	uint8_t bad_intensity;
	enum kind bad_kind; /* 0, a posture, if it is the same */
	bool meeting;
};

static const struct row rows[] = {
	{"a sit break has the tag", PROMPT_CAUSE_LIMIT, KIND_WALK, NOON, 60, TAG_SIT_BREAK, 60,
		TAG_BUNDLE},
	{"a sit break is not longer than Walk.Break", PROMPT_CAUSE_LIMIT, KIND_WALK, NOON, 180,
		TAG_SIT_BREAK, 181, TAG_SIT_BREAK},
	{"a sit break is worth half of Walk.Break at least", PROMPT_CAUSE_LIMIT, KIND_WALK, NOON,
		90, TAG_SIT_BREAK, 89, TAG_SIT_BREAK},
	{"a daily target is for who asks", PROMPT_CAUSE_LIMIT, KIND_WALK, NOON, 60, TAG_SIT_BREAK,
		60, TAG_SIT_BREAK | TAG_DAILY_TARGET},
	{"a tool that is not there", PROMPT_CAUSE_LIMIT, KIND_WALK, NOON, 60, TAG_SIT_BREAK, 60,
		TAG_SIT_BREAK, TOOL_STAIRS},
	{"a condition that forbids it", PROMPT_CAUSE_LIMIT, KIND_WALK, NOON, 60, TAG_SIT_BREAK, 60,
		TAG_SIT_BREAK, 0, CONDITION_DIZZINESS},
	{"on a call what is friendly to it", PROMPT_CAUSE_LIMIT, KIND_WALK, NOON, 60,
		TAG_SIT_BREAK | TAG_MEETING_FRIENDLY, 60, TAG_SIT_BREAK, .meeting = true},
	{"a nudge is no sit break", PROMPT_CAUSE_HALF_WAY, KIND_POSTURE, NOON, 60, 0, 60,
		TAG_SIT_BREAK},
	{"a nudge is no stand break", PROMPT_CAUSE_HALF_WAY, KIND_POSTURE, NOON, 60, 0, 60,
		TAG_STAND_BREAK},
	{"a nudge is none of who comes back", PROMPT_CAUSE_HALF_WAY, KIND_POSTURE, NOON, 60, 0, 60,
		TAG_POST_BREAK},
	{"the desk is set up by who asks", PROMPT_CAUSE_HALF_WAY, KIND_POSTURE, NOON, 60, 0, 60,
		TAG_SETUP},
	{"the floor is for who asks", PROMPT_CAUSE_HALF_WAY, KIND_POSTURE, NOON, 60, 0, 60,
		TAG_FLOOR_SESSION},
	{"a nudge is short", PROMPT_CAUSE_HALF_WAY, KIND_POSTURE, NOON, 120, 0, 121, 0},
	{"calm of the evening is not for noon", PROMPT_CAUSE_HALF_WAY, KIND_RELAX, NOON, 60, 0, 60,
		TAG_EVENING},
	{"calm after a massage is not for noon", PROMPT_CAUSE_HALF_WAY, KIND_RELAX, NOON, 60, 0, 60,
		TAG_POST_SESSION},
	{"in the evening calm of the evening", PROMPT_CAUSE_HALF_WAY, KIND_RELAX, EVENING, 60,
		TAG_EVENING, 60, 0},
	{"back from a rest, a fresh seat", PROMPT_CAUSE_BACK, KIND_POSTURE, NOON, 60,
		TAG_POST_BREAK, 60, 0},
	{"standing has breaks of its own", PROMPT_CAUSE_STANDING, KIND_POSTURE, NOON, 60,
		TAG_STAND_BREAK, 60, 0},
	{"a micro-break has the tag", PROMPT_CAUSE_MICRO, KIND_RELAX, NOON, 30, TAG_MICRO, 30, 0},
	{"a micro-break takes 20 s", PROMPT_CAUSE_MICRO, KIND_RELAX, NOON, 20, TAG_MICRO, 19,
		TAG_MICRO},
	{"a micro-break takes a minute", PROMPT_CAUSE_MICRO, KIND_RELAX, NOON, 60, TAG_MICRO, 61,
		TAG_MICRO},
	{"a micro-break is no water", PROMPT_CAUSE_MICRO, KIND_RELAX, NOON, 30, TAG_MICRO, 30,
		TAG_MICRO, .bad_kind = KIND_HYDRATE},
	{"what rides may ride", RIDING, KIND_STRENGTH, NOON, 60, TAG_BUNDLE, 60, 0},
	{"what rides is short", RIDING, KIND_MOBILITY, NOON, 120, TAG_BUNDLE, 121, TAG_BUNDLE},
	{"mobility that rides takes 40 s", RIDING, KIND_MOBILITY, NOON, 40, TAG_BUNDLE, 39,
		TAG_BUNDLE},
	{"the first strength sets are easy", RIDING, KIND_STRENGTH, NOON, 60, TAG_BUNDLE, 60,
		TAG_BUNDLE, .bad_intensity = 2},
};

#define NO_FOLLOW_UP                     \
	.follow_up = CATALOGUE_NO_ENTRY, \
	.alternates = {CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY}

static struct core core;
static struct core_now now;
static struct core_actions actions;
static struct catalogue_entry entries[2];
static const struct catalogue catalogue = {.entries = entries, .n_entries = 2};

static void begin(usec_t time_usec)
{
	struct core_settings settings;

	life_settings_default(&settings);
	settings.hold_meeting = false;
	now = (struct core_now){.boot_usec = BOOT_USEC,
		.real_usec = 20000 * USEC_PER_DAY + time_usec,
		.offset_until_real_usec = USEC_INFINITY};
	core_init_well(&core, &settings, &catalogue, &now);
}

/* The first that rides; with everything else out of the catalogue. */
static uint16_t pick_riding(struct planner_step *step, enum kind kind)
{
	struct prompt walk = {.entry = 0, .carried = {CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY}};

	core.planner.riding = 1U << kind;
	planner_pick_riding(&core.planner, step, &walk, false);
	return walk.carried[0];
}

START_TEST(only_what_the_rule_allows_is_chosen)
{
	const struct row *row = &rows[_i];

	entries[0] = (struct catalogue_entry){.kind = row->kind,
		.duration_sec = row->sec,
		.tags = row->tags,
		.intensity = 1,
		NO_FOLLOW_UP};
	entries[1] = (struct catalogue_entry){.kind = row->bad_kind ? row->bad_kind : row->kind,
		.area = AREA_NECK,
		.duration_sec = row->bad_sec,
		.tags = row->bad_tags,
		.needs = row->bad_needs,
		.contraindicated_when = row->bad_conditions,
		.intensity = row->bad_intensity ? row->bad_intensity : 1,
		NO_FOLLOW_UP};
	begin(row->time_usec);
	core.planner.limits.conditions = CONDITION_DIZZINESS;
	core.tracker.meeting = row->meeting;
	/* The good one was shown and its area done just now: it would come last. */
	choose_note_shown(&core.planner.chooser, 0, BOOT_USEC - USEC_PER_SEC);
	choose_note_done(&core.planner.chooser, &catalogue, 0, BOOT_USEC - USEC_PER_SEC);
	for (uint64_t random = 0; random < 16; random++) {
		struct planner_step step = {.settings = &core.settings,
			.catalogue = &catalogue,
			.tracker = &core.tracker,
			.care = &core.care,
			.care_at = {&now, core.settings.day_start_usec, &core.symptoms},
			.now = &now,
			.random = random,
			.actions = &actions};
		uint16_t entry = row->cause == RIDING ? pick_riding(&step, row->kind)
						      : planner_pick(&core.planner, &step,
								row->cause, row->kind, false);

		ck_assert_msg(entry == 0, "%s: %u", row->rule, entry);
	}
}
END_TEST

/* -- choice: of two that both fit -- */

static uint16_t choose_one(usec_t boot_usec)
{
	const struct wish wish = {.kinds = 1U << KIND_POSTURE, .limits = &core.planner.limits};

	return choose_entry(&core.planner.chooser, &catalogue, &core.settings, &wish, boot_usec, 7);
}

static void begin_choice(void)
{
	entries[0] = (struct catalogue_entry){
		.kind = KIND_POSTURE, .area = AREA_NECK, .duration_sec = 60, NO_FOLLOW_UP};
	entries[1] = (struct catalogue_entry){
		.kind = KIND_POSTURE, .area = AREA_HIPS, .duration_sec = 60, NO_FOLLOW_UP};
	begin(NOON);
}

START_TEST(the_area_done_longest_ago_comes_first_over_days_and_suspends)
{
	begin_choice();
	for (uint16_t last = 0; last < 2; last++) {
		core.planner.chooser = (struct chooser){0};
		choose_note_done(
			&core.planner.chooser, &catalogue, (uint16_t)(1 - last), BOOT_USEC);
		choose_note_done(&core.planner.chooser, &catalogue, last, BOOT_USEC + 1);
		/* CLOCK_BOOTTIME goes on while suspended. */
		ck_assert_uint_eq(choose_one(BOOT_USEC + 2), 1 - last);
		ck_assert_uint_eq(choose_one(BOOT_USEC + 40 * USEC_PER_DAY), 1 - last);
	}
}
END_TEST

START_TEST(nothing_is_repeated_within_a_day_while_something_else_fits)
{
	begin_choice();
	/* Its area would be first. */
	choose_note_done(&core.planner.chooser, &catalogue, 1, BOOT_USEC);
	choose_note_shown(&core.planner.chooser, 0, BOOT_USEC);
	ck_assert_uint_eq(choose_one(BOOT_USEC + USEC_PER_DAY - 1), 1);
	ck_assert_uint_eq(choose_one(BOOT_USEC + USEC_PER_DAY + 1), 0);
	/* Both were: the one that is longer ago, and its area is no matter. */
	choose_note_shown(&core.planner.chooser, 1, BOOT_USEC + 1);
	ck_assert_uint_eq(choose_one(BOOT_USEC + USEC_PER_HOUR), 0);
	choose_note_shown(&core.planner.chooser, 0, BOOT_USEC + 2);
	ck_assert_uint_eq(choose_one(BOOT_USEC + USEC_PER_HOUR), 1);
}
END_TEST

/* Found at random: who stands comes no nearer to the walk, and what gave way to it did not any more
 * a moment later, though nothing had happened. */
START_TEST(whether_it_gives_way_does_not_change_while_standing)
{
	struct planner_step step = {.settings = &core.settings,
		.catalogue = &catalogue,
		.tracker = &core.tracker,
		.now = &now};
	const struct wanted wanted = {
		.cause = PROMPT_CAUSE_BACK, .due_boot_usec = BOOT_USEC + 3 * USEC_PER_SEC};
	struct way way;
	bool before;

	begin_choice();
	core.tracker.span = SPAN_STANDING;
	core.tracker.spell_usec = core.settings.walk_limit_usec -
				  core.settings.prompt_min_gap_usec - 2 * USEC_PER_SEC;
	before = planner_gives_way(&core.planner, &step, &wanted, &way);
	now.boot_usec += 3 * USEC_PER_SEC;
	ck_assert(before == planner_gives_way(&core.planner, &step, &wanted, &way));
}
END_TEST

/* Seen on a day on light: past the tap, and past it again with the next walk. */
START_TEST(a_walk_to_the_water_is_water_whether_it_was_wanted_or_not)
{
	struct planner_step step = {.settings = &core.settings,
		.catalogue = &catalogue,
		.tracker = &core.tracker,
		.care = &core.care,
		.care_at = {&now, core.settings.day_start_usec, &core.symptoms},
		.now = &now,
		.actions = &actions};
	struct prompt walk = {
		.kind = KIND_WALK, .carried = {CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY}};

	entries[0] = (struct catalogue_entry){.kind = KIND_WALK,
		.duration_sec = 60,
		.contraindicated_when = CONDITION_FLUID_RESTRICTION,
		NO_FOLLOW_UP};
	entries[1] = (struct catalogue_entry){
		.kind = KIND_HYDRATE, .duration_sec = 60, .tags = TAG_BUNDLE, NO_FOLLOW_UP};
	begin(NOON);
	for (uint32_t n_waters = 1; n_waters <= 2; n_waters++) {
		planner_pick_riding(&core.planner, &step, &walk, true);
		ck_assert_uint_eq(core.planner.program.waters, n_waters);
		ck_assert_uint_eq(walk.carried[0], CATALOGUE_NO_ENTRY);
	}
	/* Decided for another walk, which was taken back. */
	core.planner.riding = 1U << KIND_HYDRATE;
	planner_pick_riding(&core.planner, &step, &walk, false);
	ck_assert_uint_eq(walk.carried[0], CATALOGUE_NO_ENTRY);
}
END_TEST

/* -- the strength programme -- */

static void begin_strength(bool programme)
{
	entries[0] = (struct catalogue_entry){.kind = KIND_STRENGTH,
		.area = AREA_GLUTES,
		.duration_sec = 60,
		.tags = TAG_BUNDLE,
		.intensity = 1,
		NO_FOLLOW_UP};
	entries[1] = entries[0];
	entries[1].area = AREA_CHEST;
	begin(NOON);
	if (programme) {
		core.care.strength = (struct care_strength){
			.active = true, .start_day = (int32_t)(now.real_usec / USEC_PER_DAY)};
	}
	/* Its turn is last: done an hour ago, and shown two days ago. */
	choose_note_shown(&core.planner.chooser, 0, BOOT_USEC - 2 * USEC_PER_DAY);
	choose_note_done(&core.planner.chooser, &catalogue, 0, BOOT_USEC - USEC_PER_HOUR);
}

static uint16_t pick_strength(bool asked_for)
{
	struct planner_step step = {.settings = &core.settings,
		.catalogue = &catalogue,
		.tracker = &core.tracker,
		.care = &core.care,
		.care_at = {&now, core.settings.day_start_usec, &core.symptoms},
		.now = &now,
		.actions = &actions};

	return asked_for ? planner_pick_of_kind(&core.planner, &step, KIND_STRENGTH)
			 : pick_riding(&step, KIND_STRENGTH);
}

START_TEST(the_programme_prefers_glutes_hamstrings_and_the_low_back)
{
	static const enum area areas[] = {AREA_GLUTES, AREA_HAMSTRINGS, AREA_LOW_BACK};

	for (size_t i = 0; i < ELEMENTSOF(areas); i++) {
		begin_strength(true);
		entries[0].area = areas[i];
		ck_assert_uint_eq(pick_strength(false), 0);
		ck_assert_uint_eq(pick_strength(true), 0);
	}
	/* Nobody asked for one: all areas in turn. */
	begin_strength(false);
	ck_assert_uint_eq(pick_strength(false), 1);
	ck_assert_uint_eq(pick_strength(true), 1);
	/* Not begun. */
	begin_strength(true);
	core.care.strength.start_day++;
	ck_assert_uint_eq(pick_strength(false), 1);
}
END_TEST

START_TEST(the_programme_repeats_nothing_within_a_day_while_something_else_fits)
{
	begin_strength(true);
	choose_note_shown(&core.planner.chooser, 0, BOOT_USEC - USEC_PER_HOUR);
	ck_assert_uint_eq(pick_strength(false), 1);
	choose_note_shown(&core.planner.chooser, 1, BOOT_USEC);
	ck_assert_uint_eq(pick_strength(false), 0);
	/* Where its own do not fit, another does. */
	begin_strength(true);
	entries[0].intensity = 2;
	ck_assert_uint_eq(pick_strength(false), 1);
	entries[1].intensity = 2;
	ck_assert_uint_eq(pick_strength(false), CATALOGUE_NO_ENTRY);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, only_what_the_rule_allows_is_chosen, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, the_area_done_longest_ago_comes_first_over_days_and_suspends);
	tcase_add_test(tcase, a_walk_to_the_water_is_water_whether_it_was_wanted_or_not);
	tcase_add_test(tcase, whether_it_gives_way_does_not_change_while_standing);
	tcase_add_test(tcase, nothing_is_repeated_within_a_day_while_something_else_fits);
	tcase_add_test(tcase, the_programme_prefers_glutes_hamstrings_and_the_low_back);
	tcase_add_test(tcase, the_programme_repeats_nothing_within_a_day_while_something_else_fits);
}

int main(void)
{
	return check_main("pick", add_tests);
}
