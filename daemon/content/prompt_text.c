/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "content.h"
#include "prompt_text.h"

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

void prompt_text_get(const struct content *content, const struct prompt *prompt,
	bool snooze_offered, struct prompt_text *ret_text)
{
	struct prompt_text text = {.entry = NULL};

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

enum answer prompt_text_find_choice(const struct prompt_text *text, const char *id)
{
	for (size_t i = 0; i < text->n_choices; i++) {
		if (strcmp(text->choices[i].id, id) == 0) {
			return text->choices[i].answer;
		}
	}
	return ANSWER_MAX;
}
