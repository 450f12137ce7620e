/* SPDX-License-Identifier: MIT */
/* The questions of the symptom checklist and of the profile, and what care says, in words. All
 * strings are constant. */
#pragma once

#include "care.h"

#define SYMPTOMS_NOT_FOUND SIZE_MAX

/* For the core: level and message of each question. Bit i of a set of symptoms is question i. */
struct care_symptoms symptoms_get(void);

/* What is said before the questions. */
const char *symptoms_get_intro(void);

/* Of the question at this index, which there is. */
const char *symptoms_get_id(size_t symptom);
const char *symptoms_get_question(size_t symptom);
/* The question with this id, SYMPTOMS_NOT_FOUND if there is none. */
size_t symptoms_find(const char *id);

/* The questions of the profile; a yes is a condition. */
size_t symptoms_count_profile(void);
const char *symptoms_get_profile_id(size_t index);
const char *symptoms_get_profile_question(size_t index);
enum condition symptoms_get_profile_condition(size_t index);
/* Of the condition with this id, 0 if the profile has none such. */
uint32_t symptoms_find_profile_condition(const char *id);

/* Room for any body with everything put in, its NUL included. */
#define SYMPTOMS_BODY_MAX 320
/* What a number or a date may take in it, in bytes; longer ones are left out. */
#define SYMPTOMS_INSERT_MAX 64

/* A message of care; ids as in data/messages.json. */
const char *symptoms_get_message_id(enum care_message message);
const char *symptoms_get_message_title(enum care_message message);
/* As it stands in the data: {emergency_number} and {date} are still to be put in. */
const char *symptoms_get_message_body(enum care_message message);
/* With these put in. A number that was never told (NULL or "") is never guessed: "your local
 * emergency number". NULL for a date: "the date in your plan". Always ends 'buffer' with a NUL;
 * returns it. */
char *symptoms_format_message_body(char *buffer, size_t buffer_size, enum care_message message,
	const char *emergency_number, const char *date);

/* The buttons under it, in the order in which they are offered; one at least. A notification takes
 * the first three. */
size_t symptoms_count_choices(enum care_message message);
enum care_choice symptoms_get_choice(enum care_message message, size_t index);
const char *symptoms_get_choice_id(enum care_choice choice);
const char *symptoms_get_choice_label(enum care_choice choice);
/* CARE_CHOICE_MAX if there is none with this id. */
enum care_choice symptoms_find_choice(const char *id);

/* What is said of plans and conditions besides; as "phrases" in data/messages.json. */
enum symptoms_phrase {
	SYMPTOMS_PHRASE_COURSE_THROUGH,
	SYMPTOMS_PHRASE_STRENGTH_AHEAD,
	SYMPTOMS_PHRASE_STRENGTH_THROUGH,
	/* Of each intensity, with and without more repetitions: {week} and {weeks} are to be put
	 * in, in this order. */
	SYMPTOMS_PHRASE_STRENGTH_EASY,
	SYMPTOMS_PHRASE_STRENGTH_EASY_MORE,
	SYMPTOMS_PHRASE_STRENGTH_MODERATE,
	SYMPTOMS_PHRASE_STRENGTH_MODERATE_MORE,
	SYMPTOMS_PHRASE_STRENGTH_STRONG,
	SYMPTOMS_PHRASE_STRENGTH_STRONG_MORE,
	/* In the order of enum care_reason */
	SYMPTOMS_PHRASE_REASON_FIRST,
	SYMPTOMS_PHRASE_MAX = SYMPTOMS_PHRASE_REASON_FIRST + CARE_REASON_MAX,
};
const char *symptoms_get_phrase(enum symptoms_phrase phrase);
const char *symptoms_get_reason(enum care_reason reason);
/* Of a programme that runs, 'week' from 1 on. Always ends 'buffer' with a NUL; returns it. */
char *symptoms_format_strength(
	char *buffer, size_t buffer_size, const struct care_strength_view *strength);

/* Id of the catalogue's entry that is offered after a massage; one bit. */
const char *symptoms_get_offer_id(enum care_offer offer);
/* Whether the entry is of the few posture prompts that an urgent hold leaves on. */
bool symptoms_keep_entry(const char *id);
