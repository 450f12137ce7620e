/* SPDX-License-Identifier: MIT */
#include "view_catalogue.h"

#include <string.h>

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include "field.h"
#include "jsonvalue.h"
#include "names.h"

#define MARK_COLUMNS 2
#define ID_COLUMNS 31
#define TITLE_COLUMNS 33
/* With "1min 30s" at the end. */
#define LIST_COLUMNS_MIN (MARK_COLUMNS + ID_COLUMNS + TITLE_COLUMNS + 8)
#define LABEL_COLUMNS 11
#define STEP_COLUMNS 5

/* -- list
 * ---------------------------------------------------------------------------------------------------
 */

/* "" if it is not told. */
static const char *format_duration(char *buffer, size_t size, json_object *entry)
{
	usec_t duration_usec;

	buffer[0] = '\0';
	if (field_usec(entry, "durationUSec", &duration_usec)) {
		(void)timespan_format(buffer, size, duration_usec, USEC_PER_SEC);
	}
	return buffer;
}

static void write_columns(FILE *out, const struct text_style *style, const char *id,
	const char *title, const char *duration)
{
	text_write_padded(out, style, id, ID_COLUMNS - 1);
	(void)fputc(' ', out);
	text_write_padded(out, style, title, TITLE_COLUMNS - 1);
	(void)fputc(' ', out);
	(void)text_write_cut(
		out, style, duration, style->columns - MARK_COLUMNS - ID_COLUMNS - TITLE_COLUMNS);
}

static void write_row(FILE *out, const struct text_style *style, json_object *entry)
{
	const char *id = field_string(entry, "id"), *title = field_string(entry, "title");
	bool available = field_bool(entry, "available", true);
	char duration[TIMESPAN_TEXT_MAX];
	struct text_line line;

	text_shade_begin(out, style, available ? TEXT_PLAIN : TEXT_FAINT);
	(void)fputs(available ? "  " : "- ", out);
	(void)format_duration(duration, sizeof(duration), entry);
	if (style->columns >= LIST_COLUMNS_MIN) {
		write_columns(out, style, id ? id : "", title ? title : "", duration);
	} else {
		text_line_clear(&line);
		text_line_add(&line, "%s: %s, %s", id ? id : "", title ? title : "", duration);
		(void)text_write_wrapped(out, style, MARK_COLUMNS, 2 * MARK_COLUMNS, line.bytes);
	}
	text_shade_end(out, style, available ? TEXT_PLAIN : TEXT_FAINT);
	(void)fputc('\n', out);
}

void view_catalogue_write_list(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *entries = field_array(reply, "entries");
	const char *kind_before = "";
	bool all_available = true;

	for (size_t i = 0; i < field_array_length(entries); i++) {
		json_object *entry = json_object_array_get_idx(entries, i);
		const char *kind = field_string(entry, "kind");

		if (kind && strcmp(kind, kind_before) != 0) {
			if (i > 0) {
				(void)fputc('\n', out);
			}
			text_write_heading(out, style, 0, kind, NULL);
			kind_before = kind;
		}
		write_row(out, style, entry);
		all_available = all_available && field_bool(entry, "available", true);
	}
	if (field_array_length(entries) == 0) {
		(void)fputs("There are none.\n", out);
	} else if (!all_available) {
		(void)fputc('\n', out);
		(void)text_write_wrapped(out, style, 0, MARK_COLUMNS,
			"- not to be shown now; `backcarectl prompts show ENTRY` says why");
		(void)fputc('\n', out);
	}
}

/* -- one entry
 * -----------------------------------------------------------------------------------------------
 */

static void write_labelled(
	FILE *out, const struct text_style *style, const char *label, const char *text)
{
	text_write_row(out, style, LABEL_COLUMNS, label, text);
}

