/* SPDX-License-Identifier: MIT */
/* What the core has to know of a prompt's content to choose it. Texts live in content/, at the same
 * index. */
#pragma once

#include "types.h"

/* Entries that one catalogue can hold, built in and the user's own together. */
#define CATALOGUE_ENTRIES_MAX 512
#define CATALOGUE_NO_ENTRY UINT16_MAX
/* Movements that may stand in for the one which follows a primer. */
#define CATALOGUE_ALTERNATES_MAX 3

enum area {
	AREA_WHOLE_BODY,
	AREA_EYES,
	AREA_JAW,
	AREA_NECK,
	AREA_SHOULDERS,
	AREA_CHEST,
	AREA_UPPER_BACK,
	AREA_LOW_BACK,
	AREA_TRUNK,
	AREA_HIPS,
	AREA_GLUTES,
	AREA_THIGHS,
	AREA_HAMSTRINGS,
	AREA_CALVES,
	AREA_FEET,
	AREA_WRISTS_HANDS,
	AREA_MAX,
};

/* Bits of catalogue_entry.needs and of the setting Tools.Own. */
enum tool {
	TOOL_CHAIR = 1 << 0,
	TOOL_WALL = 1 << 1,
	TOOL_FLOOR = 1 << 2,
	TOOL_STAIRS = 1 << 3,
	TOOL_BALL = 1 << 4,
	TOOL_FOAM_ROLLER = 1 << 5,
};

/* Bits of catalogue_entry.tags; behaviour: "Tags". */
enum tag {
	TAG_SIT_BREAK = 1 << 0,
	TAG_SHORT_VERSION = 1 << 1,
	TAG_MICRO = 1 << 2,
	TAG_BUNDLE = 1 << 3,
	TAG_FOLLOW_UP = 1 << 4,
	TAG_POST_SESSION = 1 << 5,
	TAG_POST_BREAK = 1 << 6,
	TAG_STAND_BREAK = 1 << 7,
	TAG_EVENING = 1 << 8,
	TAG_DAILY_TARGET = 1 << 9,
	TAG_SETUP = 1 << 10,
	TAG_FLOOR_SESSION = 1 << 11,
	TAG_MEETING_FRIENDLY = 1 << 12,
	TAG_FLARE_FRIENDLY = 1 << 13,
	TAG_LEG_SYMPTOM_SAFE = 1 << 14,
	TAG_PRIMER = 1 << 15,
	TAG_MICRO_PLUS = 1 << 16,
};

/* Bits of catalogue_entry.contraindicated_when. */
enum condition {
	CONDITION_LEG_SYMPTOMS = 1 << 0,
	CONDITION_ACUTE_FLARE = 1 << 1,
	CONDITION_SORENESS_UNDER_48H = 1 << 2,
	CONDITION_SORENESS_OVER_48H = 1 << 3,
	CONDITION_POST_MASSAGE_WINDOW = 1 << 4,
	CONDITION_POST_MASSAGE_DAY = 1 << 5,
	CONDITION_PRESSURE_CAUTION = 1 << 6,
	CONDITION_BALANCE_CAUTION = 1 << 7,
	CONDITION_DIZZINESS = 1 << 8,
	CONDITION_EXERTION_CAUTION = 1 << 9,
	CONDITION_FLUID_RESTRICTION = 1 << 10,
};

struct catalogue_entry {
	enum kind kind;
	enum area area;
	uint32_t duration_sec;
	uint32_t needs;                /* enum tool */
	uint32_t contraindicated_when; /* enum condition */
	uint32_t tags;                 /* enum tag */
	uint8_t intensity;             /* 1 easy, 2 moderate, 3 strong */
	/* Of a primer: the movement that follows it, which is a walk, mobility or strength; all
	 * others have CATALOGUE_NO_ENTRY. Where it may not be shown, the first alternate that may
	 * stands in; the list ends at CATALOGUE_NO_ENTRY. */
	uint16_t follow_up;
	uint16_t alternates[CATALOGUE_ALTERNATES_MAX];
	uint16_t follow_up_within_sec; /* after the primer's end; 0 if there is none */
	bool kept; /* stays on where of posture only a few do, see struct care_limits */
};

/* Not owned by the core; outlives it. */
struct catalogue {
	const struct catalogue_entry *entries;
	size_t n_entries; /* at most CATALOGUE_ENTRIES_MAX */
};
