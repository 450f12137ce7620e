/* SPDX-License-Identifier: MIT */
/* Questions on a terminal, one after the other. A dialogue gathers answers and sends them in one
 * call at its end: who leaves before, with Ctrl-C or the end of the input, has told nothing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "command.h"

/* Room for one answer, with its NUL; a longer one is asked for again. */
#define ASK_ANSWER_MAX 512

/* Whether somebody is there to be asked: both sides are a terminal, and no JSON is wanted. */
bool ask_can(const struct client *client);

/* The functions return OUTCOME_DONE, or OUTCOME_REFUSED after the end of the input, and having said
 * so. */

/* One line, without blanks around it. 'standard' is what an empty line stands for, and is shown;
 * NULL: none, and an empty line is asked again unless 'may_be_empty'. */
enum outcome ask_text(struct client *client, const char *question, const char *standard,
	bool may_be_empty, char ret_answer[ASK_ANSWER_MAX]);

/* y or n; there is no default. */
enum outcome ask_yes(struct client *client, const char *question, bool *ret_yes);
/* The same where an empty line keeps it as it is. */
enum outcome ask_yes_or_keep(
	struct client *client, const char *question, bool standard, bool *ret_yes);

struct ask_choice {
	const char *value; /* as in the interface */
	const char *label;
};

/* One of several, by its number or its value. 'standard' is the index of what an empty line stands
 * for, 'count' for none. */
enum outcome ask_choice(struct client *client, const char *question,
	const struct ask_choice *choices, size_t count, size_t standard, size_t *ret_index);

/* The index of the choice of this value, also written with - for _; 'count' if there is none. */
size_t ask_find_choice(const struct ask_choice *choices, size_t count, const char *value);
