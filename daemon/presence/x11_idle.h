/* SPDX-License-Identifier: MIT */
/* When there was input, as one X server tells: its counter IDLETIME. Inner part of x11. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "types.h"
#include "x11_wire.h"

struct clock;
struct x11_setup;

/* No server has so much to say of what we did not ask for. */
#define X11_IDLE_FLOOD_EVENTS 10000
#define X11_IDLE_FLOOD_USEC USEC_PER_SEC

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
	struct x11_wire wire;
	const struct clock *clock;
	usec_t idle_after_usec;
	void (*on_change)(void *userdata);
	void *userdata;

	enum x11_idle_step step;
	const char *obstacle; /* why the server is no use, for people: "the X server on :7 ..." */
	uint32_t root;
	uint32_t counter;
	uint32_t idle_alarm;
	uint32_t active_alarm;
	uint32_t output;      /* one of its outputs; 0: not known */
	uint32_t output_time; /* as of when */
	uint8_t sync_opcode;  /* 0: not there */
	uint8_t sync_first_event;
	uint8_t randr_opcode;     /* 0: not there */
	bool again;               /* the threshold changed while arming */
	unsigned n_events;        /* of a flood, as it seems */
	usec_t events_since_usec; /* on the boot clock */

	/* Who presses a key to see whether it is seen: */
	void (*on_watched)(bool is_quiet, void *userdata); /* NULL: nobody */
	usec_t quiet_usec;
	uint32_t quiet_alarm;
	uint32_t input_alarm;
	bool watch_stands;   /* these two alarms are set */
	bool watch_is_asked; /* and the value that they begin with is on its way */
	bool is_quiet;

	/* What it says: */
	bool is_known;
	bool is_idle;
	usec_t since_boot_usec; /* the last input, exactly */
};

/* Without a connection. */
void x11_idle_init(struct x11_idle *idle);
/* Closes the connection. The loop must not watch it any more. Harmless a second time. */
void x11_idle_deinit(struct x11_idle *idle);

/* Begins to ask, over a connection that the server has let in, which is taken. 'on_change' is run
 * from within x11_idle_process(), when the state of the input is known for the first time or
 * changed. What is to be sent waits for x11_wire_flush(). */
void x11_idle_begin(struct x11_idle *idle, struct x11_setup *setup, const struct clock *clock,
	usec_t idle_after_usec, void (*on_change)(void *userdata), void *userdata);

/* Handles what arrived, or part of it if it is much, and answers. Does not wait. Returns 0, or
 * -errno for a connection that is of no use any more. */
int x11_idle_process(struct x11_idle *idle);

/* Takes effect when the server has answered. Waits for x11_wire_flush(). */
void x11_idle_set_idle_after(struct x11_idle *idle, usec_t idle_after_usec);

/* From now on 'on_watched' is run, from within x11_idle_process() as well, with true when there was
 * no input for 'quiet_usec', and with false at the next input; NULL: no more. Nothing else is told
 * in another way because of it. Waits for x11_wire_flush(). */
void x11_idle_watch_input(struct x11_idle *idle, usec_t quiet_usec,
	void (*on_watched)(bool is_quiet, void *userdata));

/* Does the server owe an answer, or the rest of one? */
bool x11_idle_is_waiting(const struct x11_idle *idle);
