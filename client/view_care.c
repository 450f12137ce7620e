/* SPDX-License-Identifier: MIT */
#include "view_care.h"

#include <string.h>

#include <backcare/cleanup.h>

#include "field.h"
#include "names.h"
#include "timetext.h"

#define LABEL_COLUMNS 9

static void write_paragraph(FILE *out, const struct text_style *style, const char *text)
{
	(void)text_write_wrapped(out, style, 0, 0, text);
	(void)fputc('\n', out);
}

static void write_row(
	FILE *out, const struct text_style *style, const char *label, const char *text)
{
	text_write_row(out, style, LABEL_COLUMNS, label, text);
}

/* The strings of an array, with commas. */
static void add_words(struct text_line *line, json_object *array)
{
	for (size_t i = 0; i < field_array_length(array); i++) {
		const char *word = json_object_get_string(json_object_array_get_idx(array, i));

		text_line_add_item(line, "%s", word ? word : "");
	}
}

void view_care_write_advice(FILE *out, const struct text_style *style, json_object *reply)
{
	const char *title = field_string(reply, "title"), *advice = field_string(reply, "advice");
	bool titled = title && *title != '\0', says = advice && *advice != '\0';

	if (titled) {
		text_write_heading(out, style, 0, title, NULL);
	}
	if (says) {
		write_paragraph(out, style, advice);
	}
	if (!titled && !says) {
		(void)fputs("Noted, thank you.\n", out);
	}
}

/* -- conditions
 * ----------------------------------------------------------------------------------------------
 */

static const char *condition_words(const char *id)
{
	static const struct {
		const char *id, *words;
	} words[] = {
		{"leg-symptoms", "a change in a leg is noted"},
		{"acute-flare", "gentle days"},
		{"soreness-over-48h", "sore for more than two days"},
		{"soreness-under-48h", "sore since less than two days"},
		{"post-massage-window", "relaxed after a massage: gentle movement only"},
		{"post-massage-day", "the day after a massage: no self-massage"},
		{"pressure-caution", "pressure is kept light"},
		{"balance-caution", "balance is looked after"},
		{"dizziness", "dizzy today"},
		{"exertion-caution", "exertion is kept low"},
		{"fluid-restriction", "drinking is limited"},
	};

	for (size_t i = 0; i < ELEMENTSOF(words); i++) {
		if (strcmp(words[i].id, id) == 0) {
			return words[i].words;
		}
	}
	return id;
}

void view_care_write_conditions(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *conditions = field_array(reply, "conditions");

	for (size_t i = 0; i < field_array_length(conditions); i++) {
		json_object *condition = json_object_array_get_idx(conditions, i);
		const char *id = field_string(condition, "id");
		const char *reason = field_string(condition, "reason");
		char clock[TIMETEXT_CLOCK_MAX];
		struct text_line line;
		usec_t until_usec;

		text_line_clear(&line);
		text_line_add(&line, "%s", id ? condition_words(id) : "?");
		if (field_usec(condition, "untilUSec", &until_usec)) {
			text_line_add(&line, "; until %s",
				timetext_clock(clock, sizeof(clock), style, until_usec));
		}
		if (reason) {
			text_line_add(&line, " (%s)", reason);
		}
		write_row(out, style, i == 0 ? "Holds" : "", line.bytes);
	}
}

/* -- massages
 * ------------------------------------------------------------------------------------------------
 */

static void add_massage(
	struct text_line *line, const struct text_style *style, json_object *massage)
{
	const char *by = field_string(massage, "by");
	const char *pressure = field_string(massage, "pressure");
	char length[TIMETEXT_LENGTH_MAX], clock[TIMETEXT_CLOCK_MAX];

	text_line_add(line, "%s by %s, until %s",
		timetext_length(length, sizeof(length), field_usec_or(massage, "durationUSec", 0)),
		by ? names_massage_by(by) : "?",
		timetext_clock(clock, sizeof(clock), style, field_usec_or(massage, "endUSec", 0)));
	if (pressure) {
		text_line_add_item(line, "%s", pressure);
	}
	add_words(line, field_array(massage, "areas"));
}

