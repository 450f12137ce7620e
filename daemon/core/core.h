/* SPDX-License-Identifier: MIT */
/* The facade of the core: core_step(core, now, event, actions). Values in, values out: no clock, no
 * IO, no allocation, no strings. Effects are actions; a failure to carry one out comes back as an
 * event. */
#pragma once

#include "care.h"
#include "catalogue.h"
#include "planner.h"
#include "settings.h"
#include "tracker.h"
#include "types.h"

enum core_event_type {
	/* Look at the clock. Late, early and doubled ticks change nothing. */
	CORE_TICK,
	CORE_INPUT,
	CORE_LOCK,
	CORE_SLEEP,
	CORE_SESSION,
	CORE_INHIBIT,
	CORE_REPORT,
	CORE_MEETING,
	CORE_POSTURE,
	CORE_CORRECT,
	CORE_PAUSE,
	CORE_RESUME,
	CORE_ANSWER,
	CORE_PROMPT_NOW,
	CORE_SETTINGS,
	CORE_SURROUNDING,
	CORE_CATALOGUE,
	/* Something was told of body and treatment; how it was taken: core_actions.care */
	CORE_CARE,
	/* The daemon began again: once, first of all, after core_archive() has read */
	CORE_RESTART,
	/* Time passes up to now, and no more: the daemon ends, or the state was changed */
	CORE_LOOK,
	CORE_EVENT_TYPE_MAX,
};

struct core_event {
	enum core_event_type type;
	/* For a prompt that this step may show; unused ones are lost. */
	struct prompt_id fresh_id;
	uint64_t random;
	union {
		/* since: CLOCK_BOOTTIME of the last input, or when it came back */
		struct {
			enum input_state state;
			usec_t since_boot_usec;
		} input;
		bool locked;
		bool asleep;
		bool session_present;
		bool inhibited;
		/* Used until it expires; PRESENCE_UNKNOWN takes it back. */
		struct {
			enum presence presence;
			usec_t valid_usec;
		} report;
		/* length USEC_INFINITY: not given */
		struct {
			bool active;
			usec_t length_usec;
		} meeting;
		struct {
			enum posture posture;
			usec_t valid_usec;
		} posture;
		/* Points in real time of today */
		struct {
			usec_t since_real_usec;
			usec_t until_real_usec;
			enum span span; /* seated, standing or away */
		} correct;
		usec_t pause_usec; /* USEC_INFINITY: without an end */
		struct {
			enum answer answer;
			bool id_given;
			struct prompt_id id;
			usec_t snooze_usec;      /* 0: as configured */
			enum care_choice choice; /* ANSWER_CHOOSE; one of the message's */
		} answer;
		/* At most one of them: KIND_NONE, CATALOGUE_NO_ENTRY if not given */
		struct {
			enum kind kind;
			uint16_t entry;
		} prompt_now;
		const struct core_settings *settings; /* copied */
		/* HOLD_DO_NOT_DISTURB, HOLD_MICROPHONE or HOLD_FULLSCREEN, which is heard
		 * on the lookout only; an inhibitor is CORE_INHIBIT */
		struct {
			enum hold_reason reason;
			bool on;
		} surrounding;
		/* In place of the one so far: entry i of that is entry new_index[i] of this one,
		 * CATALOGUE_NO_ENTRY if it is gone. It outlives the core, or the next of these
		 * events; new_index need not. */
		struct {
			const struct catalogue *catalogue;
			const uint16_t *new_index;
		} catalogue;
		struct care_event care;
		struct {
			bool is_orderly;  /* the daemon was asked to end just after the last step */
			bool is_new_boot; /* the machine was off */
			/* When it was on again; boot time goes on over a restart of the machine */
			usec_t booted_boot_usec;
			bool logged_out;    /* the user was, in this boot */
			bool care_was_lost; /* what it asks now is to be seen, and nothing before */
		} restart;
	};
};

/* What a step answers to whoever caused the event. */
enum core_result {
	CORE_OK,
	CORE_NO_SUCH_PROMPT,
	CORE_SNOOZE_LIMIT_REACHED,
	CORE_NOTHING_FITS,
	CORE_NOTHING_TO_CORRECT,
	CORE_CARE_REFUSED, /* why: core_actions.care */
	CORE_HELD_FOR_SAFETY,
	CORE_RESULT_MAX,
};

enum core_action_type {
	/* Show or, with the same id, show again in its place */
	ACTION_SHOW,
	/* Take off the screen; always before the CLOSED of the same prompt unless the person took
	   it off */
	ACTION_WITHDRAW,
	/* It ended so. A claim that is raised to done comes again with the same id. */
	ACTION_CLOSED,
	ACTION_DECISION,
	ACTION_PRESENCE,
	ACTION_HOLD,
	ACTION_DAY, /* the day before is over */
	/* Something was told of body and treatment, and what is known is another than before */
	ACTION_CARE,
	/* A stretch of time is certain. In order, without gap or overlap; the last of a step */
	ACTION_SPAN,
	/* Some of them turned out otherwise; after those of its step */
	ACTION_RECOUNTED,
	/* Up without being asked: counts as natural */
	ACTION_NATURAL,
	ACTION_TYPE_MAX,
};

