/* SPDX-License-Identifier: MIT */
#include "program.h"

#define TODAY 1U
#define YESTERDAY 2U
/* Today and the six days before */
#define THIS_WEEK 0x7fU

void program_init(struct program *program, int64_t day)
{
	*program = (struct program){.first_day = day, .day = day};
}

void program_begin_day(struct program *program, int64_t day)
{
	uint64_t n_days = day > program->day ? (uint64_t)(day - program->day) : 1;

	if (day == program->day) {
		return;
	}
	program->strength_days = n_days < 32 ? program->strength_days << n_days : 0;
	if (program->first_day > day) {
		program->first_day = day;
	}
	program->day = day;
	program->strength_sets = 0;
	program->waters = 0;
	program->water_at_seated_usec = 0;
	program->primers = 0;
	program->primer_at_seated_usec = 0;
	program->relaxes = 0;
	program->relax_at_seated_usec = 0;
}

static uint32_t count_days(uint32_t days)
{
	uint32_t n_days = 0;

	for (; days; days &= days - 1) {
		n_days++;
	}
	return n_days;
}

bool program_wants_strength(const struct program *program)
{
	if (program->strength_days & TODAY) {
		return program->strength_sets < PROGRAM_STRENGTH_SETS_PER_DAY;
	}
	return !(program->strength_days & YESTERDAY) &&
	       count_days(program->strength_days & THIS_WEEK) < PROGRAM_STRENGTH_DAYS_PER_WEEK;
}

void program_note_strength(struct program *program)
{
	program->strength_days |= TODAY;
	program->strength_sets++;
}

bool program_wants_water(const struct program *program, usec_t seated_usec)
{
	return program->waters == 0 ||
	       (program->waters < PROGRAM_WATER_PER_DAY &&
		       seated_usec >= program->water_at_seated_usec + PROGRAM_WATER_EVERY_USEC);
}

void program_note_water(struct program *program, usec_t seated_usec)
{
	program->waters++;
	program->water_at_seated_usec = seated_usec;
}

bool program_wants_relax(const struct program *program, usec_t seated_usec, bool evening)
{
	return program->relaxes < PROGRAM_RELAX_PER_DAY &&
	       (evening || seated_usec >= program->relax_at_seated_usec + PROGRAM_RELAX_EVERY_USEC);
}

void program_note_relax(struct program *program, usec_t seated_usec)
{
	program->relaxes++;
	program->relax_at_seated_usec = seated_usec;
}

bool program_wants_primer(const struct program *program, usec_t seated_usec)
{
	return program->primers < PROGRAM_PRIMERS_PER_DAY &&
	       seated_usec >= program->primer_at_seated_usec + PROGRAM_PRIMER_EVERY_USEC;
}

void program_note_primer(struct program *program, usec_t seated_usec)
{
	program->primers++;
	program->primer_at_seated_usec = seated_usec;
}
