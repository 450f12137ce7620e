/* SPDX-License-Identifier: MIT */
/* The recent past, so that what was counted wrongly can be put right: the stretches of today, as
 * far as they are kept, and how the spell followed from them. Source: behaviour, "CorrectPresence
 * puts the last gap right". */
#pragma once

#include "settings.h"
#include "types.h"

/* Stretches kept; a busy day has a few hundred, the last hours are what anybody remembers. */
#define PAST_PIECES_MAX 96

/* How a stretch of time is counted. */
enum span {
	SPAN_SEATED,
	SPAN_STANDING,
	SPAN_AWAY,
	SPAN_ASLEEP,
	/* Idle without proof: seated if input returns before Walk.Break, away from then on */
	SPAN_UNDECIDED,
	SPAN_MAX,
};

/* Where the count stood; what a stretch begins with and ends with. */
struct past_state {
	usec_t spell_usec;
	usec_t run_usec;     /* sitting without a credited rest */
	usec_t longest_usec; /* the longest such, apart from the present one */
};

struct past_piece {
	usec_t from_boot_usec;
	usec_t to_boot_usec; /* a claim has no length */
	enum span span;
	bool estimated;
	usec_t claimed_usec; /* not 0: movement that was claimed here */
	struct past_state before;
};

struct past {
	struct past_piece pieces[PAST_PIECES_MAX]; /* oldest first, without gaps between them */
	size_t n_pieces;
};

/* Appends; the oldest falls out when it is full. A stretch without length is left out. */
void past_add(struct past *past, const struct past_piece *piece);

/* What was undecided turns out to have been 'span'. */
void past_decide(struct past *past, enum span span);

void past_forget(struct past *past);

/* How much of [from, to] was counted otherwise than as 'span' and was not suspended. */
usec_t past_differs_usec(
	const struct past *past, usec_t from_boot_usec, usec_t to_boot_usec, enum span span);

/* Puts the borders of [from, to] between pieces. False if there is no room: then nothing has
 * changed. */
bool past_split(struct past *past, usec_t from_boot_usec, usec_t to_boot_usec);

/* Goes through all pieces again by the rules of credit, and returns where the count stands at the
 * end. 'before' of each piece but the first is set anew. */
struct past_state past_replay(struct past *past, const struct core_settings *settings);
