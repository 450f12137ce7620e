/* SPDX-License-Identifier: MIT */
/* Random lives of care alone, and what must hold at every moment of them:
 *
 *  - a level falls only where the whole dialogue was given;
 *  - conditions and limits are those of the time windows, worked out here from what was told;
 *  - what is due can be shown and is then done with: the next lies ahead, and no two check-ins come
 *    within hours of each other;
 *  - nothing changes by time alone before the moment that was foretold;
 *  - the state is one that could be stored, and taking it out and putting it back changes nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "care_internal.h"
#include "care_rig.h"
#include "check_main.h"
#include "symptoms.h"

#define LIVES 10000
#define STEPS 120

/* As ck_assert_msg(), which writes a message each time: this is asked millions of times. */
#define MUST(condition, ...)                       \
	do {                                       \
		if (!(condition)) {                \
			ck_abort_msg(__VA_ARGS__); \
		}                                  \
	} while (0)

struct dice {
	uint64_t state;
};

static uint64_t roll(struct dice *dice, uint64_t below)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return dice->state % below;
}

/* What was told, kept the simple way; only while nobody sets the clock. */
struct told {
	struct {
		usec_t end_usec;
		bool answered, gone;
		struct prompt_id id;
	} massages[STEPS];
	size_t n_massages;
	bool sore, quite;
	usec_t sore_base_usec, sore_reported_usec;
	bool sore_known; /* not the question that ends it */
	bool flare;
	uint32_t profile; /* dizziness left out */
};

struct life {
	struct care_rig rig;
	struct told told;
	struct dice dice;
	bool clock_is_set;
	bool clock_is_doubted; /* where it is odd, as the core does at first */
	enum care_level level;
	bool dialogue;
	usec_t checkin_shown_boot_usec;
	bool asked_for; /* something was told since the last check-in */
	uint32_t n_check_ins, n_emergencies, n_lifted;
};

static struct care_event random_symptoms(struct life *life)
{
	struct care_event event = {.type = CARE_REPORT_SYMPTOMS};

	if (roll(&life->dice, 2) == 0) {
		event.symptoms = 1U << roll(&life->dice, life->rig.symptoms.n_items);
	}
	return event;
}

/* Whole, or with one thing missing. */
static struct care_event random_clearing(struct life *life)
{
	struct care_event event = care_rig_clearing(&life->rig);

	switch (roll(&life->dice, 8)) {
	case 0:
		event.clear.phrase = "Cleared by clinician";
		break;
	case 1:
		event.clear.clinician = NULL;
		break;
	case 2:
		event.clear.seen_day = CARE_NO_DAY;
		break;
	case 3:
		event.clear.permissions.exercise = CARE_PERMISSION_NOT_TOLD;
		break;
	case 4:
		event = (struct care_event){.type = CARE_CLEAR,
			.clear = {.how = CARE_ENTERED_BY_MISTAKE,
				.answered = (uint32_t)roll(&life->dice, 1U << 17)}};
		break;
	case 5:
		event = (struct care_event){.type = CARE_CLEAR,
			.clear = {.how = CARE_ENTERED_BY_MISTAKE, .answered = (1U << 17) - 1}};
		life->dialogue = true;
		break;
	default:
		event.clear.permissions.walking = (enum care_permission)(1 + roll(&life->dice, 3));
		event.clear.permissions.massage = (enum care_permission)(1 + roll(&life->dice, 3));
		life->dialogue = true;
		break;
	}
	return event;
}

static struct care_event random_plan(struct life *life)
{
	return (struct care_event){
		.type = roll(&life->dice, 2) ? CARE_SET_COURSE : CARE_SET_STRENGTH,
		.plan = {roll(&life->dice, 4) != 0,
			roll(&life->dice, 2)
				? CARE_NO_DAY
				: care_rig_today(&life->rig) - 20 + (int32_t)roll(&life->dice, 40),
			(uint16_t)(roll(&life->dice, 3) * 7), (uint8_t)roll(&life->dice, 22)}};
}

