/* SPDX-License-Identifier: MIT */
/* Where something lies in JSON text, for messages to people. The text is one that json_scan()
 * takes, with a NUL behind it; offsets are in bytes. */
#pragma once

#include <stddef.h>

/* The value of this member of the object at 'object'; that object's own offset if it has no member
 * of that name, or if there is no object. Keys that are written with escapes are not found. */
size_t json_place_member(const char *text, size_t object, const char *key);

/* The element of the array at 'array'; likewise. */
size_t json_place_element(const char *text, size_t array, size_t index);

/* The element behind the one at 'element'; that one's own offset if it is the last. */
size_t json_place_next(const char *text, size_t element);

/* Line and column of a place in any text, both from 1 on; columns count characters. */
void json_place_line(const char *text, size_t offset, unsigned *ret_line, unsigned *ret_column);
