/* SPDX-License-Identifier: MIT */
/* Signals that would end us are held back while a terminal is changed: it is put right before any
 * of them takes effect. */
#pragma once

#include <signal.h>

struct held_signals {
	int fd;     /* watched for input; -1: nothing is held */
	int signal; /* the last one taken, 0 for none */
	sigset_t former;
};

#define HELD_SIGNALS_NULL {.fd = -1}

void held_signals_begin(struct held_signals *held);
/* Takes one that has come, if there is any. Returns it or 0. */
int held_signals_take(struct held_signals *held);
/* Lets through what has come, also what was taken: it may not return. Nothing happens where nothing
 * is held. */
void held_signals_end(struct held_signals *held);
