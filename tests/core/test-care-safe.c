/* SPDX-License-Identifier: MIT */
/* Every way to lose a hold by accident: a dialogue that is not whole, a button, an empty report, a
 * state that was damaged. */
#include <string.h>

#include <backcare/cleanup.h>

#include "care_internal.h"
#include "care_rig.h"
#include "check_main.h"
#include "symptoms.h"

#define ALL (UINT32_MAX)

enum what {
	WHAT_BARE,
	WHAT_HOW,
	WHAT_PHRASE,
	WHAT_CLINICIAN,
	WHAT_SEEN,
	WHAT_WALKING,
	WHAT_EXERCISE,
	WHAT_MASSAGE,
	WHAT_ANSWERED,
	WHAT_YES,
};

/* One thing wrong in a dialogue that is whole otherwise, and the field that has to be named. */
static const struct {
	enum what what;
	const char *text;
	int64_t number;
	enum care_field field;
} wrong_rows[] = {
	{WHAT_BARE, NULL, 0, CARE_FIELD_PHRASE},
	{WHAT_HOW, NULL, CARE_CLEARING_MAX, CARE_FIELD_HOW}, {WHAT_HOW, NULL, 77, CARE_FIELD_HOW},
	{WHAT_PHRASE, NULL, 0, CARE_FIELD_PHRASE}, {WHAT_PHRASE, "", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "Cleared by clinician", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "CLEARED BY CLINICIAN", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, " cleared by clinician", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared by clinician ", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared  by clinician", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared by clinician.", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared by clinician\n", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared by\tclinician", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared by clinicia", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared by clinicians", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "\"cleared by clinician\"", 0, CARE_FIELD_PHRASE},
	{WHAT_PHRASE, "cleared", 0, CARE_FIELD_PHRASE}, {WHAT_PHRASE, "yes", 0, CARE_FIELD_PHRASE},
	{WHAT_CLINICIAN, NULL, 0, CARE_FIELD_CLINICIAN},
	{WHAT_CLINICIAN, "", 0, CARE_FIELD_CLINICIAN},
	{WHAT_CLINICIAN, "  \t", 0, CARE_FIELD_CLINICIAN},
	{WHAT_SEEN, NULL, CARE_NO_DAY, CARE_FIELD_SEEN_DATE},
	{WHAT_SEEN, NULL, -3, CARE_FIELD_SEEN_DATE}, {WHAT_SEEN, NULL, -365, CARE_FIELD_SEEN_DATE},
	{WHAT_SEEN, NULL, 1, CARE_FIELD_SEEN_DATE},
	{WHAT_SEEN, NULL, INT32_MAX, CARE_FIELD_SEEN_DATE},
	{WHAT_WALKING, NULL, CARE_PERMISSION_NOT_TOLD, CARE_FIELD_WALKING},
	{WHAT_WALKING, NULL, CARE_PERMISSION_MAX, CARE_FIELD_WALKING},
	{WHAT_EXERCISE, NULL, CARE_PERMISSION_NOT_TOLD, CARE_FIELD_EXERCISE},
	{WHAT_EXERCISE, NULL, CARE_PERMISSION_MAX, CARE_FIELD_EXERCISE},
	{WHAT_MASSAGE, NULL, CARE_PERMISSION_NOT_TOLD, CARE_FIELD_MASSAGE},
	{WHAT_MASSAGE, NULL, CARE_PERMISSION_MAX, CARE_FIELD_MASSAGE},
	{WHAT_ANSWERED, NULL, 0, CARE_FIELD_ANSWERS}, {WHAT_ANSWERED, NULL, 1, CARE_FIELD_ANSWERS},
	{WHAT_ANSWERED, NULL, ALL, CARE_FIELD_ANSWERS}, /* more than there are */
};

static const char *const held_by[] = {
	"one-leg-tingling", "unplanned-weight-loss", "bladder-change"};

static struct care_event make_wrong(struct care_rig *rig, int row)
{
	struct care_event event = care_rig_clearing(rig);
	enum care_permission permission = (enum care_permission)wrong_rows[row].number;
	int64_t number = wrong_rows[row].number;

