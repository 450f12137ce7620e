/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Care for symptoms: the checklist, a report, and the way down.
 */
#include <json-c/json.h>

#include <backcare/cleanup.h>

#include "care_call.h"
#include "date.h"
#include "jsonvalue.h"
#include "symptoms.h"
#include "vocabulary.h"

/* -- symptoms
 * -------------------------------------------------------------------------------------------------
 */

static void add_symptom(int *error, struct json_object *array, size_t index)
{
	/* As the checklist itself spells it. */
	static const char *const levels[CARE_LEVEL_MAX] = {
		[CARE_LEVEL_DOCTOR_FIRST] = "doctor-first",
		[CARE_LEVEL_URGENT] = "urgent",
		[CARE_LEVEL_EMERGENCY] = "emergency",
	};
	struct json_object *row = json_new_object(error);

	json_add_string(error, row, "id", symptoms_get_id(index));
	json_add_string(error, row, "question", symptoms_get_question(index));
	json_add_string(error, row, "level", levels[symptoms_get().items[index].level]);
	json_append_take(error, array, row);
}

int api_list_symptoms(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	struct api_care care;
	AUTO_JSON struct json_object *object = NULL;
	struct json_object *symptoms, *conditions;
	int error = 0;

	(void)params;
	care_get(api, &care);
	symptoms = json_new_array(&error);
	conditions = json_new_array(&error);
	for (size_t i = 0; i < symptoms_get().n_items; i++) {
		add_symptom(&error, symptoms, i);
	}
	for (size_t i = 0; i < symptoms_count_profile(); i++) {
		struct json_object *row = json_new_object(&error);

		json_add_string(&error, row, "id", symptoms_get_profile_id(i));
		json_add_string(&error, row, "question", symptoms_get_profile_question(i));
		json_add_bool(&error, row, "active",
			care.view.care->profile & (uint32_t)symptoms_get_profile_condition(i));
		json_append_take(&error, conditions, row);
	}
	object = json_new_object(&error);
	json_add_string(&error, object, "intro", symptoms_get_intro());
	json_add_take(&error, object, "symptoms", symptoms);
	json_add_take(&error, object, "conditions", conditions);
	return api_reply(call, error, object);
}

static struct json_object *encode_suppressed(int *error, uint32_t kinds_off)
{
	struct json_object *array = json_new_array(error);

	for (size_t i = 0; i < VOCABULARY_KINDS; i++) {
		if (kinds_off & (1U << i)) {
			json_append_string(error, array, vocabulary_kinds[i]);
		}
	}
	return array;
}

int api_report_symptoms(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {
		.type = CORE_CARE,
		.care = {.type = CARE_REPORT_SYMPTOMS,
			.note = varlink_params_string(params, "note")},
	};
	struct care_answer answer;
	int error = 0, r;

	for (size_t i = 0; i < varlink_params_count(params, "symptoms"); i++) {
		const char *id = varlink_params_string_at(params, "symptoms", i);
		size_t symptom = symptoms_find(id);

		if (symptom == SYMPTOMS_NOT_FOUND) {
			return care_error_no_such(call, "NoSuchSymptom", id);
		}
		event.care.symptoms |= 1U << symptom;
	}
	r = care_tell(api, call, &event, "", &answer);
	if (r != CARE_TOLD) {
		return r;
	}
	object = json_new_object(&error);
	json_add_string(&error, object, "level", names_care_level[answer.care.view.level]);
	care_add_advice(&error, object, &answer.care, answer.result.advice, "title");
	json_add_take(&error, object, "suppressed",
		encode_suppressed(&error, answer.care.view.limits.kinds_off));
	return api_reply(call, error, object);
}

/* -- the way down
 * ---------------------------------------------------------------------------------------------
 */

/* Left out is not told. */
static enum care_permission get_permission(const struct varlink_params *params, const char *name)
{
	int permission = varlink_params_enum(params, name);

	return permission < 0 ? CARE_PERMISSION_NOT_TOLD : (enum care_permission)permission;
}

/* NULL, or the key that is no question. */
static const char *read_answers(const struct varlink_params *params, struct care_event *event)
{
	struct json_object *answers = varlink_params_elements(params, "answers");

	if (!answers) {
		return NULL;
	}
	json_object_object_foreach(answers, id, answer)
	{
		size_t symptom = symptoms_find(id);

		if (symptom == SYMPTOMS_NOT_FOUND) {
			return id;
		}
		event->clear.answered |= 1U << symptom;
		if (json_object_get_boolean(answer)) {
			event->clear.yes |= 1U << symptom;
		}
	}
	return NULL;
}

int api_clear_safety(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	const char *seen = varlink_params_string(params, "seenDate"), *unknown;
	struct core_event event = {
		.type = CORE_CARE,
		.care.type = CARE_CLEAR,
		.care.clear = {.how = (enum care_clearing)varlink_params_enum(params, "how"),
			.phrase = varlink_params_string(params, "phrase"),
			.clinician = varlink_params_string(params, "clinician"),
			.seen_day = CARE_NO_DAY,
			.permissions = {.walking = get_permission(params, "walking"),
				.exercise = get_permission(params, "exercise"),
				.massage = get_permission(params, "massage")}},
	};
	struct care_answer answer;
	int error = 0, r;

	unknown = read_answers(params, &event.care);
	if (unknown) {
		return care_error_no_such(call, "NoSuchSymptom", unknown);
	}
	if (seen) {
		/* What is no date is as good as none: the core asks for it in its turn. */
		(void)date_parse(seen, &event.care.clear.seen_day);
	}
	r = care_tell(api, call, &event, "", &answer);
	if (r != CARE_TOLD) {
		return r;
	}
	object = json_new_object(&error);
	json_add_string(&error, object, "level", names_care_level[answer.care.view.level]);
	json_add_take(&error, object, "conditions", care_encode_conditions(&error, &answer.care));
	care_add_advice(&error, object, &answer.care, answer.result.advice, "title");
	return api_reply(call, error, object);
}
