/* SPDX-License-Identifier: MIT */
/* The real switches: modes of mako on sway without a screen, dunst on Xvfb, a setting of GNOME that
 * dconf writes. In the place of GNOME Shell there is somebody with its name. */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>

#include <backcare/cleanup.h>

#include "dnd_rig.h"
#include "loop.h"

#define A_WHILE (500 * USEC_PER_MSEC)
#define SETTING "org.gnome.desktop.notifications show-banners"
#define KEY "/org/gnome/desktop/notifications/show-banners"

static struct dnd_rig rig;
static struct child display, server;
static unsigned descriptors;

static void setup(void)
{
	descriptors = count_descriptors();
	dnd_rig_begin(&rig);
}

static void teardown(void)
{
	child_end(&server, SIGTERM);
	child_end(&display, SIGTERM);
	(void)unsetenv("WAYLAND_DISPLAY");
	(void)unsetenv("DISPLAY");
	dnd_rig_end(&rig);
	ck_assert_uint_eq(count_descriptors(), descriptors);
}

static bool have(const char *const *programs)
{
	bool all = true;

	for (; *programs != NULL; programs++) {
		all = harness_have(*programs) && all;
	}
	return all;
}

/* The exit status of a command of the shell, with our loop going on. */
static int try(const char *command)
{
	const char *const arguments[] = {"/bin/sh", "-c", command, NULL};
	struct child child = child_start(arguments);
	int status = -1;

	RUN_UNTIL(rig.loop, waitpid(child.pid, &status, WNOHANG) == child.pid);
	(void)close(child.to);
	(void)close(child.from);
	return status;
}

static void run(const char *command)
{
	ck_assert_msg(try(command) == 0, "%s", command);
}

static void start_server(const char *program)
{
	const char *const arguments[] = {program, NULL};

	server = child_start(arguments);
	run("for i in $(seq 100); do busctl --address=$DBUS_SESSION_BUS_ADDRESS call "
	    "org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus GetNameOwner s "
	    "org.freedesktop.Notifications && exit 0; sleep 0.1; done; exit 1");
}

static void start_sway(void)
{
	const char *config = harness_path("sway.conf");
	const char *arguments[] = {"sway", "-c", config, NULL};

	harness_write(config, "output * resolution 800x600\nxwayland disable\n");
	(void)setenv("WLR_BACKENDS", "headless", 1);
	(void)setenv("WLR_RENDERER", "pixman", 1);
	(void)setenv("WLR_LIBINPUT_NO_DEVICES", "1", 1);
	(void)setenv("LIBSEAT_BACKEND", "noop", 1);
	display = child_start(arguments);
	RUN_UNTIL(rig.loop, access(harness_path("wayland-1"), F_OK) == 0);
	(void)setenv("WAYLAND_DISPLAY", "wayland-1", 1);
}

START_TEST(mako_modes)
{
	static const char *const programs[] = {"sway", "mako", "makoctl", "busctl", NULL};

	if (!have(programs)) {
		return;
	}
	start_sway();
	start_server("mako");
	if (try("busctl --address=$DBUS_SESSION_BUS_ADDRESS get-property "
		"org.freedesktop.Notifications /fr/emersion/Mako fr.emersion.Mako Modes") != 0) {
		printf("# not tested: this mako does not tell of its modes\n");
		return;
	}
	run("makoctl mode -a away");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(rig.n_told, 0);
	run("makoctl mode -a do-not-disturb");
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	ck_assert_str_eq(rig.who, "mako, mode do-not-disturb");
	run("makoctl mode -r do-not-disturb");
	RUN_UNTIL(rig.loop, rig.n_told == 2);
	ck_assert(!rig.on);

	run("for i in $(seq 50); do makoctl mode -a dnd; makoctl mode -r dnd; done; "
	    "makoctl mode -a dnd");
	RUN_UNTIL(rig.loop, rig.on);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on);
	ck_assert_str_eq(rig.who, "mako, mode dnd");

	/* A new one is in no mode. */
	child_end(&server, SIGKILL);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on);
	start_server("mako");
	RUN_UNTIL(rig.loop, !rig.on);
	run("makoctl mode -s Do-Not-Disturb");
	RUN_UNTIL(rig.loop, rig.on);
	child_end(&server, SIGTERM);
	RUN_FOR(rig.loop, DO_NOT_DISTURB_PATIENCE_USEC - USEC_PER_SEC);
	ck_assert(rig.on);
	RUN_UNTIL(rig.loop, !rig.on);
}
END_TEST

