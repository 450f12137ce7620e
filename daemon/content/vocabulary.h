/* SPDX-License-Identifier: MIT */
/* The words of a catalogue, in the order of the enumerations (bits: bit i is word i). */
#pragma once

#include "catalogue.h"

#define VOCABULARY_WORD_MAX 24
#define VOCABULARY_KINDS (KIND_RELAX + 1)
#define VOCABULARY_TOOLS 6
#define VOCABULARY_TAGS 17
#define VOCABULARY_CONDITIONS 11

typedef char vocabulary_word[VOCABULARY_WORD_MAX];

extern const vocabulary_word vocabulary_kinds[VOCABULARY_KINDS];
extern const vocabulary_word vocabulary_areas[AREA_MAX];
extern const vocabulary_word vocabulary_tools[VOCABULARY_TOOLS];
extern const vocabulary_word vocabulary_tags[VOCABULARY_TAGS];
extern const vocabulary_word vocabulary_conditions[VOCABULARY_CONDITIONS];

/* The index of a word, n_words if it is none. */
size_t vocabulary_find(const vocabulary_word *words, size_t n_words, const char *word);
