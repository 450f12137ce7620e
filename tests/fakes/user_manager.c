/* SPDX-License-Identifier: MIT */
/*
 * The one property of the user manager that userenv reads.
 *
 *   user_manager ADDRESS
 *
 * in:  set [A=B...]     the environment from now on
 *      mode answer|silent|types
 * out: ready | asked | ok (after each command)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-bus.h>

#include "bus_peer.h"

#define VARIABLES_MAX 16

static char text[1024];
static char *variables[VARIABLES_MAX + 1];
static char mode[16] = "answer";

static int on_get(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	sd_bus_message *reply = NULL;
	int r;

	bus_peer_say("asked");
	if (strcmp(mode, "silent") == 0) {
		return 1;
	}
	if (strcmp(mode, "types") == 0) {
		return sd_bus_reply_method_return(call, "v", "u", 7);
	}
	r = sd_bus_message_new_method_return(call, &reply);
	if (r >= 0) {
		r = sd_bus_message_open_container(reply, 'v', "as");
	}
	if (r >= 0) {
		r = sd_bus_message_append_strv(reply, variables);
	}
	if (r >= 0) {
		r = sd_bus_message_close_container(reply);
	}
	if (r >= 0) {
		r = sd_bus_send(NULL, reply, NULL);
	}
	sd_bus_message_unref(reply);
	return r < 0 ? r : 1;
}

static int on_message(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	if (sd_bus_message_is_method_call(message, "org.freedesktop.DBus.Properties", "Get")) {
		return on_get(message, userdata, error);
	}
	return 0;
}

static void obey(char *line)
{
	size_t n = 0;

	if (strncmp(line, "set", 3) == 0) {
		(void)snprintf(text, sizeof(text), "%s", line + 3);
		for (char *word = strtok(text, " "); word != NULL && n < VARIABLES_MAX;
			word = strtok(NULL, " ")) {
			variables[n++] = word;
		}
		variables[n] = NULL;
	} else if (sscanf(line, "mode %15s", mode) != 1) {
		exit(2);
	}
	bus_peer_say("ok");
}

int main(int argc, char **argv)
{
	struct bus_peer peer = {.obey = obey};

	if (argc < 2) {
		return 2;
	}
	peer.bus = bus_peer_open(argv[1]);
	if (sd_bus_add_filter(peer.bus, NULL, on_message, NULL) < 0 ||
		sd_bus_request_name(peer.bus, "org.freedesktop.systemd1", 0) < 0) {
		return 1;
	}
	return bus_peer_run(&peer);
}
