/* SPDX-License-Identifier: MIT */
#include "inhibitor.h"

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

static void set_text(char to[INHIBITOR_TEXT_MAX_BYTES], const char *from)
{
	size_t left = strlen(from), at = 0;

	while (left > 0) {
		size_t size = utf8_character_size(from, left);
		bool is_plain = size > 0 && !is_control(from, size) && !breaks_line(from, size);

		if (at + (is_plain ? size : 1) >= INHIBITOR_TEXT_MAX_BYTES) {
			break;
		}
		if (is_plain) {
			memcpy(to + at, from, size);
			at += size;
		} else {
			to[at++] = ' ';
		}
		size = size > 0 ? size : 1;
		from += size;
		left -= size;
	}
	to[at] = '\0';
}

void inhibitor_set(struct inhibitor *inhibitor, const char *who, const char *why)
{
	set_text(inhibitor->who, who);
	set_text(inhibitor->why, why);
}

bool inhibitors_are_same(const struct inhibitor *some, const struct inhibitor *others, size_t n)
{
	for (size_t i = 0; i < n && i < INHIBITORS_MAX; i++) {
		if (strcmp(some[i].who, others[i].who) != 0 ||
			strcmp(some[i].why, others[i].why) != 0) {
			return false;
		}
	}
	return true;
}
