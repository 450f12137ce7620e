/* SPDX-License-Identifier: MIT */
/* A prompt in words: what the notification, the API and the terminal show alike. */
#pragma once

#include "content.h"
#include "content_data.h"
#include "prompt.h"

#define PROMPT_BODY_MAX 512
/* A notification takes the first three, the client all. */
#define PROMPT_CHOICES_MAX 4
#define PROMPT_SOURCES_MAX ((1 + PROMPT_CARRIED_MAX) * CONTENT_SOURCES_MAX)

struct prompt_choice {
	const char *id; /* also the key of the notification's action */
	const char *label;
	enum answer answer;
	enum care_choice choice; /* of ANSWER_CHOOSE */
};

/* Strings are constant but 'body', which is in here. */
struct prompt_text {
	const char *entry; /* key into the catalogue, or of the message; "": gone */
	const char *carried[PROMPT_CARRIED_MAX]; /* keys of what rides along */
	size_t n_carried;
	const char *follow_up; /* key of the movement after a primer, NULL: none */
	const char *sources[PROMPT_SOURCES_MAX]; /* ids of what is behind it all, each once */
	size_t n_sources;
	const char *title;
	char body[PROMPT_BODY_MAX];
	const char *steps[(1 + PROMPT_CARRIED_MAX) * CONTENT_STEPS_MAX];
	size_t n_steps;
	struct prompt_choice choices[PROMPT_CHOICES_MAX];
	size_t n_choices;
	bool critical; /* emergency and urgent only */
};

/* 'emergency_number': Safety.EmergencyNumber, NULL or "" if it was never told. */
void prompt_text_get(const struct content *content, const struct prompt *prompt,
	bool snooze_offered, const char *emergency_number, struct prompt_text *ret_text);

/* The steps as numbered lines, for a body that guides. Always ends 'buffer' with a NUL. */
void prompt_text_format_steps(const struct prompt_text *text, char *buffer, size_t size);

/* The choice with this id, which is the text's; NULL if there is none of that name now. */
const struct prompt_choice *prompt_text_find_choice(const struct prompt_text *text, const char *id);
