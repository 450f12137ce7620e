/* SPDX-License-Identifier: MIT */
/* The reader. One function for each rule of the grammar; the first thing that is wrong ends it.
 * What is refused beside the grammar is what some parser in use refuses: a comment other than
 * before a member or field, enumerations of one value, empty types, arrays of arrays or of nullable
 * things, "any", carriage returns. And what our own style wants: a comment before each member. */
#include "idl_internal.h"

#include <backcare/cleanup.h>

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	const char *at;
	unsigned line;
	bool comment; /* right before 'token' */
	char token[128];
	bool failed;
	idl_report report;
	void *userdata;
};

static void refuse(struct reader *reader, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

static void refuse(struct reader *reader, const char *format, ...)
{
	char text[256];
	char message[320];
	va_list arguments;

	if (reader->failed) {
		return;
	}
	reader->failed = true;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	(void)snprintf(message, sizeof(message), "line %u: %s", reader->line, text);
	reader->report(message, reader->userdata);
}

/* Also used where libcheck runs no test. */
static void *need(void *memory)
{
	if (memory == NULL) {
		abort();
	}
	return memory;
}

static void *make(size_t size)
{
	return need(calloc(1, size));
}

static bool is_word(char byte)
{
	return isalnum((unsigned char)byte) || strchr("_-.", byte) != NULL;
}

/* The next token: a word, "->", "[]", or one character; "" at the end. */
static void advance(struct reader *reader)
{
	size_t length = 1;

	reader->comment = false;
	for (;; reader->at++) {
		if (*reader->at == '#') {
			reader->comment = true;
			reader->at += strcspn(reader->at, "\n");
		}
		if (*reader->at == '\n') {
			reader->line++;
		} else if (*reader->at != ' ' && *reader->at != '\t') {
			break;
		}
	}
	if (*reader->at == '\0') {
		length = 0;
	} else if (*reader->at == '\r') {
		refuse(reader, "carriage return");
	} else if (strncmp(reader->at, "->", 2) == 0 || strncmp(reader->at, "[]", 2) == 0) {
		length = 2;
	} else if (is_word(*reader->at)) {
		while (reader->at[length] != '\0' && is_word(reader->at[length])) {
			length++;
		}
	}
	if (length >= sizeof(reader->token)) {
		refuse(reader, "a word too long");
		length = 0;
	}
	memcpy(reader->token, reader->at, length);
	reader->token[length] = '\0';
	reader->at += length;
	if (reader->comment && length > 0 && !isalpha((unsigned char)reader->token[0])) {
		refuse(reader, "a comment before '%s'", reader->token);
	}
}

static bool is_at(const struct reader *reader, const char *token)
{
	return !reader->failed && strcmp(reader->token, token) == 0;
}

static bool take(struct reader *reader, const char *token)
{
	if (!is_at(reader, token)) {
		return false;
	}
	advance(reader);
	return true;
}

static void expect(struct reader *reader, const char *token)
{
	if (!take(reader, token)) {
		refuse(reader, "'%s' instead of '%s'", reader->token, token);
	}
}

/* [A-Za-z](_?[A-Za-z0-9])*, and the first letter in the case that is wanted. */
static char *take_word(struct reader *reader, bool upper)
{
	const char *word = reader->token;
	char *copy;

	if (!isalpha((unsigned char)word[0]) || (upper && !isupper((unsigned char)word[0])) ||
		strpbrk(word, "-.") != NULL || strstr(word, "__") != NULL ||
		word[strlen(word) - 1] == '_') {
		refuse(reader, "'%s' is no name", word);
	}
	copy = need(strdup(word));
	if (!reader->failed) {
		advance(reader);
	}
	return copy;
}

static struct idl_type *take_type(struct reader *reader);

static void append_field(struct idl_type *type, struct idl_field *field)
{
	struct idl_field **end = &type->fields;

	while (*end != NULL) {
		end = &(*end)->next;
	}
	*end = field;
}

/* "(a: int, b: string)", "(a, b)" or "()". */
static void take_fields(struct reader *reader, struct idl_type *type)
{
	type->kind = IDL_STRUCT;
	expect(reader, "(");
	if (take(reader, ")")) {
		return;
	}
	while (!reader->failed) {
		struct idl_field *field = make(sizeof(*field));
		bool first = type->fields == NULL;

		field->name = take_word(reader, false);
		if (idl_find_field(type, field->name) != NULL) {
			refuse(reader, "'%s' twice", field->name);
		}
		append_field(type, field);
		if (first && !is_at(reader, ":")) {
			type->kind = IDL_ENUM;
		}
		if (type->kind == IDL_STRUCT) {
			expect(reader, ":");
			field->type = take_type(reader);
		}
		if (take(reader, ")")) {
			break;
		}
		expect(reader, ",");
	}
	if (type->kind == IDL_ENUM && type->fields != NULL && type->fields->next == NULL) {
		refuse(reader, "an enumeration of one value");
	}
}

static void take_element(struct reader *reader, struct idl_type *type, enum idl_kind kind)
{
	type->kind = kind;
	if (is_at(reader, "?") || is_at(reader, "[]") || is_at(reader, "[")) {
		refuse(reader, "an element that is nullable, an array or a map");
	}
	type->element = take_type(reader);
}

static struct idl_type *take_type(struct reader *reader)
{
	static const char *const words[IDL_KIND_MAX] = {
		[IDL_BOOL] = "bool",
		[IDL_INT] = "int",
		[IDL_FLOAT] = "float",
		[IDL_STRING] = "string",
		[IDL_OBJECT] = "object",
	};
	struct idl_type *type = make(sizeof(*type));

	type->nullable = take(reader, "?");
	if (is_at(reader, "(")) {
		take_fields(reader, type);
		return type;
	}
	if (take(reader, "[]")) {
		take_element(reader, type, IDL_ARRAY);
		return type;
	}
	if (take(reader, "[")) {
		expect(reader, "string");
		expect(reader, "]");
		take_element(reader, type, IDL_MAP);
		return type;
	}
	for (size_t i = 0; i < ELEMENTSOF(words); i++) {
		if (words[i] != NULL && take(reader, words[i])) {
			type->kind = (enum idl_kind)i;
			return type;
		}
	}
	type->kind = IDL_NAME;
	type->name = take_word(reader, true);
	return type;
}

static void append_member(struct reader *reader, struct idl *idl, struct idl_member *member)
{
	struct idl_member **end = &idl->members;

	if (idl_find_member(idl, member->name) != NULL) {
		refuse(reader, "'%s' twice", member->name);
	}
	while (*end != NULL) {
		end = &(*end)->next;
	}
	*end = member;
}

static void take_member(struct reader *reader, struct idl *idl)
{
	struct idl_member *member;
	enum idl_member_kind kind = IDL_MEMBER_KIND_MAX;
	bool comment = reader->comment;

	if (take(reader, "type")) {
		kind = IDL_TYPE;
	} else if (take(reader, "method")) {
		kind = IDL_METHOD;
	} else if (take(reader, "error")) {
		kind = IDL_ERROR;
	} else {
		refuse(reader, "'%s' is no member", reader->token);
		return;
	}
	member = make(sizeof(*member));
	member->kind = kind;
	member->name = take_word(reader, true);
	append_member(reader, idl, member);
	if (!comment) {
		refuse(reader, "no comment says what %s is", member->name);
	}
	member->type = make(sizeof(*member->type));
	take_fields(reader, member->type);
	if (kind == IDL_TYPE && member->type->fields == NULL) {
		refuse(reader, "an empty type");
	}
	if (kind != IDL_TYPE && member->type->kind != IDL_STRUCT) {
		refuse(reader, "%s has an enumeration for parameters", member->name);
	}
	if (kind == IDL_METHOD) {
		expect(reader, "->");
		member->output = make(sizeof(*member->output));
		take_fields(reader, member->output);
		if (member->output->kind != IDL_STRUCT) {
			refuse(reader, "%s answers with an enumeration", member->name);
		}
	}
}

static void check_names(struct reader *reader, const struct idl *idl, const struct idl_type *type)
{
	if (type == NULL) {
		return;
	}
	if (type->kind == IDL_NAME && idl_resolve(idl, type) == NULL) {
		refuse(reader, "there is no type %s", type->name);
	}
	check_names(reader, idl, type->element);
	for (const struct idl_field *field = type->fields; field != NULL; field = field->next) {
		check_names(reader, idl, field->type);
	}
}

struct idl *idl_new(const char *text, idl_report report, void *userdata)
{
	struct reader reader = {.at = text, .line = 1, .report = report, .userdata = userdata};
	struct idl *idl = make(sizeof(*idl));

	advance(&reader);
	if (!reader.comment) {
		refuse(&reader, "no comment says what the interface is");
	}
	expect(&reader, "interface");
	idl->name = need(strdup(reader.token));
	if (strchr(idl->name, '.') == NULL) {
		refuse(&reader, "'%s' is no name of an interface", idl->name);
	}
	advance(&reader);
	while (!reader.failed && reader.token[0] != '\0') {
		take_member(&reader, idl);
	}
	for (struct idl_member *member = idl->members; member != NULL && !reader.failed;
		member = member->next) {
		check_names(&reader, idl, member->type);
		check_names(&reader, idl, member->output);
	}
	return reader.failed ? idl_free(idl) : idl;
}

static void free_type(struct idl_type *type)
{
	if (type == NULL) {
		return;
	}
	while (type->fields != NULL) {
		struct idl_field *field = type->fields;

		type->fields = field->next;
		free_type(field->type);
		free(field->name);
		free(field);
	}
	free_type(type->element);
	free(type->name);
	free(type);
}

struct idl *idl_free(struct idl *idl)
{
	if (idl == NULL) {
		return NULL;
	}
	while (idl->members != NULL) {
		struct idl_member *member = idl->members;

		idl->members = member->next;
		free_type(member->type);
		free_type(member->output);
		free(member->name);
		free(member);
	}
	free(idl->name);
	free(idl);
	return NULL;
}

const char *idl_get_name(const struct idl *idl)
{
	return idl->name;
}

const struct idl_member *idl_find_member(const struct idl *idl, const char *name)
{
	const struct idl_member *member = idl->members;

	while (member != NULL && strcmp(member->name, name) != 0) {
		member = member->next;
	}
	return member;
}

const struct idl_field *idl_find_field(const struct idl_type *type, const char *name)
{
	const struct idl_field *field = type->fields;

	while (field != NULL && strcmp(field->name, name) != 0) {
		field = field->next;
	}
	return field;
}

unsigned idl_count_fields(const struct idl_type *type)
{
	unsigned count = 0;

	for (const struct idl_field *field = type->fields; field != NULL; field = field->next) {
		count++;
	}
	return count;
}

const struct idl_type *idl_resolve(const struct idl *idl, const struct idl_type *type)
{
	const struct idl_member *member;

	if (type->kind != IDL_NAME) {
		return type;
	}
	member = idl_find_member(idl, type->name);
	return member != NULL && member->kind == IDL_TYPE ? member->type : NULL;
}
