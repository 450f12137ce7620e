/* SPDX-License-Identifier: MIT */
/*
 * Strings from the daemon may hold what users, desktops and other programs put into them. Nothing
 * of it reaches the terminal unseen: text_piece() turns the string, character by character, into
 * what may be printed, and everything else here is built on it, so that widths, cuts and line
 * breaks are those of the text as it is shown.
 *
 * Widths come from wcwidth(). What it does not know (a character younger than the C library) counts
 * as one column.
 */
#include "text.h"

#include <assert.h>
#include <inttypes.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "utf8.h"

/* Longest: a character of 4 bytes, or \u{10ffff}. */
#define PIECE_MAX 16

/* Bytes of the longest character. */
#define UTF8_MAX 4

static const char *const shade_codes[TEXT_SHADE_MAX] = {
	[TEXT_PLAIN] = "",
	[TEXT_STRONG] = "1",
	[TEXT_FAINT] = "2",
	[TEXT_GOOD] = "32",
	[TEXT_NOTE] = "33",
};

static unsigned terminal_columns(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);

	if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) < 0 || size.ws_col == 0) {
		return TEXT_COLUMNS_DEFAULT;
	}
	if (size.ws_col < TEXT_COLUMNS_MIN) {
		return TEXT_COLUMNS_MIN;
	}
	return size.ws_col > TEXT_COLUMNS_MAX ? TEXT_COLUMNS_MAX : size.ws_col;
}

void text_style_update_columns(struct text_style *style, FILE *out)
{
	style->columns = terminal_columns(out);
}

static usec_t real_now_usec(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

void text_style_init(struct text_style *style, FILE *out)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	int fd = fileno(out);
	bool tty = fd >= 0 && isatty(fd);

	*style = (struct text_style){
		/* https://no-color.org: set and not empty, whatever the value */
		.colour = tty && (!no_colour || *no_colour == '\0') && terminal &&
			  strcmp(terminal, "dumb") != 0,
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.columns = terminal_columns(out), /* the usual if it is no terminal */
		.real_usec = real_now_usec(),
	};
}

void text_shade_begin(FILE *out, const struct text_style *style, enum text_shade shade)
{
	assert(shade < TEXT_SHADE_MAX);
	if (style->colour && shade != TEXT_PLAIN) {
		(void)fprintf(out, "\033[%sm", shade_codes[shade]);
	}
}

void text_shade_end(FILE *out, const struct text_style *style, enum text_shade shade)
{
	if (style->colour && shade != TEXT_PLAIN) {
		(void)fputs("\033[0m", out);
	}
}

/* The code point of a character of UTF-8 that is known to be valid. */
static uint32_t utf8_decode(const unsigned char *bytes, size_t size)
{
	static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t character = bytes[0] & lead_bits[size];

	for (size_t i = 1; i < size; i++) {
		character = character << 6 | (bytes[i] & 0x3fU);
	}
	return character;
}

/* Whether printing it could do more than show a character: controls, direction, invisible tags. */
static bool is_harmful(uint32_t character)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x0000, 0x001f},
		{0x007f, 0x009f},
		{0x061c, 0x061c},
		{0x200e, 0x200f},
		{0x2028, 0x202e},
		{0x2066, 0x206f},
		{0xfeff, 0xfeff},
		{0xfff9, 0xfffb},
		{0xe0000, 0xe0fff},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (character >= ranges[i].first && character <= ranges[i].last) {
			return true;
		}
	}
	return false;
}

static unsigned character_width(uint32_t character)
{
	int width = wcwidth((wchar_t)character);

	return width < 0 ? 1 : (unsigned)width;
}

/* Takes one character off the string: writes what to print for it into 'piece' and returns the
 * columns. '*string' must not be at the end. */
static unsigned text_piece(const char **string, char piece[PIECE_MAX])
{
	const unsigned char *bytes = (const unsigned char *)*string;
	size_t length = utf8_character_size(*string, strnlen(*string, UTF8_MAX));

	assert(bytes[0] != '\0');
	if (length == 0) {
		*string += 1;
		return (unsigned)snprintf(piece, PIECE_MAX, "\\x%02x", bytes[0]);
	}
	uint32_t character = utf8_decode(bytes, length);
	*string += length;
	if (!is_harmful(character)) {
		memcpy(piece, bytes, length);
		piece[length] = '\0';
		return character_width(character);
	}
	if (character == '\n') {
		return (unsigned)snprintf(piece, PIECE_MAX, "\\n");
	}
	if (character == '\t') {
		return (unsigned)snprintf(piece, PIECE_MAX, "\\t");
	}
	if (character < 0x80) {
		return (unsigned)snprintf(piece, PIECE_MAX, "\\x%02" PRIx32, character);
	}
	return (unsigned)snprintf(piece, PIECE_MAX,
		character > 0xffff ? "\\u{%" PRIx32 "}" : "\\u%04" PRIx32, character);
}

unsigned text_width(const char *string)
{
	char piece[PIECE_MAX];
	unsigned columns = 0;

	while (*string != '\0') {
		columns += text_piece(&string, piece);
	}
	return columns;
}

unsigned text_write(FILE *out, const char *string)
{
	char piece[PIECE_MAX];
	unsigned columns = 0;

	while (*string != '\0') {
		columns += text_piece(&string, piece);
		(void)fputs(piece, out);
	}
	return columns;
}

