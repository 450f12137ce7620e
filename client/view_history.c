/* SPDX-License-Identifier: MIT */
#include "view_history.h"

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

/* "low-back" for "low_back", "little sore" for "little_sore". */
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

static bool is_of(json_object *entry, const char *type)
{
	const char *is = field_string(entry, "type");

	return is && strcmp(is, type) == 0;
}

static const char *spell_name(const char *what)
{
	return strcmp(what, "seated") == 0 ? "sitting" : what;
}

static const char *choose_label(json_object *entry, const char *what)
{
	const char *type = field_string(entry, "type");
	const char *kind = field_string(field_object(entry, "details"), "kind");

	if (is_of(entry, "spell")) {
		return spell_name(what);
	}
	if (is_of(entry, "prompt")) {
		return kind ? names_kind(kind) : "prompt";
	}
	return is_of(entry, "checkin") ? "check-in" : is_of(entry, "safety") ? "symptoms" : type;
}

/* What is told behind label and length; the note comes last. */
static void fill_line(struct text_line *line, const struct text_style *style, json_object *entry,
	const char *what)
{
	json_object *details = field_object(entry, "details");

	if (is_of(entry, "massage")) {
		const char *by = field_string(details, "by");

		text_line_add_item(line, "%s", names_massage_by(by ? by : what));
		add(line, field_string(details, "pressure"));
		add(line, field_string(details, "areas"));
	} else if (is_of(entry, "prompt")) {
		text_line_add_item(line, "%s", names_outcome(what));
	} else if (is_of(entry, "spell")) {
		if (field_string(details, "estimated")) {
			text_line_add_item(line, "estimated");
		}
	} else {
		add(line, what);
		add(line, field_string(details, "symptoms"));
		add(line, field_string(details, "name"));
	}
	if (field_string(entry, "entry")) {
		text_line_add_item(line, "%s", field_string(entry, "entry"));
	}
	const char *note = field_string(entry, "note");
	if (note && note[0] != '\0') {
		text_line_add_item(
			line, "%s%s%s", style->utf8 ? "“" : "\"", note, style->utf8 ? "”" : "\"");
	}
}

/* What stands behind clock and label. */
static void write_rest(
	FILE *out, const struct text_style *style, json_object *entry, const char *what)
{
	/* On a narrow terminal there would be a word a line. */
	unsigned indent = style->columns < COLUMNS_WIDE ? CLOCK_COLUMNS : TEXT_COLUMN;
	char length[TIMETEXT_LENGTH_MAX] = "";
	struct text_line line;
	usec_t length_usec;

	if (field_usec(entry, "durationUSec", &length_usec) && length_usec > 0) {
		(void)timetext_length(length, sizeof(length), length_usec);
	}
	text_line_clear(&line);
	fill_line(&line, style, entry, what);
	if (line.size == 0) {
		(void)fprintf(out, " %s\n", length);
		return;
	}
	(void)fprintf(out, " %-*s", LENGTH_COLUMNS, length);
	(void)text_write_wrapped(out, style, TEXT_COLUMN, indent, line.bytes);
	(void)fputc('\n', out);
}

void view_history_write(
	FILE *out, const struct text_style *style, struct view_history *view, json_object *entry)
{
	const char *what = field_string(entry, "what");
	const char *label, *id = field_string(entry, "id");
	char clock[CLOCK_COLUMNS] = "?";
	struct tm local;

	what = what ? what : "";
	if (local_start(entry, &local)) {
		write_day(out, style, view, &local);
		(void)strftime(clock, sizeof(clock), "%H:%M", &local);
	}
	text_shade_begin(out, style, TEXT_FAINT);
	(void)fprintf(out, "%-*s", CLOCK_COLUMNS, clock);
	text_shade_end(out, style, TEXT_FAINT);
	label = choose_label(entry, what);
	text_write_padded(out, style, label ? label : "", LABEL_COLUMNS - 1);
	write_rest(out, style, entry, what);
	if (view->shows_ids && id) {
		/* Whole, on a line of its own: it is there to be copied. */
		(void)fprintf(out, "%*s", CLOCK_COLUMNS, "");
		text_shade_begin(out, style, TEXT_FAINT);
		(void)text_write(out, id);
		text_shade_end(out, style, TEXT_FAINT);
		(void)fputc('\n', out);
	}
}
