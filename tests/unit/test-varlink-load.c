/* SPDX-License-Identifier: MIT */
/* Clients which ask for much, do not read, or are very many: others are served all the same, and
 * memory stays bounded. */
#include "check_main.h"
#include "jsonvalue.h"
#include "varlink_fixture.h"
#include "varlink_limits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define ECHO "\"method\":\"io.github.backcare.Test.Echo\""

static const char echo_call[] = "{" ECHO ",\"parameters\":{\"text\":\"x\"}}";
static const char echo_reply[] = "{\"parameters\":{\"text\":\"x\"}}";

/* The text of an Echo() call of that many bytes, NUL included. */
static char *make_echo(size_t size)
{
	static const char head[] = "{" ECHO ",\"oneway\":true,\"parameters\":{\"text\":\"";
	static const char tail[] = "\"}}";
	char *message = malloc(size);

	ck_assert_ptr_nonnull(message);
	memset(message, 'x', size);
	memcpy(message, head, strlen(head));
	memcpy(message + size - sizeof(tail), tail, sizeof(tail));
	return message;
}

START_TEST(ten_thousand_pipelined)
{
	AUTO_CLOSE int fd = client_connect();
	int sent = 0;

	/* In portions, since the test is both sides. */
	for (int received = 0; received < 10000; received++) {
		char members[64];
		char wanted[64];

		for (; sent < received + 500 && sent < 10000; sent++) {
			(void)snprintf(
				members, sizeof(members), "\"parameters\":{\"text\":\"%d\"}", sent);
			client_call_test(fd, "Echo", members);
		}
		(void)snprintf(
			wanted, sizeof(wanted), "{\"parameters\":{\"text\":\"%d\"}}", received);
		client_expect(fd, wanted);
	}
	ck_assert_uint_eq(fixture.n_calls, 10000);
}
END_TEST

/* Nobody waits for the whole of what somebody else asks for. */
START_TEST(fairness)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_CLOSE int other = client_connect();
	AUTO_FREE char *bytes = calloc(3000, sizeof(echo_call));

	client_call(fd, echo_call);
	client_call(other, echo_call);
	client_expect(fd, echo_reply);
	client_expect(other, echo_reply);
	ck_assert_ptr_nonnull(bytes);
	for (size_t i = 0; i < 1000; i++) {
		memcpy(bytes + i * sizeof(echo_call), echo_call, sizeof(echo_call));
	}
	client_send(fd, bytes, 1000 * sizeof(echo_call));
	client_call(other, echo_call);
	fixture.n_calls = 0;
	client_expect(other, echo_reply);
	ck_assert_uint_le(fixture.n_calls, 3 * LIMIT_CALLS_PER_WAKEUP + 1);
	/* One turn is not more than its limit. */
	fixture.n_calls = 0;
	(void)event_base_loop(fixture.base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
	ck_assert_uint_le(fixture.n_calls, LIMIT_CALLS_PER_WAKEUP);
	fixture_wait(fixture.n_calls > 500);
}
END_TEST

START_TEST(oneway_flood)
{
	AUTO_CLOSE int fd = client_connect();

	for (int i = 0; i < 50000; i++) {
		/* Errors are not answered either. */
		client_call_test(fd,
			i % 5 == 0   ? "Missing"
			: i % 5 == 1 ? "Nothing"
			: i % 5 == 2 ? "Follow"
				     : "Echo",
			i % 5 == 3 ? "\"parameters\":{\"text\":\"x\"},\"oneway\":true"
				   : "\"oneway\":true");
	}
	client_call(fd, echo_call);
	client_expect(fd, echo_reply);
	ck_assert_uint_eq(fixture.n_calls, 10001);
	client_expect_silence(fd);
	ck_assert_uint_eq(fixture.n_logged, 0);
}
END_TEST

/* It is not served any further, others are, and when it reads at last all is there. */
START_TEST(does_not_read)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_CLOSE int other = client_connect();
	int small = 4096;
	unsigned served;

	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
	for (int i = 0; i < 1000; i++) {
		client_call_test(fd, "Large", "\"parameters\":{\"bytes\":10000}");
	}
	fixture_settle();
	served = fixture.n_calls;
	/* The 256 KiB, what the kernel takes, and the one that went over. */
	ck_assert_uint_lt(served, 100);
	ck_assert_uint_gt(served, LIMIT_OUTPUT_PAUSE_BYTES / 11000);
	for (int i = 0; i < 10; i++) {
		client_call(other, echo_call);
		client_expect(other, echo_reply);
	}
	for (int i = 0; i < 1000; i++) {
		const char *reply = client_receive(fd);

		ck_assert_ptr_nonnull(reply);
		ck_assert_uint_gt(strlen(reply), 10000);
	}
	ck_assert_uint_eq(fixture.n_calls, 1010);
	ck_assert_uint_eq(fixture.n_logged, 0);
}
END_TEST

