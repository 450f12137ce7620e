/* SPDX-License-Identifier: MIT */
/* The stream of Monitor(), waited for together with a time-out, a key and the reader of our output.
 */
#pragma once

#include <stdbool.h>

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include "connection.h"

struct follow {
	struct connection connection;
	int output_fd;   /* watched for its reader going away */
	int input_fd;    /* watched for input; -1: not */
	int signal_fd;   /* likewise; held signals, which are input as well */
	bool is_started; /* the first reply has come */
};

#define FOLLOW_NULL \
	{.connection = CONNECTION_NULL, .output_fd = -1, .input_fd = -1, .signal_fd = -1}
#define AUTO_FOLLOW CLEANUP(follow_close)

enum {
	FOLLOW_NOTHING = 0, /* the time is over, or a signal came */
	FOLLOW_REPLY = 1,
	FOLLOW_INPUT = 2,
};

/* Connects and calls Monitor(). Returns 0 or an error of connection.h. */
int follow_open(struct follow *follow, int output_fd);
void follow_close(struct follow *follow);

/* Waits for the next reply, for at most 'timeout_usec' (USEC_INFINITY: for ever; the first one has
 * to come within CONNECTION_TIMEOUT_USEC in any case). Returns one of the above; an error of
 * connection.h; -EPIPE if nobody reads our output any more. A SIGWINCH that the caller keeps
 * blocked is let through while waiting. */
int follow_next(struct follow *follow, usec_t timeout_usec, struct reply *ret_reply);

/* CLOCK_BOOTTIME, by which the figures of a status grow. */
usec_t follow_now_boot_usec(void);
