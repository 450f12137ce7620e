/* SPDX-License-Identifier: MIT */
/* The session as the proxy of logind tells it, against one that does what a real one does only
 * now and then. Clocks are moved by hand. */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "harness.h"
#include "logind_rig.h"
#include "loop.h"

START_TEST(comes_and_goes)
{
	rig_start_bus();
	rig_tell("claim");
	RUN_UNTIL(rig.loop, rig.n_session == 1);
	ck_assert(rig.session.is_known && !rig.session.is_present); /* NoSuchUser */
	rig_tell("user on");
	rig_tell("session 2 " DESK " Display=:3 Remote=yes LockedHint=yes");
	rig_tell("display 2");
	rig_tell("user-new 4711");
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 1);
	ck_assert_uint_eq(rig_count("asked GetUser"), 1); /* another user's */
	child_send(&rig.server, "user-new %u", getuid());
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert(rig.session.is_present && rig.session.is_in_foreground && rig.session.is_locked);
	ck_assert(rig.session.is_remote && !rig.session.is_idle_hint_used);
	ck_assert_str_eq(rig.session.id, "2");
	ck_assert_str_eq(rig.session.type, "wayland");
	ck_assert_str_eq(rig.session.display, ":3");

	rig_tell("changed 2 LockedHint=no");
	RUN_UNTIL(rig.loop, rig.n_session == 3);
	ck_assert(!rig.session.is_locked && rig.session.is_in_foreground && rig.session.is_present);
	rig_tell("unsaid 2 Active=no");
	RUN_UNTIL(rig.loop, rig.n_session == 4);
	ck_assert(!rig.session.is_in_foreground && rig.session.is_present);
	/* Nothing of ours, or nothing new. */
	rig_tell("changed 2 LockedHint=no Desktop=x");
	rig_tell("unsaid 2 Desktop=y LockedHint=no");
	rig_tell("session 5 " DESK);
	rig_tell("new 5");
	rig_tell("changed 5 LockedHint=yes");
	rig_tell("removed 5");
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 4);

	rig_tell("display 5"); /* it is the one now, and what comes from the other is not heard */
	rig_tell("user-changed 5");
	RUN_UNTIL(rig.loop, rig.n_session == 5);
	ck_assert_str_eq(rig.session.id, "5");
	rig_tell("changed 2 LockedHint=yes Active=no");
	rig_tell("emit 2 Lock");
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 5);
	ck_assert_str_eq(rig.locks, "");
	ck_assert_uint_eq(rig_count("asked something with auto-start"), 0);
}
END_TEST

/* As seen at the end of the last graphical session: the signal of the user's display still carries
 * the session that ended. */
START_TEST(old_display_at_the_end)
{
	rig_begin();
	rig_tell("display -");
	rig_tell("user-changed 2");
	rig_tell("gone 2");
	rig_tell("removed 2");
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert(rig.session.is_known && !rig.session.is_present);
	ck_assert_str_eq(rig.session.id, "");
	rig_tell("user-changed 2");
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 2);
}
END_TEST

/* The signal that it was removed is late. */
START_TEST(gone_before_it_is_said)
{
	rig_begin();
	rig_tell("gone 2");
	rig_tell("user-changed 2");
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert(rig.session.is_known && !rig.session.is_present);
}
END_TEST

START_TEST(another_takes_over)
{
	rig_begin();
	rig_tell("session 4 Class=user State=active Type=tty Active=yes IdleHint=yes "
		 "IdleSinceHintMonotonic=500000000");
	rig_tell("display 4");
	rig_tell("user-changed 2"); /* the old one */
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert_str_eq(rig.session.id, "4");
	ck_assert_str_eq(rig.session.type, "tty");
	ck_assert(!rig.session.is_idle_hint_used); /* logind's guess from the terminal */
	rig_tell("removed 2");
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 2);
}
END_TEST

