/* SPDX-License-Identifier: MIT */
/* The source x11 where things go wrong: servers that are stopped, that answer as no real one
 * does, or turn us away; and what it reads: names, files and lists. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>

#include "logind.h"
#include "loop.h"
#include "userenv.h"
#include "x11_authority.h"
#include "x11_counters.h"
#include "x11_desktop.h"
#include "x11_display.h"
#include "x11_rig.h"
#include "x11_script.h"
#include "x11_setup.h"
#include "x11_wire.h"

/* The longest time that the loop did not turn in. */
static usec_t run_until_state(enum source_state state, const char *detail)
{
	usec_t begin_usec = clock_boot_usec(&boot_clock), last_usec = begin_usec, longest_usec = 0;
	struct run_limit limit;

	run_limit_begin(&limit, loop, 30 * SEC, 5 * MSEC);
	while (!is_state(state, detail)) {
		usec_t now_usec;

		ck_assert_msg(run_limit_pass(&limit), "never: %s", detail);
		now_usec = clock_boot_usec(&boot_clock);
		longest_usec =
			now_usec - last_usec > longest_usec ? now_usec - last_usec : longest_usec;
		last_usec = now_usec;
	}
	run_limit_end(&limit);
	printf("# \"%s\" after %u ms, longest pass %u ms\n", detail,
		(unsigned)((last_usec - begin_usec) / MSEC), (unsigned)(longest_usec / MSEC));
	return longest_usec;
}

START_TEST(server_that_is_stopped)
{
	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	RUN_UNTIL(loop, x11_display_exists(number));
	RUN_FOR(loop, 500 * MSEC);
	ck_assert_int_eq(kill(server.pid, SIGSTOP), 0);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	ck_assert_uint_lt(run_until_state(SOURCE_DOWN, "no X server answers on :"), SEC);
	ck_assert_int_eq(kill(server.pid, SIGCONT), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	/* Stopped while it is asked: what it said last stands until it is known not to. */
	ck_assert_int_eq(kill(server.pid, SIGSTOP), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, 2 * SEC), 0);
	ck_assert_uint_lt(run_until_state(SOURCE_DOWN, "no X server answers on :"), SEC);
	ck_assert_int_eq(kill(server.pid, SIGCONT), 0);
	RUN_UNTIL(loop, is_state(SOURCE_UP, "idle after 2s"));
}
END_TEST

enum mischief {
	SILENT,        /* accepts, and says nothing */
	HALF_A_SETUP,  /* and no more */
	NO_SETUP,      /* another length than it has */
	LARGEST_SETUP, /* then silent */
	TOO_LARGE_SETUP,
	HANG_UP,
	HALF_AN_ANSWER,
	ENDLESS_ANSWER,
	DROP_BY_DROP,
	OTHER_NUMBERS,
	LENGTH_OF_ALL,
	EVENTS_AND_NO_ANSWER, /* not more of them than there may be */
	FLOOD,
	FLOOD_WHEN_UP,
	HALF_AN_EVENT_WHEN_UP,
	ANSWER_WHEN_UP,
	HANG_UP_WHEN_UP,
};

