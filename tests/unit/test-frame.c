/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <backcare/frame.h>

#include <errno.h>
#include <string.h>

#define MAX 16

static struct frame_buffer buffer;

static void setup(void)
{
	frame_buffer_init(&buffer, MAX);
}

static void teardown(void)
{
	frame_buffer_deinit(&buffer);
}

static void expect(const char *wanted)
{
	const char *message = NULL;
	size_t size = 0;

	ck_assert_int_eq(frame_buffer_take(&buffer, &message, &size), 1);
	ck_assert_str_eq(message, wanted);
	ck_assert_uint_eq(size, strlen(wanted));
}

static void expect_none(void)
{
	const char *message = "untouched";
	size_t size = 77;

	ck_assert_int_eq(frame_buffer_take(&buffer, &message, &size), 0);
	ck_assert_str_eq(message, "untouched");
	ck_assert_uint_eq(size, 77);
}

START_TEST(every_split)
{
	static const char bytes[] = "one\0\0three\0a message of 15";
	size_t size = sizeof(bytes); /* with the last NUL */

	for (size_t first = 0; first <= size; first++) {
		for (size_t second = first; second <= size; second++) {
			setup();
			ck_assert_int_eq(frame_buffer_feed(&buffer, bytes, first), 0);
			ck_assert_int_eq(
				frame_buffer_feed(&buffer, bytes + first, second - first), 0);
			ck_assert_int_eq(
				frame_buffer_feed(&buffer, bytes + second, size - second), 0);
			ck_assert_uint_eq(frame_buffer_pending(&buffer), size);
			expect("one");
			expect("");
			expect("three");
			expect("a message of 15");
			expect_none();
			ck_assert_uint_eq(frame_buffer_pending(&buffer), 0);
			teardown();
		}
	}
	setup();
}
END_TEST

START_TEST(byte_by_byte)
{
	static const char bytes[] = "ab\0c\0";

	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		expect_none();
		ck_assert_int_eq(frame_buffer_feed(&buffer, &bytes[i], 1), 0);
		if (i == 2) {
			expect("ab");
		}
	}
	expect("c");
	expect_none();
}
END_TEST

START_TEST(unfinished_is_kept_back)
{
	ck_assert_int_eq(frame_buffer_feed(&buffer, "one\0tw", 6), 0);
	expect("one");
	expect_none();
	ck_assert_uint_eq(frame_buffer_pending(&buffer), 2);
	ck_assert_int_eq(frame_buffer_feed(&buffer, "o\0", 2), 0);
	expect("two");
}
END_TEST

START_TEST(largest_whole)
{
	/* 15 bytes and the NUL are 16. */
	ck_assert_int_eq(frame_buffer_feed(&buffer, "123456789012345\0", 16), 0);
	expect("123456789012345");
}
END_TEST

START_TEST(one_too_large_whole)
{
	const char *message = NULL;
	size_t size = 0;

	ck_assert_int_eq(frame_buffer_feed(&buffer, "1234567890123456\0", 17), 0);
	ck_assert_int_eq(frame_buffer_take(&buffer, &message, &size), -EMSGSIZE);
	ck_assert_ptr_null(message);
}
END_TEST

START_TEST(largest_unfinished)
{
	ck_assert_int_eq(frame_buffer_feed(&buffer, "123456789012345", 15), 0);
	expect_none();
	ck_assert_int_eq(frame_buffer_feed(&buffer, "\0", 1), 0);
	expect("123456789012345");
}
END_TEST

START_TEST(one_too_large_unfinished)
{
	ck_assert_int_eq(frame_buffer_feed(&buffer, "123456789012345", 15), 0);
	ck_assert_int_eq(frame_buffer_feed(&buffer, "6", 1), -EMSGSIZE);
}
END_TEST

START_TEST(unfinished_counts_alone)
{
	/* What waits before it is no part of it. */
	ck_assert_int_eq(frame_buffer_feed(&buffer, "12345678901234\0a\0", 17), 0);
	ck_assert_int_eq(frame_buffer_feed(&buffer, "123456789012345", 15), 0);
	expect("12345678901234");
	expect("a");
	ck_assert_int_eq(frame_buffer_feed(&buffer, "6", 1), -EMSGSIZE);
}
END_TEST

START_TEST(many_small)
{
	char bytes[4096] = {0};

	/* 4096 empty messages, then room is used again. */
	for (int round = 0; round < 100; round++) {
		ck_assert_int_eq(frame_buffer_feed(&buffer, bytes, sizeof(bytes)), 0);
		for (size_t i = 0; i < sizeof(bytes); i++) {
			expect("");
		}
		expect_none();
	}
	ck_assert_uint_le(buffer.capacity, 2 * sizeof(bytes));
}
END_TEST

START_TEST(large_buffer_is_given_back)
{
	static char bytes[200 * 1024];

	frame_buffer_deinit(&buffer);
	frame_buffer_init(&buffer, sizeof(bytes));
	memset(bytes, 'x', sizeof(bytes) - 1);
	ck_assert_int_eq(frame_buffer_feed(&buffer, bytes, sizeof(bytes)), 0);
	expect(bytes);
	ck_assert_int_eq(frame_buffer_feed(&buffer, "a\0", 2), 0);
	expect("a");
	ck_assert_uint_le(buffer.capacity, 64 * 1024);
}
END_TEST

START_TEST(deinit_twice)
{
	ck_assert_int_eq(frame_buffer_feed(&buffer, "x", 1), 0);
	frame_buffer_deinit(&buffer);
	frame_buffer_deinit(&buffer);
	ck_assert_uint_eq(buffer.message_max, MAX);
	ck_assert_int_eq(frame_buffer_feed(&buffer, "y\0", 2), 0);
	expect("y");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, every_split);
	tcase_add_test(tcase, byte_by_byte);
	tcase_add_test(tcase, unfinished_is_kept_back);
	tcase_add_test(tcase, largest_whole);
	tcase_add_test(tcase, one_too_large_whole);
	tcase_add_test(tcase, largest_unfinished);
	tcase_add_test(tcase, one_too_large_unfinished);
	tcase_add_test(tcase, unfinished_counts_alone);
	tcase_add_test(tcase, many_small);
	tcase_add_test(tcase, large_buffer_is_given_back);
	tcase_add_test(tcase, deinit_twice);
}

int main(void)
{
	return check_main("frame", add_tests);
}
