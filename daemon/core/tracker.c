/* SPDX-License-Identifier: MIT */
/* Time is cut into stretches ("spans") that are counted one way each. What is certain is settled
 * into the tallies; idle without proof waits, undecided, until input returns (it was sitting) or
 * Walk.Break is reached (it was a rest). Idle is told late, when its threshold has passed, and is
 * backdated to the last input: what was settled since then is taken back first.
 *
 * Invariant, after every call: seated + standing + away + asleep + undecided = settled - began.
 *
 * Everything that changes by time alone (expiries, caps, Walk.Break, day borders) is a boundary
 * with a moment of its own. tracker_advance() crosses the boundaries in their order, so a late call
 * gives the same figures. */
#include <assert.h>

#include "calendar.h"
#include "credit.h"
#include "ledger.h"
#include "tracker_internal.h"

/* Shorter ones, until a source answers after a restart, explain nothing to anybody. */
#define GAP_TOLD_USEC USEC_PER_SEC

void tracker_add_news(
	struct news_list *news, enum news_type type, usec_t at, usec_t a, usec_t b, usec_t c)
{
	assert(news->n_items < NEWS_MAX);
	news->items[news->n_items++] =
		(struct news){.type = type, .at_boot_usec = at, .value_usec = {a, b, c}};
}

static bool span_is_rest(enum span span)
{
	return span == SPAN_AWAY || span == SPAN_ASLEEP || span == SPAN_UNDECIDED;
}

/* -- rests
 * ---------------------------------------------------------------------------------------------------
 */

void tracker_fill_rest(struct tracker *tracker, usec_t boot_usec, struct news_list *news)
{
	usec_t spell_before_usec = tracker->spell_usec;

	if (tracker->span == SPAN_UNDECIDED) {
		/* What follows of this idle is rest as well. */
		ledger_cut(tracker);
		tracker->span = SPAN_AWAY;
	}
	ledger_decide(tracker, SPAN_AWAY);
	ledger_end_run(tracker);
	tracker->spell_usec = 0;
	tracker->standing_spell_usec = 0;
	tracker->rest_full = true;
	tracker_add_news(news, NEWS_REST_FULL, boot_usec, boot_usec - tracker->rest_from_boot_usec,
		spell_before_usec, 0);
}

void tracker_begin_rest(struct tracker *tracker, usec_t boot_usec)
{
	tracker->resting = true;
	tracker->rest_full = false;
	tracker->rest_from_boot_usec = boot_usec;
	tracker->undecided_usec = 0;
	tracker->undecided_today_usec = 0;
}

static void end_rest(struct tracker *tracker, const struct core_settings *settings,
	usec_t boot_usec, struct news_list *news)
{
	usec_t rest_usec = boot_usec - tracker->rest_from_boot_usec;
	usec_t undecided_usec = tracker->undecided_usec;
	usec_t proven_usec = rest_usec - undecided_usec;

	tracker_add_news(news, NEWS_REST_ENDED, boot_usec, tracker->rest_from_boot_usec,
		tracker->rest_full ? rest_usec : proven_usec, tracker->rest_full);
	if (!tracker->rest_full) {
		bool standing = tracker->posture == POSTURE_STANDING;

		ledger_decide(tracker, standing ? SPAN_STANDING : SPAN_SEATED);
		if (undecided_usec >= GAP_TOLD_USEC) {
			tracker_add_news(news, NEWS_GAP_COUNTED, boot_usec, undecided_usec,
				settings->walk_break_usec, 0);
		}
		if (proven_usec >= credit_shortest_usec(settings)) {
			usec_t before_usec = tracker->spell_usec;

			ledger_end_run(tracker);
			spans_end_run(&tracker->spans, tracker->rest_from_boot_usec);
			tracker->spell_usec =
				subtract(before_usec, credit_for_rest_usec(settings, proven_usec));
			tracker_add_news(news, NEWS_REST_CREDITED, boot_usec, proven_usec,
				before_usec, tracker->spell_usec);
		} else if (proven_usec > 0) {
			tracker_add_news(news, NEWS_REST_TOO_SHORT, boot_usec, proven_usec, 0, 0);
		}
	}
	tracker->resting = false;
}

/* -- presence
 * -------------------------------------------------------------------------------------------------
 */

static bool passive_counts(
	const struct tracker *tracker, const struct core_settings *settings, usec_t boot_usec)
{
	return (tracker->inhibited || tracker->microphone) && !tracker->empty_room &&
	       boot_usec < tracker->input_since_boot_usec + settings->passive_max_usec;
}

/* Precedence as behaviour has it: asleep, locked, no session, a fresh outside report, input,
 * passive, idle. *ret_ruled: something other than keyboard and pointer told. */
