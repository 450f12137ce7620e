/* SPDX-License-Identifier: MIT */
#include "view_status.h"

#include <string.h>

#include <backcare/cleanup.h>

#include "field.h"
#include "names.h"
#include "timetext.h"
#include "view_line.h"
#include "view_prompt.h"

#define LABEL_COLUMNS 8
#define BAR_COLUMNS_MAX 24
#define SPELL_COLUMNS 20

static void write_row(FILE *out, const struct text_style *style, const char *label,
	enum text_shade shade, const char *string)
{
	text_write_label(out, style, LABEL_COLUMNS, label);
	text_shade_begin(out, style, shade);
	(void)text_write_wrapped(out, style, LABEL_COLUMNS, LABEL_COLUMNS, string);
	text_shade_end(out, style, shade);
	(void)fputc('\n', out);
}

static void write_heading(FILE *out, const struct text_style *style, json_object *status,
	const struct view_line_figures *figures)
{
	const char *presence = field_string(status, "presence");
	const char *detail = field_string(status, "presenceDetail");
	const char *doing = figures->is_standing ? "Standing" : "Sitting";
	struct text_line line;

	text_line_clear(&line);
	if (!presence) {
		text_line_add(&line, "Whether you are there is not said");
	} else if (strcmp(presence, "active") == 0) {
		text_line_add(&line, "%s", doing);
	} else if (strcmp(presence, "passive") == 0) {
		text_line_add(
			&line, "%s, without input: %s", doing, detail ? detail : "a call, a video");
	} else if (strcmp(presence, "unknown") == 0) {
		text_line_add(&line, "%s, as far as can be told: nothing reports presence", doing);
	} else if (strcmp(presence, "away") == 0) {
		text_line_add(&line, "Away%s%s", detail ? ": " : "", detail ? detail : "");
	} else if (strcmp(presence, "locked") == 0) {
		text_line_add(&line, "Away, the screen is locked");
	} else if (strcmp(presence, "asleep") == 0) {
		text_line_add(&line, "Asleep");
	} else {
		text_line_add(&line, "%s", presence);
	}
	text_shade_begin(out, style, TEXT_STRONG);
	(void)text_write_wrapped(out, style, 0, 0, line.bytes);
	text_shade_end(out, style, TEXT_STRONG);
	(void)fputc('\n', out);
}

/* "Sat     32min of 45min  █████░░" */
static void write_spell(FILE *out, const struct text_style *style, const char *label,
	usec_t spell_usec, usec_t limit_usec)
{
	char spell[TIMETEXT_LENGTH_MAX];
	char limit[TIMETEXT_LENGTH_MAX];
	struct text_line line;

	text_line_clear(&line);
	/* Where the limit is a matter of seconds, so is the spell. */
	text_line_add(&line, "%s",
		limit_usec != 0 && limit_usec < 2 * USEC_PER_MINUTE
			? timetext_length(spell, sizeof(spell), spell_usec)
			: timetext_minutes(spell, sizeof(spell), spell_usec));
	if (limit_usec == 0) {
		write_row(out, style, label, TEXT_PLAIN, line.bytes);
		return;
	}
	text_line_add(&line, " of %s", timetext_length(limit, sizeof(limit), limit_usec));
	text_write_label(out, style, LABEL_COLUMNS, label);
	unsigned width = text_width(line.bytes);
	unsigned used = LABEL_COLUMNS + (width > SPELL_COLUMNS ? width : SPELL_COLUMNS) + 2;
	unsigned columns = style->columns > used ? style->columns - used : 0;
	(void)fprintf(out, "%-*s  ", SPELL_COLUMNS, line.bytes);
	enum text_shade shade = spell_usec < limit_usec ? TEXT_GOOD : TEXT_NOTE;
	text_shade_begin(out, style, shade);
	text_write_bar(out, style, columns < BAR_COLUMNS_MAX ? columns : BAR_COLUMNS_MAX,
		spell_usec, limit_usec);
	text_shade_end(out, style, shade);
	(void)fputc('\n', out);
}

static void write_next(FILE *out, const struct text_style *style, json_object *status)
{
	struct text_line line;

	text_line_clear(&line);
	view_line_add_next(&line, style, status, true);
	if (line.size > 0) {
		write_row(out, style, "Next", TEXT_PLAIN, line.bytes);
	} else if (!field_object(status, "prompt")) {
		write_row(out, style, "Next", TEXT_PLAIN, "nothing planned");
	}
}

