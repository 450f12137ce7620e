/* SPDX-License-Identifier: MIT */
/* Arrays of characters, not pointers: those would have to be relocated at each start. */
#include "vocabulary.h"

#include <string.h>

const vocabulary_word vocabulary_kinds[VOCABULARY_KINDS] = {
	[KIND_POSTURE] = "posture",
	[KIND_WALK] = "walk",
	[KIND_MOBILITY] = "mobility",
	[KIND_STRENGTH] = "strength",
	[KIND_HYDRATE] = "hydrate",
	[KIND_PRIMER] = "primer",
	[KIND_RELAX] = "relax",
};

const vocabulary_word vocabulary_areas[AREA_MAX] = {
	[AREA_WHOLE_BODY] = "whole-body",
	[AREA_EYES] = "eyes",
	[AREA_JAW] = "jaw",
	[AREA_NECK] = "neck",
	[AREA_SHOULDERS] = "shoulders",
	[AREA_CHEST] = "chest",
	[AREA_UPPER_BACK] = "upper-back",
	[AREA_LOW_BACK] = "low-back",
	[AREA_TRUNK] = "trunk",
	[AREA_HIPS] = "hips",
	[AREA_GLUTES] = "glutes",
	[AREA_THIGHS] = "thighs",
	[AREA_HAMSTRINGS] = "hamstrings",
	[AREA_CALVES] = "calves",
	[AREA_FEET] = "feet",
	[AREA_WRISTS_HANDS] = "wrists-hands",
};

const vocabulary_word vocabulary_tools[VOCABULARY_TOOLS] = {
	"chair", "wall", "floor", "stairs", "ball", "foam-roller"};

const vocabulary_word vocabulary_tags[VOCABULARY_TAGS] = {
	"sit-break",
	"short-version",
	"micro",
	"bundle",
	"follow-up",
	"post-session",
	"post-break",
	"stand-break",
	"evening",
	"daily-target",
	"setup",
	"floor-session",
	"meeting-friendly",
	"flare-friendly",
	"leg-symptom-safe",
	"primer",
	"micro-plus",
};

const vocabulary_word vocabulary_conditions[VOCABULARY_CONDITIONS] = {
	"leg-symptoms",
	"acute-flare",
	"soreness-under-48h",
	"soreness-over-48h",
	"post-massage-window",
	"post-massage-day",
	"pressure-caution",
	"balance-caution",
	"dizziness",
	"exertion-caution",
	"fluid-restriction",
};

_Static_assert(1 << (VOCABULARY_TOOLS - 1) == TOOL_FOAM_ROLLER, "as many words as tools");
_Static_assert(1 << (VOCABULARY_TAGS - 1) == TAG_MICRO_PLUS, "as many words as tags");
_Static_assert(1 << (VOCABULARY_CONDITIONS - 1) == CONDITION_FLUID_RESTRICTION,
	"as many words as conditions");

size_t vocabulary_find(const vocabulary_word *words, size_t n_words, const char *word)
{
	size_t i = 0;

	while (i < n_words && strcmp(words[i], word) != 0) {
		i++;
	}
	return i;
}
