/* SPDX-License-Identifier: MIT */
#include "check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "backoff.h"
#include "deadline.h"
#include "harness.h"
#include "loop.h"
#include "manual_clock.h"
#include "zone.h"

static struct loop *loop;
static char trace[256];

static void say(const char *word)
{
	ck_assert_uint_lt(strlen(trace) + strlen(word), sizeof(trace));
	(void)strcat(trace, word);
}

static void setup(void)
{
	(void)harness_begin();
	trace[0] = '\0';
	ck_assert_int_eq(loop_new(&loop), 0);
}

static void teardown(void)
{
	loop = loop_free(loop);
	harness_end();
}

/* Hooks and work */

static struct loop_prepare hooks[3];
static unsigned busy_rounds;

static bool hook_core(void *userdata)
{
	say("c");
	if (busy_rounds > 0) {
		busy_rounds--;
		return true;
	}
	return false;
}

static bool hook_bus(void *userdata)
{
	say("b");
	return false;
}

static bool hook_flush(void *userdata)
{
	say("f");
	return false;
}

static char timer_word[] = "T";

static void on_timer_say(void *userdata)
{
	say(userdata);
}

START_TEST(hooks_in_order_before_each_wait)
{
	struct loop_timer *timer;

	loop_prepare_add(loop, &hooks[0], LOOP_ORDER_FLUSH, hook_flush, NULL);
	loop_prepare_add(loop, &hooks[1], LOOP_ORDER_BUS, hook_bus, NULL);
	loop_prepare_add(loop, &hooks[2], LOOP_ORDER_CORE, hook_core, NULL);
	ck_assert_int_eq(loop_timer_new(loop, on_timer_say, timer_word, &timer), 0);
	ck_assert_int_eq(loop_timer_set(timer, 0), 0);
	ck_assert_int_eq(loop_run_once(loop), 0);
	ck_assert_str_eq(trace, "cbfT");

	/* One that did something: the others look again. */
	busy_rounds = 2;
	ck_assert_int_eq(loop_timer_set(timer, 1000), 0);
	ck_assert_int_eq(loop_run_once(loop), 0);
	ck_assert_str_eq(trace, "cbfTcbfcbfcbfT");

	/* One that never ends does not starve the descriptors. */
	busy_rounds = 1000000;
	trace[0] = '\0';
	loop_prepare_remove(&hooks[0]);
	loop_prepare_remove(&hooks[1]);
	ck_assert_int_eq(loop_timer_set(timer, 0), 0);
	ck_assert_int_eq(loop_run_once(loop), 0);
	ck_assert_ptr_nonnull(strchr(trace, 'T'));
	loop_prepare_remove(&hooks[2]);
	timer = loop_timer_free(timer);
}
END_TEST

static struct loop_work works[3];

static void work_one(void *userdata)
{
	say("1");
	loop_work_cancel(&works[1]);
	loop_work_queue(loop, &works[2]);
}

static void work_two(void *userdata)
{
	say("2");
}

static void work_again(void *userdata)
{
	static bool again = true;

	say("3");
	if (again) {
		again = false;
		loop_work_queue(loop, &works[2]);
	}
}

START_TEST(work_runs_before_the_wait)
{
	struct loop_timer *timer;

	loop_work_init(&works[0], work_one, NULL);
	loop_work_init(&works[1], work_two, NULL);
	loop_work_init(&works[2], work_again, NULL);
	loop_work_queue(loop, &works[0]);
	loop_work_queue(loop, &works[0]);
	loop_work_queue(loop, &works[1]);
	ck_assert_int_eq(loop_timer_new(loop, on_timer_say, timer_word, &timer), 0);
	ck_assert_int_eq(loop_timer_set(timer, 0), 0);
	ck_assert_int_eq(loop_run_once(loop), 0);
	ck_assert_str_eq(trace, "133T");
	timer = loop_timer_free(timer);
}
END_TEST

START_TEST(nothing_to_wait_for_is_an_error)
{
	ck_assert_int_eq(loop_run(loop), -EDEADLK);
}
END_TEST

static void on_timer_quit(void *userdata)
{
	loop_quit(loop, 7);
}

START_TEST(quit_says_what_run_returns)
{
	struct loop_timer *timer;

	ck_assert_int_eq(loop_timer_new(loop, on_timer_quit, NULL, &timer), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(loop_timer_set(timer, 0), 0);
		ck_assert_int_eq(loop_run(loop), 7);
	}
	timer = loop_timer_free(timer);
}
END_TEST

/* Descriptors */

static struct loop_io *io;
static struct loop_timer *freed_timer;
static int pipe_fds[2];

static void on_io_free(unsigned events, void *userdata)
{
	char byte;

	ck_assert_uint_eq(events, LOOP_READ);
	ck_assert_int_eq(read(pipe_fds[0], &byte, 1), 1);
	say("r");
	io = loop_io_free(io);
}

