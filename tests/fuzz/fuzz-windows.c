/* SPDX-License-Identifier: MIT */
/* An X server may say what it likes of its windows, in pieces of any size, and refuse what it
 * likes: the window in front is known, or an answer is waited for, or the server is left; and what
 * it gets are whole requests, about windows. However odd its answers were: when it then says that
 * another window is in front, and answers well, that one is known.
 *
 * Input: what the server does, step by step. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "x11_front_window.h"
#include "x11_protocol.h"
#include "x11_setup.h"

#define ROOT 0x123
#define FILM 0x456
#define STEPS_MAX 200
#define PASSES_MAX 4
/* More than may be asked at once. */
#define PENDING_MAX 16

#define MESSAGE_BYTES 32
#define MORE_WORDS_MAX 40
#define SEQUENCE_OFFSET 2
#define LENGTH_OFFSET 4
#define TYPE_ERROR 0
#define TYPE_ANSWER 1

struct request {
	uint8_t opcode;
	uint16_t sequence;
	uint32_t property; /* asked for; 0: it was no question for one */
};

struct server {
	int fd;
	unsigned cut; /* a message comes in pieces of so many bytes; 0: whole */
	uint16_t sequence;
	struct request pending[PENDING_MAX];
	size_t n_pending;
	bool is_off; /* what it sent may be taken for anything */
};

static void look_at_request(struct server *server, const unsigned char *request, uint16_t words)
{
	struct request *pending = &server->pending[server->n_pending++];
	uint32_t window;

	memcpy(&window, request + 4, sizeof(window));
	*pending = (struct request){.opcode = request[0], .sequence = ++server->sequence};
	switch (request[0]) {
	case X11_INTERN_ATOM:
		break;
	case X11_GET_PROPERTY:
		FUZZ_CHECK(words == 6 && window != 0, "%u words of %u", words, window);
		memcpy(&pending->property, request + 8, sizeof(pending->property));
		FUZZ_CHECK(pending->property != 0, "asked for nothing");
		break;
	case X11_CHANGE_WINDOW_ATTRIBUTES:
		FUZZ_CHECK(words == 4 && window != 0, "%u words of %u", words, window);
		break;
	default:
		FUZZ_CHECK(false, "request %u", request[0]);
	}
}

static void look_at_requests(struct server *server)
{
	unsigned char asked[4 * X11_WIRE_OUTPUT_MAX_BYTES];
	ssize_t n = recv(server->fd, asked, sizeof(asked), 0);
	size_t size = n > 0 ? (size_t)n : 0, at = 0;

	while (size - at >= X11_WORD_BYTES) {
		uint16_t words;

		memcpy(&words, asked + at + 2, sizeof(words));
		FUZZ_CHECK(words >= 2 && words * 4u <= size - at, "%u words", words);
		FUZZ_CHECK(server->n_pending < PENDING_MAX, "asks without end");
		look_at_request(server, asked + at, words);
		at += words * 4u;
	}
	FUZZ_CHECK(at == size, "%zu bytes of a request", size - at);
}

static void check_front(const struct x11_front_window *front, int r)
{
	FUZZ_CHECK(r <= 0, "%d", r);
	FUZZ_CHECK(memchr(front->who, '\0', sizeof(front->who)) != NULL, "a name without an end");
	if (r < 0) {
		return;
	}
	FUZZ_CHECK(!x11_wire_has_output(&front->wire), "it was taken");
	FUZZ_CHECK(front->wire.n_questions > 0 || front->step == X11_FRONT_KNOWN,
		"nothing to wait for in step %d", (int)front->step);
	if (front->step == X11_FRONT_KNOWN) {
		FUZZ_CHECK(!front->is_full || (front->window != 0 && front->is_told), "no window");
		FUZZ_CHECK(!front->active_again, "a change is forgotten");
		FUZZ_CHECK(!front->window_again || front->window == 0, "a change is forgotten");
	}
}

static int process(struct server *server, struct x11_front_window *front)
{
	int r = 0;

	for (unsigned i = 0; i < PASSES_MAX && r >= 0; i++) {
		r = x11_front_window_process(front);
		look_at_requests(server);
		check_front(front, r);
	}
	return r;
}

static int say(
	struct server *server, struct x11_front_window *front, const void *message, size_t size)
{
	const unsigned char *bytes = message;
	size_t piece = server->cut > 0 ? server->cut : size;
	int r = 0;