static void start_xvfb(void)
{
	static const char *const arguments[] = {
		"Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp", NULL};
	char name[32];

	display = child_start(arguments);
	(void)snprintf(name, sizeof(name), ":%.8s", child_wait_line(&display));
	(void)setenv("DISPLAY", name, 1);
}

START_TEST(dunst_pause)
{
	static const char *const programs[] = {
		"Xvfb", "dunst", "dunstctl", "dbus-send", "busctl", NULL};

	if (!have(programs)) {
		return;
	}
	start_xvfb();
	start_server("dunst");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(rig.n_told, 0);
	run("dunstctl set-paused true");
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	ck_assert_str_eq(rig.who, "dunst");
	run("dunstctl set-paused false");
	RUN_UNTIL(rig.loop, rig.n_told == 2);
	ck_assert(!rig.on);
	/* As of dunst 1.12: only what is less urgent. */
	if (try("dunstctl set-pause-level 40") == 0) {
		RUN_UNTIL(rig.loop, rig.n_told == 3);
		ck_assert_str_eq(rig.who, "dunst");
		run("dunstctl set-pause-level 0");
		RUN_UNTIL(rig.loop, rig.n_told == 4);
	} else {
		printf("# not tested: this dunst has no levels of pause\n");
	}
	run("for i in $(seq 25); do dunstctl set-paused toggle; done");
	RUN_UNTIL(rig.loop, rig.on);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on);
	child_end(&server, SIGKILL);
	start_server("dunst");
	RUN_UNTIL(rig.loop, !rig.on);
}
END_TEST

static bool have_gnome_settings(void)
{
	static const char *const programs[] = {"gsettings", "dconf", NULL};

	if (!have(programs)) {
		return false;
	}
	(void)setenv("GSETTINGS_BACKEND", "dconf", 1);
	if (try("gsettings get " SETTING) != 0) {
		printf("# not tested: no schema of " SETTING "\n");
		return false;
	}
	return true;
}

/* Each way in which dconf writes it, and tells of it. */
static const struct {
	const char *on, *off;
} writes[] = {
	{"gsettings set " SETTING " false", "gsettings set " SETTING " true"},
	{"gsettings set " SETTING " false", "gsettings reset " SETTING},
	{"dconf write " KEY " false", "dconf reset " KEY},
	{"dconf write " KEY " false", "dconf reset -f /org/gnome/desktop/"},
	{"printf '[notifications]\\nshow-banners=false\\n[interface]\\nclock-format=\"12h\"\\n' | "
	 "dconf load /org/gnome/desktop/",
		"dconf reset -f /"},
	{"for i in $(seq 25); do dconf write " KEY " true; dconf write " KEY " false; done",
		"for i in $(seq 25); do dconf write " KEY " false; dconf write " KEY " true; done"},
};

START_TEST(gnome_setting)
{
	if (!have_gnome_settings()) {
		return;
	}
	dnd_rig_start_peer(&rig, DND_SHELL);
	RUN_FOR(rig.loop, A_WHILE);
	run(writes[_i].on);
	RUN_UNTIL(rig.loop, rig.on);
	ck_assert_str_eq(rig.who, "GNOME");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on);
	run("dconf write /org/gnome/desktop/interface/color-scheme \"'prefer-dark'\"");
	run("gsettings set org.gnome.desktop.notifications show-in-lock-screen false");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on);
	run(writes[_i].off);
	RUN_UNTIL(rig.loop, !rig.on);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(!rig.on);
}
END_TEST

/* It was set before anybody looked; a shell that comes back says the same. */
START_TEST(gnome_setting_from_before)
{
	if (!have_gnome_settings()) {
		return;
	}
	run("gsettings set " SETTING " false");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(rig.n_told, 0);
	dnd_rig_start_peer(&rig, DND_SHELL);
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	child_end(&rig.peer, SIGKILL);
	RUN_FOR(rig.loop, A_WHILE);
	dnd_rig_start_peer(&rig, DND_SHELL);
	RUN_FOR(rig.loop, DO_NOT_DISTURB_PATIENCE_USEC + USEC_PER_SEC);
	ck_assert(rig.on);
	ck_assert_uint_eq(rig.n_told, 1);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, mako_modes);
	tcase_add_test(tcase, dunst_pause);
	tcase_add_loop_test(tcase, gnome_setting, 0, ELEMENTSOF(writes));
	tcase_add_test(tcase, gnome_setting_from_before);
}

int main(void)
{
	harness_drop_root(FAKE_DESKTOP);
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("real-do-not-disturb", add_tests);
}