	switch (wrong_rows[row].what) {
	case WHAT_BARE:
		event = (struct care_event){.type = CARE_CLEAR, .clear.seen_day = CARE_NO_DAY};
		break;
	case WHAT_HOW:
		event.clear.how = (enum care_clearing)number;
		break;
	case WHAT_PHRASE:
		event.clear.phrase = wrong_rows[row].text;
		break;
	case WHAT_CLINICIAN:
		event.clear.clinician = wrong_rows[row].text;
		break;
	case WHAT_SEEN:
		event.clear.seen_day = number == CARE_NO_DAY || number == INT32_MAX
					       ? (int32_t)number
					       : event.clear.seen_day + (int32_t)number;
		break;
	case WHAT_WALKING:
		event.clear.permissions.walking = permission;
		break;
	case WHAT_EXERCISE:
		event.clear.permissions.exercise = permission;
		break;
	case WHAT_MASSAGE:
		event.clear.permissions.massage = permission;
		break;
	case WHAT_ANSWERED:
		event.clear.how = CARE_ENTERED_BY_MISTAKE;
		event.clear.answered = (uint32_t)number;
		break;
	case WHAT_YES:
		break;
	}
	return event;
}

static void hold(struct care_rig *rig, size_t which)
{
	care_rig_init(rig);
	care_rig_step(rig, &(struct care_event){.type = CARE_REPORT_SYMPTOMS,
				   .symptoms = 1U << symptoms_find(held_by[which])});
	care_rig_wait(rig, 2 * USEC_PER_DAY);
}

START_TEST(what_is_wrong_is_named_and_lifts_nothing)
{
	for (size_t i = 0; i < ELEMENTSOF(held_by); i++) {
		struct care_rig rig;
		struct care_event event;
		struct care before;

		hold(&rig, i);
		before = rig.care;
		event = make_wrong(&rig, _i);
		care_rig_step(&rig, &event);
		ck_assert_msg(rig.last.outcome != CARE_OK, "row %d", _i);
		ck_assert_int_eq(rig.last.field, wrong_rows[_i].field);
		ck_assert(memcmp(&before.safety, &rig.care.safety, sizeof(before.safety)) == 0);
		ck_assert(memcmp(&before.checklist, &rig.care.checklist,
				  sizeof(before.checklist)) == 0);
		/* And whole it lifts it: the row is wrong in that one thing. */
		event = care_rig_clearing(&rig);
		ck_assert_int_eq(care_rig_step(&rig, &event).outcome, CARE_OK);
		ck_assert_int_eq(rig.care.safety.level, CARE_LEVEL_NONE);
		ck_assert_int_eq(rig.care.safety.cleared.level, before.safety.level);
		ck_assert_uint_eq(rig.care.safety.cleared.symptoms, before.safety.symptoms);
		/* The record stays when the clinician says more. */
		rig.care.safety.permissions.walking = CARE_PERMISSION_NO;
		ck_assert_int_eq(care_rig_step(&rig, &event).outcome, CARE_OK);
		ck_assert_int_eq(rig.care.safety.cleared.level, before.safety.level);
		ck_assert_int_eq(rig.care.safety.permissions.walking, CARE_PERMISSION_YES);
	}
}
END_TEST

/* Any one question left out, and any one answered yes. */
START_TEST(a_mistake_takes_every_answer)
{
	for (size_t i = 0; i < ELEMENTSOF(held_by); i++) {
		struct care_rig rig;
		uint32_t all = (1U << symptoms_get().n_items) - 1, bit = 1U << _i;
		struct care_event event = {.type = CARE_CLEAR,
			.clear = {.how = CARE_ENTERED_BY_MISTAKE, .answered = all & ~bit}};
		enum care_level level, yes_level = symptoms_get().items[_i].level;

		hold(&rig, i);
		level = rig.care.safety.level;
		care_rig_step(&rig, &event);
		ck_assert_int_eq(rig.last.outcome, CARE_NOT_CLEARED);
		ck_assert_int_eq(rig.last.field, CARE_FIELD_ANSWERS);
		ck_assert_int_eq(rig.care.safety.level, level);
		/* Yes and not answered is yes as well. */
		for (int told = 0; told < 2; told++) {
			event.clear.answered = told ? all : all & ~bit;
			event.clear.yes = bit;
			care_rig_step(&rig, &event);
			ck_assert_int_eq(rig.last.field, CARE_FIELD_ANSWERS);
			ck_assert_int_eq(
				rig.care.safety.level, level > yes_level ? level : yes_level);
			ck_assert(rig.care.safety.symptoms & bit);
		}
		event.clear.yes = 0;
		ck_assert_int_eq(care_rig_step(&rig, &event).outcome, CARE_OK);
		ck_assert_int_eq(rig.care.safety.level, CARE_LEVEL_NONE);
		ck_assert_int_eq(rig.care.safety.cleared.how, CARE_ENTERED_BY_MISTAKE);
	}
}
END_TEST

