/* SPDX-License-Identifier: MIT */
/*
 * The first message each way has a form of its own. The server says much more of itself than we
 * need: only the window behind all others, and which ids are ours to give, are kept of it. No
 * length in it is believed.
 */
#include "x11_setup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#define PROTOCOL_MAJOR 11

/* What is sent before all else: byte order, version, and how long name and key are. */
#define REQUEST_MAJOR_OFFSET 2
#define REQUEST_NAME_LENGTH_OFFSET 6
#define REQUEST_KEY_LENGTH_OFFSET 8
#define REQUEST_BYTES ((size_t)12)

/* Of the answer: all begin so. */
#define STATUS_REFUSED 0
#define STATUS_LET_IN 1
#define REASON_LENGTH_OFFSET 1
#define MAJOR_OFFSET 2
#define LENGTH_OFFSET 6 /* of what follows, in words */
#define HEADER_BYTES ((size_t)8)
/* If it lets us in: */
#define IDS_BASE_OFFSET 12
#define IDS_MASK_OFFSET 16
#define VENDOR_LENGTH_OFFSET 24
#define N_SCREENS_OFFSET 28
#define N_FORMATS_OFFSET 29
#define FIXED_BYTES ((size_t)40) /* the vendor's name follows, the formats, the screens */
#define FORMAT_BYTES ((size_t)8)
#define SCREEN_BYTES ((size_t)40) /* at least; begins with the window */

void x11_setup_init(struct x11_setup *setup)
{
	*setup = (struct x11_setup){.fd = -1};
}

void x11_setup_deinit(struct x11_setup *setup)
{
	if (setup->fd >= 0) {
		(void)close(setup->fd);
	}
	free(setup->answer);
	x11_setup_init(setup);
}

