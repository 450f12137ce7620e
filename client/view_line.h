/* SPDX-License-Identifier: MIT */
/* How it stands in one line, from the reply to GetStatus() or an event of Monitor(); and the parts
 * of it that the longer views use as well. 'style->real_usec' is the time for which it is shown:
 * lengths that grow are told as of then, so one reply can be shown again and again without asking.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

/* The figures of a status, carried on to the time for which it is shown. */
struct view_line_figures {
	bool is_standing; /* at the desk, and standing */
	bool is_present;
	bool is_growing;
	usec_t seated_usec;
	usec_t standing_usec;
};

struct view_line_figures view_line_get_figures(const struct text_style *style, json_object *status);

/* "walk in 13min" or, with the clock, "walk in 13min, at 14:45"; nothing if nothing is planned.
 * This and what follows goes to the end of 'line'. */
void view_line_add_next(struct text_line *line, const struct text_style *style, json_object *status,
	bool with_clock);

/* "meeting until 15:00 (user)" */
void view_line_add_hold(struct text_line *line, const struct text_style *style, json_object *hold);
void view_line_add_holds(
	struct text_line *line, const struct text_style *style, json_object *holds);

/* "sitting 32min, walk in 13min" */
void view_line_add(struct text_line *line, const struct text_style *style, json_object *status);

/* The same for a bar or a shell prompt: cut to the width, with a newline. */
void view_line_write(FILE *out, const struct text_style *style, json_object *status);
