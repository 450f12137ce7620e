/* SPDX-License-Identifier: MIT */
/*
 * Presses and releases the left shift key in KWin for every line on standard input, and answers
 * each with a line. KWin hands out a socket for emulated input (libei) to whoever asks on the
 * session bus; the keyboard stays as long as this runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libei.h>
#include <systemd/sd-bus.h>

#define KEY_LEFT_SHIFT 42
#define KEYBOARD_POINTER_TOUCH 7

/* The socket, or a negative errno. */
static int ask_kwin(void)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	sd_bus_message *reply = NULL;
	sd_bus *bus = NULL;
	int cookie, fd = -1;
	int r = sd_bus_open_user(&bus);

	if (r < 0) {
		return r;
	}
	r = sd_bus_call_method(bus, "org.kde.KWin", "/org/kde/KWin/EIS/RemoteDesktop",
		"org.kde.KWin.EIS.RemoteDesktop", "connectToEIS", &error, &reply, "i",
		KEYBOARD_POINTER_TOUCH);
	if (r < 0) {
		(void)fprintf(stderr, "connectToEIS: %s\n", error.message);
		return r;
	}
	r = sd_bus_message_read(reply, "hi", &fd, &cookie);
	if (r < 0) {
		return r;
	}
	/* The bus connection stays open: KWin takes the socket back when it closes. */
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return fd < 0 ? -errno : fd;
}

static void press(struct ei *ei, struct ei_device *keyboard, uint32_t sequence)
{
	ei_device_start_emulating(keyboard, sequence);
	for (int down = 1; down >= 0; down--) {
		ei_device_keyboard_key(keyboard, KEY_LEFT_SHIFT, down == 1);
		ei_device_frame(keyboard, ei_now(ei));
	}
	ei_device_stop_emulating(keyboard);
	(void)puts("pressed");
	(void)fflush(stdout);
}

/* Whether to go on. */
static bool handle(struct ei_event *event, struct ei_device **keyboard)
{
	struct ei_device *device = ei_event_get_device(event);

	switch (ei_event_get_type(event)) {
	case EI_EVENT_DISCONNECT:
		return false;
	case EI_EVENT_SEAT_ADDED:
		ei_seat_bind_capabilities(ei_event_get_seat(event), EI_DEVICE_CAP_KEYBOARD, NULL);
		return true;
	case EI_EVENT_DEVICE_RESUMED:
		if (*keyboard == NULL && ei_device_has_capability(device, EI_DEVICE_CAP_KEYBOARD)) {
			*keyboard = ei_device_ref(device);
		}
		return true;
	default:
		return true;
	}
}

static bool dispatch(struct ei *ei, struct ei_device **keyboard)
{
	bool go_on = true;

	ei_dispatch(ei);
	for (struct ei_event *event; (event = ei_get_event(ei)) != NULL; ei_event_unref(event)) {
		go_on = handle(event, keyboard) && go_on;
	}
	return go_on;
}

int main(void)
{
	struct ei_device *keyboard = NULL;
	struct ei *ei = ei_new_sender(NULL);
	uint32_t sequence = 0;
	int fd = ask_kwin();

	ei_configure_name(ei, "keys");
	if (fd < 0 || ei_setup_backend_fd(ei, fd) < 0) {
		return EXIT_FAILURE;
	}
	for (;;) {
		/* No line is read before there is a keyboard. */
		struct pollfd fds[] = {
			{.fd = ei_get_fd(ei), .events = POLLIN},
			{.fd = keyboard != NULL ? STDIN_FILENO : -1, .events = POLLIN},
		};
		char text[64];
		ssize_t n;

		if (poll(fds, 2, -1) < 0 || !dispatch(ei, &keyboard)) {
			return EXIT_FAILURE;
		}
		if (fds[1].revents == 0) {
			continue;
		}
		n = read(STDIN_FILENO, text, sizeof(text));
		if (n <= 0) {
			return EXIT_SUCCESS;
		}
		press(ei, keyboard, ++sequence);
	}
}
