/* SPDX-License-Identifier: MIT */
/*
 * PipeWire lists all its objects and what becomes of the list. Of these the streams that record
 * are bound to, since only who is bound to a node is told whether it runs, and only there is told
 * what makes it no microphone. Nothing else is asked for.
 *
 * We give out the numbers of what we bind to, and have to do so without a gap. A number is free
 * again when PipeWire says that it was removed, not when the stream has gone.
 *
 * Numbers of PipeWire's are used again as well: by the time we bind to a stream, another node may
 * have its number. What a node tells of itself says whether it is a stream that records.
 */
#include "pipewire_client.h"

#include <string.h>

#include "log.h"

/* The numbers of these objects are fixed; the registry's is the first that is ours to give. */
#define CORE 0
#define CLIENT 1
#define REGISTRY 2
#define FIRST_NODE 3

#define CORE_VERSION 3
#define REGISTRY_VERSION 3
#define NODE_VERSION 3

/* What the objects are told, and what they tell. */
#define CORE_HELLO 1
#define CORE_SYNC 2
#define CORE_PONG 3
#define CORE_GET_REGISTRY 5
#define CORE_DONE 1
#define CORE_PING 2
#define CORE_ERROR 3
#define CORE_REMOVE_ID 4
#define CLIENT_UPDATE_PROPERTIES 2
#define REGISTRY_BIND 1
#define REGISTRY_GLOBAL 0
#define REGISTRY_GLOBAL_REMOVE 1
#define NODE_INFO 0

#define NODE_CHANGED_STATE (1 << 2)
#define NODE_CHANGED_PROPERTIES (1 << 3)
#define NODE_RUNNING 3

#define LIST_SYNC 1

static const char node_interface[] = "PipeWire:Interface:Node";
static const char recording_class[] = "Stream/Input/Audio";

static const char *get_property(const void *properties, const char *key)
{
	return pod_find_string(properties, key);
}

static bool is_recording(const struct pod_reader *properties)
{
	const char *class = pod_find_string(properties, "media.class");

	return class != NULL && strcmp(class, recording_class) == 0;
}

/* -- what we say
 * -------------------------------------------------------------------------------------------------
 */

static void send_ints(
	struct pipewire_client *client, uint32_t object, uint8_t opcode, int32_t one, int32_t other)
{
	struct pod_writer fields = pipewire_wire_begin(&client->wire);
	size_t all = pod_begin_struct(&fields);

	pod_write_int(&fields, one);
	pod_write_int(&fields, other);
	pod_end_struct(&fields, all);
	pipewire_wire_end(&client->wire, &fields, object, opcode);
}

static void say_hello(struct pipewire_client *client)
{
	struct pod_writer fields = pipewire_wire_begin(&client->wire);
	size_t all = pod_begin_struct(&fields);

	pod_write_int(&fields, CORE_VERSION);
	pod_end_struct(&fields, all);
	pipewire_wire_end(&client->wire, &fields, CORE, CORE_HELLO);
}

static void say_who_we_are(struct pipewire_client *client)
{
	static const char *const properties[][2] = {
		{"application.name", "Backcare"},
		{"application.process.binary", "backcared"},
	};
	const size_t n = sizeof(properties) / sizeof(properties[0]);
	struct pod_writer fields = pipewire_wire_begin(&client->wire);
	size_t all = pod_begin_struct(&fields);
	size_t dictionary = pod_begin_struct(&fields);

	pod_write_int(&fields, (int32_t)n);
	for (size_t i = 0; i < n; i++) {
		pod_write_string(&fields, properties[i][0]);
		pod_write_string(&fields, properties[i][1]);
	}
	pod_end_struct(&fields, dictionary);
	pod_end_struct(&fields, all);
	pipewire_wire_end(&client->wire, &fields, CLIENT, CLIENT_UPDATE_PROPERTIES);
}

static void bind(struct pipewire_client *client, uint32_t global, uint32_t object)
{
	struct pod_writer fields = pipewire_wire_begin(&client->wire);
	size_t all = pod_begin_struct(&fields);

	pod_write_int(&fields, (int32_t)global);
	pod_write_string(&fields, node_interface);
	pod_write_int(&fields, NODE_VERSION);
	pod_write_int(&fields, (int32_t)object);
	pod_end_struct(&fields, all);
	pipewire_wire_end(&client->wire, &fields, REGISTRY, REGISTRY_BIND);
}

void pipewire_client_begin(struct pipewire_client *client, int fd)
{
	*client = (struct pipewire_client){.is_listed = false};
	pipewire_wire_init(&client->wire, fd);
	recordings_init(&client->recordings);
	say_hello(client);
	say_who_we_are(client);
	send_ints(client, CORE, CORE_GET_REGISTRY, REGISTRY_VERSION, REGISTRY);
	send_ints(client, CORE, CORE_SYNC, CORE, LIST_SYNC);
}

void pipewire_client_end(struct pipewire_client *client)
{
	pipewire_wire_deinit(&client->wire);
}

/* -- what we are told
 * -------------------------------------------------------------------------------------------------
 */

static struct pipewire_node *node_of(struct pipewire_client *client, uint32_t object)
{
	if (object < FIRST_NODE || object - FIRST_NODE >= RECORDINGS_MAX) {
		return NULL;
	}
	return &client->nodes[object - FIRST_NODE];
}

