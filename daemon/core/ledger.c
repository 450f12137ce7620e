/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "ledger.h"

static usec_t *tally_field(struct tally *tally, enum span span)
{
	switch (span) {
	case SPAN_SEATED:
		return &tally->seated_usec;
	case SPAN_STANDING:
		return &tally->standing_usec;
	case SPAN_AWAY:
		return &tally->away_usec;
	case SPAN_ASLEEP:
		return &tally->asleep_usec;
	case SPAN_UNDECIDED:
	case SPAN_MAX:
		break;
	}
	return NULL;
}

void ledger_add(struct tally *tally, enum span span, bool estimated, usec_t length_usec)
{
	usec_t *field = tally_field(tally, span);

	assert(field);
	*field += length_usec;
	if (estimated && span == SPAN_SEATED) {
		tally->estimated_usec += length_usec;
	}
}

void ledger_take_back(struct tally *tally, enum span span, bool estimated, usec_t length_usec)
{
	usec_t *field = tally_field(tally, span);

	assert(field && *field >= length_usec);
	*field -= length_usec;
	if (estimated && span == SPAN_SEATED) {
		tally->estimated_usec -= length_usec;
	}
}

/* The part of [from, to] that belongs to today. */
static usec_t today_part_usec(const struct tracker *tracker, usec_t from_usec, usec_t to_usec)
{
	return subtract(to_usec, later(from_usec, tracker->today_from_boot_usec));
}

void ledger_settle(struct tracker *tracker, usec_t boot_usec)
{
	usec_t length_usec;

	if (boot_usec <= tracker->settled_boot_usec) {
		return;
	}
	length_usec = boot_usec - tracker->settled_boot_usec;
	if (tracker->span == SPAN_UNDECIDED) {
		tracker->undecided_usec += length_usec;
		tracker->undecided_today_usec +=
			today_part_usec(tracker, tracker->settled_boot_usec, boot_usec);
	} else {
		ledger_add(&tracker->total, tracker->span, tracker->span_estimated, length_usec);
		ledger_add(&tracker->today.tally, tracker->span, tracker->span_estimated,
			today_part_usec(tracker, tracker->settled_boot_usec, boot_usec));
	}
	if (tracker->span == SPAN_SEATED) {
		tracker->spell_usec += length_usec;
		tracker->run_usec += length_usec;
	} else if (tracker->span == SPAN_STANDING) {
		tracker->standing_spell_usec += length_usec;
	}
	tracker->settled_boot_usec = boot_usec;
}

void ledger_unsettle(struct tracker *tracker, usec_t boot_usec)
{
	usec_t length_usec, today_usec;

	if (boot_usec >= tracker->settled_boot_usec) {
		return;
	}
	assert(boot_usec >= tracker->span_from_boot_usec);
	length_usec = tracker->settled_boot_usec - boot_usec;
	today_usec = today_part_usec(tracker, boot_usec, tracker->settled_boot_usec);
	ledger_take_back(&tracker->total, tracker->span, tracker->span_estimated, length_usec);
	ledger_take_back(&tracker->today.tally, tracker->span, tracker->span_estimated, today_usec);
	if (tracker->span == SPAN_SEATED) {
		tracker->spell_usec = subtract(tracker->spell_usec, length_usec);
		tracker->run_usec = subtract(tracker->run_usec, length_usec);
	} else if (tracker->span == SPAN_STANDING) {
		tracker->standing_spell_usec = subtract(tracker->standing_spell_usec, length_usec);
	}
	tracker->settled_boot_usec = boot_usec;
}

void ledger_decide(struct tracker *tracker, enum span span)
{
	ledger_add(&tracker->total, span, true, tracker->undecided_usec);
	ledger_add(&tracker->today.tally, span, true, tracker->undecided_today_usec);
	if (span == SPAN_SEATED) {
		tracker->spell_usec += tracker->undecided_usec;
		tracker->run_usec += tracker->undecided_today_usec;
	} else if (span == SPAN_STANDING) {
		tracker->standing_spell_usec += tracker->undecided_usec;
	}
	tracker->undecided_usec = 0;
	tracker->undecided_today_usec = 0;
	past_decide(&tracker->past, span);
	spans_decide(&tracker->spans, span);
}

void ledger_end_run(struct tracker *tracker)
{
	tracker->today.longest_seated_usec =
		later(tracker->today.longest_seated_usec, tracker->run_usec);
	tracker->run_usec = 0;
}

static void note_start(struct tracker *tracker)
{
	tracker->span_from_boot_usec = tracker->settled_boot_usec;
	tracker->span_before = (struct past_state){
		.spell_usec = tracker->spell_usec,
		.run_usec = tracker->run_usec,
		.longest_usec = tracker->today.longest_seated_usec,
	};
}

void ledger_cut(struct tracker *tracker)
{
	spans_add(&tracker->spans, tracker->settled_boot_usec, tracker->span,
		tracker->span_estimated, tracker->span_before.run_usec > 0);
	past_add(&tracker->past, &(struct past_piece){
					 .from_boot_usec = tracker->span_from_boot_usec,
					 .to_boot_usec = tracker->settled_boot_usec,
					 .span = tracker->span,
					 .estimated = tracker->span_estimated,
					 .before = tracker->span_before,
				 });
	note_start(tracker);
}

void ledger_begin_span(struct tracker *tracker, enum span span, bool estimated)
{
	tracker->span = span;
	tracker->span_estimated = estimated;
	note_start(tracker);
}
