/* SPDX-License-Identifier: MIT */
/* The source x11 against real X servers (Xvfb, Xwayland), with input from xdotool, on the real
 * clock; and against one that answers as no real one does. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/event.h>
#include <xcb/sync.h>
#include <xcb/xcb.h>

#include "bus.h"
#include "clock.h"
#include "harness.h"
#include "logind.h"
#include "loop.h"
#include "presence.h"
#include "userenv.h"
#include "x11_authority.h"
#include "x11_counters.h"
#include "x11_desktop.h"
#include "x11_display.h"
#include "x11_setup.h"

#define MSEC USEC_PER_MSEC
#define SEC USEC_PER_SEC

static struct loop *loop;
static struct clock boot_clock;
static struct bus *bus, *system_bus;
static struct presence_port *port;
static struct child server, other_server, compositor;
static unsigned descriptors, number, n_input, n_hints;
static char display[16], other_display[16];

static enum input_state input;
static usec_t input_since_usec;

static void on_input(enum input_state state, usec_t since_boot_usec, void *userdata)
{
	input = state;
	input_since_usec = since_boot_usec;
	n_input++;
}

static void on_external(enum presence presence, bool proven, usec_t until_boot_usec, void *userdata)
{
}

static void on_fact(bool is_so, void *userdata)
{
}

static void on_sources_changed(void *userdata)
{
}

static void on_desktop_hint(void *userdata)
{
	n_hints++;
}

static const struct presence_callbacks callbacks = {
	.on_input = on_input,
	.on_external = on_external,
	.on_session = on_fact,
	.on_lock = on_fact,
	.on_sleep = on_fact,
	.on_inhibit = on_fact,
	.on_sources_changed = on_sources_changed,
	.on_desktop_hint = on_desktop_hint,
};

static void setup(void)
{
	static const char *const sources[] = {"x11"};

	(void)harness_begin();
	(void)unsetenv("XAUTHORITY");
	(void)unsetenv("XDG_SESSION_TYPE");
	ck_assert_int_eq(setenv("HOME", harness_path("."), 1), 0);
	/* As systemd makes it; servers that are not root cannot. */
	if (mkdir(X11_SOCKET_DIRECTORY, 01777) == 0) {
		(void)chmod(X11_SOCKET_DIRECTORY, 01777);
	}
	/* Not one of somebody's desktop, and not one of another run. */
	number = 1000 + 2 * ((unsigned)getpid() % 30000);
	(void)snprintf(display, sizeof(display), ":%u", number);
	(void)snprintf(other_display, sizeof(other_display), ":%u", number + 1);
	n_input = n_hints = 0;
	input = INPUT_UNKNOWN;
	descriptors = count_descriptors();
	boot_clock = clock_system();
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, "unix:path=/nonexistent/session", &bus), 0);
	ck_assert_int_eq(
		bus_new(loop, BUS_SYSTEM, "unix:path=/nonexistent/system", &system_bus), 0);
	ck_assert_int_eq(
		presence_port_new(loop, &boot_clock, bus, system_bus, &callbacks, NULL, &port), 0);
	ck_assert_int_eq(presence_port_set_sources(port, sources, 1), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, SEC), 0);
}

static void remove_remains(unsigned of)
{
	char path[64];

	(void)snprintf(path, sizeof(path), X11_SOCKET_PREFIX "%u", of);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "/tmp/.X%u-lock", of);
	(void)unlink(path);
}

static void teardown(void)
{
	port = presence_port_free(port);
	system_bus = bus_free(system_bus);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&server, SIGKILL);
	child_end(&other_server, SIGKILL);
	child_end(&compositor, SIGKILL);
	remove_remains(number);
	remove_remains(number + 1);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static bool have_programs(void)
{
	return harness_have("Xvfb") && harness_have("xdotool");
}

