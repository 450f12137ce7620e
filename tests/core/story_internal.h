/* SPDX-License-Identifier: MIT */
/* Between the files of a story: story.c (lines and what happens), story_expect.c (what is to be
 * seen). */
#pragma once

#include <stdio.h>
#include <string.h>

#include "story.h"

#define WORDS_MAX 20
#define LINE_MAX_BYTES 256

struct line {
	struct story *story;
	char *words[WORDS_MAX];
	size_t n_words;
	char *message;
	size_t message_size;
};

__attribute__((format(printf, 2, 3))) bool story_fail(struct line *line, const char *format, ...);
const char *story_word(const struct line *line, size_t index);
bool story_is(const struct line *line, size_t index, const char *text);
/* The words from here on, up to "->". */
void story_join(const struct line *line, size_t index, char *buffer, size_t size);
bool story_length_at(struct line *line, size_t index, usec_t *ret_usec);
bool story_name_at(struct line *line, size_t index, const char *const *names, size_t n_names,
	size_t *ret_value);

/* "expect ..." and "why ..." */
bool story_expect(struct line *line);
bool story_why(struct line *line);
/* "care ...", "ask ...", "level ...", "days ..." and "sets ..." */
bool story_days(struct line *line);
bool story_sets(struct line *line);
bool story_care(struct line *line);
bool story_ask(struct line *line);
bool story_level(struct line *line);
