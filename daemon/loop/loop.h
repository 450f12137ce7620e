/* SPDX-License-Identifier: MIT */
/* The one loop of the daemon: libevent waits, and before each wait hooks look at what libevent
 * cannot see (messages that a library has read and not yet handed out, time-outs that moved). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <backcare/timespan.h>

#include "list.h"

struct loop;

/* Returns 0 or -errno. */
int loop_new(struct loop **ret_loop);
/* Everything made from the loop was freed before; work still queued is run. */
struct loop *loop_free(struct loop *loop);

/* Runs until loop_quit(). Returns what that said, or -errno of a loop that cannot go on. */
int loop_run(struct loop *loop);

/* One pass: queued work, hooks, one wait, its callbacks. For tests. */
int loop_run_once(struct loop *loop);

/* Ends loop_run() when the present callbacks have returned; r >= 0 is what it returns. The last
 * call wins. */
void loop_quit(struct loop *loop, int r);

/* Work that is done when the callbacks of this pass have returned and before the loop waits again;
 * embedded in who owes it. This is where an object frees itself or its parts, and where a module
 * calls another that may be in the middle of calling it. */
struct loop_work {
	struct list queue;
	void (*fn)(void *userdata);
	void *userdata;
};

void loop_work_init(struct loop_work *work, void (*fn)(void *userdata), void *userdata);
/* Once, however often it is queued before it runs. In the order of queueing. It may queue itself
 * again, which is done in the next pass. */
void loop_work_queue(struct loop *loop, struct loop_work *work);
/* Harmless if it is not queued. */
void loop_work_cancel(struct loop_work *work);

/* Hooks are run before every wait, lower order first. */
enum loop_order {
	LOOP_ORDER_CORE,
	LOOP_ORDER_BUS,
	LOOP_ORDER_PRESENCE,
	LOOP_ORDER_FLUSH, /* requests that were produced in this pass leave in this pass */
	LOOP_ORDER_MAX,
};

/* Must not block. Returns true if it called others or did anything that another hook has to see:
 * then all are run again before the loop waits. */
typedef bool (*loop_prepare_fn)(void *userdata);

struct loop_prepare {
	struct list hooks;
	loop_prepare_fn fn;
	void *userdata;
};

void loop_prepare_add(struct loop *loop, struct loop_prepare *prepare, enum loop_order order,
	loop_prepare_fn fn, void *userdata);
/* Not from a hook. Harmless if it was never added and is zero. */
void loop_prepare_remove(struct loop_prepare *prepare);

/* Watches a descriptor, which stays its maker's. */
struct loop_io;

enum loop_io_events {
	LOOP_READ = 1 << 0, /* also set when the other side is gone */
	LOOP_WRITE = 1 << 1,
};

/* 'events': of enum loop_io_events, one or both. May free the loop_io. */
typedef void (*loop_io_fn)(unsigned events, void *userdata);

int loop_io_new(struct loop *loop, loop_io_fn fn, void *userdata, struct loop_io **ret_io);
/* Its callback is not run any more from here on; also from its own callback. */
struct loop_io *loop_io_free(struct loop_io *io);
/* What is watched from now on: computed anew by the caller whenever it likes, costs nothing if it
 * is unchanged. Without events, or with fd -1: nothing. Has to be told of -1 *before* the
 * descriptor is closed: libevent would take a new one of the same number for the old one, and
 * never hear of it. Level-triggered. Returns 0 or -errno. */
int loop_io_watch(struct loop_io *io, int fd, unsigned events);

/* A relative timer on CLOCK_MONOTONIC, for giving up and trying again. Not for anything that the
 * user is owed: it stands still in suspend, see deadline.h. */
struct loop_timer;

int loop_timer_new(struct loop *loop, void (*fn)(void *userdata), void *userdata,
	struct loop_timer **ret_timer);
/* As loop_io_free(). */
struct loop_timer *loop_timer_free(struct loop_timer *timer);
/* Once, after this time; 0: as soon as the loop waits. USEC_INFINITY takes it back. */
int loop_timer_set(struct loop_timer *timer, usec_t after_usec);
bool loop_timer_is_set(const struct loop_timer *timer);

/* Blocks these signals for the thread and hands each to the callback in the loop; ends with the
 * loop, which unblocks them. Once for a loop. Children inherit the mask. Returns 0, -EALREADY or
 * -errno. */
int loop_watch_signals(struct loop *loop, const int *numbers, size_t n_numbers,
	void (*fn)(int signal_number, void *userdata), void *userdata);
