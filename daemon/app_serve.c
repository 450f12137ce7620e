/* SPDX-License-Identifier: MIT */
/* What the API asks of the daemon. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "app_internal.h"
#include "calendar.h"

__attribute__((format(printf, 2, 3))) static void warn(
	struct api_snapshot *snapshot, const char *format, ...)
{
	va_list arguments;

	if (snapshot->n_warnings == API_WARNINGS_MAX) {
		return;
	}
	va_start(arguments, format);
	(void)vsnprintf(
		snapshot->warnings[snapshot->n_warnings++], API_WARNING_MAX, format, arguments);
	va_end(arguments);
}

static void add_sources(const struct app *app, struct api_snapshot *snapshot)
{
	struct presence_source_info infos[PRESENCE_SOURCES_MAX];
	size_t n_infos = presence_port_list_sources(app->presence, infos);

	for (size_t i = 0; i < n_infos && i < API_SOURCES_MAX; i++) {
		struct api_source *source = &snapshot->sources[snapshot->n_sources++];

		source->name = infos[i].name;
		source->state = source_state_to_string(infos[i].state);
		(void)snprintf(source->detail, sizeof(source->detail), "%s", infos[i].detail);
	}
}

static void add_presence(const struct app *app, struct api_snapshot *snapshot)
{
	(void)presence_port_describe(app->presence, snapshot->view.presence,
		snapshot->presence_detail, sizeof(snapshot->presence_detail));
	if (snapshot->presence_detail[0] == '\0' && snapshot->view.presence == PRESENCE_PASSIVE &&
		app->surroundings_who[HOLD_MICROPHONE][0] != '\0') {
		(void)snprintf(snapshot->presence_detail, sizeof(snapshot->presence_detail),
			"microphone in use by %.200s", app->surroundings_who[HOLD_MICROPHONE]);
	}
	add_sources(app, snapshot);
}

static void add_who_holds(struct app *app, struct api_snapshot *snapshot)
{
	for (enum hold_reason reason = 0; reason < HOLD_REASON_MAX; reason++) {
		snapshot->hold_details[reason] = app_get_surrounding_who(app, reason);
	}
}

static void add_reminders(struct app *app, struct api_snapshot *snapshot)
{
	const char *name, *remedy;

	for (size_t i = 0; app_get_reminder(app, i, &name, &remedy); i++) {
		warn(snapshot, "%s also reminds you of breaks: you will be prompted twice. %s",
			name, remedy);
	}
}

static void add_warnings(struct app *app, struct api_snapshot *snapshot)
{
	struct notify_server server;

	notify_get_server(app->notify, &server);
	if (server.detail[0] != '\0') {
		warn(snapshot, "%s", server.detail);
	}
	if (snapshot->view.presence == PRESENCE_UNKNOWN) {
		warn(snapshot,
			"No source of presence works here, so all time is counted as sitting.");
	}
	add_reminders(app, snapshot);
}

static void add_history(const struct app *app, struct api_snapshot *snapshot)
{
	char text[API_WARNING_MAX];

	app_get_history_warning(app, text, sizeof(text));
	if (text[0] != '\0') {
		warn(snapshot, "%s", text);
	}
}

/* One line while the questions wait. */
static void add_care(const struct app *app, struct api_snapshot *snapshot)
{
	if (app->resume.is_unread) {
		warn(snapshot,
			"What you told of symptoms and massages could not be read when Backcare "
			"started and is left as it is. What you tell now cannot be stored; when "
			"the "
			"file can be read again, type: systemctl --user restart backcared");
	}
	if (app->resume.care_was_lost && app->core.planner.limits.checklist_pending) {
		warn(snapshot, "What you told of symptoms and massages could not be used: the "
			       "questions are asked again.");
	}
	if (app->core.planner.limits.checklist_pending) {
		warn(snapshot,
			"A few questions on symptoms are open, and prompts are gentle until they "
			"are answered: 'backcarectl symptoms report'.");
	}
}

static void add_setting_problems(const struct app *app, struct api_snapshot *snapshot)
{
	const struct config *config = app->config;

	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_problem *problem = &config->problems[i];

		char place[CONFIG_PLACE_MAX];

		warn(snapshot, "%s: %s", config_format_place(config, problem, place, sizeof(place)),
			problem->message);
	}
	if (config->n_problems_unsaid > 0) {
		warn(snapshot, "%zu more problems in the settings", config->n_problems_unsaid);
	}
}

static void add_content_problems(const struct app *app, struct api_snapshot *snapshot)
{
	const struct content *content = app->content;

	for (size_t i = 0; i < content_count_problems(content); i++) {
		const struct content_problem *problem = content_get_problem(content, i);
		char place[CONTENT_PLACE_MAX];

		warn(snapshot, "%s: %s",
			content_format_place(content, problem, place, sizeof(place)),
			problem->message);
	}
	if (content_count_problems_unsaid(content) > 0) {
		warn(snapshot, "%zu more problems in the files of prompts",
			content_count_problems_unsaid(content));
	}
}

