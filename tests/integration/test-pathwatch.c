/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "harness.h"
#include "loop.h"
#include "pathwatch.h"

static struct loop *loop;
static struct pathwatch *watches[2];
static unsigned told[2];

static void setup(void)
{
	(void)harness_begin();
	told[0] = told[1] = 0;
	ck_assert_int_eq(loop_new(&loop), 0);
}

static void teardown(void)
{
	watches[0] = pathwatch_free(watches[0]);
	watches[1] = pathwatch_free(watches[1]);
	loop = loop_free(loop);
	harness_end();
}

static void on_change(void *userdata)
{
	(*(unsigned *)userdata)++;
}

static void watch(unsigned i, const char *path)
{
	ck_assert_int_eq(pathwatch_new(loop, path, on_change, &told[i], &watches[i]), 0);
}

/* What was done is told, once or more; then it is quiet. */
static void expect_told(unsigned i, bool exists)
{
	RUN_UNTIL(loop, told[i] > 0);
	RUN_FOR(loop, 20 * USEC_PER_MSEC);
	told[i] = 0;
	ck_assert_int_eq(pathwatch_exists(watches[i]), exists);
}

static void expect_quiet(void)
{
	RUN_FOR(loop, 30 * USEC_PER_MSEC);
	ck_assert_uint_eq(told[0] + told[1], 0);
}

START_TEST(in_a_directory_that_is_there)
{
	const char *path = harness_path("bus");

	watch(0, path);
	ck_assert(!pathwatch_exists(watches[0]));
	harness_write(harness_path("bus2"), "");
	harness_write(harness_path("bu"), "");
	expect_quiet();
	harness_write(path, "");
	expect_told(0, true);
	ck_assert_int_eq(rename(harness_path("bu"), path), 0); /* another inode */
	expect_told(0, true);
	harness_write(path, "written");
	expect_told(0, true);
	ck_assert_int_eq(unlink(path), 0);
	expect_told(0, false);
	ck_assert_int_eq(symlink("nowhere", path), 0);
	expect_told(0, true);
}
END_TEST

START_TEST(below_directories_that_are_not)
{
	const char *a = harness_path("a"), *b = harness_path("a/b"), *c = harness_path("a/b/c");

	watch(0, c);
	ck_assert_int_eq(mkdir(a, 0700), 0);
	expect_quiet();
	ck_assert_int_eq(mkdir(b, 0700), 0);
	expect_quiet();
	harness_write(c, "");
	expect_told(0, true);

	/* All of it goes and comes at one go. */
	ck_assert_int_eq(unlink(c), 0);
	ck_assert_int_eq(rmdir(b), 0);
	ck_assert_int_eq(rmdir(a), 0);
	expect_told(0, false);
	ck_assert_int_eq(mkdir(a, 0700), 0);
	ck_assert_int_eq(mkdir(b, 0700), 0);
	harness_write(c, "");
	expect_told(0, true);

	/* The directory is moved away with it. */
	ck_assert_int_eq(rename(b, harness_path("a/elsewhere")), 0);
	expect_told(0, false);
	ck_assert_int_eq(rename(harness_path("a/elsewhere"), b), 0);
	expect_told(0, true);
}
END_TEST

START_TEST(every_name_of_a_kind)
{
	watch(0, harness_path("wayland-*"));
	harness_write(harness_path("wayland"), "");
	harness_write(harness_path("x-wayland-0"), "");
	expect_quiet();
	harness_write(harness_path("wayland-7"), "");
	expect_told(0, true);
	ck_assert_int_eq(unlink(harness_path("wayland-7")), 0);
	expect_told(0, true);
}
END_TEST

START_TEST(two_in_one_directory)
{
	watch(0, harness_path("one"));
	watch(1, harness_path("two"));
	harness_write(harness_path("two"), "");
	expect_told(1, true);
	ck_assert_uint_eq(told[0], 0);
	watches[1] = pathwatch_free(watches[1]); /* the other still hears */
	harness_write(harness_path("one"), "");
	expect_told(0, true);
}
END_TEST

static void on_change_free_all(void *userdata)
{
	on_change(userdata);
	watches[0] = pathwatch_free(watches[0]);
	watches[1] = pathwatch_free(watches[1]);
}

START_TEST(freed_in_a_callback)
{
	unsigned before = count_descriptors();
	struct run_limit limit;

	ck_assert_int_eq(
		pathwatch_new(loop, harness_path("one"), on_change_free_all, &told[0], &watches[0]),
		0);
	ck_assert_int_eq(
		pathwatch_new(loop, harness_path("*"), on_change_free_all, &told[0], &watches[1]),
		0);
	ck_assert_uint_eq(count_descriptors(), before + 1); /* shared */
	harness_write(harness_path("one"), "");
	RUN_UNTIL(loop, told[0] > 0);
	run_limit_begin(&limit, loop, 1000, USEC_INFINITY);
	(void)run_limit_pass(&limit);
	(void)run_limit_pass(&limit);
	run_limit_end(&limit);
	ck_assert_uint_eq(told[0], 1);
	ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

START_TEST(odd_paths)
{
	char path[8192];
	struct pathwatch *none = NULL;

	ck_assert_int_eq(pathwatch_new(loop, "relative", on_change, NULL, &none), -EINVAL);
	ck_assert_int_eq(pathwatch_new(loop, "/directory/", on_change, NULL, &none), -EINVAL);
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(pathwatch_new(loop, path, on_change, NULL, &none), -ENAMETOOLONG);
	ck_assert_ptr_null(none);
	/* Slashes that somebody put into a variable. */
	(void)strcpy(path, harness_path("//deep///er"));
	watch(0, path);
	ck_assert_int_eq(mkdir(harness_path("deep"), 0700), 0);
	harness_write(harness_path("deep/er"), "");
	expect_told(0, true);
	/* Beside the root, and below something that is no directory. */
	watch(1, "/dev/null/x");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, in_a_directory_that_is_there);
	tcase_add_test(tcase, below_directories_that_are_not);
	tcase_add_test(tcase, every_name_of_a_kind);
	tcase_add_test(tcase, two_in_one_directory);
	tcase_add_test(tcase, freed_in_a_callback);
	tcase_add_test(tcase, odd_paths);
}

int main(void)
{
	event_enable_debug_mode();
	return check_main("pathwatch", add_tests);
}
