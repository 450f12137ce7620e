/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "bus.h"
#include "gnome_peer.h"
#include "loop.h"
#include "mutter.h"

#define NAME "org.gnome.Mutter.IdleMonitor"
#define A_WHILE (100 * USEC_PER_MSEC)

static struct loop *loop;
static struct bus *bus;
static struct mutter *mutter;
static struct child daemon_child;
static struct gnome_peer peer;
static char story[512]; /* of what was told: "ready active:5 idle:90 " in s */
static enum mutter_state state;

static void on_state(enum mutter_state now, void *userdata)
{
	static const char *const names[MUTTER_STATE_MAX] = {"absent", "asking", "ready", "failed"};

	state = now;
	(void)strcat(strcat(story, names[now]), " ");
}

static void on_input(bool is_idle, usec_t ago_usec, void *userdata)
{
	ck_assert_int_eq(state, MUTTER_READY);
	(void)snprintf(story + strlen(story), sizeof(story) - strlen(story), "%s:%u ",
		is_idle ? "idle" : "active", (unsigned)(ago_usec / USEC_PER_SEC));
}

static const struct mutter_callbacks callbacks = {.on_state = on_state, .on_input = on_input};

static void setup(void)
{
	(void)harness_begin();
	story[0] = '\0';
	state = MUTTER_ABSENT;
	daemon_child = dbus_daemon_start("bus");
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(mutter_new(bus, USEC_PER_MINUTE, &callbacks, NULL, &mutter), 0);
}

static void teardown(void)
{
	mutter = mutter_free(mutter);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&peer.child, SIGKILL);
	child_end(&daemon_child, SIGKILL);
	harness_end();
}

static bool is_told(const char *wanted)
{
	return strcmp(story, wanted) == 0;
}

static void begin_story(void)
{
	story[0] = '\0';
	gnome_peer_clear(&peer);
}

/* Waits until this was told, and nothing more comes. */
#define EXPECT(wanted)                                            \
	do {                                                      \
		RUN_UNTIL(loop, strlen(story) >= strlen(wanted)); \
		RUN_FOR(loop, A_WHILE);                           \
		ck_assert_str_eq(story, wanted);                  \
	} while (0)

static void start_active(void)
{
	gnome_peer_start(&peer, "bus", NAME, NULL);
	RUN_UNTIL(loop, is_told("asking ready active:0 "));
	begin_story();
}

/* As after 'seconds' without input. */
static void become_idle(unsigned seconds)
{
	gnome_peer_tell(&peer, "idletime %u", seconds * 1000);
	gnome_peer_tell(&peer, "fire idle");
}

static void come_back(void)
{
	gnome_peer_tell(&peer, "idletime 0");
	gnome_peer_tell(&peer, "fire active");
}

static void start_idle(void)
{
	start_active();
	become_idle(61);
	RUN_UNTIL(loop, is_told("idle:61 "));
	begin_story();
}

START_TEST(idle_and_back)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "idletime 20000");
	gnome_peer_tell(&peer, "own %s", NAME);
	EXPECT("asking ready active:20 ");
	ck_assert_str_eq(
		(gnome_peer_count(&peer, ""), peer.calls), "AddIdleWatch 60000;GetIdletime;");
	for (unsigned i = 0; i < 2; i++) {
		begin_story();
		become_idle(61);
		/* The second is too soon after the return; the idle time speaks for it. */
		EXPECT("idle:61 ");
		ck_assert_str_eq((gnome_peer_count(&peer, ""), peer.calls),
			"AddUserActiveWatch;GetIdletime;");
		come_back();
		EXPECT("idle:61 active:0 ");
	}
}
END_TEST

START_TEST(idle_when_it_is_found)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "idletime 300000");
	gnome_peer_tell(&peer, "own %s", NAME);
	EXPECT("asking ready idle:300 ");
	ck_assert_uint_eq(gnome_peer_count(&peer, "AddUserActiveWatch"), 1);
}
END_TEST

/* Seen with mutter 48 and 43: an inhibitor that is not about idleness sets the idle time back, and
 * the watch fires when it would have. */
