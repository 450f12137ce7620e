/* SPDX-License-Identifier: MIT */
/* Preview: the days of the history, lived once more a day at a time. */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "date.h"
#include "job.h"
#include "jsonvalue.h"
#include "names.h"

struct preview_job {
	struct api_job job; /* first */
	void *preview;
};

static const char *const guess_names[API_PREVIEW_GUESS_MAX] = {
	[API_PREVIEW_SAME_PRESENCE] = "samePresence",
	[API_PREVIEW_WALKS_AS_BEFORE] = "walksAsBefore",
	[API_PREVIEW_EVERY_WALK] = "everyWalk",
};

/* -- the answer -- */

static struct json_object *encode_replayed(int *error, const struct replay_day *day)
{
	struct json_object *object = json_new_object(error), *kinds = json_new_object(error);

	for (enum kind kind = 0; kind < KIND_MAX; kind++) {
		if (day->n_prompts_of_kind[kind] > 0) {
			json_add_int(error, kinds, names_kind[kind], day->n_prompts_of_kind[kind]);
		}
	}
	json_add_int(error, object, "prompted", day->n_prompts);
	json_add_take(error, object, "promptedByKind", kinds);
	json_add_int(error, object, "longestSeatedUSec", (int64_t)day->longest_seated_usec);
	return object;
}

static struct json_object *encode_day(int *error, const struct api_preview_day *day)
{
	struct json_object *object = json_new_object(error);
	char date[DATE_TEXT_MAX];

	json_add_string(error, object, "date", date_format(date, (int32_t)day->number));
	json_add_int(error, object, "prompted", (int64_t)day->prompted);
	json_add_int(error, object, "longestSeatedUSec", (int64_t)day->longest_seated_usec);
	for (enum api_preview_guess guess = 0; guess < API_PREVIEW_GUESS_MAX; guess++) {
		json_add_take(error, object, guess_names[guess],
			encode_replayed(error, &day->replayed[guess]));
	}
	return object;
}

static int reply(const struct preview_job *job, const struct api_preview *preview)
{
	AUTO_JSON struct json_object *object = NULL;
	struct json_object *days, *names;
	int error = 0;

	object = json_new_object(&error);
	days = json_new_array(&error);
	names = json_new_array(&error);
	for (size_t i = 0; i < preview->n_days; i++) {
		json_append_take(&error, days, encode_day(&error, &preview->days[i]));
	}
	for (size_t i = 0; i < preview->n_without_effect; i++) {
		json_append_string(&error, names, preview->without_effect[i]);
	}
	json_add_take(&error, object, "days", days);
	json_add_int(&error, object, "walksPrompted", (int64_t)preview->n_walks_prompted);
	json_add_int(&error, object, "walksTaken", (int64_t)preview->n_walks_taken);
	json_add_take(&error, object, "withoutEffect", names);
	return error < 0 ? error : varlink_call_reply(job->job.call, object);
}

/* -- the work -- */

static int step(struct api_job *job)
{
	struct preview_job *preview = (struct preview_job *)(void *)job;
	const struct api *api = job->api;
	int r = api->ops->preview_step(preview->preview, api->userdata);

	return r != 0 ? r : reply(preview, api->ops->preview_get(preview->preview, api->userdata));
}

static void free_job(struct api_job *job)
{
	struct preview_job *preview = (struct preview_job *)(void *)job;

	job->api->ops->preview_end(preview->preview, job->api->userdata);
	free(preview);
}

static const struct api_job_ops job_ops = {.step = step, .free = free_job};

/* -- the call -- */

static int error_bad_setting(struct varlink_call *call, const char *name, const char *message)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "name", name);
	json_add_string(&error, object, "message", message);
	return error < 0 ? error : varlink_call_error(call, "BadSetting", object);
}

static void read_settings(const struct varlink_params *params, struct api_preview_request *request)
{
	struct json_object *settings = varlink_params_elements(params, "settings");

	json_object_object_foreach(settings, name, value)
	{
		request->settings[request->n_settings].name = name;
		request->settings[request->n_settings].value = json_object_get_string(value);
		request->n_settings++;
	}
}

int api_preview(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_FREE struct preview_job *job = calloc(1, sizeof(*job));
	struct api_preview_request request = {
		.n_days = (unsigned)varlink_params_int(params, "days", API_PREVIEW_DAYS_DEFAULT),
	};
	char message[API_PREVIEW_MESSAGE_MAX];
	size_t bad = 0;
	int r;

	if (!job) {
		return -ENOMEM;
	}
	read_settings(params, &request);
	job->job = (struct api_job){.ops = &job_ops, .api = api, .call = call};
	r = api->ops->preview_begin(&request, &job->preview, &bad, message, api->userdata);
	if (r == -EINVAL) {
		return error_bad_setting(call, request.settings[bad].name, message);
	}
	if (r < 0) {
		return api_error_storage_failed(api, call, r);
	}
	api_job_begin(&TAKE_PTR(job)->job);
	return 0;
}
