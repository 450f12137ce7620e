/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "api_internal.h"
#include "varlink_server.h"

int api_new(const struct api_ops *ops, void *userdata, struct api **ret_api)
{
	struct api *api = calloc(1, sizeof(*api));

	if (!api) {
		return -ENOMEM;
	}
	api->ops = ops;
	api->userdata = userdata;
	list_init(&api->followers);
	list_init(&api->jobs);
	*ret_api = api;
	return 0;
}

struct api *api_free(struct api *api)
{
	free(api);
	return NULL;
}

char *api_get_pause_reason(struct api *api)
{
	return api->pause_reason;
}

int api_register(struct api *api, struct varlink_server *server)
{
	int r = varlink_server_add_interface(server, &api_backcare_interface, api);

	if (r >= 0) {
		r = varlink_server_add_interface(server, &api_catalogue_interface, api);
	}
	if (r >= 0) {
		r = varlink_server_add_interface(server, &api_care_interface, api);
	}
	return r < 0 ? r : varlink_server_add_interface(server, &api_history_interface, api);
}

enum core_result api_command(struct api *api, struct core_event *event)
{
	return api->ops->command(event, api->userdata);
}

int api_reply(struct varlink_call *call, int error, struct json_object *parameters)
{
	return error < 0 ? error : varlink_call_reply(call, parameters);
}