static void write_prompt(FILE *out, const struct text_style *style, json_object *prompt)
{
	const char *body = field_string(prompt, "body");
	struct text_line line;

	if (!prompt) {
		return;
	}
	text_line_clear(&line);
	view_prompt_add_summary(&line, style, prompt);
	write_row(out, style, "Prompt", TEXT_STRONG, line.bytes);
	if (body && *body != '\0') {
		write_row(out, style, "", TEXT_PLAIN, body);
	}
	view_prompt_write_choices(out, style, LABEL_COLUMNS, prompt);
}

/* That nothing is shown to who is away needs no saying when the heading says "away". */
static void write_holds(FILE *out, const struct text_style *style, json_object *status)
{
	json_object *holds = field_array(status, "holds");
	const char *presence = field_string(status, "presence");
	bool first = true;

	for (size_t i = 0; i < field_array_length(holds); i++) {
		json_object *hold = json_object_array_get_idx(holds, i);
		const char *reason = field_string(hold, "reason");
		struct text_line line;

		if (reason && presence && strcmp(reason, presence) == 0) {
			continue;
		}
		text_line_clear(&line);
		view_line_add_hold(&line, style, hold);
		write_row(out, style, first ? "Held" : "", TEXT_NOTE, line.bytes);
		first = false;
	}
}

static void add_length_item(
	struct text_line *line, const char *word, json_object *object, const char *field)
{
	char length[TIMETEXT_LENGTH_MAX];
	usec_t length_usec = field_usec_or(object, field, 0);

	if (length_usec > 0) {
		text_line_add_item(
			line, "%s %s", word, timetext_minutes(length, sizeof(length), length_usec));
	}
}

static void add_count_item(
	struct text_line *line, json_object *object, const char *field, const char *word)
{
	unsigned long count = field_count(object, field);

	if (count > 0) {
		text_line_add_item(line, "%lu %s", count, word);
	}
}

/* As far as the day has come, and nothing of what it has not. */
static void write_targets(FILE *out, const struct text_style *style, json_object *targets)
{
	usec_t goal_usec;
	struct text_line line;

	if (field_usec(targets, "upGoalUSec", &goal_usec)) {
		text_line_clear(&line);
		text_line_add(&line, "up and about for %llu of %llu min",
			(unsigned long long)(field_usec_or(targets, "upUSec", 0) / USEC_PER_MINUTE),
			(unsigned long long)(goal_usec / USEC_PER_MINUTE));
		write_row(out, style, "", TEXT_PLAIN, line.bytes);
	}
}

static void write_today(FILE *out, const struct text_style *style, json_object *today)
{
	unsigned long prompted = field_count(today, "prompted");
	struct text_line line;
	struct text_line counts;

	if (!today) {
		return;
	}
	text_line_clear(&line);
	add_length_item(&line, "sat", today, "seatedUSec");
	add_length_item(&line, "stood", today, "standingUSec");
	add_length_item(&line, "away", today, "awayUSec");
	add_length_item(&line, "asleep", today, "asleepUSec");
	add_length_item(&line, "longest sitting", today, "longestSeatedUSec");
	add_length_item(&line, "estimated", today, "estimatedUSec");
	write_row(out, style, "Today", TEXT_PLAIN, line.size > 0 ? line.bytes : "nothing yet");

	text_line_clear(&counts);
	add_count_item(&counts, today, "done", "done");
	add_count_item(&counts, today, "claimed", "noted as done");
	add_count_item(&counts, today, "natural",
		field_count(today, "natural") == 1 ? "time up by yourself"
						   : "times up by yourself");
	add_count_item(&counts, today, "skipped", "skipped");
	add_count_item(&counts, today, "expired", "not answered");
	text_line_clear(&line);
	if (prompted > 0) {
		text_line_add(&line, "%lu prompt%s", prompted, prompted == 1 ? "" : "s");
	}
	if (counts.size > 0) {
		text_line_add(&line, "%s%s", prompted > 0 ? ": " : "", counts.bytes);
	}
	if (line.size > 0) {
		write_row(out, style, "", TEXT_PLAIN, line.bytes);
	}
	write_targets(out, style, field_object(today, "targets"));
}

static bool is_state(json_object *source, const char *state)
{
	const char *found = field_string(source, "state");

	return found && strcmp(found, state) == 0;
}

/* "none" is always there, and knows nothing. */
static bool tells_presence(json_object *source)
{
	const char *name = field_string(source, "name");

	return is_state(source, "up") && name && strcmp(name, "none") != 0;
}

/* Those that tell of each key. */
static bool tells_of_desktop(json_object *source)
{
	const char *name = field_string(source, "name");

	return tells_presence(source) &&
	       (strcmp(name, "wayland") == 0 || strcmp(name, "mutter") == 0 ||
		       strcmp(name, "x11") == 0);
}

