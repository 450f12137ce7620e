/* SPDX-License-Identifier: MIT */
/* Signals that would end us are held back: while a terminal is changed, so that it is put right
 * before any of them takes effect, or until what is under way is whole. */
#pragma once

#include <signal.h>
#include <stdbool.h>

struct held_signals {
	int fd;     /* watched for input; -1: nothing is held */
	int signal; /* the last one taken, 0 for none */
	sigset_t former;
};

#define HELD_SIGNALS_NULL {.fd = -1}

/* SIGINT, SIGTERM, SIGHUP and SIGQUIT; with 'stop_too' also that of Ctrl-Z. Who waits for something
 * meanwhile has to wait for held->fd as well. */
void held_signals_begin(struct held_signals *held, bool stop_too);
/* Whether one has come; it is not taken. */
bool held_signals_has_any(const struct held_signals *held);
/* Takes one that has come, if there is any. Returns it or 0. */
int held_signals_take(struct held_signals *held);
/* Lets through what has come, also what was taken: it may not return. Nothing happens where nothing
 * is held. */
void held_signals_end(struct held_signals *held);
