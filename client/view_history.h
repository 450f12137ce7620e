/* SPDX-License-Identifier: MIT */
/* Entries of the history as text, below the day on which they began, by the clock of the place. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

struct view_history {
	long day; /* of the entry before */
	bool has_day;
	bool shows_ids; /* what `history remove` takes */
};

void view_history_write(
	FILE *out, const struct text_style *style, struct view_history *view, json_object *entry);
