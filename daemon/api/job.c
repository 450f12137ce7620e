/* SPDX-License-Identifier: MIT */
#include "job.h"

#include <errno.h>

#include <backcare/cleanup.h>

#include "jsonvalue.h"

int api_error_storage_failed(struct api *api, struct varlink_call *call, int error)
{
	AUTO_JSON struct json_object *object = NULL;
	char message[HISTORY_MESSAGE_MAX_BYTES];
	int r = 0;

	api->ops->describe_history(error, message, sizeof(message), api->userdata);
	object = json_new_object(&r);
	json_add_string(&r, object, "message", message);
	return r < 0 ? r : varlink_call_error(call, "StorageFailed", object);
}

static void end(struct api_job *job)
{
	list_remove(&job->jobs);
	job->ops->free(job);
}

static void on_closed(struct varlink_call *call, void *userdata)
{
	(void)call;
	end(userdata);
}

/* For the first time, and when what was sent is fetched. */
static int on_ready(struct varlink_call *call, void *userdata)
{
	struct api_job *job = userdata;
	struct api *api = job->api;

	(void)call;
	list_append(&api->jobs, &job->jobs);
	api->ops->want_turn(api->userdata);
	return 0;
}

static const struct varlink_call_ops call_ops = {.on_closed = on_closed, .on_ready = on_ready};

void api_job_begin(struct api_job *job)
{
	list_init(&job->jobs);
	varlink_call_keep(job->call, &call_ops, job);
}

/* Returns whether the call is answered. */
static bool refuse(struct api_job *job, int error)
{
	if (api_error_storage_failed(job->api, job->call, error) == 0) {
		return true;
	}
	/* Without memory for words; and if there is none for this either, the next turn tries. */
	return varlink_call_error_errno(job->call, ENOMEM) == 0;
}

void api_take_turn(struct api *api)
{
	struct api_job *job;
	int r;

	if (list_is_empty(&api->jobs)) {
		return;
	}
	job = list_entry(api->jobs.next, struct api_job, jobs);
	/* The next turn is another's. */
	list_remove(&job->jobs);
	r = job->ops->step(job);
	if (r == 0 || (r < 0 && refuse(job, r))) {
		end(job);
	} else if (r != API_JOB_SENT) {
		list_append(&api->jobs, &job->jobs);
	}
	if (!list_is_empty(&api->jobs)) {
		api->ops->want_turn(api->userdata);
	}
}
