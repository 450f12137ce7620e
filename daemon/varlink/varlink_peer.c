/* SPDX-License-Identifier: MIT */
/* Everything happens in varlink_peer_run(), one step at a time, each derived from what is there:
 * is somebody there to answer to, is the call at work done with, is there a message, is there
 * something to read. Events only note what changed and ask for a turn, so nothing is run from
 * within a handler, and nothing is freed under anybody's feet: the server frees who is GONE.
 *
 * One call at a time. While one is kept (a stream), what comes behind it stays in the buffer.
 *
 * A client that shut its writing side down still gets its answers, and its stream. Whether it went
 * away for good can then only be learned from POLLHUP, and level-triggered polling would report the
 * end of input without end: this is why the descriptor is polled edge-triggered throughout. It
 * reports the close once, costs no system call to pause and resume, and no timer.
 *
 * Descriptors that a client passes along are dropped by the kernel, because they are not asked for.
 */
#include "varlink_peer.h"

#include "varlink_call_internal.h"
#include "varlink_host.h"
#include "varlink_limits.h"

#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

struct budget {
	unsigned calls;
	unsigned reads;
};

/* clang-format off */
static const bool edges[VARLINK_PEER_STATE_MAX][VARLINK_PEER_STATE_MAX] = {
	[VARLINK_PEER_OPEN] = {[VARLINK_PEER_ENDED] = true, [VARLINK_PEER_LEAVING] = true, [VARLINK_PEER_GONE] = true},
	[VARLINK_PEER_ENDED] = {[VARLINK_PEER_LEAVING] = true, [VARLINK_PEER_GONE] = true},
	[VARLINK_PEER_LEAVING] = {[VARLINK_PEER_GONE] = true},
};
/* clang-format on */

static void set_state(struct varlink_peer *peer, enum varlink_peer_state state)
{
	bool is_legal = edges[peer->state][state];

	assert(is_legal);
	(void)is_legal;
	peer->state = state;
}

static void want_turn(void *userdata)
{
	struct varlink_peer *peer = userdata;

	varlink_host_want_work(peer->host, &peer->work_link);
}

/* Did the other side close for good, not only its writing side? */
static void look_for_hangup(struct varlink_peer *peer)
{
	struct pollfd poll_fd = {.fd = peer->fd};

	if (poll(&poll_fd, 1, 0) > 0 && (poll_fd.revents & (POLLHUP | POLLERR)) != 0) {
		varlink_outlet_break(&peer->outlet);
	}
}

static void on_readable(evutil_socket_t fd, short events, void *userdata)
{
	struct varlink_peer *peer = userdata;

	peer->can_read = true;
	/* When nothing is read, nothing else tells. */
	if (peer->state != VARLINK_PEER_OPEN ||
		frame_buffer_pending(&peer->input) >= LIMIT_INPUT_BYTES) {
		look_for_hangup(peer);
	}
	varlink_peer_run(peer);
}

static void leave(struct varlink_peer *peer, const char *reason)
{
	varlink_host_complain(
		peer->host, "Closing the connection of process %d: %s", (int)peer->pid, reason);
	set_state(peer, VARLINK_PEER_LEAVING);
}

static void on_partial_timeout(evutil_socket_t fd, short events, void *userdata)
{
	struct varlink_peer *peer = userdata;

	if (peer->state == VARLINK_PEER_OPEN) {
		leave(peer, "a message was begun and not completed");
		want_turn(peer);
	}
}

int varlink_peer_new(
	struct varlink_host *host, int fd, pid_t pid, uid_t uid, struct varlink_peer **ret_peer)
{
	struct varlink_peer *peer = calloc(1, sizeof(*peer));
	int r;

	if (peer == NULL) {
		return -ENOMEM;
	}
	*peer = (struct varlink_peer){.host = host, .fd = -1, .pid = pid, .uid = uid};
	list_init(&peer->link);
	list_init(&peer->work_link);
	frame_buffer_init(&peer->input, PROTOCOL_MESSAGE_MAX_BYTES);
	r = varlink_outlet_init(&peer->outlet, host->base, fd, want_turn, peer);
	if (r < 0) {
		goto fail;
	}
	r = -ENOMEM;
	peer->partial_timer = evtimer_new(host->base, on_partial_timeout, peer);
	peer->readable = event_new(host->base, fd, EV_READ | EV_PERSIST | EV_ET, on_readable, peer);
	if (peer->partial_timer == NULL || peer->readable == NULL ||
		event_add(peer->readable, NULL) < 0) {
		goto fail;
	}
	peer->fd = fd;
	*ret_peer = peer;
	return 0;

fail:
	(void)varlink_peer_free(peer);
	return r;
}

