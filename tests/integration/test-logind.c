/* SPDX-License-Identifier: MIT */
/* The proxy of logind, against one that does what a real one does only now and then. Clocks are
 * moved by hand. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>
#include <systemd/sd-login.h>

#include "bus.h"
#include "harness.h"
#include "logind.h"
#include "loop.h"
#include "manual_clock.h"

#define SETTLE_USEC (60 * USEC_PER_MSEC)
#define DESK "Class=user State=active Type=wayland Active=yes"

static struct loop *loop;
static struct bus *bus;
static struct logind *proxy;
static struct manual_clock manual;
static struct child daemon_child, server;
static unsigned descriptors;

/* What the proxy told. */
static struct logind_session session;
static unsigned n_session, n_sleep, n_inhibitors;
static char locks[64], sleeps[64], who[256];
static bool locked_while_told; /* the lock was held when on_sleep(true) came */

/* What the server said. */
static char heard[8192];

/* In place of that of libsystemd, which looks at control groups: 91 and 92 are in sessions. */
int sd_pid_get_session(pid_t pid, char **ret_id)
{
	if (pid != 91 && pid != 92) {
		return pid == 93 ? -ESRCH : -ENODATA;
	}
	*ret_id = strdup(pid == 91 ? "2" : "7");
	return 0;
}

static void hear(void)
{
	const char *line;

	while ((line = child_get_line(&server)) != NULL) {
		(void)snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard), "%s\n", line);
	}
}

/* How often it said this line. */
static unsigned count(const char *line)
{
	char whole[64];
	unsigned n = 0;

	hear();
	(void)snprintf(whole, sizeof(whole), "%s\n", line);
	for (const char *at = heard; (at = strstr(at, whole)) != NULL; at += strlen(whole)) {
		n += at == heard || at[-1] == '\n' ? 1 : 0;
	}
	return n;
}

static void on_session(const struct logind_session *told, void *userdata)
{
	session = *told;
	n_session++;
}

static void on_lock_request(bool lock, void *userdata)
{
	(void)strcat(locks, lock ? "lock " : "unlock ");
}

static void on_sleep(bool asleep, void *userdata)
{
	(void)strcat(sleeps, asleep ? "asleep " : "awake ");
	locked_while_told = count("lock") > count("unlock");
	n_sleep++;
}

static void on_inhibitors(const struct inhibitor *inhibitors, size_t n, void *userdata)
{
	(void)snprintf(who, sizeof(who), "%zu:", n);
	for (size_t i = 0; i < n && i < INHIBITORS_MAX; i++) {
		(void)snprintf(who + strlen(who), sizeof(who) - strlen(who), " %s (%s)",
			inhibitors[i].who, inhibitors[i].why);
	}
	n_inhibitors++;
}

static const struct logind_callbacks callbacks = {
	.on_session = on_session,
	.on_lock_request = on_lock_request,
	.on_sleep = on_sleep,
	.on_inhibitors = on_inhibitors,
};

static void setup(void)
{
	struct clock clock;

	(void)harness_begin();
	n_session = n_sleep = n_inhibitors = 0;
	locks[0] = sleeps[0] = who[0] = heard[0] = '\0';
	session = (struct logind_session){0};
	manual_clock_init(&manual);
	clock = manual_clock_get(&manual);
	descriptors = count_descriptors();
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(logind_new(bus, &clock, &callbacks, NULL, &proxy), 0);
}

static void teardown(void)
{
	proxy = logind_free(proxy);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&server, SIGKILL);
	child_end(&daemon_child, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static void tell(const char *command)
{
	unsigned n = count("ok");

	child_send(&server, "%s", command);
	while (count("ok") == n) {
		(void)snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard), "%s\n",
			child_wait_line(&server));
	}
}

static void settle(void)
{
	RUN_FOR(loop, SETTLE_USEC);
}

static void start_server(void)
{
	char address[300];
	const char *arguments[] = {LOGIND, address, NULL};

	heard[0] = '\0';
	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	server = child_start(arguments);
	ck_assert_str_eq(child_wait_line(&server), "ready");
}

static void start_bus(void)
{
	(void)unlink(harness_path("bus"));
	daemon_child = dbus_daemon_start("bus");
	start_server();
}

