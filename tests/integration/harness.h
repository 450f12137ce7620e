/* SPDX-License-Identifier: MIT */
/* What the tests with real peers share: a place to live in, children, and waiting for something to
 * be seen with the loop running. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <check.h>

#include <backcare/timespan.h>

struct loop;

/* A fresh directory, which is the runtime directory from now on; removed by harness_end(). Also
 * forgets the environment of the desktop that the test itself may run on. */
const char *harness_begin(void);
void harness_end(void);
/* Below the fresh directory; good for the next eight calls. */
const char *harness_path(const char *name);
void harness_write(const char *path, const char *text);

/* Is the program there? If not the test says so and passes. */
bool harness_have(const char *program);

/* Some programs refuse to run as root, and all of a test have to be the same user. 'peer', a
 * program of the build or NULL, can still be started where only root gets at the build. */
void harness_drop_root(const char *peer);

struct child {
	pid_t pid;
	int to;   /* its standard input, -1: closed */
	int from; /* its standard output */
	char line[1024];
	size_t filled;
};

/* Starts a program with pipes on standard input and output; it ends with the test. */
struct child child_start(const char *const *arguments);
/* The same, and waits until it says "ready". */
struct child child_start_ready(const char *const *arguments);
/* Kills it with this signal and waits for it. Harmless a second time. */
void child_end(struct child *child, int signal_number);
void child_send(struct child *child, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
/* The next whole line, without its end, or NULL if there is none yet. Valid until the next call. */
const char *child_get_line(struct child *child);
/* Waits for a line without running the loop: for the start. */
const char *child_wait_line(struct child *child);
/* The next line is this one; the loop runs until it comes. */
void child_expect_line(struct child *child, struct loop *loop, const char *wanted);

/* A session bus of our own, on a socket in the fresh directory. */
struct child dbus_daemon_start(const char *socket_name);

/* Runs the loop until the condition holds, 20 s at most, or 'usec' at most. */
#define RUN_UNTIL(loop, condition)                                                        \
	do {                                                                              \
		struct run_limit run_limit_;                                              \
		run_limit_begin(&run_limit_, loop, 20 * USEC_PER_SEC, 5 * USEC_PER_MSEC); \
		while (!(condition)) {                                                    \
			ck_assert_msg(run_limit_pass(&run_limit_), "never: " #condition); \
		}                                                                         \
		run_limit_end(&run_limit_);                                               \
	} while (0)

/* Runs the loop for that long, to see that something does not happen. */
#define RUN_FOR(loop, usec)                                              \
	do {                                                             \
		struct run_limit run_limit_;                             \
		run_limit_begin(&run_limit_, loop, usec, USEC_INFINITY); \
		while (run_limit_pass(&run_limit_)) {                    \
		}                                                        \
		run_limit_end(&run_limit_);                              \
	} while (0)

struct run_limit {
	struct loop *loop;
	struct loop_timer *timer;
	struct loop_timer *beat_timer;
	usec_t beat_usec;
	bool over;
};

/* With a beat each pass ends soon, also if what it did before it waited was all that happens;
 * USEC_INFINITY: none, for tests that count. */
void run_limit_begin(struct run_limit *limit, struct loop *loop, usec_t usec, usec_t beat_usec);
/* One pass; false when the time is over. */
bool run_limit_pass(struct run_limit *limit);
void run_limit_end(struct run_limit *limit);

/* How often a process went to sleep, of its own will, since it began. */
unsigned long count_sleeps(pid_t pid);
/* Open descriptors of this process. */
unsigned count_descriptors(void);
