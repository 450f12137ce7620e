/* SPDX-License-Identifier: MIT */
/* Between the files of api/. */
#pragma once

#include "api.h"
#include "list.h"
#include "varlink_call.h"
#include "varlink_interface.h"

/* Who follows with Monitor(). */
struct api_follower {
	struct api *api;
	struct varlink_call *call;
	struct list followers; /* in api.followers */
};

struct api {
	const struct api_ops *ops;
	void *userdata;
	struct list followers; /* api_follower.followers */
	struct list jobs;      /* api_job.jobs */
	uint64_t sequence;     /* events told so far */
	char pause_reason[API_PAUSE_REASON_MAX];
};

extern const struct varlink_interface api_backcare_interface;
extern const struct varlink_interface api_care_interface;
extern const struct varlink_interface api_catalogue_interface;
extern const struct varlink_interface api_history_interface;

/* Takes the event to the core. */
enum core_result api_command(struct api *api, struct core_event *event);
/* As varlink_call_reply(), unless there is an error already. */
int api_reply(struct varlink_call *call, int error, struct json_object *parameters);

/* Handlers of io.github.backcare.Backcare; userdata is the struct api. */
int api_get_status(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_monitor(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_respond(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_prompt_now(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_explain(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_pause(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_resume(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_set_meeting(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_set_posture(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_correct_presence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_report_presence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_diagnose(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_watch_input(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_get_configuration(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_reload(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_preview_prompts(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);

/* Handlers of io.github.backcare.Care, likewise. */
int api_log_massage(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_forget_massage(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_check_in(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_list_symptoms(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_report_symptoms(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_clear_safety(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_set_flare(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_set_profile(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_get_care(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_set_plan(struct varlink_call *call, const struct varlink_params *params, void *userdata);

/* Handlers of io.github.backcare.Catalogue, likewise. */
int api_list_catalogue(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_get_catalogue_entry(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_list_evidence(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);

/* Handlers of io.github.backcare.History, likewise. */
int api_list_history(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_get_days(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_import_history(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_remove_history(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_preview(struct varlink_call *call, const struct varlink_params *params, void *userdata);
int api_forget_history(
	struct varlink_call *call, const struct varlink_params *params, void *userdata);
