/* SPDX-License-Identifier: MIT */
/*
 * The outer loop around libevent.
 *
 * libevent 2.1 knows descriptors and timers only. The libraries that we hang into it (sd-bus,
 * libwayland) read messages ahead and keep them: their descriptor is silent then, and their
 * time-out moves with each call. Watching the descriptor alone loses those messages, which is the
 * bug that most users of sd-bus outside systemd have. So each pass runs every hook, which reads
 * descriptor, events and time-out anew, and only then lets libevent wait, once.
 *
 * The hooks run outside event_base_loop() for a second reason: inside it libevent works with the
 * time at which the callbacks began, and a time-out set in a long callback comes too early.
 *
 * Invariants: nothing that libevent may still call is freed (memory goes from queued work, when no
 * callback is on the stack); no callback runs the loop; the loop never waits while work is queued
 * or a hook says that it did something.
 */
#include "loop.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include <event2/event.h>

#include "log.h"
#include "loop_event.h"
#include "loop_internal.h"

/* Rounds of work and hooks before descriptors get a look again, if they keep each other busy. */
#define ROUNDS_MAX 64

struct loop {
	struct event_base *base;
	struct list works;
	struct list hooks[LOOP_ORDER_MAX];
	bool quit;
	int quit_result;
	struct pathwatch_hub *pathwatch_hub;

	struct loop_signals *signals;
};

static void on_libevent_message(int severity, const char *message)
{
	if (severity >= EVENT_LOG_WARN) {
		log_warning("libevent: %s", message);
	} else {
		log_debug("libevent: %s", message);
	}
}

static void on_libevent_fatal(int error)
{
	log_error("libevent cannot go on (%d).", error);
	abort(); /* it must not return, and exit() would run handlers on broken state */
}

int loop_new(struct loop **ret_loop)
{
	struct event_config *config = NULL;
	struct loop *loop = calloc(1, sizeof(*loop));

	if (loop == NULL) {
		return -ENOMEM;
	}
	list_init(&loop->works);
	for (size_t i = 0; i < LOOP_ORDER_MAX; i++) {
		list_init(&loop->hooks[i]);
	}
	event_set_log_callback(on_libevent_message);
	event_set_fatal_callback(on_libevent_fatal);

	config = event_config_new();
	if (config != NULL) {
		(void)event_config_set_flag(
			config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV);
		loop->base = event_base_new_with_config(config);
		event_config_free(config);
	}
	if (loop->base == NULL) {
		free(loop);
		return -ENOMEM;
	}
	*ret_loop = loop;
	return 0;
}

static void run_works(struct loop *loop)
{
	struct list present;

	/* Taken over as a whole, so that work which queues itself does not keep us here. */
	list_init(&present);
	while (!list_is_empty(&loop->works)) {
		struct list *first = loop->works.next;

		list_remove(first);
		list_append(&present, first);
	}
	while (!list_is_empty(&present)) {
		struct loop_work *work = list_entry(present.next, struct loop_work, queue);

		list_remove(&work->queue);
		work->fn(work->userdata);
	}
}

struct loop *loop_free(struct loop *loop)
{
	if (loop == NULL) {
		return NULL;
	}
	loop->signals = loop_signals_free(loop->signals);
	for (unsigned i = 0; i < ROUNDS_MAX && !list_is_empty(&loop->works); i++) {
		run_works(loop);
	}
	assert(loop->pathwatch_hub == NULL);
	event_base_free(loop->base);
	free(loop);
	return NULL;
}

struct event_base *loop_get_event_base(struct loop *loop)
{
	return loop->base;
}

struct pathwatch_hub **loop_get_pathwatch_hub(struct loop *loop)
{
	return &loop->pathwatch_hub;
}

struct loop_signals **loop_get_signals(struct loop *loop)
{
	return &loop->signals;
}

/* Returns whether all is said and done, so that waiting is right. */
static bool prepare(struct loop *loop)
{
	for (unsigned round = 0; round < ROUNDS_MAX; round++) {
		bool busy = false;

		run_works(loop);
		for (size_t order = 0; order < LOOP_ORDER_MAX; order++) {
			struct loop_prepare *hook;

			list_for_each (hook, &loop->hooks[order], hooks) {
				busy = hook->fn(hook->userdata) || busy;
			}
		}
		if (!busy && list_is_empty(&loop->works)) {
			return true;
		}
		if (loop->quit) {
			return false;
		}
	}
	return false;
}

int loop_run_once(struct loop *loop)
{
	bool may_wait = prepare(loop);
	int r;

	if (loop->quit) {
		return 0;
	}
	r = event_base_loop(loop->base, EVLOOP_ONCE | (may_wait ? 0 : EVLOOP_NONBLOCK));
	if (r < 0) {
		log_error("Cannot wait for events: %s", log_errno_text(errno));
		return errno > 0 ? -errno : -EIO;
	}
	if (r == 1 && may_wait) {
		return -EDEADLK; /* nothing will ever happen: a mistake of ours */
	}
	return 0;
}

int loop_run(struct loop *loop)
{
	while (!loop->quit) {
		int r = loop_run_once(loop);

		if (r < 0) {
			return r;
		}
	}
	loop->quit = false;
	return loop->quit_result;
}

void loop_quit(struct loop *loop, int r)
{
	assert(r >= 0);
	loop->quit = true;
	loop->quit_result = r;
}

void loop_work_init(struct loop_work *work, void (*fn)(void *userdata), void *userdata)
{
	*work = (struct loop_work){.fn = fn, .userdata = userdata};
	list_init(&work->queue);
}

void loop_work_queue(struct loop *loop, struct loop_work *work)
{
	if (!list_is_linked(&work->queue)) {
		list_append(&loop->works, &work->queue);
	}
}

void loop_work_cancel(struct loop_work *work)
{
	list_remove(&work->queue);
}

void loop_prepare_add(struct loop *loop, struct loop_prepare *prepare, enum loop_order order,
	loop_prepare_fn fn, void *userdata)
{
	assert(order < LOOP_ORDER_MAX);
	*prepare = (struct loop_prepare){.fn = fn, .userdata = userdata};
	list_append(&loop->hooks[order], &prepare->hooks);
}

void loop_prepare_remove(struct loop_prepare *prepare)
{
	if (prepare->hooks.next != NULL) {
		list_remove(&prepare->hooks);
	}
}