static struct child start_server(const char *name, const char *authority)
{
	const char *arguments[] = {"Xvfb", name, "-screen", "0", "640x480x24", "-nolisten", "tcp",
		"-noreset", authority != NULL ? "-auth" : NULL, authority, NULL};

	return child_start(arguments);
}

static struct presence_source_info get_source(void)
{
	struct presence_source_info infos[PRESENCE_SOURCES_MAX];
	size_t n = presence_port_list_sources(port, infos);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(infos[i].name, "x11") == 0) {
			return infos[i];
		}
	}
	ck_abort_msg("no source x11");
}

static bool is_state(enum source_state state, const char *detail)
{
	const struct presence_source_info info = get_source();

	return info.state == state && strstr(info.detail, detail) != NULL;
}

static void set_environment(const char *x_display, const char *authority,
	const char *wayland_display, const char *session_type)
{
	const struct userenv_values values = {
		.display = x_display,
		.xauthority = authority,
		.wayland_display = wayland_display,
		.session_type = session_type,
	};

	presence_port_set_environment(port, &values);
}

/* Runs a shell's line to its end, with our loop going on. */
static void run(const char *line)
{
	const char *arguments[] = {"/bin/sh", "-c", line, NULL};
	struct child child = child_start(arguments);
	int status = -1;

	RUN_UNTIL(loop, waitpid(child.pid, &status, WNOHANG) == child.pid);
	(void)close(child.to);
	(void)close(child.from);
	ck_assert_int_eq(status, 0);
}

static void press_key(const char *name)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "DISPLAY=%s xdotool key shift", name);
	run(line);
}

static void move_mouse(const char *name)
{
	static unsigned at = 10;
	char line[128];

	at = at == 10 ? 20 : 10;
	(void)snprintf(line, sizeof(line), "DISPLAY=%s xdotool mousemove %u %u", name, at, at);
	run(line);
}

/* When the last input was, as another client of the server sees it. */
static usec_t ask_for_last_input(void)
{
	xcb_connection_t *connection = xcb_connect(display, NULL);
	xcb_sync_list_system_counters_reply_t *counters;
	xcb_sync_query_counter_reply_t *counter;
	usec_t last_usec;

	ck_assert_int_eq(xcb_connection_has_error(connection), 0);
	free(xcb_sync_initialize_reply(connection, xcb_sync_initialize(connection, 3, 1), NULL));
	counters = xcb_sync_list_system_counters_reply(
		connection, xcb_sync_list_system_counters(connection), NULL);
	ck_assert_ptr_nonnull(counters);
	counter = xcb_sync_query_counter_reply(connection,
		xcb_sync_query_counter(connection,
			x11_counters_find(counters + 1, (size_t)counters->length * 4, "IDLETIME")),
		NULL);
	ck_assert_ptr_nonnull(counter);
	last_usec = clock_boot_usec(&boot_clock) - counter->counter_value.lo * MSEC;
	free(counters);
	free(counter);
	xcb_disconnect(connection);
	return last_usec;
}

static usec_t distance(usec_t one, usec_t other)
{
	return one > other ? one - other : other - one;
}

START_TEST(active_and_idle)
{
	usec_t before_usec, after_usec, error_usec;

	if (!have_programs()) {
		return;
	}
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "waiting for an X server on :"));
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	ck_assert_uint_gt(n_hints, 0);
	ck_assert(is_state(SOURCE_UP, "X server on :"));
	ck_assert(is_state(SOURCE_UP, ", idle after 1s"));
	for (unsigned i = 0; i < 3; i++) {
		before_usec = clock_boot_usec(&boot_clock);
		if (i == 1) {
			move_mouse(display);
		} else {
			press_key(display);
		}
		after_usec = clock_boot_usec(&boot_clock);
		RUN_UNTIL(loop, input == INPUT_ACTIVE);
		RUN_UNTIL(loop, input == INPUT_IDLE);
		error_usec = distance(input_since_usec, ask_for_last_input());
		printf("# idle heard %u ms after it began to be, backdated to within %u us\n",
			(unsigned)((clock_boot_usec(&boot_clock) - input_since_usec - SEC) / MSEC),
			(unsigned)error_usec);
		ck_assert_uint_ge(input_since_usec + 2 * MSEC, before_usec);
		ck_assert_uint_le(input_since_usec, after_usec + 2 * MSEC);
		ck_assert_uint_lt(error_usec, 100 * MSEC);
	}
}
END_TEST