static enum presence resolve(const struct tracker *tracker, const struct core_settings *settings,
	usec_t boot_usec, bool *ret_ruled)
{
	*ret_ruled = true;
	if (tracker->asleep) {
		return PRESENCE_ASLEEP;
	}
	if (tracker->locked) {
		return PRESENCE_LOCKED;
	}
	if (tracker->session_absent) {
		return PRESENCE_AWAY;
	}
	if (tracker->reported) {
		return tracker->report;
	}
	if (tracker->input == INPUT_ACTIVE) {
		*ret_ruled = false;
		return PRESENCE_ACTIVE;
	}
	if (tracker->meeting || passive_counts(tracker, settings, boot_usec)) {
		return PRESENCE_PASSIVE;
	}
	*ret_ruled = false;
	return tracker->input == INPUT_IDLE ? PRESENCE_AWAY : PRESENCE_UNKNOWN;
}

static enum span span_for(
	const struct tracker *tracker, enum presence presence, bool ruled, usec_t from_usec)
{
	if (presence == PRESENCE_UNKNOWN && tracker->unseen) {
		return tracker->resting && tracker->rest_full ? SPAN_AWAY : SPAN_UNDECIDED;
	}
	switch (presence) {
	case PRESENCE_ACTIVE:
	case PRESENCE_PASSIVE:
	case PRESENCE_UNKNOWN:
		return tracker->posture == POSTURE_STANDING ? SPAN_STANDING : SPAN_SEATED;
	case PRESENCE_LOCKED:
		return SPAN_AWAY;
	case PRESENCE_ASLEEP:
		return SPAN_ASLEEP;
	case PRESENCE_AWAY:
	case PRESENCE_MAX:
		break;
	}
	if (tracker->resting && tracker->rest_full) {
		return SPAN_AWAY;
	}
	if (ruled) {
		/* A sensor proves it; a session in the background does not. */
		return tracker->session_absent ? SPAN_UNDECIDED : SPAN_AWAY;
	}
	return proof_holds(&tracker->proof, from_usec) ? SPAN_AWAY : SPAN_UNDECIDED;
}

void tracker_end_meeting(struct tracker *tracker, usec_t boot_usec, struct news_list *news)
{
	tracker->meeting = false;
	tracker_add_news(news, NEWS_MEETING_ENDED, boot_usec,
		boot_usec - tracker->meeting_since_boot_usec, 0, 0);
}

void tracker_end_standing(struct tracker *tracker, usec_t boot_usec, struct news_list *news)
{
	tracker->posture = POSTURE_SITTING;
	tracker->posture_until_boot_usec = USEC_INFINITY;
	tracker->standing_spell_usec = 0;
	tracker_add_news(news, NEWS_STANDING_ENDED, boot_usec, 0, 0, 0);
}

void tracker_facts_changed(struct tracker *tracker, const struct core_settings *settings,
	usec_t boot_usec, struct news_list *news)
{
	usec_t from_usec = boot_usec;
	enum presence presence;
	enum span span;
	bool ruled, estimated, goes_on;

	assert(tracker->settled_boot_usec == boot_usec);
	if (tracker->meeting && !tracker->meeting_bounded && (tracker->asleep || tracker->locked)) {
		tracker_end_meeting(tracker, boot_usec, news);
	}
	if (tracker->ruled) {
		tracker->ruled_until_boot_usec = boot_usec;
	}
	presence = resolve(tracker, settings, boot_usec, &ruled);
	if (presence == PRESENCE_AWAY && !ruled && !span_is_rest(tracker->span)) {
		/* Backdate to the last input, but not into what something better had told. */
		from_usec = later(tracker->input_since_boot_usec, tracker->ruled_until_boot_usec);
		from_usec = later(from_usec, tracker->span_from_boot_usec);
		if (from_usec > boot_usec) {
			from_usec = boot_usec;
		}
	}
	/* What idle proves was decided when it began. */
	goes_on = !ruled && !tracker->ruled && presence == PRESENCE_AWAY &&
		  tracker->presence == PRESENCE_AWAY && span_is_rest(tracker->span);
	tracker->ruled = ruled;
	span = goes_on ? tracker->span : span_for(tracker, presence, ruled, from_usec);
	estimated = presence == PRESENCE_UNKNOWN && !tracker->unseen;
	if (span != tracker->span || estimated != tracker->span_estimated) {
		ledger_unsettle(tracker, from_usec);
		ledger_cut(tracker);
		if (span_is_rest(span) && !tracker->resting) {
			tracker_begin_rest(tracker, from_usec);
		} else if (!span_is_rest(span) && tracker->resting) {
			end_rest(tracker, settings, boot_usec, news);
		}
		if (span == SPAN_STANDING) {
			ledger_end_run(tracker);
		} else if (span == SPAN_SEATED) {
			tracker->standing_spell_usec = 0;
		}
		ledger_begin_span(tracker, span, estimated);
		ledger_settle(tracker, boot_usec);
	}
	if (presence != tracker->presence) {
		if (tracker->presence == PRESENCE_ASLEEP) {
			tracker->woke_boot_usec = boot_usec;
		}
		tracker->presence = presence;
		tracker->presence_since_boot_usec = from_usec;
		tracker_add_news(news, NEWS_PRESENCE, boot_usec, from_usec, 0, 0);
	}
	if (tracker->resting && !tracker->rest_full &&
		boot_usec - tracker->rest_from_boot_usec >= settings->walk_break_usec) {
		tracker_fill_rest(tracker, boot_usec, news);
	}
}

