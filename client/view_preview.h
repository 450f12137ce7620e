/* SPDX-License-Identifier: MIT */
/* preview as text: the last days as they were and as they would have been. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

/* 'reply' is that of Preview(). 'now' is the same under the settings in effect, NULL if that is
 * what 'reply' is, or if it is not known. */
void view_preview_write(
	FILE *out, const struct text_style *style, json_object *reply, json_object *now);
