/* SPDX-License-Identifier: MIT */
/* What was told of body and treatment, over a restart: what is accepted is on disk before anybody
 * is told so. Where the file cannot be trusted it is set aside, and the checklist is asked again,
 * with gentle prompts until it is answered: never silently none. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_internal.h"
#include "care_file.h"
#include "log.h"
#include "symptoms.h"

#define FILE_NAME "care.json"

static struct care_file_names get_names(void)
{
	return (struct care_file_names){
		.symptoms = symptoms_get(),
		.symptom_id = symptoms_get_id,
		.message_id = symptoms_get_message_id,
	};
}

static int get_path(char *buffer, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n;

	/* A relative path is to be taken for none (XDG base directories). */
	if (state && state[0] == '/') {
		n = snprintf(buffer, size, "%s/backcare/" FILE_NAME, state);
	} else if (home && home[0] == '/') {
		n = snprintf(buffer, size, "%s/.local/state/backcare/" FILE_NAME, home);
	} else {
		return -ENOENT;
	}
	return n > 0 && (size_t)n < size ? 0 : -ENAMETOOLONG;
}

static void note(struct app *app, const char *what, const char *path, int error)
{
	(void)snprintf(app->care_problem, sizeof(app->care_problem),
		"What you told of symptoms and massages %s: %s: %s.", what, path,
		log_errno_text(error));
	log_error("%s", app->care_problem);
}

/* It cannot be gone on from; nothing of it is thrown away. */
static void give_up(struct app *app, const char *path)
{
	char aside[CARE_FILE_PATH_MAX + 16];
	int r = care_file_set_aside(path, aside, sizeof(aside));

	if (r < 0) {
		note(app, "cannot be read, nor set aside", path, r);
		/* Not written over. */
		app->care_is_unsafe = true;
		return;
	}
	app->care_was_set_aside = true;
	(void)snprintf(app->care_problem, sizeof(app->care_problem),
		"The file of what you told of symptoms and massages could not be used and was set "
		"aside as %s: the questions are asked again.",
		aside);
	log_error("%s", app->care_problem);
}

bool app_load_care(struct app *app, struct care *ret_care)
{
	const struct care_file_names names = get_names();
	char path[CARE_FILE_PATH_MAX];
	struct care care;
	int r = get_path(path, sizeof(path));

	if (r < 0) {
		return false;
	}
	r = care_file_load(path, &names, &care);
	if (r == 0 && care_state_is_valid(&care, &names.symptoms)) {
		*ret_care = care;
		return true;
	}
	if (app->serving_connection) {
		/* The other daemon sees to it. */
		return false;
	}
	if (r == 0 || r == -EBADMSG) {
		give_up(app, path);
	} else if (r != -ENOENT) {
		note(app, "cannot be read", path, r);
		app->care_is_unsafe = true;
	}
	return false;
}

void app_greet(struct app *app)
{
	if (app->core.care.safety.level == CARE_LEVEL_EMERGENCY && !app->serving_connection) {
		(void)app_step(
			app, &(struct core_event){.type = CORE_CARE, .care = {.type = CARE_LOGIN}});
	}
}

void app_lead_on(struct app *app, const struct care_result *result)
{
	struct notify_request request = {.urgency = NOTIFY_NORMAL, .category = "device.reminder"};
	uint64_t random;
	int r;

	if (result->open_checklist) {
		request.summary = "Tell what fits";
		request.body = "In a terminal, type: backcarectl symptoms report";
	} else if (result->open_clearing) {
		request.summary = "A few questions first";
		request.body = "In a terminal, type: backcarectl symptoms clear";
	} else if (result->open_plan) {
		request.summary = "Your plan";
		request.body = "In a terminal, type: backcarectl plan";
	}
	if (!request.summary || !app->notify) {
		return;
	}
	app_make_id(clock_real_usec(&app->clock), &request.id, &random);
	r = notify_show(app->notify, &request);
	if (r < 0) {
		log_error("cannot show what to type: %s", log_errno_text(r));
	}
}

int app_save_care(struct app *app)
{
	const struct care_file_names names = get_names();
	char path[CARE_FILE_PATH_MAX] = "no directory";
	int r = get_path(path, sizeof(path));

	if (app->serving_connection) {
		return -EROFS;
	}
	if (r == 0) {
		r = app->care_is_unsafe ? -EACCES : care_file_save(path, &names, &app->core.care);
	}
	if (r < 0) {
		note(app, "cannot be stored and holds until the daemon ends", path, r);
	} else if (!app->care_was_set_aside || !app->core.planner.limits.checklist_pending) {
		app->care_was_set_aside = false;
		app->care_problem[0] = '\0';
	}
	return r;
}
