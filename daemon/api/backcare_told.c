/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Backcare by which one tells of oneself: pauses, meetings,
 * posture and presence. Parameters were checked against the table before. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_internal.h"
#include "jsonvalue.h"
#include "names.h"

int api_pause(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	const char *reason = varlink_params_string(params, "reason");
	bool has_length = varlink_params_has(params, "durationUSec");
	bool until_tomorrow = varlink_params_bool(params, "untilTomorrow");
	struct core_event event = {
		.type = CORE_PAUSE,
		.pause_usec = has_length ? (usec_t)varlink_params_int(params, "durationUSec", 0)
					 : USEC_INFINITY,
	};
	int error = 0;

	if (!snapshot) {
		return -ENOMEM;
	}
	if (has_length && until_tomorrow) {
		return varlink_call_error_invalid_parameter(call, "untilTomorrow");
	}
	if (until_tomorrow) {
		usec_t tomorrow_usec = api->ops->get_tomorrow(api->userdata);

		/* As any pause it then lasts as long as said, whatever happens to the clock. */
		api->ops->get_snapshot(snapshot, api->userdata);
		event.pause_usec = tomorrow_usec > snapshot->now.real_usec
					   ? tomorrow_usec - snapshot->now.real_usec
					   : 1;
	}
	(void)snprintf(api->pause_reason, sizeof(api->pause_reason), "%s", reason ? reason : "");
	(void)api_command(api, &event);
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	if (event.pause_usec != USEC_INFINITY) {
		json_add_usec(
			&error, object, "untilUSec", snapshot->now.real_usec + event.pause_usec);
	}
	return api_reply(call, error, object);
}

int api_resume(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	(void)params;
	(void)api_command(userdata, &(struct core_event){.type = CORE_RESUME});
	return varlink_call_reply(call, NULL);
}

int api_set_meeting(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct core_event event = {
		.type = CORE_MEETING,
		.meeting = {.active = varlink_params_bool(params, "active"),
			.length_usec = USEC_INFINITY},
	};

	if (varlink_params_has(params, "durationUSec")) {
		if (!event.meeting.active) {
			return varlink_call_error_invalid_parameter(call, "durationUSec");
		}
		event.meeting.length_usec = (usec_t)varlink_params_int(params, "durationUSec", 0);
	}
	(void)api_command(userdata, &event);
	return varlink_call_reply(call, NULL);
}

int api_set_posture(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {
		.type = CORE_POSTURE,
		.posture = {.posture = (enum posture)varlink_params_enum(params, "posture"),
			.valid_usec = USEC_INFINITY},
	};
	int error = 0;

	if (!snapshot) {
		return -ENOMEM;
	}
	if (varlink_params_has(params, "validUSec")) {
		event.posture.valid_usec = (usec_t)varlink_params_int(params, "validUSec", 0);
	}
	(void)api_command(api, &event);
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	json_add_string(&error, object, "posture", names_posture[snapshot->view.posture]);
	json_add_usec(&error, object, "untilUSec", snapshot->view.posture_until_real_usec);
	return api_reply(call, error, object);
}

int api_correct_presence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	struct core_event event = {
		.type = CORE_CORRECT,
		.correct = {.since_real_usec = (usec_t)varlink_params_int(params, "sinceUSec", 0),
			.until_real_usec = (usec_t)varlink_params_int(params, "untilUSec", 0),
			.span = (enum span)varlink_params_enum(params, "counts")},
	};
	enum core_result result;
	int error = 0;

	if (!snapshot) {
		return -ENOMEM;
	}
	if (event.correct.until_real_usec <= event.correct.since_real_usec) {
		return varlink_call_error_invalid_parameter(call, "untilUSec");
	}
	result = api_command(api, &event);
	api->ops->get_snapshot(snapshot, api->userdata);
	object = json_new_object(&error);
	json_add_usec(&error, object, "seatedUSec", snapshot->view.seated_usec);
	json_add_bool(&error, object, "changed", result == CORE_OK);
	return api_reply(call, error, object);
}

int api_report_presence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	int r = api->ops->report_presence(varlink_params_string(params, "source"),
		(enum presence)varlink_params_enum(params, "presence"),
		(usec_t)varlink_params_int(
			params, "validUSec", (int64_t)PROTOCOL_REPORT_VALID_DEFAULT_USEC),
		api->userdata);

	switch (r) {
	case -EINVAL:
		return varlink_call_error_invalid_parameter(call, "source");
	case -ERANGE:
		return varlink_call_error_invalid_parameter(call, "validUSec");
	case -EACCES:
		return varlink_call_error_permission_denied(call);
	default:
		return r < 0 ? r : varlink_call_reply(call, NULL);
	}
}
