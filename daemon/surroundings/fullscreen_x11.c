/* SPDX-License-Identifier: MIT */
/* By an X server and its window manager. Each display that is named is tried, best first; see
 * x11_front_window for what is asked. Nothing here waits for an answer. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fullscreen_front.h"
#include "log.h"
#include "loop.h"
#include "x11_desktop.h"
#include "x11_front_window.h"
#include "x11_setup.h"

/* How long a server may take to answer. */
#define PATIENCE_USEC (5 * USEC_PER_SEC)

struct x11_front {
	struct front front; /* first */
	const struct x11_desktop *desktop;
	unsigned displays[X11_DISPLAYS_MAX]; /* as of the beginning */
	size_t n_displays;
	size_t next;
	unsigned number;
	struct x11_setup setup;         /* the first half of the connection */
	struct x11_front_window window; /* its second */
	struct loop_io *io;
	struct loop_timer *patience;
};

static void try_next(struct x11_front *x11);

static void disconnect(struct x11_front *x11)
{
	/* Before the descriptor is closed: see loop_io_watch(). */
	(void)loop_io_watch(x11->io, -1, 0);
	(void)loop_timer_set(x11->patience, USEC_INFINITY);
	x11_setup_deinit(&x11->setup);
	x11_front_window_deinit(&x11->window);
}

static void lost(struct x11_front *x11, int r)
{
	log_debug("No windows from the X server on :%u: %s", x11->number, log_errno_text(r));
	disconnect(x11);
	if (x11->front.state == FRONT_KNOWN) {
		x11->next = x11->n_displays;
	}
	try_next(x11);
}

static void report(struct x11_front *x11)
{
	struct front *front = &x11->front;

	(void)loop_timer_set(x11->patience, USEC_INFINITY);
	if (!x11->window.is_told) {
		front_set(front, FRONT_UNABLE,
			"the window manager on :%u does not tell which window is in front",
			x11->number);
	} else {
		front_set(front, FRONT_KNOWN, "told by the X server on :%u", x11->number);
	}
	front->is_full = x11->window.is_told && x11->window.is_full;
	(void)strcpy(front->who, x11->window.who);
	front->on_change(front->userdata);
}

/* Something was asked, or the server said something; r: how that went. */
static void go_on(struct x11_front *x11, int r)
{
	unsigned events = LOOP_READ;

	if (r < 0) {
		lost(x11, r);
		return;
	}
	if (!x11_front_window_is_waiting(&x11->window)) {
		report(x11);
	} else if (!loop_timer_is_set(x11->patience)) {
		(void)loop_timer_set(x11->patience, PATIENCE_USEC);
	}
	events |= x11_wire_has_output(&x11->window.wire) ? LOOP_WRITE : 0;
	(void)loop_io_watch(x11->io, x11->window.wire.fd, events);
}

static void on_io(unsigned events, void *userdata)
{
	struct x11_front *x11 = userdata;
	int r;

	if (x11->window.wire.fd >= 0) {
		go_on(x11, x11_front_window_process(&x11->window));
		return;
	}
	r = x11_setup_read(&x11->setup);
	if (r < 0) {
		lost(x11, r);
	} else if (r > 0) {
		x11_front_window_begin(&x11->window, &x11->setup);
		go_on(x11, x11_wire_flush(&x11->window.wire));
	}
}

static int open_connection(struct x11_front *x11, unsigned number)
{
	int r = x11_desktop_connect(x11->desktop, number, &x11->setup);

	if (r >= 0) {
		r = loop_io_watch(x11->io, x11->setup.fd, LOOP_READ);
	}
	return r < 0 ? r : loop_timer_set(x11->patience, PATIENCE_USEC);
}

static void try_next(struct x11_front *x11)
{
	struct front *front = &x11->front;

	while (x11->next < x11->n_displays) {
		int r;

		x11->number = x11->displays[x11->next++];
		r = open_connection(x11, x11->number);
		if (r >= 0) {
			return;
		}
		disconnect(x11);
		log_debug("Cannot connect to display :%u: %s", x11->number, log_errno_text(r));
	}
	front_set(front, FRONT_UNANSWERED, "no X server answers");
	front->on_change(front->userdata);
}

static void on_patience(void *userdata)
{
	lost(userdata, -ETIMEDOUT);
}

static void x11_front_free(struct front *front)
{
	struct x11_front *x11 = (struct x11_front *)front;

	if (x11->io != NULL && x11->patience != NULL) {
		disconnect(x11);
	}
	x11->io = loop_io_free(x11->io);
	x11->patience = loop_timer_free(x11->patience);
	free(x11);
}

static const struct front_ops x11_front_ops = {.free = x11_front_free};

struct front *fullscreen_x11_new(struct loop *loop, const struct x11_desktop *desktop,
	void (*on_change)(void *userdata), void *userdata)
{
	struct x11_front *x11 = calloc(1, sizeof(*x11));
	int r;

	if (x11 == NULL) {
		return NULL;
	}
	x11->front.ops = &x11_front_ops;
	x11->front.on_change = on_change;
	x11->front.userdata = userdata;
	x11->desktop = desktop;
	memcpy(x11->displays, desktop->displays, sizeof(x11->displays));
	x11->n_displays = desktop->n_displays;
	x11_setup_init(&x11->setup);
	x11_front_window_init(&x11->window);
	r = loop_io_new(loop, on_io, x11, &x11->io);
	if (r >= 0) {
		r = loop_timer_new(loop, on_patience, x11, &x11->patience);
	}
	if (r < 0) {
		x11->n_displays = 0;
	}
	try_next(x11);
	return &x11->front;
}
