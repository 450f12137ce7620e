/* SPDX-License-Identifier: MIT */
/* Prompts on a notification server that misbehaves on demand, on a real bus. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include <backcare/timespan.h>

#include "bus.h"
#include "harness.h"
#include "loop.h"
#include "notify.h"

static struct loop *loop;
static struct bus *bus;
static struct notify *notify;
static struct child daemon_child, server;
static unsigned descriptors;

static char actions[256], closes[256];
static struct notify_server told;
static unsigned n_told, n_shown;

static const struct prompt_id one = {{1}}, two = {{2}};

static void on_action(const struct prompt_id *id, const char *key, void *userdata)
{
	size_t size = strlen(actions);

	(void)snprintf(actions + size, sizeof(actions) - size, "%u:%s ", id->bytes[0], key);
}

static void on_closed(const struct prompt_id *id, enum notify_closed reason, void *userdata)
{
	size_t size = strlen(closes);

	(void)snprintf(closes + size, sizeof(closes) - size, "%u:%d ", id->bytes[0], (int)reason);
}

static void on_server(const struct notify_server *now, void *userdata)
{
	told = *now;
	n_told++;
}

static void on_shown(const struct prompt_id *id, void *userdata)
{
	n_shown++;
}

static const struct notify_callbacks callbacks = {on_action, on_closed, on_server, on_shown};

static void setup(void)
{
	(void)harness_begin();
	actions[0] = closes[0] = '\0';
	told = (struct notify_server){0};
	n_told = n_shown = 0;
	descriptors = count_descriptors();
	ck_assert_int_eq(loop_new(&loop), 0);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(notify_new(bus, &callbacks, NULL, &notify), 0);
}

static void teardown(void)
{
	notify = notify_free(notify);
	bus = bus_free(bus);
	loop = loop_free(loop);
	child_end(&server, SIGKILL);
	child_end(&daemon_child, SIGKILL);
	ck_assert_uint_eq(count_descriptors(), descriptors);
	harness_end();
}

static void start_bus(void)
{
	daemon_child = dbus_daemon_start("bus");
	RUN_UNTIL(loop, bus_get_state(bus) == BUS_UP);
}

static void start_server(void)
{
	char address[300];
	const char *arguments[] = {
		NOTIFICATION_SERVER, address, "actions", "body", "body-markup", NULL};

	(void)snprintf(address, sizeof(address), "unix:path=%s", harness_path("bus"));
	server = child_start_ready(arguments);
}

static void start_both(void)
{
	start_bus();
	start_server();
	RUN_UNTIL(loop, told.state == NOTIFY_READY);
	ck_assert_str_eq(child_wait_line(&server), "capabilities");
}

static void show_text(const struct prompt_id *id, const char *summary)
{
	const struct notify_request request = {
		.id = *id,
		.summary = summary,
		.body = "Up & <go>",
		.urgency = NOTIFY_NORMAL,
		.actions = {{"done", "Done"}, {"snooze", "Later"}, {"default", "Start"}},
		.n_actions = 3,
	};

	ck_assert_int_eq(notify_show(notify, &request), 0);
}

/* The next thing that the server says; with the loop running. */
static void expect_line(const char *wanted)
{
	child_expect_line(&server, loop, wanted);
}

static void expect_silence(void)
{
	const char *line;

	RUN_FOR(loop, 100 * USEC_PER_MSEC);
	line = child_get_line(&server);
	ck_assert_msg(line == NULL, "the server was asked: %s", line);
}

#define SHOWN_NEW(id, summary) "notify 0 " id " 1 3 0 " summary "|Up &amp; &lt;go&gt;"
#define SHOWN_AGAIN(id, summary) "notify " id " " id " 1 3 0 " summary "|Up &amp; &lt;go&gt;"

START_TEST(shown_replaced_withdrawn)
{
	start_both();
	ck_assert_str_eq(told.name, "fake");
	ck_assert_str_eq(told.vendor, "Backcare");
	ck_assert_uint_eq(
		told.capabilities, NOTIFY_CAN_ACTIONS | NOTIFY_CAN_BODY | NOTIFY_CAN_BODY_MARKUP);
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, notify_is_shown(notify, &one));
	show_text(&one, "Walk now");
	expect_line(SHOWN_AGAIN("101", "Walk now"));
	notify_withdraw(notify, &two); /* never was */
	notify_withdraw(notify, &one);
	expect_line("closed 101");
	ck_assert(!notify_is_shown(notify, &one));
	expect_silence();
	ck_assert_str_eq(closes, ""); /* it was us */
}
END_TEST

