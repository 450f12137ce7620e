/* SPDX-License-Identifier: MIT */
/*
 * The next input, at once: for a person who presses a key to see whether that is seen.
 *
 * The source in charge is asked to tell of a moment without input and of the input after it, beside
 * what it tells anyway, and only as long as somebody watches. What a watch counts comes after a
 * quiet moment that began with the call or later: whoever calls has just pressed Enter, lets go of
 * it, and perhaps puts a hand back on the mouse. So a watch is ready when it is PRESENCE_QUIET_USEC
 * old and the source is quiet.
 *
 * All watches share what the one source tells. If another source takes charge they go on with that
 * one.
 */
#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "presence_internal.h"

struct presence_watch {
	struct list watches;
	struct presence_port *port;
	struct loop_timer *timer; /* to its end, or to when it may be ready */
	presence_watch_fn fn;
	void *userdata;
	/* Of the real time that timers measure: nobody presses a key on another clock. */
	usec_t since_monotonic_usec;
	usec_t until_monotonic_usec;
	bool is_told; /* that it waits */
	bool is_ready;
};

static const char *get_source_name(const struct presence_port *port)
{
	size_t in_charge = port->arbiter.in_charge;

	if (port->input_watch.is_external) {
		return EXTERNAL_NAME;
	}
	return in_charge == ARBITER_NO_SOURCE ? source_none.name : source_table[in_charge]->name;
}

static void tell(struct presence_watch *watch, enum presence_watch_state state, bool seen,
	const char *detail)
{
	const struct presence_watch_report report = {
		.source = get_source_name(watch->port),
		.state = state,
		.seen = seen,
		.after_usec = clock_system_monotonic_usec() - watch->since_monotonic_usec,
		.detail = detail,
	};

	watch->fn(&report, watch->userdata);
}

static void release(struct presence_watch *watch)
{
	list_remove(&watch->watches);
	watch->port->input_watch.n_watches--;
	watch->timer = loop_timer_free(watch->timer);
	free(watch);
}

static void finish(struct presence_watch *watch, enum presence_watch_state state, bool seen,
	const char *detail)
{
	tell(watch, state, seen, detail);
	release(watch);
}

/* -- whom to ask
 * ------------------------------------------------------------------------------------------------
 */

static void set_source(struct presence_port *port, struct source *source, bool is_external)
{
	struct input_watch *input = &port->input_watch;

	if (input->source == source && input->is_external == is_external) {
		return;
	}
	if (input->source != NULL) {
		input->source->ops->watch_input(input->source, false);
	}
	input->source = source;
	input->is_external = is_external;
	input->is_quiet = is_external;
	input->input_came = false;
	if (source != NULL) {
		source->ops->watch_input(source, true);
	}
}

void presence_unwatch_source(struct presence_port *port, const struct source *source)
{
	if (port->input_watch.source == source) {
		set_source(port, NULL, false);
	}
}

/* Returns NULL if somebody can tell of input, else why nobody can. */
static const char *choose_source(struct presence_port *port)
{
	size_t in_charge = port->arbiter.in_charge;
	struct source *source = in_charge != ARBITER_NO_SOURCE ? port->sources[in_charge] : NULL;
	bool is_able = source != NULL && source->ops->watch_input != NULL;
	bool is_external =
		!is_able && external_newest(&port->external, clock_boot_usec(&port->clock)) != NULL;

	set_source(port, is_able ? source : NULL, is_external);
	if (is_able || is_external) {
		return NULL;
	}
	return source != NULL ? source->ops->cannot_watch
			      : "no source of presence is in charge at this moment";
}

/* -- what is new
 * -------------------------------------------------------------------------------------------------
 */

static void take_input(struct presence_port *port)
{
	struct presence_watch *watch, *after;

	list_for_each_safe (watch, after, &port->input_watch.watches, watches) {
		if (watch->is_ready) {
			finish(watch, PRESENCE_WATCH_ENDED, true, NULL);
		}
	}
}

static const char *explain_silence(const struct presence_watch *watch)
{
	if (watch->is_ready) {
		return "no input was seen in that time";
	}
	return watch->port->input_watch.source != NULL &&
			       watch->port->input_watch.source->hears_films
		       ? "there was no moment without input in that time; a film that plays "
			 "counts as input here"
		       : "there was no moment without input in that time";
}

