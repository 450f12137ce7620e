/* SPDX-License-Identifier: MIT */
/*
 * The port of presence: it keeps the sources, takes what they say, and hands on what is new.
 *
 * The sources that the settings allow all run, and note what they have to say (source.c);
 * arbiter.c chooses.
 *
 * It does not weigh sources against the reports of outside sensors or what rules over input: the
 * core does.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "log.h"
#include "presence_internal.h"
#include "session.h"
#include "userenv.h"

static size_t find_source(const struct presence_port *port, const struct source *source)
{
	size_t i = 0;

	while (i < n_sources && port->sources[i] != source) {
		i++;
	}
	return i;
}

/* -- what sources are told
 * -------------------------------------------------------------------------------------- */

static void tell_environment(struct presence_port *port, struct source *source)
{
	const struct userenv_values values = {
		.wayland_display = port->environment[ENVIRONMENT_WAYLAND_DISPLAY],
		.display = port->environment[ENVIRONMENT_DISPLAY],
		.session_type = port->environment[ENVIRONMENT_SESSION_TYPE],
		.xauthority = port->environment[ENVIRONMENT_XAUTHORITY],
	};

	if (source->ops->environment_changed != NULL) {
		source->ops->environment_changed(source, &values);
	}
}

static void tell_session(struct presence_port *port, struct source *source)
{
	bool inhibited = session_gnome_is_inhibited(port->session);

	if (source->ops->session_changed != NULL) {
		source->ops->session_changed(source, session_get_logind(port->session));
	}
	if (source->ops->inhibited_changed != NULL) {
		source->ops->inhibited_changed(source, inhibited);
	}
}

/* -- what is new
 * -----------------------------------------------------------------------------------------------
 */

/* A desktop that is about to be found counts: nobody is away for the moment that it takes. */
static bool desktop_works(const struct presence_port *port)
{
	for (size_t i = 0; i < n_sources; i++) {
		const struct source *source = port->sources[i];

		if (source != NULL && source->ops->sees_desktop &&
			(source->state == SOURCE_UP || source->state == SOURCE_STARTING)) {
			return true;
		}
	}
	return false;
}

bool presence_source_is_inhibited(const struct presence_port *port)
{
	size_t in_charge = port->arbiter.in_charge;

	return in_charge != ARBITER_NO_SOURCE && port->sources[in_charge] != NULL &&
	       port->sources[in_charge]->inhibited;
}

static void tell_inhibited(struct presence_port *port)
{
	bool inhibited = session_is_inhibited(port->session) || presence_source_is_inhibited(port);

	if (inhibited != port->told.inhibited) {
		port->told.inhibited = inhibited;
		port->callbacks->on_inhibit(inhibited, port->userdata);
	}
}

static void decide(struct presence_port *port)
{
	usec_t now_boot_usec = clock_boot_usec(&port->clock);
	size_t was_in_charge = port->arbiter.in_charge;
	bool is_new = arbiter_decide(&port->arbiter, now_boot_usec);
	size_t in_charge = port->arbiter.in_charge;

	if (in_charge != was_in_charge) {
		port->sources_changed = true;
		if (in_charge == ARBITER_NO_SOURCE || source_table[in_charge] == &source_none) {
			log_message(desktop_works(port) ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
				"No source of presence works: time in a session counts as "
				"sitting.");
		} else {
			log_info("Presence is taken from %s.", source_table[in_charge]->name);
		}
	}
	if (is_new) {
		session_take_input(
			port->session, port->arbiter.input, port->arbiter.since_boot_usec);
		if (port->arbiter.input == INPUT_IDLE) {
			/* First, or a film would be a rest up to this moment. */
			tell_inhibited(port);
		}
		port->callbacks->on_input(
			port->arbiter.input, port->arbiter.since_boot_usec, port->userdata);
	}
}

/* A source that was found to flap is asked again when its time is over. */
static void set_timer(struct presence_port *port)
{
	usec_t now_boot_usec = clock_boot_usec(&port->clock);
	usec_t next_boot_usec = arbiter_next_boot_usec(&port->arbiter, now_boot_usec);

	if (next_boot_usec == USEC_INFINITY) {
		if (loop_timer_is_set(port->timer)) {
			(void)loop_timer_set(port->timer, USEC_INFINITY);
		}
	} else if (!loop_timer_is_set(port->timer)) {
		(void)loop_timer_set(port->timer, next_boot_usec - now_boot_usec);
		port->sources_changed = true;
	}
}

