/* SPDX-License-Identifier: MIT */
/* io.github.backcare.Backcare as a table. A test holds it against the .varlink file, which is the
 * source of truth. */
#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#include "api_idl.h"
#include "api_internal.h"
#include "names.h"

/* A length of time that a client may give. */
#define LENGTH(name_)                \
	{.name = name_,              \
		.type = VARLINK_INT, \
		.nullable = true,    \
		.min = 1,            \
		.max = (int64_t)TIMESPAN_MAX_USEC}

static const struct varlink_field respond_fields[] = {
	{.name = "id", .type = VARLINK_STRING, .nullable = true},
	{.name = "answer",
		.type = VARLINK_ENUM,
		.names = names_answer,
		.n_names = ELEMENTSOF(names_answer)},
	{.name = "choice", .type = VARLINK_STRING, .nullable = true},
	LENGTH("durationUSec"),
};

static const struct varlink_field prompt_now_fields[] = {
	{.name = "kind",
		.type = VARLINK_ENUM,
		.nullable = true,
		.names = names_kind,
		.n_names = ELEMENTSOF(names_kind)},
	{.name = "entry", .type = VARLINK_STRING, .nullable = true},
};

static const struct varlink_field explain_fields[] = {
	{.name = "limit",
		.type = VARLINK_INT,
		.nullable = true,
		.min = 1,
		.max = JOURNAL_DECISIONS_MAX},
};

static const struct varlink_field pause_fields[] = {
	LENGTH("durationUSec"),
	{.name = "reason",
		.type = VARLINK_STRING,
		.nullable = true,
		.max_size = API_PAUSE_REASON_MAX - 1},
	{.name = "untilTomorrow", .type = VARLINK_BOOL, .nullable = true},
};

static const struct varlink_field set_meeting_fields[] = {
	{.name = "active", .type = VARLINK_BOOL},
	LENGTH("durationUSec"),
};

static const struct varlink_field set_posture_fields[] = {
	{.name = "posture",
		.type = VARLINK_ENUM,
		.names = names_posture,
		.n_names = ELEMENTSOF(names_posture)},
	{.name = "source", .type = VARLINK_STRING, .nullable = true},
	LENGTH("validUSec"),
};

static const struct varlink_field correct_presence_fields[] = {
	{.name = "sinceUSec", .type = VARLINK_INT, .max = INT64_MAX},
	{.name = "untilUSec", .type = VARLINK_INT, .max = INT64_MAX},
	{.name = "counts",
		.type = VARLINK_ENUM,
		.names = names_correction,
		.n_names = ELEMENTSOF(names_correction)},
};

static const struct varlink_field report_presence_fields[] = {
	{.name = "source", .type = VARLINK_STRING, .min_size = 1},
	{.name = "presence",
		.type = VARLINK_ENUM,
		.names = names_presence,
		.n_names = ELEMENTSOF(names_presence)},
	LENGTH("validUSec"),
};

static const struct varlink_field setting_element = {
	.type = VARLINK_STRING,
	.max_size = API_PREVIEW_MESSAGE_MAX,
};

static const struct varlink_field preview_fields[] = {
	{.name = "days",
		.type = VARLINK_INT,
		.nullable = true,
		.min = 1,
		.max = API_PREVIEW_DAYS_MAX},
	{.name = "settings",
		.type = VARLINK_MAP,
		.nullable = true,
		.element = &setting_element,
		.max_size = API_PREVIEW_SETTINGS_MAX},
};

static const struct varlink_field watch_input_fields[] = {
	{.name = "durationUSec",
		.type = VARLINK_INT,
		.nullable = true,
		.min = 1,
		.max = (int64_t)API_WATCH_INPUT_MAX_USEC},
};

#define METHOD(name_, handler_, flags_, fields_) \
	{.name = name_,                          \
		.handler = handler_,             \
		.flags = flags_,                 \
		.fields = fields_,               \
		.n_fields = ELEMENTSOF(fields_)}
#define METHOD_WITHOUT_FIELDS(name_, handler_, flags_) \
	{.name = name_, .handler = handler_, .flags = flags_}

static const struct varlink_method methods[] = {
	METHOD_WITHOUT_FIELDS("GetStatus", api_get_status, 0),
	METHOD_WITHOUT_FIELDS("Monitor", api_monitor, VARLINK_METHOD_NEEDS_MORE),
	METHOD("Respond", api_respond, 0, respond_fields),
	METHOD("PromptNow", api_prompt_now, 0, prompt_now_fields),
	METHOD("Explain", api_explain, 0, explain_fields),
	METHOD("Pause", api_pause, 0, pause_fields),
	METHOD_WITHOUT_FIELDS("Resume", api_resume, 0),
	METHOD("SetMeeting", api_set_meeting, 0, set_meeting_fields),
	METHOD("SetPosture", api_set_posture, 0, set_posture_fields),
	METHOD("CorrectPresence", api_correct_presence, 0, correct_presence_fields),
	METHOD("ReportPresence", api_report_presence, 0, report_presence_fields),
	METHOD("Preview", api_preview_prompts, 0, preview_fields),
	METHOD_WITHOUT_FIELDS("Diagnose", api_diagnose, 0),
	METHOD("WatchInput", api_watch_input, VARLINK_METHOD_TAKES_MORE, watch_input_fields),
	METHOD_WITHOUT_FIELDS("GetConfiguration", api_get_configuration, 0),
	METHOD_WITHOUT_FIELDS("Reload", api_reload, 0),
};

static const struct varlink_field no_such_prompt_fields[] = {
	{.name = "id", .type = VARLINK_STRING},
};
static const struct varlink_field snooze_limit_fields[] = {
	{.name = "limit", .type = VARLINK_INT},
};
static const struct varlink_field held_for_safety_fields[] = {
	{.name = "level", .type = VARLINK_STRING},
	{.name = "message", .type = VARLINK_STRING},
};
static const struct varlink_field nothing_fits_fields[] = {
	{.name = "message", .type = VARLINK_STRING},
};
static const struct varlink_field bad_configuration_fields[] = {
	{.name = "file", .type = VARLINK_STRING},
	{.name = "line", .type = VARLINK_INT},
	{.name = "message", .type = VARLINK_STRING},
};

#define ERROR(name_, fields_) {.name = name_, .fields = fields_, .n_fields = ELEMENTSOF(fields_)}

static const struct varlink_error errors[] = {
	ERROR("NoSuchPrompt", no_such_prompt_fields),
	ERROR("SnoozeLimitReached", snooze_limit_fields),
	ERROR("HeldForSafety", held_for_safety_fields),
	ERROR("NothingFits", nothing_fits_fields),
	ERROR("BadConfiguration", bad_configuration_fields),
};

const struct varlink_interface api_backcare_interface = {
	.name = PROTOCOL_INTERFACE,
	.description = io_github_backcare_Backcare_varlink,
	.methods = methods,
	.n_methods = ELEMENTSOF(methods),
	.errors = errors,
	.n_errors = ELEMENTSOF(errors),
};
