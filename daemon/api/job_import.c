/* SPDX-License-Identifier: MIT */
/* Import: every entry is looked at before the first is taken in; then some at a time, each lot on
 * disk before the next. The entries stay in the call and are read from there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "history_encode.h"
#include "job.h"
#include "jsonvalue.h"
#include "utf8.h"

/* Of one step: some ten milliseconds. */
#define STEP_ENTRIES 200

struct import_job {
	struct api_job job; /* first */
	struct varlink_params params;
	size_t n_entries, n_done;
	size_t n_added, n_present;
};

static int reply(struct import_job *import)
{
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	object = json_new_object(&error);
	json_add_int(&error, object, "added", (int64_t)import->n_added);
	json_add_int(&error, object, "present", (int64_t)import->n_present);
	return error < 0 ? error : varlink_call_reply(import->job.call, object);
}

static int step(struct api_job *job)
{
	struct import_job *import = (struct import_job *)(void *)job;
	AUTO_FREE struct history_sent *sent = calloc(STEP_ENTRIES, sizeof(*sent));
	AUTO_FREE struct history_entry *entries = calloc(STEP_ENTRIES, sizeof(*entries));
	size_t n = import->n_entries - import->n_done, n_added = 0, n_present = 0;
	int r;

	if (!sent || !entries) {
		return -ENOMEM;
	}
	n = n < STEP_ENTRIES ? n : STEP_ENTRIES;
	for (size_t i = 0; i < n; i++) {
		struct varlink_params entry =
			varlink_params_struct_at(&import->params, "entries", import->n_done + i);

		(void)history_decode_entry(&entry, &sent[i]);
		entries[i] = sent[i].entry;
	}
	r = n == 0 ? 0
		   : job->api->ops->import_history(
			     entries, n, &n_added, &n_present, job->api->userdata);
	if (r < 0) {
		return r;
	}
	import->n_done += n;
	import->n_added += n_added;
	import->n_present += n_present;
	return import->n_done < import->n_entries ? 1 : reply(import);
}

static void free_job(struct api_job *job)
{
	free(job);
}

static const struct api_job_ops job_ops = {.step = step, .free = free_job};

static int error_bad_entry(
	struct varlink_call *call, size_t index, const char *id, const char *problem)
{
	AUTO_JSON struct json_object *object = NULL;
	AUTO_FREE char *begin = strndup(id, utf8_cut(id, strlen(id), HISTORY_ID_MAX_BYTES));
	int error = begin ? 0 : -ENOMEM;

	object = json_new_object(&error);
	json_add_int(&error, object, "index", (int64_t)index);
	json_add_string(&error, object, "id", begin);
	json_add_string(&error, object, "problem", problem);
	return error < 0 ? error : varlink_call_error(call, "BadEntry", object);
}

int api_import_history(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	AUTO_FREE struct history_sent *sent = malloc(sizeof(*sent));
	AUTO_FREE struct import_job *import = calloc(1, sizeof(*import));
	size_t n_entries = varlink_params_count(params, "entries");

	if (!sent || !import) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n_entries; i++) {
		struct varlink_params entry = varlink_params_struct_at(params, "entries", i);
		const char *problem = history_decode_entry(&entry, sent);

		if (problem) {
			return error_bad_entry(call, i, sent->entry.id, problem);
		}
	}
	*import = (struct import_job){
		.job = {.ops = &job_ops, .api = userdata, .call = call},
		.params = *params,
		.n_entries = n_entries,
	};
	api_job_begin(&import->job);
	import = NULL;
	return 0;
}
