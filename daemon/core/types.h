/* SPDX-License-Identifier: MIT */
/* The vocabulary of the core: what is known about the person, what is prompted, how it ended. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <backcare/timespan.h>

/* What is known about the person; behaviour: "Sitting is not input". */
enum presence {
	PRESENCE_ACTIVE,
	PRESENCE_PASSIVE,
	PRESENCE_AWAY,
	PRESENCE_LOCKED,
	PRESENCE_ASLEEP,
	PRESENCE_UNKNOWN,
	PRESENCE_MAX,
};

/* What the source in charge says of keyboard and pointer. */
enum input_state {
	INPUT_UNKNOWN, /* no source works */
	INPUT_ACTIVE,
	INPUT_IDLE,
	INPUT_STATE_MAX,
};

enum posture { POSTURE_SITTING, POSTURE_STANDING, POSTURE_MAX };

enum kind {
	KIND_POSTURE,
	KIND_WALK,
	KIND_MOBILITY,
	KIND_STRENGTH,
	KIND_HYDRATE,
	KIND_PRIMER,
	KIND_RELAX,
	KIND_CHECKIN,
	KIND_SAFETY,
	KIND_MAX,
	KIND_NONE = KIND_MAX,
};

enum outcome {
	OUTCOME_DONE,
	OUTCOME_CLAIMED,
	OUTCOME_NATURAL,
	OUTCOME_SKIPPED,
	OUTCOME_SNOOZED,
	OUTCOME_EXPIRED,
	OUTCOME_WITHDRAWN,
	OUTCOME_MAX,
	OUTCOME_NONE = OUTCOME_MAX,
};

enum hold_reason {
	HOLD_PAUSED,
	HOLD_MEETING,
	HOLD_DO_NOT_DISTURB,
	HOLD_MICROPHONE,
	HOLD_FULLSCREEN,
	HOLD_QUIET_HOURS,
	HOLD_OFF_HOURS,
	HOLD_AWAY,
	HOLD_LOCKED,
	HOLD_ASLEEP,
	HOLD_NO_SESSION,
	HOLD_CHECKLIST,
	HOLD_SAFETY,
	HOLD_QUIET_UNTIL_UP,
	HOLD_SPACING,
	HOLD_INHIBITOR,
	HOLD_REASON_MAX,
};

enum answer {
	ANSWER_DONE,
	ANSWER_START,
	ANSWER_FINISH,
	ANSWER_SNOOZE,
	ANSWER_SKIP,
	ANSWER_CHOOSE, /* one of the choices of a message of care */
	ANSWER_MAX,
};

/* UUID of a prompt, made outside the core (it knows no randomness). */
struct prompt_id {
	uint8_t bytes[16];
};

/* Time as the core sees it, always given, never asked for. */
struct core_now {
	usec_t boot_usec;        /* CLOCK_BOOTTIME: every duration */
	usec_t real_usec;        /* CLOCK_REALTIME: labels, day borders, hours */
	usec_t suspended_usec;   /* how much of boot_usec the machine was suspended: BOOTTIME -
				    MONOTONIC */
	int64_t utc_offset_usec; /* local time = real_usec + this */
	/* Until when (real time) utc_offset_usec holds; USEC_INFINITY if not known. */
	usec_t offset_until_real_usec;
};
