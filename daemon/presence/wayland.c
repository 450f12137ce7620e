/* SPDX-License-Identifier: MIT */
/*
 * Presence from a Wayland compositor.
 *
 * Finding it: the socket that the user manager's environment names, the one that our own does, then
 * every socket in the runtime directory; each is tried until one offers ext-idle-notify-v1. A stale
 * name after a new login is the common case, so no name is trusted more than an answer. While none
 * is found the directory is watched; sockets that refuse or do not answer are tried again, later
 * and later.
 *
 * The connection ends in disconnect() only, which is called from hooks and callbacks of the loop
 * and never from a listener: those note what they see.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/sockpath.h>

#include "backoff.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "pathwatch.h"
#include "source.h"
#include "userenv.h"
#include "wayland_client.h"
#include "wayland_seats.h"
#include "wayland_sockets.h"

struct wayland {
	struct source source; /* first */
	char runtime_directory[WAYLAND_SOCKET_PATH_MAX];
	char *named; /* by the user manager, or NULL */
	bool is_watched;

	/* One round over the sockets: */
	struct wayland_sockets sockets;
	size_t next;
	bool refused;                           /* one did not answer: worth trying again */
	bool no_notifier;                       /* one answered and lacks the protocol */
	bool again;                             /* the directory changed since it began */
	char answered[WAYLAND_SOCKET_PATH_MAX]; /* the last that lacks it */

	/* The connection, if there is one: */
	struct wayland_client client;
	bool is_settled; /* it said what it offers, and that is what we need */
	char path[WAYLAND_SOCKET_PATH_MAX];
	struct wayland_seats seats;

	struct pathwatch *directory_watch;
	struct pathwatch *named_watch; /* of a name that is a path elsewhere */
	struct loop_timer *retry;
	struct backoff backoff;
	struct loop_work find_work;
	struct loop_work free_work;
};

static void try_next(struct wayland *wayland);

static usec_t now_monotonic_usec(const struct wayland *wayland)
{
	return clock_monotonic_usec(wayland->source.clock);
}

static bool is_connected(const struct wayland *wayland)
{
	return wayland->client.display != NULL;
}

static void disconnect(struct wayland *wayland)
{
	if (is_connected(wayland)) {
		wayland_seats_deinit(&wayland->seats);
		wayland_client_disconnect(&wayland->client);
	}
}

/* The connection broke, or never came to anything. */
static void on_lost(int r, void *userdata)
{
	struct wayland *wayland = userdata;
	bool was_up = wayland->source.state == SOURCE_UP;

	if (was_up) {
		log_info("The compositor on %s is gone: %s", wayland->path, log_errno_text(r));
	} else {
		log_debug("No answer of a compositor on %s: %s", wayland->path, log_errno_text(r));
	}
	disconnect(wayland);
	wayland->refused = true;
	if (was_up) {
		/* Whatever else there is: after a moment, since a new one may be on its way. */
		wayland->next = wayland->sockets.n;
	}
	try_next(wayland);
}

static void on_global(uint32_t name, const char *interface, uint32_t version, void *userdata)
{
	struct wayland *wayland = userdata;

	wayland_seats_add_global(&wayland->seats, name, interface, version);
}

static void on_global_remove(uint32_t name, void *userdata)
{
	struct wayland *wayland = userdata;

	wayland_seats_remove_global(&wayland->seats, name);
}

static void report(struct wayland *wayland)
{
	const char *films = wayland_seats_explain_films(&wayland->seats);
	char threshold[TIMESPAN_TEXT_MAX];

	if (!wayland->is_settled) {
		return;
	}
	if (!wayland_seats_have_seat(&wayland->seats)) {
		source_set_state(&wayland->source, SOURCE_DOWN,
			"the compositor on %s has no seat at present", wayland->path);
		return;
	}
	if (!wayland_seats_have_notifier(&wayland->seats)) {
		source_set_state(&wayland->source, SOURCE_UNAVAILABLE,
			"the compositor on %s does not offer ext-idle-notify-v1 any more",
			wayland->path);
		return;
	}
	wayland->source.hears_films = films != NULL;
	(void)timespan_format(
		threshold, sizeof(threshold), wayland->source.idle_after_usec, USEC_PER_MSEC);
	source_set_state(&wayland->source, SOURCE_UP, "compositor on %s, idle after %s%s%s%s",
		wayland->path, threshold, films != NULL ? "; a film counts as input here (" : "",
		films != NULL ? films : "", films != NULL ? ")" : "");
	/* In this order no step of it is idle without its inhibitor. */
	if (wayland->seats.is_idle) {
		source_set_inhibited(&wayland->source, wayland->seats.is_inhibited);
		source_set_input(&wayland->source, INPUT_IDLE, wayland->seats.since_boot_usec);
	} else {
		source_set_input(&wayland->source, INPUT_ACTIVE, wayland->seats.since_boot_usec);
		source_set_inhibited(&wayland->source, false);
	}
}

