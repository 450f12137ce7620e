/* SPDX-License-Identifier: MIT */
/* Forget: as many at a time as the history takes for one step. */
#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "job.h"
#include "jsonvalue.h"

struct forget_job {
	struct api_job job; /* first */
	int64_t until_real_usec;
	size_t n_removed;
};

static int step(struct api_job *job)
{
	struct forget_job *forget = (struct forget_job *)(void *)job;
	AUTO_JSON struct json_object *object = NULL;
	size_t n_removed = 0;
	int error = 0;
	int r = job->api->ops->forget_history(
		forget->until_real_usec, &n_removed, job->api->userdata);

	if (r < 0) {
		return r;
	}
	forget->n_removed += n_removed;
	if (r > 0) {
		return 1;
	}
	object = json_new_object(&error);
	json_add_int(&error, object, "removed", (int64_t)forget->n_removed);
	return error < 0 ? error : varlink_call_reply(job->call, object);
}

static void free_job(struct api_job *job)
{
	free(job);
}

static const struct api_job_ops job_ops = {.step = step, .free = free_job};

int api_forget_history(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct forget_job *forget = calloc(1, sizeof(*forget));

	if (!forget) {
		return -ENOMEM;
	}
	*forget = (struct forget_job){
		.job = {.ops = &job_ops, .api = userdata, .call = call},
		.until_real_usec = varlink_params_int(params, "untilUSec", 0),
	};
	api_job_begin(&forget->job);
	return 0;
}
