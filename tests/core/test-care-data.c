/* SPDX-License-Identifier: MIT */
/* Care among the real catalogue and the real texts: what each level leaves of the prompts, and that
 * the texts stand where the enumerations say. */
#include <string.h>

#include <backcare/cleanup.h>

#include "care_internal.h"
#include "care_rig.h"
#include "check_main.h"
#include "content.h"
#include "symptoms.h"

#define SIXTY_FOUR "1234567890123456789012345678901212345678901234567890123456789012"
#define KIND_BIT(kind) (1U << (kind))

static const struct {
	enum care_message message;
	const char *id;
} messages[] = {
	{CARE_MESSAGE_EMERGENCY_SADDLE, "emergency-saddle"},
	{CARE_MESSAGE_EMERGENCY_BOTH_LEGS, "emergency-both-legs"},
	{CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA, "emergency-chest-trauma"},
	{CARE_MESSAGE_URGENT_CALF, "urgent-calf"},
	{CARE_MESSAGE_URGENT_SYSTEMIC, "urgent-systemic"},
	{CARE_MESSAGE_DOCTOR_FIRST, "doctor-first"},
	{CARE_MESSAGE_DOCTOR_FIRST_WEEKLY, "doctor-first-weekly"},
	{CARE_MESSAGE_CLEAR_WELCOME, "clear-welcome"},
	{CARE_MESSAGE_SYMPTOM_CHECK, "symptom-check"},
	{CARE_MESSAGE_SESSION_LOGGED, "session-logged"},
	{CARE_MESSAGE_CHECKIN_24H, "checkin-24h"},
	{CARE_MESSAGE_CHECKIN_COMFORTABLE, "checkin-comfortable"},
	{CARE_MESSAGE_SORENESS_24H_MILD, "soreness-24h-mild"},
	{CARE_MESSAGE_SORENESS_48H, "soreness-48h"},
	{CARE_MESSAGE_SORENESS_96H, "soreness-96h"},
	{CARE_MESSAGE_SORENESS_7D, "soreness-7d"},
	{CARE_MESSAGE_SORENESS_SETTLED, "soreness-settled"},
	{CARE_MESSAGE_FLARE_START, "flare-start"},
	{CARE_MESSAGE_FLARE_48H, "flare-48h"},
	{CARE_MESSAGE_FLARE_STILL, "flare-still"},
	{CARE_MESSAGE_COURSE_OFFER, "course-offer"},
	{CARE_MESSAGE_COURSE_NEXT, "course-next"},
	{CARE_MESSAGE_COURSE_REVIEW, "course-review"},
	{CARE_MESSAGE_FOLLOWUP_2_MONTHS, "followup-2-months"},
	{CARE_MESSAGE_FOLLOWUP_5_MONTHS, "followup-5-months"},
	{CARE_MESSAGE_STRENGTH_REVIEW, "strength-review"},
};

static const struct {
	enum care_choice choice;
	const char *id;
} choices[] = {
	{CARE_CHOICE_NONE_OF_THESE, "none-of-these"},
	{CARE_CHOICE_SOMETHING_FITS, "something-fits"},
	{CARE_CHOICE_LATER, "later"},
	{CARE_CHOICE_COMFORTABLE, "comfortable"},
	{CARE_CHOICE_A_LITTLE_SORE, "a-little-sore"},
	{CARE_CHOICE_QUITE_SORE, "quite-sore"},
	{CARE_CHOICE_SETTLED, "settled"},
	{CARE_CHOICE_STILL_SORE, "still-sore"},
	{CARE_CHOICE_SOMETHING_NEW, "something-new"},
	{CARE_CHOICE_RESUME, "resume"},
	{CARE_CHOICE_KEEP, "keep"},
	{CARE_CHOICE_BOOK, "book"},
	{CARE_CHOICE_SKIP, "skip"},
	{CARE_CHOICE_EDIT_PLAN, "edit-plan"},
	{CARE_CHOICE_EASIER, "easier"},
	{CARE_CHOICE_SAME, "same"},
	{CARE_CHOICE_HARDER, "harder"},
	{CARE_CHOICE_PLAN, "plan"},
	{CARE_CHOICE_FINE_AS_IS, "fine-as-is"},
	{CARE_CHOICE_SHOW_NUMBERS, "show-numbers"},
	{CARE_CHOICE_CLEARED_BY_CLINICIAN, "cleared-by-clinician"},
	{CARE_CHOICE_ENTERED_BY_MISTAKE, "entered-by-mistake"},
	{CARE_CHOICE_SYMPTOMS_CHANGED, "symptoms-changed"},
	{CARE_CHOICE_NOT_YET, "not-yet"},
	{CARE_CHOICE_OK, "ok"},
};