/* All that is said at once. */
static void write_script(struct x11_script *script, enum mischief mischief)
{
	unsigned char *at;

	if (mischief <= HANG_UP) {
		size_t size = mischief == LARGEST_SETUP     ? X11_SETUP_MAX_BYTES
			      : mischief == TOO_LARGE_SETUP ? X11_SETUP_MAX_BYTES + 4
							    : 80;

		x11_script_put_setup(script, size);
		if (mischief == NO_SETUP) {
			x11_script_set_u16(script->bytes + 6, 8);
		} else if (mischief == SILENT || mischief == HANG_UP) {
			script->size = 0;
		} else if (mischief == HALF_A_SETUP) {
			script->size = 50;
		}
		return;
	}
	x11_script_put_all(script, 500);
	at = script->bytes + script->at[X11_SCRIPT_ASKS_COUNTERS];
	switch (mischief) {
	case HALF_AN_ANSWER:
		script->size = script->at[X11_SCRIPT_ASKS_COUNTERS] + 20;
		break;
	case ENDLESS_ANSWER:
		x11_script_set_u32(at + 4, UINT32_MAX);
		break;
	case LENGTH_OF_ALL:
		x11_script_set_u32(at + 4, X11_WIRE_MESSAGE_MAX_BYTES / 4);
		break;
	case OTHER_NUMBERS:
		x11_script_set_u16(at + 2, X11_SCRIPT_ASKS_VALUE);
		break;
	case DROP_BY_DROP:
	case EVENTS_AND_NO_ANSWER:
	case FLOOD:
		script->size = script->at[X11_SCRIPT_ASKS_SYNC];
		break;
	case HALF_AN_EVENT_WHEN_UP:
		x11_script_put_alarm(script, 0, 1000);
		script->size -= 12;
		break;
	case ANSWER_WHEN_UP:
		x11_script_put_answer(script, X11_SCRIPT_NUMBER_MAX, 0);
		break;
	case SILENT:
	case HALF_A_SETUP:
	case NO_SETUP:
	case LARGEST_SETUP:
	case TOO_LARGE_SETUP:
	case HANG_UP:
	case FLOOD_WHEN_UP:
	case HANG_UP_WHEN_UP:
		break;
	}
}

/* What is said after the script, without end. */
static void go_on_serving(int fd, enum mischief mischief)
{
	static unsigned char events[256 * X11_WIRE_MESSAGE_MIN_BYTES];
	static const struct timespec moment = {.tv_nsec = 100 * 1000 * 1000};
	size_t size = mischief == DROP_BY_DROP ? 1 : sizeof(events);

	if (mischief != DROP_BY_DROP && mischief != EVENTS_AND_NO_ANSWER && mischief != FLOOD &&
		mischief != FLOOD_WHEN_UP) {
		return;
	}
	for (size_t i = 0; i < sizeof(events); i += X11_WIRE_MESSAGE_MIN_BYTES) {
		events[i] = 34;
	}
	while (send(fd, events, size, MSG_NOSIGNAL) == (ssize_t)size) {
		if (mischief == DROP_BY_DROP || mischief == EVENTS_AND_NO_ANSWER) {
			(void)nanosleep(&moment, NULL);
		}
	}
}

static void serve(int listener, enum mischief mischief)
{
	struct x11_script script;

	x11_script_init(&script);
	write_script(&script, mischief);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		char request[256];

		(void)!read(fd, request, sizeof(request));
		(void)!send(fd, script.bytes, script.size, MSG_NOSIGNAL);
		go_on_serving(fd, mischief);
		if (mischief == HANG_UP || mischief == HANG_UP_WHEN_UP) {
			(void)close(fd);
		}
	}
}

static void start_mischief(enum mischief mischief)
{
	struct sockaddr_un address;
	socklen_t size = x11_display_get_address(number, false, &address);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	child_end(&server, SIGKILL);
	(void)unlink(address.sun_path);
	ck_assert_int_eq(bind(listener, (const struct sockaddr *)&address, size), 0);
	ck_assert_int_eq(listen(listener, 8), 0);
	server = (struct child){.pid = fork(), .to = -1, .from = -1};
	ck_assert_int_ge(server.pid, 0);
	if (server.pid == 0) {
		serve(listener, mischief);
	}
	(void)close(listener);
}

START_TEST(server_that_misbehaves)
{
	static const struct {
		enum mischief mischief;
		usec_t at_least_usec;
	} rows[] = {
		{SILENT, 4 * SEC},
		{HALF_A_SETUP, 4 * SEC},
		{LARGEST_SETUP, 4 * SEC}, /* it is taken, and the first request is not answered */
		{TOO_LARGE_SETUP, 0},
		{NO_SETUP, 0},
		{HANG_UP, 0},
		{HALF_AN_ANSWER, 4 * SEC},
		{ENDLESS_ANSWER, 0},
		{DROP_BY_DROP, 4 * SEC},
		{OTHER_NUMBERS, 0},
		{LENGTH_OF_ALL, 0},
		{EVENTS_AND_NO_ANSWER, 4 * SEC},
		{FLOOD, 0},
		{FLOOD_WHEN_UP, 0},
		{HALF_AN_EVENT_WHEN_UP, 4 * SEC},
		{ANSWER_WHEN_UP, 0},
		{HANG_UP_WHEN_UP, 0},
	};
	usec_t begin_usec = clock_boot_usec(&boot_clock), took_usec;

	start_mischief(rows[_i].mischief);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	ck_assert_uint_lt(run_until_state(SOURCE_DOWN, "no X server answers on :"), SEC);
	took_usec = clock_boot_usec(&boot_clock) - begin_usec;
	ck_assert_uint_ge(took_usec, rows[_i].at_least_usec);
	ck_assert_uint_lt(took_usec, rows[_i].at_least_usec + 4 * SEC);
	if (_i == 0 && have_programs()) {
		child_end(&server, SIGKILL);
		remove_remains(number);
		server = start_server(display, NULL);
		RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	}
}
END_TEST

