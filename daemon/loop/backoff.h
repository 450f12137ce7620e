/* SPDX-License-Identifier: MIT */
/* How long to wait before trying again what failed. */
#pragma once

#include <backcare/timespan.h>

#define BACKOFF_FIRST_USEC USEC_PER_SEC
#define BACKOFF_LAST_USEC USEC_PER_MINUTE
/* Then there is no use in going on until something else changes. */
#define BACKOFF_TRIES_MAX 8
/* Only what held this long begins anew with the shortest wait. */
#define BACKOFF_STABLE_USEC (30 * USEC_PER_SEC)

struct backoff {
	unsigned failures;
	usec_t up_since_monotonic_usec; /* USEC_INFINITY while it is not up */
};

void backoff_init(struct backoff *backoff);

/* It failed, or broke after it was up: how long to wait. 1 s, doubled with each failure up to
 * 60 s, of which a random share of at most a quarter is taken off; USEC_INFINITY after
 * BACKOFF_TRIES_MAX. */
usec_t backoff_failed(struct backoff *backoff, usec_t now_monotonic_usec);
/* It works as of now. */
void backoff_succeeded(struct backoff *backoff, usec_t now_monotonic_usec);
/* What it depends on was replaced: as at the beginning. */
void backoff_reset(struct backoff *backoff);
