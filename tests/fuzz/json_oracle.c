/* SPDX-License-Identifier: MIT */
/* One function a rule of the grammar. Each takes an offset and returns the one behind what it read,
 * or NOT_SO. Strings are decoded to code points, of which the illegal ones are refused: that way
 * overlong forms and surrogates are found by value and not by a table of bytes. */
#include "json_oracle.h"

#include <stdint.h>
#include <string.h>

#define NOT_SO SIZE_MAX

struct oracle {
	const unsigned char *text;
	size_t size;
	unsigned depth_left;
	size_t members;
};

/* -1 at the end */
static int byte_at(const struct oracle *oracle, size_t at)
{
	return at < oracle->size ? oracle->text[at] : -1;
}

static size_t blank(const struct oracle *oracle, size_t at)
{
	int byte = byte_at(oracle, at);

	return byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D ? blank(oracle, at + 1)
									    : at;
}

static size_t literal(const struct oracle *oracle, size_t at, const char *word)
{
	for (; *word; word++, at++) {
		if (byte_at(oracle, at) != (unsigned char)*word) {
			return NOT_SO;
		}
	}
	return at;
}

static size_t digits(const struct oracle *oracle, size_t at)
{
	size_t end = at;

	while (byte_at(oracle, end) >= '0' && byte_at(oracle, end) <= '9') {
		end++;
	}
	return end > at ? end : NOT_SO;
}

static size_t number(const struct oracle *oracle, size_t at)
{
	size_t first = at + (byte_at(oracle, at) == '-' ? 1 : 0);
	size_t end = digits(oracle, first);

	if (end == NOT_SO || (byte_at(oracle, first) == '0' && end != first + 1)) {
		return NOT_SO;
	}
	if (byte_at(oracle, end) == '.') {
		end = digits(oracle, end + 1);
		if (end == NOT_SO) {
			return NOT_SO;
		}
	}
	if ((byte_at(oracle, end) | 0x20) == 'e') {
		int sign = byte_at(oracle, end + 1);

		end = digits(oracle, end + (sign == '+' || sign == '-' ? 2 : 1));
	}
	return end;
}

static size_t hex_unit(const struct oracle *oracle, size_t at, uint32_t *ret_unit)
{
	static const char letters[] = "0123456789abcdef0123456789ABCDEF";
	uint32_t unit = 0;

	for (size_t i = 0; i < 4; i++) {
		int byte = byte_at(oracle, at + i);
		const char *letter = byte > 0 ? strchr(letters, byte) : NULL;

		if (!letter) {
			return NOT_SO;
		}
		unit = unit * 16 + (uint32_t)(letter - letters) % 16;
	}
	*ret_unit = unit;
	return at + 4;
}

static size_t escape(const struct oracle *oracle, size_t at, uint32_t *ret_point)
{
	uint32_t low;
	int kind = byte_at(oracle, at);

	if (kind != 'u') {
		*ret_point = ' ';
		return kind > 0 && strchr("\"\\/bfnrt", kind) ? at + 1 : NOT_SO;
	}
	at = hex_unit(oracle, at + 1, ret_point);
	if (at == NOT_SO || *ret_point == 0) {
		return NOT_SO;
	}
	if ((*ret_point & 0xFC00) == 0xD800) {
		at = literal(oracle, at, "\\u");
		at = at == NOT_SO ? NOT_SO : hex_unit(oracle, at, &low);
		if (at == NOT_SO || (low & 0xFC00) != 0xDC00) {
			return NOT_SO;
		}
		*ret_point = 0x10000 + (*ret_point & 0x3FF) * 0x400 + (low & 0x3FF);
	}
	return at;
}

static size_t utf8(const struct oracle *oracle, size_t at, uint32_t *ret_point)
{
	static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
	int lead = byte_at(oracle, at);
	size_t more = lead < 0x80 ? 0 : lead < 0xC0 ? 9 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;

	if (lead < 0x20 || more == 9 || lead > 0xF7) {
		return NOT_SO;
	}
	*ret_point = (uint32_t)lead & (0x7FU >> (more > 0 ? more + 1 : 0));
	for (size_t i = 1; i <= more; i++) {
		int byte = byte_at(oracle, at + i);

		if (byte < 0x80 || byte > 0xBF) {
			return NOT_SO;
		}
		*ret_point = *ret_point << 6 | ((uint32_t)byte & 0x3F);
	}
	return *ret_point >= smallest[more] ? at + more + 1 : NOT_SO;
}

static size_t string(const struct oracle *oracle, size_t at)
{
	at = literal(oracle, at, "\"");
	while (at != NOT_SO && byte_at(oracle, at) != '"') {
		uint32_t point = 0;

		at = byte_at(oracle, at) == '\\' ? escape(oracle, at + 1, &point)
						 : utf8(oracle, at, &point);
		if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
			return NOT_SO;
		}
	}
	return at == NOT_SO ? NOT_SO : at + 1;
}

static size_t value(struct oracle *oracle, size_t at);

static size_t element(struct oracle *oracle, size_t at, bool is_member)
{
	at = blank(oracle, at);
	if (is_member) {
		oracle->members++;
		at = string(oracle, at);
		at = at == NOT_SO ? NOT_SO : literal(oracle, blank(oracle, at), ":");
	}
	at = at == NOT_SO ? NOT_SO : value(oracle, blank(oracle, at));
	return at == NOT_SO ? NOT_SO : blank(oracle, at);
}

static size_t container(struct oracle *oracle, size_t at, bool is_object)
{
	int close = is_object ? '}' : ']';

	if (oracle->depth_left == 0) {
		return NOT_SO;
	}
	oracle->depth_left--;
	if (byte_at(oracle, blank(oracle, at + 1)) == close) {
		at = blank(oracle, at + 1);
	} else {
		do {
			at = element(oracle, at + 1, is_object);
		} while (at != NOT_SO && byte_at(oracle, at) == ',');
	}
	oracle->depth_left++;
	return at != NOT_SO && byte_at(oracle, at) == close ? at + 1 : NOT_SO;
}

static size_t value(struct oracle *oracle, size_t at)
{
	switch (byte_at(oracle, at)) {
	case '{':
		return container(oracle, at, true);
	case '[':
		return container(oracle, at, false);
	case '"':
		return string(oracle, at);
	case 't':
		return literal(oracle, at, "true");
	case 'f':
		return literal(oracle, at, "false");
	case 'n':
		return literal(oracle, at, "null");
	default:
		return number(oracle, at);
	}
}

bool json_oracle_accepts(
	const unsigned char *text, size_t size, unsigned depth_max, size_t *ret_members)
{
	struct oracle oracle = {.text = text, .size = size, .depth_left = depth_max};
	size_t end = value(&oracle, blank(&oracle, 0));

	*ret_members = oracle.members;
	return end != NOT_SO && blank(&oracle, end) == size;
}