/* One entry of an authority file. */
static size_t put_entry(unsigned char *at, unsigned family, const char *address,
	const char *number_text, const char *name, const char *key)
{
	const char *const texts[] = {address, number_text, name, key};
	size_t size = 0;

	at[size++] = (unsigned char)(family >> 8);
	at[size++] = (unsigned char)family;
	for (size_t i = 0; i < 4; i++) {
		size_t length = strlen(texts[i]);

		at[size++] = (unsigned char)(length >> 8);
		at[size++] = (unsigned char)length;
		memcpy(at + size, texts[i], length);
		size += length;
	}
	return size;
}

static const char *write_authority(const char *name, const char *key)
{
	const char *path = harness_path(name);
	unsigned char entry[256];
	size_t size = put_entry(entry, 65535, "", "", "MIT-MAGIC-COOKIE-1", key);
	FILE *file = fopen(path, "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(entry, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

START_TEST(authority)
{
	const char *right = write_authority("right", "sixteen bytes, a");
	const char *wrong = write_authority("wrong", "sixteen bytes, b");

	if (!have_programs()) {
		return;
	}
	server = start_server(display, right);
	RUN_UNTIL(loop, x11_display_exists(number));
	set_environment(display, wrong, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "does not let us in"));
	printf("# %s\n", get_source().detail);
	set_environment(display, NULL, NULL, NULL);
	RUN_FOR(loop, 200 * MSEC);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "does not let us in"));
	printf("# %s\n", get_source().detail);
	/* The user manager's file is what counts, whatever our own environment says. */
	(void)setenv("XAUTHORITY", wrong, 1);
	set_environment(display, right, NULL, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	(void)setenv("XAUTHORITY", right, 1);
	(void)setenv("DISPLAY", display, 1);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
}
END_TEST

