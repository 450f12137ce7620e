/* SPDX-License-Identifier: MIT */
#include "records.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#include <backcare/cleanup.h>

#include "csv.h"

/* Room for the longest record, what was read with it, and a NUL. */
#define READ_BYTES ((size_t)64 << 10)
#define ROOM_BYTES (RECORDS_SIZE_MAX + READ_BYTES + 1)

int records_open(struct records *records, const char *path)
{
	/* Not waiting for a fifo's writer here, where nothing could interrupt it. */
	AUTO_CLOSE int fd = strcmp(path, "-") == 0
				    ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
				    : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat info;
	char *bytes;

	if (fd < 0 || fstat(fd, &info) < 0) {
		return -errno;
	}
	if (S_ISDIR(info.st_mode)) {
		return -EISDIR;
	}
	bytes = malloc(ROOM_BYTES);
	if (!bytes) {
		return -ENOMEM;
	}
	*records = (struct records){
		.fd = TAKE_FD(fd),
		.file_bytes = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0,
		.next_line = 1,
		.bytes = bytes,
	};
	return 0;
}

void records_close(struct records *records)
{
	if (records->fd >= 0) {
		(void)close(records->fd);
		free(records->bytes);
	}
	*records = (struct records)RECORDS_NULL;
}

/* Returns 0 when it can be read without waiting, -EINTR, -errno. */
static int wait_for_input(const struct records *records)
{
	struct pollfd fds[] = {
		{.fd = records->fd, .events = POLLIN},
		{.fd = records->held ? records->held->fd : -1, .events = POLLIN},
	};

	while (poll(fds, ELEMENTSOF(fds), -1) < 0) {
		if (errno != EINTR) {
			return -errno;
		}
	}
	return fds[1].revents != 0 ? -EINTR : 0;
}

/* Reads behind what is there. Returns 0 (also at the end), -EINTR, -errno. */
static int read_more(struct records *records)
{
	ssize_t size;
	int r;

	memmove(records->bytes, records->bytes + records->start, records->size - records->start);
	records->size -= records->start;
	records->start = 0;
	do {
		r = wait_for_input(records);
		if (r < 0) {
			return r;
		}
		size = read(records->fd, records->bytes + records->size, READ_BYTES);
	} while (size < 0 && (errno == EINTR || errno == EAGAIN));
	if (size < 0) {
		return -errno;
	}
	records->is_at_end = size == 0;
	records->size += (size_t)size;
	return 0;
}

static size_t line_size(const char *text, size_t size)
{
	const char *end = memchr(text, '\n', size);

	return end ? (size_t)(end - text) + 1 : 0;
}

static unsigned long count_lines(const char *text, size_t size)
{
	unsigned long count = 0;

	for (size_t i = 0; i < size; i++) {
		count += text[i] == '\n';
	}
	return count;
}

static void advance(struct records *records, size_t size)
{
	records->next_line += count_lines(records->bytes + records->start, size);
	records->start += size;
	records->read_bytes += size;
}

/* What is there is no whole record. Returns 1 if it has to be taken as it is, 0 to read on, or as
 * records_next(). */
static int look_at_rest(struct records *records)
{
	const char *text = records->bytes + records->start;
	size_t size = records->size - records->start;
	size_t first = line_size(text, size);

	if (first > 0 && (records->is_at_end || size > RECORDS_SIZE_MAX)) {
		/* Only with quotes: the lines behind the first may be good. */
		advance(records, first);
		return -EBADMSG;
	}
	if (size > RECORDS_SIZE_MAX) {
		records->skips = true;
		advance(records, size);
		return -EMSGSIZE;
	}
	return records->is_at_end ? 1 : 0;
}

/* Passes over the rest of a line. Returns 1 while there is more of it. */
static int skip(struct records *records)
{
	size_t size = line_size(records->bytes + records->start, records->size - records->start);

	records->skips = size == 0 && !records->is_at_end;
	advance(records, size > 0 ? size : records->size - records->start);
	return records->skips;
}

/* The bytes of the next record with its line end; 0 at the end. Returns 0 or as records_next(). */
static int find_record(struct records *records, size_t *ret_size)
{
	for (;;) {
		const char *text = records->bytes + records->start;
		size_t size = records->size - records->start, record;
		int r = records->skips ? skip(records) : 0;

		if (r == 0) {
			text = records->bytes + records->start;
			size = records->size - records->start;
			record = records->has_csv ? csv_record_size(text, size)
						  : line_size(text, size);
			if (record > 0 || (records->is_at_end && size == 0)) {
				*ret_size = record;
				return 0;
			}
			records->line = records->next_line;
			r = look_at_rest(records);
			if (r != 0) {
				*ret_size = size;
				return r < 0 ? r : 0;
			}
		}
		r = read_more(records);
		if (r < 0) {
			return r;
		}
	}
}

int records_next(struct records *records, char **ret_record, size_t *ret_size)
{
	size_t size = 0;
	char *record;
	int r;

	if (records->held && held_signals_has_any(records->held)) {
		return -EINTR;
	}
	r = find_record(records, &size);
	if (r < 0 || size == 0) {
		return r;
	}
	records->line = records->next_line;
	record = records->bytes + records->start;
	advance(records, size);
	/* Only the last line may be without an end; there is room for the NUL behind it. */
	if (record[size - 1] == '\n') {
		size--;
		size -= size > 0 && record[size - 1] == '\r';
	}
	record[size] = '\0';
	*ret_record = record;
	*ret_size = size;
	return 1;
}