static void forget(struct life *life, struct prompt_id id)
{
	struct told *told = &life->told;

	care_rig_step(&life->rig, &(struct care_event){.type = CARE_FORGET_MASSAGE, .forget = id});
	for (size_t i = 0; i < told->n_massages; i++) {
		told->massages[i].gone |= memcmp(&told->massages[i].id, &id, sizeof(id)) == 0;
	}
}

static void tell_massage(struct life *life)
{
	struct told *told = &life->told;
	usec_t ago = roll(&life->dice, 3) ? 0 : roll(&life->dice, 100) * USEC_PER_HOUR;
	struct care_event event = {.type = CARE_MASSAGE,
		.massage = {.id = care_rig_id(&life->rig),
			.end_real_usec = life->rig.now.real_usec - ago,
			.duration_usec = USEC_PER_HOUR}};

	/* Never more than are remembered: that is another test's. */
	if (life->rig.care.n_massages == CARE_MASSAGES_MAX) {
		forget(life, life->rig.care.massages[0].id);
	}
	care_rig_step(&life->rig, &event);
	MUST((life->rig.last.outcome) == (CARE_OK), "line %d", __LINE__);
	told->massages[told->n_massages].end_usec = event.massage.end_real_usec;
	told->massages[told->n_massages].id = event.massage.id;
	told->n_massages++;
}

static void note_soreness(struct life *life, enum care_soreness soreness)
{
	struct told *told = &life->told;
	usec_t now = life->rig.now.real_usec;

	if (soreness == CARE_SOMETHING_NEW) {
		return;
	}
	for (size_t i = 0; i < told->n_massages; i++) {
		told->massages[i].answered |=
			now >= told->massages[i].end_usec + 12 * USEC_PER_HOUR;
	}
	/* Where it counts from is looked up; what follows from that is not. */
	told->sore = soreness != CARE_COMFORTABLE && soreness != CARE_SETTLED;
	told->sore_base_usec = life->rig.care.sore.base_real_usec;
	told->sore_reported_usec = now;
	if (soreness != CARE_STILL_SORE) {
		told->quite = soreness == CARE_QUITE_SORE;
	} else {
		told->quite = life->rig.care.sore.quite;
	}
}

static void tell_check_in(struct life *life)
{
	enum care_soreness soreness = (enum care_soreness)roll(&life->dice, CARE_SORENESS_MAX);

	care_rig_step(
		&life->rig, &(struct care_event){.type = CARE_CHECK_IN, .soreness = soreness});
	note_soreness(life, soreness);
}

static void tell_rest(struct life *life)
{
	struct care_event event = {.type = CARE_TICK};

	switch (roll(&life->dice, 9)) {
	case 0:
		event = random_symptoms(life);
		break;
	case 1:
	case 2:
		event = random_clearing(life);
		break;
	case 3:
		event.type = CARE_SET_FLARE;
		event.flare = roll(&life->dice, 2);
		life->told.flare = event.flare;
		break;
	case 4:
		event.type = CARE_SET_PROFILE;
		event.profile = (uint32_t)roll(&life->dice, 1 << 11) & CARE_PROFILE_CONDITIONS;
		life->told.profile = event.profile & ~(uint32_t)CONDITION_DIZZINESS;
		break;
	case 5:
		event = random_plan(life);
		break;
	case 6:
		event.type = CARE_STRENGTH_DONE;
		break;
	case 7:
		event.type = CARE_LOGIN;
		break;
	default:
		event.type = CARE_ACKNOWLEDGED;
		event.message = life->rig.care.safety.message;
		break;
	}
	care_rig_step(&life->rig, &event);
	/* A clinician has seen soreness of two days as well. */
	if (life->rig.last.advice == CARE_MESSAGE_CLEAR_WELCOME &&
		life->rig.now.real_usec >= life->told.sore_base_usec + 48 * USEC_PER_HOUR) {
		life->told.sore = false;
	}
}

