/* SPDX-License-Identifier: MIT */
/* What is prompted when, and what holds it back. Source: behaviour, "Prompts". */
#pragma once

#include "care.h"
#include "choose.h"
#include "program.h"
#include "prompt.h"
#include "settings.h"
#include "surroundings.h"
#include "target.h"
#include "tracker.h"

/* From so many times on, what was put off comes in a short version. */
#define PLANNER_SHORT_AFTER_SNOOZES 2
/* One reminder after so long without an answer. */
#define PLANNER_REMIND_AFTER_USEC (10 * USEC_PER_MINUTE)
/* What comes in mid-spell gives way to a walk less than this away. */
#define PLANNER_NUDGE_YIELDS_USEC (5 * USEC_PER_MINUTE)
/* A claim is raised to done by an absence that begins within this. */
#define PLANNER_RAISE_WITHIN_USEC (10 * USEC_PER_MINUTE)
/* Idle is told so late at most: the longest Presence.IdleAfter. */
#define PLANNER_IDLE_TOLD_WITHIN_USEC USEC_PER_HOUR
/* Mobility that rides on a walk takes so long (rules: mobility.duration_s). */
#define PLANNER_MOBILITY_MIN_SEC 40
/* ... and so long at most, as all that rides. */
#define PLANNER_RIDING_MAX_SEC 120
/* A nudge is no activity of its own. */
#define PLANNER_NUDGE_MAX_SEC 120
/* Micro-breaks take so long (rules: micro_break_s). */
#define PLANNER_MICRO_MIN_SEC 20
#define PLANNER_MICRO_MAX_SEC 60
/* The evening: so long before quiet hours. */
#define PLANNER_EVENING_USEC USEC_PER_HOUR
/* Back from a rest of today as long as this, not longer ago than that, there is a fresh seat to be
 * found. A shorter rest is a break of its own, and asks for nothing more. */
#define PLANNER_BACK_AFTER_USEC (30 * USEC_PER_MINUTE)
#define PLANNER_BACK_WITHIN_USEC (5 * USEC_PER_MINUTE)
/* So long before a planned prompt is shown the screen is looked at: desktops answer within some
 * milliseconds. */
#define PLANNER_LOOKOUT_LEAD_USEC (2 * USEC_PER_SEC)
/* Holds of the surroundings, which may come and go many times a second, are told so often. */
#define PLANNER_SURROUNDINGS_TOLD_EACH_USEC USEC_PER_SEC

struct core_actions;

/* Why a decision was taken, with its figures: lengths of time in microseconds unless said
 * otherwise. */
