/* SPDX-License-Identifier: MIT */
/* What the days and weeks bring: strength days, water. Plain values that say the same after a
 * restart: days by their number, the rest since Day.Start. Source: rules, scheduling. */
#pragma once

#include "types.h"

/* rules: strength */
#define PROGRAM_STRENGTH_DAYS_PER_WEEK 3
#define PROGRAM_STRENGTH_SETS_PER_DAY 3
/* The first sets are easy ones. */
#define PROGRAM_STRENGTH_INTENSITY 1
/* rules: hydrate; spread over a day of eight hours */
#define PROGRAM_WATER_PER_DAY 3
#define PROGRAM_WATER_EVERY_USEC (2 * USEC_PER_HOUR)

/* rules: relax; each after so much more sitting, or in the evening */
#define PROGRAM_RELAX_PER_DAY 2
#define PROGRAM_RELAX_EVERY_USEC (3 * USEC_PER_HOUR)

/* rules: primer; each after so much more sitting */
#define PROGRAM_PRIMERS_PER_DAY 2
#define PROGRAM_PRIMER_EVERY_USEC (2 * USEC_PER_HOUR)

struct program {
	int64_t first_day; /* of use; see calendar_day_number() */
	int64_t day;
	uint32_t strength_days; /* bit n: a set was shown n days ago */
	/* Today */
	uint32_t strength_sets;
	uint32_t waters;
	usec_t water_at_seated_usec; /* so much had been sat today at the last one */
	uint32_t relaxes;
	usec_t relax_at_seated_usec; /* likewise */
	uint32_t primers;
	usec_t primer_at_seated_usec;
};

void program_init(struct program *program, int64_t day);

/* It is this day now. One before the last one known is taken for the day after it: a clock that was
 * put back brings no second strength day. */
void program_begin_day(struct program *program, int64_t day);

/* Three days a week, never two running, and a few sets on each. */
bool program_wants_strength(const struct program *program);
void program_note_strength(struct program *program);

/* 'seated_usec': sat today so far. */
bool program_wants_water(const struct program *program, usec_t seated_usec);
void program_note_water(struct program *program, usec_t seated_usec);

/* 'evening': the time for it, however little was sat. */
bool program_wants_relax(const struct program *program, usec_t seated_usec, bool evening);
void program_note_relax(struct program *program, usec_t seated_usec);

bool program_wants_primer(const struct program *program, usec_t seated_usec);
void program_note_primer(struct program *program, usec_t seated_usec);