/* An alarm would not go off: the counter has to be asked. */
START_TEST(starts_while_already_idle)
{
	usec_t last_usec;

	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	RUN_UNTIL(loop, x11_display_exists(number));
	RUN_FOR(loop, 2 * SEC);
	last_usec = ask_for_last_input();
	(void)setenv("DISPLAY", display, 1); /* of our own will do, where nobody says more */
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	/* The port does not tell of what was before it. */
	ck_assert_uint_ge(input_since_usec, last_usec);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	ck_assert_uint_lt(distance(input_since_usec, ask_for_last_input()), 100 * MSEC);
}
END_TEST

START_TEST(threshold_changes_live)
{
	usec_t idle_since_usec;

	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_set_idle_after(port, 60 * SEC), 0);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	press_key(display);
	RUN_FOR(loop, 1500 * MSEC);
	ck_assert_int_eq(input, INPUT_ACTIVE);
	/* Passed already. */
	ck_assert_int_eq(presence_port_set_idle_after(port, SEC), 0);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	ck_assert(is_state(SOURCE_UP, "idle after 1s"));
	ck_assert_uint_lt(distance(input_since_usec, ask_for_last_input()), 100 * MSEC);
	idle_since_usec = input_since_usec;
	/* Not idle any more by the new measure; several changes at once. */
	ck_assert_int_eq(presence_port_set_idle_after(port, 2 * SEC), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, 50 * SEC), 0);
	ck_assert_int_eq(presence_port_set_idle_after(port, 4 * SEC), 0);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	/* And passed later, without input. */
	RUN_UNTIL(loop, input == INPUT_IDLE);
	ck_assert(is_state(SOURCE_UP, "idle after 4s"));
	ck_assert_uint_lt(distance(input_since_usec, idle_since_usec), 100 * MSEC);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
}
END_TEST

START_TEST(server_dies_and_comes_again)
{
	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	/* In order: the socket goes with it. */
	child_end(&server, SIGTERM);
	RUN_UNTIL(loop, input == INPUT_UNKNOWN && get_source().state == SOURCE_DOWN);
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	/* Killed: it refuses, until another takes its place. */
	child_end(&server, SIGKILL);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "no X server answers on :"));
	ck_assert(x11_display_exists(number));
	RUN_FOR(loop, 500 * MSEC);
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
}
END_TEST

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
	SETUP_ONLY,    /* then silent */
	NO_SETUP,      /* another length than it has */
	LARGEST_SETUP, /* then silent */
	TOO_LARGE_SETUP,
	HANG_UP,
};

