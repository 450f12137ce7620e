/* SPDX-License-Identifier: MIT */
/*
 * Presence from an X server.
 *
 * Which one: x11_desktop. Each display that is named is tried, best first, until one answers that
 * can be used. While none does the directory of the sockets is watched; servers that refuse or do
 * not answer are tried again, later and later. In a Wayland session none is even connected to.
 *
 * A connection is made in two halves, over one socket: x11_setup asks to be let in, and x11_idle
 * asks for alarms. The protocol is spoken here (x11_wire) and not by libxcb, which waits where it
 * should not: for the answer to the setup, and for the rest of an answer that has begun, so that a
 * server that is stopped would stop the daemon too. And its seven libraries cost 0.4 MiB in every
 * session, also where there is no X server.
 *
 * Nothing here waits for an answer. What is to be sent leaves at once, as far as the server takes
 * it. The connection ends in disconnect() only, never from within x11_idle_process().
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "backoff.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "pathwatch.h"
#include "source.h"
#include "x11_desktop.h"
#include "x11_display.h"
#include "x11_idle.h"
#include "x11_setup.h"

/* How long a server may take to answer. */
#define PATIENCE_USEC (5 * USEC_PER_SEC)

struct x11 {
	struct source source; /* first */
	struct x11_desktop desktop;
	bool is_watched;

	/* One round over the displays: */
	size_t next;
	bool refused; /* one did not answer, or turned us away: worth trying again */
	bool again;   /* something changed since it began */
	unsigned refused_number;
	unsigned useless_number;
	const char *obstacle; /* one answered, and is no use */
	char reason[X11_SETUP_REASON_MAX_BYTES];

	/* The connection, if there is one: */
	unsigned number;
	struct x11_setup setup; /* its first half */
	struct x11_idle idle;   /* its second */
	bool is_settled;        /* it told what we need */
	struct loop_io *io;

	struct pathwatch *directory_watch;
	struct loop_timer *patience;
	struct loop_timer *retry;
	struct backoff backoff;
	struct loop_work find_work;
	struct loop_work free_work;
};

static void find(void *userdata);
static void try_next(struct x11 *x11);

static usec_t now_monotonic_usec(const struct x11 *x11)
{
	return clock_monotonic_usec(x11->source.clock);
}

static bool is_connected(const struct x11 *x11)
{
	return x11->setup.fd >= 0 || x11->idle.wire.fd >= 0;
}

static void disconnect(struct x11 *x11)
{
	if (!is_connected(x11)) {
		return;
	}
	/* Before the descriptor is closed: see loop_io_watch(). */
	(void)loop_io_watch(x11->io, -1, 0);
	(void)loop_timer_set(x11->patience, USEC_INFINITY);
	x11_setup_deinit(&x11->setup);
	x11_idle_deinit(&x11->idle);
}

/* One that says why is told of rather than others. */
static void note_refusal(struct x11 *x11, unsigned number, const char *reason)
{
	if (!x11->refused || x11->reason[0] == '\0') {
		x11->refused_number = number;
		(void)snprintf(x11->reason, sizeof(x11->reason), "%s", reason);
	}
	x11->refused = true;
}

/* The connection broke, or never came to anything. */
static void connection_lost(struct x11 *x11, int r)
{
	bool was_up = x11->source.state == SOURCE_UP;

	if (was_up) {
		log_info("The X server on :%u is gone: %s", x11->number, log_errno_text(r));
	} else {
		log_debug("No answer of an X server on :%u: %s", x11->number, log_errno_text(r));
	}
	note_refusal(x11, x11->number, x11->setup.reason);
	disconnect(x11);
	if (was_up) {
		/* Whatever else there is: after a moment, since a new one may be on its way. */
		x11->next = x11->desktop.n_displays;
	}
	try_next(x11);
}