struct varlink_peer *varlink_peer_free(struct varlink_peer *peer)
{
	bool took_much;

	if (peer == NULL) {
		return NULL;
	}
	/* It may say no more. */
	peer->outlet.broken = true;
	peer->call = varlink_call_free(peer->call);
	list_remove(&peer->link);
	list_remove(&peer->work_link);
	if (peer->readable != NULL) {
		event_free(peer->readable);
	}
	if (peer->partial_timer != NULL) {
		event_free(peer->partial_timer);
	}
	varlink_outlet_deinit(&peer->outlet);
	frame_buffer_deinit(&peer->input);
	/* Last: libevent has to know no event of a descriptor that is closed. */
	if (peer->fd >= 0) {
		(void)close(peer->fd);
	}
	took_much = peer->took_much || peer->outlet.sent_bytes > LIMIT_OUTPUT_PAUSE_BYTES;
	free(peer);
	if (took_much) {
		(void)malloc_trim(0);
	}
	return NULL;
}

static bool is_incomplete(const struct varlink_peer *peer)
{
	return peer->input.start == peer->input.tail && frame_buffer_pending(&peer->input) > 0;
}

/* The call is over, or nobody is left for its answer. Returns 1 if that changed anything. */
static int finish_call(struct varlink_peer *peer)
{
	if (varlink_call_get_state(peer->call) != VARLINK_CALL_ANSWERED && !peer->outlet.broken) {
		return 0;
	}
	peer->call = varlink_call_free(peer->call);
	return 1;
}

/* Makes a call of the next message. Returns 1, 0 if there is none, or a negative errno. */
static int begin_call(struct varlink_peer *peer)
{
	const char *message;
	size_t size;
	int r = frame_buffer_take(&peer->input, &message, &size);

	if (r <= 0) {
		return r;
	}
	(void)evtimer_del(peer->partial_timer);
	r = varlink_call_new(message, size, &peer->outlet, peer->pid, peer->uid, &peer->call);
	if (r < 0) {
		return r;
	}
	/* Thousands of them would keep us busy for long after the client left. */
	if (peer->outlet.broken && !varlink_call_is_oneway(peer->call) &&
		peer->n_abandoned++ >= LIMIT_ABANDONED_CALLS) {
		peer->call = varlink_call_free(peer->call);
		return 1;
	}
	r = varlink_call_dispatch(peer->call, &peer->host->registry);
	return r < 0 ? r : 1;
}

