/* SPDX-License-Identifier: MIT */
/* io.github.backcare.Care as a table. A test holds it against the .varlink file, which is the
 * source of truth. */
#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "names.h"

#define ENUM(name_, names_, nullable_) \
	{.name = name_,                \
		.type = VARLINK_ENUM,  \
		.nullable = nullable_, \
		.names = names_,       \
		.n_names = ELEMENTSOF(names_)}
/* As the history keeps them. */
#define TEXT_MAX_BYTES 1024
#define TEXT(name_) \
	{.name = name_, .type = VARLINK_STRING, .nullable = true, .max_size = TEXT_MAX_BYTES}

static const struct varlink_field string_element = {.type = VARLINK_STRING};
static const struct varlink_field bool_element = {.type = VARLINK_BOOL};

static const struct varlink_field log_massage_fields[] = {
	ENUM("by", names_care_by, false),
	{.name = "durationUSec",
		.type = VARLINK_INT,
		.min = 1,
		.max = (int64_t)CARE_MASSAGE_MAX_USEC},
	{.name = "endUSec",
		.type = VARLINK_INT,
		.nullable = true,
		.min = 1,
		.max = (int64_t)CARE_REAL_MAX_USEC},
	TEXT("style"),
	ENUM("pressure", names_care_pressure, true),
	{.name = "areas",
		.type = VARLINK_ARRAY,
		.nullable = true,
		.element = &string_element,
		.max_size = AREA_MAX},
	TEXT("note"),
};

static const struct varlink_field check_in_fields[] = {
	ENUM("soreness", names_care_soreness, false),
	TEXT("note"),
};

static const struct varlink_field report_fields[] = {
	{.name = "symptoms",
		.type = VARLINK_ARRAY,
		.element = &string_element,
		.max_size = CARE_SYMPTOMS_MAX},
	TEXT("note"),
};

static const struct varlink_field clear_fields[] = {
	ENUM("how", names_care_clearing, false),
	TEXT("phrase"),
	{.name = "answers",
		.type = VARLINK_MAP,
		.nullable = true,
		.element = &bool_element,
		.max_size = CARE_SYMPTOMS_MAX},
	TEXT("clinician"),
	TEXT("seenDate"),
	ENUM("walking", names_care_permission, true),
	ENUM("exercise", names_care_permission, true),
	ENUM("massage", names_care_permission, true),
};

static const struct varlink_field set_flare_fields[] = {
	{.name = "active", .type = VARLINK_BOOL},
};

static const struct varlink_field set_profile_fields[] = {
	{.name = "conditions",
		.type = VARLINK_ARRAY,
		.element = &string_element,
		.max_size = CARE_CONDITIONS_MAX},
};

static const struct varlink_field forget_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
};

static const struct varlink_field set_plan_fields[] = {
	ENUM("name", names_plan, false),
	{.name = "active", .type = VARLINK_BOOL},
	TEXT("startDate"),
	{.name = "everyDays",
		.type = VARLINK_INT,
		.nullable = true,
		.min = 1,
		.max = CARE_COURSE_EVERY_DAYS_MAX},
	{.name = "count",
		.type = VARLINK_INT,
		.nullable = true,
		.min = 1,
		.max = CARE_COURSE_SESSIONS_MAX},
};

#define METHOD(name_, handler_, fields_) \
	{.name = name_, .handler = handler_, .fields = fields_, .n_fields = ELEMENTSOF(fields_)}

static const struct varlink_method methods[] = {
	METHOD("LogMassage", api_log_massage, log_massage_fields),
	METHOD("CheckIn", api_check_in, check_in_fields),
	{.name = "ListSymptoms", .handler = api_list_symptoms},
	METHOD("ReportSymptoms", api_report_symptoms, report_fields),
	METHOD("ClearSafety", api_clear_safety, clear_fields),
	METHOD("SetFlare", api_set_flare, set_flare_fields),
	METHOD("SetProfile", api_set_profile, set_profile_fields),
	METHOD("ForgetMassage", api_forget_massage, forget_fields),
	{.name = "GetCare", .handler = api_get_care},
	METHOD("SetPlan", api_set_plan, set_plan_fields),
};

static const struct varlink_field not_cleared_fields[] = {
	{.name = "field", .type = VARLINK_STRING},
	{.name = "message", .type = VARLINK_STRING},
};
static const struct varlink_field no_such_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
};

static const struct varlink_field not_stored_fields[] = {
	{.name = "message", .type = VARLINK_STRING},
};

#define ERROR(name_, fields_) {.name = name_, .fields = fields_, .n_fields = ELEMENTSOF(fields_)}

static const struct varlink_error errors[] = {
	ERROR("NotCleared", not_cleared_fields),
	{.name = "NothingToClear"},
	ERROR("NoSuchSymptom", no_such_fields),
	ERROR("NoSuchMassage", no_such_fields),
	ERROR("NotStored", not_stored_fields),
};

const struct varlink_interface api_care_interface = {
	.name = PROTOCOL_CARE_INTERFACE,
	.description = io_github_backcare_Care_varlink,
	.methods = methods,
	.n_methods = ELEMENTSOF(methods),
	.errors = errors,
	.n_errors = ELEMENTSOF(errors),
};
