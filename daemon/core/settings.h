/* SPDX-License-Identifier: MIT */
/* Settings of the core as plain values. Defaults, ranges and texts are config/'s. */
#pragma once

#include "hours.h"
#include "types.h"

/* The largest Prompt.MaxPerHour; so many times of showing are remembered. */
#define SETTINGS_PROMPTS_PER_HOUR_MAX 60

struct core_settings {
	usec_t passive_max_usec;      /* Presence.PassiveMax */
	usec_t walk_limit_usec;       /* Walk.Limit */
	usec_t walk_break_usec;       /* Walk.Break, at least 1 s */
	usec_t walk_short_break_usec; /* Walk.ShortBreak */
	usec_t stand_limit_usec;      /* Stand.Limit */
	usec_t micro_interval_usec;   /* MicroBreak.Interval; 0: none */
	usec_t prompt_min_gap_usec;   /* Prompt.MinGap */
	usec_t prompt_snooze_usec;    /* Prompt.Snooze */
	usec_t prompt_expire_usec;    /* Prompt.Expire */
	usec_t hold_grace_usec;       /* Hold.Grace */
	usec_t day_start_usec;        /* Day.Start, after local midnight */
	uint32_t prompt_max_per_hour; /* 1 to SETTINGS_PROMPTS_PER_HOUR_MAX */
	uint32_t prompt_snooze_limit; /* Prompt.SnoozeLimit */
	uint32_t posture_per_day;     /* Posture.PerDay; 0: none */
	uint32_t kinds;               /* Prompt.Kinds: 1 << enum kind */
	uint32_t tools;               /* Tools.Own: enum tool */
	bool offers_standard;         /* Plan.Preset is light, and no file says so */
	bool hold_meeting;            /* Hold.Meeting */
	bool hold_do_not_disturb;     /* Hold.DoNotDisturb */
	bool hold_microphone;         /* Hold.Microphone */
	bool hold_fullscreen;         /* Hold.Fullscreen */
	bool hold_inhibitor;          /* Hold.Inhibitor */
	struct hours quiet_hours;     /* Hours.Quiet */
	struct hours office_hours;    /* Hours.Office; no ranges: always */
};