/* False if it is over. */
static bool go_on(struct presence_watch *watch)
{
	usec_t now_usec = clock_system_monotonic_usec(), next_usec = watch->until_monotonic_usec;
	usec_t ready_usec = watch->since_monotonic_usec + PRESENCE_QUIET_USEC;

	if (!watch->is_told) {
		watch->is_told = true;
		tell(watch, PRESENCE_WATCH_WAITING, false, NULL);
	}
	if (!watch->is_ready && watch->port->input_watch.is_quiet && now_usec >= ready_usec) {
		watch->is_ready = true;
		tell(watch, PRESENCE_WATCH_READY, false, NULL);
	}
	if (now_usec >= watch->until_monotonic_usec) {
		return false;
	}
	if (!watch->is_ready && ready_usec > now_usec && ready_usec < next_usec) {
		next_usec = ready_usec;
	}
	(void)loop_timer_set(watch->timer, next_usec - now_usec);
	return true;
}

void presence_settle_watches(struct presence_port *port)
{
	struct input_watch *input = &port->input_watch;
	struct presence_watch *watch, *after;
	const char *obstacle = NULL;

	if (list_is_empty(&input->watches)) {
		set_source(port, NULL, false);
		return;
	}
	obstacle = choose_source(port);
	if (input->input_came) {
		input->input_came = false;
		take_input(port);
	}
	list_for_each_safe (watch, after, &input->watches, watches) {
		if (obstacle != NULL) {
			finish(watch, PRESENCE_WATCH_UNABLE, false, obstacle);
		} else if (!go_on(watch)) {
			finish(watch, PRESENCE_WATCH_ENDED, false, explain_silence(watch));
		}
	}
	if (list_is_empty(&input->watches)) {
		set_source(port, NULL, false);
	}
}

static void note_input(struct presence_port *port)
{
	port->input_watch.input_came = true;
	loop_work_queue(port->loop, &port->work);
}

void source_tell_watched(bool is_quiet, void *userdata)
{
	struct source *source = userdata;
	struct input_watch *input = &source->port->input_watch;

	if (input->source != source) {
		return;
	}
	if (!is_quiet) {
		input->is_quiet = false;
		note_input(source->port);
	} else if (!input->is_quiet) {
		input->is_quiet = true;
		loop_work_queue(source->loop, &source->port->work);
	}
}

void presence_note_report(struct presence_port *port, enum presence presence)
{
	if (port->input_watch.is_external && presence == PRESENCE_ACTIVE) {
		note_input(port);
	}
}

/* -- watches
 * -----------------------------------------------------------------------------------------------------
 */

static void on_timer(void *userdata)
{
	struct presence_watch *watch = userdata;

	loop_work_queue(watch->port->loop, &watch->port->work);
}

int presence_port_watch_input(struct presence_port *port, usec_t length_usec, presence_watch_fn fn,
	void *userdata, struct presence_watch **ret_watch)
{
	struct presence_watch *watch;
	int r;

	if (port->input_watch.n_watches >= PRESENCE_WATCHES_MAX) {
		return -ENOBUFS;
	}
	watch = calloc(1, sizeof(*watch));
	if (watch == NULL) {
		return -ENOMEM;
	}
	watch->port = port;
	watch->fn = fn;
	watch->userdata = userdata;
	watch->since_monotonic_usec = clock_system_monotonic_usec();
	watch->until_monotonic_usec = watch->since_monotonic_usec + length_usec;
	r = loop_timer_new(port->loop, on_timer, watch, &watch->timer);
	if (r < 0) {
		free(watch);
		return r;
	}
	list_append(&port->input_watch.watches, &watch->watches);
	port->input_watch.n_watches++;
	loop_work_queue(port->loop, &port->work);
	*ret_watch = watch;
	return 0;
}

struct presence_watch *presence_watch_free(struct presence_watch *watch)
{
	if (watch != NULL) {
		/* The source is told from the loop. */
		loop_work_queue(watch->port->loop, &watch->port->work);
		release(watch);
	}
	return NULL;
}
