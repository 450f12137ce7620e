/* SPDX-License-Identifier: MIT */
/* Another catalogue while the core lives: numbers change, entries go. */
#include <string.h>

#include "care_known.h"
#include "check_main.h"
#include "journal.h"
#include "life.h"

#define WALK(tags_)                                                                              \
	{                                                                                        \
		.kind = KIND_WALK, .area = AREA_WHOLE_BODY, .duration_sec = 60, .tags = (tags_), \
		.intensity = 1, .follow_up = CATALOGUE_NO_ENTRY, .alternates = {                 \
			CATALOGUE_NO_ENTRY,                                                      \
			CATALOGUE_NO_ENTRY,                                                      \
			CATALOGUE_NO_ENTRY                                                       \
		}                                                                                \
	}
#define MOBILITY                                                                                  \
	{                                                                                         \
		.kind = KIND_MOBILITY, .area = AREA_NECK, .duration_sec = 60, .tags = TAG_BUNDLE, \
		.intensity = 1, .follow_up = CATALOGUE_NO_ENTRY, .alternates = {                  \
			CATALOGUE_NO_ENTRY,                                                       \
			CATALOGUE_NO_ENTRY,                                                       \
			CATALOGUE_NO_ENTRY                                                        \
		}                                                                                 \
	}

static const struct catalogue_entry walks[] = {WALK(TAG_SIT_BREAK), WALK(TAG_SIT_BREAK), MOBILITY};
static const struct catalogue three = {.entries = walks, .n_entries = 3};
static const struct catalogue two = {.entries = walks, .n_entries = 2};
static const struct catalogue one = {.entries = walks, .n_entries = 1};

static struct core core;
static struct core_now now;
static struct core_actions actions;

static void step(struct core_event event)
{
	event.fresh_id.bytes[0]++;
	(void)core_step(&core, &now, &event, &actions);
}

static void wait(usec_t length_usec)
{
	now.boot_usec += length_usec;
	now.real_usec += length_usec;
	step((struct core_event){.type = CORE_TICK});
}

static void change(const struct catalogue *catalogue, const uint16_t *new_index)
{
	step((struct core_event){.type = CORE_CATALOGUE,
		.catalogue = {.catalogue = catalogue, .new_index = new_index}});
}

/* n_items of 'actions' if there is none. */
static size_t find(enum core_action_type type)
{
	for (size_t i = 0; i < actions.n_items; i++) {
		if (actions.items[i].type == type) {
			return i;
		}
	}
	return actions.n_items;
}

static void setup(void)
{
	struct core_settings settings;

	life_settings_default(&settings);
	settings.posture_per_day = 0;
	settings.quiet_hours = (struct hours){0};
	now = (struct core_now){.boot_usec = USEC_PER_DAY,
		.real_usec = 20000 * USEC_PER_DAY + 9 * USEC_PER_HOUR,
		.offset_until_real_usec = USEC_INFINITY};
	core_init_well(&core, &settings, &three, &now);
	step((struct core_event){.type = CORE_INPUT,
		.input = {.state = INPUT_ACTIVE, .since_boot_usec = now.boot_usec}});
}

static void ask(uint16_t entry)
{
	step((struct core_event){
		.type = CORE_PROMPT_NOW, .prompt_now = {.kind = KIND_NONE, .entry = entry}});
	ck_assert(prompt_is_open(&core.planner.prompt));
}

START_TEST(an_open_prompt_has_its_new_number)
{
	ask(1);
	change(&two, (const uint16_t[]){CATALOGUE_NO_ENTRY, 0, 1});
	ck_assert(prompt_is_open(&core.planner.prompt));
	ck_assert_uint_eq(core.planner.prompt.entry, 0);
	ck_assert_uint_eq(find(ACTION_CLOSED), actions.n_items);
	ck_assert_ptr_eq(core.catalogue, &two);
}
END_TEST

START_TEST(an_open_prompt_that_is_gone_is_taken_back)
{
	ask(1);
	change(&one, (const uint16_t[]){0, CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY});
	ck_assert(!prompt_is_open(&core.planner.prompt));
	ck_assert_uint_lt(find(ACTION_WITHDRAW), actions.n_items);
	ck_assert_uint_lt(find(ACTION_CLOSED), actions.n_items);
	ck_assert_uint_lt(find(ACTION_DECISION), actions.n_items);
	ck_assert_int_eq(actions.items[find(ACTION_CLOSED)].outcome, OUTCOME_WITHDRAWN);
	ck_assert_uint_eq(actions.items[find(ACTION_CLOSED)].prompt.entry, CATALOGUE_NO_ENTRY);
	ck_assert_int_eq(actions.items[find(ACTION_DECISION)].decision.reason, REASON_ENTRY_GONE);
}
END_TEST

