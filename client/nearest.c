/* SPDX-License-Identifier: MIT */
#include "nearest.h"

#include <string.h>

#define WORD_MAX_BYTES 32

static unsigned min_of(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to insert, drop, replace or swap with the neighbour until the words are the same. */
static unsigned word_distance(const char *from, const char *to)
{
	unsigned rows[3][WORD_MAX_BYTES + 1] = {0};
	size_t from_length = strlen(from);
	size_t to_length = strlen(to);

	if (from_length > WORD_MAX_BYTES || to_length > WORD_MAX_BYTES) {
		return WORD_MAX_BYTES;
	}
	for (unsigned j = 0; j <= to_length; j++) {
		rows[0][j] = j;
	}
	for (unsigned i = 1; i <= from_length; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3];
		const unsigned *above2 = rows[(i + 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= to_length; j++) {
			unsigned cost = from[i - 1] == to[j - 1] ? 0 : 1;

			row[j] = min_of(min_of(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
			if (i > 1 && j > 1 && from[i - 1] == to[j - 2] &&
				from[i - 2] == to[j - 1]) {
				row[j] = min_of(row[j], above2[j - 2] + 1);
			}
		}
	}
	return rows[from_length % 3][to_length];
}

const char *nearest_word(const char *word, const char *const *candidates, size_t count)
{
	const char *nearest = NULL;
	size_t length = strlen(word);
	unsigned best = length <= 4 ? 2 : 3; /* further away than that is no typing mistake */

	if (length < 2) {
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		unsigned distance = word_distance(word, candidates[i]);

		/* An unfinished word is near to what it begins. */
		if (length >= 3 && strncmp(word, candidates[i], length) == 0) {
			distance = 1;
		}
		if (distance < best) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}
