/* SPDX-License-Identifier: MIT */
/* What a well-behaved client sees, and the life of its connection. */
#include "check_main.h"
#include "jsonvalue.h"
#include "varlink_fixture.h"
#include "varlink_limits.h"

#include <backcare/protocol.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <json-c/json.h>

#define TEST "io.github.backcare.Test"
#define SERVICE "org.varlink.service"

/* {"method": call, ...members} and its reply. */
static const struct {
	const char *message;
	const char *reply;
} rows[] = {
	{"{\"method\":\"" SERVICE ".GetInfo\"}",
		"{\"parameters\":{\"vendor\":\"Vendor\",\"product\":\"Product\",\"version\":\"1\","
		"\"url\":\"https://example.org/\",\"interfaces\":[\"" SERVICE "\",\"" TEST "\"]}}"},
	{"{\"method\":\"" TEST ".Echo\",\"parameters\":{\"text\":\"a/b \xE2\x82\xAC\"}}",
		"{\"parameters\":{\"text\":\"a/b \xE2\x82\xAC\"}}"},
	{" {\n\t\"parameters\" : { \"text\" : \"\\u20ac\" } ,\r\n \"method\" : \"" TEST
	 ".Echo\" } \n",
		"{\"parameters\":{\"text\":\"\xE2\x82\xAC\"}}"},
	/* No parameters are null and {}. */
	{"{\"method\":\"" TEST ".Typed\",\"parameters\":{\"flag\":true,\"number\":1}}", "{}"},
	{"{\"method\":\"" TEST ".Missing\",\"parameters\":null}",
		"{\"error\":\"" SERVICE ".MethodNotImplemented\",\"parameters\":{\"method\":\"" TEST
		".Missing\"}}"},
	/* Flags that are false, or null, are none; and those of vendors are passed over. */
	{"{\"method\":\"" TEST ".Echo\",\"parameters\":{\"text\":\"x\"},\"more\":false,"
	 "\"oneway\":false,\"upgrade\":false}",
		"{\"parameters\":{\"text\":\"x\"}}"},
	{"{\"method\":\"" TEST ".Echo\",\"parameters\":{\"text\":\"x\"},\"more\":null,"
	 "\"org.example\":{\"a\":[1]},\"x.y\":null}",
		"{\"parameters\":{\"text\":\"x\"}}"},
	/* More on a method that does not stream is answered once. */
	{"{\"method\":\"" TEST ".Echo\",\"parameters\":{\"text\":\"x\"},\"more\":true}",
		"{\"parameters\":{\"text\":\"x\"}}"},
	{"{\"method\":\"" TEST ".Count\",\"parameters\":{\"to\":3,\"bytes\":0}}",
		"{\"parameters\":{\"number\":3}}"},
	{"{\"method\":\"" TEST ".Follow\"}", "{\"error\":\"" SERVICE ".ExpectedMore\"}"},
	/* There are no upgrades. */
	{"{\"method\":\"" SERVICE ".GetInfo\",\"upgrade\":true}",
		"{\"error\":\"" SERVICE
		".MethodNotImplemented\",\"parameters\":{\"method\":\"" SERVICE ".GetInfo\"}}"},
	/* Names. */
	{"{\"method\":\"org.example.Nothing\"}",
		"{\"error\":\"" SERVICE
		".InterfaceNotFound\",\"parameters\":{\"interface\":\"org.example\"}}"},
	{"{\"method\":\"" TEST ".Nothing\"}",
		"{\"error\":\"" SERVICE ".MethodNotFound\",\"parameters\":{\"method\":\"" TEST
		".Nothing\"}}"},
	{"{\"method\":\"" TEST ".\"}",
		"{\"error\":\"" SERVICE ".MethodNotFound\",\"parameters\":{\"method\":\"" TEST
		".\"}}"},
	{"{\"method\":\"" TEST ".echo\"}",
		"{\"error\":\"" SERVICE ".MethodNotFound\",\"parameters\":{\"method\":\"" TEST
		".echo\"}}"},
	{"{\"method\":\"\"}",
		"{\"error\":\"" SERVICE ".MethodNotFound\",\"parameters\":{\"method\":\"\"}}"},
	{"{\"method\":\".\"}",
		"{\"error\":\"" SERVICE ".MethodNotFound\",\"parameters\":{\"method\":\".\"}}"},
	{"{\"method\":\"GetInfo\"}", "{\"error\":\"" SERVICE
				     ".MethodNotFound\",\"parameters\":{\"method\":\"GetInfo\"}}"},
	{"{\"method\":\"\\n\\u001b.x\"}",
		"{\"error\":\"" SERVICE
		".InterfaceNotFound\",\"parameters\":{\"interface\":\"\\n\\u001b\"}}"},
	{"{\"method\":\"" SERVICE
	 ".GetInterfaceDescription\",\"parameters\":{\"interface\":\"x\"}}",
		"{\"error\":\"" SERVICE
		".InterfaceNotFound\",\"parameters\":{\"interface\":\"x\"}}"},
	/* Parameters. */
	{"{\"method\":\"" SERVICE ".GetInterfaceDescription\"}",
		"{\"error\":\"" SERVICE
		".InvalidParameter\",\"parameters\":{\"parameter\":\"interface\"}}"},
	{"{\"method\":\"" SERVICE ".GetInfo\",\"parameters\":{\"x\":1}}",
		"{\"error\":\"" SERVICE
		".InvalidParameter\",\"parameters\":{\"parameter\":\"x\"}}"},
	{"{\"method\":\"" TEST ".Echo\",\"parameters\":{\"text\":7,\"x\":1}}",
		"{\"error\":\"" SERVICE
		".InvalidParameter\",\"parameters\":{\"parameter\":\"text\"}}"},
	{"{\"method\":\"" TEST
	 ".Typed\",\"parameters\":{\"flag\":true,\"number\":100000000000000000000}}",
		"{\"error\":\"" SERVICE
		".InvalidParameter\",\"parameters\":{\"parameter\":\"number\"}}"},
	/* Errors of the handler. */
	{"{\"method\":\"" TEST ".Complain\",\"parameters\":{\"text\":\"no\"}}",
		"{\"error\":\"" TEST ".Complaint\",\"parameters\":{\"text\":\"no\"}}"},
	{"{\"method\":\"" TEST ".Fail\",\"parameters\":{\"number\":2}}",
		"{\"error\":\"io.systemd.System\",\"parameters\":{\"origin\":\"linux\","
		"\"errnoName\":\"ENOENT\",\"errno\":2}}"},
	{"{\"method\":\"" TEST ".Fail\",\"parameters\":{\"number\":99999}}",
		"{\"error\":\"io.systemd.System\",\"parameters\":{\"origin\":\"linux\","
		"\"errnoName\":\"EIO\",\"errno\":5}}"},
	{"{\"method\":\"" TEST ".Fail\",\"parameters\":{\"number\":1}}",
		"{\"error\":\"" SERVICE ".PermissionDenied\"}"},
	{"{\"method\":\"" TEST ".Fail\",\"parameters\":{\"number\":13}}",
		"{\"error\":\"" SERVICE ".PermissionDenied\"}"},
	{"{\"method\":\"" TEST ".Fail\",\"parameters\":{\"number\":95}}",
		"{\"error\":\"" SERVICE ".MethodNotImplemented\",\"parameters\":{\"method\":\"" TEST
		".Fail\"}}"},
};

