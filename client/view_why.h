/* SPDX-License-Identifier: MIT */
/* The reply to Explain() for a person. */
#pragma once

#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

void view_why_write(FILE *out, const struct text_style *style, json_object *reply);