START_TEST(texts_stand_where_they_belong)
{
	ck_assert_uint_eq(ELEMENTSOF(messages), CARE_MESSAGE_MAX);
	ck_assert_uint_eq(ELEMENTSOF(choices), CARE_CHOICE_MAX);
	for (size_t i = 0; i < ELEMENTSOF(messages); i++) {
		ck_assert_str_eq(symptoms_get_message_id(messages[i].message), messages[i].id);
		ck_assert_str_ne(symptoms_get_message_title(messages[i].message), "");
		ck_assert_str_ne(symptoms_get_message_body(messages[i].message), "");
		ck_assert_uint_gt(symptoms_count_choices(messages[i].message), 0);
	}
	for (size_t i = 0; i < ELEMENTSOF(choices); i++) {
		ck_assert_str_eq(symptoms_get_choice_id(choices[i].choice), choices[i].id);
		ck_assert_int_eq(symptoms_find_choice(choices[i].id), choices[i].choice);
		ck_assert_str_ne(symptoms_get_choice_label(choices[i].choice), "");
	}
	ck_assert_int_eq(symptoms_find_choice("clear"), CARE_CHOICE_MAX);
	ck_assert_str_ne(symptoms_get_intro(), "");
}
END_TEST

/* A notification has three buttons, and anything new is never the one that is left out. */
START_TEST(something_new_can_always_be_said)
{
	static const enum care_message asked[] = {CARE_MESSAGE_CHECKIN_24H,
		CARE_MESSAGE_SORENESS_48H, CARE_MESSAGE_SORENESS_96H, CARE_MESSAGE_SORENESS_7D,
		CARE_MESSAGE_SORENESS_SETTLED, CARE_MESSAGE_FLARE_48H, CARE_MESSAGE_FLARE_STILL};

	for (size_t i = 0; i < ELEMENTSOF(asked); i++) {
		bool found = false;

		for (size_t place = 0; place < 3; place++) {
			found |= symptoms_get_choice(asked[i], place) == CARE_CHOICE_SOMETHING_NEW;
		}
		ck_assert_msg(found, "%s", symptoms_get_message_id(asked[i]));
	}
}
END_TEST

static const struct {
	enum care_message message;
	const char *number, *date, *expected;
} body_rows[] = {
	{CARE_MESSAGE_EMERGENCY_BOTH_LEGS, NULL, NULL, "Call your local emergency number."},
	{CARE_MESSAGE_EMERGENCY_BOTH_LEGS, "", NULL, "Call your local emergency number."},
	{CARE_MESSAGE_EMERGENCY_BOTH_LEGS, "112", NULL, "Call 112."},
	{CARE_MESSAGE_EMERGENCY_SADDLE, "000", NULL, "Call 000. Prompts are paused."},
	{CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA, SIXTY_FOUR, NULL, "Call " SIXTY_FOUR "."},
	{CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA, SIXTY_FOUR "5", NULL,
		"Call your local emergency number."},
	{CARE_MESSAGE_EMERGENCY_CHEST_TRAUMA, "{date}", "112", "Call {date}."},
	{CARE_MESSAGE_COURSE_NEXT, NULL, "2026-02-03", "due around 2026-02-03. Your walks"},
	{CARE_MESSAGE_COURSE_NEXT, NULL, NULL, "due around the date in your plan. Your walks"},
	{CARE_MESSAGE_DOCTOR_FIRST, "112", "2026-02-03", "Gentle ones stay on."},
};

