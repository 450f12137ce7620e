/* SPDX-License-Identifier: MIT */
/* Guessing what a mistyped word was meant to be. */
#pragma once

#include <stddef.h>

/* The one of 'count' candidates that is most like 'word', NULL if none is near. Words of more than
 * 32 bytes are like none. */
const char *nearest_word(const char *word, const char *const *candidates, size_t count);