	for (size_t done = 0; done < size && r >= 0; done += piece) {
		piece = piece < size - done ? piece : size - done;
		FUZZ_CHECK(send(server->fd, bytes + done, piece, MSG_NOSIGNAL) == (ssize_t)piece,
			"sent");
		r = process(server, front);
	}
	return r;
}

static void put_word(unsigned char *message, size_t offset, uint32_t word)
{
	memcpy(message + offset, &word, sizeof(word));
}

static struct request take_pending(struct server *server, size_t at)
{
	struct request request = server->pending[at];

	server->n_pending -= at + 1;
	memmove(server->pending, server->pending + at + 1,
		server->n_pending * sizeof(server->pending[0]));
	return request;
}

/* The next that has an answer; what is before that went well. */
static bool take_question(struct server *server, struct request *ret_request)
{
	for (size_t at = 0; at < server->n_pending; at++) {
		if (server->pending[at].opcode != X11_CHANGE_WINDOW_ATTRIBUTES) {
			*ret_request = take_pending(server, at);
			return true;
		}
	}
	return false;
}

/* Of any content, but an answer to what was asked. */
static int answer_oddly(
	struct server *server, struct x11_front_window *front, struct fuzz_input *input)
{
	static const uint32_t types[] = {X11_ATOM_WINDOW, X11_ATOM_ATOM, X11_ATOM_STRING, 0};
	static const uint8_t formats[] = {0, 8, 16, 32};
	unsigned char message[MESSAGE_BYTES + MORE_WORDS_MAX * X11_WORD_BYTES] = {0};
	uint32_t words = (uint32_t)fuzz_take(input, MORE_WORDS_MAX + 1);
	struct request request;

	if (!take_question(server, &request)) {
		return 0;
	}
	message[0] = TYPE_ANSWER;
	message[X11_PROPERTY_FORMAT_OFFSET] = formats[fuzz_take(input, 4)];
	memcpy(message + SEQUENCE_OFFSET, &request.sequence, sizeof(request.sequence));
	put_word(message, LENGTH_OFFSET, words);
	/* Of an atom, this is its number. */
	put_word(message, X11_PROPERTY_TYPE_OFFSET,
		request.opcode == X11_INTERN_ATOM ? (uint32_t)fuzz_take(input, 64)
						  : types[fuzz_take(input, 4)]);
	put_word(message, X11_PROPERTY_LENGTH_OFFSET,
		fuzz_take(input, 8) == 0 ? UINT32_MAX : (uint32_t)fuzz_take(input, 64));
	for (size_t at = X11_PROPERTY_VALUE_OFFSET; at < MESSAGE_BYTES + words * X11_WORD_BYTES;
		at++) {
		message[at] = (unsigned char)fuzz_take(input, 256);
	}
	return say(server, front, message, MESSAGE_BYTES + words * X11_WORD_BYTES);
}

static int answer_well(struct server *server, struct x11_front_window *front)
{
	static const char name[8] = "mpv\0Mpv";
	unsigned char message[MESSAGE_BYTES + 8] = {TYPE_ANSWER};
	struct request request;
	uint32_t type = X11_ATOM_WINDOW, value = FILM;

	if (!take_question(server, &request)) {
		return 0;
	}
	memcpy(message + SEQUENCE_OFFSET, &request.sequence, sizeof(request.sequence));
	if (request.opcode == X11_INTERN_ATOM) {
		put_word(message, X11_ATOM_OFFSET, 70u + request.sequence);
		return say(server, front, message, MESSAGE_BYTES);
	}
	/* Two names may have got the same atom: then it is told by the step. */
	if (request.property == X11_ATOM_WM_CLASS) {
		type = X11_ATOM_STRING;
	} else if (front->step == X11_FRONT_WINDOW) {
		type = X11_ATOM_ATOM;
		value = front->atoms[X11_FRONT_ATOM_FULLSCREEN];
	}
	message[X11_PROPERTY_FORMAT_OFFSET] = type == X11_ATOM_STRING ? 8 : 32;
	put_word(message, LENGTH_OFFSET, sizeof(name) / X11_WORD_BYTES);
	put_word(message, X11_PROPERTY_TYPE_OFFSET, type);
	put_word(message, X11_PROPERTY_LENGTH_OFFSET, type == X11_ATOM_STRING ? sizeof(name) : 1);
	memcpy(message + X11_PROPERTY_VALUE_OFFSET, name, sizeof(name));
	if (type != X11_ATOM_STRING) {
		put_word(message, X11_PROPERTY_VALUE_OFFSET, value);
	}
	return say(server, front, message, sizeof(message));
}