static void watch_input(struct wayland *wayland)
{
	wayland_seats_watch_input(&wayland->seats, PRESENCE_QUIET_USEC,
		wayland->is_watched ? source_tell_watched : NULL);
}

static void on_seats_change(void *userdata)
{
	report(userdata);
}

static void on_listed(void *userdata)
{
	struct wayland *wayland = userdata;

	wayland->is_settled = true;
	if (!wayland_seats_have_notifier(&wayland->seats)) {
		log_debug("The compositor on %s does not offer ext-idle-notify-v1.", wayland->path);
		wayland->no_notifier = true;
		(void)strcpy(wayland->answered, wayland->path);
		disconnect(wayland);
		try_next(wayland);
		return;
	}
	backoff_succeeded(&wayland->backoff, now_monotonic_usec(wayland));
	wayland->again = false;
	/* Found: what else happens in the directory wakes us no more. */
	wayland->directory_watch = pathwatch_free(wayland->directory_watch);
	wayland->named_watch = pathwatch_free(wayland->named_watch);
	report(wayland);
}

static const struct wayland_client_callbacks client_callbacks = {
	.on_global = on_global,
	.on_global_remove = on_global_remove,
	.on_listed = on_listed,
	.on_lost = on_lost,
};

static int open_connection(struct wayland *wayland, const char *path)
{
	struct wayland_client *client = &wayland->client;
	int r = wayland_client_connect(client, path);

	if (r < 0) {
		return r;
	}
	(void)strcpy(wayland->path, path);
	wayland->is_settled = false;
	wayland_seats_init(&wayland->seats, client->display, client->registry,
		wayland->source.clock, wayland->source.idle_after_usec, on_seats_change, wayland);
	watch_input(wayland);
	return 0;
}

static void find(void *userdata)
{
	struct wayland *wayland = userdata;

	loop_work_queue(wayland->source.loop, &wayland->find_work);
}

static void on_directory(void *userdata)
{
	struct wayland *wayland = userdata;

	backoff_reset(&wayland->backoff);
	source_hint_desktop(&wayland->source);
	find(wayland);
}

static void watch_path(struct wayland *wayland, const char *path, struct pathwatch **watch)
{
	int r;

	if (*watch == NULL) {
		r = pathwatch_new(wayland->source.loop, path, on_directory, wayland, watch);
		if (r < 0) {
			log_warning(
				"Cannot watch for a compositor at %s: %s", path, log_errno_text(r));
		}
	}
}

static void watch_for_sockets(struct wayland *wayland)
{
	char pattern[WAYLAND_SOCKET_PATH_MAX + sizeof("/wayland-*")];

	(void)snprintf(pattern, sizeof(pattern), "%s/wayland-*", wayland->runtime_directory);
	watch_path(wayland, pattern, &wayland->directory_watch);
	if (wayland->named != NULL && wayland->named[0] == '/') {
		watch_path(wayland, wayland->named, &wayland->named_watch);
	}
}

/* The round is over, and nobody answered as we need it. */
static void round_failed(struct wayland *wayland)
{
	if (wayland->again) {
		find(wayland);
	} else if (wayland->refused) {
		usec_t wait_usec = backoff_failed(&wayland->backoff, now_monotonic_usec(wayland));

		(void)loop_timer_set(wayland->retry, wait_usec);
		source_set_state(&wayland->source, SOURCE_DOWN, "no compositor answers in %s%s",
			wayland->runtime_directory,
			wait_usec == USEC_INFINITY ? "" : ", trying again");
	} else if (wayland->no_notifier) {
		source_set_state(&wayland->source, SOURCE_UNAVAILABLE,
			"the compositor on %s does not offer ext-idle-notify-v1",
			wayland->answered);
	} else {
		source_set_state(&wayland->source, SOURCE_DOWN, "waiting for a compositor in %s",
			wayland->runtime_directory);
	}
}

static void try_next(struct wayland *wayland)
{
	watch_for_sockets(wayland);
	while (wayland->next < wayland->sockets.n) {
		const char *path = wayland->sockets.paths[wayland->next++];
		int r = open_connection(wayland, path);

		if (r >= 0) {
			source_set_state(&wayland->source, SOURCE_STARTING,
				"asking the compositor on %s", path);
			return;
		}
		log_debug("Cannot connect to %s: %s", path, log_errno_text(r));
		wayland->refused = true;
	}
	round_failed(wayland);
}