struct core_action {
	enum core_action_type type;
	union {
		struct prompt prompt; /* SHOW, WITHDRAW, CLOSED */
		struct decision decision;
		struct day_summary day;
		/* CARE; its texts are those of the event of the step */
		struct {
			struct care_event event;
			enum care_outcome outcome;
		} care;
		struct core_span span;
		struct core_recount recount;
		struct {
			usec_t from_real_usec;
		} natural;
	};
	enum outcome outcome; /* CLOSED */
};

/* More than one step can bring; overflow is an assertion. */
#define CORE_ACTIONS_MAX 96

struct core_actions {
	struct core_action items[CORE_ACTIONS_MAX];
	size_t n_items;
	struct care_result care; /* of CORE_CARE and ANSWER_CHOOSE; CARE_OK of any other */
};

struct core {
	struct core_settings settings;
	const struct catalogue *catalogue;
	struct tracker tracker;
	struct planner planner;
	struct care_symptoms symptoms;
	struct care care;
	/* In place of what care says, and care asks nothing: a replay has the conditions of today
	 * on every day (see replay.h). NULL: as care has it. Not owned. */
	const struct care_limits *fixed_limits;
	/* What care was told lies ahead of the clock, or the clock was never set: it is not
	 * believed at once. */
	bool clock_is_doubted;
	usec_t clock_doubted_boot_usec; /* since then */
	struct core_now last;
	uint64_t n_clock_steps_back;
	uint64_t n_overdue; /* deadlines that did not lie ahead: mistakes of ours */
	/* Nothing changes by time alone before this. */
	usec_t deadline_boot_usec;
};

/* What there is to tell. Points in time: CLOCK_REALTIME, USEC_INFINITY where there is none. */
struct core_view {
	enum presence presence;
	enum posture posture;
	usec_t seated_usec;
	usec_t seated_limit_usec;
	bool seated_growing;
	usec_t standing_usec;
	usec_t standing_limit_usec;
	usec_t limit_reached_real_usec;
	enum kind next_kind;
	usec_t next_real_usec;
	bool prompt_open;
	struct prompt prompt;
	usec_t prompt_expires_real_usec;
	bool snooze_offered;
	struct hold holds[HOLD_REASON_MAX];
	size_t n_holds;
	struct day_summary day;
	struct day_counts counts;
	struct targets targets;
	bool standard_offered; /* a week of use on the light preset, which nobody chose */
	bool reported;
	usec_t meeting_until_real_usec;
	usec_t posture_until_real_usec;
};

/* What there is to tell of body and treatment. */
struct core_care_view {
	const struct care *care; /* valid until the next step */
	int32_t today;           /* local date, as days begin at Day.Start */
	enum care_level level;
	struct care_limits limits;
	struct care_condition conditions[CARE_CONDITIONS_MAX];
	size_t n_conditions;
	enum care_window windows[CARE_MASSAGES_MAX]; /* of care->massages, by index */
	usec_t check_in_real_usec; /* of the last session: when it is asked about; USEC_INFINITY */
	bool wants_lighter;        /* the next session should be a lighter one */
	int32_t course_due_days[CARE_COURSE_SESSIONS_MAX];  /* care->course.count of them */
	int32_t course_done_days[CARE_COURSE_SESSIONS_MAX]; /* CARE_NO_DAY: not done */
	struct care_strength_view strength;
	struct care_ask ask; /* the message that is due, or comes next */
};

/* 'catalogue' outlives the core, and so do the items of 'symptoms'; the others are copied. 'care'
 * is valid (see care_state_is_valid()); NULL: nothing is known yet. */
void core_init(struct core *core, const struct core_settings *settings,
	const struct catalogue *catalogue, const struct care_symptoms *symptoms,
	const struct care *care, const struct core_now *now);

/* One event. Time passes up to 'now' first (a step back of boot_usec is clamped and counted), then
 * the event happens, then whatever is due. *ret_actions is overwritten. */
enum core_result core_step(struct core *core, const struct core_now *now,
	const struct core_event *event, struct core_actions *ret_actions);

/* When to step again with CORE_TICK, CLOCK_BOOTTIME, later than the last 'now'; USEC_INFINITY: only
 * at an event. */
usec_t core_deadline_boot_usec(const struct core *core);

/* As of the last step: whether it matters now that a window fills the screen. From a short lead
 * before a planned prompt on (see PLANNER_LOOKOUT_LEAD_USEC), which does not wait for the answer,
 * and as long as such a window holds one back. When it is over, so is the hold, unasked. */
bool core_is_on_lookout(const struct core *core);

/* The state as of 'now', which is not before the last step. Changes nothing. */
void core_get_view(const struct core *core, const struct core_now *now, struct core_view *ret_view);

/* Likewise, of body and treatment. */
void core_get_care(
	const struct core *core, const struct core_now *now, struct core_care_view *ret_view);

/* Likewise: the time that no ACTION_SPAN told of yet, up to 'now', as it counts so far: idle
 * without proof as being away. Oldest first; how many. */
size_t core_get_untold(const struct core *core, const struct core_now *now,
	struct core_span ret_spans[SPANS_TOLD_MAX]);
