/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "recordings.h"

#define PROPERTIES_MAX 4

struct property {
	const char *key, *value;
};

static const char *get(const void *properties, const char *key)
{
	const struct property *all = properties;

	for (size_t i = 0; i < PROPERTIES_MAX && all[i].key != NULL; i++) {
		if (strcmp(all[i].key, key) == 0) {
			return all[i].value;
		}
	}
	return NULL;
}

static const struct {
	struct property properties[PROPERTIES_MAX];
	const char *name;
	bool is_left_out;
} rows[] = {
	{{{NULL, NULL}}, "", false},
	{{{"application.process.binary", "bin"}, {"node.name", "node"},
		 {"application.name", "App"}},
		"App", false},
	{{{"application.process.binary", "bin"}, {"node.name", "node"}}, "node", false},
	{{{"application.process.binary", "bin"}, {"application.name", ""}}, "bin", false},
	{{{"application.name", "two\nlines\x1b[2J"}}, "two lines [2J", false},
	{{{"application.name", "pavucontrol"}, {"stream.monitor", "true"}}, "pavucontrol", true},
	{{{"application.name", "obs"}, {"stream.capture.sink", "1"}}, "obs", true},
	{{{"application.name", "App"}, {"stream.monitor", "false"}, {"stream.capture.sink", "0"}},
		"App", false},
};

START_TEST(properties)
{
	struct recordings recordings;
	struct recording recording;

	recordings_init(&recordings);
	ck_assert_int_eq(recordings_add(&recordings, &recording), 0);
	recording.is_left_out = true;
	recording_set_properties(&recording, get, rows[_i].properties);
	ck_assert_str_eq(recording.name, rows[_i].name);
	ck_assert_int_eq(recording.is_left_out, rows[_i].is_left_out);
}
END_TEST

/* What is running, one letter each: + it counts, - it stands still, o it is left out. */
static const struct {
	const char *states;
	const char *names[4];
	const char *text;
} lists[] = {
	{"", {NULL}, ""},
	{"-", {"Firefox"}, ""},
	{"o", {"obs"}, ""},
	{"+", {"Firefox"}, "Firefox"},
	{"+", {""}, "a program without a name"},
	{"-+", {"Firefox", "Zoom"}, "Zoom"},
	{"++", {"Firefox", "Zoom"}, "Firefox and Zoom"},
	{"++", {"Firefox", "Firefox"}, "Firefox"},
	{"-+", {"Firefox", "Firefox"}, "Firefox"},
	{"o+", {"Firefox", "Firefox"}, "Firefox"},
	{"+++", {"Firefox", "Zoom", "Firefox"}, "Firefox and Zoom"},
	{"+o++", {"Firefox", "obs", "Zoom", "pw-cat"}, "Firefox, Zoom and 1 more"},
};

START_TEST(descriptions)
{
	char text[RECORDINGS_TEXT_MAX_BYTES];
	struct recordings recordings;
	struct recording some[4];
	size_t n = strlen(lists[_i].states);

	recordings_init(&recordings);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(recordings_add(&recordings, &some[i]), 0);
		some[i].is_running = lists[_i].states[i] != '-';
		some[i].is_left_out = lists[_i].states[i] == 'o';
		(void)strcpy(some[i].name, lists[_i].names[i]);
	}
	ck_assert_str_eq(recordings_describe(&recordings, text), lists[_i].text);
	for (size_t i = 0; i < n; i++) {
		recordings_remove(&recordings, &some[i]);
		recordings_remove(&recordings, &some[i]);
	}
	ck_assert_uint_eq(recordings.n, 0);
	ck_assert_str_eq(recordings_describe(&recordings, text), "");
}
END_TEST

START_TEST(as_many_as_may_be)
{
	struct recordings recordings;
	struct recording some[RECORDINGS_MAX + 1];
	char text[RECORDINGS_TEXT_MAX_BYTES], end[32];

	recordings_init(&recordings);
	for (size_t i = 0; i < RECORDINGS_MAX; i++) {
		ck_assert_int_eq(recordings_add(&recordings, &some[i]), 0);
		some[i].is_running = true;
		memset(some[i].name, 'a' + (int)(i % 26), RECORDING_NAME_MAX_BYTES - 1);
		some[i].name[0] = (char)('A' + i / 26);
	}
	ck_assert_int_eq(recordings_add(&recordings, &some[RECORDINGS_MAX]), -E2BIG);
	recordings_remove(&recordings, &some[RECORDINGS_MAX]);
	ck_assert_uint_eq(recordings.n, RECORDINGS_MAX);
	(void)snprintf(end, sizeof(end), " and %d more", RECORDINGS_MAX - 2);
	ck_assert_ptr_nonnull(strstr(recordings_describe(&recordings, text), end));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, properties, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(tcase, descriptions, 0, sizeof(lists) / sizeof(lists[0]));
	tcase_add_test(tcase, as_many_as_may_be);
}

int main(void)
{
	return check_main("recordings", add_tests);
}