static void write_list_of(FILE *out, const struct text_style *style, json_object *entry,
	const char *label, const char *field)
{
	json_object *words = field_array(entry, field);
	struct text_line line;

	text_line_clear(&line);
	for (size_t i = 0; i < field_array_length(words); i++) {
		const char *word = json_object_get_string(json_object_array_get_idx(words, i));

		text_line_add_item(&line, "%s", word ? word : "");
	}
	if (line.size > 0) {
		write_labelled(out, style, label,
			strcmp(line.bytes, "none") == 0 ? "nothing" : line.bytes);
	}
}

static void write_head(FILE *out, const struct text_style *style, json_object *entry)
{
	static const char *const intensities[] = {"", "easy", "moderate", "strong"};
	const char *title = field_string(entry, "title"), *kind = field_string(entry, "kind");
	const char *area = field_string(entry, "area"), *body = field_string(entry, "body");
	unsigned long intensity = field_count(entry, "intensity");
	char duration[TIMESPAN_TEXT_MAX];
	struct text_line line;

	text_line_clear(&line);
	text_line_add(&line, "(%s, %s", kind ? names_kind(kind) : "?", area ? area : "?");
	if (intensity < ELEMENTSOF(intensities)) {
		text_line_add(&line, ", %s", intensities[intensity]);
	}
	text_line_add(&line, ", %s)", format_duration(duration, sizeof(duration), entry));
	text_write_heading(out, style, 0, title ? title : "?", line.bytes);
	(void)fputc('\n', out);
	(void)text_write_wrapped(out, style, 0, 0, body ? body : "");
	(void)fputs("\n\n", out);
}

void view_catalogue_write_entry(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *entry = field_object(reply, "entry");
	json_object *steps = field_array(entry, "steps");
	const char *reason = field_string(entry, "unavailableReason");
	const char *follow_up = field_string(entry, "followUp");
	bool available = field_bool(entry, "available", true);

	write_head(out, style, entry);
	for (size_t i = 0; i < field_array_length(steps); i++) {
		const char *step = json_object_get_string(json_object_array_get_idx(steps, i));

		(void)fprintf(out, "%3zu. ", i + 1);
		(void)text_write_wrapped(out, style, STEP_COLUMNS, STEP_COLUMNS, step ? step : "");
		(void)fputc('\n', out);
	}
	(void)fputc('\n', out);
	if (follow_up) {
		write_labelled(out, style, "Then", follow_up);
	}
	write_list_of(out, style, entry, "Needs", "needs");
	write_list_of(out, style, entry, "Left out", "contraindicatedWhen");
	write_labelled(out, style, "Now",
		available ? "could be shown" : (reason ? reason : "not to be shown"));
	write_list_of(out, style, entry, "Sources", "sources");
}

/* -- evidence
 * ------------------------------------------------------------------------------------------------
 */

struct word {
	const char *word;
	const char *meaning;
};

static const char *explain(const struct word *words, size_t n_words, const char *word)
{
	for (size_t i = 0; i < n_words; i++) {
		if (strcmp(words[i].word, word) == 0) {
			return words[i].meaning;
		}
	}
	return word;
}

static const char *explain_strength(const char *strength)
{
	static const struct word words[] = {
		{"high", "strong: more studies are not likely to change it much"},
		{"moderate", "fair: more studies may change how much it is"},
		{"low-certainty", "weak: more studies may well change it"},
		{"very-low", "very weak: hardly more than a hint"},
		{"guideline", "advice of a guideline"},
		{"expert-opinion", "opinion of people who know the field"},
		{"secondary", "reported at second hand"},
		{"opinion", "an opinion"},
		{"superseded", "replaced by a later review"},
		{"design", "a choice of this program, not a finding"},
		{"own", "named in a file of your own"},
	};

	return explain(words, ELEMENTSOF(words), strength);
}

