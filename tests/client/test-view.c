/* SPDX-License-Identifier: MIT */
/*
 * Replies as text. Beside the table, every sample is shown with each of its fields left out or
 * replaced by something that does not belong there: it has to keep its shape, that is no line wider
 * than asked for and no control character.
 */
#include "check_main.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>

#include <backcare/cleanup.h>

#include "field.h"
#include "jsonvalue.h"
#include "text.h"
#include "view_config.h"
#include "view_doctor.h"
#include "view_event.h"
#include "view_line.h"
#include "view_prompt.h"
#include "view_status.h"
#include "view_why.h"

/* 2026-03-10 14:05:00 UTC, a Tuesday. */
#define NOW_USEC ((usec_t)1773151500 * USEC_PER_SEC)
#define NOW "1773151500000000"

#define TODAY                                                                                    \
	"{'date':'2026-03-10','seatedUSec':11100000000,'standingUSec':1200000000,"               \
	"'awayUSec':2700000000,'longestSeatedUSec':3120000000,'asleepUSec':0,'estimatedUSec':0," \
	"'prompted':5,'done':2,'claimed':1,'natural':1,'skipped':1,'expired':0,"                 \
	"'targets':{'week':1,'upUSec':2130000000,'upGoalUSec':4200000000}}"

#define PROMPT                                                                                    \
	"{'id':'1','kind':'walk','entry':'walk-tap','title':'A walk to the tap','body':'Get up, " \
	"fill a glass and take the long way back.','steps':['Stand up.','Walk to the tap.'],"     \
	"'urgency':'normal','choices':[{'id':'done','label':'Done'},{'id':'snooze','label':"      \
	"'Later'},{'id':'skip','label':'Skip'}],'durationUSec':180000000,"                        \
	"'shownUSec':1773151380000000,'expiresUSec':1773152280000000,'snoozes':0}"

#define QUESTION                                                                               \
	"{'id':'2','kind':'safety','title':'Before we begin','body':'Does one of these fit?'," \
	"'steps':[],'choices':[{'id':'none','label':'None of these'},{'id':'later',"           \
	"'label':'Later'}],'durationUSec':0,'snoozes':0}"

#define STATUS_WITH(presence, rest)                      \
	"{'version':'0.1.0','presence':'" presence       \
	"','posture':'sitting','seatedUSec':1930000000," \
	"'seatedLimitUSec':2700000000,'timeUSec':" NOW ",'standingLimitUSec':2400000000," rest "}"

#define STATUS_FULL                                                                              \
	STATUS_WITH("active",                                                                    \
		"'seatedGrowing':true,'standingUSec':0,'nextKind':'walk','nextUSec':"            \
		"1773152270000000,'prompt':" PROMPT ",'holds':[{'reason':'meeting','untilUSec':" \
		"1773154800000000,'detail':'you said so'},{'reason':'do_not_disturb','detail':"  \
		"'mako'}],'safety':'flare','today':" TODAY ",'sources':[{'name':'wayland',"      \
		"'state':'down','detail':'the compositor is gone'}],'warnings':['There is no "   \
		"notification server; prompts show up in status and monitor until one starts.']")

#define EVENT(name, rest)                                                                    \
	"{'event':'" name "','sequence':1,'timeUSec':" NOW ",'presence':'active','posture':" \
	"'sitting','seatedUSec':1930000000,'nextKind':'walk','nextUSec':1773152270000000,"   \
	"'safety':'none','sources':[],'warnings':[]" rest "}"

#define SETTINGS                                                                                 \
	"{'files':['/home/a/.config/backcare/backcared.conf'],'settings':[{'name':'Walk.Limit'," \
	"'value':'45min','defaultValue':'45min'},{'name':'Walk.Break','value':'5min',"           \
	"'defaultValue':'3min','file':'/home/a/.config/backcare/backcared.conf','line':12},{"    \
	"'name':'Hours.Quiet','value':'','defaultValue':'22:00-06:30','file':'/home/a/x.conf',"  \
	"'line':3,'problem':'late is no time of day'}]}"

