/* SPDX-License-Identifier: MIT */
/* The methods of io.github.backcare.Backcare about the settings. */
#include <backcare/cleanup.h>

#include "api_internal.h"
#include "jsonvalue.h"

int api_get_configuration(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct json_object *settings, *files;
	struct api_setting setting;
	const char *file;
	int error = 0;

	(void)params;
	settings = json_new_array(&error);
	files = json_new_array(&error);
	for (size_t i = 0; api->ops->get_setting(i, &setting, api->userdata); i++) {
		struct json_object *row = json_new_object(&error);

		json_add_string(&error, row, "name", setting.name);
		json_add_string(&error, row, "value", setting.value);
		json_add_string(&error, row, "defaultValue", setting.default_value);
		json_add_string(&error, row, "file", setting.file);
		if (setting.file && setting.line > 0) {
			json_add_int(&error, row, "line", setting.line);
		}
		json_add_string(&error, row, "problem", setting.problem);
		json_add_string(&error, row, "note", setting.note);
		json_append_take(&error, settings, row);
	}
	for (size_t i = 0; (file = api->ops->get_settings_file(i, api->userdata)); i++) {
		json_append_string(&error, files, file);
	}
	object = json_new_object(&error);
	json_add_take(&error, object, "settings", settings);
	json_add_take(&error, object, "files", files);
	return api_reply(call, error, object);
}

int api_reload(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	struct api *api = userdata;
	AUTO_JSON struct json_object *object = NULL;
	struct api_problem problem;
	int error = 0;

	(void)params;
	if (api->ops->reload(&problem, api->userdata)) {
		return varlink_call_reply(call, NULL);
	}
	object = json_new_object(&error);
	json_add_string(&error, object, "file", problem.file);
	json_add_int(&error, object, "line", problem.line);
	json_add_string(&error, object, "message", problem.message);
	return error < 0 ? error : varlink_call_error(call, "BadConfiguration", object);
}
