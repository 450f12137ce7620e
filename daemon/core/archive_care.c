/* SPDX-License-Identifier: MIT */
/* What was told of body and treatment is all there or it is not taken: guessing at what somebody
 * told of symptoms helps nobody, and the checklist is asked again. */
#include "archive_internal.h"

static void archive_massage(struct archive *archive, struct care_massage *massage)
{
	if (archive_begin_object(archive, NULL)) {
		archive_id(archive, "id", &massage->id);
		ARCHIVE_USEC(archive, "endRealUSec", massage->end_real_usec);
		ARCHIVE_USEC(archive, "loggedRealUSec", massage->logged_real_usec);
		ARCHIVE_USEC(archive, "durationUSec", massage->duration_usec);
		ARCHIVE_DAY(archive, "day", massage->day);
		ARCHIVE_ENUM(archive, "by", CARE_BY_MAX, massage->by);
		ARCHIVE_ENUM(archive, "pressure", CARE_PRESSURE_MAX, massage->pressure);
		ARCHIVE_NUMBER(archive, "areas", UINT32_MAX, massage->areas);
		ARCHIVE_NUMBER(archive, "askedCount", UINT8_MAX, massage->n_asked);
		ARCHIVE_USEC(archive, "askedRealUSec", massage->asked_real_usec);
		ARCHIVE_BOOL(archive, "answered", massage->answered);
		archive_end(archive);
	}
}

static void archive_massages(struct archive *archive, struct care *care)
{
	care->n_massages =
		archive_begin_list(archive, "massages", CARE_MASSAGES_MAX, care->n_massages);
	for (size_t i = 0; i < care->n_massages; i++) {
		archive_massage(archive, &care->massages[i]);
	}
	if (care->n_massages > 0) {
		archive_end(archive);
	}
}

static void archive_sore(struct archive *archive, struct care *care)
{
	struct care_sore *sore = &care->sore;

	if (archive_begin_object(archive, "soreness")) {
		ARCHIVE_BOOL(archive, "on", sore->on);
		ARCHIVE_BOOL(archive, "quite", sore->quite);
		ARCHIVE_BOOL(archive, "fromMassage", sore->from_massage);
		ARCHIVE_USEC(archive, "baseRealUSec", sore->base_real_usec);
		ARCHIVE_USEC(archive, "reportedRealUSec", sore->reported_real_usec);
		ARCHIVE_USEC(archive, "askedRealUSec", sore->asked_real_usec);
		archive_end(archive);
	}
	ARCHIVE_BOOL(archive, "lighterNextTime", care->lighter_next_time);
}

static void archive_checklist(struct archive *archive, struct care_checklist *checklist)
{
	if (archive_begin_object(archive, "checklist")) {
		ARCHIVE_BOOL(archive, "answered", checklist->answered);
		ARCHIVE_BOOL(archive, "open", checklist->open);
		ARCHIVE_USEC(archive, "answeredRealUSec", checklist->answered_real_usec);
		ARCHIVE_USEC(archive, "nextAskRealUSec", checklist->next_ask_real_usec);
		archive_end(archive);
	}
}

static void archive_cleared(struct archive *archive, struct care_cleared *cleared)
{
	if (archive_begin_object(archive, "cleared")) {
		ARCHIVE_BOOL(archive, "ever", cleared->ever);
		ARCHIVE_ENUM(archive, "how", CARE_CLEARING_MAX, cleared->how);
		ARCHIVE_USEC(archive, "realUSec", cleared->real_usec);
		ARCHIVE_DAY(archive, "seenDay", cleared->seen_day);
		ARCHIVE_ENUM(archive, "level", CARE_LEVEL_MAX, cleared->level);
		archive_symptoms(archive, "symptoms", &cleared->symptoms);
		archive_end(archive);
	}
}

static void archive_safety(struct archive *archive, struct care_safety *safety)
{
	struct care_permissions *permissions = &safety->permissions;

	if (!archive_begin_object(archive, "safety")) {
		return;
	}
	ARCHIVE_ENUM(archive, "level", CARE_LEVEL_MAX, safety->level);
	archive_symptoms(archive, "symptoms", &safety->symptoms);
	archive_message(archive, "message", &safety->message);
	ARCHIVE_USEC(archive, "reportedRealUSec", safety->reported_real_usec);
	ARCHIVE_BOOL(archive, "told", safety->told);
	ARCHIVE_BOOL(archive, "acknowledged", safety->acknowledged);
	ARCHIVE_USEC(archive, "toldRealUSec", safety->told_real_usec);
	ARCHIVE_BOOL(archive, "restricted", safety->restricted);
	ARCHIVE_ENUM(archive, "walking", CARE_PERMISSION_MAX, permissions->walking);
	ARCHIVE_ENUM(archive, "exercise", CARE_PERMISSION_MAX, permissions->exercise);
	ARCHIVE_ENUM(archive, "massage", CARE_PERMISSION_MAX, permissions->massage);
	ARCHIVE_USEC(archive, "gentleFromRealUSec", safety->gentle_from_real_usec);
	archive_cleared(archive, &safety->cleared);
	archive_end(archive);
}

