/* SPDX-License-Identifier: MIT */
/* io.github.backcare.History as a table. A test holds it against the .varlink file, which is the
 * source of truth. */
#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "history_encode.h"
#include "names.h"

static const struct varlink_field type_element = {
	.type = VARLINK_ENUM,
	.names = names_history_type,
	.n_names = ELEMENTSOF(names_history_type),
};

static const struct varlink_field entry_element = {
	.type = VARLINK_STRUCT,
	.fields = history_entry_fields,
	.n_fields = HISTORY_ENTRY_FIELDS,
};

static const struct varlink_field list_fields[] = {
	{.name = "sinceUSec", .type = VARLINK_INT, .nullable = true},
	{.name = "untilUSec", .type = VARLINK_INT, .nullable = true},
	{.name = "types",
		.type = VARLINK_ARRAY,
		.nullable = true,
		.element = &type_element,
		.max_size = HISTORY_TYPE_MAX},
	{.name = "limit", .type = VARLINK_INT, .nullable = true, .min = 1, .max = HISTORY_PAGE_MAX},
	{.name = "cursor", .type = VARLINK_STRING, .nullable = true},
};

static const struct varlink_field get_days_fields[] = {
	{.name = "firstDate", .type = VARLINK_STRING, .nullable = true},
	{.name = "lastDate", .type = VARLINK_STRING, .nullable = true},
};

static const struct varlink_field import_fields[] = {
	{.name = "entries",
		.type = VARLINK_ARRAY,
		.element = &entry_element,
		.max_size = HISTORY_BATCH_MAX},
};

static const struct varlink_field remove_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
};

static const struct varlink_field forget_fields[] = {
	{.name = "untilUSec", .type = VARLINK_INT},
};

static const struct varlink_field setting_element = {
	.type = VARLINK_STRING,
	.max_size = API_PREVIEW_MESSAGE_MAX,
};

static const struct varlink_field preview_fields[] = {
	{.name = "settings",
		.type = VARLINK_MAP,
		.element = &setting_element,
		.max_size = API_PREVIEW_SETTINGS_MAX},
	{.name = "days",
		.type = VARLINK_INT,
		.nullable = true,
		.min = 1,
		.max = API_PREVIEW_DAYS_MAX},
};

#define METHOD(name_, handler_, flags_, fields_) \
	{.name = name_,                          \
		.handler = handler_,             \
		.flags = flags_,                 \
		.fields = fields_,               \
		.n_fields = ELEMENTSOF(fields_)}

static const struct varlink_method methods[] = {
	METHOD("List", api_list_history, VARLINK_METHOD_TAKES_MORE, list_fields),
	METHOD("GetDays", api_get_days, VARLINK_METHOD_TAKES_MORE, get_days_fields),
	METHOD("Import", api_import_history, 0, import_fields),
	METHOD("Remove", api_remove_history, 0, remove_fields),
	METHOD("Forget", api_forget_history, 0, forget_fields),
	METHOD("Preview", api_preview, 0, preview_fields),
};

static const struct varlink_field bad_setting_fields[] = {
	{.name = "name", .type = VARLINK_STRING},
	{.name = "message", .type = VARLINK_STRING},
};
static const struct varlink_field no_such_entry_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
};
static const struct varlink_field entry_kept_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
	{.name = "message", .type = VARLINK_STRING},
};
static const struct varlink_field bad_entry_fields[] = {
	{.name = "index", .type = VARLINK_INT},
	{.name = "id", .type = VARLINK_STRING},
	{.name = "problem", .type = VARLINK_STRING},
};
static const struct varlink_field storage_failed_fields[] = {
	{.name = "message", .type = VARLINK_STRING},
};

#define ERROR(name_, fields_) {.name = name_, .fields = fields_, .n_fields = ELEMENTSOF(fields_)}

static const struct varlink_error errors[] = {
	ERROR("BadSetting", bad_setting_fields),
	ERROR("NoSuchEntry", no_such_entry_fields),
	ERROR("EntryKept", entry_kept_fields),
	ERROR("BadEntry", bad_entry_fields),
	ERROR("StorageFailed", storage_failed_fields),
};

const struct varlink_interface api_history_interface = {
	.name = PROTOCOL_HISTORY_INTERFACE,
	.description = io_github_backcare_History_varlink,
	.methods = methods,
	.n_methods = ELEMENTSOF(methods),
	.errors = errors,
	.n_errors = ELEMENTSOF(errors),
};
