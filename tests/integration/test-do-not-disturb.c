/* SPDX-License-Identifier: MIT */
/* What the real programs do not do on demand; with them: test-real-do-not-disturb.c. */
#include "check_main.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include <backcare/cleanup.h>

#include "backoff.h"
#include "bus.h"
#include "dnd_rig.h"
#include "loop.h"

#define A_WHILE (500 * USEC_PER_MSEC)

static struct dnd_rig rig;

static void setup(void)
{
	dnd_rig_begin(&rig);
}

static void teardown(void)
{
	dnd_rig_end(&rig);
}

static unsigned count(const char *property)
{
	return dnd_rig_count(&rig, property);
}

/* The database is another one now, as dconf does it; NULL: there is none. */
static void set_database(const char *name)
{
	char data[1024], from[512];
	AUTO_CLOSE int in = -1, out = -1;
	ssize_t size;

	(void)unlink(harness_path("config/dconf/user"));
	if (name == NULL) {
		return;
	}
	(void)snprintf(from, sizeof(from), "%s/%s", DATABASES, name);
	in = open(from, O_RDONLY | O_CLOEXEC);
	size = read(in, data, sizeof(data));
	ck_assert_int_gt(size, 0);
	out = open(harness_path("config/dconf/user"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_eq(write(out, data, (size_t)size), size);
}

static const struct {
	const char *property, *on, *off, *who;
} switches[] = {
	{"Inhibited", "1", "0", "the notification server"},
	{"paused", "1", "0", "dunst"},
	{"Modes", "default,do-not-disturb", "default", "mako, mode do-not-disturb"},
	{"Modes", "DND,default", "away,default,dnd-not,do-not-disturb-at-all", "mako, mode DND"},
};

START_TEST(a_switch)
{
	const char *property = switches[_i].property;

	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	ck_assert_uint_eq(rig.n_told, 0);
	dnd_rig_tell(&rig, "set %s %s", property, switches[_i].on);
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	ck_assert(rig.on);
	ck_assert_str_eq(rig.who, switches[_i].who);
	dnd_rig_tell(&rig, "set %s %s", property, switches[_i].off);
	RUN_UNTIL(rig.loop, rig.n_told == 2);
	ck_assert(!rig.on);

	/* It was on before anybody looked: a server, then a bus that come later. */
	dnd_rig_start_peer(&rig, NULL);
	dnd_rig_tell(&rig, "hush %s %s", property, switches[_i].on);
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, rig.n_told == 3);
	ck_assert_str_eq(rig.who, switches[_i].who);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(count(property), 1);
	ck_assert_uint_eq(rig.n_told, 3);
}
END_TEST

START_TEST(all_who_say_so_are_named)
{
	dnd_rig_start_peer(&rig, NULL);
	set_database("off");
	dnd_rig_tell(&rig, "hush Modes dnd");
	dnd_rig_tell(&rig, "hush Inhibited 1");
	dnd_rig_tell(&rig, "hush paused 1");
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	dnd_rig_tell(&rig, "own " DND_SHELL);
	RUN_UNTIL(rig.loop, strcmp(rig.who, "the notification server and mako, mode dnd and dunst "
					    "and GNOME") == 0);
	dnd_rig_tell(&rig, "set Inhibited 0");
	dnd_rig_tell(&rig, "set paused 0");
	RUN_UNTIL(rig.loop, strcmp(rig.who, "mako, mode dnd and GNOME") == 0);
	dnd_rig_tell(&rig, "set Modes default");
	RUN_UNTIL(rig.loop, strcmp(rig.who, "GNOME") == 0);
	ck_assert(rig.on);
}
END_TEST

/* A server that has none of them is asked once. */
START_TEST(who_has_no_such_thing_is_let_be)
{
	dnd_rig_start_peer(&rig, NULL);
	for (unsigned i = 0; i < 3; i++) {
		dnd_rig_tell(&rig, "mode %s %s", switches[i].property,
			(const char *const[]){"refuse", "types", "naked"}[_i]);
		dnd_rig_tell(&rig, "hush %s %s", switches[i].property, switches[i].on);
	}
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	RUN_FOR(rig.loop, BACKOFF_FIRST_USEC + A_WHILE);
	ck_assert_uint_eq(count(""), 3);
	ck_assert_uint_eq(rig.n_told, 0);
}
END_TEST

START_TEST(signals_of_other_types)
{
	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	dnd_rig_tell(&rig, "wrong paused");
	dnd_rig_tell(&rig, "wrong Modes");
	RUN_UNTIL(rig.loop, count("") == 5); /* it is asked what it meant */
	dnd_rig_tell(&rig, "set paused 1");
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	dnd_rig_tell(&rig, "wrong paused");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(rig.n_told, 1);
	ck_assert_uint_eq(count("paused"), 3);
}
END_TEST

/* The last state, few questions, and few words about it. */
START_TEST(a_flood)
{
	const char *property = switches[_i].property;

	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	for (unsigned i = 0; i < 10; i++) { /* fifty a second, and a great many at once */
		dnd_rig_tell(&rig, "flip %s %u", property, i == 5 ? 500U : 5U);
		RUN_FOR(rig.loop, 100 * USEC_PER_MSEC);
	}
	dnd_rig_tell(&rig, "set %s %s", property, switches[_i].on);
	RUN_UNTIL(rig.loop, rig.on);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on);
	ck_assert_uint_le(rig.n_told, 8);
	ck_assert_uint_le(count(property), 9);
	printf("# %s: told %u times, asked %u times\n", property, rig.n_told, count(property));
}
END_TEST

