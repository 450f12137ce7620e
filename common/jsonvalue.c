/* SPDX-License-Identifier: MIT */
/* The tree and its text are json-c's; the reader is not. json_scan() has judged the text before, so
 * that what builds the tree can trust it: no byte of a token is looked at for errors again.
 * Building it here rather than in json-c's tokener is what keeps numbers apart which do not fit
 * into 64 bits (the tokener makes INT64_MIN or UINT64_MAX of them and says nothing) and keys that
 * come twice. */
#include "jsonvalue.h"

#include "jsonscan.h"
#include "utf8.h"

#include <backcare/protocol.h>

#include <assert.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

/* Up to here every whole number is exact in a double. */
#define DOUBLE_WHOLE_MAX 9007199254740992.0

struct build {
	const char *at;
	char *scratch; /* room for the longest token and a NUL */
};

static void skip_white_space(struct build *build)
{
	while (*build->at == ' ' || *build->at == '\t' || *build->at == '\n' ||
		*build->at == '\r') {
		build->at++;
	}
}

static unsigned take_hex(struct build *build)
{
	char digits[5] = {0};

	memcpy(digits, build->at, 4);
	build->at += 4;
	return (unsigned)strtoul(digits, NULL, 16);
}

static char *put_character(char *to, unsigned character)
{
	if (character < 0x80) {
		*to++ = (char)character;
	} else if (character < 0x800) {
		*to++ = (char)(0xC0 | character >> 6);
		*to++ = (char)(0x80 | (character & 0x3F));
	} else if (character < 0x10000) {
		*to++ = (char)(0xE0 | character >> 12);
		*to++ = (char)(0x80 | (character >> 6 & 0x3F));
		*to++ = (char)(0x80 | (character & 0x3F));
	} else {
		*to++ = (char)(0xF0 | character >> 18);
		*to++ = (char)(0x80 | (character >> 12 & 0x3F));
		*to++ = (char)(0x80 | (character >> 6 & 0x3F));
		*to++ = (char)(0x80 | (character & 0x3F));
	}
	return to;
}

static char *take_escape(struct build *build, char *to)
{
	static const char letters[] = "bfnrt";
	static const char meanings[] = "\b\f\n\r\t";
	char kind = *build->at++;
	const char *letter;

	if (kind == 'u') {
		unsigned unit = take_hex(build);

		if (unit >= 0xD800 && unit <= 0xDBFF) {
			build->at += strlen("\\u");
			unit = 0x10000 + ((unit - 0xD800) << 10) + (take_hex(build) - 0xDC00);
		}
		return put_character(to, unit);
	}
	letter = strchr(letters, kind);
	*to++ = letter != NULL ? meanings[letter - letters] : kind;
	return to;
}

/* Reads a string into the scratch space, with a NUL; returns its length. An escape is never shorter
 * than what it stands for. */
static size_t take_string(struct build *build)
{
	char *to = build->scratch;

	build->at++;
	while (*build->at != '"') {
		size_t plain = 0;

		/* Not strcspn(): the address sanitizer looks for the end of all text at each. */
		while (build->at[plain] != '"' && build->at[plain] != '\\') {
			plain++;
		}
		memcpy(to, build->at, plain);
		to += plain;
		build->at += plain;
		if (*build->at == '\\') {
			build->at++;
			to = take_escape(build, to);
		}
	}
	build->at++;
	*to = '\0';
	return (size_t)(to - build->scratch);
}

static double number_from_text(const char *text)
{
	/* Whatever the locale says of the decimal point. */
	locale_t plain = newlocale(LC_NUMERIC_MASK, "C", NULL);
	double value = plain != NULL ? strtod_l(text, NULL, plain) : strtod(text, NULL);

	if (plain != NULL) {
		freelocale(plain);
	}
	return value;
}

static struct json_object *take_number(struct build *build)
{
	size_t length = strspn(build->at, "+-.0123456789eE");

	memcpy(build->scratch, build->at, length);
	build->scratch[length] = '\0';
	build->at += length;
	if (strpbrk(build->scratch, ".eE") == NULL) {
		long long value;

		errno = 0;
		value = strtoll(build->scratch, NULL, 10);
		if (errno == 0) {
			return json_object_new_int64(value);
		}
	}
	return json_object_new_double(number_from_text(build->scratch));
}

static int take_value(struct build *build, struct json_object **ret_value);

