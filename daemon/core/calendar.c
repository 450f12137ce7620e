/* SPDX-License-Identifier: MIT */
#include "calendar.h"

#define DAY_USEC ((int64_t)USEC_PER_DAY)

static int64_t local_since_day_start_usec(const struct core_now *now, usec_t day_start_usec)
{
	return (int64_t)now->real_usec + now->utc_offset_usec - (int64_t)day_start_usec;
}

int64_t calendar_day_number(const struct core_now *now, usec_t day_start_usec)
{
	int64_t local_usec = local_since_day_start_usec(now, day_start_usec);

	return local_usec >= 0 ? local_usec / DAY_USEC : -((-local_usec + DAY_USEC - 1) / DAY_USEC);
}

int64_t calendar_day_ended_ago_usec(
	const struct core_now *now, usec_t day_start_usec, int64_t day_number)
{
	return local_since_day_start_usec(now, day_start_usec) - (day_number + 1) * DAY_USEC;
}
