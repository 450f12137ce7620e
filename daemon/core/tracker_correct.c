/* SPDX-License-Identifier: MIT */
/* What was counted is put right. */
#include <assert.h>

#include "ledger.h"
#include "tracker_internal.h"

/* Counts the pieces within [from, to] anew. */
static void recount(
	struct tracker *tracker, usec_t from_boot_usec, usec_t to_boot_usec, enum span span)
{
	for (size_t i = 0; i < tracker->past.n_pieces; i++) {
		struct past_piece *piece = &tracker->past.pieces[i];
		usec_t length_usec = piece->to_boot_usec - piece->from_boot_usec;

		if (piece->from_boot_usec < from_boot_usec || piece->to_boot_usec > to_boot_usec ||
			piece->span == SPAN_ASLEEP || piece->claimed_usec > 0) {
			continue;
		}
		ledger_take_back(&tracker->total, piece->span, piece->estimated, length_usec);
		ledger_take_back(&tracker->today.tally, piece->span, piece->estimated, length_usec);
		ledger_add(&tracker->total, span, false, length_usec);
		ledger_add(&tracker->today.tally, span, false, length_usec);
		piece->span = span;
		piece->estimated = false;
	}
}

usec_t tracker_correct(struct tracker *tracker, const struct core_settings *settings,
	usec_t boot_usec, usec_t from_boot_usec, usec_t to_boot_usec, enum span span,
	struct news_list *news)
{
	usec_t before_usec = tracker->spell_usec, differs_usec;
	usec_t idle_usec = tracker->undecided_usec;
	struct past_state state;

	assert(tracker->settled_boot_usec == boot_usec);
	ledger_cut(tracker);
	/* The person is here to say so: the idle is over, and was sitting unless said otherwise. */
	ledger_decide(tracker, SPAN_SEATED);
	differs_usec = past_differs_usec(&tracker->past, from_boot_usec, to_boot_usec, span);
	if (differs_usec > 0 && past_split(&tracker->past, from_boot_usec, to_boot_usec)) {
		recount(tracker, from_boot_usec, to_boot_usec, span);
		/* What is not kept any more stays as it was told. */
		from_boot_usec = later(from_boot_usec, tracker->past.pieces[0].from_boot_usec);
		if (to_boot_usec > boot_usec) {
			to_boot_usec = boot_usec;
		}
		spans_recount(&tracker->spans, from_boot_usec, to_boot_usec, span);
	} else if (idle_usec == 0) {
		return 0;
	}
	differs_usec = later(differs_usec, idle_usec);
	state = past_replay(&tracker->past, settings);
	tracker->spell_usec = state.spell_usec;
	tracker->run_usec = state.run_usec;
	tracker->today.longest_seated_usec = state.longest_usec;
	if (tracker->resting) {
		tracker_begin_rest(tracker, boot_usec);
		if (tracker->span == SPAN_AWAY && tracker->presence == PRESENCE_AWAY &&
			!tracker->ruled) {
			tracker->span = SPAN_UNDECIDED;
		}
	}
	ledger_begin_span(tracker, tracker->span, tracker->span_estimated);
	tracker_add_news(
		news, NEWS_CORRECTED, boot_usec, differs_usec, before_usec, tracker->spell_usec);
	return differs_usec;
}
