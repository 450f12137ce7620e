/* SPDX-License-Identifier: MIT */
/* Sleep and inhibitors as the proxy of logind tells them; see test-logind.c. */
#include "check_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "harness.h"
#include "logind_rig.h"
#include "loop.h"

START_TEST(sleep_waits_for_us)
{
	rig_begin();
	ck_assert_uint_eq(rig_count("lock"), 1);
	rig_tell("sleep yes");
	RUN_UNTIL(rig.loop, rig_count("unlock") == 1);
	ck_assert_str_eq(rig.sleeps, "asleep ");
	ck_assert(rig.locked_while_told);
	rig_tell("sleep yes");
	rig_settle();
	ck_assert_uint_eq(rig_count("asked Inhibit"), 1); /* none while it sleeps */
	rig_tell("sleep no");
	RUN_UNTIL(rig.loop, rig_count("lock") == 2);
	rig_tell("sleep no");
	rig_settle();
	ck_assert_str_eq(rig.sleeps, "asleep awake ");
	ck_assert_uint_eq(rig_count("lock"), 2);
	ck_assert_uint_eq(rig_count("unlock"), 1);
}
END_TEST

START_TEST(sleep_begins_before_the_lock)
{
	rig_start_bus();
	rig_tell("mode Inhibit silent");
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig_count("asked Inhibit") == 1);
	rig_tell("sleep yes");
	RUN_UNTIL(rig.loop, rig.n_sleep == 1);
	rig_tell("answer"); /* nobody waits for it any more */
	RUN_UNTIL(rig.loop, rig_count("lock") == 1 && rig_count("unlock") == 1);
	rig_tell("mode Inhibit answer");
	rig_tell("sleep no");
	RUN_UNTIL(rig.loop, rig_count("lock") == 2);
	ck_assert_str_eq(rig.sleeps, "asleep awake ");
}
END_TEST

START_TEST(sleep_without_its_end)
{
	rig_begin();
	rig_tell("sleep yes");
	RUN_UNTIL(rig.loop, rig.n_sleep == 1);
	rig_restart_server(); /* says nothing of what was */
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig.n_sleep == 2);
	ck_assert_str_eq(rig.sleeps, "asleep awake ");
	RUN_UNTIL(rig.loop, rig_count("lock") == 1);

	/* The bus dies in it, and the machine sleeps still when it is there again. */
	rig_tell("sleep yes");
	RUN_UNTIL(rig.loop, rig.n_sleep == 3);
	child_end(&rig.daemon_child, SIGKILL);
	RUN_UNTIL(rig.loop, bus_get_state(rig.bus) == BUS_DOWN);
	child_end(&rig.server, SIGKILL);
	rig_start_bus();
	rig_tell("preparing yes");
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig_count("asked PreparingForSleep") == 1);
	rig_settle();
	ck_assert_uint_eq(rig.n_sleep, 3);
	ck_assert_uint_eq(rig_count("asked Inhibit"), 0);
	rig_tell("sleep no");
	RUN_UNTIL(rig.loop, rig_count("lock") == 1);
	ck_assert_str_eq(rig.sleeps, "asleep awake asleep awake ");
	ck_assert_uint_eq(rig.n_session, 1);
}
END_TEST

START_TEST(lock_refused)
{
	rig_start_bus();
	rig_tell("mode Inhibit error");
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig.session.is_present && rig_count("asked Inhibit") == 1);
	rig_settle();
	rig_tell("sleep yes");
	RUN_UNTIL(rig.loop, rig.n_sleep == 1);
	rig_tell("mode Inhibit answer");
	rig_tell("sleep no");
	RUN_UNTIL(rig.loop, rig_count("lock") == 1);
	ck_assert_str_eq(rig.sleeps, "asleep awake ");
}
END_TEST

/* The lock goes with the bus, though logind would keep it; and so does one on its way. */
START_TEST(bus_dies_with_the_lock)
{
	unsigned before = count_descriptors();

	rig_begin();
	child_end(&rig.daemon_child, SIGKILL);
	RUN_UNTIL(rig.loop, bus_get_state(rig.bus) == BUS_DOWN);
	child_end(&rig.server, SIGKILL);
	ck_assert_uint_le(count_descriptors(), before + 2); /* the watch for a new one */
	rig_start_bus();
	rig_tell("mode Inhibit die");
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig_count("asked Inhibit") == 1);
	rig_settle();
	rig_restart_server();
	rig_start_desktop();
	RUN_UNTIL(rig.loop, rig_count("lock") == 1);
	ck_assert_uint_eq(rig.n_session, 1); /* all of that took no time */
}
END_TEST