/* A bus and a logind that has a session 2 of a desktop at the machine. */
static void start_desktop(void)
{
	tell("user on");
	tell("session 2 " DESK);
	tell("display 2");
	tell("claim");
}

static void begin(void)
{
	start_bus();
	start_desktop();
	RUN_UNTIL(loop, session.is_present && count("lock") > 0);
	settle();
	ck_assert_uint_eq(n_session, 1);
}

static void restart_server(void)
{
	child_end(&server, SIGKILL);
	start_server();
}

START_TEST(comes_and_goes)
{
	start_bus();
	tell("claim");
	RUN_UNTIL(loop, n_session == 1);
	ck_assert(session.is_known && !session.is_present); /* NoSuchUser */
	tell("user on");
	tell("session 2 " DESK " Display=:3 Remote=yes LockedHint=yes");
	tell("display 2");
	tell("user-new 4711");
	settle();
	ck_assert_uint_eq(n_session, 1);
	ck_assert_uint_eq(count("asked GetUser"), 1); /* another user's */
	child_send(&server, "user-new %u", getuid());
	RUN_UNTIL(loop, n_session == 2);
	ck_assert(session.is_present && session.is_in_foreground && session.is_locked);
	ck_assert(session.is_remote && !session.is_idle_hint_used);
	ck_assert_str_eq(session.id, "2");
	ck_assert_str_eq(session.type, "wayland");
	ck_assert_str_eq(session.display, ":3");

	tell("changed 2 LockedHint=no");
	RUN_UNTIL(loop, n_session == 3);
	ck_assert(!session.is_locked && session.is_in_foreground && session.is_present);
	tell("unsaid 2 Active=no");
	RUN_UNTIL(loop, n_session == 4);
	ck_assert(!session.is_in_foreground && session.is_present);
	/* Nothing of ours, or nothing new. */
	tell("changed 2 LockedHint=no Desktop=x");
	tell("unsaid 2 Desktop=y LockedHint=no");
	tell("session 5 " DESK);
	tell("new 5");
	tell("changed 5 LockedHint=yes");
	tell("removed 5");
	settle();
	ck_assert_uint_eq(n_session, 4);

	tell("display 5"); /* it is the one now, and what comes from the other is not heard */
	tell("user-changed 5");
	RUN_UNTIL(loop, n_session == 5);
	ck_assert_str_eq(session.id, "5");
	tell("changed 2 LockedHint=yes Active=no");
	tell("emit 2 Lock");
	settle();
	ck_assert_uint_eq(n_session, 5);
	ck_assert_str_eq(locks, "");
	ck_assert_uint_eq(count("asked something with auto-start"), 0);
}
END_TEST

/* As seen at the end of the last graphical session: the signal of the user's display still carries
 * the session that ended. */
START_TEST(old_display_at_the_end)
{
	begin();
	tell("display -");
	tell("user-changed 2");
	tell("gone 2");
	tell("removed 2");
	RUN_UNTIL(loop, n_session == 2);
	ck_assert(session.is_known && !session.is_present);
	ck_assert_str_eq(session.id, "");
	tell("user-changed 2");
	settle();
	ck_assert_uint_eq(n_session, 2);
}
END_TEST

START_TEST(another_takes_over)
{
	begin();
	tell("session 4 Class=user State=active Type=tty Active=yes IdleHint=yes "
	     "IdleSinceHintMonotonic=500000000");
	tell("display 4");
	tell("user-changed 2"); /* the old one */
	RUN_UNTIL(loop, n_session == 2);
	ck_assert_str_eq(session.id, "4");
	ck_assert_str_eq(session.type, "tty");
	ck_assert(!session.is_idle_hint_used); /* logind's guess from the terminal */
	tell("removed 2");
	settle();
	ck_assert_uint_eq(n_session, 2);
}
END_TEST

