/* SPDX-License-Identifier: MIT */
/* The dialogue that lifts a hold. Every field is looked at, in the order in which they are asked
 * for, and the first that is not good is named; nothing is taken over before all are. */
#include <string.h>

#include "care_internal.h"

static struct care_result not_cleared(enum care_field field)
{
	return (struct care_result){CARE_NOT_CLEARED, field, .advice = CARE_MESSAGE_NONE};
}

static bool is_phrase(const char *text)
{
	size_t length = 0;

	while (length < sizeof(CARE_PHRASE) && text && text[length] != '\0') {
		length++;
	}
	return length == sizeof(CARE_PHRASE) - 1 && memcmp(text, CARE_PHRASE, length) == 0;
}

/* Anything but spaces. */
static bool says_something(const char *text)
{
	while (text && (*text == ' ' || *text == '\t' || *text == '\n')) {
		text++;
	}
	return text && *text != '\0';
}

static bool is_told(enum care_permission permission)
{
	return permission > CARE_PERMISSION_NOT_TOLD && permission < CARE_PERMISSION_MAX;
}

/* What the clinician is asked to have seen: the hold, or else the soreness. While the clock is
 * behind it, today. */
static int32_t reported_day(const struct care *care, const struct care_at *at)
{
	usec_t reported = care->safety.reported_real_usec;

	if (care->safety.level == CARE_LEVEL_NONE && care_is_sore_long(care, at)) {
		reported = care->sore.base_real_usec;
	}
	return care_day_of(at, care_earlier(reported, care_now_usec(at)));
}

static enum care_field find_missing(
	const struct care *care, const struct care_at *at, const struct care_event *event)
{
	const struct care_permissions *permissions = &event->clear.permissions;
	int32_t seen_day = event->clear.seen_day;

	if (!is_phrase(event->clear.phrase)) {
		return CARE_FIELD_PHRASE;
	}
	if (!says_something(event->clear.clinician)) {
		return CARE_FIELD_CLINICIAN;
	}
	if (seen_day == CARE_NO_DAY || seen_day < reported_day(care, at) ||
		seen_day > care_day_of(at, care_now_usec(at))) {
		return CARE_FIELD_SEEN_DATE;
	}
	if (!is_told(permissions->walking)) {
		return CARE_FIELD_WALKING;
	}
	if (!is_told(permissions->exercise)) {
		return CARE_FIELD_EXERCISE;
	}
	return is_told(permissions->massage) ? CARE_FIELD_NONE : CARE_FIELD_MASSAGE;
}

static bool is_anything_to_clear(const struct care *care, const struct care_at *at)
{
	return care->safety.level != CARE_LEVEL_NONE || care_is_sore_long(care, at) ||
	       (care->safety.restricted &&
		       (care->safety.permissions.walking != CARE_PERMISSION_YES ||
			       care->safety.permissions.exercise != CARE_PERMISSION_YES ||
			       care->safety.permissions.massage != CARE_PERMISSION_YES));
}

/* The one way down. What was lifted is kept on record; what a clinician said of it later does not
 * take its place. */
static void lift(struct care *care, const struct care_at *at, const struct care_event *event)
{
	struct care_safety *safety = &care->safety;

	if (safety->level == CARE_LEVEL_NONE) {
		return;
	}
	safety->cleared = (struct care_cleared){
		.ever = true,
		.how = event->clear.how,
		.real_usec = care_now_usec(at),
		.seen_day = event->clear.how == CARE_CLEARED_BY_CLINICIAN ? event->clear.seen_day
									  : CARE_NO_DAY,
		.level = safety->level,
		.symptoms = safety->symptoms,
	};
	safety->level = CARE_LEVEL_NONE;
	safety->symptoms = 0;
	safety->message = CARE_MESSAGE_NONE;
	safety->told = false;
	safety->acknowledged = false;
}

static struct care_result clear_by_clinician(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	enum care_field missing = find_missing(care, at, event);
	struct care_result result = CARE_DONE;

	if (missing != CARE_FIELD_NONE) {
		return not_cleared(missing);
	}
	lift(care, at, event);
	care->safety.restricted = true;
	care->safety.permissions = event->clear.permissions;
	care->safety.gentle_from_real_usec = care_now_usec(at);
	if (care_is_sore_long(care, at)) {
		care_end_soreness(care, at);
	}
	result.advice = CARE_MESSAGE_CLEAR_WELCOME;
	return result;
}

static struct care_result clear_as_mistake(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	uint32_t yes = event->clear.yes;

	if ((event->clear.answered | yes) & ~care_all_symptoms(at)) {
		return (struct care_result){
			CARE_NO_SUCH_SYMPTOM, CARE_FIELD_ANSWERS, .advice = CARE_MESSAGE_NONE};
	}
	if (yes != 0) {
		/* A yes is never thrown away. */
		struct care_result result = care_report_symptoms(care, at, yes);

		result.outcome = CARE_NOT_CLEARED;
		result.field = CARE_FIELD_ANSWERS;
		return result;
	}
	if (event->clear.answered != care_all_symptoms(at)) {
		return not_cleared(CARE_FIELD_ANSWERS);
	}
	lift(care, at, event);
	care_answer_checklist(care, at);
	return CARE_DONE;
}

struct care_result care_clear(
	struct care *care, const struct care_at *at, const struct care_event *event)
{
	bool held = care->safety.level != CARE_LEVEL_NONE;

	switch (event->clear.how) {
	case CARE_CLEARED_BY_CLINICIAN:
		if (is_anything_to_clear(care, at)) {
			return clear_by_clinician(care, at, event);
		}
		break;
	case CARE_ENTERED_BY_MISTAKE:
		/* What a clinician said was no mistake, and soreness is settled by saying so. */
		if (held) {
			return clear_as_mistake(care, at, event);
		}
		break;
	case CARE_CLEARING_MAX:
		break;
	}
	if (held) {
		return not_cleared(CARE_FIELD_HOW);
	}
	return (struct care_result){CARE_NOTHING_TO_CLEAR, .advice = CARE_MESSAGE_NONE};
}
