/* SPDX-License-Identifier: MIT */
/* One connection to PipeWire: messages that go and come. Never waits. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "pipewire_pod.h"

/* What PipeWire has not taken yet; the kernel keeps some hundred messages before. */
#define PIPEWIRE_WIRE_OUTPUT_MAX_BYTES 1024
/* What is read at once. */
#define PIPEWIRE_WIRE_INPUT_BYTES ((size_t)4096)
/* A longer message is passed over: any program may tell of itself as much as it likes. */
#define PIPEWIRE_WIRE_MESSAGE_MAX_BYTES ((size_t)64 * 1024)

struct pipewire_message {
	uint32_t object;
	uint8_t opcode;
	struct pod_reader fields; /* valid until the next call */
};

struct pipewire_wire {
	int fd;    /* -1: none */
	int error; /* of a message that could not be sent; 0: none */
	uint32_t sequence;
	size_t n_output;
	unsigned char output[PIPEWIRE_WIRE_OUTPUT_MAX_BYTES];
	unsigned char *input; /* begins with a message */
	size_t input_size;
	size_t n_input;
	size_t n_taken;   /* of it, by the message handed out last */
	size_t n_to_skip; /* of a message that is too long */
};

/* Of a non-blocking socket, which is the wire's from then on; -1: none. */
void pipewire_wire_init(struct pipewire_wire *wire, int fd);
/* Closes it. The loop must not watch it any more. Harmless a second time. */
void pipewire_wire_deinit(struct pipewire_wire *wire);

/* A message to an object: its fields are written between these two. An error is told by the next
 * pipewire_wire_flush(). */
struct pod_writer pipewire_wire_begin(struct pipewire_wire *wire);
void pipewire_wire_end(
	struct pipewire_wire *wire, struct pod_writer *fields, uint32_t object, uint8_t opcode);
/* Returns 0, also if PipeWire does not take all of it yet (see n_output), or -errno: -ENOBUFS if
 * there was too much of it. */
int pipewire_wire_flush(struct pipewire_wire *wire);

/* The next message that is there. Returns 1, 0 if there is none, or -errno for a connection that is
 * of no use any more: -ECONNRESET, -ENOMEM. Descriptors that come with one are closed. */
int pipewire_wire_receive(struct pipewire_wire *wire, struct pipewire_message *ret_message);
