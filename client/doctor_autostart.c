/* SPDX-License-Identifier: MIT */
/*
 * Where no systemd starts the daemon, the desktop has to: does it, and how is it told to?
 *
 * That a file names backcared is taken for good; whether the line does what it should nobody but
 * the desktop can tell.
 */
#include "doctor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>
#include <backcare/protocol.h>

#define FILE_MAX_BYTES ((size_t)64 * 1024)
#define PATH_MAX_BYTES 1024

/* Below the configuration directory, or for the latter the home directory. */
static const char *const config_files[] = {"sway/config", "i3/config", "hypr/hyprland.conf",
	"labwc/autostart", "openbox/autostart", "autostart/backcared.desktop"};
static const char *const home_files[] = {".xinitrc", ".xsession", ".xprofile", ".i3/config"};

static bool names_daemon(const char *path)
{
	AUTO_FREE char *text = malloc(FILE_MAX_BYTES);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t size = text && fd >= 0 ? read(fd, text, FILE_MAX_BYTES) : -1;

	return size > 0 &&
	       memmem(text, (size_t)size, PROTOCOL_PRODUCT, strlen(PROTOCOL_PRODUCT)) != NULL;
}

static bool find_in(const char *home, const char *folder, const char *const *files, size_t count,
	char *path, size_t size)
{
	for (size_t i = 0; i < count; i++) {
		int length = snprintf(path, size, "%s%s/%s", home, folder, files[i]);

		if (length > 0 && (size_t)length < size && names_daemon(path)) {
			return true;
		}
	}
	return false;
}

static bool find_line(char *path, size_t size)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (config && config[0] == '/' &&
		find_in(config, "", config_files, ELEMENTSOF(config_files), path, size)) {
		return true;
	}
	if (!home || home[0] != '/') {
		return false;
	}
	return find_in(home, "/.config", config_files, ELEMENTSOF(config_files), path, size) ||
	       find_in(home, "", home_files, ELEMENTSOF(home_files), path, size);
}

/* The desktop that we are in, else the usual ones. */
static const char *get_remedy(void)
{
	static const struct {
		const char *variable, *remedy;
	} desktops[] = {
		{"SWAYSOCK", "To have it start with sway, add this line to ~/.config/sway/config:\n"
			     "exec backcared"},
		{"I3SOCK", "To have it start with i3, add this line to ~/.config/i3/config:\n"
			   "exec --no-startup-id backcared"},
		{"HYPRLAND_INSTANCE_SIGNATURE", "To have it start with Hyprland, add this line to "
						"~/.config/hypr/hyprland.conf:\n"
						"exec-once = backcared"},
	};

	for (size_t i = 0; i < ELEMENTSOF(desktops); i++) {
		const char *value = getenv(desktops[i].variable);

		if (value && *value != '\0') {
			return desktops[i].remedy;
		}
	}
	return "To have it start with your desktop, add a line to one of these:\n"
	       "~/.config/sway/config: exec backcared\n"
	       "~/.config/i3/config: exec --no-startup-id backcared\n"
	       "~/.xinitrc, before the window manager: backcared &\n"
	       "Elsewhere name backcared in the desktop's own list of programs to start.";
}

void doctor_check_autostart(struct doctor *doctor, bool units_are_known)
{
	char path[PATH_MAX_BYTES];

	if (find_line(path, sizeof(path))) {
		doctor_add(doctor, "autostart", CHECK_OK, false, NULL, "named in %s", path);
	} else if (!units_are_known) {
		doctor_add(doctor, "autostart", CHECK_ABSENT, false, NULL,
			"whether systemd starts the daemon when you log in cannot be told from "
			"here, and nothing else does");
	} else {
		doctor_add(doctor, "autostart", CHECK_LIMITED, false, get_remedy(),
			"nothing seems to start the daemon when you log in");
	}
}