START_TEST(an_unknown_symptom_is_refused)
{
	struct care_rig rig;
	uint32_t bit = 1U << symptoms_get().n_items;

	hold(&rig, 0);
	care_rig_step(
		&rig, &(struct care_event){.type = CARE_REPORT_SYMPTOMS, .symptoms = bit | 1});
	ck_assert_int_eq(rig.last.outcome, CARE_NO_SUCH_SYMPTOM);
	ck_assert_int_eq(rig.care.safety.level, CARE_LEVEL_DOCTOR_FIRST);
	care_rig_step(&rig, &(struct care_event){.type = CARE_CLEAR,
				    .clear = {.how = CARE_ENTERED_BY_MISTAKE, .yes = bit}});
	ck_assert_int_eq(rig.last.outcome, CARE_NO_SUCH_SYMPTOM);
	ck_assert_int_eq(rig.care.safety.level, CARE_LEVEL_DOCTOR_FIRST);
}
END_TEST

/* The day of the report is not before it, wherever one is; and a report of later counts. */
START_TEST(the_date_is_held_against_the_last_report)
{
	struct care_rig rig;
	struct care_event event;

	hold(&rig, 0);
	event = care_rig_clearing(&rig);
	event.clear.seen_day -= 2;
	care_rig_step(&rig, &(struct care_event){.type = CARE_REPORT_SYMPTOMS, .symptoms = 1});
	ck_assert_int_eq(care_rig_step(&rig, &event).field, CARE_FIELD_SEEN_DATE);
	hold(&rig, 0);
	ck_assert_int_eq(care_rig_step(&rig, &event).outcome, CARE_OK);
	/* Told at 09:00 UTC of the 5th, which is the 4th where one travels to. */
	hold(&rig, 0);
	event.clear.seen_day -= 1;
	ck_assert_int_eq(care_rig_step(&rig, &event).field, CARE_FIELD_SEEN_DATE);
	rig.now.utc_offset_usec = -10 * (int64_t)USEC_PER_HOUR;
	ck_assert_int_eq(care_rig_step(&rig, &event).outcome, CARE_OK);
}
END_TEST

/* What each event other than the dialogue leaves of a hold: all of it. */
START_TEST(nothing_else_lifts_it)
{
	for (enum care_event_type type = 0; type < CARE_EVENT_TYPE_MAX; type++) {
		for (int value = 0; value < CARE_CHOICE_MAX; value++) {
			struct care_rig rig;
			struct care_event event = {.type = type};

			if (type == CARE_CLEAR) {
				break;
			}
			hold(&rig, (size_t)_i);
			event.plan.active = value % 2;
			if (type == CARE_CHOSEN) {
				event.chosen.message = rig.care.safety.message;
				event.chosen.choice = (enum care_choice)value;
			} else if (type == CARE_CHECK_IN) {
				event.soreness = (enum care_soreness)(value % CARE_SORENESS_MAX);
			} else if (type == CARE_SHOWN || type == CARE_ACKNOWLEDGED) {
				event.message = (enum care_message)value;
			}
			care_rig_step(&rig, &event);
			/* A report may raise it. */
			ck_assert_msg(rig.care.safety.level >=
					      (enum care_level)(CARE_LEVEL_DOCTOR_FIRST + _i),
				"event %d, value %d", (int)type, value);
			ck_assert_uint_ne(rig.care.safety.symptoms, 0);
		}
	}
}
END_TEST

/* -- a state that was stored -- */

typedef void spoil(struct care *care);

static void spoil_level_low(struct care *care)
{
	care->safety.level = CARE_LEVEL_DOCTOR_FIRST;
}

static void spoil_level_none(struct care *care)
{
	care->safety.level = CARE_LEVEL_NONE;
}