/* Gone is gone, also if logind names it still, and if it says nothing more. */
START_TEST(removed_while_named)
{
	begin();
	tell("mode GetUser silent");
	tell("removed 2");
	RUN_UNTIL(loop, n_session == 2);
	ck_assert(session.is_known && !session.is_present);
	tell("gone 2");
	tell("mode GetUser answer");
	tell("answer"); /* still with the display of before, which is no object any more */
	settle();
	ck_assert_uint_eq(n_session, 2);
	tell("session 2 " DESK);
	tell("new 2");
	RUN_UNTIL(loop, n_session == 3);
	ck_assert(session.is_present);
	/* Removed while it is asked for. */
	tell("mode GetAll silent");
	tell("session 3 " DESK);
	tell("display 3");
	tell("user-changed 3");
	RUN_UNTIL(loop, count("asked GetAll") == 4);
	tell("display -");
	tell("gone 3");
	tell("removed 3");
	RUN_UNTIL(loop, n_session == 4);
	ck_assert(!session.is_present);
	tell("answer");
	settle();
	ck_assert_uint_eq(n_session, 4);
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

	begin();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char command[64];

		(void)snprintf(command, sizeof(command), "changed 2 %s", rows[i].values);
		tell(command);
		settle();
		ck_assert_msg(session.is_known && session.is_present == rows[i].is_present, "%s",
			rows[i].values);
	}
}
END_TEST

START_TEST(idle_hint_on_the_boot_clock)
{
	usec_t boot_usec;

	start_bus();
	tell("user on");
	/* 200 s ago on the monotonic clock, then an hour of suspend that it knows nothing of. */
	tell("session 2 " DESK " IdleHint=yes IdleSinceHintMonotonic=800000000");
	tell("display 2");
	manual.monotonic_usec = 1000 * USEC_PER_SEC;
	manual_clock_suspend(&manual, USEC_PER_HOUR);
	boot_usec = manual.boot_usec;
	tell("claim");
	RUN_UNTIL(loop, n_session == 1);
	ck_assert(session.is_idle_hint_used && session.is_idle);
	ck_assert_uint_eq(session.idle_since_boot_usec, boot_usec - 200 * USEC_PER_SEC);

	/* The same value later, after another suspend, is no news. */
	manual_clock_suspend(&manual, USEC_PER_HOUR);
	manual.boot_usec += 3;
	tell("unsaid 2 IdleHint=yes");
	settle();
	ck_assert_uint_eq(n_session, 1);

	/* Every step is told. */
	manual_clock_advance(&manual, USEC_PER_SEC);
	tell("changed 2 IdleHint=no IdleSinceHintMonotonic=1000000000");
	tell("changed 2 IdleHint=yes IdleSinceHintMonotonic=1000500000");
	RUN_UNTIL(loop, n_session == 3);
	ck_assert(session.is_idle);
	ck_assert_uint_eq(session.idle_since_boot_usec, manual.boot_usec - USEC_PER_SEC / 2);

	/* Never in the future. */
	tell("changed 2 IdleHint=no IdleSinceHintMonotonic=9000000000");
	RUN_UNTIL(loop, n_session == 4);
	ck_assert(!session.is_idle);
	ck_assert_uint_eq(session.idle_since_boot_usec, manual.boot_usec);
}
END_TEST

START_TEST(idle_hint_that_nobody_sets)
{
	begin();
	ck_assert(!session.is_idle_hint_used);
	tell("changed 2 IdleHint=yes"); /* now somebody does */
	RUN_UNTIL(loop, n_session == 2);
	ck_assert(session.is_idle_hint_used && session.is_idle);
	ck_assert_uint_eq(session.idle_since_boot_usec, manual.boot_usec);
	tell("changed 2 Type=tty");
	RUN_UNTIL(loop, n_session == 3);
	ck_assert(!session.is_idle_hint_used && !session.is_idle);
	ck_assert_uint_eq(session.idle_since_boot_usec, 0);
}
END_TEST

START_TEST(lock_requests)
{
	begin();
	tell("emit 2 Lock");
	tell("emit 2 Unlock");
	tell("emit 2 Lock");
	tell("emit 2 PauseDevice");
	settle();
	ck_assert_str_eq(locks, "lock unlock lock ");
	ck_assert(!session.is_locked); /* a wish */
	ck_assert_uint_eq(n_session, 1);
}
END_TEST

START_TEST(somebody_else_signals)
{
	begin();
	tell("spoof");
	settle();
	ck_assert_str_eq(locks, "");
	ck_assert_uint_eq(n_session, 1);
	ck_assert_uint_eq(n_sleep, 0);
	ck_assert_uint_eq(count("asked GetUser"), 1);
	tell("changed 2 LockedHint=yes");
	RUN_UNTIL(loop, session.is_locked);
}
END_TEST

