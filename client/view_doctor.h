/* SPDX-License-Identifier: MIT */
/* What `doctor` found, as a table. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

/* The rows from the one with this number on: the mark, the thing, what was found, and below it what
 * can be done. 'brief': only those that are not as they should be. */
void view_doctor_write(
	FILE *out, const struct text_style *style, json_object *checks, size_t from, bool brief);

/* Whether the main job works: every check that is vital is ok or limited. */
bool view_doctor_works(json_object *checks);

/* The last line: one sentence that tells whether it works, and if not, what is in the way. */
void view_doctor_write_verdict(FILE *out, const struct text_style *style, json_object *checks);
