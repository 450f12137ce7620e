/* SPDX-License-Identifier: MIT */
/*
 * What a film does to the desktop: a window of one colour that holds an idle inhibitor.
 *
 *   idle-inhibit SECONDS
 *
 * out: held, when the compositor has both; then nothing, and it ends after so long, or when the
 * window is closed. The inhibitor goes with the window. Exit status: 1 without a compositor, 2 if
 * that lacks something.
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <wayland-client.h>

/* Generated code casts a const away. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#include "idle-inhibit-unstable-v1-client-protocol.h"
#include "xdg-shell-client-protocol.h"
#pragma GCC diagnostic pop

#define WIDTH 320
#define HEIGHT 180
#define STRIDE (WIDTH * 4)
#define COLOUR 0x30

struct film {
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct xdg_wm_base *shell;
	struct zwp_idle_inhibit_manager_v1 *inhibitors;

	struct wl_surface *surface;
	struct wl_buffer *picture;
	bool is_mapped;
	bool is_closed;
};

static void on_global(void *userdata, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version)
{
	struct film *film = userdata;

	if (strcmp(interface, wl_compositor_interface.name) == 0) {
		film->compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 1);
	} else if (strcmp(interface, wl_shm_interface.name) == 0) {
		film->shm = wl_registry_bind(registry, name, &wl_shm_interface, 1);
	} else if (strcmp(interface, xdg_wm_base_interface.name) == 0) {
		film->shell = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
	} else if (strcmp(interface, zwp_idle_inhibit_manager_v1_interface.name) == 0) {
		film->inhibitors =
			wl_registry_bind(registry, name, &zwp_idle_inhibit_manager_v1_interface, 1);
	}
}

static void on_global_remove(void *userdata, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
	.global = on_global,
	.global_remove = on_global_remove,
};

static void on_ping(void *userdata, struct xdg_wm_base *shell, uint32_t serial)
{
	xdg_wm_base_pong(shell, serial);
}

static const struct xdg_wm_base_listener shell_listener = {.ping = on_ping};

/* The picture may be shown from the first of these on; a size that is asked for is not obeyed. */
static void on_configure(void *userdata, struct xdg_surface *window, uint32_t serial)
{
	struct film *film = userdata;

	xdg_surface_ack_configure(window, serial);
	wl_surface_attach(film->surface, film->picture, 0, 0);
	wl_surface_damage(film->surface, 0, 0, WIDTH, HEIGHT);
	wl_surface_commit(film->surface);
	film->is_mapped = true;
}

static const struct xdg_surface_listener window_listener = {.configure = on_configure};

static void on_toplevel_configure(void *userdata, struct xdg_toplevel *toplevel, int32_t width,
	int32_t height, struct wl_array *states)
{
}

static void on_close(void *userdata, struct xdg_toplevel *toplevel)
{
	struct film *film = userdata;

	film->is_closed = true;
}

static const struct xdg_toplevel_listener toplevel_listener = {
	.configure = on_toplevel_configure,
	.close = on_close,
};

static struct wl_buffer *make_picture(struct wl_shm *shm)
{
	struct wl_buffer *picture = NULL;
	struct wl_shm_pool *pool;
	int fd = memfd_create("picture", MFD_CLOEXEC);
	void *pixels;

	if (fd < 0) {
		return NULL;
	}
	if (ftruncate(fd, STRIDE * HEIGHT) == 0) {
		pixels = mmap(NULL, STRIDE * HEIGHT, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (pixels != MAP_FAILED) {
			memset(pixels, COLOUR, STRIDE * HEIGHT);
			(void)munmap(pixels, STRIDE * HEIGHT);
		}
		pool = wl_shm_create_pool(shm, fd, STRIDE * HEIGHT);
		picture = wl_shm_pool_create_buffer(
			pool, 0, WIDTH, HEIGHT, STRIDE, WL_SHM_FORMAT_XRGB8888);
		wl_shm_pool_destroy(pool);
	}
	(void)close(fd);
	return picture;
}

/* The window, shown, and the inhibitor that holds while it is. */
static bool show(struct film *film, struct wl_display *display)
{
	struct xdg_surface *window;
	struct xdg_toplevel *toplevel;

	(void)xdg_wm_base_add_listener(film->shell, &shell_listener, NULL);
	film->picture = make_picture(film->shm);
	if (film->picture == NULL) {
		return false;
	}
	film->surface = wl_compositor_create_surface(film->compositor);
	window = xdg_wm_base_get_xdg_surface(film->shell, film->surface);
	(void)xdg_surface_add_listener(window, &window_listener, film);
	toplevel = xdg_surface_get_toplevel(window);
	(void)xdg_toplevel_add_listener(toplevel, &toplevel_listener, film);
	xdg_toplevel_set_title(toplevel, "Film");
	(void)zwp_idle_inhibit_manager_v1_create_inhibitor(film->inhibitors, film->surface);
	wl_surface_commit(film->surface);
	while (!film->is_mapped) {
		if (wl_display_dispatch(display) < 0) {
			return false;
		}
	}
	return wl_display_roundtrip(display) >= 0;
}

static long now_msec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool run_until(struct film *film, struct wl_display *display, long end_msec)
{
	struct pollfd wait = {.fd = wl_display_get_fd(display), .events = POLLIN};
	long now;

	while (!film->is_closed && (now = now_msec()) < end_msec) {
		/* Nothing is left in the queue here, so dispatching does not wait either. */
		(void)wl_display_flush(display);
		if (poll(&wait, 1, (int)(end_msec - now)) > 0 && wl_display_dispatch(display) < 0) {
			return false;
		}
	}
	return true;
}

int main(int argc, char **argv)
{
	long seconds = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	struct film film = {0};
	struct wl_registry *registry;
	struct wl_display *display;

	if (seconds <= 0 || seconds > 3600) {
		fprintf(stderr, "usage: idle-inhibit SECONDS\n");
		return EXIT_FAILURE;
	}
	display = wl_display_connect(NULL);
	if (display == NULL) {
		fprintf(stderr, "No compositor: %s\n", strerror(errno));
		return 1;
	}
	registry = wl_display_get_registry(display);
	(void)wl_registry_add_listener(registry, &registry_listener, &film);
	(void)wl_display_roundtrip(display);
	if (film.compositor == NULL || film.shm == NULL || film.shell == NULL ||
		film.inhibitors == NULL || !show(&film, display)) {
		fprintf(stderr, "This compositor does not show windows that inhibit.\n");
		wl_display_disconnect(display);
		return 2;
	}
	puts("held");
	fflush(stdout);
	if (!run_until(&film, display, now_msec() + seconds * 1000)) {
		fprintf(stderr, "The compositor is gone.\n");
	}
	wl_display_disconnect(display); /* ends all of it */
	return EXIT_SUCCESS;
}
