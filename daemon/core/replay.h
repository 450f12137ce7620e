/* SPDX-License-Identifier: MIT */
/* The last days lived once more, in a core of their own under other settings: which prompts would
 * have come, and how long the longest sitting of each day would have been. Source: behaviour, "The
 * client" (preview).
 *
 * What the person would have done nobody knows. Two answers are given, and both are guesses:
 * - as it was: they sat, stood and were gone exactly as it was recorded, whatever was prompted;
 * - walks move: the short rests with which they answered a prompt are taken out and counted as
 *   sitting; instead, of the walks that come in the replay a share is taken, at once and for
 *   Walk.Break. All other rests stay where they were.
 *
 * Not known to a replay, and so not in it: meetings, calls, films and do not disturb, pauses,
 * snoozes, and what was pressed. Quiet hours and office hours are. Body and treatment are as they
 * are told to be now, on all the days. */
#pragma once

#include "core.h"

/* Days that are kept; of more the oldest are forgotten. */
#define REPLAY_DAYS_MAX 100
/* Who stayed away longer than this had another reason than the prompt. */
#define REPLAY_WALK_MAX_USEC TARGET_REST_MAX_USEC
#define REPLAY_PERMILLE 1000

/* What the person would have done. */
struct replay_person {
	bool walks_move;         /* else as it was */
	uint32_t walks_permille; /* with 'walks_move': how many of a thousand walks are taken */
};

/* One stretch of time as it was recorded. */
struct replay_stretch {
	enum span span; /* not SPAN_UNDECIDED */
	usec_t start_real_usec;
	usec_t length_usec;
	int64_t utc_offset_usec;
	bool answered; /* a rest that began with a prompt, or soon after, which was done by it */
};

struct replay_day {
	int64_t number; /* see calendar_day_number() */
	uint32_t n_prompts;
	uint32_t n_prompts_of_kind[KIND_MAX];
	uint32_t n_walks_taken; /* that the replay made up */
	usec_t seated_usec;
	usec_t longest_seated_usec; /* without a rest that took something off */
};

/* One prompt that came. */
struct replay_prompt {
	int64_t day; /* see calendar_day_number() */
	usec_t real_usec;
	enum kind kind;
};

/* Does not move in memory between replay_init() and the end. */
struct replay {
	struct core core;
	struct core_now now;
	struct core_actions actions;
	struct care_limits limits;
	struct replay_person person;
	uint64_t n_steps;
	/* The present stretch, as it is told to the core */
	bool began;
	enum span recorded;
	enum span seat; /* seated or standing, whichever was last */
	usec_t walk_until_boot_usec;
	uint32_t share_permille; /* of the next walk; taken from REPLAY_PERMILLE on */
	struct replay_day today;
	struct replay_day days[REPLAY_DAYS_MAX]; /* that are over, oldest first */
	size_t n_days;
	/* Where prompts are noted, oldest first, until there is no room; NULL: nowhere. Not owned,
	 * to be set after replay_init(). */
	struct replay_prompt *prompts;
	size_t n_prompts, n_prompts_max;
};

/* 'catalogue' outlives the replay; the others are copied. */
void replay_init(struct replay *replay, const struct core_settings *settings,
	const struct catalogue *catalogue, const struct care_limits *limits,
	const struct replay_person *person);

/* Lives through the next stretch. They come in the order of their start; what lies before the end
 * of the one before is left out, and between two of them nobody was there. */
void replay_add(struct replay *replay, const struct replay_stretch *stretch);

/* After the last stretch: the day that it ended in is one of the days as well. */
void replay_end(struct replay *replay);