static void spoil_level_flare(struct care *care)
{
	care->safety.level = CARE_LEVEL_FLARE;
}

static void spoil_level_beyond(struct care *care)
{
	care->safety.level = CARE_LEVEL_MAX;
}

static void spoil_symptoms_none(struct care *care)
{
	care->safety.symptoms = 0;
}

static void spoil_symptoms_unknown(struct care *care)
{
	care->safety.symptoms |= 1U << 31;
}

static void spoil_message(struct care *care)
{
	care->safety.message = CARE_MESSAGE_SESSION_LOGGED;
}

static void spoil_reported(struct care *care)
{
	care->safety.reported_real_usec = 0;
}

static void spoil_checklist(struct care *care)
{
	care->checklist.answered = false;
}

static void spoil_answered(struct care *care)
{
	care->checklist.answered_real_usec = 0;
}

static void spoil_next_ask(struct care *care)
{
	care->checklist.next_ask_real_usec = USEC_INFINITY;
}

static void spoil_permission(struct care *care)
{
	care->safety.permissions.massage = CARE_PERMISSION_MAX;
}

static void spoil_restricted(struct care *care)
{
	care->safety.restricted = true;
	care->safety.permissions.walking = CARE_PERMISSION_NOT_TOLD;
}

static void spoil_n_massages(struct care *care)
{
	care->n_massages = CARE_MASSAGES_MAX + 1;
}

static void spoil_massage_order(struct care *care)
{
	care->massages[0].end_real_usec = care->massages[1].end_real_usec + 1;
	care->massages[0].logged_real_usec = care->massages[1].logged_real_usec + 1;
}

static void spoil_massage_end(struct care *care)
{
	care->massages[1].end_real_usec = care->massages[1].logged_real_usec + 1;
}

static void spoil_massage_by(struct care *care)
{
	care->massages[0].by = CARE_BY_MAX;
}

static void spoil_massage_asked(struct care *care)
{
	care->massages[0].n_asked = 3;
}

static void spoil_massage_length(struct care *care)
{
	care->massages[0].duration_usec = CARE_MASSAGE_MAX_USEC + 1;
}

static void spoil_sore(struct care *care)
{
	care->sore.base_real_usec = care->sore.reported_real_usec + 1;
}

static void spoil_profile(struct care *care)
{
	care->profile = CONDITION_LEG_SYMPTOMS;
}

static void spoil_course_every(struct care *care)
{
	care->course.every_days = 0;
}

static void spoil_course_count(struct care *care)
{
	care->course.count = CARE_COURSE_SESSIONS_MAX + 1;
}

static void spoil_course_done(struct care *care)
{
	care->course.n_done = CARE_COURSE_SESSIONS_MAX + 1;
}

static void spoil_course_day(struct care *care)
{
	care->course.start_day = INT32_MAX;
}

static void spoil_strength_day(struct care *care)
{
	care->strength.start_day = CARE_NO_DAY;
}

static void spoil_strength_week(struct care *care)
{
	care->strength.weeks[11].days = 0x80;
}

static void spoil_gentle(struct care *care)
{
	care->safety.gentle_from_real_usec = USEC_INFINITY;
}

static spoil *const spoils[] = {spoil_level_low, spoil_level_none, spoil_level_flare,
	spoil_level_beyond, spoil_symptoms_none, spoil_symptoms_unknown, spoil_message,
	spoil_reported, spoil_checklist, spoil_answered, spoil_next_ask, spoil_permission,
	spoil_restricted, spoil_n_massages, spoil_massage_order, spoil_massage_end,
	spoil_massage_by, spoil_massage_asked, spoil_massage_length, spoil_sore, spoil_profile,
	spoil_course_every, spoil_course_count, spoil_course_done, spoil_course_day,
	spoil_strength_day, spoil_strength_week, spoil_gentle};

static void live_a_full_life(struct care_rig *rig)
{
	care_rig_init(rig);
	ck_assert_msg(care_rig_run(rig, "massage; +20h; massage; +5h; show checkin-24h;"
					"choose a-little-sore; course; strength; sets;"
					"profile balance-caution; flare on; report bladder-change;"
					"clear; report bowel-change; level emergency"),
		"%s", rig->broken);
}

