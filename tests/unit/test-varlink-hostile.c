/* SPDX-License-Identifier: MIT */
/* Clients which break the rules, do not read, do not finish, or are very many. */
#include "check_main.h"
#include "jsonvalue.h"
#include "varlink_fixture.h"
#include "varlink_limits.h"

#include <backcare/protocol.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define ECHO "\"method\":\"io.github.backcare.Test.Echo\""
#define TEXT(literal) {(literal), sizeof(literal)}

static const char echo_call[] = "{" ECHO ",\"parameters\":{\"text\":\"x\"}}";
static const char echo_reply[] = "{\"parameters\":{\"text\":\"x\"}}";

/* Each with its NUL; the connection is closed without a reply. */
static const struct {
	const char *bytes;
	size_t size;
} broken[] = {
	TEXT(""),
	TEXT(" "),
	TEXT("garbage"),
	TEXT("[]"),
	TEXT("[{" ECHO "}]"),
	TEXT("\"x\""),
	TEXT("7"),
	TEXT("null"),
	TEXT("true"),
	TEXT("{}"),
	TEXT("{" ECHO "}{" ECHO "}"),
	TEXT("{" ECHO "} x"),
	TEXT("{" ECHO ",}"),
	TEXT("{" ECHO),
	TEXT("{'method':\"a.b.C\"}"),
	TEXT("{\"method\":'a.b.C'}"),
	TEXT("/**/{" ECHO "}"),
	TEXT("{" ECHO ",\"more\":TRUE}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":NaN}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":Infinity}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":01}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":1.}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"\n\"}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"\x01\"}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"\xFF\"}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"\xC0\x80\"}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"\xED\xA0\x80\"}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"\\ud800\"}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"\\u0000\"}}"),
	TEXT("{\"method\":\"org.varlink.service.GetInfo\\u0000x\"}"),
	TEXT("\xEF\xBB\xBF{" ECHO "}"),
	/* Doubled keys, in the header and below. */
	TEXT("{" ECHO "," ECHO "}"),
	TEXT("{" ECHO ",\"parameters\":{},\"parameters\":{}}"),
	TEXT("{" ECHO ",\"parameters\":{\"text\":\"x\",\"text\":\"x\"}}"),
	/* Members. */
	TEXT("{\"parameters\":{}}"),
	TEXT("{\"method\":null}"),
	TEXT("{\"method\":7}"),
	TEXT("{\"method\":[\"a.b.C\"]}"),
	TEXT("{" ECHO ",\"parameters\":[]}"),
	TEXT("{" ECHO ",\"parameters\":\"x\"}"),
	TEXT("{" ECHO ",\"parameters\":7}"),
	TEXT("{" ECHO ",\"unknown\":1}"),
	TEXT("{" ECHO ",\"unknown\":null}"),
	TEXT("{" ECHO ",\"Method\":\"x\"}"),
	TEXT("{" ECHO ",\"\":1}"),
	TEXT("{" ECHO ",\"error\":\"a.b.C\"}"),
	TEXT("{" ECHO ",\"continues\":true}"),
	/* Flags. */
	TEXT("{" ECHO ",\"more\":1}"),
	TEXT("{" ECHO ",\"more\":\"true\"}"),
	TEXT("{" ECHO ",\"oneway\":0}"),
	TEXT("{" ECHO ",\"upgrade\":[]}"),
	TEXT("{" ECHO ",\"more\":true,\"oneway\":true}"),
	TEXT("{" ECHO ",\"more\":true,\"upgrade\":true}"),
	TEXT("{" ECHO ",\"oneway\":true,\"upgrade\":true}"),
};

START_TEST(closed_without_reply)
{
	AUTO_CLOSE int fd = client_connect();

	client_send(fd, broken[_i].bytes, broken[_i].size);
	client_expect_end(fd);
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
	ck_assert_uint_eq(fixture.n_calls, 0);
	ck_assert_uint_eq(fixture.n_logged, 1);
}
END_TEST

/* What came before is answered, what comes after is not done. */
START_TEST(closed_between_calls)
{
	AUTO_CLOSE int fd = client_connect();
	char bytes[512];
	int size = snprintf(bytes, sizeof(bytes), "%s%cgarbage%c%s", echo_call, 0, 0, echo_call);

	client_send(fd, bytes, (size_t)size + 1);
	client_expect(fd, echo_reply);
	client_expect_end(fd);
	ck_assert_uint_eq(fixture.n_calls, 1);
}
END_TEST

