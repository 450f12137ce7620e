/* SPDX-License-Identifier: MIT */
#include "view_line.h"

#include <string.h>

#include "field.h"
#include "names.h"
#include "timetext.h"

static bool is_one_of(const char *word, const char *first, const char *second, const char *third)
{
	return word &&
	       (strcmp(word, first) == 0 || strcmp(word, second) == 0 || strcmp(word, third) == 0);
}

struct view_line_figures view_line_get_figures(const struct text_style *style, json_object *status)
{
	const char *presence = field_string(status, "presence");
	const char *posture = field_string(status, "posture");
	usec_t time_usec = field_usec_or(status, "timeUSec", style->real_usec);
	usec_t elapsed_usec = style->real_usec > time_usec ? style->real_usec - time_usec : 0;
	bool present = is_one_of(presence, "active", "passive", "unknown");
	struct view_line_figures figures = {
		.is_present = present,
		.is_standing = present && posture && strcmp(posture, "standing") == 0,
		.is_growing = field_bool(status, "seatedGrowing", false),
		.seated_usec = field_usec_or(status, "seatedUSec", 0),
		.standing_usec = field_usec_or(status, "standingUSec", 0),
	};

	if (figures.is_growing) {
		figures.seated_usec += elapsed_usec;
	} else if (figures.is_standing) {
		figures.standing_usec += elapsed_usec;
	}
	return figures;
}

/* A recording and a film end at any moment, and the end that is told is only where they are taken
 * for forgotten: see Presence.PassiveMax. */
static bool ends_at_the_latest(json_object *hold)
{
	const char *reason = field_string(hold, "reason");

	return reason && (strcmp(reason, "microphone") == 0 || strcmp(reason, "inhibitor") == 0);
}

static void add_until(struct text_line *line, const struct text_style *style, json_object *hold)
{
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t until_usec;

	if (field_usec(hold, "untilUSec", &until_usec)) {
		text_line_add(line, " until %s%s",
			timetext_clock(clock, sizeof(clock), style, until_usec),
			ends_at_the_latest(hold) ? " at the latest" : "");
	}
}

/* Whether what comes then may come earlier, because it waits for such an end. */
static bool is_next_at_the_latest(json_object *holds, usec_t next_usec)
{
	for (size_t i = 0; i < field_array_length(holds); i++) {
		json_object *hold = json_object_array_get_idx(holds, i);
		usec_t until_usec;

		if (ends_at_the_latest(hold) && field_usec(hold, "untilUSec", &until_usec) &&
			until_usec <= next_usec) {
			return true;
		}
	}
	return false;
}

void view_line_add_next(struct text_line *line, const struct text_style *style, json_object *status,
	bool with_clock)
{
	const char *kind = field_string(status, "nextKind");
	char left[TIMETEXT_LENGTH_MAX];
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t next_usec;

	if (!kind) {
		return;
	}
	text_line_add_item(line, "%s", names_kind(kind));
	if (!field_usec(status, "nextUSec", &next_usec)) {
		return;
	}
	if (next_usec <= style->real_usec) {
		text_line_add(line, " due");
		return;
	}
	text_line_add(line, " in %s%s",
		timetext_minutes_left(left, sizeof(left), next_usec - style->real_usec),
		is_next_at_the_latest(field_array(status, "holds"), next_usec) ? " at the latest"
									       : "");
	if (with_clock) {
		text_line_add(
			line, ", at %s", timetext_clock(clock, sizeof(clock), style, next_usec));
	}
}

void view_line_add_hold(struct text_line *line, const struct text_style *style, json_object *hold)
{
	const char *reason = field_string(hold, "reason");
	const char *detail = field_string(hold, "detail");

	text_line_add_item(line, "%s", reason ? names_hold(reason) : "held");
	add_until(line, style, hold);
	if (detail && *detail != '\0') {
		text_line_add(line, " (%s)", detail);
	}
}

void view_line_add_holds(struct text_line *line, const struct text_style *style, json_object *holds)
{
	for (size_t i = 0; i < field_array_length(holds); i++) {
		view_line_add_hold(line, style, json_object_array_get_idx(holds, i));
	}
}

/* The hold worth a place on the one line: not those which the line says already, or which pass by
 * themselves in a moment. NULL if there is none. */
static json_object *line_hold(json_object *holds)
{
	for (size_t i = 0; i < field_array_length(holds); i++) {
		json_object *hold = json_object_array_get_idx(holds, i);
		const char *reason = field_string(hold, "reason");

		if (reason && !is_one_of(reason, "away", "locked", "asleep") &&
			!is_one_of(reason, "spacing", "no_session", "checklist")) {
			return hold;
		}
	}
	return NULL;
}

void view_line_add(struct text_line *line, const struct text_style *style, json_object *status)
{
	struct view_line_figures figures = view_line_get_figures(style, status);
	const char *presence = field_string(status, "presence");
	json_object *prompt = field_object(status, "prompt");
	json_object *hold = line_hold(field_array(status, "holds"));
	char length[TIMETEXT_LENGTH_MAX];

	if (figures.is_standing) {
		text_line_add_item(line, "standing %s",
			timetext_minutes(length, sizeof(length), figures.standing_usec));
	} else if (figures.is_present) {
		text_line_add_item(line, "sitting %s",
			timetext_minutes(length, sizeof(length), figures.seated_usec));
	} else {
		text_line_add_item(line, "%s", presence ? presence : "presence not known");
	}
	if (prompt) {
		const char *title = field_string(prompt, "title");

		text_line_add_item(line, "now: %s", title ? title : "a prompt is open");
	} else if (hold) {
		text_line_add_item(line, "%s", names_hold(field_string(hold, "reason")));
		add_until(line, style, hold);
	} else if (figures.is_present) {
		view_line_add_next(line, style, status, false);
	}
}

void view_line_write(FILE *out, const struct text_style *style, json_object *status)
{
	struct text_line line;

	text_line_clear(&line);
	view_line_add(&line, style, status);
	(void)text_write_cut(out, style, line.bytes, style->columns);
	(void)fputc('\n', out);
}
