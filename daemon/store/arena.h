/* SPDX-License-Identifier: MIT */
/* Memory that is given back in one go. */
#pragma once

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

/* Zeroed and aligned for anything; NULL without memory. */
void *arena_new(struct arena *arena, size_t size);
/* With a NUL behind it. */
char *arena_copy(struct arena *arena, const void *from, size_t size);
/* Harmless when it is done twice. */
void arena_clear(struct arena *arena);