/* Gone is gone, also if logind names it still, and if it says nothing more. */
START_TEST(removed_while_named)
{
	rig_begin();
	rig_tell("mode GetUser silent");
	rig_tell("removed 2");
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert(rig.session.is_known && !rig.session.is_present);
	rig_tell("gone 2");
	rig_tell("mode GetUser answer");
	rig_tell("answer"); /* still with the display of before, which is no object any more */
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 2);
	rig_tell("session 2 " DESK);
	rig_tell("new 2");
	RUN_UNTIL(rig.loop, rig.n_session == 3);
	ck_assert(rig.session.is_present);
	/* Removed while it is asked for. */
	rig_tell("mode GetAll silent");
	rig_tell("session 3 " DESK);
	rig_tell("display 3");
	rig_tell("user-changed 3");
	RUN_UNTIL(rig.loop, rig_count("asked GetAll") == 4);
	rig_tell("display -");
	rig_tell("gone 3");
	rig_tell("removed 3");
	RUN_UNTIL(rig.loop, rig.n_session == 4);
	ck_assert(!rig.session.is_present);
	rig_tell("answer");
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 4);
}
END_TEST

START_TEST(classes)
{
	static const struct {
		const char *values;
		bool is_present;
	} rows[] = {
		{"Class=greeter", false},
		{"Class=user-early", true},
		{"Class=lock-screen", false},
		{"Class=user", true},
		{"Class=manager", false},
		{"Class=user-light", true},
		{"Class=background", false},
		{"Class=userful", false},
		{"Class=user", true},
		{"State=closing", false}, /* a process was left behind */
		{"State=online", true},
	};

	rig_begin();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char command[64];

		(void)snprintf(command, sizeof(command), "changed 2 %s", rows[i].values);
		rig_tell(command);
		rig_settle();
		ck_assert_msg(rig.session.is_known && rig.session.is_present == rows[i].is_present,
			"%s", rows[i].values);
	}
}
END_TEST

/* A process keeps the session that was left, and logind says nothing of it; but somebody else's
 * comes to the screen. */
START_TEST(left_behind)
{
	rig_begin();
	rig_tell("session 2 State=closing");
	rig_tell("new 9");
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert(rig.session.is_known && !rig.session.is_present);
}
END_TEST

START_TEST(idle_hint_on_the_boot_clock)
{
	usec_t boot_usec;

	rig_start_bus();
	rig_tell("user on");
	/* 200 s ago on the monotonic clock, then an hour of suspend that it knows nothing of. */
	rig_tell("session 2 " DESK " IdleHint=yes IdleSinceHintMonotonic=800000000");
	rig_tell("display 2");
	rig.clock.monotonic_usec = 1000 * USEC_PER_SEC;
	manual_clock_suspend(&rig.clock, USEC_PER_HOUR);
	boot_usec = rig.clock.boot_usec;
	rig_tell("claim");
	RUN_UNTIL(rig.loop, rig.n_session == 1);
	ck_assert(rig.session.is_idle_hint_used && rig.session.is_idle);
	ck_assert_uint_eq(rig.session.idle_since_boot_usec, boot_usec - 200 * USEC_PER_SEC);

	/* The same value later, after another suspend, is no news. */
	manual_clock_suspend(&rig.clock, USEC_PER_HOUR);
	rig.clock.boot_usec += 3;
	rig_tell("unsaid 2 IdleHint=yes");
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 1);

	/* Every step is told. */
	manual_clock_advance(&rig.clock, USEC_PER_SEC);
	rig_tell("changed 2 IdleHint=no IdleSinceHintMonotonic=1000000000");
	rig_tell("changed 2 IdleHint=yes IdleSinceHintMonotonic=1000500000");
	RUN_UNTIL(rig.loop, rig.n_session == 3);
	ck_assert(rig.session.is_idle);
	ck_assert_uint_eq(rig.session.idle_since_boot_usec, rig.clock.boot_usec - USEC_PER_SEC / 2);

	/* Never in the future. */
	rig_tell("changed 2 IdleHint=no IdleSinceHintMonotonic=9000000000");
	RUN_UNTIL(rig.loop, rig.n_session == 4);
	ck_assert(!rig.session.is_idle);
	ck_assert_uint_eq(rig.session.idle_since_boot_usec, rig.clock.boot_usec);
}
END_TEST

