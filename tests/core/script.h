/* SPDX-License-Identifier: MIT */
/* Random stories as data: made from a seed, lived, and, if an invariant breaks, made smaller until
 * what is left is worth reading. Printed, they are stories as in stories/. */
#pragma once

#include <stdio.h>

#include "story.h"

#define SCRIPT_EVENTS_MAX 2000

struct script_event {
	uint8_t verb;
	usec_t length_usec; /* if the verb has one */
};

struct script {
	unsigned start_min; /* of the local day */
	size_t n_events;
	struct script_event events[SCRIPT_EVENTS_MAX];
};

/* How it is lived; all zero for plainly. */
struct script_way {
	bool split, restored, late;
	bool no_prompts;
};

void script_make(struct script *script, uint64_t seed, size_t n_events);

void script_begin(const struct script *script, const struct script_way *way, struct story *story);
/* False if an invariant is broken. */
bool script_step(const struct script *script, size_t index, struct story *story);

/* Lives it and returns the index of the event at which it breaks, or n_events. */
typedef size_t (*script_breaks_fn)(const struct script *script, void *userdata);

/* Makes a script that breaks smaller: it still breaks. Returns the number of lives it took. */
size_t script_shrink(struct script *script, script_breaks_fn breaks, void *userdata);

/* Each line begins with 'prefix'. */
void script_print(const struct script *script, FILE *file, const char *prefix);