START_TEST(signals_of_others)
{
	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	dnd_rig_tell(&rig, "spoof");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(rig.n_told, 0);
	ck_assert_uint_eq(count(""), 3);
	dnd_rig_tell(&rig, "set Inhibited 1"); /* it is still the one */
	RUN_UNTIL(rig.loop, rig.n_told == 1);

	/* Nobody has the name: its signals are anybody's. */
	dnd_rig_start_peer(&rig, NULL);
	dnd_rig_tell(&rig, "set paused 1");
	dnd_rig_tell(&rig, "set Modes dnd");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_str_eq(rig.who, "the notification server");
	ck_assert_uint_eq(count(""), 0);
}
END_TEST

START_TEST(stands_while_the_server_restarts)
{
	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	dnd_rig_tell(&rig, "set Modes dnd");
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	child_end(&rig.peer, SIGKILL);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(rig.n_told, 1);

	/* It is in no mode any more. */
	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, rig.n_told == 2);
	ck_assert(!rig.on);
	dnd_rig_tell(&rig, "set Modes dnd");
	RUN_UNTIL(rig.loop, rig.n_told == 3);

	/* It dies when it is asked; and nobody comes. */
	dnd_rig_tell(&rig, "mode Modes die");
	dnd_rig_tell(&rig, "set Modes default");
	RUN_FOR(rig.loop, DO_NOT_DISTURB_PATIENCE_USEC - 2 * USEC_PER_SEC);
	ck_assert_uint_eq(rig.n_told, 3);
	RUN_UNTIL(rig.loop, rig.n_told == 4);
	ck_assert(!rig.on);
}
END_TEST