START_TEST(replies)
{
	AUTO_CLOSE int fd = client_connect();

	client_call(fd, rows[_i].message);
	client_expect(fd, rows[_i].reply);
	/* And it goes on. */
	client_call(fd, rows[0].message);
	client_expect(fd, rows[0].reply);
	ck_assert_uint_eq(fixture.n_logged, 0);
}
END_TEST

START_TEST(descriptions)
{
	static const char *const names[] = {SERVICE, TEST};

	for (size_t i = 0; i < ELEMENTSOF(names); i++) {
		AUTO_CLOSE int fd = client_connect();
		char message[256];
		const char *reply;

		(void)snprintf(message, sizeof(message),
			"{\"method\":\"" SERVICE
			".GetInterfaceDescription\",\"parameters\":{\"interface\":\"%s\"}}",
			names[i]);
		client_call(fd, message);
		reply = client_receive(fd);
		ck_assert_ptr_nonnull(reply);
		(void)snprintf(message, sizeof(message), "\\ninterface %s\\n", names[i]);
		ck_assert_ptr_nonnull(strstr(reply, message));
	}
}
END_TEST

START_TEST(long_names_are_cut)
{
	AUTO_CLOSE int fd = client_connect();
	char name[3 * LIMIT_ECHO_BYTES + 1] = "";
	char message[sizeof(name) + 64];
	char wanted[sizeof(name) + 128];

	for (size_t over = 0; over <= 1; over++) {
		memset(name, 'x', sizeof(name));
		name[LIMIT_ECHO_BYTES + over] = '\0';
		(void)snprintf(message, sizeof(message), "{\"method\":\"%s\"}", name);
		name[LIMIT_ECHO_BYTES] = '\0';
		(void)snprintf(wanted, sizeof(wanted),
			"{\"error\":\"" SERVICE
			".MethodNotFound\",\"parameters\":{\"method\":\"%s\"}}",
			name);
		client_call(fd, message);
		client_expect(fd, wanted);
	}
}
END_TEST