START_TEST(a_watch_is_believed_over_the_idle_time)
{
	start_active();
	become_idle(5);
	EXPECT("idle:60 ");
	begin_story();
	gnome_peer_tell(&peer, "mode GetIdletime refuse");
	come_back();
	EXPECT("active:0 ");
}
END_TEST

START_TEST(without_an_idle_time)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "mode GetIdletime types");
	gnome_peer_tell(&peer, "own %s", NAME);
	EXPECT("asking ready active:0 ");
	become_idle(600);
	EXPECT("asking ready active:0 idle:60 ");
}
END_TEST

/* An inhibitor came and went while nobody was there. */
START_TEST(a_second_firing_is_not_a_return)
{
	start_idle();
	become_idle(60);
	become_idle(60);
	RUN_FOR(loop, A_WHILE);
	ck_assert_str_eq(story, "");
	ck_assert_uint_eq(gnome_peer_count(&peer, ""), 0);
	come_back();
	EXPECT("active:0 ");
}
END_TEST

/* Twice, strange numbers, and the idle watch sooner after a return than it may. */
START_TEST(fires_what_it_should_not)
{
	start_idle();
	gnome_peer_tell(&peer, "fire 0");
	gnome_peer_tell(&peer, "fire 77");
	gnome_peer_tell(&peer, "fire 4294967295");
	RUN_FOR(loop, A_WHILE);
	ck_assert_str_eq(story, "");
	come_back();
	come_back();
	EXPECT("active:0 ");
	gnome_peer_tell(&peer, "fire idle");
	RUN_FOR(loop, A_WHILE);
	ck_assert_str_eq(story, "active:0 ");
	become_idle(61); /* but it is heard when it is right */
	EXPECT("active:0 idle:61 ");
}
END_TEST

START_TEST(back_before_it_was_told)
{
	start_active();
	gnome_peer_tell(&peer, "mode GetIdletime silent");
	gnome_peer_tell(&peer, "fire idle");
	RUN_UNTIL(loop, gnome_peer_count(&peer, "GetIdletime") == 1);
	come_back();
	EXPECT("idle:60 active:0 ");
}
END_TEST

START_TEST(threshold_changes)
{
	start_active();
	mutter_set_threshold(mutter, 2 * USEC_PER_MINUTE);
	mutter_set_threshold(mutter, 3 * USEC_PER_MINUTE);
	RUN_UNTIL(loop, gnome_peer_count(&peer, "GetIdletime") == 1);
	ck_assert_str_eq(peer.calls,
		"RemoveWatch 1;AddIdleWatch 120000;RemoveWatch 2;AddIdleWatch 180000;GetIdletime;");
	gnome_peer_tell(&peer, "fire 1");
	gnome_peer_tell(&peer, "fire 2");
	RUN_FOR(loop, A_WHILE);
	ck_assert_str_eq(story, "");
	become_idle(180);
	EXPECT("idle:180 ");
	begin_story();
	mutter_set_threshold(mutter, 10 * USEC_PER_MINUTE);
	RUN_FOR(loop, A_WHILE);
	ck_assert_uint_eq(gnome_peer_count(&peer, ""), 0); /* who is idle stays so */
	come_back();
	EXPECT("active:0 ");
	ck_assert_uint_eq(gnome_peer_count(&peer, "AddIdleWatch 600000"), 1);
	/* A shorter one, which is over already. */
	begin_story();
	gnome_peer_tell(&peer, "idletime 90000");
	mutter_set_threshold(mutter, USEC_PER_MINUTE);
	EXPECT("idle:90 ");
}
END_TEST