START_TEST(sleep_waits_for_us)
{
	begin();
	ck_assert_uint_eq(count("lock"), 1);
	tell("sleep yes");
	RUN_UNTIL(loop, count("unlock") == 1);
	ck_assert_str_eq(sleeps, "asleep ");
	ck_assert(locked_while_told);
	tell("sleep yes");
	settle();
	ck_assert_uint_eq(count("asked Inhibit"), 1); /* none while it sleeps */
	tell("sleep no");
	RUN_UNTIL(loop, count("lock") == 2);
	tell("sleep no");
	settle();
	ck_assert_str_eq(sleeps, "asleep awake ");
	ck_assert_uint_eq(count("lock"), 2);
	ck_assert_uint_eq(count("unlock"), 1);
}
END_TEST

START_TEST(sleep_begins_before_the_lock)
{
	start_bus();
	tell("mode Inhibit silent");
	start_desktop();
	RUN_UNTIL(loop, count("asked Inhibit") == 1);
	tell("sleep yes");
	RUN_UNTIL(loop, n_sleep == 1);
	tell("answer"); /* nobody waits for it any more */
	RUN_UNTIL(loop, count("lock") == 1 && count("unlock") == 1);
	tell("mode Inhibit answer");
	tell("sleep no");
	RUN_UNTIL(loop, count("lock") == 2);
	ck_assert_str_eq(sleeps, "asleep awake ");
}
END_TEST

START_TEST(sleep_without_its_end)
{
	begin();
	tell("sleep yes");
	RUN_UNTIL(loop, n_sleep == 1);
	restart_server(); /* says nothing of what was */
	start_desktop();
	RUN_UNTIL(loop, n_sleep == 2);
	ck_assert_str_eq(sleeps, "asleep awake ");
	RUN_UNTIL(loop, count("lock") == 1);

	/* The bus dies in it, and the machine sleeps still when it is there again. */
	tell("sleep yes");
	RUN_UNTIL(loop, n_sleep == 3);
	child_end(&daemon_child, SIGKILL);
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_DOWN);
	child_end(&server, SIGKILL);
	start_bus();
	tell("preparing yes");
	start_desktop();
	RUN_UNTIL(loop, count("asked PreparingForSleep") == 1);
	settle();
	ck_assert_uint_eq(n_sleep, 3);
	ck_assert_uint_eq(count("asked Inhibit"), 0);
	tell("sleep no");
	RUN_UNTIL(loop, count("lock") == 1);
	ck_assert_str_eq(sleeps, "asleep awake asleep awake ");
	ck_assert_uint_eq(n_session, 1);
}
END_TEST

START_TEST(lock_refused)
{
	start_bus();
	tell("mode Inhibit error");
	start_desktop();
	RUN_UNTIL(loop, session.is_present && count("asked Inhibit") == 1);
	settle();
	tell("sleep yes");
	RUN_UNTIL(loop, n_sleep == 1);
	tell("mode Inhibit answer");
	tell("sleep no");
	RUN_UNTIL(loop, count("lock") == 1);
	ck_assert_str_eq(sleeps, "asleep awake ");
}
END_TEST

/* The lock goes with the bus, though logind would keep it; and so does one on its way. */
START_TEST(bus_dies_with_the_lock)
{
	unsigned before = count_descriptors();

	begin();
	child_end(&daemon_child, SIGKILL);
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_DOWN);
	child_end(&server, SIGKILL);
	ck_assert_uint_le(count_descriptors(), before + 2); /* the watch for a new one */
	start_bus();
	tell("mode Inhibit die");
	start_desktop();
	RUN_UNTIL(loop, count("asked Inhibit") == 1);
	settle();
	restart_server();
	start_desktop();
	RUN_UNTIL(loop, count("lock") == 1);
	ck_assert_uint_eq(n_session, 1); /* all of that took no time */
}
END_TEST

