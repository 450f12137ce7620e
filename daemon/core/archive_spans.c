/* SPDX-License-Identifier: MIT */
/* What was counted and is not told yet: it is told once, whenever the daemon ends. */
#include "archive_internal.h"

static void archive_pieces(struct archive *archive, struct spans *spans)
{
	spans->n_pieces = archive_begin_list(archive, "pieces", SPANS_PIECES_MAX, spans->n_pieces);
	for (size_t i = 0; i < spans->n_pieces; i++) {
		struct span_piece *piece = &spans->pieces[i];

		if (archive_begin_object(archive, NULL)) {
			ARCHIVE_USEC(archive, "toBootUSec", piece->to_boot_usec);
			ARCHIVE_ENUM(archive, "span", SPAN_MAX, piece->span);
			ARCHIVE_BOOL(archive, "estimated", piece->is_estimated);
			ARCHIVE_BOOL(archive, "continued", piece->is_continued);
			archive_end(archive);
		}
	}
	if (spans->n_pieces > 0) {
		archive_end(archive);
	}
}

static void archive_labels(struct archive *archive, struct spans *spans)
{
	spans->n_labels = archive_begin_list(archive, "labels", SPANS_LABELS_MAX, spans->n_labels);
	for (size_t i = 0; i < spans->n_labels; i++) {
		struct span_label *label = &spans->labels[i];

		if (archive_begin_object(archive, NULL)) {
			ARCHIVE_USEC(archive, "fromBootUSec", label->from_boot_usec);
			ARCHIVE_USEC(archive, "realUSec", label->real_usec);
			archive_offset(archive, "utcOffsetUSec", &label->utc_offset_usec);
			ARCHIVE_USEC(archive, "utcOffsetUntilUSec", label->offset_until_real_usec);
			archive_end(archive);
		}
	}
	if (spans->n_labels > 0) {
		archive_end(archive);
	}
}

static void archive_recount(struct archive *archive, struct core_recount *recount)
{
	if (archive_begin_object(archive, "recount")) {
		ARCHIVE_USEC(archive, "fromBootUSec", recount->from_boot_usec);
		ARCHIVE_USEC(archive, "toBootUSec", recount->to_boot_usec);
		ARCHIVE_USEC(archive, "fromRealUSec", recount->from_real_usec);
		ARCHIVE_ENUM(archive, "span", SPAN_MAX, recount->span);
		archive_end(archive);
	}
}

void archive_spans(struct archive *archive, struct spans *spans)
{
	if (archive_begin_object(archive, "spans")) {
		ARCHIVE_USEC(archive, "toldBootUSec", spans->told_boot_usec);
		archive_pieces(archive, spans);
		archive_labels(archive, spans);
		ARCHIVE_BOOL(archive, "recounted", spans->recounted);
		archive_recount(archive, &spans->recount);
		archive_end(archive);
	}
}

bool archive_spans_are_valid(const struct spans *spans, usec_t span_from_boot_usec)
{
	usec_t at_usec = spans->told_boot_usec;

	for (size_t i = 0; i < spans->n_pieces; i++) {
		if (spans->pieces[i].to_boot_usec <= at_usec) {
			return false;
		}
		at_usec = spans->pieces[i].to_boot_usec;
	}
	/* A day that begins within the present one tells nothing. */
	return spans->n_labels > 0 && at_usec <= span_from_boot_usec &&
	       spans->recount.span < SPAN_ASLEEP &&
	       spans->recount.from_boot_usec <= spans->recount.to_boot_usec;
}
