/* SPDX-License-Identifier: MIT */
/* WatchInput: between the API and the port of presence, neither of which knows the other. */
#include <errno.h>
#include <stdlib.h>

#include <backcare/cleanup.h>

#include "app_internal.h"

struct watch {
	struct presence_watch *watch;
	api_watch_fn fn;
	void *userdata;
};

static void on_report(const struct presence_watch_report *report, void *userdata)
{
	static const enum api_watch_state states[PRESENCE_WATCH_STATE_MAX] = {
		[PRESENCE_WATCH_WAITING] = API_WATCH_WAITING,
		[PRESENCE_WATCH_READY] = API_WATCH_READY,
		[PRESENCE_WATCH_ENDED] = API_WATCH_ENDED,
		[PRESENCE_WATCH_UNABLE] = API_WATCH_UNABLE,
	};
	struct watch *watch = userdata;
	const struct api_watch_report told = {
		.source = report->source,
		.state = states[report->state],
		.seen = report->seen,
		.after_usec = report->after_usec,
		.detail = report->detail,
	};

	watch->fn(&told, watch->userdata);
	if (told.state == API_WATCH_ENDED || told.state == API_WATCH_UNABLE) {
		free(watch);
	}
}

int app_watch_input(
	usec_t length_usec, api_watch_fn fn, void *fn_userdata, void **ret_watch, void *userdata)
{
	struct app *app = userdata;
	AUTO_FREE struct watch *watch = malloc(sizeof(*watch));
	int r;

	if (!app->presence) {
		return -ENODEV;
	}
	if (!watch) {
		return -ENOMEM;
	}
	*watch = (struct watch){.fn = fn, .userdata = fn_userdata};
	r = presence_port_watch_input(app->presence, length_usec, on_report, watch, &watch->watch);
	if (r < 0) {
		return r;
	}
	*ret_watch = TAKE_PTR(watch);
	return 0;
}

void app_unwatch_input(void *watch, void *userdata)
{
	struct watch *unwanted = watch;

	(void)userdata;
	unwanted->watch = presence_watch_free(unwanted->watch);
	free(unwanted);
}
