/* SPDX-License-Identifier: MIT */
/* A core with its surroundings made up: a clock moved by hand, ticks at each deadline, and after
 * every step the invariants of ARCHITECTURE.md. A broken one ends the program with a message. */
#pragma once

#include "core.h"

/* What was told of where the time went; the newest stretches one by one. */
#define LIFE_SPANS_KEPT 1024
struct life_spans {
	struct tally told;
	usec_t until_boot_usec;
	struct core_span kept[LIFE_SPANS_KEPT];
	size_t n_kept;
};

/* What happened, for tests to look at. */
struct life {
	struct core core;
	struct core_now now;
	struct core_settings settings;
	struct core_actions actions; /* of the last step */
	uint64_t n_steps;
	/* Ways to live that must make no difference */
	bool split;    /* looked at in between, also where nothing is due */
	bool restored; /* the core is taken out and put back as plain values, again and again */
	bool late;     /* ticks come only where the time passed ends */
	uint64_t chance;
	enum care_level level; /* of safety, after the last step */
	uint64_t digest;       /* of all actions and when they came */

	/* Seen in actions */
	bool open;
	struct prompt shown; /* last one shown first */
	uint32_t n_shown;    /* first showings */
	uint32_t n_showings; /* again ones included */
	enum outcome last_outcome;
	struct decision last_decision[DECISION_TYPE_MAX];
	uint32_t n_reasons[REASON_MAX];
	uint32_t n_days;
	uint32_t n_hold_events;
	uint32_t n_held;             /* decisions that something is held back */
	usec_t last_shown_boot_usec; /* reminders included */
	usec_t shown_boot_usec[64];  /* those that count, the newest last */
	size_t n_counted;
	bool walk_withdrawn; /* comes again without counting */
	bool fullscreen;     /* a window fills the screen: told on the lookout only */
	/* The surroundings as they were told, by enum hold_reason */
	struct {
		bool on;
		usec_t from_boot_usec; /* gaps shorter than Hold.Grace left out; 0: never on */
		usec_t ended_boot_usec;
	} around[HOLD_REASON_MAX];
	uint32_t holds_told; /* as of the last ACTION_HOLD */
	usec_t holds_told_boot_usec;
	/* While the last two prompts were open and for 2 min after an answer, the newest first */
	struct proof_window proofs[2];
	struct life_spans spans;
	char broken[256]; /* an invariant; the first one */
};

void life_settings_default(struct core_settings *ret_settings);

/* At this local time on Monday, 2026-01-05; UTC. */
void life_init(struct life *life, const struct core_settings *settings, usec_t time_of_day_usec);

/* Whether the last step answered a message of care, which may say something at once. */
bool life_answered_care(const struct life *life);

/* Each returns what is wrong, or NULL. */
const char *life_take_span(struct life *life, const struct core_span *span);
const char *life_check_spans(const struct life *life);
void life_take_recount(struct life *life, const struct core_recount *recount);

/* After a step, what of it care forbids; NULL: nothing. */
const char *life_find_wrong_care(struct life *life, const struct core_event *event);

enum core_result life_step(struct life *life, struct core_event *event);

/* Time passes, with a tick at every deadline. */
void life_wait(struct life *life, usec_t length_usec);
/* Time passes in one piece and only the end is ticked, as after a stall. */
void life_stall(struct life *life, usec_t length_usec);
/* A step at which nothing happens. */
void life_look(struct life *life);
/* Somebody sets the real clock, or the zone is another one. */
void life_set_clock(struct life *life, int64_t by_usec);
void life_set_zone(struct life *life, int64_t by_usec);
/* The daemon ends, and begins again so much later; 'event' has the rest of it. Input is to be told
 * again. */
void life_restart(struct life *life, usec_t length_usec, struct core_event *event);
/* The machine sleeps and nobody tells. */
void life_suspend(struct life *life, usec_t length_usec);

/* Keyboard or pointer is used for so long. */
void life_work(struct life *life, usec_t length_usec);
/* No input for so long; the source tells after 'idle_after_usec'. */
void life_still(struct life *life, usec_t length_usec, usec_t idle_after_usec);
