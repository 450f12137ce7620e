/* SPDX-License-Identifier: MIT */
/* The seats of one compositor and whether there is input on them: ext-idle-notify-v1. Inner part
 * of wayland. */
#pragma once

#include <stdbool.h>

#include "list.h"
#include "types.h"

struct clock;
struct ext_idle_notifier_v1;
struct wl_callback;
struct wl_display;
struct wl_registry;

struct wayland_seats {
	struct wl_display *display;   /* borrowed */
	struct wl_registry *registry; /* borrowed */
	const struct clock *clock;
	usec_t idle_after_usec;
	void (*on_change)(void *userdata);
	void *userdata;

	struct ext_idle_notifier_v1 *notifier;
	uint32_t notifier_name;
	uint32_t offered_version; /* of the notifier's protocol, by the compositor */
	struct list seats;

	struct wl_callback *certain; /* under way: what was seen until then is whole */
	bool changed;                /* something was, since it was asked for */

	/* Who presses a key to see whether it is seen; NULL: nobody. */
	void (*on_watched)(bool is_quiet, void *userdata);
	usec_t quiet_usec;

	/* What they say together: */
	bool is_known; /* there is a notifier and a seat */
	bool is_idle;
	usec_t since_boot_usec;
	bool is_inhibited; /* only while idle: something keeps the seats from being called so */
};

/* 'on_change' is run from within the dispatching of the connection: when the state of the input
 * changed, or whether it is known, or whether it is inhibited. */
void wayland_seats_init(struct wayland_seats *seats, struct wl_display *display,
	struct wl_registry *registry, const struct clock *clock, usec_t idle_after_usec,
	void (*on_change)(void *userdata), void *userdata);
/* Before the connection is closed. */
void wayland_seats_deinit(struct wayland_seats *seats);

/* What the registry says. */
void wayland_seats_add_global(
	struct wayland_seats *seats, uint32_t name, const char *interface, uint32_t version);
void wayland_seats_remove_global(struct wayland_seats *seats, uint32_t name);

/* A seat that is idle now keeps its threshold until there is input on it: a new notification would
 * not tell of that. */
void wayland_seats_set_idle_after(struct wayland_seats *seats, usec_t idle_after_usec);

/* From now on 'on_watched' is run, from within the dispatching as well, with true when a seat had
 * no input for 'quiet_usec', and with false at the next input on it; NULL: no more. Nothing else is
 * told in another way because of it. */
void wayland_seats_watch_input(struct wayland_seats *seats, usec_t quiet_usec,
	void (*on_watched)(bool is_quiet, void *userdata));

bool wayland_seats_have_notifier(const struct wayland_seats *seats);
bool wayland_seats_have_seat(const struct wayland_seats *seats);
/* Why a film cannot be told from input here, for people; NULL: it can. */
const char *wayland_seats_explain_films(const struct wayland_seats *seats);