START_TEST(numbers_and_dates_are_put_in)
{
	char body[SYMPTOMS_BODY_MAX], small[SYMPTOMS_BODY_MAX];

	symptoms_format_message_body(body, sizeof(body), body_rows[_i].message,
		body_rows[_i].number, body_rows[_i].date);
	ck_assert_msg(strstr(body, body_rows[_i].expected) != NULL, "%s", body);
	/* Whatever the room, it is the beginning of that. */
	for (size_t size = 1; size <= strlen(body) + 1; size++) {
		memset(small, 'x', sizeof(small));
		symptoms_format_message_body(small, size, body_rows[_i].message,
			body_rows[_i].number, body_rows[_i].date);
		ck_assert_uint_lt(strlen(small), size);
		ck_assert_int_eq(strncmp(small, body, strlen(small)), 0);
		ck_assert_int_eq(small[size], 'x');
	}
}
END_TEST

START_TEST(there_is_room_for_every_body)
{
	for (enum care_message message = 0; message < CARE_MESSAGE_MAX; message++) {
		char body[SYMPTOMS_BODY_MAX];

		symptoms_format_message_body(body, sizeof(body), message, SIXTY_FOUR, "2026-02-03");
		ck_assert_uint_lt(strlen(body), sizeof(body) - 1);
		ck_assert_ptr_null(strchr(body, '{'));
	}
}
END_TEST

START_TEST(questions_are_found)
{
	struct care_symptoms symptoms = symptoms_get();

	ck_assert_uint_eq(symptoms.n_items, 17);
	for (size_t i = 0; i < symptoms.n_items; i++) {
		ck_assert_uint_eq(symptoms_find(symptoms_get_id(i)), i);
		ck_assert_str_ne(symptoms_get_question(i), "");
	}
	ck_assert_uint_eq(symptoms_find("headache"), SYMPTOMS_NOT_FOUND);
	ck_assert_uint_eq(symptoms_find(""), SYMPTOMS_NOT_FOUND);
}
END_TEST

/* Every condition of the profile has its question, and no other. */
START_TEST(the_profile_is_asked_whole)
{
	uint32_t conditions = 0;

	for (size_t i = 0; i < symptoms_count_profile(); i++) {
		const char *id = symptoms_get_profile_id(i);

		ck_assert_uint_eq(
			symptoms_find_profile_condition(id), symptoms_get_profile_condition(i));
		ck_assert_str_ne(symptoms_get_profile_question(i), "");
		conditions |= symptoms_get_profile_condition(i);
	}
	ck_assert_uint_eq(conditions, CARE_PROFILE_CONDITIONS);
	ck_assert_uint_eq(symptoms_find_profile_condition("acute-flare"), 0);
}
END_TEST

#define GENTLE_KINDS                                                              \
	(KIND_BIT(KIND_WALK) | KIND_BIT(KIND_MOBILITY) | KIND_BIT(KIND_POSTURE) | \
		KIND_BIT(KIND_HYDRATE) | KIND_BIT(KIND_RELAX))
#define ALL_KINDS (GENTLE_KINDS | KIND_BIT(KIND_STRENGTH) | KIND_BIT(KIND_PRIMER))

/* What is left of the catalogue: kinds of which there is something, and how strong at most. */
static const struct {
	const char *script;
	uint32_t kinds;
	uint8_t intensity;
	int n_posture; /* -1: not counted */
} left_rows[] = {
	{"", ALL_KINDS, 3, -1},
	{"fresh", GENTLE_KINDS, 1, -1},
	{"massage", GENTLE_KINDS, 1, -1},
	{"massage; +2h", GENTLE_KINDS | KIND_BIT(KIND_STRENGTH), 2, -1},
	{"massage; +24h; checkin a-little-sore", GENTLE_KINDS | KIND_BIT(KIND_STRENGTH), 2, -1},
	{"massage; +24h; checkin quite-sore", GENTLE_KINDS | KIND_BIT(KIND_STRENGTH), 1, -1},
	{"massage; +24h; checkin a-little-sore; +24h", GENTLE_KINDS, 1, -1},
	{"flare on", GENTLE_KINDS, 1, -1},
	{"report one-leg-numbness",
		KIND_BIT(KIND_MOBILITY) | KIND_BIT(KIND_POSTURE) | KIND_BIT(KIND_HYDRATE) |
			KIND_BIT(KIND_RELAX),
		1, -1},
	{"report fever-with-back-symptoms",
		KIND_BIT(KIND_POSTURE) | KIND_BIT(KIND_HYDRATE) | KIND_BIT(KIND_RELAX), 1, 2},
	{"report bladder-change", 0, 0, 0},
	{"profile fluid-restriction", ALL_KINDS & ~KIND_BIT(KIND_HYDRATE), 3, -1},
	{"profile pressure-caution", ALL_KINDS & ~KIND_BIT(KIND_PRIMER), 3, -1},
	{"report one-leg-numbness; clear nnn; +8d",
		KIND_BIT(KIND_POSTURE) | KIND_BIT(KIND_HYDRATE) | KIND_BIT(KIND_RELAX), 1, -1},
};

