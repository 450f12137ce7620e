/* SPDX-License-Identifier: MIT */
/* The ledger may still change its mind about idle without proof, so that waits, and what came after
 * it waits behind it: spans are told in order.
 *
 * Labels are apart from the stretches: a clock that is set does not cut what the ledger works on
 * (idle is backdated within it), only what is told. */
#include "spans.h"

#include <assert.h>
#include <string.h>

static const struct span_label *label_at(const struct spans *spans, usec_t boot_usec)
{
	const struct span_label *label = &spans->labels[0];

	for (size_t i = 1; i < spans->n_labels && spans->labels[i].from_boot_usec <= boot_usec;
		i++) {
		label = &spans->labels[i];
	}
	return label;
}

static usec_t real_usec_at(const struct span_label *label, usec_t boot_usec)
{
	usec_t before_usec = label->from_boot_usec - boot_usec;

	if (boot_usec >= label->from_boot_usec) {
		return label->real_usec + (boot_usec - label->from_boot_usec);
	}
	return label->real_usec > before_usec ? label->real_usec - before_usec : 0;
}

static usec_t end_usec(const struct spans *spans)
{
	return spans->n_pieces > 0 ? spans->pieces[spans->n_pieces - 1].to_boot_usec
				   : spans->told_boot_usec;
}

void spans_init(struct spans *spans, const struct core_now *now)
{
	*spans = (struct spans){
		.told_boot_usec = now->boot_usec,
		.labels = {{
			.from_boot_usec = now->boot_usec,
			.real_usec = now->real_usec,
			.utc_offset_usec = now->utc_offset_usec,
			.offset_until_real_usec = now->offset_until_real_usec,
		}},
		.n_labels = 1,
	};
}

/* Where the offset from UTC changes by itself it is known to the moment, however late the step. */
static usec_t changed_boot_usec(const struct span_label *last, const struct core_now *now)
{
	usec_t real_usec = real_usec_at(last, now->boot_usec);
	usec_t ago_usec;

	if (last->offset_until_real_usec > real_usec || now->real_usec != real_usec) {
		return now->boot_usec;
	}
	ago_usec = real_usec - last->offset_until_real_usec;
	return now->boot_usec - ago_usec > last->from_boot_usec ? now->boot_usec - ago_usec
								: now->boot_usec;
}

void spans_note_clock(struct spans *spans, const struct core_now *now)
{
	struct span_label *last = &spans->labels[spans->n_labels - 1];
	usec_t real_usec = real_usec_at(last, now->boot_usec);
	usec_t set_by_usec = now->real_usec > real_usec ? now->real_usec - real_usec
							: real_usec - now->real_usec;
	struct span_label label = {
		.from_boot_usec = now->boot_usec,
		.real_usec = now->real_usec,
		.utc_offset_usec = now->utc_offset_usec,
		.offset_until_real_usec = now->offset_until_real_usec,
	};

	if (set_by_usec < SPANS_JUMP_USEC && now->utc_offset_usec == last->utc_offset_usec) {
		last->offset_until_real_usec = now->offset_until_real_usec;
		return;
	}
	if (set_by_usec < SPANS_JUMP_USEC) {
		label.from_boot_usec = changed_boot_usec(last, now);
		label.real_usec = real_usec_at(last, label.from_boot_usec);
	}
	if (label.from_boot_usec <= spans->told_boot_usec || spans->n_labels == SPANS_LABELS_MAX) {
		/* Nothing that is not told had the last one, or there is no room for all. */
		*last = label;
	} else {
		spans->labels[spans->n_labels++] = label;
	}
}

/* -- adding
 * --------------------------------------------------------------------------------------------------
 */

static bool same(const struct span_piece *a, const struct span_piece *b)
{
	return a->span == b->span && a->is_estimated == b->is_estimated;
}

/* One of each kind, in the order in which they came first: lengths stay what they were, places
 * within some minutes do not. */
static void make_room(struct spans *spans)
{
	struct span_piece kinds[SPANS_PIECES_MAX];
	usec_t lengths_usec[SPANS_PIECES_MAX], at_usec = spans->told_boot_usec;
	size_t n = 0;

	for (size_t i = 0; i < spans->n_pieces; i++) {
		const struct span_piece *piece = &spans->pieces[i];
		size_t k = 0;

		while (k < n && !same(&kinds[k], piece)) {
			k++;
		}
		if (k == n) {
			kinds[n] = *piece;
			lengths_usec[n++] = 0;
		}
		lengths_usec[k] += piece->to_boot_usec - at_usec;
		at_usec = piece->to_boot_usec;
	}
	at_usec = spans->told_boot_usec;
	for (size_t k = 0; k < n; k++) {
		at_usec += lengths_usec[k];
		kinds[k].to_boot_usec = at_usec;
	}
	memcpy(spans->pieces, kinds, n * sizeof(kinds[0]));
	spans->n_pieces = n;
}