static void report(void *userdata)
{
	struct x11 *x11 = userdata;
	char threshold[TIMESPAN_TEXT_MAX];

	if (!x11->idle.is_known) {
		return;
	}
	source_set_state(&x11->source, SOURCE_UP, "X server on :%u, idle after %s", x11->number,
		timespan_format(
			threshold, sizeof(threshold), x11->source.idle_after_usec, USEC_PER_MSEC));
	source_set_input(&x11->source, x11->idle.is_idle ? INPUT_IDLE : INPUT_ACTIVE,
		x11->idle.since_boot_usec);
}

static void watch_input(struct x11 *x11)
{
	x11_idle_watch_input(
		&x11->idle, PRESENCE_QUIET_USEC, x11->is_watched ? source_tell_watched : NULL);
}

/* What the server said so far is acted on. */
static void settle(struct x11 *x11)
{
	if (x11->idle.step == X11_IDLE_USELESS) {
		x11->obstacle = x11->idle.obstacle;
		x11->useless_number = x11->number;
		disconnect(x11);
		try_next(x11);
		return;
	}
	if (!x11_idle_is_waiting(&x11->idle)) {
		(void)loop_timer_set(x11->patience, USEC_INFINITY);
		if (x11->is_settled) {
			return;
		}
		x11->is_settled = true;
		backoff_succeeded(&x11->backoff, now_monotonic_usec(x11));
		/* Found: what else happens there wakes us no more. */
		x11->directory_watch = pathwatch_free(x11->directory_watch);
		if (x11->again) {
			find(x11);
		}
	} else if (!loop_timer_is_set(x11->patience)) {
		(void)loop_timer_set(x11->patience, PATIENCE_USEC);
	}
}

/* Something was asked, or the server said something; r: how that went. */
static void go_on(struct x11 *x11, int r)
{
	unsigned events = LOOP_READ;

	if (r < 0) {
		connection_lost(x11, r);
		return;
	}
	settle(x11);
	/* Still this one? */
	if (x11->idle.wire.fd >= 0) {
		events |= x11_wire_has_output(&x11->idle.wire) ? LOOP_WRITE : 0;
		(void)loop_io_watch(x11->io, x11->idle.wire.fd, events);
	}
}

static void on_io(unsigned events, void *userdata)
{
	struct x11 *x11 = userdata;
	int r;

	if (x11->idle.wire.fd >= 0) {
		go_on(x11, x11_idle_process(&x11->idle));
		return;
	}
	r = x11_setup_read(&x11->setup);
	if (r < 0) {
		connection_lost(x11, r);
	} else if (r > 0) {
		x11_idle_begin(&x11->idle, &x11->setup, x11->source.clock,
			x11->source.idle_after_usec, report, x11);
		watch_input(x11);
		go_on(x11, x11_wire_flush(&x11->idle.wire));
	}
}

static int open_connection(struct x11 *x11, unsigned number)
{
	int r = x11_desktop_connect(&x11->desktop, number, &x11->setup);

	if (r < 0) {
		return r;
	}
	x11->number = number;
	x11->is_settled = false;
	r = loop_io_watch(x11->io, x11->setup.fd, LOOP_READ);
	return r < 0 ? r : loop_timer_set(x11->patience, PATIENCE_USEC);
}

static void find(void *userdata)
{
	struct x11 *x11 = userdata;

	loop_work_queue(x11->source.loop, &x11->find_work);
}

static void on_directory(void *userdata)
{
	struct x11 *x11 = userdata;

	backoff_reset(&x11->backoff);
	x11->refused = true;
	source_hint_desktop(&x11->source);
	find(x11);
}

static void watch_for_sockets(struct x11 *x11)
{
	int r;

	if (x11->directory_watch == NULL) {
		r = pathwatch_new(x11->source.loop, X11_SOCKET_PREFIX "*", on_directory, x11,
			&x11->directory_watch);
		if (r < 0) {
			log_warning("Cannot watch for an X server at %s: %s", X11_SOCKET_PREFIX,
				log_errno_text(r));
		}
	}
}