START_TEST(inhibitors_that_count)
{
	begin();
	tell("inhibitor sleep:idle|Player|a film|block|0|0");
	tell("inhibitor idle|Weak|w|block-weak|0|0");
	tell("inhibitor idle|Here|of session 2|block|0|91");
	tell("inhibitor idle|Passed on|its maker went|block|0|93");
	tell("inhibitor idle|Elsewhere|of session 7|block|0|92");
	tell("inhibitor idle|Ourselves|o|block|0|-1");
	tell("inhibitor idle|Later|d|delay|0|0");
	tell("inhibitor sleep:idler:shutdown|Sleepless|s|block|0|0");
	tell("inhibitor idle|Neighbour|n|block|4711|0");
	tell("block 1");
	RUN_UNTIL(loop, n_inhibitors == 1);
	ck_assert_str_eq(who, "4: Player (a film) Weak (w) Here (of session 2) "
			      "Passed on (its maker went)");

	/* What others do is no news, however often it is told. */
	tell("inhibitor idle|Neighbour|n|block|4711|0");
	tell("block 40");
	settle();
	ck_assert_uint_eq(n_inhibitors, 1);
	tell("uninhibit");
	tell("block 1");
	RUN_UNTIL(loop, n_inhibitors == 2);
	ck_assert_str_eq(who, "0:");
}
END_TEST

START_TEST(burst_of_inhibitors)
{
	unsigned before;

	begin();
	before = count("asked ListInhibitors");
	tell("mode ListInhibitors silent");
	tell("inhibitor idle|Player|a film|block|0|0");
	tell("block 50");
	settle();
	ck_assert_uint_eq(count("asked ListInhibitors"), before + 1);
	tell("answer");
	RUN_UNTIL(loop, n_inhibitors == 1);
	settle();
	ck_assert_uint_eq(count("asked ListInhibitors"), before + 1);

	/* Other properties of the manager are no reason. */
	tell("mode ListInhibitors answer");
	tell("changed 2 LockedHint=yes");
	settle();
	ck_assert_uint_eq(count("asked ListInhibitors"), before + 1);
}
END_TEST

START_TEST(many_inhibitors)
{
	begin();
	for (unsigned i = 0; i <= INHIBITORS_MAX; i++) {
		tell("inhibitor idle|P|f|block|0|0");
		if (i + 1 == INHIBITORS_MAX) {
			tell("block 1");
			RUN_UNTIL(loop, n_inhibitors == 1);
			ck_assert_int_eq(strncmp(who, "8: P (f)", 8), 0);
		}
	}
	tell("block 1");
	RUN_UNTIL(loop, n_inhibitors == 2);
	ck_assert_int_eq(strncmp(who, "9: P (f)", 8), 0);
}
END_TEST

/* Another session is the one at the machine: who counts is another, too. */
START_TEST(inhibitors_follow_the_session)
{
	begin();
	tell("inhibitor idle|Elsewhere|of session 7|block|0|92");
	tell("block 1");
	settle();
	ck_assert_uint_eq(n_inhibitors, 0);
	tell("session 7 " DESK);
	tell("display 7");
	tell("new 7");
	RUN_UNTIL(loop, n_inhibitors == 1);
	ck_assert_str_eq(who, "1: Elsewhere (of session 7)");
	tell("display -");
	tell("gone 7");
	tell("removed 7");
	RUN_UNTIL(loop, n_inhibitors == 2);
	ck_assert_str_eq(who, "0:");
}
END_TEST

/* It hangs, for longer than any call may take, and goes on. */
START_TEST(never_answers)
{
	start_bus();
	tell("mode GetUser silent");
	tell("mode ListInhibitors silent");
	tell("mode PreparingForSleep silent");
	tell("inhibitor idle|Player|a film|block|0|0");
	start_desktop();
	RUN_UNTIL(loop, count("asked ListInhibitors") == 1);
	tell("new 2");
	tell("block 1");
	RUN_FOR(loop, 6 * USEC_PER_SEC);
	ck_assert_uint_eq(n_session + n_inhibitors + n_sleep, 0);
	ck_assert_uint_eq(count("asked GetUser"), 1);
	tell("mode GetUser answer");
	tell("answer");
	RUN_UNTIL(loop, n_session == 1 && n_inhibitors == 1 && count("lock") == 1);
	ck_assert(session.is_present);
}
END_TEST

