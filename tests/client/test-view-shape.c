/* SPDX-License-Identifier: MIT */
/* Each sample of a reply is shown with each of its fields left out or replaced by something that
 * does not belong there: it has to keep its shape, that is no line wider than asked for and no
 * control character. */
#include "check_main.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>

#include "jsonvalue.h"
#include "view_care.h"
#include "view_catalogue.h"
#include "view_history.h"
#include "view_rig.h"

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

static void expect_shapes(const struct view_row *row, json_object *value, const char *what)
{
	static const struct text_style styles[] = {
		{.utf8 = true, .columns = TEXT_COLUMNS_MIN, .real_usec = NOW_USEC},
		{.utf8 = true, .columns = TEXT_COLUMNS_DEFAULT, .real_usec = NOW_USEC},
		{.utf8 = false, .columns = TEXT_COLUMNS_DEFAULT, .real_usec = NOW_USEC},
	};

	for (size_t i = 0; i < ELEMENTSOF(styles); i++) {
		AUTO_FREE char *text = view_render(row, value, &styles[i]);

		expect_shape(text, &styles[i], what);
	}
}

static void swap_each(const struct view_row *row, json_object *root, json_object *node);

/* Puts each stranger in place of the member or element, shows it all, and puts the member back. */
static void swap_member(const struct view_row *row, json_object *root, json_object *node,
	const char *key, size_t index)
{
	json_object *member =
		key ? json_object_object_get(node, key) : json_object_array_get_idx(node, index);

	(void)json_object_get(member);
	for (size_t i = 0; strangers[i]; i++) {
		json_object *stranger =
			strcmp(strangers[i], "null") == 0 ? NULL : view_parse(strangers[i]);
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

static void swap_each(const struct view_row *row, json_object *root, json_object *node)
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

#define CARE                                                                                   \
	"{'level':'doctor_first','title':'Talk with a doctor first','advice':'Calm breathing " \
	"and a fresh position go on meanwhile.','suppressed':['walk','strength'],'symptoms':[" \
	"'one-leg-tingling'],'conditions':[{'id':'leg-symptoms','sinceUSec':" NOW              \
	",'untilUSec':1773172800000000,'reason':'you said so'},{'id':'post-massage-day',"      \
	"'reason':'the massage'}],'massage':" MASSAGE ",'lastMassage':" MASSAGE                \
	",'followUp':['walk-five-easy'],'plans':[" PLAN "],'plan':" PLAN                       \
	",'checklistPending':true,'lighterNextTime':true}"
#define MASSAGE                                                                               \
	"{'id':'3','endUSec':1773140400000000,'durationUSec':3600000000,'by':'professional'," \
	"'pressure':'firm','areas':['neck','low-back'],'window':'relaxed',"                   \
	"'nextCheckInUSec':1773226800000000}"
#define PLAN                                                                                      \
	"{'name':'massage_course','startDate':'2026-03-10','dueDates':['2026-03-24'],"            \
	"'doneDates':['2026-03-10'],'message':'The next one is around 24 March.','everyDays':14," \
	"'count':3}"
#define QUESTIONS                                                                                \
	"{'intro':'A list of questions.','symptoms':[{'id':'one-leg-tingling','question':'Does " \
	"one leg tingle?','level':'doctor-first'}],'conditions':[{'id':'dizziness',"             \
	"'question':'Are you dizzy today?','active':true}]}"
#define ENTRY                                                                               \
	"{'id':'walk-tap','kind':'walk','area':'whole-body','title':'A walk to the "        \
	"tap','body':'Get "                                                                 \
	"up, fill a glass and take the long way back.','steps':['Stand up.'],"              \
	"'durationUSec':180000000,'needs':['none'],'contraindicatedWhen':['dizziness'],"    \
	"'intensity':1,'sources':['who-2020'],'tags':['sit-break'],'followUp':'walk-five'," \
	"'available':false,'unavailableReason':'needs what Tools.Own does not name: a wall'}"
#define EVIDENCE                                                                             \
	"{'evidence':[{'id':'who-2020','citation':'World Health Organization. "              \
	"Guidelines.','year':"                                                               \
	"2020,'doi':'10.1/x','type':'rct','strength':'moderate','finding':'Less sitting is " \
	"better.','limits':'Mostly healthy adults.'}]}"

#define HISTORY_ENTRY                                                                            \
	"{'id':'2d','type':'prompt','startUSec':" NOW ",'durationUSec':180000000,'what':'done'," \
	"'entry':'walk-tap','note':'By the river.','details':{'kind':'walk','areas':'neck'},"    \
	"'utcOffsetUSec':3600000000,'machine':'ab12'}"

static void show_history(FILE *out, const struct text_style *style, json_object *value)
{
	struct view_history view = {0}; /* without ids, which stay whole to be copied */

	view_history_write(out, style, &view, value);
	view_history_write(out, style, &view, value);
}

static const struct view_row samples[] = {
	{view_show_status, STATUS_FULL, NULL},
	{view_show_line, STATUS_FULL, NULL},
	{view_show_event, EVENT("prompt_shown", ",'prompt':" PROMPT), NULL},
	{view_show_event, EVENT("hold", ",'holds':[{'reason':'meeting','detail':'x'}]"), NULL},
	{view_show_event, EVENT("day", ",'today':" TODAY), NULL},
	{view_show_prompt, PROMPT, NULL},
	{view_show_prompt, QUESTION, NULL},
	{view_show_settings, SETTINGS, NULL},
	{view_show_why, WHY, NULL},
	{view_show_checks, CHECKS, NULL},
	{view_care_write_advice, CARE, NULL},
	{view_care_write_logged, CARE, NULL},
	{view_care_write_report, CARE, NULL},
	{view_care_write_profile, CARE, NULL},
	{view_care_write_plan, CARE, NULL},
	{view_care_write_safety, CARE, NULL},
	{view_care_write_massage, CARE, NULL},
	{view_care_write_plans, CARE, NULL},
	{view_care_write_questions, QUESTIONS, NULL},
	{view_care_write_profile_questions, QUESTIONS, NULL},
	{view_catalogue_write_list, "{'entries':[" ENTRY "," ENTRY "]}", NULL},
	{view_catalogue_write_entry, "{'entry':" ENTRY "}", NULL},
	{view_catalogue_write_evidence, EVIDENCE, NULL},
	{show_history, HISTORY_ENTRY, NULL},
};

START_TEST(test_shape)
{
	AUTO_JSON json_object *value = view_parse(samples[_i].json);

	expect_shapes(&samples[_i], value, "the sample");
	expect_shapes(&samples[_i], NULL, "nothing");
	swap_each(&samples[_i], value, value);
}
END_TEST

static void add_tests(TCase *tcase)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)setenv("TZ", "UTC", 1);
	(void)setenv("HOME", "/home/a", 1);
	tzset();
	tcase_add_loop_test(tcase, test_shape, 0, ELEMENTSOF(samples));
}

int main(void)
{
	return check_main("view-shape", add_tests);
}
