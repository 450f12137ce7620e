/* SPDX-License-Identifier: MIT */
/* What somebody may be shown over days, read a second time from what is shown alone. */
#pragma once

#include "core.h"

#define DAYS_SHOWN_KEPT 64

/* A life, and what was seen of it. */
struct person {
	struct core core;
	struct core_now now;
	struct core_settings settings;
	struct core_actions actions;
	uint64_t state; /* of the dice */
	uint64_t n_ids;
	bool named; /* the prompt of this step was asked for by its name */
	const char *broken;

	struct prompt_id id; /* of the last one shown */
	usec_t last_shown_usec;
	usec_t counted_usec[DAYS_SHOWN_KEPT]; /* those that Prompt.MaxPerHour is for, a ring */
	size_t n_counted;
	int64_t strength_days[3]; /* the newest first */
	/* Today */
	int64_t day;
	uint32_t n_sets, n_waters, n_relaxes, n_primers, n_nudges;
	/* Over all lives */
	uint64_t n_kinds[KIND_MAX], n_carried[KIND_MAX], n_follow_ups, n_micro, n_shown;
};

/* The first 'what' that does not hold is kept in person->broken. */
void days_must(struct person *person, bool holds, const char *what);
/* At the first step of a day: what is counted by the day. */
void days_begin(struct person *person);
/* After a step: looks at what it showed and closed. 'again': a prompt was kept back before it. */
void days_look(struct person *person, bool again);
