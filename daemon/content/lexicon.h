/* SPDX-License-Identifier: MIT */
/* Words that no prompt says, as data/nocebo_lexicon.json has them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define LEXICON_FOUND_MAX 48
/* Of a text, what is behind is not looked at: no text of an entry is as long. */
#define LEXICON_TEXT_MAX 1024

struct lexicon;

enum lexicon_scope {
	LEXICON_PROMPTS, /* nothing that frightens, judges, commands or sounds like a clinic */
	LEXICON_SOURCES, /* only what is not said anywhere */
};

struct lexicon_find {
	char found[LEXICON_FOUND_MAX]; /* cut to this */
	const char *instead;           /* constant */
};

/* Costs some hundred kB, so it is made when there is something to look at, and freed after. */
int lexicon_new(struct lexicon **ret_lexicon);
struct lexicon *lexicon_free(struct lexicon *lexicon);

/* Whether the text has one; the first that is looked for in *ret_find. */
bool lexicon_finds(const struct lexicon *lexicon, enum lexicon_scope scope, const char *text,
	struct lexicon_find *ret_find);
