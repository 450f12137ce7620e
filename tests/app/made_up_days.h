/* SPDX-License-Identifier: MIT */
/* Days for the history that nobody lived, taken in by Import. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "rig.h"

/* Noon of 2026-03-02, a Monday, UTC: today. */
#define NOON_USEC ((int64_t)1772452800 * 1000000)
#define MIN ((int64_t)USEC_PER_MINUTE)
#define HOUR ((int64_t)USEC_PER_HOUR)
#define DAY ((int64_t)USEC_PER_DAY)

struct days {
	struct rig *rig;
	char *text;
	size_t size;
	FILE *file;
	size_t n;
	const char *machine; /* NULL: not said */
};

void days_begin(struct days *days, struct rig *rig);
/* Takes them in. */
void days_end(struct days *days);

/* 'details' as JSON, without the braces. */
void say_entry(struct days *days, const char *type, const char *what, int64_t start_usec,
	int64_t length_usec, const char *details);
/* From and to in minutes of the day. */
void say_spell(struct days *days, int64_t midnight, const char *what, unsigned from, unsigned to);
void say_walk(
	struct days *days, int64_t midnight, const char *outcome, const char *cause, unsigned at);
int64_t midnight_of(unsigned days_ago);
void say_office_day(struct days *days, unsigned days_ago);

/* From so many days ago to so many, both included. */
void add_office_days(struct rig *rig, unsigned first_ago, unsigned last_ago);
void add_busy_days(struct rig *rig, unsigned first_ago, unsigned last_ago);
