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
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

#define VARIABLES_MAX 16

static char text[1024];
static char *variables[VARIABLES_MAX + 1];
static char mode[16] = "answer";

static int on_get(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	sd_bus_message *reply = NULL;
	int r;

	puts("asked");
	fflush(stdout);
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
	puts("ok");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN}};
	char line[1024];
	sd_bus *bus = NULL;

	setvbuf(stdin, NULL, _IONBF, 0);
	if (argc < 2 || sd_bus_new(&bus) < 0 || sd_bus_set_address(bus, argv[1]) < 0 ||
		sd_bus_set_bus_client(bus, 1) < 0 || sd_bus_start(bus) < 0 ||
		sd_bus_add_filter(bus, NULL, on_message, NULL) < 0 ||
		sd_bus_request_name(bus, "org.freedesktop.systemd1", 0) < 0) {
		return 1;
	}
	puts("ready");
	fflush(stdout);
	for (;;) {
		int r;

		do {
			r = sd_bus_process(bus, NULL);
		} while (r > 0);
		if (r < 0 || sd_bus_flush(bus) < 0) {
			return 1;
		}
		fds[1] = (struct pollfd){.fd = sd_bus_get_fd(bus), .events = POLLIN};
		if (poll(fds, 2, -1) < 0) {
			return 1;
		}
		if (fds[0].revents != 0) {
			if (fgets(line, sizeof(line), stdin) == NULL) {
				return 0;
			}
			line[strcspn(line, "\n")] = '\0';
			obey(line);
		}
	}
}