static void write_check_in(FILE *out, const struct text_style *style, json_object *massage)
{
	char clock[TIMETEXT_CLOCK_MAX];
	usec_t next_usec;

	if (field_usec(massage, "nextCheckInUSec", &next_usec)) {
		write_row(out, style, "Check-in",
			next_usec > style->real_usec
				? timetext_clock(clock, sizeof(clock), style, next_usec)
				: "now: `backcarectl checkin`");
	}
}

void view_care_write_logged(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *massage = field_object(reply, "massage");
	json_object *follow_up = field_array(reply, "followUp");
	struct text_line line;

	view_care_write_advice(out, style, reply);
	text_line_clear(&line);
	add_massage(&line, style, massage);
	write_row(out, style, "Massage", line.bytes);
	write_check_in(out, style, massage);
	text_line_clear(&line);
	add_words(&line, follow_up);
	if (line.size > 0) {
		write_row(out, style, "Good now", line.bytes);
		write_row(out, style, "", "`backcarectl now ENTRY` starts one of them");
	}
}

static const char *window_words(const char *window)
{
	static const struct {
		const char *window, *words;
	} words[] = {
		{"relaxed", "the easy window: gentle strolls and joint circles"},
		{"day", "the day after: no self-massage until it is over"},
		{"sore", "still felt: gentle prompts only"},
		{"over", "over"},
	};

	for (size_t i = 0; i < ELEMENTSOF(words); i++) {
		if (strcmp(words[i].window, window) == 0) {
			return words[i].words;
		}
	}
	return window;
}

void view_care_write_massage(FILE *out, const struct text_style *style, json_object *care)
{
	json_object *massage = field_object(care, "lastMassage");
	const char *window = field_string(massage, "window"), *id = field_string(massage, "id");
	struct text_line line;

	if (!massage) {
		write_paragraph(
			out, style, "No massage is logged. `backcarectl massage log` logs one.");
		return;
	}
	text_line_clear(&line);
	add_massage(&line, style, massage);
	write_row(out, style, "Massage", line.bytes);
	write_row(out, style, "Now", window ? window_words(window) : "?");
	write_check_in(out, style, massage);
	if (id) {
		write_row(out, style, "Id", id);
	}
	if (field_bool(care, "lighterNextTime", false)) {
		write_row(out, style, "Next", "ask for lighter pressure than last time");
	}
}

/* -- symptoms
 * ------------------------------------------------------------------------------------------------
 */

static bool is_hold(const char *level)
{
	return level && (strcmp(level, "doctor_first") == 0 || strcmp(level, "urgent") == 0 ||
				strcmp(level, "emergency") == 0);
}

static void write_way_out(FILE *out, const struct text_style *style)
{
	write_paragraph(out, style,
		"Once a clinician has cleared you, or if it was entered by mistake: "
		"`backcarectl symptoms clear`.");
}

void view_care_write_report(FILE *out, const struct text_style *style, json_object *reply)
{
	const char *level = field_string(reply, "level");
	struct text_line line;

	view_care_write_advice(out, style, reply);
	if (!is_hold(level)) {
		return;
	}
	text_line_clear(&line);
	add_words(&line, field_array(reply, "suppressed"));
	if (line.size > 0) {
		write_row(out, style, "Waiting", line.bytes);
	}
	write_way_out(out, style);
}

void view_care_write_cleared(FILE *out, const struct text_style *style, json_object *reply)
{
	view_care_write_advice(out, style, reply);
	view_care_write_conditions(out, style, reply);
}

void view_care_write_noted(FILE *out, const struct text_style *style, json_object *care)
{
	struct text_line line;

	text_line_clear(&line);
	add_words(&line, field_array(care, "symptoms"));
	if (line.size > 0) {
		write_row(out, style, "Noted", line.bytes);
	}
}

