/* SPDX-License-Identifier: MIT */
/* The values in messages of PipeWire, as its documentation has them ("SPA POD"): size, type, and
 * the value, padded to eight bytes; numbers in the byte order of the machine. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads one value after the other. Of what is not there, or of another type, it reads nothing: 0,
 * NULL, an empty structure; and so from there on. */
struct pod_reader {
	const unsigned char *at;
	size_t left;
	bool is_bad;
};

/* The bytes stay the caller's. */
struct pod_reader pod_reader(const void *bytes, size_t size);
int32_t pod_read_int(struct pod_reader *reader);
uint32_t pod_read_id(struct pod_reader *reader);
int64_t pod_read_long(struct pod_reader *reader);
/* Borrowed; NULL also if there is none. */
const char *pod_read_string(struct pod_reader *reader);
/* What is in it. */
struct pod_reader pod_read_struct(struct pod_reader *reader);

/* The value of a key in a structure of a number and so many pairs of strings; NULL. The first of
 * several. The reader itself stays where it is. */
const char *pod_find_string(const struct pod_reader *dictionary, const char *key);

/* Writes the fields of one structure. */
struct pod_writer {
	unsigned char *bytes;
	size_t size;
	size_t filled;
	bool is_full; /* something did not fit, and was left out */
};

struct pod_writer pod_writer(void *bytes, size_t size);
void pod_write_int(struct pod_writer *writer, int32_t value);
void pod_write_string(struct pod_writer *writer, const char *value);
/* All that is written from here to the end is in it. */
size_t pod_begin_struct(struct pod_writer *writer);
void pod_end_struct(struct pod_writer *writer, size_t beginning);
