/* SPDX-License-Identifier: MIT */
/*
 * The file is a header, which points at a hash table:
 *
 *   header   8 bytes that name it, u32 version, u32 options, u32 start and u32 end of the table
 *   table    u32 with the number of words of a filter in its lower 27 bits, u32 number of buckets,
 *            the filter, for each bucket the u32 index of its first item, the items
 *   item     u32 hash, u32 index of the parent, u32 start and u16 length of its part of the key,
 *            a byte that says what it is, a byte of nothing, u32 start and u32 end of its value
 *
 * All numbers are little-endian. A key is the parts of the parents and then its own. A value is a
 * variant: the data, a byte 0, the type as text; so a truth is three bytes.
 *
 * Others write it, and nobody says that what is there was written by dconf. So nothing of it is
 * believed: every place is compared with the size before it is read, and the way up to the parents
 * has an end. It is read as a copy, since a mapping of a file that is cut short meanwhile kills.
 */
#include "dconf.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "regular.h"

#define HEADER_BYTES 24
#define HEADER_TABLE_START 16
#define HEADER_TABLE_END 20
#define TABLE_HEADER_BYTES 8
#define FILTER_WORDS_MASK ((UINT32_C(1) << 27) - 1)
#define ITEM_BYTES 24
#define NO_PARENT UINT32_MAX
#define ITEM_IS_VALUE 'v'
#define TRUTH_BYTES 3

struct table {
	const uint8_t *data;
	uint64_t size;
	uint64_t buckets; /* where they begin */
	uint32_t n_buckets;
	uint64_t items;
	uint32_t n_items;
};

struct item {
	uint32_t hash, parent, part;
	uint16_t part_bytes;
	uint8_t type;
	uint32_t start, end;
};

