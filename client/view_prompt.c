/* SPDX-License-Identifier: MIT */
#include "view_prompt.h"

#include <string.h>

#include <backcare/cleanup.h>

#include "field.h"
#include "names.h"
#include "timetext.h"

#define STEP_COLUMNS 4

void view_prompt_add_summary(
	struct text_line *line, const struct text_style *style, json_object *prompt)
{
	const char *title = field_string(prompt, "title");
	const char *kind = field_string(prompt, "kind");
	usec_t duration_usec = field_usec_or(prompt, "durationUSec", 0);
	char length[TIMETEXT_LENGTH_MAX];
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t time_usec;

	text_line_add(line, "%s", title ? title : "A prompt");
	if (kind || duration_usec > 0) {
		text_line_add(line, " (%s%s%s)", kind ? names_kind(kind) : "",
			kind && duration_usec > 0 ? ", " : "",
			duration_usec > 0 ? timetext_length(length, sizeof(length), duration_usec)
					  : "");
	}
	if (field_usec(prompt, "startedUSec", &time_usec)) {
		text_line_add(line, ", begun at %s",
			timetext_clock(clock, sizeof(clock), style, time_usec));
	} else if (field_usec(prompt, "shownUSec", &time_usec)) {
		text_line_add(line, ", open since %s",
			timetext_clock(clock, sizeof(clock), style, time_usec));
	}
}

static void write_steps(FILE *out, const struct text_style *style, json_object *steps)
{
	size_t number = 0;

	for (size_t i = 0; i < field_array_length(steps); i++) {
		json_object *step = json_object_array_get_idx(steps, i);

		if (!json_object_is_type(step, json_type_string)) {
			continue;
		}
		number++;
		(void)fprintf(out, "%2zu. ", number);
		(void)text_write_wrapped(
			out, style, STEP_COLUMNS, STEP_COLUMNS, json_object_get_string(step));
		(void)fputc('\n', out);
	}
	if (number > 0) {
		(void)fputc('\n', out);
	}
}

void view_prompt_write(FILE *out, const struct text_style *style, json_object *prompt)
{
	const char *title = field_string(prompt, "title");
	const char *body = field_string(prompt, "body");
	const char *kind = field_string(prompt, "kind");
	usec_t duration_usec = field_usec_or(prompt, "durationUSec", 0);
	char length[TIMETEXT_LENGTH_MAX];
	struct text_line line;

	text_shade_begin(out, style, TEXT_STRONG);
	(void)text_write_wrapped(out, style, 0, 0, title && *title != '\0' ? title : "A prompt");
	text_shade_end(out, style, TEXT_STRONG);
	text_line_clear(&line);
	if (kind) {
		text_line_add_item(&line, "%s", names_kind(kind));
	}
	if (duration_usec > 0) {
		text_line_add_item(
			&line, "%s", timetext_length(length, sizeof(length), duration_usec));
	}
	(void)fputc('\n', out);
	if (line.size > 0) {
		text_shade_begin(out, style, TEXT_FAINT);
		(void)text_write_wrapped(out, style, 0, 0, line.bytes);
		text_shade_end(out, style, TEXT_FAINT);
		(void)fputc('\n', out);
	}
	(void)fputc('\n', out);
	if (body && *body != '\0') {
		(void)text_write_wrapped(out, style, 0, 0, body);
		(void)fputs("\n\n", out);
	}
	write_steps(out, style, field_array(prompt, "steps"));
}

/* Whether the choice is a command of its own. */
static bool is_command(const char *id)
{
	return strcmp(id, "done") == 0 || strcmp(id, "snooze") == 0 || strcmp(id, "skip") == 0 ||
	       strcmp(id, "start") == 0;
}

/* Where to read why: all that is shown has a source. */
static void write_evidence(
	FILE *out, const struct text_style *style, unsigned indent, json_object *prompt)
{
	const char *entry = field_string(prompt, "entry");
	struct text_line line;

	if (!entry || field_array_length(field_array(prompt, "sources")) == 0) {
		return;
	}
	text_line_clear(&line);
	text_line_add(&line, "What stands behind it: `backcarectl evidence %s`", entry);
	(void)fprintf(out, "%*s", (int)indent, "");
	text_shade_begin(out, style, TEXT_FAINT);
	(void)text_write_wrapped(out, style, indent, indent + 2, line.bytes);
	text_shade_end(out, style, TEXT_FAINT);
	(void)fputc('\n', out);
}

void view_prompt_write_choices(
	FILE *out, const struct text_style *style, unsigned indent, json_object *prompt)
{
	json_object *choices = field_array(prompt, "choices");
	struct text_line line;
	usec_t started_usec;

	text_line_clear(&line);
	if (field_array_length(field_array(prompt, "steps")) > 0 &&
		!field_usec(prompt, "startedUSec", &started_usec)) {
		text_line_add(&line, "backcarectl start");
	}
	for (size_t i = 0; i < field_array_length(choices); i++) {
		const char *id = field_string(json_object_array_get_idx(choices, i), "id");

		if (id && is_command(id) && strcmp(id, "start") != 0) {
			text_line_add(&line, "%s%s", line.size > 0 ? " | " : "backcarectl ", id);
		}
	}
	if (line.size > 0) {
		(void)fprintf(out, "%*s", (int)indent, "");
		(void)text_write_wrapped(out, style, indent, indent, line.bytes);
		(void)fputc('\n', out);
	}
	for (size_t i = 0; i < field_array_length(choices); i++) {
		json_object *choice = json_object_array_get_idx(choices, i);
		const char *id = field_string(choice, "id");
		const char *label = field_string(choice, "label");

		if (!id || is_command(id)) {
			continue;
		}
		text_line_clear(&line);
		text_line_add(&line, "backcarectl answer %s", id);
		if (label && *label != '\0') {
			text_line_add(&line, ": %s", label);
		}
		(void)fprintf(out, "%*s", (int)indent, "");
		(void)text_write_wrapped(out, style, indent, indent + 2, line.bytes);
		(void)fputc('\n', out);
	}
	write_evidence(out, style, indent, prompt);
}
