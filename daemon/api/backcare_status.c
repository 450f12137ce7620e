/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Backcare that tell how it stands: GetStatus, and Monitor, which
 * goes on with every change. */
#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "api_internal.h"
#include "encode.h"
#include "jsonvalue.h"
#include "names.h"

/* -- status
 * ---------------------------------------------------------------------------------------------------
 */

/* What GetStatus and every event of Monitor have in common. */
static void add_state(int *error, struct json_object *object, const struct api *api,
	const struct api_snapshot *snapshot)
{
	const struct core_view *view = &snapshot->view;
	struct core_care_view care;

	json_add_usec(error, object, "timeUSec", snapshot->now.real_usec);
	json_add_string(error, object, "presence", names_presence[view->presence]);
	if (snapshot->presence_detail[0] != '\0') {
		json_add_string(error, object, "presenceDetail", snapshot->presence_detail);
	}
	json_add_string(error, object, "posture", names_posture[view->posture]);
	json_add_usec(error, object, "seatedUSec", view->seated_usec);
	if (view->next_kind < KIND_MAX) {
		json_add_string(error, object, "nextKind", names_kind[view->next_kind]);
	}
	json_add_usec(error, object, "nextUSec", view->next_real_usec);
	json_add_take(error, object, "holds", encode_holds(error, snapshot, api->pause_reason));
	json_add_take(error, object, "today", encode_today(error, view));
	api->ops->get_care(&care, api->userdata);
	json_add_string(error, object, "safety", names_care_level[care.level]);
	json_add_take(error, object, "sources", encode_sources(error, snapshot));
	json_add_take(error, object, "warnings", encode_warnings(error, snapshot));
}

int api_get_status(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	const struct core_view *view;
	int error = 0;

	(void)params;
	if (!snapshot) {
		return -ENOMEM;
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	view = &snapshot->view;
	object = json_new_object(&error);
	json_add_string(&error, object, "version", BACKCARE_VERSION);
	add_state(&error, object, api, snapshot);
	json_add_take(&error, object, "prompt", encode_open_prompt(&error, snapshot));
	json_add_usec(&error, object, "seatedLimitUSec", view->seated_limit_usec);
	json_add_bool(&error, object, "seatedGrowing", view->seated_growing);
	json_add_usec(&error, object, "standingUSec", view->standing_usec);
	json_add_usec(&error, object, "standingLimitUSec", view->standing_limit_usec);
	json_add_usec(&error, object, "limitReachedUSec", view->limit_reached_real_usec);
	if (view->standard_offered) {
		json_add_take(&error, object, "offers", encode_offers(&error, snapshot));
	}
	return api_reply(call, error, object);
}

/* -- monitor
 * --------------------------------------------------------------------------------------------------
 */

static const char *const event_names[API_EVENT_MAX] = {
	[API_SNAPSHOT] = "snapshot",
	[API_PRESENCE] = "presence",
	[API_PROMPT_SHOWN] = "prompt_shown",
	[API_PROMPT_CLOSED] = "prompt_closed",
	[API_HOLD] = "hold",
	[API_SETTINGS] = "settings",
	[API_CARE] = "care",
	[API_DAY] = "day",
};

static struct json_object *encode_event(int *error, const struct api *api,
	const struct api_snapshot *snapshot, enum api_event event, const struct prompt *prompt,
	enum outcome outcome)
{
	struct json_object *object = json_new_object(error);

	json_add_string(error, object, "event", event_names[event]);
	json_add_int(error, object, "sequence", (int64_t)api->sequence);
	add_state(error, object, api, snapshot);
	json_add_take(error, object, "prompt",
		prompt ? encode_prompt(error, snapshot, prompt)
		       : encode_open_prompt(error, snapshot));
	if (outcome < OUTCOME_MAX) {
		json_add_string(error, object, "outcome", names_outcome[outcome]);
	}
	return object;
}

static struct api_follower *follower_free(struct api_follower *follower)
{
	list_remove(&follower->followers);
	free(follower);
	return NULL;
}

static void on_follower_closed(struct varlink_call *call, void *userdata)
{
	(void)call;
	(void)follower_free(userdata);
}

static const struct varlink_call_ops follower_ops = {.on_closed = on_follower_closed};

int api_monitor(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct api_snapshot *snapshot = malloc(sizeof(*snapshot));
	AUTO_JSON struct json_object *object = NULL;
	struct api_follower *follower;
	int error = 0, r;

	(void)params;
	if (!snapshot) {
		return -ENOMEM;
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	object = encode_event(&error, api, snapshot, API_SNAPSHOT, NULL, OUTCOME_NONE);
	r = error < 0 ? error : varlink_call_notify(call, object);
	if (r < 0) {
		return r;
	}
	follower = malloc(sizeof(*follower));
	if (!follower) {
		return -ENOMEM;
	}
	*follower = (struct api_follower){.api = api, .call = call};
	list_append(&api->followers, &follower->followers);
	varlink_call_keep(call, &follower_ops, follower);
	return 0;
}

void api_publish(
	struct api *api, enum api_event event, const struct prompt *prompt, enum outcome outcome)
{
	AUTO_FREE struct api_snapshot *snapshot = NULL;
	AUTO_JSON struct json_object *object = NULL;
	struct api_follower *follower;
	int error = 0;

	api->sequence++;
	if (list_is_empty(&api->followers)) {
		return;
	}
	snapshot = malloc(sizeof(*snapshot));
	if (!snapshot) {
		return;
	}
	api->ops->get_snapshot(snapshot, api->userdata);
	object = encode_event(&error, api, snapshot, event, prompt, outcome);
	if (error < 0) {
		return;
	}
	list_for_each (follower, &api->followers, followers) {
		/* One that does not read is dropped by the server. */
		(void)varlink_call_notify(follower->call, object);
	}
}