static void archive_flare(struct archive *archive, struct care_flare *flare)
{
	if (archive_begin_object(archive, "flare")) {
		ARCHIVE_BOOL(archive, "on", flare->on);
		ARCHIVE_USEC(archive, "sinceRealUSec", flare->since_real_usec);
		ARCHIVE_NUMBER(archive, "askedCount", UINT32_MAX, flare->n_asked);
		ARCHIVE_USEC(archive, "askedRealUSec", flare->asked_real_usec);
		archive_end(archive);
	}
}

static void archive_done_days(struct archive *archive, struct care_course *course)
{
	size_t n =
		archive_begin_list(archive, "doneDays", CARE_COURSE_SESSIONS_MAX, course->n_done);

	for (size_t i = 0; i < n; i++) {
		ARCHIVE_DAY(archive, NULL, course->done_days[i]);
	}
	if (n > 0) {
		archive_end(archive);
	}
	course->n_done = (uint8_t)n;
}

static void archive_course(struct archive *archive, struct care_course *course)
{
	if (!archive_begin_object(archive, "course")) {
		return;
	}
	ARCHIVE_BOOL(archive, "started", course->started);
	ARCHIVE_BOOL(archive, "active", course->active);
	ARCHIVE_DAY(archive, "startDay", course->start_day);
	ARCHIVE_NUMBER(archive, "everyDays", UINT16_MAX, course->every_days);
	ARCHIVE_NUMBER(archive, "count", UINT8_MAX, course->count);
	ARCHIVE_NUMBER(archive, "asked", UINT32_MAX, course->asked);
	ARCHIVE_BOOL(archive, "reviewAsked", course->review_asked);
	archive_done_days(archive, course);
	ARCHIVE_DAY(archive, "lookBackDay", course->look_back_day);
	ARCHIVE_NUMBER(archive, "lookBackAsked", UINT8_MAX, course->look_back_asked);
	ARCHIVE_DAY(archive, "lookBackFromDay", course->look_back_from_day);
	archive_end(archive);
}

static void archive_strength(struct archive *archive, struct care_strength *strength)
{
	size_t n;

	if (!archive_begin_object(archive, "strength")) {
		return;
	}
	ARCHIVE_BOOL(archive, "active", strength->active);
	ARCHIVE_DAY(archive, "startDay", strength->start_day);
	ARCHIVE_BOOL(archive, "reviewAsked", strength->review_asked);
	n = archive_begin_list(archive, "weeks", CARE_STRENGTH_WEEKS, CARE_STRENGTH_WEEKS);
	for (size_t i = 0; i < n; i++) {
		if (archive_begin_object(archive, NULL)) {
			ARCHIVE_NUMBER(archive, "days", UINT8_MAX, strength->weeks[i].days);
			ARCHIVE_ENUM(archive, "soreness", CARE_WEEK_MORE + 1,
				strength->weeks[i].soreness);
			archive_end(archive);
		}
	}
	archive->n_missing += n != CARE_STRENGTH_WEEKS;
	if (n > 0) {
		archive_end(archive);
	}
	archive_end(archive);
}

static void walk(struct archive *archive, struct care *care)
{
	if (!archive_begin_object(archive, "care")) {
		return;
	}
	archive_massages(archive, care);
	archive_sore(archive, care);
	archive_checklist(archive, &care->checklist);
	archive_safety(archive, &care->safety);
	archive_flare(archive, &care->flare);
	ARCHIVE_NUMBER(archive, "profile", UINT32_MAX, care->profile);
	ARCHIVE_USEC(archive, "profileRealUSec", care->profile_real_usec);
	ARCHIVE_USEC(archive, "dizzyUntilRealUSec", care->dizzy_until_real_usec);
	archive_course(archive, &care->course);
	archive_strength(archive, &care->strength);
	archive_end(archive);
}

void archive_care(struct archive *archive, struct care *care, const struct care_symptoms *symptoms)
{
	size_t n_missing = archive->n_missing;
	struct care whole = {.n_massages = 0};

	if (!archive->is_reading) {
		walk(archive, care);
		return;
	}
	walk(archive, &whole);
	archive->is_care_whole =
		archive->n_missing == n_missing && care_state_is_valid(&whole, symptoms);
	if (archive->is_care_whole) {
		*care = whole;
	}
}
