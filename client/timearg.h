/* SPDX-License-Identifier: MIT */
/* Times as a user types them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <backcare/timespan.h>

#include "command.h"

/* Only digits, with at most a point: a number without its unit. */
bool timearg_is_bare_number(const char *text);

/* Asks for the unit of that number. Returns OUTCOME_USAGE. */
enum outcome timearg_refuse_bare_number(
	struct client *client, const char *command, const char *text);

/* Reads a length from one or several words ("1h" "30min"). A bare number is refused: what systemd
 * would take for seconds most people would mean as minutes. The functions return OUTCOME_DONE, or
 * OUTCOME_USAGE after a message in the name of 'command'. */
enum outcome timearg_length(struct client *client, const char *command, const char *const *words,
	size_t count, usec_t *ret_usec);

/* Reads "15:30" as local time: the next such moment after style.real_usec. */
enum outcome timearg_next_clock(
	struct client *client, const char *command, const char *word, usec_t *ret_real_usec);

/* Likewise, the last such moment. */
enum outcome timearg_last_clock(
	struct client *client, const char *command, const char *word, usec_t *ret_real_usec);

/* The length of time that the words from 'first' on ("1h 30min", "until 15:30"), or --for, or
 * --until give; only one of them may be there. Returns as above; *ret_usec is USEC_INFINITY if
 * there is none. */
enum outcome timearg_from_arguments(struct client *client, const char *command,
	const struct arguments *arguments, size_t first, usec_t *ret_usec);
