/* SPDX-License-Identifier: MIT */
/* Replies as text. */
#include "check_main.h"

#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include <backcare/cleanup.h>

#include "field.h"
#include "jsonvalue.h"
#include "view_config.h"
#include "view_doctor.h"
#include "view_rig.h"
#include "view_status.h"

#define NOTHING_YET "Nothing was decided yet. `backcarectl status` shows what comes next.\n"

static void show_walk_settings(FILE *out, const struct text_style *style, json_object *value)
{
	ck_assert_uint_eq(view_config_write(out, style, value, "walk"), 2);
	ck_assert_uint_eq(view_config_write(out, style, value, "Wal"), 0);
}

static void show_one_setting(FILE *out, const struct text_style *style, json_object *value)
{
	ck_assert_uint_eq(view_config_write(out, style, value, "walk.limit"), 1);
}

static void show_findings(FILE *out, const struct text_style *style, json_object *value)
{
	view_doctor_write(out, style, field_array(value, "checks"), 0, true);
}

static const struct view_row rows[] = {
	{view_show_status, STATUS_FULL,
		"Sitting\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    walk in 13min, at 14:17\n"
		"Prompt  A walk to the tap (walk, 3min), open since 14:03\n"
		"        Get up, fill a glass and take the long way back.\n"
		"        backcarectl start | done | snooze | skip\n"
		"Held    meeting until 15:00 (you said so)\n"
		"        do not disturb (mako)\n"
		"Care    a day to take it easy: only gentle prompts\n"
		"Today   sat 3h 05min, stood 20min, away 45min, longest sitting 52min\n"
		"        5 prompts: 2 done, 1 noted as done, 1 time up by yourself, 1 skipped\n"
		"        up and about for 35 of 70 min\n"
		"Source  wayland is down: the compositor is gone\n"
		"Note    There is no notification server; prompts show up in status and monitor\n"
		"        until one starts.\n"},
	{view_show_status, STATUS_WITH("away", "'offers':['Walk more often.',7]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Idea    Walk more often.\n"},
	{view_show_status, "{}",
		"Whether you are there is not said\nSat     0min\nNext    nothing planned\n"},
	{view_show_status,
		STATUS_WITH("away", "'seatedGrowing':false,'today':{},'holds':[{'reason':'away'}]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Today   nothing yet\n"},
	{view_show_status, STATUS_WITH("passive", "'prompt':" QUESTION),
		"Sitting, without input: a call, a video\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Prompt  Before we begin (safety message)\n"
		"        Does one of these fit?\n"
		"        backcarectl answer none: None of these\n"
		"        backcarectl answer later: Later\n"},
	{view_show_status, STATUS_WITH("passive", "'presenceDetail':'mpv (playing a film)'"),
		"Sitting, without input: mpv (playing a film)\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"},
	{view_show_status,
		STATUS_WITH("away", "'presenceDetail':'you have no session at this machine'"),
		"Away: you have no session at this machine\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"},
	{view_show_status,
		STATUS_WITH("unknown", "'sources':[{'name':'x11','state':'unavailable'}]"),
		"Sitting, as far as can be told: nothing reports presence\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Source  x11 is unavailable\n"},
	{view_show_status,
		STATUS_WITH("active", "'sources':[{'name':'x11','state':'unavailable'},{'name':'"
				      "wayland','state':'up'}],"
				      "'nextKind':'mobility','nextUSec':1773151499000000"),
		"Sitting\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    mobility due\n"
		"Source  wayland\n"},
	{view_show_status,
		STATUS_WITH("active", "'today':{'prompted':0,'natural':2},'sources':[{'name':'"
				      "wayland','state':'up'},"
				      "{'name':'x11','state':'down'},{'name':'external','state':'"
				      "up','detail':'seat says "
				      "active'},{'name':'none','state':'up'}]"),
		"Sitting\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Today   nothing yet\n"
		"        2 times up by yourself\n"
		"Source  wayland, external\n"},
	{view_show_status,
		STATUS_WITH("active",
			"'sources':[{'name':'wayland','state':'down','detail':'no "
			"compositor'},{'name':'mutter','state':'unavailable'},"
			"{'name':'logind','state':'up'},{'name':'none','state':'up'}]"),
		"Sitting\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Source  logind\n"
		"        wayland is down: no compositor\n"},
	/* a value of tomorrow, and a limit of seconds */
	{view_show_status,
		"{'presence':'swimming','seatedUSec':7000000,'seatedLimitUSec':10000000,'safety':"
		"'purple','holds':[{'reason':'full_moon'},{}],'nextKind':'dance'}",
		"swimming\n"
		"Sat     7s of 10s             ████████████████░░░░░░░░\n"
		"Next    dance\n"
		"Held    full_moon\n"
		"        held\n"
		"Care    purple\n"},
	{view_show_status,
		"{'presence':'active','posture':'standing','seatedUSec':0,'seatedLimitUSec':"
		"2700000000,"
		"'standingUSec':720000000,'standingLimitUSec':2400000000}",
		"Standing\n"
		"Sat     0min of 45min         ░░░░░░░░░░░░░░░░░░░░░░░░\n"
		"Stood   12min of 40min        ███████░░░░░░░░░░░░░░░░░\n"
		"Next    nothing planned\n"},
	{view_show_line, STATUS_FULL, "sitting 32min, now: A walk to the tap\n"},
	{view_show_line, STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773152270000000"),
		"sitting 32min, walk in 13min\n"},
	{view_show_line, STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773151500000000"),
		"sitting 32min, walk due\n"},
	{view_show_line,
		STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773152270000000,'holds':[{'"
				      "reason':'spacing'},"
				      "{'reason':'paused','untilUSec':1773237900000000}]"),
		"sitting 32min, paused until Wed 14:05\n"},
	/* What a film or a recording holds back comes when that ends, which nobody foresees. */
	{view_show_line,
		STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773237900000000,'holds':[{'"
				      "reason':'inhibitor','untilUSec':1773237900000000}]"),
		"sitting 32min, call or film until Wed 14:05 at the latest\n"},
	{view_show_status,
		STATUS_WITH("away", "'nextKind':'walk','nextUSec':1773152270000000,'holds':[{'"
				    "reason':'microphone','untilUSec':1773152270000000,'detail':'"
				    "Zoom'}]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    walk in 13min at the latest, at 14:17\n"
		"Held    microphone in use until 14:17 at the latest (Zoom)\n"},
	/* One that has its end. */
	{view_show_status,
		STATUS_WITH("away", "'nextKind':'walk','nextUSec':1773152270000001,'holds':[{'"
				    "reason':'meeting','untilUSec':1773152270000000}]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    walk in 13min, at 14:17\n"
		"Held    meeting until 14:17\n"},
	{view_show_line, STATUS_WITH("locked", "'holds':[{'reason':'locked'}],'nextKind':'walk'"),
		"locked\n"},
	{view_show_line, "{}", "presence not known\n"},
	{view_show_line,
		STATUS_WITH("active", "'prompt':{'title':'A title that goes on and on and on and "
				      "on and on and on, so "
				      "that no bar could hold it'}"),
		"sitting 32min, now: A title that goes on and on and on and on and on and on, "
		"so…\n"},
	{view_show_event, EVENT("snapshot", ""),
		"14:05:00  now       sitting 32min, walk in 13min\n"},
	{view_show_event, EVENT("prompt_shown", ",'prompt':" PROMPT),
		"14:05:00  prompt    A walk to the tap (walk, 3min), open since 14:03\n"},
	{view_show_event, EVENT("prompt_closed", ",'outcome':'natural','prompt':" PROMPT),
		"14:05:00  closed    A walk to the tap: you got up yourself\n"},
	{view_show_event, EVENT("prompt_closed", ""), "14:05:00  closed    the prompt\n"},
	{view_show_event, EVENT("hold", ",'holds':[{'reason':'quiet_hours'}]"),
		"14:05:00  hold      quiet hours\n"},
	{view_show_event, EVENT("hold", ",'holds':[]"),
		"14:05:00  hold      nothing holds prompts back\n"},
	{view_show_event, EVENT("settings", ""), "14:05:00  settings  read again\n"},
	{view_show_event, EVENT("care", ""), "14:05:00  care      nothing to take care of\n"},
	{view_show_event, EVENT("day", ",'today':" TODAY), "14:05:00  new day   2026-03-10\n"},
	{view_show_event, EVENT("eclipse_of_the_moon", ""),
		"14:05:00  eclipse_… sitting 32min, walk in 13min\n"},
	{view_show_event, "{}", "14:05:00  ?         presence not known\n"},
	{view_show_prompt, PROMPT,
		"A walk to the tap\n"
		"walk, 3min\n"
		"\n"
		"Get up, fill a glass and take the long way back.\n"
		"\n"
		" 1. Stand up.\n"
		" 2. Walk to the tap.\n"
		"\n"
		"backcarectl start | done | snooze | skip\n"},
	{view_show_prompt, "{'title':'Short','entry':'walk-short','sources':['a','b']}",
		"Short\n\nWhat stands behind it: `backcarectl evidence walk-short`\n"},
	{view_show_prompt, "{'title':'Up again','entry':'escalate-60','sources':[]}",
		"Up again\n\n"},
	{view_show_prompt, "{}", "A prompt\n\n"},
	{view_show_settings, SETTINGS,
		"Walk.Limit             45min\n"
		"Walk.Break             5min\n"
		"    ~/.config/backcare/backcared.conf:12, default 3min\n"
		"Hours.Quiet            (empty)\n"
		"    ~/x.conf:3, default 22:00-06:30\n"
		"    late is no time of day\n"},
	{show_walk_settings, SETTINGS,
		"Walk.Limit             45min\n"
		"Walk.Break             5min\n"
		"    ~/.config/backcare/backcared.conf:12, default "
		"3min\n"},
	{show_one_setting, SETTINGS, "Walk.Limit             45min\n"},
	{view_show_checks, CHECKS,
		"ok      Daemon          listens\n"
		"partly  Presence        logind: the desktop tells only after some minutes\n"
		"                        without input\n"
		"        → It will do.\n"
		"absent    X11           no display\n"
		"fails   Notifications   there is no server\n"
		"        → Add this to ~/.config/sway/config, or else have your desktop start\n"
		"          one:\n"
		"          exec mako\n"
		"absent  moon            below the horizon\n"
		"bright  sun             \n"
		"Backcare cannot prompt here: there is no server\n"},
	{show_findings, CHECKS,
		"partly  Presence        logind: the desktop tells only after some minutes\n"
		"                        without input\n"
		"        → It will do.\n"
		"fails   Notifications   there is no server\n"
		"        → Add this to ~/.config/sway/config, or else have your desktop start\n"
		"          one:\n"
		"          exec mako\n"
		"bright  sun             \n"},
	{view_show_checks,
		"{'checks':[{'id':'daemon','state':'ok','vital':true,'detail':'listens'}]}",
		"ok      Daemon          listens\n"
		"Backcare works here: it sees you and can prompt.\n"},
	{view_show_why, WHY,
		"14:05  planned  walk: at 14:17: sitting for 32min, the limit is 45min, and no\n"
		"                meeting is known that would hold it\n"
		"Mon 08:05 credited away for 2min\n"},
	{view_show_why, "{'decisions':[]}", NOTHING_YET},
	{view_show_why, "{}", NOTHING_YET},
	/* what others put into it cannot steer the terminal */
	{view_show_line,
		STATUS_WITH("active", "'prompt':{'title':'\\u001b]0;x\\u0007\\u202e\\nrm'}"),
		"sitting 32min, now: \\x1b]0;x\\x07\\u202e\\nrm\n"},
	{view_show_line, STATUS_WITH("active", "'prompt':{'title':'体操の時間'}"),
		"sitting 32min, now: 体操の時間\n"},
};

START_TEST(test_text)
{
	const struct text_style style = {.utf8 = true, .columns = 80, .real_usec = NOW_USEC};
	AUTO_JSON json_object *value = view_parse(rows[_i].json);
	AUTO_FREE char *text = view_render(&rows[_i], value, &style);

	ck_assert_str_eq(text, rows[_i].text);
}
END_TEST

static const struct {
	const char *json;
	usec_t later, next; /* 0: never */
} change_rows[] = {
	{STATUS_WITH("active", "'seatedGrowing':true"), 0, 50 * USEC_PER_SEC},
	{STATUS_WITH("active", "'seatedGrowing':true"), 49 * USEC_PER_SEC, USEC_PER_SEC},
	{STATUS_WITH("active", "'seatedGrowing':true"), 50 * USEC_PER_SEC, 60 * USEC_PER_SEC},
	{STATUS_WITH("away", "'seatedGrowing':false"), 0, 0},
	{STATUS_WITH("away", "'nextUSec':1773151590000000"), 0, 30 * USEC_PER_SEC},
	{STATUS_WITH("away", "'nextUSec':1773151560000000"), 0, 60 * USEC_PER_SEC},
	{STATUS_WITH("away", "'nextUSec':1773151500000000"), 0, 0},
	{"{}", 0, 0},
};

START_TEST(test_next_change)
{
	const struct text_style style = {.real_usec = NOW_USEC + change_rows[_i].later};
	AUTO_JSON json_object *value = view_parse(change_rows[_i].json);
	usec_t next = 0;

	ck_assert_int_eq(view_status_next_change(&style, value, &next), change_rows[_i].next != 0);
	if (change_rows[_i].next != 0) {
		ck_assert_uint_eq(next - style.real_usec, change_rows[_i].next);
	}
}
END_TEST

/* The same reply a while later. */
START_TEST(test_figures_grow)
{
	const struct text_style later = {
		.utf8 = true, .columns = 80, .real_usec = NOW_USEC + 110 * USEC_PER_SEC};
	const struct view_row row = {view_show_line, NULL, NULL};
	AUTO_JSON json_object *growing = view_parse(
		STATUS_WITH("active", "'seatedGrowing':true,'nextKind':'walk','nextUSec':"
				      "1773152270000000"));
	AUTO_JSON json_object *resting = view_parse(STATUS_WITH("active", "'seatedGrowing':false"));
	AUTO_FREE char *grown = view_render(&row, growing, &later);
	AUTO_FREE char *rested = view_render(&row, resting, &later);

	ck_assert_str_eq(grown, "sitting 34min, walk in 11min\n");
	ck_assert_str_eq(rested, "sitting 32min\n");
}
END_TEST

static void add_tests(TCase *tcase)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)setenv("TZ", "UTC", 1);
	(void)setenv("HOME", "/home/a", 1);
	tzset();
	tcase_add_loop_test(tcase, test_text, 0, ELEMENTSOF(rows));
	tcase_add_loop_test(tcase, test_next_change, 0, ELEMENTSOF(change_rows));
	tcase_add_test(tcase, test_figures_grow);
}

int main(void)
{
	return check_main("view", add_tests);
}
