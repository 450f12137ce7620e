/* SPDX-License-Identifier: MIT */
/* The rows of a database that SQLite cannot read any more, page by page and without it. The format
 * is that of sqlite.org/fileformat2.html. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* As database_open() makes them. */
#define TORN_FILE_PAGE_BYTES 4096
/* More columns than any of our tables has. */
#define TORN_FILE_COLUMNS_MAX 16

struct torn_file {
	int fd, log_fd;
	uint32_t n_pages;
	uint32_t *frames; /* where in the log the page is, counted from 1; 0: in the file */
};

enum torn_type { TORN_NULL, TORN_INTEGER, TORN_TEXT, TORN_BLOB, TORN_OTHER };

struct torn_value {
	enum torn_type type;
	int64_t integer;
	const uint8_t *data; /* of text and blob; without a NUL behind it */
	size_t bytes;
};

struct torn_row {
	int64_t number;
	struct torn_value values[TORN_FILE_COLUMNS_MAX];
	size_t n_values;
};

/* "PATH" and, if it is there, "PATH-wal". Returns 0 or -errno; close it in any case. */
int torn_file_open(struct torn_file *file, const char *path);
void torn_file_close(struct torn_file *file);

/* Calls 'take' for every row that is whole on this page, from 1; a page that is not the leaf of a
 * table has none. Returns 0, what 'take' returned if that was negative, or -ENOMEM. */
int torn_file_read_page(struct torn_file *file, uint32_t page,
	int (*take)(void *userdata, const struct torn_row *row), void *userdata);