START_TEST(the_walk_of_the_limit_comes_again_with_another)
{
	uint16_t entry;

	wait(45 * USEC_PER_MINUTE);
	ck_assert(prompt_is_open(&core.planner.prompt));
	entry = core.planner.prompt.entry;
	change(&one, entry == 0 ? (const uint16_t[]){CATALOGUE_NO_ENTRY, 0, CATALOGUE_NO_ENTRY}
				: (const uint16_t[]){0, CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY});
	ck_assert(!prompt_is_open(&core.planner.prompt));
	wait(10 * USEC_PER_MINUTE);
	ck_assert(prompt_is_open(&core.planner.prompt));
	ck_assert_uint_eq(core.planner.prompt.entry, 0);
}
END_TEST

START_TEST(what_rides_along_may_be_gone_alone)
{
	/* Every second walk carries mobility. */
	wait(45 * USEC_PER_MINUTE);
	step((struct core_event){.type = CORE_ANSWER, .answer = {.answer = ANSWER_DONE}});
	wait(45 * USEC_PER_MINUTE);
	ck_assert(prompt_is_open(&core.planner.prompt));
	ck_assert_uint_eq(core.planner.prompt.carried[0], 2);
	change(&two, (const uint16_t[]){1, 0, CATALOGUE_NO_ENTRY});
	ck_assert(prompt_is_open(&core.planner.prompt));
	ck_assert_uint_eq(core.planner.prompt.carried[0], CATALOGUE_NO_ENTRY);
}
END_TEST

START_TEST(what_was_shown_when_is_remembered)
{
	usec_t shown_usec;

	ask(1);
	shown_usec = core.planner.chooser.entry_shown_usec[1];
	ck_assert_uint_ne(shown_usec, 0);
	change(&two, (const uint16_t[]){1, 0, CATALOGUE_NO_ENTRY});
	ck_assert_uint_eq(core.planner.chooser.entry_shown_usec[0], shown_usec);
	ck_assert_uint_eq(core.planner.chooser.entry_shown_usec[1], 0);
	change(&three, (const uint16_t[]){2, 0});
	ck_assert_uint_eq(core.planner.chooser.entry_shown_usec[2], shown_usec);
	ck_assert_uint_eq(core.planner.chooser.entry_shown_usec[0], 0);
}
END_TEST

START_TEST(the_last_line_has_no_entry_to_lose)
{
	wait(45 * USEC_PER_MINUTE);
	while (core.planner.prompt.cause != PROMPT_CAUSE_LAST_LINE) {
		wait(USEC_PER_MINUTE);
		ck_assert_uint_lt(now.boot_usec, 2 * USEC_PER_DAY);
	}
	change(&one, (const uint16_t[]){0, CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY});
	ck_assert(prompt_is_open(&core.planner.prompt));
}
END_TEST

START_TEST(one_put_off_and_gone_comes_as_another_of_its_kind)
{
	ask(1);
	step((struct core_event){.type = CORE_ANSWER, .answer = {.answer = ANSWER_SNOOZE}});
	change(&one, (const uint16_t[]){0, CATALOGUE_NO_ENTRY, CATALOGUE_NO_ENTRY});
	wait(10 * USEC_PER_MINUTE);
	ck_assert(prompt_is_open(&core.planner.prompt));
	ck_assert_uint_eq(core.planner.prompt.entry, 0);
}
END_TEST

START_TEST(a_decision_names_its_entry_as_before)
{
	static struct journal journal;

	journal = (struct journal){0};
	journal_add(&journal,
		&(struct decision){.reason = REASON_CHOSEN_NEW, .value = {1, 0, AREA_NECK}});
	journal_add(&journal, &(struct decision){.reason = REASON_RIDES_WATER, .value = {2, 1, 3}});
	/* A length of time is none. */
	journal_add(&journal, &(struct decision){.reason = REASON_EXPIRED, .value = {1}});
	journal_renumber(
		&journal, (const uint16_t[]){CATALOGUE_NO_ENTRY, 0, CATALOGUE_NO_ENTRY}, 3);
	ck_assert_uint_eq(journal_get(&journal, 2)->value[0], 0);
	ck_assert_uint_eq(journal_get(&journal, 1)->value[0], CATALOGUE_NO_ENTRY);
	ck_assert_uint_eq(journal_get(&journal, 0)->value[0], 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, a_decision_names_its_entry_as_before);
	tcase_add_test(tcase, an_open_prompt_has_its_new_number);
	tcase_add_test(tcase, an_open_prompt_that_is_gone_is_taken_back);
	tcase_add_test(tcase, the_walk_of_the_limit_comes_again_with_another);
	tcase_add_test(tcase, what_rides_along_may_be_gone_alone);
	tcase_add_test(tcase, what_was_shown_when_is_remembered);
	tcase_add_test(tcase, the_last_line_has_no_entry_to_lose);
	tcase_add_test(tcase, one_put_off_and_gone_comes_as_another_of_its_kind);
}

int main(void)
{
	return check_main("core-catalogue", add_tests);
}