/* Takes the value over, also on failure. */
static int add_member(struct json_object *object, const char *key, struct json_object *value)
{
	AUTO_JSON struct json_object *member = value;

	if (json_object_object_add_ex(object, key, member, JSON_C_OBJECT_ADD_KEY_IS_NEW) < 0) {
		return -ENOMEM;
	}
	member = NULL;
	return 0;
}

static int take_member(struct build *build, struct json_object *object)
{
	AUTO_FREE char *key = NULL;
	struct json_object *value;
	int r;

	(void)take_string(build);
	if (json_object_object_get_ex(object, build->scratch, NULL)) {
		return -EBADMSG;
	}
	key = strdup(build->scratch);
	if (key == NULL) {
		return -ENOMEM;
	}
	skip_white_space(build);
	build->at++;
	r = take_value(build, &value);
	if (r < 0) {
		return r;
	}
	return add_member(object, key, value);
}

static int take_element(struct build *build, struct json_object *array)
{
	struct json_object *value;
	int r = take_value(build, &value);

	if (r < 0) {
		return r;
	}
	if (json_object_array_add(array, value) < 0) {
		(void)json_object_put(value);
		return -ENOMEM;
	}
	return 0;
}

static int take_container(struct build *build, struct json_object **ret_value)
{
	bool is_object = *build->at++ == '{';
	AUTO_JSON struct json_object *container =
		is_object ? json_object_new_object() : json_object_new_array();

	if (container == NULL) {
		return -ENOMEM;
	}
	skip_white_space(build);
	while (*build->at != '}' && *build->at != ']') {
		int r = is_object ? take_member(build, container) : take_element(build, container);

		if (r < 0) {
			return r;
		}
		skip_white_space(build);
		if (*build->at == ',') {
			build->at++;
			skip_white_space(build);
		}
	}
	build->at++;
	*ret_value = TAKE_PTR(container);
	return 0;
}

/* As deep as PROTOCOL_JSON_DEPTH_MAX. */
static int take_value(struct build *build, struct json_object **ret_value)
{
	struct json_object *value;
	size_t length;

	skip_white_space(build);
	switch (*build->at) {
	case '{':
	case '[':
		return take_container(build, ret_value);
	case '"':
		length = take_string(build);
		value = json_object_new_string_len(build->scratch, (int)length);
		break;
	case 't':
		build->at += strlen("true");
		value = json_object_new_boolean(true);
		break;
	case 'f':
		build->at += strlen("false");
		value = json_object_new_boolean(false);
		break;
	case 'n':
		build->at += strlen("null");
		*ret_value = NULL;
		return 0;
	default:
		value = take_number(build);
		break;
	}
	if (value == NULL) {
		return -ENOMEM;
	}
	*ret_value = value;
	return 0;
}

int json_parse_strict_place(
	const char *text, size_t size, struct json_object **ret_value, size_t *ret_offset)
{
	AUTO_FREE char *copy = NULL;
	struct build build;
	int r;

	if (size > INT32_MAX) {
		*ret_offset = 0;
		return -EBADMSG;
	}
	r = json_scan_place(text, size, PROTOCOL_JSON_DEPTH_MAX, ret_offset);
	if (r < 0) {
		return r;
	}
	/* The text with a NUL behind it, so that a number at its end has an end too; and the
	 * scratch space. */
	copy = malloc(2 * (size + 1));
	if (copy == NULL) {
		return -ENOMEM;
	}
	memcpy(copy, text, size);
	copy[size] = '\0';
	build = (struct build){.at = copy, .scratch = copy + size + 1};
	r = take_value(&build, ret_value);
	*ret_offset = (size_t)(build.at - copy);
	return r;
}

int json_parse_strict(const char *text, size_t size, struct json_object **ret_value)
{
	size_t offset;

	return json_parse_strict_place(text, size, ret_value, &offset);
}

bool json_get_int(struct json_object *value, int64_t *ret_value)
{
	double number;

	if (json_object_is_type(value, json_type_int)) {
		*ret_value = json_object_get_int64(value);
		return true;
	}
	if (!json_object_is_type(value, json_type_double)) {
		return false;
	}
	number = json_object_get_double(value);
	/* Written so that NaN, which is neither, is refused. */
	if (!(number >= -DOUBLE_WHOLE_MAX && number <= DOUBLE_WHOLE_MAX)) {
		return false;
	}
	if (islessgreater(number, (double)(int64_t)number)) {
		return false;
	}
	*ret_value = (int64_t)number;
	return true;
}

bool json_get_float(struct json_object *value, double *ret_value)
{
	double number;

	if (!json_object_is_type(value, json_type_int) &&
		!json_object_is_type(value, json_type_double)) {
		return false;
	}
	number = json_object_get_double(value);
	if (!isfinite(number)) {
		return false;
	}
	*ret_value = number;
	return true;
}

