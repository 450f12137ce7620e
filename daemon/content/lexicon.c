/* SPDX-License-Identifier: MIT */
/* The patterns are written for Python and are extended regular expressions as well, with the \b and
 * \w of glibc; a test holds each against its examples. Plain quotes and dashes stand for the
 * others, as the file asks for. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "content_data.h"
#include "lexicon.h"

/* With it begin all that has a plain mark to stand for it; and the third byte, that mark. */
#define MARK_BEGIN "\xe2\x80"
#define MARK_BYTES 3

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

/* Of quotes U+2018, 2019, 201C, 201D and dashes U+2013, 2014; NUL: of none. */
static char plain_mark(const char *text)
{
	if (strncmp(text, MARK_BEGIN, strlen(MARK_BEGIN)) != 0) {
		return '\0';
	}
	switch ((unsigned char)text[2]) {
	case 0x98:
	case 0x99:
		return '\'';
	case 0x9C:
	case 0x9D:
		return '"';
	case 0x93:
	case 0x94:
		return '-';
	default:
		return '\0';
	}
}

static void make_plain(const char *text, char *buffer, size_t size)
{
	size_t used = 0;

	while (*text && used + 1 < size) {
		char mark = *text == MARK_BEGIN[0] ? plain_mark(text) : '\0';

		buffer[used++] = mark ? mark : *text;
		text += mark ? MARK_BYTES : 1;
	}
	buffer[used] = '\0';
}

bool lexicon_term_finds(
	const struct lexicon_term *term, const char *text, char found[LEXICON_FOUND_MAX])
{
	char plain[LEXICON_TEXT_MAX];
	regmatch_t match;

	if (strstr(text, MARK_BEGIN)) {
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
