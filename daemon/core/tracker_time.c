/* SPDX-License-Identifier: MIT */
/* Time passes: what changes by time alone has a moment of its own and happens there, in order. */
#include "calendar.h"
#include "ledger.h"
#include "tracker_internal.h"

/* Clocks are not read at one instant; less than this between them is no suspend. */
#define SUSPEND_NOTICED_USEC USEC_PER_SEC

enum boundary {
	BOUNDARY_NONE,
	BOUNDARY_REPORT_EXPIRES,
	BOUNDARY_MEETING_ENDS,
	BOUNDARY_PASSIVE_ENDS,
	BOUNDARY_POSTURE_EXPIRES,
	BOUNDARY_STANDING_ENDS,
	BOUNDARY_REST_FULL,
	BOUNDARY_UNSEEN_ENDS,
	BOUNDARY_DAY_ENDS,
};

static void propose(enum boundary which, usec_t at_usec, enum boundary *best, usec_t *best_usec)
{
	if (at_usec < *best_usec) {
		*best = which;
		*best_usec = at_usec;
	}
}

static usec_t day_ends_boot_usec(const struct tracker *tracker,
	const struct core_settings *settings, const struct core_now *now)
{
	int64_t ago_usec =
		calendar_day_ended_ago_usec(now, settings->day_start_usec, tracker->today.number);

	if (ago_usec < 0) {
		return now->boot_usec + (usec_t)-ago_usec;
	}
	return later(subtract(now->boot_usec, (usec_t)ago_usec), tracker->settled_boot_usec);
}

static enum boundary next_boundary(const struct tracker *tracker,
	const struct core_settings *settings, const struct core_now *now, usec_t *ret_at_usec)
{
	enum boundary best = BOUNDARY_NONE;
	usec_t at = USEC_INFINITY;

	propose(BOUNDARY_DAY_ENDS, day_ends_boot_usec(tracker, settings, now), &best, &at);
	if (tracker->reported) {
		propose(BOUNDARY_REPORT_EXPIRES, tracker->report_until_boot_usec, &best, &at);
	}
	if (tracker->meeting) {
		propose(BOUNDARY_MEETING_ENDS, tracker->meeting_until_boot_usec, &best, &at);
	} else if (tracker->presence == PRESENCE_PASSIVE && !tracker->reported) {
		propose(BOUNDARY_PASSIVE_ENDS,
			tracker->input_since_boot_usec + settings->passive_max_usec, &best, &at);
	}
	if (tracker->posture == POSTURE_STANDING) {
		propose(BOUNDARY_POSTURE_EXPIRES, tracker->posture_until_boot_usec, &best, &at);
		if (tracker->resting && !tracker->asleep &&
			tracker->posture_until_boot_usec == USEC_INFINITY) {
			propose(BOUNDARY_STANDING_ENDS,
				later(tracker->rest_from_boot_usec, tracker->woke_boot_usec) +
					TRACKER_STANDING_BREAKS * settings->walk_break_usec,
				&best, &at);
		}
		if (tracker->asleep) {
			propose(BOUNDARY_STANDING_ENDS,
				tracker->asleep_since_boot_usec + TRACKER_STANDING_SUSPEND_MAX_USEC,
				&best, &at);
		}
	}
	if (tracker->resting && !tracker->rest_full) {
		propose(BOUNDARY_REST_FULL,
			tracker->rest_from_boot_usec + settings->walk_break_usec, &best, &at);
	}
	if (tracker->unseen) {
		propose(BOUNDARY_UNSEEN_ENDS, tracker->unseen_until_boot_usec, &best, &at);
	}
	/* A setting that was shortened can put a boundary into what is settled: it is crossed now.
	 */
	*ret_at_usec = at == USEC_INFINITY ? at : later(at, tracker->settled_boot_usec);
	return best;
}

static void begin_day(struct tracker *tracker, int64_t number, usec_t boot_usec)
{
	ledger_end_run(tracker);
	past_forget(&tracker->past);
	tracker->day_before = tracker->today;
	tracker->today = (struct day_summary){.number = number};
	tracker->today_from_boot_usec = boot_usec;
	tracker->undecided_today_usec = 0;
	/* What is past of the present span belongs to the day before. */
	ledger_begin_span(tracker, tracker->span, tracker->span_estimated);
}

static void end_day(struct tracker *tracker, usec_t boot_usec, struct news_list *news)
{
	/* Days that pass without a call in between were slept through or spent away: one is told,
	 * the others only passed over. */
	bool told = news->n_items > 0 && news->items[news->n_items - 1].type == NEWS_DAY_ENDED;
	struct day_summary day_before = tracker->day_before;

	begin_day(tracker, tracker->today.number + 1, boot_usec);
	if (told) {
		tracker->day_before = day_before;
	} else {
		tracker_add_news(news, NEWS_DAY_ENDED, boot_usec, 0, 0, 0);
	}
	if (tracker->posture == POSTURE_STANDING &&
		tracker->posture_until_boot_usec == USEC_INFINITY) {
		tracker_end_standing(tracker, boot_usec, news);
	}
}

