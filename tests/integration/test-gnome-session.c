/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "bus.h"
#include "gnome_peer.h"
#include "gnome_session.h"
#include "log.h"
#include "loop.h"

#define NAME "org.gnome.SessionManager"
#define SETTLED (400 * USEC_PER_MSEC)

static struct loop *loop;
static struct bus *bus;
static struct gnome_session *session;
static struct child daemon_child;
static struct gnome_peer peer;
static struct inhibitor told[INHIBITORS_MAX];
static size_t n_inhibitors;
static unsigned n_told, n_messages;

static void on_inhibitors(const struct inhibitor *inhibitors, size_t n, void *userdata)
{
	n_told++;
	n_inhibitors = n;
	memset(told, 0, sizeof(told));
	memcpy(told, inhibitors, (n < INHIBITORS_MAX ? n : INHIBITORS_MAX) * sizeof(told[0]));
}

static void count_message(enum log_level level, const char *message, void *userdata)
{
	n_messages++;
}

static void setup(void)
{
	(void)harness_begin();
	n_told = n_messages = 0;
	n_inhibitors = 0;
	daemon_child = dbus_daemon_start("bus");
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(gnome_session_new(bus, on_inhibitors, NULL, &session), 0);
}

static void teardown(void)
{
	session = gnome_session_free(session);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&peer.child, SIGKILL);
	child_end(&daemon_child, SIGKILL);
	harness_end();
}

START_TEST(tells_who_inhibits_idleness)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "inhibit 0 8 player:A film");
	gnome_peer_tell(&peer, "inhibit 1 4 updater:Not about idleness");
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, n_told == 1);
	ck_assert_uint_eq(n_inhibitors, 1);
	ck_assert_str_eq(told[0].who, "player");
	ck_assert_str_eq(told[0].why, "A film");

	gnome_peer_tell(&peer, "inhibit 2 12 \tcall\x1b\xe2\x80\xa8:\xc2\x85Two\rlines");
	RUN_UNTIL(loop, n_told == 2);
	ck_assert_uint_eq(n_inhibitors, 2);
	ck_assert_str_eq(told[1].who, "call  ");
	ck_assert_str_eq(told[1].why, " Two lines");

	gnome_peer_tell(&peer, "uninhibit 0");
	gnome_peer_tell(&peer, "uninhibit 2");
	RUN_UNTIL(loop, n_told == 3);
	ck_assert_uint_eq(n_inhibitors, 0);
	gnome_peer_tell(&peer, "uninhibit 1");
	RUN_FOR(loop, SETTLED);
	ck_assert_uint_eq(n_told, 3); /* nothing that matters changed */
}
END_TEST

/* The text is cut before the two bytes of the character that would not fit. */
START_TEST(long_texts_are_cut)
{
	char text[INHIBITOR_TEXT_MAX_BYTES + 8];

	memset(text, 'x', sizeof(text));
	(void)strcpy(text + INHIBITOR_TEXT_MAX_BYTES - 2, "\xc3\xa4yz");
	gnome_peer_start(&peer, "bus", NAME, NULL);
	gnome_peer_tell(&peer, "inhibit 7 8 %s:why", text);
	RUN_UNTIL(loop, n_told == 1);
	ck_assert_uint_eq(strlen(told[0].who), INHIBITOR_TEXT_MAX_BYTES - 2);
	ck_assert_str_eq(told[0].why, "why");
}
END_TEST

START_TEST(a_burst_brings_one_round)
{
	gnome_peer_start(&peer, "bus", NAME, NULL);
	RUN_UNTIL(loop, gnome_peer_count(&peer, "GetInhibitors") == 1);
	gnome_peer_tell(&peer, "burst 50");
	RUN_FOR(loop, 2 * SETTLED);
	ck_assert_uint_eq(gnome_peer_count(&peer, "GetInhibitors"), 2);
	ck_assert_uint_eq(n_told, 0);
}
END_TEST

