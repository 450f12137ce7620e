/* SPDX-License-Identifier: MIT */
/* Local days that begin at Day.Start. */
#pragma once

#include "types.h"

/* Number of the local day: days since 1970-01-01 of the date on which it began. 01:30 belongs to
 * the day before where days begin at 04:00. */
int64_t calendar_day_number(const struct core_now *now, usec_t day_start_usec);

/* How long ago the day with this number ended, negative while it has not; local clock time, so that
 * a change of the offset in between moves it. */
int64_t calendar_day_ended_ago_usec(
	const struct core_now *now, usec_t day_start_usec, int64_t day_number);