static void tell_something(struct life *life)
{
	life->dialogue = false;
	life->asked_for = true;
	switch (roll(&life->dice, 5)) {
	case 0:
		tell_massage(life);
		break;
	case 1:
		tell_check_in(life);
		break;
	case 2:
		if (life->rig.care.n_massages > 0 && roll(&life->dice, 3) == 0) {
			size_t which = roll(&life->dice, life->rig.care.n_massages);

			forget(life, life->rig.care.massages[which].id);
		}
		break;
	default:
		tell_rest(life);
		break;
	}
}

static void choose(struct life *life, enum care_message message)
{
	size_t n = symptoms_count_choices(message);
	enum care_choice choice = symptoms_get_choice(message, roll(&life->dice, n));

	life->dialogue = false;
	life->asked_for = true;
	care_rig_step(
		&life->rig, &(struct care_event){.type = CARE_CHOSEN, .chosen = {message, choice}});
	if (choice >= CARE_CHOICE_COMFORTABLE && choice <= CARE_CHOICE_SOMETHING_NEW) {
		note_soreness(life, (enum care_soreness)(choice - CARE_CHOICE_COMFORTABLE));
	}
	life->told.flare &= choice != CARE_CHOICE_RESUME;
}

/* -- what must hold -- */

static void check_level(struct life *life)
{
	enum care_level level = life->rig.care.safety.level;

	MUST(level >= life->level || life->dialogue, "the level fell from %d to %d",
		(int)life->level, (int)level);
	life->n_emergencies += level == CARE_LEVEL_EMERGENCY && level > life->level;
	life->n_lifted += level < life->level;
	life->level = level;
}

static uint32_t expected_conditions(const struct life *life, uint8_t *ret_intensity_max)
{
	const struct told *told = &life->told;
	usec_t now = life->rig.now.real_usec;
	uint32_t conditions = told->profile;

	*ret_intensity_max = 3;
	if (told->flare) {
		conditions |= CONDITION_ACUTE_FLARE;
	}
	for (size_t i = 0; i < told->n_massages; i++) {
		usec_t age = now - told->massages[i].end_usec;

		if (!told->massages[i].gone && age < 2 * USEC_PER_HOUR) {
			conditions |= CONDITION_POST_MASSAGE_WINDOW;
		}
		if (!told->massages[i].gone &&
			age < (told->massages[i].answered ? 24 : 72) * USEC_PER_HOUR) {
			conditions |= CONDITION_POST_MASSAGE_DAY;
			*ret_intensity_max = 2;
		}
	}
	if (told->sore && now < told->sore_reported_usec + 14 * USEC_PER_DAY) {
		bool over = now >= told->sore_base_usec + 48 * USEC_PER_HOUR;

		conditions |= over ? CONDITION_SORENESS_OVER_48H : CONDITION_SORENESS_UNDER_48H;
		*ret_intensity_max = over || told->quite ? 1 : 2;
	}
	if (conditions & (CONDITION_ACUTE_FLARE | CONDITION_POST_MASSAGE_WINDOW)) {
		*ret_intensity_max = 1;
	}
	return conditions;
}

static void check_limits(struct life *life)
{
	struct care_at at = care_rig_at(&life->rig);
	const struct care *care = &life->rig.care;
	struct care_limits limits;
	uint8_t intensity_max;
	uint32_t expected;

	care_get_limits(care, &at, &limits);
	if (care->safety.level == CARE_LEVEL_EMERGENCY) {
		MUST((limits.kinds_off) == (((1U << KIND_MAX) - 1) & ~(1U << KIND_SAFETY)),
			"line %d", __LINE__);
		MUST((limits.intensity_max) == (0), "line %d", __LINE__);
	}
	if (limits.checklist_pending || limits.level >= CARE_LEVEL_DOCTOR_FIRST) {
		MUST((limits.intensity_max) <= (1), "line %d", __LINE__);
		MUST(limits.kinds_off & (1U << KIND_STRENGTH), "line %d", __LINE__);
		MUST(limits.kinds_off & (1U << KIND_PRIMER), "line %d", __LINE__);
	}
	if (life->clock_is_set) {
		return;
	}
	expected = expected_conditions(life, &intensity_max);
	MUST((limits.conditions & ~(uint32_t)(CONDITION_DIZZINESS | CONDITION_LEG_SYMPTOMS)) ==
			(expected),
		"line %d", __LINE__);
	MUST((limits.intensity_max) <= (intensity_max), "line %d", __LINE__);
	/* No primer under any of them, whatever the catalogue says. */
	if (expected & ~(uint32_t)CARE_PROFILE_CONDITIONS) {
		MUST(limits.kinds_off & (1U << KIND_PRIMER), "line %d", __LINE__);
	}
}