START_TEST(idle_hint_that_nobody_sets)
{
	rig_begin();
	ck_assert(!rig.session.is_idle_hint_used);
	rig_tell("changed 2 IdleHint=yes"); /* now somebody does */
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert(rig.session.is_idle_hint_used && rig.session.is_idle);
	ck_assert_uint_eq(rig.session.idle_since_boot_usec, rig.clock.boot_usec);
	rig_tell("changed 2 Type=tty");
	RUN_UNTIL(rig.loop, rig.n_session == 3);
	ck_assert(!rig.session.is_idle_hint_used && !rig.session.is_idle);
	ck_assert_uint_eq(rig.session.idle_since_boot_usec, 0);
}
END_TEST

START_TEST(lock_requests)
{
	rig_begin();
	rig_tell("emit 2 Lock");
	rig_tell("emit 2 Unlock");
	rig_tell("emit 2 Lock");
	rig_tell("emit 2 PauseDevice");
	rig_settle();
	ck_assert_str_eq(rig.locks, "lock unlock lock ");
	ck_assert(!rig.session.is_locked); /* a wish */
	ck_assert_uint_eq(rig.n_session, 1);
}
END_TEST

START_TEST(somebody_else_signals)
{
	rig_begin();
	rig_tell("spoof");
	rig_settle();
	ck_assert_str_eq(rig.locks, "");
	ck_assert_uint_eq(rig.n_session, 1);
	ck_assert_uint_eq(rig.n_sleep, 0);
	ck_assert_uint_eq(rig_count("asked GetUser"), 1);
	rig_tell("changed 2 LockedHint=yes");
	RUN_UNTIL(rig.loop, rig.session.is_locked);
}
END_TEST

/* It hangs, for longer than any call may take, and goes on. */
START_TEST(never_answers)
{
	rig_start_bus();
	rig_tell("mode GetUser silent");
	rig_tell("mode ListInhibitors silent");
	rig_tell("mode PreparingForSleep silent");
	rig_tell("inhibitor idle|Player|a film|block|0|0");
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig_count("asked ListInhibitors") == 1);
	rig_tell("new 2");
	rig_tell("block 1");
	RUN_FOR(rig.loop, 6 * USEC_PER_SEC);
	ck_assert_uint_eq(rig.n_session + rig.n_inhibitors + rig.n_sleep, 0);
	ck_assert_uint_eq(rig_count("asked GetUser"), 1);
	rig_tell("mode GetUser answer");
	rig_tell("answer");
	RUN_UNTIL(rig.loop, rig.n_session == 1 && rig.n_inhibitors == 1 && rig_count("lock") == 1);
	ck_assert(rig.session.is_present);
}
END_TEST

START_TEST(wrong_answers)
{
	static const char *const members[] = {"GetUser", "Display", "GetAll"};
	static const char *const modes[] = {"error", "types"};

	rig_start_bus();
	rig_tell("mode PreparingForSleep types");
	rig_tell("mode ListInhibitors types");
	rig_tell("mode Inhibit types");
	rig_tell("user on");
	rig_tell("session 2 " DESK);
	rig_tell("display 2");
	rig_tell("mode GetUser error");
	rig_tell("claim");
	for (size_t i = 0; i < 6; i++) {
		char command[64];

		(void)snprintf(
			command, sizeof(command), "mode %s %s", members[i / 2], modes[i % 2]);
		rig_tell(command);
		rig_tell("new 2");
		rig_settle();
		rig_tell("changed 2 LockedHint=no"); /* a part is not the whole */
		rig_settle();
		ck_assert_uint_eq(rig.n_session + rig.n_sleep + rig.n_inhibitors, 0);
		(void)snprintf(command, sizeof(command), "mode %s answer", members[i / 2]);
		rig_tell(command);
	}
	rig_tell("new 2"); /* it is asked again, though the session is the same */
	RUN_UNTIL(rig.loop, rig.n_session == 1);
	ck_assert(rig.session.is_present);
}
END_TEST

