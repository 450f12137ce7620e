/* SPDX-License-Identifier: MIT */
/* Shape of the tables that compile_symptoms.py makes. Offsets are into symptoms_data_blob. */
#pragma once

#include "symptoms.h"

#define SYMPTOMS_CHOICES_MAX 4

struct symptoms_data_question {
	uint32_t id;
	uint32_t question;
	uint32_t condition; /* enum condition; of the profile only */
};

struct symptoms_data_message {
	uint32_t id;
	uint32_t title;
	uint32_t body;
	uint32_t n_choices;
	uint8_t choices[SYMPTOMS_CHOICES_MAX]; /* enum care_choice */
};

struct symptoms_data_choice {
	uint32_t id;
	uint32_t label;
};

extern const struct care_symptom symptoms_data_levels[];
extern const struct symptoms_data_question symptoms_data_symptoms[];
extern const size_t symptoms_data_n_symptoms;
extern const struct symptoms_data_question symptoms_data_profile[];
extern const size_t symptoms_data_n_profile;
extern const struct symptoms_data_message symptoms_data_messages[CARE_MESSAGE_MAX];
extern const struct symptoms_data_choice symptoms_data_choices[CARE_CHOICE_MAX];
extern const uint32_t symptoms_data_phrases[SYMPTOMS_PHRASE_MAX];
extern const uint32_t symptoms_data_intro;
extern const char symptoms_data_blob[];
