/* SPDX-License-Identifier: MIT */
/* What the time between two daemons counts for, worked out by hand; and that what was going on goes
 * on. */
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "check_main.h"
#include "life.h"

#define MINUTE USEC_PER_MINUTE
#define HOUR USEC_PER_HOUR
#define SAT (20 * MINUTE)

static struct life *life;

static void setup(void)
{
	struct core_settings settings;

	life_settings_default(&settings);
	/* So that the deadline is the walk's: 25 min from the end of what was sat. */
	settings.posture_per_day = 0;
	settings.kinds = 1U << KIND_WALK;
	settings.hold_fullscreen = false;
	settings.quiet_hours.n_ranges = 0;
	life = malloc(sizeof(*life));
	ck_assert_ptr_nonnull(life);
	life_init(life, &settings, 9 * HOUR);
	life_work(life, SAT);
	life_look(life);
}

static void teardown(void)
{
	ck_assert_msg(!life->broken[0], "%s", life->broken);
	free(life);
}

enum how {
	KILLED,    /* the daemon alone, or by a power cut */
	ORDERLY,   /* it was asked to end: an update, a shutdown */
	LOGGED_OUT /* likewise, and the user with it */
};

/* 'up_usec' of the gap the machine was on again; USEC_INFINITY: it never was off. */
static void restart(enum how how, usec_t gap_usec, usec_t up_usec)
{
	usec_t now_usec = life->now.boot_usec + gap_usec;
	struct core_event event = {.restart = {
					   .is_orderly = how != KILLED,
					   .logged_out = how == LOGGED_OUT,
					   .is_new_boot = up_usec != USEC_INFINITY,
				   }};

	if (how != KILLED) {
		/* The last thing that it does. */
		life_look(life);
	}
	if (event.restart.is_new_boot) {
		event.restart.booted_boot_usec = now_usec > up_usec ? now_usec - up_usec : 0;
	}
	life_restart(life, gap_usec, &event);
}

static usec_t spell_usec(void)
{
	return tracker_spell_usec(&life->core.tracker, life->now.boot_usec);
}

static const struct {
	const char *name;
	enum how how;
	usec_t gap_usec, up_usec;
	/* With input at once afterwards: the spell, and what was added to the sums */
	usec_t spell_usec, seated_usec, estimated_usec, away_usec, asleep_usec;
} rows[] = {
	{"killed and back at once", KILLED, 1, USEC_INFINITY, SAT + 1, 1, 0, 0, 0},
	{"killed for ten minutes", KILLED, 10 * MINUTE, USEC_INFINITY, 30 * MINUTE, 10 * MINUTE, 0,
		0, 0},
	/* It would have prompted 25 min on. */
	{"killed until after its deadline", KILLED, 26 * MINUTE, USEC_INFINITY, 46 * MINUTE,
		26 * MINUTE, MINUTE, 0, 0},
	{"killed for an hour", KILLED, HOUR, USEC_INFINITY, 0, 25 * MINUTE, 0, 35 * MINUTE, 0},
	{"an update", ORDERLY, 2 * MINUTE, USEC_INFINITY, SAT + 2 * MINUTE, 2 * MINUTE, 2 * MINUTE,
		0, 0},
	{"stopped, just not for a break", ORDERLY, 3 * MINUTE - 1, USEC_INFINITY,
		SAT + 3 * MINUTE - 1, 3 * MINUTE - 1, 3 * MINUTE - 1, 0, 0},
	{"stopped for a break", ORDERLY, 3 * MINUTE, USEC_INFINITY, 0, 0, 0, 3 * MINUTE, 0},
	/* A minute asleep is worth 15 min; nobody saw the 30 s after it. */
	{"a quick reboot", ORDERLY, 90 * USEC_PER_SEC, 30 * USEC_PER_SEC,
		5 * MINUTE + 30 * USEC_PER_SEC, 30 * USEC_PER_SEC, 30 * USEC_PER_SEC, 0, MINUTE},
	{"a reboot", ORDERLY, 4 * MINUTE, MINUTE, 0, 0, 0, MINUTE, 3 * MINUTE},
	{"a night", ORDERLY, 8 * HOUR, MINUTE, 0, 0, 0, MINUTE, 8 * HOUR - MINUTE},
	/* It was on until it was on again, as far as anybody knows. */
	{"a power cut", KILLED, 11 * MINUTE, MINUTE, 31 * MINUTE, 11 * MINUTE, MINUTE, 0, 0},
	{"a power cut for the night", KILLED, 8 * HOUR, MINUTE, 0, 25 * MINUTE, 0, MINUTE,
		8 * HOUR - 26 * MINUTE},
	{"a reboot with a clock that was set back", ORDERLY, 0, 5 * MINUTE, SAT, 0, 0, 0, 0},
	{"killed, and a clock that was set back", KILLED, 0, 5 * MINUTE, SAT, 0, 0, 0, 0},
	{"logged out", LOGGED_OUT, 4 * MINUTE, USEC_INFINITY, 0, 0, 0, 4 * MINUTE, 0},
	/* Proven, so that it is worth 15 min. */
	{"logged out for a minute", LOGGED_OUT, MINUTE, USEC_INFINITY, 5 * MINUTE, 0, 0, MINUTE, 0},
};

