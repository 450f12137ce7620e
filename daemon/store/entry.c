/* SPDX-License-Identifier: MIT */
#include "entry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "utf8.h"

static const char *const type_names[HISTORY_TYPE_MAX] = {
	[HISTORY_SPELL] = "spell",
	[HISTORY_PROMPT] = "prompt",
	[HISTORY_MASSAGE] = "massage",
	[HISTORY_CHECKIN] = "checkin",
	[HISTORY_SAFETY] = "safety",
	[HISTORY_PLAN] = "plan",
};

const char *history_type_name(enum history_type type)
{
	return (unsigned)type < HISTORY_TYPE_MAX ? type_names[type] : NULL;
}

/* --- limits ---------------------------------------------------------------------------------- */

static bool is_missing(const char *text)
{
	return !text || text[0] == '\0';
}

static const char *text_problem(
	const char *text, size_t max_bytes, const char *too_long, const char *not_text)
{
	size_t size = text ? strnlen(text, max_bytes + 1) : 0;

	if (size > max_bytes) {
		return too_long;
	}
	return utf8_is_valid(text, size) ? NULL : not_text;
}

static const char *id_problem(const char *id)
{
	if (is_missing(id)) {
		return "the id is missing";
	}
	if (strnlen(id, HISTORY_ID_MAX_BYTES + 1) > HISTORY_ID_MAX_BYTES) {
		return "the id is too long";
	}
	for (const char *at = id; *at; at++) {
		if (*at <= ' ' || *at > '~') {
			return "the id has a character that is not allowed";
		}
	}
	return NULL;
}

static bool is_detail_name(const char *name)
{
	return !is_missing(name) &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0' &&
	       strlen(name) <= HISTORY_WORD_MAX_BYTES;
}

static const char *details_problem(const struct history_entry *entry)
{
	size_t bytes = 0;

	if (entry->n_details > HISTORY_DETAILS_MAX) {
		return "there are too many details";
	}
	for (size_t i = 0; i < entry->n_details; i++) {
		const struct history_detail *detail = &entry->details[i];
		const char *problem;

		if (!is_detail_name(detail->name)) {
			return "the name of a detail is not one";
		}
		if (!detail->value) {
			return "a detail has no value";
		}
		problem = text_problem(detail->value, HISTORY_DETAIL_MAX_BYTES,
			"a detail is too long", "a detail is not text in UTF-8");
		if (problem) {
			return problem;
		}
		for (size_t other = 0; other < i; other++) {
			if (strcmp(entry->details[other].name, detail->name) == 0) {
				return "a detail is there twice";
			}
		}
		bytes += strlen(detail->name) + strlen(detail->value) + 2;
	}
	return bytes <= HISTORY_DETAILS_MAX_BYTES ? NULL : "the details are too long";
}

static const char *time_problem(const struct history_entry *entry)
{
	if (entry->start_real_usec < 0 || entry->start_real_usec >= HISTORY_START_MAX_USEC) {
		return "the start is not a point in time from 1970 to 9999";
	}
	if (entry->has_duration && entry->duration_usec > HISTORY_DURATION_MAX_USEC) {
		return "it lasts longer than a year";
	}
	if (entry->has_utc_offset && (entry->utc_offset_usec > HISTORY_OFFSET_MAX_USEC ||
					     entry->utc_offset_usec < -HISTORY_OFFSET_MAX_USEC)) {
		return "the offset from UTC is more than 18 hours";
	}
	return NULL;
}

static const char *texts_problem(const struct history_entry *entry)
{
	const struct {
		const char *text;
		size_t max_bytes;
		const char *too_long, *not_text;
	} rows[] = {
		{entry->what, HISTORY_WORD_MAX_BYTES, "'what' is too long",
			"'what' is not text in UTF-8"},
		{entry->entry, HISTORY_WORD_MAX_BYTES, "'entry' is too long",
			"'entry' is not text in UTF-8"},
		{entry->note, HISTORY_NOTE_MAX_BYTES, "the note is too long",
			"the note is not text in UTF-8"},
		{entry->machine, HISTORY_WORD_MAX_BYTES, "the machine's name is too long",
			"the machine's name is not text in UTF-8"},
	};

	for (size_t i = 0; i < ELEMENTSOF(rows); i++) {
		const char *problem = text_problem(
			rows[i].text, rows[i].max_bytes, rows[i].too_long, rows[i].not_text);

		if (problem) {
			return problem;
		}
	}
	return NULL;
}

const char *history_entry_problem(const struct history_entry *entry)
{
	const char *problem = id_problem(entry->id);

	if (!problem && (unsigned)entry->type >= HISTORY_TYPE_MAX) {
		problem = "the type is not known";
	}
	if (!problem && is_missing(entry->what)) {
		problem = "'what' is missing";
	}
	if (!problem) {
		problem = time_problem(entry);
	}
	if (!problem) {
		problem = texts_problem(entry);
	}
	return problem ? problem : details_problem(entry);
}

