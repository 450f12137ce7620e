/* SPDX-License-Identifier: MIT */
/* All that a life was told, in a number: lives that ought to be the same are held against each
 * other by it. */
#pragma once

#include "life.h"

uint64_t life_mix(uint64_t digest, uint64_t value);
/* Takes the action, and that it came now, into life->digest. */
void life_note_action(struct life *life, const struct core_action *action);
