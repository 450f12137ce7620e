/* SPDX-License-Identifier: MIT */
/* The last decisions, for whoever asks why. */
#pragma once

#include "planner.h"

#define JOURNAL_DECISIONS_MAX 1000

struct journal {
	struct decision decisions[JOURNAL_DECISIONS_MAX]; /* a ring */
	size_t n_decisions;
	size_t next;
};

/* Forgets the oldest when it is full. */
void journal_add(struct journal *journal, const struct decision *decision);

/* Another catalogue, as in planner_renumber(): a decision that names an entry names it as before.
 */
void journal_renumber(struct journal *journal, const uint16_t *new_index, size_t n_old);

/* 0 is the newest; index < n_decisions. */
const struct decision *journal_get(const struct journal *journal, size_t index);
