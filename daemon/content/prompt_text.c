/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "content.h"
#include "prompt_text.h"
#include "symptoms.h"

static void add_steps(const struct content *content, struct prompt_text *text, uint16_t entry)
{
	for (size_t i = 0; i < content_count_steps(content, entry); i++) {
		text->steps[text->n_steps++] = content_get_step(content, entry, i);
	}
}

static bool has_source(const struct prompt_text *text, const char *id)
{
	for (size_t i = 0; i < text->n_sources; i++) {
		if (strcmp(text->sources[i], id) == 0) {
			return true;
		}
	}
	return false;
}

static void add_sources(const struct content *content, struct prompt_text *text, uint16_t entry)
{
	for (size_t i = 0; i < content_count_entry_sources(content, entry); i++) {
		struct content_source source;

		content_get_entry_source(content, entry, i, &source);
		if (!has_source(text, source.id) && text->n_sources < PROMPT_SOURCES_MAX) {
			text->sources[text->n_sources++] = source.id;
		}
	}
}

static void add_choice(
	struct prompt_text *text, const char *id, const char *label, enum answer answer)
{
	text->choices[text->n_choices++] =
		(struct prompt_choice){.id = id, .label = label, .answer = answer};
}

/* The list ends at CATALOGUE_NO_ENTRY. */
static void add_carried(
	const struct content *content, struct prompt_text *text, const struct prompt *prompt)
{
	for (size_t i = 0; i < PROMPT_CARRIED_MAX && prompt->carried[i] != CATALOGUE_NO_ENTRY;
		i++) {
		size_t length = strlen(text->body);

		text->carried[text->n_carried++] = content_get_id(content, prompt->carried[i]);
		add_steps(content, text, prompt->carried[i]);
		add_sources(content, text, prompt->carried[i]);
		(void)snprintf(text->body + length, sizeof(text->body) - length, " %s: %s.",
			i == 0 ? "On the way" : "And",
			content_get_title(content, prompt->carried[i]));
	}
}

static void add_follow_up(
	const struct content *content, struct prompt_text *text, const struct prompt *prompt)
{
	size_t length = strlen(text->body);

	if (prompt->follow_up != CATALOGUE_NO_ENTRY) {
		text->follow_up = content_get_id(content, prompt->follow_up);
		(void)snprintf(text->body + length, sizeof(text->body) - length, " Then: %s.",
			content_get_title(content, prompt->follow_up));
	}
}

/* As people write it: Monday 5 January. */
static const char *format_day(int32_t day, char *buffer, size_t size)
{
	time_t at = (time_t)day * 24 * 60 * 60;
	struct tm tm;

	return day != CARE_NO_DAY && gmtime_r(&at, &tm) &&
			       strftime(buffer, size, "%A %-d %B", &tm) > 0
		       ? buffer
		       : NULL;
}

/* What care has to say is in no catalogue, and has its own buttons. */
static void get_care_text(
	const struct prompt *prompt, const char *emergency_number, struct prompt_text *text)
{
	enum care_message message = prompt->message;
	char day[SYMPTOMS_INSERT_MAX];

	text->entry = symptoms_get_message_id(message);
	text->title = symptoms_get_message_title(message);
	text->critical = message <= CARE_MESSAGE_URGENT_SYSTEMIC;
	(void)symptoms_format_message_body(text->body, sizeof(text->body), message,
		emergency_number, format_day(prompt->message_day, day, sizeof(day)));
	for (size_t i = 0; i < symptoms_count_choices(message) && i < PROMPT_CHOICES_MAX; i++) {
		enum care_choice choice = symptoms_get_choice(message, i);

		add_choice(text, symptoms_get_choice_id(choice), symptoms_get_choice_label(choice),
			ANSWER_CHOOSE);
		text->choices[i].choice = choice;
	}
}

void prompt_text_get(const struct content *content, const struct prompt *prompt,
	bool snooze_offered, const char *emergency_number, struct prompt_text *ret_text)
{
	struct prompt_text text = {.entry = NULL};

	if (prompt->cause == PROMPT_CAUSE_CARE) {
		get_care_text(prompt, emergency_number, &text);
		*ret_text = text;
		return;
	}
	if (prompt->entry == CATALOGUE_NO_ENTRY && prompt->cause != PROMPT_CAUSE_LAST_LINE) {
		text.entry = "";
		text.title = "No longer in the catalogue";
	} else if (prompt->entry == CATALOGUE_NO_ENTRY) {
		text.entry = content_get_message_id(CONTENT_LAST_LINE);
		text.title = content_get_message_title(CONTENT_LAST_LINE);
		(void)snprintf(text.body, sizeof(text.body), "%s",
			content_get_message_body(CONTENT_LAST_LINE));
	} else {
		text.entry = content_get_id(content, prompt->entry);
		text.title = content_get_title(content, prompt->entry);
		add_steps(content, &text, prompt->entry);
		add_sources(content, &text, prompt->entry);
		(void)snprintf(text.body, sizeof(text.body), "%s",
			content_get_body(content, prompt->entry));
	}
	add_carried(content, &text, prompt);
	add_follow_up(content, &text, prompt);
	add_choice(&text, "done", "Done", ANSWER_DONE);
	if (snooze_offered) {
		add_choice(&text, "snooze", "Later", ANSWER_SNOOZE);
	}
	add_choice(&text, "skip", "Skip", ANSWER_SKIP);
	*ret_text = text;
}

void prompt_text_format_steps(const struct prompt_text *text, char *buffer, size_t size)
{
	size_t length = 0;

	buffer[0] = '\0';
	for (size_t i = 0; i < text->n_steps && length < size; i++) {
		int n = snprintf(buffer + length, size - length, "%s%zu. %s", i ? "\n" : "", i + 1,
			text->steps[i]);

		length += n > 0 ? (size_t)n : 0;
	}
}

const struct prompt_choice *prompt_text_find_choice(const struct prompt_text *text, const char *id)
{
	for (size_t i = 0; i < text->n_choices; i++) {
		if (strcmp(text->choices[i].id, id) == 0) {
			return &text->choices[i];
		}
	}
	return NULL;
}
