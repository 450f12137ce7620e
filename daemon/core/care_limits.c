/* SPDX-License-Identifier: MIT */
/* What holds now. Suppressions add up: each thing that was told takes away what it must, whatever
 * the others say; nothing here gives anything back. */
#include <assert.h>

#include "care_internal.h"

#define KIND_BIT(kind) (1U << (kind))
#define KINDS_ALL (KIND_BIT(KIND_MAX) - 1)
#define KINDS_MOVING                                                               \
	(KIND_BIT(KIND_WALK) | KIND_BIT(KIND_MOBILITY) | KIND_BIT(KIND_STRENGTH) | \
		KIND_BIT(KIND_PRIMER))
#define KINDS_LOADING (KIND_BIT(KIND_STRENGTH) | KIND_BIT(KIND_PRIMER))

struct conditions {
	struct care_condition *items;
	size_t n_items;
};

/* From several sessions: the whole time. */
static void add_condition(struct conditions *conditions, enum condition condition, usec_t since,
	usec_t until, enum care_reason reason)
{
	struct care_condition *item = conditions->items;

	for (size_t i = 0; i < conditions->n_items; i++, item++) {
		if (item->condition == condition) {
			item->since_real_usec = care_earlier(item->since_real_usec, since);
			item->until_real_usec = care_later(item->until_real_usec, until);
			return;
		}
	}
	assert(conditions->n_items < CARE_CONDITIONS_MAX);
	*item = (struct care_condition){condition, since, until, reason};
	conditions->n_items++;
}

static void add_massages(
	struct conditions *conditions, const struct care *care, const struct care_at *at)
{
	for (size_t i = 0; i < care->n_massages; i++) {
		const struct care_massage *massage = &care->massages[i];
		usec_t end = massage->end_real_usec;
		usec_t day_until = care_massage_day_until_usec(at, massage);

		if (care_now_usec(at) < end + CARE_WINDOW_USEC) {
			add_condition(conditions, CONDITION_POST_MASSAGE_WINDOW, end,
				end + CARE_WINDOW_USEC, CARE_REASON_MASSAGE);
		}
		if (care_now_usec(at) < day_until) {
			add_condition(conditions, CONDITION_POST_MASSAGE_DAY, end, day_until,
				care_age_usec(at, end) < CARE_CHECK_IN_USEC ? CARE_REASON_MASSAGE
									    : CARE_REASON_CHECK_IN);
		}
	}
}

static void add_soreness(
	struct conditions *conditions, const struct care *care, const struct care_at *at)
{
	usec_t long_from = care->sore.base_real_usec + CARE_SORE_LONG_USEC;
	usec_t ends = care->sore.reported_real_usec + CARE_SORE_ENDS_USEC;

	if (!care_is_sore(care, at)) {
		return;
	}
	if (care_is_sore_long(care, at)) {
		add_condition(conditions, CONDITION_SORENESS_OVER_48H, long_from, ends,
			CARE_REASON_SORENESS);
	} else {
		add_condition(conditions, CONDITION_SORENESS_UNDER_48H, care->sore.base_real_usec,
			long_from, CARE_REASON_SORENESS);
	}
}

static void add_profile(
	struct conditions *conditions, const struct care *care, const struct care_at *at)
{
	for (uint32_t bit = 1; bit <= CARE_PROFILE_CONDITIONS; bit <<= 1) {
		usec_t until =
			bit == CONDITION_DIZZINESS ? care->dizzy_until_real_usec : USEC_INFINITY;

		if ((care->profile & bit) && care_now_usec(at) < until) {
			add_condition(conditions, (enum condition)bit, care->profile_real_usec,
				until, CARE_REASON_PROFILE);
		}
	}
}

/* Whether one of the symptoms told is of a leg that wants a doctor first. */
static bool legs_have_symptoms(const struct care *care, const struct care_at *at)
{
	for (size_t i = 0; i < at->symptoms->n_items; i++) {
		if ((care->safety.symptoms & (1U << i)) &&
			at->symptoms->items[i].level == CARE_LEVEL_DOCTOR_FIRST) {
			return true;
		}
	}
	return false;
}

size_t care_get_conditions(const struct care *care, const struct care_at *at,
	struct care_condition ret_conditions[CARE_CONDITIONS_MAX])
{
	struct conditions conditions = {.items = ret_conditions};

	if (legs_have_symptoms(care, at)) {
		add_condition(&conditions, CONDITION_LEG_SYMPTOMS, care->safety.reported_real_usec,
			USEC_INFINITY, CARE_REASON_SYMPTOMS);
	}
	if (care->flare.on) {
		add_condition(&conditions, CONDITION_ACUTE_FLARE, care->flare.since_real_usec,
			USEC_INFINITY, CARE_REASON_FLARE);
	}
	add_soreness(&conditions, care, at);
	add_massages(&conditions, care, at);
	add_profile(&conditions, care, at);
	return conditions.n_items;
}

enum care_level care_get_level(const struct care *care, const struct care_at *at)
{
	if (care->safety.level != CARE_LEVEL_NONE) {
		return care->safety.level;
	}
	if (care_is_sore_long(care, at)) {
		return CARE_LEVEL_SORENESS;
	}
	return care->flare.on ? CARE_LEVEL_FLARE : CARE_LEVEL_NONE;
}

