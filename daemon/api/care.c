/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Care for massages, gentle days, the profile and plans.
 * Parameters were checked against the table before; what they mean, and what of them is refused, is
 * the core's to say. Texts of people go with the event into the history, and nowhere else. */
#include <string.h>

#include <json-c/json.h>

#include <backcare/cleanup.h>

#include "care_call.h"
#include "date.h"
#include "encode.h"
#include "jsonvalue.h"
#include "symptoms.h"
#include "vocabulary.h"

/* -- massages
 * -------------------------------------------------------------------------------------------------
 */

/* False for a word that is no area. */
static bool read_areas(const struct varlink_params *params, uint32_t *ret_areas)
{
	uint32_t areas = 0;

	for (size_t i = 0; i < varlink_params_count(params, "areas"); i++) {
		size_t area = vocabulary_find(
			vocabulary_areas, AREA_MAX, varlink_params_string_at(params, "areas", i));

		if (area == AREA_MAX) {
			return false;
		}
		areas |= 1U << area;
	}
	*ret_areas = areas;
	return true;
}

static struct json_object *encode_offers_of(int *error, uint32_t offers)
{
	static const enum care_offer all[] = {
		CARE_OFFER_JOINT_TOUR, CARE_OFFER_STROLL, CARE_OFFER_NEW_SEAT};
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < ELEMENTSOF(all); i++) {
		if (offers & all[i]) {
			json_append_string(error, array, symptoms_get_offer_id(all[i]));
		}
	}
	return array;
}

