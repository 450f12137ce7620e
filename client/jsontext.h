/* SPDX-License-Identifier: MIT */
/* Values printed as JSON, for scripts. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

/* Writes 'value' (NULL: an empty object) and a newline; on one line, or with 'pretty' indented.
 * What could steer a terminal is escaped, so the output is safe to look at and still the same JSON.
 * Returns 0 or -ENOMEM; what 'out' could not take shows in ferror(). */
int jsontext_write(FILE *out, json_object *value, bool pretty);
