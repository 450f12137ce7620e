/* SPDX-License-Identifier: MIT */
/* What the core costs: a year of one-minute steps, and what a year of the daemon's own deadlines
 * is. The bar is there for previews of months while the user waits. The figures stand beside it and
 * beside the reference; nobody fails by them, since a busy machine has figures of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "care_known.h"
#include "content.h"
#include "core.h"
#include "life.h"

#define DAYS 365
#define BAR_USEC (50 * USEC_PER_MSEC)
/* Measured with gcc 12 -O2 on a virtual processor of an AMD EPYC. */
#define REFERENCE_MINUTES_USEC (47 * USEC_PER_MSEC)
#define REFERENCE_DEADLINES_USEC (4 * USEC_PER_MSEC)
/* The best of so many: what else the machine does is not measured. */
#define ROUNDS 5

struct year {
	struct core core;
	struct core_now now;
	struct core_actions actions;
	unsigned long n_steps, n_actions, n_shown;
};

static usec_t processor_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

static double in_msec(usec_t usec)
{
	return (double)usec / (double)USEC_PER_MSEC;
}

static void step(struct year *year, struct core_event event)
{
	memcpy(event.fresh_id.bytes, &year->n_steps, sizeof(year->n_steps));
	event.random = year->n_steps;
	(void)core_step(&year->core, &year->now, &event, &year->actions);
	year->n_steps++;
	year->n_actions += year->actions.n_items;
	for (size_t i = 0; i < year->actions.n_items; i++) {
		year->n_shown += year->actions.items[i].type == ACTION_SHOW;
	}
}

static void pass(struct year *year, usec_t length_usec)
{
	year->now.boot_usec += length_usec;
	year->now.real_usec += length_usec;
}

/* At the desk from 08:00 to 17:00, up for five minutes after each hour. */
static enum input_state input_at(unsigned minute)
{
	bool at_desk = minute >= 8 * 60 && minute < 17 * 60 && minute % 60 < 55;

	return at_desk ? INPUT_ACTIVE : INPUT_IDLE;
}

static void begin(struct year *year)
{
	struct core_settings settings;

	life_settings_default(&settings);
	*year = (struct year){
		.now = {.boot_usec = USEC_PER_MINUTE,
			.real_usec = (usec_t)1767571200 * USEC_PER_SEC,
			.offset_until_real_usec = USEC_INFINITY},
	};
	core_init_well(
		&year->core, &settings, content_get_catalogue(content_builtin()), &year->now);
}

/* Something is told every minute, so that each is a whole step. */
static void live_by_minutes(struct year *year)
{
	for (unsigned i = 0; i < DAYS * 24 * 60; i++) {
		pass(year, USEC_PER_MINUTE);
		step(year, (struct core_event){.type = CORE_INPUT,
				   .input = {.state = input_at(i % (24 * 60)),
					   .since_boot_usec = year->now.boot_usec}});
	}
}

/* Only what the daemon wakes up for. */
static void live_by_deadlines(struct year *year)
{
	enum input_state input = INPUT_UNKNOWN;

	for (unsigned i = 0; i < DAYS * 24 * 60; i++) {
		usec_t end_usec = year->now.boot_usec + USEC_PER_MINUTE;

		while (core_deadline_boot_usec(&year->core) <= end_usec) {
			pass(year, core_deadline_boot_usec(&year->core) - year->now.boot_usec);
			step(year, (struct core_event){.type = CORE_TICK});
		}
		pass(year, end_usec - year->now.boot_usec);
		if (input_at(i % (24 * 60)) != input) {
			input = input_at(i % (24 * 60));
			step(year, (struct core_event){.type = CORE_INPUT,
					   .input = {.state = input,
						   .since_boot_usec = year->now.boot_usec}});
		}
	}
}

/* 'bar_usec' 0: there is none. */
static void measure(struct year *year, void (*live)(struct year *year), const char *what,
	usec_t reference_usec, usec_t bar_usec)
{
	usec_t best_usec = USEC_INFINITY;

	for (size_t i = 0; i < ROUNDS; i++) {
		usec_t began_usec = processor_usec(), took_usec;

		begin(year);
		live(year);
		took_usec = processor_usec() - began_usec;
		if (took_usec < best_usec) {
			best_usec = took_usec;
		}
	}
	(void)printf("%-24s %8.2f ms (reference %.0f ms", what, in_msec(best_usec),
		in_msec(reference_usec));
	if (bar_usec > 0) {
		(void)printf(", bar %.0f ms", in_msec(bar_usec));
	}
	(void)printf(")  %lu steps  %.0f ns a step  %lu prompts\n", year->n_steps,
		(double)best_usec * 1000 / (double)year->n_steps, year->n_shown);
}

int main(void)
{
	struct year *year = malloc(sizeof(*year));

	if (!year) {
		return EXIT_FAILURE;
	}
	(void)printf("a core is %zu bytes\n", sizeof(struct core));
	measure(year, live_by_minutes, "a year, minute by minute", REFERENCE_MINUTES_USEC,
		BAR_USEC);
	measure(year, live_by_deadlines, "a year, by deadlines", REFERENCE_DEADLINES_USEC, 0);
	free(year);
	return EXIT_SUCCESS;
}
