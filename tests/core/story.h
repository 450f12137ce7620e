/* SPDX-License-Identifier: MIT */
/* Stories: what a person does and what is to be seen, one step a line, as in stories/. The words
 * are explained in stories/README. */
#pragma once

#include <stddef.h>

#include "life.h"

struct story {
	struct life life;
	struct core_settings settings;
	usec_t idle_after_usec;
	usec_t time_of_day_usec;
	bool began;
};

void story_init(struct story *story);

/* One line. Returns false, with a sentence in 'message', if it is not understood or what it expects
 * is not so. */
bool story_take_line(struct story *story, const char *line, char *message, size_t size);
