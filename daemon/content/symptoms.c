/* SPDX-License-Identifier: MIT */
#include "symptoms.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "symptoms_data.h"

static const char *text_at(uint32_t offset)
{
	return symptoms_data_blob + offset;
}

struct care_symptoms symptoms_get(void)
{
	return (struct care_symptoms){
		.items = symptoms_data_levels,
		.n_items = symptoms_data_n_symptoms,
	};
}

const char *symptoms_get_intro(void)
{
	return text_at(symptoms_data_intro);
}

const char *symptoms_get_id(size_t symptom)
{
	assert(symptom < symptoms_data_n_symptoms);
	return text_at(symptoms_data_symptoms[symptom].id);
}

const char *symptoms_get_question(size_t symptom)
{
	assert(symptom < symptoms_data_n_symptoms);
	return text_at(symptoms_data_symptoms[symptom].question);
}

size_t symptoms_find(const char *id)
{
	for (size_t i = 0; i < symptoms_data_n_symptoms; i++) {
		if (strcmp(symptoms_get_id(i), id) == 0) {
			return i;
		}
	}
	return SYMPTOMS_NOT_FOUND;
}

size_t symptoms_count_profile(void)
{
	return symptoms_data_n_profile;
}

const char *symptoms_get_profile_id(size_t index)
{
	assert(index < symptoms_data_n_profile);
	return text_at(symptoms_data_profile[index].id);
}

const char *symptoms_get_profile_question(size_t index)
{
	assert(index < symptoms_data_n_profile);
	return text_at(symptoms_data_profile[index].question);
}

enum condition symptoms_get_profile_condition(size_t index)
{
	assert(index < symptoms_data_n_profile);
	return (enum condition)symptoms_data_profile[index].condition;
}

uint32_t symptoms_find_profile_condition(const char *id)
{
	for (size_t i = 0; i < symptoms_data_n_profile; i++) {
		if (strcmp(symptoms_get_profile_id(i), id) == 0) {
			return symptoms_data_profile[i].condition;
		}
	}
	return 0;
}

const char *symptoms_get_message_id(enum care_message message)
{
	assert(message < CARE_MESSAGE_MAX);
	return text_at(symptoms_data_messages[message].id);
}

const char *symptoms_get_message_title(enum care_message message)
{
	assert(message < CARE_MESSAGE_MAX);
	return text_at(symptoms_data_messages[message].title);
}

const char *symptoms_get_message_body(enum care_message message)
{
	assert(message < CARE_MESSAGE_MAX);
	return text_at(symptoms_data_messages[message].body);
}

static const char *usable(const char *text, const char *otherwise)
{
	return text && *text != '\0' && strlen(text) <= SYMPTOMS_INSERT_MAX ? text : otherwise;
}

/* Appends as much as there is room for, and never ends in the middle of a character. */
static size_t append(
	char *buffer, size_t buffer_size, size_t length, const char *text, size_t text_length)
{
	size_t room = buffer_size - 1 - length;

	if (text_length > room) {
		text_length = room;
		while (text_length > 0 && ((unsigned char)text[text_length] & 0xc0) == 0x80) {
			text_length--;
		}
	}
	memcpy(buffer + length, text, text_length);
	buffer[length + text_length] = '\0';
	return length + text_length;
}

struct insert {
	const char *name, *text;
};

static char *put_in(char *buffer, size_t buffer_size, const char *from,
	const struct insert *inserts, size_t n_inserts)
{
	size_t length = 0;

	assert(buffer_size > 0);
	buffer[0] = '\0';
	while (*from != '\0') {
		size_t plain = strcspn(from + 1, "{") + 1;

		for (size_t i = 0; i < n_inserts; i++) {
			size_t name_length = strlen(inserts[i].name);

			if (strncmp(from, inserts[i].name, name_length) == 0) {
				length = append(buffer, buffer_size, length, inserts[i].text,
					strlen(inserts[i].text));
				from += name_length;
				plain = 0;
				break;
			}
		}
		length = append(buffer, buffer_size, length, from, plain);
		from += plain;
	}
	return buffer;
}

char *symptoms_format_message_body(char *buffer, size_t buffer_size, enum care_message message,
	const char *emergency_number, const char *date)
{
	const struct insert inserts[] = {
		{"{emergency_number}", usable(emergency_number, "your local emergency number")},
		{"{date}", usable(date, "the date in your plan")},
	};

	return put_in(buffer, buffer_size, symptoms_get_message_body(message), inserts,
		ELEMENTSOF(inserts));
}

const char *symptoms_get_phrase(enum symptoms_phrase phrase)
{
	assert(phrase < SYMPTOMS_PHRASE_MAX);
	return text_at(symptoms_data_phrases[phrase]);
}

const char *symptoms_get_reason(enum care_reason reason)
{
	assert(reason < CARE_REASON_MAX);
	return symptoms_get_phrase(
		(enum symptoms_phrase)(SYMPTOMS_PHRASE_REASON_FIRST + (unsigned)reason));
}

char *symptoms_format_strength(
	char *buffer, size_t buffer_size, const struct care_strength_view *strength)
{
	unsigned phrase = SYMPTOMS_PHRASE_STRENGTH_EASY + 2U * (strength->intensity - 1U) +
			  (strength->more_reps ? 1U : 0U);
	char week[8], weeks[8];
	const struct insert inserts[] = {{"{week}", week}, {"{weeks}", weeks}};

	assert(strength->intensity >= 1 && phrase <= SYMPTOMS_PHRASE_STRENGTH_STRONG_MORE);
	(void)snprintf(week, sizeof(week), "%u", strength->week);
	(void)snprintf(weeks, sizeof(weeks), "%d", CARE_STRENGTH_WEEKS);
	return put_in(buffer, buffer_size, symptoms_get_phrase((enum symptoms_phrase)phrase),
		inserts, ELEMENTSOF(inserts));
}

size_t symptoms_count_choices(enum care_message message)
{
	assert(message < CARE_MESSAGE_MAX);
	return symptoms_data_messages[message].n_choices;
}

enum care_choice symptoms_get_choice(enum care_message message, size_t index)
{
	assert(index < symptoms_count_choices(message));
	return symptoms_data_messages[message].choices[index];
}

const char *symptoms_get_choice_id(enum care_choice choice)
{
	assert(choice < CARE_CHOICE_MAX);
	return text_at(symptoms_data_choices[choice].id);
}

const char *symptoms_get_choice_label(enum care_choice choice)
{
	assert(choice < CARE_CHOICE_MAX);
	return text_at(symptoms_data_choices[choice].label);
}

enum care_choice symptoms_find_choice(const char *id)
{
	enum care_choice choice = 0;

	while (choice < CARE_CHOICE_MAX && strcmp(symptoms_get_choice_id(choice), id) != 0) {
		choice++;
	}
	return choice;
}

const char *symptoms_get_offer_id(enum care_offer offer)
{
	switch (offer) {
	case CARE_OFFER_JOINT_TOUR:
		return "mobility-joint-tour";
	case CARE_OFFER_STROLL:
		return "walk-post-session";
	case CARE_OFFER_NEW_SEAT:
		return "posture-return-new-seat";
	}
	return "";
}

bool symptoms_keep_entry(const char *id)
{
	return strcmp(id, "posture-fresh-position") == 0 ||
	       strcmp(id, "posture-stand-when-ready") == 0;
}