static bool is_check_in(enum care_message message)
{
	return message == CARE_MESSAGE_CHECKIN_24H ||
	       (message >= CARE_MESSAGE_SORENESS_48H && message <= CARE_MESSAGE_SORENESS_SETTLED);
}

static void show_what_is_due(struct life *life)
{
	struct care_at at = care_rig_at(&life->rig);
	struct care_ask ask;
	int n = 0;

	for (care_get_ask(&life->rig.care, &at, &ask); ask.due_real_usec <= at.now->real_usec;
		care_get_ask(&life->rig.care, &at, &ask)) {
		MUST(++n < 16, "there is always more due");
		if (life->rig.care.safety.level == CARE_LEVEL_EMERGENCY) {
			MUST((ask.message) == (life->rig.care.safety.message), "line %d", __LINE__);
		}
		if (is_check_in(ask.message)) {
			MUST(life->asked_for || life->clock_is_set ||
					life->checkin_shown_boot_usec == 0 ||
					at.now->boot_usec >=
						life->checkin_shown_boot_usec + 6 * USEC_PER_HOUR,
				"two check-ins at once");
			life->checkin_shown_boot_usec = at.now->boot_usec;
			life->asked_for = false;
			life->n_check_ins++;
			life->told.sore &= ask.message != CARE_MESSAGE_SORENESS_SETTLED ||
					   at.now->real_usec < life->told.sore_reported_usec +
								       14 * USEC_PER_DAY;
		}
		care_rig_step(&life->rig,
			&(struct care_event){.type = CARE_SHOWN, .message = ask.message});
		check_level(life);
		if (roll(&life->dice, 3) == 0) {
			choose(life, ask.message);
			check_level(life);
		}
		MUST(care_state_is_valid(&life->rig.care, &life->rig.symptoms), "line %d",
			__LINE__);
	}
}

/* Up to just before the moment foretold nothing is otherwise. */
static void check_nothing_changes_before(struct life *life)
{
	struct care_at at = care_rig_at(&life->rig);
	usec_t next = care_next_change_real_usec(&life->rig.care, &at);
	struct core_now before_then = life->rig.now;
	struct care_limits limits, later;
	struct care_ask ask;

	MUST((next) > (at.now->real_usec), "line %d", __LINE__);
	if (next == USEC_INFINITY) {
		next = at.now->real_usec + 400 * USEC_PER_DAY;
	}
	memset(&limits, 0, sizeof(limits));
	memset(&later, 0, sizeof(later));
	care_get_limits(&life->rig.care, &at, &limits);
	before_then.real_usec = next - 1;
	at.now = &before_then;
	care_get_limits(&life->rig.care, &at, &later);
	MUST((limits.conditions) == (later.conditions), "line %d", __LINE__);
	MUST((limits.kinds_off) == (later.kinds_off), "line %d", __LINE__);
	MUST((limits.intensity_max) == (later.intensity_max), "line %d", __LINE__);
	MUST((limits.level) == (later.level), "line %d", __LINE__);
	MUST((limits.escalation_off) == (later.escalation_off), "line %d", __LINE__);
	care_get_ask(&life->rig.care, &at, &ask);
	MUST((ask.due_real_usec) > (before_then.real_usec), "line %d", __LINE__);
}

