/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <errno.h>
#include <string.h>

void csv_write_cell(FILE *out, const char *cell, bool is_first)
{
	bool is_quoted;

	if (!is_first) {
		(void)fputc(',', out);
	}
	if (!cell) {
		return;
	}
	/* Blanks at the ends are lost by many a reader if they are not in quotes. */
	is_quoted = cell[0] == '\0' || strpbrk(cell, ",\"\r\n") || strchr(" \t", cell[0]) ||
		    strchr(" \t", cell[strlen(cell) - 1]);
	if (is_quoted) {
		(void)fputc('"', out);
	}
	for (const char *at = cell; *at != '\0'; at++) {
		if (*at == '"') {
			(void)fputc('"', out);
		}
		(void)fputc(*at, out);
	}
	if (is_quoted) {
		(void)fputc('"', out);
	}
}

/* Takes the cell in quotes at 'at' (behind the first quote); returns what follows the last, or NULL
 * if there is none. */
static char *take_quoted(char *at)
{
	char *to = at;

	for (; *at != '\0'; at++) {
		if (*at == '"') {
			if (at[1] != '"') {
				*to = '\0';
				return at + 1;
			}
			at++;
		}
		*to++ = *at;
	}
	return NULL;
}

int csv_split(char *record, char **cells, size_t max)
{
	char *at = record;
	size_t count = 0;

	for (;;) {
		bool is_quoted = *at == '"';
		char *cell = is_quoted ? at + 1 : at;
		char *end = is_quoted ? take_quoted(cell) : at + strcspn(at, ",\"");
		char separator = end ? *end : '"';

		if (separator != ',' && separator != '\0') {
			return -EBADMSG;
		}
		if (count == max) {
			return -E2BIG;
		}
		cells[count++] = is_quoted || end > cell ? cell : NULL;
		*end = '\0';
		if (separator == '\0') {
			return (int)count;
		}
		at = end + 1;
	}
}

size_t csv_record_size(const char *text, size_t size)
{
	bool in_quotes = false;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '"') {
			in_quotes = !in_quotes;
		} else if (text[i] == '\n' && !in_quotes) {
			return i + 1;
		}
	}
	return 0;
}
