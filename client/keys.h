/* SPDX-License-Identifier: MIT */
/* Single keys from a terminal, without waiting for a line and without showing them. */
#pragma once

#include <stdbool.h>
#include <termios.h>

#include "held_signals.h"

enum key {
	KEY_NONE, /* another one */
	KEY_ENTER,
	KEY_PAUSE, /* space or p */
	KEY_QUIT,  /* q or Ctrl-C, which is no signal meanwhile; or a signal that ends us */
	KEY_END,   /* of the input */
};

struct keys {
	int fd; /* -1: no terminal */
	struct termios former;
	struct held_signals signals; /* its fd is to be watched as well */
};

#define KEYS_NULL {.fd = -1, .signals = HELD_SIGNALS_NULL}

/* 'fd' is not owned. Without a terminal, or with one that another job has, there are no keys. */
void keys_begin(struct keys *keys, int fd);
/* The terminal is as it was. A signal that came meanwhile takes effect now. */
void keys_end(struct keys *keys);

/* When there is something to be read. */
enum key keys_read(struct keys *keys);
