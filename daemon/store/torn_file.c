/* SPDX-License-Identifier: MIT */
/* Nothing that is read here is believed: every offset and length is held against the page. What
 * SQLite had committed to the log is taken from there, up to the first frame that is not whole, as
 * it does itself; pages that were given back are zero (secure_delete), so that nothing comes back
 * that was removed. */
#include "torn_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#define PAGE_BYTES TORN_FILE_PAGE_BYTES
#define LOG_HEADER_BYTES 32
#define FRAME_HEADER_BYTES 24
#define FRAME_BYTES (FRAME_HEADER_BYTES + PAGE_BYTES)
#define LOG_MAGIC 0x377F0682U /* the last bit: sums are of big-endian words */
#define FILE_HEADER_BYTES 100
#define TABLE_LEAF 0x0D
#define LEAF_HEADER_BYTES 8
/* The largest row of ours is a snapshot. */
#define PAYLOAD_MAX_BYTES ((size_t)320 << 10)
/* A terabyte: what claims to be more is wrong. */
#define PAGES_MAX ((uint32_t)1 << 28)

static uint32_t read_big(const uint8_t *at, size_t bytes)
{
	uint32_t value = 0;

	for (size_t i = 0; i < bytes; i++) {
		value = value << 8 | at[i];
	}
	return value;
}

static bool read_whole(int fd, void *to, size_t bytes, off_t offset)
{
	return pread(fd, to, bytes, offset) == (ssize_t)bytes;
}

/* --- the log ---------------------------------------------------------------------------------- */

struct log_sum {
	uint32_t first, second;
	bool is_big;
};

static void add_to_sum(struct log_sum *sum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i += 8) {
		uint32_t a = read_big(bytes + i, 4), b = read_big(bytes + i + 4, 4);

		sum->first += (sum->is_big ? a : __builtin_bswap32(a)) + sum->second;
		sum->second += (sum->is_big ? b : __builtin_bswap32(b)) + sum->first;
	}
}

static bool begin_log(struct torn_file *file, uint8_t header[LOG_HEADER_BYTES], struct log_sum *sum)
{
	if (!read_whole(file->log_fd, header, LOG_HEADER_BYTES, 0) ||
		(read_big(header, 4) & ~1U) != LOG_MAGIC || read_big(header + 8, 4) != PAGE_BYTES) {
		return false;
	}
	*sum = (struct log_sum){.is_big = (header[3] & 1) != 0};
	add_to_sum(sum, header, 24);
	return sum->first == read_big(header + 24, 4) && sum->second == read_big(header + 28, 4);
}

/* Returns the page, or 0 if the log ends here. */
static uint32_t read_frame(struct torn_file *file, const uint8_t *header, struct log_sum *sum,
	uint32_t number, uint32_t *ret_commit)
{
	uint8_t frame[FRAME_BYTES];
	off_t offset = LOG_HEADER_BYTES + (off_t)(number - 1) * FRAME_BYTES;

	if (!read_whole(file->log_fd, frame, sizeof(frame), offset) ||
		memcmp(frame + 8, header + 16, 8) != 0) {
		return 0;
	}
	add_to_sum(sum, frame, 8);
	add_to_sum(sum, frame + FRAME_HEADER_BYTES, PAGE_BYTES);
	if (sum->first != read_big(frame + 16, 4) || sum->second != read_big(frame + 20, 4)) {
		return 0;
	}
	*ret_commit = read_big(frame + 4, 4);
	return read_big(frame, 4);
}

/* Calls 'found' for each frame up to 'last'; 0: all. Returns the last frame that commits. */
static uint32_t walk_log(struct torn_file *file, uint32_t last,
	void (*found)(struct torn_file *file, uint32_t page, uint32_t number))
{
	uint8_t header[LOG_HEADER_BYTES];
	struct log_sum sum;
	uint32_t committed = 0, commit = 0;

	if (file->log_fd < 0 || !begin_log(file, header, &sum)) {
		return 0;
	}
	for (uint32_t number = 1; last == 0 || number <= last; number++) {
		uint32_t page = read_frame(file, header, &sum, number, &commit);

		if (page == 0 || page > PAGES_MAX) {
			break;
		}
		if (commit != 0) {
			committed = number;
		}
		found(file, page, number);
	}
	return committed;
}

