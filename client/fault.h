/* SPDX-License-Identifier: MIT */
/* What went wrong, in plain words. */
#pragma once

#include <stdio.h>

#include <json-c/json.h>

#include "command.h"

/* One sentence for an error reply, with a newline. 'parameters' may be NULL or anything. */
void fault_write_reply(FILE *err, const char *error, json_object *parameters);

/* What to say about a failure of connection.h (negative errno), and what to do about it. Returns
 * the exit status that belongs to it. */
enum outcome fault_write_connection(FILE *err, int error);