/* First what works, by its name: who wonders whether they are seen at all finds it here. Then,
 * where no desktop is seen, what does not work: each desktop has its own source, and the others are
 * never there. An outside sensor that is silent is no news; what cannot be had here is of interest
 * only where nothing works. */
static void write_sources(FILE *out, const struct text_style *style, json_object *sources)
{
	size_t count = field_array_length(sources);
	struct text_line working;
	bool first = true, desktop_seen = false;

	text_line_clear(&working);
	for (size_t i = 0; i < count; i++) {
		json_object *source = json_object_array_get_idx(sources, i);

		desktop_seen = desktop_seen || tells_of_desktop(source);
		if (tells_presence(source)) {
			text_line_add_item(&working, "%s", field_string(source, "name"));
		}
	}
	if (working.size > 0) {
		write_row(out, style, "Source", TEXT_PLAIN, working.bytes);
		first = false;
	}
	for (size_t i = 0; i < count && !desktop_seen; i++) {
		json_object *source = json_object_array_get_idx(sources, i);
		const char *name = field_string(source, "name");
		const char *state = field_string(source, "state");
		const char *detail = field_string(source, "detail");
		struct text_line line;

		if (!name || !state || is_state(source, "up") || strcmp(name, "external") == 0 ||
			(working.size > 0 && is_state(source, "unavailable"))) {
			continue;
		}
		text_line_clear(&line);
		text_line_add(&line, "%s is %s", name, state);
		if (detail && *detail != '\0') {
			text_line_add(&line, ": %s", detail);
		}
		write_row(out, style, first ? "Source" : "", TEXT_PLAIN, line.bytes);
		first = false;
	}
}

static void write_warnings(FILE *out, const struct text_style *style, json_object *warnings)
{
	for (size_t i = 0; i < field_array_length(warnings); i++) {
		json_object *warning = json_object_array_get_idx(warnings, i);

		if (json_object_is_type(warning, json_type_string)) {
			write_row(out, style, "Note", TEXT_NOTE, json_object_get_string(warning));
		}
	}
}

static void write_offers(FILE *out, const struct text_style *style, json_object *offers)
{
	for (size_t i = 0; i < field_array_length(offers); i++) {
		json_object *offer = json_object_array_get_idx(offers, i);

		if (json_object_is_type(offer, json_type_string)) {
			write_row(out, style, "Idea", TEXT_FAINT, json_object_get_string(offer));
		}
	}
}

void view_status_write(FILE *out, const struct text_style *style, json_object *status)
{
	struct view_line_figures figures = view_line_get_figures(style, status);
	const char *safety = field_string(status, "safety");
	const char *care = safety ? names_safety(safety) : NULL;

	write_heading(out, style, status, &figures);
	write_spell(out, style, "Sat", figures.seated_usec,
		field_usec_or(status, "seatedLimitUSec", 0));
	if (figures.is_standing || figures.standing_usec > 0) {
		write_spell(out, style, "Stood", figures.standing_usec,
			field_usec_or(status, "standingLimitUSec", 0));
	}
	write_next(out, style, status);
	write_prompt(out, style, field_object(status, "prompt"));
	write_holds(out, style, status);
	if (care) {
		write_row(out, style, "Care", TEXT_NOTE, care);
	}
	write_today(out, style, field_object(status, "today"));
	write_sources(out, style, field_array(status, "sources"));
	write_warnings(out, style, field_array(status, "warnings"));
	write_offers(out, style, field_array(status, "offers"));
}

bool view_status_next_change(const struct text_style *style, json_object *status, usec_t *ret_usec)
{
	struct view_line_figures figures = view_line_get_figures(style, status);
	usec_t next_usec = 0;

	/* One phase for everything shown, so that it is one repaint a minute and not one for each
	 * figure: that of the figure which grows, else that of what is to come. */
	if (figures.is_growing) {
		*ret_usec =
			style->real_usec + USEC_PER_MINUTE - figures.seated_usec % USEC_PER_MINUTE;
	} else if (figures.is_standing) {
		*ret_usec = style->real_usec + USEC_PER_MINUTE -
			    figures.standing_usec % USEC_PER_MINUTE;
	} else if (field_usec(status, "nextUSec", &next_usec) && next_usec > style->real_usec) {
		*ret_usec =
			style->real_usec + (next_usec - style->real_usec - 1) % USEC_PER_MINUTE + 1;
	} else {
		return false;
	}
	return true;
}