START_TEST(the_gap_counts_for_what_it_was)
{
	struct tally before = life->core.tracker.total;
	const struct tally *total = &life->core.tracker.total;

	restart(rows[_i].how, rows[_i].gap_usec, rows[_i].up_usec);
	life_work(life, 0);
	ck_assert_msg(spell_usec() == rows[_i].spell_usec, "%s: spell %llu us", rows[_i].name,
		(unsigned long long)spell_usec());
	ck_assert_msg(
		total->seated_usec - before.seated_usec == rows[_i].seated_usec &&
			total->estimated_usec - before.estimated_usec == rows[_i].estimated_usec &&
			total->away_usec - before.away_usec == rows[_i].away_usec &&
			total->asleep_usec - before.asleep_usec == rows[_i].asleep_usec,
		"%s: seated %lld (%lld estimated), away %lld, asleep %lld us", rows[_i].name,
		(long long)(total->seated_usec - before.seated_usec),
		(long long)(total->estimated_usec - before.estimated_usec),
		(long long)(total->away_usec - before.away_usec),
		(long long)(total->asleep_usec - before.asleep_usec));
}
END_TEST

/* -- before anybody tells -- */

START_TEST(killed_again_and_again_before_the_first_input)
{
	for (int i = 0; i < 5; i++) {
		restart(KILLED, USEC_PER_SEC, USEC_INFINITY);
	}
	life_work(life, 0);
	ck_assert_uint_eq(spell_usec(), SAT + 5 * USEC_PER_SEC);
	ck_assert_uint_eq(life->core.tracker.total.estimated_usec, 4 * USEC_PER_SEC);
}
END_TEST

/* Between the start and the first input; what is longer was a gap that somebody may ask about. */
START_TEST(moments_are_no_gap_to_be_told_of)
{
	struct core_event input = {.type = CORE_INPUT, .input = {.state = INPUT_ACTIVE}};
	struct core_actions actions;
	bool is_told = false;

	restart(ORDERLY, _i == 0 ? USEC_PER_SEC - 1 : USEC_PER_SEC, USEC_INFINITY);
	input.input.since_boot_usec = life->now.boot_usec;
	(void)core_step(&life->core, &life->now, &input, &actions);
	for (size_t i = 0; i < actions.n_items; i++) {
		is_told = is_told || (actions.items[i].type == ACTION_DECISION &&
					     actions.items[i].decision.reason ==
						     REASON_GAP_COUNTED_AS_SITTING);
	}
	ck_assert_int_eq(is_told, _i > 0);
}
END_TEST

START_TEST(nobody_tells_and_it_is_sitting)
{
	restart(KILLED, USEC_PER_SEC, USEC_INFINITY);
	ck_assert_int_eq(life->core.tracker.span, SPAN_UNDECIDED);
	life_wait(life, MINUTE);
	life_look(life);
	ck_assert_uint_eq(spell_usec(), SAT + MINUTE + USEC_PER_SEC);
	ck_assert_int_eq(life->core.tracker.presence, PRESENCE_UNKNOWN);
}
END_TEST

