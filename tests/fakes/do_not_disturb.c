/* SPDX-License-Identifier: MIT */
/*
 * The switches by which desktops are told not to disturb, of Plasma, mako and dunst at once, and
 * what they do on a bad day.
 *
 *   do_not_disturb ADDRESS [NAME...]      owns these names
 *
 * PROPERTY is Inhibited (0, 1), paused (0, 1) or Modes (names with commas between).
 *
 * in:  own NAME | disown NAME
 *      set PROPERTY VALUE          with the signal of the real one
 *      hush PROPERTY VALUE         without it
 *      flip PROPERTY N             N times on and off, each with its signal; in the end it is off
 *      mode PROPERTY answer|silent|refuse|types|naked|die      for Get
 *      flush                       answers what was kept back by "silent"
 *      wrong PROPERTY              signals with values and contents of other types
 *      spoof                       signals of others, to everybody and straight to who asked last
 *      written PREFIX [REST...]    the signal of dconf
 * out: ready | ok (after each command) | PROPERTY (when it is asked for)
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

#include "bus_peer.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"
#define SERVER "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"
#define MAKO "fr.emersion.Mako"
#define MAKO_PATH "/fr/emersion/Mako"
#define DUNST "org.dunstproject.cmd0"

#define KEPT_MAX 64
#define VALUE_MAX_BYTES 64
#define N_PROPERTIES (sizeof(properties) / sizeof(properties[0]))

static struct property {
	const char *path, *interface, *name, *on, *off;
	char mode[16], value[VALUE_MAX_BYTES];
} properties[] = {
	{SERVER_PATH, SERVER, "Inhibited", "1", "0", "answer", "0"},
	{SERVER_PATH, DUNST, "paused", "1", "0", "answer", "0"},
	{MAKO_PATH, MAKO, "Modes", "default,dnd", "default", "answer", "default"},
};

static sd_bus *bus;
static const char *address;
static char client[256];
static sd_bus_message *kept[KEPT_MAX];
static struct property *kept_properties[KEPT_MAX];
static unsigned n_kept;

static struct property *find_property(const char *name)
{
	for (size_t i = 0; i < N_PROPERTIES; i++) {
		if (strcmp(properties[i].name, name) == 0) {
			return &properties[i];
		}
	}
	_exit(2);
}

static bool is_modes(const struct property *property)
{
	return strcmp(property->name, "Modes") == 0;
}

static void append_value(sd_bus_message *message, const struct property *property)
{
	char modes[VALUE_MAX_BYTES], *rest = NULL;

	if (!is_modes(property)) {
		(void)sd_bus_message_append(message, "v", "b", property->value[0] == '1');
		return;
	}
	(void)snprintf(modes, sizeof(modes), "%s", property->value);
	(void)sd_bus_message_open_container(message, 'v', "as");
	(void)sd_bus_message_open_container(message, 'a', "s");
	for (char *mode = strtok_r(modes, ",", &rest); mode != NULL;
		mode = strtok_r(NULL, ",", &rest)) {
		(void)sd_bus_message_append(message, "s", mode);
	}
	(void)sd_bus_message_close_container(message);
	(void)sd_bus_message_close_container(message);
}

static void answer(sd_bus_message *call, const struct property *property)
{
	sd_bus_message *reply = NULL;

	if (sd_bus_message_new_method_return(call, &reply) < 0) {
		_exit(1);
	}
	append_value(reply, property);
	(void)sd_bus_send(bus, reply, NULL);
	(void)sd_bus_message_unref(reply);
}

static int on_get(sd_bus_message *call, struct property *property)
{
	bus_peer_say(property->name);
	if (strcmp(property->mode, "silent") == 0 && n_kept < KEPT_MAX) {
		kept_properties[n_kept] = property;
		kept[n_kept++] = sd_bus_message_ref(call);
	} else if (strcmp(property->mode, "refuse") == 0) {
		return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_UNKNOWN_PROPERTY, "No");
	} else if (strcmp(property->mode, "types") == 0) {
		return sd_bus_reply_method_return(call, "v", "u", 1);
	} else if (strcmp(property->mode, "naked") == 0) {
		return sd_bus_reply_method_return(call, "b", 1);
	} else if (strcmp(property->mode, "die") == 0) {
		_exit(1);
	} else {
		answer(call, property);
	}
	return 1;
}

static int on_call(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	const char *path = sd_bus_message_get_path(call), *interface, *name;

	if (!sd_bus_message_is_method_call(call, PROPERTIES, "Get") ||
		sd_bus_message_read(call, "ss", &interface, &name) < 0) {
		return 0;
	}
	(void)snprintf(client, sizeof(client), "%s", sd_bus_message_get_sender(call));
	for (size_t i = 0; i < N_PROPERTIES; i++) {
		if (strcmp(properties[i].path, path) == 0 &&
			strcmp(properties[i].interface, interface) == 0 &&
			strcmp(properties[i].name, name) == 0) {
			return on_get(call, &properties[i]);
		}
	}
	return 0;
}

static sd_bus_message *new_changed(sd_bus *from, const struct property *property)
{
	sd_bus_message *signal = NULL;

	if (sd_bus_message_new_signal(
		    from, &signal, property->path, PROPERTIES, "PropertiesChanged") < 0) {
		_exit(1);
	}
	return signal;
}

/* To everybody, or to one. */
static void send_changed(sd_bus *from, const struct property *property, const char *to)
{
	sd_bus_message *signal = new_changed(from, property);

	(void)sd_bus_message_append(signal, "s", property->interface);
	(void)sd_bus_message_open_container(signal, 'a', "{sv}");
	if (!is_modes(property)) {
		(void)sd_bus_message_open_container(signal, 'e', "sv");
		(void)sd_bus_message_append(signal, "s", property->name);
		append_value(signal, property);
		(void)sd_bus_message_close_container(signal);
	}
	(void)sd_bus_message_close_container(signal);
	if (is_modes(property)) {
		(void)sd_bus_message_append(signal, "as", 2, "Notifications", property->name);
	} else {
		(void)sd_bus_message_append(signal, "as", 0);
	}
	(void)sd_bus_send_to(from, signal, to, NULL);
	(void)sd_bus_message_unref(signal);
}

