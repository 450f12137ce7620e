/* SPDX-License-Identifier: MIT */
/*
 * The switch "Do Not Disturb" of GNOME is a setting: no banners. The shell has no property for it,
 * and the settings portal does not show it. But dconf tells everybody when it has written a key,
 * without the value, after which the file is read.
 *
 * Not seen: databases of the administrator, profiles of dconf, other stores of settings. The key is
 * there with any desktop that uses GLib, and means something to GNOME Shell only.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "dconf.h"
#include "dnd_internal.h"
#include "log.h"

#define SHELL_NAME "org.gnome.Shell"
#define FOLDER "/org/gnome/desktop/notifications/"
#define KEY FOLDER "show-banners"

static void read_setting(void *userdata)
{
	struct dnd_gnome *gnome = userdata;
	bool shows_banners = true;
	char path[PATH_MAX];
	int r = dconf_find(path, sizeof(path));

	if (r >= 0) {
		r = dconf_read_truth(path, KEY, &shows_banners);
	}
	if (r < 0 && r != -ENOENT) {
		log_debug("Cannot read %s in %s: %s", KEY, path, log_errno_text(r));
	}
	dnd_voice_say(&gnome->voice, shows_banners ? "" : "GNOME");
}

static void on_owner(void *userdata)
{
	struct dnd_gnome *gnome = userdata;

	pace_reset(&gnome->pace);
	dnd_voice_doubt(&gnome->voice);
	if (gnome->shell.owner[0] != '\0') {
		pace_request(&gnome->pace);
	}
}

/* A change is a key, a folder of which any key may have changed, or one of these in two parts. */
static bool is_about_key(const char *prefix, const char *rest)
{
	static const char key[] = KEY;
	size_t size = strlen(prefix);

	return strncmp(prefix, key, size) == 0 && strncmp(rest, &key[size], strlen(rest)) == 0;
}

/* Who sends it is not asked: it only makes us look, and not often. */
static int on_written(sd_bus_message *signal, void *userdata, sd_bus_error *ret_error)
{
	struct dnd_gnome *gnome = userdata;
	const char *prefix, *rest;
	int r;

	if (gnome->shell.owner[0] == '\0' || sd_bus_message_read(signal, "s", &prefix) <= 0) {
		return 0;
	}
	r = sd_bus_message_enter_container(signal, 'a', "s");
	while (r > 0 && (r = sd_bus_message_read(signal, "s", &rest)) > 0) {
		if (is_about_key(prefix, rest)) {
			pace_request(&gnome->pace);
			break;
		}
	}
	return 0;
}

/* With arg0path the bus keeps back what is written elsewhere, and lets folders above through. */
static const struct bus_subscription subscriptions[] = {
	{"type='signal',path='/ca/desrt/dconf/Writer/user',interface='ca.desrt.dconf.Writer',"
	 "member='Notify',arg0path='" FOLDER "'",
		on_written},
};

int dnd_gnome_init(struct dnd_gnome *gnome, struct do_not_disturb *dnd, struct bus *bus)
{
	struct loop *loop = bus_get_loop(bus);
	int r;

	*gnome = (struct dnd_gnome){0};
	bus_name_init(&gnome->shell, SHELL_NAME, on_owner, gnome);
	r = dnd_voice_init(&gnome->voice, dnd, loop);
	if (r >= 0) {
		r = pace_init(&gnome->pace, loop, read_setting, gnome);
	}
	if (r >= 0) {
		bus_name_add(&gnome->shell, bus, subscriptions, ELEMENTSOF(subscriptions));
	}
	return r;
}

void dnd_gnome_deinit(struct dnd_gnome *gnome)
{
	bus_name_remove(&gnome->shell);
	pace_deinit(&gnome->pace);
	dnd_voice_deinit(&gnome->voice);
}
