/* SPDX-License-Identifier: MIT */
/*
 * One notification of the compositor for each seat. It comes when there was no input on the seat
 * for the threshold, so the last input was that long ago; but not before the notification was
 * asked for, since the compositor counts from there, and not before input that was reported.
 *
 * The person is idle when every seat is, since the last of them; and active when one is.
 *
 * Version 1 respects idle inhibitors: while a film holds one no seat becomes idle, and one that
 * begins ends an idle spell ("resumed" without input, seen with sway 1.10). Both count as active.
 */
#include "wayland_seats.h"

#include <stdlib.h>
#include <string.h>

#include <wayland-client.h>

#include "clock.h"
#include "log.h"

/* Generated code casts a const away. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#include "ext-idle-notify-v1-client-protocol.h"
#pragma GCC diagnostic pop

/* What we use of each; more is not asked for. Seats can be let go of since version 5. */
#define NOTIFIER_VERSION 1
#define SEAT_VERSION_MAX 5

/* Seats listened to; more than a handful are a mistake of the compositor. */
#define SEATS_MAX 16

struct seat {
	struct list seats;
	struct wayland_seats *all;
	uint32_t name;
	uint32_t version;
	struct wl_seat *proxy; /* kept only if it cannot be let go of */
	struct ext_idle_notification_v1 *notification;
	usec_t threshold_usec; /* of the notification */
	bool is_idle;
	usec_t asked_boot_usec;      /* when the notification was */
	usec_t last_input_boot_usec; /* that was reported, or when the seat came */
	usec_t idle_since_boot_usec;
};

static void update(struct wayland_seats *seats)
{
	usec_t idle_since_boot_usec = 0;
	bool is_idle = true, is_known;
	const struct seat *seat;

	list_for_each (seat, &seats->seats, seats) {
		is_idle = is_idle && seat->is_idle;
		if (seat->idle_since_boot_usec > idle_since_boot_usec) {
			idle_since_boot_usec = seat->idle_since_boot_usec;
		}
	}
	is_known = wayland_seats_have_notifier(seats) && wayland_seats_have_seat(seats);
	is_idle = is_idle && is_known;
	if (is_idle != seats->is_idle || is_known != seats->is_known) {
		seats->is_idle = is_idle;
		seats->is_known = is_known;
		seats->since_boot_usec =
			is_idle ? idle_since_boot_usec : clock_boot_usec(seats->clock);
	}
	seats->on_change(seats->userdata);
}

static void ask(struct seat *seat);

static void on_idled(void *userdata, struct ext_idle_notification_v1 *notification)
{
	struct seat *seat = userdata;
	usec_t since_boot_usec = clock_boot_usec(seat->all->clock);

	since_boot_usec -=
		since_boot_usec < seat->threshold_usec ? since_boot_usec : seat->threshold_usec;
	if (since_boot_usec < seat->asked_boot_usec) {
		since_boot_usec = seat->asked_boot_usec;
	}
	if (since_boot_usec < seat->last_input_boot_usec) {
		since_boot_usec = seat->last_input_boot_usec;
	}
	seat->is_idle = true;
	seat->idle_since_boot_usec = since_boot_usec;
	update(seat->all);
}

static void on_resumed(void *userdata, struct ext_idle_notification_v1 *notification)
{
	struct seat *seat = userdata;

	seat->is_idle = false;
	seat->last_input_boot_usec = clock_boot_usec(seat->all->clock);
	if (seat->threshold_usec != seat->all->idle_after_usec) {
		ask(seat);
	}
	update(seat->all);
}

static const struct ext_idle_notification_v1_listener notification_listener = {
	.idled = on_idled,
	.resumed = on_resumed,
};

static void take_back(struct seat *seat)
{
	if (seat->notification != NULL) {
		ext_idle_notification_v1_destroy(seat->notification);
		seat->notification = NULL;
	}
}

/* For a new notification, in the place of the one before. The seat itself is let go of: it would
 * tell of every keyboard that comes and goes, which wakes us for nothing (wtype brings one of its
 * own for each key). */
static void ask(struct seat *seat)
{
	struct wayland_seats *seats = seat->all;

	take_back(seat);
	seat->is_idle = false;
	if (seats->notifier == NULL) {
		return;
	}
	if (seat->proxy == NULL) {
		seat->proxy = wl_registry_bind(
			seats->registry, seat->name, &wl_seat_interface, seat->version);
	}
	if (seat->proxy == NULL) {
		return;
	}
	seat->asked_boot_usec = clock_boot_usec(seats->clock);
	seat->threshold_usec = seats->idle_after_usec;
	seat->notification = ext_idle_notifier_v1_get_idle_notification(
		seats->notifier, (uint32_t)(seats->idle_after_usec / USEC_PER_MSEC), seat->proxy);
	if (seat->notification != NULL) {
		(void)ext_idle_notification_v1_add_listener(
			seat->notification, &notification_listener, seat);
	}
	if (seat->version >= WL_SEAT_RELEASE_SINCE_VERSION) {
		wl_seat_release(seat->proxy);
		seat->proxy = NULL;
	}
}