/* Begins a round, unless a compositor was found or is being asked. */
static void on_find(void *userdata)
{
	struct wayland *wayland = userdata;

	if (is_connected(wayland)) {
		wayland->again = true;
		return;
	}
	(void)loop_timer_set(wayland->retry, USEC_INFINITY);
	/* The watch comes before the look. */
	watch_for_sockets(wayland);
	wayland_sockets_find(&wayland->sockets, wayland->runtime_directory, wayland->named,
		getenv("WAYLAND_DISPLAY"));
	wayland->next = 0;
	wayland->refused = false;
	wayland->no_notifier = false;
	wayland->again = false;
	try_next(wayland);
}

static void free_wayland(void *userdata)
{
	struct wayland *wayland = userdata;

	free(wayland->named);
	free(wayland);
}

static struct source *wayland_new(void)
{
	struct wayland *wayland = calloc(1, sizeof(*wayland));

	return wayland != NULL ? &wayland->source : NULL;
}

static void wayland_free(struct source *source)
{
	struct wayland *wayland = (struct wayland *)source;

	if (wayland->find_work.fn == NULL) {
		free_wayland(wayland); /* never started */
		return;
	}
	disconnect(wayland);
	wayland_client_deinit(&wayland->client);
	wayland->directory_watch = pathwatch_free(wayland->directory_watch);
	wayland->named_watch = pathwatch_free(wayland->named_watch);
	wayland->retry = loop_timer_free(wayland->retry);
	loop_work_cancel(&wayland->find_work);
	loop_work_queue(source->loop, &wayland->free_work);
}

static int wayland_start(struct source *source)
{
	struct wayland *wayland = (struct wayland *)source;
	int r;

	loop_work_init(&wayland->find_work, on_find, wayland);
	loop_work_init(&wayland->free_work, free_wayland, wayland);
	backoff_init(&wayland->backoff);
	r = wayland_client_init(&wayland->client, source->loop, &client_callbacks, wayland);
	if (r >= 0) {
		r = loop_timer_new(source->loop, find, wayland, &wayland->retry);
	}
	if (r < 0) {
		return r;
	}
	r = sockpath_runtime_directory(
		wayland->runtime_directory, sizeof(wayland->runtime_directory), false);
	if (r < 0) {
		source_set_state(
			source, SOURCE_UNAVAILABLE, "no runtime directory: %s", log_errno_text(r));
		return 0;
	}
	source_set_state(source, SOURCE_STARTING, "looking for a compositor in %s",
		wayland->runtime_directory);
	find(wayland);
	return 0;
}

static void wayland_idle_after_changed(struct source *source)
{
	struct wayland *wayland = (struct wayland *)source;

	if (is_connected(wayland)) {
		wayland_seats_set_idle_after(&wayland->seats, source->idle_after_usec);
		if (source->state == SOURCE_UP) {
			report(wayland);
		}
	}
}

/* Leaves a compositor that is not the one named, if that one is there. */
static void wayland_environment_changed(struct source *source, const struct userenv_values *values)
{
	struct wayland *wayland = (struct wayland *)source;
	const char *named = values->wayland_display;
	char path[WAYLAND_SOCKET_PATH_MAX];

	if (named == NULL ? wayland->named == NULL
			  : wayland->named != NULL && strcmp(named, wayland->named) == 0) {
		return;
	}
	free(wayland->named);
	wayland->named = named != NULL ? strdup(named) : NULL;
	wayland->named_watch = pathwatch_free(wayland->named_watch);
	if (is_connected(wayland) && wayland->named != NULL &&
		wayland_sockets_get_path(wayland->runtime_directory, wayland->named, path) >= 0 &&
		strcmp(path, wayland->path) != 0 && access(path, F_OK) == 0) {
		log_info("The desktop is on %s now.", path);
		disconnect(wayland);
		source_set_state(source, SOURCE_STARTING, "looking for a compositor in %s",
			wayland->runtime_directory);
	}
	backoff_reset(&wayland->backoff);
	find(wayland);
}

static void wayland_watch_input(struct source *source, bool on)
{
	struct wayland *wayland = (struct wayland *)source;

	wayland->is_watched = on;
	if (is_connected(wayland)) {
		watch_input(wayland);
	}
}

static void wayland_retry(struct source *source)
{
	struct wayland *wayland = (struct wayland *)source;

	backoff_reset(&wayland->backoff);
	find(wayland);
}

const struct source_ops source_wayland = {
	.name = "wayland",
	.sees_desktop = true,
	.new = wayland_new,
	.free = wayland_free,
	.start = wayland_start,
	.idle_after_changed = wayland_idle_after_changed,
	.environment_changed = wayland_environment_changed,
	.retry = wayland_retry,
	.watch_input = wayland_watch_input,
};
