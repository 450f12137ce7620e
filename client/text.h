/* SPDX-License-Identifier: MIT */
/* Text for a person: what came over the wire made harmless, columns, colours, lengths and clocks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <backcare/timespan.h>

/* Where the text goes and what may be used there. */
struct text_style {
	bool colour;
	bool utf8;        /* whether bars and dashes may leave ASCII */
	unsigned columns; /* lines are kept below or at this width */
	usec_t real_usec; /* what "now" is, CLOCK_REALTIME */
};

#define TEXT_COLUMNS_MIN 40
#define TEXT_COLUMNS_DEFAULT 80
#define TEXT_COLUMNS_MAX 100

enum text_shade { TEXT_PLAIN, TEXT_STRONG, TEXT_FAINT, TEXT_GOOD, TEXT_NOTE, TEXT_SHADE_MAX };

/* Find out about 'out': a terminal or not, NO_COLOR, its width, the locale's character set. */
void text_style_init(struct text_style *style, FILE *out);

/* Find out the width anew: the terminal was resized. */
void text_style_update_columns(struct text_style *style, FILE *out);

/* Everything up to text_shade_end() is shown so; nothing is written without colour. */
void text_shade_begin(FILE *out, const struct text_style *style, enum text_shade shade);
void text_shade_end(FILE *out, const struct text_style *style, enum text_shade shade);

/* Columns that the string takes when written by text_write(). */
unsigned text_width(const char *string);

/* Writes a string of foreign origin: control characters, those that turn the writing direction, and
 * bytes that are no UTF-8 come out as \n, \x1b, \u202e. Returns the columns used. */
unsigned text_write(FILE *out, const char *string);

/* As text_write(), cut to 'columns' with an ellipsis if it is wider. */
unsigned text_write_cut(
	FILE *out, const struct text_style *style, const char *string, unsigned columns);

/* As text_write_cut(), filled up with blanks to exactly 'columns'. */
void text_write_padded(
	FILE *out, const struct text_style *style, const char *string, unsigned columns);

/* Writes a string in lines of at most style->columns, broken at blanks. The first line goes on at
 * 'column', each further one starts after 'indent' blanks. Blanks, tabs and line ends count as one
 * blank. Returns the column after the last character; no newline is written at the end. */
unsigned text_write_wrapped(FILE *out, const struct text_style *style, unsigned column,
	unsigned indent, const char *string);

/* Writes a line with a label in its first 'columns'; what does not fit goes on below its text. */
void text_write_label(
	FILE *out, const struct text_style *style, unsigned columns, const char *label);
void text_write_row(FILE *out, const struct text_style *style, unsigned columns, const char *label,
	const char *string);

/* Writes a title, and behind it what else there is to say of it (NULL: nothing), and ends the line.
 * The first line goes on at 'column'. */
void text_write_heading(FILE *out, const struct text_style *style, unsigned column,
	const char *title, const char *more);

/* A sentence put together from several parts, at most TEXT_LINE_MAX bytes; what does not fit is cut
 * at a whole character. The parts are raw: what writes the line makes them harmless. */
#define TEXT_LINE_MAX 3072

struct text_line {
	char bytes[TEXT_LINE_MAX]; /* always ends in a NUL */
	size_t size;
};

void text_line_clear(struct text_line *line);
void text_line_add(struct text_line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* As above, after ", " unless the line is still empty. */
void text_line_add_item(struct text_line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes a bar of 'columns' that shows part of whole; full if part is more, or whole is 0. */
void text_write_bar(FILE *out, const struct text_style *style, unsigned columns, usec_t part_usec,
	usec_t whole_usec);