static void on_global(struct pipewire_client *client, struct pod_reader *fields)
{
	uint32_t global = (uint32_t)pod_read_int(fields);
	uint32_t object = FIRST_NODE;
	struct pod_reader properties;
	struct pipewire_node *node;
	const char *interface;

	(void)pod_read_int(fields); /* permissions */
	interface = pod_read_string(fields);
	(void)pod_read_int(fields); /* version */
	properties = pod_read_struct(fields);
	if (interface == NULL || strcmp(interface, node_interface) != 0 ||
		!is_recording(&properties)) {
		return;
	}
	while ((node = node_of(client, object)) != NULL && node->state != PIPEWIRE_NODE_FREE) {
		object++;
	}
	if (node == NULL || recordings_add(&client->recordings, &node->recording) < 0) {
		log_debug("Too many programs record: stream %u is left out.", global);
		return;
	}
	node->state = PIPEWIRE_NODE_BOUND;
	node->global = global;
	bind(client, global, object);
}

static void end_node(struct pipewire_client *client, struct pipewire_node *node)
{
	recordings_remove(&client->recordings, &node->recording);
	node->state = PIPEWIRE_NODE_ENDED;
}

static void on_global_remove(struct pipewire_client *client, struct pod_reader *fields)
{
	uint32_t global = (uint32_t)pod_read_int(fields);

	for (size_t i = 0; i < RECORDINGS_MAX && !fields->is_bad; i++) {
		struct pipewire_node *node = &client->nodes[i];

		if (node->state == PIPEWIRE_NODE_BOUND && node->global == global) {
			end_node(client, node);
		}
	}
}

static void on_node_info(struct pipewire_node *node, struct pod_reader *fields)
{
	struct pod_reader properties;
	uint32_t state;
	int64_t changed;

	for (size_t i = 0; i < 3; i++) {
		(void)pod_read_int(fields); /* its number, most inputs and outputs */
	}
	changed = pod_read_long(fields);
	(void)pod_read_int(fields); /* inputs */
	(void)pod_read_int(fields); /* outputs */
	state = pod_read_id(fields);
	(void)pod_read_string(fields); /* error */
	properties = pod_read_struct(fields);
	if (fields->is_bad || node->state != PIPEWIRE_NODE_BOUND) {
		return;
	}
	if ((changed & NODE_CHANGED_STATE) != 0) {
		node->recording.is_running = state == NODE_RUNNING;
	}
	if ((changed & NODE_CHANGED_PROPERTIES) != 0) {
		recording_set_properties(&node->recording, get_property, &properties);
		if (!is_recording(&properties)) {
			node->recording.is_left_out = true;
		}
	}
}

static void on_core_error(struct pod_reader *fields)
{
	int32_t object = pod_read_int(fields);
	int32_t error;
	const char *text;

	(void)pod_read_int(fields); /* number of the message */
	error = pod_read_int(fields);
	text = pod_read_string(fields);
	/* Of a stream that has gone before we bound to it, most often. */
	log_debug("PipeWire: object %d: %s (%d)", object, text != NULL ? text : "", error);
}

static void on_core(struct pipewire_client *client, struct pipewire_message *message)
{
	int32_t first, second;
	struct pipewire_node *node;

	if (message->opcode == CORE_ERROR) {
		on_core_error(&message->fields);
		return;
	}
	if (message->opcode != CORE_DONE && message->opcode != CORE_PING &&
		message->opcode != CORE_REMOVE_ID) {
		return;
	}
	first = pod_read_int(&message->fields);
	if (message->opcode == CORE_REMOVE_ID) {
		node = node_of(client, (uint32_t)first);
		if (node != NULL && node->state != PIPEWIRE_NODE_FREE && !message->fields.is_bad) {
			end_node(client, node);
			node->state = PIPEWIRE_NODE_FREE;
		}
		return;
	}
	second = pod_read_int(&message->fields);
	if (message->opcode == CORE_PING) {
		send_ints(client, CORE, CORE_PONG, first, second);
	} else if (!message->fields.is_bad) {
		client->is_listed = true;
	}
}

static void dispatch(struct pipewire_client *client, struct pipewire_message *message)
{
	struct pipewire_node *node;

	if (message->object == CORE) {
		on_core(client, message);
	} else if (message->object == REGISTRY && message->opcode == REGISTRY_GLOBAL) {
		on_global(client, &message->fields);
	} else if (message->object == REGISTRY && message->opcode == REGISTRY_GLOBAL_REMOVE) {
		on_global_remove(client, &message->fields);
	} else if (message->opcode == NODE_INFO) {
		node = node_of(client, message->object);
		if (node != NULL) {
			on_node_info(node, &message->fields);
		}
	}
}

int pipewire_client_process(struct pipewire_client *client)
{
	struct pipewire_message message;
	int r = 1;

	for (unsigned i = 0; i < PIPEWIRE_CLIENT_TURN_MAX && r > 0; i++) {
		r = pipewire_wire_receive(&client->wire, &message);
		if (r > 0) {
			dispatch(client, &message);
		}
	}
	return r >= 0 && pipewire_wire_flush(&client->wire) < 0 ? client->wire.error : r;
}
