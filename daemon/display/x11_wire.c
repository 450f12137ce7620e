/* SPDX-License-Identifier: MIT */
/*
 * Every message is 32 bytes; an answer, and an event of the generic kind, names a length of more.
 * Whatever it names, no more than X11_WIRE_MESSAGE_MAX_BYTES are read for it, into memory that was
 * made for this message.
 *
 * The server does not say to which request an answer belongs but by a number: it and we count the
 * requests, in 16 bits. Answers come in the order of the requests, so only the oldest one can be
 * answered or refused; anything else is a server that miscounts, and the end. So is an error of a
 * request that has no answer, unless it was only tried: it did not do what it was for.
 *
 * Numbers are in our byte order: the server was told of it.
 */
#include "x11_wire.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "outbox.h"

#define WORD_BYTES ((size_t)4)
/* Of a request: opcode, one byte more, and the length of the whole in words. */
#define REQUEST_HEAD_BYTES ((size_t)4)

/* The first byte of a message. Above this bit, another client made it. */
#define TYPE_ERROR 0
#define TYPE_ANSWER 1
#define TYPE_GENERIC_EVENT 35
#define TYPE_MASK 0x7f

#define ERROR_CODE_OFFSET 1
#define ERROR_MINOR_OFFSET 8
#define ERROR_MAJOR_OFFSET 10
#define SEQUENCE_OFFSET 2
#define LENGTH_OFFSET 4

void x11_wire_init(struct x11_wire *wire, int fd)
{
	*wire = (struct x11_wire){.fd = fd, .size = X11_WIRE_MESSAGE_MIN_BYTES};
}

void x11_wire_deinit(struct x11_wire *wire)
{
	if (wire->fd >= 0) {
		(void)close(wire->fd);
	}
	free(wire->message);
	x11_wire_init(wire, -1);
}

void x11_wire_send(
	struct x11_wire *wire, uint8_t opcode, uint8_t detail, const void *body, size_t size)
{
	unsigned char *at = wire->output + wire->n_output;
	uint16_t words = (uint16_t)((REQUEST_HEAD_BYTES + size) / WORD_BYTES);

	if (size > sizeof(wire->output) ||
		REQUEST_HEAD_BYTES + size > sizeof(wire->output) - wire->n_output) {
		wire->error = -ENOBUFS;
		return;
	}
	at[0] = opcode;
	at[1] = detail;
	memcpy(at + 2, &words, sizeof(words));
	if (size > 0) {
		memcpy(at + REQUEST_HEAD_BYTES, body, size);
	}
	wire->n_output += REQUEST_HEAD_BYTES + size;
	wire->sequence++;
}

static void ask(struct x11_wire *wire, uint8_t question, uint8_t opcode, uint8_t detail,
	const void *body, size_t size, bool is_silent)
{
	if (wire->n_questions == X11_WIRE_QUESTIONS_MAX) {
		wire->error = -ENOBUFS;
		return;
	}
	x11_wire_send(wire, opcode, detail, body, size);
	wire->questions[wire->n_questions].sequence = wire->sequence;
	wire->questions[wire->n_questions].question = question;
	wire->questions[wire->n_questions].is_silent = is_silent;
	wire->n_questions++;
}

void x11_wire_ask(struct x11_wire *wire, uint8_t question, uint8_t opcode, uint8_t detail,
	const void *body, size_t size)
{
	ask(wire, question, opcode, detail, body, size, false);
}

void x11_wire_ask_name(
	struct x11_wire *wire, uint8_t question, uint8_t opcode, uint8_t detail, const char *name)
{
	unsigned char body[WORD_BYTES + X11_WIRE_NAME_MAX_BYTES] = {0};
	uint16_t length = (uint16_t)strnlen(name, X11_WIRE_NAME_MAX_BYTES + 1);
	size_t padded = (length + WORD_BYTES - 1) / WORD_BYTES * WORD_BYTES;

	assert(length <= X11_WIRE_NAME_MAX_BYTES);
	memcpy(body, &length, sizeof(length));
	memcpy(body + WORD_BYTES, name, length);
	ask(wire, question, opcode, detail, body, WORD_BYTES + padded, false);
}

void x11_wire_try(struct x11_wire *wire, uint8_t question, uint8_t opcode, uint8_t detail,
	const void *body, size_t size)
{
	ask(wire, question, opcode, detail, body, size, true);
}

int x11_wire_flush(struct x11_wire *wire)
{
	if (wire->error == 0) {
		wire->error = outbox_send(wire->fd, wire->output, &wire->n_output);
	}
	return wire->error;
}

bool x11_wire_has_output(const struct x11_wire *wire)
{
	return wire->n_output > 0;
}