/* The watch is silent; one question at a time that matters, and none without an inhibitor. */
START_TEST(inhibited)
{
	mutter_set_threshold(mutter, 2 * USEC_PER_SEC);
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "idletime 1500");
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, is_told("asking ready active:1 "));
	begin_story();
	mutter_set_inhibited(mutter, true);
	RUN_FOR(loop, USEC_PER_SEC);
	/* Not yet: the shell may have set the idle time back. */
	ck_assert_uint_eq(gnome_peer_count(&peer, ""), 0);
	gnome_peer_tell(&peer, "idletime 61000");
	EXPECT("idle:61 ");
	ck_assert_str_eq((gnome_peer_count(&peer, ""), peer.calls),
		"GetIdletime;AddUserActiveWatch;GetIdletime;");
	/* The inhibitor goes while nobody is there, and comes again. */
	mutter_set_inhibited(mutter, false);
	become_idle(60);
	mutter_set_inhibited(mutter, true);
	RUN_FOR(loop, USEC_PER_SEC);
	ck_assert_str_eq(story, "idle:61 ");
	come_back();
	EXPECT("idle:61 active:0 ");
	ck_assert_uint_eq(gnome_peer_count(&peer, "GetIdletime"), 2);
}
END_TEST

START_TEST(inhibited_and_in_use)
{
	mutter_set_threshold(mutter, 2 * USEC_PER_SEC);
	gnome_peer_start(&peer, "bus", NULL, NULL);
	mutter_set_inhibited(mutter, true);
	gnome_peer_tell(&peer, "idletime 1500");
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, is_told("asking ready active:1 "));
	gnome_peer_tell(&peer, "idletime 1000"); /* there was input */
	RUN_UNTIL(loop, gnome_peer_count(&peer, "GetIdletime") == 2);
	for (unsigned i = 0; i < 5; i++) {
		mutter_set_inhibited(mutter, i % 2 != 0);
	}
	mutter_set_inhibited(mutter, true);
	RUN_FOR(loop, 2 * USEC_PER_SEC);
	ck_assert_uint_eq(gnome_peer_count(&peer, "GetIdletime"), 2);
}
END_TEST

START_TEST(when_the_next_question_comes)
{
	static const struct {
		usec_t input_sec, threshold_sec, question_sec, next_sec;
	} rows[] = {
		{1000, 60, 0, 1060},
		{1000, 60, 1000, 1060},
		{1030, 60, 1060, 1120},
		{1060, 60, 1060, 1120},
		{1060, 600, 1060, 1660},
		{1000, 1, 1000, 1060}, /* not every second */
		{10, 60, 1000, 1060},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_uint_eq(mutter_next_question_usec(rows[i].input_sec * USEC_PER_SEC,
					  rows[i].threshold_sec * USEC_PER_SEC,
					  rows[i].question_sec * USEC_PER_SEC),
			rows[i].next_sec * USEC_PER_SEC);
	}
	ck_assert_uint_eq(mutter_next_question_usec(1, USEC_INFINITY, 0), USEC_INFINITY);
}
END_TEST

/* In each of the calls; afterwards there is another one. */
START_TEST(dies_in_a_call)
{
	static const char *const members[] = {"AddIdleWatch", "GetIdletime", "AddUserActiveWatch"};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		gnome_peer_start(&peer, "bus", NULL, NULL);
		gnome_peer_tell(&peer, "mode %s die", members[i]);
		gnome_peer_tell(&peer, "idletime 70000");
		gnome_peer_tell(&peer, "own %s", NAME);
		RUN_UNTIL(loop, gnome_peer_count(&peer, members[i]) == 1);
		RUN_UNTIL(loop, state == MUTTER_ABSENT);
		ck_assert_ptr_null(strstr(story, "idle:"));
		child_end(&peer.child, SIGKILL);
	}
	begin_story();
	gnome_peer_start(&peer, "bus", NAME, NULL);
	EXPECT("asking ready active:0 ");
	begin_story();
	gnome_peer_tell(&peer, "disown %s", NAME);
	EXPECT("absent ");
	gnome_peer_tell(&peer, "fire 1"); /* it is nobody now */
	RUN_FOR(loop, A_WHILE);
	ck_assert_str_eq(story, "absent ");
}
END_TEST

