/* SPDX-License-Identifier: MIT */
/*
 * GNOME's idle monitor and session manager, as far as they are asked, and what they do on a bad
 * day. Nothing happens by time: the idle time is a value, and watches fire when they are told to.
 *
 *   mutter ADDRESS [NAME...]      owns these names
 *
 * in:  own NAME | disown NAME
 *      mode MEMBER answer|silent|refuse|die|zero|types      for calls of this method; * for all
 *      idletime MSEC                 what GetIdletime says; a watch for less fires when it is added
 *      fire idle|active|N            the newest of its kind, or any number
 *      inhibit N FLAGS APP:REASON    and its signals
 *      uninhibit N
 *      burst N                       so many signals, about nothing
 * out: ready | ok (after each command) | METHOD [ARGUMENT or PATH]
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

#include "bus_peer.h"

#define MONITOR "org.gnome.Mutter.IdleMonitor"
#define MONITOR_PATH "/org/gnome/Mutter/IdleMonitor/Core"
#define SESSION "org.gnome.SessionManager"
#define SESSION_PATH "/org/gnome/SessionManager"
#define INHIBITOR_PATH SESSION_PATH "/Inhibitor"

#define INHIBITORS_MAX 128
#define MODES_MAX 8

static sd_bus *bus;
static unsigned idle_time_msec;
static unsigned idle_watch, active_watch, last_watch;

static struct {
	char member[32], mode[16];
} modes[MODES_MAX];

static struct {
	bool is_there;
	unsigned flags;
	char who[256], why[256];
} inhibitors[INHIBITORS_MAX];

static const char *get_mode(const char *member)
{
	for (unsigned i = 0; i < MODES_MAX; i++) {
		if (strcmp(modes[i].member, member) == 0 || strcmp(modes[i].member, "*") == 0) {
			return modes[i].mode;
		}
	}
	return "answer";
}

static void set_mode(const char *member, const char *mode)
{
	for (unsigned i = 0; i < MODES_MAX; i++) {
		if (modes[i].member[0] == '\0' || strcmp(modes[i].member, member) == 0) {
			(void)strcpy(modes[i].member, member);
			(void)strcpy(modes[i].mode, mode);
			return;
		}
	}
	exit(2);
}

static void fire(unsigned watch)
{
	(void)sd_bus_emit_signal(bus, MONITOR_PATH, MONITOR, "WatchFired", "u", watch);
}

static int on_monitor_call(sd_bus_message *call, const char *member)
{
	uint64_t interval_msec;
	uint32_t watch;
	int r;

	if (strcmp(member, "AddIdleWatch") == 0 &&
		sd_bus_message_read(call, "t", &interval_msec) > 0) {
		printf("%s %u\n", member, (unsigned)interval_msec);
		idle_watch = ++last_watch;
		r = sd_bus_reply_method_return(call, "u", idle_watch);
		if (idle_time_msec >= interval_msec) {
			fire(idle_watch);
		}
		return r;
	}
	if (strcmp(member, "AddUserActiveWatch") == 0) {
		puts(member);
		active_watch = ++last_watch;
		return sd_bus_reply_method_return(call, "u", active_watch);
	}
	if (strcmp(member, "GetIdletime") == 0) {
		puts(member);
		return sd_bus_reply_method_return(call, "t", (uint64_t)idle_time_msec);
	}
	if (strcmp(member, "RemoveWatch") == 0 && sd_bus_message_read(call, "u", &watch) > 0) {
		printf("%s %u\n", member, watch);
		return sd_bus_reply_method_return(call, "");
	}
	return 0;
}

static int reply_inhibitors(sd_bus_message *call)
{
	sd_bus_message *reply = NULL;
	char path[64];
	int r = sd_bus_message_new_method_return(call, &reply);

	if (r >= 0) {
		r = sd_bus_message_open_container(reply, 'a', "o");
	}
	for (unsigned i = 0; i < INHIBITORS_MAX && r >= 0; i++) {
		if (inhibitors[i].is_there) {
			(void)snprintf(path, sizeof(path), "%s%u", INHIBITOR_PATH, i);
			r = sd_bus_message_append(reply, "o", path);
		}
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

static unsigned inhibited_actions(void)
{
	unsigned actions = 0;

	for (unsigned i = 0; i < INHIBITORS_MAX; i++) {
		actions |= inhibitors[i].is_there ? inhibitors[i].flags : 0;
	}
	return actions;
}

static int on_session_call(sd_bus_message *call, const char *member)
{
	unsigned i;

	if (strcmp(member, "GetInhibitors") == 0) {
		puts(member);
		return reply_inhibitors(call);
	}
	/* The compositor asks for these. */
	if (strcmp(member, "GetAll") == 0) {
		return sd_bus_reply_method_return(
			call, "a{sv}", 1, "InhibitedActions", "u", inhibited_actions());
	}
	if (sscanf(sd_bus_message_get_path(call), INHIBITOR_PATH "%u", &i) != 1) {
		return 0;
	}
	printf("%s %u\n", member, i);
	if (i >= INHIBITORS_MAX || !inhibitors[i].is_there) {
		return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_UNKNOWN_OBJECT, "gone");
	}
	if (strcmp(member, "GetFlags") == 0) {
		return sd_bus_reply_method_return(call, "u", inhibitors[i].flags);
	}
	return sd_bus_reply_method_return(
		call, "s", strcmp(member, "GetAppId") == 0 ? inhibitors[i].who : inhibitors[i].why);
}

