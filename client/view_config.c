/* SPDX-License-Identifier: MIT */
#include "view_config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "field.h"

#define NAME_COLUMNS 23
#define DETAIL_COLUMNS 4

bool view_config_matches(json_object *setting, const char *key)
{
	const char *name = field_string(setting, "name");

	if (!name || !key) {
		return name != NULL;
	}
	size_t length = strlen(key);
	return strncasecmp(name, key, length) == 0 && (name[length] == '\0' || name[length] == '.');
}

static void write_detail(
	FILE *out, const struct text_style *style, enum text_shade shade, const char *string)
{
	(void)fprintf(out, "%*s", DETAIL_COLUMNS, "");
	text_shade_begin(out, style, shade);
	(void)text_write_wrapped(out, style, DETAIL_COLUMNS, DETAIL_COLUMNS + 2, string);
	text_shade_end(out, style, shade);
	(void)fputc('\n', out);
}

/* Paths below the home directory as one would type them. */
static void add_path(struct text_line *line, const char *path)
{
	const char *home = getenv("HOME");
	size_t length = home ? strlen(home) : 0;

	if (length > 1 && strncmp(path, home, length) == 0 && path[length] == '/') {
		text_line_add(line, "~%s", path + length);
	} else {
		text_line_add(line, "%s", path);
	}
}

static void write_remark(
	FILE *out, const struct text_style *style, enum text_shade shade, const char *remark)
{
	struct text_line line;

	if (remark && *remark != '\0') {
		text_line_clear(&line);
		text_line_add(&line, "%s", remark);
		write_detail(out, style, shade, line.bytes);
	}
}

static void write_setting(FILE *out, const struct text_style *style, json_object *setting)
{
	const char *name = field_string(setting, "name");
	const char *value = field_string(setting, "value");
	const char *standard = field_string(setting, "defaultValue");
	const char *file = field_string(setting, "file");
	unsigned long number = field_count(setting, "line");
	enum text_shade shade = file ? TEXT_STRONG : TEXT_PLAIN;
	struct text_line line;

	text_write_padded(out, style, name, NAME_COLUMNS - 1);
	(void)fputc(' ', out);
	text_shade_begin(out, style, shade);
	(void)text_write_wrapped(out, style, NAME_COLUMNS, NAME_COLUMNS,
		value && *value != '\0' ? value : "(empty)");
	text_shade_end(out, style, shade);
	(void)fputc('\n', out);
	if (file) {
		text_line_clear(&line);
		add_path(&line, file);
		if (number > 0) {
			text_line_add(&line, ":%lu", number);
		}
		if (standard && value && strcmp(standard, value) != 0) {
			text_line_add_item(
				&line, "default %s", *standard != '\0' ? standard : "(empty)");
		}
		write_detail(out, style, TEXT_FAINT, line.bytes);
	}
	write_remark(out, style, TEXT_NOTE, field_string(setting, "problem"));
	write_remark(out, style, TEXT_FAINT, field_string(setting, "note"));
}

size_t view_config_write(
	FILE *out, const struct text_style *style, json_object *reply, const char *key)
{
	json_object *settings = field_array(reply, "settings");
	size_t count = 0;

	for (size_t i = 0; i < field_array_length(settings); i++) {
		json_object *setting = json_object_array_get_idx(settings, i);

		if (view_config_matches(setting, key)) {
			write_setting(out, style, setting);
			count++;
		}
	}
	return count;
}