/* The round is over, and nobody answered as we need it. */
static void round_failed(struct x11 *x11)
{
	if (x11->again) {
		find(x11);
	} else if (x11->refused) {
		usec_t wait_usec = backoff_failed(&x11->backoff, now_monotonic_usec(x11));
		const char *more = wait_usec == USEC_INFINITY ? "" : ", trying again";

		(void)loop_timer_set(x11->retry, wait_usec);
		if (x11->reason[0] != '\0') {
			source_set_state(&x11->source, SOURCE_DOWN,
				"the X server on :%u does not let us in (%s)%s",
				x11->refused_number, x11->reason, more);
		} else {
			source_set_state(&x11->source, SOURCE_DOWN, "no X server answers on :%u%s",
				x11->refused_number, more);
		}
	} else if (x11->obstacle != NULL) {
		source_set_state(&x11->source, SOURCE_UNAVAILABLE, "the X server on :%u %s",
			x11->useless_number, x11->obstacle);
	} else {
		source_set_state(&x11->source, SOURCE_DOWN, "waiting for an X server on :%u",
			x11->desktop.displays[0]);
	}
}

static void try_next(struct x11 *x11)
{
	watch_for_sockets(x11);
	while (x11->next < x11->desktop.n_displays) {
		unsigned number = x11->desktop.displays[x11->next++];
		int r = open_connection(x11, number);

		if (r >= 0) {
			source_set_state(&x11->source, SOURCE_STARTING,
				"asking the X server on :%u", number);
			return;
		}
		disconnect(x11);
		log_debug("Cannot connect to display :%u: %s", number, log_errno_text(r));
		if (r != -ENOENT) {
			note_refusal(x11, number, "");
		}
	}
	round_failed(x11);
}

/* Says so and returns true if there is no display to try. */
static bool stay_out(struct x11 *x11)
{
	enum x11_desktop_kind kind = x11->desktop.kind;
	usec_t wait_usec;

	if (kind == X11_DESKTOP_LOCAL) {
		return false;
	}
	disconnect(x11);
	if (kind == X11_DESKTOP_UNKNOWN) {
		/* A server that starts is no display of ours yet, and the user manager tells nobody
		 * when its environment changes: it is asked some times after. */
		if (access(X11_SOCKET_DIRECTORY, F_OK) == 0) {
			watch_for_sockets(x11); /* else it would be /tmp, where too much happens */
		}
		if (x11->refused) {
			wait_usec = backoff_failed(&x11->backoff, now_monotonic_usec(x11));
			(void)loop_timer_set(x11->retry, wait_usec);
		}
		source_set_state(&x11->source, SOURCE_DOWN, "waiting for an X display");
		return true;
	}
	x11->directory_watch = pathwatch_free(x11->directory_watch);
	if (kind == X11_DESKTOP_REMOTE) {
		source_set_state(&x11->source, SOURCE_UNAVAILABLE,
			"the X display %.64s is not on this machine", x11->desktop.remote);
	} else {
		source_set_state(&x11->source, SOURCE_UNAVAILABLE,
			"in a Wayland session X11 tells of its own windows only");
	}
	return true;
}

/* Is the display that we are at still the one to be at? */
static bool is_well_placed(const struct x11 *x11)
{
	for (size_t i = 0; i < x11->desktop.n_displays; i++) {
		unsigned number = x11->desktop.displays[i];

		if (number == x11->number) {
			return true;
		}
		if (x11_display_exists(number)) {
			break;
		}
	}
	return false;
}

/* Begins a round, unless a server was found or is being asked. */
static void on_find(void *userdata)
{
	struct x11 *x11 = userdata;

	(void)loop_timer_set(x11->retry, USEC_INFINITY);
	x11_desktop_judge(&x11->desktop);
	if (stay_out(x11)) {
		return;
	}
	if (is_connected(x11)) {
		x11->again = x11->source.state != SOURCE_UP;
		if (x11->again || is_well_placed(x11)) {
			return;
		}
		log_info("The desktop is on :%u now.", x11->desktop.displays[0]);
		disconnect(x11);
	}
	/* The watch comes before the look. */
	watch_for_sockets(x11);
	x11->next = 0;
	x11->refused = false;
	x11->obstacle = NULL;
	x11->reason[0] = '\0';
	x11->again = false;
	try_next(x11);
}

