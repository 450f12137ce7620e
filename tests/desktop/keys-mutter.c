/* SPDX-License-Identifier: MIT */
/*
 * Presses and releases the left shift key in mutter for every line on standard input, and answers
 * each with a line. Mutter ends a remote desktop session with the connection that made it, so this
 * keeps one as long as it runs: one keyboard that stays plugged in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-bus.h>

#define SERVICE "org.gnome.Mutter.RemoteDesktop"
#define KEY_LEFT_SHIFT 42

static int call(sd_bus *bus, const char *path, const char *interface, const char *method,
	sd_bus_message **ret_reply)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	int r = sd_bus_call_method(bus, SERVICE, path, interface, method, &error, ret_reply, "");

	if (r < 0) {
		(void)fprintf(stderr, "%s: %s\n", method, error.message);
	}
	sd_bus_error_free(&error);
	return r;
}

static int press(sd_bus *bus, const char *session)
{
	int r = 0;

	for (int down = 1; down >= 0 && r >= 0; down--) {
		sd_bus_error error = SD_BUS_ERROR_NULL;

		r = sd_bus_call_method(bus, SERVICE, session, SERVICE ".Session",
			"NotifyKeyboardKeycode", &error, NULL, "ub", KEY_LEFT_SHIFT, down);
		if (r < 0) {
			(void)fprintf(stderr, "key: %s\n", error.message);
		}
		sd_bus_error_free(&error);
	}
	return r;
}

int main(void)
{
	sd_bus *bus = NULL;
	sd_bus_message *reply = NULL;
	const char *session = NULL;
	char line[64];

	if (sd_bus_open_user(&bus) < 0 ||
		call(bus, "/org/gnome/Mutter/RemoteDesktop", SERVICE, "CreateSession", &reply) <
			0 ||
		sd_bus_message_read(reply, "o", &session) < 0 ||
		call(bus, session, SERVICE ".Session", "Start", NULL) < 0) {
		return EXIT_FAILURE;
	}
	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (press(bus, session) < 0) {
			return EXIT_FAILURE;
		}
		(void)puts("pressed");
		(void)fflush(stdout);
	}
	sd_bus_message_unref(reply);
	sd_bus_flush_close_unref(bus);
	return EXIT_SUCCESS;
}