enum reason {
	/* planned: what is in the prompt that is shown; [0] is the entry */
	REASON_CHOSEN_AREA,    /* since its area was done, enum area */
	REASON_CHOSEN_NEW,     /* -, enum area */
	REASON_CHOSEN_AGAIN,   /* since it was shown */
	REASON_RIDES_MOBILITY, /* - */
	REASON_RIDES_STRENGTH, /* sets today (count), at most (count) */
	REASON_RIDES_WATER,    /* times today (count), at most (count) */
	/* shown */
	REASON_WALK_LIMIT_REACHED,  /* sat, limit */
	REASON_REMINDED,            /* since shown */
	REASON_SNOOZE_OVER,         /* length of the snooze, times snoozed (count) */
	REASON_LAST_LINE,           /* sat, limit */
	REASON_HALF_WAY,            /* sat, limit */
	REASON_RELAX,               /* sat today, times today (count), at most (count) */
	REASON_EVENING,             /* until quiet hours, times today (count), at most (count) */
	REASON_BACK,                /* away */
	REASON_MICRO,               /* MicroBreak.Interval */
	REASON_PRIMER,              /* sat today, times today (count), at most (count) */
	REASON_FOLLOWS,             /* entry of the primer */
	REASON_STAND_LIMIT_REACHED, /* stood, limit */
	REASON_ASKED_FOR,
	REASON_ASKED_BY_CARE,
	/* held */
	REASON_HELD,              /* enum hold_reason, sat, limit */
	REASON_HELD_LAST_LINE,    /* enum hold_reason, sat, limit */
	REASON_HELD_HALF_WAY,     /* enum hold_reason, sat, limit */
	REASON_HELD_STANDING,     /* enum hold_reason, stood, limit */
	REASON_HELD_SNOOZED,      /* enum hold_reason, length of the snooze */
	REASON_HELD_OTHER,        /* enum hold_reason */
	REASON_WITHDRAWN_BY_HOLD, /* enum hold_reason */
	REASON_NUDGE_GIVES_WAY,   /* until the walk is due, prompts in that hour (count), allowed
				     (count) */
	REASON_MICRO_GIVES_WAY,   /* until what comes half-way is due */
	/* credited */
	REASON_REST_CLEARED_SPELL,     /* rest, Walk.Break, spell before */
	REASON_REST_CREDITED,          /* rest, spell before, spell after */
	REASON_CLAIM_CREDITED,         /* activity, spell before, spell after */
	REASON_GAP_COUNTED_AS_SITTING, /* gap, Walk.Break */
	REASON_REST_TOO_SHORT,         /* rest, Walk.ShortBreak */
	REASON_RETURNED,               /* away in all */
	REASON_SUSPENDED,              /* how long */
	REASON_RAISED_TO_DONE,         /* away, needed */
	REASON_LEFT_DESK,              /* away, needed */
	REASON_PASSIVE_ENDED,          /* without input */
	REASON_MEETING_ENDED,          /* how long */
	REASON_STANDING_ENDED,
	REASON_REPORT_EXPIRED,
	REASON_CORRECTED, /* how much, spell before, spell after */
	/* dropped */
	REASON_EXPIRED, /* since shown */
	REASON_SKIPPED,
	REASON_SNOOZED,       /* length */
	REASON_REPLACED,      /* by one that was asked for */
	REASON_NO_LONGER_DUE, /* sat, limit */
	REASON_NOTHING_FITS,
	REASON_NOTHING_FOLLOWS, /* a primer; enum hold_reason, HOLD_REASON_MAX: nothing fits */
	REASON_FORBIDDEN,       /* by a condition */
	REASON_ENTRY_GONE,      /* from the catalogue */
	REASON_ANSWERED_OTHERWISE,
	REASON_MAX,
};

enum decision_type {
	DECISION_PLANNED,
	DECISION_SHOWN,
	DECISION_HELD,
	DECISION_CREDITED,
	DECISION_DROPPED,
	DECISION_TYPE_MAX,
};

struct decision {
	usec_t real_usec;
	enum decision_type type;
	enum kind kind; /* KIND_NONE: about no kind */
	enum reason reason;
	uint64_t value[3];
};

struct hold {
	enum hold_reason reason;
	usec_t until_real_usec; /* USEC_INFINITY: not known */
};

/* How far the asking for a walk has come in this spell. */
enum walk_ask {
	WALK_NOT_ASKED,
	WALK_ASKED, /* a prompt is open */
	WALK_SNOOZED,
	WALK_UNANSWERED,
	WALK_SKIPPED,
	WALK_SILENT, /* the last line was said */
	WALK_ASK_MAX,
};

struct day_counts {
	uint32_t prompted;
	uint32_t done;
	uint32_t claimed;
	uint32_t natural;
	uint32_t skipped;
	uint32_t expired;
	uint32_t nudges;
};

struct planner {
	struct chooser chooser;
	struct prompt prompt; /* the open one, or PROMPT_NONE */
	struct prompt claim;  /* the last claim while it may be raised, or PROMPT_NONE */
	struct day_counts counts;
	/* This spell */
	enum walk_ask walk;
	uint32_t snoozes;
	bool snoozed; /* comes again then, for the same cause */
	usec_t snooze_until_boot_usec;
	usec_t snoozed_for_usec;
	enum kind snoozed_kind;
	enum prompt_cause snoozed_cause;
	uint16_t snoozed_entry; /* of one that was asked for: the same again */
	bool withdrawn_by_hold; /* comes again, and does not count twice */
	bool nudged;
	usec_t micro_from_spell_usec; /* the spell as the last prompt came: micro-breaks count from
					 it */
	usec_t back_until_boot_usec;  /* 0: not back from a long rest */
	usec_t back_after_usec;       /* which was so long */
	bool standing_asked;
	bool carry_mobility; /* every second walk does: does the next one? */
	uint32_t riding; /* 1 << enum kind; on the walk of this spell, also when it comes again */
	struct program program;
	struct effort effort;
	usec_t up_ended_boot_usec; /* when the last rest that is in it ended */
	usec_t claim_up_usec;      /* what the last claim put into it */
	struct care_limits limits; /* what holds at this step, and forbids some entries */
	/* Spacing: a ring of when prompts were first shown, newest at shown_at */
	usec_t shown_boot_usec[SETTINGS_PROMPTS_PER_HOUR_MAX];
	size_t n_shown;
	usec_t last_shown_boot_usec; /* second showings included */
	/* Holds */
	bool paused;
	usec_t paused_until_boot_usec;
	struct hours_answer quiet;
	struct hours_answer office;
	bool on_lookout;         /* for a window that fills the screen, see lookout.c */
	bool rest_counted;       /* the present absence: as natural, or as done */
	uint32_t held;           /* 1 << enum hold_reason, spacing apart */
	uint32_t held_published; /* as the last ACTION_HOLD had it */
	usec_t held_published_boot_usec;
	uint32_t told_held; /* why this delay was said to be: 1 << enum hold_reason */
	usec_t grace_until_boot_usec;
	struct surroundings surroundings;
};