START_TEST(restarts_in_time)
{
	rig_begin();
	rig_tell("inhibitor idle|Player|a film|block|0|0");
	rig_tell("block 1");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 1);
	rig_tell("release"); /* also the old lock is let go: the new one knows nothing of us */
	RUN_UNTIL(rig.loop, rig_count("unlock") == 1);
	rig_restart_server();
	rig_tell("inhibitor idle|Player|a film|block|0|0");
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig_count("lock") == 1);
	rig_settle();
	ck_assert_uint_eq(rig.n_session, 1);
	ck_assert_uint_eq(rig.n_inhibitors, 1);
	rig_tell("changed 2 LockedHint=yes"); /* and it is followed */
	RUN_UNTIL(rig.loop, rig.session.is_locked);
	rig_restart_server();
	rig_tell("claim");
	RUN_UNTIL(rig.loop, rig.n_session == 3);
	ck_assert(rig.session.is_known && !rig.session.is_present);
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 2);
}
END_TEST

/* A new one that hangs is not a new one. */
START_TEST(stays_away)
{
	rig_begin();
	rig_tell("inhibitor idle|Player|a film|block|0|0");
	rig_tell("block 1");
	rig_tell("sleep yes");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 1 && rig.n_sleep == 1);
	rig_restart_server();
	rig_tell("mode GetUser silent");
	rig_tell("mode ListInhibitors silent");
	rig_tell("mode PreparingForSleep silent");
	rig_tell("claim");
	RUN_FOR(rig.loop, LOGIND_PATIENCE_USEC - 2 * USEC_PER_SEC);
	ck_assert_uint_eq(rig.n_session + rig.n_inhibitors + rig.n_sleep, 3);
	RUN_UNTIL(rig.loop, rig.n_session == 2);
	ck_assert(!rig.session.is_known && !rig.session.is_present);
	ck_assert_str_eq(rig.who, "0:");
	ck_assert_str_eq(rig.sleeps, "asleep awake ");
	rig_tell("user on");
	rig_tell("session 2 " DESK);
	rig_tell("display 2");
	rig_tell("answer");
	RUN_UNTIL(rig.loop, rig.n_session == 3);
	ck_assert(rig.session.is_present);
}
END_TEST

START_TEST(not_there)
{
	char text[512];

	rig.daemon_child = dbus_daemon_start("bus");
	(void)snprintf(text, sizeof(text),
		"[D-BUS Service]\nName=org.freedesktop.login1\nExec=/bin/sh -c ': >%s'\n",
		harness_path("started"));
	harness_write(harness_path("services/org.freedesktop.login1.service"), text);
	RUN_UNTIL(rig.loop, bus_get_state(rig.bus) == BUS_UP);
	RUN_FOR(rig.loop, 300 * USEC_PER_MSEC);
	ck_assert_int_ne(access(harness_path("started"), F_OK), 0);
	ck_assert_uint_eq(rig.n_session + rig.n_inhibitors + rig.n_sleep, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, rig_setup, rig_teardown);
	tcase_add_test(tcase, comes_and_goes);
	tcase_add_test(tcase, old_display_at_the_end);
	tcase_add_test(tcase, gone_before_it_is_said);
	tcase_add_test(tcase, another_takes_over);
	tcase_add_test(tcase, removed_while_named);
	tcase_add_test(tcase, classes);
	tcase_add_test(tcase, left_behind);
	tcase_add_test(tcase, idle_hint_on_the_boot_clock);
	tcase_add_test(tcase, idle_hint_that_nobody_sets);
	tcase_add_test(tcase, lock_requests);
	tcase_add_test(tcase, somebody_else_signals);
	tcase_add_test(tcase, never_answers);
	tcase_add_test(tcase, wrong_answers);
	tcase_add_test(tcase, restarts_in_time);
	tcase_add_test(tcase, stays_away);
	tcase_add_test(tcase, not_there);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("logind", add_tests);
}