#define WHY                                                                                     \
	"{'decisions':[{'timeUSec':" NOW                                                        \
	",'kind':'walk','decision':'planned','reason':'at 14:17: "                              \
	"sitting for 32min, the limit is 45min, and no meeting is known that would hold it'},{" \
	"'timeUSec':1773043500000000,'decision':'credited','reason':'away for 2min'}]}"

#define CHECKS                                                                                   \
	"{'checks':[{'id':'daemon','state':'ok','vital':true,'detail':'listens'},"               \
	"{'id':'source','state':'limited','vital':true,'detail':'logind: the desktop tells "     \
	"only after some minutes without input','remedy':'It will do.'},"                        \
	"{'id':'source_x11','state':'absent','vital':false,'detail':'no display'},"              \
	"{'id':'notifications','state':'failed','vital':true,'detail':'there is no server',"     \
	"'remedy':'Add this to ~/.config/sway/config, or else have your desktop start one:\\n"   \
	"exec mako'},{'id':'moon','state':'absent','vital':false,'detail':'below the horizon'}," \
	"{'id':'sun','state':'bright'}]}"

#define NOTHING_YET "Nothing was decided yet. `backcarectl status` shows what comes next.\n"

static void show_status(FILE *out, const struct text_style *style, json_object *value)
{
	view_status_write(out, style, value);
}

static void show_line(FILE *out, const struct text_style *style, json_object *value)
{
	view_line_write(out, style, value);
}

static void show_event(FILE *out, const struct text_style *style, json_object *value)
{
	view_event_write(out, style, value);
}

static void show_prompt(FILE *out, const struct text_style *style, json_object *value)
{
	view_prompt_write(out, style, value);
	view_prompt_write_choices(out, style, 0, value);
}

static void show_settings(FILE *out, const struct text_style *style, json_object *value)
{
	(void)view_config_write(out, style, value, NULL);
}

static void show_walk_settings(FILE *out, const struct text_style *style, json_object *value)
{
	ck_assert_uint_eq(view_config_write(out, style, value, "walk"), 2);
	ck_assert_uint_eq(view_config_write(out, style, value, "Wal"), 0);
}

static void show_one_setting(FILE *out, const struct text_style *style, json_object *value)
{
	ck_assert_uint_eq(view_config_write(out, style, value, "walk.limit"), 1);
}

static void show_why(FILE *out, const struct text_style *style, json_object *value)
{
	view_why_write(out, style, value);
}

static void show_checks(FILE *out, const struct text_style *style, json_object *value)
{
	json_object *checks = field_array(value, "checks");

	view_doctor_write(out, style, checks, 0, false);
	view_doctor_write_verdict(out, style, checks);
}

static void show_findings(FILE *out, const struct text_style *style, json_object *value)
{
	view_doctor_write(out, style, field_array(value, "checks"), 0, true);
}

