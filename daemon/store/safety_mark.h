/* SPDX-License-Identifier: MIT */
/* A second witness to what was told of symptoms, besides the history: a number in two small files,
 * beside the history and beside the socket. Where the history is another one than was written last
 * (a backup was put back, its log is gone, it could not be written before the daemon was killed,
 * another daemon wrote into it), the number does not fit, and the questions are asked again. */
#pragma once

#include <stdbool.h>

#include "care.h"

/* The number in hexadecimal digits, a line feed and the NUL. */
#define SAFETY_MARK_BYTES 18

struct safety_mark {
	char *beside_history, *beside_socket; /* NULL: no such place */
	char known[SAFETY_MARK_BYTES];        /* what these files say; "" while nothing is known */
	bool differs; /* from what the history says: not written before that is settled */
};

/* 'history_path', 'socket_path': files that the marks are beside; may be "". Copied. Returns 0 or
 * -ENOMEM; to be given to safety_mark_deinit() in either case. */
int safety_mark_init(struct safety_mark *mark, const char *history_path, const char *socket_path);
void safety_mark_deinit(struct safety_mark *mark);

/* At the start: holds the files against what was read from the history. */
void safety_mark_compare(struct safety_mark *mark, const struct care *care);

/* Before the history is written: another daemon may have changed the file beside it; then that is
 * found out. Else writes what holds now, if it is news and 'is_certain': the questions are
 * answered. A file that cannot be written is left as it is, and then tells the truth all the same:
 * that the history cannot be trusted. */
void safety_mark_write(struct safety_mark *mark, const struct care *care, bool is_certain);
