/* SPDX-License-Identifier: MIT */
#include "held_signals.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <backcare/cleanup.h>

void held_signals_begin(struct held_signals *held, bool stop_too)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigset_t mask;

	(void)sigemptyset(&mask);
	for (size_t i = 0; i < ELEMENTSOF(signals); i++) {
		(void)sigaddset(&mask, signals[i]);
	}
	if (stop_too) {
		(void)sigaddset(&mask, SIGTSTP);
	}
	held->signal = 0;
	held->fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (held->fd >= 0) {
		(void)sigprocmask(SIG_BLOCK, &mask, &held->former);
	}
}

bool held_signals_has_any(const struct held_signals *held)
{
	struct pollfd wanted = {.fd = held->fd, .events = POLLIN};

	return held->signal != 0 || (held->fd >= 0 && poll(&wanted, 1, 0) > 0);
}

int held_signals_take(struct held_signals *held)
{
	struct signalfd_siginfo info;

	if (held->fd < 0 || read(held->fd, &info, sizeof(info)) != sizeof(info)) {
		return 0;
	}
	held->signal = (int)info.ssi_signo;
	return held->signal;
}

void held_signals_end(struct held_signals *held)
{
	if (held->fd < 0) {
		return;
	}
	(void)close(held->fd);
	held->fd = -1;
	/* Raised again, those that should end us do so with the next call. */
	if (held->signal != 0) {
		(void)raise(held->signal);
	}
	(void)sigprocmask(SIG_SETMASK, &held->former, NULL);
}
