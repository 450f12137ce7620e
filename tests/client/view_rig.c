/* SPDX-License-Identifier: MIT */
#include "view_rig.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <backcare/cleanup.h>

#include "field.h"
#include "jsonvalue.h"
#include "view_config.h"
#include "view_doctor.h"
#include "view_event.h"
#include "view_line.h"
#include "view_prompt.h"
#include "view_status.h"
#include "view_why.h"

void view_show_status(FILE *out, const struct text_style *style, json_object *value)
{
	view_status_write(out, style, value);
}

void view_show_line(FILE *out, const struct text_style *style, json_object *value)
{
	view_line_write(out, style, value);
}

void view_show_event(FILE *out, const struct text_style *style, json_object *value)
{
	view_event_write(out, style, value);
}

void view_show_prompt(FILE *out, const struct text_style *style, json_object *value)
{
	view_prompt_write(out, style, value);
	view_prompt_write_choices(out, style, 0, value);
}

void view_show_settings(FILE *out, const struct text_style *style, json_object *value)
{
	(void)view_config_write(out, style, value, NULL);
}

void view_show_why(FILE *out, const struct text_style *style, json_object *value)
{
	view_why_write(out, style, value);
}

void view_show_checks(FILE *out, const struct text_style *style, json_object *value)
{
	json_object *checks = field_array(value, "checks");

	view_doctor_write(out, style, checks, 0, false);
	view_doctor_write_verdict(out, style, checks);
}

json_object *view_parse(const char *json)
{
	AUTO_FREE char *copy = strdup(json);
	json_object *value = NULL;

	ck_assert_ptr_nonnull(copy);
	for (char *at = strchr(copy, '\''); at; at = strchr(at, '\'')) {
		*at = '"';
	}
	ck_assert_int_eq(json_parse_strict(copy, strlen(copy), &value), 0);
	return value;
}

char *view_render(const struct view_row *row, json_object *value, const struct text_style *style)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	row->show(out, style, value);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}
