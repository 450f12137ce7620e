/* SPDX-License-Identifier: MIT */
#include "check_main.h"
#include "log.h"
#include "utf8.h"

#include <backcare/cleanup.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char seen[LOG_MESSAGE_MAX_BYTES + 16];
static int seen_count;
static enum log_level seen_level;

static void remember(enum log_level level, const char *message, void *userdata)
{
	ck_assert_ptr_eq(userdata, &seen_count);
	ck_assert_uint_lt(strlen(message), LOG_MESSAGE_MAX_BYTES);
	strcpy(seen, message);
	seen_level = level;
	seen_count++;
}

static void setup(void)
{
	seen_count = 0;
	log_set_sink(remember, &seen_count);
	log_set_level(LOG_LEVEL_INFO);
}

static void teardown(void)
{
	log_set_sink(NULL, NULL);
}

START_TEST(levels)
{
	log_debug("hidden");
	ck_assert_int_eq(seen_count, 0);
	log_info("number %d", 5);
	ck_assert_str_eq(seen, "number 5");
	ck_assert_int_eq(seen_level, LOG_LEVEL_INFO);
	log_set_level(LOG_LEVEL_ERROR);
	log_warning("hidden");
	ck_assert_int_eq(seen_count, 1);
	errno = ENOENT;
	log_error("shown: %s", log_errno_text(-EACCES));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_str_eq(seen, "shown: Permission denied");
	ck_assert_int_eq(log_get_level(), LOG_LEVEL_ERROR);
}
END_TEST

static const struct {
	const char *text;
	const char *escaped;
} escape_rows[] = {
	{"", ""},
	{"plain", "plain"},
	{"tab\there", "tab\\x09here"},
	{"two\nlines", "two\\x0alines"},
	{"\x1b[31mred", "\\x1b[31mred"},
	{"delete\x7f", "delete\\x7f"},
	{"gr\xC3\xBC\xC3\x9F\x65", "gr\xC3\xBC\xC3\x9F\x65"},
	{"c1 \xC2\x9B", "c1 \\xc2\\x9b"},
	{"no-break\xC2\xA0space", "no-break\xC2\xA0space"},
	{"bad \xFF\xFE", "bad \\xff\\xfe"},
	{"half \xE2\x82", "half \\xe2\\x82"},
	{"100%s %n", "100%s %n"},
	{"back\\slash", "back\\slash"},
};

START_TEST(escapes)
{
	log_info("%s", escape_rows[_i].text);
	ck_assert_str_eq(seen, escape_rows[_i].escaped);
}
END_TEST

START_TEST(length)
{
	char text[3 * LOG_MESSAGE_MAX_BYTES];

	for (size_t size = LOG_MESSAGE_MAX_BYTES - 8; size < LOG_MESSAGE_MAX_BYTES + 8; size++) {
		memset(text, 'x', size);
		text[size] = '\0';
		log_info("%s", text);
		if (size < LOG_MESSAGE_MAX_BYTES) {
			ck_assert_str_eq(seen, text);
		} else {
			ck_assert_uint_eq(strlen(seen), LOG_MESSAGE_MAX_BYTES - 1);
			ck_assert_str_eq(seen + strlen(seen) - 4, "x...");
		}
	}
	/* Never half a character, at whatever place the cut is. */
	for (size_t shift = 0; shift < 4; shift++) {
		memset(text, 'x', shift);
		for (size_t at = shift; at < sizeof(text) - 4; at += 3) {
			memcpy(text + at, "\xE2\x82\xAC", 4);
		}
		log_info("%s", text);
		ck_assert(utf8_is_valid(seen, strlen(seen)));
		ck_assert_str_eq(seen + strlen(seen) - 3, "...");
		ck_assert_ptr_null(strstr(seen, "\\x"));
	}
	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("%s", text);
	ck_assert_str_eq(seen + strlen(seen) - 7, "\\x0a...");
}
END_TEST

START_TEST(small_buffer)
{
	char buffer[8];

	ck_assert_str_eq(log_escape(buffer, sizeof(buffer), "1234567"), "1234567");
	ck_assert_str_eq(log_escape(buffer, sizeof(buffer), "12345678"), "1234...");
	ck_assert_str_eq(log_escape(buffer, sizeof(buffer), "123\n"), "123\\x0a");
	ck_assert_str_eq(log_escape(buffer, sizeof(buffer), "1234\n"), "1234...");
	ck_assert_str_eq(log_escape(buffer, 5, "12345"), "1...");
}
END_TEST

/* What standard error gets. */
static void expect_line(const char *program, const char *wanted)
{
	char path[] = "/tmp/test-log-XXXXXX";
	AUTO_CLOSE int fd = mkstemp(path);
	AUTO_CLOSE int former = dup(STDERR_FILENO);
	char line[256] = "";
	struct stat info;
	char stream[64];

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
	ck_assert_int_eq(fstat(fd, &info), 0);
	(void)snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)info.st_dev,
		(uintmax_t)info.st_ino + (wanted[0] == '<' ? 0 : 1));
	ck_assert_int_eq(setenv("JOURNAL_STREAM", stream, 1), 0);
	log_set_sink(NULL, NULL);
	log_init(program);
	log_warning("careful\n");
	ck_assert_int_ge(dup2(former, STDERR_FILENO), 0);
	ck_assert_int_ge(pread(fd, line, sizeof(line) - 1, 0), 0);
	ck_assert_str_eq(line, wanted);
	ck_assert_int_eq(unsetenv("JOURNAL_STREAM"), 0);
	log_init(NULL);
}

START_TEST(lines)
{
	expect_line("prog", "<4>careful\\x0a\n");
	expect_line("prog", "prog: careful\\x0a\n");
	expect_line(NULL, "careful\\x0a\n");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, levels);
	tcase_add_loop_test(tcase, escapes, 0, ELEMENTSOF(escape_rows));
	tcase_add_test(tcase, length);
	tcase_add_test(tcase, small_buffer);
	tcase_add_test(tcase, lines);
}

int main(void)
{
	return check_main("log", add_tests);
}
