/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)16 << 10)

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	_Alignas(max_align_t) char bytes[];
};

static size_t align(size_t size)
{
	return (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
}

void *arena_new(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	void *memory;

	if (!block || block->size - block->used < size) {
		size_t bytes = size > BLOCK_BYTES ? align(size) : BLOCK_BYTES;

		block = malloc(sizeof(*block) + bytes);
		if (!block) {
			return NULL;
		}
		*block = (struct arena_block){.next = arena->blocks, .size = bytes};
		arena->blocks = block;
	}
	memory = block->bytes + block->used;
	/* Both are multiples of the alignment, or this was the last that fits. */
	block->used =
		align(block->used + size) < block->size ? align(block->used + size) : block->size;
	return memset(memory, 0, size);
}

char *arena_copy(struct arena *arena, const void *from, size_t size)
{
	char *copy = arena_new(arena, size + 1);

	if (copy && size > 0) {
		memcpy(copy, from, size);
	}
	return copy;
}

void arena_clear(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
}
