/* SPDX-License-Identifier: MIT */
#include "command_table.h"

#include <backcare/cleanup.h>

/* In the order of the overview. */
static const struct command_group *const groups[] = {
	&command_group_day,
	&command_group_care,
	&command_group_history,
	&command_group_program,
};

const struct command *command_at(size_t index)
{
	for (size_t i = 0; i < ELEMENTSOF(groups); i++) {
		if (index < groups[i]->count) {
			return &groups[i]->rows[index];
		}
		index -= groups[i]->count;
	}
	return NULL;
}
