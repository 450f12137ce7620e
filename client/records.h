/* SPDX-License-Identifier: MIT */
/* A file cut into records: lines, or what CSV puts into several lines. Memory does not grow with
 * the file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "held_signals.h"

/* Bytes of one record. */
#define RECORDS_SIZE_MAX ((size_t)256 << 10)

struct records {
	int fd;
	bool has_csv; /* newlines in quotes do not end a record; set it when the head is known */
	const struct held_signals *held; /* may be NULL; not owned */
	uint64_t file_bytes;             /* 0 if it is no file that has a size */
	uint64_t read_bytes;             /* so far, by the reader of records */
	unsigned long line;              /* where the last record began, from 1 */
	/* The rest is for records.c */
	unsigned long next_line;
	char *bytes;
	size_t size, start;
	bool is_at_end;
	bool skips; /* the rest of a line that was too long */
};

#define RECORDS_NULL {.fd = -1}

/* "-" is the standard input. Returns 0 or -errno; a directory is -EISDIR. */
int records_open(struct records *records, const char *path);
void records_close(struct records *records);

/* The next record without its line end, with a NUL behind it and perhaps others within; valid, and
 * the caller's to change, until the next call. Returns 1; 0 at the end; -EMSGSIZE (this one is too
 * long, and passed over), -EBADMSG (a quote that is never closed: the first line of it is passed
 * over), after both of which one can go on; -EINTR (a signal has come), -ENOMEM, -errno. */
int records_next(struct records *records, char **ret_record, size_t *ret_size);