static int on_message(sd_bus_message *message, void *userdata, sd_bus_error *error)
{
	const char *member = sd_bus_message_get_member(message), *mode;
	uint8_t type;
	int r = 0;

	if (sd_bus_message_get_type(message, &type) < 0 || type != SD_BUS_MESSAGE_METHOD_CALL ||
		sd_bus_message_get_path(message) == NULL) {
		return 0;
	}
	mode = get_mode(member);
	if (strcmp(mode, "answer") != 0) {
		puts(member);
	}
	if (strcmp(mode, "die") == 0) {
		_exit(0);
	} else if (strcmp(mode, "silent") == 0) {
		r = 1;
	} else if (strcmp(mode, "refuse") == 0) {
		r = sd_bus_reply_method_errorf(message, SD_BUS_ERROR_ACCESS_DENIED, "no");
	} else if (strcmp(mode, "zero") == 0) {
		r = sd_bus_reply_method_return(message, "u", 0);
	} else if (strcmp(mode, "types") == 0) {
		r = sd_bus_reply_method_return(message, "b", 1);
	} else if (strcmp(sd_bus_message_get_path(message), MONITOR_PATH) == 0) {
		r = on_monitor_call(message, member);
	} else if (strncmp(sd_bus_message_get_path(message), SESSION_PATH, strlen(SESSION_PATH)) ==
		   0) {
		r = on_session_call(message, member);
	}
	return r;
}

static void tell_inhibited(const char *signal_name, unsigned i)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "%s%u", INHIBITOR_PATH, i);
	(void)sd_bus_emit_signal(bus, SESSION_PATH, SESSION, signal_name, "o", path);
	(void)sd_bus_emit_signal(bus, SESSION_PATH, "org.freedesktop.DBus.Properties",
		"PropertiesChanged", "sa{sv}as", SESSION, 1, "InhibitedActions", "u",
		inhibited_actions(), 0);
}

static void obey(char *line)
{
	char word[64], mode[16];
	unsigned i, flags;
	int at = 0;

	if (sscanf(line, "own %63s", word) == 1) {
		(void)sd_bus_request_name(bus, word, 0);
	} else if (sscanf(line, "disown %63s", word) == 1) {
		(void)sd_bus_release_name(bus, word);
	} else if (sscanf(line, "mode %31s %15s", word, mode) == 2) {
		set_mode(word, mode);
	} else if (sscanf(line, "idletime %u", &i) == 1) {
		idle_time_msec = i;
	} else if (strcmp(line, "fire idle") == 0) {
		fire(idle_watch);
	} else if (strcmp(line, "fire active") == 0) {
		fire(active_watch);
	} else if (sscanf(line, "fire %u", &i) == 1) {
		fire(i);
	} else if (sscanf(line, "inhibit %u %u %n", &i, &flags, &at) == 2 && i < INHIBITORS_MAX) {
		const char *colon = strchr(line + at, ':');

		inhibitors[i].is_there = true;
		inhibitors[i].flags = flags;
		(void)snprintf(inhibitors[i].who, sizeof(inhibitors[i].who), "%.*s",
			(int)(colon - (line + at)), line + at);
		(void)snprintf(inhibitors[i].why, sizeof(inhibitors[i].why), "%s", colon + 1);
		tell_inhibited("InhibitorAdded", i);
	} else if (sscanf(line, "uninhibit %u", &i) == 1 && i < INHIBITORS_MAX) {
		inhibitors[i].is_there = false;
		tell_inhibited("InhibitorRemoved", i);
	} else if (sscanf(line, "burst %u", &i) == 1) {
		while (i-- > 0) {
			(void)sd_bus_emit_signal(bus, SESSION_PATH, SESSION,
				i % 2 == 0 ? "InhibitorRemoved" : "InhibitorAdded", "o",
				INHIBITOR_PATH "99");
		}
	} else {
		exit(2);
	}
	puts("ok");
}

int main(int argc, char **argv)
{
	struct bus_peer peer = {.obey = obey};

	setvbuf(stdout, NULL, _IOLBF, 0); /* a call is told of before it is answered */
	if (argc < 2) {
		return 2;
	}
	peer.bus = bus = bus_peer_open(argv[1]);
	if (sd_bus_add_filter(bus, NULL, on_message, NULL) < 0) {
		return 1;
	}
	for (int i = 2; i < argc; i++) {
		if (sd_bus_request_name(bus, argv[i], 0) < 0) {
			return 1;
		}
	}
	return bus_peer_run(&peer);
}