static void note_size(struct torn_file *file, uint32_t page, uint32_t number)
{
	if (page > file->n_pages) {
		file->n_pages = page;
	}
}

static void note_frame(struct torn_file *file, uint32_t page, uint32_t number)
{
	file->frames[page] = number;
}

int torn_file_open(struct torn_file *file, const char *path)
{
	char *log_path AUTO_FREE = NULL;
	struct stat status;
	uint32_t committed;

	*file = (struct torn_file){.fd = open(path, O_RDONLY | O_CLOEXEC), .log_fd = -1};
	if (file->fd < 0 || fstat(file->fd, &status) < 0) {
		return -errno;
	}
	if (asprintf(&log_path, "%s-wal", path) < 0) {
		return -ENOMEM;
	}
	file->log_fd = open(log_path, O_RDONLY | O_CLOEXEC);
	/* The last page may be cut. */
	file->n_pages = (uint32_t)((status.st_size + PAGE_BYTES - 1) / PAGE_BYTES);
	if ((uint64_t)status.st_size / PAGE_BYTES > PAGES_MAX) {
		return -EFBIG;
	}
	committed = walk_log(file, 0, note_size);
	file->frames = calloc((size_t)file->n_pages + 1, sizeof(file->frames[0]));
	if (!file->frames) {
		return -ENOMEM;
	}
	if (committed > 0) {
		(void)walk_log(file, committed, note_frame);
	}
	return 0;
}

void torn_file_close(struct torn_file *file)
{
	cleanup_close(&file->fd);
	cleanup_close(&file->log_fd);
	free(file->frames);
	*file = (struct torn_file){.fd = -1, .log_fd = -1};
}

/* What is cut off is zero. */
static bool read_page(const struct torn_file *file, uint32_t page, uint8_t to[PAGE_BYTES])
{
	uint32_t frame;
	ssize_t n;

	if (page < 1 || page > file->n_pages) {
		return false;
	}
	frame = file->frames[page];
	if (frame > 0) {
		return read_whole(file->log_fd, to, PAGE_BYTES,
			LOG_HEADER_BYTES + (off_t)(frame - 1) * FRAME_BYTES + FRAME_HEADER_BYTES);
	}
	memset(to, 0, PAGE_BYTES);
	n = pread(file->fd, to, PAGE_BYTES, (off_t)(page - 1) * PAGE_BYTES);
	return n > 0;
}

/* --- records ---------------------------------------------------------------------------------- */

struct span {
	const uint8_t *at, *end;
};

static bool take_varint(struct span *from, uint64_t *ret_value)
{
	uint64_t value = 0;

	for (int i = 0; i < 9 && from->at < from->end; i++) {
		uint8_t byte = *from->at++;

		if (i == 8) {
			*ret_value = value << 8 | byte;
			return true;
		}
		value = value << 7 | (byte & 0x7F);
		if (byte < 0x80) {
			*ret_value = value;
			return true;
		}
	}
	return false;
}

static bool take_integer(struct span *from, size_t bytes, int64_t *ret_value)
{
	uint64_t value;

	if ((size_t)(from->end - from->at) < bytes) {
		return false;
	}
	value = bytes > 0 && from->at[0] >= 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < bytes; i++) {
		value = value << 8 | *from->at++;
	}
	*ret_value = (int64_t)value;
	return true;
}

/* By the number that says type and size. */
static bool take_value(struct span *from, uint64_t serial, struct torn_value *ret_value)
{
	static const uint8_t integer_bytes[] = {0, 1, 2, 3, 4, 6, 8};
	struct torn_value value = {.type = TORN_OTHER};
	size_t bytes = serial >= 12 ? (size_t)((serial - 12) / 2) : 0;

	if (serial == 0) {
		value.type = TORN_NULL;
	} else if (serial <= 6) {
		value.type = TORN_INTEGER;
		if (!take_integer(from, integer_bytes[serial], &value.integer)) {
			return false;
		}
	} else if (serial == 8 || serial == 9) {
		value.type = TORN_INTEGER;
		value.integer = serial == 9;
	} else if (serial >= 12) {
		if ((size_t)(from->end - from->at) < bytes) {
			return false;
		}
		value.type = serial % 2 == 0 ? TORN_BLOB : TORN_TEXT;
		value.data = from->at;
		value.bytes = bytes;
		from->at += bytes;
	} else {
		return false; /* none of our columns is real */
	}
	*ret_value = value;
	return true;
}

