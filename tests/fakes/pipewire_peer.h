/* SPDX-License-Identifier: MIT */
/* The other end of a connection to PipeWire, for what the real one does not do on demand. It has a
 * wire of its own, and says what the test tells it to. */
#pragma once

#include <stdint.h>

#include "pipewire_wire.h"

#define PEER_RUNNING 3
#define PEER_SUSPENDED 1
#define PEER_STATE (1 << 2)
#define PEER_PROPERTIES (1 << 3)
#define PEER_FIRST_NODE 3

/* Reads all that came, and fails the test if it is not a hello, a name, a request for the list and
 * one for its end. */
void peer_expect_hello(struct pipewire_wire *wire);
/* The next message, which is one of these; its fields are left to read. */
struct pipewire_message peer_expect(struct pipewire_wire *wire, uint32_t object, uint8_t opcode);
void peer_expect_nothing(struct pipewire_wire *wire);
/* It binds to this one; returns the number that it gives it. */
uint32_t peer_expect_bind(struct pipewire_wire *wire, uint32_t global);

void peer_send_ints(
	struct pipewire_wire *wire, uint32_t object, uint8_t opcode, int32_t one, int32_t other);
void peer_send_listed(struct pipewire_wire *wire);
void peer_send_global(
	struct pipewire_wire *wire, uint32_t global, const char *interface, const char *class);
void peer_send_global_remove(struct pipewire_wire *wire, uint32_t global);
void peer_send_remove_id(struct pipewire_wire *wire, uint32_t object);
/* class NULL: no properties. */
void peer_send_info(struct pipewire_wire *wire, uint32_t object, int64_t changed, uint32_t state,
	const char *class, const char *name);
