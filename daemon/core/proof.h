/* SPDX-License-Identifier: MIT */
/* When idle that began at a moment is proof of a rest: while a prompt was open, or shortly after
 * its answer. Source: behaviour, "Sitting is not input". */
#pragma once

#include <stdbool.h>

#include <backcare/timespan.h>

/* Idle which begins this long after the answer to a prompt is still proof of a rest. */
#define PROOF_AFTER_ANSWER_USEC (2 * USEC_PER_MINUTE)

struct proof_window {
	usec_t from_boot_usec; /* USEC_INFINITY: there was none */
	usec_t until_boot_usec;
};

/* Of the last two prompts. */
struct proof {
	struct proof_window last;
	struct proof_window before;
};

void proof_init(struct proof *proof);

/* A prompt is shown first. */
void proof_begin(struct proof *proof, usec_t boot_usec);

/* It is closed. */
void proof_end(struct proof *proof, usec_t boot_usec, bool answered);

bool proof_holds(const struct proof *proof, usec_t idle_from_boot_usec);
