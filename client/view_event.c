/* SPDX-License-Identifier: MIT */
#include "view_event.h"

#include <string.h>

#include <backcare/cleanup.h>

#include "field.h"
#include "names.h"
#include "timetext.h"
#include "view_line.h"
#include "view_prompt.h"

#define CLOCK_COLUMNS 10
#define NAME_COLUMNS 10

static void tell_where_it_stands(
	struct text_line *line, const struct text_style *style, json_object *event)
{
	view_line_add(line, style, event);
}

static void tell_presence(
	struct text_line *line, const struct text_style *style, json_object *event)
{
	const char *detail = field_string(event, "presenceDetail");

	tell_where_it_stands(line, style, event);
	if (detail) {
		text_line_add_item(line, "%s", detail);
	}
}

static void tell_prompt(struct text_line *line, const struct text_style *style, json_object *event)
{
	json_object *prompt = field_object(event, "prompt");

	if (prompt) {
		view_prompt_add_summary(line, style, prompt);
	} else {
		tell_where_it_stands(line, style, event);
	}
}

static void tell_closed(struct text_line *line, const struct text_style *style, json_object *event)
{
	const char *outcome = field_string(event, "outcome");
	const char *title = field_string(field_object(event, "prompt"), "title");

	text_line_add_item(line, "%s", title ? title : "the prompt");
	if (outcome) {
		text_line_add(line, ": %s", names_outcome(outcome));
	}
}

static void tell_holds(struct text_line *line, const struct text_style *style, json_object *event)
{
	json_object *holds = field_array(event, "holds");

	if (field_array_length(holds) > 0) {
		view_line_add_holds(line, style, holds);
	} else {
		text_line_add(line, "nothing holds prompts back");
	}
}

static void tell_settings(
	struct text_line *line, const struct text_style *style, json_object *event)
{
	json_object *warnings = field_array(event, "warnings");

	(void)style;
	text_line_add(line, "read again");
	for (size_t i = 0; i < field_array_length(warnings); i++) {
		json_object *warning = json_object_array_get_idx(warnings, i);

		if (json_object_is_type(warning, json_type_string)) {
			text_line_add(line, "; %s", json_object_get_string(warning));
		}
	}
}

static void tell_care(struct text_line *line, const struct text_style *style, json_object *event)
{
	const char *level = field_string(event, "safety");
	const char *sentence = level ? names_safety(level) : NULL;

	(void)style;
	text_line_add(line, "%s", sentence ? sentence : "nothing to take care of");
}

static void tell_day(struct text_line *line, const struct text_style *style, json_object *event)
{
	const char *date = field_string(field_object(event, "today"), "date");

	if (date) {
		text_line_add(line, "%s", date);
	} else {
		tell_where_it_stands(line, style, event);
	}
}

static const struct {
	const char *event;
	enum text_shade shade;
	void (*tell)(struct text_line *line, const struct text_style *style, json_object *event);
} events[] = {
	{"snapshot", TEXT_PLAIN, tell_where_it_stands},
	{"presence", TEXT_PLAIN, tell_presence},
	{"prompt_shown", TEXT_STRONG, tell_prompt},
	{"prompt_closed", TEXT_PLAIN, tell_closed},
	{"hold", TEXT_NOTE, tell_holds},
	{"settings", TEXT_PLAIN, tell_settings},
	{"care", TEXT_NOTE, tell_care},
	{"day", TEXT_PLAIN, tell_day},
};

void view_event_write(FILE *out, const struct text_style *style, json_object *event)
{
	const unsigned indent = CLOCK_COLUMNS + NAME_COLUMNS;
	const char *name = field_string(event, "event");
	struct text_style then = *style;
	char clock[TIMETEXT_CLOCK_MAX];
	struct text_line line;
	size_t i = 0;

	then.real_usec = field_usec_or(event, "timeUSec", style->real_usec);
	text_shade_begin(out, style, TEXT_FAINT);
	(void)fprintf(
		out, "%-*s", CLOCK_COLUMNS, timetext_seconds(clock, sizeof(clock), then.real_usec));
	text_shade_end(out, style, TEXT_FAINT);
	text_write_padded(out, style, name ? names_event(name) : "?", NAME_COLUMNS - 1);
	(void)fputc(' ', out);

	while (i < ELEMENTSOF(events) && (!name || strcmp(events[i].event, name) != 0)) {
		i++;
	}
	enum text_shade shade = i < ELEMENTSOF(events) ? events[i].shade : TEXT_PLAIN;
	text_line_clear(&line);
	if (i < ELEMENTSOF(events)) {
		events[i].tell(&line, &then, event);
	} else {
		tell_where_it_stands(&line, &then, event);
	}
	text_shade_begin(out, style, shade);
	(void)text_write_wrapped(out, style, indent, indent, line.bytes);
	text_shade_end(out, style, shade);
	(void)fputc('\n', out);
}
