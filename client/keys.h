/* SPDX-License-Identifier: MIT */
/* Single keys from a terminal, without waiting for a line and without showing them. */
#pragma once

#include <stdbool.h>
#include <termios.h>

enum key {
	KEY_NONE, /* another one */
	KEY_ENTER,
	KEY_PAUSE, /* space or p */
	KEY_QUIT,  /* q or Ctrl-C, which is no signal meanwhile */
	KEY_END,   /* of the input */
};

struct keys {
	int fd; /* -1: no terminal */
	struct termios former;
};

#define KEYS_NULL {.fd = -1}

/* 'fd' is not owned. Without a terminal there are no keys. */
void keys_begin(struct keys *keys, int fd);
/* The terminal is as it was. */
void keys_end(struct keys *keys);

/* When there is something to be read. */
enum key keys_read(const struct keys *keys);
