/* SPDX-License-Identifier: MIT */
#include "pipewire_pod.h"

#include <string.h>

/* Size without head and padding, type. */
#define HEAD_BYTES ((size_t)8)
#define ALIGNMENT ((size_t)8)

enum pod_type {
	POD_NONE = 1,
	POD_ID = 3,
	POD_INT = 4,
	POD_LONG = 5,
	POD_STRING = 8,
	POD_STRUCT = 14,
};

static size_t padded(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

struct pod_reader pod_reader(const void *bytes, size_t size)
{
	return (struct pod_reader){.at = bytes, .left = size};
}

/* The bytes of the next value, which is of that type; NULL if it is not. */
static const unsigned char *take(struct pod_reader *reader, enum pod_type type, size_t *ret_size)
{
	const unsigned char *value;
	uint32_t head[2];

	if (reader->is_bad || reader->left < HEAD_BYTES) {
		reader->is_bad = true;
		return NULL;
	}
	memcpy(head, reader->at, sizeof(head));
	if (head[1] != type || head[0] > reader->left - HEAD_BYTES) {
		reader->is_bad = true;
		return NULL;
	}
	value = reader->at + HEAD_BYTES;
	*ret_size = head[0];
	/* The last one may come without its padding. */
	if (padded(head[0]) < reader->left - HEAD_BYTES) {
		reader->at = value + padded(head[0]);
		reader->left -= HEAD_BYTES + padded(head[0]);
	} else {
		reader->at += reader->left;
		reader->left = 0;
	}
	return value;
}

static void read_number(struct pod_reader *reader, enum pod_type type, void *value, size_t wanted)
{
	size_t size = 0;
	const unsigned char *bytes = take(reader, type, &size);

	if (bytes != NULL && size == wanted) {
		memcpy(value, bytes, wanted);
	} else {
		reader->is_bad = true;
	}
}

int32_t pod_read_int(struct pod_reader *reader)
{
	int32_t value = 0;

	read_number(reader, POD_INT, &value, sizeof(value));
	return value;
}

uint32_t pod_read_id(struct pod_reader *reader)
{
	uint32_t value = 0;

	read_number(reader, POD_ID, &value, sizeof(value));
	return value;
}

int64_t pod_read_long(struct pod_reader *reader)
{
	int64_t value = 0;

	read_number(reader, POD_LONG, &value, sizeof(value));
	return value;
}

/* A string that is not there is a value without type. */
static bool skip_none(struct pod_reader *reader)
{
	struct pod_reader ahead = *reader;
	size_t size;

	if (take(&ahead, POD_NONE, &size) == NULL) {
		return false;
	}
	*reader = ahead;
	return true;
}

const char *pod_read_string(struct pod_reader *reader)
{
	const unsigned char *bytes;
	size_t size = 0;

	if (skip_none(reader)) {
		return NULL;
	}
	bytes = take(reader, POD_STRING, &size);
	if (bytes == NULL || size == 0 || bytes[size - 1] != '\0') {
		reader->is_bad = true;
		return NULL;
	}
	return (const char *)bytes;
}

struct pod_reader pod_read_struct(struct pod_reader *reader)
{
	size_t size = 0;
	const unsigned char *bytes = take(reader, POD_STRUCT, &size);

	return (struct pod_reader){.at = bytes, .left = size, .is_bad = bytes == NULL};
}

const char *pod_find_string(const struct pod_reader *dictionary, const char *key)
{
	struct pod_reader reader = *dictionary;
	int32_t n = pod_read_int(&reader);

	for (int32_t i = 0; i < n && !reader.is_bad; i++) {
		const char *found = pod_read_string(&reader);
		const char *value = pod_read_string(&reader);

		if (found != NULL && strcmp(found, key) == 0) {
			return value;
		}
	}
	return NULL;
}

struct pod_writer pod_writer(void *bytes, size_t size)
{
	return (struct pod_writer){.bytes = bytes, .size = size};
}

static void put(struct pod_writer *writer, enum pod_type type, const void *value, size_t size)
{
	uint32_t head[2] = {(uint32_t)size, type};
	unsigned char *to = writer->bytes + writer->filled;

	if (writer->is_full || size > UINT32_MAX ||
		HEAD_BYTES + padded(size) > writer->size - writer->filled) {
		writer->is_full = true;
		return;
	}
	memcpy(to, head, sizeof(head));
	memset(to + HEAD_BYTES, 0, padded(size));
	if (size > 0) {
		memcpy(to + HEAD_BYTES, value, size);
	}
	writer->filled += HEAD_BYTES + padded(size);
}

void pod_write_int(struct pod_writer *writer, int32_t value)
{
	put(writer, POD_INT, &value, sizeof(value));
}

void pod_write_string(struct pod_writer *writer, const char *value)
{
	put(writer, POD_STRING, value, strlen(value) + 1);
}

size_t pod_begin_struct(struct pod_writer *writer)
{
	size_t beginning = writer->filled;

	put(writer, POD_STRUCT, NULL, 0);
	return beginning;
}

void pod_end_struct(struct pod_writer *writer, size_t beginning)
{
	uint32_t size;

	if (!writer->is_full) {
		size = (uint32_t)(writer->filled - beginning - HEAD_BYTES);
		memcpy(writer->bytes + beginning, &size, sizeof(size));
	}
}
