/* SPDX-License-Identifier: MIT */
/* Writes straight to the socket and asks the event loop only when that is full, which for a client
 * that reads is never: a call costs no change of the set of polled descriptors.
 *
 * The event is edge-triggered like that of the receiving half, since libevent takes no two kinds on
 * one descriptor. Adding it reports at once if there is room. */
#include "varlink_outlet.h"

#include "varlink_limits.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <event2/buffer.h>
#include <event2/event.h>

#define VECTORS_MAX 16

static void on_writable(evutil_socket_t fd, short events, void *userdata)
{
	struct varlink_outlet *outlet = userdata;

	varlink_outlet_flush(outlet);
	varlink_outlet_tell(outlet);
}

int varlink_outlet_init(struct varlink_outlet *outlet, struct event_base *base, int fd,
	void (*on_progress)(void *userdata), void *userdata)
{
	*outlet = (struct varlink_outlet){
		.fd = fd,
		.buffer = evbuffer_new(),
		.on_progress = on_progress,
		.userdata = userdata,
	};
	outlet->writable = event_new(base, fd, EV_WRITE | EV_ET, on_writable, outlet);
	return outlet->buffer != NULL && outlet->writable != NULL ? 0 : -ENOMEM;
}

void varlink_outlet_deinit(struct varlink_outlet *outlet)
{
	if (outlet->writable != NULL) {
		event_free(outlet->writable);
		outlet->writable = NULL;
	}
	if (outlet->buffer != NULL) {
		evbuffer_free(outlet->buffer);
		outlet->buffer = NULL;
	}
}

int varlink_outlet_send(
	struct varlink_outlet *outlet, const struct varlink_piece *pieces, size_t n_pieces)
{
	size_t size = 1;

	if (outlet->broken) {
		return 0;
	}
	for (size_t i = 0; i < n_pieces; i++) {
		size += pieces[i].size;
	}
	/* Half a message would be worse than none. */
	if (evbuffer_expand(outlet->buffer, size) < 0) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n_pieces; i++) {
		int r = evbuffer_add(outlet->buffer, pieces[i].bytes, pieces[i].size);

		assert(r == 0);
		(void)r;
	}
	(void)evbuffer_add(outlet->buffer, "", 1);
	outlet->sent_bytes += size;
	if (!outlet->corked) {
		varlink_outlet_flush(outlet);
	}
	return 0;
}

size_t varlink_outlet_pending(const struct varlink_outlet *outlet)
{
	return evbuffer_get_length(outlet->buffer);
}

/* One system call. Returns the bytes written or a negative errno. */
static ssize_t write_some(struct varlink_outlet *outlet)
{
	struct evbuffer_iovec vectors[VECTORS_MAX];
	struct msghdr message = {.msg_iov = vectors};
	int count = evbuffer_peek(outlet->buffer, -1, NULL, vectors, VECTORS_MAX);
	ssize_t written;

	assert(count > 0);
	message.msg_iovlen = (size_t)(count < VECTORS_MAX ? count : VECTORS_MAX);
	do {
		written = sendmsg(outlet->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (written < 0 && errno == EINTR);
	return written < 0 ? -errno : written;
}

void varlink_outlet_flush(struct varlink_outlet *outlet)
{
	while (!outlet->broken && varlink_outlet_pending(outlet) > 0) {
		ssize_t written = write_some(outlet);

		if (written == -EAGAIN) {
			if (event_add(outlet->writable, NULL) < 0) {
				varlink_outlet_break(outlet);
			}
			return;
		}
		if (written < 0) {
			varlink_outlet_break(outlet);
			return;
		}
		(void)evbuffer_drain(outlet->buffer, (size_t)written);
	}
}

void varlink_outlet_uncork(struct varlink_outlet *outlet)
{
	outlet->corked = false;
	varlink_outlet_flush(outlet);
}

void varlink_outlet_tell(struct varlink_outlet *outlet)
{
	if (!outlet->corked) {
		outlet->on_progress(outlet->userdata);
	}
}

void varlink_outlet_break(struct varlink_outlet *outlet)
{
	if (outlet->broken) {
		return;
	}
	outlet->broken = true;
	(void)evbuffer_drain(outlet->buffer, varlink_outlet_pending(outlet));
	(void)event_del(outlet->writable);
	varlink_outlet_tell(outlet);
}