static void serve(int listener, enum mischief mischief)
{
	static unsigned char answer[X11_SETUP_MAX_BYTES + 4];
	xcb_setup_t head = {
		.status = 1,
		.protocol_major_version = 11,
		.resource_id_base = 0x200000,
		.resource_id_mask = 0x1fffff,
		.maximum_request_length = 65535,
		.roots_len = 1,
	};
	size_t size = sizeof(head) + sizeof(xcb_screen_t);

	if (mischief == LARGEST_SETUP) {
		size = X11_SETUP_MAX_BYTES;
	} else if (mischief == TOO_LARGE_SETUP) {
		size = X11_SETUP_MAX_BYTES + 4;
	} else if (mischief == NO_SETUP) {
		size = sizeof(head);
	}
	head.length = (uint16_t)((size - 8) / 4);
	memcpy(answer, &head, sizeof(head));
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		char request[256];

		(void)!read(fd, request, sizeof(request));
		if (mischief == HANG_UP) {
			(void)close(fd);
		} else if (mischief != SILENT) {
			(void)!write(fd, answer, mischief == HALF_A_SETUP ? 50 : size);
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
		{SETUP_ONLY, 4 * SEC},
		{LARGEST_SETUP, 4 * SEC}, /* it is taken, and the first request is not answered */
		{TOO_LARGE_SETUP, 0},
		{NO_SETUP, 0},
		{HANG_UP, 0},
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
	ck_assert_int_eq(x11_authority_load(harness_path("."), 7, &found), -EINVAL);
	ck_assert_int_eq(mkfifo(harness_path("fifo"), 0600), 0);
	ck_assert_int_eq(x11_authority_load(harness_path("fifo"), 7, &found), -EINVAL);
	harness_write(harness_path("large"), "");
	ck_assert_int_eq(truncate(harness_path("large"), X11_AUTHORITY_FILE_MAX_BYTES), 0);
	ck_assert_int_eq(x11_authority_load(harness_path("large"), 7, &found), -ENOENT);
	ck_assert_int_eq(truncate(harness_path("large"), X11_AUTHORITY_FILE_MAX_BYTES + 1), 0);
	ck_assert_int_eq(x11_authority_load(harness_path("large"), 7, &found), -EFBIG);
}
END_TEST

/* The library's own accessor reads two bytes too far, and would never find it. */
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
	{
		_Alignas(8) unsigned char one[64];

		memcpy(one, list + at_idletime, sizeof(one));
		printf("# libxcb-sync calls it \"%.8s\"\n",
			xcb_sync_systemcounter_name((const void *)one));
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

START_TEST(displays_that_are_not_ours)
{
	if (!have_programs()) {
		return;
	}
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "waiting for an X display"));
	set_environment("localhost:10.0", NULL, NULL, NULL);
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "localhost:10.0 is not on this machine"));
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	/* Wayland comes, and goes. */
	set_environment(display, NULL, "wayland-0", NULL);
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "in a Wayland session"));
	set_environment(display, NULL, "wayland-0", "x11");
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	set_environment(display, NULL, NULL, "wayland");
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "in a Wayland session"));
	/* Another display: only if it is there. */
	set_environment(display, NULL, NULL, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	(void)setenv("DISPLAY", display, 1);
	set_environment(other_display, NULL, NULL, NULL);
	RUN_FOR(loop, 200 * MSEC);
	ck_assert(is_state(SOURCE_UP, display));
	other_server = start_server(other_display, NULL);
	RUN_UNTIL(loop, x11_display_exists(number + 1));
	RUN_FOR(loop, 500 * MSEC);
	set_environment(other_display, NULL, NULL, "x11");
	RUN_UNTIL(loop, is_state(SOURCE_UP, other_display));
	/* It ends: back to what is left. */
	child_end(&other_server, SIGTERM);
	RUN_UNTIL(loop, is_state(SOURCE_UP, display));
}
END_TEST

/* A desktop that comes without its name being known is asked for. */
START_TEST(server_hints_at_a_desktop)
{
	unsigned n;

	if (!have_programs()) {
		return;
	}
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_DOWN, "waiting for an X display"));
	server = start_server(display, NULL);
	RUN_UNTIL(loop, n_hints > 0);
	n = n_hints;
	RUN_UNTIL(loop, n_hints > n); /* again, after a while */
	set_environment(display, NULL, NULL, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
}
END_TEST