START_TEST(byte_by_byte)
{
	AUTO_CLOSE int fd = client_connect();

	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof(echo_call); i++) {
			client_expect_silence(fd);
			client_send(fd, &echo_call[i], 1);
		}
		client_expect(fd, echo_reply);
	}
}
END_TEST

START_TEST(unfinished_at_the_end)
{
	AUTO_CLOSE int fd = client_connect();

	client_send(fd, echo_call, sizeof(echo_call) - 1);
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	client_expect_end(fd);
	ck_assert_uint_eq(fixture.n_calls, 0);
}
END_TEST

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

START_TEST(largest_message)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_FREE char *message = make_echo(PROTOCOL_MESSAGE_MAX_BYTES);

	client_send(fd, message, PROTOCOL_MESSAGE_MAX_BYTES);
	client_call(fd, echo_call);
	client_expect(fd, echo_reply);
	ck_assert_uint_eq(fixture.n_calls, 2);
}
END_TEST

/* Sends without asking whether all of it is taken. */
static void send_blindly(int fd, const char *bytes, size_t size)
{
	for (int turns = 0; size > 0 && turns < 1000; turns++) {
		ssize_t written = send(fd, bytes, size, MSG_NOSIGNAL);

		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		} else if (errno == EPIPE || errno == ECONNRESET) {
			return;
		}
		fixture_turn(1);
	}
}

START_TEST(too_large_message)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_FREE char *message = make_echo(PROTOCOL_MESSAGE_MAX_BYTES + 1);

	send_blindly(fd, message, PROTOCOL_MESSAGE_MAX_BYTES + 1);
	client_expect_end(fd);
	ck_assert_uint_eq(fixture.n_calls, 0);
}
END_TEST

START_TEST(endless_message)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_CLOSE int other = client_connect();
	size_t size = (size_t)20 * 1024 * 1024;
	AUTO_FREE char *bytes = malloc(size);

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, ' ', size);
	send_blindly(fd, bytes, size);
	client_expect_end(fd);
	client_call(other, echo_call);
	client_expect(other, echo_reply);
}
END_TEST

static void send_nested(int fd, size_t depth)
{
	size_t size = depth * 2 + 256;
	AUTO_FREE char *message = calloc(1, size);
	int at;

	/* Two of the containers are the message and its parameters. */
	ck_assert_ptr_nonnull(message);
	at = sprintf(message, "{" ECHO ",\"parameters\":{\"text\":");
	memset(message + at, '[', depth - 2);
	memset(message + at + depth - 2, ']', depth - 2);
	memcpy(message + at + 2 * (depth - 2), "}}", 3);
	client_send(fd, message, strlen(message) + 1);
}

START_TEST(depth)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_CLOSE int other = client_connect();

	send_nested(fd, PROTOCOL_JSON_DEPTH_MAX);
	client_expect(fd, "{\"error\":\"org.varlink.service.InvalidParameter\","
			  "\"parameters\":{\"parameter\":\"text\"}}");
	send_nested(fd, PROTOCOL_JSON_DEPTH_MAX + 1);
	client_expect_end(fd);
	send_nested(other, 100000);
	client_expect_end(other);
}
END_TEST

START_TEST(slow_message)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_CLOSE int idle = client_connect();
	AUTO_CLOSE int steady = client_connect();

	varlink_server_set_partial(fixture.server, 200 * USEC_PER_MSEC);
	client_call(idle, echo_call);
	client_expect(idle, echo_reply);
	client_send(fd, echo_call, 5);
	/* Whoever finishes is not meant, even if the next is begun with the end of the last. */
	client_send(steady, echo_call, 5);
	for (int i = 0; i < 10; i++) {
		fixture_turn(30);
		client_send(steady, echo_call + 5, sizeof(echo_call) - 5);
		client_send(steady, echo_call, 5);
		client_expect(steady, echo_reply);
	}
	client_expect_end(fd);
	ck_assert_ptr_nonnull(strstr(fixture.logged, "not completed"));
	client_call(idle, echo_call);
	client_expect(idle, echo_reply);
	ck_assert_uint_eq(fixture.n_logged, 1);
}
END_TEST

