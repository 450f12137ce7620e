/* SPDX-License-Identifier: MIT */
/* The patterns are written for Python and are extended regular expressions as well, with the \b and
 * \w of glibc; a test holds each against its examples. Plain quotes and dashes stand for the
 * others, as the file asks for. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "content_data.h"
#include "lexicon.h"

/* With it begin all the marks below. */
#define MARK_FIRST_BYTE 0xE2

size_t lexicon_count_terms(void)
{
	return CONTENT_DATA_TERMS;
}

int lexicon_term_init(struct lexicon_term *term, size_t index)
{
	const struct content_data_term *data = &content_data_terms[index];

	assert(index < CONTENT_DATA_TERMS);
	/* They are constant and were tried: nothing but memory can be missing. */
	if (regcomp(&term->regex, content_data_blob + data->pattern, REG_EXTENDED | REG_ICASE) !=
		0) {
		return -ENOMEM;
	}
	term->instead = content_data_blob + data->instead;
	term->is_hard = index < CONTENT_DATA_TERMS_HARD;
	return 0;
}

void lexicon_term_deinit(struct lexicon_term *term)
{
	regfree(&term->regex);
}

/* Every replacement is shorter than what it replaces. */
static void make_plain(const char *text, char *buffer, size_t size)
{
	static const struct {
		char fancy[4];
		char plain;
	} marks[] = {
		{"\u2018", '\''},
		{"\u2019", '\''},
		{"\u201c", '"'},
		{"\u201d", '"'},
		{"\u2013", '-'},
		{"\u2014", '-'},
	};
	size_t used = 0;

	while (*text && used + 1 < size) {
		size_t i = 0;

		while (i < ELEMENTSOF(marks) && strncmp(text, marks[i].fancy, 3) != 0) {
			i++;
		}
		buffer[used++] = i < ELEMENTSOF(marks) ? marks[i].plain : *text;
		text += i < ELEMENTSOF(marks) ? 3 : 1;
	}
	buffer[used] = '\0';
}

bool lexicon_term_finds(
	const struct lexicon_term *term, const char *text, char found[LEXICON_FOUND_MAX])
{
	char plain[LEXICON_TEXT_MAX];
	regmatch_t match;

	if (strchr(text, MARK_FIRST_BYTE)) {
		make_plain(text, plain, sizeof(plain));
		text = plain;
	}
	if (regexec(&term->regex, text, 1, &match, 0) != 0) {
		return false;
	}
	(void)snprintf(found, LEXICON_FOUND_MAX, "%.*s", (int)(match.rm_eo - match.rm_so),
		text + match.rm_so);
	return true;
}