START_TEST(pipelined)
{
	AUTO_CLOSE int fd = client_connect();
	char bytes[4096];
	size_t size = 0;

	for (int i = 0; i < 3; i++) {
		size += (size_t)sprintf(bytes + size,
				"{\"method\":\"" TEST ".Echo\",\"parameters\":{\"text\":\"%d\"}}",
				i) +
			1;
	}
	client_send(fd, bytes, size);
	client_expect(fd, "{\"parameters\":{\"text\":\"0\"}}");
	client_expect(fd, "{\"parameters\":{\"text\":\"1\"}}");
	client_expect(fd, "{\"parameters\":{\"text\":\"2\"}}");
	client_expect_silence(fd);
}
END_TEST

static void notify(const char *text)
{
	int r = 0;
	AUTO_JSON struct json_object *parameters = json_new_object(&r);

	json_add_string(&r, parameters, "text", text);
	ck_assert_int_eq(r, 0);
	ck_assert_ptr_nonnull(fixture.kept);
	ck_assert_int_eq(varlink_call_notify(fixture.kept, parameters), 0);
}

START_TEST(stream_and_a_call_behind_it)
{
	AUTO_CLOSE int fd = client_connect();

	client_call_test(fd, "Follow", "\"more\":true");
	client_call_test(fd, "Echo", "\"parameters\":{\"text\":\"behind\"}");
	client_expect_silence(fd);
	notify("one");
	client_expect(fd, "{\"parameters\":{\"text\":\"one\"},\"continues\":true}");
	ck_assert_int_eq(varlink_call_notify(fixture.kept, NULL), 0);
	client_expect(fd, "{\"continues\":true}");
	client_expect_silence(fd);
	ck_assert_uint_eq(fixture.n_calls, 1);
	ck_assert_int_eq(varlink_call_reply(fixture.kept, NULL), 0);
	client_expect(fd, "{}");
	client_expect(fd, "{\"parameters\":{\"text\":\"behind\"}}");
	ck_assert_uint_eq(fixture.n_closed, 0);
}
END_TEST

START_TEST(stream_that_ends_with_an_error)
{
	AUTO_CLOSE int fd = client_connect();

	client_call_test(fd, "Follow", "\"more\":true");
	fixture_wait(fixture.kept != NULL);
	notify("one");
	ck_assert_int_eq(varlink_call_error_errno(fixture.kept, -EIO), 0);
	client_expect(fd, "{\"parameters\":{\"text\":\"one\"},\"continues\":true}");
	client_expect(fd, "{\"error\":\"io.systemd.System\",\"parameters\":{\"origin\":\"linux\","
			  "\"errnoName\":\"EIO\",\"errno\":5}}");
}
END_TEST

START_TEST(answered_later)
{
	AUTO_CLOSE int fd = client_connect();

	client_call_test(fd, "Later", NULL);
	client_call_test(fd, "Later", NULL);
	client_expect_silence(fd);
	ck_assert_uint_eq(fixture.n_calls, 1);
	ck_assert(!varlink_call_wants_more(fixture.kept));
	ck_assert_int_eq(varlink_call_get_pid(fixture.kept), getpid());
	ck_assert_uint_eq(varlink_call_get_uid(fixture.kept), geteuid());
	ck_assert_int_eq(varlink_call_reply(fixture.kept, NULL), 0);
	client_expect(fd, "{}");
	fixture_wait(fixture.n_calls == 2);
}
END_TEST

