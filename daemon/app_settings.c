/* SPDX-License-Identifier: MIT */
/* Settings and own prompts: read again, and taken to whoever goes by them. */
#include <stdlib.h>

#include "app_internal.h"
#include "log.h"

void app_log_problems(const struct config *config)
{
	for (size_t i = 0; i < config->n_problems; i++) {
		const struct config_problem *problem = &config->problems[i];

		char place[CONFIG_PLACE_MAX];

		log_message(problem->is_error ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, "%s: %s",
			config_format_place(config, problem, place, sizeof(place)),
			problem->message);
	}
}

void app_apply_settings(struct app *app)
{
	const char *names[CONFIG_SOURCES_MAX];

	if (app->history) {
		history_set_day_start(app->history, app->config->core.day_start_usec);
		app_forget_old(app);
	}
	if (!app->presence) {
		return;
	}
	for (size_t i = 0; i < app->config->n_sources; i++) {
		names[i] = app->config->sources[i];
	}
	/* Both were checked when they were read. */
	(void)presence_port_set_idle_after(app->presence, app->config->idle_after_usec);
	(void)presence_port_set_sources(app->presence, names, app->config->n_sources);
}

bool app_reload_settings(struct app *app)
{
	struct config *config = NULL;
	bool content_is_good = app_reload_content(app);

	if (config_load(app->config, &config) < 0) {
		log_error("out of memory, the settings stay as they are");
		return content_is_good;
	}
	free(app->config);
	app->config = config;
	app_log_problems(config);
	(void)app_step(app, &(struct core_event){.type = CORE_SETTINGS, .settings = &config->core});
	app_apply_settings(app);
	(void)app_look_for_reminders(app);
	api_publish(app->api, API_SETTINGS, NULL, OUTCOME_NONE);
	return !config_first_error(config) && content_is_good;
}

void app_reload(struct app *app)
{
	(void)app_reload_settings(app);
	if (app->bus) {
		bus_retry(app->bus);
		bus_retry(app->system_bus);
	}
	if (app->presence) {
		microphone_retry(app->microphone);
		presence_port_retry(app->presence);
		/* Nobody tells of a variable that was put there since. */
		userenv_refresh(app->userenv);
	}
}