static bool same_id(const struct prompt_id *a, const struct prompt_id *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* The session as it is known now. One that made no room for itself is long over. */
static struct json_object *encode_logged(int *error, const struct api_care *care,
	const struct care_event *event, const struct varlink_params *params)
{
	const char *style = varlink_params_string(params, "style");
	const char *note = varlink_params_string(params, "note");
	struct care_massage gone = {
		.id = event->massage.id,
		.end_real_usec = event->massage.end_real_usec,
		.duration_usec = event->massage.duration_usec,
		.by = event->massage.by,
		.pressure = event->massage.pressure,
		.areas = event->massage.areas,
	};

	for (size_t i = 0; i < care->view.care->n_massages; i++) {
		if (same_id(&care->view.care->massages[i].id, &event->massage.id)) {
			return care_encode_massage(error, care, &care->view.care->massages[i],
				care->view.windows[i], style, note);
		}
	}
	return care_encode_massage(error, care, &gone, CARE_WINDOW_OVER, style, note);
}

int api_log_massage(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	int pressure = varlink_params_enum(params, "pressure"), error = 0, r;
	struct core_event event = {
		.type = CORE_CARE,
		.care = {.type = CARE_MASSAGE,
			.note = varlink_params_string(params, "note"),
			.massage = {.end_real_usec = USEC_INFINITY,
				.duration_usec =
					(usec_t)varlink_params_int(params, "durationUSec", 0),
				.by = (enum care_by)varlink_params_enum(params, "by"),
				.pressure = pressure < 0 ? CARE_PRESSURE_NOT_TOLD
							 : (enum care_pressure)pressure,
				.style = varlink_params_string(params, "style")}},
	};
	struct care_answer answer;

	if (!read_areas(params, &event.care.massage.areas)) {
		return varlink_call_error_invalid_parameter(call, "areas");
	}
	if (varlink_params_has(params, "endUSec")) {
		event.care.massage.end_real_usec = (usec_t)varlink_params_int(params, "endUSec", 0);
	}
	r = care_tell(api, call, &event, "", &answer);
	if (r != CARE_TOLD) {
		return r;
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "massage",
		encode_logged(&error, &answer.care, &event.care, params));
	care_add_advice(&error, object, &answer.care, answer.result.advice, NULL);
	json_add_take(&error, object, "followUp", encode_offers_of(&error, answer.result.offers));
	return api_reply(call, error, object);
}

int api_forget_massage(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	const char *id = varlink_params_string(params, "id");
	struct core_event event = {.type = CORE_CARE, .care.type = CARE_FORGET_MASSAGE};
	struct care_answer answer;
	int r;

	if (!encode_parse_id(id, &event.care.forget)) {
		return care_error_no_such(call, "NoSuchMassage", id);
	}
	r = care_tell(userdata, call, &event, id, &answer);
	return r == CARE_TOLD ? varlink_call_reply(call, NULL) : r;
}

int api_check_in(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {
		.type = CORE_CARE,
		.care = {.type = CARE_CHECK_IN,
			.note = varlink_params_string(params, "note"),
			.soreness = (enum care_soreness)varlink_params_enum(params, "soreness")},
	};
	struct care_answer answer;
	int error = 0, r;

	r = care_tell(api, call, &event, "", &answer);
	if (r != CARE_TOLD) {
		return r;
	}
	object = json_new_object(&error);
	care_add_advice(&error, object, &answer.care, answer.result.advice, NULL);
	json_add_string(&error, object, "level", names_care_level[answer.care.view.level]);
	json_add_bool(&error, object, "checklist", answer.result.open_checklist);
	return api_reply(call, error, object);
}

/* -- gentle days, profile, plans
 * ---------------------------------------------------------------------------------
 */

int api_set_flare(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {
		.type = CORE_CARE,
		.care = {.type = CARE_SET_FLARE, .flare = varlink_params_bool(params, "active")},
	};
	struct care_answer answer;
	int error = 0, r;

	r = care_tell(api, call, &event, "", &answer);
	if (r != CARE_TOLD) {
		return r;
	}
	object = json_new_object(&error);
	care_add_advice(&error, object, &answer.care, answer.result.advice, NULL);
	return api_reply(call, error, object);
}

int api_set_profile(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {.type = CORE_CARE, .care.type = CARE_SET_PROFILE};
	struct care_answer answer;
	int error = 0, r;

	for (size_t i = 0; i < varlink_params_count(params, "conditions"); i++) {
		uint32_t condition = symptoms_find_profile_condition(
			varlink_params_string_at(params, "conditions", i));

		if (condition == 0) {
			return varlink_call_error_invalid_parameter(call, "conditions");
		}
		event.care.profile |= condition;
	}
	r = care_tell(api, call, &event, "", &answer);
	if (r != CARE_TOLD) {
		return r;
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "conditions", care_encode_conditions(&error, &answer.care));
	return api_reply(call, error, object);
}

int api_set_plan(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	enum names_plan name = (enum names_plan)varlink_params_enum(params, "name");
	const char *start = varlink_params_string(params, "startDate");
	struct core_event event = {
		.type = CORE_CARE,
		.care.type = name == NAMES_PLAN_COURSE ? CARE_SET_COURSE : CARE_SET_STRENGTH,
		.care.plan = {.active = varlink_params_bool(params, "active"),
			.start_day = CARE_NO_DAY,
			.every_days = (uint16_t)varlink_params_int(params, "everyDays", 0),
			.count = (uint8_t)varlink_params_int(params, "count", 0)},
	};
	struct care_answer answer;
	int error = 0, r;

	if (start && !date_parse(start, &event.care.plan.start_day)) {
		return varlink_call_error_invalid_parameter(call, "startDate");
	}
	if (name == NAMES_PLAN_STRENGTH &&
		(event.care.plan.every_days > 0 || event.care.plan.count > 0)) {
		return varlink_call_error_invalid_parameter(
			call, event.care.plan.every_days > 0 ? "everyDays" : "count");
	}
	r = care_tell(api, call, &event, "", &answer);
	if (r != CARE_TOLD) {
		return r;
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "plan", care_encode_plan(&error, &answer.care, name));
	care_add_advice(&error, object, &answer.care, answer.result.advice, NULL);
	return api_reply(call, error, object);
}

/* -- all of it
 * ------------------------------------------------------------------------------------------------
 */

static void add_hold(int *error, struct json_object *object, const struct api_care *care)
{
	const struct care_safety *safety = &care->view.care->safety;
	struct json_object *symptoms = json_new_array(error);

	if (safety->level != CARE_LEVEL_NONE) {
		care_add_advice(error, object, care, safety->message, "title");
	}
	for (size_t i = 0; i < symptoms_get().n_items; i++) {
		if (safety->symptoms & (1U << i)) {
			json_append_string(error, symptoms, symptoms_get_id(i));
		}
	}
	json_add_take(error, object, "symptoms", symptoms);
}

int api_get_care(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	struct api_care care;
	AUTO_JSON struct json_object *object = NULL;
	struct json_object *plans;
	int error = 0;

	(void)params;
	care_get(api, &care);
	object = json_new_object(&error);
	plans = json_new_array(&error);
	json_add_string(&error, object, "level", names_care_level[care.view.level]);
	json_add_take(&error, object, "conditions", care_encode_conditions(&error, &care));
	if (care.view.care->n_massages > 0) {
		size_t last = care.view.care->n_massages - 1;

		json_add_take(&error, object, "lastMassage",
			care_encode_massage(&error, &care, &care.view.care->massages[last],
				care.view.windows[last], NULL, NULL));
	}
	for (enum names_plan plan = 0; plan < NAMES_PLAN_MAX; plan++) {
		struct json_object *encoded = care_encode_plan(&error, &care, plan);

		if (encoded) {
			json_append_take(&error, plans, encoded);
		}
	}
	json_add_take(&error, object, "plans", plans);
	add_hold(&error, object, &care);
	json_add_bool(&error, object, "checklistPending", care.view.limits.checklist_pending);
	json_add_bool(&error, object, "lighterNextTime", care.view.wants_lighter);
	return api_reply(call, error, object);
}
