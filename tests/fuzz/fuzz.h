/* SPDX-License-Identifier: MIT */
/* What every fuzz target has: the entry that libFuzzer calls, a check that ends the program in
 * every build, and a reader that makes decisions of bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* 'data' is an allocation of exactly 'size' bytes, so that a sanitizer sees what is read behind
 * it. Returns 0, or -1 for what is not worth keeping. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition, ...)                                                            \
	do {                                                                                  \
		if (!(condition)) {                                                           \
			(void)fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition); \
			(void)fprintf(stderr, __VA_ARGS__);                                   \
			(void)fputc('\n', stderr);                                            \
			abort();                                                              \
		}                                                                             \
	} while (false)

/* Numbers out of the input; zeros when it is used up. */
struct fuzz_input {
	const uint8_t *at;
	const uint8_t *end;
};

static inline bool fuzz_has_more(const struct fuzz_input *input)
{
	return input->at < input->end;
}

/* Below 'sides', which is above 0. */
static inline uint64_t fuzz_take(struct fuzz_input *input, uint64_t sides)
{
	uint64_t value = 0;

	/* No more bytes than it needs, so that a byte more in the input moves little. */
	for (uint64_t left = sides - 1; left > 0 && input->at < input->end; left >>= 8) {
		value = value << 8 | *input->at++;
	}
	return value % sides;
}
