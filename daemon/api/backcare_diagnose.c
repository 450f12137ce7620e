/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Backcare for who looks after what does not work: Diagnose and
 * WatchInput. */
#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "api_internal.h"
#include "jsonvalue.h"
#include "names.h"

struct listing {
	int error;
	struct json_object *checks;
};

static void add_check(const struct api_check *check, void *userdata)
{
	struct listing *listing = userdata;
	int *error = &listing->error;
	struct json_object *row = json_new_object(error);

	json_add_string(error, row, "id", check->id);
	json_add_string(error, row, "state", names_check_state[check->state]);
	json_add_bool(error, row, "vital", check->vital);
	json_add_string(error, row, "detail", check->detail);
	if (check->remedy[0] != '\0') {
		json_add_string(error, row, "remedy", check->remedy);
	}
	json_append_take(error, listing->checks, row);
}

int api_diagnose(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct listing listing = {0};

	(void)params;
	listing.checks = json_new_array(&listing.error);
	api->ops->diagnose(add_check, &listing, api->userdata);
	object = json_new_object(&listing.error);
	json_add_take(&listing.error, object, "checks", listing.checks);
	return api_reply(call, listing.error, object);
}

/* -- the live test
 * ----------------------------------------------------------------------------------------------
 */

struct watching {
	struct api *api;
	struct varlink_call *call;
	void *watch;
};

static void on_caller_closed(struct varlink_call *call, void *userdata)
{
	struct watching *watching = userdata;

	(void)call;
	watching->api->ops->unwatch_input(watching->watch, watching->api->userdata);
	free(watching);
}

static const struct varlink_call_ops watching_ops = {.on_closed = on_caller_closed};

static void on_watch(const struct api_watch_report *report, void *userdata)
{
	struct watching *watching = userdata;
	struct varlink_call *call = watching->call;
	bool is_last = report->state == API_WATCH_ENDED || report->state == API_WATCH_UNABLE;
	AUTO_JSON struct json_object *object = NULL;
	int error = 0;

	if (!is_last && !varlink_call_wants_more(call)) {
		return;
	}
	object = json_new_object(&error);
	json_add_string(&error, object, "source", report->source);
	json_add_string(&error, object, "state", names_watch_state[report->state]);
	json_add_bool(&error, object, "seen", report->seen);
	if (report->seen) {
		json_add_usec(&error, object, "afterUSec", report->after_usec);
	}
	json_add_string(&error, object, "detail", report->detail);
	if (!is_last) {
		/* One that does not read is dropped by the server. */
		if (error >= 0) {
			(void)varlink_call_notify(call, object);
		}
		return;
	}
	free(watching);
	error = api_reply(call, error, object);
	if (error < 0) {
		(void)varlink_call_error_errno(call, error);
	}
}

int api_watch_input(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	struct watching *watching = malloc(sizeof(*watching));
	int r;

	if (!watching) {
		return -ENOMEM;
	}
	*watching = (struct watching){.api = api, .call = call};
	r = api->ops->watch_input((usec_t)varlink_params_int(params, "durationUSec",
					  (int64_t)API_WATCH_INPUT_DEFAULT_USEC),
		on_watch, watching, &watching->watch, api->userdata);
	if (r < 0) {
		free(watching);
		return r;
	}
	varlink_call_keep(call, &watching_ops, watching);
	return 0;
}
