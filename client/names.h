/* SPDX-License-Identifier: MIT */
/* Words for the enumeration values of the interface. A value that is not known (a younger daemon)
 * is its own word; it is foreign text and goes through text.h like any other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

const char *names_kind(const char *kind);
const char *names_hold(const char *reason);
const char *names_outcome(const char *outcome);
const char *names_event(const char *event);
/* What a level of safety means for the person, as one sentence; NULL for "none". */
const char *names_safety(const char *level);

/* Who gave a massage: "a professional". */
const char *names_massage_by(const char *by);

/* The kinds that can be asked for, as in the interface. */
extern const char *const names_kinds[];
extern const size_t names_kind_count;
bool names_is_kind(const char *word);
