/* SPDX-License-Identifier: MIT */
/*
 * A notification server that does what it is told, also what no real one does on demand. Commands
 * come by lines on standard input, what happened goes out by lines on standard output.
 *
 *   notification_server ADDRESS [CAPABILITY...]
 *
 * in:  mode answer|silent|error|types|zero|die|new-ids   how to answer Notify from now on
 *      caps answer|silent|error|types       the same for GetCapabilities
 *      claim, release                       the name
 *      flush                                answer all that was kept back by "silent"
 *      action ID KEY [unicast], close ID REASON     signals
 *      spoof                                signals from a second connection
 *      kick                                 end, without a word
 * out: ready | notify REPLACES ID URGENCY NACTIONS EXPIRE SUMMARY|BODY | closed ID | capabilities
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

#include "bus_peer.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"
#define KEPT_MAX 32

static char mode[16] = "answer", caps_mode[16] = "answer";
static char **capabilities;
static const char *address;
static sd_bus *bus;
static uint32_t last_id = 100;
static sd_bus_message *kept[KEPT_MAX];
static uint32_t kept_ids[KEPT_MAX];
static unsigned n_kept;
static sd_bus_message *kept_caps[KEPT_MAX];
static unsigned n_kept_caps;
static char client[256];

static int reply_id(sd_bus_message *call, uint32_t id)
{
	return sd_bus_reply_method_return(call, "u", id);
}

static int on_notify(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	const char *app, *icon, *summary, *body, *text;
	uint32_t replaces = 0, id;
	unsigned n_actions = 0;
	int expire = -2, urgency = -1;

	if (sd_bus_message_read(call, "susss", &app, &replaces, &icon, &summary, &body) < 0 ||
		sd_bus_message_enter_container(call, 'a', "s") < 0) {
		return -EINVAL;
	}
	while (sd_bus_message_read(call, "s", &text) > 0) {
		n_actions++;
	}
	(void)sd_bus_message_exit_container(call);
	(void)sd_bus_message_enter_container(call, 'a', "{sv}");
	while (sd_bus_message_enter_container(call, 'e', "sv") > 0) {
		(void)sd_bus_message_read(call, "s", &text);
		if (strcmp(text, "urgency") == 0) {
			uint8_t byte = 0;

			(void)sd_bus_message_read(call, "v", "y", &byte);
			urgency = byte;
		} else {
			(void)sd_bus_message_skip(call, "v");
		}
		(void)sd_bus_message_exit_container(call);
	}
	(void)sd_bus_message_exit_container(call);
	(void)sd_bus_message_read(call, "i", &expire);
	(void)snprintf(client, sizeof(client), "%s", sd_bus_message_get_sender(call));
	id = replaces != 0 && strcmp(mode, "new-ids") != 0 ? replaces : ++last_id;
	printf("notify %u %u %d %u %d %s|%s\n", replaces, id, urgency, n_actions / 2, expire,
		summary, body);
	fflush(stdout);
	if (strcmp(mode, "silent") == 0) {
		if (n_kept < KEPT_MAX) {
			kept_ids[n_kept] = id;
			kept[n_kept++] = sd_bus_message_ref(call);
		}
		return 1;
	}
	if (strcmp(mode, "error") == 0) {
		return sd_bus_reply_method_errorf(call, "org.example.Refused", "No room today");
	}
	if (strcmp(mode, "types") == 0) {
		return sd_bus_reply_method_return(call, "s", "seventeen");
	}
	if (strcmp(mode, "zero") == 0) {
		return reply_id(call, 0);
	}
	if (strcmp(mode, "die") == 0) {
		_exit(1);
	}
	return reply_id(call, id);
}

static int on_close(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	uint32_t id;

	if (sd_bus_message_read(call, "u", &id) < 0) {
		return -EINVAL;
	}
	printf("closed %u\n", id);
	fflush(stdout);
	(void)sd_bus_emit_signal(
		sd_bus_message_get_bus(call), PATH, NAME, "NotificationClosed", "uu", id, 3);
	return sd_bus_reply_method_return(call, NULL);
}

static int reply_capabilities(sd_bus_message *call)
{
	sd_bus_message *reply = NULL;
	int r = sd_bus_message_new_method_return(call, &reply);

	if (r >= 0) {
		r = sd_bus_message_append_strv(reply, capabilities);
	}
	if (r >= 0) {
		r = sd_bus_send(NULL, reply, NULL);
	}
	sd_bus_message_unref(reply);
	return r;
}

static int on_capabilities(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	bus_peer_say("capabilities");
	if (strcmp(caps_mode, "silent") == 0) {
		kept_caps[n_kept_caps++] = sd_bus_message_ref(call);
		return 1;
	}
	if (strcmp(caps_mode, "error") == 0) {
		return sd_bus_reply_method_errorf(call, "org.example.Refused", "No");
	}
	if (strcmp(caps_mode, "types") == 0) {
		return sd_bus_reply_method_return(call, "u", 7);
	}
	return reply_capabilities(call);
}

static int on_information(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return sd_bus_reply_method_return(call, "ssss", "fake", "Backcare", "1", "1.2");
}

static const sd_bus_vtable vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Notify", "susssasa{sv}i", "u", on_notify, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("CloseNotification", "u", "", on_close, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("GetCapabilities", "", "as", on_capabilities, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD(
		"GetServerInformation", "", "ssss", on_information, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_VTABLE_END,
};

static void spoof(void)
{
	sd_bus *other = bus_peer_open(address);
	sd_bus_message *gone = NULL;

	(void)sd_bus_message_new_signal(
		other, &gone, "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged");
	(void)sd_bus_message_append(gone, "sss", NAME, "", "");
	(void)sd_bus_send_to(other, gone, client, NULL);
	sd_bus_message_unref(gone);
	for (uint32_t id = 100; id <= last_id; id++) {
		sd_bus_message *signal = NULL;

		(void)sd_bus_emit_signal(other, PATH, NAME, "ActionInvoked", "us", id, "done");
		(void)sd_bus_emit_signal(other, PATH, NAME, "NotificationClosed", "uu", id, 2);
		/* And to the client itself, where no match is asked. */
		(void)sd_bus_message_new_signal(other, &signal, PATH, NAME, "ActionInvoked");
		(void)sd_bus_message_append(signal, "us", id, "done");
		(void)sd_bus_send_to(other, signal, client, NULL);
		sd_bus_message_unref(signal);
	}
	(void)sd_bus_flush_close_unref(other);
	bus_peer_say("spoofed");
}

