/* SPDX-License-Identifier: MIT */
/* A call that takes many steps, or a long one. They are done one at a time from the loop, all jobs
 * in turn, so that nobody waits for the end of one. */
#pragma once

#include "api_internal.h"

struct api_job;

#define API_JOB_SENT 2

struct api_job_ops {
	/* One small step. Returns 1 if there is more to do; API_JOB_SENT if there is, and the
	 * client is to fetch first what varlink_call_notify() sent; 0 when the call was answered; a
	 * negative errno of the history, which is answered with StorageFailed. */
	int (*step)(struct api_job *job);
	/* Frees the job. */
	void (*free)(struct api_job *job);
};

/* Embedded in who has more to remember. */
struct api_job {
	const struct api_job_ops *ops;
	struct api *api;
	struct varlink_call *call;
	struct list jobs; /* in api.jobs, while there is something to do */
};

/* Keeps the call until the job is done or the client is gone; then the job is freed. From the
 * handler, which has filled in 'ops', 'api' and 'call'. */
void api_job_begin(struct api_job *job);

/* The call is answered with StorageFailed: 'error' is what the history returned. Returns as
 * varlink_call_error(). */
int api_error_storage_failed(struct api *api, struct varlink_call *call, int error);
