/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <backcare/cleanup.h>
#include <backcare/protocol.h>
#include <backcare/sockpath.h>

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static char directory[] = "/tmp/test-sockpath-XXXXXX";
static char path[SOCKPATH_MAX];

static void setup(void)
{
	strcpy(directory, "/tmp/test-sockpath-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", directory, 1), 0);
	strcpy(path, "untouched");
}

static void teardown(void)
{
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf %s", directory);
	ck_assert_int_eq(system(command), 0);
}

static bool exists(const char *name)
{
	char full[256];
	struct stat info;

	(void)snprintf(full, sizeof(full), "%s/%s", directory, name);
	return lstat(full, &info) == 0;
}

static void make_below(const char *name, mode_t mode)
{
	char full[256];

	(void)snprintf(full, sizeof(full), "%s/%s", directory, name);
	ck_assert_int_eq(mkdir(full, 0700), 0);
	ck_assert_int_eq(chmod(full, mode), 0);
}

START_TEST(from_environment)
{
	char wanted[256];
	struct stat info;

	(void)snprintf(wanted, sizeof(wanted), "%s/backcare/" PROTOCOL_INTERFACE, directory);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), false), 0);
	ck_assert_str_eq(path, wanted);
	ck_assert(!exists("backcare"));

	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), 0);
	ck_assert_str_eq(path, wanted);
	*strrchr(wanted, '/') = '\0';
	ck_assert_int_eq(lstat(wanted, &info), 0);
	ck_assert_uint_eq(info.st_mode, S_IFDIR | 0700);

	/* And once more, with the directory there. */
	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), 0);
}
END_TEST

START_TEST(slashes_at_the_end)
{
	char with_slashes[64];

	(void)snprintf(with_slashes, sizeof(with_slashes), "%s//", directory);
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", with_slashes, 1), 0);
	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), false), 0);
	ck_assert_str_eq(path, directory);
}
END_TEST

START_TEST(open_to_others)
{
	make_below("backcare", 0777);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), -EPERM);
	ck_assert_str_eq(path, "untouched");
}
END_TEST

START_TEST(not_a_directory)
{
	char full[64];

	(void)snprintf(full, sizeof(full), "%s/backcare", directory);
	ck_assert_int_eq(symlink("/tmp", full), 0);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), -EPERM);
}
END_TEST

START_TEST(no_runtime_directory)
{
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", "/does/not/exist", 1), 0);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), false), 0);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), -ENOENT);
}
END_TEST

START_TEST(length)
{
	size_t fixed = strlen("/backcare/" PROTOCOL_INTERFACE);
	char text[2 * SOCKPATH_MAX];

	memset(text, 'x', sizeof(text));
	text[0] = '/';
	/* 107 bytes and the NUL fit. */
	text[SOCKPATH_MAX - 1 - fixed] = '\0';
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", text, 1), 0);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), false), 0);
	ck_assert_uint_eq(strlen(path), SOCKPATH_MAX - 1);

	strcpy(path, "untouched");
	text[SOCKPATH_MAX - 1 - fixed] = 'x';
	text[SOCKPATH_MAX - fixed] = '\0';
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", text, 1), 0);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), -ENAMETOOLONG);
	text[sizeof(text) - 1] = '\0';
	text[SOCKPATH_MAX - fixed] = 'x';
	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", text, 1), 0);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), -ENAMETOOLONG);
	ck_assert_str_eq(path, "untouched");

	ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", directory, 1), 0);
	ck_assert_int_eq(sockpath_runtime_directory(path, strlen(directory), false), -ENAMETOOLONG);
	ck_assert_int_eq(sockpath_runtime_directory(path, strlen(directory) + 1, false), 0);
}
END_TEST

/* An empty /run and /tmp that nobody else sees. Returns false where that is not allowed. */
static bool hide_directories(void)
{
	if (unshare(CLONE_NEWNS) < 0) {
		return false;
	}
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", "/run", "tmpfs", 0, NULL) == 0 &&
	       mount("tmpfs", "/tmp", "tmpfs", 0, NULL) == 0 && mkdir("/run/user", 0755) == 0;
}

/* Without XDG_RUNTIME_DIR. Needs a process and the right to mount, so it is left out for others. */
START_TEST(without_environment)
{
	char user[64];
	char fallback[64];
	struct stat info;

	/* Behind the mount nobody could remove it any more. */
	ck_assert_int_eq(rmdir(directory), 0);
	if (!hide_directories()) {
		return;
	}
	(void)snprintf(user, sizeof(user), "/run/user/%u", (unsigned)getuid());
	(void)snprintf(fallback, sizeof(fallback), "/tmp/backcare-%u", (unsigned)getuid());
	if (_i == 0) {
		ck_assert_int_eq(unsetenv("XDG_RUNTIME_DIR"), 0);
	} else {
		ck_assert_int_eq(setenv("XDG_RUNTIME_DIR", _i == 1 ? "" : "relative", 1), 0);
	}

	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), false), 0);
	ck_assert_str_eq(path, fallback);
	ck_assert_int_lt(lstat(fallback, &info), 0);

	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), true), 0);
	ck_assert_str_eq(path, fallback);
	ck_assert_int_eq(lstat(fallback, &info), 0);
	ck_assert_uint_eq(info.st_mode, S_IFDIR | 0700);
	ck_assert_int_eq(sockpath_get(path, sizeof(path), true), 0);

	/* Others can enter it: not for us, and not for the client either. */
	ck_assert_int_eq(chmod(fallback, 0701), 0);
	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), true), -EPERM);
	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), false), -EPERM);
	ck_assert_int_eq(chmod(fallback, 0700), 0);
	/* Somebody else's. */
	ck_assert_int_eq(chown(fallback, 12345, 12345), 0);
	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), true), -EPERM);
	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), false), -EPERM);
	/* A link. */
	ck_assert_int_eq(rename(fallback, "/tmp/elsewhere"), 0);
	ck_assert_int_eq(symlink("/tmp/elsewhere", fallback), 0);
	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), true), -EPERM);

	/* What comes first, when it is there. */
	ck_assert_int_eq(mkdir(user, 0700), 0);
	ck_assert_int_eq(sockpath_runtime_directory(path, sizeof(path), true), 0);
	ck_assert_str_eq(path, user);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, from_environment);
	tcase_add_test(tcase, slashes_at_the_end);
	tcase_add_test(tcase, open_to_others);
	tcase_add_test(tcase, not_a_directory);
	tcase_add_test(tcase, no_runtime_directory);
	tcase_add_test(tcase, length);
	if (check_main_forks()) {
		tcase_add_loop_test(tcase, without_environment, 0, 3);
	}
}

int main(void)
{
	return check_main("sockpath", add_tests);
}
