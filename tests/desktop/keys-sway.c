/* SPDX-License-Identifier: MIT */
/*
 * Presses and releases the left shift key on a virtual keyboard of a wlroots compositor for every
 * line on standard input, and answers each with a line. One keyboard that stays plugged in:
 * compositors tell every client about one that comes or goes.
 */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <wayland-client.h>

#include "virtual-keyboard-client-protocol.h"

#define KEY_LEFT_SHIFT 42
#define SHIFT_MASK 1
#define KEYMAP_XKB_V1 1

static const char keymap[] = "xkb_keymap {\n"
			     "xkb_keycodes { minimum = 8; maximum = 255; <LFSH> = 50; };\n"
			     "xkb_types { include \"complete\" };\n"
			     "xkb_compatibility { include \"complete\" };\n"
			     "xkb_symbols { key <LFSH> { [ Shift_L ] }; };\n"
			     "};\n";

struct globals {
	struct wl_seat *seat;
	struct zwp_virtual_keyboard_manager_v1 *manager;
};

static void on_global(void *data, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version)
{
	struct globals *globals = data;

	(void)version;
	if (strcmp(interface, "wl_seat") == 0 && globals->seat == NULL) {
		globals->seat = wl_registry_bind(registry, name, &wl_seat_interface, 1);
	} else if (strcmp(interface, "zwp_virtual_keyboard_manager_v1") == 0) {
		globals->manager = wl_registry_bind(
			registry, name, &zwp_virtual_keyboard_manager_v1_interface, 1);
	}
}

static void on_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
	(void)data;
	(void)registry;
	(void)name;
}

static const struct wl_registry_listener registry_listener = {on_global, on_global_remove};

static int send_keymap(struct zwp_virtual_keyboard_v1 *keyboard)
{
	int fd = memfd_create("keymap", MFD_CLOEXEC);

	if (fd < 0 || write(fd, keymap, sizeof(keymap)) != (ssize_t)sizeof(keymap)) {
		return -1;
	}
	zwp_virtual_keyboard_v1_keymap(keyboard, KEYMAP_XKB_V1, fd, sizeof(keymap));
	return 0;
}

static uint32_t now_msec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

static void press(struct zwp_virtual_keyboard_v1 *keyboard)
{
	for (uint32_t down = 1;; down--) {
		zwp_virtual_keyboard_v1_key(keyboard, now_msec(), KEY_LEFT_SHIFT, down);
		zwp_virtual_keyboard_v1_modifiers(keyboard, down * SHIFT_MASK, 0, 0, 0);
		if (down == 0) {
			return;
		}
	}
}

int main(void)
{
	struct wl_display *display = wl_display_connect(NULL);
	struct globals globals = {0};
	struct zwp_virtual_keyboard_v1 *keyboard;
	char line[64];

	if (display == NULL) {
		return EXIT_FAILURE;
	}
	wl_registry_add_listener(wl_display_get_registry(display), &registry_listener, &globals);
	if (wl_display_roundtrip(display) < 0 || globals.seat == NULL || globals.manager == NULL) {
		(void)fputs("no seat or no virtual keyboards\n", stderr);
		return EXIT_FAILURE;
	}
	keyboard = zwp_virtual_keyboard_manager_v1_create_virtual_keyboard(
		globals.manager, globals.seat);
	if (send_keymap(keyboard) < 0 || wl_display_roundtrip(display) < 0) {
		return EXIT_FAILURE;
	}
	while (fgets(line, sizeof(line), stdin) != NULL) {
		press(keyboard);
		if (wl_display_roundtrip(display) < 0) {
			return EXIT_FAILURE;
		}
		(void)puts("pressed");
		(void)fflush(stdout);
	}
	wl_display_disconnect(display);
	return EXIT_SUCCESS;
}
