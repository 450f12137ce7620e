/* SPDX-License-Identifier: MIT */
/* What goes on around the person, as the adapters tell it. The core knows that something holds;
 * who it is stays here, for status. */
#include <stdio.h>
#include <string.h>

#include "app_internal.h"
#include "utf8.h"

static void keep_who(struct app *app, enum hold_reason reason, const char *who)
{
	char *kept = app->surroundings_who[reason];
	size_t size = utf8_cut(who, strlen(who), API_DETAIL_MAX - 1);

	(void)snprintf(kept, API_DETAIL_MAX, "%.*s", (int)size, who);
}

void app_set_surrounding(struct app *app, enum hold_reason reason, bool on, const char *who)
{
	struct core_event event = {
		.type = CORE_SURROUNDING,
		.surrounding = {.reason = reason, .on = on},
	};

	if (reason == HOLD_INHIBITOR) {
		event = (struct core_event){.type = CORE_INHIBIT, .inhibited = on};
	}
	/* Before the step: who follows is told of both at once. */
	keep_who(app, reason, on && who ? who : "");
	(void)app_step(app, &event);
}

void app_on_do_not_disturb(bool on, const char *who, void *userdata)
{
	app_set_surrounding(userdata, HOLD_DO_NOT_DISTURB, on, who);
}

void app_on_microphone(bool on, const char *who, void *userdata)
{
	app_set_surrounding(userdata, HOLD_MICROPHONE, on, who);
}

void app_on_fullscreen(bool on, const char *who, void *userdata)
{
	app_set_surrounding(userdata, HOLD_FULLSCREEN, on, who);
}

void app_on_inhibit(bool inhibited, void *userdata)
{
	/* Who it is may change while it goes on: asked when it is told. */
	app_set_surrounding(userdata, HOLD_INHIBITOR, inhibited, "");
}

const char *app_get_surrounding_who(struct app *app, enum hold_reason reason)
{
	char *who = app->surroundings_who[reason];

	if (reason == HOLD_INHIBITOR && app->presence) {
		(void)presence_port_describe(app->presence, PRESENCE_PASSIVE, who, API_DETAIL_MAX);
	}
	return who[0] != '\0' ? who : NULL;
}