/* Returns 1 if something was read or the end found, 0 if nothing is there, or a negative errno. */
static int read_some(struct varlink_peer *peer)
{
	char bytes[LIMIT_READ_BYTES];
	ssize_t size;

	do {
		size = recv(peer->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	} while (size < 0 && errno == EINTR);
	if (size < 0 && errno == EAGAIN) {
		peer->can_read = false;
		return 0;
	}
	if (size <= 0) {
		/* An error of a socket of this kind is that the other side is gone with something
		 * unread; what it sent before can still be worked through. */
		set_state(peer, VARLINK_PEER_ENDED);
		look_for_hangup(peer);
		return 1;
	}
	size = frame_buffer_feed(&peer->input, bytes, (size_t)size);
	return size < 0 ? (int)size : 1;
}

static const char *describe(int error)
{
	switch (error) {
	case -EBADMSG:
		return "a message is not one of the Varlink protocol";
	case -EMSGSIZE:
		return "a message is too long";
	default:
		return "out of memory";
	}
}

/* May a further call begin, or a stream go on? If not, then after trying to write: so there will be
 * an event when that changes. */
static bool has_room(struct varlink_peer *peer)
{
	size_t limit = peer->call != NULL ? LIMIT_OUTPUT_RESUME_BYTES : LIMIT_OUTPUT_PAUSE_BYTES;

	if (varlink_outlet_pending(&peer->outlet) > limit) {
		varlink_outlet_flush(&peer->outlet);
	}
	return varlink_outlet_pending(&peer->outlet) <= limit;
}

/* Works on the calls that are here. Returns as step(). */
static int step_call(struct varlink_peer *peer, struct budget *budget)
{
	int r;

	if (peer->call != NULL && finish_call(peer) > 0) {
		return 1;
	}
	if (!has_room(peer)) {
		return 0;
	}
	if (budget->calls == 0) {
		want_turn(peer);
		return 0;
	}
	r = peer->call != NULL ? varlink_call_make_ready(peer->call) : begin_call(peer);
	if (r > 0) {
		budget->calls--;
	}
	return r;
}

static int step_read(struct varlink_peer *peer, struct budget *budget)
{
	if (!peer->can_read || peer->state != VARLINK_PEER_OPEN ||
		frame_buffer_pending(&peer->input) >= LIMIT_INPUT_BYTES) {
		return 0;
	}
	if (budget->reads == 0) {
		want_turn(peer);
		return 0;
	}
	budget->reads--;
	return read_some(peer);
}

/* Does one thing. Returns 1 if there was one, 0 if there is nothing more for this turn, or a
 * negative errno for which the connection has to be closed. */
static int step(struct varlink_peer *peer, struct budget *budget)
{
	int r;

	if (peer->outlet.overrun) {
		return 0;
	}
	r = step_call(peer, budget);
	if (r != 0 || budget->calls == 0) {
		return r;
	}
	return step_read(peer, budget);
}

/* What becomes of it when everything is done that could be. */
static void settle(struct varlink_peer *peer)
{
	bool idle = peer->call == NULL && peer->input.start == peer->input.tail;

	if (peer->outlet.overrun) {
		varlink_host_complain(peer->host,
			"Dropping the subscription of process %d: it does not read",
			(int)peer->pid);
		set_state(peer, VARLINK_PEER_GONE);
	} else if (peer->state == VARLINK_PEER_ENDED && idle) {
		set_state(peer, VARLINK_PEER_LEAVING);
	}
	if (peer->state == VARLINK_PEER_LEAVING && varlink_outlet_pending(&peer->outlet) == 0) {
		set_state(peer, VARLINK_PEER_GONE);
	}
	if (peer->state == VARLINK_PEER_GONE) {
		want_turn(peer);
	}
}

static void arm_partial_timer(struct varlink_peer *peer)
{
	struct timeval interval = {
		.tv_sec = (time_t)(peer->host->partial_usec / USEC_PER_SEC),
		.tv_usec = (suseconds_t)(peer->host->partial_usec % USEC_PER_SEC),
	};

	if (peer->state == VARLINK_PEER_OPEN && is_incomplete(peer) &&
		!evtimer_pending(peer->partial_timer, NULL)) {
		(void)evtimer_add(peer->partial_timer, &interval);
	}
}

/* One large message does not cost an idle connection its room for ever, nor the process: of what is
 * freed below something that stays, malloc would keep all (25 MiB were seen after one message). */
static void give_back(struct varlink_peer *peer)
{
	peer->took_much = peer->took_much || peer->input.capacity > LIMIT_IDLE_BYTES;
	if (peer->took_much && peer->call == NULL && frame_buffer_pending(&peer->input) == 0) {
		frame_buffer_deinit(&peer->input);
		peer->took_much = false;
		(void)malloc_trim(0);
	}
}

void varlink_peer_run(struct varlink_peer *peer)
{
	struct budget budget = {LIMIT_CALLS_PER_WAKEUP, LIMIT_READS_PER_WAKEUP};
	int r = 1;

	if (peer->state == VARLINK_PEER_GONE) {
		want_turn(peer);
		return;
	}
	peer->outlet.corked = true;
	while (r > 0 && (peer->state == VARLINK_PEER_OPEN || peer->state == VARLINK_PEER_ENDED)) {
		r = step(peer, &budget);
	}
	if (r < 0) {
		leave(peer, describe(r));
	}
	varlink_outlet_uncork(&peer->outlet);
	give_back(peer);
	settle(peer);
	arm_partial_timer(peer);
}
