/* SPDX-License-Identifier: MIT */
/* One connection to an X server that has let us in: requests, and the messages that come. Never
 * waits. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Requests that are not answered yet. */
#define X11_WIRE_QUESTIONS_MAX 4
/* Requests that the server has not taken yet. */
#define X11_WIRE_OUTPUT_MAX_BYTES 256
#define X11_WIRE_NAME_MAX_BYTES 24
/* The least that a message has, and the most that one may have. */
#define X11_WIRE_MESSAGE_MIN_BYTES 32
#define X11_WIRE_MESSAGE_MAX_BYTES (64 * 1024)

enum x11_message_kind {
	X11_MESSAGE_ANSWER,
	X11_MESSAGE_REFUSAL, /* of what was asked */
	X11_MESSAGE_EVENT,
	X11_MESSAGE_KIND_MAX,
};

struct x11_message {
	enum x11_message_kind kind;
	uint8_t question; /* as x11_wire_ask() was told, unless it is an event */
	const unsigned char *bytes;
	size_t size; /* X11_WIRE_MESSAGE_MIN_BYTES and more */
};

struct x11_wire {
	int fd;    /* -1: none */
	int error; /* of a request that could not be made; 0: none */
	uint16_t sequence;
	struct {
		uint16_t sequence;
		uint8_t question;
		bool is_silent;              /* only a refusal is told */
	} questions[X11_WIRE_QUESTIONS_MAX]; /* the oldest first */
	size_t n_questions;
	unsigned char output[X11_WIRE_OUTPUT_MAX_BYTES];
	size_t n_output;
	unsigned char head[X11_WIRE_MESSAGE_MIN_BYTES];
	unsigned char *message; /* the whole of one that is longer */
	size_t size;            /* of the message that comes, as far as it is known */
	size_t filled;
	bool is_taken; /* the message was handed out */
};

/* Of a non-blocking socket, which is the wire's from then on; -1: none. */
void x11_wire_init(struct x11_wire *wire, int fd);
/* Closes it. The loop must not watch it any more. Harmless a second time. */
void x11_wire_deinit(struct x11_wire *wire);

/* A request: its opcode, the byte behind that, and what follows its length: whole words of four
 * bytes, in our byte order. An error is told by the next x11_wire_flush(). */
void x11_wire_send(
	struct x11_wire *wire, uint8_t opcode, uint8_t detail, const void *body, size_t size);
/* The same with one that is answered; the answer comes with this number. */
void x11_wire_ask(struct x11_wire *wire, uint8_t question, uint8_t opcode, uint8_t detail,
	const void *body, size_t size);
/* The same with a query by name, in the form that QueryExtension and InternAtom share. 'name' has
 * X11_WIRE_NAME_MAX_BYTES at the most, without its NUL. */
void x11_wire_ask_name(
	struct x11_wire *wire, uint8_t question, uint8_t opcode, uint8_t detail, const char *name);
/* The same with one that has no answer, and may be refused: then the refusal comes with this
 * number, and else nothing does. */
void x11_wire_try(struct x11_wire *wire, uint8_t question, uint8_t opcode, uint8_t detail,
	const void *body, size_t size);
/* Returns 0, also if the server does not take all of it yet (see x11_wire_has_output()), or
 * -errno: -ENOBUFS if there was too much of it. */
int x11_wire_flush(struct x11_wire *wire);
bool x11_wire_has_output(const struct x11_wire *wire);

/* The next message that is there; valid until the next call. Returns 1, 0 if there is none, or
 * -errno for a connection that is of no use any more: -ECONNRESET, -EPROTO, -EMSGSIZE. */
int x11_wire_receive(struct x11_wire *wire, struct x11_message *ret_message);
/* Has a message begun to come, and not ended? */
bool x11_wire_is_in_message(const struct x11_wire *wire);

/* Numbers in a message; 0 where it has no such bytes. */
uint8_t x11_message_u8(const struct x11_message *message, size_t offset);
uint16_t x11_message_u16(const struct x11_message *message, size_t offset);
uint32_t x11_message_u32(const struct x11_message *message, size_t offset);