static void doubt(struct life *life)
{
	life->rig.unsure =
		life->clock_is_doubted && care_clock_is_odd(&life->rig.care, &life->rig.now);
}

static void pass_time(struct life *life)
{
	static const usec_t units[] = {
		USEC_PER_MINUTE, USEC_PER_HOUR, USEC_PER_HOUR, 6 * USEC_PER_HOUR, USEC_PER_DAY};
	usec_t unit = units[roll(&life->dice, ELEMENTSOF(units))];

	care_rig_wait(&life->rig, roll(&life->dice, 12) * unit);
	if (roll(&life->dice, 200) == 0) {
		care_rig_wait(&life->rig, 100 * USEC_PER_DAY);
	}
	if (roll(&life->dice, 20) == 0) {
		life->rig.now.utc_offset_usec =
			((int64_t)roll(&life->dice, 27) - 12) * (int64_t)USEC_PER_HOUR;
	}
	if (life->clock_is_set && roll(&life->dice, 10) == 0) {
		int64_t by = ((int64_t)roll(&life->dice, 81) - 40) * (int64_t)USEC_PER_DAY;

		life->rig.now.real_usec += (usec_t)by;
		doubt(life);
		care_rig_step(&life->rig, &(struct care_event){.type = CARE_TICK});
	}
}

static void live(uint64_t seed, bool clock_is_set, bool clock_is_doubted, struct life *sums)
{
	struct life *life = calloc(1, sizeof(*life));
	struct care *copy = malloc(sizeof(*copy));

	MUST(life != NULL && copy != NULL, "line %d", __LINE__);
	life->dice.state = seed * 0x9e3779b97f4a7c15 + 1;
	life->clock_is_set = clock_is_set;
	life->clock_is_doubted = clock_is_doubted;
	care_rig_init(&life->rig);
	for (int step = 0; step < STEPS; step++) {
		doubt(life);
		if (roll(&life->dice, 3) == 0) {
			tell_something(life);
			check_level(life);
		}
		MUST(care_state_is_valid(&life->rig.care, &life->rig.symptoms), "line %d",
			__LINE__);
		check_limits(life);
		show_what_is_due(life);
		check_limits(life);
		check_nothing_changes_before(life);
		/* Out and back, as a restart does it. */
		*copy = life->rig.care;
		memset(&life->rig.care, 0xa5, sizeof(life->rig.care));
		life->rig.care = *copy;
		pass_time(life);
	}
	sums->n_check_ins += life->n_check_ins;
	sums->n_emergencies += life->n_emergencies;
	sums->n_lifted += life->n_lifted;
	free(copy);
	free(life);
}

static void live_all(bool clock_is_set, bool clock_is_doubted)
{
	struct life *sums = calloc(1, sizeof(*sums));

	ck_assert(sums != NULL);
	for (uint64_t seed = 1; seed <= LIVES; seed++) {
		live(seed, clock_is_set, clock_is_doubted, sums);
	}
	/* They were worth living. */
	ck_assert_uint_gt(sums->n_check_ins, 2 * LIVES);
	ck_assert_uint_gt(sums->n_emergencies, LIVES / 4);
	ck_assert_uint_gt(sums->n_lifted, LIVES / 4);
	free(sums);
}

START_TEST(lives_keep_the_rules)
{
	live_all(false, true);
}
END_TEST

START_TEST(lives_with_a_clock_that_is_set_keep_the_rules)
{
	live_all(true, false);
}
END_TEST

START_TEST(lives_with_a_clock_in_doubt_keep_the_rules)
{
	live_all(true, true);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_set_timeout(tcase, 200);
	tcase_add_test(tcase, lives_keep_the_rules);
	tcase_add_test(tcase, lives_with_a_clock_that_is_set_keep_the_rules);
	tcase_add_test(tcase, lives_with_a_clock_in_doubt_keep_the_rules);
}

int main(void)
{
	return check_main("care-lives", add_tests);
}
