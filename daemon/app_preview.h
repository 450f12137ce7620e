/* SPDX-License-Identifier: MIT */
/* What a preview reads out of the history: which machine it is about, how many walks were taken,
 * and the stretches of time for the replay. */
#pragma once

#include "history.h"
#include "replay.h"

/* Of more machines the last ones are not looked at. */
#define PREVIEW_MACHINES_MAX 8

struct preview_machine {
	char name[HISTORY_WORD_MAX_BYTES + 1]; /* "": not said */
	usec_t seated_usec;
	uint64_t n_walks_prompted; /* that were answered, or expired */
	uint64_t n_walks_taken;    /* the person was seen away, or did the steps */
};

struct preview_reader {
	int64_t first_day, last_day; /* that are counted */
	usec_t day_start_usec;
	usec_t answer_usec; /* after it was shown, a rest is still an answer to a prompt */
	struct preview_machine machines[PREVIEW_MACHINES_MAX];
	size_t n_machines;
	const struct preview_machine *chosen; /* NULL: not chosen yet, or there is none */
	/* The last prompt that was answered by getting up, until its rest was found */
	bool expects_rest;
	int64_t answered_real_usec;
};

/* Counts an entry, which is a spell or a prompt. */
void preview_count(struct preview_reader *reader, const struct history_entry *entry);
/* The one with the most sitting. */
void preview_choose(struct preview_reader *reader);

/* The entries once more, from the first. False if this one is no stretch of the chosen machine. */
bool preview_read(struct preview_reader *reader, const struct history_entry *entry,
	struct replay_stretch *ret_stretch);
