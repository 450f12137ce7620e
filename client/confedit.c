/* SPDX-License-Identifier: MIT */
/*
 * The text is edited line by line, by the rules of the daemon's reader: "name=value" or "name:
 * value" below "[Section]", comments from ; or # on, blanks before any of them. A name that stands
 * there several times is left once. What is not understood is left alone; telling what is wrong
 * with it is the daemon's part.
 */
#include "confedit.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <backcare/cleanup.h>

#define HEADING "# Written by `backcarectl config set`; yours to edit as well.\n"

enum line_type {
	LINE_OTHER, /* comments, blank and not understood */
	LINE_SECTION,
	LINE_NAME
};

/* One line of the text, without its newline. */
struct line {
	const char *start;
	size_t size;
	enum line_type type;
	const char *word; /* section or name */
	size_t word_size;
};

struct edit {
	const char *section, *name, *value;
	FILE *out;
	bool in_section; /* the lines now read belong to the section */
	bool written;
};

static size_t trim_end(const char *start, size_t size)
{
	while (size > 0 && isspace((unsigned char)start[size - 1])) {
		size--;
	}
	return size;
}

static struct line classify(const char *start, size_t size)
{
	struct line line = {.start = start, .size = size, .type = LINE_OTHER};
	size_t blanks = 0;

	while (blanks < size && isspace((unsigned char)start[blanks])) {
		blanks++;
	}
	const char *first = start + blanks;
	size_t left = size - blanks;
	if (left == 0 || *first == ';' || *first == '#') {
		return line;
	}
	if (*first == '[') {
		const char *end = memchr(first, ']', left);

		if (end) {
			line.type = LINE_SECTION;
			line.word = first + 1;
			line.word_size = (size_t)(end - first) - 1;
		}
		return line;
	}
	size_t length = 0;
	while (length < left && first[length] != '=' && first[length] != ':') {
		length++;
	}
	if (length < left) {
		line.type = LINE_NAME;
		line.word = first;
		line.word_size = trim_end(first, length);
	}
	return line;
}

static bool is_word(const struct line *line, const char *word)
{
	return strlen(word) == line->word_size &&
	       strncasecmp(line->word, word, line->word_size) == 0;
}

static void write_value(struct edit *edit)
{
	if (edit->value && !edit->written) {
		(void)fprintf(edit->out, "%s=%s\n", edit->name, edit->value);
		edit->written = true;
	}
}

static void copy_line(struct edit *edit, const struct line *line)
{
	(void)fwrite(line->start, 1, line->size, edit->out);
	(void)fputc('\n', edit->out);
}

/* 'insert': the name is nowhere in the text, so it goes below the heading of its section. */
static void edit_line(struct edit *edit, const struct line *line, bool insert)
{
	switch (line->type) {
	case LINE_SECTION:
		copy_line(edit, line);
		edit->in_section = is_word(line, edit->section);
		if (edit->in_section && insert) {
			write_value(edit);
		}
		break;
	case LINE_NAME:
		if (edit->in_section && is_word(line, edit->name)) {
			write_value(edit);
		} else {
			copy_line(edit, line);
		}
		break;
	case LINE_OTHER:
		copy_line(edit, line);
		break;
	default:
		assert(false);
	}
}

/* Whether the name stands anywhere in its section. */
static bool has_name(const char *text, const char *section, const char *name)
{
	bool in_section = false;

	for (const char *at = text; *at != '\0';) {
		size_t size = strcspn(at, "\n");
		struct line line = classify(at, size);

		if (line.type == LINE_SECTION) {
			in_section = is_word(&line, section);
		} else if (line.type == LINE_NAME && in_section && is_word(&line, name)) {
			return true;
		}
		at += size + (at[size] == '\n' ? 1 : 0);
	}
	return false;
}

/* A line cannot hold control characters, and inih takes what follows " ;" for a comment. */
static bool is_value(const char *value)
{
	for (const char *at = value; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;

		if (byte < ' ' || byte == 0x7f || (byte == ' ' && at[1] == ';')) {
			return false;
		}
	}
	return true;
}

int confedit_set(
	const char *text, const char *section, const char *name, const char *value, char **ret_text)
{
	struct edit edit = {.section = section, .name = name, .value = value};
	AUTO_FREE char *edited = NULL;
	size_t edited_size = 0;
	bool insert;

	if (value && !is_value(value)) {
		return -EINVAL;
	}
	edit.out = open_memstream(&edited, &edited_size);
	if (!edit.out) {
		return -ENOMEM;
	}
	if (!text) {
		text = HEADING;
	}
	insert = !has_name(text, section, name);
	for (const char *at = text; *at != '\0';) {
		size_t size = strcspn(at, "\n");
		struct line line = classify(at, size);

		edit_line(&edit, &line, insert);
		at += size + (at[size] == '\n' ? 1 : 0);
	}
	if (value && !edit.written) {
		(void)fprintf(edit.out, "%s[%s]\n", *text != '\0' ? "\n" : "", section);
		write_value(&edit);
	}
	if (fclose(edit.out) != 0) {
		return -ENOMEM;
	}
	*ret_text = TAKE_PTR(edited);
	return 0;
}
