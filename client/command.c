/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <stdarg.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "arguments.h"
#include "nearest.h"

#define SUGGEST_NAMES_MAX 64

const struct command *command_find(const char *name)
{
	const struct command *command;

	for (size_t i = 0; (command = command_at(i)); i++) {
		if (strcmp(command->name, name) == 0) {
			return command;
		}
	}
	return NULL;
}

const char *command_suggest(const char *word)
{
	/* What people used to other programs, or of another turn of mind, would type. */
	static const struct {
		const char *word, *meant;
	} others[] = {
		{"break", "now"},
		{"prompt", "now"},
		{"next", "now"},
		{"walk", "now"},
		{"test", "now"},
		{"unpause", "resume"},
		{"continue", "resume"},
		{"stop", "pause"},
		{"mute", "pause"},
		{"quiet", "pause"},
		{"off", "pause"},
		{"unmute", "resume"},
		{"on", "resume"},
		{"later", "snooze"},
		{"postpone", "snooze"},
		{"dismiss", "skip"},
		{"finish", "done"},
		{"explain", "why"},
		{"log", "why"},
		{"follow", "monitor"},
		{"watch", "status"},
		{"info", "status"},
		{"diagnose", "doctor"},
		{"debug", "doctor"},
		{"sources", "status"},
		{"settings", "config"},
		{"get", "config"},
		{"set", "config"}, /* one letter from "sit" and "sat" */
		{"reload", "config"},
		{"check", "config"},
		{"call", "meeting"},
		{"choose", "answer"},
		{"sore", "checkin"},
		{"soreness", "checkin"},
		{"check-in", "checkin"},
		{"symptom", "symptoms"},
		{"checklist", "symptoms"},
		{"pain", "symptoms"},
		{"clear", "symptoms"},
		{"gentle", "flare"},
		{"course", "plan"},
		{"list", "history"},
		{"remove", "history"},
		{"statistics", "stats"},
		{"today", "stats"},
		{"week", "stats"},
		{"report", "stats"},
		{"backup", "export"},
		{"save", "export"},
		{"restore", "import"},
		{"delete", "forget"},
		{"erase", "forget"},
	};
	const char *names[SUGGEST_NAMES_MAX];
	const struct command *command;
	size_t count = 0;

	for (size_t i = 0; i < ELEMENTSOF(others); i++) {
		if (strcmp(others[i].word, word) == 0) {
			return others[i].meant;
		}
	}
	while (count < SUGGEST_NAMES_MAX && (command = command_at(count))) {
		names[count++] = command->name;
	}
	return nearest_word(word, names, count);
}

void command_write_usage_line(FILE *out, const struct command *command)
{
	(void)fprintf(out, "backcarectl %s", command->name);
	if (command->arguments[0] != '\0') {
		(void)fprintf(out, " %s", command->arguments);
	}
}

void command_write_usage(FILE *err, const struct command *command)
{
	(void)fputs("Usage: ", err);
	command_write_usage_line(err, command);
	(void)fprintf(err, "\n`backcarectl help %s` tells more.\n", command->name);
}

enum outcome command_misused(struct client *client, const char *name, const char *format, ...)
{
	const struct command *command = command_find(name);
	va_list list;

	(void)fprintf(client->err, "backcarectl %s: ", name);
	va_start(list, format);
	(void)vfprintf(client->err, format, list);
	va_end(list);
	(void)fputc('\n', client->err);
	if (command) {
		command_write_usage(client->err, command);
	}
	return OUTCOME_USAGE;
}

enum outcome command_unknown(struct client *client, const char *name)
{
	const char *meant = command_suggest(name);

	(void)fputs("backcarectl: there is no command '", client->err);
	(void)text_write(client->err, name);
	(void)fputc('\'', client->err);
	if (meant) {
		(void)fprintf(client->err, ". Did you mean `backcarectl %s`?\n", meant);
	} else {
		(void)fputs("; `backcarectl help` lists them.\n", client->err);
	}
	return OUTCOME_USAGE;
}

/* --help and --version may stand in place of a command, and so may the options of status. */
static bool is_option(const char *given, enum option option)
{
	return (strncmp(given, "--", 2) == 0 &&
		       strcmp(given + 2, option_forms[option].name) == 0) ||
	       (given[0] == '-' && given[1] == option_forms[option].letter && given[2] == '\0');
}

enum outcome command_run(struct client *client, int argc, char *const *argv)
{
	const struct command *command = command_find("status");
	struct arguments arguments;

	if (argc > 0 && (strcmp(argv[0], "--version") == 0 || strcmp(argv[0], "-V") == 0)) {
		(void)fputs("backcarectl " BACKCARE_VERSION "\n", client->out);
		return OUTCOME_DONE;
	}
	if (argc > 0 && is_option(argv[0], OPTION_HELP)) {
		command_write_overview(client->out, &client->style);
		return OUTCOME_DONE;
	}
	/* An option before the command, as in `backcarectl --json why`. */
	if (argc > 1 && is_option(argv[0], OPTION_JSON) && argv[1][0] != '-') {
		client->json = true;
		argc--;
		argv++;
	}
	if (argc > 0 && argv[0][0] != '-') {
		command = command_find(argv[0]);
		if (!command) {
			return command_unknown(client, argv[0]);
		}
		argc--;
		argv++;
	}
	if (arguments_parse(command, argc, argv, client->err, &arguments) < 0) {
		return OUTCOME_USAGE;
	}
	if (arguments.options[OPTION_HELP]) {
		command_write_help(client->out, &client->style, command);
		return OUTCOME_DONE;
	}
	client->json = client->json || arguments.options[OPTION_JSON];
	return command->run(client, &arguments);
}