static void tell_facts(struct presence_port *port)
{
	bool present = session_is_present(port->session, desktop_works(port));
	bool locked = session_is_locked(port->session);

	if (present != port->told.session_present) {
		port->told.session_present = present;
		port->callbacks->on_session(present, port->userdata);
	}
	if (locked != port->told.locked) {
		port->told.locked = locked;
		port->callbacks->on_lock(locked, port->userdata);
	}
	tell_inhibited(port);
}

static void on_work(void *userdata)
{
	struct presence_port *port = userdata;

	/* A callback may change the sources, and with them the queue. */
	while (port->n_queued > 0) {
		struct said said = port->queue[0];

		port->n_queued--;
		memmove(port->queue, port->queue + 1, port->n_queued * sizeof(port->queue[0]));
		arbiter_take(&port->arbiter, find_source(port, said.source), &said.report,
			clock_boot_usec(&port->clock));
		decide(port);
	}
	if (port->started) {
		decide(port);
		set_timer(port);
		tell_facts(port);
		presence_settle_watches(port);
	}
	if (port->sources_changed) {
		port->sources_changed = false;
		port->callbacks->on_sources_changed(port->userdata);
	}
	if (port->desktop_hint) {
		port->desktop_hint = false;
		if (port->callbacks->on_desktop_hint != NULL) {
			port->callbacks->on_desktop_hint(port->userdata);
		}
	}
}

static void queue_work(void *userdata)
{
	struct presence_port *port = userdata;

	loop_work_queue(port->loop, &port->work);
}

static void on_session_change(void *userdata)
{
	struct presence_port *port = userdata;

	for (size_t i = 0; i < n_sources && port->started; i++) {
		if (port->sources[i] != NULL) {
			tell_session(port, port->sources[i]);
		}
	}
	port->sources_changed = true;
	queue_work(port);
}

/* Everything that was said before happened before. */
static void on_sleep(bool asleep, void *userdata)
{
	struct presence_port *port = userdata;

	if (port->started) {
		on_work(port);
	}
	port->callbacks->on_sleep(asleep, port->userdata);
}

static const struct session_callbacks session_callbacks = {
	.on_change = on_session_change,
	.on_sleep = on_sleep,
};

/* -- sources
 * ---------------------------------------------------------------------------------------------------
 */

/* Also from its queue. */
static void drop_source(struct presence_port *port, size_t at)
{
	struct source *source = port->sources[at];
	size_t kept = 0;

	if (source == NULL) {
		return;
	}
	for (size_t i = 0; i < port->n_queued; i++) {
		if (port->queue[i].source != source) {
			port->queue[kept++] = port->queue[i];
		}
	}
	port->n_queued = kept;
	arbiter_forget(&port->arbiter, at);
	presence_unwatch_source(port, source);
	port->sources[at] = NULL;
	source->ops->free(source);
}

static int start_source(struct presence_port *port, struct source *source)
{
	int r = source->ops->start(source);

	if (r >= 0) {
		tell_environment(port, source);
		tell_session(port, source);
	}
	return r;
}

static int add_source(struct presence_port *port, size_t at)
{
	struct source *source = port->sources[at];
	int r = 0;

	if (source == NULL) {
		source = source_table[at]->new();
		if (source == NULL) {
			return -ENOMEM;
		}
		source->ops = source_table[at];
		source->port = port;
		source->loop = port->loop;
		source->clock = &port->clock;
		source->session_bus = port->session_bus;
		source->idle_after_usec = port->idle_after_usec;
		source->state = SOURCE_STARTING;
		port->sources[at] = source;
		if (port->started) {
			r = start_source(port, source);
		}
	}
	return r;
}

int presence_port_set_sources(struct presence_port *port, const char *const *names, size_t n_names)
{
	bool wanted[SOURCES_MAX] = {false}, was_allowed = port->external_allowed;
	int r = 0;

	for (size_t i = 0; i < n_names; i++) {
		if (!presence_port_is_source(names[i])) {
			return -EINVAL;
		}
	}
	port->arbiter.n_order =
		read_source_order(names, n_names, port->arbiter.order, &port->external_allowed);
	for (size_t i = 0; i < port->arbiter.n_order; i++) {
		wanted[port->arbiter.order[i]] = true;
	}
	for (size_t i = 0; i < n_sources; i++) {
		if (!wanted[i]) {
			drop_source(port, i);
		} else if (r >= 0) {
			r = add_source(port, i);
		}
	}
	if (was_allowed && !port->external_allowed) {
		presence_forget_external(port);
	}
	if (port->started) {
		port->sources_changed = true;
		loop_work_queue(port->loop, &port->work);
	}
	return r;
}