START_TEST(inhibitors_that_count)
{
	rig_begin();
	rig_tell("inhibitor sleep:idle|Player|a film|block|0|0");
	rig_tell("inhibitor idle|Weak|w|block-weak|0|0");
	rig_tell("inhibitor idle|Here|of session 2|block|0|91");
	rig_tell("inhibitor idle|Passed on|its maker went|block|0|93");
	rig_tell("inhibitor idle|Elsewhere|of session 7|block|0|92");
	rig_tell("inhibitor idle|Ourselves|o|block|0|-1");
	rig_tell("inhibitor idle|Later|d|delay|0|0");
	rig_tell("inhibitor sleep:idler:shutdown|Sleepless|s|block|0|0");
	rig_tell("inhibitor idle|Neighbour|n|block|4711|0");
	rig_tell("block 1");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 1);
	ck_assert_str_eq(rig.who, "4: Player (a film) Weak (w) Here (of session 2) "
				  "Passed on (its maker went)");

	/* What others do is no news, however often it is told. */
	rig_tell("inhibitor idle|Neighbour|n|block|4711|0");
	rig_tell("block 40");
	rig_settle();
	ck_assert_uint_eq(rig.n_inhibitors, 1);
	rig_tell("uninhibit");
	rig_tell("block 1");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 2);
	ck_assert_str_eq(rig.who, "0:");
}
END_TEST

START_TEST(burst_of_inhibitors)
{
	unsigned before;

	rig_begin();
	before = rig_count("asked ListInhibitors");
	rig_tell("mode ListInhibitors silent");
	rig_tell("inhibitor idle|Player|a film|block|0|0");
	rig_tell("block 50");
	rig_settle();
	ck_assert_uint_eq(rig_count("asked ListInhibitors"), before + 1);
	rig_tell("answer");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 1);
	rig_settle();
	ck_assert_uint_eq(rig_count("asked ListInhibitors"), before + 1);

	/* Other properties of the manager are no reason. */
	rig_tell("mode ListInhibitors answer");
	rig_tell("changed 2 LockedHint=yes");
	rig_settle();
	ck_assert_uint_eq(rig_count("asked ListInhibitors"), before + 1);
}
END_TEST

/* One that comes and goes all the time is not asked about each time. */
START_TEST(inhibitor_that_flaps)
{
	unsigned before;

	rig_begin();
	before = rig_count("asked ListInhibitors");
	for (unsigned i = 0; i < 40; i++) {
		rig_tell(i % 2 == 0 ? "inhibitor idle|Player|a film|block|0|0" : "uninhibit");
		rig_tell("block 1");
		RUN_FOR(rig.loop, 10 * USEC_PER_MSEC);
	}
	ck_assert_uint_gt(rig_count("asked ListInhibitors"), before);
	ck_assert_uint_le(rig_count("asked ListInhibitors"), before + 10);
	/* What it is like in the end is told all the same. */
	rig_tell("inhibitor idle|Last|a film|block|0|0");
	rig_tell("block 1");
	RUN_UNTIL(rig.loop, strcmp(rig.who, "1: Last (a film)") == 0);
	RUN_FOR(rig.loop, USEC_PER_SEC);
	before = rig_count("asked ListInhibitors");
	RUN_FOR(rig.loop, USEC_PER_SEC);
	ck_assert_uint_eq(rig_count("asked ListInhibitors"), before);
}
END_TEST

START_TEST(many_inhibitors)
{
	rig_begin();
	for (unsigned i = 0; i <= INHIBITORS_MAX; i++) {
		rig_tell("inhibitor idle|P|f|block|0|0");
		if (i + 1 == INHIBITORS_MAX) {
			rig_tell("block 1");
			RUN_UNTIL(rig.loop, rig.n_inhibitors == 1);
			ck_assert_int_eq(strncmp(rig.who, "8: P (f)", 8), 0);
		}
	}
	rig_tell("block 1");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 2);
	ck_assert_int_eq(strncmp(rig.who, "9: P (f)", 8), 0);
}
END_TEST

/* Another session is the one at the machine: who counts is another, too. */
START_TEST(inhibitors_follow_the_session)
{
	rig_begin();
	rig_tell("inhibitor idle|Elsewhere|of session 7|block|0|92");
	rig_tell("block 1");
	rig_settle();
	ck_assert_uint_eq(rig.n_inhibitors, 0);
	rig_tell("session 7 " DESK);
	rig_tell("display 7");
	rig_tell("new 7");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 1);
	ck_assert_str_eq(rig.who, "1: Elsewhere (of session 7)");
	rig_tell("display -");
	rig_tell("gone 7");
	rig_tell("removed 7");
	RUN_UNTIL(rig.loop, rig.n_inhibitors == 2);
	ck_assert_str_eq(rig.who, "0:");
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, rig_setup, rig_teardown);
	tcase_add_test(tcase, sleep_waits_for_us);
	tcase_add_test(tcase, sleep_begins_before_the_lock);
	tcase_add_test(tcase, sleep_without_its_end);
	tcase_add_test(tcase, lock_refused);
	tcase_add_test(tcase, bus_dies_with_the_lock);
	tcase_add_test(tcase, inhibitors_that_count);
	tcase_add_test(tcase, burst_of_inhibitors);
	tcase_add_test(tcase, inhibitor_that_flaps);
	tcase_add_test(tcase, many_inhibitors);
	tcase_add_test(tcase, inhibitors_follow_the_session);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("logind-sleep", add_tests);
}
