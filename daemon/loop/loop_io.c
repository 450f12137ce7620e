/* SPDX-License-Identifier: MIT */
/*
 * Descriptors and timers of the loop, as struct event of libevent.
 *
 * event_del() happens at once, the memory goes later: whoever is called by libevent may free what
 * called it. A descriptor is never taken over by number: a change of descriptor or events takes the
 * old event out before the new one goes in.
 */
#include "loop.h"

#include <errno.h>
#include <stdlib.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "loop_event.h"

struct loop_io {
	struct loop *loop;
	struct event event;
	bool assigned;
	int fd;
	unsigned events;
	loop_io_fn fn;
	void *userdata;
	struct loop_work free_work;
};

struct loop_timer {
	struct loop *loop;
	struct event event;
	void (*fn)(void *userdata);
	void *userdata;
	struct loop_work free_work;
};

static void free_io(void *userdata)
{
	free(userdata);
}

int loop_io_new(struct loop *loop, loop_io_fn fn, void *userdata, struct loop_io **ret_io)
{
	struct loop_io *io = calloc(1, sizeof(*io));

	if (io == NULL) {
		return -ENOMEM;
	}
	io->loop = loop;
	io->fd = -1;
	io->fn = fn;
	io->userdata = userdata;
	loop_work_init(&io->free_work, free_io, io);
	*ret_io = io;
	return 0;
}

static void on_io(evutil_socket_t fd, short what, void *userdata)
{
	struct loop_io *io = userdata;
	unsigned events = 0;

	if ((what & EV_READ) != 0) {
		events |= LOOP_READ;
	}
	if ((what & EV_WRITE) != 0) {
		events |= LOOP_WRITE;
	}
	io->fn(events, io->userdata);
}

static void unwatch(struct loop_io *io)
{
	if (io->assigned) {
		(void)event_del(&io->event);
		event_debug_unassign(&io->event);
	}
	io->assigned = false;
	io->fd = -1;
	io->events = 0;
}

struct loop_io *loop_io_free(struct loop_io *io)
{
	if (io != NULL) {
		unwatch(io);
		loop_work_queue(io->loop, &io->free_work);
	}
	return NULL;
}

int loop_io_watch(struct loop_io *io, int fd, unsigned events)
{
	short what = EV_PERSIST;

	if (fd < 0 || events == 0) {
		unwatch(io);
		return 0;
	}
	if (io->fd == fd && io->events == events) {
		return 0;
	}
	unwatch(io);
	if ((events & LOOP_READ) != 0) {
		what |= EV_READ;
	}
	if ((events & LOOP_WRITE) != 0) {
		what |= EV_WRITE;
	}
	if (event_assign(&io->event, loop_get_event_base(io->loop), fd, what, on_io, io) < 0) {
		return -EINVAL;
	}
	io->assigned = true;
	if (event_add(&io->event, NULL) < 0) {
		int r = errno > 0 ? -errno : -EIO;

		unwatch(io);
		return r;
	}
	io->fd = fd;
	io->events = events;
	return 0;
}

static void on_timer(evutil_socket_t fd, short what, void *userdata)
{
	struct loop_timer *timer = userdata;

	timer->fn(timer->userdata);
}

int loop_timer_new(struct loop *loop, void (*fn)(void *userdata), void *userdata,
	struct loop_timer **ret_timer)
{
	struct loop_timer *timer = calloc(1, sizeof(*timer));

	if (timer == NULL) {
		return -ENOMEM;
	}
	timer->loop = loop;
	timer->fn = fn;
	timer->userdata = userdata;
	loop_work_init(&timer->free_work, free_io, timer);
	if (event_assign(&timer->event, loop_get_event_base(loop), -1, 0, on_timer, timer) < 0) {
		free(timer);
		return -EINVAL;
	}
	*ret_timer = timer;
	return 0;
}

struct loop_timer *loop_timer_free(struct loop_timer *timer)
{
	if (timer != NULL) {
		(void)event_del(&timer->event);
		event_debug_unassign(&timer->event);
		loop_work_queue(timer->loop, &timer->free_work);
	}
	return NULL;
}

int loop_timer_set(struct loop_timer *timer, usec_t after_usec)
{
	struct timeval after;

	if (after_usec == USEC_INFINITY) {
		(void)event_del(&timer->event);
		return 0;
	}
	if (after_usec > TIMESPAN_MAX_USEC) {
		after_usec = TIMESPAN_MAX_USEC;
	}
	after.tv_sec = (time_t)(after_usec / USEC_PER_SEC);
	after.tv_usec = (suseconds_t)(after_usec % USEC_PER_SEC);
	/* In a callback libevent would count from when the callbacks began. */
	(void)event_base_update_cache_time(loop_get_event_base(timer->loop));
	if (event_add(&timer->event, &after) < 0) {
		return errno > 0 ? -errno : -ENOMEM;
	}
	return 0;
}

bool loop_timer_is_set(const struct loop_timer *timer)
{
	return event_pending(&timer->event, EV_TIMEOUT, NULL) != 0;
}
