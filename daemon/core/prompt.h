/* SPDX-License-Identifier: MIT */
/* The life of a prompt. Source: behaviour, "Prompts". */
#pragma once

#include "care_message.h"
#include "catalogue.h"
#include "types.h"

enum prompt_state {
	PROMPT_NONE,
	PROMPT_OPEN,
	/* The guided steps run */
	PROMPT_STARTED,
	/* Done was pressed; may still be raised to done */
	PROMPT_CLAIMED,
	PROMPT_CLOSED,
	PROMPT_STATE_MAX,
};

enum prompt_event {
	PROMPT_EVENT_SHOW,
	PROMPT_EVENT_START,
	PROMPT_EVENT_CLAIM,
	PROMPT_EVENT_FINISH,
	PROMPT_EVENT_SNOOZE,
	PROMPT_EVENT_SKIP,
	PROMPT_EVENT_EXPIRE,
	PROMPT_EVENT_LEAVE,
	PROMPT_EVENT_WITHDRAW,
	/* The person was seen away after a claim */
	PROMPT_EVENT_RAISE,
	/* Too late for that */
	PROMPT_EVENT_SETTLE,
	PROMPT_EVENT_MAX,
};

/* Why it was shown. */
enum prompt_cause {
	PROMPT_CAUSE_LIMIT,     /* Walk.Limit reached */
	PROMPT_CAUSE_LAST_LINE, /* twice the limit: one last quiet line */
	PROMPT_CAUSE_HALF_WAY,  /* in mid-spell: a change of position, or a moment of calm */
	PROMPT_CAUSE_BACK,      /* return from a long rest */
	PROMPT_CAUSE_MICRO,     /* MicroBreak.Interval reached */
	PROMPT_CAUSE_FOLLOW_UP, /* the movement after a primer */
	PROMPT_CAUSE_STANDING,  /* Stand.Limit reached */
	PROMPT_CAUSE_ASKED,     /* PromptNow */
	PROMPT_CAUSE_CARE,      /* a message of care; all others have an entry */
	PROMPT_CAUSE_MAX,
};

/* What can ride on one walk. */
#define PROMPT_CARRIED_MAX 2

struct prompt {
	struct prompt_id id;
	enum prompt_state state;
	enum prompt_cause cause;
	enum kind kind;
	uint16_t entry; /* of the catalogue; CATALOGUE_NO_ENTRY for the last line and messages of
			 * care, or if it is gone */
	/* What rides on this walk: movement, then water; the list ends at CATALOGUE_NO_ENTRY */
	uint16_t carried[PROMPT_CARRIED_MAX];
	uint16_t follow_up; /* of a primer: the movement that follows it; else CATALOGUE_NO_ENTRY */
	usec_t duration_usec;
	usec_t shown_boot_usec;
	usec_t shown_real_usec;
	usec_t started_boot_usec; /* 0: not started */
	usec_t started_real_usec;
	usec_t expires_boot_usec;
	usec_t closed_boot_usec;
	bool reminded;
	bool is_counted; /* one more of the day; not what comes again after a hold */
	/* Of PROMPT_CAUSE_CARE only: */
	enum care_message message;
	int32_t message_day; /* the date that it speaks of, or CARE_NO_DAY */
	bool persistent;     /* does not expire */
	uint32_t snoozes;    /* so often put off before this showing */
};

/* Takes the edge of the life table; asserts that there is one. */
void prompt_take(struct prompt *prompt, enum prompt_event event);
bool prompt_can_take(const struct prompt *prompt, enum prompt_event event);

/* How a message of care ends by this choice. */
enum outcome prompt_choice_outcome(enum care_choice choice);

/* On the screen: open or started. */
bool prompt_is_open(const struct prompt *prompt);
