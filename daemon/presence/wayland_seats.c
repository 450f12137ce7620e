/* SPDX-License-Identifier: MIT */
/*
 * A notification comes when there was no input on the seat for the threshold, so the last input was
 * that long ago; but not before the notification was asked for, since the compositor counts from
 * there, and not before input that was reported.
 *
 * The person is idle when every seat is, since the last of them; and active when one is.
 *
 * Version 1 has one kind of notification, and that respects idle inhibitors: while a film holds one
 * no seat becomes idle, and one that begins ends an idle spell ("resumed" without input, seen with
 * sway 1.10). Both count as active.
 *
 * Version 2 has a second kind, of input alone. With both asked for, input that is idle beside a
 * seat that is not means an inhibitor. Both have the same threshold, so where there is none they
 * become idle together and end together, but one is heard before the other; what is heard in
 * between would be an inhibitor of a few microseconds, and a rest that is dated to its end. So
 * nothing that is idle is believed until the compositor has answered a request made after it.
 * Input is believed at once.
 *
 * Nobody is called inhibited while there is input: then the second kind says nothing that the first
 * does not, and an inhibitor remembered from before may be long gone while somebody types. It is
 * seen again at the threshold. An inhibitor that ended less than a threshold ago still shows, since
 * the compositor counts anew from its end. One that began while the seat was idle is told of by
 * sway at once; KWin 6.7 says nothing, and leaves the seat idle through the input that follows.
 * That is how it shows; its end does not show before there is input again.
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
#ifdef EXT_IDLE_NOTIFIER_V1_GET_INPUT_IDLE_NOTIFICATION_SINCE_VERSION
#define NOTIFIER_VERSION_MAX 2
#else
#define NOTIFIER_VERSION_MAX 1
#endif
#define SEAT_VERSION_MAX 5

/* Seats listened to; more than a handful are a mistake of the compositor. */
#define SEATS_MAX 16

struct notification {
	struct seat *seat;
	struct ext_idle_notification_v1 *proxy;
	bool is_idle;
};

struct seat {
	struct list seats;
	struct wayland_seats *all;
	uint32_t name;
	uint32_t version;
	struct wl_seat *proxy;           /* kept only if it cannot be let go of */
	struct notification inhibitable; /* not idle while something inhibits */
	struct notification input;       /* of input alone; below version 2 there is none */
	struct ext_idle_notification_v1 *watched; /* of the next input, on demand */
	bool is_stale;               /* there was input, and inhibitable is idle all the same */
	usec_t threshold_usec;       /* of both */
	usec_t asked_boot_usec;      /* when they were */
	usec_t last_input_boot_usec; /* that was reported, or when the seat came */
	usec_t idle_since_boot_usec;
};

/* What input is taken from. */
static const struct notification *get_input(const struct seat *seat)
{
	return seat->input.proxy != NULL ? &seat->input : &seat->inhibitable;
}

struct verdict {
	bool is_known;
	bool is_idle;
	bool is_inhibited;
	bool is_paired; /* two kinds took part in it */
	usec_t idle_since_boot_usec;
};

static struct verdict judge(const struct wayland_seats *seats)
{
	struct verdict verdict = {
		.is_known = wayland_seats_have_notifier(seats) && wayland_seats_have_seat(seats),
	};
	const struct seat *seat;

	verdict.is_idle = verdict.is_known;
	list_for_each (seat, &seats->seats, seats) {
		const struct notification *input = get_input(seat);

		verdict.is_idle = verdict.is_idle && input->is_idle;
		verdict.is_paired = verdict.is_paired || input == &seat->input;
		verdict.is_inhibited =
			verdict.is_inhibited || !seat->inhibitable.is_idle || seat->is_stale;
		if (seat->idle_since_boot_usec > verdict.idle_since_boot_usec) {
			verdict.idle_since_boot_usec = seat->idle_since_boot_usec;
		}
	}
	verdict.is_inhibited = verdict.is_inhibited && verdict.is_idle;
	return verdict;
}

static void accept(struct wayland_seats *seats, const struct verdict *verdict)
{
	if (verdict->is_idle != seats->is_idle || verdict->is_known != seats->is_known) {
		seats->is_idle = verdict->is_idle;
		seats->is_known = verdict->is_known;
		seats->since_boot_usec = verdict->is_idle ? verdict->idle_since_boot_usec
							  : clock_boot_usec(seats->clock);
	}
	seats->is_inhibited = verdict->is_inhibited;
	seats->on_change(seats->userdata);
}

static void update(struct wayland_seats *seats);

