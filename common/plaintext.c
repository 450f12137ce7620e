/* SPDX-License-Identifier: MIT */
#include "plaintext.h"

#include <stdbool.h>
#include <string.h>

#include "utf8.h"

/* Control characters of ASCII and, as two bytes, of Latin 1. */
static bool is_control(const char *character, size_t size)
{
	unsigned char first = (unsigned char)character[0];

	if (size == 1) {
		return first < 0x20 || first == 0x7F;
	}
	return size == 2 && first == 0xC2 && (unsigned char)character[1] < 0xA0;
}

/* The separators of lines and paragraphs, and marks that turn or embed the direction of all that
 * follows: U+2028 to U+202E and U+2066 to U+2069. */
static bool breaks_line(const char *character, size_t size)
{
	unsigned char second, third;

	if (size != 3 || (unsigned char)character[0] != 0xE2) {
		return false;
	}
	second = (unsigned char)character[1];
	third = (unsigned char)character[2];
	return (second == 0x80 && third >= 0xA8 && third <= 0xAE) ||
	       (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

void plaintext_copy(char *to, size_t size, const char *from)
{
	size_t left = strlen(from), at = 0;

	while (left > 0) {
		size_t length = utf8_character_size(from, left);
		bool is_plain =
			length > 0 && !is_control(from, length) && !breaks_line(from, length);

		if (at + (is_plain ? length : 1) >= size) {
			break;
		}
		if (is_plain) {
			memcpy(to + at, from, length);
			at += length;
		} else {
			to[at++] = ' ';
		}
		length = length > 0 ? length : 1;
		from += length;
		left -= length;
	}
	to[at] = '\0';
}