START_TEST(server_comes_after_the_prompt)
{
	show_text(&one, "Walk"); /* not even a bus */
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	start_bus();
	RUN_UNTIL(loop, told.state == NOTIFY_ABSENT);
	ck_assert_str_ne(told.detail, "");
	start_server();
	expect_line("capabilities");
	expect_line(SHOWN_NEW("101", "Walk"));
	expect_silence();
}
END_TEST

START_TEST(withdrawn_before_the_server_came)
{
	start_bus();
	show_text(&one, "Walk");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	notify_withdraw(notify, &one);
	start_server();
	expect_line("capabilities");
	expect_silence();
}
END_TEST

START_TEST(server_restarts)
{
	start_both();
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, notify_is_shown(notify, &one));
	child_end(&server, SIGKILL);
	RUN_UNTIL(loop, told.state == NOTIFY_ABSENT);
	ck_assert(!notify_is_shown(notify, &one));
	start_server();
	expect_line("capabilities");
	expect_line(SHOWN_NEW("101", "Walk"));
	expect_silence();
	ck_assert_str_eq(closes, "");

	/* The old id means nothing to the new one. */
	child_send(&server, "close 100 2");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_str_eq(closes, "");
}
END_TEST

START_TEST(dies_in_the_call)
{
	start_both();
	child_send(&server, "mode die");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	show_text(&one, "Walk");
	RUN_UNTIL(loop, told.state == NOTIFY_ABSENT);
	child_end(&server, SIGKILL);
	start_server();
	expect_line("capabilities");
	expect_line(SHOWN_NEW("101", "Walk"));
	expect_silence();
}
END_TEST

START_TEST(name_changes_hands)
{
	start_both();
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	child_send(&server, "release");
	RUN_UNTIL(loop, told.state == NOTIFY_ABSENT);
	/* What it says now is not the server's word. */
	child_send(&server, "action 101 done unicast");
	child_send(&server, "close 101 2");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_str_eq(actions, "");
	ck_assert_str_eq(closes, "");
	child_send(&server, "claim");
	expect_line("capabilities");
	/* It is the same process, which still shows it. */
	expect_line(SHOWN_AGAIN("101", "Walk"));
	/* Withdrawn while nobody has the name. */
	child_send(&server, "release");
	RUN_UNTIL(loop, told.state == NOTIFY_ABSENT);
	notify_withdraw(notify, &one);
	child_send(&server, "claim");
	expect_line("capabilities");
	expect_line("closed 101");
	expect_silence();
}
END_TEST

START_TEST(answers_late)
{
	start_both();
	child_send(&server, "mode silent");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, told.state == NOTIFY_SLOW);
	ck_assert_str_ne(told.detail, "");
	show_text(&two, "Stretch"); /* nothing more is sent to it */
	show_text(&one, "Walk now");
	expect_silence();
	child_send(&server, "mode answer");
	child_send(&server, "flush");
	/* Once each, the first replaced. */
	expect_line(SHOWN_AGAIN("101", "Walk now"));
	expect_line(SHOWN_NEW("102", "Stretch"));
	RUN_UNTIL(loop, told.state == NOTIFY_READY);
	expect_silence();
}
END_TEST

START_TEST(withdrawn_before_the_answer)
{
	start_both();
	child_send(&server, "mode silent");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	notify_withdraw(notify, &one);
	expect_silence();
	child_send(&server, "flush");
	expect_line("closed 101");
	/* Wanted again before the answer is there: the same one, replaced. */
	show_text(&two, "Stretch");
	expect_line(SHOWN_NEW("102", "Stretch"));
	notify_withdraw(notify, &two);
	show_text(&two, "Stretch now");
	child_send(&server, "mode answer");
	child_send(&server, "flush");
	expect_line(SHOWN_AGAIN("102", "Stretch now"));
	expect_silence();
	ck_assert_str_eq(closes, "");
}
END_TEST

/* Answers that are none: told, not tried again until there is something new. */
START_TEST(answers_nonsense)
{
	static const char *const modes[] = {"error", "types", "zero"};

	start_both();
	child_send(&server, "mode %s", modes[_i]);
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, told.state == NOTIFY_FAILED);
	ck_assert_str_ne(told.detail, "");
	ck_assert(!notify_is_shown(notify, &one));
	expect_silence();
	child_send(&server, "mode answer");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	show_text(&one, "Walk now");
	expect_line(SHOWN_NEW("102", "Walk now"));
	RUN_UNTIL(loop, told.state == NOTIFY_READY);
	ck_assert(notify_is_shown(notify, &one));
}
END_TEST

