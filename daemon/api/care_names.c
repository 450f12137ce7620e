/* SPDX-License-Identifier: MIT */
#include "names.h"

const char *const names_care_by[CARE_BY_MAX] = {
	[CARE_BY_PROFESSIONAL] = "professional",
	[CARE_BY_PARTNER] = "partner",
	[CARE_BY_OWN_HANDS] = "own_hands",
	[CARE_BY_BALL] = "ball",
	[CARE_BY_ROLLER] = "roller",
	[CARE_BY_MASSAGE_GUN] = "massage_gun",
};

/* Not told has no name: it is left out. */
const char *const names_care_pressure[CARE_PRESSURE_MAX] = {
	[CARE_PRESSURE_LIGHT] = "light",
	[CARE_PRESSURE_MEDIUM] = "medium",
	[CARE_PRESSURE_FIRM] = "firm",
};

const char *const names_care_soreness[CARE_SORENESS_MAX] = {
	[CARE_COMFORTABLE] = "comfortable",
	[CARE_A_LITTLE_SORE] = "a_little_sore",
	[CARE_QUITE_SORE] = "quite_sore",
	[CARE_SETTLED] = "settled",
	[CARE_STILL_SORE] = "still_sore",
	[CARE_SOMETHING_NEW] = "something_new",
};

const char *const names_care_permission[CARE_PERMISSION_MAX] = {
	[CARE_PERMISSION_YES] = "yes",
	[CARE_PERMISSION_NO] = "no",
	[CARE_PERMISSION_NOT_DISCUSSED] = "not_discussed",
};

const char *const names_care_clearing[CARE_CLEARING_MAX] = {
	[CARE_CLEARED_BY_CLINICIAN] = "cleared_by_clinician",
	[CARE_ENTERED_BY_MISTAKE] = "entered_by_mistake",
};

const char *const names_care_window[CARE_WINDOW_MAX] = {
	[CARE_WINDOW_RELAXED] = "relaxed",
	[CARE_WINDOW_DAY] = "day",
	[CARE_WINDOW_SORE] = "sore",
	[CARE_WINDOW_OVER] = "over",
};

const char *const names_plan[NAMES_PLAN_MAX] = {
	[NAMES_PLAN_COURSE] = "massage_course",
	[NAMES_PLAN_STRENGTH] = "strength",
};
