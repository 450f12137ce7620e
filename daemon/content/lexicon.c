/* SPDX-License-Identifier: MIT */
/* The patterns are written for Python and are extended regular expressions as well, with the \b and
 * \w of glibc; a test holds each against its examples. Plain quotes and dashes stand for the
 * others, as the file asks for. */
#include <errno.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <backcare/cleanup.h>

#include "content_data.h"
#include "lexicon.h"

struct lexicon {
	regex_t patterns[CONTENT_DATA_TERMS];
	size_t n_patterns;
};

int lexicon_new(struct lexicon **ret_lexicon)
{
	struct lexicon *lexicon = calloc(1, sizeof(*lexicon));

	if (!lexicon) {
		return -ENOMEM;
	}
	while (lexicon->n_patterns < CONTENT_DATA_TERMS) {
		const char *pattern =
			content_data_blob + content_data_terms[lexicon->n_patterns].pattern;

		if (regcomp(&lexicon->patterns[lexicon->n_patterns], pattern,
			    REG_EXTENDED | REG_ICASE) != 0) {
			/* They are constant and were tried: nothing but memory can be missing. */
			(void)lexicon_free(lexicon);
			return -ENOMEM;
		}
		lexicon->n_patterns++;
	}
	*ret_lexicon = lexicon;
	return 0;
}

struct lexicon *lexicon_free(struct lexicon *lexicon)
{
	for (size_t i = 0; lexicon && i < lexicon->n_patterns; i++) {
		regfree(&lexicon->patterns[i]);
	}
	free(lexicon);
	return NULL;
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

bool lexicon_finds(const struct lexicon *lexicon, enum lexicon_scope scope, const char *text,
	struct lexicon_find *ret_find)
{
	char plain[LEXICON_TEXT_MAX];
	size_t n = scope == LEXICON_PROMPTS ? CONTENT_DATA_TERMS : CONTENT_DATA_TERMS_HARD;

	make_plain(text, plain, sizeof(plain));
	for (size_t i = 0; i < n; i++) {
		regmatch_t match;

		if (regexec(&lexicon->patterns[i], plain, 1, &match, 0) == 0) {
			(void)snprintf(ret_find->found, sizeof(ret_find->found), "%.*s",
				(int)(match.rm_eo - match.rm_so), plain + match.rm_so);
			ret_find->instead = content_data_blob + content_data_terms[i].instead;
			return true;
		}
	}
	return false;
}
