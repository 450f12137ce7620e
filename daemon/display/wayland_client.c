/* SPDX-License-Identifier: MIT */
/*
 * libwayland in the loop: events that are read and not dispatched make the descriptor silent, so
 * they are dispatched before every wait (prepare_dispatch()). The right to read is taken only when
 * the descriptor is readable and given back at once, since a forgotten one stops everybody. Nothing
 * here blocks: no wl_display_dispatch(), no roundtrip, and the socket is connected by ourselves,
 * because wl_display_connect() waits for a compositor whose queue is full. Requests leave in the
 * last hook (prepare_flush()).
 */
#include "wayland_client.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <wayland-client.h>

#include "log.h"
#include "wayland_sockets.h"

/* How long a compositor may take to say what it offers. */
#define PATIENCE_USEC (5 * USEC_PER_SEC)

/* Messages of libwayland end in a line end, and go to standard error if nobody takes them. */
__attribute__((__format__(__printf__, 1, 0))) static void on_library_message(
	const char *format, va_list arguments)
{
	char text[256];

	(void)vsnprintf(text, sizeof(text), format, arguments);
	text[strcspn(text, "\n")] = '\0';
	log_debug("libwayland: %s", text);
}

static void lost(struct wayland_client *client, int r)
{
	client->callbacks->on_lost(r, client->userdata);
}

void wayland_client_disconnect(struct wayland_client *client)
{
	if (client->display == NULL) {
		return;
	}
	/* Before the descriptor is closed: see loop_io_watch(). */
	(void)loop_io_watch(client->io, -1, 0);
	(void)loop_timer_set(client->patience, USEC_INFINITY);
	if (client->listed != NULL) {
		wl_callback_destroy(client->listed);
		client->listed = NULL;
	}
	if (client->registry != NULL) {
		wl_registry_destroy(client->registry);
		client->registry = NULL;
	}
	wl_display_disconnect(client->display);
	client->display = NULL;
}

static void on_global(void *userdata, struct wl_registry *registry, uint32_t name,
	const char *interface, uint32_t version)
{
	struct wayland_client *client = userdata;

	client->callbacks->on_global(name, interface, version, client->userdata);
}

static void on_global_remove(void *userdata, struct wl_registry *registry, uint32_t name)
{
	struct wayland_client *client = userdata;

	client->callbacks->on_global_remove(name, client->userdata);
}

static const struct wl_registry_listener registry_listener = {
	.global = on_global,
	.global_remove = on_global_remove,
};

static void on_listed(void *userdata, struct wl_callback *callback, uint32_t data)
{
	struct wayland_client *client = userdata;

	wl_callback_destroy(callback);
	client->listed = NULL;
	client->is_listed = true;
}

static const struct wl_callback_listener listed_listener = {.done = on_listed};

static void on_io(unsigned events, void *userdata)
{
	struct wayland_client *client = userdata;

	if ((events & LOOP_READ) != 0) {
		while (wl_display_prepare_read(client->display) != 0) {
			if (errno != EAGAIN || wl_display_dispatch_pending(client->display) < 0) {
				lost(client, -errno);
				return;
			}
		}
		if (wl_display_read_events(client->display) < 0 && errno != EAGAIN) {
			lost(client, -errno);
		}
	}
	/* The rest is done before the loop waits. */
}

static bool prepare_dispatch(void *userdata)
{
	struct wayland_client *client = userdata;
	int r;

	if (client->display == NULL) {
		return false;
	}
	r = wl_display_dispatch_pending(client->display);
	if (r < 0) {
		lost(client, -errno);
		return true;
	}
	if (client->is_listed && !client->is_told) {
		client->is_told = true;
		(void)loop_timer_set(client->patience, USEC_INFINITY);
		client->callbacks->on_listed(client->userdata);
	}
	if (r > 0 && client->display != NULL && client->callbacks->on_events != NULL) {
		client->callbacks->on_events(client->userdata);
	}
	return r > 0;
}

static bool prepare_flush(void *userdata)
{
	struct wayland_client *client = userdata;
	unsigned events = LOOP_READ;

	if (client->display == NULL) {
		return false;
	}
	if (wl_display_flush(client->display) < 0) {
		if (errno != EAGAIN) {
			lost(client, -errno);
			return true;
		}
		events |= LOOP_WRITE;
	}
	(void)loop_io_watch(client->io, wl_display_get_fd(client->display), events);
	return false;
}

static void on_patience(void *userdata)
{
	lost(userdata, -ETIMEDOUT);
}

int wayland_client_connect(struct wayland_client *client, const char *path)
{
	int fd = wayland_sockets_connect(path), r;

	if (fd < 0) {
		return fd;
	}
	client->display = wl_display_connect_to_fd(fd); /* which closes it, also if it fails */
	if (client->display == NULL) {
		return -ENOMEM;
	}
	client->is_listed = false;
	client->is_told = false;
	client->registry = wl_display_get_registry(client->display);
	client->listed = wl_display_sync(client->display);
	if (client->registry == NULL || client->listed == NULL) {
		wayland_client_disconnect(client);
		return -ENOMEM;
	}
	(void)wl_registry_add_listener(client->registry, &registry_listener, client);
	(void)wl_callback_add_listener(client->listed, &listed_listener, client);
	r = loop_timer_set(client->patience, PATIENCE_USEC);
	if (r < 0) {
		wayland_client_disconnect(client);
	}
	return r;
}

int wayland_client_init(struct wayland_client *client, struct loop *loop,
	const struct wayland_client_callbacks *callbacks, void *userdata)
{
	int r;

	client->loop = loop;
	client->callbacks = callbacks;
	client->userdata = userdata;
	wl_log_set_handler_client(on_library_message);
	loop_prepare_add(
		loop, &client->dispatch_hook, LOOP_ORDER_PRESENCE, prepare_dispatch, client);
	loop_prepare_add(loop, &client->flush_hook, LOOP_ORDER_FLUSH, prepare_flush, client);
	r = loop_io_new(loop, on_io, client, &client->io);
	return r < 0 ? r : loop_timer_new(loop, on_patience, client, &client->patience);
}

void wayland_client_deinit(struct wayland_client *client)
{
	if (client->loop == NULL) {
		return;
	}
	loop_prepare_remove(&client->dispatch_hook);
	loop_prepare_remove(&client->flush_hook);
	wayland_client_disconnect(client);
	client->io = loop_io_free(client->io);
	client->patience = loop_timer_free(client->patience);
	client->loop = NULL;
}
