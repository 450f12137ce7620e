/* SPDX-License-Identifier: MIT */
/* When there was input, as one X server tells: its counter IDLETIME. Inner part of x11. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "types.h"

struct clock;
struct xcb_connection_t;

enum x11_idle_step {
	X11_IDLE_EXTENSIONS, /* which ones it has is asked for */
	X11_IDLE_COUNTERS,   /* its counters, and its outputs */
	X11_IDLE_OUTPUT,     /* the name of one of these */
	X11_IDLE_ARMING,     /* alarms are set, and the counter is asked for */
	X11_IDLE_ARMED,      /* nothing is asked for */
	X11_IDLE_USELESS,    /* see obstacle */
	X11_IDLE_STEP_MAX,
};

struct x11_idle {
	struct xcb_connection_t *connection; /* borrowed; NULL: none */
	const struct clock *clock;
	usec_t idle_after_usec;
	void (*on_change)(void *userdata);
	void *userdata;

	enum x11_idle_step step;
	const char *obstacle; /* why the server is no use, for people: "the X server on :7 ..." */
	uint32_t awaited;     /* request whose answer ends the step */
	uint32_t counters;    /* request, answered before */
	uint32_t counter;
	uint32_t idle_alarm;
	uint32_t active_alarm;
	uint8_t first_event; /* of XSync */
	bool again;          /* the threshold changed while arming */

	/* What it says: */
	bool is_known;
	bool is_idle;
	usec_t since_boot_usec; /* the last input, exactly */
};

/* Begins to ask. 'on_change' is run from within x11_idle_process(), when the state of the input is
 * known for the first time or changed. */
void x11_idle_init(struct x11_idle *idle, struct xcb_connection_t *connection,
	const struct clock *clock, usec_t idle_after_usec, void (*on_change)(void *userdata),
	void *userdata);

/* Handles what arrived; with 'read' it also reads what is there to be read. Does not wait. Returns
 * how much there was, or -errno for a connection that is of no use any more. */
int x11_idle_process(struct x11_idle *idle, bool read);

/* Takes effect when the server has answered. */
void x11_idle_set_idle_after(struct x11_idle *idle, usec_t idle_after_usec);

/* Does the server owe an answer? */
bool x11_idle_is_waiting(const struct x11_idle *idle);
