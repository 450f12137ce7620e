/* SPDX-License-Identifier: MIT */
#include "dnd_rig.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bus.h"
#include "loop.h"

#define DCONF_SERVICE "ca.desrt.dconf.service"

static void on_told(bool on, const char *who, void *userdata)
{
	struct dnd_rig *rig = userdata;

	ck_assert_int_eq(on, who[0] != '\0');
	rig->on = on;
	(void)snprintf(rig->who, sizeof(rig->who), "%s", who);
	rig->n_told++;
}

void dnd_rig_begin(struct dnd_rig *rig)
{
	char address[300];

	*rig = (struct dnd_rig){0};
	(void)harness_begin();
	ck_assert_int_eq(setenv("XDG_CONFIG_HOME", harness_path("config"), 1), 0);
	ck_assert_int_eq(mkdir(harness_path("config"), 0700), 0);
	ck_assert_int_eq(mkdir(harness_path("config/dconf"), 0700), 0);
	ck_assert_int_eq(mkdir(harness_path("services"), 0700), 0);
	ck_assert_int_eq(symlink("/usr/share/dbus-1/services/" DCONF_SERVICE,
				 harness_path("services/" DCONF_SERVICE)),
		0);
	rig->daemon_child = dbus_daemon_start("bus");
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	ck_assert_int_eq(setenv("DBUS_SESSION_BUS_ADDRESS", address, 1), 0);
	ck_assert_int_eq(loop_new(&rig->loop), 0);
	ck_assert_int_eq(bus_new(rig->loop, BUS_SESSION, NULL, &rig->bus), 0);
	ck_assert_int_eq(do_not_disturb_new(rig->loop, rig->bus, on_told, rig, &rig->dnd), 0);
}

void dnd_rig_end(struct dnd_rig *rig)
{
	rig->dnd = do_not_disturb_free(rig->dnd);
	rig->bus = bus_free(rig->bus);
	rig->loop = loop_free(rig->loop);
	child_end(&rig->peer, SIGKILL);
	child_end(&rig->daemon_child, SIGKILL);
	(void)unsetenv("DBUS_SESSION_BUS_ADDRESS");
	(void)unsetenv("XDG_CONFIG_HOME");
	harness_end();
}

static void take(struct dnd_rig *rig, const char *line)
{
	size_t size = strlen(rig->asked);

	if (strcmp(line, "ok") == 0) {
		rig->n_ok++;
	} else {
		ck_assert_int_lt(
			snprintf(rig->asked + size, sizeof(rig->asked) - size, "%s;", line),
			(int)(sizeof(rig->asked) - size));
	}
}

void dnd_rig_start_peer(struct dnd_rig *rig, const char *name)
{
	char address[300];
	const char *arguments[] = {FAKE_DESKTOP, address, name, NULL};

	child_end(&rig->peer, SIGKILL);
	rig->n_ok = 0;
	rig->asked[0] = '\0';
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	rig->peer = child_start_ready(arguments);
}

void dnd_rig_tell(struct dnd_rig *rig, const char *format, ...)
{
	unsigned wanted = rig->n_ok + 1;
	char command[256];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	child_send(&rig->peer, "%s", command);
	while (rig->n_ok < wanted) {
		take(rig, child_wait_line(&rig->peer));
	}
}

unsigned dnd_rig_count(struct dnd_rig *rig, const char *property)
{
	const char *line;
	unsigned n = 0;

	while ((line = child_get_line(&rig->peer)) != NULL) {
		take(rig, line);
	}
	for (line = rig->asked; *line != '\0'; line = strchr(line, ';') + 1) {
		n += strncmp(line, property, strlen(property)) == 0 ? 1 : 0;
	}
	return n;
}