START_TEST(a_state_that_cannot_be_is_not_taken)
{
	struct care_rig rig;

	live_a_full_life(&rig);
	ck_assert(care_state_is_valid(&rig.care, &rig.symptoms));
	spoils[_i](&rig.care);
	ck_assert(!care_state_is_valid(&rig.care, &rig.symptoms));
}
END_TEST

/* All zero is what a file full of nothing reads as. */
START_TEST(nothing_is_asked_about_not_taken_for_none)
{
	struct care_rig rig;

	care_rig_init(&rig);
	memset(&rig.care, 0, sizeof(rig.care));
	ck_assert(!care_state_is_valid(&rig.care, &rig.symptoms));
	care_init(&rig.care);
	ck_assert(care_state_is_valid(&rig.care, &rig.symptoms));
	ck_assert_msg(care_rig_run(&rig, "gentle; max 1; off primer strength; due symptom-check"),
		"%s", rig.broken);
}
END_TEST

/* As many as fit and one more. */
START_TEST(more_sessions_than_are_remembered)
{
	struct care_rig rig;
	struct prompt_id first;

	care_rig_init(&rig);
	ck_assert(care_rig_run(&rig, "course -1 1 20"));
	for (int i = 0; i < CARE_MASSAGES_MAX + 8; i++) {
		ck_assert_msg(care_rig_run(&rig, "+1h; massage; has post-massage-window"), "%s",
			rig.broken);
		ck_assert_uint_eq(rig.care.n_massages,
			i < CARE_MASSAGES_MAX ? (size_t)i + 1 : CARE_MASSAGES_MAX);
	}
	first = rig.care.massages[0].id;
	ck_assert_uint_eq(first.bytes[0], 9);
	/* One from before all that are remembered changes nothing. */
	ck_assert(care_rig_run(&rig, "massage 300d"));
	ck_assert_uint_eq(rig.care.massages[0].id.bytes[0], 9);
	care_rig_step(&rig, &(struct care_event){.type = CARE_FORGET_MASSAGE, .forget = {{77}}});
	ck_assert_int_eq(rig.last.outcome, CARE_NO_SUCH_MASSAGE);
	/* The same id twice */
	care_rig_step(&rig,
		&(struct care_event){.type = CARE_MASSAGE,
			.massage = {
				.id = first, .end_real_usec = USEC_INFINITY, .duration_usec = 1}});
	ck_assert_int_eq(rig.last.field, CARE_FIELD_ID);
}
END_TEST

START_TEST(the_length_of_a_session_has_bounds)
{
	static const struct {
		usec_t duration_usec;
		enum care_field field;
	} lengths[] = {{0, CARE_FIELD_DURATION}, {1, CARE_FIELD_NONE},
		{CARE_MASSAGE_MAX_USEC, CARE_FIELD_NONE},
		{CARE_MASSAGE_MAX_USEC + 1, CARE_FIELD_DURATION},
		{USEC_INFINITY, CARE_FIELD_DURATION}};

	for (size_t i = 0; i < ELEMENTSOF(lengths); i++) {
		struct care_rig rig;

		care_rig_init(&rig);
		care_rig_step(&rig, &(struct care_event){.type = CARE_MASSAGE,
					    .massage = {.id = care_rig_id(&rig),
						    .end_real_usec = USEC_INFINITY,
						    .duration_usec = lengths[i].duration_usec}});
		ck_assert_int_eq(rig.last.field, lengths[i].field);
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(
		tcase, what_is_wrong_is_named_and_lifts_nothing, 0, ELEMENTSOF(wrong_rows));
	tcase_add_loop_test(tcase, a_mistake_takes_every_answer, 0, (int)symptoms_get().n_items);
	tcase_add_test(tcase, an_unknown_symptom_is_refused);
	tcase_add_test(tcase, the_date_is_held_against_the_last_report);
	tcase_add_loop_test(tcase, nothing_else_lifts_it, 0, ELEMENTSOF(held_by));
	tcase_add_loop_test(tcase, a_state_that_cannot_be_is_not_taken, 0, ELEMENTSOF(spoils));
	tcase_add_test(tcase, nothing_is_asked_about_not_taken_for_none);
	tcase_add_test(tcase, more_sessions_than_are_remembered);
	tcase_add_test(tcase, the_length_of_a_session_has_bounds);
}

int main(void)
{
	return check_main("care-safe", add_tests);
}