static void wrong(const struct property *property)
{
	sd_bus_message *signal = new_changed(bus, property);

	(void)sd_bus_message_append(signal, "su", property->interface, 1);
	(void)sd_bus_send(bus, signal, NULL);
	(void)sd_bus_message_unref(signal);

	signal = new_changed(bus, property);
	(void)sd_bus_message_append(signal, "sa{sv}as", property->interface, 2, "other", "u", 7,
		property->name, "s", "true", 0);
	(void)sd_bus_send(bus, signal, NULL);
	(void)sd_bus_message_unref(signal);
}

static void spoof(void)
{
	sd_bus *other = bus_peer_open(address);
	sd_bus_message *signal = NULL;
	const char *name = NULL;

	if (sd_bus_get_unique_name(other, &name) < 0) {
		_exit(1);
	}
	/* That it has the name itself now. */
	(void)sd_bus_message_new_signal(other, &signal, "/org/freedesktop/DBus",
		"org.freedesktop.DBus", "NameOwnerChanged");
	(void)sd_bus_message_append(signal, "sss", SERVER, "", name);
	(void)sd_bus_send_to(other, signal, client, NULL);
	(void)sd_bus_message_unref(signal);
	for (size_t i = 0; i < N_PROPERTIES; i++) {
		struct property property = properties[i];

		(void)snprintf(property.value, sizeof(property.value), "%s", property.on);
		send_changed(other, &property, NULL);
		send_changed(other, &property, client);
	}
	(void)sd_bus_flush_close_unref(other);
}

static void written(char *words)
{
	sd_bus_message *signal = NULL;
	char *rest = NULL, *word = strtok_r(words, " ", &rest);

	if (sd_bus_message_new_signal(bus, &signal, "/ca/desrt/dconf/Writer/user",
		    "ca.desrt.dconf.Writer", "Notify") < 0) {
		_exit(1);
	}
	(void)sd_bus_message_append(signal, "s", word);
	(void)sd_bus_message_open_container(signal, 'a', "s");
	while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
		(void)sd_bus_message_append(signal, "s", strcmp(word, "-") == 0 ? "" : word);
	}
	(void)sd_bus_message_close_container(signal);
	(void)sd_bus_message_append(signal, "s", "tag");
	(void)sd_bus_send(bus, signal, NULL);
	(void)sd_bus_message_unref(signal);
}

static void set(struct property *property, const char *value)
{
	(void)snprintf(property->value, sizeof(property->value), "%s", value);
}

static void flip(struct property *property, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		set(property, property->on);
		send_changed(bus, property, NULL);
		set(property, property->off);
		send_changed(bus, property, NULL);
	}
}

static void obey(char *line)
{
	char name[32] = "", value[VALUE_MAX_BYTES] = "";
	unsigned n;

	if (sscanf(line, "own %63s", value) == 1) {
		(void)sd_bus_request_name(
			bus, value, SD_BUS_NAME_REPLACE_EXISTING | SD_BUS_NAME_ALLOW_REPLACEMENT);
	} else if (sscanf(line, "disown %63s", value) == 1) {
		(void)sd_bus_release_name(bus, value);
	} else if (sscanf(line, "set %31s %63s", name, value) == 2) {
		set(find_property(name), value);
		send_changed(bus, find_property(name), NULL);
	} else if (sscanf(line, "hush %31s %63s", name, value) == 2) {
		set(find_property(name), value);
	} else if (sscanf(line, "flip %31s %u", name, &n) == 2) {
		flip(find_property(name), n);
	} else if (sscanf(line, "mode %31s %15s", name, value) == 2) {
		(void)snprintf(
			find_property(name)->mode, sizeof(properties[0].mode), "%.15s", value);
	} else if (sscanf(line, "wrong %31s", name) == 1) {
		wrong(find_property(name));
	} else if (strncmp(line, "written ", 8) == 0) {
		written(line + 8);
	} else if (strcmp(line, "spoof") == 0) {
		spoof();
	} else if (strcmp(line, "flush") == 0) {
		for (unsigned i = 0; i < n_kept; i++) {
			answer(kept[i], kept_properties[i]);
			kept[i] = sd_bus_message_unref(kept[i]);
		}
		n_kept = 0;
	} else {
		_exit(2);
	}
	(void)sd_bus_flush(bus);
	bus_peer_say("ok");
}

int main(int argc, char **argv)
{
	struct bus_peer peer = {.obey = obey};

	if (argc < 2) {
		return 2;
	}
	address = argv[1];
	peer.bus = bus = bus_peer_open(address);
	if (sd_bus_add_object(bus, NULL, SERVER_PATH, on_call, NULL) < 0 ||
		sd_bus_add_object(bus, NULL, MAKO_PATH, on_call, NULL) < 0) {
		return 1;
	}
	for (int i = 2; i < argc; i++) {
		if (sd_bus_request_name(bus, argv[i], SD_BUS_NAME_ALLOW_REPLACEMENT) < 0) {
			return 1;
		}
	}
	return bus_peer_run(&peer);
}
