/* SPDX-License-Identifier: MIT */
/* An entry of the history as a line of a file: JSON, or CSV. What is written is read back the same.
 *
 * CSV has a column for each field, 'details' as JSON, and 'start', which is the local time for
 * people and spreadsheets and is not read. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

/* For which of the columns a cell stands. */
#define ENTRYTEXT_COLUMNS_MAX 16

struct entrytext_head {
	int columns[ENTRYTEXT_COLUMNS_MAX]; /* opaque */
	size_t column_count;
};

/* What is wrong with a line, for people. */
#define ENTRYTEXT_PROBLEM_MAX 128

/* Both return 0 or -ENOMEM; what 'out' could not take shows in ferror(). 'is_shown': somebody looks
 * at it, so that control characters come out as \x1b. */
int entrytext_write_json(FILE *out, json_object *entry);
int entrytext_write_csv(FILE *out, json_object *entry, bool is_shown);
void entrytext_write_csv_head(FILE *out);

/* Whether a file that begins so is CSV; otherwise its lines are JSON. */
bool entrytext_is_csv(const char *first_record);

/* Reads the head of a CSV file; changes 'record'. Returns 0, or -EBADMSG with a problem. */
int entrytext_read_head(
	char *record, struct entrytext_head *ret_head, char problem[ENTRYTEXT_PROBLEM_MAX]);

/* These check that every field there is belongs to an entry and is of its type; its limits the
 * daemon knows. Return 0 with an entry that is the caller's; -EBADMSG with a problem; -ENOMEM. */
int entrytext_read_json(const char *text, size_t size, json_object **ret_entry,
	char problem[ENTRYTEXT_PROBLEM_MAX]);
/* Changes 'record'. */
int entrytext_read_csv(const struct entrytext_head *head, char *record, json_object **ret_entry,
	char problem[ENTRYTEXT_PROBLEM_MAX]);
