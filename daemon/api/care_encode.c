/* SPDX-License-Identifier: MIT */
#include "care_encode.h"

#include "date.h"
#include "encode.h"
#include "jsonvalue.h"
#include "symptoms.h"
#include "vocabulary.h"

/* -- massages and conditions
 * ------------------------------------------------------------------------------------
 */

struct json_object *care_encode_massage(int *error, const struct api_care *care,
	const struct care_massage *massage, enum care_window window, const char *style,
	const char *note)
{
	struct json_object *object = json_new_object(error), *areas = json_new_array(error);
	char id[ENCODE_ID_MAX];

	encode_id(&massage->id, id);
	for (size_t i = 0; i < AREA_MAX; i++) {
		if (massage->areas & (1U << i)) {
			json_append_string(error, areas, vocabulary_areas[i]);
		}
	}
	json_add_string(error, object, "id", id);
	json_add_usec(error, object, "endUSec", massage->end_real_usec);
	json_add_usec(error, object, "durationUSec", massage->duration_usec);
	json_add_string(error, object, "by", names_care_by[massage->by]);
	json_add_string(error, object, "style", style);
	json_add_string(error, object, "pressure", names_care_pressure[massage->pressure]);
	json_add_take(error, object, "areas", areas);
	json_add_string(error, object, "note", note);
	json_add_string(error, object, "window", names_care_window[window]);
	if (window != CARE_WINDOW_OVER) {
		json_add_usec(error, object, "nextCheckInUSec", care->view.check_in_real_usec);
	}
	return object;
}

static const char *find_condition(uint32_t condition)
{
	for (size_t i = 0; i < VOCABULARY_CONDITIONS; i++) {
		if (condition == (1U << i)) {
			return vocabulary_conditions[i];
		}
	}
	return "";
}

struct json_object *care_encode_conditions(int *error, const struct api_care *care)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < care->view.n_conditions; i++) {
		const struct care_condition *condition = &care->view.conditions[i];
		struct json_object *object = json_new_object(error);

		json_add_string(error, object, "id", find_condition(condition->condition));
		json_add_usec(error, object, "sinceUSec", condition->since_real_usec);
		json_add_usec(error, object, "untilUSec", condition->until_real_usec);
		json_add_string(error, object, "reason", symptoms_get_reason(condition->reason));
		json_append_take(error, array, object);
	}
	return array;
}

/* -- plans
 * -----------------------------------------------------------------------------------------------------
 */

static void append_day(int *error, struct json_object *array, int32_t day)
{
	char date[DATE_TEXT_MAX];

	json_append_string(error, array, date_format(date, day));
}

/* The first session that was not yet had, CARE_NO_DAY if there is none. */
static int32_t next_session(const struct api_care *care)
{
	for (size_t i = 0; i < care->view.care->course.count; i++) {
		if (care->view.course_done_days[i] == CARE_NO_DAY) {
			return care->view.course_due_days[i];
		}
	}
	return CARE_NO_DAY;
}

static void add_course(int *error, struct json_object *object, const struct api_care *care,
	struct json_object *due, struct json_object *done)
{
	const struct care_course *course = &care->view.care->course;
	int32_t next = next_session(care);
	char message[SYMPTOMS_BODY_MAX], date[DATE_TEXT_MAX];

	for (size_t i = 0; i < course->count; i++) {
		append_day(error, due, care->view.course_due_days[i]);
	}
	for (size_t i = 0; i < course->n_done; i++) {
		append_day(error, done, course->done_days[i]);
	}
	if (next == CARE_NO_DAY) {
		json_add_string(error, object, "message",
			symptoms_get_phrase(SYMPTOMS_PHRASE_COURSE_THROUGH));
	} else {
		json_add_string(error, object, "nextDate", date_format(date, next));
		json_add_string(error, object, "message",
			symptoms_format_message_body(message, sizeof(message),
				CARE_MESSAGE_COURSE_NEXT, care->emergency_number, date));
	}
	json_add_int(error, object, "everyDays", course->every_days);
	json_add_int(error, object, "count", course->count);
}

static void add_strength(int *error, struct json_object *object, const struct api_care *care,
	struct json_object *done)
{
	const struct care_strength *strength = &care->view.care->strength;
	const struct care_strength_view *view = &care->view.strength;
	char message[SYMPTOMS_BODY_MAX];

	for (int32_t week = 0; week < CARE_STRENGTH_WEEKS; week++) {
		for (int32_t day = 0; day < 7; day++) {
			if (strength->weeks[week].days & (1U << day)) {
				append_day(error, done, strength->start_day + 7 * week + day);
			}
		}
	}
	if (view->week > 0) {
		json_add_string(error, object, "message",
			symptoms_format_strength(message, sizeof(message), view));
	} else {
		json_add_string(error, object, "message",
			symptoms_get_phrase(view->active ? SYMPTOMS_PHRASE_STRENGTH_AHEAD
							 : SYMPTOMS_PHRASE_STRENGTH_THROUGH));
	}
}

struct json_object *care_encode_plan(int *error, const struct api_care *care, enum names_plan plan)
{
	const struct care *state = care->view.care;
	bool is_course = plan == NAMES_PLAN_COURSE;
	int32_t start_day = is_course ? state->course.start_day : state->strength.start_day;
	struct json_object *object, *due, *done;
	char date[DATE_TEXT_MAX];

	if (!(is_course ? state->course.active : state->strength.active)) {
		return NULL;
	}
	object = json_new_object(error);
	due = json_new_array(error);
	done = json_new_array(error);
	json_add_string(error, object, "name", names_plan[plan]);
	json_add_string(error, object, "startDate", date_format(date, start_day));
	if (is_course) {
		add_course(error, object, care, due, done);
	} else {
		add_strength(error, object, care, done);
	}
	json_add_take(error, object, "dueDates", due);
	json_add_take(error, object, "doneDates", done);
	return object;
}

/* -- advice
 * ----------------------------------------------------------------------------------------------------
 */

void care_add_advice(int *error, struct json_object *object, const struct api_care *care,
	enum care_message message, const char *title_name)
{
	char body[SYMPTOMS_BODY_MAX] = "", date[DATE_TEXT_MAX];
	bool says = message != CARE_MESSAGE_NONE;
	int32_t next = message == CARE_MESSAGE_COURSE_NEXT ? next_session(care) : CARE_NO_DAY;

	if (says) {
		(void)symptoms_format_message_body(body, sizeof(body), message,
			care->emergency_number,
			next == CARE_NO_DAY ? NULL : date_format(date, next));
	}
	if (title_name) {
		json_add_string(
			error, object, title_name, says ? symptoms_get_message_title(message) : "");
	}
	json_add_string(error, object, "advice", body);
}
