/* SPDX-License-Identifier: MIT */
/* Entries as lines of JSON and CSV, and files cut into records. */
#include "check_main.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include <backcare/cleanup.h>

#include "csv.h"
#include "entrytext.h"
#include "held_signals.h"
#include "jsonvalue.h"
#include "records.h"
#include "text.h"

/* -- CSV
 * ------------------------------------------------------------------------------------------------------
 */

static const struct {
	const char *cell, *written;
} cell_rows[] = {
	{NULL, ""},
	{"", "\"\""},
	{"plain", "plain"},
	{"a,b", "\"a,b\""},
	{"say \"so\"", "\"say \"\"so\"\"\""},
	{"two\nlines", "\"two\nlines\""},
	{"two\r\nlines", "\"two\r\nlines\""},
	{" blanks ", "\" blanks \""},
	{"\"", "\"\"\"\""},
	{"Grüße", "Grüße"},
};

/* Each as the first, the middle and the last cell. */
START_TEST(test_csv_cell)
{
	for (size_t place = 0; place < 3; place++) {
		AUTO_FREE char *text = NULL;
		size_t size = 0;
		char *cells[3];
		FILE *out = open_memstream(&text, &size);

		ck_assert_ptr_nonnull(out);
		for (size_t i = 0; i < 3; i++) {
			csv_write_cell(out, i == place ? cell_rows[_i].cell : "x", i == 0);
		}
		(void)fputc('\n', out);
		ck_assert_int_eq(fclose(out), 0);
		ck_assert_ptr_nonnull(strstr(text, cell_rows[_i].written));
		ck_assert_uint_eq(csv_record_size(text, size), size);
		text[size - 1] = '\0';
		ck_assert_int_eq(csv_split(text, cells, 3), 3);
		for (size_t i = 0; i < 3; i++) {
			const char *expected = i == place ? cell_rows[_i].cell : "x";

			ck_assert_int_eq(!cells[i], !expected);
			ck_assert(!expected || strcmp(cells[i], expected) == 0);
		}
	}
}
END_TEST

static const struct {
	const char *record;
	int count;
} split_rows[] = {
	{"", 1},
	{",", 2},
	{"a,b,c", 3},
	{"a,b,c,d", -E2BIG},
	{"a\"b", -EBADMSG},
	{"\"a", -EBADMSG},
	{"\"a\"b", -EBADMSG},
	{"\"a\"\"", -EBADMSG},
	{"\"a\" ,b", -EBADMSG},
};

START_TEST(test_csv_split)
{
	char *cells[3], record[32];

	(void)snprintf(record, sizeof(record), "%s", split_rows[_i].record);
	ck_assert_int_eq(csv_split(record, cells, 3), split_rows[_i].count);
}
END_TEST

/* -- entries
 * --------------------------------------------------------------------------------------------------
 */

static json_object *parse(const char *text)
{
	json_object *value = NULL;

	ck_assert_int_eq(json_parse_strict(text, strlen(text), &value), 0);
	return value;
}

static const char *const entry_rows[] = {
	"{\"id\":\"1\",\"type\":\"spell\",\"startUSec\":1773151500000000,\"what\":\"seated\"}",
	"{\"id\":\"1\",\"type\":\"massage\",\"startUSec\":0,\"durationUSec\":0,\"what\":\"\","
	"\"entry\":\"\",\"note\":\"\",\"details\":{},\"utcOffsetUSec\":-34200000000,"
	"\"machine\":\"\"}",
	"{\"id\":\"a,b\",\"type\":\"checkin\",\"startUSec\":253402300799999999,\"what\":\"x\","
	"\"note\":\"Gr\\u00fc\\u00dfe, \\\"so\\\"\\n\\r\\n\\u001b[31m\\ttab \\u007f\\u009b\","
	"\"details\":{\"areas\":\"neck,low-back\",\"a\":\"\\\"\\\\\\n\"}}",
	"{\"id\":\"=1+1\",\"type\":\"plan\",\"startUSec\":5,\"what\":\" x \",\"note\":\"\\ufeff\"}",
};

static char *write_entry(json_object *entry, bool is_csv)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(
		is_csv ? entrytext_write_csv(out, entry, false) : entrytext_write_json(out, entry),
		0);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_uint_gt(size, 0);
	ck_assert_int_eq(text[size - 1], '\n');
	text[size - 1] = '\0';
	return text;
}