START_TEST(descriptors_are_dropped)
{
	AUTO_CLOSE int fd = client_connect();
	unsigned before;

	client_call(fd, echo_call);
	client_expect(fd, echo_reply);
	before = count_fds();
	for (int i = 0; i < 150; i++) {
		struct iovec vector = {
			.iov_base = (void *)(uintptr_t)echo_call, .iov_len = sizeof(echo_call)};
		union {
			char bytes[CMSG_SPACE(sizeof(int))];
			struct cmsghdr align;
		} control = {0};
		struct msghdr message = {
			.msg_iov = &vector,
			.msg_iovlen = 1,
			.msg_control = control.bytes,
			.msg_controllen = sizeof(control.bytes),
		};
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);

		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &fd, sizeof(int));
		ck_assert_int_eq(sendmsg(fd, &message, 0), (ssize_t)sizeof(echo_call));
		client_expect(fd, echo_reply);
	}
	ck_assert_uint_eq(count_fds(), before);
}
END_TEST

/* A process that subscribes and is killed. */
START_TEST(killed_in_a_stream)
{
	unsigned before = count_fds();

	for (int i = 0; i < 10; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			int fd = client_connect();

			client_call_test(fd, "Follow", "\"more\":true");
			(void)pause();
			_exit(0);
		}
		fixture_wait(fixture.n_calls == (unsigned)i + 1);
		ck_assert_int_eq(varlink_call_get_pid(fixture.kept), pid);
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
		fixture_wait(fixture.n_closed == (unsigned)i + 1);
	}
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
	ck_assert_uint_eq(count_fds(), before);
}
END_TEST

START_TEST(complaints_are_limited)
{
	for (int i = 0; i < 100; i++) {
		AUTO_CLOSE int fd = client_connect();

		client_call(fd, "garbage \x1b[31m");
		client_expect_end(fd);
	}
	ck_assert_uint_eq(fixture.n_logged, LIMIT_LOG_BURST);
	/* Nothing of what it sent is in there. */
	ck_assert_ptr_null(strstr(fixture.logged, "garbage"));
}
END_TEST

/* Pieces of calls, cut and mixed by chance, from many clients who come and go. */
START_TEST(chance)
{
	static const char *const pieces[] = {echo_call, "{", "}", "\"", "[", "{\"method\":\"",
		"\"io.github.backcare.Test.Follow\",\"more\":true}", "x", "\\u00", "{\"method\":"};
	unsigned before = count_fds();
	unsigned state = 12345;
	int fds[20];

	memset(fds, -1, sizeof(fds));
	for (int i = 0; i < 50000; i++) {
		int *fd = &fds[(state >> 8) % ELEMENTSOF(fds)];
		const char *piece;

		state = state * 1103515245u + 12345u;
		if (*fd < 0) {
			*fd = client_connect();
		}
		piece = pieces[(state >> 16) % ELEMENTSOF(pieces)];
		switch ((state >> 24) % 16) {
		case 0:
			(void)close(*fd);
			*fd = -1;
			break;
		case 1:
			(void)shutdown(*fd, SHUT_WR);
			break;
		case 2:
			(void)send(*fd, "", 1, MSG_NOSIGNAL);
			break;
		case 3:
			if (fixture.kept != NULL) {
				(void)varlink_call_notify(fixture.kept, NULL);
			}
			break;
		case 4:
			if (fixture.kept != NULL) {
				(void)varlink_call_reply(fixture.kept, NULL);
				fixture.kept = NULL;
			}
			break;
		case 5:
			(void)event_base_loop(fixture.base, EVLOOP_NONBLOCK);
			break;
		case 6:
		case 7:
		case 8:
		case 9:
			(void)send(*fd, echo_call, sizeof(echo_call), MSG_NOSIGNAL);
			break;
		default:
			(void)send(*fd, piece, strlen(piece), MSG_NOSIGNAL);
			break;
		}
	}
	for (size_t i = 0; i < ELEMENTSOF(fds); i++) {
		if (fds[i] >= 0) {
			(void)close(fds[i]);
		}
	}
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
	ck_assert_uint_eq(count_fds(), before);
	ck_assert_uint_gt(fixture.n_calls, 1000);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	tcase_add_loop_test(tcase, closed_without_reply, 0, ELEMENTSOF(broken));
	tcase_add_test(tcase, closed_between_calls);
	tcase_add_test(tcase, byte_by_byte);
	tcase_add_test(tcase, unfinished_at_the_end);
	tcase_add_test(tcase, largest_message);
	tcase_add_test(tcase, too_large_message);
	tcase_add_test(tcase, endless_message);
	tcase_add_test(tcase, depth);
	tcase_add_test(tcase, slow_message);
	tcase_add_test(tcase, descriptors_are_dropped);
	tcase_add_test(tcase, killed_in_a_stream);
	tcase_add_test(tcase, complaints_are_limited);
	tcase_add_test(tcase, chance);
}

int main(void)
{
	return check_main("varlink-hostile", add_tests);
}