void view_care_write_safety(FILE *out, const struct text_style *style, json_object *care)
{
	const char *level = field_string(care, "level");
	const char *words = level ? names_safety(level) : NULL;

	if (is_hold(level)) {
		view_care_write_advice(out, style, care);
	} else if (words) {
		write_paragraph(out, style, words);
	}
	view_care_write_noted(out, style, care);
	view_care_write_conditions(out, style, care);
	if (is_hold(level)) {
		write_way_out(out, style);
	} else if (!words) {
		(void)fputs("No symptoms are noted.\n", out);
	}
	if (field_bool(care, "checklistPending", false)) {
		write_paragraph(out, style,
			"A few questions are open, and prompts are gentle until they are "
			"answered: `backcarectl symptoms report`.");
	}
}

static void write_question(FILE *out, const struct text_style *style, json_object *row)
{
	const char *id = field_string(row, "id"), *question = field_string(row, "question");

	text_write_heading(
		out, style, 0, id ? id : "?", field_bool(row, "active", false) ? "(yes)" : NULL);
	(void)fputs("  ", out);
	(void)text_write_wrapped(out, style, 2, 2, question ? question : "?");
	(void)fputc('\n', out);
}

static void write_questions(FILE *out, const struct text_style *style, json_object *rows)
{
	for (size_t i = 0; i < field_array_length(rows); i++) {
		write_question(out, style, json_object_array_get_idx(rows, i));
	}
}

void view_care_write_questions(FILE *out, const struct text_style *style, json_object *reply)
{
	const char *intro = field_string(reply, "intro");

	if (intro) {
		write_paragraph(out, style, intro);
	}
	write_questions(out, style, field_array(reply, "symptoms"));
}

void view_care_write_profile_questions(
	FILE *out, const struct text_style *style, json_object *reply)
{
	write_questions(out, style, field_array(reply, "conditions"));
}

void view_care_write_profile(FILE *out, const struct text_style *style, json_object *reply)
{
	(void)fputs("Noted, thank you.\n", out);
	view_care_write_conditions(out, style, reply);
}

/* -- plans
 * ---------------------------------------------------------------------------------------------------
 */

static void write_one_plan(FILE *out, const struct text_style *style, json_object *plan)
{
	const char *name = field_string(plan, "name"), *message = field_string(plan, "message");
	const char *start = field_string(plan, "startDate");
	bool is_course = name && strcmp(name, "massage_course") == 0;
	struct text_line line;

	text_line_clear(&line);
	text_line_add(&line, "%s", is_course ? "massage" : "strength, twelve weeks");
	if (is_course) {
		text_line_add(&line, ", %lu sessions, one every %lu days",
			field_count(plan, "count"), field_count(plan, "everyDays"));
	}
	text_line_add(&line, ", from %s", start ? start : "?");
	write_row(out, style, "Plan", line.bytes);
	text_line_clear(&line);
	add_words(&line, field_array(plan, "dueDates"));
	if (line.size > 0) {
		write_row(out, style, "Around", line.bytes);
	}
	text_line_clear(&line);
	add_words(&line, field_array(plan, "doneDates"));
	if (line.size > 0) {
		write_row(out, style, "Done", line.bytes);
	}
	if (message && *message != '\0') {
		write_row(out, style, "", message);
	}
}

void view_care_write_plan(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *plan = field_object(reply, "plan");

	if (!plan) {
		(void)fputs("The plan is ended.\n", out);
		return;
	}
	write_one_plan(out, style, plan);
	const char *advice = field_string(reply, "advice");
	if (advice && *advice != '\0') {
		write_paragraph(out, style, advice);
	}
}

void view_care_write_plans(FILE *out, const struct text_style *style, json_object *care)
{
	json_object *plans = field_array(care, "plans");

	for (size_t i = 0; i < field_array_length(plans); i++) {
		write_one_plan(out, style, json_object_array_get_idx(plans, i));
	}
	if (field_array_length(plans) == 0) {
		write_paragraph(out, style,
			"There is no plan. `backcarectl plan massage on` and `backcarectl plan "
			"strength on` begin one.");
	}
}
