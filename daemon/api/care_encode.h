/* SPDX-License-Identifier: MIT */
/* What care knows, as JSON. 'error' as in jsonvalue.h. Every function returns a new object. */
#pragma once

#include "api.h"
#include "names.h"

struct json_object;

/* What there is to tell at one moment. */
struct api_care {
	struct core_care_view view;
	const char *emergency_number; /* "": never told */
};

/* The texts that were given with it and are not kept; NULL: none. */
struct json_object *care_encode_massage(int *error, const struct api_care *care,
	const struct care_massage *massage, enum care_window window, const char *style,
	const char *note);
struct json_object *care_encode_conditions(int *error, const struct api_care *care);
/* NULL if there is no such plan. */
struct json_object *care_encode_plan(int *error, const struct api_care *care, enum names_plan plan);

/* "title" and "advice" of a message, "" for CARE_MESSAGE_NONE. The title is left out if
 * 'title_name' is NULL. */
void care_add_advice(int *error, struct json_object *object, const struct api_care *care,
	enum care_message message, const char *title_name);
