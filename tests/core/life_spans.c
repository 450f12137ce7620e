/* SPDX-License-Identifier: MIT */
/* What is told of where the time went, added up a second time: together with what is not told yet
 * it is all that the tracker counts, kind by kind. */
#include <assert.h>
#include <string.h>

#include "life.h"

static usec_t *field(struct tally *tally, enum span span)
{
	usec_t *const fields[] = {
		[SPAN_SEATED] = &tally->seated_usec,
		[SPAN_STANDING] = &tally->standing_usec,
		[SPAN_AWAY] = &tally->away_usec,
		[SPAN_ASLEEP] = &tally->asleep_usec,
	};

	return fields[span];
}

static void add(struct tally *tally, const struct core_span *span)
{
	usec_t length_usec = span->to_boot_usec - span->from_boot_usec;

	*field(tally, span->span) += length_usec;
	if (span->is_estimated && span->span == SPAN_SEATED) {
		tally->estimated_usec += length_usec;
	}
}

static void keep(struct life_spans *spans, const struct core_span *span)
{
	if (spans->n_kept == LIFE_SPANS_KEPT) {
		memmove(&spans->kept[0], &spans->kept[1],
			(LIFE_SPANS_KEPT - 1) * sizeof(spans->kept[0]));
		spans->n_kept--;
	}
	spans->kept[spans->n_kept++] = *span;
}

const char *life_take_span(struct life *life, const struct core_span *span)
{
	struct life_spans *spans = &life->spans;

	if (span->from_boot_usec != spans->until_boot_usec) {
		return "what is told leaves a gap, or overlaps";
	}
	if (span->to_boot_usec <= span->from_boot_usec ||
		span->to_boot_usec > life->now.boot_usec) {
		return "a stretch without length, or of what is to come";
	}
	if (span->span >= SPAN_UNDECIDED) {
		return "what is undecided is told";
	}
	spans->until_boot_usec = span->to_boot_usec;
	add(&spans->told, span);
	keep(spans, span);
	return NULL;
}

static void split_at(struct life_spans *spans, usec_t at_usec)
{
	for (size_t i = 0; i < spans->n_kept; i++) {
		struct core_span span = spans->kept[i];

		if (span.from_boot_usec < at_usec && at_usec < span.to_boot_usec) {
			assert(spans->n_kept < LIFE_SPANS_KEPT);
			memmove(&spans->kept[i + 1], &spans->kept[i],
				(spans->n_kept - i) * sizeof(span));
			spans->n_kept++;
			spans->kept[i].to_boot_usec = at_usec;
			spans->kept[i + 1].from_boot_usec = at_usec;
			return;
		}
	}
}

void life_take_recount(struct life *life, const struct core_recount *recount)
{
	struct life_spans *spans = &life->spans;

	if (spans->n_kept + 2 > LIFE_SPANS_KEPT) {
		memmove(&spans->kept[0], &spans->kept[2],
			(spans->n_kept - 2) * sizeof(spans->kept[0]));
		spans->n_kept -= 2;
	}
	split_at(spans, recount->from_boot_usec);
	split_at(spans, recount->to_boot_usec);
	for (size_t i = 0; i < spans->n_kept; i++) {
		struct core_span *span = &spans->kept[i];
		usec_t length_usec = span->to_boot_usec - span->from_boot_usec;

		if (span->from_boot_usec < recount->from_boot_usec ||
			span->to_boot_usec > recount->to_boot_usec || span->span == SPAN_ASLEEP) {
			continue;
		}
		*field(&spans->told, span->span) -= length_usec;
		if (span->is_estimated && span->span == SPAN_SEATED) {
			spans->told.estimated_usec -= length_usec;
		}
		span->span = recount->span;
		span->is_estimated = false;
		add(&spans->told, span);
	}
}

const char *life_check_spans(const struct life *life)
{
	const struct tracker *tracker = &life->core.tracker;
	struct core_span untold[SPANS_TOLD_MAX];
	struct core_now settled = {.boot_usec = tracker->settled_boot_usec};
	struct tally all = life->spans.told, counted = tracker->total;
	usec_t at_usec = life->spans.until_boot_usec;
	size_t n = core_get_untold(&life->core, &settled, untold);

	for (size_t i = 0; i < n; i++) {
		if (untold[i].from_boot_usec != at_usec) {
			return "what is not told yet leaves a gap, or overlaps";
		}
		add(&all, &untold[i]);
		at_usec = untold[i].to_boot_usec;
	}
	counted.away_usec += tracker->undecided_usec;
	if (at_usec != tracker->settled_boot_usec) {
		return "what was told ends too early";
	}
	return memcmp(&all, &counted, sizeof(all)) == 0 ? NULL
							: "what was told is not what was counted";
}
