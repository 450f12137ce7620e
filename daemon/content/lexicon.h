/* SPDX-License-Identifier: MIT */
/* Words that no prompt says, as data/nocebo_lexicon.json has them: one term at a time, for all
 * texts there are. All of them at once would take more memory than the rest of the daemon. */
#pragma once

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#define LEXICON_FOUND_MAX 48
/* Of a text, what is behind is not looked at: no text of an entry is as long. */
#define LEXICON_TEXT_MAX 1024

struct lexicon_term {
	regex_t regex;
	const char *instead; /* what to say instead; constant */
	bool is_hard;        /* not said anywhere; others may be, but not in a prompt */
};

size_t lexicon_count_terms(void);
/* Returns 0 or -ENOMEM. */
int lexicon_term_init(struct lexicon_term *term, size_t index);
void lexicon_term_deinit(struct lexicon_term *term);

/* Whether the text has it; what it has in 'found', cut to that size. */
bool lexicon_term_finds(
	const struct lexicon_term *term, const char *text, char found[LEXICON_FOUND_MAX]);
