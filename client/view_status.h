/* SPDX-License-Identifier: MIT */
/* The reply to GetStatus() for a person, in several lines. As in view_line.h, 'style->real_usec' is
 * the time for which it is shown. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include <json-c/json.h>

#include "text.h"

void view_status_write(FILE *out, const struct text_style *style, json_object *status);

/* When what view_status_write() shows would change without an event, at the soonest: the next full
 * minute of what is shown. False if never. */
bool view_status_next_change(const struct text_style *style, json_object *status, usec_t *ret_usec);