static void seat_free(struct seat *seat)
{
	list_remove(&seat->seats);
	take_back(seat);
	if (seat->proxy != NULL) {
		wl_seat_destroy(seat->proxy);
	}
	free(seat);
}

static unsigned count_seats(const struct wayland_seats *seats)
{
	const struct list *link;
	unsigned n = 0;

	for (link = seats->seats.next; link != &seats->seats; link = link->next) {
		n++;
	}
	return n;
}

static void add_seat(struct wayland_seats *seats, uint32_t name, uint32_t version)
{
	struct seat *seat;

	if (count_seats(seats) >= SEATS_MAX) {
		log_warning(
			"The compositor has more than %d seats; the rest is not heard.", SEATS_MAX);
		return;
	}
	seat = calloc(1, sizeof(*seat));
	if (seat == NULL) {
		return; /* as if it were not there */
	}
	list_init(&seat->seats);
	seat->all = seats;
	seat->name = name;
	seat->version = version < SEAT_VERSION_MAX ? version : SEAT_VERSION_MAX;
	seat->last_input_boot_usec = clock_boot_usec(seats->clock);
	list_append(&seats->seats, &seat->seats);
	ask(seat);
	update(seats);
}

static void add_notifier(struct wayland_seats *seats, uint32_t name)
{
	struct seat *seat;

	if (seats->notifier != NULL) {
		return;
	}
	seats->notifier = wl_registry_bind(
		seats->registry, name, &ext_idle_notifier_v1_interface, NOTIFIER_VERSION);
	seats->notifier_name = name;
	list_for_each (seat, &seats->seats, seats) {
		ask(seat);
	}
	update(seats);
}

static void drop_notifier(struct wayland_seats *seats)
{
	struct seat *seat;

	list_for_each (seat, &seats->seats, seats) {
		take_back(seat);
		seat->is_idle = false;
	}
	if (seats->notifier != NULL) {
		ext_idle_notifier_v1_destroy(seats->notifier);
		seats->notifier = NULL;
	}
}

void wayland_seats_init(struct wayland_seats *seats, struct wl_registry *registry,
	const struct clock *clock, usec_t idle_after_usec, void (*on_change)(void *userdata),
	void *userdata)
{
	*seats = (struct wayland_seats){
		.registry = registry,
		.clock = clock,
		.idle_after_usec = idle_after_usec,
		.on_change = on_change,
		.userdata = userdata,
		.since_boot_usec = clock_boot_usec(clock),
	};
	list_init(&seats->seats);
}

void wayland_seats_deinit(struct wayland_seats *seats)
{
	if (seats->seats.next == NULL) {
		return; /* never was */
	}
	drop_notifier(seats);
	while (!list_is_empty(&seats->seats)) {
		seat_free(list_entry(seats->seats.next, struct seat, seats));
	}
}

void wayland_seats_add_global(
	struct wayland_seats *seats, uint32_t name, const char *interface, uint32_t version)
{
	if (strcmp(interface, wl_seat_interface.name) == 0) {
		add_seat(seats, name, version);
	} else if (strcmp(interface, ext_idle_notifier_v1_interface.name) == 0) {
		add_notifier(seats, name);
	}
}

void wayland_seats_remove_global(struct wayland_seats *seats, uint32_t name)
{
	struct seat *seat, *after;

	if (seats->notifier != NULL && seats->notifier_name == name) {
		drop_notifier(seats);
		update(seats);
		return;
	}
	list_for_each_safe (seat, after, &seats->seats, seats) {
		if (seat->name == name) {
			bool was_idle = seat->is_idle;
			struct seat *other;

			seat_free(seat);
			/* It may have been used until this moment. */
			list_for_each (other, &seats->seats, seats) {
				if (!was_idle && other->is_idle) {
					other->idle_since_boot_usec = clock_boot_usec(seats->clock);
				}
			}
			update(seats);
			return;
		}
	}
}

void wayland_seats_set_idle_after(struct wayland_seats *seats, usec_t idle_after_usec)
{
	struct seat *seat;

	seats->idle_after_usec = idle_after_usec;
	list_for_each (seat, &seats->seats, seats) {
		if (!seat->is_idle) {
			ask(seat);
		}
	}
}

bool wayland_seats_have_notifier(const struct wayland_seats *seats)
{
	return seats->notifier != NULL;
}

bool wayland_seats_have_seat(const struct wayland_seats *seats)
{
	return !list_is_empty(&seats->seats);
}