START_TEST(fails_and_is_tried_again)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "mode AddIdleWatch zero");
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, state == MUTTER_FAILED);
	gnome_peer_tell(&peer, "mode AddIdleWatch refuse");
	mutter_retry(mutter);
	RUN_UNTIL(loop, is_told("asking failed asking failed "));
	gnome_peer_tell(&peer, "mode AddIdleWatch answer");
	RUN_UNTIL(loop, is_told("asking failed asking failed asking ready active:0 "));
	begin_story();
	/* Idle without a watch for the return would be told for ever. */
	gnome_peer_tell(&peer, "mode AddUserActiveWatch refuse");
	become_idle(60);
	RUN_UNTIL(loop, is_told("failed "));
	RUN_UNTIL(loop, gnome_peer_count(&peer, "RemoveWatch") > 0);
	gnome_peer_tell(&peer, "mode AddUserActiveWatch answer");
	RUN_UNTIL(loop, strstr(story, "asking ready idle:60 ") != NULL);
}
END_TEST

START_TEST(never_answers)
{
	gnome_peer_start(&peer, "bus", NULL, NULL);
	gnome_peer_tell(&peer, "mode * silent");
	gnome_peer_tell(&peer, "own %s", NAME);
	RUN_UNTIL(loop, is_told("asking failed "));
	gnome_peer_tell(&peer, "mode * answer");
	mutter_retry(mutter);
	RUN_UNTIL(loop, is_told("asking failed asking ready active:0 "));
}
END_TEST

START_TEST(the_bus_goes)
{
	start_idle();
	child_end(&daemon_child, SIGKILL);
	RUN_UNTIL(loop, is_told("absent "));
	mutter_set_inhibited(mutter, true);
	mutter_set_threshold(mutter, 2 * USEC_PER_MINUTE);
	child_end(&peer.child, SIGKILL);
	(void)unlink(harness_path("bus"));
	daemon_child = dbus_daemon_start("bus");
	gnome_peer_start(&peer, "bus", NAME, NULL);
	RUN_UNTIL(loop, is_told("absent asking ready active:0 "));
	ck_assert_uint_eq(gnome_peer_count(&peer, "AddIdleWatch 120000"), 1);
}
END_TEST

START_TEST(takes_its_watches_back)
{
	start_idle();
	mutter = mutter_free(mutter);
	RUN_UNTIL(loop, gnome_peer_count(&peer, "RemoveWatch") == 2);
	ck_assert_str_eq(peer.calls, "RemoveWatch 1;RemoveWatch 2;");
	gnome_peer_tell(&peer, "fire idle");
	RUN_FOR(loop, A_WHILE);
	ck_assert_str_eq(story, "");
}
END_TEST

/* With nobody there, in use, and idle. */
START_TEST(sleeps_in_between)
{
	unsigned long sleeps;

	RUN_UNTIL(loop, bus_get_state(bus) == BUS_UP);
	for (unsigned i = 0; i < 3; i++) {
		if (i == 1) {
			start_active();
		} else if (i == 2) {
			become_idle(60);
			RUN_UNTIL(loop, is_told("idle:60 "));
		}
		RUN_FOR(loop, 5 * A_WHILE);
		sleeps = count_sleeps(getpid());
		RUN_FOR(loop, USEC_PER_SEC);
		sleeps = count_sleeps(getpid()) - sleeps;
		ck_assert_uint_le(sleeps, 1); /* of the test's own limit */
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, idle_and_back);
	tcase_add_test(tcase, idle_when_it_is_found);
	tcase_add_test(tcase, a_watch_is_believed_over_the_idle_time);
	tcase_add_test(tcase, without_an_idle_time);
	tcase_add_test(tcase, a_second_firing_is_not_a_return);
	tcase_add_test(tcase, fires_what_it_should_not);
	tcase_add_test(tcase, back_before_it_was_told);
	tcase_add_test(tcase, threshold_changes);
	tcase_add_test(tcase, inhibited);
	tcase_add_test(tcase, inhibited_and_in_use);
	tcase_add_test(tcase, when_the_next_question_comes);
	tcase_add_test(tcase, dies_in_a_call);
	tcase_add_test(tcase, fails_and_is_tried_again);
	tcase_add_test(tcase, never_answers);
	tcase_add_test(tcase, the_bus_goes);
	tcase_add_test(tcase, takes_its_watches_back);
	tcase_add_test(tcase, sleeps_in_between);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("mutter", add_tests);
}