START_TEST(does_not_say_what_it_can)
{
	static const struct {
		const char *mode;
		const char *line;
	} rows[] = {
		{"error", "notify 0 101 1 0 0 Walk|Up & <go>"},
		{"types", "notify 0 101 1 0 0 Walk|Up & <go>"},
	};

	start_both();
	child_send(&server, "caps %s", rows[_i].mode);
	child_send(&server, "release");
	RUN_UNTIL(loop, told.state == NOTIFY_ABSENT);
	child_send(&server, "claim");
	RUN_UNTIL(loop, told.state == NOTIFY_READY);
	expect_line("capabilities");
	show_text(&one, "Walk");
	expect_line(rows[_i].line);
}
END_TEST

START_TEST(hangs_and_goes_on)
{
	start_both();
	child_send(&server, "caps silent");
	child_send(&server, "release");
	RUN_UNTIL(loop, told.state == NOTIFY_ABSENT);
	show_text(&one, "Walk");
	child_send(&server, "claim");
	expect_line("capabilities");
	RUN_UNTIL(loop, told.state == NOTIFY_SLOW);
	expect_silence();
	child_send(&server, "flush");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, told.state == NOTIFY_READY);
}
END_TEST

START_TEST(does_not_know_how_to_replace)
{
	start_both();
	child_send(&server, "mode new-ids");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, notify_is_shown(notify, &one));
	show_text(&one, "Walk now");
	expect_line("notify 101 102 1 3 0 Walk now|Up &amp; &lt;go&gt;");
	expect_line("closed 101");
	expect_silence();
	ck_assert_str_eq(closes, "");
}
END_TEST

START_TEST(user_chooses)
{
	start_both();
	show_text(&one, "Walk");
	show_text(&two, "Stretch");
	expect_line(SHOWN_NEW("101", "Walk"));
	expect_line(SHOWN_NEW("102", "Stretch"));
	RUN_UNTIL(loop, notify_is_shown(notify, &two));
	child_send(&server, "action 101 else"); /* not one of ours */
	child_send(&server, "action 777 done");
	child_send(&server, "action 101 done");
	child_send(&server, "close 101 2"); /* as GNOME does after it: no second answer */
	expect_line("closed 101");
	child_send(&server, "action 102 default unicast"); /* as dunst sends it */
	expect_line("closed 102");
	RUN_FOR(loop, 50 * USEC_PER_MSEC);
	ck_assert_str_eq(actions, "1:done 2:default ");
	ck_assert_str_eq(closes, "");
}
END_TEST

START_TEST(resident_stays)
{
	struct notify_request request = {
		.id = one,
		.summary = "Walk",
		.urgency = NOTIFY_CRITICAL,
		.resident = true,
		.actions = {{"done", "Done"}},
		.n_actions = 1,
	};

	start_both();
	ck_assert_int_eq(notify_show(notify, &request), 0);
	expect_line("notify 0 101 2 1 0 Walk|");
	RUN_UNTIL(loop, notify_is_shown(notify, &one));
	child_send(&server, "action 101 done");
	RUN_UNTIL(loop, strcmp(actions, "1:done ") == 0);
	expect_silence();
	ck_assert(notify_is_shown(notify, &one));
}
END_TEST

START_TEST(user_closes)
{
	start_both();
	show_text(&one, "Walk");
	show_text(&two, "Stretch");
	expect_line(SHOWN_NEW("101", "Walk"));
	expect_line(SHOWN_NEW("102", "Stretch"));
	RUN_UNTIL(loop, notify_is_shown(notify, &two));
	child_send(&server, "close 55 2"); /* somebody else's */
	child_send(&server, "close 101 2");
	child_send(&server, "close 101 2");
	child_send(&server, "close 102 9");
	RUN_UNTIL(loop, strcmp(closes, "1:2 2:4 ") == 0);
	child_send(&server, "action 101 done");
	expect_silence();
	ck_assert_str_eq(actions, "");
}
END_TEST

START_TEST(signals_of_others)
{
	start_both();
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, notify_is_shown(notify, &one));
	child_send(&server, "spoof");
	expect_line("spoofed");
	RUN_FOR(loop, 100 * USEC_PER_MSEC);
	ck_assert_str_eq(actions, "");
	ck_assert_str_eq(closes, "");
	ck_assert(notify_is_shown(notify, &one));
	ck_assert_int_eq(told.state, NOTIFY_READY);
}
END_TEST

START_TEST(bus_restarts)
{
	start_both();
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, notify_is_shown(notify, &one));
	child_end(&daemon_child, SIGKILL);
	RUN_UNTIL(loop, told.state == NOTIFY_NO_BUS);
	ck_assert_str_ne(told.detail, "");
	show_text(&two, "Stretch");
	child_end(&server, SIGKILL);
	(void)unlink(harness_path("bus"));
	start_bus();
	start_server();
	expect_line("capabilities");
	expect_line(SHOWN_NEW("101", "Walk"));
	expect_line(SHOWN_NEW("102", "Stretch"));
	expect_silence();
	ck_assert_str_eq(closes, "");
}
END_TEST

