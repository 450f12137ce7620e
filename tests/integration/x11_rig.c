/* SPDX-License-Identifier: MIT */
#include "x11_rig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop.h"
#include "presence_rig.h"
#include "userenv.h"
#include "x11_display.h"

struct loop *loop;
struct clock boot_clock;
struct presence_port *port;
struct child server, other_server, compositor;
unsigned number, n_hints;
static unsigned descriptors;
char display[16], other_display[16];

enum input_state input;
usec_t input_since_usec;

static void on_input(enum input_state state, usec_t since_boot_usec, void *userdata)
{
	input = state;
	input_since_usec = since_boot_usec;
}

static void on_desktop_hint(void *userdata)
{
	n_hints++;
}

static struct presence_callbacks callbacks;

void x11_rig_setup(void)
{
	static const char *const sources[] = {"x11"};

	(void)harness_begin();
	(void)unsetenv("XAUTHORITY");
	(void)unsetenv("XDG_SESSION_TYPE");
	ck_assert_int_eq(setenv("HOME", harness_path("."), 1), 0);
	/* As systemd makes it; servers that are not root cannot. */
	if (mkdir(X11_SOCKET_DIRECTORY, 01777) == 0) {
		(void)chmod(X11_SOCKET_DIRECTORY, 01777);
	}
	/* Not one of somebody's desktop, and not one of another run. */
	number = 1000 + 2 * ((unsigned)getpid() % 30000);
	(void)snprintf(display, sizeof(display), ":%u", number);
	(void)snprintf(other_display, sizeof(other_display), ":%u", number + 1);
	n_hints = 0;
	input = INPUT_UNKNOWN;
	descriptors = count_descriptors();
	boot_clock = clock_system();
	callbacks = presence_rig_deaf;
	callbacks.on_input = on_input;
	callbacks.on_desktop_hint = on_desktop_hint;
	presence_rig_begin(&boot_clock, &callbacks, &loop, &port);
	ck_assert_int_eq(presence_port_set_sources(port, sources, 1), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, SEC), 0);
}

void remove_remains(unsigned of)
{
	char path[64];

	(void)snprintf(path, sizeof(path), X11_SOCKET_PREFIX "%u", of);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "/tmp/.X%u-lock", of);
	(void)unlink(path);
}

void x11_rig_teardown(void)
{
	presence_rig_end();
	child_end(&server, SIGKILL);
	child_end(&other_server, SIGKILL);
	child_end(&compositor, SIGKILL);
	remove_remains(number);
	remove_remains(number + 1);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

bool have_programs(void)
{
	return harness_have("Xvfb") && harness_have("xdotool");
}

struct child start_server(const char *name, const char *authority)
{
	const char *arguments[] = {"Xvfb", name, "-screen", "0", "640x480x24", "-nolisten", "tcp",
		"-noreset", authority != NULL ? "-auth" : NULL, authority, NULL};

	return child_start(arguments);
}

struct presence_source_info get_source(void)
{
	struct presence_source_info infos[PRESENCE_SOURCES_MAX];
	size_t n = presence_port_list_sources(port, infos);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(infos[i].name, "x11") == 0) {
			return infos[i];
		}
	}
	ck_abort_msg("no source x11");
}

bool is_state(enum source_state state, const char *detail)
{
	const struct presence_source_info info = get_source();

	return info.state == state && strstr(info.detail, detail) != NULL;
}

void set_environment(const char *x_display, const char *authority, const char *wayland_display,
	const char *session_type)
{
	const struct userenv_values values = {
		.display = x_display,
		.xauthority = authority,
		.wayland_display = wayland_display,
		.session_type = session_type,
	};

	presence_port_set_environment(port, &values);
}

/* Runs a shell's line to its end, with our loop going on. */
static void run(const char *line)
{
	const char *arguments[] = {"/bin/sh", "-c", line, NULL};
	struct child child = child_start(arguments);
	int status = -1;

	RUN_UNTIL(loop, waitpid(child.pid, &status, WNOHANG) == child.pid);
	(void)close(child.to);
	(void)close(child.from);
	ck_assert_int_eq(status, 0);
}

void press_key(const char *name)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "DISPLAY=%s xdotool key shift", name);
	run(line);
}

void move_mouse(const char *name)
{
	static unsigned at = 10;
	char line[128];

	at = at == 10 ? 20 : 10;
	(void)snprintf(line, sizeof(line), "DISPLAY=%s xdotool mousemove %u %u", name, at, at);
	run(line);
}
