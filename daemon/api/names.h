/* SPDX-License-Identifier: MIT */
/* The enumerations of the core, and our own, as the API spells them. */
#pragma once

#include "api.h"

extern const char *const names_presence[PRESENCE_MAX];
extern const char *const names_posture[POSTURE_MAX];
extern const char *const names_kind[KIND_MAX];
extern const char *const names_outcome[OUTCOME_MAX];
extern const char *const names_hold_reason[HOLD_REASON_MAX];
/* What CorrectPresence() may count as: enum span, the first of them. */
#define NAMES_CORRECTION_MAX (SPAN_AWAY + 1)
extern const char *const names_correction[NAMES_CORRECTION_MAX];
extern const char *const names_decision[DECISION_TYPE_MAX];
extern const char *const names_check_state[API_CHECK_STATE_MAX];
extern const char *const names_watch_state[API_WATCH_STATE_MAX];

extern const char *const names_care_level[CARE_LEVEL_MAX];
extern const char *const names_care_by[CARE_BY_MAX];
extern const char *const names_care_pressure[CARE_PRESSURE_MAX];
extern const char *const names_care_soreness[CARE_SORENESS_MAX];
extern const char *const names_care_permission[CARE_PERMISSION_MAX];
extern const char *const names_care_clearing[CARE_CLEARING_MAX];
extern const char *const names_care_window[CARE_WINDOW_MAX];

enum names_plan { NAMES_PLAN_COURSE, NAMES_PLAN_STRENGTH, NAMES_PLAN_MAX };
extern const char *const names_plan[NAMES_PLAN_MAX];

/* As history_type_name() has them. */
extern const char *const names_history_type[HISTORY_TYPE_MAX];

/* Answers of Respond(); "choose" names one of the prompt's choices, which may be any of them. */
extern const char *const names_answer[ANSWER_MAX];
