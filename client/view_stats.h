/* SPDX-License-Identifier: MIT */
/* stats as text: a table with bars, or one day with its hours. */
#pragma once

#include <stdio.h>

#include "stats.h"
#include "text.h"

/* The chart of a day begins at 'first_hour' (0 to 23), when the day does. */
void view_stats_write(FILE *out, const struct text_style *style, const struct stats_table *table,
	unsigned first_hour);
