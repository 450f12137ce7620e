/* SPDX-License-Identifier: MIT */
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character that begins at bytes[0], 1 to 4; 0 if none does. size > 0. A NUL byte is a
 * character. */
size_t utf8_character_size(const char *bytes, size_t size);

bool utf8_is_valid(const char *bytes, size_t size);

/* The largest size <= max_size at which valid text can be cut without cutting a character. */
size_t utf8_cut(const char *bytes, size_t size, size_t max_size);