START_TEST(what_is_left_of_the_catalogue)
{
	const struct content *content = content_builtin();
	const struct catalogue *catalogue = content_get_catalogue(content);
	struct care_limits limits;
	struct care_rig rig;
	struct care_at at;
	uint32_t kinds = 0;
	uint8_t intensity = 0;
	int n_posture = 0;

	care_rig_init(&rig);
	ck_assert_msg(care_rig_run(&rig, left_rows[_i].script), "%s", rig.broken);
	at = care_rig_at(&rig);
	care_get_limits(&rig.care, &at, &limits);
	for (uint16_t i = 0; i < catalogue->n_entries; i++) {
		const struct catalogue_entry *entry = &catalogue->entries[i];

		if (care_limits_allow(
			    &limits, entry, symptoms_keep_entry(content_get_id(content, i)))) {
			kinds |= KIND_BIT(entry->kind);
			intensity = entry->intensity > intensity ? entry->intensity : intensity;
			n_posture += entry->kind == KIND_POSTURE;
			ck_assert_uint_eq(entry->contraindicated_when & limits.conditions, 0);
		}
	}
	ck_assert_uint_eq(kinds, left_rows[_i].kinds);
	ck_assert_uint_eq(intensity, left_rows[_i].intensity);
	ck_assert(left_rows[_i].n_posture < 0 || n_posture == left_rows[_i].n_posture);
}
END_TEST

/* What is offered after a massage is there, and may be done then. */
START_TEST(offers_can_be_taken)
{
	const struct content *content = content_builtin();
	struct care_limits limits;
	struct care_rig rig;
	struct care_at at;

	care_rig_init(&rig);
	ck_assert(care_rig_run(&rig, "massage; offers 7"));
	at = care_rig_at(&rig);
	care_get_limits(&rig.care, &at, &limits);
	for (uint32_t offer = 1; offer & rig.last.offers; offer <<= 1) {
		uint16_t entry =
			content_find(content, symptoms_get_offer_id((enum care_offer)offer));

		ck_assert_uint_ne(entry, CATALOGUE_NO_ENTRY);
		ck_assert(care_limits_allow(
			&limits, &content_get_catalogue(content)->entries[entry], false));
		ck_assert(content_get_catalogue(content)->entries[entry].tags & TAG_POST_SESSION);
	}
	ck_assert_uint_ne(content_find(content, "posture-fresh-position"), CATALOGUE_NO_ENTRY);
	ck_assert_uint_ne(content_find(content, "posture-stand-when-ready"), CATALOGUE_NO_ENTRY);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, texts_stand_where_they_belong);
	tcase_add_test(tcase, something_new_can_always_be_said);
	tcase_add_loop_test(tcase, numbers_and_dates_are_put_in, 0, ELEMENTSOF(body_rows));
	tcase_add_test(tcase, there_is_room_for_every_body);
	tcase_add_test(tcase, questions_are_found);
	tcase_add_test(tcase, the_profile_is_asked_whole);
	tcase_add_loop_test(tcase, what_is_left_of_the_catalogue, 0, ELEMENTSOF(left_rows));
	tcase_add_test(tcase, offers_can_be_taken);
}

int main(void)
{
	return check_main("care-data", add_tests);
}
