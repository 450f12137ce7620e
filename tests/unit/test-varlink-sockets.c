/* SPDX-License-Identifier: MIT */
/* Where a server listens, and the sockets that are passed to it. */
#include "check_main.h"
#include "varlink_fixture.h"
#include "varlink_limits.h"

#include <backcare/cleanup.h>
#include <backcare/sockpath.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Any answer will do. */
static void expect_service(int fd)
{
	client_call(fd, "{\"method\":\"x.Y\"}");
	client_expect(fd, "{\"error\":\"org.varlink.service.InterfaceNotFound\","
			  "\"parameters\":{\"interface\":\"x\"}}");
}

static int second_server(struct varlink_server **ret_server)
{
	static const struct varlink_server_info info = {"", "", "", ""};

	ck_assert_int_eq(varlink_server_new(fixture.base, &info, ret_server), 0);
	return varlink_server_listen_path(*ret_server, fixture.path);
}

START_TEST(living_daemon)
{
	AUTO_CLOSE int fd = -1;
	struct varlink_server *second;

	ck_assert_int_eq(second_server(&second), -EADDRINUSE);
	second = varlink_server_free(second);
	/* Its socket is still there, and its own. */
	fd = client_connect();
	expect_service(fd);
}
END_TEST

/* Leaves a socket behind that nobody listens on. */
static void make_stale(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	fixture.server = varlink_server_free(fixture.server);
	strcpy(address.sun_path, fixture.path);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
}

START_TEST(stale_socket)
{
	AUTO_CLOSE int fd = -1;
	struct stat info;

	make_stale();
	ck_assert_int_eq(second_server(&fixture.server), 0);
	ck_assert_int_eq(lstat(fixture.path, &info), 0);
	ck_assert_uint_eq(info.st_mode, S_IFSOCK | 0600);
	fd = client_connect();
	expect_service(fd);
}
END_TEST

START_TEST(no_socket)
{
	struct varlink_server *second;
	AUTO_CLOSE int file = -1;

	fixture.server = varlink_server_free(fixture.server);
	file = open(fixture.path, O_CREAT | O_WRONLY, 0600);
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(second_server(&second), -EEXIST);
	ck_assert_int_eq(unlink(fixture.path), 0);
	second = varlink_server_free(second);
	ck_assert_int_eq(mkdir(fixture.path, 0700), 0);
	ck_assert_int_eq(second_server(&second), -EEXIST);
	ck_assert_int_eq(rmdir(fixture.path), 0);
	second = varlink_server_free(second);
	ck_assert_int_eq(symlink("/dev/null", fixture.path), 0);
	ck_assert_int_eq(second_server(&second), -EEXIST);
	ck_assert_int_eq(unlink(fixture.path), 0);
	second = varlink_server_free(second);
}
END_TEST

START_TEST(socket_of_another_kind)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct varlink_server *second;

	fixture.server = varlink_server_free(fixture.server);
	strcpy(address.sun_path, fixture.path);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(second_server(&second), -EEXIST);
	second = varlink_server_free(second);
	ck_assert_int_eq(unlink(fixture.path), 0);
}
END_TEST

START_TEST(socket_of_somebody_else)
{
	struct varlink_server *second;

	if (geteuid() != 0) {
		return;
	}
	make_stale();
	ck_assert_int_eq(lchown(fixture.path, 12345, 12345), 0);
	ck_assert_int_eq(second_server(&second), -EPERM);
	second = varlink_server_free(second);
	ck_assert_int_eq(unlink(fixture.path), 0);
}
END_TEST

/* Only its own socket is removed when a server goes. */
START_TEST(replaced_socket)
{
	struct varlink_server *second;

	ck_assert_int_eq(unlink(fixture.path), 0);
	ck_assert_int_eq(second_server(&second), 0);
	fixture.server = varlink_server_free(fixture.server);
	ck_assert_int_eq(access(fixture.path, F_OK), 0);
	second = varlink_server_free(second);
	ck_assert_int_lt(access(fixture.path, F_OK), 0);
}
END_TEST

START_TEST(path_length)
{
	char path[SOCKPATH_MAX + 16];
	size_t size = strlen(fixture.directory);

	memset(path, 'x', sizeof(path));
	memcpy(path, fixture.directory, size);
	path[size] = '/';
	path[SOCKPATH_MAX] = '\0';
	ck_assert_int_eq(varlink_server_listen_path(fixture.server, path), -ENAMETOOLONG);
	path[SOCKPATH_MAX - 1] = '\0';
	ck_assert_int_eq(varlink_server_listen_path(fixture.server, path), 0);
	ck_assert_int_eq(varlink_server_listen_path(fixture.server, "/does/not/exist"), -ENOENT);
}
END_TEST

