/* SPDX-License-Identifier: MIT */
/* The rows of the command table, a file a group. What stands in them is what --help and the manual
 * page promise. */
#pragma once

#include "command.h"

struct command_group {
	const struct command *rows;
	size_t count;
};

extern const struct command_group command_group_day;
extern const struct command_group command_group_care;
extern const struct command_group command_group_history;
extern const struct command_group command_group_program;