START_TEST(authority_files)
{
	unsigned char bytes[1024], cut[1024];
	struct x11_authority found = {0};
	char long_key[X11_AUTHORITY_KEY_MAX_BYTES + 2];
	size_t size = 0;

	memset(long_key, 'k', sizeof(long_key) - 1);
	long_key[sizeof(long_key) - 1] = '\0';
	size += put_entry(bytes + size, 256, "here", "7", "XDM-AUTHORIZATION-1", "of no use");
	size += put_entry(bytes + size, 256, "elsewhere", "7", "MIT-MAGIC-COOKIE-1", "foreign");
	size += put_entry(bytes + size, 0, "here", "7", "MIT-MAGIC-COOKIE-1", "of the internet");
	size += put_entry(bytes + size, 256, "here", "77", "MIT-MAGIC-COOKIE-1", "of 77");
	size += put_entry(bytes + size, 256, "here", "9", "MIT-MAGIC-COOKIE-1", "");
	size += put_entry(bytes + size, 256, "here", "9", "MIT-MAGIC-COOKIE-1", long_key);
	size += put_entry(bytes + size, 256, "here", "9", "MIT-MAGIC-COOKIE-1", long_key + 1);
	size += put_entry(bytes + size, 256, "here", "7", "MIT-MAGIC-COOKIE-1", "of 7");
	ck_assert_int_eq(x11_authority_find(bytes, size, "here", 7, &found), 0);
	ck_assert_mem_eq(found.key, "of 7", found.size);
	ck_assert_int_eq(x11_authority_find(bytes, size, "here", 77, &found), 0);
	ck_assert_mem_eq(found.key, "of 77", found.size);
	ck_assert_int_eq(x11_authority_find(bytes, size, "here", 9, &found), 0);
	ck_assert_uint_eq(found.size, X11_AUTHORITY_KEY_MAX_BYTES);
	ck_assert_int_eq(x11_authority_find(bytes, size, "here", 8, &found), -ENOENT);
	/* Cut anywhere: the bytes behind are another buffer's, as valgrind and ASan see it. */
	for (size_t i = 0; i < size; i++) {
		unsigned char *exact = malloc(i + 1);

		memcpy(exact, bytes, i);
		ck_assert_int_eq(x11_authority_find(exact, i, "here", 7, &found), -ENOENT);
		free(exact);
	}
	memset(cut, 0xff, sizeof(cut));
	ck_assert_int_eq(x11_authority_find(cut, sizeof(cut), "here", 7, &found), -ENOENT);
	ck_assert_int_eq(x11_authority_load(harness_path("none"), 7, &found), -ENOENT);
	ck_assert_int_eq(x11_authority_load(harness_path("."), 7, &found), -EBADF);
	ck_assert_int_eq(mkfifo(harness_path("fifo"), 0600), 0);
	ck_assert_int_eq(x11_authority_load(harness_path("fifo"), 7, &found), -EBADF);
	harness_write(harness_path("large"), "");
	ck_assert_int_eq(truncate(harness_path("large"), X11_AUTHORITY_FILE_MAX_BYTES), 0);
	ck_assert_int_eq(x11_authority_load(harness_path("large"), 7, &found), -ENOENT);
	ck_assert_int_eq(truncate(harness_path("large"), X11_AUTHORITY_FILE_MAX_BYTES + 1), 0);
	ck_assert_int_eq(x11_authority_load(harness_path("large"), 7, &found), -EFBIG);
}
END_TEST

START_TEST(counter_names)
{
	static const char names[][16] = {
		"SERVERTIME", "IDLETIME", "IDLETIME 2", "DEVICEIDLETIME 2"};
	unsigned char list[128] = {0};
	size_t size = 0, at_idletime = 0;

	for (uint32_t i = 0; i < 4; i++) {
		uint16_t length = (uint16_t)strnlen(names[i], sizeof(names[i]));
		uint32_t counter = 100 + i;

		at_idletime = i == 1 ? size : at_idletime;
		memcpy(list + size, &counter, 4);
		memcpy(list + size + 12, &length, 2);
		memcpy(list + size + 14, names[i], length);
		size += (size_t)(14 + length + 3) & ~(size_t)3;
	}
	ck_assert_uint_eq(x11_counters_find(list, size, "IDLETIME"), 101);
	ck_assert_uint_eq(x11_counters_find(list, size, "SERVERTIME"), 100);
	ck_assert_uint_eq(x11_counters_find(list, size, "IDLETIME 2"), 102);
	ck_assert_uint_eq(x11_counters_find(list, size, "IDLETIM"), 0);
	ck_assert_uint_eq(x11_counters_find(list, size, ""), 0);
	for (size_t i = 0; i < at_idletime + 22; i++) {
		unsigned char *exact = malloc(i + 1);

		memcpy(exact, list, i);
		ck_assert_uint_eq(x11_counters_find(exact, i, "IDLETIME"), 0);
		free(exact);
	}
}
END_TEST

