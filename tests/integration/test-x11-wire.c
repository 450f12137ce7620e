/* SPDX-License-Identifier: MIT */
/* What is asked of an X server and what it may answer, without a server: every byte of it is ours.
 * See test-x11 for real ones. */
#include "check_main.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "manual_clock.h"
#include "x11_authority.h"
#include "x11_idle.h"
#include "x11_script.h"
#include "x11_setup.h"
#include "x11_wire.h"

#define MSEC USEC_PER_MSEC
#define SEC USEC_PER_SEC
#define IDLE_AFTER_MSEC 2000

static struct manual_clock manual;
static struct clock test_clock;
static struct x11_script script;
static struct x11_setup setup;
static struct x11_idle idle;
static int server; /* the other end */
static unsigned n_changes;

static void on_change(void *userdata)
{
	n_changes++;
}

static void open_connection(void)
{
	static const struct x11_authority nothing;
	int fds[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
	server = fds[1];
	ck_assert_int_eq(x11_setup_begin(&setup, fds[0], &nothing), 0);
	n_changes = 0;
}

static void close_connection(void)
{
	x11_setup_deinit(&setup);
	x11_idle_deinit(&idle);
	if (server >= 0) {
		(void)close(server);
		server = -1;
	}
}

static void set_up(void)
{
	manual_clock_init(&manual);
	test_clock = manual_clock_get(&manual);
	x11_script_init(&script);
	x11_setup_init(&setup);
	x11_idle_init(&idle);
	open_connection();
}

static void tear_down(void)
{
	close_connection();
	x11_script_deinit(&script);
}

/* All that was sent is read. */
static int process(void)
{
	int r = 0;

	if (setup.fd >= 0) {
		r = x11_setup_read(&setup);
		if (r <= 0) {
			return r;
		}
		x11_idle_begin(&idle, &setup, &test_clock, IDLE_AFTER_MSEC * MSEC, on_change, NULL);
		r = x11_wire_flush(&idle.wire);
	}
	for (unsigned i = 0; i < 16 && r == 0; i++) {
		r = x11_idle_process(&idle);
	}
	return r;
}

/* The server sends this. */
static int say(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	while (size > 0) {
		size_t part = size < 2048 ? size : 2048;
		int r;

		ck_assert_int_eq(send(server, at, part, MSG_NOSIGNAL), (int)part);
		at += part;
		size -= part;
		r = process();
		if (r < 0) {
			return r;
		}
	}
	return 0;
}

static int say_all(void)
{
	int r = say(script.bytes, script.size);

	script.size = 0;
	return r;
}

START_TEST(what_is_asked)
{
	static const struct {
		uint8_t opcode, detail;
		uint16_t words;
	} rows[] = {
		{98, 0, 3}, /* SYNC */
		{98, 0, 4}, /* RANDR */
		{98, 0, 4}, /* XWAYLAND */
		{X11_SCRIPT_SYNC, 0, 2},
		{X11_SCRIPT_SYNC, 1, 1},
		{X11_SCRIPT_RANDR, 0, 3},
		{X11_SCRIPT_RANDR, 25, 2},
		{X11_SCRIPT_RANDR, 9, 3},
		{X11_SCRIPT_SYNC, 8, 11},
		{X11_SCRIPT_SYNC, 8, 11},
		{X11_SCRIPT_SYNC, 5, 2},
	};
	unsigned char asked[1024];
	ssize_t size;
	size_t at = 12;

	x11_script_put_all(&script, 500);
	ck_assert_int_eq(say_all(), 0);
	ck_assert_int_eq(idle.step, X11_IDLE_ARMED);
	ck_assert(idle.is_known && !idle.is_idle && !x11_idle_is_waiting(&idle));
	ck_assert_uint_eq(idle.since_boot_usec, manual.boot_usec - 500 * MSEC);
	ck_assert_uint_eq(n_changes, 1);
	size = recv(server, asked, sizeof(asked), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint16_t words;

		ck_assert_int_le((ssize_t)at + 4, size);
		memcpy(&words, asked + at + 2, sizeof(words));
		ck_assert_uint_eq(asked[at], rows[i].opcode);
		ck_assert_uint_eq(asked[at + 1], rows[i].detail);
		ck_assert_uint_eq(words, rows[i].words);
		at += words * 4u;
	}
	ck_assert_int_eq((ssize_t)at, size);
	/* The alarms tell. */
	x11_script_put_alarm(&script, 0, IDLE_AFTER_MSEC);
	ck_assert_int_eq(say_all(), 0);
	ck_assert(idle.is_idle);
	ck_assert_uint_eq(idle.since_boot_usec, manual.boot_usec - IDLE_AFTER_MSEC * MSEC);
	x11_script_put_alarm(&script, 1, 3);
	ck_assert_int_eq(say_all(), 0);
	ck_assert(!idle.is_idle);
	ck_assert_uint_eq(idle.since_boot_usec, manual.boot_usec - 3 * MSEC);
}
END_TEST

START_TEST(cut_at_every_byte)
{
	size_t end;

	x11_script_put_all(&script, 500);
	end = script.size;
	x11_script_put_alarm(&script, 0, IDLE_AFTER_MSEC);
	for (size_t i = 0; i <= script.size; i++) {
		int r;

		close_connection();
		open_connection();
		ck_assert_int_eq(say(script.bytes, i), 0);
		/* Silence is either waited for, or nothing is asked for. */
		ck_assert_uint_eq(i >= end, idle.wire.fd >= 0 && idle.step == X11_IDLE_ARMED);
		ck_assert(setup.fd >= 0 ||
			  x11_idle_is_waiting(&idle) == (i != end && i != script.size));
		if (_i == 0) {
			/* The rest comes later. */
			ck_assert_int_eq(say(script.bytes + i, script.size - i), 0);
			ck_assert(idle.is_idle);
			continue;
		}
		/* The end comes. */
		(void)close(server);
		server = -1;
		r = process();
		ck_assert_msg(r == -ECONNRESET || r == -EPIPE, "%zu: %d", i, r);
		ck_assert_uint_eq(idle.is_known, i >= end);
	}
}
END_TEST

START_TEST(byte_by_byte)
{
	x11_script_put_all(&script, IDLE_AFTER_MSEC);
	for (size_t i = 0; i < script.size; i++) {
		ck_assert_int_eq(say(script.bytes + i, 1), 0);
	}
	ck_assert_int_eq(idle.step, X11_IDLE_ARMED);
	ck_assert(idle.is_idle);
}
END_TEST

/* What becomes of it if one answer is a refusal, is missing, has another number, or another
 * length. */
START_TEST(answers_that_are_wrong)
{
	static const struct {
		unsigned number;
		int r;
		enum x11_idle_step step;
	} rows[] = {
		{X11_SCRIPT_ASKS_SYNC, -EPROTO, X11_IDLE_EXTENSIONS},
		{X11_SCRIPT_ASKS_RANDR, -EPROTO, X11_IDLE_EXTENSIONS},
		{X11_SCRIPT_ASKS_XWAYLAND, -EPROTO, X11_IDLE_EXTENSIONS},
		{X11_SCRIPT_ASKS_SYNC_VERSION, -EPROTO, X11_IDLE_COUNTERS},
		{X11_SCRIPT_ASKS_COUNTERS, 0, X11_IDLE_USELESS},
		{X11_SCRIPT_ASKS_RANDR_VERSION, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_ASKS_RESOURCES, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_ASKS_OUTPUT, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_MAKES_ALARM, -EPROTO, X11_IDLE_ARMING},
		{X11_SCRIPT_MAKES_OTHER_ALARM, -EPROTO, X11_IDLE_ARMING},
		{X11_SCRIPT_ASKS_VALUE, -EPROTO, X11_IDLE_ARMING},
	};
	struct x11_script all;
	size_t begin, end;

	x11_script_init(&all);
	x11_script_put_all(&all, 500);
	begin = all.at[rows[_i].number];
	end = _i + 1 < (int)(sizeof(rows) / sizeof(rows[0])) ? all.at[rows[_i + 1].number]
							     : all.size;
	/* A refusal. Without RandR the value is asked for one request earlier. */
	memcpy(x11_script_put(&script, begin), all.bytes, begin);
	x11_script_put_error(&script, (uint16_t)rows[_i].number);
	if (rows[_i].number == X11_SCRIPT_ASKS_RESOURCES) {
		x11_script_put_right(&script, X11_SCRIPT_ASKS_VALUE, 500);
		x11_script_set_u16(script.bytes + script.size - 30, X11_SCRIPT_ASKS_VALUE - 1);
	} else {
		memcpy(x11_script_put(&script, all.size - end), all.bytes + end, all.size - end);
	}
	ck_assert_int_eq(say_all(), rows[_i].r);
	ck_assert_int_eq(idle.step, rows[_i].step);

	for (unsigned change = 0; change < 6 && begin < end; change++) {
		unsigned char *at;
		int r;

		close_connection();
		open_connection();
		memcpy(x11_script_put(&script, all.size), all.bytes, all.size);
		at = script.bytes + begin;
		switch (change) {
		case 0:
			x11_script_set_u16(at + 2, rows[_i].number + 1);
			break;
		case 1:
			x11_script_set_u16(at + 2, rows[_i].number - 1);
			break;
		case 2: /* it comes never */
			memmove(at, script.bytes + end, script.size - end);
			script.size -= end - begin;
			x11_script_put_answer(&script, X11_SCRIPT_NUMBER_MAX, 0);
			break;
		case 3:
			x11_script_set_u32(at + 4, UINT32_MAX);
			break;
		case 4: /* the largest, which never comes */
			x11_script_set_u32(at + 4, (X11_WIRE_MESSAGE_MAX_BYTES - 32) / 4);
			break;
		default:
			x11_script_set_u32(at + 4, (X11_WIRE_MESSAGE_MAX_BYTES - 32) / 4 + 1);
			break;
		}
		r = say_all();
		ck_assert_int_eq(r, change == 3 || change == 5 ? -EMSGSIZE
				    : change == 4              ? 0
							       : -EPROTO);
		ck_assert(idle.step < X11_IDLE_ARMED);
		ck_assert(r < 0 || x11_idle_is_waiting(&idle));
	}
	x11_script_deinit(&all);
}
END_TEST

/* Lists that say they are longer than the message, and numbers that no server has. */
START_TEST(numbers_that_lie)
{
	static const struct {
		unsigned number;
		size_t offset;
		uint16_t value;
		int r;
		enum x11_idle_step step;
	} rows[] = {
		{X11_SCRIPT_ASKS_SYNC, 8, 1, 0, X11_IDLE_USELESS}, /* its requests: 0 */
		{X11_SCRIPT_ASKS_SYNC, 8, 127 << 8 | 1, -EPROTO, X11_IDLE_EXTENSIONS},
		{X11_SCRIPT_ASKS_SYNC, 10, 63, -EPROTO, X11_IDLE_EXTENSIONS},
		{X11_SCRIPT_ASKS_SYNC, 8, 0, 0, X11_IDLE_USELESS},
		{X11_SCRIPT_ASKS_RANDR, 8, 1 << 8 | 1, -EPROTO, X11_IDLE_EXTENSIONS},
		{X11_SCRIPT_ASKS_XWAYLAND, 8, 1, 0, X11_IDLE_USELESS},
		{X11_SCRIPT_ASKS_COUNTERS, 32 + 12, 65535, 0, X11_IDLE_USELESS},
		{X11_SCRIPT_ASKS_COUNTERS, 32 + 12, 15, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_ASKS_COUNTERS, 8, 65535, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_ASKS_OUTPUT, 26, 65535, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_ASKS_OUTPUT, 28, 65535, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_ASKS_OUTPUT, 32, 4, 0, X11_IDLE_ARMED},
		{X11_SCRIPT_ASKS_OUTPUT, 34, 65535, 0, X11_IDLE_ARMED},
	};

	x11_script_put_all(&script, 500);
	x11_script_set_u16(
		script.bytes + script.at[rows[_i].number] + rows[_i].offset, rows[_i].value);
	ck_assert_int_eq(say_all(), rows[_i].r);
	ck_assert_int_eq(idle.step, rows[_i].step);
}
END_TEST

/* The name of an output, wherever the message ends. */
START_TEST(old_xwayland)
{
	for (size_t more = 0; more <= 28; more += 4) {
		struct x11_script all;
		unsigned char *at;

		x11_script_init(&all);
		x11_script_put_all(&all, 500);
		at = all.bytes + all.at[X11_SCRIPT_ASKS_OUTPUT];
		memcpy(at + 36 + 12, "XWAYLAND0", 9);
		x11_script_set_u32(at + 4, (uint32_t)more / 4);
		memcpy(x11_script_put(&script, all.at[X11_SCRIPT_ASKS_OUTPUT] + 32 + more),
			all.bytes, all.at[X11_SCRIPT_ASKS_OUTPUT] + 32 + more);
		ck_assert_int_eq(say_all(), 0);
		ck_assert_int_eq(idle.step, more >= 24 ? X11_IDLE_USELESS : X11_IDLE_ARMING);
		x11_script_deinit(&all);
		close_connection();
		open_connection();
	}
	/* Outputs that are not there. */
	x11_script_put_all(&script, 500);
	x11_script_set_u16(script.bytes + script.at[X11_SCRIPT_ASKS_RESOURCES] + 16, 65535);
	script.size = script.at[X11_SCRIPT_ASKS_OUTPUT];
	ck_assert_int_eq(say_all(), 0);
	ck_assert_int_eq(idle.step, X11_IDLE_ARMING);
}
END_TEST

/* What nobody asked for, between any two answers. */
START_TEST(other_events)
{
	struct x11_script all;

	x11_script_init(&all);
	x11_script_put_all(&all, 500);
	for (unsigned i = X11_SCRIPT_ASKS_SYNC; i <= X11_SCRIPT_NUMBER_MAX; i++) {
		size_t begin = i == X11_SCRIPT_ASKS_SYNC ? 0 : all.at[i - 1];
		size_t end = i < X11_SCRIPT_NUMBER_MAX ? all.at[i] : all.size;
		unsigned char *at;

		memcpy(x11_script_put(&script, end - begin), all.bytes + begin, end - begin);
		for (unsigned type = 2; type <= 255; type++) {
			at = x11_script_put_event(&script, (uint8_t)type);
			if ((type & 0x7f) != 35) {
				x11_script_set_u32(at + 4, UINT32_MAX);
			} else {
				x11_script_set_u32(at + 4, 3);
				memset(x11_script_put(&script, 12), 1, 12);
			}
		}
		/* Of an alarm, but another client's word, or another's alarm. */
		at = x11_script_put_alarm(&script, 0, IDLE_AFTER_MSEC);
		at[0] |= 0x80;
		x11_script_put_alarm(&script, 9, IDLE_AFTER_MSEC);
	}
	ck_assert_int_eq(say_all(), 0);
	ck_assert_int_eq(idle.step, X11_IDLE_ARMED);
	ck_assert(!idle.is_idle);
	ck_assert_uint_eq(n_changes, 1);
	x11_script_deinit(&all);
	/* An answer or an error that belongs to nothing is the end. */
	if (_i == 0) {
		x11_script_put_answer(&script, X11_SCRIPT_ASKS_VALUE, 0);
	} else {
		x11_script_put_error(&script, X11_SCRIPT_ASKS_VALUE);
	}
	ck_assert_int_eq(say_all(), -EPROTO);
}
END_TEST

START_TEST(flood)
{
	x11_script_put_all(&script, 500);
	ck_assert_int_eq(say_all(), 0);
	for (unsigned round = 0; round < 3; round++) {
		manual_clock_advance(&manual, X11_IDLE_FLOOD_USEC);
		for (unsigned i = 0; i < X11_IDLE_FLOOD_EVENTS; i++) {
			(void)x11_script_put_event(&script, 34);
		}
		ck_assert_int_eq(say_all(), 0);
	}
	manual_clock_advance(&manual, X11_IDLE_FLOOD_USEC - 1);
	(void)x11_script_put_event(&script, 34);
	ck_assert_int_eq(say_all(), -EPROTO);
}
END_TEST

/* The numbers of requests begin again after 65535. */
START_TEST(many_requests)
{
	char asked[1024];

	x11_script_put_all(&script, 500);
	ck_assert_int_eq(say_all(), 0);
	for (unsigned n = X11_SCRIPT_ASKS_VALUE; n < 70000;) {
		x11_idle_set_idle_after(&idle, (n % 7 + 1) * SEC);
		ck_assert_int_eq(x11_wire_flush(&idle.wire), 0);
		n += 3;
		x11_script_put_right(&script, X11_SCRIPT_ASKS_VALUE, 3000);
		x11_script_set_u16(script.bytes + 2, n);
		ck_assert_int_eq(say_all(), 0);
		ck_assert_uint_eq(idle.is_idle, 3000 * MSEC >= idle.idle_after_usec);
		ck_assert_int_gt(recv(server, asked, sizeof(asked), 0), 0);
	}
}
END_TEST

START_TEST(values)
{
	static const struct {
		uint32_t high, low;
		bool is_idle;
		bool is_since_boot;
	} rows[] = {
		{0, 0, false, false},
		{0, IDLE_AFTER_MSEC - 1, false, false},
		{0, IDLE_AFTER_MSEC, true, false},
		{0, UINT32_MAX, true, true},
		{1, 0, true, true},
		{INT32_MAX, UINT32_MAX, true, true},
		{UINT32_MAX, UINT32_MAX, false, false}, /* below zero */
		{0x80000000, 0, false, false},
	};
	unsigned char *at;

	x11_script_put_all(&script, 0);
	at = script.bytes + script.at[X11_SCRIPT_ASKS_VALUE];
	x11_script_set_u32(at + 8, rows[_i].high);
	x11_script_set_u32(at + 12, rows[_i].low);
	ck_assert_int_eq(say_all(), 0);
	ck_assert(idle.is_idle == rows[_i].is_idle);
	ck_assert((idle.since_boot_usec == 0) == rows[_i].is_since_boot);
}
END_TEST

/* As much as there is room for, and one more. */
START_TEST(bounds)
{
	static const unsigned char body[X11_WIRE_OUTPUT_MAX_BYTES];
	struct x11_wire *wire = &idle.wire;

	x11_script_put_all(&script, 500);
	ck_assert_int_eq(say_all(), 0);
	x11_wire_send(wire, 127, 0, body, X11_WIRE_OUTPUT_MAX_BYTES - 4);
	ck_assert(x11_wire_has_output(wire));
	ck_assert_int_eq(x11_wire_flush(wire), 0);
	ck_assert(!x11_wire_has_output(wire));
	for (uint8_t i = 0; i < X11_WIRE_QUESTIONS_MAX; i++) {
		x11_wire_ask(wire, i, 127, 0, body, 0);
	}
	ck_assert_int_eq(x11_wire_flush(wire), 0);
	if (_i == 0) {
		x11_wire_send(wire, 127, 0, body, X11_WIRE_OUTPUT_MAX_BYTES);
	} else if (_i == 1) {
		x11_wire_ask(wire, 0, 127, 0, body, 0);
	} else {
		x11_wire_send(wire, 127, 0, body, X11_WIRE_OUTPUT_MAX_BYTES - 4);
		x11_wire_send(wire, 127, 0, NULL, 0);
	}
	ck_assert_int_eq(x11_wire_flush(wire), -ENOBUFS);
	ck_assert_int_eq(process(), -ENOBUFS);
}
END_TEST

/* One that takes nothing: what does not leave is kept, and leaves later. */
START_TEST(server_that_does_not_read)
{
	static const unsigned char body[X11_WIRE_OUTPUT_MAX_BYTES];
	char asked[4096];
	ssize_t n;

	x11_script_put_all(&script, 500);
	ck_assert_int_eq(say_all(), 0);
	while (!x11_wire_has_output(&idle.wire)) {
		x11_wire_send(&idle.wire, 127, 0, body, 8);
		ck_assert_int_eq(x11_wire_flush(&idle.wire), 0);
	}
	do {
		n = recv(server, asked, sizeof(asked), 0);
	} while (n > 0);
	ck_assert_int_eq(process(), 0);
	ck_assert(!x11_wire_has_output(&idle.wire));
	ck_assert_int_eq(recv(server, asked, sizeof(asked), 0), 12);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, what_is_asked);
	tcase_add_loop_test(tcase, cut_at_every_byte, 0, 2);
	tcase_add_test(tcase, byte_by_byte);
	tcase_add_loop_test(tcase, answers_that_are_wrong, 0, 11);
	tcase_add_loop_test(tcase, numbers_that_lie, 0, 13);
	tcase_add_test(tcase, old_xwayland);
	tcase_add_loop_test(tcase, other_events, 0, 2);
	tcase_add_test(tcase, flood);
	tcase_add_test(tcase, many_requests);
	tcase_add_loop_test(tcase, values, 0, 8);
	tcase_add_loop_test(tcase, bounds, 0, 3);
	tcase_add_test(tcase, server_that_does_not_read);
}

int main(void)
{
	return check_main("x11-wire", add_tests);
}
