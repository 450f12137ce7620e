/* SPDX-License-Identifier: MIT */
/*
 * A compositor without a screen: seats and ext-idle-notify-v1 and nothing else, which becomes idle
 * when it is told. For builds of sway that do not have the protocol, and for what no real one does
 * on demand. Commands come by lines on standard input.
 *
 *   compositor SOCKET-PATH [noidle] [noseat] [v2] [windows]
 *
 * in:  idle SEAT, resume SEAT    (seats count from 0) to both kinds of notification
 *      input-idle SEAT, input-resume SEAT, film-idle SEAT, film-resume SEAT
 *                                to one kind: that of input alone, that which a film holds back
 *      short-idle SEAT, short-resume SEAT
 *                                to those of less than a second, of either kind
 *      seat+, seat- SEAT, idle+, idle-
 *      flood N                   N times idle and resumed at one go, on seat 0
 *      beat N                    N times idle or resumed in turn, every 10 ms, on seat 0
 *      window+ N, window-full NUMBER
 *                                more windows; one is in front and fills the screen
 *      protocol                  a protocol error
 *      kick                      end without a word more
 *      Lines that come together are obeyed together, before the client says anything.
 * out: ready | client | notification SEAT MSEC | input-notification SEAT MSEC | destroyed SEAT |
 *      beaten
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <wayland-server.h>

#include "compositor_windows.h"
#include "ext-idle-notify-v1-server-protocol.h"

#define SEATS_MAX 32
#define NOTIFICATIONS_MAX 64
#define BEAT_MSEC 10
#define SHORT_MSEC 1000

enum kind {
	KIND_FILM,  /* not idle while something inhibits */
	KIND_INPUT, /* of input alone: version 2 */
	KIND_SHORT, /* either, of less than SHORT_MSEC */
	KIND_MAX,   /* all */
};