static uint32_t get_u32(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static int find_table(const uint8_t *data, size_t size, struct table *ret_table)
{
	/* The second is that of a machine whose numbers begin at the other end. */
	static const char names[2][8] = {
		{'G', 'V', 'a', 'r', 'i', 'a', 'n', 't'}, {'r', 'a', 'V', 'G', 't', 'n', 'a', 'i'}};
	struct table table = {.data = data, .size = size};
	uint64_t start, end, items;

	if (size < HEADER_BYTES || (memcmp(data, names[0], sizeof(names[0])) != 0 &&
					   memcmp(data, names[1], sizeof(names[1])) != 0)) {
		return -EBADMSG;
	}
	start = get_u32(data + HEADER_TABLE_START);
	end = get_u32(data + HEADER_TABLE_END);
	if (start > end || end > size || end - start < TABLE_HEADER_BYTES) {
		return -EBADMSG;
	}
	table.n_buckets = get_u32(data + start + 4);
	table.buckets = start + TABLE_HEADER_BYTES +
			UINT64_C(4) * (get_u32(data + start) & FILTER_WORDS_MASK);
	items = table.buckets + UINT64_C(4) * table.n_buckets;
	if (items > end || (end - items) % ITEM_BYTES != 0) {
		return -EBADMSG;
	}
	table.items = items;
	table.n_items = (uint32_t)((end - items) / ITEM_BYTES);
	*ret_table = table;
	return 0;
}

/* 'index' is below table->n_items. */
static struct item get_item(const struct table *table, uint32_t index)
{
	const uint8_t *at = table->data + table->items + (uint64_t)index * ITEM_BYTES;

	return (struct item){
		.hash = get_u32(at),
		.parent = get_u32(at + 4),
		.part = get_u32(at + 8),
		.part_bytes = (uint16_t)(at[12] | at[13] << 8),
		.type = at[14],
		.start = get_u32(at + 16),
		.end = get_u32(at + 20),
	};
}

/* Compares from the end of the key to its beginning. */
static bool has_key(const struct table *table, struct item item, const char *key)
{
	size_t left = strlen(key);

	for (unsigned depth = 0; depth < DCONF_DEPTH_MAX; depth++) {
		if ((uint64_t)item.part + item.part_bytes > table->size || item.part_bytes > left) {
			return false;
		}
		left -= item.part_bytes;
		if (memcmp(key + left, table->data + item.part, item.part_bytes) != 0) {
			return false;
		}
		if (item.parent == NO_PARENT) {
			return left == 0;
		}
		if (item.parent >= table->n_items) {
			return false;
		}
		item = get_item(table, item.parent);
	}
	return false;
}

static int get_truth(const struct table *table, const struct item *item, bool *ret_truth)
{
	const uint8_t *value = table->data + item->start;

	if (item->start > item->end || item->end > table->size ||
		item->end - item->start != TRUTH_BYTES || value[0] > 1 || value[1] != 0 ||
		value[2] != 'b') {
		return -EBADMSG;
	}
	*ret_truth = value[0] == 1;
	return 0;
}

static uint32_t get_hash(const char *key)
{
	uint32_t hash = 5381;

	for (; *key != '\0'; key++) {
		hash = hash * 33 + (uint8_t)*key;
	}
	return hash;
}

static int find_item(const struct table *table, const char *key, struct item *ret_item)
{
	uint32_t hash = get_hash(key), bucket, index, end;

	if (table->n_buckets == 0) {
		return -ENOENT;
	}
	bucket = hash % table->n_buckets;
	index = get_u32(table->data + table->buckets + UINT64_C(4) * bucket);
	end = bucket + 1 < table->n_buckets
		      ? get_u32(table->data + table->buckets + UINT64_C(4) * (bucket + 1))
		      : table->n_items;
	for (; index < end && index < table->n_items; index++) {
		struct item item = get_item(table, index);

		if (item.hash == hash && item.type == ITEM_IS_VALUE && has_key(table, item, key)) {
			*ret_item = item;
			return 0;
		}
	}
	return -ENOENT;
}

int dconf_get_truth(const void *data, size_t size, const char *key, bool *ret_truth)
{
	struct table table;
	struct item item;
	int r = find_table(data, size, &table);

	if (r >= 0) {
		r = find_item(&table, key, &item);
	}
	return r < 0 ? r : get_truth(&table, &item, ret_truth);
}

/* Where one of the strings ends: the offsets stand behind them all. */
static size_t get_end(const uint8_t *offset, size_t bytes)
{
	return bytes == 1   ? offset[0]
	       : bytes == 2 ? (size_t)(offset[0] | offset[1] << 8)
			    : get_u32(offset);
}

/* Strings, each with its NUL, then the end of each, in as many bytes as the whole needs. */
static int find_word(const uint8_t *list, size_t size, const char *word, bool *ret_has)
{
	size_t offset_bytes = size <= UINT8_MAX ? 1 : size <= UINT16_MAX ? 2 : 4;
	size_t strings_bytes, n, start = 0;

	*ret_has = false;
	if (size == 0) {
		return 0;
	}
	if (size < offset_bytes) {
		return -EBADMSG;
	}
	strings_bytes = get_end(list + size - offset_bytes, offset_bytes);
	if (strings_bytes > size || (size - strings_bytes) % offset_bytes != 0) {
		return -EBADMSG;
	}
	n = (size - strings_bytes) / offset_bytes;
	for (size_t i = 0; i < n; i++) {
		size_t end = get_end(list + strings_bytes + i * offset_bytes, offset_bytes);

		if (end <= start || end > strings_bytes || list[end - 1] != '\0') {
			return -EBADMSG;
		}
		if (end - start == strlen(word) + 1 &&
			memcmp(list + start, word, end - start) == 0) {
			*ret_has = true;
		}
		start = end;
	}
	return 0;
}

int dconf_has_word(const void *data, size_t size, const char *key, const char *word, bool *ret_has)
{
	static const uint8_t type[] = {'\0', 'a', 's'};
	struct table table;
	struct item item;
	bool has;
	int r = find_table(data, size, &table);

	if (r >= 0) {
		r = find_item(&table, key, &item);
	}
	if (r < 0) {
		return r;
	}
	if (item.start > item.end || item.end > table.size ||
		item.end - item.start < sizeof(type) ||
		memcmp(table.data + item.end - sizeof(type), type, sizeof(type)) != 0) {
		return -EBADMSG;
	}
	r = find_word(table.data + item.start, item.end - item.start - sizeof(type), word, &has);
	if (r >= 0) {
		*ret_has = has;
	}
	return r;
}

/* Returns 0 or -errno; *ret_data is freed with free(). */
static int read_file(const char *path, char **ret_data, size_t *ret_size)
{
	int r = regular_read(path, DCONF_MAX_BYTES, ret_data, ret_size);

	return r >= 0 && *ret_size == 0 ? -ENOENT : r;
}

int dconf_read_truth(const char *path, const char *key, bool *ret_truth)
{
	AUTO_FREE char *data = NULL;
	size_t size = 0;
	int r = read_file(path, &data, &size);

	return r < 0 ? r : dconf_get_truth(data, size, key, ret_truth);
}

int dconf_read_word(const char *path, const char *key, const char *word, bool *ret_has)
{
	AUTO_FREE char *data = NULL;
	size_t size = 0;
	int r = read_file(path, &data, &size);

	return r < 0 ? r : dconf_has_word(data, size, key, word, ret_has);
}

int dconf_find(char *path, size_t size)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int length;

	if (config != NULL && config[0] == '/') {
		length = snprintf(path, size, "%s/dconf/user", config);
	} else if (home != NULL && home[0] == '/') {
		length = snprintf(path, size, "%s/.config/dconf/user", home);
	} else {
		return -ENOENT;
	}
	return (size_t)length < size ? 0 : -ENAMETOOLONG;
}
