/* SPDX-License-Identifier: MIT */
/*
 * The property Environment of the user manager. Nobody is told when it changes: the property is not
 * marked as one that is signalled, and systemctl does not even go through the session bus (seen
 * with systemd 257: import-environment and set-environment leave no trace there). So it is read
 * when the bus comes, and whenever somebody sees a reason to ask.
 */
#include "userenv.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "bus_user.h"
#include "log.h"

enum { WAYLAND_DISPLAY, DISPLAY, SESSION_TYPE, XAUTHORITY, VARIABLE_MAX };

static const char *const variable_names[VARIABLE_MAX] = {
	[WAYLAND_DISPLAY] = "WAYLAND_DISPLAY",
	[DISPLAY] = "DISPLAY",
	[SESSION_TYPE] = "XDG_SESSION_TYPE",
	[XAUTHORITY] = "XAUTHORITY",
};

struct userenv {
	struct bus_user user;
	struct bus *bus;
	userenv_fn fn;
	void *userdata;
	bool known;
	bool again; /* asked for while a question was on its way */
	char *values[VARIABLE_MAX];
	sd_bus_slot *call;
};

static bool is_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

bool userenv_get_values(const struct userenv *userenv, struct userenv_values *ret_values)
{
	if (userenv->known) {
		*ret_values = (struct userenv_values){
			.wayland_display = userenv->values[WAYLAND_DISPLAY],
			.display = userenv->values[DISPLAY],
			.session_type = userenv->values[SESSION_TYPE],
			.xauthority = userenv->values[XAUTHORITY],
		};
	}
	return userenv->known;
}

/* Takes the values over. */
static void set_values(struct userenv *userenv, char **values)
{
	struct userenv_values told;
	bool changed = !userenv->known;

	for (size_t i = 0; i < VARIABLE_MAX; i++) {
		changed = changed || !is_same(userenv->values[i], values[i]);
		free(userenv->values[i]);
		userenv->values[i] = TAKE_PTR(values[i]);
	}
	userenv->known = true;
	if (changed) {
		(void)userenv_get_values(userenv, &told);
		userenv->fn(&told, userenv->userdata);
	}
}

static int read_values(sd_bus_message *reply, char **values)
{
	const char *assignment;
	int r = sd_bus_message_enter_container(reply, 'v', "as");

	if (r > 0) {
		r = sd_bus_message_enter_container(reply, 'a', "s");
	}
	while (r > 0 && (r = sd_bus_message_read(reply, "s", &assignment)) > 0) {
		for (size_t i = 0; i < VARIABLE_MAX; i++) {
			size_t size = strlen(variable_names[i]);

			if (strncmp(assignment, variable_names[i], size) == 0 &&
				assignment[size] == '=' && assignment[size + 1] != '\0') {
				free(values[i]);
				values[i] = strdup(assignment + size + 1);
				if (values[i] == NULL) {
					return -ENOMEM;
				}
			}
		}
	}
	return r;
}

static int on_environment(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct userenv *userenv = userdata;
	char *values[VARIABLE_MAX] = {0};
	char text[256];
	int r;

	userenv->call = sd_bus_slot_unref(userenv->call);
	if (sd_bus_message_is_method_error(reply, NULL)) {
		log_debug("No environment of the user manager: %s",
			bus_error_text(reply, text, sizeof(text)));
	} else {
		r = read_values(reply, values);
		if (r >= 0) {
			set_values(userenv, values);
		} else {
			log_debug("Environment of the user manager: %s", log_errno_text(r));
		}
	}
	for (size_t i = 0; i < VARIABLE_MAX; i++) {
		free(values[i]);
	}
	if (userenv->again) {
		userenv_refresh(userenv);
	}
	return 0;
}

static void ask(struct userenv *userenv)
{
	CLEANUP(sd_bus_message_unrefp) sd_bus_message *call = NULL;
	sd_bus *connection = bus_get_connection(userenv->bus);
	int r = sd_bus_message_new_method_call(connection, &call, "org.freedesktop.systemd1",
		"/org/freedesktop/systemd1", "org.freedesktop.DBus.Properties", "Get");

	if (r >= 0) {
		r = sd_bus_message_set_auto_start(call, 0);
	}
	if (r >= 0) {
		r = sd_bus_message_append(
			call, "ss", "org.freedesktop.systemd1.Manager", "Environment");
	}
	if (r >= 0) {
		r = sd_bus_call_async(connection, &userenv->call, call, on_environment, userenv,
			BUS_CALL_TIMEOUT_USEC);
	}
	if (r < 0) {
		log_warning("Cannot ask for the environment of the user manager: %s",
			log_errno_text(r));
	}
}

void userenv_refresh(struct userenv *userenv)
{
	if (bus_get_connection(userenv->bus) == NULL) {
		return;
	}
	userenv->again = userenv->call != NULL;
	if (!userenv->again) {
		ask(userenv);
	}
}

static void on_up(void *userdata)
{
	userenv_refresh(userdata);
}

static void on_lost(void *userdata)
{
	struct userenv *userenv = userdata;

	userenv->call = sd_bus_slot_unref(userenv->call);
	userenv->again = false;
}

static const struct bus_user_ops user_ops = {.on_up = on_up, .on_lost = on_lost};

int userenv_new(struct bus *bus, userenv_fn fn, void *userdata, struct userenv **ret_userenv)
{
	struct userenv *userenv = calloc(1, sizeof(*userenv));

	if (userenv == NULL) {
		return -ENOMEM;
	}
	userenv->bus = bus;
	userenv->fn = fn;
	userenv->userdata = userdata;
	bus_user_add(&userenv->user, bus, &user_ops, userenv);
	*ret_userenv = userenv;
	return 0;
}

struct userenv *userenv_free(struct userenv *userenv)
{
	if (userenv == NULL) {
		return NULL;
	}
	bus_user_remove(&userenv->user);
	userenv->call = sd_bus_slot_unref(userenv->call);
	for (size_t i = 0; i < VARIABLE_MAX; i++) {
		free(userenv->values[i]);
	}
	free(userenv);
	return NULL;
}
