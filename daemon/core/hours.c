/* SPDX-License-Identifier: MIT */
/* Ranges are compared in minutes of a local week, so that "past midnight" and "Sunday to Monday"
 * are the same case. The offset of 'now' is taken for the whole week ahead: when it changes (DST),
 * the core is stepped anyway (core_now.offset_until_real_usec) and asks again. */
#include "hours.h"

#define WEEK_USEC (7 * USEC_PER_DAY)
/* 1970-01-01 was a Thursday: three days after a Monday. */
#define EPOCH_WEEK_OFFSET_USEC (3 * USEC_PER_DAY)

static usec_t week_position_usec(const struct core_now *now)
{
	/* Offsets reach from -12 h to +14 h; a week is added so that nothing goes below zero. */
	uint64_t local_usec = now->real_usec + WEEK_USEC + (uint64_t)now->utc_offset_usec;

	return (local_usec + EPOCH_WEEK_OFFSET_USEC) % WEEK_USEC;
}

/* Where the range that begins on 'weekday' lies in the week; the end may be beyond the week's. */
static void range_place(const struct hours_range *range, unsigned weekday, usec_t *ret_from_usec,
	usec_t *ret_to_usec)
{
	usec_t from_usec = weekday * USEC_PER_DAY + range->from_min * USEC_PER_MINUTE;
	usec_t to_usec = weekday * USEC_PER_DAY + range->to_min * USEC_PER_MINUTE;

	if (range->to_min <= range->from_min) {
		to_usec += USEC_PER_DAY;
	}
	*ret_from_usec = from_usec;
	*ret_to_usec = to_usec;
}

static bool contain_at(const struct hours *hours, usec_t position_usec)
{
	for (size_t i = 0; i < hours->n_ranges; i++) {
		for (unsigned weekday = 0; weekday < 7; weekday++) {
			usec_t from_usec, to_usec;

			if (!(hours->ranges[i].weekdays & (1U << weekday))) {
				continue;
			}
			range_place(&hours->ranges[i], weekday, &from_usec, &to_usec);
			if ((position_usec >= from_usec && position_usec < to_usec) ||
				position_usec + WEEK_USEC < to_usec) {
				return true;
			}
		}
	}
	return false;
}

bool hours_contain(const struct hours *hours, const struct core_now *now)
{
	return contain_at(hours, week_position_usec(now));
}

usec_t hours_next_change_real_usec(const struct hours *hours, const struct core_now *now)
{
	usec_t position_usec = week_position_usec(now);
	bool inside = contain_at(hours, position_usec);
	usec_t best_usec = USEC_INFINITY;

	for (size_t i = 0; i < hours->n_ranges; i++) {
		for (unsigned weekday = 0; weekday < 7; weekday++) {
			usec_t edges_usec[2];

			if (!(hours->ranges[i].weekdays & (1U << weekday))) {
				continue;
			}
			range_place(&hours->ranges[i], weekday, &edges_usec[0], &edges_usec[1]);
			for (size_t edge = 0; edge < 2; edge++) {
				usec_t at_usec = edges_usec[edge] % WEEK_USEC;
				usec_t ahead_usec =
					(at_usec + WEEK_USEC - position_usec) % WEEK_USEC;

				if (ahead_usec == 0) {
					ahead_usec = WEEK_USEC;
				}
				/* An edge inside another range changes nothing. */
				if (ahead_usec < best_usec &&
					contain_at(hours, at_usec) != inside) {
					best_usec = ahead_usec;
				}
			}
		}
	}
	return best_usec == USEC_INFINITY ? USEC_INFINITY : now->real_usec + best_usec;
}
