/* SPDX-License-Identifier: MIT */
#include "care_call.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "jsonvalue.h"
#include "symptoms.h"

#define MESSAGE_MAX (SYMPTOMS_BODY_MAX + 64)

static const char *get_emergency_number(struct api *api)
{
	struct api_setting setting;

	for (size_t i = 0; api->ops->get_setting(i, &setting, api->userdata); i++) {
		if (strcmp(setting.name, "Safety.EmergencyNumber") == 0) {
			return setting.value;
		}
	}
	return "";
}

/* As the parameters are called. */
static const char *const field_names[CARE_FIELD_MAX] = {
	[CARE_FIELD_HOW] = "how",
	[CARE_FIELD_PHRASE] = "phrase",
	[CARE_FIELD_CLINICIAN] = "clinician",
	[CARE_FIELD_SEEN_DATE] = "seenDate",
	[CARE_FIELD_WALKING] = "walking",
	[CARE_FIELD_EXERCISE] = "exercise",
	[CARE_FIELD_MASSAGE] = "massage",
	[CARE_FIELD_ANSWERS] = "answers",
	[CARE_FIELD_END] = "endUSec",
	[CARE_FIELD_DURATION] = "durationUSec",
	[CARE_FIELD_ID] = "id",
	[CARE_FIELD_SYMPTOMS] = "symptoms",
	[CARE_FIELD_CONDITIONS] = "conditions",
	[CARE_FIELD_START_DATE] = "startDate",
	[CARE_FIELD_EVERY_DAYS] = "everyDays",
	[CARE_FIELD_COUNT] = "count",
};

/* What to do about it. */
static const char *const remedies[CARE_FIELD_MAX] = {
	[CARE_FIELD_HOW] = "Say whether a clinician cleared you or it was entered by mistake.",
	[CARE_FIELD_PHRASE] = "Type the words '" CARE_PHRASE "', just like that.",
	[CARE_FIELD_CLINICIAN] = "Say which clinician saw you.",
	[CARE_FIELD_SEEN_DATE] = "Say on which day you were seen: as 2026-01-31, not before the "
				 "day on which the symptoms were noted, and not after today.",
	[CARE_FIELD_WALKING] =
		"Say what the clinician said about walking: yes, no or not_discussed.",
	[CARE_FIELD_EXERCISE] =
		"Say what the clinician said about exercise: yes, no or not_discussed.",
	[CARE_FIELD_MASSAGE] =
		"Say what the clinician said about massage: yes, no or not_discussed.",
	[CARE_FIELD_ANSWERS] = "Every question of the checklist has to be answered with no, all in "
			       "one call. If one of them fits, the hold stays.",
};

static int error_not_cleared(
	struct api *api, struct varlink_call *call, const struct care_result *result)
{
	AUTO_JSON struct json_object *object = NULL;
	enum care_field field = result->field;
	char message[MESSAGE_MAX], advice[SYMPTOMS_BODY_MAX];
	int error = 0;

	(void)snprintf(message, sizeof(message), "%s", remedies[field] ? remedies[field] : "");
	if (result->advice != CARE_MESSAGE_NONE) {
		/* A question was answered with yes: that is a report, and this its answer. */
		(void)snprintf(message, sizeof(message), "That was noted, and the hold stays. %s",
			symptoms_format_message_body(advice, sizeof(advice), result->advice,
				get_emergency_number(api), NULL));
	}

	object = json_new_object(&error);
	json_add_string(&error, object, "field", field_names[field] ? field_names[field] : "");
	json_add_string(&error, object, "message", message);
	return error < 0 ? error : varlink_call_error(call, "NotCleared", object);
}

int care_error_no_such(struct varlink_call *call, const char *name, const char *id)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "id", id);
	return error < 0 ? error : varlink_call_error(call, name, object);
}

/* Said as a refusal, though what was told holds: until it is on disk it is gone with the daemon. */
static int error_not_stored(struct varlink_call *call)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "message",
		"That could not be stored yet. It holds, and is stored as soon as that can be "
		"done; until then it is gone if the daemon ends. 'backcarectl status' says what "
		"is in the way.");
	return error < 0 ? error : varlink_call_error(call, "NotStored", object);
}

/* For a result other than CARE_OK. */
static int refuse(struct api *api, struct varlink_call *call, const struct care_result *result,
	const char *id)
{
	switch (result->outcome) {
	case CARE_NOT_CLEARED:
		return error_not_cleared(api, call, result);
	case CARE_NOTHING_TO_CLEAR:
		return varlink_call_error(call, "NothingToClear", NULL);
	case CARE_NO_SUCH_SYMPTOM:
		return care_error_no_such(call, "NoSuchSymptom", id);
	case CARE_NO_SUCH_MASSAGE:
		return care_error_no_such(call, "NoSuchMassage", id);
	case CARE_BAD_FIELD:
	case CARE_OK:
	case CARE_OUTCOME_MAX:
		break;
	}
	return varlink_call_error_invalid_parameter(
		call, field_names[result->field] ? field_names[result->field] : "");
}

void care_get(struct api *api, struct api_care *ret_care)
{
	api->ops->get_care(&ret_care->view, api->userdata);
	ret_care->emergency_number = get_emergency_number(api);
}

int care_tell(struct api *api, struct varlink_call *call, struct core_event *event, const char *id,
	struct care_answer *ret_answer)
{
	struct care_result result = {.advice = CARE_MESSAGE_NONE};
	int r = api->ops->care(event, &result, api->userdata);

	/* Without memory nothing was taken over. */
	if (r == -ENOMEM) {
		return -ENOMEM;
	}
	if (r < 0) {
		return error_not_stored(call);
	}
	if (result.outcome != CARE_OK) {
		return refuse(api, call, &result, id);
	}
	ret_answer->result = result;
	care_get(api, &ret_answer->care);
	return CARE_TOLD;
}
