/* SPDX-License-Identifier: MIT */
/* Where the time goes: presence from facts, sitting from presence, credit for rest.
 * Source of the rules: behaviour, "Sitting is not input" and "Credit for rest". */
#pragma once

#include "past.h"
#include "proof.h"
#include "settings.h"
#include "spans.h"
#include "types.h"

/* A meeting that was given no length ends after this. */
#define TRACKER_MEETING_MAX_USEC (3 * USEC_PER_HOUR)
/* Standing ends at a suspend longer than this, or after so many times Walk.Break away. */
#define TRACKER_STANDING_SUSPEND_MAX_USEC USEC_PER_HOUR
#define TRACKER_STANDING_BREAKS 3
/* Adapters tell of the person within moments of a start; a desktop may take some seconds. */
#define TRACKER_UNSEEN_MAX_USEC (10 * USEC_PER_SEC)

/* Lengths of time. 'estimated' is a part of 'seated'. */
struct tally {
	usec_t seated_usec;
	usec_t standing_usec;
	usec_t away_usec;
	usec_t asleep_usec;
	usec_t estimated_usec;
};

/* What the tracker found out; drives decisions and the planner. Points in time are CLOCK_BOOTTIME.
 */
enum news_type {
	/* Presence is another one; value_usec[0]: since when */
	NEWS_PRESENCE,
	/* The rest reached Walk.Break and cleared the spell: [0] rest so far, [1] spell before */
	NEWS_REST_FULL,
	/* A rest ended, of whatever length: [0] when it began, [1] its length, or the proven part
	   if it was not full, [2] 1 if it was full. Comes before what it is credited with. */
	NEWS_REST_ENDED,
	/* A short proven rest took something off: [0] proven part, [1] spell before, [2] spell
	   after */
	NEWS_REST_CREDITED,
	/* Idle without proof was counted as sitting: [0] its length, [1] Walk.Break */
	NEWS_GAP_COUNTED,
	/* A proven rest below Walk.ShortBreak took nothing off: [0] its length */
	NEWS_REST_TOO_SHORT,
	/* The local day ended; tracker.day_before holds it */
	NEWS_DAY_ENDED,
	/* [0] how long it was: 3 h, or the length given; or it ended at lock or suspend */
	NEWS_MEETING_ENDED,
	/* Nothing but an inhibitor or a microphone for Presence.PassiveMax: [0] that length */
	NEWS_PASSIVE_ENDED,
	/* An outside report ran out */
	NEWS_REPORT_EXPIRED,
	/* Counted as sitting again */
	NEWS_STANDING_ENDED,
	/* The machine was suspended: [0] how long */
	NEWS_SUSPENDED,
	/* What was counted was put right: [0] how much, [1] spell before, [2] spell after */
	NEWS_CORRECTED,
	NEWS_TYPE_MAX,
};

struct news {
	enum news_type type;
	usec_t at_boot_usec;
	usec_t value_usec[3];
};

/* One step cannot bring more: each kind of boundary is crossed at most a few times. */
#define NEWS_MAX 32

struct news_list {
	struct news items[NEWS_MAX];
	size_t n_items;
};

struct day_summary {
	int64_t number; /* see calendar_day_number() */
	struct tally tally;
	usec_t longest_seated_usec;
};

struct tracker {
	/* Facts, as told */
	bool asleep;
	bool locked;
	bool session_absent;
	bool inhibited;
	bool microphone; /* in use */
	bool empty_room; /* both began after a full rest, and there was no input since */
	bool meeting;
	bool meeting_bounded; /* was given a length: outlives lock and suspend */
	usec_t meeting_since_boot_usec;
	usec_t meeting_until_boot_usec;
	enum posture posture;
	usec_t posture_until_boot_usec;
	enum input_state input;
	usec_t input_since_boot_usec;
	/* Nobody has told of the person since the daemon began again */
	bool unseen;
	usec_t unseen_until_boot_usec;
	bool reported; /* by an outside sensor */
	enum presence report;
	usec_t report_until_boot_usec;
	struct proof proof;

	/* The present stretch */
	enum presence presence;
	usec_t presence_since_boot_usec;
	enum span span;
	bool span_estimated;
	usec_t span_from_boot_usec;
	struct past_state span_before; /* as it began */
	usec_t settled_boot_usec;      /* everything before is in the tallies */
	/* Something better than keyboard and pointer tells the presence now, or last did until then
	 */
	bool ruled;
	usec_t ruled_until_boot_usec;
	usec_t suspended_seen_usec;
	/* The next moment at which something changes by time alone, day borders included, as of the
	   last tracker_advance(); USEC_INFINITY for none */
	usec_t next_boot_usec;
	usec_t asleep_since_boot_usec;
	usec_t woke_boot_usec;

