/* SPDX-License-Identifier: MIT */
/* What a command of backcarectl is; the table of all of them; their help. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "arguments.h"
#include "text.h"

/* The exit status of the program. */
enum outcome { OUTCOME_DONE = 0, OUTCOME_REFUSED = 1, OUTCOME_USAGE = 2, OUTCOME_NO_DAEMON = 3 };

/* What every command is given. */
struct client {
	FILE *out;
	FILE *err;
	struct text_style style; /* of 'out' */
	bool json;
};

#define COMMAND_OPTIONS_MAX 10

struct command {
	const char *name;
	const char *arguments; /* for the usage line; "" for none */
	const char *summary;   /* one line, no full stop */
	const char *help;      /* paragraphs, a newline between them */
	const char *examples;  /* lines */
	struct command_option options[COMMAND_OPTIONS_MAX + 1]; /* the last has no help */
	size_t words_min, words_max;
	enum outcome (*run)(struct client *client, const struct arguments *arguments);
};

/* In the order of the overview; NULL after the last. */
const struct command *command_at(size_t index);

/* NULL if there is none of that name. */
const struct command *command_find(const char *name);

/* The name of the command that is most like 'word', NULL if none is near. */
const char *command_suggest(const char *word);

/* "backcarectl pause [TIME]" */
void command_write_usage_line(FILE *out, const struct command *command);
/* How it is used, and where to read more: two lines. */
void command_write_usage(FILE *err, const struct command *command);
void command_write_help(FILE *out, const struct text_style *style, const struct command *command);
void command_write_overview(FILE *out, const struct text_style *style);

/* Says that there is no such command, and which was meant if that can be guessed. Returns
 * OUTCOME_USAGE. */
enum outcome command_unknown(struct client *client, const char *name);

/* Runs the program: argv without its name. */
enum outcome command_run(struct client *client, int argc, char *const *argv);

/* Says on client->err what is wrong and how the command is used. Returns OUTCOME_USAGE. */
enum outcome command_misused(struct client *client, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