START_TEST(a_rest_goes_on)
{
	life_still(life, 5 * MINUTE, MINUTE);
	restart(KILLED, USEC_PER_SEC, USEC_INFINITY);
	ck_assert(life->core.tracker.resting && life->core.tracker.rest_full);
	/* Idle, the source says. */
	(void)life_step(life, &(struct core_event){.type = CORE_INPUT,
				      .input = {INPUT_IDLE, life->now.boot_usec}});
	life_wait(life, 5 * MINUTE);
	life_work(life, 0);
	ck_assert_uint_eq(spell_usec(), 0);
	ck_assert_uint_eq(life->core.tracker.total.away_usec, 10 * MINUTE + USEC_PER_SEC);
}
END_TEST

/* -- what goes on -- */

START_TEST(an_open_prompt_is_shown_again_and_counts_once)
{
	struct prompt shown;
	uint32_t prompted;

	life_work(life, 25 * MINUTE);
	ck_assert(life->open);
	shown = life->core.planner.prompt;
	prompted = life->core.planner.counts.prompted;
	restart(_i ? ORDERLY : KILLED, 30 * USEC_PER_SEC, USEC_INFINITY);
	ck_assert(life->open);
	ck_assert_uint_eq(life->n_shown, 1);
	ck_assert_uint_eq(life->n_showings, 2);
	ck_assert_int_eq(memcmp(&life->shown.id, &shown.id, sizeof(shown.id)), 0);
	ck_assert_uint_eq(life->core.planner.counts.prompted, prompted);
	ck_assert_uint_eq(life->core.planner.n_shown, 1);
	/* It expires when it would have. */
	life_work(life, 14 * MINUTE);
	ck_assert(life->open);
	life_wait(life, MINUTE);
	ck_assert(!life->open);
	ck_assert_int_eq(life->last_outcome, OUTCOME_EXPIRED);
}
END_TEST

START_TEST(a_prompt_that_expired_meanwhile_is_not_shown)
{
	life_work(life, 25 * MINUTE);
	restart(KILLED, 2 * HOUR, USEC_INFINITY);
	ck_assert(!life->open);
	ck_assert_uint_eq(life->n_showings, 1);
}
END_TEST

START_TEST(a_snooze_a_pause_and_quiet_go_on)
{
	life_work(life, 25 * MINUTE);
	(void)life_step(life,
		&(struct core_event){.type = CORE_ANSWER, .answer = {.answer = ANSWER_SNOOZE}});
	restart(KILLED, MINUTE, USEC_INFINITY);
	life_work(life, 9 * MINUTE - 1);
	ck_assert(!life->open);
	life_wait(life, 1);
	ck_assert(life->open);
	(void)life_step(
		life, &(struct core_event){.type = CORE_ANSWER, .answer = {.answer = ANSWER_SKIP}});
	(void)life_step(life, &(struct core_event){.type = CORE_PAUSE, .pause_usec = 30 * MINUTE});
	restart(ORDERLY, MINUTE, USEC_INFINITY);
	life_work(life, 0);
	ck_assert_uint_eq(
		life->core.planner.held, (1U << HOLD_PAUSED) | (1U << HOLD_QUIET_UNTIL_UP));
	life_wait(life, 29 * MINUTE);
	ck_assert_uint_eq(life->core.planner.held, 1U << HOLD_QUIET_UNTIL_UP);
}
END_TEST

START_TEST(a_meeting_goes_on_but_not_over_a_shutdown_without_a_length)
{
	bool bounded = _i & 1, off = _i & 2;

	(void)life_step(life, &(struct core_event){.type = CORE_MEETING,
				      .meeting = {true, bounded ? HOUR : USEC_INFINITY}});
	restart(ORDERLY, 10 * MINUTE, off ? MINUTE : USEC_INFINITY);
	ck_assert_int_eq(life->core.tracker.meeting, bounded || !off);
	life_work(life, 0);
	/* One sits in it, also where the machine was off for a part of it. */
	ck_assert_uint_eq(spell_usec(), !off ? 30 * MINUTE : bounded ? MINUTE : 0);
}
END_TEST

