/* SPDX-License-Identifier: MIT */
#include "sway_rig.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PATIENCE_STEPS 400
#define STEP_USEC (50 * USEC_PER_MSEC)

bool sway_have_programs(void)
{
	return harness_have("sway") && harness_have("swaymsg") && harness_have("foot");
}

static bool shell(const char *line)
{
	return system(line) == 0; /* NOLINT: a fixed line of the test */
}

static void wait_for(const char *line)
{
	for (unsigned i = 0; i < PATIENCE_STEPS; i++) {
		if (shell(line)) {
			return;
		}
		(void)usleep(STEP_USEC);
	}
	ck_abort_msg("never: %s", line);
}

static void find_control_socket(void)
{
	glob_t found = {0};

	for (unsigned i = 0; i < PATIENCE_STEPS; i++) {
		if (glob(harness_path("sway-ipc.*.sock"), 0, NULL, &found) == 0) {
			ck_assert_int_eq(setenv("SWAYSOCK", found.gl_pathv[0], 1), 0);
			globfree(&found);
			return;
		}
		(void)usleep(STEP_USEC);
	}
	ck_abort_msg("sway does not begin");
}

struct child sway_start(void)
{
	const char *config = harness_path("sway.conf");
	const char *arguments[] = {"sway", "-c", config, NULL};
	struct child sway;

	/* Without Xwayland, whose socket would look like a desktop of X11. */
	harness_write(config, "xwayland disable\noutput * resolution 800x600\n");
	(void)setenv("WLR_BACKENDS", "headless", 1);
	(void)setenv("WLR_RENDERER", "pixman", 1);
	(void)setenv("WLR_LIBINPUT_NO_DEVICES", "1", 1);
	(void)setenv("LIBSEAT_BACKEND", "noop", 1);
	(void)unsetenv("WAYLAND_DISPLAY");
	sway = child_start(arguments);
	find_control_socket();
	wait_for("swaymsg -t get_version >/dev/null 2>&1");
	(void)setenv("WAYLAND_DISPLAY", "wayland-1", 1);
	return sway;
}

struct child sway_open_window(const char *app_id, const char *line)
{
	const char *arguments[] = {"foot", "-o", "tweak.font-monospace-warn=no", "-a", app_id,
		"/bin/sh", "-c", line, NULL};
	struct child window = child_start(arguments);
	char command[256];

	(void)snprintf(command, sizeof(command),
		"swaymsg '[app_id=\"^%s$\"] focus' >/dev/null 2>&1", app_id);
	wait_for(command);
	return window;
}

void sway_say(const char *command)
{
	char line[256];

	(void)snprintf(line, sizeof(line), "swaymsg '%s' >/dev/null", command);
	ck_assert_msg(shell(line), "swaymsg %s", command);
}