/* Sway refuses to run as root; Xwayland, which is its client, does not. */
static void start_xwayland(void)
{
	char line[1024];
	const char *arguments[] = {"/bin/sh", "-c", line, NULL};
	const char *directory = getenv("XDG_RUNTIME_DIR");
	const char *as_nobody = "";

	if (geteuid() == 0) {
		as_nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
		ck_assert_int_eq(chown(directory, 65534, 65534), 0);
	}
	harness_write(harness_path("sway.conf"), "output * resolution 800x600\nxwayland disable\n");
	(void)snprintf(line, sizeof(line),
		"WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 "
		"LIBSEAT_BACKEND=noop exec %s sway -c %s/sway.conf",
		as_nobody, directory);
	compositor = child_start(arguments);
	RUN_UNTIL(loop, access(harness_path("wayland-1"), F_OK) == 0);
	(void)snprintf(line, sizeof(line), "WAYLAND_DISPLAY=%s/wayland-1 exec Xwayland %s -noreset",
		directory, display);
	server = child_start(arguments);
}

START_TEST(xwayland_is_refused)
{
	if (!harness_have("sway") || !harness_have("Xwayland") || !have_programs()) {
		return;
	}
	start_xwayland();
	/* Though nothing says that this is a Wayland session. */
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, is_state(SOURCE_UNAVAILABLE, "is Xwayland"));
	printf("# %s\n", get_source().detail);
	/* A real one in its place is found. */
	child_end(&server, SIGTERM);
	server = start_server(display, NULL);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
}
END_TEST

static unsigned long count_sleeps_for(usec_t usec)
{
	struct run_limit limit;
	unsigned long sleeps;

	run_limit_begin(&limit, loop, usec, USEC_INFINITY);
	sleeps = count_sleeps(getpid());
	while (run_limit_pass(&limit)) {
	}
	sleeps = count_sleeps(getpid()) - sleeps;
	run_limit_end(&limit);
	return sleeps;
}

START_TEST(no_wakeup_between_events)
{
	char line[256];
	const char *typing[] = {"/bin/sh", "-c", line, NULL};
	unsigned long sleeps;
	struct child typist;

	if (!have_programs()) {
		return;
	}
	server = start_server(display, NULL);
	set_environment(display, NULL, NULL, NULL);
	ck_assert_int_eq(presence_port_start(port), 0);
	RUN_UNTIL(loop, get_source().state == SOURCE_UP);
	press_key(display);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	RUN_UNTIL(loop, input == INPUT_IDLE);
	RUN_FOR(loop, 200 * MSEC);
	sleeps = count_sleeps_for(3 * SEC);
	printf("# idle: %lu sleeps in 3 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);

	ck_assert_int_eq(presence_port_set_idle_after(port, 60 * SEC), 0);
	RUN_UNTIL(loop, input == INPUT_ACTIVE);
	RUN_FOR(loop, 200 * MSEC);
	(void)snprintf(line, sizeof(line),
		"for i in 1 2 3 4 5; do DISPLAY=%s xdotool key shift mousemove $i $i; sleep .8; "
		"done",
		display);
	typist = child_start(typing);
	sleeps = count_sleeps_for(5 * SEC);
	child_end(&typist, SIGKILL);
	printf("# in use: %lu sleeps in 5 s, one of them for the test's own limit\n", sleeps);
	ck_assert_uint_le(sleeps, 1);
	ck_assert_int_eq(input, INPUT_ACTIVE);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, active_and_idle);
	tcase_add_test(tcase, starts_while_already_idle);
	tcase_add_test(tcase, threshold_changes_live);
	tcase_add_test(tcase, server_dies_and_comes_again);
	tcase_add_test(tcase, server_that_is_stopped);
	tcase_add_loop_test(tcase, server_that_misbehaves, 0, 7);
	tcase_add_test(tcase, authority);
	tcase_add_test(tcase, authority_files);
	tcase_add_test(tcase, counter_names);
	tcase_add_test(tcase, display_names);
	tcase_add_test(tcase, which_desktop);
	tcase_add_test(tcase, displays_that_are_not_ours);
	tcase_add_test(tcase, server_hints_at_a_desktop);
	tcase_add_test(tcase, xwayland_is_refused);
	tcase_add_test(tcase, no_wakeup_between_events);
}

int main(void)
{
	event_enable_debug_mode();
	return check_main("x11", add_tests);
}
