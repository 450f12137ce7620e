/* SPDX-License-Identifier: MIT */
/* What a stranger wrote, as one line of plain text for people. */
#pragma once

#include <stddef.h>

/* Copies 'from' to 'to', cut to fit at a whole character. What is not plain becomes a space, each:
 * control characters, bytes that are no UTF-8, separators of lines, and marks that turn the
 * direction of all that follows. size > 0. */
void plaintext_copy(char *to, size_t size, const char *from);