START_TEST(wrong_answers)
{
	static const char *const members[] = {"GetUser", "Display", "GetAll"};
	static const char *const modes[] = {"error", "types"};

	start_bus();
	tell("mode PreparingForSleep types");
	tell("mode ListInhibitors types");
	tell("mode Inhibit types");
	tell("user on");
	tell("session 2 " DESK);
	tell("display 2");
	tell("mode GetUser error");
	tell("claim");
	for (size_t i = 0; i < 6; i++) {
		char command[64];

		(void)snprintf(
			command, sizeof(command), "mode %s %s", members[i / 2], modes[i % 2]);
		tell(command);
		tell("new 2");
		settle();
		ck_assert_uint_eq(n_session + n_sleep + n_inhibitors, 0);
		(void)snprintf(command, sizeof(command), "mode %s answer", members[i / 2]);
		tell(command);
	}
	tell("new 2"); /* it is asked again, though the session is the same */
	RUN_UNTIL(loop, n_session == 1);
	ck_assert(session.is_present);
}
END_TEST

START_TEST(restarts_in_time)
{
	begin();
	tell("inhibitor idle|Player|a film|block|0|0");
	tell("block 1");
	RUN_UNTIL(loop, n_inhibitors == 1);
	tell("release"); /* also the old lock is let go: the new one knows nothing of us */
	RUN_UNTIL(loop, count("unlock") == 1);
	restart_server();
	tell("inhibitor idle|Player|a film|block|0|0");
	start_desktop();
	RUN_UNTIL(loop, count("lock") == 1);
	settle();
	ck_assert_uint_eq(n_session, 1);
	ck_assert_uint_eq(n_inhibitors, 1);
	tell("changed 2 LockedHint=yes"); /* and it is followed */
	RUN_UNTIL(loop, session.is_locked);
	restart_server();
	tell("claim");
	RUN_UNTIL(loop, n_session == 3);
	ck_assert(session.is_known && !session.is_present);
	RUN_UNTIL(loop, n_inhibitors == 2);
}
END_TEST

/* A new one that hangs is not a new one. */
START_TEST(stays_away)
{
	begin();
	tell("inhibitor idle|Player|a film|block|0|0");
	tell("block 1");
	tell("sleep yes");
	RUN_UNTIL(loop, n_inhibitors == 1 && n_sleep == 1);
	restart_server();
	tell("mode GetUser silent");
	tell("mode ListInhibitors silent");
	tell("mode PreparingForSleep silent");
	tell("claim");
	RUN_FOR(loop, LOGIND_PATIENCE_USEC - 2 * USEC_PER_SEC);
	ck_assert_uint_eq(n_session + n_inhibitors + n_sleep, 3);
	RUN_UNTIL(loop, n_session == 2);
	ck_assert(!session.is_known && !session.is_present);
	ck_assert_str_eq(who, "0:");
	ck_assert_str_eq(sleeps, "asleep awake ");
	tell("user on");
	tell("session 2 " DESK);
	tell("display 2");
	tell("answer");
	RUN_UNTIL(loop, n_session == 3);
	ck_assert(session.is_present);
}
END_TEST

START_TEST(not_there)
{
	char text[512];

	daemon_child = dbus_daemon_start("bus");
	(void)snprintf(text, sizeof(text),
		"[D-BUS Service]\nName=org.freedesktop.login1\nExec=/bin/sh -c ': >%s'\n",
		harness_path("started"));
	harness_write(harness_path("services/org.freedesktop.login1.service"), text);
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_UP);
	RUN_FOR(loop, 300 * USEC_PER_MSEC);
	ck_assert_int_ne(access(harness_path("started"), F_OK), 0);
	ck_assert_uint_eq(n_session + n_inhibitors + n_sleep, 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, comes_and_goes);
	tcase_add_test(tcase, old_display_at_the_end);
	tcase_add_test(tcase, another_takes_over);
	tcase_add_test(tcase, removed_while_named);
	tcase_add_test(tcase, classes);
	tcase_add_test(tcase, idle_hint_on_the_boot_clock);
	tcase_add_test(tcase, idle_hint_that_nobody_sets);
	tcase_add_test(tcase, lock_requests);
	tcase_add_test(tcase, somebody_else_signals);
	tcase_add_test(tcase, sleep_waits_for_us);
	tcase_add_test(tcase, sleep_begins_before_the_lock);
	tcase_add_test(tcase, sleep_without_its_end);
	tcase_add_test(tcase, lock_refused);
	tcase_add_test(tcase, bus_dies_with_the_lock);
	tcase_add_test(tcase, inhibitors_that_count);
	tcase_add_test(tcase, burst_of_inhibitors);
	tcase_add_test(tcase, many_inhibitors);
	tcase_add_test(tcase, inhibitors_follow_the_session);
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
