/* SPDX-License-Identifier: MIT */
/*
 * Which source is believed.
 *
 * The sources that the settings allow all run. In charge is the first of the order that is up; what
 * it says is handed on. A source only notes what it has to say, in a queue: it speaks from within
 * the callbacks of its library, where nobody may stop it, and the settings may do just that. The
 * queue keeps every step of it: someone who was idle and came back while the daemon was not
 * running for a moment was idle all the same.
 *
 * When another source takes charge, no time gets lost or counted twice: what it knows of the time
 * since the last proof of the source before is handed on backdated, but never to before what was
 * handed on already, nor to before the last input that anyone saw.
 *
 * It does not weigh sources against the reports of outside sensors, and does not let those expire:
 * the core does.
 */
#include "presence.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "clock.h"
#include "external.h"
#include "log.h"
#include "loop.h"
#include "source.h"
#include "userenv.h"

/* Best first. */
static const struct source_ops *const source_table[] = {&source_wayland, &source_none};

#define SOURCES ELEMENTSOF(source_table)
#define EXTERNAL_NAME "external"

/* Things said in one pass of the loop; what is more replaces the newest. */
#define REPORTS_MAX 32

/* What a source was like at one moment. */
struct report {
	const struct source *source;
	enum source_state state;
	enum input_state input;
	usec_t since_boot_usec;
};

struct presence_port {
	struct loop *loop;
	struct clock clock;
	struct bus *session_bus;
	struct bus *system_bus;
	const struct presence_callbacks *callbacks;
	void *userdata;
	usec_t idle_after_usec;
	bool started;
	bool external_allowed;
	struct external external;

	struct source *sources[SOURCES]; /* as in the table; NULL: left out by the settings */
	struct report last[SOURCES];     /* the reports taken */
	size_t order[SOURCES];           /* of trust, indexes */
	size_t n_order;
	struct report reports[REPORTS_MAX];
	size_t n_reports;
	bool sources_changed;
	bool desktop_hint;
	struct loop_work work;

	/* As handed on: */
	size_t in_charge; /* SOURCES: none */
	bool told;
	enum input_state input;
	usec_t since_boot_usec;
	usec_t last_input_boot_usec;

	char *environment[5];
};

static const char *const source_state_names[] = {
	[SOURCE_UP] = "up",
	[SOURCE_STARTING] = "starting",
	[SOURCE_DOWN] = "down",
	[SOURCE_UNAVAILABLE] = "unavailable",
};

const char *source_state_to_string(enum source_state state)
{
	assert(state < SOURCE_STATE_MAX);
	return source_state_names[state];
}

static size_t find_source(const struct presence_port *port, const struct source *source)
{
	size_t i = 0;

	while (i < SOURCES && port->sources[i] != source) {
		i++;
	}
	return i;
}

static void note(struct source *source)
{
	struct presence_port *port = source->port;

	if (port->n_reports == REPORTS_MAX) {
		port->n_reports--;
	}
	port->reports[port->n_reports++] = (struct report){
		.source = source,
		.state = source->state,
		.input = source->input,
		.since_boot_usec = source->since_boot_usec,
	};
	loop_work_queue(port->loop, &port->work);
}

void source_set_state(struct source *source, enum source_state state, const char *detail, ...)
{
	char text[PRESENCE_DETAIL_MAX_BYTES];
	va_list arguments;

	va_start(arguments, detail);
	(void)vsnprintf(text, sizeof(text), detail, arguments);
	va_end(arguments);
	if (source->state == state && strcmp(source->detail, text) == 0) {
		return;
	}
	(void)strcpy(source->detail, text);
	if (state != SOURCE_UP) {
		source->input = INPUT_UNKNOWN;
		source->inhibited = false;
		source->since_boot_usec = clock_boot_usec(source->clock);
	}
	source->state = state;
	source->port->sources_changed = true;
	note(source);
}

void source_set_input(struct source *source, enum input_state input, usec_t since_boot_usec)
{
	assert(source->state == SOURCE_UP);
	source->input = input;
	source->since_boot_usec = since_boot_usec;
	note(source);
}

void source_set_inhibited(struct source *source, bool inhibited)
{
	assert(source->state == SOURCE_UP);
	if (source->inhibited != inhibited) {
		source->inhibited = inhibited;
		loop_work_queue(source->port->loop, &source->port->work);
	}
}

void source_hint_desktop(struct source *source)
{
	source->port->desktop_hint = true;
	loop_work_queue(source->port->loop, &source->port->work);
}

static usec_t latest(usec_t one, usec_t other)
{
	return one > other ? one : other;
}

static size_t choose(const struct presence_port *port)
{
	for (size_t i = 0; i < port->n_order; i++) {
		if (port->last[port->order[i]].state == SOURCE_UP) {
			return port->order[i];
		}
	}
	return SOURCES;
}

