/* SPDX-License-Identifier: MIT */
#include "utf8.h"

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t utf8_character_size(const char *bytes, size_t size)
{
	unsigned char first = (unsigned char)bytes[0];
	/* The second byte is what tells overlong forms, surrogates and too large numbers apart. */
	unsigned char second_min = 0x80;
	unsigned char second_max = 0xBF;
	size_t length;

	if (first < 0x80) {
		return 1;
	}
	if (first >= 0xC2 && first <= 0xDF) {
		length = 2;
	} else if (first >= 0xE0 && first <= 0xEF) {
		length = 3;
		second_min = first == 0xE0 ? 0xA0 : 0x80;
		second_max = first == 0xED ? 0x9F : 0xBF;
	} else if (first >= 0xF0 && first <= 0xF4) {
		length = 4;
		second_min = first == 0xF0 ? 0x90 : 0x80;
		second_max = first == 0xF4 ? 0x8F : 0xBF;
	} else {
		return 0;
	}
	if (size < length || (unsigned char)bytes[1] < second_min ||
		(unsigned char)bytes[1] > second_max) {
		return 0;
	}
	for (size_t i = 2; i < length; i++) {
		if (!is_continuation(bytes[i])) {
			return 0;
		}
	}
	return length;
}

bool utf8_is_valid(const char *bytes, size_t size)
{
	size_t at = 0;

	while (at < size) {
		size_t length = utf8_character_size(bytes + at, size - at);

		if (length == 0) {
			return false;
		}
		at += length;
	}
	return true;
}

size_t utf8_cut(const char *bytes, size_t size, size_t max_size)
{
	size_t at = max_size;

	if (size <= max_size) {
		return size;
	}
	while (at > 0 && is_continuation(bytes[at])) {
		at--;
	}
	return at;
}