	/* The present rest */
	bool resting;
	bool rest_full;
	usec_t rest_from_boot_usec;
	usec_t undecided_usec;
	usec_t undecided_today_usec; /* the part since Day.Start */

	/* Results */
	usec_t began_boot_usec;
	struct tally total;
	struct day_summary today;
	struct day_summary day_before;
	usec_t today_from_boot_usec;
	usec_t spell_usec; /* sitting, after credit for rests */
	usec_t standing_spell_usec;
	usec_t run_usec; /* sitting without any credited rest, today */
	struct past past;
	struct spans spans; /* what of it is not told yet */
};

void tracker_init(
	struct tracker *tracker, const struct core_settings *settings, const struct core_now *now);

/* Lets time pass up to 'now': whatever changes by time alone (caps, expiries, Walk.Break reached,
 * day borders, suspends) happens at its own moment, however late the call. Call it before any
 * change of the facts. Appends to 'news'. */
void tracker_advance(struct tracker *tracker, const struct core_settings *settings,
	const struct core_now *now, struct news_list *news);

/* From the last step to a daemon that begins again. */
struct tracker_gap {
	usec_t seen_until_boot_usec; /* until then things went on as they were */
	bool was_off;                /* from then on ... */
	usec_t off_until_boot_usec;  /* ... until then */
	bool logged_out;             /* from seen_until to the end of it */
};

/* The first part of tracker_advance() after such a gap, in which nobody saw the person; the facts
 * that adapters tell begin anew. */
void tracker_pass_gap(struct tracker *tracker, const struct core_settings *settings,
	const struct core_now *now, const struct tracker_gap *gap, struct news_list *news);

/* To be called after a change of the facts at 'boot_usec', up to which time has passed. */
void tracker_facts_changed(struct tracker *tracker, const struct core_settings *settings,
	usec_t boot_usec, struct news_list *news);

/* Facts with an invariant of their own; the others are set directly. 'until_boot_usec'
 * USEC_INFINITY: not given. */
void tracker_set_meeting(
	struct tracker *tracker, usec_t boot_usec, bool active, usec_t until_boot_usec);
/* A film or a call that begins when the person has been gone for a whole rest is a program's own
 * doing: it counts once there is input. */
void tracker_set_passive(struct tracker *tracker, bool inhibited, bool microphone);
void tracker_set_input(
	struct tracker *tracker, usec_t boot_usec, enum input_state input, usec_t since_boot_usec);

/* Counts [from, to] of today anew as seated, standing or away, as far as it is still known and was
 * not suspended, and lets the spell follow. Time has passed up to 'boot_usec'. Returns how much it
 * changed, 0 for nothing. */
usec_t tracker_correct(struct tracker *tracker, const struct core_settings *settings,
	usec_t boot_usec, usec_t from_boot_usec, usec_t to_boot_usec, enum span span,
	struct news_list *news);

/* Takes credit for 'activity_usec' of movement that was claimed: the walk's clock restarts, at most
 * from the limit. */
void tracker_credit_claim(
	struct tracker *tracker, const struct core_settings *settings, usec_t activity_usec);

/* Since when the present rest would have lasted if only the proven part of it counts;
 * USEC_INFINITY if there is none, or while more of it is undecided. */
usec_t tracker_proven_from_boot_usec(const struct tracker *tracker);

/* Whether the spell grows as time passes. */
bool tracker_is_sitting(const struct tracker *tracker);
bool tracker_is_standing(const struct tracker *tracker);

/* Figures as of now, the present stretch included: idle without proof is shown as away until it is
 * decided. */
usec_t tracker_spell_usec(const struct tracker *tracker, usec_t boot_usec);
usec_t tracker_standing_spell_usec(const struct tracker *tracker, usec_t boot_usec);
usec_t tracker_seated_today_usec(const struct tracker *tracker, usec_t boot_usec);
/* What was counted up to then and not told yet, idle without proof as being away, oldest first;
 * how many. */
size_t tracker_untold(const struct tracker *tracker, usec_t boot_usec,
	struct core_span ret_spans[SPANS_TOLD_MAX]);
void tracker_today(const struct tracker *tracker, usec_t boot_usec, struct day_summary *ret_today);
