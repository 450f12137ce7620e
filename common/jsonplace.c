/* SPDX-License-Identifier: MIT */
#include "jsonplace.h"

#include <stdbool.h>
#include <string.h>

static const char *skip_white_space(const char *at)
{
	return at + strspn(at, " \t\n\r");
}

static const char *skip_string(const char *at)
{
	at++;
	while (*at != '"' && *at != '\0') {
		at += *at == '\\' && at[1] != '\0' ? 2 : 1;
	}
	return *at == '"' ? at + 1 : at;
}

/* A scalar, or a container with all that is in it. */
static const char *skip_value(const char *at)
{
	size_t depth = 0;

	do {
		if (*at == '"') {
			at = skip_string(at);
			continue;
		}
		if (*at == '{' || *at == '[') {
			depth++;
		} else if (*at == '}' || *at == ']') {
			depth--;
		} else if (depth == 0) {
			return at + strcspn(at, ",]} \t\n\r");
		}
		at++;
	} while (depth > 0 && *at != '\0');
	return at;
}

size_t json_place_member(const char *text, size_t object, const char *key)
{
	size_t length = strlen(key);
	const char *at = text + object;

	if (*at != '{') {
		return object;
	}
	at = skip_white_space(at + 1);
	while (*at == '"') {
		bool is_it = strncmp(at + 1, key, length) == 0 && at[1 + length] == '"';

		at = skip_white_space(skip_string(at));
		at = skip_white_space(at + 1); /* the colon */
		if (is_it) {
			return (size_t)(at - text);
		}
		at = skip_white_space(skip_value(at));
		if (*at == ',') {
			at = skip_white_space(at + 1);
		}
	}
	return object;
}

size_t json_place_element(const char *text, size_t array, size_t index)
{
	const char *at = text + array;

	if (*at != '[') {
		return array;
	}
	at = skip_white_space(at + 1);
	while (*at != ']' && *at != '\0') {
		if (index-- == 0) {
			return (size_t)(at - text);
		}
		at = skip_white_space(skip_value(at));
		if (*at == ',') {
			at = skip_white_space(at + 1);
		}
	}
	return array;
}

size_t json_place_next(const char *text, size_t element)
{
	const char *at = skip_white_space(skip_value(text + element));

	return *at == ',' ? (size_t)(skip_white_space(at + 1) - text) : element;
}

void json_place_line(const char *text, size_t offset, unsigned *ret_line, unsigned *ret_column)
{
	unsigned line = 1, column = 1;

	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)text[i] & 0xC0) != 0x80) {
			column++;
		}
	}
	*ret_line = line;
	*ret_column = column;
}
