/* SPDX-License-Identifier: MIT */
/* What a rest is worth: a walk of Walk.Break undoes a spell of Walk.Limit, and less in proportion.
 * Source: behaviour, "Credit for rest". */
#pragma once

#include "settings.h"

/* What a proven rest, or claimed movement, takes off the spell. From Walk.Break on: USEC_INFINITY,
 * all of it. */
usec_t credit_for_rest_usec(const struct core_settings *settings, usec_t rest_usec);

/* Below this a rest takes nothing off: Walk.ShortBreak, or Walk.Break if that is less. */
usec_t credit_shortest_usec(const struct core_settings *settings);

/* Movement of 'activity_usec' was done: the walk's clock restarts, at most from the limit. */
void credit_claim(const struct core_settings *settings, usec_t activity_usec, usec_t *spell_usec);
