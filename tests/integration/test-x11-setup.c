/* SPDX-License-Identifier: MIT */
/* How an X server may answer who asks to be let in; every byte of it is ours. */
#include "check_main.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <backcare/cleanup.h>

#include "x11_authority.h"
#include "x11_script.h"
#include "x11_setup.h"

static struct x11_script script;
static struct x11_setup setup;
static int server; /* the other end */

static void set_up(void)
{
	static const struct x11_authority nothing;
	int fds[2];

	x11_script_init(&script);
	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
	server = fds[1];
	ck_assert_int_eq(x11_setup_begin(&setup, fds[0], &nothing), 0);
}

static void tear_down(void)
{
	x11_setup_deinit(&setup);
	(void)close(server);
	x11_script_deinit(&script);
}

static const struct {
	size_t offset;
	uint32_t value;
	bool is_taken;
} answers[] = {
	{0, 11 << 16 | 1, true},
	{0, 12 << 16 | 1, false},
	{16, 0, false},
	{16, 0x80, false},
	{16, 0x84, false},
	{16, 0x8a2, true},
	{16, UINT32_MAX, true},
	{28, 0, false},          /* no screen */
	{28, 1 << 8 | 1, false}, /* a format where the screen is to be */
	{24, 65535, false},      /* the vendor's name */
	{24, 1, false},
};

START_TEST(what_is_taken)
{
	int r;

	x11_script_put_setup(&script, 80);
	x11_script_set_u32(script.bytes + answers[_i].offset, answers[_i].value);
	ck_assert_int_eq(send(server, script.bytes, script.size, 0), (ssize_t)script.size);
	r = x11_setup_read(&setup);
	ck_assert_int_eq(r, answers[_i].is_taken ? 1 : -EPROTO);
	if (r > 0) {
		ck_assert_uint_eq(setup.root, X11_SCRIPT_ROOT);
		ck_assert_uint_ne(setup.ids[0], setup.ids[X11_SETUP_IDS - 1]);
	}
}
END_TEST

static const struct {
	uint8_t status, length;
	uint16_t words;
	const char *text, *reason;
} refusals[] = {
	{0, 5, 2, "Go on.", "Go on"},
	{0, 255, 2, "Go on.", "Go on"},
	{0, 0, 2, "Go on.", ""},
	{2, 0, 2, "Say\1\377.", "Say"},
	{77, 0, 1, "What", "What"},
};

START_TEST(why_it_refuses)
{
	unsigned char *at = x11_script_put(&script, 8 + refusals[_i].words * 4u);

	at[0] = refusals[_i].status;
	at[1] = refusals[_i].length;
	x11_script_set_u16(at + 6, refusals[_i].words);
	memcpy(at + 8, refusals[_i].text, strlen(refusals[_i].text));
	ck_assert_int_eq(send(server, script.bytes, script.size, 0), (ssize_t)script.size);
	ck_assert_int_eq(x11_setup_read(&setup), -EACCES);
	ck_assert_str_eq(setup.reason, refusals[_i].reason);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, what_is_taken, 0, ELEMENTSOF(answers));
	tcase_add_loop_test(tcase, why_it_refuses, 0, ELEMENTSOF(refusals));
}

int main(void)
{
	return check_main("x11-setup", add_tests);
}