/* Another program in the place of one that was killed; what that left is still on the screen. */
static void begin_again(const struct notify_trace *trace)
{
	told = (struct notify_server){0};
	notify = notify_free(notify);
	bus = bus_free(bus);
	ck_assert_int_eq(bus_new(loop, BUS_SESSION, NULL, &bus), 0);
	ck_assert_int_eq(notify_new(bus, &callbacks, NULL, &notify), 0);
	ck_assert_int_eq(notify_adopt(notify, &one, trace), 0);
}

START_TEST(what_was_left_is_replaced_or_taken_back)
{
	struct notify_trace trace;

	start_both();
	ck_assert(!notify_get_trace(notify, &one, &trace));
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("101", "Walk"));
	RUN_UNTIL(loop, notify_get_trace(notify, &one, &trace));
	ck_assert_uint_eq(n_shown, 1);
	begin_again(&trace);
	show_text(&one, "Walk");
	expect_line("capabilities");
	expect_line(SHOWN_AGAIN("101", "Walk"));
	RUN_UNTIL(loop, notify_get_trace(notify, &one, &trace));
	/* Its buttons are heard. */
	child_send(&server, "action 101 done");
	expect_line("closed 101");
	ck_assert_str_eq(actions, "1:done ");
	/* Nobody wants it any more. */
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("102", "Walk"));
	RUN_UNTIL(loop, notify_get_trace(notify, &one, &trace));
	begin_again(&trace);
	expect_line("capabilities");
	expect_line("closed 102");
	expect_silence();
	/* Another server has its ids for something else. */
	show_text(&one, "Walk");
	expect_line(SHOWN_NEW("103", "Walk"));
	RUN_UNTIL(loop, notify_get_trace(notify, &one, &trace));
	trace.owner[1] = '9';
	begin_again(&trace);
	show_text(&one, "Walk");
	expect_line("capabilities");
	expect_line(SHOWN_NEW("104", "Walk"));
	expect_silence();
}
END_TEST

START_TEST(limits)
{
	char long_text[NOTIFY_BODY_MAX_BYTES + 2];
	struct notify_request request = {.summary = "x"};
	struct prompt_id id = {{0}};

	for (unsigned i = 0; i < NOTIFY_PROMPTS_MAX; i++) {
		id.bytes[0] = (uint8_t)(i + 1);
		show_text(&id, "Walk");
	}
	id.bytes[0] = 99;
	request.id = id;
	ck_assert_int_eq(notify_show(notify, &request), -ENOBUFS);
	notify_withdraw(notify, &one);
	ck_assert_int_eq(notify_show(notify, &request), 0);
	request.n_actions = NOTIFY_ACTIONS_MAX + 1;
	ck_assert_int_eq(notify_show(notify, &request), -EINVAL);
	request.n_actions = 0;
	request.summary = "";
	ck_assert_int_eq(notify_show(notify, &request), -EINVAL);
	request.summary = "\xff";
	ck_assert_int_eq(notify_show(notify, &request), -EINVAL);
	request.summary = "x";
	request.urgency = NOTIFY_URGENCY_MAX;
	ck_assert_int_eq(notify_show(notify, &request), -EINVAL);
	request.urgency = NOTIFY_LOW;
	memset(long_text, 'y', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	request.body = long_text;
	ck_assert_int_eq(notify_show(notify, &request), 0); /* cut */
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, shown_replaced_withdrawn);
	tcase_add_test(tcase, server_comes_after_the_prompt);
	tcase_add_test(tcase, withdrawn_before_the_server_came);
	tcase_add_test(tcase, server_restarts);
	tcase_add_test(tcase, dies_in_the_call);
	tcase_add_test(tcase, name_changes_hands);
	tcase_add_test(tcase, answers_late);
	tcase_add_test(tcase, withdrawn_before_the_answer);
	tcase_add_loop_test(tcase, answers_nonsense, 0, 3);
	tcase_add_loop_test(tcase, does_not_say_what_it_can, 0, 2);
	tcase_add_test(tcase, hangs_and_goes_on);
	tcase_add_test(tcase, does_not_know_how_to_replace);
	tcase_add_test(tcase, user_chooses);
	tcase_add_test(tcase, resident_stays);
	tcase_add_test(tcase, user_closes);
	tcase_add_test(tcase, signals_of_others);
	tcase_add_test(tcase, bus_restarts);
	tcase_add_test(tcase, what_was_left_is_replaced_or_taken_back);
	tcase_add_test(tcase, limits);
}

int main(void)
{
	event_enable_debug_mode();
	if (!harness_have("dbus-daemon")) {
		printf("1..0 # SKIP needs dbus-daemon\n");
		return EXIT_SUCCESS;
	}
	return check_main("notify", add_tests);
}
