/* SPDX-License-Identifier: MIT */
/* The reply to GetConfiguration() for a person. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

/* The settings whose name is 'key' or which are in the section 'key' (without regard to case); all
 * for NULL. Returns how many that were. */
size_t view_config_write(
	FILE *out, const struct text_style *style, json_object *reply, const char *key);

/* Whether the setting is meant by 'key', as above. */
bool view_config_matches(json_object *setting, const char *key);
