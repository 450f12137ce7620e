/* SPDX-License-Identifier: MIT */
/* The book that the tracker keeps: time into tallies, and back out of them when it turns out
 * otherwise. */
#pragma once

#include "tracker.h"

static inline usec_t subtract(usec_t from, usec_t amount)
{
	return from > amount ? from - amount : 0;
}

static inline usec_t later(usec_t a, usec_t b)
{
	return a > b ? a : b;
}

/* Counts the present span up to 'boot_usec'. */
void ledger_settle(struct tracker *tracker, usec_t boot_usec);

/* Takes back what was settled of the present span after 'boot_usec', which lies within it. */
void ledger_unsettle(struct tracker *tracker, usec_t boot_usec);

/* The undecided time turns out to have been 'span'. */
void ledger_decide(struct tracker *tracker, enum span span);

/* A sitting without a credited rest ends here. */
void ledger_end_run(struct tracker *tracker);

/* The present span ends here and the same goes on: what came before is past. */
void ledger_cut(struct tracker *tracker);

/* Another span begins where the ledger is settled. */
void ledger_begin_span(struct tracker *tracker, enum span span, bool estimated);

/* Not SPAN_UNDECIDED, which no tally holds. */
void ledger_add(struct tally *tally, enum span span, bool estimated, usec_t length_usec);
void ledger_take_back(struct tally *tally, enum span span, bool estimated, usec_t length_usec);