START_TEST(stands_while_the_bus_restarts)
{
	set_database("off");
	dnd_rig_start_peer(&rig, NULL);
	dnd_rig_tell(&rig, "hush paused 1");
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	dnd_rig_tell(&rig, "own " DND_SHELL);
	RUN_UNTIL(rig.loop, strcmp(rig.who, "dunst and GNOME") == 0);
	child_end(&rig.daemon_child, SIGKILL);
	RUN_UNTIL(rig.loop, bus_get_state(rig.bus) != BUS_UP);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_str_eq(rig.who, "dunst and GNOME");

	(void)unlink(harness_path("bus"));
	rig.daemon_child = dbus_daemon_start("bus");
	RUN_UNTIL(rig.loop, bus_get_state(rig.bus) == BUS_UP);
	dnd_rig_start_peer(&rig, NULL);
	dnd_rig_tell(&rig, "hush paused 1");
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("paused") == 1);
	RUN_UNTIL(rig.loop, strcmp(rig.who, "dunst") == 0); /* no shell came back */
	dnd_rig_tell(&rig, "set paused 0");
	RUN_UNTIL(rig.loop, !rig.on);
}
END_TEST

START_TEST(never_answers)
{
	unsigned n_asked;

	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	dnd_rig_tell(&rig, "set Modes dnd");
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	dnd_rig_tell(&rig, "mode Modes silent");
	dnd_rig_tell(&rig, "hush Modes default");
	dnd_rig_tell(&rig, "flip Modes 100");
	RUN_UNTIL(rig.loop, count("Modes") == 3);
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(count("Modes"), 3); /* one on its way */
	RUN_UNTIL(rig.loop, !rig.on);         /* 5 s without an answer, and 10 s of patience */
	ck_assert_uint_eq(rig.n_told, 2);
	n_asked = count("Modes");
	ck_assert_uint_ge(n_asked, 4);
	ck_assert_uint_le(n_asked, 6);

	/* It answers the last question after all. */
	dnd_rig_tell(&rig, "hush Modes dnd");
	dnd_rig_tell(&rig, "mode Modes answer");
	dnd_rig_tell(&rig, "flush");
	RUN_UNTIL(rig.loop, rig.on);
}
END_TEST

/* What a signal says is newer than an answer that was on its way before it. */
START_TEST(late_answers)
{
	dnd_rig_start_peer(&rig, NULL);
	dnd_rig_tell(&rig, "mode paused silent");
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	dnd_rig_tell(&rig, "set paused 1");
	RUN_UNTIL(rig.loop, rig.on);
	dnd_rig_tell(&rig, "hush paused 0");
	dnd_rig_tell(&rig, "flush");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on);
}
END_TEST

static const struct {
	const char *change;
	bool is_about_it;
} changes[] = {
	{"/org/gnome/desktop/notifications/show-banners -", true},
	{"/org/gnome/desktop/notifications/ application-children show-banners", true},
	{"/org/gnome/desktop/ interface/color-scheme notifications/", true},
	{"/ org/gnome/desktop/notifications/show-banners", true},
	{"/ -", true},
	{"/org/gnome/desktop/notifications/show-banners-not -", false},
	{"/org/gnome/desktop/notifications/show-in-lock-screen -", false},
	{"/org/gnome/desktop/ interface/color-scheme", false},
	{"/org/gnome/desktop/notifications/", false},
	{"/org/gnome/desktop/interface/color-scheme -", false},
};

START_TEST(gnome_reads_what_was_written)
{
	dnd_rig_start_peer(&rig, DND_SHELL);
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	RUN_FOR(rig.loop, A_WHILE);
	set_database("off");
	dnd_rig_tell(&rig, "written %s", changes[_i].change);
	if (changes[_i].is_about_it) {
		RUN_UNTIL(rig.loop, rig.n_told == 1);
		ck_assert_str_eq(rig.who, "GNOME");
		set_database(_i % 2 == 0 ? NULL : "on");
		dnd_rig_tell(&rig, "written %s", changes[_i].change);
		RUN_UNTIL(rig.loop, rig.n_told == 2);
	} else {
		RUN_FOR(rig.loop, A_WHILE);
		ck_assert_uint_eq(rig.n_told, 0);
	}
}
END_TEST

