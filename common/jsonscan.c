/* SPDX-License-Identifier: MIT */
/* json-c 0.16 is no judge of JSON, even when told to be strict: it takes NaN, raw control
 * characters, \u0000 (and cuts the string there), lone surrogates, broken UTF-8, 'n' for "n", 00
 * and 1. - and some of it is written back as it came, which makes a stored note break every later
 * reply. So everything from outside passes here first, and json-c does not parse at all.
 *
 * One pass over the bytes, no allocation, no recursion: what the open containers are is one bit
 * each. */
#include "jsonscan.h"

#include "utf8.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct scan {
	const char *at;
	const char *end;
};

/* The next byte, or a NUL, which no rule takes, at the end. */
static char peek(const struct scan *scan)
{
	return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(struct scan *scan, char wanted)
{
	if (scan->at == scan->end || *scan->at != wanted) {
		return false;
	}
	scan->at++;
	return true;
}

static void skip_white_space(struct scan *scan)
{
	while (scan->at < scan->end &&
		(*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r')) {
		scan->at++;
	}
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool take_word(struct scan *scan, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0) {
		return false;
	}
	scan->at += length;
	return true;
}

static bool take_digits(struct scan *scan)
{
	if (!is_digit(peek(scan))) {
		return false;
	}
	while (is_digit(peek(scan))) {
		scan->at++;
	}
	return true;
}

static bool take_number(struct scan *scan)
{
	(void)take(scan, '-');
	if (!take(scan, '0') && !take_digits(scan)) {
		return false;
	}
	if (take(scan, '.') && !take_digits(scan)) {
		return false;
	}
	if (take(scan, 'e') || take(scan, 'E')) {
		if (!take(scan, '+')) {
			(void)take(scan, '-');
		}
		return take_digits(scan);
	}
	return true;
}

/* The four digits of \uXXXX. */
static bool take_hex(struct scan *scan, unsigned *ret_unit)
{
	unsigned unit = 0;

	for (int i = 0; i < 4; i++) {
		char byte = peek(scan);

		if (is_digit(byte)) {
			unit = unit * 16 + (unsigned)(byte - '0');
		} else if (byte >= 'a' && byte <= 'f') {
			unit = unit * 16 + (unsigned)(byte - 'a') + 10;
		} else if (byte >= 'A' && byte <= 'F') {
			unit = unit * 16 + (unsigned)(byte - 'A') + 10;
		} else {
			return false;
		}
		scan->at++;
	}
	*ret_unit = unit;
	return true;
}

/* What follows a backslash. */
static bool take_escape(struct scan *scan)
{
	char kind = peek(scan);
	unsigned unit;

	if (kind == '\0') {
		return false;
	}
	scan->at++;
	if (kind != 'u') {
		return strchr("\"\\/bfnrt", kind) != NULL;
	}
	if (!take_hex(scan, &unit) || unit == 0) {
		return false;
	}
	if (unit < 0xD800 || unit > 0xDFFF) {
		return true;
	}
	/* Half a character: the first half, and the other one right behind it. */
	return unit <= 0xDBFF && take(scan, '\\') && take(scan, 'u') && take_hex(scan, &unit) &&
	       unit >= 0xDC00 && unit <= 0xDFFF;
}

static bool take_string(struct scan *scan)
{
	if (!take(scan, '"')) {
		return false;
	}
	while (scan->at < scan->end) {
		unsigned char byte = (unsigned char)*scan->at;
		size_t length;

		if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
			scan->at++;
			continue;
		}
		if (byte == '"') {
			scan->at++;
			return true;
		}
		if (byte == '\\') {
			scan->at++;
			if (!take_escape(scan)) {
				return false;
			}
			continue;
		}
		length = byte < 0x20
				 ? 0
				 : utf8_character_size(scan->at, (size_t)(scan->end - scan->at));
		if (length == 0) {
			return false;
		}
		scan->at += length;
	}
	return false;
}

/* A value that is no container. */
static bool take_scalar(struct scan *scan)
{
	switch (peek(scan)) {
	case '"':
		return take_string(scan);
	case 't':
		return take_word(scan, "true");
	case 'f':
		return take_word(scan, "false");
	case 'n':
		return take_word(scan, "null");
	default:
		return take_number(scan);
	}
}

/* The key of a member and its colon. */
static bool take_key(struct scan *scan)
{
	skip_white_space(scan);
	if (!take_string(scan)) {
		return false;
	}
	skip_white_space(scan);
	return take(scan, ':');
}

static bool take_document(struct scan *scan, unsigned depth_max)
{
	uint64_t objects = 0; /* bit 0: is the innermost open container an object? */
	unsigned depth = 0;

	assert(depth_max <= 64);

	for (;;) {
		bool is_object;

		/* A value begins here. */
		skip_white_space(scan);
		is_object = peek(scan) == '{';
		if (is_object || peek(scan) == '[') {
			scan->at++;
			if (++depth > depth_max) {
				return false;
			}
			objects = objects << 1 | (is_object ? 1 : 0);
			skip_white_space(scan);
			if (peek(scan) != (is_object ? '}' : ']')) {
				if (is_object && !take_key(scan)) {
					return false;
				}
				continue;
			}
		} else if (!take_scalar(scan)) {
			return false;
		}

		/* It ended; now whatever may follow one. */
		for (;;) {
			skip_white_space(scan);
			if (depth == 0) {
				return scan->at == scan->end;
			}
			is_object = objects & 1;
			if (take(scan, ',')) {
				if (is_object && !take_key(scan)) {
					return false;
				}
				break;
			}
			if (!take(scan, is_object ? '}' : ']')) {
				return false;
			}
			depth--;
			objects >>= 1;
		}
	}
}

int json_scan_place(const char *text, size_t size, unsigned depth_max, size_t *ret_offset)
{
	struct scan scan = {.at = text, .end = text + size};

	if (take_document(&scan, depth_max)) {
		return 0;
	}
	*ret_offset = (size_t)(scan.at - text);
	return -EBADMSG;
}

int json_scan(const char *text, size_t size, unsigned depth_max)
{
	size_t offset;

	return json_scan_place(text, size, depth_max, &offset);
}