/* As many as are listed, one more, and more than anybody looks at. */
START_TEST(many)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	for (unsigned i = 0; i < INHIBITORS_MAX; i++) {
		gnome_peer_tell(&peer, "inhibit %u 8 app%u:why", i, i);
	}
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, n_told == 1);
	ck_assert_uint_eq(n_inhibitors, INHIBITORS_MAX);
	ck_assert_str_eq(told[INHIBITORS_MAX - 1].who, "app7");
	gnome_peer_clear(&peer);
	gnome_peer_tell(&peer, "inhibit 8 8 app8:why");
	RUN_UNTIL(loop, n_told == 2);
	ck_assert_uint_eq(n_inhibitors, INHIBITORS_MAX + 1);
	ck_assert_uint_eq(gnome_peer_count(&peer, "GetAppId"), INHIBITORS_MAX);
	log_set_sink(count_message, NULL);
	for (unsigned i = 9; i < 40; i++) {
		gnome_peer_tell(&peer, "inhibit %u 8 app%u:why", i, i);
	}
	RUN_UNTIL(loop, n_told == 3);
	ck_assert_uint_eq(n_inhibitors, 32);
	/* That is said once, not in every round. */
	for (unsigned i = 0; i < 3; i++) {
		gnome_peer_clear(&peer);
		gnome_peer_tell(&peer, "burst 1");
		RUN_UNTIL(loop, gnome_peer_count(&peer, "GetReason") == INHIBITORS_MAX);
	}
	log_set_sink(NULL, NULL);
	ck_assert_uint_eq(n_messages, 1);
}
END_TEST

START_TEST(goes_and_comes_back)
{
	gnome_peer_start(&peer, "bus", NAME, NULL);
	gnome_peer_tell(&peer, "inhibit 0 8 player:A film");
	RUN_UNTIL(loop, n_told == 1);
	child_end(&peer.child, SIGKILL);
	RUN_UNTIL(loop, n_told == 2);
	ck_assert_uint_eq(n_inhibitors, 0);

	/* In the middle of a round. */
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "inhibit 0 8 player:A film");
	gnome_peer_tell(&peer, "mode GetReason die");
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, gnome_peer_count(&peer, "GetReason") == 1);
	RUN_FOR(loop, SETTLED);
	ck_assert_uint_eq(n_told, 2);
	child_end(&peer.child, SIGKILL);

	gnome_peer_start(&peer, "bus", NAME, NULL);
	gnome_peer_tell(&peer, "inhibit 0 8 player:Another film");
	RUN_UNTIL(loop, n_told == 3);
	ck_assert_uint_eq(n_inhibitors, 1);

	child_end(&daemon_child, SIGKILL);
	RUN_UNTIL(loop, n_told == 4);
	ck_assert_uint_eq(n_inhibitors, 0);
}
END_TEST

START_TEST(one_that_is_gone_is_left_out)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "inhibit 0 8 player:A film");
	gnome_peer_tell(&peer, "mode GetAppId refuse");
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, gnome_peer_count(&peer, "GetAppId") == 1);
	RUN_FOR(loop, SETTLED);
	ck_assert_uint_eq(n_told, 0);
	gnome_peer_tell(&peer, "mode GetAppId answer");
	gnome_peer_tell(&peer, "mode GetReason types");
	gnome_peer_tell(&peer, "burst 1");
	RUN_UNTIL(loop, n_told == 1);
	ck_assert_uint_eq(n_inhibitors, 1);
	ck_assert_str_eq(told[0].why, "");
}
END_TEST

/* What was told stands, and is asked for again. */
START_TEST(never_answers)
{
	gnome_peer_start(&peer, "bus", NAME, NULL);
	gnome_peer_tell(&peer, "inhibit 0 8 player:A film");
	RUN_UNTIL(loop, n_told == 1);
	gnome_peer_tell(&peer, "mode GetFlags silent");
	gnome_peer_tell(&peer, "uninhibit 0");
	gnome_peer_tell(&peer, "inhibit 1 8 call:A call");
	RUN_UNTIL(loop, gnome_peer_count(&peer, "GetFlags") == 3);
	ck_assert_uint_eq(n_told, 1);
	gnome_peer_tell(&peer, "mode GetFlags answer");
	RUN_UNTIL(loop, n_told == 2);
	ck_assert_str_eq(told[0].who, "call");
}
END_TEST

START_TEST(nobody_there_is_not_asked)
{
	unsigned long sleeps;

	gnome_peer_start(&peer, "bus", NULL, NULL);
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_UP);
	gnome_peer_tell(&peer, "burst 3"); /* not from who has the name */
	RUN_FOR(loop, SETTLED);
	sleeps = count_sleeps(getpid());
	RUN_FOR(loop, SETTLED);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1);
	ck_assert_uint_eq(gnome_peer_count(&peer, ""), 0);
	ck_assert_uint_eq(n_told, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, tells_who_inhibits_idleness);
	tcase_add_test(tcase, long_texts_are_cut);
	tcase_add_test(tcase, a_burst_brings_one_round);
	tcase_add_test(tcase, many);
	tcase_add_test(tcase, goes_and_comes_back);
	tcase_add_test(tcase, one_that_is_gone_is_left_out);
	tcase_add_test(tcase, never_answers);
	tcase_add_test(tcase, nobody_there_is_not_asked);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("gnome-session", add_tests);
}