static void read_head(struct entrytext_head *head)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	char problem[ENTRYTEXT_PROBLEM_MAX];
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	entrytext_write_csv_head(out);
	ck_assert_int_eq(fclose(out), 0);
	text[size - 1] = '\0';
	ck_assert(entrytext_is_csv(text));
	ck_assert_int_eq(entrytext_read_head(text, head, problem), 0);
}

START_TEST(test_entry_comes_back)
{
	AUTO_JSON json_object *entry = parse(entry_rows[_i]);
	AUTO_FREE char *line = write_entry(entry, false);
	AUTO_FREE char *record = write_entry(entry, true);
	AUTO_JSON json_object *of_line = NULL;
	AUTO_JSON json_object *of_record = NULL;
	struct entrytext_head head;
	char problem[ENTRYTEXT_PROBLEM_MAX];

	read_head(&head);
	ck_assert(!entrytext_is_csv(line));
	ck_assert_ptr_null(strchr(line, '\n'));
	ck_assert_int_eq(entrytext_read_json(line, strlen(line), &of_line, problem), 0);
	ck_assert_int_eq(entrytext_read_csv(&head, record, &of_record, problem), 0);
	ck_assert(json_object_equal(entry, of_line));
	ck_assert(json_object_equal(entry, of_record));
}
END_TEST

#define GOOD "\"id\":\"1\",\"type\":\"spell\",\"startUSec\":1,\"what\":\"x\""

static const struct {
	const char *line, *problem;
} bad_rows[] = {
	{"", "this is no JSON"},
	{"{" GOOD, "this is no JSON"},
	{"{" GOOD "}{}", "this is no JSON"},
	{"{" GOOD ",\"id\":\"2\"}", "this is no JSON"},
	{"[]", "this is no entry"},
	{"null", "this is no entry"},
	{"{}", "'id' is missing"},
	{"{\"id\":null}", "'id' is missing"},
	{"{\"id\":5}", "'id' is no text"},
	{"{\"id\":\"1\",\"type\":\"nap\",\"startUSec\":1,\"what\":\"x\"}", "there is no such type"},
	{"{\"id\":\"1\",\"type\":\"spell\",\"startUSec\":1.5,\"what\":\"x\"}",
		"'startUSec' is no whole number"},
	{"{" GOOD ",\"details\":[]}", "'details' is no object"},
	{"{" GOOD ",\"details\":{\"a\":1}}", "a detail is no text"},
	{"{" GOOD ",\"details\":{\"a\":null}}", "a detail is no text"},
	{"{" GOOD ",\"start\":\"x\"}", "'start' does not belong to an entry"},
	{"{" GOOD ",\"nota\":\"x\"}", "it has a field 'nota', which no entry has"},
	{"{" GOOD ",\"nota\":null}", "it has a field 'nota', which no entry has"},
};

START_TEST(test_bad_line)
{
	json_object *entry = NULL;
	char problem[ENTRYTEXT_PROBLEM_MAX] = "";

	ck_assert_int_eq(
		entrytext_read_json(bad_rows[_i].line, strlen(bad_rows[_i].line), &entry, problem),
		-EBADMSG);
	ck_assert_str_eq(problem, bad_rows[_i].problem);
}
END_TEST

START_TEST(test_null_is_left_out)
{
	static const char text[] = "{" GOOD ",\"note\":null,\"details\":null}";
	AUTO_JSON json_object *expected = parse("{" GOOD "}");
	AUTO_JSON json_object *entry = NULL;
	char problem[ENTRYTEXT_PROBLEM_MAX];

	ck_assert_int_eq(entrytext_read_json(text, strlen(text), &entry, problem), 0);
	ck_assert(json_object_equal(entry, expected));
}
END_TEST