/* A record has to end where it says. */
static bool read_record(struct span payload, struct torn_row *row)
{
	const uint8_t *begin = payload.at;
	struct span header = payload;
	uint64_t header_bytes, serial;

	if (!take_varint(&header, &header_bytes) ||
		header_bytes > (uint64_t)(payload.end - payload.at)) {
		return false;
	}
	header.end = begin + header_bytes;
	payload.at = header.end;
	row->n_values = 0;
	while (header.at < header.end) {
		if (row->n_values == TORN_FILE_COLUMNS_MAX || !take_varint(&header, &serial) ||
			!take_value(&payload, serial, &row->values[row->n_values])) {
			return false;
		}
		row->n_values++;
	}
	return payload.at == payload.end;
}

/* --- cells ------------------------------------------------------------------------------------ */

/* How much of a payload is on the page itself. */
static size_t local_bytes(size_t payload_bytes)
{
	size_t max = PAGE_BYTES - 35;
	size_t min = (PAGE_BYTES - 12) * 32 / 255 - 23;
	size_t wanted;

	if (payload_bytes <= max) {
		return payload_bytes;
	}
	wanted = min + (payload_bytes - min) % (PAGE_BYTES - 4);
	return wanted <= max ? wanted : min;
}

/* Puts together what goes on on other pages. */
static bool join_payload(
	const struct torn_file *file, struct span local, uint8_t *to, size_t payload_bytes)
{
	uint8_t page[PAGE_BYTES];
	size_t n = (size_t)(local.end - local.at) - 4;
	uint32_t next = read_big(local.end - 4, 4);

	memcpy(to, local.at, n);
	while (n < payload_bytes) {
		size_t part = payload_bytes - n;

		if (!read_page(file, next, page)) {
			return false;
		}
		part = part < PAGE_BYTES - 4 ? part : PAGE_BYTES - 4;
		memcpy(to + n, page + 4, part);
		n += part;
		next = read_big(page, 4);
	}
	return next == 0;
}

static int read_cell(const struct torn_file *file, struct span cell,
	int (*take)(void *userdata, const struct torn_row *row), void *userdata)
{
	uint8_t *joined AUTO_FREE = NULL;
	struct torn_row row = {0};
	uint64_t payload_bytes, number;
	size_t local, needed;

	if (!take_varint(&cell, &payload_bytes) || !take_varint(&cell, &number) ||
		payload_bytes > PAYLOAD_MAX_BYTES) {
		return 0;
	}
	local = local_bytes((size_t)payload_bytes);
	needed = local < payload_bytes ? local + 4 : local;
	if ((size_t)(cell.end - cell.at) < needed) {
		return 0;
	}
	cell.end = cell.at + needed;
	if (local < payload_bytes) {
		joined = malloc((size_t)payload_bytes);
		if (!joined) {
			return -ENOMEM;
		}
		if (!join_payload(file, cell, joined, (size_t)payload_bytes)) {
			return 0;
		}
		cell = (struct span){joined, joined + payload_bytes};
	}
	row.number = (int64_t)number;
	return read_record(cell, &row) ? take(userdata, &row) : 0;
}

int torn_file_read_page(struct torn_file *file, uint32_t page,
	int (*take)(void *userdata, const struct torn_row *row), void *userdata)
{
	uint8_t bytes[PAGE_BYTES];
	size_t header = page == 1 ? FILE_HEADER_BYTES : 0;
	uint32_t n_cells;
	int r = 0;

	if (!read_page(file, page, bytes) || bytes[header] != TABLE_LEAF) {
		return 0;
	}
	n_cells = read_big(bytes + header + 3, 2);
	for (uint32_t i = 0; i < n_cells && r >= 0; i++) {
		size_t at = header + LEAF_HEADER_BYTES + 2 * (size_t)i;
		uint32_t offset;

		if (at + 2 > PAGE_BYTES) {
			break;
		}
		offset = read_big(bytes + at, 2);
		if (offset < PAGE_BYTES) {
			r = read_cell(file, (struct span){bytes + offset, bytes + PAGE_BYTES}, take,
				userdata);
		}
	}
	return r < 0 ? r : 0;
}
