/* SPDX-License-Identifier: MIT */
#include "view_why.h"

#include "field.h"
#include "names.h"
#include "timetext.h"

#define CLOCK_COLUMNS 7
#define DECISION_COLUMNS 9

static void write_decision(FILE *out, const struct text_style *style, json_object *entry)
{
	const char *decision = field_string(entry, "decision");
	const char *kind = field_string(entry, "kind");
	const char *reason = field_string(entry, "reason");
	char clock[TIMETEXT_CLOCK_MAX];
	struct text_line line;
	usec_t time_usec;
	unsigned indent = CLOCK_COLUMNS + DECISION_COLUMNS;

	if (field_usec(entry, "timeUSec", &time_usec)) {
		(void)timetext_clock(clock, sizeof(clock), style, time_usec);
	} else {
		(void)snprintf(clock, sizeof(clock), "?");
	}
	text_shade_begin(out, style, TEXT_FAINT);
	(void)fprintf(out, "%-*s", CLOCK_COLUMNS - 1, clock);
	text_shade_end(out, style, TEXT_FAINT);
	(void)fputc(' ', out);
	text_write_padded(out, style, decision ? decision : "", DECISION_COLUMNS - 1);
	(void)fputc(' ', out);

	text_line_clear(&line);
	text_line_add(&line, "%s%s%s", kind ? names_kind(kind) : "", kind && reason ? ": " : "",
		reason ? reason : "");
	/* A clock with a date is wider than its column. */
	unsigned used = text_width(clock);
	unsigned column = indent + (used > CLOCK_COLUMNS - 1 ? used - (CLOCK_COLUMNS - 1) : 0);
	(void)text_write_wrapped(out, style, column, indent, line.bytes);
	(void)fputc('\n', out);
}

void view_why_write(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *decisions = field_array(reply, "decisions");

	if (field_array_length(decisions) == 0) {
		(void)text_write_wrapped(out, style, 0, 0,
			"Nothing was decided yet. `backcarectl status` shows what comes next.");
		(void)fputc('\n', out);
		return;
	}
	for (size_t i = 0; i < field_array_length(decisions); i++) {
		write_decision(out, style, json_object_array_get_idx(decisions, i));
	}
}