START_TEST(gnome_only_with_its_shell)
{
	set_database("off");
	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	RUN_UNTIL(rig.loop, count("") == 3);
	dnd_rig_tell(&rig, "written / -");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_eq(rig.n_told, 0);
	dnd_rig_tell(&rig, "own " DND_SHELL);
	RUN_UNTIL(rig.loop, rig.n_told == 1);
	dnd_rig_tell(&rig, "disown " DND_SHELL);
	set_database(NULL);
	dnd_rig_tell(&rig, "written / -");
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert(rig.on); /* it stands, as with the others */
}
END_TEST

/* What is no database is as none: a pipe, a folder, garbage. */
START_TEST(gnome_database_of_others)
{
	dnd_rig_start_peer(&rig, DND_SHELL);
	set_database("off");
	dnd_rig_tell(&rig, "written / -");
	RUN_UNTIL(rig.loop, rig.on);
	set_database(NULL);
	if (_i == 0) {
		ck_assert_int_eq(mkfifo(harness_path("config/dconf/user"), 0600), 0);
	} else if (_i == 1) {
		ck_assert_int_eq(mkdir(harness_path("config/dconf/user"), 0700), 0);
	} else {
		harness_write(harness_path("config/dconf/user"), "GVariant of some other kind");
	}
	dnd_rig_tell(&rig, "written / -");
	RUN_UNTIL(rig.loop, !rig.on);
}
END_TEST

/* Nothing happens: no wake-up; nor by what is none of our business. */
START_TEST(no_wakeup_while_nothing_changes)
{
	unsigned long sleeps;

	dnd_rig_start_peer(&rig, DND_NOTIFICATIONS);
	dnd_rig_tell(&rig, "own " DND_SHELL);
	dnd_rig_tell(&rig, "set Inhibited 1");
	RUN_UNTIL(rig.loop, rig.on);
	RUN_FOR(rig.loop, A_WHILE);
	sleeps = count_sleeps(getpid());
	RUN_FOR(rig.loop, 2 * USEC_PER_SEC);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1);
	dnd_rig_tell(&rig, "written /org/gnome/desktop/interface/color-scheme -");
	sleeps = count_sleeps(getpid());
	RUN_FOR(rig.loop, A_WHILE);
	ck_assert_uint_le(count_sleeps(getpid()) - sleeps, 1);
}
END_TEST

/* Freed with a question on its way, in patience, and without a bus. */
START_TEST(freed_at_any_time)
{
	dnd_rig_start_peer(&rig, NULL);
	dnd_rig_tell(&rig, "mode Modes silent");
	dnd_rig_tell(&rig, "own " DND_NOTIFICATIONS);
	dnd_rig_tell(&rig, "set paused 1");
	RUN_UNTIL(rig.loop, rig.on && count("Modes") == 1);
	if (_i > 0) {
		dnd_rig_tell(&rig, "flip Modes 3");
		child_end(_i > 1 ? &rig.daemon_child : &rig.peer, SIGKILL);
		RUN_FOR(rig.loop, A_WHILE);
	}
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_switch, 0, ELEMENTSOF(switches));
	tcase_add_test(tcase, all_who_say_so_are_named);
	tcase_add_loop_test(tcase, who_has_no_such_thing_is_let_be, 0, 3);
	tcase_add_test(tcase, signals_of_other_types);
	tcase_add_loop_test(tcase, a_flood, 0, 3);
	tcase_add_test(tcase, signals_of_others);
	tcase_add_test(tcase, stands_while_the_server_restarts);
	tcase_add_test(tcase, stands_while_the_bus_restarts);
	tcase_add_test(tcase, never_answers);
	tcase_add_test(tcase, late_answers);
	tcase_add_loop_test(tcase, gnome_reads_what_was_written, 0, ELEMENTSOF(changes));
	tcase_add_test(tcase, gnome_only_with_its_shell);
	tcase_add_loop_test(tcase, gnome_database_of_others, 0, 3);
	tcase_add_test(tcase, no_wakeup_while_nothing_changes);
	tcase_add_loop_test(tcase, freed_at_any_time, 0, 3);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("do-not-disturb", add_tests);
}
