/* SPDX-License-Identifier: MIT */
/* Which source is believed, and what is new in what it says. Inner part of presence; values and
 * points in time only, so that it can be tried without any of them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "presence.h"

#define ARBITER_SOURCES_MAX PRESENCE_SOURCES_MAX
#define ARBITER_NO_SOURCE ARBITER_SOURCES_MAX

/* A source that fails, or says "idle" sooner than it can know, so often within
 * ARBITER_STRIKES_WITHIN_USEC is not believed for a while: each time twice as long. */
#define ARBITER_STRIKES_MAX 20
#define ARBITER_STRIKES_WITHIN_USEC USEC_PER_MINUTE
#define ARBITER_DISTRUST_MIN_USEC (30 * USEC_PER_SEC)
#define ARBITER_DISTRUST_MAX_USEC USEC_PER_HOUR

/* What a source was like at one moment. */
struct arbiter_report {
	enum source_state state;
	enum input_state input;
	usec_t since_boot_usec;
};

struct arbiter_source {
	struct arbiter_report last;
	usec_t active_boot_usec; /* when it last said that there is input */
	unsigned n_strikes;
	usec_t strikes_since_boot_usec;
	usec_t distrust_usec; /* how long the last time */
	usec_t distrusted_until_boot_usec;
};

struct arbiter {
	struct arbiter_source sources[ARBITER_SOURCES_MAX];
	size_t order[ARBITER_SOURCES_MAX]; /* of trust, indexes of sources */
	size_t n_order;
	usec_t idle_after_usec; /* no source can know of idle much sooner */

	/* As told: */
	size_t in_charge; /* ARBITER_NO_SOURCE: none */
	bool told;
	enum input_state input;
	usec_t since_boot_usec;
	usec_t last_input_boot_usec;
};

void arbiter_init(struct arbiter *arbiter);
/* From when on time is told. */
void arbiter_start(struct arbiter *arbiter, usec_t now_boot_usec);

/* What a source says. arbiter_decide() follows. */
void arbiter_take(struct arbiter *arbiter, size_t source, const struct arbiter_report *report,
	usec_t now_boot_usec);
/* As if it had never said anything. */
void arbiter_forget(struct arbiter *arbiter, size_t source);

/* Believes it again. */
void arbiter_forgive(struct arbiter *arbiter, size_t source);

/* Who is in charge as of now. True if arbiter->input or arbiter->since_boot_usec is new and has to
 * be told. */
bool arbiter_decide(struct arbiter *arbiter, usec_t now_boot_usec);

/* Until when a source is not believed, or 0. */
usec_t arbiter_distrusted_until_boot_usec(
	const struct arbiter *arbiter, size_t source, usec_t now_boot_usec);
/* When to decide again though nobody says anything; USEC_INFINITY: never. */
usec_t arbiter_next_boot_usec(const struct arbiter *arbiter, usec_t now_boot_usec);