static const struct {
	const char *record, *problem; /* NULL: good */
} csv_rows[] = {
	{"1,spell,1,x,,", NULL},
	{"1,spell,1,x,,{}", NULL},
	{"1,spell,1,x,,\"{\"\"a\"\":\"\"b\"\"}\"", NULL},
	{"1,spell,1,x,", "it has not as many cells as the first line"},
	{"1,spell,1,x,,,", "it has not as many cells as the first line"},
	{"1,spell,1,x\"y,,", "there is a quote that does not belong there"},
	{"1,spell,,x,,", "'startUSec' is missing"},
	{"1,spell,\"\",x,,", "'startUSec' is not as it has to be"},
	{"1,spell,1.77315E+15,x,,", NULL}, /* as a spreadsheet has it */
	{"1,spell,10:00,x,,", "'startUSec' is not as it has to be"},
	{"1,spell,1,x,\xff,", "'note' is not text in UTF-8"},
	{"1,spell,1,x,,a=b", "'details' is not as it has to be"},
	{"1,Spell,1,x,,", "there is no such type"},
};

START_TEST(test_csv_record)
{
	char head_text[] = "id,type,startUSec,what,note,details";
	AUTO_JSON json_object *entry = NULL;
	struct entrytext_head head;
	char record[128], problem[ENTRYTEXT_PROBLEM_MAX] = "";

	ck_assert_int_eq(entrytext_read_head(head_text, &head, problem), 0);
	(void)snprintf(record, sizeof(record), "%s", csv_rows[_i].record);
	ck_assert_int_eq(entrytext_read_csv(&head, record, &entry, problem),
		csv_rows[_i].problem ? -EBADMSG : 0);
	ck_assert_str_eq(problem, csv_rows[_i].problem ? csv_rows[_i].problem : "");
}
END_TEST

START_TEST(test_bad_head)
{
	static const char *const heads[] = {
		"id,type,type", "id,Type", "id,", "id,\"type", "id,,what"};

	for (size_t i = 0; i < ELEMENTSOF(heads); i++) {
		char text[64], problem[ENTRYTEXT_PROBLEM_MAX];
		struct entrytext_head head;

		(void)snprintf(text, sizeof(text), "%s", heads[i]);
		ck_assert_int_eq(entrytext_read_head(text, &head, problem), -EBADMSG);
	}
}
END_TEST

/* Somebody looks at it: nothing steers the terminal. */
START_TEST(test_csv_shown)
{
	AUTO_JSON json_object *entry = parse(entry_rows[2]);
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(entrytext_write_csv(out, entry, true), 0);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_ptr_null(strchr(text, '\033'));
	ck_assert_ptr_null(strchr(text, '\x7f'));
	ck_assert_ptr_null(strstr(text, "\xc2\x9b"));
}
END_TEST

/* -- records
 * --------------------------------------------------------------------------------------------------
 */

struct file {
	char path[32];
	struct records records;
};

static void file_open(struct file *file, const char *text, size_t size, bool has_csv)
{
	int fd;

	(void)snprintf(file->path, sizeof(file->path), "/tmp/records-XXXXXX");
	fd = mkstemp(file->path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
	(void)close(fd);
	file->records = (struct records)RECORDS_NULL;
	ck_assert_int_eq(records_open(&file->records, file->path), 0);
	ck_assert_uint_eq(file->records.file_bytes, size);
	file->records.has_csv = has_csv;
	(void)unlink(file->path);
}

static const struct {
	const char *text;
	bool has_csv;
	/* "LINE:RECORD" each, "LINE!" for one that is bad; | between */
	const char *records;
} record_rows[] = {
	{"", false, ""},
	{"a", false, "1:a|"},
	{"a\n", false, "1:a|"},
	{"a\nb", false, "1:a|2:b|"},
	{"a\r\nb\r\n", false, "1:a|2:b|"},
	{"\n\na\n", false, "1:|2:|3:a|"},
	{"\r\n", false, "1:|"},
	{"\"a\nb\"\nc\n", false, "1:\"a|2:b\"|3:c|"},
	{"\"a\nb\"\nc\n", true, "1:\"a\nb\"|3:c|"},
	{"x\n\"a\nb\nc\n", true, "1:x|2!|3:b|4:c|"},
	{"x\n\"a", true, "1:x|2:\"a|"},
};

START_TEST(test_records)
{
	struct file file;
	struct text_line line;
	char *record;
	size_t size;
	int r;

	file_open(
		&file, record_rows[_i].text, strlen(record_rows[_i].text), record_rows[_i].has_csv);
	text_line_clear(&line);
	while ((r = records_next(&file.records, &record, &size)) != 0) {
		if (r == -EBADMSG) {
			text_line_add(&line, "%lu!|", file.records.line);
			continue;
		}
		ck_assert_int_eq(r, 1);
		ck_assert_uint_eq(size, strlen(record));
		text_line_add(&line, "%lu:%s|", file.records.line, record);
	}
	ck_assert_str_eq(line.bytes, record_rows[_i].records);
	ck_assert_uint_eq(file.records.read_bytes, strlen(record_rows[_i].text));
	records_close(&file.records);
	records_close(&file.records);
}
END_TEST

/* A line at the limit and one that is far above it, and what lies behind is found. */
START_TEST(test_long_records)
{
	static const struct {
		size_t length;
		int result;
	} rows[] = {
		{RECORDS_SIZE_MAX, 1},
		{RECORDS_SIZE_MAX * 2, -EMSGSIZE},
		{RECORDS_SIZE_MAX * 5 + 7, -EMSGSIZE},
	};

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		size_t length = rows[i].length, size;
		AUTO_FREE char *text = malloc(length + 4);
		struct file file;
		char *record;

		ck_assert_ptr_nonnull(text);
		memset(text, 'x', length);
		memcpy(text + length, "\nb\n", 3);
		file_open(&file, text, length + 3, i == 2);
		ck_assert_int_eq(records_next(&file.records, &record, &size), rows[i].result);
		ck_assert_uint_eq(file.records.line, 1);
		ck_assert_int_eq(records_next(&file.records, &record, &size), 1);
		ck_assert_str_eq(record, "b");
		ck_assert_uint_eq(file.records.line, 2);
		ck_assert_int_eq(records_next(&file.records, &record, &size), 0);
		records_close(&file.records);
	}
}
END_TEST

