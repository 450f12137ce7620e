/* SPDX-License-Identifier: MIT */
/* What the real PipeWire does not do on demand: fifty changes a second, silence, nonsense, and
 * ending whenever it likes. The test is the server, in the same loop. */
#include "check_main.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

#include "clock.h"
#include "harness.h"
#include "loop.h"
#include "manual_clock.h"
#include "microphone.h"
#include "pipewire_client.h"
#include "pipewire_peer.h"

#define A_WHILE (50 * USEC_PER_MSEC)
#define NODE "PipeWire:Interface:Node"
#define RECORDING "Stream/Input/Audio"
#define STREAM 40

static struct loop *loop;
static struct manual_clock manual;
static struct clock test_clock;
static struct microphone *microphone;
static struct pipewire_wire peer;
static int listener = -1;
static unsigned descriptors;
static unsigned n_told;
static bool is_on;

static void on_microphone(bool on, const char *who, void *userdata)
{
	n_told++;
	is_on = on;
}

static void listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	ck_assert_uint_lt(strlen(path), sizeof(address.sun_path));
	(void)strcpy(address.sun_path, path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ck_assert_int_ge(listener, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(listener, 8), 0);
}

static bool is_accepted(void)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0) {
		return false;
	}
	pipewire_wire_deinit(&peer);
	pipewire_wire_init(&peer, fd);
	return true;
}

static void make(void)
{
	ck_assert_int_eq(microphone_new(loop, &test_clock, on_microphone, NULL, &microphone), 0);
}

static void setup(void)
{
	(void)harness_begin();
	descriptors = count_descriptors();
	n_told = 0;
	is_on = false;
	(void)unsetenv("PIPEWIRE_REMOTE");
	(void)unsetenv("PIPEWIRE_RUNTIME_DIR");
	manual_clock_init(&manual);
	test_clock = manual_clock_get(&manual);
	ck_assert_int_eq(loop_new(&loop), 0);
	pipewire_wire_init(&peer, -1);
}