static const struct row {
	void (*show)(FILE *out, const struct text_style *style, json_object *value);
	const char *json; /* with ' for " */
	const char *text;
} rows[] = {
	{show_status, STATUS_FULL,
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
	{show_status, STATUS_WITH("away", "'offers':['Walk more often.',7]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Idea    Walk more often.\n"},
	{show_status, "{}",
		"Whether you are there is not said\nSat     0min\nNext    nothing planned\n"},
	{show_status,
		STATUS_WITH("away", "'seatedGrowing':false,'today':{},'holds':[{'reason':'away'}]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Today   nothing yet\n"},
	{show_status, STATUS_WITH("passive", "'prompt':" QUESTION),
		"Sitting, without input: a call, a video\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Prompt  Before we begin (safety)\n"
		"        Does one of these fit?\n"
		"        backcarectl answer none: None of these\n"
		"        backcarectl answer later: Later\n"},
	{show_status, STATUS_WITH("passive", "'presenceDetail':'mpv (playing a film)'"),
		"Sitting, without input: mpv (playing a film)\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"},
	{show_status, STATUS_WITH("away", "'presenceDetail':'you have no session at this machine'"),
		"Away: you have no session at this machine\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"},
	{show_status, STATUS_WITH("unknown", "'sources':[{'name':'x11','state':'unavailable'}]"),
		"Sitting, as far as can be told: nothing reports presence\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    nothing planned\n"
		"Source  x11 is unavailable\n"},
	{show_status,
		STATUS_WITH("active", "'sources':[{'name':'x11','state':'unavailable'},{'name':'"
				      "wayland','state':'up'}],"
				      "'nextKind':'mobility','nextUSec':1773151499000000"),
		"Sitting\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    mobility due\n"
		"Source  wayland\n"},
	{show_status,
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
	{show_status,
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
	{show_status,
		"{'presence':'swimming','seatedUSec':7000000,'seatedLimitUSec':10000000,'safety':"
		"'purple','holds':[{'reason':'full_moon'},{}],'nextKind':'dance'}",
		"swimming\n"
		"Sat     7s of 10s             ████████████████░░░░░░░░\n"
		"Next    dance\n"
		"Held    full_moon\n"
		"        held\n"
		"Care    purple\n"},
	{show_status,
		"{'presence':'active','posture':'standing','seatedUSec':0,'seatedLimitUSec':"
		"2700000000,"
		"'standingUSec':720000000,'standingLimitUSec':2400000000}",
		"Standing\n"
		"Sat     0min of 45min         ░░░░░░░░░░░░░░░░░░░░░░░░\n"
		"Stood   12min of 40min        ███████░░░░░░░░░░░░░░░░░\n"
		"Next    nothing planned\n"},
	{show_line, STATUS_FULL, "sitting 32min, now: A walk to the tap\n"},
	{show_line, STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773152270000000"),
		"sitting 32min, walk in 13min\n"},
	{show_line, STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773151500000000"),
		"sitting 32min, walk due\n"},
	{show_line,
		STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773152270000000,'holds':[{'"
				      "reason':'spacing'},"
				      "{'reason':'paused','untilUSec':1773237900000000}]"),
		"sitting 32min, paused until Wed 14:05\n"},
	/* What a film or a recording holds back comes when that ends, which nobody foresees. */
	{show_line,
		STATUS_WITH("active", "'nextKind':'walk','nextUSec':1773237900000000,'holds':[{'"
				      "reason':'inhibitor','untilUSec':1773237900000000}]"),
		"sitting 32min, call or film until Wed 14:05 at the latest\n"},
	{show_status,
		STATUS_WITH("away", "'nextKind':'walk','nextUSec':1773152270000000,'holds':[{'"
				    "reason':'microphone','untilUSec':1773152270000000,'detail':'"
				    "Zoom'}]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    walk in 13min at the latest, at 14:17\n"
		"Held    microphone in use until 14:17 at the latest (Zoom)\n"},
	/* One that has its end. */
	{show_status,
		STATUS_WITH("away", "'nextKind':'walk','nextUSec':1773152270000001,'holds':[{'"
				    "reason':'meeting','untilUSec':1773152270000000}]"),
		"Away\n"
		"Sat     32min of 45min        █████████████████░░░░░░░\n"
		"Next    walk in 13min, at 14:17\n"
		"Held    meeting until 14:17\n"},
	{show_line, STATUS_WITH("locked", "'holds':[{'reason':'locked'}],'nextKind':'walk'"),
		"locked\n"},
	{show_line, "{}", "presence not known\n"},
	{show_line,
		STATUS_WITH("active", "'prompt':{'title':'A title that goes on and on and on and "
				      "on and on and on, so "
				      "that no bar could hold it'}"),
		"sitting 32min, now: A title that goes on and on and on and on and on and on, "
		"so…\n"},
	{show_event, EVENT("snapshot", ""), "14:05:00  now       sitting 32min, walk in 13min\n"},
	{show_event, EVENT("prompt_shown", ",'prompt':" PROMPT),
		"14:05:00  prompt    A walk to the tap (walk, 3min), open since 14:03\n"},
	{show_event, EVENT("prompt_closed", ",'outcome':'natural','prompt':" PROMPT),
		"14:05:00  closed    A walk to the tap: you got up yourself\n"},
	{show_event, EVENT("prompt_closed", ""), "14:05:00  closed    the prompt\n"},
	{show_event, EVENT("hold", ",'holds':[{'reason':'quiet_hours'}]"),
		"14:05:00  hold      quiet hours\n"},
	{show_event, EVENT("hold", ",'holds':[]"),
		"14:05:00  hold      nothing holds prompts back\n"},
	{show_event, EVENT("settings", ""), "14:05:00  settings  read again\n"},
	{show_event, EVENT("care", ""), "14:05:00  care      nothing to take care of\n"},
	{show_event, EVENT("day", ",'today':" TODAY), "14:05:00  new day   2026-03-10\n"},
	{show_event, EVENT("eclipse_of_the_moon", ""),
		"14:05:00  eclipse_… sitting 32min, walk in 13min\n"},
	{show_event, "{}", "14:05:00  ?         presence not known\n"},
	{show_prompt, PROMPT,
		"A walk to the tap\n"
		"walk, 3min\n"
		"\n"
		"Get up, fill a glass and take the long way back.\n"
		"\n"
		" 1. Stand up.\n"
		" 2. Walk to the tap.\n"
		"\n"
		"backcarectl start | done | snooze | skip\n"},
	{show_prompt, "{'title':'Short','entry':'walk-short','sources':['a','b']}",
		"Short\n\nWhat stands behind it: `backcarectl evidence walk-short`\n"},
	{show_prompt, "{'title':'Up again','entry':'escalate-60','sources':[]}", "Up again\n\n"},
	{show_prompt, "{}", "A prompt\n\n"},
	{show_settings, SETTINGS,
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
	{show_checks, CHECKS,
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
	{show_checks, "{'checks':[{'id':'daemon','state':'ok','vital':true,'detail':'listens'}]}",
		"ok      Daemon          listens\n"
		"Backcare works here: it sees you and can prompt.\n"},
	{show_why, WHY,
		"14:05  planned  walk: at 14:17: sitting for 32min, the limit is 45min, and no\n"
		"                meeting is known that would hold it\n"
		"Mon 08:05 credited away for 2min\n"},
	{show_why, "{'decisions':[]}", NOTHING_YET},
	{show_why, "{}", NOTHING_YET},
	/* what others put into it cannot steer the terminal */
	{show_line, STATUS_WITH("active", "'prompt':{'title':'\\u001b]0;x\\u0007\\u202e\\nrm'}"),
		"sitting 32min, now: \\x1b]0;x\\x07\\u202e\\nrm\n"},
	{show_line, STATUS_WITH("active", "'prompt':{'title':'体操の時間'}"),
		"sitting 32min, now: 体操の時間\n"},
};

static json_object *parse(const char *json)
{
	AUTO_FREE char *copy = strdup(json);
	json_object *value = NULL;

	ck_assert_ptr_nonnull(copy);
	for (char *at = strchr(copy, '\''); at; at = strchr(at, '\'')) {
		*at = '"';
	}
	ck_assert_int_eq(json_parse_strict(copy, strlen(copy), &value), 0);
	return value;
}

static char *render(const struct row *row, json_object *value, const struct text_style *style)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	row->show(out, style, value);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

START_TEST(test_text)
{
	const struct text_style style = {.utf8 = true, .columns = 80, .real_usec = NOW_USEC};
	AUTO_JSON json_object *value = parse(rows[_i].json);
	AUTO_FREE char *text = render(&rows[_i], value, &style);

	ck_assert_str_eq(text, rows[_i].text);
}
END_TEST

static void expect_shape(const char *text, const struct text_style *style, const char *what)
{
	for (const char *at = text; *at != '\0';) {
		size_t size = strcspn(at, "\n");
		AUTO_FREE char *line = strndup(at, size);

		ck_assert_ptr_nonnull(line);
		ck_assert_msg(text_width(line) <= style->columns, "%u columns with %s: %s",
			text_width(line), what, line);
		for (size_t i = 0; i < size; i++) {
			ck_assert_msg((unsigned char)line[i] >= ' ' && line[i] != 0x7f, "%s: %s",
				what, line);
		}
		ck_assert_msg(at[size] == '\n', "no line end with %s", what);
		at += size + 1;
	}
}

static const char *const strangers[] = {"null", "true", "-1", "0", "9007199254740992",
	"9223372036854775807", "1e300", "0.5", "''", "' '", "[]", "{}", "[[[{}]]]", "[1,'x',null]",
	"'\\u001b[2J\\n\\t\\u009b\\u202e'",
	"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
	"'体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操体操"
	"体操体操体操体操'",
	"'a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r "
	"s t u'",
	NULL};

static void expect_shapes(const struct row *row, json_object *value, const char *what)
{
	static const struct text_style styles[] = {
		{.utf8 = true, .columns = TEXT_COLUMNS_MIN, .real_usec = NOW_USEC},
		{.utf8 = true, .columns = TEXT_COLUMNS_DEFAULT, .real_usec = NOW_USEC},
		{.utf8 = false, .columns = TEXT_COLUMNS_DEFAULT, .real_usec = NOW_USEC},
	};

	for (size_t i = 0; i < ELEMENTSOF(styles); i++) {
		AUTO_FREE char *text = render(row, value, &styles[i]);

		expect_shape(text, &styles[i], what);
	}
}

static void swap_each(const struct row *row, json_object *root, json_object *node);

/* Puts each stranger in place of the member or element, shows it all, and puts the member back. */
static void swap_member(
	const struct row *row, json_object *root, json_object *node, const char *key, size_t index)
{
	json_object *member =
		key ? json_object_object_get(node, key) : json_object_array_get_idx(node, index);

	(void)json_object_get(member);
	for (size_t i = 0; strangers[i]; i++) {
		json_object *stranger =
			strcmp(strangers[i], "null") == 0 ? NULL : parse(strangers[i]);
		char what[64];

		(void)snprintf(
			what, sizeof(what), "%s = %.30s", key ? key : "element", strangers[i]);
		if (key) {
			(void)json_object_object_add(node, key, stranger);
		} else {
			(void)json_object_array_put_idx(node, index, stranger);
		}
		expect_shapes(row, root, what);
	}
	if (key) {
		(void)json_object_object_add(node, key, json_object_get(member));
	} else {
		(void)json_object_array_put_idx(node, index, json_object_get(member));
	}
	swap_each(row, root, member);
	json_object_put(member);
}

static void swap_each(const struct row *row, json_object *root, json_object *node)
{
	if (json_object_is_type(node, json_type_object)) {
		/* Replacing a value keeps the entry, so the iteration stays good. */
		for (struct lh_entry *at = json_object_get_object(node)->head; at; at = at->next) {
			swap_member(row, root, node, lh_entry_k(at), 0);
		}
	} else if (json_object_is_type(node, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(node); i++) {
			swap_member(row, root, node, NULL, i);
		}
	}
}

static const struct row samples[] = {
	{show_status, STATUS_FULL, NULL},
	{show_line, STATUS_FULL, NULL},
	{show_event, EVENT("prompt_shown", ",'prompt':" PROMPT), NULL},
	{show_event, EVENT("hold", ",'holds':[{'reason':'meeting','detail':'x'}]"), NULL},
	{show_event, EVENT("day", ",'today':" TODAY), NULL},
	{show_prompt, PROMPT, NULL},
	{show_prompt, QUESTION, NULL},
	{show_settings, SETTINGS, NULL},
	{show_why, WHY, NULL},
	{show_checks, CHECKS, NULL},
};

START_TEST(test_shape)
{
	AUTO_JSON json_object *value = parse(samples[_i].json);

	expect_shapes(&samples[_i], value, "the sample");
	expect_shapes(&samples[_i], NULL, "nothing");
	swap_each(&samples[_i], value, value);
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
	AUTO_JSON json_object *value = parse(change_rows[_i].json);
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
	const struct row row = {show_line, NULL, NULL};
	AUTO_JSON json_object *growing =
		parse(STATUS_WITH("active", "'seatedGrowing':true,'nextKind':'walk','nextUSec':"
					    "1773152270000000"));
	AUTO_JSON json_object *resting = parse(STATUS_WITH("active", "'seatedGrowing':false"));
	AUTO_FREE char *grown = render(&row, growing, &later);
	AUTO_FREE char *rested = render(&row, resting, &later);

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
	tcase_add_loop_test(tcase, test_shape, 0, ELEMENTSOF(samples));
	tcase_add_loop_test(tcase, test_next_change, 0, ELEMENTSOF(change_rows));
	tcase_add_test(tcase, test_figures_grow);
}

int main(void)
{
	return check_main("view", add_tests);
}