/* The head of a message is there: makes room for the rest, if there is more. */
static int make_room(struct x11_wire *wire)
{
	uint32_t words;

	if (wire->head[0] != TYPE_ANSWER && (wire->head[0] & TYPE_MASK) != TYPE_GENERIC_EVENT) {
		return 0;
	}
	memcpy(&words, wire->head + LENGTH_OFFSET, sizeof(words));
	if (words > (X11_WIRE_MESSAGE_MAX_BYTES - X11_WIRE_MESSAGE_MIN_BYTES) / WORD_BYTES) {
		return -EMSGSIZE;
	}
	if (words == 0) {
		return 0;
	}
	wire->size = X11_WIRE_MESSAGE_MIN_BYTES + words * WORD_BYTES;
	wire->message = malloc(wire->size);
	if (wire->message == NULL) {
		return -ENOMEM;
	}
	memcpy(wire->message, wire->head, sizeof(wire->head));
	return 0;
}

/* Returns 1 when a message is there as a whole. */
static int fill(struct x11_wire *wire)
{
	while (wire->filled < wire->size) {
		unsigned char *to = wire->message != NULL ? wire->message : wire->head;
		ssize_t n = recv(wire->fd, to + wire->filled, wire->size - wire->filled, 0);
		int r = 0;

		if (n == 0) {
			return -ECONNRESET;
		}
		if (n < 0 && errno != EINTR) {
			return errno == EAGAIN ? 0 : -errno;
		}
		wire->filled += n > 0 ? (size_t)n : 0;
		if (wire->filled == sizeof(wire->head) && wire->message == NULL) {
			r = make_room(wire);
		}
		if (r < 0) {
			return r;
		}
	}
	return 1;
}

static void tell_error(const struct x11_message *error)
{
	log_debug("The X server refused request %u.%u with error %u.",
		x11_message_u8(error, ERROR_MAJOR_OFFSET),
		x11_message_u16(error, ERROR_MINOR_OFFSET),
		x11_message_u8(error, ERROR_CODE_OFFSET));
}

static void drop_oldest_question(struct x11_wire *wire)
{
	wire->n_questions--;
	memmove(wire->questions, wire->questions + 1,
		wire->n_questions * sizeof(wire->questions[0]));
}

/* Whose answer is it? */
static int find_question(struct x11_wire *wire, struct x11_message *message)
{
	uint16_t sequence = x11_message_u16(message, SEQUENCE_OFFSET);

	/* What came to pass says nothing. */
	while (wire->n_questions > 0 && wire->questions[0].is_silent &&
		wire->questions[0].sequence != sequence) {
		drop_oldest_question(wire);
	}
	if (wire->n_questions == 0 || wire->questions[0].sequence != sequence ||
		(wire->questions[0].is_silent && message->kind == X11_MESSAGE_ANSWER)) {
		return -EPROTO;
	}
	message->question = wire->questions[0].question;
	drop_oldest_question(wire);
	return 1;
}

int x11_wire_receive(struct x11_wire *wire, struct x11_message *ret_message)
{
	struct x11_message message = {.kind = X11_MESSAGE_EVENT};
	int r;

	if (wire->is_taken) {
		free(wire->message);
		wire->message = NULL;
		wire->size = X11_WIRE_MESSAGE_MIN_BYTES;
		wire->filled = 0;
		wire->is_taken = false;
	}
	r = fill(wire);
	if (r <= 0) {
		return r;
	}
	wire->is_taken = true;
	message.bytes = wire->message != NULL ? wire->message : wire->head;
	message.size = wire->size;
	if (message.bytes[0] == TYPE_ERROR) {
		tell_error(&message);
	}
	if (message.bytes[0] == TYPE_ERROR || message.bytes[0] == TYPE_ANSWER) {
		message.kind =
			message.bytes[0] == TYPE_ERROR ? X11_MESSAGE_REFUSAL : X11_MESSAGE_ANSWER;
		r = find_question(wire, &message);
	}
	if (r > 0) {
		*ret_message = message;
	}
	return r;
}

bool x11_wire_is_in_message(const struct x11_wire *wire)
{
	return wire->filled > 0 && !wire->is_taken;
}

uint8_t x11_message_u8(const struct x11_message *message, size_t offset)
{
	return offset < message->size ? message->bytes[offset] : 0;
}

uint16_t x11_message_u16(const struct x11_message *message, size_t offset)
{
	uint16_t value = 0;

	if (message->size >= sizeof(value) && offset <= message->size - sizeof(value)) {
		memcpy(&value, message->bytes + offset, sizeof(value));
	}
	return value;
}

uint32_t x11_message_u32(const struct x11_message *message, size_t offset)
{
	uint32_t value = 0;

	if (message->size >= sizeof(value) && offset <= message->size - sizeof(value)) {
		memcpy(&value, message->bytes + offset, sizeof(value));
	}
	return value;
}