/* -- interface
 * ------------------------------------------------------------------------------------------------
 */

void tracker_init(
	struct tracker *tracker, const struct core_settings *settings, const struct core_now *now)
{
	*tracker = (struct tracker){
		.posture_until_boot_usec = USEC_INFINITY,
		.input_since_boot_usec = now->boot_usec,
		.presence = PRESENCE_UNKNOWN,
		.presence_since_boot_usec = now->boot_usec,
		.span = SPAN_SEATED,
		.span_estimated = true,
		.span_from_boot_usec = now->boot_usec,
		.settled_boot_usec = now->boot_usec,
		.ruled_until_boot_usec = now->boot_usec,
		.suspended_seen_usec = now->suspended_usec,
		.began_boot_usec = now->boot_usec,
		.today = {.number = calendar_day_number(now, settings->day_start_usec)},
		.today_from_boot_usec = now->boot_usec,
	};
	proof_init(&tracker->proof);
	spans_init(&tracker->spans, now);
}

void tracker_set_meeting(
	struct tracker *tracker, usec_t boot_usec, bool active, usec_t until_boot_usec)
{
	if (active && !tracker->meeting) {
		tracker->meeting_since_boot_usec = boot_usec;
	}
	tracker->meeting = active;
	tracker->meeting_bounded = until_boot_usec != USEC_INFINITY;
	tracker->meeting_until_boot_usec =
		tracker->meeting_bounded ? until_boot_usec : boot_usec + TRACKER_MEETING_MAX_USEC;
}

void tracker_set_passive(struct tracker *tracker, bool inhibited, bool microphone)
{
	if (!tracker->inhibited && !tracker->microphone) {
		tracker->empty_room = tracker->resting && tracker->rest_full;
	}
	tracker->inhibited = inhibited;
	tracker->microphone = microphone;
}

void tracker_set_input(
	struct tracker *tracker, usec_t boot_usec, enum input_state input, usec_t since_boot_usec)
{
	tracker->input = input;
	tracker->unseen = tracker->unseen && input == INPUT_UNKNOWN;
	tracker->empty_room = tracker->empty_room && input != INPUT_ACTIVE;
	tracker->input_since_boot_usec = since_boot_usec < boot_usec ? since_boot_usec : boot_usec;
}

void tracker_credit_claim(
	struct tracker *tracker, const struct core_settings *settings, usec_t activity_usec)
{
	ledger_cut(tracker);
	past_add(&tracker->past, &(struct past_piece){
					 .from_boot_usec = tracker->settled_boot_usec,
					 .to_boot_usec = tracker->settled_boot_usec,
					 .span = tracker->span,
					 .claimed_usec = activity_usec,
					 .before = tracker->span_before,
				 });
	credit_claim(settings, activity_usec, &tracker->spell_usec);
	ledger_begin_span(tracker, tracker->span, tracker->span_estimated);
}

usec_t tracker_proven_from_boot_usec(const struct tracker *tracker)
{
	return tracker->resting && tracker->span != SPAN_UNDECIDED
		       ? tracker->rest_from_boot_usec + tracker->undecided_usec
		       : USEC_INFINITY;
}

bool tracker_is_sitting(const struct tracker *tracker)
{
	return tracker->span == SPAN_SEATED;
}

bool tracker_is_standing(const struct tracker *tracker)
{
	return tracker->span == SPAN_STANDING;
}

usec_t tracker_spell_usec(const struct tracker *tracker, usec_t boot_usec)
{
	usec_t unsettled_usec = subtract(boot_usec, tracker->settled_boot_usec);

	return tracker->spell_usec + (tracker->span == SPAN_SEATED ? unsettled_usec : 0);
}

usec_t tracker_standing_spell_usec(const struct tracker *tracker, usec_t boot_usec)
{
	usec_t unsettled_usec = subtract(boot_usec, tracker->settled_boot_usec);

	return tracker->standing_spell_usec + (tracker->span == SPAN_STANDING ? unsettled_usec : 0);
}

usec_t tracker_seated_today_usec(const struct tracker *tracker, usec_t boot_usec)
{
	usec_t unsettled_usec = subtract(boot_usec, tracker->settled_boot_usec);

	return tracker->today.tally.seated_usec +
	       (tracker->span == SPAN_SEATED ? unsettled_usec : 0);
}

void tracker_today(const struct tracker *tracker, usec_t boot_usec, struct day_summary *ret_today)
{
	struct tracker copy = *tracker;

	ledger_settle(&copy, boot_usec);
	ledger_add(&copy.today.tally, SPAN_AWAY, false, copy.undecided_today_usec);
	ledger_end_run(&copy);
	*ret_today = copy.today;
}

size_t tracker_untold(
	const struct tracker *tracker, usec_t boot_usec, struct core_span ret_spans[SPANS_TOLD_MAX])
{
	struct tracker copy = *tracker;
	size_t n = 0;

	ledger_settle(&copy, boot_usec);
	ledger_cut(&copy);
	spans_decide(&copy.spans, SPAN_AWAY);
	while (n < SPANS_TOLD_MAX && spans_take(&copy.spans, &ret_spans[n])) {
		n++;
	}
	return n;
}