START_TEST(listeners_limit)
{
	char path[128];

	for (int i = 1; i <= LIMIT_LISTENERS; i++) {
		(void)snprintf(path, sizeof(path), "%s/%d", fixture.directory, i);
		ck_assert_int_eq(varlink_server_listen_path(fixture.server, path),
			i < LIMIT_LISTENERS ? 0 : -E2BIG);
	}
	ck_assert_int_lt(access(path, F_OK), 0);
}
END_TEST

START_TEST(interfaces_limit)
{
	static char names[LIMIT_INTERFACES + 1][16];
	static struct varlink_interface interfaces[LIMIT_INTERFACES + 1];

	/* One is there. */
	for (int i = 1; i <= LIMIT_INTERFACES; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "a.b%d", i);
		interfaces[i] = (struct varlink_interface){.name = names[i], .description = ""};
		ck_assert_int_eq(varlink_server_add_interface(fixture.server, &interfaces[i], NULL),
			i < LIMIT_INTERFACES ? 0 : -E2BIG);
	}
}
END_TEST

START_TEST(passed_listening)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	AUTO_CLOSE int client = -1;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0); /* blocking, kept over exec */

	ck_assert_int_eq(unlink(fixture.path), 0);
	strcpy(address.sun_path, fixture.path);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(fd, 10), 0);
	ck_assert_int_eq(varlink_server_add_passed(fixture.server, fd, NULL, NULL),
		VARLINK_PASSED_LISTENING);
	ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	client = client_connect();
	expect_service(client);
	/* It is not ours to remove. */
	fixture.server = varlink_server_free(fixture.server);
	ck_assert_int_eq(unlink(fixture.path), 0);
}
END_TEST

static unsigned n_gone;

static void count_up(void *userdata)
{
	ck_assert_ptr_eq(userdata, &fixture);
	n_gone++;
}

START_TEST(passed_connected)
{
	int pair[2];

	n_gone = 0;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ck_assert_int_eq(varlink_server_add_passed(fixture.server, pair[0], count_up, &fixture),
		VARLINK_PASSED_CONNECTED);
	expect_service(pair[1]);
	client_call_test(pair[1], "Follow", "\"more\":true");
	fixture_wait(fixture.kept != NULL);
	ck_assert_uint_eq(n_gone, 0);
	(void)close(pair[1]);
	fixture_wait(n_gone == 1);
	ck_assert_uint_eq(fixture.n_closed, 1);
	fixture_settle();
	ck_assert_uint_eq(n_gone, 1);
}
END_TEST

START_TEST(passed_something_else)
{
	int pipes[2];
	AUTO_CLOSE int datagram = socket(AF_UNIX, SOCK_DGRAM, 0);
	AUTO_CLOSE int inet = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_eq(
		varlink_server_add_passed(fixture.server, pipes[0], NULL, NULL), -ENOTSOCK);
	ck_assert_int_eq(
		varlink_server_add_passed(fixture.server, datagram, NULL, NULL), -EPROTOTYPE);
	ck_assert_int_eq(varlink_server_add_passed(fixture.server, -1, NULL, NULL), -EBADF);
	if (inet >= 0) {
		ck_assert_int_eq(
			varlink_server_add_passed(fixture.server, inet, NULL, NULL), -EPROTOTYPE);
	}
	/* They are still the caller's. */
	ck_assert_int_eq(close(pipes[0]), 0);
	ck_assert_int_eq(close(pipes[1]), 0);
}
END_TEST

START_TEST(other_user)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (geteuid() != 0) {
		return;
	}
	ck_assert_int_eq(chmod(fixture.directory, 0755), 0);
	ck_assert_int_eq(chmod(fixture.path, 0666), 0);
	strcpy(address.sun_path, fixture.path);
	ck_assert_int_eq(seteuid(12345), 0);
	ck_assert_int_eq(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(seteuid(0), 0);
	client_expect_end(fd);
	ck_assert_str_eq(fixture.logged, "Refusing a connection: Operation not permitted");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, fixture_setup, fixture_teardown);
	tcase_add_test(tcase, living_daemon);
	tcase_add_test(tcase, stale_socket);
	tcase_add_test(tcase, no_socket);
	tcase_add_test(tcase, socket_of_another_kind);
	tcase_add_test(tcase, socket_of_somebody_else);
	tcase_add_test(tcase, replaced_socket);
	tcase_add_test(tcase, path_length);
	tcase_add_test(tcase, listeners_limit);
	tcase_add_test(tcase, interfaces_limit);
	tcase_add_test(tcase, passed_listening);
	tcase_add_test(tcase, passed_connected);
	tcase_add_test(tcase, passed_something_else);
	tcase_add_test(tcase, other_user);
}

int main(void)
{
	return check_main("varlink-sockets", add_tests);
}