static void on_certain(void *userdata, struct wl_callback *callback, uint32_t data)
{
	struct wayland_seats *seats = userdata;

	wl_callback_destroy(callback);
	seats->certain = NULL;
	if (seats->changed) {
		update(seats);
	} else {
		const struct verdict verdict = judge(seats);

		accept(seats, &verdict);
	}
}

static const struct wl_callback_listener certain_listener = {.done = on_certain};

static void update(struct wayland_seats *seats)
{
	const struct verdict verdict = judge(seats);
	bool is_news = verdict.is_idle != seats->is_idle || verdict.is_known != seats->is_known ||
		       verdict.is_inhibited != seats->is_inhibited;

	seats->changed = true;
	if (!verdict.is_idle || !verdict.is_paired || !is_news) {
		accept(seats, &verdict);
	} else if (seats->certain == NULL) {
		seats->changed = false;
		seats->certain = wl_display_sync(seats->display);
		if (seats->certain != NULL) {
			(void)wl_callback_add_listener(seats->certain, &certain_listener, seats);
		}
	}
}

static void ask(struct seat *seat);

static void on_idled(void *userdata, struct ext_idle_notification_v1 *proxy)
{
	struct notification *notification = userdata;
	struct seat *seat = notification->seat;
	usec_t since_boot_usec = clock_boot_usec(seat->all->clock);

	if (notification->is_idle) {
		return; /* said twice */
	}
	notification->is_idle = true;
	if (notification == get_input(seat)) {
		since_boot_usec -= since_boot_usec < seat->threshold_usec ? since_boot_usec
									  : seat->threshold_usec;
		if (since_boot_usec < seat->asked_boot_usec) {
			since_boot_usec = seat->asked_boot_usec;
		}
		if (since_boot_usec < seat->last_input_boot_usec) {
			since_boot_usec = seat->last_input_boot_usec;
		}
		seat->idle_since_boot_usec = since_boot_usec;
	}
	update(seat->all);
}

static void on_resumed(void *userdata, struct ext_idle_notification_v1 *proxy)
{
	struct notification *notification = userdata;
	struct seat *seat = notification->seat;

	notification->is_idle = false;
	seat->is_stale = seat->inhibitable.is_idle;
	if (notification == get_input(seat)) {
		seat->last_input_boot_usec = clock_boot_usec(seat->all->clock);
		if (seat->threshold_usec != seat->all->idle_after_usec) {
			ask(seat);
		}
	}
	update(seat->all);
}

static const struct ext_idle_notification_v1_listener notification_listener = {
	.idled = on_idled,
	.resumed = on_resumed,
};

/* Each may be said twice: whoever hears it knows what is new. */
static void on_watched_idled(void *userdata, struct ext_idle_notification_v1 *proxy)
{
	const struct seat *seat = userdata;

	seat->all->on_watched(true, seat->all->userdata);
}

static void on_watched_resumed(void *userdata, struct ext_idle_notification_v1 *proxy)
{
	const struct seat *seat = userdata;

	seat->all->on_watched(false, seat->all->userdata);
}

static const struct ext_idle_notification_v1_listener watched_listener = {
	.idled = on_watched_idled,
	.resumed = on_watched_resumed,
};

static void drop_notification(struct notification *notification)
{
	if (notification->proxy != NULL) {
		ext_idle_notification_v1_destroy(notification->proxy);
		notification->proxy = NULL;
	}
	notification->is_idle = false;
}

static void begin_notification(struct notification *notification, struct seat *seat,
	struct ext_idle_notification_v1 *proxy)
{
	notification->seat = seat;
	notification->proxy = proxy;
	if (proxy != NULL) {
		(void)ext_idle_notification_v1_add_listener(
			proxy, &notification_listener, notification);
	}
}

static void take_back(struct seat *seat)
{
	drop_notification(&seat->inhibitable);
	drop_notification(&seat->input);
	seat->is_stale = false;
}

static void stop_watching(struct seat *seat)
{
	if (seat->watched != NULL) {
		ext_idle_notification_v1_destroy(seat->watched);
		seat->watched = NULL;
	}
}

/* The seat itself is let go of after each question: it would tell of every keyboard that comes and
 * goes, which wakes us for nothing (wtype brings one of its own for each key). */
static bool hold_seat(struct seat *seat)
{
	if (seat->proxy == NULL) {
		seat->proxy = wl_registry_bind(
			seat->all->registry, seat->name, &wl_seat_interface, seat->version);
	}
	return seat->proxy != NULL;
}

static void let_go_of_seat(struct seat *seat)
{
	if (seat->version >= WL_SEAT_RELEASE_SINCE_VERSION) {
		wl_seat_release(seat->proxy);
		seat->proxy = NULL;
	}
}

