/* SPDX-License-Identifier: MIT */
#include "view_history.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>

#include "dates.h"
#include "field.h"
#include "jsonvalue.h"
#include "names.h"
#include "timetext.h"

#define CLOCK_COLUMNS 6
#define LABEL_COLUMNS 13
#define LENGTH_COLUMNS 9
#define TEXT_COLUMN (CLOCK_COLUMNS + LABEL_COLUMNS + LENGTH_COLUMNS)
#define COLUMNS_WIDE 60
#define WORDS_MAX 256

/* The clock of the place where it began, of this machine's zone where that is not known. False
 * without a time. */
static bool local_start(json_object *entry, struct tm *ret_local)
{
	json_object *offset = NULL;
	int64_t offset_usec = 0;
	usec_t start_usec;

	if (!field_usec(entry, "startUSec", &start_usec)) {
		return false;
	}
	time_t seconds = (time_t)(start_usec / USEC_PER_SEC);
	if (json_object_object_get_ex(entry, "utcOffsetUSec", &offset) &&
		json_get_int(offset, &offset_usec) &&
		(usec_t)llabs(offset_usec) <= 24 * USEC_PER_HOUR) {
		seconds += (time_t)(offset_usec / (int64_t)USEC_PER_SEC);
		return gmtime_r(&seconds, ret_local) && ret_local->tm_year < 8100;
	}
	return localtime_r(&seconds, ret_local) && ret_local->tm_year < 8100;
}

static void write_day(FILE *out, const struct text_style *style, struct view_history *view,
	const struct tm *local)
{
	char date[DATES_TEXT_MAX], name[DATES_NAME_MAX];
	long number;

	if (strftime(date, sizeof(date), "%Y-%m-%d", local) == 0 || !dates_parse(date, &number) ||
		(view->has_day && view->day == number)) {
		return;
	}
	(void)fputs(view->has_day ? "\n" : "", out);
	text_shade_begin(out, style, TEXT_STRONG);
	(void)fputs(dates_write_name(number, name), out);
	text_shade_end(out, style, TEXT_STRONG);
	(void)fputc('\n', out);
	view->has_day = true;
	view->day = number;
}

/* "little sore" for "little_sore". */
static const char *words(const char *value, char buffer[WORDS_MAX])
{
	(void)snprintf(buffer, WORDS_MAX, "%s", value);
	for (char *at = buffer; *at != '\0'; at++) {
		*at = *at == '_' ? ' ' : *at;
	}
	return buffer;
}

static void add(struct text_line *line, const char *text)
{
	char buffer[WORDS_MAX];

	if (text && text[0] != '\0') {
		text_line_add_item(line, "%s", words(text, buffer));
	}
}

/* Names with a blank between them. */
static void add_names(struct text_line *line, const char *names)
{
	while (names && *names != '\0') {
		size_t length = strcspn(names, " ");

		if (length > 0) {
			text_line_add_item(line, "%.*s", (int)length, names);
		}
		names += length + (names[length] == ' ');
	}
}

static bool is(const char *value, const char *wanted)
{
	return value && strcmp(value, wanted) == 0;
}

/* -- what is told of each type
 * ------------------------------------------------------------------------------------------
 */

static const char *name_spell(const char *what, json_object *details)
{
	(void)details;
	return is(what, "seated") ? "sitting" : what;
}

static void fill_spell(struct text_line *line, const char *what, json_object *details)
{
	const char *text = field_string(details, "estimated_usec");
	usec_t estimated_usec = text ? (usec_t)strtoull(text, NULL, 10) : 0;
	char length[TIMETEXT_LENGTH_MAX];

	(void)what;
	add(line, field_string(details, "presence"));
	/* Until the source of presence answers, at each start. */
	if (estimated_usec >= USEC_PER_SEC) {
		text_line_add_item(line, "estimated %s",
			timetext_length(length, sizeof(length), estimated_usec));
	}
}

/* A rest without a prompt has no kind. */
static const char *name_prompt(const char *what, json_object *details)
{
	const char *kind = field_string(details, "kind");

	return kind ? names_kind(kind) : is(what, "natural") ? "break" : "prompt";
}

static void fill_prompt(struct text_line *line, const char *what, json_object *details)
{
	(void)details;
	text_line_add_item(line, "%s", names_outcome(what));
}

static void fill_massage(struct text_line *line, const char *what, json_object *details)
{
	const char *by = field_string(details, "by");

	text_line_add_item(line, "%s", names_massage_by(by ? by : what));
	add(line, field_string(details, "pressure"));
	add_names(line, field_string(details, "areas"));
	add(line, field_string(details, "style"));
}

static const char *name_checkin(const char *what, json_object *details)
{
	(void)details;
	return is(what, "flare") || is(what, "flare_over") ? "gentle days" : "check-in";
}

