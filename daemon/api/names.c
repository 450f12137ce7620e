/* SPDX-License-Identifier: MIT */
#include "names.h"

const char *const names_presence[PRESENCE_MAX] = {
	[PRESENCE_ACTIVE] = "active",
	[PRESENCE_PASSIVE] = "passive",
	[PRESENCE_AWAY] = "away",
	[PRESENCE_LOCKED] = "locked",
	[PRESENCE_ASLEEP] = "asleep",
	[PRESENCE_UNKNOWN] = "unknown",
};

const char *const names_posture[POSTURE_MAX] = {
	[POSTURE_SITTING] = "sitting",
	[POSTURE_STANDING] = "standing",
};

const char *const names_kind[KIND_MAX] = {
	[KIND_POSTURE] = "posture",
	[KIND_WALK] = "walk",
	[KIND_MOBILITY] = "mobility",
	[KIND_STRENGTH] = "strength",
	[KIND_HYDRATE] = "hydrate",
	[KIND_PRIMER] = "primer",
	[KIND_RELAX] = "relax",
	[KIND_CHECKIN] = "checkin",
	[KIND_SAFETY] = "safety",
};

const char *const names_outcome[OUTCOME_MAX] = {
	[OUTCOME_DONE] = "done",
	[OUTCOME_CLAIMED] = "claimed",
	[OUTCOME_NATURAL] = "natural",
	[OUTCOME_SKIPPED] = "skipped",
	[OUTCOME_SNOOZED] = "snoozed",
	[OUTCOME_EXPIRED] = "expired",
	[OUTCOME_WITHDRAWN] = "withdrawn",
};

const char *const names_hold_reason[HOLD_REASON_MAX] = {
	[HOLD_PAUSED] = "paused",
	[HOLD_MEETING] = "meeting",
	[HOLD_DO_NOT_DISTURB] = "do_not_disturb",
	[HOLD_MICROPHONE] = "microphone",
	[HOLD_FULLSCREEN] = "fullscreen",
	[HOLD_QUIET_HOURS] = "quiet_hours",
	[HOLD_OFF_HOURS] = "off_hours",
	[HOLD_AWAY] = "away",
	[HOLD_LOCKED] = "locked",
	[HOLD_ASLEEP] = "asleep",
	[HOLD_NO_SESSION] = "no_session",
	[HOLD_CHECKLIST] = "checklist",
	[HOLD_SAFETY] = "safety",
	[HOLD_QUIET_UNTIL_UP] = "quiet_until_up",
	[HOLD_SPACING] = "spacing",
	[HOLD_INHIBITOR] = "inhibitor",
};

const char *const names_correction[NAMES_CORRECTION_MAX] = {
	[SPAN_SEATED] = "seated",
	[SPAN_STANDING] = "standing",
	[SPAN_AWAY] = "away",
};

const char *const names_decision[DECISION_TYPE_MAX] = {
	[DECISION_PLANNED] = "planned",
	[DECISION_SHOWN] = "shown",
	[DECISION_HELD] = "held",
	[DECISION_CREDITED] = "credited",
	[DECISION_DROPPED] = "dropped",
};

const char *const names_care_level[CARE_LEVEL_MAX] = {
	[CARE_LEVEL_NONE] = "none",
	[CARE_LEVEL_FLARE] = "flare",
	[CARE_LEVEL_SORENESS] = "soreness",
	[CARE_LEVEL_DOCTOR_FIRST] = "doctor_first",
	[CARE_LEVEL_URGENT] = "urgent",
	[CARE_LEVEL_EMERGENCY] = "emergency",
};

const char *const names_answer[ANSWER_MAX] = {
	[ANSWER_DONE] = "done",
	[ANSWER_START] = "start",
	[ANSWER_FINISH] = "finish",
	[ANSWER_SNOOZE] = "snooze",
	[ANSWER_SKIP] = "skip",
	[ANSWER_CHOOSE] = "choose",
};

const char *const names_check_state[API_CHECK_STATE_MAX] = {
	[API_CHECK_OK] = "ok",
	[API_CHECK_LIMITED] = "limited",
	[API_CHECK_FAILED] = "failed",
	[API_CHECK_ABSENT] = "absent",
};

const char *const names_watch_state[API_WATCH_STATE_MAX] = {
	[API_WATCH_WAITING] = "waiting",
	[API_WATCH_READY] = "ready",
	[API_WATCH_ENDED] = "ended",
	[API_WATCH_UNABLE] = "unable",
};

const char *const names_history_type[HISTORY_TYPE_MAX] = {
	[HISTORY_SPELL] = "spell",
	[HISTORY_PROMPT] = "prompt",
	[HISTORY_MASSAGE] = "massage",
	[HISTORY_CHECKIN] = "checkin",
	[HISTORY_SAFETY] = "safety",
	[HISTORY_PLAN] = "plan",
};