static struct ext_idle_notification_v1 *get_input_notification(
	struct seat *seat, uint32_t threshold_msec)
{
#if NOTIFIER_VERSION_MAX >= 2
	if (seat->all->offered_version >= 2) {
		return ext_idle_notifier_v1_get_input_idle_notification(
			seat->all->notifier, threshold_msec, seat->proxy);
	}
#endif
	return NULL;
}

static void start_watching(struct seat *seat)
{
	struct wayland_seats *seats = seat->all;
	uint32_t quiet_msec = (uint32_t)(seats->quiet_usec / USEC_PER_MSEC);

	if (seats->on_watched == NULL || seats->notifier == NULL || seat->watched != NULL ||
		!hold_seat(seat)) {
		return;
	}
	seat->watched = get_input_notification(seat, quiet_msec);
	if (seat->watched == NULL) {
		seat->watched = ext_idle_notifier_v1_get_idle_notification(
			seats->notifier, quiet_msec, seat->proxy);
	}
	if (seat->watched != NULL) {
		(void)ext_idle_notification_v1_add_listener(seat->watched, &watched_listener, seat);
	}
	let_go_of_seat(seat);
}

/* For new notifications, in the place of those before. */
static void ask(struct seat *seat)
{
	struct wayland_seats *seats = seat->all;
	uint32_t threshold_msec = (uint32_t)(seats->idle_after_usec / USEC_PER_MSEC);

	take_back(seat);
	if (seats->notifier == NULL || !hold_seat(seat)) {
		return;
	}
	seat->asked_boot_usec = clock_boot_usec(seats->clock);
	seat->threshold_usec = seats->idle_after_usec;
	begin_notification(&seat->inhibitable, seat,
		ext_idle_notifier_v1_get_idle_notification(
			seats->notifier, threshold_msec, seat->proxy));
	begin_notification(&seat->input, seat, get_input_notification(seat, threshold_msec));
	let_go_of_seat(seat);
}

static void seat_free(struct seat *seat)
{
	list_remove(&seat->seats);
	take_back(seat);
	stop_watching(seat);
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
	start_watching(seat);
	update(seats);
}

static void add_notifier(struct wayland_seats *seats, uint32_t name, uint32_t version)
{
	struct seat *seat;

	if (seats->notifier != NULL) {
		return;
	}
	seats->notifier = wl_registry_bind(seats->registry, name, &ext_idle_notifier_v1_interface,
		version < NOTIFIER_VERSION_MAX ? version : NOTIFIER_VERSION_MAX);
	seats->notifier_name = name;
	seats->offered_version = version;
	list_for_each (seat, &seats->seats, seats) {
		ask(seat);
		start_watching(seat);
	}
	update(seats);
}

static void drop_notifier(struct wayland_seats *seats)
{
	struct seat *seat;

	list_for_each (seat, &seats->seats, seats) {
		take_back(seat);
		stop_watching(seat);
	}
	if (seats->notifier != NULL) {
		ext_idle_notifier_v1_destroy(seats->notifier);
		seats->notifier = NULL;
	}
}

void wayland_seats_init(struct wayland_seats *seats, struct wl_display *display,
	struct wl_registry *registry, const struct clock *clock, usec_t idle_after_usec,
	void (*on_change)(void *userdata), void *userdata)
{
	*seats = (struct wayland_seats){
		.display = display,
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
	if (seats->certain != NULL) {
		wl_callback_destroy(seats->certain);
		seats->certain = NULL;
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
		add_notifier(seats, name, version);
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
			bool was_idle = get_input(seat)->is_idle;
			struct seat *other;

			seat_free(seat);
			/* It may have been used until this moment. */
			list_for_each (other, &seats->seats, seats) {
				if (!was_idle && get_input(other)->is_idle) {
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
		if (!get_input(seat)->is_idle) {
			ask(seat);
		}
	}
}

void wayland_seats_watch_input(struct wayland_seats *seats, usec_t quiet_usec,
	void (*on_watched)(bool is_quiet, void *userdata))
{
	struct seat *seat;

	seats->on_watched = on_watched;
	seats->quiet_usec = quiet_usec;
	list_for_each (seat, &seats->seats, seats) {
		if (on_watched != NULL) {
			start_watching(seat);
		} else {
			stop_watching(seat);
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

const char *wayland_seats_explain_films(const struct wayland_seats *seats)
{
	if (seats->offered_version < 2) {
		return "version 1 of its protocol";
	}
	return NOTIFIER_VERSION_MAX < 2 ? "built for version 1 of the protocol" : NULL;
}