unsigned text_write_cut(
	FILE *out, const struct text_style *style, const char *string, unsigned columns)
{
	const char *ellipsis = style->utf8 ? "…" : "...";
	unsigned reserve = style->utf8 ? 1 : 3;
	unsigned used = 0;

	if (text_width(string) <= columns) {
		return text_write(out, string);
	}
	if (columns < reserve) {
		return 0;
	}
	while (*string != '\0') {
		char piece[PIECE_MAX];
		unsigned width = text_piece(&string, piece);

		if (used + width + reserve > columns) {
			break;
		}
		(void)fputs(piece, out);
		used += width;
	}
	(void)fputs(ellipsis, out);
	return used + reserve;
}

void text_write_padded(
	FILE *out, const struct text_style *style, const char *string, unsigned columns)
{
	unsigned used = text_write_cut(out, style, string, columns);

	if (used < columns) {
		(void)fprintf(out, "%*s", (int)(columns - used), "");
	}
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static const char *skip_blanks(const char *string)
{
	while (is_blank(*string)) {
		string++;
	}
	return string;
}

static unsigned word_width(const char *string)
{
	char piece[PIECE_MAX];
	unsigned columns = 0;

	while (*string != '\0' && !is_blank(*string)) {
		columns += text_piece(&string, piece);
	}
	return columns;
}

unsigned text_write_wrapped(FILE *out, const struct text_style *style, unsigned column,
	unsigned indent, const char *string)
{
	/* Even a silly indent leaves room for one escaped character. */
	unsigned columns =
		style->columns > indent + PIECE_MAX ? style->columns : indent + PIECE_MAX;
	bool first = true;

	string = skip_blanks(string);
	while (*string != '\0') {
		unsigned needed = word_width(string) + (first ? 0 : 1);

		if (column + needed > columns && column > indent) {
			(void)fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			(void)fputc(' ', out);
			column++;
		}
		first = false;
		while (*string != '\0' && !is_blank(*string)) {
			char piece[PIECE_MAX];
			unsigned width = text_piece(&string, piece);

			if (column + width > columns) {
				(void)fprintf(out, "\n%*s", (int)indent, "");
				column = indent;
			}
			(void)fputs(piece, out);
			column += width;
		}
		string = skip_blanks(string);
	}
	return column;
}

void text_write_label(
	FILE *out, const struct text_style *style, unsigned columns, const char *label)
{
	text_shade_begin(out, style, TEXT_FAINT);
	(void)fprintf(out, "%-*s", (int)columns, label);
	text_shade_end(out, style, TEXT_FAINT);
}

void text_write_row(FILE *out, const struct text_style *style, unsigned columns, const char *label,
	const char *string)
{
	text_write_label(out, style, columns, label);
	(void)text_write_wrapped(out, style, columns, columns, string);
	(void)fputc('\n', out);
}

void text_write_heading(FILE *out, const struct text_style *style, unsigned column,
	const char *title, const char *more)
{
	text_shade_begin(out, style, TEXT_STRONG);
	column = text_write_wrapped(out, style, column, 0, title);
	text_shade_end(out, style, TEXT_STRONG);
	if (more) {
		/* No blank at the end of a full line. */
		bool fits = column + 1 + word_width(more) <= style->columns;

		if (column > 0) {
			(void)fputc(fits ? ' ' : '\n', out);
			column = fits ? column + 1 : 0;
		}
		(void)text_write_wrapped(out, style, column, 0, more);
	}
	(void)fputc('\n', out);
}

void text_line_clear(struct text_line *line)
{
	line->bytes[0] = '\0';
	line->size = 0;
}

static void line_add_list(struct text_line *line, const char *format, va_list list)
	__attribute__((format(printf, 2, 0)));

static void line_add_list(struct text_line *line, const char *format, va_list list)
{
	size_t room = sizeof(line->bytes) - line->size;
	int size = vsnprintf(line->bytes + line->size, room, format, list);

	if (size < 0) {
		line->bytes[line->size] = '\0';
	} else if ((size_t)size < room) {
		line->size += (size_t)size;
	} else {
		/* What was there is whole; the last character of the new part may not be. */
		size_t last = sizeof(line->bytes) - 1;
		size_t back = 0;

		while (back < UTF8_MAX - 1 && last - back > line->size &&
			((unsigned char)line->bytes[last - back - 1] & 0xc0) == 0x80) {
			back++;
		}
		size_t start = last - back > line->size ? last - back - 1 : line->size;
		if (start < last && utf8_character_size(line->bytes + start, last - start) == 0) {
			last = start;
		}
		line->bytes[last] = '\0';
		line->size = last;
	}
}

void text_line_add(struct text_line *line, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	line_add_list(line, format, list);
	va_end(list);
}

void text_line_add_item(struct text_line *line, const char *format, ...)
{
	va_list list;

	if (line->size > 0) {
		text_line_add(line, ", ");
	}
	va_start(list, format);
	line_add_list(line, format, list);
	va_end(list);
}

void text_write_bar(FILE *out, const struct text_style *style, unsigned columns, usec_t part_usec,
	usec_t whole_usec)
{
	unsigned filled = columns;

	if (part_usec < whole_usec) {
		/* In floating point, since part * columns might not fit. */
		filled = (unsigned)((double)part_usec / (double)whole_usec * columns);
	}
	for (unsigned i = 0; i < columns; i++) {
		if (style->utf8) {
			(void)fputs(i < filled ? "█" : "░", out);
		} else {
			(void)fputc(i < filled ? '#' : '-', out);
		}
	}
}