int presence_port_new(struct loop *loop, const struct clock *clock, struct bus *session_bus,
	struct bus *system_bus, const struct presence_callbacks *callbacks, void *userdata,
	struct presence_port **ret_port)
{
	struct presence_port *port = calloc(1, sizeof(*port));
	int r;

	if (port == NULL) {
		return -ENOMEM;
	}
	port->loop = loop;
	port->clock = *clock;
	port->session_bus = session_bus;
	port->system_bus = system_bus;
	port->callbacks = callbacks;
	port->userdata = userdata;
	port->told = (struct told){.session_present = true};
	loop_work_init(&port->work, on_work, port);
	list_init(&port->input_watch.watches);
	arbiter_init(&port->arbiter);
	(void)presence_port_set_idle_after(port, PRESENCE_IDLE_AFTER_DEFAULT_USEC);
	r = loop_timer_new(loop, queue_work, port, &port->timer);
	if (r >= 0) {
		r = loop_timer_new(loop, presence_on_external_timer, port, &port->external_timer);
	}
	if (r >= 0) {
		r = session_new(session_bus, system_bus, &port->clock, &session_callbacks, port,
			&port->session);
	}
	if (r >= 0) {
		r = presence_port_set_sources(port, NULL, 0);
	}
	if (r < 0) {
		port = presence_port_free(port);
		return r;
	}
	*ret_port = port;
	return 0;
}

struct presence_port *presence_port_free(struct presence_port *port)
{
	if (port == NULL) {
		return NULL;
	}
	assert(list_is_empty(&port->input_watch.watches));
	loop_work_cancel(&port->work);
	for (size_t i = 0; i < n_sources; i++) {
		drop_source(port, i);
	}
	port->session = session_free(port->session);
	port->timer = loop_timer_free(port->timer);
	port->external_timer = loop_timer_free(port->external_timer);
	for (size_t i = 0; i < ELEMENTSOF(port->environment); i++) {
		free(port->environment[i]);
	}
	free(port);
	return NULL;
}

int presence_port_start(struct presence_port *port)
{
	int r = 0;

	port->started = true;
	arbiter_start(&port->arbiter, clock_boot_usec(&port->clock));
	for (size_t i = 0; i < n_sources && r >= 0; i++) {
		if (port->sources[i] != NULL) {
			r = start_source(port, port->sources[i]);
		}
	}
	loop_work_queue(port->loop, &port->work);
	return r;
}

int presence_port_set_idle_after(struct presence_port *port, usec_t idle_after_usec)
{
	if (idle_after_usec < PRESENCE_IDLE_AFTER_MIN_USEC ||
		idle_after_usec > PRESENCE_IDLE_AFTER_MAX_USEC) {
		return -ERANGE;
	}
	port->idle_after_usec = idle_after_usec;
	port->arbiter.idle_after_usec = idle_after_usec;
	for (size_t i = 0; i < n_sources; i++) {
		struct source *source = port->sources[i];

		if (source != NULL && source->idle_after_usec != idle_after_usec) {
			source->idle_after_usec = idle_after_usec;
			if (port->started && source->ops->idle_after_changed != NULL) {
				source->ops->idle_after_changed(source);
			}
		}
	}
	return 0;
}

void presence_port_set_environment(struct presence_port *port, const struct userenv_values *values)
{
	const char *const texts[ENVIRONMENT_MAX] = {
		[ENVIRONMENT_WAYLAND_DISPLAY] = values->wayland_display,
		[ENVIRONMENT_DISPLAY] = values->display,
		[ENVIRONMENT_SESSION_TYPE] = values->session_type,
		[ENVIRONMENT_XAUTHORITY] = values->xauthority,
	};

	for (size_t i = 0; i < ELEMENTSOF(texts); i++) {
		free(port->environment[i]);
		port->environment[i] = texts[i] != NULL ? strdup(texts[i]) : NULL;
	}
	for (size_t i = 0; i < n_sources && port->started; i++) {
		if (port->sources[i] != NULL) {
			tell_environment(port, port->sources[i]);
		}
	}
}

void presence_port_retry(struct presence_port *port)
{
	for (size_t i = 0; i < n_sources && port->started; i++) {
		arbiter_forgive(&port->arbiter, i);
		if (port->sources[i] != NULL && port->sources[i]->ops->retry != NULL) {
			port->sources[i]->ops->retry(port->sources[i]);
		}
	}
	port->sources_changed = true;
	loop_work_queue(port->loop, &port->work);
}
