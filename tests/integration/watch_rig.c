/* SPDX-License-Identifier: MIT */
#include "watch_rig.h"

#include <stdio.h>

#include <check.h>

static void on_report(const struct presence_watch_report *report, void *userdata)
{
	struct watcher *watcher = userdata;

	watcher->n_told++;
	watcher->state = report->state;
	watcher->seen = report->seen;
	watcher->after_usec = report->after_usec;
	(void)snprintf(watcher->source, sizeof(watcher->source), "%s", report->source);
	(void)snprintf(watcher->detail, sizeof(watcher->detail), "%s",
		report->detail != NULL ? report->detail : "");
	if (report->state == PRESENCE_WATCH_ENDED || report->state == PRESENCE_WATCH_UNABLE) {
		watcher->watch = NULL;
	}
}

void watcher_begin(struct watcher *watcher, struct presence_port *on, usec_t length_usec)
{
	*watcher = (struct watcher){.state = PRESENCE_WATCH_STATE_MAX};
	ck_assert_int_eq(
		presence_port_watch_input(on, length_usec, on_report, watcher, &watcher->watch), 0);
}
