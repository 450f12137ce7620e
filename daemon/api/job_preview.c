/* SPDX-License-Identifier: MIT */
/* Preview, of both interfaces: the days of the history, lived once more a day at a time. */
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
	const struct flavour *flavour;
};

/* What one of the interfaces makes of it; each returns as varlink_call_reply(). */
struct flavour {
	bool wants_prompts;
	unsigned n_days_default;
	int (*reply)(const struct preview_job *job, const struct api_preview *preview);
	int (*refuse)(struct api *api, struct varlink_call *call, int error);
	int (*refuse_setting)(struct varlink_call *call, const char *name, const char *message);
};

static const char *const guess_names[API_PREVIEW_GUESS_MAX] = {
	[API_PREVIEW_SAME_PRESENCE] = "samePresence",
	[API_PREVIEW_WALKS_AS_BEFORE] = "walksAsBefore",
	[API_PREVIEW_EVERY_WALK] = "everyWalk",
};

/* -- the answer of History -- */

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

static int reply_days(const struct preview_job *job, const struct api_preview *preview)
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

static int refuse_setting(struct varlink_call *call, const char *name, const char *message)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "name", name);
	json_add_string(&error, object, "message", message);
	return error < 0 ? error : varlink_call_error(call, "BadSetting", object);
}

static const struct flavour of_history = {
	.n_days_default = API_PREVIEW_DAYS_DEFAULT,
	.reply = reply_days,
	.refuse = api_error_storage_failed,
	.refuse_setting = refuse_setting,
};

/* -- the answer of Backcare -- */

static struct json_object *encode_prompts(int *error, const struct api_preview *preview)
{
	struct json_object *prompts = json_new_array(error);

	for (size_t i = 0; i < preview->n_prompts; i++) {
		struct json_object *prompt = json_new_object(error);

		json_add_usec(error, prompt, "timeUSec", preview->prompts[i].real_usec);
		json_add_string(error, prompt, "kind", names_kind[preview->prompts[i].kind]);
		json_append_take(error, prompts, prompt);
	}
	return prompts;
}

static int reply_prompts(const struct preview_job *job, const struct api_preview *preview)
{
	AUTO_JSON struct json_object *object = NULL;
	struct json_object *days;
	int error = 0;

	object = json_new_object(&error);
	days = json_new_array(&error);
	for (size_t i = 0; i < preview->n_days; i++) {
		const struct replay_day *replayed =
			&preview->days[i].replayed[API_PREVIEW_SAME_PRESENCE];
		struct json_object *day = json_new_object(&error);
		char date[DATE_TEXT_MAX];

		json_add_string(
			&error, day, "date", date_format(date, (int32_t)preview->days[i].number));
		json_add_usec(&error, day, "seatedUSec", replayed->seated_usec);
		json_add_usec(&error, day, "longestSeatedUSec", replayed->longest_seated_usec);
		json_add_int(&error, day, "prompts", replayed->n_prompts);
		json_append_take(&error, days, day);
	}
	json_add_take(&error, object, "days", days);
	json_add_take(&error, object, "prompts", encode_prompts(&error, preview));
	return error < 0 ? error : varlink_call_reply(job->job.call, object);
}

/* This interface has no error of the history's own. */
static int refuse_errno(struct api *api, struct varlink_call *call, int error)
{
	(void)api;
	return varlink_call_error_errno(call, error);
}

static int refuse_configuration(struct varlink_call *call, const char *name, const char *message)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_string(&error, object, "file", name);
	json_add_int(&error, object, "line", 0);
	json_add_string(&error, object, "message", message);
	return error < 0 ? error : varlink_call_error(call, "BadConfiguration", object);
}

static const struct flavour of_backcare = {
	.wants_prompts = true,
	.n_days_default = API_PREVIEW_PROMPTS_DAYS_DEFAULT,
	.reply = reply_prompts,
	.refuse = refuse_errno,
	.refuse_setting = refuse_configuration,
};

/* -- the work -- */

static int step(struct api_job *job)
{
	struct preview_job *preview = (struct preview_job *)(void *)job;
	struct api *api = job->api;
	int r = api->ops->preview_step(preview->preview, api->userdata);

	if (r == 0) {
		r = preview->flavour->reply(
			preview, api->ops->preview_get(preview->preview, api->userdata));
	}
	if (r >= 0) {
		return r;
	}
	/* If there is no memory for that either, the next turn tries. */
	return preview->flavour->refuse(api, job->call, r) == 0 ? 0 : 1;
}

static void free_job(struct api_job *job)
{
	struct preview_job *preview = (struct preview_job *)(void *)job;

	job->api->ops->preview_end(preview->preview, job->api->userdata);
	free(preview);
}

static const struct api_job_ops job_ops = {.step = step, .free = free_job};

/* -- the calls -- */

static void read_settings(const struct varlink_params *params, struct api_preview_request *request)
{
	struct json_object *settings = varlink_params_elements(params, "settings");

	if (!settings) {
		return;
	}
	json_object_object_foreach(settings, name, value)
	{
		request->settings[request->n_settings].name = name;
		request->settings[request->n_settings].value = json_object_get_string(value);
		request->n_settings++;
	}
}

static int begin(struct varlink_call *call, const struct varlink_params *params, struct api *api,
	const struct flavour *flavour)
{
	AUTO_FREE struct preview_job *job = calloc(1, sizeof(*job));
	struct api_preview_request request = {
		.n_days = (unsigned)varlink_params_int(params, "days", flavour->n_days_default),
		.wants_prompts = flavour->wants_prompts,
	};
	char message[API_PREVIEW_MESSAGE_MAX];
	size_t bad = 0;
	int r;

	if (!job) {
		return -ENOMEM;
	}
	read_settings(params, &request);
	*job = (struct preview_job){
		.job = {.ops = &job_ops, .api = api, .call = call}, .flavour = flavour};
	r = api->ops->preview_begin(&request, &job->preview, &bad, message, api->userdata);
	if (r == -EINVAL) {
		return flavour->refuse_setting(call, request.settings[bad].name, message);
	}
	if (r < 0) {
		return flavour->refuse(api, call, r);
	}
	api_job_begin(&TAKE_PTR(job)->job);
	return 0;
}

int api_preview(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	return begin(call, params, userdata, &of_history);
}

int api_preview_prompts(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	return begin(call, params, userdata, &of_backcare);
}