static const char *explain_type(const char *type)
{
	static const struct word words[] = {
		{"rct", "randomised trial"},
		{"cluster-rct", "randomised trial of groups"},
		{"cochrane-review", "Cochrane review"},
		{"meta-analysis", "studies pooled"},
		{"systematic-review", "systematic review"},
		{"umbrella-review", "review of reviews"},
		{"critical-review", "review"},
		{"crossover-trial", "trial, each person all ways"},
		{"cross-sectional", "survey at one time"},
		{"before-after", "before and after, no comparison"},
		{"uncontrolled", "no comparison"},
		{"experiment", "laboratory experiment"},
		{"modelling", "calculation"},
		{"qualitative", "interviews"},
		{"nhs-guidance", "guidance of the NHS"},
		{"regulator-guidance", "guidance of a regulator"},
		{"expert-statement", "statement of experts"},
		{"delphi-consensus", "consensus of experts"},
		{"consensus-framework", "consensus of experts"},
		{"patient-information", "leaflet"},
		{"press-release", "press release"},
		{"secondary-commentary", "commentary"},
		{"reference-value", "reference value"},
		{"software-prior-art", "other programs"},
		{"general-knowledge", "common knowledge"},
		{"design", "design"},
		{"seed", "web article"},
		{"own", "your own"},
	};

	return explain(words, ELEMENTSOF(words), type);
}

static void write_source(FILE *out, const struct text_style *style, json_object *source)
{
	const char *id = field_string(source, "id"), *type = field_string(source, "type");
	const char *strength = field_string(source, "strength");
	const char *finding = field_string(source, "finding");
	const char *limits = field_string(source, "limits"), *doi = field_string(source, "doi");
	const char *citation = field_string(source, "citation");
	unsigned long year = field_count(source, "year");
	struct text_line line;

	text_line_clear(&line);
	text_line_add(&line, "(%s", type ? explain_type(type) : "?");
	if (year > 0) {
		text_line_add(&line, ", %lu", year);
	}
	text_line_add(&line, ")");
	text_write_heading(out, style, 0, id ? id : "?", line.bytes);
	write_labelled(out, style, "  Found", finding ? finding : "?");
	if (strength) {
		write_labelled(out, style, "  Strength", explain_strength(strength));
	}
	if (limits) {
		write_labelled(out, style, "  Limits", limits);
	}
	text_line_clear(&line);
	text_line_add(&line, "%s%s%s", citation ? citation : "?", doi ? " https://doi.org/" : "",
		doi ? doi : "");
	write_labelled(out, style, "  Source", line.bytes);
}

void view_catalogue_write_evidence(FILE *out, const struct text_style *style, json_object *reply)
{
	json_object *evidence = field_array(reply, "evidence");

	for (size_t i = 0; i < field_array_length(evidence); i++) {
		if (i > 0) {
			(void)fputc('\n', out);
		}
		write_source(out, style, json_object_array_get_idx(evidence, i));
	}
}

static bool is_told(json_object *told, const char *id)
{
	for (size_t i = 0; i < field_array_length(told); i++) {
		const char *other = json_object_get_string(json_object_array_get_idx(told, i));

		if (other && strcmp(other, id) == 0) {
			return true;
		}
	}
	return false;
}

void view_catalogue_write_riding_evidence(
	FILE *out, const struct text_style *style, json_object *reply, json_object *told)
{
	const char *title = field_string(field_object(reply, "entry"), "title");
	json_object *evidence = field_array(reply, "evidence");
	struct text_line above;
	int error = 0;

	text_line_clear(&above);
	(void)fputs("\nWith it: ", out);
	text_write_heading(out, style, strlen("With it: "), title ? title : "?", NULL);
	for (size_t i = 0; i < field_array_length(evidence); i++) {
		json_object *source = json_object_array_get_idx(evidence, i);
		const char *id = field_string(source, "id");

		if (id && is_told(told, id)) {
			text_line_add_item(&above, "%s", id);
		} else {
			(void)fputc('\n', out);
			write_source(out, style, source);
			json_append_string(&error, told, id);
		}
	}
	if (above.size > 0) {
		(void)fputc('\n', out);
		write_labelled(out, style, "As above", above.bytes);
	}
}
