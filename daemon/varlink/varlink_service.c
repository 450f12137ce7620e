/* SPDX-License-Identifier: MIT */
#include "varlink_service.h"

#include "jsonvalue.h"
#include "varlink_call.h"
#include "varlink_call_internal.h"
#include "varlink_registry.h"
#include "varlink_server.h"
#include "varlink_service_text.h"

#include <string.h>

static int get_info(struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	const struct varlink_registry *registry = userdata;
	int r = 0;
	AUTO_JSON struct json_object *reply = json_new_object(&r);
	struct json_object *interfaces = json_new_array(&r);

	for (size_t i = 0; i < registry->n_rows; i++) {
		json_append_string(&r, interfaces, registry->rows[i].interface->name);
	}
	/* Clients want all five, so that what is unknown is an empty string. */
	json_add_string(&r, reply, "vendor", registry->info->vendor);
	json_add_string(&r, reply, "product", registry->info->product);
	json_add_string(&r, reply, "version", registry->info->version);
	json_add_string(&r, reply, "url", registry->info->url);
	json_add_take(&r, reply, "interfaces", interfaces);
	return r < 0 ? r : varlink_call_reply(call, reply);
}

static int get_interface_description(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	const struct varlink_registry *registry = userdata;
	const char *name = varlink_params_string(params, "interface");
	const struct varlink_registration *row =
		varlink_registry_find(registry, name, strlen(name));
	int r = 0;
	AUTO_JSON struct json_object *reply = NULL;

	if (row == NULL) {
		return varlink_call_error_named(call, "InterfaceNotFound", "interface", name);
	}
	reply = json_new_object(&r);
	json_add_string(&r, reply, "description", row->interface->description);
	return r < 0 ? r : varlink_call_reply(call, reply);
}

static const struct varlink_field interface_fields[] = {
	{.name = "interface", .type = VARLINK_STRING},
};
static const struct varlink_field method_fields[] = {
	{.name = "method", .type = VARLINK_STRING},
};
static const struct varlink_field parameter_fields[] = {
	{.name = "parameter", .type = VARLINK_STRING},
};

static const struct varlink_method methods[] = {
	{.name = "GetInfo", .handler = get_info},
	{
		.name = "GetInterfaceDescription",
		.fields = interface_fields,
		.n_fields = ELEMENTSOF(interface_fields),
		.handler = get_interface_description,
	},
};

static const struct varlink_error errors[] = {
	{"InterfaceNotFound", interface_fields, ELEMENTSOF(interface_fields)},
	{"MethodNotFound", method_fields, ELEMENTSOF(method_fields)},
	{"MethodNotImplemented", method_fields, ELEMENTSOF(method_fields)},
	{"InvalidParameter", parameter_fields, ELEMENTSOF(parameter_fields)},
	{"PermissionDenied", NULL, 0},
	{"ExpectedMore", NULL, 0},
	{"ExpectedUpgrade", NULL, 0},
};

const struct varlink_interface varlink_service_interface = {
	.name = VARLINK_SERVICE_INTERFACE,
	.description = org_varlink_service_varlink,
	.methods = methods,
	.n_methods = ELEMENTSOF(methods),
	.errors = errors,
	.n_errors = ELEMENTSOF(errors),
};