static struct wl_display *display;
static struct wl_global *idle_global;
static struct wl_global *seats[SEATS_MAX];
static size_t n_seats;
static uint32_t idle_version = 1;
static struct wl_event_source *beat_timer;
static size_t beats;
static struct {
	struct wl_resource *resource;
	size_t seat;
	enum kind kind;
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

static void add_notification(struct wl_client *client, struct wl_resource *notifier, uint32_t id,
	uint32_t timeout_msec, struct wl_resource *seat, enum kind kind)
{
	struct wl_resource *resource = wl_resource_create(
		client, &ext_idle_notification_v1_interface, wl_resource_get_version(notifier), id);
	size_t number = (size_t)(uintptr_t)wl_resource_get_user_data(seat);

	wl_resource_set_implementation(
		resource, &notification_interface, NULL, on_notification_gone);
	for (size_t i = 0; i < NOTIFICATIONS_MAX; i++) {
		if (notifications[i].resource == NULL) {
			notifications[i].resource = resource;
			notifications[i].seat = number;
			notifications[i].kind = timeout_msec < SHORT_MSEC ? KIND_SHORT : kind;
			break;
		}
	}
	say(kind == KIND_INPUT ? "input-notification" : "notification", number, timeout_msec);
}

static void get_idle_notification(struct wl_client *client, struct wl_resource *notifier,
	uint32_t id, uint32_t timeout_msec, struct wl_resource *seat)
{
	add_notification(client, notifier, id, timeout_msec, seat, KIND_FILM);
}

#ifdef EXT_IDLE_NOTIFIER_V1_GET_INPUT_IDLE_NOTIFICATION_SINCE_VERSION
static void get_input_idle_notification(struct wl_client *client, struct wl_resource *notifier,
	uint32_t id, uint32_t timeout_msec, struct wl_resource *seat)
{
	add_notification(client, notifier, id, timeout_msec, seat, KIND_INPUT);
}
#endif

static const struct ext_idle_notifier_v1_interface notifier_interface = {
	.destroy = destroy_resource,
	.get_idle_notification = get_idle_notification,
#ifdef EXT_IDLE_NOTIFIER_V1_GET_INPUT_IDLE_NOTIFICATION_SINCE_VERSION
	.get_input_idle_notification = get_input_idle_notification,
#endif
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
	idle_global = wl_global_create(
		display, &ext_idle_notifier_v1_interface, (int)idle_version, NULL, bind_notifier);
}

static void send_state(size_t seat, enum kind kind, bool idle)
{
	for (size_t i = 0; i < NOTIFICATIONS_MAX; i++) {
		if (notifications[i].resource != NULL && notifications[i].seat == seat &&
			(kind == KIND_MAX || notifications[i].kind == kind)) {
			if (idle) {
				ext_idle_notification_v1_send_idled(notifications[i].resource);
			} else {
				ext_idle_notification_v1_send_resumed(notifications[i].resource);
			}
		}
	}
}

static int on_beat(void *data)
{
	send_state(0, KIND_MAX, beats % 2 == 0);
	beats--;
	if (beats > 0) {
		wl_event_source_timer_update(beat_timer, BEAT_MSEC);
	} else {
		puts("beaten");
		fflush(stdout);
	}
	return 0;
}

static void obey(const char *line)
{
	size_t number = 0;

	if (sscanf(line, "idle %zu", &number) == 1) {
		send_state(number, KIND_MAX, true);
	} else if (sscanf(line, "resume %zu", &number) == 1) {
		send_state(number, KIND_MAX, false);
	} else if (sscanf(line, "input-idle %zu", &number) == 1) {
		send_state(number, KIND_INPUT, true);
	} else if (sscanf(line, "input-resume %zu", &number) == 1) {
		send_state(number, KIND_INPUT, false);
	} else if (sscanf(line, "film-idle %zu", &number) == 1) {
		send_state(number, KIND_FILM, true);
	} else if (sscanf(line, "film-resume %zu", &number) == 1) {
		send_state(number, KIND_FILM, false);
	} else if (sscanf(line, "short-idle %zu", &number) == 1) {
		send_state(number, KIND_SHORT, true);
	} else if (sscanf(line, "short-resume %zu", &number) == 1) {
		send_state(number, KIND_SHORT, false);
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
			send_state(0, KIND_MAX, true);
			send_state(0, KIND_MAX, false);
		}
	} else if (sscanf(line, "beat %zu", &beats) == 1) {
		wl_event_source_timer_update(beat_timer, BEAT_MSEC);
	} else if (sscanf(line, "window+ %zu", &number) == 1) {
		windows_add(number);
	} else if (sscanf(line, "window-full %zu", &number) == 1) {
		windows_fill(number);
	} else if (strcmp(line, "protocol") == 0) {
		for (size_t i = 0; i < NOTIFICATIONS_MAX; i++) {
			if (notifications[i].resource != NULL) {
				wl_resource_post_error(notifications[i].resource, 7, "on purpose");
				break;
			}
		}
	} else if (strcmp(line, "kick") == 0) {
		wl_display_flush_clients(display);
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
	bool with_idle = true, with_seat = true, with_windows = false;

	for (int i = 2; i < argc; i++) {
		with_idle = with_idle && strcmp(argv[i], "noidle") != 0;
		with_seat = with_seat && strcmp(argv[i], "noseat") != 0;
		with_windows = with_windows || strcmp(argv[i], "windows") == 0;
		idle_version = strcmp(argv[i], "v2") == 0 ? 2 : idle_version;
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
	if (with_windows) {
		windows_offer(display);
	}
	wl_event_loop_add_fd(wl_display_get_event_loop(display), STDIN_FILENO, WL_EVENT_READABLE,
		on_input, NULL);
	beat_timer = wl_event_loop_add_timer(wl_display_get_event_loop(display), on_beat, NULL);
	puts("ready");
	fflush(stdout);
	wl_display_run(display);
	wl_display_destroy_clients(display);
	wl_display_destroy(display);
	return 0;
}