static void on_patience(void *userdata)
{
	connection_lost(userdata, -ETIMEDOUT);
}

static void on_retry(void *userdata)
{
	struct x11 *x11 = userdata;

	if (x11->desktop.kind == X11_DESKTOP_UNKNOWN) {
		source_hint_desktop(&x11->source);
	}
	find(x11);
}

static void free_x11(void *userdata)
{
	struct x11 *x11 = userdata;

	x11_desktop_deinit(&x11->desktop);
	free(x11);
}

static struct source *x11_new(void)
{
	struct x11 *x11 = calloc(1, sizeof(*x11));

	if (x11 == NULL) {
		return NULL;
	}
	x11_setup_init(&x11->setup);
	x11_idle_init(&x11->idle);
	return &x11->source;
}

static void x11_free(struct source *source)
{
	struct x11 *x11 = (struct x11 *)source;

	if (x11->find_work.fn == NULL) {
		free_x11(x11); /* never started */
		return;
	}
	disconnect(x11);
	x11->directory_watch = pathwatch_free(x11->directory_watch);
	x11->io = loop_io_free(x11->io);
	x11->patience = loop_timer_free(x11->patience);
	x11->retry = loop_timer_free(x11->retry);
	loop_work_cancel(&x11->find_work);
	loop_work_queue(source->loop, &x11->free_work);
}

static int x11_start(struct source *source)
{
	struct x11 *x11 = (struct x11 *)source;
	int r;

	loop_work_init(&x11->find_work, on_find, x11);
	loop_work_init(&x11->free_work, free_x11, x11);
	backoff_init(&x11->backoff);
	r = loop_io_new(source->loop, on_io, x11, &x11->io);
	if (r >= 0) {
		r = loop_timer_new(source->loop, on_patience, x11, &x11->patience);
	}
	if (r >= 0) {
		r = loop_timer_new(source->loop, on_retry, x11, &x11->retry);
	}
	if (r < 0) {
		return r;
	}
	source_set_state(source, SOURCE_STARTING, "looking for an X server");
	find(x11);
	return 0;
}

static void x11_idle_after_changed(struct source *source)
{
	struct x11 *x11 = (struct x11 *)source;

	if (x11->idle.wire.fd >= 0) {
		x11_idle_set_idle_after(&x11->idle, source->idle_after_usec);
		report(x11);
		go_on(x11, x11_wire_flush(&x11->idle.wire));
	}
}

static void desktop_changed(struct x11 *x11)
{
	backoff_reset(&x11->backoff);
	find(x11);
}

static void x11_environment_changed(struct source *source, const struct userenv_values *values)
{
	struct x11 *x11 = (struct x11 *)source;

	if (x11_desktop_set_environment(&x11->desktop, values)) {
		desktop_changed(x11);
	}
}

static void x11_session_changed(struct source *source, const struct logind_session *session)
{
	struct x11 *x11 = (struct x11 *)source;

	if (x11_desktop_set_session(&x11->desktop, session)) {
		desktop_changed(x11);
	}
}

static void x11_retry(struct source *source)
{
	desktop_changed((struct x11 *)source);
}

static void x11_watch_input(struct source *source, bool on)
{
	struct x11 *x11 = (struct x11 *)source;

	x11->is_watched = on;
	if (x11->idle.wire.fd >= 0) {
		watch_input(x11);
		go_on(x11, x11_wire_flush(&x11->idle.wire));
	}
}

const struct source_ops source_x11 = {
	.name = "x11",
	.sees_desktop = true,
	.new = x11_new,
	.free = x11_free,
	.start = x11_start,
	.idle_after_changed = x11_idle_after_changed,
	.environment_changed = x11_environment_changed,
	.session_changed = x11_session_changed,
	.retry = x11_retry,
	.watch_input = x11_watch_input,
};