START_TEST(standing_goes_on_but_not_over_a_night)
{
	(void)life_step(life, &(struct core_event){.type = CORE_POSTURE,
				      .posture = {POSTURE_STANDING, USEC_INFINITY}});
	life_wait(life, 10 * MINUTE);
	restart(ORDERLY, MINUTE, USEC_INFINITY);
	life_work(life, 0);
	ck_assert_int_eq(life->core.tracker.posture, POSTURE_STANDING);
	ck_assert_uint_eq(
		tracker_standing_spell_usec(&life->core.tracker, life->now.boot_usec), 11 * MINUTE);
	restart(ORDERLY, 8 * HOUR, MINUTE);
	ck_assert_int_eq(life->core.tracker.posture, POSTURE_SITTING);
}
END_TEST

/* What adapters tell begins anew: whoever was locked in may be there again. */
START_TEST(what_others_tell_is_not_known)
{
	(void)life_step(life, &(struct core_event){.type = CORE_LOCK, .locked = true});
	(void)life_step(life, &(struct core_event){.type = CORE_INHIBIT, .inhibited = true});
	(void)life_step(life, &(struct core_event){.type = CORE_SURROUNDING,
				      .surrounding = {HOLD_DO_NOT_DISTURB, true}});
	restart(ORDERLY, USEC_PER_SEC, USEC_INFINITY);
	ck_assert(!life->core.tracker.locked);
	ck_assert_uint_eq(life->core.planner.held, 0);
	life_work(life, 0);
	ck_assert_int_eq(life->core.tracker.presence, PRESENCE_ACTIVE);
}
END_TEST

/* Nothing planned is shown before they have told. */
START_TEST(what_is_due_waits_for_the_grace)
{
	(void)life_step(life, &(struct core_event){.type = CORE_INHIBIT, .inhibited = true});
	life_work(life, 30 * MINUTE);
	ck_assert(!life->open);
	restart(ORDERLY, MINUTE, USEC_INFINITY);
	life_work(life, 0);
	ck_assert(!life->open);
	life_wait(life, 15 * USEC_PER_SEC - 1);
	ck_assert(!life->open);
	life_wait(life, 1);
	ck_assert(life->open);
}
END_TEST

/* Day.Start, and summer time, lie in the gap: the new day has what lies in it. */
START_TEST(a_day_ends_in_the_gap)
{
	struct day_summary today;

	restart(ORDERLY, 15 * HOUR, MINUTE);
	life_restart(life, 5 * HOUR,
		&(struct core_event){.restart = {.is_orderly = true, .is_new_boot = true}});
	tracker_today(&life->core.tracker, life->now.boot_usec, &today);
	/* 09:20 and 20 h: 05:20, and 80 min of it are today's. */
	ck_assert_uint_eq(life->n_days, 1);
	ck_assert_uint_eq(today.tally.seated_usec + today.tally.away_usec + today.tally.asleep_usec,
		80 * MINUTE);
	ck_assert_uint_eq(life->core.tracker.day_before.tally.seated_usec, SAT);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, the_gap_counts_for_what_it_was, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, killed_again_and_again_before_the_first_input);
	tcase_add_loop_test(tcase, moments_are_no_gap_to_be_told_of, 0, 2);
	tcase_add_test(tcase, nobody_tells_and_it_is_sitting);
	tcase_add_test(tcase, a_rest_goes_on);
	tcase_add_loop_test(tcase, an_open_prompt_is_shown_again_and_counts_once, 0, 2);
	tcase_add_test(tcase, a_prompt_that_expired_meanwhile_is_not_shown);
	tcase_add_test(tcase, a_snooze_a_pause_and_quiet_go_on);
	tcase_add_loop_test(
		tcase, a_meeting_goes_on_but_not_over_a_shutdown_without_a_length, 0, 4);
	tcase_add_test(tcase, standing_goes_on_but_not_over_a_night);
	tcase_add_test(tcase, what_others_tell_is_not_known);
	tcase_add_test(tcase, what_is_due_waits_for_the_grace);
	tcase_add_test(tcase, a_day_ends_in_the_gap);
}

int main(void)
{
	return check_main("resume", add_tests);
}