static void teardown(void)
{
	microphone = microphone_free(microphone);
	loop = loop_free(loop);
	pipewire_wire_deinit(&peer);
	if (listener >= 0) {
		(void)close(listener);
	}
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

/* One stream that records is known, and stands still. */
static void connect_with_stream(void)
{
	listen_at(harness_path("pipewire-0"));
	make();
	RUN_UNTIL(loop, is_accepted());
	peer_expect_hello(&peer);
	peer_send_global(&peer, STREAM, NODE, RECORDING);
	peer_send_listed(&peer);
	RUN_UNTIL(loop, microphone_is_known(microphone));
	ck_assert_uint_eq(peer_expect_bind(&peer, STREAM), PEER_FIRST_NODE);
	peer_send_info(&peer, PEER_FIRST_NODE, PEER_STATE | PEER_PROPERTIES, PEER_SUSPENDED,
		RECORDING, "Firefox");
}

static void set_running(bool is_running)
{
	peer_send_info(&peer, PEER_FIRST_NODE, PEER_STATE,
		is_running ? PEER_RUNNING : PEER_SUSPENDED, NULL, NULL);
}

/* For two seconds; 0: off in the end, 1: on in the end. */
START_TEST(fifty_flips_a_second)
{
	connect_with_stream();
	for (unsigned i = 0; i < 100; i++) {
		set_running(i % 2 == 0);
		RUN_FOR(loop, 20 * USEC_PER_MSEC);
	}
	set_running(_i == 1);
	RUN_FOR(loop, USEC_PER_SEC / 2);
	ck_assert_int_eq(is_on, _i == 1);
	ck_assert_uint_ge(n_told, 1);
	ck_assert_uint_le(n_told, 12);
}
END_TEST

/* More than is handled at once, and nothing more to wake the loop for it. */
START_TEST(much_at_once)
{
	connect_with_stream();
	for (int i = 0; i < _i; i++) {
		peer_send_info(&peer, PEER_FIRST_NODE, 0, PEER_SUSPENDED, NULL, NULL);
	}
	set_running(true);
	RUN_UNTIL(loop, is_on);
	ck_assert_uint_eq(n_told, 1);
}
END_TEST

/* It accepts, and says nothing, or never says that this was all: after a while it is left, and
 * tried again. */
START_TEST(silence)
{
	listen_at(harness_path("pipewire-0"));
	make();
	RUN_UNTIL(loop, is_accepted());
	if (_i == 1) {
		peer_send_global(&peer, STREAM, NODE, RECORDING);
	}
	RUN_UNTIL(loop, strstr(microphone_describe(microphone), "does not answer") != NULL);
	ck_assert(!microphone_is_known(microphone));
	RUN_UNTIL(loop, is_accepted());
	peer_send_listed(&peer);
	RUN_UNTIL(loop, microphone_is_known(microphone));
}
END_TEST

/* It ends while something records, and comes back at the same place or at a new one. */
START_TEST(it_ends)
{
	connect_with_stream();
	set_running(true);
	RUN_UNTIL(loop, is_on);
	if (_i == 1) {
		(void)close(listener);
		(void)unlink(harness_path("pipewire-0"));
	}
	pipewire_wire_deinit(&peer);
	RUN_UNTIL(loop, !is_on);
	ck_assert(!microphone_is_known(microphone));
	if (_i == 1) {
		listen_at(harness_path("pipewire-0"));
	}
	RUN_UNTIL(loop, is_accepted());
	peer_send_listed(&peer);
	RUN_UNTIL(loop, microphone_is_known(microphone));
	ck_assert_uint_eq(n_told, 2);
}
END_TEST

/* The socket of one that died refuses. Tried again, and at once when there is another. */
START_TEST(refused)
{
	listen_at(harness_path("pipewire-0"));
	(void)close(listener);
	make();
	RUN_UNTIL(loop, strstr(microphone_describe(microphone), "refused") != NULL);
	(void)unlink(harness_path("pipewire-0"));
	listen_at(harness_path("pipewire-0"));
	RUN_UNTIL(loop, is_accepted());
}
END_TEST

static const unsigned char nonsense[][24] = {
	"GET / HTTP/1.1\r\n\r\n",
	{0, 0, 0, 0, 8, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 14, 0, 0, 0},
	{3, 0, 0, 0, 0, 0, 0, 0},
	{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255},
};

/* It is neither known nor does it end the daemon, and the next one is heard. */
START_TEST(not_pipewire)
{
	listen_at(harness_path("pipewire-0"));
	make();
	RUN_UNTIL(loop, is_accepted());
	ck_assert_int_eq(send(peer.fd, nonsense[_i], sizeof(nonsense[_i]), 0),
		(ssize_t)sizeof(nonsense[_i]));
	RUN_FOR(loop, A_WHILE);
	ck_assert(!microphone_is_known(microphone));
	pipewire_wire_deinit(&peer);
	RUN_UNTIL(loop, is_accepted());
	peer_send_listed(&peer);
	RUN_UNTIL(loop, microphone_is_known(microphone));
	ck_assert_uint_eq(n_told, 0);
}
END_TEST

/* Descriptors that come with a message are not kept. */
START_TEST(descriptors_are_closed)
{
	unsigned char byte = 0;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec vector = {.iov_base = &byte, .iov_len = 1};
	struct msghdr message = {.msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	unsigned before;

	connect_with_stream();
	RUN_FOR(loop, A_WHILE);
	before = count_descriptors();
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &(int){STDIN_FILENO}, sizeof(int));
	ck_assert_int_eq(sendmsg(peer.fd, &message, 0), 1);
	RUN_FOR(loop, A_WHILE);
	ck_assert_uint_eq(count_descriptors(), before);
	ck_assert(microphone_is_known(microphone));
}
END_TEST

static const struct {
	const char *remote, *directory, *path;
} places[] = {
	{NULL, NULL, "pipewire-0"}, {"", "", "pipewire-0"}, {"other", NULL, "other"},
	{"other", "below", "below/other"}, {"/", NULL, "elsewhere"}, /* a path of its own */
};

START_TEST(where_it_is)
{
	(void)mkdir(harness_path("below"), 0700);
	if (places[_i].remote != NULL) {
		(void)setenv("PIPEWIRE_REMOTE",
			places[_i].remote[0] == '/' ? harness_path(places[_i].path)
						    : places[_i].remote,
			1);
	}
	if (places[_i].directory != NULL) {
		(void)setenv("PIPEWIRE_RUNTIME_DIR",
			places[_i].directory[0] != '\0' ? harness_path(places[_i].directory) : "",
			1);
	}
	make();
	RUN_FOR(loop, A_WHILE);
	ck_assert_ptr_nonnull(strstr(microphone_describe(microphone), "waiting"));
	listen_at(harness_path(places[_i].path));
	RUN_UNTIL(loop, is_accepted());
}
END_TEST

START_TEST(no_place)
{
	char name[200];

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	(void)setenv("PIPEWIRE_REMOTE", name, 1);
	make();
	microphone_retry(microphone);
	RUN_FOR(loop, A_WHILE);
	ck_assert(!microphone_is_known(microphone));
	ck_assert_ptr_nonnull(strstr(microphone_describe(microphone), "no place"));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, fifty_flips_a_second, 0, 2);
	tcase_add_loop_test(
		tcase, much_at_once, PIPEWIRE_CLIENT_TURN_MAX - 4, PIPEWIRE_CLIENT_TURN_MAX + 4);
	tcase_add_loop_test(tcase, silence, 0, 2);
	tcase_add_loop_test(tcase, it_ends, 0, 2);
	tcase_add_test(tcase, refused);
	tcase_add_loop_test(tcase, not_pipewire, 0, sizeof(nonsense) / sizeof(nonsense[0]));
	tcase_add_test(tcase, descriptors_are_closed);
	tcase_add_loop_test(tcase, where_it_is, 0, sizeof(places) / sizeof(places[0]));
	tcase_add_test(tcase, no_place);
}

int main(void)
{
	harness_drop_root(NULL);
	event_enable_debug_mode();
	return check_main("microphone-faults", add_tests);
}