static void cross(struct tracker *tracker, const struct core_settings *settings,
	enum boundary boundary, usec_t boot_usec, struct news_list *news)
{
	switch (boundary) {
	case BOUNDARY_DAY_ENDS:
		end_day(tracker, boot_usec, news);
		break;
	case BOUNDARY_REPORT_EXPIRES:
		tracker->reported = false;
		tracker_add_news(news, NEWS_REPORT_EXPIRED, boot_usec, 0, 0, 0);
		break;
	case BOUNDARY_MEETING_ENDS:
		tracker_end_meeting(tracker, boot_usec, news);
		break;
	case BOUNDARY_PASSIVE_ENDS:
		tracker_add_news(
			news, NEWS_PASSIVE_ENDED, boot_usec, settings->passive_max_usec, 0, 0);
		break;
	case BOUNDARY_POSTURE_EXPIRES:
	case BOUNDARY_STANDING_ENDS:
		tracker_end_standing(tracker, boot_usec, news);
		break;
	case BOUNDARY_REST_FULL:
		tracker_fill_rest(tracker, boot_usec, news);
		break;
	case BOUNDARY_UNSEEN_ENDS:
		tracker->unseen = false;
		break;
	case BOUNDARY_NONE:
		break;
	}
	tracker_facts_changed(tracker, settings, boot_usec, news);
}

static void advance_to(struct tracker *tracker, const struct core_settings *settings,
	const struct core_now *now, usec_t to_usec, struct news_list *news)
{
	for (;;) {
		usec_t at_usec;
		enum boundary boundary = next_boundary(tracker, settings, now, &at_usec);

		if (boundary == BOUNDARY_NONE || at_usec > to_usec) {
			tracker->next_boot_usec = at_usec;
			break;
		}
		ledger_settle(tracker, at_usec);
		cross(tracker, settings, boundary, at_usec, news);
	}
	ledger_settle(tracker, to_usec);
}

void tracker_advance(struct tracker *tracker, const struct core_settings *settings,
	const struct core_now *now, struct news_list *news)
{
	usec_t slept_usec = subtract(now->suspended_usec, tracker->suspended_seen_usec);
	int64_t day_number = calendar_day_number(now, settings->day_start_usec);

	if (day_number + 1 < tracker->today.number) {
		/* The clock was put back by more than a day: what it said before was wrong. */
		ledger_settle(tracker, now->boot_usec);
		begin_day(tracker, day_number, now->boot_usec);
		tracker_add_news(news, NEWS_DAY_ENDED, now->boot_usec, 0, 0, 0);
	}
	if (tracker->asleep || slept_usec < SUSPEND_NOTICED_USEC) {
		if (tracker->asleep) {
			tracker->suspended_seen_usec = now->suspended_usec;
		}
		advance_to(tracker, settings, now, now->boot_usec, news);
		return;
	}
	/* Nobody told of the suspend, but the clocks did. It ended just now: the resume is what
	 * woke us. */
	tracker->suspended_seen_usec = now->suspended_usec;
	if (slept_usec > now->boot_usec - tracker->settled_boot_usec) {
		slept_usec = now->boot_usec - tracker->settled_boot_usec;
	}
	advance_to(tracker, settings, now, now->boot_usec - slept_usec, news);
	tracker->asleep = true;
	tracker->asleep_since_boot_usec = now->boot_usec - slept_usec;
	tracker_facts_changed(tracker, settings, now->boot_usec - slept_usec, news);
	advance_to(tracker, settings, now, now->boot_usec, news);
	tracker->asleep = false;
	tracker_facts_changed(tracker, settings, now->boot_usec, news);
	tracker_add_news(news, NEWS_SUSPENDED, now->boot_usec, slept_usec, 0, 0);
}

/* -- a gap -- */

static void begin_unseen(struct tracker *tracker)
{
	tracker->unseen = true;
	tracker->unseen_until_boot_usec = USEC_INFINITY;
	tracker->input = INPUT_UNKNOWN;
	tracker->asleep = false;
	tracker->locked = false;
	tracker->session_absent = false;
	tracker->inhibited = false;
	tracker->microphone = false;
	tracker->empty_room = false;
}

static void pass_off(struct tracker *tracker, const struct core_settings *settings,
	const struct core_now *now, const struct tracker_gap *gap, struct news_list *news)
{
	tracker->asleep = true;
	tracker->asleep_since_boot_usec = gap->seen_until_boot_usec;
	tracker_facts_changed(tracker, settings, gap->seen_until_boot_usec, news);
	advance_to(tracker, settings, now, gap->off_until_boot_usec, news);
	tracker->asleep = false;
	tracker_facts_changed(tracker, settings, gap->off_until_boot_usec, news);
	tracker_add_news(news, NEWS_SUSPENDED, gap->off_until_boot_usec,
		gap->off_until_boot_usec - gap->seen_until_boot_usec, 0, 0);
}

void tracker_pass_gap(struct tracker *tracker, const struct core_settings *settings,
	const struct core_now *now, const struct tracker_gap *gap, struct news_list *news)
{
	advance_to(tracker, settings, now, gap->seen_until_boot_usec, news);
	begin_unseen(tracker);
	if (gap->was_off) {
		pass_off(tracker, settings, now, gap, news);
	}
	tracker->locked = gap->logged_out;
	tracker_facts_changed(tracker, settings, tracker->settled_boot_usec, news);
	if (gap->logged_out) {
		advance_to(tracker, settings, now, now->boot_usec, news);
		tracker->locked = false;
		tracker_facts_changed(tracker, settings, now->boot_usec, news);
	}
	tracker->unseen_until_boot_usec = now->boot_usec + TRACKER_UNSEEN_MAX_USEC;
}