/* Since when what the new one in charge says is true, as far as that is new. */
static usec_t hand_over(const struct presence_port *port, enum input_state input,
	usec_t since_boot_usec, usec_t now_boot_usec)
{
	if (input == INPUT_UNKNOWN) {
		return now_boot_usec; /* the one before was right until now */
	}
	if (input == INPUT_IDLE) {
		return latest(since_boot_usec, port->last_input_boot_usec);
	}
	if (port->input == INPUT_IDLE && since_boot_usec <= port->since_boot_usec) {
		return now_boot_usec; /* idle was proven since; only this moment is new */
	}
	return since_boot_usec;
}

static void arbitrate(struct presence_port *port)
{
	usec_t now_boot_usec = clock_boot_usec(&port->clock);
	size_t in_charge = choose(port);
	const struct report *best = in_charge < SOURCES ? &port->last[in_charge] : NULL;
	enum input_state input = best != NULL ? best->input : INPUT_UNKNOWN;
	usec_t since_boot_usec = best != NULL ? best->since_boot_usec : now_boot_usec;

	if (in_charge != port->in_charge) {
		port->in_charge = in_charge;
		port->sources_changed = true;
		since_boot_usec = hand_over(port, input, since_boot_usec, now_boot_usec);
		log_info("Presence is taken from %s.",
			best != NULL ? best->source->ops->name : "nowhere");
	}
	if (port->told && input == port->input) {
		return;
	}
	since_boot_usec = latest(since_boot_usec, port->since_boot_usec);
	if (since_boot_usec > now_boot_usec) {
		since_boot_usec = now_boot_usec;
	}
	port->told = true;
	port->input = input;
	port->since_boot_usec = since_boot_usec;
	port->callbacks->on_input(input, since_boot_usec, port->userdata);
}