void spans_add(struct spans *spans, usec_t to_boot_usec, enum span span, bool is_estimated,
	bool is_continued)
{
	struct span_piece piece = {to_boot_usec, span, is_estimated, is_continued};
	struct span_piece *last = spans->n_pieces > 0 ? &spans->pieces[spans->n_pieces - 1] : NULL;

	if (to_boot_usec <= end_usec(spans)) {
		assert(to_boot_usec == end_usec(spans));
		return;
	}
	if (last && same(last, &piece)) {
		last->to_boot_usec = to_boot_usec;
		return;
	}
	if (spans->n_pieces == SPANS_PIECES_MAX) {
		make_room(spans);
	}
	assert(spans->n_pieces < SPANS_PIECES_MAX);
	spans->pieces[spans->n_pieces++] = piece;
}

void spans_decide(struct spans *spans, enum span span)
{
	for (size_t i = 0; i < spans->n_pieces; i++) {
		if (spans->pieces[i].span == SPAN_UNDECIDED) {
			spans->pieces[i].span = span;
			spans->pieces[i].is_estimated = true;
		}
	}
}

void spans_end_run(struct spans *spans, usec_t from_boot_usec)
{
	usec_t at_usec = spans->told_boot_usec;

	for (size_t i = 0; i < spans->n_pieces; i++) {
		if (at_usec >= from_boot_usec) {
			spans->pieces[i].is_continued = false;
		}
		at_usec = spans->pieces[i].to_boot_usec;
	}
}

void spans_recount(struct spans *spans, usec_t from_boot_usec, usec_t to_boot_usec, enum span span)
{
	spans->recounted = true;
	spans->recount = (struct core_recount){
		.from_boot_usec = from_boot_usec,
		.to_boot_usec = to_boot_usec,
		.from_real_usec = real_usec_at(label_at(spans, from_boot_usec), from_boot_usec),
		.span = span,
	};
}

/* -- telling
 * --------------------------------------------------------------------------------------------------
 */

/* The last of those that began before what is not told yet, and all after it. */
static void forget_labels(struct spans *spans)
{
	size_t n_over = 0;

	while (n_over + 1 < spans->n_labels &&
		spans->labels[n_over + 1].from_boot_usec <= spans->told_boot_usec) {
		n_over++;
	}
	spans->n_labels -= n_over;
	memmove(&spans->labels[0], &spans->labels[n_over],
		spans->n_labels * sizeof(spans->labels[0]));
}

bool spans_take(struct spans *spans, struct core_span *ret_span)
{
	struct span_piece *first = &spans->pieces[0];
	const struct span_label *label;
	usec_t to_usec;

	forget_labels(spans);
	if (spans->n_pieces == 0 || first->span == SPAN_UNDECIDED) {
		return false;
	}
	label = &spans->labels[0];
	to_usec = first->to_boot_usec;
	if (spans->n_labels > 1 && spans->labels[1].from_boot_usec < to_usec) {
		to_usec = spans->labels[1].from_boot_usec;
	}
	*ret_span = (struct core_span){
		.from_boot_usec = spans->told_boot_usec,
		.to_boot_usec = to_usec,
		.from_real_usec = real_usec_at(label, spans->told_boot_usec),
		.utc_offset_usec = label->utc_offset_usec,
		.span = first->span,
		.is_estimated = first->is_estimated,
		.is_continued = first->is_continued,
	};
	spans->told_boot_usec = to_usec;
	if (to_usec < first->to_boot_usec) {
		/* The rest of it goes on with it. */
		first->is_continued = true;
		return true;
	}
	spans->n_pieces--;
	memmove(&spans->pieces[0], &spans->pieces[1], spans->n_pieces * sizeof(spans->pieces[0]));
	return true;
}

bool spans_take_recount(struct spans *spans, struct core_recount *ret_recount)
{
	if (!spans->recounted) {
		return false;
	}
	*ret_recount = spans->recount;
	spans->recounted = false;
	return true;
}
