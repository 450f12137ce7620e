/* SPDX-License-Identifier: MIT */
/* Between the files of the composition root: app.c (modules and the step), app_show.c (prompts on
 * the screen), app_serve.c (what the API asks). */
#pragma once

#include "api.h"
#include "app.h"
#include "bus.h"
#include "clock.h"
#include "config.h"
#include "core.h"
#include "deadline.h"
#include "journal.h"
#include "loop.h"
#include "notify.h"
#include "presence.h"
#include "userenv.h"
#include "zone.h"

struct varlink_server;

/* In the order of making; freed the other way round. */
struct app {
	struct clock clock;
	struct config *config;
	struct loop *loop;
	struct zone *zone;
	struct deadline *deadline;
	struct api *api;
	struct varlink_server *server;
	struct bus *bus;                /* the session's; NULL when serving one connection only */
	struct bus *system_bus;         /* likewise */
	struct notify *notify;          /* likewise */
	struct userenv *userenv;        /* likewise */
	struct presence_port *presence; /* likewise */
	bool serving_connection;        /* "varlinkctl call ./backcared": memory alone */
	bool stepping;
	struct core core;
	struct journal journal;
};

void app_get_now(struct app *app, struct core_now *ret_now);
enum core_result app_step(struct app *app, struct core_event *event);
/* False if a setting is bad; the others are taken. */
bool app_reload_settings(struct app *app);

extern const struct notify_callbacks app_notify_callbacks;
void app_show_prompt(struct app *app, const struct prompt *prompt);

extern const struct api_ops app_api_ops;
