/* SPDX-License-Identifier: MIT */
/* A prompt for a person. */
#pragma once

#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

/* "A short stroll (walk, 3min), open since 14:40"; at the end of 'line'. */
void view_prompt_add_summary(
	struct text_line *line, const struct text_style *style, json_object *prompt);

/* Title, body and numbered steps. */
void view_prompt_write(FILE *out, const struct text_style *style, json_object *prompt);

/* The commands that answer it, each line after 'indent' blanks. */
void view_prompt_write_choices(
	FILE *out, const struct text_style *style, unsigned indent, json_object *prompt);
