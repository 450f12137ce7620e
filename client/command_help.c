/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <string.h>

#include "arguments.h"

static void write_option_help(
	FILE *out, const struct text_style *style, const struct command_option *option)
{
	char form[32];
	const char *value = option_forms[option->option].value;
	char letter = option_forms[option->option].letter;

	(void)snprintf(form, sizeof(form), "%c%c%s--%s%s%s", letter ? '-' : ' ',
		letter ? letter : ' ', letter ? ", " : "  ", option_forms[option->option].name,
		value ? " " : "", value ? value : "");
	(void)fprintf(out, "  %-20s ", form);
	(void)text_write_wrapped(out, style, 23, 23, option->help);
	(void)fputc('\n', out);
}

void command_write_help(FILE *out, const struct text_style *style, const struct command *command)
{
	text_shade_begin(out, style, TEXT_STRONG);
	command_write_usage_line(out, command);
	text_shade_end(out, style, TEXT_STRONG);
	(void)fprintf(out, "\n%s.\n\n", command->summary);
	for (const char *at = command->help; *at != '\0';) {
		size_t length = strcspn(at, "\n");
		char paragraph[1024];

		(void)snprintf(paragraph, sizeof(paragraph), "%.*s", (int)length, at);
		(void)text_write_wrapped(out, style, 0, 0, paragraph);
		(void)fputs("\n\n", out);
		at += length + (at[length] == '\n' ? 1 : 0);
	}
	(void)fputs("Options:\n", out);
	for (size_t i = 0; command->options[i].help; i++) {
		write_option_help(out, style, &command->options[i]);
	}
	for (size_t i = 0; i < common_option_count; i++) {
		write_option_help(out, style, &common_options[i]);
	}
	if (command->examples[0] != '\0') {
		(void)fputs("\nExamples:\n", out);
		for (const char *at = command->examples; *at != '\0';) {
			size_t length = strcspn(at, "\n");

			(void)fprintf(out, "  %.*s\n", (int)length, at);
			at += length + (at[length] == '\n' ? 1 : 0);
		}
	}
}

void command_write_overview(FILE *out, const struct text_style *style)
{
	const struct command *command;

	text_shade_begin(out, style, TEXT_STRONG);
	(void)fputs("backcarectl COMMAND [ARGUMENTS]", out);
	text_shade_end(out, style, TEXT_STRONG);
	(void)fputs("\nAsk and tell backcared, which prompts you to get up from sitting.\n\n", out);
	for (size_t i = 0; (command = command_at(i)); i++) {
		(void)fprintf(out, "  %-9s ", command->name);
		(void)text_write_wrapped(out, style, 12, 12, command->summary);
		(void)fputc('\n', out);
	}
	(void)fputs("\n`backcarectl help COMMAND` or `COMMAND --help` tells more about each.\n"
		    "Without a command it shows the status. Every command takes --json.\n"
		    "TIME is a length such as 25min, 1h 30min or 90s.\n\n"
		    "Exit status: 0 done, 1 refused (the reason is said), 2 wrong usage,\n"
		    "3 no daemon to talk to.\n",
		out);
}

enum outcome command_help(struct client *client, const struct arguments *arguments)
{
	const struct command *command;

	if (arguments->word_count == 0) {
		command_write_overview(client->out, &client->style);
		return OUTCOME_DONE;
	}
	command = command_find(arguments->words[0]);
	if (!command) {
		return command_unknown(client, arguments->words[0]);
	}
	command_write_help(client->out, &client->style, command);
	return OUTCOME_DONE;
}