/* --- details ---------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct history_detail *first = a, *second = b;

	return strcmp(first->name, second->name);
}

static char *append_value(char *at, const char *value)
{
	for (; *value; value++) {
		if (*value == '\\' || *value == '\n') {
			*at++ = '\\';
		}
		*at++ = *value == '\n' ? 'n' : *value;
	}
	return at;
}

int entry_encode_details(
	const struct history_entry *entry, struct arena *arena, const char **ret_text)
{
	struct history_detail sorted[HISTORY_DETAILS_MAX];
	char *text, *at;
	size_t bytes = 1;

	if (entry->n_details == 0) {
		*ret_text = NULL;
		return 0;
	}
	memcpy(sorted, entry->details, entry->n_details * sizeof(sorted[0]));
	qsort(sorted, entry->n_details, sizeof(sorted[0]), by_name);
	for (size_t i = 0; i < entry->n_details; i++) {
		bytes += strlen(sorted[i].name) + 2 * strlen(sorted[i].value) + 2;
	}
	text = arena_new(arena, bytes);
	if (!text) {
		return -ENOMEM;
	}
	at = text;
	for (size_t i = 0; i < entry->n_details; i++) {
		at = stpcpy(at, sorted[i].name);
		*at++ = '=';
		at = append_value(at, sorted[i].value);
		*at++ = '\n';
	}
	*at = '\0';
	*ret_text = text;
	return 0;
}

/* Ends the value in place; NULL if it is not one. Returns what follows its line. */
static char *unescape(char *from)
{
	char *to = from;

	for (; *from && *from != '\n'; from++) {
		if (*from == '\\') {
			from++;
			if (*from != '\\' && *from != 'n') {
				return NULL;
			}
			*to++ = *from == 'n' ? '\n' : '\\';
		} else {
			*to++ = *from;
		}
	}
	if (*from != '\n') {
		return NULL;
	}
	*to = '\0';
	return from + 1;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++) {
		n += *text == '\n';
	}
	return n;
}

int entry_decode_details(struct history_entry *entry, struct arena *arena, const char *text)
{
	struct history_detail *details;
	size_t n_lines;
	char *at;

	entry->details = NULL;
	entry->n_details = 0;
	if (is_missing(text)) {
		return 0;
	}
	n_lines = count_lines(text);
	if (n_lines > HISTORY_DETAILS_MAX) {
		return -EBADMSG;
	}
	details = arena_new(arena, (n_lines + 1) * sizeof(*details));
	at = arena_copy(arena, text, strlen(text));
	if (!details || !at) {
		return -ENOMEM;
	}
	while (*at) {
		char *equals = strchr(at, '=');

		if (!equals || entry->n_details == n_lines) {
			return -EBADMSG;
		}
		*equals = '\0';
		details[entry->n_details++] = (struct history_detail){at, equals + 1};
		at = unescape(equals + 1);
		if (!at) {
			return -EBADMSG;
		}
	}
	entry->details = details;
	return 0;
}

const char *entry_get_detail(const struct history_entry *entry, const char *name)
{
	for (size_t i = 0; i < entry->n_details; i++) {
		if (strcmp(entry->details[i].name, name) == 0) {
			return entry->details[i].value;
		}
	}
	return NULL;
}

/* --- copies ----------------------------------------------------------------------------------- */

static int copy_text(const char **to, const char *from, struct arena *arena)
{
	*to = is_missing(from) ? NULL : arena_copy(arena, from, strlen(from));
	return is_missing(from) || *to ? 0 : -ENOMEM;
}

int entry_copy(struct history_entry *to, const struct history_entry *from, struct arena *arena)
{
	struct history_detail *details = arena_new(arena, (from->n_details + 1) * sizeof(*details));

	*to = *from;
	to->details = details;
	if (!details || copy_text(&to->id, from->id, arena) < 0 ||
		copy_text(&to->what, from->what, arena) < 0 ||
		copy_text(&to->entry, from->entry, arena) < 0 ||
		copy_text(&to->note, from->note, arena) < 0 ||
		copy_text(&to->machine, from->machine, arena) < 0) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < from->n_details; i++) {
		const struct history_detail *detail = &from->details[i];

		details[i].name = arena_copy(arena, detail->name, strlen(detail->name));
		details[i].value = arena_copy(arena, detail->value, strlen(detail->value));
		if (!details[i].name || !details[i].value) {
			return -ENOMEM;
		}
	}
	return 0;
}

static size_t text_bytes(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

size_t entry_bytes(const struct history_entry *entry)
{
	size_t bytes = sizeof(*entry) + text_bytes(entry->id) + text_bytes(entry->what) +
		       text_bytes(entry->entry) + text_bytes(entry->note) +
		       text_bytes(entry->machine);

	for (size_t i = 0; i < entry->n_details; i++) {
		bytes += sizeof(entry->details[i]) + text_bytes(entry->details[i].name) +
			 text_bytes(entry->details[i].value);
	}
	return bytes;
}
