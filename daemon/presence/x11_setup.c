/* SPDX-License-Identifier: MIT */
/*
 * libxcb connects in one call that waits for the server, and a server that is stopped keeps it
 * waiting for ever, and with it the whole daemon. So the server is asked first over a socket of
 * ours, in the loop. Only one that answered, whole, and lets us in, is asked the same once more by
 * libxcb, over a second connection; it is awake then, and answers at once. (libxcb cannot be given
 * the first: it insists on asking for itself, and takes an answer that is there before the question
 * for something else.) What remains is a server that stops in the fraction of a millisecond
 * between.
 *
 * libxcb believes whatever lengths the server names, so those that are used later are checked here.
 */
#include "x11_setup.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <xcb/xcb.h>

#include <backcare/cleanup.h>

#include "x11_display.h"

#define PROTOCOL_MAJOR 11
#define PROTOCOL_MINOR 0
#define HEADER_BYTES ((size_t)8)
/* Ids that we give away; a server that lets us have fewer makes libxcb ask for more, and wait. */
#define IDS_MASK_MIN 7

_Static_assert(sizeof(xcb_setup_failed_t) == HEADER_BYTES, "what comes before all else");
_Static_assert(sizeof(xcb_setup_request_t) == 12, "what is sent before all else");

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
	x11_authority_forget(&setup->authority);
	x11_setup_init(setup);
}

static int connect_socket(unsigned number, bool abstract)
{
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address;
	socklen_t size = x11_display_get_address(number, abstract, &address);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, size) < 0) {
		return -errno;
	}
	return TAKE_FD(fd);
}

static size_t pad(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static int send_request(int fd, const struct x11_authority *authority)
{
	static const char name[] = X11_AUTHORITY_NAME;
	unsigned char message[sizeof(xcb_setup_request_t) + sizeof(name) + 3 +
			      X11_AUTHORITY_KEY_MAX_BYTES + 3] = {0};
	xcb_setup_request_t request = {
		.byte_order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 'l' : 'B',
		.protocol_major_version = PROTOCOL_MAJOR,
		.protocol_minor_version = PROTOCOL_MINOR,
	};
	size_t size = sizeof(request);
	ssize_t n;

	if (authority->size > 0) {
		request.authorization_protocol_name_len = sizeof(name) - 1;
		request.authorization_protocol_data_len = (uint16_t)authority->size;
		memcpy(message + size, name, sizeof(name) - 1);
		size += pad(sizeof(name) - 1);
		memcpy(message + size, authority->key, authority->size);
		size += pad(authority->size);
	}
	memcpy(message, &request, sizeof(request));
	n = send(fd, message, size, MSG_NOSIGNAL);
	if (n < 0) {
		return -errno;
	}
	return (size_t)n == size ? 0 : -EAGAIN; /* never seen: the queue of a new socket is empty */
}

int x11_setup_begin(struct x11_setup *setup, unsigned number, const struct x11_authority *authority)
{
	AUTO_CLOSE int fd = connect_socket(number, false);
	bool is_abstract = false;
	int r;

	if (fd == -ENOENT || fd == -ECONNREFUSED) {
		int other = connect_socket(number, true);

		/* Of the two errors, the one that says more. */
		is_abstract = other >= 0;
		fd = is_abstract ? other : fd;
	}
	if (fd < 0) {
		return fd;
	}
	r = send_request(fd, authority);
	if (r < 0) {
		return r;
	}
	setup->answer = malloc(HEADER_BYTES);
	if (setup->answer == NULL) {
		return -ENOMEM;
	}
	setup->size = HEADER_BYTES;
	setup->filled = 0;
	setup->number = number;
	setup->is_abstract = is_abstract;
	setup->authority = *authority;
	setup->fd = TAKE_FD(fd);
	return 0;
}

/* What a refusal looks like: its length in the header, then that much text for people. */
static int read_refusal(struct x11_setup *setup)
{
	xcb_setup_failed_t header;
	size_t size;

	memcpy(&header, setup->answer, sizeof(header));
	size = setup->size - sizeof(header);
	/* "Authenticate" has no length but that of the whole. */
	if (header.status == 0 && header.reason_len < size) {
		size = header.reason_len;
	}
	if (size >= sizeof(setup->reason)) {
		size = sizeof(setup->reason) - 1;
	}
	memcpy(setup->reason, setup->answer + sizeof(header), size);
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

static int check_answer(const struct x11_setup *setup)
{
	xcb_setup_t header;
	size_t first_screen;
	uint32_t mask;

	if (setup->size < sizeof(header)) {
		return -EPROTO;
	}
	memcpy(&header, setup->answer, sizeof(header));
	first_screen = sizeof(header) + pad(header.vendor_len) +
		       header.pixmap_formats_len * sizeof(xcb_format_t);
	mask = header.resource_id_mask;
	if (header.protocol_major_version != PROTOCOL_MAJOR || header.roots_len == 0 ||
		first_screen + sizeof(xcb_screen_t) > setup->size || mask == 0 ||
		mask / (mask & -mask) < IDS_MASK_MIN) {
		return -EPROTO;
	}
	return 1;
}

/* The header is there. Returns 1 if that was all, else makes room for the rest. */
static int make_room(struct x11_setup *setup)
{
	xcb_setup_failed_t header;
	unsigned char *answer;
	size_t size;

	memcpy(&header, setup->answer, sizeof(header));
	size = sizeof(header) + (size_t)header.length * 4;
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
			return setup->answer[0] == 1 ? check_answer(setup) : read_refusal(setup);
		}
	}
}

int x11_setup_finish(struct x11_setup *setup, struct xcb_connection_t **ret_connection)
{
	char name[] = X11_AUTHORITY_NAME;
	char key[X11_AUTHORITY_KEY_MAX_BYTES];
	xcb_auth_info_t info = {
		.namelen = (int)sizeof(name) - 1,
		.name = name,
		.datalen = (int)setup->authority.size,
		.data = key,
	};
	int fd = connect_socket(setup->number, setup->is_abstract);
	xcb_connection_t *connection;

	if (fd < 0) {
		return fd;
	}
	memcpy(key, setup->authority.key, sizeof(key));
	/* Takes the descriptor, also if it fails. */
	connection = xcb_connect_to_fd(fd, setup->authority.size > 0 ? &info : NULL);
	explicit_bzero(key, sizeof(key));
	if (xcb_connection_has_error(connection) != 0) {
		xcb_disconnect(connection);
		return -EPROTO;
	}
	x11_setup_deinit(setup);
	*ret_connection = connection;
	return 0;
}