static void on_work(void *userdata)
{
	struct presence_port *port = userdata;

	/* A callback may change the sources, and with them the queue. */
	while (port->n_reports > 0) {
		struct report report = port->reports[0];
		size_t i = find_source(port, report.source);

		port->n_reports--;
		memmove(port->reports, port->reports + 1,
			port->n_reports * sizeof(port->reports[0]));
		port->last[i] = report;
		if (report.state == SOURCE_UP && report.input == INPUT_ACTIVE) {
			port->last_input_boot_usec =
				latest(port->last_input_boot_usec, report.since_boot_usec);
		}
		arbitrate(port);
	}
	if (port->started) {
		arbitrate(port);
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

/* Also from its queue. */
static void drop_source(struct presence_port *port, size_t at)
{
	struct source *source = port->sources[at];
	size_t kept = 0;

	if (source == NULL) {
		return;
	}
	for (size_t i = 0; i < port->n_reports; i++) {
		if (port->reports[i].source != source) {
			port->reports[kept++] = port->reports[i];
		}
	}
	port->n_reports = kept;
	port->last[at] = (struct report){.state = SOURCE_UNAVAILABLE};
	port->sources[at] = NULL;
	source->ops->free(source);
}

static void tell_environment(struct presence_port *port, struct source *source)
{
	const struct userenv_values values = {
		.wayland_display = port->environment[0],
		.display = port->environment[1],
		.current_desktop = port->environment[2],
		.session_type = port->environment[3],
		.xauthority = port->environment[4],
	};

	if (source->ops->environment_changed != NULL) {
		source->ops->environment_changed(source, &values);
	}
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
		port->last[at] = (struct report){.source = source, .state = SOURCE_STARTING};
		if (port->started) {
			r = source->ops->start(source);
			tell_environment(port, source);
		}
	}
	return r;
}

bool presence_port_is_source(const char *name)
{
	for (size_t i = 0; i < SOURCES; i++) {
		if (strcmp(source_table[i]->name, name) == 0) {
			return true;
		}
	}
	return strcmp(name, EXTERNAL_NAME) == 0;
}

/* The places in the table that the names stand for, each once. */
static size_t read_order(
	const char *const *names, size_t n_names, size_t order[SOURCES], bool *ret_external)
{
	size_t n_order = 0;

	*ret_external = n_names == 0;
	for (size_t i = 0; i < SOURCES && n_names == 0; i++) {
		order[n_order++] = i;
	}
	for (size_t n = 0; n < n_names; n++) {
		bool is_new = true;
		size_t at = 0;

		if (strcmp(names[n], EXTERNAL_NAME) == 0) {
			*ret_external = true;
			continue;
		}
		while (strcmp(source_table[at]->name, names[n]) != 0) {
			at++;
		}
		for (size_t i = 0; i < n_order; i++) {
			is_new = is_new && order[i] != at;
		}
		if (is_new) {
			order[n_order++] = at;
		}
	}
	return n_order;
}

int presence_port_set_sources(struct presence_port *port, const char *const *names, size_t n_names)
{
	bool wanted[SOURCES] = {false};
	int r = 0;

	for (size_t i = 0; i < n_names; i++) {
		if (!presence_port_is_source(names[i])) {
			return -EINVAL;
		}
	}
	port->n_order = read_order(names, n_names, port->order, &port->external_allowed);
	for (size_t i = 0; i < port->n_order; i++) {
		wanted[port->order[i]] = true;
	}
	for (size_t i = 0; i < SOURCES; i++) {
		if (!wanted[i]) {
			drop_source(port, i);
		} else if (r >= 0) {
			r = add_source(port, i);
		}
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
	port->idle_after_usec = PRESENCE_IDLE_AFTER_DEFAULT_USEC;
	port->in_charge = SOURCES;
	loop_work_init(&port->work, on_work, port);
	for (size_t i = 0; i < SOURCES; i++) {
		port->last[i].state = SOURCE_UNAVAILABLE;
	}
	r = presence_port_set_sources(port, NULL, 0);
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
	loop_work_cancel(&port->work);
	for (size_t i = 0; i < SOURCES; i++) {
		drop_source(port, i);
	}
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
	port->since_boot_usec = clock_boot_usec(&port->clock);
	for (size_t i = 0; i < SOURCES && r >= 0; i++) {
		if (port->sources[i] != NULL) {
			r = port->sources[i]->ops->start(port->sources[i]);
			tell_environment(port, port->sources[i]);
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
	for (size_t i = 0; i < SOURCES; i++) {
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
	const char *const texts[] = {values->wayland_display, values->display,
		values->current_desktop, values->session_type, values->xauthority};

	static_assert(ELEMENTSOF(texts) == ELEMENTSOF(port->environment), "as tell_environment()");
	for (size_t i = 0; i < ELEMENTSOF(texts); i++) {
		free(port->environment[i]);
		port->environment[i] = texts[i] != NULL ? strdup(texts[i]) : NULL;
	}
	for (size_t i = 0; i < SOURCES && port->started; i++) {
		if (port->sources[i] != NULL) {
			tell_environment(port, port->sources[i]);
		}
	}
}

void presence_port_retry(struct presence_port *port)
{
	for (size_t i = 0; i < SOURCES && port->started; i++) {
		if (port->sources[i] != NULL && port->sources[i]->ops->retry != NULL) {
			port->sources[i]->ops->retry(port->sources[i]);
		}
	}
}

int presence_port_report_external(
	struct presence_port *port, const char *source, enum presence presence, usec_t valid_usec)
{
	usec_t now_boot_usec = clock_boot_usec(&port->clock);
	const struct external_report *newest;
	int r;

	if (!port->external_allowed) {
		return -EACCES;
	}
	r = external_report(&port->external, source, presence, valid_usec, now_boot_usec);
	if (r < 0) {
		return r;
	}
	newest = external_newest(&port->external, now_boot_usec);
	if (newest == NULL) {
		port->callbacks->on_external(
			PRESENCE_UNKNOWN, false, now_boot_usec, port->userdata);
	} else {
		port->callbacks->on_external(
			newest->presence, true, newest->until_boot_usec, port->userdata);
	}
	port->sources_changed = true;
	loop_work_queue(port->loop, &port->work);
	return 0;
}

static void describe(
	const struct presence_port *port, size_t at, struct presence_source_info *ret_info)
{
	const struct source *source = port->sources[at];

	*ret_info = (struct presence_source_info){
		.name = source_table[at]->name,
		.state = source != NULL ? source->state : SOURCE_UNAVAILABLE,
		.in_charge = at == port->in_charge,
	};
	(void)snprintf(ret_info->detail, sizeof(ret_info->detail), "%s",
		source != NULL ? source->detail : "left out by the settings");
}

size_t presence_port_list_sources(
	const struct presence_port *port, struct presence_source_info *infos)
{
	size_t n = 0;

	static_assert(SOURCES + 1 <= PRESENCE_SOURCES_MAX, "all of them and external");
	for (size_t i = 0; i < SOURCES; i++) {
		if (source_table[i] == &source_none) {
			infos[n] = (struct presence_source_info){.name = EXTERNAL_NAME};
			if (port->external_allowed) {
				external_describe(
					&port->external, clock_boot_usec(&port->clock), &infos[n]);
			} else {
				infos[n].state = SOURCE_UNAVAILABLE;
				(void)snprintf(infos[n].detail, sizeof(infos[n].detail),
					"left out by the settings");
			}
			n++;
		}
		describe(port, i, &infos[n++]);
	}
	return n;
}
