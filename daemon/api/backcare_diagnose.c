/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Backcare for who looks after what does not work: Diagnose. */
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
	return listing.error < 0 ? listing.error : varlink_call_reply(call, object);
}