static void get_snapshot(struct api_snapshot *ret_snapshot, void *userdata)
{
	struct app *app = userdata;

	ret_snapshot->presence_detail[0] = '\0';
	ret_snapshot->n_sources = 0;
	ret_snapshot->n_warnings = 0;
	memset(ret_snapshot->hold_details, 0, sizeof(ret_snapshot->hold_details));
	ret_snapshot->content = app->content;
	ret_snapshot->emergency_number = app->config->values[CONFIG_SAFETY_EMERGENCY_NUMBER];
	app_get_now(app, &ret_snapshot->now);
	core_get_view(&app->core, &ret_snapshot->now, &ret_snapshot->view);
	if (app->serving_connection) {
		warn(ret_snapshot,
			"This daemon was started for one connection: it watches nothing.");
		return;
	}
	add_presence(app, ret_snapshot);
	add_who_holds(app, ret_snapshot);
	add_warnings(app, ret_snapshot);
	add_history(app, ret_snapshot);
	add_care(app, ret_snapshot);
	add_setting_problems(app, ret_snapshot);
	add_content_problems(app, ret_snapshot);
}

/* Where the clocks change before then, the day ends by the new clock. */
static usec_t get_tomorrow(void *userdata)
{
	struct app *app = userdata;
	usec_t day_start_usec = app->config->core.day_start_usec, tomorrow_usec, until_usec;
	int64_t offset_usec, ago_usec;
	struct core_now now;

	app_get_now(app, &now);
	ago_usec = calendar_day_ended_ago_usec(
		&now, day_start_usec, calendar_day_number(&now, day_start_usec));
	tomorrow_usec = now.real_usec + (usec_t)-ago_usec;
	if (now.offset_until_real_usec == USEC_INFINITY ||
		tomorrow_usec < now.offset_until_real_usec) {
		return tomorrow_usec;
	}
	zone_get_offset(app->zone, now.offset_until_real_usec, &offset_usec, &until_usec);
	tomorrow_usec += (usec_t)(now.utc_offset_usec - offset_usec);
	/* Day.Start may lie in the hour that is left out. */
	return tomorrow_usec > now.offset_until_real_usec ? tomorrow_usec
							  : now.offset_until_real_usec;
}

static enum core_result command(struct core_event *event, void *userdata)
{
	return app_step(userdata, event);
}

static int care(struct core_event *event, struct care_result *ret_result, void *userdata)
{
	return app_step_care(userdata, event, ret_result);
}

static void get_care(struct core_care_view *ret_view, void *userdata)
{
	struct app *app = userdata;
	struct core_now now;

	app_get_now(app, &now);
	core_get_care(&app->core, &now, ret_view);
}

static int report_presence(
	const char *source, enum presence presence, usec_t valid_usec, void *userdata)
{
	struct app *app = userdata;

	return app->presence
		       ? presence_port_report_external(app->presence, source, presence, valid_usec)
		       : -EACCES;
}

static const struct journal *get_journal(void *userdata)
{
	struct app *app = userdata;

	return &app->journal;
}

static const char *const preset_notes[PRESET_MAX] = {
	[PRESET_STANDARD] = "as the preset standard has it (Plan.Preset)",
	[PRESET_MEETINGS] = "as the preset meetings has it (Plan.Preset)",
};

static const struct content *get_content(void *userdata)
{
	struct app *app = userdata;

	return app->content;
}

static bool get_setting(size_t index, struct api_setting *ret_setting, void *userdata)
{
	struct app *app = userdata;
	const struct config *config = app->config;
	const struct config_origin *origin;
	enum config_key key = (enum config_key)index;

	if (index >= CONFIG_KEY_MAX) {
		return false;
	}
	origin = &config->origins[key];
	*ret_setting = (struct api_setting){
		.name = config_key_name(key),
		.value = config->values[key],
		.default_value = config_get_default(config, key),
		.file = origin->from_file ? config->files[origin->file] : NULL,
		.line = origin->line,
	};
	for (size_t i = 0; i < config->n_problems; i++) {
		if (config->problems[i].key == key) {
			ret_setting->problem = config->problems[i].message;
		}
	}
	if (config_is_of_preset(config, key)) {
		ret_setting->note = preset_notes[config->preset];
	}
	return true;
}

static const char *get_settings_file(size_t index, void *userdata)
{
	struct app *app = userdata;

	return index < app->config->n_files ? app->config->files[index] : NULL;
}

static bool reload(struct api_problem *ret_problem, void *userdata)
{
	struct app *app = userdata;
	const struct config_problem *problem;

	if (app_reload_settings(app)) {
		return true;
	}
	problem = config_first_error(app->config);
	if (!problem) {
		const struct content_problem *first = content_get_problem(app->content, 0);

		*ret_problem = (struct api_problem){
			.file = content_get_file(app->content, first->file),
			.line = first->line,
			.message = first->message,
		};
		return false;
	}
	*ret_problem = (struct api_problem){
		.file = app->config->files[problem->file],
		.line = problem->line,
		.message = problem->message,
	};
	return false;
}

const struct api_ops app_api_ops = {
	.get_snapshot = get_snapshot,
	.get_tomorrow = get_tomorrow,
	.command = command,
	.care = care,
	.get_care = get_care,
	.report_presence = report_presence,
	.get_journal = get_journal,
	.list_decisions = app_list_decisions,
	.get_content = get_content,
	.get_obstacles = app_get_obstacles,
	.diagnose = app_diagnose,
	.watch_input = app_watch_input,
	.unwatch_input = app_unwatch_input,
	.list_history = app_list_history,
	.get_today = app_get_today,
	.list_days = app_list_days,
	.import_history = app_import_history,
	.remove_history = app_remove_history,
	.forget_history = app_forget_history,
	.preview_begin = app_preview_begin,
	.preview_step = app_preview_step,
	.preview_get = app_preview_get,
	.preview_end = app_preview_end,
	.describe_history = app_describe_history,
	.want_turn = app_want_turn,
	.get_setting = get_setting,
	.get_settings_file = get_settings_file,
	.reload = reload,
};
