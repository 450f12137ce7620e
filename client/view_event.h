/* SPDX-License-Identifier: MIT */
/* One event of Monitor() as a line for a person. */
#pragma once

#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

void view_event_write(FILE *out, const struct text_style *style, json_object *event);