/* A pipe whose writer is silent does not keep Ctrl-C waiting. */
START_TEST(test_interrupted_while_waiting)
{
	struct held_signals held = HELD_SIGNALS_NULL;
	struct records records = RECORDS_NULL;
	char path[64], *record;
	size_t size;
	int fds[2];

	held_signals_begin(&held, false);
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], "a\nb", 3), 3);
	(void)snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	ck_assert_int_eq(records_open(&records, path), 0);
	records.held = &held;
	ck_assert_uint_eq(records.file_bytes, 0);
	ck_assert_int_eq(records_next(&records, &record, &size), 1);
	ck_assert(!held_signals_has_any(&held));
	(void)raise(SIGTERM);
	ck_assert_int_eq(records_next(&records, &record, &size), -EINTR);
	ck_assert(held_signals_has_any(&held));
	records_close(&records);
	(void)close(fds[0]);
	(void)close(fds[1]);
	/* Here it would end the program. */
	(void)signal(SIGTERM, SIG_IGN);
	held_signals_end(&held);
	(void)signal(SIGTERM, SIG_DFL);
}
END_TEST

START_TEST(test_no_file)
{
	struct records records = RECORDS_NULL;

	ck_assert_int_eq(records_open(&records, "/nonexistent"), -ENOENT);
	ck_assert_int_eq(records_open(&records, "/tmp"), -EISDIR);
	records_close(&records);
}
END_TEST

static void add_tests(TCase *tcase)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)setenv("TZ", "UTC", 1);
	tzset();
	tcase_add_loop_test(tcase, test_csv_cell, 0, ELEMENTSOF(cell_rows));
	tcase_add_loop_test(tcase, test_csv_split, 0, ELEMENTSOF(split_rows));
	tcase_add_loop_test(tcase, test_entry_comes_back, 0, ELEMENTSOF(entry_rows));
	tcase_add_loop_test(tcase, test_bad_line, 0, ELEMENTSOF(bad_rows));
	tcase_add_test(tcase, test_null_is_left_out);
	tcase_add_loop_test(tcase, test_csv_record, 0, ELEMENTSOF(csv_rows));
	tcase_add_test(tcase, test_bad_head);
	tcase_add_test(tcase, test_csv_shown);
	tcase_add_loop_test(tcase, test_records, 0, ELEMENTSOF(record_rows));
	tcase_add_test(tcase, test_long_records);
	tcase_add_test(tcase, test_interrupted_while_waiting);
	tcase_add_test(tcase, test_no_file);
}

int main(void)
{
	return check_main("entries", add_tests);
}