static void signal_action(uint32_t id, const char *key, const char *how)
{
	sd_bus_message *signal = NULL;

	(void)sd_bus_message_new_signal(bus, &signal, PATH, NAME, "ActionInvoked");
	(void)sd_bus_message_append(signal, "us", id, key);
	if (strcmp(how, "unicast") == 0) {
		(void)sd_bus_send_to(bus, signal, client, NULL);
	} else {
		(void)sd_bus_send(bus, signal, NULL);
	}
	sd_bus_message_unref(signal);
}

static void obey(char *line)
{
	char word[32] = "", key[64] = "", how[16] = "";
	uint32_t id = 0, reason = 0;

	if (sscanf(line, "mode %15s", mode) == 1 || sscanf(line, "caps %15s", caps_mode) == 1) {
	} else if (sscanf(line, "action %u %63s %15s", &id, key, how) >= 2) {
		signal_action(id, key, how);
	} else if (sscanf(line, "close %u %u", &id, &reason) == 2) {
		(void)sd_bus_emit_signal(bus, PATH, NAME, "NotificationClosed", "uu", id, reason);
	} else if (sscanf(line, "%31s", word) == 1) {
		if (strcmp(word, "claim") == 0) {
			(void)sd_bus_request_name(bus, NAME, 0);
		} else if (strcmp(word, "release") == 0) {
			(void)sd_bus_release_name(bus, NAME);
		} else if (strcmp(word, "kick") == 0) {
			_exit(0);
		} else if (strcmp(word, "spoof") == 0) {
			spoof();
		} else if (strcmp(word, "flush") == 0) {
			for (unsigned i = 0; i < n_kept; i++) {
				(void)reply_id(kept[i], kept_ids[i]);
				kept[i] = sd_bus_message_unref(kept[i]);
			}
			for (unsigned i = 0; i < n_kept_caps; i++) {
				(void)reply_capabilities(kept_caps[i]);
				kept_caps[i] = sd_bus_message_unref(kept_caps[i]);
			}
			n_kept = n_kept_caps = 0;
		}
	}
}

int main(int argc, char **argv)
{
	struct bus_peer peer = {.obey = obey};

	if (argc < 2) {
		return 2;
	}
	address = argv[1];
	capabilities = argv + 2;
	peer.bus = bus = bus_peer_open(address);
	if (sd_bus_add_object_vtable(bus, NULL, PATH, NAME, vtable, NULL) < 0) {
		return 1;
	}
	if (getenv("FAKE_SERVER_WAITS") == NULL && sd_bus_request_name(bus, NAME, 0) < 0) {
		return 1;
	}
	return bus_peer_run(&peer);
}
