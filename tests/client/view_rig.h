/* SPDX-License-Identifier: MIT */
/* Replies to be shown, and the ways to show them, for the tests of what is shown. In the JSON ' is
 * for ". */
#pragma once

#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

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

struct view_row {
	void (*show)(FILE *out, const struct text_style *style, json_object *value);
	const char *json;
	const char *text; /* what comes of it */
};

void view_show_status(FILE *out, const struct text_style *style, json_object *value);
void view_show_line(FILE *out, const struct text_style *style, json_object *value);
void view_show_event(FILE *out, const struct text_style *style, json_object *value);
void view_show_prompt(FILE *out, const struct text_style *style, json_object *value);
void view_show_settings(FILE *out, const struct text_style *style, json_object *value);
void view_show_why(FILE *out, const struct text_style *style, json_object *value);
void view_show_checks(FILE *out, const struct text_style *style, json_object *value);

/* The caller's; anything but JSON fails the test. */
json_object *view_parse(const char *json);
char *view_render(const struct view_row *row, json_object *value, const struct text_style *style);