static int refuse(struct server *server, struct x11_front_window *front)
{
	unsigned char message[MESSAGE_BYTES] = {TYPE_ERROR};
	struct request request;

	if (server->n_pending == 0) {
		return 0;
	}
	request = take_pending(server, 0);
	memcpy(message + SEQUENCE_OFFSET, &request.sequence, sizeof(request.sequence));
	return say(server, front, message, sizeof(message));
}

static int notify(
	struct server *server, struct x11_front_window *front, uint32_t window, uint32_t atom)
{
	unsigned char message[MESSAGE_BYTES] = {X11_PROPERTY_NOTIFY};

	put_word(message, X11_PROPERTY_NOTIFY_WINDOW_OFFSET, window);
	put_word(message, X11_PROPERTY_NOTIFY_ATOM_OFFSET, atom);
	return say(server, front, message, sizeof(message));
}

static int say_anything(
	struct server *server, struct x11_front_window *front, struct fuzz_input *input)
{
	unsigned char message[MESSAGE_BYTES];

	for (size_t i = 0; i < sizeof(message); i++) {
		message[i] = (unsigned char)fuzz_take(input, 256);
	}
	server->is_off = true;
	return say(server, front, message, 1 + (size_t)fuzz_take(input, MESSAGE_BYTES));
}

static int step(struct server *server, struct x11_front_window *front, struct fuzz_input *input)
{
	switch (fuzz_take(input, 8)) {
	case 0:
		return refuse(server, front);
	case 1:
	case 2:
		return answer_oddly(server, front, input);
	case 3:
		return notify(server, front, fuzz_take(input, 2) == 0 ? ROOT : front->window,
			front->atoms[fuzz_take(input, X11_FRONT_ATOM_MAX)]);
	case 4:
		server->cut = (unsigned)fuzz_take(input, MESSAGE_BYTES);
		return 0;
	case 5:
		return fuzz_take(input, 8) == 0 ? say_anything(server, front, input) : 0;
	default:
		return answer_well(server, front);
	}
}

/* All questions are answered, and one more film is in front. */
static int end_well(struct server *server, struct x11_front_window *front)
{
	int r = 0;

	for (unsigned i = 0; i < PENDING_MAX && r >= 0; i++) {
		r = answer_well(server, front);
	}
	if (r >= 0) {
		r = notify(server, front, ROOT, front->atoms[X11_FRONT_ATOM_ACTIVE_WINDOW]);
	}
	for (unsigned i = 0; i < PENDING_MAX && r >= 0; i++) {
		r = answer_well(server, front);
	}
	return r;
}

static bool has_atoms(const struct x11_front_window *front)
{
	return front->atoms[X11_FRONT_ATOM_MANAGER] != 0 &&
	       front->atoms[X11_FRONT_ATOM_ACTIVE_WINDOW] != 0 &&
	       front->atoms[X11_FRONT_ATOM_STATE] != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = {.at = data, .end = data + size};
	struct x11_setup setup = {.root = ROOT};
	struct x11_front_window front;
	struct server server = {0};
	int fds[2], r;

	r = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds);
	FUZZ_CHECK(r == 0, "no sockets");
	server.fd = fds[1];
	setup.fd = fds[0];
	x11_front_window_begin(&front, &setup);
	r = process(&server, &front);
	for (unsigned i = 0; i < STEPS_MAX && r >= 0 && fuzz_has_more(&input); i++) {
		r = step(&server, &front, &input);
	}
	if (r >= 0) {
		r = end_well(&server, &front);
	}
	if (r >= 0 && !server.is_off) {
		FUZZ_CHECK(front.step == X11_FRONT_KNOWN, "in step %d", (int)front.step);
		FUZZ_CHECK(!x11_front_window_is_waiting(&front), "waits");
		FUZZ_CHECK(!has_atoms(&front) || front.window == FILM, "window %u", front.window);
		FUZZ_CHECK(!has_atoms(&front) ||
				   front.is_full == (front.atoms[X11_FRONT_ATOM_FULLSCREEN] != 0),
			"full: %d", front.is_full);
		FUZZ_CHECK(!has_atoms(&front) || strcmp(front.who, "Mpv") == 0, "%s", front.who);
	}
	(void)close(server.fd);
	x11_front_window_deinit(&front);
	return 0;
}