START_TEST(display_names)
{
	static const struct {
		const char *name;
		int r;
		unsigned number;
	} rows[] = {
		{":0", 0, 0},
		{":7.0", 0, 7},
		{":65535", 0, 65535},
		{"unix:12.1", 0, 12},
		{":65536", -EINVAL, 0},
		{":655350", -EINVAL, 0},
		{"localhost:10.0", -EREMOTE, 0},
		{"machine.example:0", -EREMOTE, 0},
		{"::1:10.0", -EREMOTE, 0},
		{"unixy:1", -EREMOTE, 0},
		{"", -EINVAL, 0},
		{"0", -EINVAL, 0},
		{":", -EINVAL, 0},
		{":x", -EINVAL, 0},
		{":1.", -EINVAL, 0},
		{":1.x", -EINVAL, 0},
		{":1x", -EINVAL, 0},
		{":-1", -EINVAL, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got = 0;

		ck_assert_msg(
			x11_display_parse(rows[i].name, &got) == rows[i].r && got == rows[i].number,
			"%s", rows[i].name);
	}
}
END_TEST

START_TEST(which_desktop)
{
	static const struct {
		const char *display, *wayland, *type, *session_display, *session_type, *own;
		enum x11_desktop_kind kind;
		size_t n;
	} rows[] = {
		{.kind = X11_DESKTOP_UNKNOWN},
		{.display = ":1", .kind = X11_DESKTOP_LOCAL, .n = 1},
		{.own = ":1", .kind = X11_DESKTOP_LOCAL, .n = 1},
		{.session_display = ":1", .kind = X11_DESKTOP_LOCAL, .n = 1},
		{":1", NULL, "x11", ":1.0", "x11", "unix:1", X11_DESKTOP_LOCAL, 1},
		{":1", NULL, "x11", ":2", "x11", ":3", X11_DESKTOP_LOCAL, 3},
		{.own = "localhost:10.0", .kind = X11_DESKTOP_REMOTE},
		{.own = "localhost:10.0", .display = ":1", .kind = X11_DESKTOP_LOCAL, .n = 1},
		{.display = ":0", .type = "wayland", .kind = X11_DESKTOP_WAYLAND, .n = 1},
		{.display = ":0", .wayland = "wayland-0", .kind = X11_DESKTOP_WAYLAND, .n = 1},
		/* A name that an earlier session left behind. */
		{.display = ":0",
			.wayland = "wayland-0",
			.type = "x11",
			.kind = X11_DESKTOP_LOCAL,
			.n = 1},
		/* logind knows best; but a terminal's session can be either. */
		{.display = ":0",
			.type = "x11",
			.session_type = "wayland",
			.kind = X11_DESKTOP_WAYLAND,
			.n = 1},
		{.display = ":0",
			.type = "wayland",
			.session_type = "x11",
			.kind = X11_DESKTOP_LOCAL,
			.n = 1},
		{.display = ":0",
			.type = "wayland",
			.session_type = "tty",
			.kind = X11_DESKTOP_WAYLAND,
			.n = 1},
		{.display = ":0",
			.type = "tty",
			.session_type = "tty",
			.kind = X11_DESKTOP_LOCAL,
			.n = 1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct x11_desktop desktop = {0};
		struct logind_session session = {.is_known = true, .is_present = true};
		const struct userenv_values values = {
			.display = rows[i].display,
			.wayland_display = rows[i].wayland,
			.session_type = rows[i].type,
		};

		(void)unsetenv("DISPLAY");
		if (rows[i].own != NULL) {
			(void)setenv("DISPLAY", rows[i].own, 1);
		}
		if (rows[i].session_display != NULL) {
			(void)strcpy(session.display, rows[i].session_display);
		}
		if (rows[i].session_type != NULL) {
			(void)strcpy(session.type, rows[i].session_type);
		}
		(void)x11_desktop_set_environment(&desktop, &values);
		ck_assert(!x11_desktop_set_environment(&desktop, &values));
		(void)x11_desktop_set_session(&desktop, &session);
		ck_assert(!x11_desktop_set_session(&desktop, &session));
		x11_desktop_judge(&desktop);
		ck_assert_msg(desktop.kind == rows[i].kind && desktop.n_displays == rows[i].n,
			"row %zu: %d, %zu displays", i, (int)desktop.kind, desktop.n_displays);
		session.is_present = false;
		(void)x11_desktop_set_session(&desktop, &session);
		ck_assert_ptr_null(desktop.session_type);
		x11_desktop_deinit(&desktop);
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, x11_rig_setup, x11_rig_teardown);
	tcase_add_test(tcase, server_that_is_stopped);
	tcase_add_loop_test(tcase, server_that_misbehaves, 0, 17);
	tcase_add_test(tcase, authority);
	tcase_add_test(tcase, authority_files);
	tcase_add_test(tcase, counter_names);
	tcase_add_test(tcase, display_names);
	tcase_add_test(tcase, which_desktop);
}

int main(void)
{
	event_enable_debug_mode();
	return check_main("x11-faults", add_tests);
}
