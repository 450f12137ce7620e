/* SPDX-License-Identifier: MIT */
/*
 * A compositor without a screen: seats and ext-idle-notify-v1 and nothing else, which becomes idle
 * when it is told. For builds of sway that do not have the protocol, and for what no real one does
 * on demand. Commands come by lines on standard input.
 *
 *   compositor SOCKET-PATH [noidle] [noseat]
 *
 * in:  idle SEAT, resume SEAT    (seats count from 0)
 *      seat+, seat- SEAT, idle+, idle-
 *      flood N                   N times idle and resumed at one go, on seat 0
 *      protocol                  a protocol error
 *      kick                      end without a word
 * out: ready | client | notification SEAT MSEC | destroyed SEAT
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <wayland-server.h>

#include "ext-idle-notify-v1-server-protocol.h"

#define SEATS_MAX 32
#define NOTIFICATIONS_MAX 64

static struct wl_display *display;
static struct wl_global *idle_global;
static struct wl_global *seats[SEATS_MAX];
static size_t n_seats;
static struct {
	struct wl_resource *resource;
	size_t seat;
} notifications[NOTIFICATIONS_MAX];

static void say(const char *word, size_t seat, unsigned msec)
{
	printf("%s %zu %u\n", word, seat, msec);
	fflush(stdout);
}

static void destroy_resource(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static const struct ext_idle_notification_v1_interface notification_interface = {
	.destroy = destroy_resource,
};

static void on_notification_gone(struct wl_resource *resource)
{
	for (size_t i = 0; i < NOTIFICATIONS_MAX; i++) {
		if (notifications[i].resource == resource) {
			notifications[i].resource = NULL;
			say("destroyed", notifications[i].seat, 0);
		}
	}
}

static void get_idle_notification(struct wl_client *client, struct wl_resource *notifier,
	uint32_t id, uint32_t timeout_msec, struct wl_resource *seat)
{
	struct wl_resource *resource =
		wl_resource_create(client, &ext_idle_notification_v1_interface, 1, id);
	size_t number = (size_t)(uintptr_t)wl_resource_get_user_data(seat);

	wl_resource_set_implementation(
		resource, &notification_interface, NULL, on_notification_gone);
	for (size_t i = 0; i < NOTIFICATIONS_MAX; i++) {
		if (notifications[i].resource == NULL) {
			notifications[i].resource = resource;
			notifications[i].seat = number;
			break;
		}
	}
	say("notification", number, timeout_msec);
}

static const struct ext_idle_notifier_v1_interface notifier_interface = {
	.destroy = destroy_resource,
	.get_idle_notification = get_idle_notification,
};

static void bind_notifier(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct wl_resource *resource =
		wl_resource_create(client, &ext_idle_notifier_v1_interface, (int)version, id);

	wl_resource_set_implementation(resource, &notifier_interface, NULL, NULL);
}

static void get_nothing(struct wl_client *client, struct wl_resource *seat, uint32_t id)
{
}

static const struct wl_seat_interface seat_interface = {
	.get_pointer = get_nothing,
	.get_keyboard = get_nothing,
	.get_touch = get_nothing,
	.release = destroy_resource,
};

static void bind_seat(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct wl_resource *resource =
		wl_resource_create(client, &wl_seat_interface, (int)version, id);

	wl_resource_set_implementation(resource, &seat_interface, data, NULL);
	wl_seat_send_capabilities(resource, WL_SEAT_CAPABILITY_KEYBOARD);
}

/* The first as they are today, the others as old as can be. */
static void add_seat(void)
{
	seats[n_seats] = wl_global_create(display, &wl_seat_interface, n_seats == 0 ? 5 : 1,
		(void *)(uintptr_t)n_seats, bind_seat);
	n_seats++;
}

static void add_idle(void)
{
	idle_global =
		wl_global_create(display, &ext_idle_notifier_v1_interface, 1, NULL, bind_notifier);
}

static void send_state(size_t seat, bool idle)
{
	for (size_t i = 0; i < NOTIFICATIONS_MAX; i++) {
		if (notifications[i].resource != NULL && notifications[i].seat == seat) {
			if (idle) {
				ext_idle_notification_v1_send_idled(notifications[i].resource);
			} else {
				ext_idle_notification_v1_send_resumed(notifications[i].resource);
			}
		}
	}
}

static void obey(const char *line)
{
	size_t number = 0;

	if (sscanf(line, "idle %zu", &number) == 1) {
		send_state(number, true);
	} else if (sscanf(line, "resume %zu", &number) == 1) {
		send_state(number, false);
	} else if (strcmp(line, "seat+") == 0) {
		add_seat();
	} else if (sscanf(line, "seat- %zu", &number) == 1) {
		wl_global_remove(seats[number]);
	} else if (strcmp(line, "idle+") == 0) {
		add_idle();
	} else if (strcmp(line, "idle-") == 0) {
		wl_global_remove(idle_global);
	} else if (sscanf(line, "flood %zu", &number) == 1) {
		for (size_t i = 0; i < number; i++) {
			send_state(0, true);
			send_state(0, false);
		}
	} else if (strcmp(line, "protocol") == 0) {
		for (size_t i = 0; i < NOTIFICATIONS_MAX; i++) {
			if (notifications[i].resource != NULL) {
				wl_resource_post_error(notifications[i].resource, 7, "on purpose");
				break;
			}
		}
	} else if (strcmp(line, "kick") == 0) {
		_exit(0);
	}
}

static int on_input(int fd, uint32_t mask, void *data)
{
	static char input[1024];
	static size_t filled;
	ssize_t size = read(fd, input + filled, sizeof(input) - 1 - filled);
	char *end;

	if (size <= 0) {
		wl_display_terminate(display);
		return 0;
	}
	filled += (size_t)size;
	while ((end = memchr(input, '\n', filled)) != NULL) {
		*end = '\0';
		obey(input);
		filled -= (size_t)(end + 1 - input);
		memmove(input, end + 1, filled);
	}
	return 0;
}

static void on_client(struct wl_listener *listener, void *data)
{
	puts("client");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct wl_listener client_listener = {.notify = on_client};
	bool with_idle = true, with_seat = true;

	for (int i = 2; i < argc; i++) {
		with_idle = with_idle && strcmp(argv[i], "noidle") != 0;
		with_seat = with_seat && strcmp(argv[i], "noseat") != 0;
	}
	display = wl_display_create();
	if (argc < 2 || display == NULL || wl_display_add_socket(display, argv[1]) < 0) {
		return 1;
	}
	wl_display_add_client_created_listener(display, &client_listener);
	if (with_idle) {
		add_idle();
	}
	if (with_seat) {
		add_seat();
	}
	wl_event_loop_add_fd(wl_display_get_event_loop(display), STDIN_FILENO, WL_EVENT_READABLE,
		on_input, NULL);
	puts("ready");
	fflush(stdout);
	wl_display_run(display);
	wl_display_destroy_clients(display);
	wl_display_destroy(display);
	return 0;
}
