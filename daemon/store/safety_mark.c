/* SPDX-License-Identifier: MIT */
/* Both files are written in place, and always as long: that needs no room on a disk that is full,
 * and no right to the directory. The one beside the socket is on another file system and is lost at
 * logout; the one beside the history outlives that. Each is written before the history: if the
 * daemon is killed in between, the questions are asked once too often.
 *
 * It is a checksum, so that nobody can read from it what was told. */
#include "safety_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#define BESIDE_HISTORY "safety.mark"
#define BESIDE_SOCKET ".safety"
#define TEXT_BYTES (SAFETY_MARK_BYTES - 1)

int safety_mark_init(struct safety_mark *mark, const char *history_path, const char *socket_path)
{
	const char *slash = strrchr(history_path, '/');

	*mark = (struct safety_mark){.differs = false};
	if (slash && asprintf(&mark->beside_history, "%.*s" BESIDE_HISTORY,
			     (int)(slash + 1 - history_path), history_path) < 0) {
		mark->beside_history = NULL;
		return -ENOMEM;
	}
	if (socket_path[0] != '\0' &&
		asprintf(&mark->beside_socket, "%s" BESIDE_SOCKET, socket_path) < 0) {
		mark->beside_socket = NULL;
		return -ENOMEM;
	}
	return 0;
}

void safety_mark_deinit(struct safety_mark *mark)
{
	free(mark->beside_history);
	free(mark->beside_socket);
	*mark = (struct safety_mark){.differs = false};
}

/* FNV-1a. */
static uint64_t add_number(uint64_t sum, uint64_t number)
{
	for (size_t i = 0; i < sizeof(number); i++) {
		sum = (sum ^ (uint8_t)(number >> (8 * i))) * 0x100000001B3U;
	}
	return sum;
}

/* Symptoms are not among them: their bits are of one version of the checklist. When they were
 * reported is. */
static void format(const struct care *care, char text[SAFETY_MARK_BYTES])
{
	const struct care_safety *safety = &care->safety;
	const uint64_t numbers[] = {
		safety->level,
		safety->reported_real_usec,
		safety->cleared.real_usec,
		safety->restricted,
		safety->permissions.walking,
		safety->permissions.exercise,
		safety->permissions.massage,
		safety->gentle_from_real_usec,
		care->checklist.answered_real_usec,
	};
	uint64_t sum = 0xCBF29CE484222325U;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		sum = add_number(sum, numbers[i]);
	}
	(void)snprintf(text, SAFETY_MARK_BYTES, "%016" PRIx64 "\n", sum);
}

/* False: there is none. One that cannot be read is one that says something else. */
static bool read_mark(const char *path, char text[SAFETY_MARK_BYTES])
{
	int fd AUTO_CLOSE = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
	ssize_t n;

	if (fd < 0) {
		(void)strcpy(text, "?");
		return path && errno != ENOENT && errno != ENOTDIR;
	}
	n = read(fd, text, TEXT_BYTES);
	text[n > 0 ? n : 0] = '\0';
	return true;
}

static void write_mark(const char *path, const char text[SAFETY_MARK_BYTES])
{
	int fd AUTO_CLOSE = -1;

	if (!path) {
		return;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (fd >= 0 && pwrite(fd, text, TEXT_BYTES, 0) == (ssize_t)TEXT_BYTES) {
		(void)fdatasync(fd);
	}
}

void safety_mark_compare(struct safety_mark *mark, const struct care *care)
{
	const char *const places[] = {mark->beside_history, mark->beside_socket};
	char expected[SAFETY_MARK_BYTES], text[SAFETY_MARK_BYTES];

	format(care, expected);
	mark->known[0] = '\0';
	mark->differs = false;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (read_mark(places[i], text)) {
			mark->differs = mark->differs || strcmp(text, expected) != 0;
		}
	}
	if (!mark->differs) {
		(void)read_mark(mark->beside_history, mark->known);
	}
}

void safety_mark_write(struct safety_mark *mark, const struct care *care, bool is_certain)
{
	char expected[SAFETY_MARK_BYTES], text[SAFETY_MARK_BYTES];
	bool is_there = read_mark(mark->beside_history, text);

	if (is_there && mark->known[0] != '\0' && strcmp(text, mark->known) != 0) {
		mark->differs = true;
		mark->known[0] = '\0';
		return;
	}
	format(care, expected);
	if (!is_certain || (is_there && strcmp(expected, mark->known) == 0)) {
		return;
	}
	write_mark(mark->beside_history, expected);
	write_mark(mark->beside_socket, expected);
	/* What could not be written beside the history says what it said. */
	(void)read_mark(mark->beside_history, mark->known);
}
