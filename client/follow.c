/* SPDX-License-Identifier: MIT */
#include "follow.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

int follow_open(struct follow *follow, int output_fd)
{
	int r = connection_open(&follow->connection);

	if (r < 0) {
		return r;
	}
	follow->output_fd = output_fd;
	follow->input_fd = -1;
	follow->signal_fd = -1;
	follow->is_started = false;
	return connection_stream(&follow->connection, "Monitor", NULL);
}

void follow_close(struct follow *follow)
{
	connection_close(&follow->connection);
}

static int wait_for_something(const struct follow *follow, usec_t timeout_usec)
{
	struct timespec timeout = {.tv_sec = (time_t)(timeout_usec / USEC_PER_SEC),
		.tv_nsec = (long)(timeout_usec % USEC_PER_SEC * 1000)};
	struct pollfd fds[] = {
		{.fd = follow->connection.fd, .events = POLLIN},
		{.fd = follow->input_fd, .events = POLLIN},
		{.fd = follow->output_fd}, /* errors are told unasked */
		{.fd = follow->signal_fd, .events = POLLIN},
	};
	sigset_t mask;

	(void)sigprocmask(SIG_SETMASK, NULL, &mask);
	(void)sigdelset(&mask, SIGWINCH);
	int r = ppoll(fds, sizeof(fds) / sizeof(fds[0]),
		timeout_usec == USEC_INFINITY ? NULL : &timeout, &mask);
	if (r < 0) {
		return errno == EINTR ? FOLLOW_NOTHING : -errno;
	}
	if (fds[2].revents != 0) {
		return -EPIPE;
	}
	if (fds[0].revents != 0) {
		return FOLLOW_REPLY;
	}
	return fds[1].revents != 0 || fds[3].revents != 0 ? FOLLOW_INPUT : FOLLOW_NOTHING;
}

int follow_next(struct follow *follow, usec_t timeout_usec, struct reply *ret_reply)
{
	usec_t begin_boot_usec = follow_now_boot_usec();

	for (;;) {
		int r = connection_receive(&follow->connection, ret_reply);
		if (r != 0) {
			follow->is_started = true;
			return r < 0 ? r : FOLLOW_REPLY;
		}
		usec_t waited_usec = follow_now_boot_usec() - begin_boot_usec;
		usec_t limit_usec = timeout_usec;
		if (!follow->is_started && limit_usec > CONNECTION_TIMEOUT_USEC) {
			limit_usec = CONNECTION_TIMEOUT_USEC;
		}
		if (waited_usec >= limit_usec) {
			return follow->is_started ? FOLLOW_NOTHING : -ETIMEDOUT;
		}
		r = wait_for_something(follow,
			limit_usec == USEC_INFINITY ? limit_usec : limit_usec - waited_usec);
		/* Readable is not yet a whole reply. */
		if (r < 0 || r == FOLLOW_INPUT) {
			return r;
		}
		if (r == FOLLOW_NOTHING && follow->is_started) {
			return FOLLOW_NOTHING;
		}
	}
}

usec_t follow_now_boot_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now); /* cannot fail for this clock */
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}
