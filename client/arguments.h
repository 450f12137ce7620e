/* SPDX-License-Identifier: MIT */
/* Options and words behind the name of a command. */
#pragma once

#include <stddef.h>
#include <stdio.h>

struct command;

enum option {
	OPTION_AREA,
	OPTION_BRIEF,
	OPTION_BY,
	OPTION_CLINICIAN,
	OPTION_COUNT,
	OPTION_DATE,
	OPTION_DAYS,
	OPTION_EVERY,
	OPTION_EXERCISE,
	OPTION_FOR,
	OPTION_FORMAT,
	OPTION_HELP,
	OPTION_IDS,
	OPTION_JSON,
	OPTION_KIND,
	OPTION_LINE,
	OPTION_MASSAGE,
	OPTION_MISTAKE,
	OPTION_NONE,
	OPTION_NOTE,
	OPTION_NO_TEST,
	OPTION_NO_WAIT,
	OPTION_PHRASE,
	OPTION_PRESSURE,
	OPTION_REASON,
	OPTION_SESSIONS,
	OPTION_SET,
	OPTION_SINCE,
	OPTION_STYLE,
	OPTION_TEST,
	OPTION_TYPE,
	OPTION_UNTIL,
	OPTION_WALKING,
	OPTION_WATCH,
	OPTION_YES,
	OPTION_MAX
};

struct option_form {
	const char *name;
	char letter;       /* 0: none */
	const char *value; /* what its value is called; NULL for an option without one */
};

extern const struct option_form option_forms[OPTION_MAX];

/* One option as this command understands it. --json and --help belong to all. */
struct command_option {
	enum option option;
	const char *help;
};

extern const struct command_option common_options[];
extern const size_t common_option_count;

/* Words of a command beside its options: "1h 30min" may come as two, and the answers to all
 * questions of the checklist one by one. */
#define COMMAND_WORDS_MAX 40
/* Of --set, which may be given more than once. */
#define COMMAND_SETTINGS_MAX 32

struct arguments {
	/* Both point into argv. An option without a value that was given is "". */
	const char *options[OPTION_MAX];
	const char *words[COMMAND_WORDS_MAX];
	size_t word_count;
	const char *settings[COMMAND_SETTINGS_MAX];
	size_t setting_count;
};

/* Reads what follows the name of the command. Returns 0, or -EINVAL after one or two lines on
 * 'err' that say what is right. With --help given nothing else is demanded. */
int arguments_parse(const struct command *command, int argc, char *const *argv, FILE *err,
	struct arguments *ret_arguments);
