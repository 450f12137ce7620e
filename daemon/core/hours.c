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

/* Whether the range begins on this day of the week; days before and after the week's are meant as
 * well. */
static bool begins_on(const struct hours_range *range, int day)
{
	return range->weekdays & (1U << ((day + 7) % 7));
}

static usec_t range_length_usec(const struct hours_range *range)
{
	usec_t length_usec = range->to_min * USEC_PER_MINUTE - range->from_min * USEC_PER_MINUTE;

	/* Not above from_min: it ends on the next day. */
	return range->to_min <= range->from_min ? length_usec + USEC_PER_DAY : length_usec;
}

/* A range is at most a day long: one that contains the position began today or yesterday. */
static bool contain_at(const struct hours *hours, usec_t position_usec)
{
	int today = (int)(position_usec / USEC_PER_DAY);
	usec_t in_day_usec = position_usec % USEC_PER_DAY;

	for (size_t i = 0; i < hours->n_ranges; i++) {
		const struct hours_range *range = &hours->ranges[i];
		usec_t from_usec = range->from_min * USEC_PER_MINUTE;
		usec_t to_usec = from_usec + range_length_usec(range);

		if ((begins_on(range, today) && in_day_usec >= from_usec &&
			    in_day_usec < to_usec) ||
			(begins_on(range, today - 1) && in_day_usec + USEC_PER_DAY < to_usec)) {
			return true;
		}
	}
	return false;
}

bool hours_contain(const struct hours *hours, const struct core_now *now)
{
	return contain_at(hours, week_position_usec(now));
}

/* How far the next edge of a range that begins on 'day' and changes something lies ahead, if it is
 * nearer than 'best_usec', else that. */
static usec_t nearer_edge_usec(const struct hours *hours, const struct hours_range *range, int day,
	usec_t position_usec, bool inside, usec_t best_usec)
{
	/* A week is added, so that yesterday is not below zero. */
	usec_t from_usec = (usec_t)(day + 7) * USEC_PER_DAY + range->from_min * USEC_PER_MINUTE;
	usec_t edges_usec[] = {from_usec, from_usec + range_length_usec(range)};

	for (size_t i = 0; i < 2; i++) {
		usec_t here_usec = position_usec + WEEK_USEC;

		/* An edge inside another range changes nothing. */
		if (edges_usec[i] > here_usec && edges_usec[i] - here_usec < best_usec &&
			contain_at(hours, edges_usec[i] % WEEK_USEC) != inside) {
			best_usec = edges_usec[i] - here_usec;
		}
	}
	return best_usec;
}

usec_t hours_next_change_real_usec(const struct hours *hours, const struct core_now *now)
{
	usec_t position_usec = week_position_usec(now);
	int today = (int)(position_usec / USEC_PER_DAY);
	usec_t until_day_usec = USEC_PER_DAY - position_usec % USEC_PER_DAY;
	bool inside = contain_at(hours, position_usec);
	usec_t best_usec = USEC_INFINITY;

	for (int day = -1; day <= 7; day++) {
		for (size_t i = 0; i < hours->n_ranges; i++) {
			if (begins_on(&hours->ranges[i], today + day)) {
				best_usec = nearer_edge_usec(hours, &hours->ranges[i], today + day,
					position_usec, inside, best_usec);
			}
		}
		/* What begins on later days lies behind their beginning. */
		if (day >= 0 && best_usec <= until_day_usec + (usec_t)day * USEC_PER_DAY) {
			break;
		}
	}
	return best_usec == USEC_INFINITY ? USEC_INFINITY : now->real_usec + best_usec;
}

void hours_answer(
	struct hours_answer *answer, const struct hours *hours, const struct core_now *now)
{
	if (now->real_usec >= answer->from_real_usec && now->real_usec < answer->until_real_usec &&
		now->utc_offset_usec == answer->utc_offset_usec) {
		return;
	}
	*answer = (struct hours_answer){
		.from_real_usec = now->real_usec,
		.until_real_usec = hours_next_change_real_usec(hours, now),
		.utc_offset_usec = now->utc_offset_usec,
		.inside = hours_contain(hours, now),
	};
}