/* What the planner works on; one step's worth. */
struct planner_step {
	const struct core_settings *settings;
	const struct catalogue *catalogue;
	struct tracker *tracker;
	struct care *care;
	struct care_at care_at;
	const struct care_limits *fixed_limits; /* see struct core */
	const struct core_now *now;
	const struct prompt_id *fresh_id;
	uint64_t random;
	struct core_actions *actions;
};

/* With the holds of now, which are nobody's news. */
void planner_init(struct planner *planner, const struct planner_step *step);

/* Takes in what the tracker found out. */
void planner_take_news(
	struct planner *planner, const struct planner_step *step, const struct news_list *news);

/* Brings everything up to now that time and facts call for: holds, expiry, reminder, showing. */
void planner_run(struct planner *planner, const struct planner_step *step);

/* When planner_run() has to be called again; USEC_INFINITY for never. */
usec_t planner_next_boot_usec(const struct planner *planner, const struct planner_step *step);

/* Answers of the person to the open prompt, which there is. */
void planner_claim(struct planner *planner, const struct planner_step *step);
void planner_start(struct planner *planner, const struct planner_step *step);
void planner_finish(struct planner *planner, const struct planner_step *step);
void planner_snooze(struct planner *planner, const struct planner_step *step, usec_t length_usec);
void planner_skip(struct planner *planner, const struct planner_step *step);
bool planner_offers_snooze(const struct planner *planner, const struct core_settings *settings);

enum planner_asked { PLANNER_SHOWN, PLANNER_NOTHING_FITS, PLANNER_HELD_FOR_SAFETY };

/* Shows a prompt that was asked for in place of an open one. 'kind' KIND_NONE and 'entry'
 * CATALOGUE_NO_ENTRY: what fits best. If it is not shown, nothing has changed. */
enum planner_asked planner_prompt_now(
	struct planner *planner, const struct planner_step *step, enum kind kind, uint16_t entry);

/* Something was told to care; what it answers is not asked any more. */
struct care_result planner_take_care(
	struct planner *planner, const struct planner_step *step, const struct care_event *event);
/* Takes in what care allows at this step. */
void planner_update_limits(struct planner *planner, const struct planner_step *step);
/* Answers to an open message of care, which there is. */
struct care_result planner_choose_answer(
	struct planner *planner, const struct planner_step *step, enum care_choice choice);
/* Seen, and no more; OUTCOME_DONE or OUTCOME_SKIPPED. */
void planner_dismiss_ask(
	struct planner *planner, const struct planner_step *step, enum outcome outcome);

/* Another catalogue: entry i of the 'n_old' that there were is entry new_index[i] now,
 * CATALOGUE_NO_ENTRY: gone. What was shown when is remembered; prompts keep their entry, or lose
 * it. */
void planner_renumber(struct planner *planner, const uint16_t *new_index, size_t n_old);
/* Takes an open prompt back that lost its entry so. */
void planner_withdraw_gone(struct planner *planner, const struct planner_step *step);

/* For the view. */
size_t planner_get_holds(
	const struct planner *planner, const struct planner_step *step, struct hold *ret_holds);
void planner_get_next(const struct planner *planner, const struct planner_step *step,
	enum kind *ret_kind, usec_t *ret_boot_usec);
