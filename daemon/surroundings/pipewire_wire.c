/* SPDX-License-Identifier: MIT */
/*
 * A message is a head of four words (object, opcode and size, number, descriptors), one structure,
 * and sometimes another one that tells of the whole server, which nobody here needs. Whatever size
 * a head names, no more than PIPEWIRE_WIRE_MESSAGE_MAX_BYTES are kept.
 */
#include "pipewire_wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "outbox.h"

#define HEAD_BYTES ((size_t)16)
#define SIZE_MASK 0xffffffu
#define OPCODE_SHIFT 24

enum {
	HEAD_OBJECT,
	HEAD_OPCODE_AND_SIZE,
	HEAD_SEQUENCE,
	HEAD_DESCRIPTORS,
	HEAD_WORDS,
};

void pipewire_wire_init(struct pipewire_wire *wire, int fd)
{
	*wire = (struct pipewire_wire){.fd = fd};
}

void pipewire_wire_deinit(struct pipewire_wire *wire)
{
	if (wire->fd >= 0) {
		(void)close(wire->fd);
	}
	free(wire->input);
	pipewire_wire_init(wire, -1);
}

struct pod_writer pipewire_wire_begin(struct pipewire_wire *wire)
{
	size_t left = sizeof(wire->output) - wire->n_output;

	if (left < HEAD_BYTES) {
		return (struct pod_writer){.is_full = true};
	}
	return pod_writer(wire->output + wire->n_output + HEAD_BYTES, left - HEAD_BYTES);
}

void pipewire_wire_end(
	struct pipewire_wire *wire, struct pod_writer *fields, uint32_t object, uint8_t opcode)
{
	uint32_t head[HEAD_WORDS] = {
		[HEAD_OBJECT] = object,
		[HEAD_OPCODE_AND_SIZE] =
			(uint32_t)opcode << OPCODE_SHIFT | (uint32_t)fields->filled,
		[HEAD_SEQUENCE] = wire->sequence,
	};

	if (fields->is_full) {
		wire->error = -ENOBUFS;
		return;
	}
	memcpy(wire->output + wire->n_output, head, sizeof(head));
	wire->n_output += HEAD_BYTES + fields->filled;
	wire->sequence++;
	/* At once, so that there is room for the next. */
	(void)pipewire_wire_flush(wire);
}

int pipewire_wire_flush(struct pipewire_wire *wire)
{
	if (wire->error == 0) {
		wire->error = outbox_send(wire->fd, wire->output, &wire->n_output);
	}
	return wire->error;
}

/* Room for a message of that size, and no more than is needed once all are handed out. */
static int make_room(struct pipewire_wire *wire, size_t size)
{
	unsigned char *input;

	size = size > PIPEWIRE_WIRE_INPUT_BYTES ? size : PIPEWIRE_WIRE_INPUT_BYTES;
	if (wire->input_size == size || (wire->input_size > size && wire->n_input > 0)) {
		return 0;
	}
	input = realloc(wire->input, size);
	if (input == NULL) {
		return -ENOMEM;
	}
	wire->input = input;
	wire->input_size = size;
	return 0;
}

/* The first bytes are over, with or without a message. */
static void drop(struct pipewire_wire *wire, size_t size)
{
	if (size > 0) {
		wire->n_input -= size;
		memmove(wire->input, wire->input + size, wire->n_input);
	}
}

/* Reads what is there, into the room that is left. Returns 1 if there was anything. */
static int fill(struct pipewire_wire *wire)
{
	ssize_t n;

	do {
		/* Without room for descriptors, which the kernel closes then. */
		n = recv(
			wire->fd, wire->input + wire->n_input, wire->input_size - wire->n_input, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return errno == EAGAIN ? 0 : -errno;
	}
	if (n == 0) {
		return -ECONNRESET;
	}
	wire->n_input += (size_t)n;
	return 1;
}

/* Leaves out what is too long. Returns the size of the message at the beginning, 0 if that is not
 * known yet. */
static size_t look_at_head(struct pipewire_wire *wire, uint32_t head[HEAD_WORDS])
{
	while (wire->n_to_skip > 0 || wire->n_input >= HEAD_BYTES) {
		size_t skipped = wire->n_to_skip < wire->n_input ? wire->n_to_skip : wire->n_input;
		size_t size;

		if (skipped > 0) {
			drop(wire, skipped);
			wire->n_to_skip -= skipped;
		}
		if (wire->n_to_skip > 0 || wire->n_input < HEAD_BYTES) {
			break;
		}
		memcpy(head, wire->input, HEAD_BYTES);
		size = HEAD_BYTES + (head[HEAD_OPCODE_AND_SIZE] & SIZE_MASK);
		if (size <= PIPEWIRE_WIRE_MESSAGE_MAX_BYTES) {
			return size;
		}
		wire->n_to_skip = size;
	}
	return 0;
}

int pipewire_wire_receive(struct pipewire_wire *wire, struct pipewire_message *ret_message)
{
	uint32_t head[HEAD_WORDS];
	struct pod_reader payload;
	size_t size;
	int r;

	drop(wire, wire->n_taken);
	wire->n_taken = 0;
	while ((size = look_at_head(wire, head)) == 0 || size > wire->n_input) {
		r = make_room(wire, size);
		if (r >= 0) {
			r = fill(wire);
		}
		if (r <= 0) {
			return r;
		}
	}
	wire->n_taken = size;
	payload = pod_reader(wire->input + HEAD_BYTES, size - HEAD_BYTES);
	*ret_message = (struct pipewire_message){
		.object = head[HEAD_OBJECT],
		.opcode = (uint8_t)(head[HEAD_OPCODE_AND_SIZE] >> OPCODE_SHIFT),
		.fields = pod_read_struct(&payload),
	};
	return 1;
}