static size_t pad(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static void put_u16(unsigned char *to, size_t value)
{
	uint16_t number = (uint16_t)value;

	memcpy(to, &number, sizeof(number));
}

static uint16_t get_u16(const struct x11_setup *setup, size_t offset)
{
	uint16_t value;

	memcpy(&value, setup->answer + offset, sizeof(value));
	return value;
}

static uint32_t get_u32(const struct x11_setup *setup, size_t offset)
{
	uint32_t value;

	memcpy(&value, setup->answer + offset, sizeof(value));
	return value;
}

static int send_request(int fd, const struct x11_authority *authority)
{
	static const char name[] = X11_AUTHORITY_NAME;
	unsigned char message[REQUEST_BYTES + sizeof(name) + 3 + X11_AUTHORITY_KEY_MAX_BYTES + 3] =
		{0};
	size_t size = REQUEST_BYTES;
	ssize_t n;
	int r;

	message[0] = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 'l' : 'B';
	put_u16(message + REQUEST_MAJOR_OFFSET, PROTOCOL_MAJOR);
	if (authority->size > 0) {
		put_u16(message + REQUEST_NAME_LENGTH_OFFSET, sizeof(name) - 1);
		put_u16(message + REQUEST_KEY_LENGTH_OFFSET, authority->size);
		memcpy(message + size, name, sizeof(name) - 1);
		size += pad(sizeof(name) - 1);
		memcpy(message + size, authority->key, authority->size);
		size += pad(authority->size);
	}
	n = send(fd, message, size, MSG_NOSIGNAL);
	r = n < 0 ? -errno : 0;
	explicit_bzero(message, sizeof(message));
	if (n >= 0 && (size_t)n != size) {
		return -EAGAIN; /* never seen: the queue of a new socket is empty */
	}
	return r;
}

int x11_setup_begin(struct x11_setup *setup, int fd, const struct x11_authority *authority)
{
	int r;

	x11_setup_init(setup);
	setup->fd = fd;
	r = send_request(fd, authority);
	if (r >= 0) {
		setup->answer = malloc(HEADER_BYTES);
		r = setup->answer == NULL ? -ENOMEM : 0;
	}
	if (r < 0) {
		x11_setup_deinit(setup);
		return r;
	}
	setup->size = HEADER_BYTES;
	return 0;
}

/* What a refusal looks like: its length in the header, then that much text for people. */
static int read_refusal(struct x11_setup *setup)
{
	size_t size = setup->size - HEADER_BYTES;
	size_t said = setup->answer[REASON_LENGTH_OFFSET];

	/* "Authenticate" has no length but that of the whole. */
	if (setup->answer[0] == STATUS_REFUSED && said < size) {
		size = said;
	}
	if (size >= sizeof(setup->reason)) {
		size = sizeof(setup->reason) - 1;
	}
	memcpy(setup->reason, setup->answer + HEADER_BYTES, size);
	for (size_t i = 0; i < size; i++) {
		if (setup->reason[i] < ' ' || setup->reason[i] > '~') {
			setup->reason[i] = ' ';
		}
	}
	while (size > 0 && (setup->reason[size - 1] == ' ' || setup->reason[size - 1] == '.')) {
		size--;
	}
	setup->reason[size] = '\0';
	return -EACCES;
}

/* Ids that are ours are the base and any of the bits of the mask. */
static int read_ids(struct x11_setup *setup)
{
	uint32_t base = get_u32(setup, IDS_BASE_OFFSET), mask = get_u32(setup, IDS_MASK_OFFSET);

	for (size_t i = 0; i < X11_SETUP_IDS; i++) {
		if (mask == 0) {
			return -EPROTO;
		}
		setup->ids[i] = base | (mask & -mask);
		mask &= mask - 1;
	}
	return 0;
}

static int read_answer(struct x11_setup *setup)
{
	size_t first_screen;

	if (setup->size < FIXED_BYTES) {
		return -EPROTO;
	}
	first_screen = FIXED_BYTES + pad(get_u16(setup, VENDOR_LENGTH_OFFSET)) +
		       setup->answer[N_FORMATS_OFFSET] * FORMAT_BYTES;
	if (get_u16(setup, MAJOR_OFFSET) != PROTOCOL_MAJOR ||
		setup->answer[N_SCREENS_OFFSET] == 0 || first_screen + SCREEN_BYTES > setup->size ||
		read_ids(setup) < 0) {
		return -EPROTO;
	}
	setup->root = get_u32(setup, first_screen);
	return 1;
}

/* The header is there. Returns 1 if that was all, else makes room for the rest. */
static int make_room(struct x11_setup *setup)
{
	unsigned char *answer;
	size_t size = HEADER_BYTES + (size_t)get_u16(setup, LENGTH_OFFSET) * 4;

	if (size > X11_SETUP_MAX_BYTES) {
		return -EMSGSIZE;
	}
	answer = realloc(setup->answer, size);
	if (answer == NULL) {
		return -ENOMEM;
	}
	setup->answer = answer;
	setup->size = size;
	return setup->filled == size ? 1 : 0;
}

int x11_setup_read(struct x11_setup *setup)
{
	for (;;) {
		ssize_t n = recv(
			setup->fd, setup->answer + setup->filled, setup->size - setup->filled, 0);
		int r = 1;

		if (n <= 0) {
			r = n == 0 ? -ECONNRESET : -errno;
			return r == -EAGAIN || r == -EINTR ? 0 : r;
		}
		setup->filled += (size_t)n;
		if (setup->filled < setup->size) {
			continue;
		}
		if (setup->size == HEADER_BYTES) {
			r = make_room(setup);
		}
		if (r < 0) {
			return r;
		}
		if (r > 0) {
			return setup->answer[0] == STATUS_LET_IN ? read_answer(setup)
								 : read_refusal(setup);
		}
	}
}

int x11_setup_take_fd(struct x11_setup *setup)
{
	free(TAKE_PTR(setup->answer));
	return TAKE_FD(setup->fd);
}