static void limit(struct care_limits *limits, uint32_t kinds_off, uint8_t intensity_max)
{
	limits->kinds_off |= kinds_off;
	if (intensity_max < limits->intensity_max) {
		limits->intensity_max = intensity_max;
	}
}

static void limit_by_level(struct care_limits *limits, enum care_level level)
{
	switch (level) {
	case CARE_LEVEL_EMERGENCY:
		limit(limits, KINDS_ALL & ~KIND_BIT(KIND_SAFETY), 0);
		limits->escalation_off = true;
		break;
	case CARE_LEVEL_URGENT:
		limit(limits, KINDS_MOVING, 1);
		limits->posture_kept_only = true;
		limits->escalation_off = true;
		break;
	case CARE_LEVEL_DOCTOR_FIRST:
		/* Mobility of trunk and legs goes by the condition. */
		limit(limits, KIND_BIT(KIND_WALK) | KINDS_LOADING, 1);
		limits->escalation_off = true;
		break;
	case CARE_LEVEL_SORENESS:
	case CARE_LEVEL_FLARE:
	case CARE_LEVEL_NONE:
	case CARE_LEVEL_MAX:
		break;
	}
}

/* Soreness, flare and the time after a session. */
static void limit_by_conditions(struct care_limits *limits, const struct care *care)
{
	if (limits->conditions & CONDITION_POST_MASSAGE_WINDOW) {
		limit(limits, KINDS_LOADING, 1);
		limits->prefer_tags |= TAG_POST_SESSION;
		limits->escalation_off = true;
	}
	if (limits->conditions & CONDITION_POST_MASSAGE_DAY) {
		limit(limits, KIND_BIT(KIND_PRIMER), 2);
	}
	if (limits->conditions & CONDITION_SORENESS_UNDER_48H) {
		limit(limits, KIND_BIT(KIND_PRIMER), care->sore.quite ? 1 : 2);
	}
	if (limits->conditions & CONDITION_SORENESS_OVER_48H) {
		limit(limits, KINDS_LOADING, 1);
	}
	if (limits->conditions & CONDITION_ACUTE_FLARE) {
		limit(limits, KINDS_LOADING, 1);
		limits->escalation_off = true;
	}
}

/* What the clinician did not say yes to stays off. */
static void limit_by_clinician(
	struct care_limits *limits, const struct care *care, const struct care_at *at)
{
	const struct care_permissions *permissions = &care->safety.permissions;

	if (care_is_gentle_after_clearing(care, at)) {
		limit(limits, 0, 1);
	}
	if (!care->safety.restricted) {
		return;
	}
	if (permissions->walking != CARE_PERMISSION_YES) {
		limit(limits, KIND_BIT(KIND_WALK), 3);
	}
	if (permissions->exercise != CARE_PERMISSION_YES) {
		limit(limits, KIND_BIT(KIND_STRENGTH) | KIND_BIT(KIND_MOBILITY), 3);
	}
	if (permissions->massage != CARE_PERMISSION_YES) {
		limit(limits, KIND_BIT(KIND_PRIMER), 3);
	}
}

void care_get_limits(
	const struct care *care, const struct care_at *at, struct care_limits *ret_limits)
{
	struct care_condition conditions[CARE_CONDITIONS_MAX];
	size_t n_conditions = care_get_conditions(care, at, conditions);
	struct care_limits limits = {
		.level = care_get_level(care, at),
		.intensity_max = 3,
		.checklist_pending = !care->checklist.answered || care->checklist.open,
	};

	for (size_t i = 0; i < n_conditions; i++) {
		limits.conditions |= conditions[i].condition;
	}
	if (limits.checklist_pending) {
		limit(&limits, KINDS_LOADING, 1);
	}
	limit_by_conditions(&limits, care);
	limit_by_clinician(&limits, care, at);
	limit_by_level(&limits, limits.level);
	*ret_limits = limits;
}

bool care_limits_allow(
	const struct care_limits *limits, const struct catalogue_entry *entry, bool kept)
{
	if ((limits->kinds_off & KIND_BIT(entry->kind)) ||
		entry->intensity > limits->intensity_max ||
		(entry->contraindicated_when & limits->conditions)) {
		return false;
	}
	return kept || !limits->posture_kept_only || entry->kind != KIND_POSTURE;
}

usec_t care_next_change_real_usec(const struct care *care, const struct care_at *at)
{
	struct care_condition conditions[CARE_CONDITIONS_MAX];
	size_t n_conditions = care_get_conditions(care, at, conditions);
	usec_t next = USEC_INFINITY;

	for (size_t i = 0; i < n_conditions; i++) {
		next = care_earlier(next, conditions[i].until_real_usec);
	}
	/* Each session's own end as well: the conditions tell of the last one only. */
	for (size_t i = 0; i < care->n_massages; i++) {
		usec_t day_end = care->massages[i].end_real_usec + CARE_CHECK_IN_USEC;

		next = care_now_usec(at) < day_end ? care_earlier(next, day_end) : next;
	}
	if (care->sore.on && care->sore.base_real_usec > care_now_usec(at)) {
		next = care_earlier(next, care->sore.base_real_usec);
	}
	if (care_is_gentle_after_clearing(care, at)) {
		next = care_earlier(
			next, care->safety.gentle_from_real_usec + CARE_GENTLE_DAYS_USEC);
	}
	return care_earlier(next, care_next_ask_real_usec(care, at));
}
