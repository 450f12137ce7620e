/* SPDX-License-Identifier: MIT */
/* The catalogue with the user's own files in it: read at the start and at each Reload. */
#include <stdio.h>

#include "app_internal.h"
#include "choose.h"
#include "log.h"

#define DIRECTORY_NAME "prompts.d"

static void log_problems(const struct content *content)
{
	for (size_t i = 0; i < content_count_problems(content); i++) {
		const struct content_problem *problem = content_get_problem(content, i);
		char place[CONTENT_PLACE_MAX];

		log_error("%s: %s", content_format_place(content, problem, place, sizeof(place)),
			problem->message);
	}
	if (content_count_problems_unsaid(content) > 0) {
		log_error("%zu more problems in the files of prompts",
			content_count_problems_unsaid(content));
	}
}

int app_load_content(struct app *app)
{
	char directory[CONTENT_PATH_MAX - 64], path[CONTENT_PATH_MAX];
	struct content *content;
	int r;

	r = config_get_directory(directory, sizeof(directory));
	if (r < 0) {
		/* Then there are no settings either. */
		path[0] = '\0';
	} else {
		(void)snprintf(path, sizeof(path), "%s/" DIRECTORY_NAME, directory);
	}
	r = content_load(path, &content);
	if (r < 0) {
		return r;
	}
	log_problems(content);
	app->content = content;
	return 0;
}

bool app_reload_content(struct app *app)
{
	uint16_t new_index[CATALOGUE_ENTRIES_MAX];
	struct content *former = app->content;

	if (app_load_content(app) < 0) {
		log_error("out of memory, the prompts stay as they are");
		return true;
	}
	content_renumber(former, app->content, new_index);
	journal_renumber(&app->journal, new_index, content_get_catalogue(former)->n_entries);
	(void)app_step(app, &(struct core_event){.type = CORE_CATALOGUE,
				    .catalogue = {.catalogue = content_get_catalogue(app->content),
					    .new_index = new_index}});
	(void)content_free(former);
	return content_count_problems(app->content) == 0;
}

static bool allows(const struct app *app, uint16_t entry)
{
	const struct catalogue *catalogue = content_get_catalogue(app->content);

	return entry < catalogue->n_entries &&
	       choose_allows(
		       &catalogue->entries[entry], &app->core.settings, &app->core.planner.limits);
}

/* A primer is not shown without a movement that may follow it. */
static bool allows_movement(const struct app *app, const struct catalogue_entry *primer)
{
	bool allowed = allows(app, primer->follow_up);

	for (size_t i = 0; i < CATALOGUE_ALTERNATES_MAX; i++) {
		allowed = allowed || allows(app, primer->alternates[i]);
	}
	return allowed;
}

bool app_get_obstacles(uint16_t entry, struct api_obstacles *ret_obstacles, void *userdata)
{
	struct app *app = userdata;
	const struct catalogue_entry *core = &content_get_catalogue(app->content)->entries[entry];
	const struct core_settings *settings = &app->core.settings;

	*ret_obstacles = (struct api_obstacles){
		.kind = !(settings->kinds & (1U << core->kind)),
		.tools = core->needs & ~settings->tools,
		.conditions = core->contraindicated_when & app->core.planner.limits.conditions,
		.movement = core->kind == KIND_PRIMER && !allows_movement(app, core),
	};
	return allows(app, entry) && !ret_obstacles->movement;
}