static void fill_checkin(struct text_line *line, const char *what, json_object *details)
{
	(void)details;
	if (is(what, "flare") || is(what, "flare_over")) {
		add(line, is(what, "flare") ? "on" : "off");
	} else {
		add(line, what);
	}
}

static const char *name_safety(const char *what, json_object *details)
{
	(void)details;
	return is(what, "profile") ? "profile" : "symptoms";
}

static void fill_safety(struct text_line *line, const char *what, json_object *details)
{
	size_t before;

	if (is(what, "none")) {
		add(line, "none of them");
	} else if (is(what, "cleared")) {
		add(line, "cleared");
		add(line, field_string(details, "clinician"));
	} else {
		before = line->size;
		add_names(line, field_string(details, "symptoms"));
		add_names(line, field_string(details, "conditions"));
		if (line->size == before) {
			add(line, is(what, "profile") ? "none of them" : what);
		}
	}
}

static void fill_plan(struct text_line *line, const char *what, json_object *details)
{
	const char *active = field_string(details, "active");

	add(line, what);
	if (active) {
		add(line, is(active, "yes") ? "on" : "off");
	}
}

static const struct {
	const char *type;
	const char *(*name)(const char *what, json_object *details); /* NULL: as the type */
	void (*fill)(struct text_line *line, const char *what, json_object *details);
} types[] = {
	{"spell", name_spell, fill_spell},
	{"prompt", name_prompt, fill_prompt},
	{"massage", NULL, fill_massage},
	{"checkin", name_checkin, fill_checkin},
	{"safety", name_safety, fill_safety},
	{"plan", NULL, fill_plan},
};

/* The label, and what is told behind label and length; the note comes last. */
static const char *describe(struct text_line *line, const struct text_style *style,
	json_object *entry, const char *what)
{
	json_object *details = field_object(entry, "details");
	const char *type = field_string(entry, "type");
	const char *label = type ? type : "", *note = field_string(entry, "note");
	size_t which = 0;

	while (which < ELEMENTSOF(types) && !is(type, types[which].type)) {
		which++;
	}
	if (which == ELEMENTSOF(types)) {
		add(line, what); /* of a younger daemon */
	} else {
		label = types[which].name ? types[which].name(what, details) : label;
		types[which].fill(line, what, details);
	}
	if (field_string(entry, "entry")) {
		text_line_add_item(line, "%s", field_string(entry, "entry"));
	}
	add_names(line, field_string(details, "carried"));
	if (note && note[0] != '\0') {
		text_line_add_item(
			line, "%s%s%s", style->utf8 ? "“" : "\"", note, style->utf8 ? "”" : "\"");
	}
	return label;
}

/* What stands behind clock and label. */
static void write_rest(
	FILE *out, const struct text_style *style, json_object *entry, const struct text_line *line)
{
	/* On a narrow terminal there would be a word a line. */
	unsigned indent = style->columns < COLUMNS_WIDE ? CLOCK_COLUMNS : TEXT_COLUMN;
	char length[TIMETEXT_LENGTH_MAX] = "";
	usec_t length_usec;

	if (field_usec(entry, "durationUSec", &length_usec) && length_usec > 0) {
		(void)timetext_length(length, sizeof(length), length_usec);
	}
	if (line->size == 0) {
		(void)fprintf(out, " %s\n", length);
		return;
	}
	(void)fprintf(out, " %-*s", LENGTH_COLUMNS, length);
	(void)text_write_wrapped(out, style, TEXT_COLUMN, indent, line->bytes);
	(void)fputc('\n', out);
}

void view_history_write(
	FILE *out, const struct text_style *style, struct view_history *view, json_object *entry)
{
	const char *what = field_string(entry, "what");
	const char *id = field_string(entry, "id");
	char clock[CLOCK_COLUMNS] = "?";
	struct text_line line;
	struct tm local;

	if (local_start(entry, &local)) {
		write_day(out, style, view, &local);
		(void)strftime(clock, sizeof(clock), "%H:%M", &local);
	}
	text_shade_begin(out, style, TEXT_FAINT);
	(void)fprintf(out, "%-*s", CLOCK_COLUMNS, clock);
	text_shade_end(out, style, TEXT_FAINT);
	text_line_clear(&line);
	text_write_padded(
		out, style, describe(&line, style, entry, what ? what : ""), LABEL_COLUMNS - 1);
	write_rest(out, style, entry, &line);
	if (view->shows_ids && id) {
		/* Whole, on a line of its own: it is there to be copied. */
		(void)fprintf(out, "%*s", CLOCK_COLUMNS, "");
		text_shade_begin(out, style, TEXT_FAINT);
		(void)text_write(out, id);
		text_shade_end(out, style, TEXT_FAINT);
		(void)fputc('\n', out);
	}
}