const char *json_get_text(struct json_object *value, size_t *ret_size)
{
	return json_object_to_json_string_length(
		value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, ret_size);
}

void json_cleanup(struct json_object **value)
{
	(void)json_object_put(*value);
}

static struct json_object *note_failure(int *error, struct json_object *value)
{
	if (value == NULL && *error >= 0) {
		*error = -ENOMEM;
	}
	return value;
}

struct json_object *json_new_object(int *error)
{
	return *error < 0 ? NULL : note_failure(error, json_object_new_object());
}

struct json_object *json_new_array(int *error)
{
	return *error < 0 ? NULL : note_failure(error, json_object_new_array());
}

void json_add_take(
	int *error, struct json_object *object, const char *key, struct json_object *value)
{
	AUTO_JSON struct json_object *member = value;
	int r;

	if (*error < 0 || member == NULL) {
		return;
	}
	assert(object != NULL);
	r = add_member(object, key, TAKE_PTR(member));
	if (r < 0) {
		*error = r;
	}
}

void json_append_take(int *error, struct json_object *array, struct json_object *value)
{
	AUTO_JSON struct json_object *element = value;

	if (*error < 0) {
		return;
	}
	assert(array != NULL);
	assert(element != NULL);
	if (json_object_array_add(array, element) < 0) {
		*error = -ENOMEM;
		return;
	}
	element = NULL;
}

/* A copy with U+FFFD for each byte that belongs to no character. */
static struct json_object *new_repaired_string(const char *value, size_t size)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	AUTO_FREE char *copy = malloc(size * strlen(replacement));
	char *to = copy;

	if (copy == NULL) {
		return NULL;
	}
	for (size_t at = 0; at < size;) {
		size_t length = utf8_character_size(value + at, size - at);

		if (length == 0) {
			to = mempcpy(to, replacement, strlen(replacement));
			at++;
		} else {
			to = mempcpy(to, value + at, length);
			at += length;
		}
	}
	return json_object_new_string_len(copy, (int)(to - copy));
}

static struct json_object *new_string(int *error, const char *value)
{
	size_t size = strlen(value);

	/* A length is an int in json-c; three times as much when it has to be repaired. */
	assert(size <= INT32_MAX / 3);
	return note_failure(error, utf8_is_valid(value, size) ? json_object_new_string(value)
							      : new_repaired_string(value, size));
}

void json_add_bool(int *error, struct json_object *object, const char *key, bool value)
{
	if (*error >= 0) {
		json_add_take(
			error, object, key, note_failure(error, json_object_new_boolean(value)));
	}
}

void json_add_int(int *error, struct json_object *object, const char *key, int64_t value)
{
	if (*error >= 0) {
		json_add_take(
			error, object, key, note_failure(error, json_object_new_int64(value)));
	}
}

void json_add_float(int *error, struct json_object *object, const char *key, double value)
{
	char text[40];
	char *comma;

	if (*error < 0) {
		return;
	}
	if (!isfinite(value)) {
		*error = -EDOM;
		return;
	}
	/* 15 digits look as they were typed (0.1), 17 are enough for every double. */
	(void)snprintf(text, sizeof(text), "%.15g", value);
	if (islessgreater(strtod(text, NULL), value)) {
		(void)snprintf(text, sizeof(text), "%.17g", value);
	}
	comma = strchr(text, ',');
	if (comma != NULL) {
		*comma = '.';
	}
	if (strpbrk(text, ".e") == NULL) {
		(void)strcat(text, ".0");
	}
	json_add_take(
		error, object, key, note_failure(error, json_object_new_double_s(value, text)));
}

void json_add_string(int *error, struct json_object *object, const char *key, const char *value)
{
	if (*error >= 0 && value != NULL) {
		json_add_take(error, object, key, new_string(error, value));
	}
}

void json_add_usec(int *error, struct json_object *object, const char *key, usec_t value)
{
	if (value != USEC_INFINITY) {
		assert(value <= INT64_MAX);
		json_add_int(error, object, key, (int64_t)value);
	}
}

void json_append_int(int *error, struct json_object *array, int64_t value)
{
	if (*error >= 0) {
		json_append_take(error, array, note_failure(error, json_object_new_int64(value)));
	}
}

void json_append_string(int *error, struct json_object *array, const char *value)
{
	if (*error >= 0) {
		json_append_take(error, array, new_string(error, value));
	}
}
