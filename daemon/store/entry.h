/* SPDX-License-Identifier: MIT */
/* One entry: its limits, and its details as one text. */
#pragma once

#include "history.h"

#include "arena.h"

/* The details as the file keeps them: lines of name=value in the order of their names, \\ for a
 * backslash and \n for a line end, so that equal details are equal texts. */

/* NULL in *ret_text for none. The entry has no problem. Returns 0, -ENOMEM. */
int entry_encode_details(
	const struct history_entry *entry, struct arena *arena, const char **ret_text);

/* Reads that into 'entry'; NULL: none. Returns 0, -EBADMSG, -ENOMEM. */
int entry_decode_details(struct history_entry *entry, struct arena *arena, const char *text);

/* The value, or NULL. */
const char *entry_get_detail(const struct history_entry *entry, const char *name);

/* A copy with all its texts; "" becomes none where there may be none. Returns 0, -ENOMEM. */
int entry_copy(struct history_entry *to, const struct history_entry *from, struct arena *arena);

/* Roughly what a copy takes. */
size_t entry_bytes(const struct history_entry *entry);
