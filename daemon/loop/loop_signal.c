/* SPDX-License-Identifier: MIT */
/* Signals by signalfd: they stay blocked, so that none is lost between two passes, and there is no
 * handler with global state, as libevent has one. */
#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "loop_internal.h"

struct loop_signals {
	int fd;
	sigset_t blocked; /* by us, to be unblocked */
	struct loop_io *io;
	void (*fn)(int signal_number, void *userdata);
	void *userdata;
};

static void on_signal_fd(unsigned events, void *userdata)
{
	struct loop_signals *signals = userdata;
	struct signalfd_siginfo info;

	/* One at a time: it is level-triggered, and the callback may do much. */
	if (read(signals->fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		signals->fn((int)info.ssi_signo, signals->userdata);
	}
}

struct loop_signals *loop_signals_free(struct loop_signals *signals)
{
	if (signals == NULL) {
		return NULL;
	}
	signals->io = loop_io_free(signals->io);
	if (signals->fd >= 0) {
		(void)close(signals->fd);
	}
	(void)sigprocmask(SIG_UNBLOCK, &signals->blocked, NULL);
	free(signals);
	return NULL;
}

int loop_watch_signals(struct loop *loop, const int *numbers, size_t n_numbers,
	void (*fn)(int signal_number, void *userdata), void *userdata)
{
	struct loop_signals *signals;
	sigset_t wanted, before;
	int r;

	if (*loop_get_signals(loop) != NULL) {
		return -EALREADY;
	}
	(void)sigemptyset(&wanted);
	for (size_t i = 0; i < n_numbers; i++) {
		if (sigaddset(&wanted, numbers[i]) < 0) {
			return -EINVAL;
		}
	}
	signals = calloc(1, sizeof(*signals));
	if (signals == NULL) {
		return -ENOMEM;
	}
	(void)sigemptyset(&signals->blocked);
	signals->fn = fn;
	signals->userdata = userdata;
	signals->fd = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
	r = signals->fd < 0 ? -errno : loop_io_new(loop, on_signal_fd, signals, &signals->io);
	if (r >= 0) {
		r = loop_io_watch(signals->io, signals->fd, LOOP_READ);
	}
	if (r < 0) {
		signals = loop_signals_free(signals);
		return r;
	}
	(void)sigprocmask(SIG_BLOCK, &wanted, &before);
	for (size_t i = 0; i < n_numbers; i++) {
		if (sigismember(&before, numbers[i]) == 0) {
			(void)sigaddset(&signals->blocked, numbers[i]);
		}
	}
	*loop_get_signals(loop) = signals;
	return 0;
}