/* Nobody is kept busy by what nobody will read; what wanted no answer is done. */
START_TEST(leaves_without_reading)
{
	static const unsigned counts[] = {LIMIT_ABANDONED_CALLS, LIMIT_ABANDONED_CALLS + 1, 2000};
	unsigned behind = counts[_i];
	int fd = client_connect();

	/* The first of them takes all the room. */
	client_call_test(fd, "Large", "\"parameters\":{\"bytes\":1000000}");
	for (unsigned i = 0; i < behind; i++) {
		client_call(fd, echo_call);
	}
	client_call_test(fd, "Echo", "\"parameters\":{\"text\":\"x\"},\"oneway\":true");
	fixture_settle();
	ck_assert_uint_eq(fixture.n_calls, 1);
	(void)close(fd);
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
	ck_assert_uint_eq(fixture.n_calls, 1 + LIMIT_ABANDONED_CALLS + 1);
}
END_TEST

/* Its input is bounded too: at some point nothing more is taken from it. */
START_TEST(sends_and_does_not_read)
{
	int fd = client_connect();
	AUTO_CLOSE int other = client_connect();
	AUTO_FREE char *message = make_echo(100000);
	size_t sent = 0;

	client_call_test(fd, "Later", NULL);
	fixture_settle();
	for (int i = 0; i < 1000; i++) {
		ssize_t written = send(fd, message, 100000, MSG_NOSIGNAL);

		sent += written > 0 ? (size_t)written : 0;
		fixture_turn(1);
	}
	ck_assert_uint_lt(sent, 2 * LIMIT_INPUT_BYTES);
	ck_assert_uint_ge(sent, LIMIT_INPUT_BYTES);
	client_call(other, echo_call);
	client_expect(other, echo_reply);
	/* That it goes away is seen although nothing of it is read. */
	(void)close(fd);
	fixture_wait(fixture.n_closed == 1);
	fixture_wait(varlink_server_count_peers(fixture.server) == 1);
}
END_TEST

START_TEST(subscriber_does_not_read)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_CLOSE int other = client_connect();
	AUTO_JSON struct json_object *parameters = NULL;
	struct varlink_call *call;
	char text[1001] = "";
	size_t sent = 0;
	int r = 0;

	memset(text, 'x', sizeof(text) - 1);
	parameters = json_new_object(&r);
	json_add_string(&r, parameters, "text", text);
	ck_assert_int_eq(r, 0);
	client_call_test(fd, "Follow", "\"more\":true");
	fixture_wait(fixture.kept != NULL);
	call = fixture.kept;
	ck_assert(!varlink_call_is_congested(call));
	while ((r = varlink_call_notify(call, parameters)) == 0) {
		sent += 1000;
		ck_assert_uint_lt(sent, 2 * LIMIT_STREAM_OUTPUT_BYTES);
		if (sent == LIMIT_STREAM_OUTPUT_BYTES / 1000 * 1000) {
			ck_assert(varlink_call_is_congested(call));
		}
	}
	ck_assert_int_eq(r, -ENOBUFS);
	ck_assert_uint_gt(sent, LIMIT_STREAM_OUTPUT_BYTES - 100000);
	/* It is still valid, and silent. */
	ck_assert_uint_eq(fixture.n_closed, 0);
	ck_assert_int_eq(varlink_call_notify(call, parameters), 0);
	fixture_wait(fixture.n_closed == 1);
	fixture_wait(varlink_server_count_peers(fixture.server) == 1);
	ck_assert_ptr_nonnull(strstr(fixture.logged, "does not read"));
	client_call(other, echo_call);
	client_expect(other, echo_reply);
}
END_TEST

