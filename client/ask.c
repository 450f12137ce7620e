/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"

bool ask_can(const struct client *client)
{
	return !client->json && isatty(STDIN_FILENO) && isatty(fileno(client->out));
}

static enum outcome refuse_end(struct client *client)
{
	(void)fputs("\nNothing more was noted.\n", client->err);
	return OUTCOME_REFUSED;
}

/* The rest of a line that was too long. */
static void skip_line(void)
{
	int c;

	do {
		c = getc(stdin);
	} while (c != EOF && c != '\n');
}

/* The line without blanks at its ends. False if it was too long. */
static bool trim(char *line)
{
	size_t length = strlen(line), begin = strspn(line, " \t");

	if (length > 0 && line[length - 1] != '\n' && length == ASK_ANSWER_MAX - 1) {
		skip_line();
		return false;
	}
	while (length > begin && strchr(" \t\r\n", line[length - 1])) {
		length--;
	}
	memmove(line, line + begin, length - begin);
	line[length - begin] = '\0';
	return true;
}

/* Shows the question and takes a line. */
static enum outcome take_line(struct client *client, const char *question, const char *hint,
	char ret_answer[ASK_ANSWER_MAX])
{
	for (;;) {
		unsigned column = text_write_wrapped(client->out, &client->style, 0, 0, question);

		if (hint) {
			(void)fprintf(client->out, "%s[", column > 0 ? " " : "");
			(void)text_write(client->out, hint);
			(void)fputc(']', client->out);
		}
		(void)fputc(' ', client->out);
		enum outcome outcome = call_flush(client);
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		if (!fgets(ret_answer, ASK_ANSWER_MAX, stdin)) {
			return refuse_end(client);
		}
		if (trim(ret_answer)) {
			return OUTCOME_DONE;
		}
		(void)fputs("That is too long.\n", client->out);
	}
}

enum outcome ask_text(struct client *client, const char *question, const char *standard,
	bool may_be_empty, char ret_answer[ASK_ANSWER_MAX])
{
	enum outcome outcome;

	do {
		outcome = take_line(client, question, standard, ret_answer);
	} while (outcome == OUTCOME_DONE && ret_answer[0] == '\0' && !standard && !may_be_empty);
	if (outcome == OUTCOME_DONE && ret_answer[0] == '\0' && standard) {
		(void)snprintf(ret_answer, ASK_ANSWER_MAX, "%s", standard);
	}
	return outcome;
}

static bool is_any(const char *answer, const char *a, const char *b)
{
	return strcasecmp(answer, a) == 0 || strcasecmp(answer, b) == 0;
}

/* 'standard' NULL: none. */
static enum outcome ask_yes_no(
	struct client *client, const char *question, const bool *standard, bool *ret_yes)
{
	const char *hint = !standard ? "y/n" : *standard ? "Y/n" : "y/N";
	char answer[ASK_ANSWER_MAX];

	for (;;) {
		enum outcome outcome = take_line(client, question, hint, answer);

		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		if (answer[0] == '\0' && standard) {
			*ret_yes = *standard;
			return OUTCOME_DONE;
		}
		if (is_any(answer, "y", "yes") || is_any(answer, "n", "no")) {
			*ret_yes = answer[0] == 'y' || answer[0] == 'Y';
			return OUTCOME_DONE;
		}
		(void)fputs("Please answer y or n.\n", client->out);
	}
}

enum outcome ask_yes(struct client *client, const char *question, bool *ret_yes)
{
	return ask_yes_no(client, question, NULL, ret_yes);
}

enum outcome ask_yes_or_keep(
	struct client *client, const char *question, bool standard, bool *ret_yes)
{
	return ask_yes_no(client, question, &standard, ret_yes);
}

size_t ask_find_choice(const struct ask_choice *choices, size_t count, const char *value)
{
	for (size_t i = 0; i < count; i++) {
		const char *a = choices[i].value, *b = value;

		while (*a != '\0' && (*a == *b || (*a == '_' && *b == '-'))) {
			a++;
			b++;
		}
		if (*a == '\0' && *b == '\0') {
			return i;
		}
	}
	return count;
}

enum outcome ask_choice(struct client *client, const char *question,
	const struct ask_choice *choices, size_t count, size_t standard, size_t *ret_index)
{
	char answer[ASK_ANSWER_MAX], hint[32] = "";

	(void)text_write_wrapped(client->out, &client->style, 0, 0, question);
	(void)fputc('\n', client->out);
	for (size_t i = 0; i < count; i++) {
		(void)fprintf(client->out, "  %zu  %s\n", i + 1, choices[i].label);
	}
	if (standard < count) {
		(void)snprintf(hint, sizeof(hint), "%zu", standard + 1);
	}
	for (;;) {
		char *end;
		enum outcome outcome =
			take_line(client, "Which one?", standard < count ? hint : NULL, answer);
		if (outcome != OUTCOME_DONE) {
			return outcome;
		}
		if (answer[0] == '\0' && standard < count) {
			*ret_index = standard;
			return OUTCOME_DONE;
		}
		unsigned long number = strtoul(answer, &end, 10);
		*ret_index = answer[0] != '\0' && *end == '\0' && number > 0 && number <= count
				     ? number - 1
				     : ask_find_choice(choices, count, answer);
		if (*ret_index < count) {
			return OUTCOME_DONE;
		}
		(void)fprintf(client->out, "Please answer with a number from 1 to %zu.\n", count);
	}
}