static void on_timer_free(void *userdata)
{
	say("t");
	freed_timer = loop_timer_free(freed_timer);
}

START_TEST(freed_in_its_own_callback)
{
	ck_assert_int_eq(pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert_int_eq(loop_io_new(loop, on_io_free, NULL, &io), 0);
	ck_assert_int_eq(loop_io_watch(io, pipe_fds[0], LOOP_READ), 0);
	ck_assert_int_eq(loop_timer_new(loop, on_timer_free, NULL, &freed_timer), 0);
	ck_assert_int_eq(loop_timer_set(freed_timer, 0), 0);
	ck_assert_int_eq(write(pipe_fds[1], "xy", 2), 2);
	RUN_FOR(loop, 20 * USEC_PER_MSEC);
	ck_assert_ptr_null(io);
	ck_assert_ptr_null(freed_timer);
	ck_assert_uint_eq(strlen(trace), 2); /* each once, though there is more to read */
	(void)close(pipe_fds[0]);
	(void)close(pipe_fds[1]);
}
END_TEST

static unsigned heard;

static void on_io_hear(unsigned events, void *userdata)
{
	char bytes[8];

	heard++;
	while (read(*(int *)userdata, bytes, sizeof(bytes)) > 0) {
	}
}

/* The hazard, with the care that the header asks for: told of -1 before the descriptor goes. */
START_TEST(number_used_again)
{
	int first[2], second[2];
	struct loop_io *old, *new;

	ck_assert_int_eq(pipe2(first, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert_int_eq(loop_io_new(loop, on_io_hear, &first[0], &old), 0);
	ck_assert_int_eq(loop_io_new(loop, on_io_hear, &second[0], &new), 0);
	ck_assert_int_eq(loop_io_watch(old, first[0], LOOP_READ), 0);
	ck_assert_int_eq(loop_io_watch(old, -1, 0), 0);
	(void)close(first[0]);
	ck_assert_int_eq(pipe2(second, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert_int_eq(second[0], first[0]); /* the number */
	ck_assert_int_eq(loop_io_watch(new, second[0], LOOP_READ), 0);
	ck_assert_int_eq(write(second[1], "x", 1), 1);
	RUN_UNTIL(loop, heard == 1);
	old = loop_io_free(old);
	new = loop_io_free(new);
	(void)close(first[1]);
	(void)close(second[0]);
	(void)close(second[1]);
}
END_TEST

START_TEST(events_change)
{
	int fds[2];
	struct loop_io *watched;

	heard = 0;
	ck_assert_int_eq(pipe2(fds, O_CLOEXEC | O_NONBLOCK), 0);
	ck_assert_int_eq(loop_io_new(loop, on_io_hear, &fds[0], &watched), 0);
	ck_assert_int_eq(loop_io_watch(watched, fds[1], LOOP_WRITE), 0);
	RUN_UNTIL(loop, heard == 1);
	ck_assert_int_eq(loop_io_watch(watched, fds[0], LOOP_READ), 0);
	RUN_FOR(loop, 20 * USEC_PER_MSEC);
	ck_assert_uint_eq(heard, 1);
	(void)close(fds[1]); /* the end is heard as reading */
	RUN_UNTIL(loop, heard > 1);
	watched = loop_io_free(watched);
	(void)close(fds[0]);
}
END_TEST

/* Signals */

static void on_signal(int signal_number, void *userdata)
{
	say(signal_number == SIGUSR1 ? "U" : signal_number == SIGHUP ? "H" : "?");
}

START_TEST(signals_arrive)
{
	static const int numbers[] = {SIGUSR1, SIGHUP};
	sigset_t mask;

	ck_assert_int_eq(loop_watch_signals(loop, numbers, 2, on_signal, NULL), 0);
	ck_assert_int_eq(loop_watch_signals(loop, numbers, 2, on_signal, NULL), -EALREADY);
	ck_assert_int_eq(kill(getpid(), SIGUSR1), 0);
	ck_assert_int_eq(kill(getpid(), SIGHUP), 0);
	RUN_UNTIL(loop, strlen(trace) == 2);
	ck_assert_ptr_nonnull(strchr(trace, 'U'));
	ck_assert_ptr_nonnull(strchr(trace, 'H'));
	loop = loop_free(loop);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
	ck_assert_int_eq(sigismember(&mask, SIGUSR1), 0);
	ck_assert_int_eq(loop_new(&loop), 0);
}
END_TEST

/* The deadline */

static struct deadline *deadline;

static void on_due(void *userdata)
{
	say("D");
}

static void on_clock_change(void *userdata)
{
	say("J");
}

static const struct deadline_callbacks deadline_callbacks = {on_due, on_clock_change};

START_TEST(deadline_on_the_system_clock)
{
	struct clock clock = clock_system();
	usec_t at_usec = clock_boot_usec(&clock) + 50 * USEC_PER_MSEC;

	ck_assert_int_eq(deadline_new(loop, &clock, &deadline_callbacks, NULL, &deadline), 0);
	ck_assert_int_eq(deadline_set(deadline, at_usec), 0);
	RUN_UNTIL(loop, strcmp(trace, "D") == 0);
	ck_assert_uint_ge(clock_boot_usec(&clock), at_usec);
	ck_assert_int_eq(deadline_set(deadline, 0), 0); /* over since long */
	RUN_UNTIL(loop, strcmp(trace, "DD") == 0);
	ck_assert_int_eq(deadline_set(deadline, at_usec), 0);
	ck_assert_int_eq(deadline_set(deadline, USEC_INFINITY), 0);
	RUN_FOR(loop, 20 * USEC_PER_MSEC);
	ck_assert_str_eq(trace, "DD");
	deadline = deadline_free(deadline);
}
END_TEST

START_TEST(deadline_on_a_clock_moved_by_hand)
{
	struct manual_clock manual;
	struct clock clock;
	usec_t start_usec;

	manual_clock_init(&manual);
	clock = manual_clock_get(&manual);
	start_usec = clock_boot_usec(&clock);
	ck_assert_int_eq(deadline_new(loop, &clock, &deadline_callbacks, NULL, &deadline), 0);
	ck_assert_int_eq(deadline_set(deadline, start_usec + USEC_PER_HOUR), 0);
	ck_assert_uint_eq(manual_clock_next_alarm(&manual), start_usec + USEC_PER_HOUR);
	manual_clock_advance(&manual, USEC_PER_HOUR - 1);
	RUN_FOR(loop, 10 * USEC_PER_MSEC);
	ck_assert_str_eq(trace, "");
	manual_clock_advance(&manual, 1);
	RUN_UNTIL(loop, strcmp(trace, "D") == 0);

	/* Suspend counts, and waking up is told. */
	ck_assert_int_eq(deadline_set(deadline, start_usec + 3 * USEC_PER_HOUR), 0);
	manual_clock_suspend(&manual, 10 * USEC_PER_HOUR);
	ck_assert_uint_eq(
		clock_boot_usec(&clock) - clock_monotonic_usec(&clock), 10 * USEC_PER_HOUR);
	RUN_UNTIL(loop, strlen(trace) == 3);
	ck_assert_ptr_nonnull(strchr(trace, 'J'));

	trace[0] = '\0';
	manual_clock_set_real(&manual, 5 * USEC_PER_DAY);
	RUN_UNTIL(loop, strcmp(trace, "J") == 0);
	ck_assert_uint_eq(clock_real_usec(&clock), 5 * USEC_PER_DAY);
	deadline = deadline_free(deadline);
}
END_TEST

/* Back-off */

START_TEST(backoff_grows_and_gives_up)
{
	static const usec_t most[] = {1, 2, 4, 8, 16, 32, 60, 60};
	struct backoff backoff;

	backoff_init(&backoff);
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < BACKOFF_TRIES_MAX; i++) {
			usec_t wait_usec = backoff_failed(&backoff, 0);

			ck_assert_uint_le(wait_usec, most[i] * USEC_PER_SEC);
			ck_assert_uint_ge(wait_usec, most[i] * USEC_PER_SEC * 3 / 4);
		}
		ck_assert_uint_eq(backoff_failed(&backoff, 0), USEC_INFINITY);
		backoff_reset(&backoff);
	}
	/* Up, but not for long enough: it goes on where it was. */
	(void)backoff_failed(&backoff, 0);
	backoff_succeeded(&backoff, 0);
	ck_assert_uint_gt(backoff_failed(&backoff, BACKOFF_STABLE_USEC - 1), USEC_PER_SEC);
	backoff_succeeded(&backoff, 0);
	ck_assert_uint_le(backoff_failed(&backoff, BACKOFF_STABLE_USEC), USEC_PER_SEC);
}
END_TEST

/* The zone */

/* 2026-03-28 12:00 UTC; clocks go forward in Berlin at 01:00 UTC of the next day. */
#define BEFORE_CHANGE_USEC ((usec_t)1774699200 * USEC_PER_SEC)
#define CHANGE_USEC ((usec_t)1774746000 * USEC_PER_SEC)

static void on_zone_change(void *userdata)
{
	say("Z");
}

START_TEST(zone_and_its_next_change)
{
	struct zone *zone;
	int64_t offset_usec;
	usec_t until_usec;
	static const int64_t hour = (int64_t)USEC_PER_HOUR;

	ck_assert_int_eq(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1), 0);
	ck_assert_int_eq(zone_new(loop, NULL, NULL, &zone), 0);
	zone_get_offset(zone, BEFORE_CHANGE_USEC, &offset_usec, &until_usec);
	ck_assert_int_eq(offset_usec, hour);
	ck_assert_uint_eq(until_usec, CHANGE_USEC);
	zone_get_offset(zone, CHANGE_USEC - 1, &offset_usec, &until_usec);
	ck_assert_int_eq(offset_usec, hour);
	ck_assert_uint_eq(until_usec, CHANGE_USEC);
	zone_get_offset(zone, CHANGE_USEC, &offset_usec, &until_usec);
	ck_assert_int_eq(offset_usec, 2 * hour);
	ck_assert_uint_eq(until_usec, USEC_INFINITY);
	zone_get_offset(zone, BEFORE_CHANGE_USEC, &offset_usec, &until_usec); /* set back */
	ck_assert_int_eq(offset_usec, hour);
	ck_assert_uint_eq(until_usec, CHANGE_USEC);
	/* Found in time, wherever the first look was. */
	for (usec_t back = 1; back < 100; back++) {
		zone_get_offset(
			zone, CHANGE_USEC - back * USEC_PER_HOUR, &offset_usec, &until_usec);
		ck_assert_int_eq(offset_usec, hour);
		ck_assert_uint_eq(until_usec, back <= 48 ? CHANGE_USEC : USEC_INFINITY);
	}
	for (usec_t back = 99; back > 0; back--) {
		zone_get_offset(
			zone, CHANGE_USEC - back * USEC_PER_HOUR, &offset_usec, &until_usec);
		ck_assert_uint_eq(until_usec, back <= 24 ? CHANGE_USEC : until_usec);
	}
	ck_assert_int_eq(setenv("TZ", "EST5", 1), 0); /* read anew each time */
	zone_get_offset(zone, CHANGE_USEC, &offset_usec, &until_usec);
	ck_assert_int_eq(offset_usec, -5 * hour);
	zone = zone_free(zone);
	ck_assert_int_eq(unsetenv("TZ"), 0);
}
END_TEST

START_TEST(zone_file_is_replaced)
{
	static const char berlin[] = "/usr/share/zoneinfo/Europe/Berlin";
	static const char kolkata[] = "/usr/share/zoneinfo/Asia/Kolkata";
	const char *file = harness_path("localtime"), *next = harness_path("next");
	char name[300] = ":";
	struct zone *zone;
	int64_t offset_usec;
	usec_t until_usec;

	if (access(berlin, R_OK) != 0) {
		printf("# not tested: tzdata is not installed\n");
		return;
	}
	ck_assert_int_eq(symlink(berlin, file), 0);
	(void)strcat(name, file);
	ck_assert_int_eq(setenv("TZ", name, 1), 0);
	ck_assert_int_eq(zone_new(loop, on_zone_change, NULL, &zone), 0);
	zone_get_offset(zone, BEFORE_CHANGE_USEC, &offset_usec, &until_usec);
	ck_assert_int_eq(offset_usec, (int64_t)USEC_PER_HOUR);
	ck_assert_uint_eq(until_usec, CHANGE_USEC);
	/* As timedatectl does it. */
	ck_assert_int_eq(symlink(kolkata, next), 0);
	ck_assert_int_eq(rename(next, file), 0);
	RUN_UNTIL(loop, trace[0] == 'Z');
	zone_get_offset(zone, BEFORE_CHANGE_USEC, &offset_usec, &until_usec);
	ck_assert_int_eq(offset_usec, 11 * (int64_t)USEC_PER_HOUR / 2);
	ck_assert_uint_eq(until_usec, USEC_INFINITY);
	zone = zone_free(zone);
	ck_assert_int_eq(unsetenv("TZ"), 0);
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, hooks_in_order_before_each_wait);
	tcase_add_test(tcase, work_runs_before_the_wait);
	tcase_add_test(tcase, nothing_to_wait_for_is_an_error);
	tcase_add_test(tcase, quit_says_what_run_returns);
	tcase_add_test(tcase, freed_in_its_own_callback);
	tcase_add_test(tcase, number_used_again);
	tcase_add_test(tcase, events_change);
	tcase_add_test(tcase, signals_arrive);
	tcase_add_test(tcase, deadline_on_the_system_clock);
	tcase_add_test(tcase, deadline_on_a_clock_moved_by_hand);
	tcase_add_test(tcase, backoff_grows_and_gives_up);
	tcase_add_test(tcase, zone_and_its_next_change);
	tcase_add_test(tcase, zone_file_is_replaced);
}

int main(void)
{
	event_enable_debug_mode();
	return check_main("loop", add_tests);
}