/* After what was sent from elsewhere, and not before it was fetched. */
START_TEST(told_when_there_is_room_again)
{
	AUTO_JSON struct json_object *large = NULL;
	AUTO_FREE char *text = malloc(LIMIT_OUTPUT_PAUSE_BYTES + 1);
	int fd = client_connect();
	int r = 0;

	ck_assert_ptr_nonnull(text);
	memset(text, 'x', LIMIT_OUTPUT_PAUSE_BYTES);
	text[LIMIT_OUTPUT_PAUSE_BYTES] = '\0';
	large = json_new_object(&r);
	json_add_string(&r, large, "text", text);
	ck_assert_int_eq(r, 0);
	client_call_test(fd, "Follow", "\"more\":true");
	fixture_wait(fixture.kept != NULL);
	fixture_settle();
	ck_assert_uint_eq(fixture.n_ready, 1);
	ck_assert_int_eq(varlink_call_notify(fixture.kept, NULL), 0);
	fixture_settle();
	ck_assert_uint_eq(fixture.n_ready, 2);
	/* Nothing was sent since. */
	fixture_settle();
	ck_assert_uint_eq(fixture.n_ready, 2);
	client_expect(fd, "{\"continues\":true}");
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(varlink_call_notify(fixture.kept, large), 0);
	}
	fixture_settle();
	ck_assert_uint_eq(fixture.n_ready, 2);
	for (int i = 0; i < 3; i++) {
		ck_assert_ptr_nonnull(client_receive(fd));
	}
	fixture_settle();
	ck_assert_uint_eq(fixture.n_ready, 3);
	(void)close(fd);
}
END_TEST

START_TEST(kept_oneway)
{
	AUTO_CLOSE int fd = client_connect();

	client_call_test(fd, "Later", "\"oneway\":true");
	client_call_test(fd, "Echo", "\"parameters\":{\"text\":\"x\"}");
	client_expect_silence(fd);
	ck_assert_int_eq(varlink_call_reply(fixture.kept, NULL), 0);
	client_expect(fd, "{\"parameters\":{\"text\":\"x\"}}");
}
END_TEST

START_TEST(long_listing)
{
	AUTO_CLOSE int fd = client_connect();
	char wanted[128];

	client_call_test(fd, "Count", "\"parameters\":{\"to\":1000,\"bytes\":0},\"more\":true");
	client_call_test(fd, "Echo", "\"parameters\":{\"text\":\"behind\"}");
	for (int i = 1; i <= 1000; i++) {
		(void)snprintf(wanted, sizeof(wanted), "{\"parameters\":{\"number\":%d}%s}", i,
			i < 1000 ? ",\"continues\":true" : "");
		client_expect(fd, wanted);
	}
	client_expect(fd, "{\"parameters\":{\"text\":\"behind\"}}");
}
END_TEST

/* 100 MB to a client that reads slowly: it is made as it is fetched. */
START_TEST(long_listing_waits_for_its_reader)
{
	AUTO_CLOSE int fd = client_connect();

	client_call_test(
		fd, "Count", "\"parameters\":{\"to\":10000,\"bytes\":10000},\"more\":true");
	for (unsigned i = 1; i <= 10000; i++) {
		ck_assert_ptr_nonnull(client_receive(fd));
		/* What the kernel holds, and ten more of them. */
		ck_assert_uint_lt(fixture.n_counted - i, 100);
	}
	client_expect_silence(fd);
	ck_assert_uint_eq(fixture.n_logged, 0);
}
END_TEST

START_TEST(long_listing_cut_short)
{
	int fd = client_connect();

	client_call_test(
		fd, "Count", "\"parameters\":{\"to\":10000,\"bytes\":10000},\"more\":true");
	ck_assert_ptr_nonnull(client_receive(fd));
	(void)close(fd);
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
	ck_assert_uint_eq(fixture.n_closed, 1);
}
END_TEST

START_TEST(half_close)
{
	AUTO_CLOSE int fd = client_connect();

	client_call_test(fd, "Echo", "\"parameters\":{\"text\":\"1\"}");
	client_call_test(fd, "Later", NULL);
	client_call_test(fd, "Echo", "\"parameters\":{\"text\":\"2\"}");
	client_send(fd, "{\"unfinished", 12);
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	client_expect(fd, "{\"parameters\":{\"text\":\"1\"}}");
	client_expect_silence(fd);
	ck_assert_int_eq(varlink_call_reply(fixture.kept, NULL), 0);
	client_expect(fd, "{}");
	client_expect(fd, "{\"parameters\":{\"text\":\"2\"}}");
	client_expect_end(fd);
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
	ck_assert_uint_eq(fixture.n_closed, 0);
}
END_TEST

/* As "printf ... | socat - UNIX:socket" does: its stream goes on, and nothing spins; when it goes
 * away that is seen at once. */
