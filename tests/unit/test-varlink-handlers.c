/* SPDX-License-Identifier: MIT */
/* Methods and interfaces that are mistaken: what they would say does not get out. */
#include "check_main.h"
#include "varlink_fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <json-c/json.h>

#include <backcare/cleanup.h>

#include "jsonvalue.h"

/* Something got into the tree that is no JSON: it does not get out. */
static int handle_garble(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	AUTO_JSON struct json_object *reply = json_object_new_object();

	ck_assert_int_eq(json_object_object_add(reply, "text", json_object_new_string("a\xFF")), 0);
	return varlink_call_reply(call, reply);
}

START_TEST(reply_that_is_no_json)
{
	static const struct varlink_method garble = {"Garble", NULL, 0, 0, handle_garble};
	static const struct varlink_interface garbling = {"a.b", "", &garble, 1, NULL, 0};
	AUTO_CLOSE int fd = client_connect();

	ck_assert_int_eq(varlink_server_add_interface(fixture.server, &garbling, NULL), 0);
	client_call(fd, "{\"method\":\"a.b.Garble\"}");
	client_expect(fd, "{\"error\":\"io.systemd.System\",\"parameters\":{\"origin\":\"linux\","
			  "\"errnoName\":\"EBADMSG\",\"errno\":74}}");
}
END_TEST

/* Mistakes of the programmer. */

static int answer_twice(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	(void)varlink_call_reply(call, NULL);
	return varlink_call_reply(call, NULL);
}

static int answer_never(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	return 0;
}

static int answer_and_fail(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	(void)varlink_call_reply(call, NULL);
	return -EIO;
}

static int answer_and_keep(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	static const struct varlink_call_ops ops;

	(void)varlink_call_reply(call, NULL);
	varlink_call_keep(call, &ops, NULL);
	return 0;
}

static int notify_without_more(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	(void)varlink_call_notify(call, NULL);
	return varlink_call_reply(call, NULL);
}

static int undeclared_error(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	return varlink_call_error(call, "Nothing", NULL);
}

static int error_without_its_parameters(
	struct varlink_call *call, const struct varlink_params *params, void *userdata)
{
	return varlink_call_error(call, "Sad", NULL);
}

static const struct varlink_field sad_fields[] = {{.name = "why", .type = VARLINK_STRING}};
static const struct varlink_error bad_errors[] = {{"Sad", sad_fields, ELEMENTSOF(sad_fields)}};
static const struct varlink_method bad_methods[] = {
	{"A0", NULL, 0, 0, answer_twice},
	{"A1", NULL, 0, 0, answer_never},
	{"A2", NULL, 0, 0, answer_and_fail},
	{"A3", NULL, 0, 0, answer_and_keep},
	{"A4", NULL, 0, 0, notify_without_more},
	{"A5", NULL, 0, 0, undeclared_error},
	{"A6", NULL, 0, 0, error_without_its_parameters},
};
static const struct varlink_interface bad_interface = {
	"a.b",
	"",
	bad_methods,
	ELEMENTSOF(bad_methods),
	bad_errors,
	ELEMENTSOF(bad_errors),
};

START_TEST(bad_handlers)
{
	AUTO_CLOSE int fd = client_connect();
	char message[64];

	ck_assert_int_eq(varlink_server_add_interface(fixture.server, &bad_interface, NULL), 0);
	/* The directory is left behind by the abort. */
	ck_assert_int_eq(unlink(fixture.path), 0);
	ck_assert_int_eq(rmdir(fixture.directory), 0);
	(void)snprintf(message, sizeof(message), "{\"method\":\"a.b.A%d\"}", _i);
	client_call(fd, message);
	fixture_settle();
}
END_TEST

START_TEST(interface_twice)
{
	ck_assert_int_eq(unlink(fixture.path), 0);
	ck_assert_int_eq(rmdir(fixture.directory), 0);
	(void)varlink_server_add_interface(fixture.server, &test_interface, NULL);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	tcase_add_test(tcase, reply_that_is_no_json);
	if (check_main_asserts()) {
		tcase_add_loop_test_raise_signal(
			tcase, bad_handlers, SIGABRT, 0, ELEMENTSOF(bad_methods));
		tcase_add_test_raise_signal(tcase, interface_twice, SIGABRT);
	}
}

int main(void)
{
	return check_main("varlink-handlers", add_tests);
}
