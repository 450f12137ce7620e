/* SPDX-License-Identifier: MIT */
#include "pipewire_peer.h"

#include <string.h>

#include <check.h>

static void end(struct pipewire_wire *wire, struct pod_writer *fields, size_t all, uint32_t object,
	uint8_t opcode)
{
	pod_end_struct(fields, all);
	ck_assert(!fields->is_full);
	pipewire_wire_end(wire, fields, object, opcode);
	ck_assert_int_eq(pipewire_wire_flush(wire), 0);
}

struct pipewire_message peer_expect(struct pipewire_wire *wire, uint32_t object, uint8_t opcode)
{
	struct pipewire_message message;

	ck_assert_int_eq(pipewire_wire_receive(wire, &message), 1);
	ck_assert_uint_eq(message.object, object);
	ck_assert_uint_eq(message.opcode, opcode);
	return message;
}

void peer_expect_nothing(struct pipewire_wire *wire)
{
	struct pipewire_message message;

	ck_assert_int_eq(pipewire_wire_receive(wire, &message), 0);
}

void peer_expect_hello(struct pipewire_wire *wire)
{
	struct pipewire_message message = peer_expect(wire, 0, 1);
	struct pod_reader properties;

	ck_assert_int_eq(pod_read_int(&message.fields), 3);
	message = peer_expect(wire, 1, 2);
	properties = pod_read_struct(&message.fields);
	ck_assert_str_eq(pod_find_string(&properties, "application.name"), "Backcare");
	message = peer_expect(wire, 0, 5);
	ck_assert_int_eq(pod_read_int(&message.fields), 3);
	ck_assert_int_eq(pod_read_int(&message.fields), 2);
	(void)peer_expect(wire, 0, 2);
	peer_expect_nothing(wire);
}

uint32_t peer_expect_bind(struct pipewire_wire *wire, uint32_t global)
{
	struct pipewire_message message = peer_expect(wire, 2, 1);
	uint32_t object;

	ck_assert_int_eq(pod_read_int(&message.fields), (int32_t)global);
	ck_assert_str_eq(pod_read_string(&message.fields), "PipeWire:Interface:Node");
	ck_assert_int_eq(pod_read_int(&message.fields), 3);
	object = (uint32_t)pod_read_int(&message.fields);
	ck_assert(!message.fields.is_bad);
	return object;
}

void peer_send_ints(
	struct pipewire_wire *wire, uint32_t object, uint8_t opcode, int32_t one, int32_t other)
{
	struct pod_writer fields = pipewire_wire_begin(wire);
	size_t all = pod_begin_struct(&fields);

	pod_write_int(&fields, one);
	pod_write_int(&fields, other);
	end(wire, &fields, all, object, opcode);
}

void peer_send_listed(struct pipewire_wire *wire)
{
	peer_send_ints(wire, 0, 1, 0, 1);
}

void peer_send_global_remove(struct pipewire_wire *wire, uint32_t global)
{
	peer_send_ints(wire, 2, 1, (int32_t)global, 0);
}

void peer_send_remove_id(struct pipewire_wire *wire, uint32_t object)
{
	peer_send_ints(wire, 0, 4, (int32_t)object, 0);
}

static void write_properties(struct pod_writer *fields, const char *class, const char *name)
{
	size_t beginning = pod_begin_struct(fields);

	pod_write_int(fields, class != NULL ? 2 : 0);
	if (class != NULL) {
		pod_write_string(fields, "media.class");
		pod_write_string(fields, class);
		pod_write_string(fields, "application.name");
		pod_write_string(fields, name);
	}
	pod_end_struct(fields, beginning);
}

void peer_send_global(
	struct pipewire_wire *wire, uint32_t global, const char *interface, const char *class)
{
	struct pod_writer fields = pipewire_wire_begin(wire);
	size_t all = pod_begin_struct(&fields);

	pod_write_int(&fields, (int32_t)global);
	pod_write_int(&fields, 0);
	pod_write_string(&fields, interface);
	pod_write_int(&fields, 3);
	write_properties(&fields, class, "");
	end(wire, &fields, all, 2, 0);
}

/* Values that only a server writes: a number as an id, one of eight bytes, none at all. */
static void write_raw(struct pod_writer *fields, uint32_t type, const void *value, uint32_t size)
{
	uint32_t head[2] = {size, type};

	ck_assert_uint_ge(fields->size - fields->filled, 16);
	memset(fields->bytes + fields->filled, 0, 16);
	memcpy(fields->bytes + fields->filled, head, sizeof(head));
	if (size > 0) {
		memcpy(fields->bytes + fields->filled + sizeof(head), value, size);
	}
	fields->filled += size > 0 ? 16 : 8;
}

void peer_send_info(struct pipewire_wire *wire, uint32_t object, int64_t changed, uint32_t state,
	const char *class, const char *name)
{
	struct pod_writer fields = pipewire_wire_begin(wire);
	size_t all = pod_begin_struct(&fields);

	for (int32_t i = 0; i < 3; i++) {
		pod_write_int(&fields, i);
	}
	write_raw(&fields, 5, &changed, sizeof(changed));
	pod_write_int(&fields, 1);
	pod_write_int(&fields, 0);
	write_raw(&fields, 3, &state, sizeof(state));
	write_raw(&fields, 1, NULL, 0);
	write_properties(&fields, class, name);
	end(wire, &fields, all, object, 0);
}