/* A slow one is not dropped. */
START_TEST(subscriber_reads_late)
{
	AUTO_CLOSE int fd = client_connect();
	char text[1001] = "";
	AUTO_JSON struct json_object *parameters = NULL;
	int r = 0;

	memset(text, 'x', sizeof(text) - 1);
	parameters = json_new_object(&r);
	json_add_string(&r, parameters, "text", text);
	ck_assert_int_eq(r, 0);
	client_call_test(fd, "Follow", "\"more\":true");
	fixture_wait(fixture.kept != NULL);
	for (int i = 0; i < 1500; i++) {
		ck_assert_int_eq(varlink_call_notify(fixture.kept, parameters), 0);
	}
	for (int i = 0; i < 1500; i++) {
		ck_assert_ptr_nonnull(client_receive(fd));
	}
	ck_assert(!varlink_call_is_congested(fixture.kept));
	ck_assert_uint_eq(fixture.n_closed, 0);
}
END_TEST

START_TEST(connections_limit)
{
	int fds[LIMIT_PEERS];
	int over;

	for (int i = 0; i < LIMIT_PEERS; i++) {
		fds[i] = client_connect();
		if (i % 50 == 0) {
			fixture_settle();
		}
	}
	fixture_wait(varlink_server_count_peers(fixture.server) == LIMIT_PEERS);
	/* The last one is served. */
	client_call(fds[LIMIT_PEERS - 1], echo_call);
	client_expect(fds[LIMIT_PEERS - 1], echo_reply);
	/* One more is not, and is told so; so are a thousand. */
	for (int i = 0; i < 1000; i++) {
		over = client_connect();
		client_expect_end(over);
		(void)close(over);
	}
	ck_assert_uint_le(fixture.n_logged, LIMIT_LOG_BURST);
	ck_assert_uint_eq(varlink_server_count_peers(fixture.server), LIMIT_PEERS);
	/* Where one leaves, another one may come. */
	(void)close(fds[0]);
	fixture_wait(varlink_server_count_peers(fixture.server) == LIMIT_PEERS - 1);
	fds[0] = client_connect();
	client_call(fds[0], echo_call);
	client_expect(fds[0], echo_reply);
	for (int i = 0; i < LIMIT_PEERS; i++) {
		(void)close(fds[i]);
	}
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
}
END_TEST

START_TEST(few_descriptors_allowed)
{
	static const struct varlink_server_info info = {"", "", "", ""};
	struct rlimit former;
	struct rlimit limit;
	int fds[25];

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &former), 0);
	fixture.server = varlink_server_free(fixture.server);
	limit = former;
	limit.rlim_cur = 32;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_int_eq(varlink_server_new(fixture.base, &info, &fixture.server), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &former), 0);
	ck_assert_int_eq(varlink_server_listen_path(fixture.server, fixture.path), 0);
	for (size_t i = 0; i < ELEMENTSOF(fds); i++) {
		fds[i] = client_connect();
	}
	client_expect_end(fds[24]);
	ck_assert_uint_eq(varlink_server_count_peers(fixture.server), 24);
	for (size_t i = 0; i < ELEMENTSOF(fds); i++) {
		(void)close(fds[i]);
	}
}
END_TEST

/* No descriptor is left to accept with: it waits, and does not spin. */
START_TEST(out_of_descriptors)
{
	AUTO_CLOSE int fd = client_connect();
	struct rlimit former;
	struct rlimit limit;
	unsigned turns = 0;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &former), 0);
	limit = former;
	/* All that are open now, so the next one fails. */
	limit.rlim_cur = (rlim_t)fd + 1;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	fixture_wait(fixture.n_logged > 0);
	ck_assert_ptr_nonnull(strstr(fixture.logged, "Too many open files"));
	for (; turns < 10; turns++) {
		fixture_turn(20);
	}
	ck_assert_uint_eq(fixture.n_logged, 1);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &former), 0);
	client_call(fd, echo_call);
	client_expect(fd, echo_reply);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	tcase_add_test(tcase, ten_thousand_pipelined);
	tcase_add_test(tcase, fairness);
	tcase_add_test(tcase, oneway_flood);
	tcase_add_test(tcase, does_not_read);
	tcase_add_loop_test(tcase, leaves_without_reading, 0, 3);
	tcase_add_test(tcase, sends_and_does_not_read);
	tcase_add_test(tcase, subscriber_does_not_read);
	tcase_add_test(tcase, subscriber_reads_late);
	tcase_add_test(tcase, connections_limit);
	tcase_add_test(tcase, few_descriptors_allowed);
	/* valgrind answers it by itself, and has the kernel accept the connection first. */
	if (check_main_forks()) {
		tcase_add_test(tcase, out_of_descriptors);
	}
}

int main(void)
{
	return check_main("varlink-load", add_tests);
}
