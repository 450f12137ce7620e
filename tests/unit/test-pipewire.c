/* SPDX-License-Identifier: MIT */
/* The protocol of PipeWire, spoken with an end of our own: what the real one seldom does. */
#include "check_main.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pipewire_client.h"
#include "pipewire_peer.h"

#define NODE "PipeWire:Interface:Node"
#define RECORDING "Stream/Input/Audio"

static struct pipewire_client client;
static struct pipewire_wire peer;

static void setup(void)
{
	int fds[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
	pipewire_wire_init(&peer, fds[1]);
	pipewire_client_begin(&client, fds[0]);
	peer_expect_hello(&peer);
}

static void teardown(void)
{
	pipewire_client_end(&client);
	pipewire_wire_deinit(&peer);
}

static void process(void)
{
	int r;

	do {
		r = pipewire_client_process(&client);
		ck_assert_int_ge(r, 0);
	} while (r > 0);
}

static const char *who(void)
{
	static char text[RECORDINGS_TEXT_MAX_BYTES];

	process();
	return recordings_describe(&client.recordings, text);
}

static uint32_t add(uint32_t global, const char *name)
{
	uint32_t object;

	peer_send_global(&peer, global, NODE, RECORDING);
	process();
	object = peer_expect_bind(&peer, global);
	peer_send_info(&peer, object, PEER_STATE | PEER_PROPERTIES, PEER_RUNNING, RECORDING, name);
	return object;
}

START_TEST(list)
{
	ck_assert(!client.is_listed);
	peer_send_listed(&peer);
	process();
	ck_assert(client.is_listed);
	peer_expect_nothing(&peer);
}
END_TEST

START_TEST(a_stream)
{
	uint32_t object;

	peer_send_global(&peer, 40, NODE, "Stream/Output/Audio");
	peer_send_global(&peer, 41, "PipeWire:Interface:Port", RECORDING);
	peer_send_global(&peer, 42, NODE, NULL);
	process();
	peer_expect_nothing(&peer);
	object = add(43, "Firefox");
	ck_assert_uint_eq(object, PEER_FIRST_NODE);
	ck_assert_str_eq(who(), "Firefox");
	/* Only what is said to have changed is read. */
	peer_send_info(&peer, object, 0, PEER_SUSPENDED, NULL, NULL);
	ck_assert_str_eq(who(), "Firefox");
	peer_send_info(&peer, object, PEER_STATE, PEER_SUSPENDED, NULL, NULL);
	ck_assert_str_eq(who(), "");
	peer_send_info(&peer, object, PEER_STATE, PEER_RUNNING, NULL, NULL);
	ck_assert_str_eq(who(), "Firefox");
	peer_send_global_remove(&peer, 43);
	ck_assert_str_eq(who(), "");
}
END_TEST

/* A number is given again once PipeWire says that it is free, and not before. */
START_TEST(numbers)
{
	ck_assert_uint_eq(add(43, "one"), PEER_FIRST_NODE);
	ck_assert_uint_eq(add(44, "two"), PEER_FIRST_NODE + 1);
	peer_send_global_remove(&peer, 43);
	ck_assert_uint_eq(add(45, "three"), PEER_FIRST_NODE + 2);
	/* What was on its way when it went. */
	peer_send_info(&peer, PEER_FIRST_NODE, PEER_STATE, PEER_RUNNING, NULL, NULL);
	ck_assert_str_eq(who(), "two and three");
	peer_send_remove_id(&peer, PEER_FIRST_NODE);
	ck_assert_uint_eq(add(46, "four"), PEER_FIRST_NODE);
	/* The other way round, and without the first. */
	peer_send_remove_id(&peer, PEER_FIRST_NODE + 1);
	ck_assert_str_eq(who(), "three and four");
	peer_send_remove_id(&peer, 2);
	peer_send_remove_id(&peer, PEER_FIRST_NODE + RECORDINGS_MAX);
	peer_send_remove_id(&peer, UINT32_MAX);
	ck_assert_str_eq(who(), "three and four");
}
END_TEST

/* By the time that we bind to it, another node has the number. */
START_TEST(another_node)
{
	uint32_t object;

	peer_send_global(&peer, 43, NODE, RECORDING);
	process();
	object = peer_expect_bind(&peer, 43);
	peer_send_info(&peer, object, PEER_STATE | PEER_PROPERTIES, PEER_RUNNING,
		"Stream/Output/Audio", "Player");
	ck_assert_str_eq(who(), "");
}
END_TEST

START_TEST(as_many_as_may_be)
{
	for (uint32_t i = 0; i < RECORDINGS_MAX; i++) {
		ck_assert_uint_eq(add(100 + i, "many"), PEER_FIRST_NODE + i);
	}
	peer_send_global(&peer, 500, NODE, RECORDING);
	ck_assert_str_eq(who(), "many");
	peer_expect_nothing(&peer);
	peer_send_global_remove(&peer, 100);
	peer_send_remove_id(&peer, PEER_FIRST_NODE);
	process();
	ck_assert_uint_eq(add(501, "one more"), PEER_FIRST_NODE);
}
END_TEST

START_TEST(ping)
{
	struct pipewire_message message;

	peer_send_ints(&peer, 0, 2, 7, 1234);
	process();
	message = peer_expect(&peer, 0, 3);
	ck_assert_int_eq(pod_read_int(&message.fields), 7);
	ck_assert_int_eq(pod_read_int(&message.fields), 1234);
}
END_TEST

START_TEST(in_pieces)
{
	unsigned char bytes[PIPEWIRE_WIRE_OUTPUT_MAX_BYTES];
	int fds[2], own = peer.fd;
	ssize_t n;

	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
	peer.fd = fds[0];
	peer_send_listed(&peer);
	peer_send_global(&peer, 43, NODE, RECORDING);
	peer.fd = own;
	n = recv(fds[1], bytes, sizeof(bytes), 0);
	ck_assert_int_gt(n, 100);
	for (ssize_t i = 0; i < n; i++) {
		ck_assert_int_eq(send(own, bytes + i, 1, 0), 1);
		process();
	}
	ck_assert(client.is_listed);
	ck_assert_uint_eq(peer_expect_bind(&peer, 43), PEER_FIRST_NODE);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

/* 0: as long as a message may be; 1: longer, and passed over; 2: as long as a head can say. */
static const size_t sizes[] = {
	PIPEWIRE_WIRE_MESSAGE_MAX_BYTES - 16, PIPEWIRE_WIRE_MESSAGE_MAX_BYTES - 15, 0xffffff};

START_TEST(long_message)
{
	uint32_t head[4] = {0, (uint32_t)1 << 24 | (uint32_t)sizes[_i], 0, 0};
	/* A structure with the end of the list in it, and much behind. */
	uint32_t fields[10] = {32, 14, 4, 4, 0, 0, 4, 4, 1, 0};
	unsigned char *bytes = calloc(1, sizes[_i] + sizeof(head));
	size_t size = sizes[_i] + sizeof(head);

	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, head, sizeof(head));
	memcpy(bytes + sizeof(head), fields, sizeof(fields));
	for (size_t done = 0; done < size;) {
		ssize_t n = send(peer.fd, bytes + done, size - done, 0);

		done += n > 0 ? (size_t)n : 0;
		process();
		ck_assert_uint_le(client.wire.input_size, PIPEWIRE_WIRE_MESSAGE_MAX_BYTES);
	}
	free(bytes);
	ck_assert_int_eq(client.is_listed, _i == 0);
	(void)add(43, "Firefox");
	ck_assert_str_eq(who(), "Firefox");
	/* And the room for it was given back. */
	ck_assert_uint_eq(client.wire.input_size, PIPEWIRE_WIRE_INPUT_BYTES);
}
END_TEST

START_TEST(hung_up)
{
	(void)add(43, "Firefox");
	pipewire_wire_deinit(&peer);
	for (unsigned i = 0; i < 3 && pipewire_client_process(&client) >= 0; i++) {
	}
	ck_assert_int_eq(pipewire_client_process(&client), -ECONNRESET);
}
END_TEST

/* Nobody takes what we say. */
START_TEST(deaf)
{
	unsigned n = 0;
	int r = 0;

	while (r >= 0 && n++ < 100000) {
		peer_send_ints(&peer, 0, 2, 7, 1234);
		r = pipewire_client_process(&client);
	}
	ck_assert_int_eq(r, -ENOBUFS);
	ck_assert_uint_gt(n, 100);
	ck_assert_uint_le(client.wire.n_output, sizeof(client.wire.output));
}
END_TEST

/* -- values
 * -------------------------------------------------------------------------------------------------
 */

START_TEST(values)
{
	uint32_t words[64];
	struct pod_writer writer = pod_writer(words, sizeof(words));
	size_t inner;
	struct pod_reader reader, nested;

	pod_write_int(&writer, -5);
	inner = pod_begin_struct(&writer);
	pod_write_int(&writer, 2);
	pod_write_string(&writer, "key");
	pod_write_string(&writer, "value");
	pod_write_string(&writer, "eight b");
	pod_write_string(&writer, "");
	pod_end_struct(&writer, inner);
	pod_write_string(&writer, "end");
	ck_assert(!writer.is_full);
	ck_assert_uint_eq(writer.filled % 8, 0);
	reader = pod_reader(words, writer.filled);
	ck_assert_int_eq(pod_read_int(&reader), -5);
	nested = pod_read_struct(&reader);
	ck_assert_str_eq(pod_find_string(&nested, "key"), "value");
	ck_assert_str_eq(pod_find_string(&nested, "eight b"), "");
	ck_assert_ptr_null(pod_find_string(&nested, "value"));
	ck_assert_str_eq(pod_read_string(&reader), "end");
	ck_assert(!reader.is_bad && reader.left == 0);
	ck_assert_int_eq(pod_read_int(&reader), 0);
	ck_assert(reader.is_bad);
}
END_TEST

static const struct {
	uint32_t words[6];
	size_t size;
} bad_strings[] = {
	{{0}, 0}, {{0}, 7}, {{4, 8, 0x00636261}, 11},                /* shorter than it says */
	{{0xffffffff, 8, 0x00636261}, 16},                           /* by far */
	{{0xfffffff8, 8, 0x00636261}, 16}, {{4, 8, 0x64636261}, 16}, /* without an end */
	{{0, 8, 0}, 16},                                             /* empty, and without one */
	{{4, 4, 0}, 16},                                             /* a number */
	{{4, 9, 0x00636261}, 16},                                    /* who knows */
};

START_TEST(bad_values)
{
	size_t size = bad_strings[_i].size;
	unsigned char *bytes = malloc(size > 0 ? size : 1);
	struct pod_reader reader;

	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, bad_strings[_i].words, size);
	reader = pod_reader(bytes, size);
	ck_assert_ptr_null(pod_read_string(&reader));
	ck_assert(reader.is_bad);
	reader = pod_read_struct(&reader);
	ck_assert(reader.is_bad);
	ck_assert_ptr_null(pod_find_string(&reader, "key"));
	free(bytes);
}
END_TEST

START_TEST(no_room)
{
	uint32_t words[7];
	struct pod_writer writer = pod_writer(words, 24);

	words[6] = 1234;
	pod_write_int(&writer, 1);
	ck_assert(!writer.is_full);
	pod_write_int(&writer, 2);
	ck_assert(writer.is_full);
	ck_assert_uint_eq(words[6], 1234);
	/* What is smaller does not come behind what is missing. */
	ck_assert_uint_eq(pod_begin_struct(&writer), 16);
	ck_assert_uint_eq(writer.filled, 16);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, list);
	tcase_add_test(tcase, a_stream);
	tcase_add_test(tcase, numbers);
	tcase_add_test(tcase, another_node);
	tcase_add_test(tcase, as_many_as_may_be);
	tcase_add_test(tcase, ping);
	tcase_add_test(tcase, in_pieces);
	tcase_add_loop_test(tcase, long_message, 0, sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_test(tcase, hung_up);
	tcase_add_test(tcase, deaf);
	tcase_add_test(tcase, values);
	tcase_add_loop_test(tcase, bad_values, 0, sizeof(bad_strings) / sizeof(bad_strings[0]));
	tcase_add_test(tcase, no_room);
}

int main(void)
{
	return check_main("pipewire", add_tests);
}
