/* SPDX-License-Identifier: MIT */
#include "entrytext.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <backcare/cleanup.h>
#include <backcare/timespan.h>

#include "csv.h"
#include "field.h"
#include "jsontext.h"
#include "jsonvalue.h"
#include "pages.h"
#include "text.h"
#include "utf8.h"

enum form { FORM_STRING, FORM_NUMBER, FORM_TYPE, FORM_DETAILS, FORM_IGNORED };

/* In the order of the columns. */
static const struct entry_field {
	const char *name;
	enum form form;
	bool is_needed;
} fields[] = {
	{"id", FORM_STRING, true},
	{"type", FORM_TYPE, true},
	{"start", FORM_IGNORED, false},
	{"startUSec", FORM_NUMBER, true},
	{"durationUSec", FORM_NUMBER, false},
	{"what", FORM_STRING, true},
	{"entry", FORM_STRING, false},
	{"note", FORM_STRING, false},
	{"details", FORM_DETAILS, false},
	{"utcOffsetUSec", FORM_NUMBER, false},
	{"machine", FORM_STRING, false},
};

static int find_field(const char *name)
{
	for (size_t i = 0; i < ELEMENTSOF(fields); i++) {
		if (strcmp(fields[i].name, name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

/* -- writing
 * --------------------------------------------------------------------------------------------------
 */

int entrytext_write_json(FILE *out, json_object *entry)
{
	return jsontext_write(out, entry, false);
}

void entrytext_write_csv_head(FILE *out)
{
	for (size_t i = 0; i < ELEMENTSOF(fields); i++) {
		csv_write_cell(out, fields[i].name, i == 0);
	}
	(void)fputc('\n', out);
}

/* "2026-03-10T14:05:00+01:00" where it happened; "" for a time that is none. */
static const char *local_start(json_object *entry, char *buffer, size_t size)
{
	json_object *offset = NULL;
	int64_t offset_usec = 0;
	usec_t start_usec;
	struct tm tm;

	buffer[0] = '\0';
	if (!field_usec(entry, "startUSec", &start_usec)) {
		return buffer;
	}
	if (json_object_object_get_ex(entry, "utcOffsetUSec", &offset)) {
		(void)json_get_int(offset, &offset_usec);
	}
	int minutes = (int)(offset_usec / (int64_t)USEC_PER_MINUTE);
	time_t local = (time_t)(start_usec / USEC_PER_SEC) + (time_t)minutes * 60;
	size_t used = gmtime_r(&local, &tm) ? strftime(buffer, size, "%Y-%m-%dT%H:%M:%S", &tm) : 0;

	if (used > 0) {
		(void)snprintf(buffer + used, size - used, "%c%02d:%02d", minutes < 0 ? '-' : '+',
			abs(minutes) / 60 % 100, abs(minutes) % 60);
	}
	return buffer;
}

static int write_shown(FILE *out, const char *cell, bool is_first)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory) {
		return -ENOMEM;
	}
	(void)text_write(memory, cell);
	if (fclose(memory) != 0) {
		return -ENOMEM;
	}
	csv_write_cell(out, text, is_first);
	return 0;
}

int entrytext_write_csv(FILE *out, json_object *entry, bool is_shown)
{
	char start[48];

	for (size_t i = 0; i < ELEMENTSOF(fields); i++) {
		json_object *value = NULL;
		const char *cell = NULL;

		(void)json_object_object_get_ex(entry, fields[i].name, &value);
		if (fields[i].form == FORM_IGNORED) {
			cell = local_start(entry, start, sizeof(start));
		} else if (value) {
			/* Only ASCII but for strings, in which there is everything. */
			cell = json_object_is_type(value, json_type_string)
				       ? json_object_get_string(value)
				       : json_get_text(value, NULL);
			if (!cell) {
				return -ENOMEM;
			}
		}
		if (cell && is_shown) {
			int r = write_shown(out, cell, i == 0);

			if (r < 0) {
				return r;
			}
		} else {
			csv_write_cell(out, cell, i == 0);
		}
	}
	(void)fputc('\n', out);
	return 0;
}

/* -- reading
 * --------------------------------------------------------------------------------------------------
 */

static int tell(char problem[ENTRYTEXT_PROBLEM_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns -EBADMSG. */
static int tell(char problem[ENTRYTEXT_PROBLEM_MAX], const char *format, ...)
{
	va_list list;

	va_start(list, format);
	(void)vsnprintf(problem, ENTRYTEXT_PROBLEM_MAX, format, list);
	va_end(list);
	return -EBADMSG;
}

static bool is_type(const char *word)
{
	for (size_t i = 0; i < PAGES_TYPES_MAX; i++) {
		if (strcmp(pages_types[i], word) == 0) {
			return true;
		}
	}
	return false;
}

static int check_details(json_object *details, char problem[ENTRYTEXT_PROBLEM_MAX])
{
	if (!json_object_is_type(details, json_type_object)) {
		return tell(problem, "'details' is no object");
	}
	json_object_object_foreach(details, key, value)
	{
		(void)key;
		if (!json_object_is_type(value, json_type_string)) {
			return tell(problem, "a detail is no text");
		}
	}
	return 0;
}

static int check_value(
	const struct entry_field *field, json_object *value, char problem[ENTRYTEXT_PROBLEM_MAX])
{
	int64_t number;

	switch (field->form) {
	case FORM_NUMBER:
		return json_get_int(value, &number)
			       ? 0
			       : tell(problem, "'%s' is no whole number", field->name);
	case FORM_DETAILS:
		return check_details(value, problem);
	case FORM_TYPE:
	case FORM_STRING:
		if (!json_object_is_type(value, json_type_string)) {
			return tell(problem, "'%s' is no text", field->name);
		}
		if (field->form == FORM_TYPE && !is_type(json_object_get_string(value))) {
			return tell(problem, "there is no such type");
		}
		return 0;
	case FORM_IGNORED:
		break;
	}
	return tell(problem, "'%s' does not belong to an entry", field->name);
}

static int check_entry(json_object *entry, char problem[ENTRYTEXT_PROBLEM_MAX])
{
	for (size_t i = 0; i < ELEMENTSOF(fields); i++) {
		json_object *value = NULL;
		int r = 0;

		(void)json_object_object_get_ex(entry, fields[i].name, &value);
		if (value) {
			r = check_value(&fields[i], value, problem);
		} else if (fields[i].is_needed) {
			r = tell(problem, "'%s' is missing", fields[i].name);
		} else {
			/* null is as good as left out */
			json_object_object_del(entry, fields[i].name);
		}
		if (r < 0) {
			return r;
		}
	}
	json_object_object_foreach(entry, key, value)
	{
		(void)value;
		if (find_field(key) < 0) {
			return tell(problem, "it has a field '%.40s', which no entry has", key);
		}
	}
	return 0;
}

int entrytext_read_json(
	const char *text, size_t size, json_object **ret_entry, char problem[ENTRYTEXT_PROBLEM_MAX])
{
	AUTO_JSON json_object *entry = NULL;
	int r = json_parse_strict(text, size, &entry);

	if (r == -EBADMSG) {
		return tell(problem, "this is no JSON");
	}
	if (r < 0) {
		return r;
	}
	if (!json_object_is_type(entry, json_type_object)) {
		return tell(problem, "this is no entry");
	}
	r = check_entry(entry, problem);
	if (r == 0) {
		*ret_entry = TAKE_PTR(entry);
	}
	return r;
}

bool entrytext_is_csv(const char *first_record)
{
	return strncmp(first_record, "id,", 3) == 0 || strncmp(first_record, "\"id\",", 5) == 0 ||
	       (first_record[0] != '{' && strstr(first_record, "startUSec") != NULL);
}

int entrytext_read_head(
	char *record, struct entrytext_head *ret_head, char problem[ENTRYTEXT_PROBLEM_MAX])
{
	struct entrytext_head head = {.column_count = 0};
	char *cells[ENTRYTEXT_COLUMNS_MAX];
	unsigned seen = 0;
	int count = csv_split(record, cells, ELEMENTSOF(cells));

	if (count < 0) {
		return tell(problem, "these are not the names of the columns");
	}
	for (int i = 0; i < count; i++) {
		int field = cells[i] ? find_field(cells[i]) : -1;

		if (field < 0 || (seen & 1U << field) != 0) {
			return tell(problem, "there is no column '%.40s', or it comes twice",
				cells[i] ? cells[i] : "");
		}
		seen |= 1U << field;
		head.columns[head.column_count++] = field;
	}
	*ret_head = head;
	return 0;
}

static int add_cell(int *error, json_object *entry, const struct entry_field *field,
	const char *cell, char problem[ENTRYTEXT_PROBLEM_MAX])
{
	json_object *value = NULL;
	int r;

	if (!utf8_is_valid(cell, strlen(cell))) {
		/* It would be replaced without a word. */
		return tell(problem, "'%s' is not text in UTF-8", field->name);
	}
	switch (field->form) {
	case FORM_IGNORED:
		return 0;
	case FORM_STRING:
	case FORM_TYPE:
		json_add_string(error, entry, field->name, cell);
		return 0;
	case FORM_NUMBER:
	case FORM_DETAILS:
		break;
	}
	r = json_parse_strict(cell, strlen(cell), &value);
	if (r == -EBADMSG) {
		return tell(problem, "'%s' is not as it has to be", field->name);
	}
	if (r == 0) {
		json_add_take(error, entry, field->name, value);
	}
	return r;
}

int entrytext_read_csv(const struct entrytext_head *head, char *record, json_object **ret_entry,
	char problem[ENTRYTEXT_PROBLEM_MAX])
{
	AUTO_JSON json_object *entry = NULL;
	char *cells[ENTRYTEXT_COLUMNS_MAX];
	int count = csv_split(record, cells, ELEMENTSOF(cells)), error = 0, r = 0;

	if (count == -EBADMSG) {
		return tell(problem, "there is a quote that does not belong there");
	}
	if (count < 0 || (size_t)count != head->column_count) {
		return tell(problem, "it has not as many cells as the first line");
	}
	entry = json_new_object(&error);
	for (int i = 0; i < count && r == 0; i++) {
		if (cells[i]) {
			r = add_cell(&error, entry, &fields[head->columns[i]], cells[i], problem);
		}
	}
	if (r < 0 || error < 0) {
		return r < 0 ? r : error;
	}
	r = check_entry(entry, problem);
	if (r == 0) {
		*ret_entry = TAKE_PTR(entry);
	}
	return r;
}
