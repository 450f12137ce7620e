/* SPDX-License-Identifier: MIT */
/* The history: where its file is, and what it has to do before the daemon sleeps. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "app_internal.h"
#include "log.h"

#define FILE_NAME "history.db"
#define PATH_MAX_BYTES 4096

/* Where there is no place for it, the store says that there is no such directory. */
static void get_path(char *buffer, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = -1;

	/* A relative path is to be taken for none (XDG base directories). */
	if (state && state[0] == '/') {
		n = snprintf(buffer, size, "%s/backcare/" FILE_NAME, state);
	} else if (home && home[0] == '/') {
		n = snprintf(buffer, size, "%s/.local/state/backcare/" FILE_NAME, home);
	}
	if (n < 0 || (size_t)n >= size) {
		(void)snprintf(buffer, size, "/nonexistent/backcare/" FILE_NAME);
	}
}

static void go_on(void *userdata)
{
	/* The hook that runs before the loop waits again does the next step. */
	(void)userdata;
}

static bool work(void *userdata)
{
	struct app *app = userdata;
	struct core_now now;
	int r;

	app_get_now(app, &now);
	r = history_work(app->history, &now);
	if (r > 0) {
		/* A step a pass: clients are served between them. */
		r = loop_timer_set(app->history_timer, 0);
		if (r < 0) {
			log_error("cannot go on with the history: %s", log_errno_text(r));
		}
	}
	app_set_deadline(app);
	return false;
}

int app_history_new(struct app *app)
{
	char path[PATH_MAX_BYTES];
	int r;

	get_path(path, sizeof(path));
	app->history = history_new(path, app->config->core.day_start_usec);
	if (!app->history) {
		return -ENOMEM;
	}
	r = loop_timer_new(app->loop, go_on, app, &app->history_timer);
	if (r < 0) {
		return r;
	}
	loop_prepare_add(app->loop, &app->history_hook, LOOP_ORDER_FLUSH, work, app);
	return 0;
}

void app_history_free(struct app *app)
{
	loop_prepare_remove(&app->history_hook);
	app->history_timer = loop_timer_free(app->history_timer);
	app->history = history_free(app->history);
}