START_TEST(half_closed_stream)
{
	int fd = client_connect();
	struct rusage before;
	struct rusage after;

	client_call_test(fd, "Follow", "\"more\":true");
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	client_expect_silence(fd);
	notify("one");
	client_expect(fd, "{\"parameters\":{\"text\":\"one\"},\"continues\":true}");

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &before), 0);
	for (int i = 0; i < 20; i++) {
		fixture_turn(20);
	}
	ck_assert_int_eq(getrusage(RUSAGE_SELF, &after), 0);
	/* It slept: 20 turns, and not thousands of them. */
	ck_assert_int_lt(
		after.ru_nvcsw + after.ru_nivcsw - before.ru_nvcsw - before.ru_nivcsw, 500);
	ck_assert_int_lt(after.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_utime.tv_usec -
				 before.ru_stime.tv_usec,
		200000);

	ck_assert_uint_eq(fixture.n_closed, 0);
	(void)close(fd);
	fixture_wait(fixture.n_closed == 1);
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
}
END_TEST

START_TEST(closed_stream)
{
	int fd = client_connect();

	client_call_test(fd, "Follow", "\"more\":true");
	fixture_wait(fixture.kept != NULL);
	(void)close(fd);
	/* What is said before that is noticed goes nowhere, and harms nobody (SIGPIPE). */
	notify("one");
	notify("two");
	ck_assert_uint_eq(fixture.n_closed, 0);
	fixture_wait(fixture.n_closed == 1);
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
}
END_TEST

/* What was asked for before the client went away is still done. */
START_TEST(closed_after_oneway)
{
	int fd = client_connect();

	for (int i = 0; i < 100; i++) {
		client_call_test(fd, "Echo",
			i % 2 == 0 ? "\"parameters\":{\"text\":\"x\"},\"oneway\":true"
				   : "\"parameters\":{\"text\":\"x\"}");
	}
	(void)close(fd);
	fixture_wait(fixture.n_calls == 100);
	fixture_wait(varlink_server_count_peers(fixture.server) == 0);
}
END_TEST

START_TEST(freed_with_streams)
{
	AUTO_CLOSE int fd = client_connect();
	AUTO_CLOSE int other = client_connect();

	client_call_test(fd, "Follow", "\"more\":true");
	client_call_test(other, "Later", NULL);
	fixture_wait(fixture.n_calls == 2);
	fixture.server = varlink_server_free(fixture.server);
	ck_assert_uint_eq(fixture.n_closed, 2);
	client_expect_end(fd);
	client_expect_end(other);
}
END_TEST

START_TEST(largest_reply)
{
	AUTO_CLOSE int fd = client_connect();
	size_t fits = PROTOCOL_MESSAGE_MAX_BYTES - strlen("{\"parameters\":{\"text\":\"\"}}") - 1;
	char members[128];
	const char *reply;

	(void)snprintf(members, sizeof(members), "\"parameters\":{\"bytes\":%zu}", fits);
	client_call_test(fd, "Large", members);
	reply = client_receive(fd);
	ck_assert_ptr_nonnull(reply);
	ck_assert_uint_eq(strlen(reply) + 1, PROTOCOL_MESSAGE_MAX_BYTES);
	(void)snprintf(members, sizeof(members), "\"parameters\":{\"bytes\":%zu}", fits + 1);
	client_call_test(fd, "Large", members);
	client_expect(fd, "{\"error\":\"io.systemd.System\",\"parameters\":{\"origin\":\"linux\","
			  "\"errnoName\":\"EMSGSIZE\",\"errno\":90}}");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	tcase_add_loop_test(tcase, replies, 0, ELEMENTSOF(rows));
	tcase_add_test(tcase, descriptions);
	tcase_add_test(tcase, long_names_are_cut);
	tcase_add_test(tcase, pipelined);
	tcase_add_test(tcase, stream_and_a_call_behind_it);
	tcase_add_test(tcase, stream_that_ends_with_an_error);
	tcase_add_test(tcase, answered_later);
	tcase_add_test(tcase, told_when_there_is_room_again);
	tcase_add_test(tcase, kept_oneway);
	tcase_add_test(tcase, long_listing);
	tcase_add_test(tcase, long_listing_waits_for_its_reader);
	tcase_add_test(tcase, long_listing_cut_short);
	tcase_add_test(tcase, half_close);
	tcase_add_test(tcase, half_closed_stream);
	tcase_add_test(tcase, closed_stream);
	tcase_add_test(tcase, closed_after_oneway);
	tcase_add_test(tcase, freed_with_streams);
	tcase_add_test(tcase, largest_reply);
}

int main(void)
{
	return check_main("varlink-server", add_tests);
}
